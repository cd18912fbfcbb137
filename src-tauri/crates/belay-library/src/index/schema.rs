//! The index's file: its name, its tables, how it is opened and thrown away.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;

/// Counted up when the tables change. The reader's name, in which what is kept of
/// a file is written, comes from the reader's own sources.
const FORMAT: u32 = 2;
/// How long one process waits for another that writes.
const PATIENCE: Duration = Duration::from_secs(10);
const PREFIX: &str = "library-";
/// What the log beside the file may keep of the disk once it is written back.
const MOST_LOG_BYTES: u32 = 4 << 20;

/// Beginnings of words have no index of their own (`prefix = …`): it was more than
/// half of the file and of the time to write it, and a search of common words takes
/// its time in ranking.
const TABLES: &str = "
CREATE TABLE IF NOT EXISTS files (
    id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE, name TEXT NOT NULL,
    bytes INTEGER NOT NULL, modified INTEGER NOT NULL,
    title TEXT NOT NULL, sections INTEGER NOT NULL, blocks INTEGER NOT NULL,
    tasks INTEGER NOT NULL, errors INTEGER NOT NULL, warnings INTEGER NOT NULL,
    notes INTEGER NOT NULL, problem TEXT
);
CREATE INDEX IF NOT EXISTS files_by_name ON files (name);
CREATE TABLE IF NOT EXISTS folders (path BLOB PRIMARY KEY, branch TEXT, partial TEXT);
CREATE TABLE IF NOT EXISTS members (
    folder BLOB NOT NULL, file INTEGER NOT NULL, PRIMARY KEY (folder, file)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS members_by_file ON members (file);
CREATE TABLE IF NOT EXISTS headings (
    file INTEGER NOT NULL, line INTEGER NOT NULL, anchor TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS headings_by_file ON headings (file);
CREATE TABLE IF NOT EXISTS passages (
    id INTEGER PRIMARY KEY, file INTEGER NOT NULL, line INTEGER NOT NULL,
    heading TEXT NOT NULL, text TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS passages_by_file ON passages (file);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (
    title, heading, text, parts, content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 0'
);
CREATE VIRTUAL TABLE IF NOT EXISTS titles USING fts5 (
    title, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0'
);
INSERT INTO words (words, rank) VALUES ('rank', 'bm25(8.0, 4.0, 1.0, 0.5)');
";

/// The index of this format and this reader. Another version of the program has
/// another file, so that two of them side by side do not undo each other's work.
pub(super) fn file_in(folder: &Path) -> PathBuf {
    folder.join(format!("{PREFIX}{FORMAT}-{}.sqlite", env!("BELAY_READER")))
}

/// Deletes the indexes of other versions. One that is in use lives on, unnamed,
/// until its process ends.
pub(super) fn remove_others(folder: &Path, own: &Path) {
    let own = own.file_name().unwrap_or_default().to_string_lossy();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(PREFIX) && !name.starts_with(own.as_ref()) {
            // What cannot be deleted is in nobody's way.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

pub(super) fn open(file: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(file)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // A power cut may cost what was written last, which is read again.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "journal_size_limit", MOST_LOG_BYTES)?;
    with_tables(connection)
}

/// Throws the file away and makes an empty one.
pub(super) fn make_anew(file: &Path) -> rusqlite::Result<Connection> {
    for ending in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        // If it cannot be deleted, opening it says why.
        let _ = std::fs::remove_file(name);
    }
    open(file)
}

pub(super) fn in_memory() -> rusqlite::Result<Connection> {
    with_tables(Connection::open_in_memory()?)
}

fn with_tables(connection: Connection) -> rusqlite::Result<Connection> {
    let made: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'words')",
        [],
        |row| row.get(0),
    )?;
    if !made {
        // Another process may be doing the same at this moment: one of them waits,
        // and then finds everything there.
        connection.execute_batch(&format!("BEGIN IMMEDIATE;{TABLES}COMMIT;"))?;
    }
    Ok(connection)
}
