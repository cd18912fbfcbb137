//! Choosing one of several ways from the terminal.

use belay_app::Desk;
use belay_app::views::{ChoiceView, RunPage};

use super::run::{changed, settled};
use crate::outcome::CliError;
use crate::print;

/// The ways that the command line names, each as `ID=WAY`, by their numbers.
///
/// # Errors
/// There is no such choice or way.
pub fn numbers(choices: &[ChoiceView], given: &[String]) -> Result<Vec<(String, u32)>, CliError> {
    let number = |one: &String| {
        let (id, way) = one.split_once('=').ok_or_else(|| {
            CliError::usage(
                format!("`--choose {one}` has no `=`."),
                "Write --choose ID=WAY.",
            )
        })?;
        let Some(choice) = choices.iter().find(|c| c.id == id) else {
            let ids: Vec<&str> = choices.iter().map(|c| c.id.as_str()).collect();
            let known = match ids.is_empty() {
                true => "This run offers no choice.".to_owned(),
                false => format!("Its choices: {}.", ids.join(", ")),
            };
            return Err(CliError::usage(
                format!("There is no choice `{id}`."),
                known,
            ));
        };
        let number = number_of(choice, way).ok_or_else(|| {
            CliError::usage(format!("`{id}` has no way `{way}`."), offered(choice))
        })?;
        Ok((id.to_owned(), number))
    };
    given.iter().map(number).collect()
}

/// The choice that has to be made before this unit.
pub fn before<'p>(page: &'p RunPage, unit: &str) -> Option<&'p ChoiceView> {
    let left = page.units.iter().any(|u| u.id == unit && !settled(u));
    let has = |choice: &&ChoiceView| {
        choice
            .ways
            .iter()
            .any(|way| way.units.iter().any(|u| u == unit))
    };
    let mut open = page.choices.iter().filter(|choice| choice.taken.is_none());
    open.find(has).filter(|_| left)
}

/// Asks the person at the terminal. False if there is nobody, or no answer.
///
/// # Errors
/// A guard refuses, or the record cannot be written.
pub async fn ask(desk: &Desk, run: &str, choice: &ChoiceView) -> Result<bool, CliError> {
    print::aside(&format!("\n{}: {}", choice.id, choice.title));
    print::aside(&offered(choice));
    let Some(answer) = print::ask("Which way? Its number, anything else stops:") else {
        print::aside(&format!(
            "One of these ways has to be chosen. Choose it with `--choose {}=NUMBER`.",
            choice.id
        ));
        return Ok(false);
    };
    let Some(number) = number_of(choice, &answer) else {
        return Ok(false);
    };
    changed(desk.choose(run, &choice.id, number).await?)?;
    Ok(true)
}

fn number_of(choice: &ChoiceView, way: &str) -> Option<u32> {
    let way = way.trim();
    let by_number = way.parse().ok();
    let ways = choice.ways.iter();
    ways.filter(|w| Some(w.number) == by_number || w.title.eq_ignore_ascii_case(way))
        .map(|w| w.number)
        .next()
}

fn offered(choice: &ChoiceView) -> String {
    let ways = choice.ways.iter().map(|way| {
        let mut line = format!("  {}  {}", way.number, way.title);
        if way.recommended {
            line += " (recommended)";
        }
        if let Some(when) = &way.when {
            line += &format!(": {when}");
        }
        line
    });
    ways.collect::<Vec<_>>().join("\n")
}
