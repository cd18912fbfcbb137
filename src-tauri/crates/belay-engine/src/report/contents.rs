//! What stands in a report, in the order in which a stranger asks.

use std::collections::BTreeSet;

use belay_journal::body::{ExitOutcome, RunOutcome};
use belay_journal::view::{Attempt, AttemptEnd, RestoreState, UnitStatus};
use belay_restore::{At, Comparison, RestorePlan};

use super::Report;
use super::document::{Line, Node};
use crate::timeline::{Tone, timeline};
use crate::unit::{Unit, UnitKind, left, sections};
use crate::words::{duration, instant, name, outcome, plural};

pub(super) fn of(report: &Report<'_>) -> Vec<Node> {
    let mut nodes = vec![Node::Heading(1, Line::plain(&report.view.title))];
    nodes.push(verdict(report));
    nodes.push(facts(report));
    nodes.extend(to_mind(report));
    nodes.extend(what_is_left(report));
    nodes.extend(steps(report));
    nodes.extend(restores(report));
    nodes.extend(charts(report));
    nodes.extend(notes(report));
    nodes.extend(events(report));
    nodes.push(footer(report));
    nodes
}

fn paragraph(text: impl AsRef<str>, tone: Tone) -> Node {
    Node::Paragraph(Line::sentence(text.as_ref()), tone)
}

fn section(title: &str) -> Node {
    Node::Heading(2, Line::plain(title))
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The first sentence: how it stands.
fn verdict(report: &Report<'_>) -> Node {
    let view = report.view;
    let counted: Vec<&Unit> = report
        .units
        .iter()
        .filter(|unit| unit.kind != UnitKind::Reference)
        .collect();
    let of = |status| {
        counted
            .iter()
            .filter(|u| view.status(&u.id) == status)
            .count()
    };
    let (done, skipped) = (of(UnitStatus::Done), of(UnitStatus::Skipped));
    let steps = if counted.is_empty() {
        String::new()
    } else {
        format!(
            " {done} of {} steps done, {skipped} skipped.",
            counted.len()
        )
    };
    let (how, tone) = match &view.finished {
        None => ("This run has not ended.".to_owned(), Tone::Warn),
        Some(end) => match end.outcome {
            RunOutcome::Completed => (format!("Completed {}.", instant(end.at)), Tone::Ok),
            RunOutcome::Abandoned => (format!("Given up {}.", instant(end.at)), Tone::Warn),
        },
    };
    paragraph(how + &steps, tone)
}

fn facts(report: &Report<'_>) -> Node {
    let view = report.view;
    let environment = &view.environment;
    let mut facts = vec![
        ("Run".to_owned(), Line::code(view.run.as_str())),
        (
            "Environment".to_owned(),
            Line::code(&environment.name).and(Line::plain(format!(" ({})", environment.tier))),
        ),
        ("Account".to_owned(), Line::code(&environment.account_id)),
        ("Region".to_owned(), Line::code(&environment.region)),
        ("Profile".to_owned(), Line::code(&environment.profile)),
    ];
    let mut add = |name: &str, value: Line| facts.push((name.to_owned(), value));
    if let Some(role) = &environment.role_arn {
        add("Role", Line::code(role));
    }
    if let (Some(path), Some(digest)) = (&view.runbook_path, &view.runbook_digest) {
        add("Runbook", Line::code(path));
        add("Its text, SHA-256", Line::code(digest));
    }
    let started = format!("{}, by {}", instant(view.started_at), view.author.principal);
    add("Started", Line::plain(started));
    if let Some(end) = &view.finished {
        add(
            "Ended",
            Line::plain(format!("{}, by {}", instant(end.at), end.by)),
        );
        if let Some(note) = &end.note {
            add("Closing note", Line::plain(note));
        }
    }
    let people: BTreeSet<&str> = report
        .events
        .iter()
        .map(|event| event.author.principal.as_str())
        .collect();
    if people.len() > 1 {
        add(
            "People",
            Line::plain(people.into_iter().collect::<Vec<_>>().join(", ")),
        );
    }
    for arn in identities(report) {
        add("Acted as", Line::code(arn));
    }
    add("Directory", Line::code(&view.directory));
    Node::Facts(facts)
}

fn identities<'a>(report: &Report<'a>) -> BTreeSet<&'a str> {
    let attempts = report.view.units.values().flat_map(|unit| &unit.attempts);
    let of_attempts = attempts.filter_map(|attempt| attempt.identity.as_ref());
    let of_restores = report
        .view
        .restores
        .values()
        .filter_map(|r| r.identity.as_ref());
    of_attempts
        .chain(of_restores)
        .map(|identity| identity.arn.as_str())
        .collect()
}

