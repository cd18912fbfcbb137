//! What happens in a restore, and how it stands as the projection of that.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::compare::Comparison;
use crate::plan::RestorePlan;

/// Belay's own words in [`RestoreEvent::Observed`], beside those of AWS.
pub mod status {
    /// The call is about to leave.
    pub const SUBMITTING: &str = "SUBMITTING";
    /// For certain, nothing was started.
    pub const NOT_SENT: &str = "NOT_SENT";
    /// The call may have left, no answer came, and the target is not there.
    pub const UNCLEAR: &str = "UNCLEAR";
}

/// One event. Intents stand before the act, outcomes after it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum RestoreEvent {
    /// The restore is about to be submitted.
    Intended {
        /// What will be called.
        plan: Box<RestorePlan>,
    },
    /// AWS is making the target: it said so, or the target was found after a
    /// call whose answer was lost (then there is no request id).
    Submitted {
        /// ARN of the target.
        resource: Option<String>,
        /// AWS request id of the restore call.
        request_id: Option<String>,
    },
    /// Another state than before, in AWS's word or in one of [`status`].
    Observed {
        /// The word.
        status: String,
        /// AWS request id of the look.
        request_id: Option<String>,
    },
    /// Source and target were compared.
    Compared {
        /// The result.
        comparison: Box<Comparison>,
    },
    /// It is over.
    Ended {
        /// How.
        outcome: Outcome,
        /// One sentence about it.
        message: Option<String>,
    },
}

/// How a restore ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// The data is there and was compared.
    Completed,
    /// AWS or a check said no.
    Failed,
    /// A person gave it up.
    Abandoned,
}

/// An event with its time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Recorded {
    /// When it was recorded.
    pub at: Timestamp,
    /// What.
    pub event: RestoreEvent,
}

/// Where a restore stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum RestoreState {
    /// Recorded; nothing was started.
    Intended,
    /// The call is on its way.
    Submitting,
    /// AWS is at work.
    Creating {
        /// Its word.
        status: String,
    },
    /// The table is there.
    Active,
    /// Items are being compared.
    Comparing {
        /// Items read so far, of both tables.
        #[specta(type = u32)]
        scanned: u64,
    },
    /// Items were compared.
    Compared,
    /// It is over, without a table that can be used.
    Failed {
        /// Why.
        sentence: String,
        /// What to do.
        hint: Option<String>,
        /// AWS request id.
        request_id: Option<String>,
    },
    /// The call may have left. A person must decide.
    Unknown {
        /// What is known.
        sentence: String,
    },
    /// A person gave it up.
    Abandoned,
}

/// How a restore stands: the projection of its events, and what was seen since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Where it stands.
    pub state: RestoreState,
    /// Since when.
    #[specta(type = String)]
    pub since: Timestamp,
    /// When AWS was last asked; not kept over a restart.
    #[specta(type = Option<String>)]
    pub last_looked_at: Option<Timestamp>,
    /// What is in the way at the moment; not kept over a restart.
    pub trouble: Option<String>,
    /// AWS request id of the restore call.
    pub request_id: Option<String>,
    /// ARN of the target.
    pub resource: Option<String>,
    /// How often the call was sent.
    pub submissions: u32,
    /// The last comparison.
    pub comparison: Option<Comparison>,
    /// Whether the record has its last word ([`RestoreEvent::Ended`]).
    pub ended: bool,
}

impl Progress {
    /// The state after `history`; `None` if nothing was recorded.
    #[must_use]
    pub fn of(history: &[Recorded]) -> Option<Self> {
        let first = history.first()?;
        let mut progress = Self::new(first.at);
        for recorded in history {
            progress.apply(&recorded.event, recorded.at);
        }
        Some(progress)
    }

    pub(crate) fn new(at: Timestamp) -> Self {
        Self {
            state: RestoreState::Intended,
            since: at,
            last_looked_at: None,
            trouble: None,
            request_id: None,
            resource: None,
            submissions: 0,
            comparison: None,
            ended: false,
        }
    }

    /// Takes one more event into account.
    pub fn apply(&mut self, event: &RestoreEvent, at: Timestamp) {
        let next = match event {
            RestoreEvent::Intended { .. } => RestoreState::Intended,
            RestoreEvent::Submitted {
                resource,
                request_id,
            } => {
                self.resource.clone_from(resource);
                self.request_id.clone_from(request_id);
                RestoreState::Creating {
                    status: "SUBMITTED".to_owned(),
                }
            }
            RestoreEvent::Observed { status, .. } => match status.as_str() {
                status::SUBMITTING => {
                    self.submissions += 1;
                    RestoreState::Submitting
                }
                status::NOT_SENT => RestoreState::Intended,
                status::UNCLEAR => RestoreState::Unknown {
                    sentence: UNCLEAR_SENTENCE.to_owned(),
                },
                "ACTIVE" => RestoreState::Active,
                word => RestoreState::Creating {
                    status: word.to_owned(),
                },
            },
            RestoreEvent::Compared { comparison } => {
                self.comparison = Some(comparison.as_ref().clone());
                RestoreState::Compared
            }
            RestoreEvent::Ended { outcome, message } => {
                self.ended = true;
                match outcome {
                    Outcome::Completed => self.state.clone(),
                    Outcome::Failed => RestoreState::Failed {
                        sentence: message.clone().unwrap_or_default(),
                        hint: None,
                        request_id: None,
                    },
                    Outcome::Abandoned => RestoreState::Abandoned,
                }
            }
        };
        if next != self.state {
            self.since = at;
        }
        self.state = next;
        self.trouble = None;
    }

    /// Whether nothing more happens by itself.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(
            self.state,
            RestoreState::Failed { .. } | RestoreState::Abandoned | RestoreState::Compared
        )
    }
}

const UNCLEAR_SENTENCE: &str = "The restore call may have reached AWS, but no answer was recorded and the target table is not there. Look once more before it is submitted again: a table that AWS has begun to make can take a minute to appear.";
