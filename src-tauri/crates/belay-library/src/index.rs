//! What is known of each file without reading it, in one SQLite file that may be
//! deleted at any time.
//!
//! The index is never the source of truth: it belongs to one format and one
//! reader, both of which are in its name, and it is made anew when it is damaged.
//! Two processes may use it at once; what they write is the same.

mod filed;
mod fill;
mod passages;
mod schema;
mod search;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use belay_runbook::check::Counts;
use rusqlite::{Connection, ErrorCode, OptionalExtension as _, Row, Transaction, params};

use crate::error::LibraryError;
use crate::file::{Stamp, id_of};

pub(crate) use filed::Entry;
pub use filed::Filed;
pub(crate) use search::Match;

/// A folder as it stood when it was last looked into.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Listing {
    pub branch: Option<String>,
    pub partial: Option<String>,
    pub files: Vec<Filed>,
}

/// The index. Searching does not wait for somebody who writes.
pub struct Index {
    file: Option<PathBuf>,
    writer: Mutex<Connection>,
    /// None where the index is in memory only, because its folder cannot be used.
    reader: Option<Mutex<Connection>>,
    made_anew: AtomicU64,
}

impl Index {
    /// Opens the index in `folder`, or makes it; in memory if the folder cannot be
    /// used. Indexes of other formats and readers are deleted.
    ///
    /// # Errors
    /// SQLite itself does not work.
    pub fn open(folder: &Path) -> Result<Self, LibraryError> {
        let opened = std::fs::create_dir_all(folder).is_ok().then(|| {
            let file = schema::file_in(folder);
            schema::remove_others(folder, &file);
            schema::open(&file)
                .or_else(|_| schema::make_anew(&file))
                .and_then(|writer| Ok((file.clone(), writer, schema::open(&file)?)))
        });
        match opened {
            Some(Ok((file, writer, reader))) => Ok(Self {
                file: Some(file),
                writer: Mutex::new(writer),
                reader: Some(Mutex::new(reader)),
                made_anew: AtomicU64::new(0),
            }),
            unusable => {
                let why = unusable.and_then(Result::err).map(|e| e.to_string());
                tracing::warn!(folder = %folder.display(), ?why, "the index is kept in memory");
                Ok(Self {
                    file: None,
                    writer: Mutex::new(schema::in_memory()?),
                    reader: None,
                    made_anew: AtomicU64::new(0),
                })
            }
        }
    }

    /// How often it was made anew since it was opened: whoever filled it before
    /// has to fill it again.
    pub(crate) fn made_anew(&self) -> u64 {
        self.made_anew.load(Ordering::Acquire)
    }

    /// What is known of a folder; nothing if it was never looked into.
    pub(crate) fn listing(&self, folder: &Path) -> Result<Option<Listing>, LibraryError> {
        self.read(|db| {
            let known = db
                .prepare_cached("SELECT branch, partial FROM folders WHERE path = ?1")?
                .query_row([bytes(folder)], |row| {
                    Ok(Listing {
                        branch: row.get(0)?,
                        partial: row.get(1)?,
                        files: Vec::new(),
                    })
                })
                .optional()?;
            let Some(mut listing) = known else {
                return Ok(None);
            };
            let mut rows = db.prepare_cached(
                "SELECT path, title, sections, blocks, tasks, errors, warnings, notes, problem \
                 FROM members JOIN files ON files.id = members.file \
                 WHERE members.folder = ?1 ORDER BY path",
            )?;
            let files = rows.query_map([bytes(folder)], filed)?;
            listing.files = files.collect::<rusqlite::Result<_>>()?;
            Ok(Some(listing))
        })
    }

    /// When the files that are known below a folder, or listed in it, were read.
    pub(crate) fn stamps(&self) -> Result<HashMap<PathBuf, Stamp>, LibraryError> {
        self.read(|db| {
            let mut rows = db.prepare_cached("SELECT path, bytes, modified FROM files")?;
            let stamps = rows.query_map([], |row| {
                let bytes: i64 = row.get(1)?;
                let stamp = Stamp {
                    bytes: bytes.unsigned_abs(),
                    modified: row.get(2)?,
                };
                Ok((path_at(row, 0)?, stamp))
            })?;
            stamps.collect()
        })
    }

