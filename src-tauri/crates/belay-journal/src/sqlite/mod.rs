//! Records in one SQLite file: WAL, `synchronous=FULL`, one writer at a time
//! across processes.

mod locks;
mod open;
mod verify;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OptionalExtension, TransactionBehavior, params};

use crate::digest::Digest;
use crate::event::{Event, EventDraft, RunId};
use crate::store::{RunHead, Store, StoreError};

pub use verify::VerifyError;

/// Version of the file's form (`PRAGMA user_version`).
pub const SCHEMA_VERSION: u32 = 1;

/// How long a writer waits for another one.
const BUSY_WAIT: Duration = Duration::from_secs(5);

/// A journal in a file. Several of them, in several processes, may be open on
/// the same file.
pub struct SqliteStore {
    path: PathBuf,
    connection: Mutex<Connection>,
}

impl SqliteStore {
    /// Opens the journal at `path`, and makes it if there is none.
    ///
    /// # Errors
    /// [`StoreError::NewerVersion`] and [`StoreError::NotAJournal`] leave the
    /// file as it is; others when it cannot be opened or made.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = open::open(path)?;
        Ok(Self {
            path: path.to_owned(),
            connection: Mutex::new(connection),
        })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // A panic elsewhere leaves no half transaction behind: dropping one
        // rolls it back.
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn error(&self, source: rusqlite::Error) -> StoreError {
        store_error(&self.path, source)
    }
}

impl Store for SqliteStore {
    fn append(
        &self,
        run: &RunId,
        expected_seq: u32,
        draft: EventDraft,
    ) -> Result<Event, StoreError> {
        let mut connection = self.connection();
        // Immediate: the write lock is taken before the head is read, so that
        // nobody can write between the two.
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|e| self.error(e))?;
        let head = head(&transaction, run).map_err(|e| self.error(e))?;
        let (last_seq, prev) = head.as_ref().map_or((0, Digest::ZERO), |h| (h.seq, h.hash));
        let next = last_seq.saturating_add(1);
        if next != expected_seq {
            let run = run.clone();
            return Err(StoreError::Conflict {
                run,
                expected: expected_seq,
                next,
            });
        }
        let event = Event::place(run, next, prev, draft).map_err(|source| StoreError::Event {
            run: run.clone(),
            seq: next,
            source,
        })?;
        insert(&transaction, head.map(|h| h.id), &event).map_err(|e| self.error(e))?;
        transaction.commit().map_err(|e| self.error(e))?;
        Ok(event)
    }

    fn events_after(&self, run: &RunId, seq: u32) -> Result<Vec<Event>, StoreError> {
        let rows = {
            let connection = self.connection();
            read_rows(&connection, run, seq).map_err(|e| self.error(e))?
        };
        rows.into_iter()
            .map(|(seq, text, prev, hash)| {
                Event::read(text, prev, hash).map_err(|source| StoreError::Event {
                    run: run.clone(),
                    seq,
                    source,
                })
            })
            .collect()
    }

    fn head(&self, run: &RunId) -> Result<Option<RunHead>, StoreError> {
        let found = head(&self.connection(), run).map_err(|e| self.error(e))?;
        Ok(found.map(|head| RunHead {
            run: run.clone(),
            seq: head.seq,
            hash: head.hash,
        }))
    }

    fn heads(&self) -> Result<Vec<RunHead>, StoreError> {
        let connection = self.connection();
        let read = || -> rusqlite::Result<Vec<RunHead>> {
            connection
                .prepare_cached("SELECT run, seq, hash FROM runs ORDER BY touched DESC, id DESC")?
                .query_map((), |row| {
                    let run: String = row.get(0)?;
                    let run = run.parse().map_err(|e| conversion(0, e))?;
                    Ok(RunHead {
                        run,
                        seq: row.get(1)?,
                        hash: digest(row, 2)?,
                    })
                })?
                .collect()
        };
        read().map_err(|e| self.error(e))
    }
}

struct Head {
    id: i64,
    seq: u32,
    hash: Digest,
}

fn head(connection: &Connection, run: &RunId) -> rusqlite::Result<Option<Head>> {
    connection
        .prepare_cached("SELECT id, seq, hash FROM runs WHERE run = ?1")?
        .query_row([run.as_str()], |row| {
            Ok(Head {
                id: row.get(0)?,
                seq: row.get(1)?,
                hash: digest(row, 2)?,
            })
        })
        .optional()
}

fn insert(connection: &Connection, head: Option<i64>, event: &Event) -> rusqlite::Result<()> {
    let touched = event.at.as_microsecond();
    let id = match head {
        Some(id) => {
            connection
                .prepare_cached("UPDATE runs SET seq = ?2, hash = ?3, touched = ?4 WHERE id = ?1")?
                .execute(params![id, event.seq, event.hash.as_bytes(), touched])?;
            id
        }
        None => connection
            .prepare_cached("INSERT INTO runs (run, seq, hash, touched) VALUES (?1, ?2, ?3, ?4)")?
            .insert(params![
                event.run.as_str(),
                event.seq,
                event.hash.as_bytes(),
                touched
            ])?,
    };
    connection
        .prepare_cached(
            "INSERT INTO events (run, seq, text, prev, hash) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            id,
            event.seq,
            event.text(),
            event.prev.as_bytes(),
            event.hash.as_bytes()
        ])?;
    Ok(())
}

type Row = (u32, String, Digest, Digest);

fn read_rows(connection: &Connection, run: &RunId, after: u32) -> rusqlite::Result<Vec<Row>> {
    connection
        .prepare_cached(
            "SELECT e.seq, e.text, e.prev, e.hash FROM events e JOIN runs r ON r.id = e.run \
             WHERE r.run = ?1 AND e.seq > ?2 ORDER BY e.seq",
        )?
        .query_map(params![run.as_str(), after], |row| {
            Ok((row.get(0)?, row.get(1)?, digest(row, 2)?, digest(row, 3)?))
        })?
        .collect()
}

fn digest(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Digest> {
    let bytes: [u8; 32] = row.get(column)?;
    Digest::from_bytes(&bytes).ok_or(rusqlite::Error::InvalidQuery)
}

fn conversion(
    column: usize,
    error: impl std::error::Error + Send + Sync + 'static,
) -> rusqlite::Error {
    let kind = rusqlite::types::Type::Text;
    rusqlite::Error::FromSqlConversionFailure(column, kind, Box::new(error))
}

/// What SQLite said, in the words of the house.
fn store_error(path: &Path, source: rusqlite::Error) -> StoreError {
    let path = path.to_owned();
    match source.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StoreError::DiskFull { path },
        Some(ErrorCode::ReadOnly) => StoreError::ReadOnly { path },
        Some(ErrorCode::CannotOpen) => StoreError::CannotOpen {
            path,
            reason: source.to_string(),
        },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            let seconds = u32::try_from(BUSY_WAIT.as_secs()).unwrap_or(u32::MAX);
            StoreError::Busy { path, seconds }
        }
        Some(ErrorCode::NotADatabase) => StoreError::NotAJournal { path },
        Some(ErrorCode::DatabaseCorrupt) => StoreError::Damaged {
            path,
            reason: source.to_string(),
        },
        _ => match source {
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::Utf8Error(..) => StoreError::Damaged {
                path,
                reason: source.to_string(),
            },
            source => StoreError::Sqlite { path, source },
        },
    }
}

#[cfg(test)]
mod tests;
