//! Correcting the figures of a rule. What it speaks of stays as it was read.

use belay_runbook::{Recurrence, RuleValue, zones};
use serde::{Deserialize, Serialize};

/// The longest wait and the longest stretch that can be said, in seconds: a year.
const LONGEST: u32 = 366 * 86_400;

/// Figures in place of those that were read. What is not given stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// The bound of a comparison, in the rule's own unit.
    pub value: Option<f64>,
    /// How long, in seconds: what it lasts, how long it has to be so, or the end of a
    /// stretch after the change.
    pub seconds: Option<u32>,
    /// The beginning of a stretch after the change, in seconds.
    pub from_seconds: Option<u32>,
    /// How often in a row.
    pub count: Option<u32>,
    /// A time that comes again.
    pub window: Option<Recurrence>,
}

/// Why figures do not fit a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// The rule has no such figure.
    #[error("This rule has no {0}.")]
    NotOfThisRule(&'static str),
    /// The figure is impossible.
    #[error("{0}")]
    Impossible(&'static str),
}

impl Figures {
    /// The value with these figures.
    ///
    /// # Errors
    /// A figure that the value does not have, or that cannot be.
    pub fn correct(&self, read: &RuleValue) -> Result<RuleValue, Misfit> {
        let mut value = read.clone();
        let mut left = self.clone();
        match &mut value {
            RuleValue::Comparison {
                value, for_seconds, ..
            } => {
                *value = left.value.take().unwrap_or(*value);
                *for_seconds = left.seconds.take().or(*for_seconds);
            }
            RuleValue::Consecutive { count, .. } => *count = left.count.take().unwrap_or(*count),
            RuleValue::AlarmFor { for_seconds, .. } => {
                *for_seconds = left.seconds.take().unwrap_or(*for_seconds);
            }
            RuleValue::Lasts { seconds, .. } | RuleValue::Before { seconds } => {
                *seconds = left.seconds.take().unwrap_or(*seconds);
            }
            RuleValue::After {
                from_seconds,
                to_seconds,
            } => {
                *from_seconds = left.from_seconds.take().unwrap_or(*from_seconds);
                *to_seconds = left.seconds.take().or(*to_seconds);
            }
            RuleValue::Window(window) => {
                if let Some(given) = left.window.take() {
                    *window = given;
                }
            }
            RuleValue::Event { .. } | RuleValue::Severity { .. } => {}
        }
        left.none_left()?;
        possible(&value)?;
        Ok(value)
    }

    fn none_left(&self) -> Result<(), Misfit> {
        let left = [
            (self.value.is_some(), "bound"),
            (self.seconds.is_some(), "length of time"),
            (self.from_seconds.is_some(), "beginning"),
            (self.count.is_some(), "count"),
            (self.window.is_some(), "window"),
        ];
        match left.iter().find(|(left, _)| *left) {
            Some((_, what)) => Err(Misfit::NotOfThisRule(what)),
            None => Ok(()),
        }
    }
}

fn possible(value: &RuleValue) -> Result<(), Misfit> {
    let bad = |sentence| Err(Misfit::Impossible(sentence));
    let long = |seconds: u32| seconds == 0 || seconds > LONGEST;
    match value {
        RuleValue::Comparison { value, .. } if !value.is_finite() => {
            bad("The bound is not a number.")
        }
        RuleValue::Comparison {
            for_seconds: Some(seconds),
            ..
        }
        | RuleValue::AlarmFor {
            for_seconds: seconds,
            ..
        }
        | RuleValue::Lasts { seconds, .. }
        | RuleValue::Before { seconds }
            if long(*seconds) =>
        {
            bad("A length of time is between a second and a year.")
        }
        RuleValue::After {
            from_seconds,
            to_seconds,
        } if to_seconds.is_some_and(|to| to <= *from_seconds || long(to))
            || *from_seconds > LONGEST =>
        {
            bad("The stretch ends before it begins, or is longer than a year.")
        }
        RuleValue::Consecutive { count: 0, .. } => bad("Nothing happens zero times in a row."),
        RuleValue::Window(window) => possible_window(window),
        _ => Ok(()),
    }
}

fn possible_window(window: &Recurrence) -> Result<(), Misfit> {
    let day = 24 * 60;
    if window.start_minute >= day || window.end_minute >= day {
        return Err(Misfit::Impossible("A day ends at 23:59."));
    }
    if window.start_minute == window.end_minute {
        return Err(Misfit::Impossible("The window ends when it begins."));
    }
    if !zones().any(|zone| zone == window.zone) {
        return Err(Misfit::Impossible(
            "Belay does not know the rules of that time zone.",
        ));
    }
    match (window.week_of_month, window.weekday) {
        (Some(_), None) => Err(Misfit::Impossible("A week of the month needs a weekday.")),
        (Some(week), _) if !matches!(week, -1 | 1..=4) => Err(Misfit::Impossible(
            "The week of a month is the first to the fourth, or the last.",
        )),
        _ => Ok(()),
    }
}
