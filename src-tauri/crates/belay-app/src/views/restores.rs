//! Restores: the wizard's pages and how a restore stands.

use belay_engine::guards::{Challenge, Refusal};
use belay_restore::Progress;
use belay_restore::plan::PlannedCall;
use belay_restore::settings::{Kept, NotRestored};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{EnvironmentCard, IdentityState};

/// Where a restore starts from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum RestoreOrigin {
    /// A step of a run.
    Unit {
        /// Run id.
        run: String,
        /// Unit id.
        unit: String,
    },
    /// A table, chosen from the list.
    Table {
        /// Environment name.
        environment: String,
        /// Table name.
        table: String,
    },
}

/// A table in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct TableSummary {
    /// Its name.
    pub name: String,
}

/// A setting of a table, and whether AWS restores it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct SettingView {
    /// E.g. `Time to live`.
    pub name: String,
    /// E.g. `on, attribute expiresAt`.
    pub value: String,
    /// Whether a restore brings it back.
    pub restored: bool,
}

/// A table, as AWS describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct TableFactsView {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// E.g. `ACTIVE`.
    pub status: String,
    /// Items, as AWS counts them every six hours.
    pub items: Option<String>,
    /// Bytes, likewise.
    pub bytes: Option<String>,
    /// When it was made.
    #[specta(type = Option<String>)]
    pub created_at: Option<Timestamp>,
    /// All settings that matter for a restore.
    pub settings: Vec<SettingView>,
}

/// The times that can be restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RestoreWindow {
    /// First second.
    #[specta(type = String)]
    pub earliest: Timestamp,
    /// Last second; moves on by itself.
    #[specta(type = String)]
    pub latest: Timestamp,
    /// When AWS was asked.
    #[specta(type = String)]
    pub read_at: Timestamp,
    /// Length of the window in days.
    pub recovery_days: Option<u32>,
}

/// What the line in the runbook asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RestoreSuggestion {
    /// Name for the new table.
    pub target: String,
    /// Instant, if the line has one.
    #[specta(type = Option<String>)]
    pub at: Option<Timestamp>,
    /// The line asks for the latest restorable time.
    pub latest: bool,
}

/// The wizard, opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RestoreDesk {
    /// Where it started from.
    pub origin: RestoreOrigin,
    /// Where it acts.
    pub environment: EnvironmentCard,
    /// Who we are there.
    pub identity: IdentityState,
    /// The damaged table.
    pub source: TableFactsView,
    /// The times that can be restored; none if point-in-time recovery is off.
    pub window: Option<RestoreWindow>,
    /// What the line asks for.
    pub suggested: RestoreSuggestion,
    /// What stands in the way already.
    pub refusals: Vec<Refusal>,
}

/// What the user chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RestoreDraft {
    /// Where it started from.
    pub origin: RestoreOrigin,
    /// Source table.
    pub source: String,
    /// Name for the new table.
    pub target: String,
    /// To which second; none for the latest restorable time.
    #[specta(type = Option<String>)]
    pub at: Option<Timestamp>,
    /// Leave global secondary indexes out: faster and cheaper.
    pub without_indexes: bool,
}

/// A plan: exactly what will be called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RestorePlanView {
    /// Id; a confirmation is issued for it alone.
    pub plan_id: String,
    /// Environment name.
    pub environment: String,
    /// Account.
    pub account_id: String,
    /// Region.
    pub region: String,
    /// Source table.
    pub source: String,
    /// New table.
    pub target: String,
    /// To which second; none for the latest.
    #[specta(type = Option<String>)]
    pub at: Option<Timestamp>,
    /// Calls, in order.
    pub calls: Vec<PlannedCall>,
    /// What AWS leaves out.
    pub not_restored: Vec<NotRestored>,
    /// Settings that the new table will have.
    pub kept: Vec<Kept>,
    /// What is worth knowing before.
    pub warnings: Vec<String>,
    /// What it will cost, without figures that AWS has not given.
    pub costs: Vec<String>,
    /// What the restored data will not hold.
    pub lost: String,
}

/// An answer to a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Planned {
    /// It can be done.
    Planned {
        /// The plan.
        plan: Box<RestorePlanView>,
        /// What must be typed.
        challenge: Option<Challenge>,
    },
    /// It cannot.
    Refused {
        /// Why.
        refusals: Vec<Refusal>,
    },
}

/// An answer to "restore".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Submitted {
    /// It goes on in the background.
    Started {
        /// Run id.
        run: String,
        /// Unit id, if a step started it.
        unit: Option<String>,
        /// Restore id.
        restore: String,
    },
    /// It may not.
    Refused {
        /// Why.
        refusals: Vec<Refusal>,
        /// What would satisfy the guard.
        challenge: Option<Challenge>,
    },
}

/// A restore.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RestoreView {
    /// Id.
    pub id: String,
    /// Run it belongs to.
    pub run: String,
    /// Unit that started it.
    pub unit: Option<String>,
    /// Environment name.
    pub environment: String,
    /// Source table.
    pub source: String,
    /// New table.
    pub target: String,
    /// To which second; none for the latest.
    #[specta(type = Option<String>)]
    pub at: Option<Timestamp>,
    /// How it stands, with what was seen since the last event.
    #[serde(flatten)]
    pub progress: Progress,
    /// What was planned.
    pub plan: RestorePlanView,
}
