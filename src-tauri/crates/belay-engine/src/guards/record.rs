//! Guards that look at what has happened so far.

use belay_journal::view::{AttemptEnd, UnitStatus};

use super::{Case, Finding, Resolve};
use crate::unit::blocked_by;
use crate::words::{instant, name};

pub(super) fn newer(case: &Case<'_>) -> Vec<Finding> {
    if case.view.unknown.is_empty() {
        return Vec::new();
    }
    let count = case.view.unknown.len();
    vec![Finding::new(
        format!(
            "{count} of this run's events were written by a newer Belay and cannot be read here. \
             More may have been done than is shown."
        ),
        "Go on with the Belay that wrote them.",
        None,
    )]
}

pub(super) fn finished(case: &Case<'_>) -> Vec<Finding> {
    let Some(finished) = &case.view.finished else {
        return Vec::new();
    };
    vec![Finding::new(
        format!("This run ended {} ({}).", instant(finished.at), finished.by),
        "Start a new run.",
        None,
    )]
}

pub(super) fn running(case: &Case<'_>) -> Vec<Finding> {
    if case.view.status(&case.unit.id) != UnitStatus::Running {
        return Vec::new();
    }
    let open = case
        .view
        .open_attempts()
        .find(|(unit, _)| *unit == case.unit.id);
    let sentence = match open {
        Some((_, attempt)) => format!(
            "Attempt {} of {} is still going on, since {} ({}).",
            attempt.attempt,
            name(case.unit),
            instant(attempt.intended_at),
            attempt.by
        ),
        None => format!(
            "The restore that {} started is still going on.",
            name(case.unit)
        ),
    };
    vec![Finding::new(
        sentence,
        "Wait for its end, or stop it.",
        None,
    )]
}

pub(super) fn drift(case: &Case<'_>) -> Vec<Finding> {
    if case.drift.is_none() {
        return Vec::new();
    }
    let path = case.view.runbook_path.as_deref().unwrap_or_default();
    vec![Finding::new(
        format!(
            "`{path}` was changed after this run began. The run goes by the text that it started \
             with, which is no longer that of the file."
        ),
        "Look at what changed; go on with the run's text, or start a new run with the new one.",
        Some(Resolve::Drift),
    )]
}

pub(super) fn order(case: &Case<'_>) -> Vec<Finding> {
    // What was reached once may be repeated.
    if case
        .view
        .units
        .get(&case.unit.id)
        .is_some_and(|state| !state.attempts.is_empty())
    {
        return Vec::new();
    }
    let Some(before) = blocked_by(case.runbook, case.ways, case.units, case.view, case.unit) else {
        return Vec::new();
    };
    let how = match case.view.status(&before.id) {
        UnitStatus::Failed => "failed",
        UnitStatus::Stopped => "was stopped",
        UnitStatus::Interrupted => "was cut off",
        UnitStatus::Running => "is still going on",
        _ => "is not done",
    };
    vec![Finding::new(
        format!(
            "{} comes before {} and {how}.",
            name(before),
            name(case.unit)
        ),
        "Do it first, or skip it and say why.",
        Some(Resolve::Skip),
    )]
}

pub(super) fn lock(case: &Case<'_>) -> Vec<Finding> {
    let Some(held) = case.holder.filter(|_| case.acts()) else {
        return Vec::new();
    };
    vec![Finding::new(
        format!(
            "Run {} of {} is changing `{}`, since {}. Two at once undo each other's work.",
            held.run,
            held.owner,
            held.environment,
            instant(held.since)
        ),
        "Wait for it to finish, or talk to its owner and take the environment over.",
        Some(Resolve::Lock),
    )]
}

pub(super) fn interrupted(case: &Case<'_>) -> Vec<Finding> {
    let cut_off = case.view.status(&case.unit.id) == UnitStatus::Interrupted;
    let attempt = case
        .view
        .units
        .get(&case.unit.id)
        .and_then(|state| state.attempts.last());
    let Some(attempt) = attempt.filter(|_| cut_off && case.changes()) else {
        return Vec::new();
    };
    vec![Finding::confirm(format!(
        "Attempt {} was begun {} and Belay ended before it did. What it changed is not known; it \
         may have done all of it. Look before it is run a second time.",
        attempt.attempt,
        instant(attempt.intended_at)
    ))]
}

pub(super) fn again(case: &Case<'_>) -> Vec<Finding> {
    let done = case.view.status(&case.unit.id) == UnitStatus::Done;
    let last = case
        .view
        .units
        .get(&case.unit.id)
        .and_then(|state| state.attempts.last());
    let Some(last) = last.filter(|_| done && case.acts()) else {
        return Vec::new();
    };
    let at = match &last.end {
        AttemptEnd::Ended { at, .. } => *at,
        _ => last.intended_at,
    };
    vec![Finding::confirm(format!(
        "This was done already: attempt {} ended {}. Running it again makes the change a second \
         time.",
        last.attempt,
        instant(at)
    ))]
}
