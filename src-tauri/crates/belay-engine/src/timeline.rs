//! The record in words: one sentence per event.

use belay_journal::body::{ExitOutcome, RestoreOutcome, RuleVerdict, RunOutcome};
use belay_journal::{Event, EventBody};
use belay_runbook::RuleValue;
use jiff::Timestamp;

use crate::rules;
use crate::unit::Unit;
use crate::words;

/// One event in words. Sentences set names of things in backticks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Event number.
    pub seq: u32,
    /// The clock's reading.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// On which unit.
    pub unit: Option<String>,
    /// What.
    pub sentence: String,
    /// How it went.
    pub tone: Tone,
}

/// How something went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Nothing special.
    Plain,
    /// Well.
    Ok,
    /// Worth a look.
    Warn,
    /// Not well.
    Bad,
}

/// The events in words, in order. `units` gives units their titles.
#[must_use]
pub fn timeline(events: &[Event], units: &[Unit]) -> Vec<Entry> {
    events.iter().map(|event| entry(event, units)).collect()
}

fn entry(event: &Event, units: &[Unit]) -> Entry {
    let (sentence, tone) = sentence(&event.body, units);
    Entry {
        seq: event.seq,
        at: event.at,
        by: event.author.principal.clone(),
        unit: event.body.unit().map(str::to_owned),
        sentence,
        tone,
    }
}

fn title(units: &[Unit], id: &str) -> String {
    units
        .iter()
        .find(|unit| unit.id == id)
        .map_or_else(|| format!("`{id}`"), words::name)
}

fn sentence(body: &EventBody, units: &[Unit]) -> (String, Tone) {
    match body {
        EventBody::RunStarted {
            title, environment, ..
        } => (
            format!(
                "Started \u{201c}{}\u{201d} in `{}`.",
                words::unquoted(title),
                environment.name
            ),
            Tone::Plain,
        ),
        EventBody::Resumed { .. } => (
            "Taken up again after Belay had ended.".to_owned(),
            Tone::Warn,
        ),
        EventBody::DriftAccepted { .. } => (
            "The file had changed; went on with the text that the run started with.".to_owned(),
            Tone::Warn,
        ),
        EventBody::LockTakenOver {
            environment,
            from_run,
            from_owner,
            reason,
        } => (
            format!(
                "Took `{environment}` over from run `{from_run}` of {from_owner}: {}",
                words::unquoted(reason)
            ),
            Tone::Warn,
        ),
        EventBody::RunFinished { outcome, note } => {
            let (what, tone) = match outcome {
                RunOutcome::Completed => ("Finished", Tone::Ok),
                RunOutcome::Abandoned => ("Given up", Tone::Warn),
            };
            (with(what, note.as_deref()), tone)
        }
        EventBody::Unknown(_) => (
            "Written by a newer Belay; this one cannot read it.".to_owned(),
            Tone::Warn,
        ),
        EventBody::RestoreIntended { .. }
        | EventBody::RestoreSubmitted { .. }
        | EventBody::RestoreObserved { .. }
        | EventBody::RestoreCompared { .. }
        | EventBody::RestoreEnded { .. } => restore(body),
        EventBody::CommandIntended { .. }
        | EventBody::CommandEnded { .. }
        | EventBody::CommandInterrupted { .. }
        | EventBody::InterruptionResolved { .. } => command(body, units),
        _ => mark(body, units),
    }
}

fn with(what: &str, more: Option<&str>) -> String {
    match more {
        Some(more) => format!("{what}: {}", words::unquoted(more)),
        None => format!("{what}."),
    }
}

