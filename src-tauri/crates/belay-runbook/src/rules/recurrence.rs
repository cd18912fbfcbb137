//! When a window that comes again is open.

use crate::model::{Recurrence, Weekday};
use jiff::civil::{Date, Time, Weekday as Day};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Zoned};

/// Zones that runbooks name, with their rules. They are written out because a pure
/// crate looks nothing up on the machine; the rules are those in force since 2007
/// (United States), 1996 (European Union) and 2008 (Australia).
const ZONES: [(&str, &str, &[&str]); 9] = [
    ("UTC", "UTC0", &["UTC", "GMT", "Z"]),
    (
        "America/New_York",
        "EST5EDT,M3.2.0,M11.1.0",
        &["EST", "EDT", "ET", "Eastern"],
    ),
    (
        "America/Chicago",
        "CST6CDT,M3.2.0,M11.1.0",
        &["CST", "CDT", "CT"],
    ),
    (
        "America/Denver",
        "MST7MDT,M3.2.0,M11.1.0",
        &["MST", "MDT", "MT"],
    ),
    (
        "America/Los_Angeles",
        "PST8PDT,M3.2.0,M11.1.0",
        &["PST", "PDT", "PT", "Pacific"],
    ),
    ("Europe/London", "GMT0BST,M3.5.0/1,M10.5.0", &["BST"]),
    (
        "Europe/Berlin",
        "CET-1CEST,M3.5.0,M10.5.0/3",
        &["CET", "CEST"],
    ),
    ("Asia/Kolkata", "IST-5:30", &["IST"]),
    (
        "Australia/Sydney",
        "AEST-10AEDT,M10.1.0,M4.1.0/3",
        &["AEST", "AEDT"],
    ),
];

/// The IANA name that a written zone stands for.
pub(super) fn zone_named(word: &str) -> Option<&'static str> {
    ZONES
        .iter()
        .find(|(name, _, short)| *name == word || short.contains(&word))
        .map(|(name, ..)| *name)
}

impl Recurrence {
    /// Whether the window is open at this instant. Its start belongs to it, its end
    /// does not. A zone that is not known counts as never open.
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.occurrences_around(at)
            .any(|(start, end)| start <= at && at < end)
    }

    /// When the window opens next, at or after this instant. Nothing for a zone that
    /// is not known.
    pub fn next_after(&self, at: Timestamp) -> Option<Timestamp> {
        self.occurrences_around(at)
            .map(|(start, _)| start)
            .find(|start| *start >= at)
    }

    /// Occurrences from the day before the instant on, for two months.
    fn occurrences_around(&self, at: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let rules = ZONES
            .iter()
            .find(|(name, ..)| *name == self.zone)
            .map(|(_, rules, _)| *rules);
        let zone = rules.and_then(|rules| TimeZone::posix(rules).ok());
        let days = zone.into_iter().flat_map(move |zone| {
            let today = Zoned::new(at, zone.clone()).date();
            (-1..64).filter_map(move |ahead| {
                let day = today.checked_add(Span::new().days(ahead)).ok()?;
                Some((day, zone.clone()))
            })
        });
        days.filter(|(day, _)| self.falls_on(*day))
            .filter_map(|(day, zone)| {
                let overnight = self.end_minute <= self.start_minute;
                let last = if overnight { day.tomorrow().ok()? } else { day };
                Some((
                    instant(day, self.start_minute, &zone)?,
                    instant(last, self.end_minute, &zone)?,
                ))
            })
    }

    fn falls_on(&self, day: Date) -> bool {
        let weekday = self
            .weekday
            .is_none_or(|weekday| day.weekday() == day_of(weekday));
        let week = match self.week_of_month {
            None => true,
            Some(-1) => day.day() + 7 > day.days_in_month(),
            Some(week) => (day.day() - 1) / 7 + 1 == week,
        };
        weekday && week
    }
}

/// The instant of a time of day; one that summer time leaves out counts as the
/// moment after the gap.
fn instant(day: Date, minute: u32, zone: &TimeZone) -> Option<Timestamp> {
    let hour = i8::try_from(minute / 60 % 24).ok()?;
    let minute = i8::try_from(minute % 60).ok()?;
    let time = Time::new(hour, minute, 0, 0).ok()?;
    let zoned = day.to_datetime(time).to_zoned(zone.clone()).ok()?;
    Some(zoned.timestamp())
}

fn day_of(weekday: Weekday) -> Day {
    match weekday {
        Weekday::Monday => Day::Monday,
        Weekday::Tuesday => Day::Tuesday,
        Weekday::Wednesday => Day::Wednesday,
        Weekday::Thursday => Day::Thursday,
        Weekday::Friday => Day::Friday,
        Weekday::Saturday => Day::Saturday,
        Weekday::Sunday => Day::Sunday,
    }
}
