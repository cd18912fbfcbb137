//! The rules of the prose: what was said about each, and what happened.

use super::super::Report;
use super::super::document::{Line, Node};
use super::section;
use crate::rules::{Role, RunRule, Standing, WaitState, said};
use crate::timeline::Tone;
use crate::words::instant;

/// A table of the rules that a person has decided on, or that would have done
/// something.
pub(super) fn rules(report: &Report<'_>) -> Vec<Node> {
    let rows: Vec<(Vec<Line>, Tone)> = report
        .rules
        .rules
        .iter()
        .filter(|rule| rule.standing != Standing::Proposed || rule.role != Role::Note)
        .map(|rule| row(report, rule))
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let head = ["Line", "The runbook says", "Decided", "What happened"];
    let head = head.map(str::to_owned).to_vec();
    vec![section("Rules of the runbook"), Node::Table(head, rows)]
}

fn row(report: &Report<'_>, rule: &RunRule) -> (Vec<Line>, Tone) {
    let (happened, tone) = happened(report, rule);
    let cells = [
        rule.rule.line.to_string(),
        rule.rule.sentence.clone(),
        decided(rule),
        happened,
    ];
    (cells.map(Line::plain).to_vec(), tone)
}

fn decided(rule: &RunRule) -> String {
    let Some(decision) = &rule.state.decision else {
        return "Nobody decided; it did nothing.".to_owned();
    };
    let who = format!("{} by {}", instant(decision.at), decision.by);
    if rule.standing == Standing::Dismissed {
        let reason = decision.reason.as_deref().unwrap_or_default();
        return format!("Dismissed {who}: {reason}");
    }
    let read = match rule.corrected() {
        true => format!(" Read as: {}.", said(&rule.rule.value)),
        false => String::new(),
    };
    let before = decision.earlier.as_ref().map(|word| {
        format!(
            " As said {} by {} in run {}.",
            instant(word.at),
            word.by,
            word.run
        )
    });
    format!(
        "Confirmed {who}: {}.{read}{}",
        said(&rule.value),
        before.unwrap_or_default()
    )
}

fn happened(report: &Report<'_>, rule: &RunRule) -> (String, Tone) {
    if rule.standing != Standing::Confirmed {
        return (String::new(), Tone::Plain);
    }
    if let Some(overridden) = &rule.state.overridden {
        let text = format!(
            "{} {} went on all the same {}: {}",
            overridden.sentence,
            overridden.by,
            instant(overridden.at),
            overridden.reason
        );
        return (text, Tone::Warn);
    }
    if let Some(wait) = &rule.wait {
        return match wait.state(report.until()) {
            WaitState::NotStarted => ("Its clock was not set going.".to_owned(), Tone::Warn),
            WaitState::Running(end) => (
                format!("Its clock had not ended; it ends {}.", instant(end)),
                Tone::Warn,
            ),
            WaitState::Over(end) => (format!("Waited for, until {}.", instant(end)), Tone::Ok),
            WaitState::CutShort => (String::new(), Tone::Warn),
        };
    }
    match (&rule.state.observed, rule.role) {
        (Some(seen), role) => {
            let bad = seen.so == (role == Role::Trigger);
            let answer = if seen.so { "so" } else { "not so" };
            let text = format!("Found {answer} {} by {}.", instant(seen.at), seen.by);
            (text, if bad { Tone::Bad } else { Tone::Ok })
        }
        (None, Role::Trigger | Role::Threshold) => {
            ("Nobody said whether it is so.".to_owned(), Tone::Plain)
        }
        _ => (String::new(), Tone::Plain),
    }
}