fn mark(body: &EventBody, units: &[Unit]) -> (String, Tone) {
    match body {
        EventBody::InputGiven { input, value, .. } => match value {
            Some(value) => (format!("Set `{input}` to `{value}`."), Tone::Plain),
            None => (
                format!("Set `{input}`; its value is secret and not kept."),
                Tone::Plain,
            ),
        },
        EventBody::Ticked { unit } => (format!("Ticked {}.", title(units, unit)), Tone::Ok),
        EventBody::Unticked { unit } => (
            format!("Took the mark of {} back.", title(units, unit)),
            Tone::Plain,
        ),
        EventBody::Skipped { unit, reason } => (
            format!(
                "Skipped {}: {}",
                title(units, unit),
                words::unquoted(reason)
            ),
            Tone::Warn,
        ),
        EventBody::Noted { unit: None, text } => {
            (format!("Noted: {}", words::unquoted(text)), Tone::Plain)
        }
        EventBody::Noted {
            unit: Some(unit),
            text,
        } => (
            format!("Noted on {}: {}", title(units, unit), words::unquoted(text)),
            Tone::Plain,
        ),
        EventBody::ChoiceMade { title, way, .. } => (
            format!(
                "Chose \u{201c}{}\u{201d} for \u{201c}{}\u{201d}.",
                words::unquoted(way),
                words::unquoted(title)
            ),
            Tone::Plain,
        ),
        EventBody::RuleDecided { .. }
        | EventBody::RuleOverridden { .. }
        | EventBody::WaitStarted { .. }
        | EventBody::RuleObserved { .. } => rule(body),
        EventBody::GuideEntered { title, symptom, .. } => (
            format!(
                "Entered the guide \u{201c}{}\u{201d}: {}.",
                words::unquoted(title),
                words::unquoted(symptom).trim_end_matches('.')
            ),
            Tone::Plain,
        ),
        EventBody::GuideLeft { .. } => ("Left the guide.".to_owned(), Tone::Plain),
        EventBody::NeedConfirmed {
            text, confirmed, ..
        } => {
            let text = words::unquoted(text);
            match confirmed {
                true => (format!("Confirmed: {text}"), Tone::Ok),
                false => (format!("Took back: {text}"), Tone::Plain),
            }
        }
        EventBody::ChartKept { title, .. } => (
            format!("Kept the chart \u{201c}{}\u{201d}.", words::unquoted(title)),
            Tone::Plain,
        ),
        EventBody::Refused {
            unit: Some(unit),
            sentence,
            ..
        } => (
            format!("Refused {}: {sentence}", title(units, unit)),
            Tone::Warn,
        ),
        EventBody::Refused { sentence, .. } => (format!("Refused: {sentence}"), Tone::Warn),
        _ => (String::new(), Tone::Plain),
    }
}

fn rule(body: &EventBody) -> (String, Tone) {
    let quoted = |sentence: &str| format!("\u{201c}{}\u{201d}", words::unquoted(sentence));
    match body {
        EventBody::RuleDecided {
            line,
            sentence,
            verdict,
            value,
            reason,
            earlier,
            ..
        } => {
            let rule = format!("the rule of line {line}, {}", quoted(sentence));
            match verdict {
                RuleVerdict::Confirmed => {
                    let value: Option<RuleValue> = serde_json::from_value(value.clone()).ok();
                    let value = value.map(|value| format!(": {}", rules::said(&value)));
                    let before = earlier.as_ref().map(|word| {
                        format!(
                            " As {} said {} in run {}.",
                            word.by,
                            words::instant(word.at),
                            word.run
                        )
                    });
                    (
                        format!(
                            "Confirmed {rule}{}.{}",
                            value.unwrap_or_default(),
                            before.unwrap_or_default()
                        ),
                        Tone::Ok,
                    )
                }
                RuleVerdict::Dismissed => {
                    let reason = words::unquoted(reason.as_deref().unwrap_or_default());
                    (format!("Dismissed {rule}: {reason}"), Tone::Warn)
                }
                RuleVerdict::TakenBack => (
                    format!("Took back what was said about {rule}."),
                    Tone::Plain,
                ),
            }
        }
        EventBody::RuleOverridden {
            sentence, reason, ..
        } => (
            format!(
                "Went on all the same. {sentence} Why: {}",
                words::unquoted(reason)
            ),
            Tone::Warn,
        ),
        EventBody::WaitStarted { rule } => (
            format!("Set the clock of rule `{rule}` going."),
            Tone::Plain,
        ),
        EventBody::RuleObserved { sentence, so, .. } => match so {
            Some(so) => {
                let answer = if *so { "so" } else { "not so" };
                (
                    format!("Looked: {} is {answer}.", quoted(sentence)),
                    Tone::Plain,
                )
            }
            None => (
                format!("Took back what was seen of {}.", quoted(sentence)),
                Tone::Plain,
            ),
        },
        _ => (String::new(), Tone::Plain),
    }
}

