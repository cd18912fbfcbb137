//! Opens a journal's file, and makes one.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::{BUSY_WAIT, SCHEMA_VERSION, store_error};
use crate::store::StoreError;

/// "BLAY": marks the file as a journal (`PRAGMA application_id`).
const APPLICATION_ID: u32 = 0x424C_4159;

const SCHEMA: &str = "
-- The end of each run's record: a record that was cut short differs from it.
CREATE TABLE runs (
    id      INTEGER PRIMARY KEY,
    run     TEXT NOT NULL UNIQUE,
    seq     INTEGER NOT NULL,
    hash    BLOB NOT NULL,
    touched INTEGER NOT NULL
) STRICT;
-- `text` is the event's canonical JSON: what is hashed is what is stored.
CREATE TABLE events (
    run  INTEGER NOT NULL,
    seq  INTEGER NOT NULL,
    text TEXT NOT NULL,
    prev BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (run, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE locks (
    environment TEXT PRIMARY KEY,
    run         TEXT NOT NULL,
    owner       TEXT NOT NULL,
    since       TEXT NOT NULL,
    until       TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";

/// Opens the file for reading and writing.
pub(super) fn open(path: &Path) -> Result<Connection, StoreError> {
    check_header(path)?;
    if let Some(directory) = path.parent() {
        std::fs::create_dir_all(directory).map_err(|e| cannot_open(path, &e))?;
    }
    let mut connection = Connection::open(path).map_err(|e| store_error(path, e))?;
    prepare(&mut connection, path)?;
    Ok(connection)
}

fn cannot_open(path: &Path, error: &std::io::Error) -> StoreError {
    if matches!(
        error.kind(),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem
    ) {
        return StoreError::ReadOnly {
            path: path.to_owned(),
        };
    }
    StoreError::CannotOpen {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}

/// Reads version and kind from the file's first 100 bytes, before SQLite sees
/// it: opening a file in WAL mode may already write to it.
/// Offsets: <https://www.sqlite.org/fileformat.html#the_database_header>.
fn check_header(path: &Path) -> Result<(), StoreError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(cannot_open(path, &error)),
    };
    let mut header = Vec::with_capacity(100);
    file.by_ref()
        .take(100)
        .read_to_end(&mut header)
        .map_err(|e| cannot_open(path, &e))?;
    if header.is_empty() {
        return Ok(());
    }
    let field = |at: usize| {
        header
            .get(at..at + 4)
            .and_then(|b| b.try_into().ok())
            .map_or(0, u32::from_be_bytes)
    };
    let (version, application) = (field(60), field(68));
    // Both are zero while the first process is still making the file.
    let ours = application == APPLICATION_ID || (application == 0 && version == 0);
    if !header.starts_with(b"SQLite format 3\0") || !ours {
        return Err(StoreError::NotAJournal {
            path: path.to_owned(),
        });
    }
    check_version(path, version)
}

fn check_version(path: &Path, found: u32) -> Result<(), StoreError> {
    if found <= SCHEMA_VERSION {
        return Ok(());
    }
    let path = path.to_owned();
    Err(StoreError::NewerVersion {
        path,
        found,
        supported: SCHEMA_VERSION,
    })
}

fn prepare(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let error = |e| store_error(path, e);
    connection.busy_timeout(BUSY_WAIT).map_err(error)?;
    connection.set_prepared_statement_cache_capacity(32);
    make_schema(connection, path)?;
    let mode: String = connection
        .query_row("PRAGMA journal_mode", (), |row| row.get(0))
        .map_err(error)?;
    if mode != "wal" {
        connection
            .query_row("PRAGMA journal_mode = WAL", (), |row| {
                row.get::<_, String>(0)
            })
            .map_err(error)?;
    }
    connection
        .execute_batch("PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;")
        .map_err(error)
}

fn make_schema(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let error = |e| store_error(path, e);
    if version(connection).map_err(error)? == SCHEMA_VERSION {
        return Ok(());
    }
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(error)?;
    // Asked again under the write lock: another process may have made it.
    let found = version(&transaction).map_err(error)?;
    check_version(path, found)?;
    if found == 0 {
        transaction.execute_batch(SCHEMA).map_err(error)?;
        transaction
            .pragma_update(None, "application_id", APPLICATION_ID)
            .map_err(error)?;
        transaction
            .pragma_update(None, "user_version", SCHEMA_VERSION)
            .map_err(error)?;
    }
    transaction.commit().map_err(error)
}

fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.query_row("PRAGMA user_version", (), |row| row.get(0))
}
