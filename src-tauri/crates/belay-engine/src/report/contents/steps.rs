//! Each step: what ran, and what it said.

use belay_journal::body::ExitOutcome;
use belay_journal::view::{Attempt, AttemptEnd, UnitStatus};

use super::super::Report;
use super::super::document::{Line, Node};
use super::{paragraph, section, status_tone, status_word};
use crate::timeline::Tone;
use crate::unit::{Unit, UnitKind, sections};
use crate::words::{duration, instant, outcome, plural};

pub(super) fn steps(report: &Report<'_>) -> Vec<Node> {
    if report.units.is_empty() {
        return Vec::new();
    }
    let mut nodes = vec![section("Steps")];
    let told: Vec<&Unit> = report
        .units
        .iter()
        .filter(|unit| is_told(report, unit))
        .collect();
    let outside = told.iter().filter(|unit| unit.section.is_none());
    nodes.extend(outside.flat_map(|unit| step(report, unit)));
    // Guides lead out of the scope.
    let scope = match report.view.guides.is_empty() {
        true => report.view.scope.as_slice(),
        false => &[],
    };
    for section in sections(report.runbook, scope) {
        let mut units = told
            .iter()
            .filter(|u| u.section.as_deref() == Some(&*section.id))
            .peekable();
        if units.peek().is_none() {
            continue;
        }
        nodes.push(Node::Heading(3, Line::plain(&section.title)));
        nodes.extend(units.flat_map(|unit| step(report, unit)));
    }
    nodes
}

/// What stood within reach only, and was not touched, is no part of the record.
fn is_told(report: &Report<'_>, unit: &Unit) -> bool {
    let noted = report
        .view
        .notes
        .iter()
        .any(|n| n.unit.as_ref() == Some(&unit.id));
    unit.within || noted || report.view.units.contains_key(&unit.id)
}

fn step(report: &Report<'_>, unit: &Unit) -> Vec<Node> {
    let status = report.view.status(&unit.id);
    let state = report.view.units.get(&unit.id);
    let mut nodes = vec![Node::Heading(4, Line::plain(&unit.title))];
    let mut what = format!("Line {}: {}", unit.line, status_word(status));
    if unit.kind == UnitKind::Reference && status == UnitStatus::Pending {
        what = format!("Line {}: to read", unit.line);
    }
    if report.ways.leaves_out(report.view, unit) {
        what = format!("Line {}: set aside, another way was taken", unit.line);
    }
    if let Some(mark) = state.and_then(|state| state.mark.as_ref()) {
        what.push_str(&format!(" {}, by {}", instant(mark.at), mark.by));
        if let Some(reason) = &mark.reason {
            what.push_str(&format!(": {reason}"));
        }
    }
    nodes.push(Node::Paragraph(Line::plain(what), status_tone(status)));
    let attempts = state
        .map(|state| state.attempts.as_slice())
        .unwrap_or_default();
    if attempts.is_empty()
        && let Some(code) = &unit.code
    {
        nodes.push(Node::Code(code.clone()));
    }
    nodes.extend(attempts.iter().flat_map(attempt));
    let notes = report
        .view
        .notes
        .iter()
        .filter(|note| note.unit.as_ref() == Some(&unit.id));
    nodes.extend(notes.map(|note| {
        let line = format!("Note, {}, by {}: {}", instant(note.at), note.by, note.text);
        Node::Paragraph(Line::plain(line), Tone::Plain)
    }));
    nodes
}

fn attempt(attempt: &Attempt) -> Vec<Node> {
    let mut what = format!(
        "Attempt {}, begun {} by {}",
        attempt.attempt,
        instant(attempt.intended_at),
        attempt.by
    );
    if let Some(identity) = &attempt.identity {
        what.push_str(&format!(
            " as {} (account {})",
            identity.arn, identity.account_id
        ));
    }
    let mut nodes = vec![Node::Paragraph(
        Line::plain(format!("{what}.")),
        Tone::Plain,
    )];
    if let Some(confirmation) = &attempt.confirmation {
        let typed = confirmation.typed.as_deref().unwrap_or_default();
        nodes.push(paragraph(
            format!("Asked: {} Typed: `{typed}`.", confirmation.prompt),
            Tone::Plain,
        ));
    }
    nodes.push(Node::Code(attempt.text.clone()));
    match &attempt.end {
        AttemptEnd::Open => {
            nodes.push(paragraph("No end of it is recorded.", Tone::Bad));
        }
        AttemptEnd::Interrupted { at, resolved } => {
            nodes.push(paragraph(
                format!(
                    "Cut off: Belay ended before it did (noticed {}).",
                    instant(*at)
                ),
                Tone::Bad,
            ));
            if let Some(found) = resolved {
                let done = if found.done {
                    "it had done its work"
                } else {
                    "it had not"
                };
                let line = format!("{} looked: {done}. {}", found.by, found.reason);
                nodes.push(Node::Paragraph(Line::plain(line), Tone::Plain));
            }
        }
        AttemptEnd::Ended { at, exit } => {
            let good = exit.outcome == ExitOutcome::Exited { code: 0 };
            let line = format!(
                "It {} at {}, after {}. {} {} of output, SHA-256 {}.",
                outcome(&exit.outcome),
                instant(*at),
                duration(exit.duration_ms),
                exit.output.bytes,
                plural(exit.output.bytes, "byte", "bytes"),
                if exit.output.sha256.is_empty() {
                    "not kept"
                } else {
                    &exit.output.sha256
                }
            );
            nodes.push(Node::Paragraph(
                Line::plain(line),
                if good { Tone::Ok } else { Tone::Bad },
            ));
            if let Some(why) = &exit.output.truncated {
                let line = format!("The output that was kept ends before the command did: {why}");
                nodes.push(Node::Paragraph(Line::plain(line), Tone::Warn));
            }
            if !exit.output.tail.trim().is_empty() {
                nodes.push(Node::Code(exit.output.tail.clone()));
            }
        }
    }
    nodes
}
