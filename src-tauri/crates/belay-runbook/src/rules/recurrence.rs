//! When a window that comes again is open.

use crate::model::{Recurrence, Weekday};
use jiff::civil::{Date, Time, Weekday as Day};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Span, Timestamp, Zoned};

/// Zones that runbooks name, with their rules. They are written out because a pure
/// crate looks nothing up on the machine; the rules are those in force since 2007
/// (United States), 1996 (European Union) and 2008 (Australia).
const ZONES: [(&str, &str, &[&str]); 13] = [
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
    // For a person who means `EST` to the letter. The sign of these names is that of
    // POSIX: west of Greenwich is plus.
    ("Etc/GMT+5", "<-05>5", &[]),
    ("Etc/GMT+6", "<-06>6", &[]),
    ("Etc/GMT+7", "<-07>7", &[]),
    ("Etc/GMT+8", "<-08>8", &[]),
];

/// The IANA names of the zones that a window may be given in.
pub fn zones() -> impl Iterator<Item = &'static str> {
    ZONES.iter().map(|(name, ..)| *name)
}

/// The IANA name that a written zone stands for.
pub(super) fn zone_named(word: &str) -> Option<&'static str> {
    // Every one of them begins with a capital.
    if !word.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    ZONES
        .iter()
        .find(|(name, _, short)| *name == word || short.contains(&word))
        .map(|(name, ..)| *name)
}

impl Recurrence {
    /// The end of the window that is open at this instant. Its start belongs to a
    /// window, its end does not. A zone that is not known counts as never open.
    pub fn open_until(&self, at: Timestamp) -> Option<Timestamp> {
        self.occurrences_around(at)
            .find(|(start, end)| *start <= at && at < *end)
            .map(|(_, end)| end)
    }

    /// Whether the window is open at this instant.
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.open_until(at).is_some()
    }

    /// When the window opens next, at or after this instant. Nothing for a zone that
    /// is not known.
    pub fn next_after(&self, at: Timestamp) -> Option<Timestamp> {
        self.occurrences_around(at)
            .map(|(start, _)| start)
            .find(|start| *start >= at)
    }

    /// The zone with its rules; nothing for one that is not known.
    pub fn time_zone(&self) -> Option<TimeZone> {
        let (_, rules, _) = ZONES.iter().find(|(name, ..)| *name == self.zone)?;
        TimeZone::posix(rules).ok()
    }

    /// Occurrences from the day before the instant on, for two months. One that
    /// summer time leaves out as a whole is none.
    fn occurrences_around(&self, at: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let days = self.time_zone().into_iter().flat_map(move |zone| {
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
            .filter(|(start, end)| start < end)
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

/// The instant of a time of day. One that summer time leaves out is the moment at
/// which the clock goes forward; of one that comes twice, the first.
fn instant(day: Date, minute: u32, zone: &TimeZone) -> Option<Timestamp> {
    let hour = i8::try_from(minute / 60 % 24).ok()?;
    let minute = i8::try_from(minute % 60).ok()?;
    let time = Time::new(hour, minute, 0, 0).ok()?;
    let ambiguous = zone.to_ambiguous_zoned(day.to_datetime(time));
    let left_out = matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. });
    let found = ambiguous.compatible().ok()?.timestamp();
    if left_out {
        // The instant may be that of the change itself.
        let after = found.checked_add(SignedDuration::from_secs(1)).ok()?;
        return zone
            .preceding(after)
            .next()
            .map(|change| change.timestamp());
    }
    Some(found)
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