/// What somebody who takes over must not miss.
fn to_mind(report: &Report<'_>) -> Vec<Node> {
    let view = report.view;
    let mut points: Vec<String> = Vec::new();
    if let Err(broken) = report.proof {
        points.push(format!("The record is not as it was written: {broken}."));
    }
    if !view.unknown.is_empty() {
        points.push(format!(
            "{} events were written by a newer Belay and are not told here.",
            view.unknown.len()
        ));
    }
    for (id, state) in &view.units {
        let unit = report.units.iter().find(|unit| unit.id == *id);
        let title = unit.map_or_else(|| format!("`{id}`"), name);
        match state.status {
            UnitStatus::Running => points.push(format!("{title} had not ended.")),
            UnitStatus::Interrupted => {
                let looked = state
                    .attempts
                    .last()
                    .is_some_and(|a| a.effect == "readsOnly");
                let what = if looked {
                    "how it ended"
                } else {
                    "what it changed"
                };
                points.push(format!(
                    "{title} was cut off when Belay ended; {what} is not known."
                ));
            }
            UnitStatus::Failed => points.push(format!("{title} failed.")),
            UnitStatus::Stopped => points.push(format!("{title} was stopped.")),
            _ => {}
        }
        let last = state.attempts.last();
        if let Some(AttemptEnd::Ended { exit, .. }) = last.map(|attempt| &attempt.end)
            && let ExitOutcome::Stopped { survivors, .. } = &exit.outcome
            && !survivors.is_empty()
        {
            points.push(format!("Processes outlived it: {}.", survivors.join(", ")));
        }
    }
    for (_, restore) in view.open_restores() {
        let plan: Option<RestorePlan> = serde_json::from_value(restore.plan.clone()).ok();
        let what = plan
            .map(|p| format!(" to `{}`", p.request.target))
            .unwrap_or_default();
        points.push(format!("The restore{what} had not ended."));
    }
    if !view.accepted_drift.is_empty() {
        points.push(
            "The runbook's file was changed while the run went on; the run kept its text."
                .to_owned(),
        );
    }
    if !view.clock_went_back.is_empty() {
        points.push(format!(
            "The clock of the machine went back {} {}: the order of events is by number, not by \
             time.",
            view.clock_went_back.len(),
            plural(count(view.clock_went_back.len()), "time", "times")
        ));
    }
    if points.is_empty() {
        return Vec::new();
    }
    vec![
        section("To mind"),
        Node::List(points.iter().map(|point| Line::sentence(point)).collect()),
    ]
}

fn what_is_left(report: &Report<'_>) -> Vec<Node> {
    let left = left(report.runbook, report.units, report.view);
    if left.is_empty() {
        return Vec::new();
    }
    let items = left
        .into_iter()
        .map(|unit| {
            Line::plain(&unit.title).and(Line::plain(format!(
                " (line {}): {}",
                unit.line,
                status_word(report.view.status(&unit.id))
            )))
        })
        .collect();
    vec![section("What is left"), Node::List(items)]
}

fn status_word(status: UnitStatus) -> &'static str {
    match status {
        UnitStatus::Pending => "not done",
        UnitStatus::Done => "done",
        UnitStatus::Skipped => "skipped",
        UnitStatus::Running => "going on",
        UnitStatus::Interrupted => "cut off",
        UnitStatus::Failed => "failed",
        UnitStatus::Stopped => "stopped",
    }
}

fn status_tone(status: UnitStatus) -> Tone {
    match status {
        UnitStatus::Pending => Tone::Plain,
        UnitStatus::Done => Tone::Ok,
        UnitStatus::Skipped | UnitStatus::Running | UnitStatus::Stopped => Tone::Warn,
        UnitStatus::Interrupted | UnitStatus::Failed => Tone::Bad,
    }
}

