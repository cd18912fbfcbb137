//! What is known of each file without reading it, in one SQLite file that may be
//! deleted at any time.
//!
//! The index is never the source of truth: it belongs to one format and one
//! reader, both of which are in its name, and it is made anew when it is damaged.
//! Two processes may use it at once; what they write is the same.

mod passages;
mod schema;
mod search;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use belay_runbook::StepKind;
use belay_runbook::check::Counts;
use rusqlite::{Connection, ErrorCode, OptionalExtension as _, Row, Transaction, params};

use crate::error::LibraryError;
use crate::file::{Opened, Stamp, id_of};
use passages::{Passage, passages};

pub(crate) use search::Match;

/// What is kept of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// The file.
    pub path: PathBuf,
    /// Its title, else its name.
    pub title: String,
    /// Headings.
    pub sections: u32,
    /// Blocks of code.
    pub blocks: u32,
    /// Task items.
    pub tasks: u32,
    /// What is wrong with it.
    pub findings: Counts,
    /// Why it cannot be read; everything else is zero then.
    pub problem: Option<String>,
}

impl Filed {
    /// What is kept of a file that was read, or could not be.
    pub fn of(path: &Path, opened: &Result<Opened, LibraryError>) -> Self {
        let name = path.file_name().unwrap_or(path.as_os_str());
        let mut filed = Self {
            path: path.to_owned(),
            title: name.to_string_lossy().into_owned(),
            sections: 0,
            blocks: 0,
            tasks: 0,
            findings: Counts::default(),
            problem: None,
        };
        match opened {
            Ok(opened) => filed.fill(opened),
            Err(e) => filed.problem = Some(e.to_string()),
        }
        filed
    }

    fn fill(&mut self, opened: &Opened) {
        let book = &opened.runbook;
        if !book.title.is_empty() {
            self.title.clone_from(&book.title);
        }
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let kinds =
            |want: fn(StepKind) -> bool| count(book.steps.iter().filter(|s| want(s.kind)).count());
        self.sections = count(book.sections.len());
        self.tasks = kinds(|k| k == StepKind::Check);
        self.blocks = kinds(|k| matches!(k, StepKind::Command | StepKind::Reference));
        self.findings = Counts::of(&opened.findings);
    }
}

/// A file, ready to be put into the index.
pub(crate) struct Entry {
    filed: Filed,
    stamp: Stamp,
    headings: Vec<(u32, String)>,
    passages: Vec<Passage>,
}

