//! What a restore needs from outside, as traits. `belay-aws` implements
//! [`Tables`]; the application implements [`Recorder`] on its journal and
//! [`Pace`] on its clock; tests use fakes.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::events::{Progress, RestoreEvent};
use crate::facts::TableFacts;
use crate::item::Item;
use crate::plan::RestoreRequest;
use crate::window::Window;

/// A future that a port returns; boxed, so that ports are object safe.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Something outside failed. Carries what a person needs to act.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{sentence}")]
pub struct Trouble {
    /// What happened, to what: one plain sentence.
    pub sentence: String,
    /// What to do next, if that is known.
    pub hint: Option<String>,
    /// The AWS request id, if AWS answered.
    pub request_id: Option<String>,
    /// What kind of trouble, where somebody acts on it.
    pub kind: TroubleKind,
}

/// Troubles that somebody acts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TroubleKind {
    /// The session is over.
    SignIn,
    /// The identity lacks a permission.
    Forbidden,
    /// AWS asked to slow down.
    Throttled,
    /// The network, or AWS itself, failed; trying again later is sensible.
    Passing,
    /// The thing that was named does not exist.
    NotFound,
    /// Anything else.
    Other,
}

/// A table, seen while a restore goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Sighting {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// AWS's word, e.g. `CREATING`.
    pub status: String,
    /// When it was created.
    #[specta(type = Option<String>)]
    pub created_at: Option<Timestamp>,
    /// From which table it was restored, if it was (`RestoreSummary`).
    pub restored_from: Option<String>,
    /// To which second.
    #[specta(type = Option<String>)]
    pub restored_to: Option<Timestamp>,
    /// Whether AWS is still restoring it.
    pub restoring: bool,
    /// AWS request id of this look.
    pub request_id: Option<String>,
}

/// AWS accepted a restore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The new table.
    pub table: Sighting,
    /// AWS request id.
    pub request_id: Option<String>,
}

/// AWS did not answer a restore with yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotAccepted {
    /// It said no, or the call never left: nothing was started, for certain.
    Nothing(Trouble),
    /// It said that the target exists.
    TargetExists(Trouble),
    /// Nobody knows: the call left, and no answer came, or one that does not
    /// say (timeout, broken connection, 5xx).
    Unclear(Trouble),
}

/// The tables of one environment.
pub trait Tables: Send + Sync {
    /// All settings of a table. [`TroubleKind::NotFound`] if there is none.
    fn describe<'a>(&'a self, table: &'a str) -> Later<'a, Result<TableFacts, Trouble>>;

    /// The restorable window, read now; `None` if point-in-time recovery is off.
    fn window<'a>(&'a self, table: &'a str) -> Later<'a, Result<Option<Window>, Trouble>>;

    /// One cheap look; `None` if there is no such table.
    fn look<'a>(&'a self, table: &'a str) -> Later<'a, Result<Option<Sighting>, Trouble>>;

    /// Asks AWS to restore. Sends the call at most once: no retry inside.
    fn submit<'a>(
        &'a self,
        request: &'a RestoreRequest,
    ) -> Later<'a, Result<Accepted, NotAccepted>>;

    /// Reads all items, in no order, in batches. `sink` is called from one task
    /// at a time.
    fn scan<'a>(
        &'a self,
        table: &'a str,
        sink: &'a mut (dyn FnMut(Vec<Item>) + Send),
    ) -> Later<'a, Result<(), Trouble>>;
}

/// The record could not be written; the restore must not go on.
#[derive(Debug, thiserror::Error)]
#[error("The record of the restore could not be written: {0}")]
pub struct RecordFailed(pub Box<dyn std::error::Error + Send + Sync>);

/// Keeps what happened.
pub trait Recorder: Send + Sync {
    /// Writes an event; it is durable when the future ends with `Ok`.
    fn record<'a>(&'a self, event: &'a RestoreEvent) -> Later<'a, Result<(), RecordFailed>>;

    /// Shows how things stand; not kept.
    fn show(&self, progress: &Progress);
}

/// Time, passed in.
pub trait Pace: Send + Sync {
    /// The current instant.
    fn now(&self) -> Timestamp;
    /// Ends after `length`.
    fn pause(&self, length: Duration) -> Later<'_, ()>;
}
