//! What is known of one unit: its marks and its attempts.

use jiff::Timestamp;
use serde::Serialize;

use crate::body::{ConfirmationGiven, ExitRecord, IdentitySeen};

/// How far a unit is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum UnitStatus {
    /// Nothing has happened that counts.
    #[default]
    Pending,
    /// Ticked, or its last command ended with 0, or its restore is complete.
    Done,
    /// Left out on purpose.
    Skipped,
    /// A command or restore was begun and has not ended.
    Running,
    /// Belay ended while its command ran; what became of it is not known.
    Interrupted,
    /// Its last command or restore failed.
    Failed,
    /// Its last command was stopped, or its restore given up.
    Stopped,
}

impl UnitStatus {
    /// Whether what comes after may start.
    #[must_use]
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Done | Self::Skipped)
    }
}

/// What is known of a unit.
#[derive(Debug, Clone, Default, PartialEq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct UnitState {
    /// How far it is.
    pub status: UnitStatus,
    /// Tick or skip, if a person set one.
    pub mark: Option<Mark>,
    /// Every attempt at its command, in order.
    pub attempts: Vec<Attempt>,
    /// Ids of the restores begun from it, in order.
    pub restores: Vec<String>,
}

/// A person's mark on a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Mark {
    /// Whether it is a skip; a tick otherwise.
    pub skipped: bool,
    /// Why, for a skip.
    pub reason: Option<String>,
    /// When.
    #[specta(type = String)]
    pub at: Timestamp,
    /// Who.
    pub by: String,
}

/// One attempt at a command.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// Counts from 1.
    pub attempt: u32,
    /// The resolved text, masked.
    pub text: String,
    /// `readsOnly`, `changesLocal`, `changesAws`, `destructive` or `unknown`.
    pub effect: String,
    /// Who AWS said we were.
    pub identity: Option<IdentitySeen>,
    /// What was confirmed.
    pub confirmation: Option<ConfirmationGiven>,
    /// The program instance that started it.
    pub instance: String,
    /// When it was intended.
    #[specta(type = String)]
    pub intended_at: Timestamp,
    /// Number of the event that says so.
    pub seq: u32,
    /// Who.
    pub by: String,
    /// How it ended.
    pub end: AttemptEnd,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum AttemptEnd {
    /// Nothing is recorded yet: it runs, or the program was killed.
    Open,
    /// As recorded.
    Ended {
        /// When.
        #[specta(type = String)]
        at: Timestamp,
        /// How.
        exit: Box<ExitRecord>,
    },
    /// Belay ended before it did.
    Interrupted {
        /// When that was noticed.
        #[specta(type = String)]
        at: Timestamp,
        /// What a person found, once somebody looked.
        resolved: Option<Resolved>,
    },
}

/// What a person found after an interruption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Resolved {
    /// Whether the command had done its work.
    pub done: bool,
    /// What was looked at.
    pub reason: String,
    /// Who looked.
    pub by: String,
}