impl Entry {
    pub(crate) fn of(path: &Path, stamp: Stamp, opened: &Result<Opened, LibraryError>) -> Self {
        let book = opened.as_ref().ok();
        let sections = book.map_or(&[][..], |o| o.runbook.sections.as_slice());
        Self {
            filed: Filed::of(path, opened),
            stamp,
            headings: sections
                .iter()
                .map(|s| (s.line, s.anchor.clone()))
                .collect(),
            passages: book.map_or_else(Vec::new, |o| passages(&o.text, sections)),
        }
    }
}

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

    /// Puts files in, in place of what was known of them.
    pub(crate) fn put(&self, entries: &[Entry]) -> Result<(), LibraryError> {
        self.write(|change| entries.iter().try_for_each(|entry| put(change, entry)))
    }

    /// Says what a folder holds. Files that are in no folder any more are dropped.
    pub(crate) fn set_folder(
        &self,
        folder: &Path,
        files: &[PathBuf],
        branch: Option<&str>,
        partial: Option<&str>,
    ) -> Result<(), LibraryError> {
        self.write(|change| {
            change.execute("DELETE FROM members WHERE folder = ?1", [bytes(folder)])?;
            change.execute(
                "INSERT OR REPLACE INTO folders (path, branch, partial) VALUES (?1, ?2, ?3)",
                params![bytes(folder), branch, partial],
            )?;
            let mut add = change.prepare_cached(
                "INSERT OR IGNORE INTO members (folder, file) \
                 SELECT ?1, id FROM files WHERE path = ?2",
            )?;
            for file in files {
                add.execute(params![bytes(folder), bytes(file)])?;
            }
            drop_unlisted(change)
        })
    }

    /// Forgets every folder but these.
    pub(crate) fn keep_only(&self, folders: &[PathBuf]) -> Result<(), LibraryError> {
        let known: Vec<PathBuf> = self.read(|db| {
            let mut rows = db.prepare_cached("SELECT path FROM folders")?;
            rows.query_map([], |row| path_at(row, 0))?.collect()
        })?;
        let gone: Vec<_> = known.iter().filter(|k| !folders.contains(k)).collect();
        if gone.is_empty() {
            return Ok(());
        }
        self.write(|change| {
            for folder in &gone {
                change.execute("DELETE FROM members WHERE folder = ?1", [bytes(folder)])?;
                change.execute("DELETE FROM folders WHERE path = ?1", [bytes(folder)])?;
            }
            drop_unlisted(change)
        })
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

fn put(change: &Transaction<'_>, entry: &Entry) -> rusqlite::Result<()> {
    let filed = &entry.filed;
    let path = bytes(&filed.path);
    let known: Option<i64> = change
        .prepare_cached("SELECT id FROM files WHERE path = ?1")?
        .query_row([path], |row| row.get(0))
        .optional()?;
    if let Some(id) = known {
        drop_content(change, id)?;
    }
    let mut add = change.prepare_cached(
        "INSERT INTO files (id, path, name, bytes, modified, title, sections, blocks, tasks, \
         errors, warnings, notes, problem) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) \
         ON CONFLICT (path) DO UPDATE SET bytes = ?4, modified = ?5, title = ?6, sections = ?7, \
         blocks = ?8, tasks = ?9, errors = ?10, warnings = ?11, notes = ?12, problem = ?13 \
         RETURNING id",
    )?;
    let size = i64::try_from(entry.stamp.bytes).unwrap_or(i64::MAX);
    let id: i64 = add.query_row(
        params![
            known,
            path,
            id_of(&filed.path),
            size,
            entry.stamp.modified,
            filed.title,
            filed.sections,
            filed.blocks,
            filed.tasks,
            filed.findings.errors,
            filed.findings.warnings,
            filed.findings.notes,
            filed.problem,
        ],
        |row| row.get(0),
    )?;
    let mut heading =
        change.prepare_cached("INSERT INTO headings (file, line, anchor) VALUES (?1, ?2, ?3)")?;
    for (line, anchor) in &entry.headings {
        heading.execute(params![id, line, anchor])?;
    }
    let mut passage = change.prepare_cached(
        "INSERT INTO passages (file, line, heading, text) VALUES (?1, ?2, ?3, ?4)",
    )?;
    let mut word = change.prepare_cached(
        "INSERT INTO words (rowid, title, heading, text, parts) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for part in &entry.passages {
        let row = passage.insert(params![id, part.line, part.heading, part.text])?;
        word.execute(params![
            row,
            filed.title,
            part.heading,
            part.text,
            part.parts
        ])?;
    }
    Ok(())
}

fn drop_content(change: &Transaction<'_>, file: i64) -> rusqlite::Result<()> {
    for statement in [
        "DELETE FROM words WHERE rowid IN (SELECT id FROM passages WHERE file = ?1)",
        "DELETE FROM passages WHERE file = ?1",
        "DELETE FROM headings WHERE file = ?1",
    ] {
        change.prepare_cached(statement)?.execute([file])?;
    }
    Ok(())
}

fn drop_unlisted(change: &Transaction<'_>) -> rusqlite::Result<()> {
    let mut rows =
        change.prepare_cached("SELECT id FROM files WHERE id NOT IN (SELECT file FROM members)")?;
    let gone: Vec<i64> = rows
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for file in gone {
        drop_content(change, file)?;
        change.execute("DELETE FROM files WHERE id = ?1", [file])?;
    }
    Ok(())
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
