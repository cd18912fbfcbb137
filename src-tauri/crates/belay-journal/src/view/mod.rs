//! What the events of a run add up to. There is no other state.

mod apply;
mod apply_rules;
mod restore;
mod rule;
mod unit;

pub use restore::{Observed, RestoreEnd, RestoreState, Submitted};
pub use rule::{Overridden, RuleDecision, RuleSeen, RuleState};
pub use unit::{Attempt, AttemptEnd, Mark, Resolved, UnitState, UnitStatus};

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::body::{EnvironmentSnapshot, RunOutcome, RunbookSnapshot};
use crate::digest::Digest;
use crate::event::{Author, Event, RunId};

/// A run as it stands after its last event.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RunView {
    /// The run.
    pub run: RunId,
    /// What it is called.
    pub title: String,
    /// Who started it.
    pub author: Author,
    /// When.
    #[specta(type = String)]
    pub started_at: Timestamp,
    /// How and when it ended; `None` while it goes on.
    pub finished: Option<Finished>,
    /// Where the runbook's file was.
    pub runbook_path: Option<String>,
    /// SHA-256 of the text that the run holds on to.
    pub runbook_digest: Option<String>,
    /// That text: [`RunView::runbook_text`].
    #[serde(skip)]
    runbook_text: Option<String>,
    /// Ids of the sections in the run.
    pub scope: Vec<String>,
    /// Where it acts.
    pub environment: EnvironmentSnapshot,
    /// Directory in which the commands of each section start.
    pub directory: String,
    /// What is known of each unit that something happened to. A unit that is
    /// not here is pending.
    pub units: BTreeMap<String, UnitState>,
    /// Values given, by the input's name.
    pub inputs: BTreeMap<String, InputState>,
    /// What somebody said is there before the run, by the need's id.
    pub confirmed: BTreeMap<String, Said>,
    /// Ways that were chosen, by the choice's id.
    pub choices: BTreeMap<String, Taken>,
    /// What was said and done about rules of the prose, by the rule's id.
    pub rules: BTreeMap<String, RuleState>,
    /// Guides that were entered, in order.
    pub guides: Vec<Entered>,
    /// What was written down, in order.
    pub notes: Vec<Note>,
    /// Restores, by id.
    pub restores: BTreeMap<String, RestoreState>,
    /// Charts kept as evidence, in order.
    pub charts: Vec<KeptChart>,
    /// What guards refused, in order.
    pub refusals: Vec<RefusalNoted>,
    /// Digests of changed files that somebody decided to run past.
    pub accepted_drift: Vec<String>,
    /// Numbers of events whose clock reading lies before that of the event
    /// before them.
    pub clock_went_back: Vec<u32>,
    /// Numbers of events that this version cannot read. While there are any,
    /// the state may be more than what is shown.
    pub unknown: Vec<u32>,
    /// Number of the last event.
    pub last_seq: u32,
    /// Clock reading of the last event.
    #[specta(type = String)]
    pub last_at: Timestamp,
    /// Hash of the last event.
    #[specta(type = String)]
    pub last_hash: Digest,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Finished {
    /// Completed or given up.
    pub outcome: RunOutcome,
    /// What is left.
    pub note: Option<String>,
    /// When.
    #[specta(type = String)]
    pub at: Timestamp,
    /// Who said so.
    pub by: String,
}

/// The way that somebody chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Taken {
    /// What was chosen about.
    pub title: String,
    /// Its place, from 0.
    pub option: u32,
    /// Its title.
    pub way: String,
    /// When.
    #[specta(type = String)]
    pub at: Timestamp,
    /// Who.
    pub by: String,
}

/// A guide that somebody entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Entered {
    /// Its id.
    pub guide: String,
    /// Its title.
    pub title: String,
    /// What was seen.
    pub symptom: String,
    /// The run is of this guide and of nothing else.
    pub alone: bool,
    /// The unit that was at hand before.
    pub from: Option<String>,
    /// When.
    #[specta(type = String)]
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// It was left again.
    pub left: bool,
}

