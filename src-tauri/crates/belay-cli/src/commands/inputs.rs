//! `belay inputs`: what a run would ask, and what AWS has to answer it with.

use std::collections::BTreeMap;

use belay_app::Desk;
use belay_app::views::{Asked, InputView, RunPart};
use belay_engine::guards::Refusal;
use belay_engine::pick::{Offer, Offers};
use belay_engine::words::instant;

use crate::args::{Format, InputsArgs};
use crate::commands::run::changed;
use crate::outcome::{CliError, Done};
use crate::print;

/// Of so many things everything is told; of the others what the list says.
const TOLD_IN_FULL: usize = 25;

/// Lists the inputs; or what may be picked for the one that is named without a
/// value.
///
/// # Errors
/// The file, the section, the environment or the input is not there, or AWS
/// said no.
pub async fn run(format: Format, desk: &Desk, args: InputsArgs) -> Result<Done, CliError> {
    let mut given = BTreeMap::new();
    let mut wanted = None;
    for one in &args.inputs {
        match one.split_once('=') {
            Some((name, value)) => {
                given.insert(name.to_owned(), value.to_owned());
            }
            None => wanted = Some(one.as_str()),
        }
    }
    let part = RunPart {
        section: args.section.clone(),
        guide: args.guide.clone(),
        symptom: 0,
    };
    let asked = desk.asked_of_file(&args.file, &part, &args.env, given.clone());
    let asked = asked.await?;
    known(&asked, given.keys().map(String::as_str).chain(wanted))?;
    let Some(wanted) = wanted else {
        print::document(format, "belay/inputs/1", &asked.inputs, || {
            inputs_text(&asked.inputs)
        })?;
        return Ok(Done::Well);
    };
    let input = asked.inputs.iter().find(|input| input.id == wanted);
    if input.is_some_and(|input| input.pick.is_none()) {
        return Err(CliError::usage(
            format!("There is no list in AWS for `{wanted}`."),
            "Type the value.",
        ));
    }
    let (file, env) = (&args.file, &args.env);
    let offers = desk.offers_of_file(file, &part, env, given, wanted, TOLD_IN_FULL);
    let offers = offers.await?;
    if let Some(why) = unanswered(&offers) {
        return Err(why);
    }
    print::document(format, "belay/offers/1", &offers, || {
        offers_text(&offers, false)
    })?;
    Ok(Done::Well)
}

/// Every name that is given is an input of the runbook.
///
/// # Errors
/// The first that is none.
pub fn known<'n>(asked: &Asked, names: impl Iterator<Item = &'n str>) -> Result<(), CliError> {
    for name in names {
        if !asked.inputs.iter().any(|input| input.id == name) {
            let ids: Vec<&str> = asked.inputs.iter().map(|input| input.id.as_str()).collect();
            let hint = match ids.is_empty() {
                true => "It asks for none here.".to_owned(),
                false => format!("Its inputs: {}.", ids.join(", ")),
            };
            return Err(CliError::usage(
                format!("There is no input `{name}`."),
                hint,
            ));
        }
    }
    Ok(())
}

fn unanswered(offers: &Offers) -> Option<CliError> {
    match offers {
        Offers::Listed { .. } => None,
        Offers::NotYet { sentence, input } => Some(CliError::Usage {
            message: sentence.clone(),
            hint: input
                .as_ref()
                .map(|input| format!("Add `--input {input}=VALUE`.")),
        }),
        Offers::Refused { refusals } => Some(CliError::Refused(refusals.clone())),
    }
}

fn inputs_text(inputs: &[InputView]) -> String {
    if inputs.is_empty() {
        return "Nothing is asked.\n".to_owned();
    }
    let width = inputs.iter().map(|input| input.id.len()).max().unwrap_or(0);
    let line = |input: &InputView| {
        let state = match (&input.value, input.given) {
            (Some(value), _) => value.clone(),
            (None, true) => "given".to_owned(),
            (None, false) if input.required => "open".to_owned(),
            (None, false) => "optional".to_owned(),
        };
        let pick = input.pick.map(|pick| format!("  pick: {}", pick.plural()));
        let (id, placeholder) = (&input.id, &input.placeholder);
        format!(
            "{id:<width$}  {placeholder}  {state}{}\n",
            pick.unwrap_or_default()
        )
    };
    let mut out: String = inputs.iter().map(line).collect();
    if inputs.iter().any(|input| input.pick.is_some()) {
        out += "\nWhat may be picked: add `--input ID`.\n";
    }
    out
}

/// One line each; with numbers to choose by.
fn offers_text(all: &Offers, numbered: bool) -> String {
    let Offers::Listed {
        what,
        of,
        account_id,
        region,
        offers,
        truncated,
        ..
    } = all
    else {
        return String::new();
    };
    let of = of
        .as_ref()
        .map(|of| format!(" of {of}"))
        .unwrap_or_default();
    let place = format!("{}{of} in account {account_id}, {region}", what.plural());
    if offers.is_empty() {
        return format!("There are no {place}.\n");
    }
    let width = offers
        .iter()
        .map(|offer| offer.value.len())
        .max()
        .unwrap_or(0);
    let lines = offers.iter().zip(1..).map(|(offer, number)| {
        let number = match numbered {
            true => format!("{number:>4}  "),
            false => String::new(),
        };
        let line = format!("{number}{:<width$}  {}", offer.value, about(offer));
        format!("{}\n", line.trim_end())
    });
    let mut out: String = lines.collect();
    if *truncated {
        out += &format!(
            "\nThese are the first {} {place}; there are more.\n",
            offers.len()
        );
    }
    out
}

