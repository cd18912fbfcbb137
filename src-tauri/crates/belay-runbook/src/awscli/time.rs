//! Times in commands: written out, counted from 1970, or worked out by `date`.

use super::read::Text;
use super::words::OPAQUE;
use jiff::civil;
use jiff::{Span, SpanFieldwise, Timestamp, ToSpan};

/// A time as a command states it.
#[derive(Debug, Clone, PartialEq)]
pub enum TimeExpr {
    /// An instant. Without a zone in the text it is read as UTC, and `zone` says so.
    At {
        /// The instant.
        at: Timestamp,
        /// Whether the text fixes it.
        zone: Zone,
    },
    /// So far from now, as `$(date -d '30 minutes ago' …)` says.
    FromNow {
        /// What is added to now; negative for the past.
        offset: SpanFieldwise,
        /// The format keeps only the day, in UTC.
        whole_day: bool,
        /// Whether the text fixes it.
        zone: Zone,
    },
    /// Not known before the step runs: a placeholder or a variable, as written.
    Open(String),
}

/// Whether a time means one instant for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// `Z`, an offset, or seconds since 1970.
    Stated,
    /// Worked out in UTC (`date -u`) and written without `Z`. The AWS CLI takes a
    /// time without a zone for UTC (botocore `parse_to_aware_datetime`), so it is
    /// right, though a reader cannot tell.
    UtcUnmarked,
    /// Worked out in the machine's zone and taken for UTC: off by the machine's
    /// distance from UTC.
    Local,
    /// Written out without a zone; the AWS CLI takes it for UTC.
    Missing,
}

impl TimeExpr {
    /// The time in a value of an option.
    pub fn of(text: &Text) -> TimeExpr {
        let value = text.text.trim();
        let hole = OPAQUE.to_string();
        let parsed = match value.strip_prefix(&hole) {
            Some(rest) if text.expansions.len() == 1 => from_date(&text.expansions[0], rest),
            _ if value.contains(OPAQUE) => None,
            _ => absolute(value),
        };
        parsed.unwrap_or_else(|| {
            let mut raw = text.expansions.iter();
            TimeExpr::Open(
                value
                    .chars()
                    .map(|c| match c {
                        OPAQUE => raw.next().cloned().unwrap_or_default(),
                        c => c.to_string(),
                    })
                    .collect(),
            )
        })
    }

    /// The instant, given what time it is now; nothing for an open time or one
    /// out of range.
    pub fn resolve(&self, now: Timestamp) -> Option<Timestamp> {
        match self {
            TimeExpr::At { at, .. } => Some(*at),
            TimeExpr::FromNow {
                offset, whole_day, ..
            } => {
                let then = now
                    .to_zoned(jiff::tz::TimeZone::UTC)
                    .checked_add(offset.0)
                    .ok()?;
                if *whole_day {
                    return Some(then.start_of_day().ok()?.timestamp());
                }
                Timestamp::from_second(then.timestamp().as_second()).ok()
            }
            TimeExpr::Open(_) => None,
        }
    }

    /// Whether the text fixes the instant; nothing for an open time.
    pub fn zone(&self) -> Option<Zone> {
        match self {
            TimeExpr::At { zone, .. } | TimeExpr::FromNow { zone, .. } => Some(*zone),
            TimeExpr::Open(_) => None,
        }
    }
}

/// ISO 8601 with or without a zone, or seconds or milliseconds since 1970.
fn absolute(value: &str) -> Option<TimeExpr> {
    let stated = |at| {
        Some(TimeExpr::At {
            at,
            zone: Zone::Stated,
        })
    };
    if let Ok(number) = value.parse::<i64>() {
        // Seconds reach 2286 with ten digits; whatever has more is milliseconds.
        return match value.trim_start_matches('-').len() {
            0..=10 => stated(Timestamp::from_second(number).ok()?),
            _ => stated(Timestamp::from_millisecond(number).ok()?),
        };
    }
    if let Ok(seconds) = value.parse::<f64>() {
        return stated(Timestamp::from_millisecond((seconds * 1000.0) as i64).ok()?);
    }
    if let Ok(at) = value.parse::<Timestamp>() {
        return stated(at);
    }
    let missing = |civil: civil::DateTime| {
        let at = civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp();
        Some(TimeExpr::At {
            at,
            zone: Zone::Missing,
        })
    };
    if let Ok(at) = value.parse::<civil::DateTime>() {
        return missing(at);
    }
    missing(
        value
            .parse::<civil::Date>()
            .ok()?
            .to_datetime(civil::Time::midnight()),
    )
}

