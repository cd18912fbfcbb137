//! Small words that people read, the same everywhere.

use belay_journal::body::ExitOutcome;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::unit::Unit;

/// `2026-11-21 08:12:05 UTC`
#[must_use]
pub fn instant(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC)
        .strftime("%Y-%m-%d %H:%M:%S UTC")
        .to_string()
}

/// A unit, for the middle of a sentence: its title and line.
#[must_use]
pub fn name(unit: &Unit) -> String {
    format!(
        "\u{201c}{}\u{201d} (line {})",
        unquoted(&unit.title),
        unit.line
    )
}

/// Words that somebody else wrote, for the inside of a sentence: backticks set
/// off names there, and must not come from elsewhere.
#[must_use]
pub fn unquoted(text: &str) -> String {
    text.replace('`', "'")
}

/// `` `a`, `b` and `c` ``
#[must_use]
pub fn list(items: &[String]) -> String {
    let quoted: Vec<String> = items.iter().map(|item| format!("`{item}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// `640 ms`, `4.2 s`, `3 min 5 s`, `2 h 4 min`
#[must_use]
pub fn duration(milliseconds: u32) -> String {
    let seconds = milliseconds / 1000;
    match seconds {
        0 => format!("{milliseconds} ms"),
        1..60 => format!("{seconds}.{} s", milliseconds % 1000 / 100),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

/// How a command ended: completes "It …".
#[must_use]
pub fn outcome(outcome: &ExitOutcome) -> String {
    match outcome {
        ExitOutcome::Exited { code } => format!("ended with exit code {code}"),
        ExitOutcome::Signalled { signal } => format!("was ended by signal {signal}"),
        ExitOutcome::NotStarted { message } => format!("could not be started: {message}"),
        ExitOutcome::Stopped { ended, survivors } => {
            let ended = format!(
                "was stopped; {ended} {} ended",
                plural(*ended, "process", "processes")
            );
            if survivors.is_empty() {
                ended
            } else {
                format!("{ended}, still alive: {}", survivors.join(", "))
            }
        }
    }
}

/// The word for one, or for more.
#[must_use]
pub fn plural<'w>(count: u32, one: &'w str, more: &'w str) -> &'w str {
    if count == 1 { one } else { more }
}
