//! Puts files and folders into the index, and takes them out.

use std::path::{Path, PathBuf};

use rusqlite::{OptionalExtension as _, Transaction, params};

use super::{Entry, Index, bytes, path_at};
use crate::error::LibraryError;
use crate::file::id_of;

impl Index {
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
    if filed.problem.is_none() {
        change
            .prepare_cached("INSERT INTO titles (rowid, title) VALUES (?1, ?2)")?
            .execute(params![id, filed.title])?;
    }
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
        "DELETE FROM titles WHERE rowid = ?1",
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
