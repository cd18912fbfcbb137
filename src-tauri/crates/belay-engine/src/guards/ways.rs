//! Guards of the choice between several ways.

use super::{Case, Finding, Resolve};
use crate::unit::Unit;
use crate::ways::{Decision, Standing};
use crate::words::{name, unquoted};

/// Refuses a step of one of several ways while none was chosen.
pub(super) fn choice(case: &Case<'_>) -> Vec<Finding> {
    match case.ways.standing(case.unit) {
        Standing::Undecided(decision) => vec![undecided(case.unit, decision)],
        _ => Vec::new(),
    }
}

/// What is said where a way has to be chosen first.
pub(crate) fn undecided(unit: &Unit, decision: &Decision) -> Finding {
    let options = &decision.choice.options;
    Finding::new(
        format!(
            "{} stands in one of {} ways, and none has been chosen.",
            name(unit),
            options.len()
        ),
        "Choose the way to go; the steps of the others are set aside.",
        Some(Resolve::Choose),
    )
}

/// Asks before a step of a way that was not taken.
pub(super) fn set_aside(case: &Case<'_>) -> Vec<Finding> {
    let Standing::SetAside(decision) = case.ways.standing(case.unit) else {
        return Vec::new();
    };
    let taken = unquoted(decision.taken_title().unwrap_or_default());
    vec![Finding::confirm(format!(
        "{} belongs to a way that was not taken: this run goes by \u{201c}{taken}\u{201d}.",
        name(case.unit)
    ))]
}