fn steps(report: &Report<'_>) -> Vec<Node> {
    if report.units.is_empty() {
        return Vec::new();
    }
    let mut nodes = vec![section("Steps")];
    let outside = report.units.iter().filter(|unit| unit.section.is_none());
    nodes.extend(outside.flat_map(|unit| step(report, unit)));
    for section in sections(report.runbook, &report.view.scope) {
        let mut units = report
            .units
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

fn step(report: &Report<'_>, unit: &Unit) -> Vec<Node> {
    let status = report.view.status(&unit.id);
    let state = report.view.units.get(&unit.id);
    let mut nodes = vec![Node::Heading(4, Line::plain(&unit.title))];
    let mut what = format!("Line {}: {}", unit.line, status_word(status));
    if unit.kind == UnitKind::Reference && status == UnitStatus::Pending {
        what = format!("Line {}: to read", unit.line);
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

fn restores(report: &Report<'_>) -> Vec<Node> {
    let restores = &report.view.restores;
    if restores.is_empty() {
        return Vec::new();
    }
    let mut nodes = vec![section("Restores")];
    for (id, restore) in restores {
        nodes.extend(one_restore(id, restore));
    }
    nodes
}

fn one_restore(id: &str, restore: &RestoreState) -> Vec<Node> {
    let plan: Option<RestorePlan> = serde_json::from_value(restore.plan.clone()).ok();
    let Some(plan) = plan else {
        return vec![
            Node::Heading(3, Line::plain(id)),
            paragraph(
                "Its plan was written by another version of Belay.",
                Tone::Warn,
            ),
            Node::Code(restore.plan.to_string()),
        ];
    };
    let title = format!("`{}` to `{}`", plan.request.source, plan.request.target);
    let at = match plan.request.at {
        At::Instant { at } => instant(at),
        At::Latest => "the latest that AWS could restore".to_owned(),
    };
    let mut facts = vec![
        ("Moment".to_owned(), Line::plain(at)),
        (
            "Decided".to_owned(),
            Line::plain(format!(
                "{}, by {}",
                instant(restore.intended_at),
                restore.by
            )),
        ),
    ];
    let mut add = |name: &str, value: Line| facts.push((name.to_owned(), value));
    if let Some(confirmation) = &restore.confirmation {
        add(
            "Typed",
            Line::code(confirmation.typed.clone().unwrap_or_default()),
        );
    }
    if let Some(submitted) = &restore.submitted {
        add("Accepted", Line::plain(instant(submitted.at)));
        if let Some(id) = &submitted.request_id {
            add("Request", Line::code(id));
        }
        if let Some(resource) = &submitted.resource {
            add("Table", Line::code(resource));
        }
    }
    let states: Vec<String> = restore
        .observed
        .iter()
        .map(|o| format!("{} {}", instant(o.at), o.status))
        .collect();
    if !states.is_empty() {
        add("States", Line::plain(states.join(", ")));
    }
    if let Some(end) = &restore.ended {
        let message = end.message.clone().unwrap_or_default();
        add(
            "Ended",
            Line::plain(format!("{} {message}", instant(end.at))),
        );
    }
    let mut nodes = vec![Node::Heading(3, Line::sentence(&title)), Node::Facts(facts)];
    nodes.extend(plan.calls.iter().map(|call| Node::Code(call.cli.clone())));
    let comparison = restore
        .compared
        .clone()
        .map(serde_json::from_value::<Comparison>);
    if let Some(Ok(comparison)) = comparison {
        nodes.push(paragraph(comparison.sentence(), Tone::Plain));
    }
    if !plan.not_restored.is_empty() {
        nodes.push(paragraph(
            "AWS does not restore these settings:",
            Tone::Warn,
        ));
        let rows = plan.not_restored.iter().map(|one| {
            let cells = [&one.setting, &one.value, &one.reapply].map(Line::plain);
            (cells.to_vec(), Tone::Plain)
        });
        let head = ["Setting", "At the source", "To set it again"].map(str::to_owned);
        nodes.push(Node::Table(head.to_vec(), rows.collect()));
    }
    nodes
}

fn charts(report: &Report<'_>) -> Vec<Node> {
    if report.charts.is_empty() {
        return Vec::new();
    }
    let pictures = report.charts.iter().map(|chart| Node::Picture {
        title: chart.title.clone(),
        summary: chart.summary.clone(),
        svg: chart.svg.clone(),
    });
    std::iter::once(section("Charts")).chain(pictures).collect()
}

fn notes(report: &Report<'_>) -> Vec<Node> {
    let notes: Vec<Line> = report
        .view
        .notes
        .iter()
        .filter(|note| note.unit.is_none())
        .map(|note| Line::plain(format!("{}, {}: {}", instant(note.at), note.by, note.text)))
        .collect();
    if notes.is_empty() {
        Vec::new()
    } else {
        vec![section("Notes"), Node::List(notes)]
    }
}

fn events(report: &Report<'_>) -> Vec<Node> {
    let rows = timeline(report.events, report.units)
        .into_iter()
        .map(|entry| {
            let cells = vec![
                Line::plain(entry.seq.to_string()),
                Line::plain(instant(entry.at)),
                Line::plain(entry.by),
                Line::sentence(&entry.sentence),
            ];
            (cells, entry.tone)
        })
        .collect();
    let head = ["#", "When", "Who", "What"].map(str::to_owned).to_vec();
    vec![section("Everything that happened"), Node::Table(head, rows)]
}

fn footer(report: &Report<'_>) -> Node {
    let run = &report.view.run;
    let version = &report.view.author.program_version;
    let proof = match report.proof {
        Ok(proof) => format!(
            "The record holds {} events and was verified: each one is as it was written. The hash \
             of the last is `{}`.",
            proof.events, proof.last_hash
        ),
        Err(broken) => format!("The record is not as it was written: {broken}."),
    };
    paragraph(
        format!(
            "Made {} from the record of Belay {version}. {proof} `belay runs verify {run}` proves \
             it again.",
            instant(report.made_at)
        ),
        Tone::Plain,
    )
}
