//! Which seconds of a table can be restored.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::words;

/// The seconds that AWS can restore, as it said when it was asked.
///
/// The bounds come from `DescribeContinuousBackups`; they are never computed
/// from a number of days, which the owner of the table can set between 1 and 35
/// (DDB developerguide/PointInTimeRecovery_Howitworks).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Window {
    /// First second that can be restored.
    #[specta(type = String)]
    pub earliest: Timestamp,
    /// Last second that can be restored; typically five minutes behind the clock.
    #[specta(type = String)]
    pub latest: Timestamp,
    /// Length of the window as the table's owner set it.
    pub recovery_period_days: Option<u32>,
    /// When AWS was asked.
    #[specta(type = String)]
    pub read_at: Timestamp,
}

/// The moment to restore.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum At {
    /// One second, as an instant: never a bare local time.
    Instant {
        /// Which.
        #[specta(type = String)]
        at: Timestamp,
    },
    /// Whatever AWS can restore last when it accepts the call.
    Latest,
}

/// Where an instant lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// It can be restored.
    Inside,
    /// Before the window begins.
    TooEarly,
    /// After the window ends, but not after the window was read: it will be
    /// restorable in a few minutes.
    NotYet,
    /// After the moment at which the window was read.
    Future,
}

impl Window {
    /// Where `at` lies. Both bounds are inside.
    #[must_use]
    pub fn place(&self, at: Timestamp) -> Place {
        if at < self.earliest {
            Place::TooEarly
        } else if at <= self.latest {
            Place::Inside
        } else if at <= self.read_at {
            Place::NotYet
        } else {
            Place::Future
        }
    }

    /// The window in words.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!(
            "{} to {}",
            words::instant(self.earliest),
            words::instant(self.latest)
        )
    }
}

impl At {
    /// The instant, if one was chosen.
    #[must_use]
    pub fn instant(self) -> Option<Timestamp> {
        match self {
            Self::Instant { at } => Some(at),
            Self::Latest => None,
        }
    }

    /// The moment in words.
    #[must_use]
    pub fn sentence(self) -> String {
        match self {
            Self::Instant { at } => words::instant(at),
            Self::Latest => "the latest restorable second".to_owned(),
        }
    }
}