fn command(body: &EventBody, units: &[Unit]) -> (String, Tone) {
    match body {
        EventBody::CommandIntended {
            unit,
            attempt,
            identity,
            confirmation,
            ..
        } => {
            let whom = identity
                .as_ref()
                .map(|i| format!(", as `{}`", i.arn))
                .unwrap_or_default();
            let asked = match confirmation {
                Some(_) => ", confirmed",
                None => "",
            };
            (
                format!(
                    "Began attempt {attempt} of {}{whom}{asked}.",
                    title(units, unit)
                ),
                Tone::Plain,
            )
        }
        EventBody::CommandEnded {
            unit,
            attempt,
            exit,
        } => {
            let tone = match exit.outcome {
                ExitOutcome::Exited { code: 0 } => Tone::Ok,
                ExitOutcome::Stopped { .. } => Tone::Warn,
                _ => Tone::Bad,
            };
            (
                format!(
                    "Attempt {attempt} of {} {} after {}.",
                    title(units, unit),
                    words::outcome(&exit.outcome),
                    words::duration(exit.duration_ms)
                ),
                tone,
            )
        }
        EventBody::CommandInterrupted { unit, attempt } => (
            format!(
                "Attempt {attempt} of {} was cut off: Belay ended before it did. What became of \
                 it is not known.",
                title(units, unit)
            ),
            Tone::Bad,
        ),
        EventBody::InterruptionResolved {
            unit,
            attempt,
            done,
            reason,
        } => {
            let found = if *done {
                "had done its work"
            } else {
                "had done nothing that counts"
            };
            (
                format!(
                    "Looked: attempt {attempt} of {} {found}. {}",
                    title(units, unit),
                    words::unquoted(reason)
                ),
                if *done { Tone::Ok } else { Tone::Plain },
            )
        }
        _ => (String::new(), Tone::Plain),
    }
}

fn restore(body: &EventBody) -> (String, Tone) {
    match body {
        EventBody::RestoreIntended { plan, .. } => {
            let name = |pointer| {
                plan.pointer(pointer)
                    .and_then(|v| v.as_str())
                    .unwrap_or("?")
            };
            (
                format!(
                    "Decided to restore `{}` to `{}`.",
                    name("/request/source"),
                    name("/request/target")
                ),
                Tone::Plain,
            )
        }
        EventBody::RestoreSubmitted { request_id, .. } => {
            let id = request_id
                .as_ref()
                .map(|id| format!(" (request `{id}`)"))
                .unwrap_or_default();
            (format!("AWS accepted the restore{id}."), Tone::Plain)
        }
        EventBody::RestoreObserved { status, .. } => (
            observed(status),
            if status == "ACTIVE" {
                Tone::Ok
            } else {
                Tone::Plain
            },
        ),
        EventBody::RestoreCompared { summary, .. } => {
            let comparison: Option<belay_restore::Comparison> =
                serde_json::from_value(summary.clone()).ok();
            let found = comparison
                .map(|c| format!(" {}", c.sentence()))
                .unwrap_or_default();
            (
                format!("Compared source and restored table.{found}"),
                Tone::Ok,
            )
        }
        EventBody::RestoreEnded {
            outcome, message, ..
        } => {
            let (what, tone) = match outcome {
                RestoreOutcome::Completed => ("The restore is complete", Tone::Ok),
                RestoreOutcome::Failed => ("The restore failed", Tone::Bad),
                RestoreOutcome::Abandoned => ("The restore was given up", Tone::Warn),
            };
            (with(what, message.as_deref()), tone)
        }
        _ => (String::new(), Tone::Plain),
    }
}

fn observed(status: &str) -> String {
    use belay_restore::events::status;
    match status {
        status::SUBMITTING => "The restore call is about to leave.".to_owned(),
        status::NOT_SENT => "The restore call did not take effect; nothing was started.".to_owned(),
        status::UNCLEAR => {
            "The restore call may have reached AWS; no answer was recorded.".to_owned()
        }
        word => format!("AWS reports `{word}`."),
    }
}
