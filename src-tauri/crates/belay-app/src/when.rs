//! Instants and durations as people type them. A time without a zone is never
//! guessed: local time read as UTC restores the wrong hour.

use jiff::{SignedDuration, Timestamp};

/// What was typed is not an instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WhenError {
    /// A date and time without a zone.
    #[error("`{0}` says no time zone.")]
    NoZone(String),
    /// Anything else.
    #[error("`{0}` is not an instant.")]
    NotAnInstant(String),
}

impl WhenError {
    /// What to write instead.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoZone(_) => {
                "Add `Z` for UTC or an offset, e.g. 2026-11-21T07:21:35Z or 2026-11-21T08:21:35+01:00."
            }
            Self::NotAnInstant(_) => {
                "Write an instant with its zone, e.g. 2026-11-21T07:21:35Z, or how long ago: -45m, -3h, -2d, now."
            }
        }
    }
}

/// Reads `now`, `-45m` (s, m, h, d) or RFC 3339 with a zone.
///
/// # Errors
/// [`WhenError`] with a hint.
pub fn instant(text: &str, now: Timestamp) -> Result<Timestamp, WhenError> {
    let text = text.trim();
    if text == "now" {
        return Ok(now);
    }
    let not = || WhenError::NotAnInstant(text.to_owned());
    if let Some(ago) = text.strip_prefix('-') {
        let ago = seconds(ago).ok_or_else(not)?;
        return whole_second(now)
            .checked_sub(SignedDuration::from_secs(ago))
            .map_err(|_| not());
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    if text.parse::<jiff::civil::DateTime>().is_ok() {
        return Err(WhenError::NoZone(text.to_owned()));
    }
    Err(not())
}

/// The second that `at` lies in: what people and DynamoDB mean by a moment.
pub fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

fn seconds(text: &str) -> Option<i64> {
    let unit = text.chars().last()?;
    let number: i64 = text.strip_suffix(unit)?.parse().ok()?;
    let factor = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return None,
    };
    (number >= 0).then(|| number.checked_mul(factor)).flatten()
}

/// A length of time as people say it: `45 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`.
pub fn spoken(seconds: i64) -> String {
    let s = seconds.max(0);
    let (big, big_unit, small, small_unit) = match s {
        0..60 => return format!("{s} s"),
        60..3_600 => (s / 60, "min", s % 60, "s"),
        3_600..86_400 => (s / 3_600, "h", s % 3_600 / 60, "min"),
        _ => (s / 86_400, "d", s % 86_400 / 3_600, "h"),
    };
    if small == 0 {
        format!("{big} {big_unit}")
    } else {
        format!("{big} {big_unit} {small} {small_unit}")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn now() -> Timestamp {
        "2026-11-21T08:00:00Z".parse().unwrap()
    }

    #[test]
    fn an_instant_needs_its_zone() {
        let at = |t: &str| instant(t, now()).map(|t| t.to_string());
        assert_eq!(
            at("2026-11-21T08:21:35+01:00").unwrap(),
            "2026-11-21T07:21:35Z"
        );
        assert_eq!(at("-30m").unwrap(), "2026-11-21T07:30:00Z");
        assert_eq!(at("now").unwrap(), "2026-11-21T08:00:00Z");
        let bare = "2026-11-21T07:21:35";
        assert_eq!(at(bare), Err(WhenError::NoZone(bare.into())));
        assert!(matches!(at("yesterday"), Err(WhenError::NotAnInstant(_))));
        assert!(matches!(
            at("-9223372036854775807d"),
            Err(WhenError::NotAnInstant(_))
        ));
    }

    #[test]
    fn lengths_are_said_as_people_say_them() {
        let said: Vec<_> = [0, 59, 60, 200, 7_500, 86_400, 273_600].map(spoken).into();
        assert_eq!(
            said,
            [
                "0 s",
                "59 s",
                "1 min",
                "3 min 20 s",
                "2 h 5 min",
                "1 d",
                "3 d 4 h"
            ]
        );
    }
}