fn about(offer: &Offer) -> String {
    let facts = offer.at.map(instant).into_iter().chain(offer.facts.clone());
    facts.collect::<Vec<_>>().join(", ")
}

/// Asks the person at the terminal for a value that a step waits for, with what
/// may be picked. False if there is nobody, or no answer.
///
/// # Errors
/// A guard refuses the value, or the record cannot be written.
pub async fn ask(desk: &Desk, run: &str, input: &InputView) -> Result<bool, CliError> {
    // What is typed here is seen; a secret is given on another way.
    if input.secret || !print::can_ask() {
        return Ok(false);
    }
    let offers = match input.pick {
        Some(_) => offered(desk, run, &input.id).await,
        None => Vec::new(),
    };
    let question = match offers.is_empty() {
        true => format!("{} ({}):", input.label, input.placeholder),
        false => format!(
            "{} ({}), a number or a value:",
            input.label, input.placeholder
        ),
    };
    let Some(answer) = print::ask(&question).filter(|answer| !answer.is_empty()) else {
        return Ok(false);
    };
    let value = picked(&offers, &answer).unwrap_or(answer);
    changed(desk.set_input(run, &input.id, value).await?)?;
    Ok(true)
}

/// Shows what may be picked. What goes wrong is said, and the value typed.
async fn offered(desk: &Desk, run: &str, input: &str) -> Vec<Offer> {
    match desk.offers_in_full(run, input, TOLD_IN_FULL).await {
        Ok(listed @ Offers::Listed { .. }) => {
            print::aside(offers_text(&listed, true).trim_end());
            match listed {
                Offers::Listed { offers, .. } => offers,
                _ => Vec::new(),
            }
        }
        Ok(Offers::NotYet { sentence, .. }) => {
            print::aside(&sentence);
            Vec::new()
        }
        Ok(Offers::Refused { refusals }) => {
            print::aside(print::refusal_text(&refusals).trim_end());
            Vec::new()
        }
        Err(error) => {
            print::error(Format::Text, &error.into());
            Vec::new()
        }
    }
}

/// The offer of that number, unless a value is called like that.
fn picked(offers: &[Offer], answer: &str) -> Option<String> {
    if offers.iter().any(|offer| offer.value == answer) {
        return None;
    }
    let at = answer.parse::<usize>().ok()?.checked_sub(1)?;
    offers.get(at).map(|offer| offer.value.clone())
}

/// Inputs that a refusal waits for.
pub fn missing(refusals: &[Refusal]) -> Vec<String> {
    let ids = refusals.iter().flat_map(|refusal| &refusal.inputs);
    ids.cloned().collect()
}

#[cfg(test)]
mod tests {
    use belay_engine::pick::PickKind;

    use super::*;

    fn offer(value: &str, facts: &[&str], at: Option<&str>) -> Offer {
        Offer {
            value: value.to_owned(),
            facts: facts.iter().map(|&fact| fact.to_owned()).collect(),
            at: at.and_then(|at| at.parse().ok()),
            more: false,
        }
    }

    fn listed(offers: Vec<Offer>, truncated: bool) -> Offers {
        Offers::Listed {
            what: PickKind::FunctionVersion,
            of: Some("api".to_owned()),
            account_id: "222222222222".to_owned(),
            region: "eu-west-1".to_owned(),
            offers,
            truncated,
            exhaustive: !truncated,
            request_id: None,
        }
    }

    #[test]
    fn each_offer_is_a_line_with_what_tells_it_from_the_others() {
        let offers = vec![
            offer(
                "12",
                &["live points here", "v2.1"],
                Some("2026-11-21T08:00:00Z"),
            ),
            offer("$LATEST", &["not published"], None),
        ];
        insta::assert_snapshot!(offers_text(&listed(offers, true), true), @r"
           1  12       2026-11-21 08:00:00 UTC, live points here, v2.1
           2  $LATEST  not published

        These are the first 2 function versions of api in account 222222222222, eu-west-1; there are more.
        ");
    }

    #[test]
    fn an_empty_list_says_where_it_was_looked_for() {
        assert_eq!(
            offers_text(&listed(Vec::new(), false), false),
            "There are no function versions of api in account 222222222222, eu-west-1.\n"
        );
    }

    #[test]
    fn a_number_picks_unless_a_value_is_called_like_that() {
        let names = [offer("orders", &[], None), offer("users", &[], None)];
        assert_eq!(picked(&names, "2").as_deref(), Some("users"));
        assert_eq!(picked(&names, "3"), None);
        assert_eq!(picked(&names, "other"), None);
        let versions = [offer("2", &[], None), offer("1", &[], None)];
        assert_eq!(picked(&versions, "1"), None);
    }
}
