//! Units of a run: what each one is, does and how it stands.

use belay_runbook::check::Diagnostic;
use belay_runbook::effect::{EffectKind, Explanation};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::RestoreView;

pub use belay_engine::unit::UnitKind;

/// How a unit stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum UnitState {
    /// Not done.
    Pending,
    /// A command or a restore is going on.
    Running {
        /// Counts from 1.
        attempt: u32,
        /// Since when.
        #[specta(type = String)]
        started_at: Timestamp,
    },
    /// Done.
    Done {
        /// When.
        #[specta(type = String)]
        at: Timestamp,
        /// By whom.
        by: String,
    },
    /// It belongs to a way that was not taken.
    SetAside {
        /// The choice's id.
        choice: String,
        /// Title of the way that was taken.
        taken: String,
    },
    /// Skipped on purpose.
    Skipped {
        /// When.
        #[specta(type = String)]
        at: Timestamp,
        /// By whom.
        by: String,
        /// Why.
        reason: String,
    },
    /// The last attempt failed.
    Failed {
        /// When.
        #[specta(type = String)]
        at: Timestamp,
        /// Which attempt.
        attempt: u32,
        /// How.
        sentence: String,
    },
    /// Somebody stopped it.
    Stopped {
        /// When.
        #[specta(type = String)]
        at: Timestamp,
        /// Which attempt.
        attempt: u32,
        /// What was ended and what lives on.
        sentence: String,
    },
    /// Belay ended while it was going on: nobody knows how far it came.
    Interrupted {
        /// Which attempt.
        attempt: u32,
        /// When it was begun.
        #[specta(type = String)]
        intended_at: Timestamp,
    },
}

/// What Belay does itself instead of the shell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum NativeView {
    /// The identity card.
    Identity,
    /// A chart.
    Chart {
        /// What it charts.
        title: String,
    },
    /// The list of alarms.
    Alarms,
    /// The restore wizard.
    RestoreTable {
        /// Source table, if it is written out.
        source: Option<String>,
        /// Target table, if it is written out.
        target: Option<String>,
    },
}

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ExitView {
    /// Which attempt.
    pub attempt: u32,
    /// In words.
    pub outcome: String,
    /// Whether that counts as done.
    pub ok: bool,
    /// How long it ran.
    pub duration_ms: u32,
    /// Bytes of output on disk.
    pub bytes: u32,
    /// The last lines.
    pub tail: String,
    /// When it ended.
    #[specta(type = String)]
    pub at: Timestamp,
}

/// One thing to do or to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct UnitView {
    /// Id within the run.
    pub id: String,
    /// Id of its section.
    pub section: Option<String>,
    /// What it is.
    pub kind: UnitKind,
    /// Its name.
    pub title: String,
    /// The prose it has.
    pub text: String,
    /// Shell text or block, as written.
    pub code: Option<String>,
    /// Language of the block.
    pub language: Option<String>,
    /// Line in the runbook.
    pub line: u32,
    /// What the runbook says it prints.
    pub expected: Option<String>,
    /// How it stands.
    pub state: UnitState,
    /// Ids of the inputs it needs.
    pub inputs: Vec<String>,
    /// It is in the scope of the run; what is not is within reach, and not to be done.
    pub within: bool,
    /// What it does to the world; none for what is not run.
    pub effect: Option<EffectKind>,
    /// Why Belay thinks so.
    pub effect_reason: Option<String>,
    /// What the command does, for newcomers.
    pub explanation: Option<Explanation>,
    /// What Belay does itself.
    pub native: Option<NativeView>,
    /// Attempts so far.
    pub attempts: u32,
    /// How the last attempt ended.
    pub last_exit: Option<ExitView>,
    /// The restore it started.
    pub restore: Option<RestoreView>,
    /// The unit that must come first.
    pub blocked_by: Option<String>,
    /// What the linter says about it.
    pub findings: Vec<Diagnostic>,
}
