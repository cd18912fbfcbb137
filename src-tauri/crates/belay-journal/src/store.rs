//! Where records are kept, as a port: SQLite here, other places later. Nothing
//! in it assumes one machine: appends are conditional on the sequence number.

use std::path::PathBuf;

use jiff::Timestamp;

use crate::digest::Digest;
use crate::event::{Event, EventDraft, EventError, RunId};

/// A store of records.
pub trait Store: Send + Sync {
    /// Writes one event, durably: when this returns, the event outlives a loss
    /// of power. `expected_seq` is the number that the event is to have (1 for
    /// the first); it makes two writers of one run notice each other.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another writer was faster; nothing is
    /// written then, nor after any other error.
    fn append(
        &self,
        run: &RunId,
        expected_seq: u32,
        draft: EventDraft,
    ) -> Result<Event, StoreError>;

    /// The events of a run after number `seq`, in order; empty when there are
    /// none, or no such run.
    ///
    /// # Errors
    /// [`StoreError`] when they cannot be read.
    fn events_after(&self, run: &RunId, seq: u32) -> Result<Vec<Event>, StoreError>;

    /// All events of a run, as [`Store::events_after`].
    ///
    /// # Errors
    /// [`StoreError`] when they cannot be read.
    fn events(&self, run: &RunId) -> Result<Vec<Event>, StoreError> {
        self.events_after(run, 0)
    }

    /// The end of a run's record; `None` when there is no such run.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be read.
    fn head(&self, run: &RunId) -> Result<Option<RunHead>, StoreError>;

    /// The runs, the one written to last first.
    ///
    /// # Errors
    /// [`StoreError`] when they cannot be read.
    fn heads(&self) -> Result<Vec<RunHead>, StoreError>;
}

/// The end of a run's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunHead {
    /// The run.
    pub run: RunId,
    /// Number of its last event.
    pub seq: u32,
    /// Hash of its last event.
    pub hash: Digest,
}

/// Environment locks: one run at a time changes an environment.
pub trait Locks: Send + Sync {
    /// Takes the lock of `lock.environment` for `lock.run`. A lock that the same
    /// run holds is renewed. With `take_over`, a holder that is given there by
    /// its run is replaced.
    ///
    /// # Errors
    /// [`StoreError`] when the locks cannot be read or written.
    fn acquire(
        &self,
        lock: EnvironmentLock,
        take_over: Option<&RunId>,
    ) -> Result<LockReply, StoreError>;

    /// Who holds the lock of `environment`.
    ///
    /// # Errors
    /// [`StoreError`] when the locks cannot be read.
    fn holder(&self, environment: &str) -> Result<Option<EnvironmentLock>, StoreError>;

    /// Gives up the lock if `run` holds it; otherwise nothing happens.
    ///
    /// # Errors
    /// [`StoreError`] when the locks cannot be written.
    fn release(&self, environment: &str, run: &RunId) -> Result<(), StoreError>;
}

/// Who may change an environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvironmentLock {
    /// The environment's name.
    pub environment: String,
    /// The run that holds it.
    pub run: RunId,
    /// `user@host`.
    pub owner: String,
    /// When it was taken or renewed.
    pub since: Timestamp,
    /// From when on anybody may take it.
    pub until: Timestamp,
}

/// Whether a lock was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockReply {
    /// The run holds it now.
    Held,
    /// Another run holds it.
    HeldBy(EnvironmentLock),
}

/// The record could not be read or written. Nothing was half-written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another writer added to this run in the meantime.
    #[error(
        "Another window or terminal added to run {run}: event {expected} was to be written, \
         {next} is next. Look again."
    )]
    Conflict {
        /// The run.
        run: RunId,
        /// The number that the event was to have.
        expected: u32,
        /// The number that the next event must have.
        next: u32,
    },
    /// A newer version of Belay wrote the file.
    #[error(
        "The journal `{}` was written by a newer Belay (format {found}, this one knows {supported}); \
         it was not touched. Start the newer Belay, or give this one another data directory.",
        path.display()
    )]
    NewerVersion {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The newest format that is understood.
        supported: u32,
    },
    /// The file is something else.
    #[error("`{}` is not a journal of Belay; it was not touched.", path.display())]
    NotAJournal {
        /// The file.
        path: PathBuf,
    },
    /// No space is left.
    #[error(
        "The disk that holds `{}` is full; the event was not written and nothing was run. \
         Free some space and try again.",
        path.display()
    )]
    DiskFull {
        /// The file.
        path: PathBuf,
    },
    /// The file or its directory cannot be written.
    #[error("`{}` cannot be written: it, or its disk, is read-only for this user.", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be opened.
    #[error("The journal `{}` cannot be opened: {reason}.", path.display())]
    CannotOpen {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// Another process held the file for longer than we wait.
    #[error("Another process has been writing to `{}` for more than {seconds} s. Try again.", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
        /// How long was waited.
        seconds: u32,
    },
    /// The file is damaged.
    #[error("The journal `{}` is damaged: {reason}.", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// An event has no form in which it could be kept, or was kept in none.
    #[error("Event {seq} of run {run} cannot be used: {source}.")]
    Event {
        /// The run.
        run: RunId,
        /// The event's number.
        seq: u32,
        /// What is wrong.
        source: EventError,
    },
    /// SQLite said something else.
    #[error("The journal `{}` could not be used: {source}.", path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        #[source]
        source: rusqlite::Error,
    },
}
