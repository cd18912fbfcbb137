//! Values: variables that the environment sets, inputs that a person gives.

use belay_runbook::{Input, InputStyle};

use super::{Check, CheckState, NeedKind, Subject};
use crate::guards::Resolve;
use crate::resolve::{is_inherited, variable_name};
use crate::words::unquoted;

/// The inputs that the units need, each as a variable or as a value to give.
pub(crate) fn of_values(subject: &Subject<'_>) -> Vec<Check> {
    subject
        .runbook
        .inputs
        .iter()
        .filter(|input| {
            subject
                .units
                .iter()
                .any(|unit| unit.inputs.iter().any(|id| *id == input.id))
        })
        .filter_map(|input| match input.style {
            InputStyle::Variable => variable(subject, input),
            _ if input.required => Some(value(subject, input)),
            _ => None,
        })
        .collect()
}

fn first_line(subject: &Subject<'_>, input: &Input) -> u32 {
    let in_scope = input.occurrences.iter().find(|place| {
        let holder = place.holder.as_deref();
        subject
            .units
            .iter()
            .any(|unit| Some(unit.id.as_str()) == holder)
    });
    in_scope
        .or(input.occurrences.first())
        .map_or(0, |place| place.line)
}

fn variable(subject: &Subject<'_>, input: &Input) -> Option<Check> {
    let name = variable_name(&input.placeholder);
    if is_inherited(&name) {
        return None;
    }
    let line = first_line(subject, input);
    let check = |state, sentence: String| {
        let id = format!("variable-{name}");
        Check::new(id, NeedKind::Variable, &name, state, sentence).at(line)
    };
    if let Some(value) = subject.variables.get(&name) {
        let mut check = check(
            CheckState::Ok,
            format!("`{name}` is set for `{}`.", subject.environment.name),
        );
        check.found = (!input.secret).then(|| value.clone());
        return Some(check);
    }
    if subject.given.contains(input.id.as_str()) {
        return Some(check(
            CheckState::Ok,
            format!("`{name}` is given in this run."),
        ));
    }
    if input.secret {
        let mut check = check(
            CheckState::Open,
            format!("`{name}` is secret and not given yet; line {line} reads it."),
        );
        check.resolve = Some(Resolve::Input);
        return Some(check);
    }
    let mut check = check(
        CheckState::Missing,
        format!("Nothing sets `{name}`; line {line} reads it."),
    )
    .remedy(format!(
        "Add it to the variables of `{}`, or give it in the run.",
        subject.environment.name
    ));
    check.resolve = Some(Resolve::Input);
    Some(check)
}

fn value(subject: &Subject<'_>, input: &Input) -> Check {
    let line = first_line(subject, input);
    let (state, sentence) = if subject.given.contains(input.id.as_str()) {
        (
            CheckState::Ok,
            format!("{} is given.", unquoted(&input.label)),
        )
    } else {
        (
            CheckState::Open,
            format!(
                "{} is still open; line {line} needs it.",
                unquoted(&input.label)
            ),
        )
    };
    let mut check = Check::new(
        format!("input-{}", input.id),
        NeedKind::Input,
        &input.label,
        state,
        sentence,
    )
    .at(line);
    check.resolve = (state == CheckState::Open).then_some(Resolve::Input);
    check
}