/// `$(date …)` followed by `rest`.
fn from_date(expansion: &str, rest: &str) -> Option<TimeExpr> {
    let inner = expansion
        .strip_prefix("$(")
        .and_then(|inner| inner.strip_suffix(')'))
        .or_else(|| {
            expansion
                .strip_prefix('`')
                .and_then(|inner| inner.strip_suffix('`'))
        })?;
    let words = split_words(inner)?;
    let mut words = words.iter().map(String::as_str);
    if !matches!(words.next()?, "date" | "gdate" | "/bin/date") {
        return None;
    }
    let mut utc = false;
    let mut offset = Span::new();
    let mut absolute_time = None;
    let mut format = None;
    while let Some(word) = words.next() {
        if let Some(text) = word.strip_prefix('+') {
            format = Some(text.to_owned());
        } else if matches!(word, "-u" | "--utc" | "--universal") {
            utc = true;
        } else if let Some(text) = word.strip_prefix("--date=") {
            (offset, absolute_time) = gnu_date(text)?;
        } else if matches!(word, "-d" | "--date" | "-ud") {
            utc |= word == "-ud";
            (offset, absolute_time) = gnu_date(words.next()?)?;
        } else if let Some(text) = word.strip_prefix("-d") {
            (offset, absolute_time) = gnu_date(text)?;
        } else if let Some(adjust) = word.strip_prefix("-v").or_else(|| word.strip_prefix("-uv")) {
            utc |= word.starts_with("-uv");
            let adjust = if adjust.is_empty() {
                words.next()?
            } else {
                adjust
            };
            offset = add(offset, bsd_adjust(adjust)?)?;
        } else if matches!(word, "-Iseconds" | "--iso-8601=seconds" | "-Is") {
            format = Some("%Y-%m-%dT%H:%M:%S%z".to_owned());
        } else {
            return None;
        }
    }
    let (zone, whole_day) = read_format(&format?, rest, utc)?;
    match absolute_time {
        Some(TimeExpr::At {
            at,
            zone: Zone::Stated,
        }) => Some(TimeExpr::At { at, zone }),
        Some(_) => None,
        None => Some(TimeExpr::FromNow {
            offset: offset.fieldwise(),
            whole_day,
            zone,
        }),
    }
}

/// What a `date` format fixes: the zone, and whether only the day is kept.
fn read_format(format: &str, rest: &str, utc: bool) -> Option<(Zone, bool)> {
    let whole = format!("{format}{rest}");
    if whole == "%s" || whole == "%s000" {
        return Some((Zone::Stated, false));
    }
    let has_date = whole.starts_with("%Y-%m-%d") || whole.starts_with("%F");
    if !has_date {
        return None;
    }
    let zoned = whole.ends_with("%z") || whole.ends_with("%:z");
    let zone = match (zoned, whole.ends_with('Z'), utc) {
        (true, ..) | (_, true, true) => Zone::Stated,
        // Local time with a `Z` behind it: states UTC and is not.
        (_, true, false) => Zone::Local,
        (_, false, true) => Zone::UtcUnmarked,
        (_, false, false) => Zone::Local,
    };
    let clock = whole.contains("%H:%M") || whole.contains("%T") || whole.contains("%R");
    let midnight = whole.contains("T00:00") || !whole.contains(['T', ' ']);
    match (clock, midnight) {
        (true, _) => Some((zone, false)),
        (false, true) => Some((zone, true)),
        (false, false) => None,
    }
}

/// The operand of `date -d`: `30 minutes ago`, `-1 hour`, `yesterday`, or a time.
fn gnu_date(text: &str) -> Option<(Span, Option<TimeExpr>)> {
    let text = text.trim();
    if let Some(at) = absolute(text.strip_prefix('@').unwrap_or(text)) {
        return Some((Span::new(), Some(at)));
    }
    let spaced = text.replace('+', " + ").replace('-', " - ");
    let mut words = spaced.split_whitespace().peekable();
    let mut total = Span::new();
    let mut sign = 1i64;
    while let Some(word) = words.next() {
        match word.to_ascii_lowercase().as_str() {
            "now" | "today" => {}
            "+" => sign = 1,
            "-" => sign = -1,
            "yesterday" => total = add(total, (-1).days())?,
            "tomorrow" => total = add(total, 1.days())?,
            word => {
                let (count, unit) = match word.parse::<i64>() {
                    Ok(count) => (count, words.next()?.to_ascii_lowercase()),
                    Err(_) if word == "last" => (-1, words.next()?.to_ascii_lowercase()),
                    Err(_) if word == "next" => (1, words.next()?.to_ascii_lowercase()),
                    Err(_) => {
                        let digits = word.find(|c: char| !c.is_ascii_digit())?;
                        (word[..digits].parse().ok()?, word[digits..].to_owned())
                    }
                };
                let ago = words.next_if_eq(&"ago").is_some();
                let count = count.checked_mul(if ago { -sign } else { sign })?;
                total = add(total, unit_span(&unit, count)?)?;
                sign = 1;
            }
        }
    }
    Some((total, None))
}

fn unit_span(unit: &str, count: i64) -> Option<Span> {
    let span = Span::new();
    match unit
        .strip_suffix('s')
        .filter(|_| unit.len() > 1)
        .unwrap_or(unit)
    {
        "second" | "sec" => span.try_seconds(count),
        "minute" | "min" => span.try_minutes(count),
        "hour" => span.try_hours(count),
        "day" => span.try_days(count),
        "week" => span.try_weeks(count),
        "fortnight" => span.try_weeks(count.checked_mul(2)?),
        "month" => span.try_months(count),
        "year" => span.try_years(count),
        _ => return None,
    }
    .ok()
}

