//! Windows for changes, stretches of time around one, and how long something lasts.

use super::compare::behind_label;
use super::recurrence::zone_named;
use super::time::{factor, for_length, lengths};
use crate::ascii::{after, contains, find};
use crate::model::{Recurrence, RuleValue, Weekday};
use crate::phrases::Phrases;
use crate::words::FirstWords;

/// A text without one of them names no time that comes again: days as far as all forms
/// of their names go, and what stands for every day.
static COMING_AGAIN: Phrases<9> = Phrases::of([
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "daily", "window",
]);

/// The time that comes again in a text, such as `Third Sunday, 2-4 AM UTC`,
/// `Thursdays 2–4 PM EST`, `02:00–04:00 UTC daily`.
pub fn recurrence(text: &str) -> Option<Recurrence> {
    let may = COMING_AGAIN.any_in(text);
    may.then(|| read_recurrence(text))?
}

fn read_recurrence(text: &str) -> Option<Recurrence> {
    let words = || {
        text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | ';'))
            .filter(|word| !word.is_empty())
    };
    let (zone_at, zone, zone_written) = words()
        .enumerate()
        .find_map(|(index, word)| Some((index, zone_named(word.trim_end_matches('.'))?, word)))?;
    let words: Vec<&str> = words().collect();
    let day_at = words.iter().position(|word| weekday(word).is_some());
    let weekday = day_at.and_then(|at| weekday(words[at]));
    if weekday.is_none() && !(contains(text, "daily") || contains(text, "window")) {
        return None;
    }
    let ordinal = day_at
        .and_then(|at| at.checked_sub(1))
        .and_then(|at| week(words[at]));
    let from = day_at.map_or(0, |at| at + 1).min(zone_at);
    let (start_minute, end_minute) = range(&words[from..zone_at].join(" "))?;
    Some(Recurrence {
        week_of_month: ordinal,
        weekday,
        start_minute,
        end_minute,
        zone: zone.to_owned(),
        zone_written: zone_written.trim_end_matches('.').to_owned(),
    })
}

fn weekday(word: &str) -> Option<Weekday> {
    let lower = word.trim_end_matches(['.', ':']).to_ascii_lowercase();
    Some(match lower.strip_suffix('s').unwrap_or(&lower) {
        "monday" | "mon" => Weekday::Monday,
        "tuesday" | "tue" => Weekday::Tuesday,
        "wednesday" | "wed" => Weekday::Wednesday,
        "thursday" | "thu" => Weekday::Thursday,
        "friday" | "fri" => Weekday::Friday,
        "saturday" | "sat" => Weekday::Saturday,
        "sunday" | "sun" => Weekday::Sunday,
        _ => return None,
    })
}

fn week(word: &str) -> Option<i8> {
    Some(match word.to_ascii_lowercase().as_str() {
        "first" | "1st" => 1,
        "second" | "2nd" => 2,
        "third" | "3rd" => 3,
        "fourth" | "4th" => 4,
        "last" => -1,
        _ => return None,
    })
}

/// Minutes after midnight of `2-4 AM`, `02:00–04:00`, `11 PM to 1 AM`.
fn range(text: &str) -> Option<(u32, u32)> {
    let lower = text
        .to_ascii_lowercase()
        .replace(" to ", "-")
        .replace(['–', '—'], "-");
    let lower = lower
        .trim()
        .trim_start_matches("from ")
        .trim_start_matches("at ");
    let (start, end) = lower.split_once('-')?;
    let end_half = half(end);
    let start_half = half(start).or(end_half);
    Some((clock(start, start_half)?, clock(end, end_half)?))
}

fn half(text: &str) -> Option<bool> {
    let text = text.trim().replace('.', "");
    if text.ends_with("am") {
        Some(false)
    } else if text.ends_with("pm") {
        Some(true)
    } else {
        None
    }
}

fn clock(text: &str, afternoon: Option<bool>) -> Option<u32> {
    let digits = text
        .trim()
        .trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '.' || c == ' ');
    let (hour, minute) = digits.split_once(':').unwrap_or((digits, "0"));
    let (hour, minute): (u32, u32) = (hour.trim().parse().ok()?, minute.trim().parse().ok()?);
    // Without minutes and without AM or PM it could be any pair of numbers.
    if minute > 59 || (afternoon.is_none() && !digits.contains(':')) {
        return None;
    }
    let hour = match afternoon {
        Some(after) if (1..=12).contains(&hour) => hour % 12 + if after { 12 } else { 0 },
        None if hour <= 24 => hour,
        _ => return None,
    };
    Some((hour * 60 + minute) % (24 * 60))
}

