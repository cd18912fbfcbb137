//! What is known of a restore.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::body::{ConfirmationGiven, IdentitySeen, RestoreOutcome};

/// A restore.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RestoreState {
    /// The unit it was begun from.
    pub unit: Option<String>,
    /// The plan, in the form of belay-restore.
    #[serde(skip)]
    pub plan: Value,
    /// Who AWS said we were.
    pub identity: Option<IdentitySeen>,
    /// What was confirmed.
    pub confirmation: Option<ConfirmationGiven>,
    /// When it was intended.
    #[specta(type = String)]
    pub intended_at: Timestamp,
    /// Number of the event that says so.
    pub seq: u32,
    /// Who.
    pub by: String,
    /// That AWS accepted it. `None` with no end: whether the call reached AWS
    /// must be looked up.
    pub submitted: Option<Submitted>,
    /// States that AWS reported, in order.
    pub observed: Vec<Observed>,
    /// The comparison, in the form of belay-restore.
    #[serde(skip)]
    pub compared: Option<Value>,
    /// How it ended.
    pub ended: Option<RestoreEnd>,
}

/// A restore was accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Submitted {
    /// When.
    #[specta(type = String)]
    pub at: Timestamp,
    /// What AWS is making.
    pub resource: Option<String>,
    /// AWS request id.
    pub request_id: Option<String>,
}

/// A state that AWS reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Observed {
    /// When.
    #[specta(type = String)]
    pub at: Timestamp,
    /// In AWS's own word.
    pub status: String,
    /// AWS request id.
    pub request_id: Option<String>,
}

/// How a restore ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RestoreEnd {
    /// When.
    #[specta(type = String)]
    pub at: Timestamp,
    /// How.
    pub outcome: RestoreOutcome,
    /// One sentence.
    pub message: Option<String>,
}
