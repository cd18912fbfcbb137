//! Looks words up in the index.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Row};

use super::{Index, bytes, path_at};
use crate::error::LibraryError;
use crate::query::Query;

/// More passages than this are not ranked beside each other.
const MOST: usize = 200;

/// A passage that holds what was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Match {
    pub path: PathBuf,
    pub title: String,
    /// First line of the passage, from 1; none where the runbook's title matched.
    pub line: Option<u32>,
    pub heading: String,
    pub text: String,
}

impl Index {
    /// The passages of these folders that hold all words, best first, and whether
    /// there may be more. Where the words stand in a runbook's title, the runbook
    /// itself is found, once, before everything else.
    pub(crate) fn search(
        &self,
        query: &Query,
        folders: &[PathBuf],
    ) -> Result<(Vec<Match>, bool), LibraryError> {
        if query.is_empty() {
            return Ok((Vec::new(), false));
        }
        self.read(|db| {
            let listed = listed(db, folders)?;
            let mut found = titled(db, query, &listed)?;
            let by_title = found.len();
            let mut passage = db.prepare_cached(PASSAGE)?;
            for row in ranked(db, query)? {
                if found.len() == MOST {
                    return Ok((found, true));
                }
                let (file, hit) =
                    passage.query_row([row], |row| Ok((row.get(0)?, matched(row)?)))?;
                // The passage under the title says what the title said already.
                let repeats = hit.heading == hit.title
                    && found[..by_title].iter().any(|t| t.path == hit.path);
                if listed.contains(&file) && !repeats {
                    found.push(hit);
                }
            }
            Ok((found, false))
        })
    }
}

/// Passages that hold all words, best first, without their text: of the thousands
/// that common words find, few are shown.
fn ranked(db: &Connection, query: &Query) -> rusqlite::Result<Vec<i64>> {
    let mut any =
        db.prepare_cached("SELECT EXISTS (SELECT 1 FROM titles WHERE titles MATCH ?1)")?;
    let in_a_title: bool = any.query_row([query.any()], |row| row.get(0))?;
    // Looking at each word twice takes twice as long.
    let words = match in_a_title {
        true => query.outside_titles(),
        false => query.all(),
    };
    let mut rows =
        db.prepare_cached("SELECT rowid FROM words WHERE words MATCH ?1 ORDER BY rank LIMIT 1000")?;
    let rows = rows.query_map([words], |row| row.get(0))?;
    rows.collect()
}

const PASSAGE: &str = "
SELECT files.id, files.path, files.title, passages.line, passages.heading, passages.text
FROM passages JOIN files ON files.id = passages.file WHERE passages.id = ?1";

const IN_TITLE: &str = "
SELECT files.id, files.path, files.title, NULL, '', ''
FROM (SELECT rowid, rank FROM titles WHERE titles MATCH ?1 ORDER BY rank LIMIT 50) AS hit
JOIN files ON files.id = hit.rowid ORDER BY hit.rank";

fn titled(db: &Connection, query: &Query, listed: &HashSet<i64>) -> rusqlite::Result<Vec<Match>> {
    let mut rows = db.prepare_cached(IN_TITLE)?;
    let mut rows = rows.query([query.all()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        if listed.contains(&row.get(0)?) {
            found.push(matched(row)?);
        }
    }
    Ok(found)
}

fn listed(db: &Connection, folders: &[PathBuf]) -> rusqlite::Result<HashSet<i64>> {
    let mut rows = db.prepare_cached("SELECT file FROM members WHERE folder = ?1")?;
    let mut listed = HashSet::new();
    for folder in folders {
        let files = rows.query_map([bytes(Path::new(folder))], |row| row.get(0))?;
        for file in files {
            listed.insert(file?);
        }
    }
    Ok(listed)
}

fn matched(row: &Row<'_>) -> rusqlite::Result<Match> {
    Ok(Match {
        path: path_at(row, 1)?,
        title: row.get(2)?,
        line: row.get(3)?,
        heading: row.get(4)?,
        text: row.get(5)?,
    })
}
