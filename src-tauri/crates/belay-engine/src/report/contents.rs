//! What stands in a report, in the order in which a stranger asks.

mod restores;
mod rules;
mod steps;

use std::collections::BTreeSet;

use belay_journal::body::{ExitOutcome, RunOutcome};
use belay_journal::view::{AttemptEnd, UnitStatus};
use belay_restore::RestorePlan;

use super::Report;
use super::document::{Line, Node};
use crate::timeline::{Tone, timeline};
use crate::unit::{Unit, counted, left, total};
use crate::words::{instant, name, plural};

pub(super) fn of(report: &Report<'_>) -> Vec<Node> {
    let mut nodes = vec![Node::Heading(1, Line::plain(&report.view.title))];
    nodes.push(verdict(report));
    nodes.push(facts(report));
    nodes.extend(to_mind(report));
    nodes.extend(guides_entered(report));
    nodes.extend(ways_taken(report));
    nodes.extend(rules::rules(report));
    nodes.extend(what_is_left(report));
    nodes.extend(steps::steps(report));
    nodes.extend(restores::restores(report));
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
    let counted: Vec<&Unit> = counted(report.ways, report.units, view).collect();
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
        let (least, open) = total(report.ways, report.units, view);
        let more = if open { " or more" } else { "" };
        format!(" {done} of {least}{more} steps done, {skipped} skipped.")
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

/// From which symptoms the runbook's guides were entered.
fn guides_entered(report: &Report<'_>) -> Vec<Node> {
    let entered = report.view.guides.iter();
    let lines: Vec<Line> = entered
        .map(|entered| {
            let alone = match entered.alone {
                true => "; the run is of this guide alone",
                false => "",
            };
            Line::plain(format!(
                "\u{201c}{}\u{201d}, seen: {}, entered {} by {}{alone}",
                entered.title,
                entered.symptom.trim_end_matches('.'),
                instant(entered.at),
                entered.by
            ))
        })
        .collect();
    match lines.is_empty() {
        true => Vec::new(),
        false => vec![section("Guides entered"), Node::List(lines)],
    }
}

/// Which of several ways was gone, and who chose it.
fn ways_taken(report: &Report<'_>) -> Vec<Node> {
    let lines: Vec<Line> = report
        .ways
        .choices
        .iter()
        .filter_map(|decision| {
            let choice = &decision.choice;
            let way = decision.taken_title()?;
            let who = match report.view.choices.get(choice.id.as_str()) {
                Some(taken) => format!(", chosen {} by {}", instant(taken.at), taken.by),
                None => ", by what was done".to_owned(),
            };
            Some(Line::plain(format!(
                "{}: \u{201c}{way}\u{201d}, one of {} ways{who}",
                choice.title,
                choice.options.len()
            )))
        })
        .collect();
    match lines.is_empty() {
        true => Vec::new(),
        false => vec![section("Ways taken"), Node::List(lines)],
    }
}

fn what_is_left(report: &Report<'_>) -> Vec<Node> {
    let left = left(report.ways, report.units, report.view);
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