/// The operand of BSD `date -v`: `-30M`, `+1d`.
fn bsd_adjust(text: &str) -> Option<Span> {
    let unit = text.chars().last()?;
    let count: i64 = text[..text.len() - unit.len_utf8()].parse().ok()?;
    if !text.starts_with(['+', '-']) {
        return None;
    }
    let span = Span::new();
    match unit {
        'S' => span.try_seconds(count),
        'M' => span.try_minutes(count),
        'H' => span.try_hours(count),
        'd' => span.try_days(count),
        'w' => span.try_weeks(count),
        'm' => span.try_months(count),
        'y' => span.try_years(count),
        _ => return None,
    }
    .ok()
}

fn add(total: Span, more: Span) -> Option<Span> {
    if total.is_zero() {
        return Some(more);
    }
    let around = civil::date(2024, 1, 1);
    total.checked_add((more, around)).ok()
}

/// Words of a simple command without expansions.
fn split_words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some('\''), c) => word.get_or_insert_default().push(c),
            (_, '$' | '`' | '|' | ';' | '&') => return None,
            (_, '\\') => word.get_or_insert_default().push(chars.next()?),
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::problem::Place;
    use super::*;

    fn read(text: &str) -> TimeExpr {
        let (start, end) = match (text.find("$("), text.rfind(')')) {
            (Some(start), Some(end)) => (start, end + 1),
            _ => (0, 0),
        };
        let holes: Vec<String> = (end > 0)
            .then(|| text[start..end].to_owned())
            .into_iter()
            .collect();
        let value = if end > 0 {
            format!("{}{OPAQUE}{}", &text[..start], &text[end..])
        } else {
            text.to_owned()
        };
        TimeExpr::of(&Text {
            text: value,
            place: Place::word(0),
            expansions: holes,
        })
    }

    #[track_caller]
    fn check(text: &str, expected: &str, zone: Zone) {
        let now: Timestamp = "2026-11-21T08:30:15.5Z".parse().unwrap();
        let time = read(text);
        assert_eq!(time.resolve(now).unwrap().to_string(), expected, "{text}");
        assert_eq!(time.zone(), Some(zone), "{text}");
    }

    #[test]
    fn written_times_are_read() {
        check("2026-11-20T12:00:00Z", "2026-11-20T12:00:00Z", Zone::Stated);
        check(
            "2026-11-20T12:00:00+02:00",
            "2026-11-20T10:00:00Z",
            Zone::Stated,
        );
        check("2026-11-20T12:00:00", "2026-11-20T12:00:00Z", Zone::Missing);
        check("2026-11-20", "2026-11-20T00:00:00Z", Zone::Missing);
        check("1640995200", "2022-01-01T00:00:00Z", Zone::Stated);
        check("1640995200000", "2022-01-01T00:00:00Z", Zone::Stated);
    }

    #[test]
    fn gnu_and_bsd_dates_count_from_now() {
        check(
            "$(date -u -d '5 minutes ago' +%Y-%m-%dT%H:%M:%S)",
            "2026-11-21T08:25:15Z",
            Zone::UtcUnmarked,
        );
        check(
            "$(date -d '30 minutes ago' -u +%Y-%m-%dT%H:%M:%SZ)",
            "2026-11-21T08:00:15Z",
            Zone::Stated,
        );
        check(
            "$(date -d '2 hours ago' +%s000)",
            "2026-11-21T06:30:15Z",
            Zone::Stated,
        );
        check(
            "$(date -d '1 hour ago' +%s)000",
            "2026-11-21T07:30:15Z",
            Zone::Stated,
        );
        check(
            "$(date -d \"-90 min\" +%FT%T)",
            "2026-11-21T07:00:15Z",
            Zone::Local,
        );
        check(
            "$(date -u +%Y-%m-%dT%H:%M:%S)",
            "2026-11-21T08:30:15Z",
            Zone::UtcUnmarked,
        );
        check(
            "$(date -u -v-30M +%Y-%m-%dT%H:%M:%SZ)",
            "2026-11-21T08:00:15Z",
            Zone::Stated,
        );
        check(
            "$(date -v-1d -v+2H +%s)",
            "2026-11-20T10:30:15Z",
            Zone::Stated,
        );
        check(
            "$(date -u --date='yesterday' +%Y-%m-%dT00:00:00Z)",
            "2026-11-20T00:00:00Z",
            Zone::Stated,
        );
        check(
            "$(date -d '1 month ago' +%s)",
            "2026-10-21T08:30:15Z",
            Zone::Stated,
        );
        check(
            "$(date +%Y-%m-%dT%H:%M:%SZ)",
            "2026-11-21T08:30:15Z",
            Zone::Local,
        );
    }

    #[test]
    fn what_only_the_run_knows_stays_open() {
        for text in [
            "$(cat when)",
            "$(date -d \"$WHEN\" +%s)",
            "<time>",
            "$(date +%H)",
            "noon",
        ] {
            assert_eq!(read(text), TimeExpr::Open(text.to_owned()));
        }
    }
}
