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
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Match {
    pub path: PathBuf,
    pub title: String,
    /// First line of the passage, from 1; none where the runbook's title matched.
    pub line: Option<u32>,
    pub heading: String,
    pub text: String,
    /// Smaller is better.
    pub rank: f64,
}

impl Index {
    /// The passages of these folders that hold all words, best first, and whether
    /// there may be more. Where the words stand in a runbook's title, the runbook
    /// itself is found, once.
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
            let mut more = false;
            let mut rows = db.prepare_cached(IN_TEXT)?;
            let mut rows = rows.query([query.in_text()])?;
            while let Some(row) = rows.next()? {
                if found.len() == MOST {
                    more = true;
                    break;
                }
                let hit = matched(row)?;
                // The passage under the title says what the title said already.
                let repeats = hit.heading == hit.title
                    && found[..by_title].iter().any(|t| t.path == hit.path);
                if listed.contains(&row.get(0)?) && !repeats {
                    found.push(hit);
                }
            }
            found.sort_by(|a, b| a.rank.total_cmp(&b.rank));
            Ok((found, more))
        })
    }
}

/// The text is fetched for what is shown, after the ranking.
const IN_TEXT: &str = "
SELECT files.id, files.path, files.title, passages.line, passages.heading, passages.text, hit.rank
FROM (SELECT rowid, rank FROM words WHERE words MATCH ?1 ORDER BY rank LIMIT 1000) AS hit
JOIN passages ON passages.id = hit.rowid
JOIN files ON files.id = passages.file
ORDER BY hit.rank";

/// All passages of a file have its title: the first of them speaks for the file.
const IN_TITLE: &str = "
SELECT files.id, files.path, files.title, NULL, '', '', min(hit.rank)
FROM (SELECT rowid, rank FROM words WHERE words MATCH ?1) AS hit
JOIN passages ON passages.id = hit.rowid
JOIN files ON files.id = passages.file
GROUP BY files.id ORDER BY min(hit.rank) LIMIT 50";

fn titled(db: &Connection, query: &Query, listed: &HashSet<i64>) -> rusqlite::Result<Vec<Match>> {
    let mut rows = db.prepare_cached(IN_TITLE)?;
    let mut rows = rows.query([query.in_title()])?;
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
        rank: row.get(6)?,
    })
}
