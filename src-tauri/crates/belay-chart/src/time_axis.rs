//! Ticks at round UTC times.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Unit, Zoned, ZonedRound};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Steps that divide an hour, a day or a week evenly, milliseconds.
const STEPS: [i64; 22] = [
    SECOND,
    2 * SECOND,
    5 * SECOND,
    10 * SECOND,
    15 * SECOND,
    30 * SECOND,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    14 * DAY,
    28 * DAY,
];

/// Steps for longer stretches, months.
const MONTHS: [i64; 6] = [1, 2, 3, 6, 12, 24];

/// 1970-01-05 was a Monday: weeks start there.
const MONDAY: i64 = 4 * DAY;

/// One tick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TimeTick {
    /// Milliseconds since the Unix epoch.
    pub at: i64,
    /// `07:20`, `21 Nov`, `Nov 2026`.
    pub label: String,
}

fn utc(at: i64) -> Option<Zoned> {
    Timestamp::from_millisecond(at)
        .ok()
        .map(|instant| instant.to_zoned(TimeZone::UTC))
}

/// An instant as people read it on a chart: to the minute, to the second if it
/// has seconds.
pub(crate) fn clock_time(at: i64) -> String {
    let format = if at % MINUTE == 0 {
        "%H:%M"
    } else {
        "%H:%M:%S"
    };
    utc(at).map_or_else(String::new, |z| z.strftime(format).to_string())
}

/// The day of an instant, e.g. `21 Nov 2026`.
pub(crate) fn day(at: i64) -> String {
    utc(at).map_or_else(String::new, |z| z.strftime("%-d %b %Y").to_string())
}

/// At most `most` ticks (at least one) between two instants, labelled. The day
/// stands at midnight, and in front of the first tick if there is no midnight.
pub(crate) fn ticks(from: i64, to: i64, most: usize) -> Vec<TimeTick> {
    let most = most.max(1) as i64;
    let step = STEPS.into_iter().find(|step| (to - from) / step < most);
    let mut ticks = match step {
        Some(step) => fixed(from, to, step),
        None => monthly(from, to, most),
    };
    if let (Some(step), Some(first)) = (step, ticks.first_mut()) {
        let within_a_day = step < DAY && first.at.rem_euclid(DAY) != 0;
        if within_a_day && (to.div_euclid(DAY) == from.div_euclid(DAY)) {
            let day = utc(first.at).map_or_else(String::new, |z| z.strftime("%-d %b").to_string());
            first.label = format!("{day} {}", first.label);
        }
    }
    ticks
}

fn fixed(from: i64, to: i64, step: i64) -> Vec<TimeTick> {
    let origin = if step >= 7 * DAY { MONDAY } else { 0 };
    let first = from + (origin - from).rem_euclid(step);
    (0..)
        .map(|n| first + n * step)
        .take_while(|at| *at <= to)
        .map(|at| TimeTick {
            at,
            label: label(at, step),
        })
        .collect()
}

fn label(at: i64, step: i64) -> String {
    let format = if step >= DAY || at.rem_euclid(DAY) == 0 {
        "%-d %b"
    } else if step >= MINUTE {
        "%H:%M"
    } else {
        "%H:%M:%S"
    };
    utc(at).map_or_else(String::new, |z| z.strftime(format).to_string())
}

fn monthly(from: i64, to: i64, most: i64) -> Vec<TimeTick> {
    let months = MONTHS
        .into_iter()
        .find(|months| (to - from) / (months * 30 * DAY) < most)
        .unwrap_or(MONTHS[MONTHS.len() - 1]);
    let Some(start) = utc(from).and_then(|z| first_month(&z)) else {
        return Vec::new();
    };
    (0..600)
        .filter_map(|n| start.checked_add((n * months).months()).ok())
        .map(|z| (z.timestamp().as_millisecond(), z))
        .take_while(|(at, _)| *at <= to)
        .filter(|(at, _)| *at >= from)
        .map(|(at, z)| TimeTick {
            at,
            label: z.strftime("%b %Y").to_string(),
        })
        .collect()
}

/// First of January of the year of `z`, so that quarters fall on quarters.
fn first_month(z: &Zoned) -> Option<Zoned> {
    z.round(ZonedRound::new().smallest(Unit::Day))
        .ok()?
        .first_of_year()
        .ok()?
        .start_of_day()
        .ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn check(from: &str, to: &str, most: usize, expected: &str) {
        let ms = |text: &str| text.parse::<Timestamp>().unwrap().as_millisecond();
        let labels: Vec<String> = ticks(ms(from), ms(to), most)
            .into_iter()
            .map(|tick| tick.label)
            .collect();
        assert_eq!(labels.join(" | "), expected);
    }

    #[test]
    fn ticks_stand_at_round_utc_times() {
        check(
            "2026-11-21T06:58:13Z",
            "2026-11-21T07:52:14Z",
            6,
            "21 Nov 07:00 | 07:10 | 07:20 | 07:30 | 07:40 | 07:50",
        );
        check(
            "2026-11-20T18:00:00Z",
            "2026-11-21T09:00:00Z",
            6,
            "18:00 | 21:00 | 21 Nov | 03:00 | 06:00 | 09:00",
        );
        check(
            "2026-11-21T07:21:30Z",
            "2026-11-21T07:21:45Z",
            4,
            "21 Nov 07:21:30 | 07:21:35 | 07:21:40 | 07:21:45",
        );
    }

    #[test]
    fn longer_stretches_get_days_mondays_and_months() {
        check(
            "2026-11-15T10:00:00Z",
            "2026-11-21T10:00:00Z",
            7,
            "16 Nov | 17 Nov | 18 Nov | 19 Nov | 20 Nov | 21 Nov",
        );
        check(
            "2026-10-17T00:00:00Z",
            "2026-11-21T00:00:00Z",
            6,
            "19 Oct | 26 Oct | 2 Nov | 9 Nov | 16 Nov",
        );
        check(
            "2025-09-01T00:00:00Z",
            "2026-11-21T00:00:00Z",
            6,
            "Oct 2025 | Jan 2026 | Apr 2026 | Jul 2026 | Oct 2026",
        );
    }
}