/// `First 5 minutes`, `0-5 minutes`, `30+ minutes`, `24 hours before`, `T-1 h`.
pub(super) fn around(text: &str) -> Option<RuleValue> {
    if let Some(at) = find(text, "first ") {
        let rest = &text[at + 6..];
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let word = &rest[..letters];
        let bare = factor(word).filter(|seconds| *seconds >= 60 && word.len() > 3);
        let length = lengths(rest).next().filter(|length| length.start == 0);
        let seconds = length.map(|length| length.seconds).or(bare)?;
        return Some(RuleValue::After {
            from_seconds: 0,
            to_seconds: Some(seconds),
        });
    }
    let length = lengths(text).next()?;
    if let Some(at) = find(text, "t-") {
        let starts = at == 0 || !text.as_bytes()[at - 1].is_ascii_alphanumeric();
        let length = lengths(&text[at + 2..])
            .next()
            .filter(|length| length.start == 0);
        if let Some(length) = length.filter(|_| starts) {
            return Some(RuleValue::Before {
                seconds: length.seconds,
            });
        }
    }
    let behind = text[length.end..].trim_start();
    if after(behind, "before").or(after(behind, "prior")).is_some() {
        return Some(RuleValue::Before {
            seconds: length.seconds,
        });
    }
    phase(text)
}

/// `(5-30 minutes)` or `(30+ minutes)` at the end of a heading.
fn phase(text: &str) -> Option<RuleValue> {
    let text = text.trim_end().strip_suffix(')')?;
    let open = text.rfind('(')?;
    let inner = text[open + 1..].replace('–', "-");
    let unit = factor(inner.split(' ').next_back()?)?;
    let numbers = inner.split(' ').next()?;
    if let Some(from) = numbers.strip_suffix('+') {
        let from_seconds = from.parse::<u32>().ok()?.checked_mul(unit)?;
        return Some(RuleValue::After {
            from_seconds,
            to_seconds: None,
        });
    }
    let (from, to) = numbers.split_once('-')?;
    let (from, to): (u32, u32) = (from.parse().ok()?, to.parse().ok()?);
    Some(RuleValue::After {
        from_seconds: from.checked_mul(unit)?,
        to_seconds: Some(to.checked_mul(unit)?),
    })
}

/// What is done for a while.
const LASTING: [&str; 9] = [
    "monitor", "watch", "wait", "observe", "keep", "soak", "hold", "pause", "allow",
];
static LASTING_BEGINNINGS: FirstWords = FirstWords::of(&LASTING);

/// `Monitor for 30 minutes`, also behind a label such as `Recommended:`.
pub(super) fn lasts(text: &str) -> Option<RuleValue> {
    let text = behind_label(text);
    if !LASTING_BEGINNINGS.may_begin(text) {
        return None;
    }
    let first = text.split(' ').next()?;
    let is_first = |verb: &&str| verb.eq_ignore_ascii_case(first);
    if !LASTING.iter().any(is_first) {
        return None;
    }
    let length = for_length(text).or_else(|| {
        // `Wait 5 minutes`, and not `Wait for the restore (20-40 minutes)`.
        let length = lengths(text).next()?;
        let between = text.get(first.len()..length.start)?;
        let between = between.trim().to_ascii_lowercase();
        let direct = matches!(
            between.as_str(),
            "" | "~" | "about" | "around" | "another" | "at least" | "up to"
        );
        (direct && ["wait", "allow", "pause"].iter().any(is_first)).then_some(length)
    })?;
    let subject = text[..length.start]
        .trim()
        .trim_end_matches(" for")
        .trim()
        .to_owned();
    Some(RuleValue::Lasts {
        subject,
        seconds: length.seconds,
    })
}

#[cfg(test)]
mod tests {
    use super::{read_recurrence, recurrence};
    use crate::words::tests::{lines_of_samples, prose};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_window_is_read(day in "(third |last )?(sun|Sundays?|tue|friday|daily|window)?",
            time in "(2-4 PM|02:00–04:00|11 pm to 1 am|at 2)", text in prose(&["UTC", "EST", "daily"])) {
            let text = format!("{day}, {time} {text}");
            prop_assert_eq!(recurrence(&text), read_recurrence(&text));
        }
    }

    #[test]
    fn every_window_of_a_sample_is_read() {
        for line in lines_of_samples() {
            assert_eq!(recurrence(&line), read_recurrence(&line), "{line}");
        }
    }
}