    /// The file with this id and the folders that list it.
    pub(crate) fn find(&self, id: &str) -> Result<Vec<(PathBuf, PathBuf)>, LibraryError> {
        self.read(|db| {
            let mut rows = db.prepare_cached(
                "SELECT files.path, members.folder FROM files \
                 JOIN members ON members.file = files.id WHERE files.name = ?1",
            )?;
            let found = rows.query_map([id], |row| Ok((path_at(row, 0)?, path_at(row, 1)?)))?;
            found.collect()
        })
    }

    /// Whether any folder lists this file.
    pub(crate) fn lists(&self, path: &Path) -> Result<bool, LibraryError> {
        Ok(!self.find(&id_of(path))?.is_empty())
    }

    /// The line of the heading that an anchor of a file leads to.
    pub(crate) fn line_of_anchor(
        &self,
        path: &Path,
        anchor: &str,
    ) -> Result<Option<u32>, LibraryError> {
        self.read(|db| {
            db.prepare_cached(
                "SELECT headings.line FROM headings JOIN files ON files.id = headings.file \
                 WHERE files.path = ?1 AND headings.anchor = ?2",
            )?
            .query_row(params![bytes(path), anchor], |row| row.get(0))
            .optional()
        })
    }

    fn read<T>(
        &self,
        work: impl Fn(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, LibraryError> {
        let first = work(&self.for_reading());
        if first.as_ref().is_err_and(damaged) {
            self.make_anew()?;
            return Ok(work(&self.for_reading())?);
        }
        Ok(first?)
    }

    fn write(
        &self,
        work: impl Fn(&Transaction<'_>) -> rusqlite::Result<()>,
    ) -> Result<(), LibraryError> {
        let attempt = || {
            let mut writer = lock(&self.writer);
            let change =
                writer.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            work(&change)?;
            change.commit()
        };
        let first = attempt();
        if first.as_ref().is_err_and(damaged) {
            self.make_anew()?;
            return Ok(attempt()?);
        }
        Ok(first?)
    }

    fn for_reading(&self) -> MutexGuard<'_, Connection> {
        lock(self.reader.as_ref().unwrap_or(&self.writer))
    }

    /// Throws the damaged file away. What was in it has to be read again.
    fn make_anew(&self) -> Result<(), LibraryError> {
        let mut writer = lock(&self.writer);
        let (Some(file), Some(reader)) = (&self.file, &self.reader) else {
            *writer = schema::in_memory()?;
            self.made_anew.fetch_add(1, Ordering::AcqRel);
            return Ok(());
        };
        tracing::warn!(file = %file.display(), "the index is damaged and made anew");
        let mut reader = lock(reader);
        // Closed before their file goes.
        *writer = Connection::open_in_memory()?;
        *reader = Connection::open_in_memory()?;
        *writer = schema::make_anew(file)?;
        *reader = schema::open(file)?;
        self.made_anew.fetch_add(1, Ordering::AcqRel);
        Ok(())
    }
}

fn damaged(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
    )
}

fn filed(row: &Row<'_>) -> rusqlite::Result<Filed> {
    Ok(Filed {
        path: path_at(row, 0)?,
        title: row.get(1)?,
        sections: row.get(2)?,
        blocks: row.get(3)?,
        tasks: row.get(4)?,
        findings: Counts {
            errors: row.get(5)?,
            warnings: row.get(6)?,
            notes: row.get(7)?,
        },
        problem: row.get(8)?,
    })
}

/// Paths are kept as their bytes: not every one of them is text.
fn bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}

fn path_at(row: &Row<'_>, column: usize) -> rusqlite::Result<PathBuf> {
    let bytes: Vec<u8> = row.get(column)?;
    Ok(path_of(bytes))
}

#[cfg(unix)]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // An interrupted transaction is rolled back when it is dropped.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
