//! Rules in words.

use belay_runbook::{Comparator, Recurrence, RuleValue, Weekday};
use jiff::Timestamp;

use super::{Opening, Place, Role, RunRule, RunRules};
use crate::words::{instant, unquoted};

/// What a rule says, as Belay understands it.
#[must_use]
pub fn said(value: &RuleValue) -> String {
    match value {
        RuleValue::Comparison {
            subject,
            op,
            value,
            unit,
            statistic,
            for_seconds,
        } => {
            let than = match op {
                Comparator::Less => "below",
                Comparator::AtMost => "at most",
                Comparator::Greater => "above",
                Comparator::AtLeast => "at least",
            };
            let unit = unit.as_ref().map(|u| format!(" {u}")).unwrap_or_default();
            let statistic = statistic.as_ref().filter(|s| !subject.contains(*s));
            let statistic = statistic.map(|s| format!(" ({s})")).unwrap_or_default();
            let lasting = for_seconds.map(|s| format!(" for {}", length(s)));
            format!(
                "{}{statistic} {than} {value}{unit}{}",
                unquoted(subject),
                lasting.unwrap_or_default()
            )
        }
        RuleValue::Consecutive { subject, count } => {
            format!("{}, {count} times in a row", unquoted(subject))
        }
        RuleValue::AlarmFor {
            subject,
            for_seconds,
        } => format!("{} for {}", unquoted(subject), length(*for_seconds)),
        RuleValue::Event { subject } => unquoted(subject),
        RuleValue::Window(window) => recurrence(window),
        RuleValue::After {
            from_seconds: 0,
            to_seconds: Some(to),
        } => format!("The first {} after the change", length(*to)),
        RuleValue::After {
            from_seconds,
            to_seconds: Some(to),
        } => format!(
            "From {} to {} after the change",
            length(*from_seconds),
            length(*to)
        ),
        RuleValue::After { from_seconds, .. } => {
            format!("From {} after the change on", length(*from_seconds))
        }
        RuleValue::Before { seconds } => format!("{} before the change", length(*seconds)),
        RuleValue::Lasts { subject, seconds } => {
            format!("{} for {}", unquoted(subject), length(*seconds))
        }
        RuleValue::Severity {
            name,
            meaning,
            response_seconds,
            ..
        } => {
            let meaning = meaning.as_ref().map(|m| format!(" ({m})"));
            let answer = match response_seconds {
                Some(0) => "answered at once".to_owned(),
                Some(seconds) => format!("answered within {}", length(*seconds)),
                None => "no time to answer it in".to_owned(),
            };
            format!("{name}{}: {answer}", meaning.unwrap_or_default())
        }
    }
}

fn recurrence(window: &Recurrence) -> String {
    let day = match (window.week_of_month, window.weekday) {
        (_, None) => "Every day".to_owned(),
        (None, Some(day)) => format!("Every {}", weekday(day)),
        (Some(week), Some(day)) => {
            let nth = match week {
                1 => "First",
                2 => "Second",
                3 => "Third",
                4 => "Fourth",
                _ => "Last",
            };
            format!("{nth} {} of the month", weekday(day))
        }
    };
    let clock = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
    format!(
        "{day}, {}\u{2013}{} {}",
        clock(window.start_minute),
        clock(window.end_minute),
        zone(window)
    )
}

/// The zone, and how what was written is read: `EST` is what people call the clock of
/// New York also in summer.
fn zone(window: &Recurrence) -> String {
    let name = match window.zone.strip_prefix("Etc/GMT+") {
        Some(hours) => format!("UTC\u{2212}{hours} all year"),
        None => window.zone.clone(),
    };
    if window.zone_written == window.zone || window.zone == "UTC" {
        return name;
    }
    let written = &window.zone_written;
    match window.zone.as_str() {
        "Asia/Kolkata" => format!("{name} (written {written})"),
        _ => format!("{name} (written {written}; read as that clock, summer time included)"),
    }
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// `45 s`, `30 min`, `1 h 30 min`, `3 d`
#[must_use]
pub fn length(seconds: u32) -> String {
    let parts = [
        (seconds / 86_400, "d"),
        (seconds % 86_400 / 3_600, "h"),
        (seconds % 3_600 / 60, "min"),
        (seconds % 60, "s"),
    ];
    let said: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| format!("{count} {unit}"))
        .collect();
    match said.is_empty() {
        true => "0 s".to_owned(),
        false => said.join(" "),
    }
}

/// That a change window is open, and until when.
#[must_use]
pub fn open_sentence(rule: &RunRule, until: Timestamp) -> String {
    let closes = match &rule.value {
        RuleValue::Window(window) => moment(window, until),
        _ => instant(until),
    };
    format!(
        "The change window of line {} is open: {}. It closes {closes}.",
        rule.rule.line,
        said(&rule.value)
    )
}

/// That no change window is open, and when the next one opens.
#[must_use]
pub fn closed_sentence(rules: &RunRules, next: Option<Opening<'_>>) -> String {
    let windows: Vec<&RunRule> = rules.confirmed(Role::Window).collect();
    let outside = match windows.as_slice() {
        [only] => format!(
            "This is outside the change window of line {}: {}.",
            only.rule.line,
            said(&only.value)
        ),
        several => {
            let each = several
                .iter()
                .map(|rule| format!("line {}: {}", rule.rule.line, said(&rule.value)));
            let each: Vec<String> = each.collect();
            format!("This is outside the change windows; {}.", each.join("; "))
        }
    };
    let opens = next.and_then(|opening| match &opening.rule.value {
        RuleValue::Window(window) => Some(moment(window, opening.at)),
        _ => None,
    });
    match opens {
        Some(at) => format!("{outside} It opens {at}."),
        None => format!("{outside} It does not open within two months."),
    }
}

/// The instant on the clock of the window, where that is another than UTC.
fn moment(window: &Recurrence, at: Timestamp) -> String {
    let there = window.time_zone().filter(|_| window.zone != "UTC");
    let there = there.map(|zone| {
        let zoned = at.to_zoned(zone);
        format!(" ({} there)", zoned.strftime("%A %H:%M"))
    });
    instant(at) + &there.unwrap_or_default()
}

/// What a rule does once a person has confirmed it.
#[must_use]
pub fn does(rule: &RunRule) -> String {
    match rule.role {
        Role::Window => "Steps that change something are refused outside it; a person can go on \
                         all the same and say why."
            .to_owned(),
        Role::Wait => wait(rule),
        Role::Trigger => "Belay asks whether it has happened, and then shows the way back. It \
                          runs nothing by itself."
            .to_owned(),
        Role::Threshold => "Belay asks whether it holds, and puts the answer in the record. It \
                            stops nothing."
            .to_owned(),
        Role::Note => "Nothing waits for it; it is there to be read.".to_owned(),
    }
}

fn wait(rule: &RunRule) -> String {
    match &rule.place {
        Place::After(_) => "Its clock starts when the step above it is done; what follows in the \
                            section before its end asks for a reason."
            .to_owned(),
        Place::Section(_) => "Its clock starts when the last step before this section is done; \
                              a tick in the section before its end asks for a reason."
            .to_owned(),
        _ => "Its clock starts when the step begins: a command when it is run, anything else when \
              the step before it is done. Going on before its end asks for a reason."
            .to_owned(),
    }
}
