//! Broken plumbing. What a person can resolve is a [`crate::guards::Refusal`].

use belay_journal::{RunId, StoreError};

use crate::ports::PortError;

/// The engine could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The record could not be read or written. Nothing was run without one.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no such run.
    #[error("There is no run `{0}`.")]
    NoSuchRun(String),
    /// There is no such unit in the run's scope.
    #[error("Run {run} has no step `{unit}`.")]
    NoSuchUnit {
        /// The run.
        run: RunId,
        /// The unit.
        unit: String,
    },
    /// There is no such input in the run's runbook.
    #[error("Run {run} has no input `{input}`.")]
    NoSuchInput {
        /// The run.
        run: RunId,
        /// The input.
        input: String,
    },
    /// The run's runbook has no such guide.
    #[error("Run {run} has no guide `{guide}`.")]
    NoSuchGuide {
        /// The run.
        run: RunId,
        /// The guide.
        guide: String,
    },
    /// The run offers no such choice, or no such way in it.
    #[error("Run {run} offers no way {option} for choice `{choice}`.")]
    NoSuchChoice {
        /// The run.
        run: RunId,
        /// The choice.
        choice: String,
        /// The way, from 1.
        option: u32,
    },
    /// The run's runbook asks for no such thing.
    #[error("Run {run} has no need `{need}`.")]
    NoSuchNeed {
        /// The run.
        run: RunId,
        /// The need.
        need: String,
    },
    /// The run's runbook states no such rule.
    #[error("Run {run} has no rule `{rule}`.")]
    NoSuchRule {
        /// The run.
        run: RunId,
        /// The rule.
        rule: String,
    },
    /// Nothing can be picked for this input.
    #[error("There is no list in AWS for `{0}`.")]
    NoList(String),
    /// There is no such restore in the run.
    #[error("Run {run} has no restore `{restore}`.")]
    NoSuchRestore {
        /// The run.
        run: RunId,
        /// The restore.
        restore: String,
    },
    /// The record is not that of a run.
    #[error("Run {run} cannot be read: {source}.")]
    NotARun {
        /// The run.
        run: RunId,
        /// Why.
        source: belay_journal::view::NotARun,
    },
    /// The runbook's text cannot be read.
    #[error("The runbook cannot be read: {0}")]
    Runbook(#[from] belay_runbook::ReadError),
    /// Something outside failed.
    #[error(transparent)]
    Port(#[from] PortError),
    /// The plan of a restore cannot be kept, or was kept in another form.
    #[error("The restore's record cannot be read or written: {0}.")]
    Restore(#[source] serde_json::Error),
    /// What a rule says cannot be kept.
    #[error("What the rule says cannot be written: {0}.")]
    Rule(#[source] serde_json::Error),
}