/// Somebody said so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Said {
    /// When.
    #[specta(type = String)]
    pub at: Timestamp,
    /// Who.
    pub by: String,
}

/// A value given to an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct InputState {
    /// The value; `None` if it is secret.
    pub value: Option<String>,
    /// Whether it is secret.
    pub secret: bool,
    /// When it was given.
    #[specta(type = String)]
    pub at: Timestamp,
    /// Who gave it.
    pub by: String,
}

/// Something written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// The unit it belongs to.
    pub unit: Option<String>,
    /// The words.
    pub text: String,
    /// When.
    #[specta(type = String)]
    pub at: Timestamp,
    /// Who.
    pub by: String,
}

/// A chart kept as evidence.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct KeptChart {
    /// The unit beside which it was seen.
    pub unit: Option<String>,
    /// What it shows.
    pub title: String,
    /// When it was kept.
    #[specta(type = String)]
    pub at: Timestamp,
    /// Number of the event; also names the chart in a report.
    pub seq: u32,
    /// The chart, in the form of belay-app.
    #[serde(skip)]
    pub chart: Value,
}

/// What a guard refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RefusalNoted {
    /// The unit that was to be run.
    pub unit: Option<String>,
    /// The guard's id.
    pub guard: String,
    /// What it said.
    pub sentence: String,
    /// When.
    #[specta(type = String)]
    pub at: Timestamp,
}

/// The events do not begin with the start of a run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the record does not begin with the start of a run")]
pub struct NotARun;

impl RunView {
    /// Folds the events of a run, from its first on.
    ///
    /// # Errors
    /// [`NotARun`] when there are none, or the first is not a run's start.
    pub fn project(events: &[Event]) -> Result<Self, NotARun> {
        let (first, rest) = events.split_first().ok_or(NotARun)?;
        let mut view = Self::begin(first)?;
        rest.iter().for_each(|event| view.apply(event));
        Ok(view)
    }

    /// The text of the runbook that the run holds on to.
    #[must_use]
    pub fn runbook_text(&self) -> Option<&str> {
        self.runbook_text.as_deref()
    }

    /// The runbook that the run holds on to.
    #[must_use]
    pub fn runbook(&self) -> Option<RunbookSnapshot> {
        Some(RunbookSnapshot {
            path: self.runbook_path.clone()?,
            digest: self.runbook_digest.clone()?,
            text: self.runbook_text.clone()?,
        })
    }

    /// The guide that the run is of, if it is of one and of nothing else.
    #[must_use]
    pub fn guide_alone(&self) -> Option<&Entered> {
        self.guides.iter().find(|entered| entered.alone)
    }

    /// The guide in which the run is now: the last that was entered and not left.
    #[must_use]
    pub fn guide(&self) -> Option<&Entered> {
        self.guides.iter().rfind(|entered| !entered.left)
    }

    /// How far a unit is.
    #[must_use]
    pub fn status(&self, unit: &str) -> UnitStatus {
        self.units
            .get(unit)
            .map_or(UnitStatus::Pending, |state| state.status)
    }

    /// The number that the unit's next attempt has.
    #[must_use]
    pub fn next_attempt(&self, unit: &str) -> u32 {
        let last = self.units.get(unit).and_then(|state| state.attempts.last());
        last.map_or(1, |attempt| attempt.attempt.saturating_add(1))
    }

    /// Attempts that were intended and have no recorded end: unit and attempt.
    pub fn open_attempts(&self) -> impl Iterator<Item = (&str, &Attempt)> {
        self.units.iter().flat_map(|(unit, state)| {
            let open = state.attempts.iter().filter(|a| a.end == AttemptEnd::Open);
            open.map(move |attempt| (unit.as_str(), attempt))
        })
    }

    /// Restores that have not ended, by id.
    pub fn open_restores(&self) -> impl Iterator<Item = (&str, &RestoreState)> {
        let open = self
            .restores
            .iter()
            .filter(|(_, restore)| restore.ended.is_none());
        open.map(|(id, restore)| (id.as_str(), restore))
    }
}

#[cfg(test)]
mod tests;
