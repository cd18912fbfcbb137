//! Guards of rules that a person has confirmed: change windows and clocks.

use belay_runbook::Runbook;
use jiff::Timestamp;

use super::{Case, Finding, Refusal, Resolve};
use crate::rules::{RunRule, RunRules, WaitState, WindowState, closed_sentence, length};
use crate::unit::Unit;
use crate::words::{instant, unquoted};

const GO_ON: &str = "go on all the same and say why; the record keeps the reason.";

/// Refuses a change outside the change windows.
pub(super) fn window(case: &Case<'_>) -> Vec<Finding> {
    match case.acts() {
        true => closed(case.rules, case.now).into_iter().collect(),
        false => Vec::new(),
    }
}

/// Why a change that is no command, such as a restore, may not be made now.
pub(crate) fn against_change(
    rules: &RunRules,
    runbook: &Runbook,
    units: &[Unit],
    unit: Option<&Unit>,
    now: Timestamp,
) -> Vec<Refusal> {
    let outside = closed(rules, now).map(|f| Refusal::of("changeWindow", Some("M16"), f));
    let waits = unit
        .into_iter()
        .flat_map(|unit| rules.waits_before(runbook, units, unit, false, now))
        .map(|(rule, state)| Refusal::of("wait", None, waiting(rule, state)));
    outside.into_iter().chain(waits).collect()
}

fn closed(rules: &RunRules, now: Timestamp) -> Option<Finding> {
    let WindowState::Closed {
        next,
        rule,
        overridden: None,
    } = rules.window(now)?
    else {
        return None;
    };
    let finding = Finding::new(
        closed_sentence(rules, next),
        format!("Wait until it opens; or {GO_ON}"),
        Some(Resolve::Rule),
    );
    Some(finding.of_rule(rule))
}

/// Refuses a change before the clocks that it has to wait for are over.
pub(super) fn wait(case: &Case<'_>) -> Vec<Finding> {
    if !case.acts() {
        return Vec::new();
    }
    case.rules
        .waits_before(case.runbook, case.units, case.unit, false, case.now)
        .map(|(rule, state)| waiting(rule, state))
        .collect()
}

/// Why a unit may not be ticked yet.
pub(crate) fn tick_waits(
    rules: &RunRules,
    runbook: &Runbook,
    units: &[Unit],
    unit: &Unit,
    now: Timestamp,
) -> Vec<Refusal> {
    rules
        .waits_before(runbook, units, unit, true, now)
        .map(|(rule, state)| Refusal::of("wait", None, waiting(rule, state)))
        .collect()
}

/// Why a run may not be completed yet.
pub(crate) fn end_waits(rules: &RunRules, now: Timestamp) -> Vec<Refusal> {
    rules
        .waits(now)
        .filter(|(_, state)| matches!(state, WaitState::Running(_)))
        .map(|(rule, state)| Refusal::of("wait", None, waiting(rule, state)))
        .collect()
}

fn waiting(rule: &RunRule, state: WaitState) -> Finding {
    let remedy = match state {
        WaitState::NotStarted => format!("Set its clock going; or {GO_ON}"),
        _ => format!("Wait until then; or {GO_ON}"),
    };
    Finding::new(wait_sentence(rule, state), remedy, Some(Resolve::Rule)).of_rule(rule)
}

/// What a clock that is not over says.
pub(crate) fn wait_sentence(rule: &RunRule, state: WaitState) -> String {
    let seconds = rule.wait.as_ref().map_or(0, |wait| wait.seconds);
    let rule = format!(
        "\u{201c}{}\u{201d} (line {})",
        unquoted(&rule.rule.sentence),
        rule.rule.line
    );
    match state {
        WaitState::Running(end) => format!(
            "{rule} takes {}, and ends {}.",
            length(seconds),
            instant(end)
        ),
        _ => format!(
            "{rule} takes {}, and its clock has not been set going.",
            length(seconds)
        ),
    }
}
