//! Folders of runbooks: which files are in them, what each one holds. Files are
//! only ever read.

mod scan;
mod understood;

pub use scan::Scan;
pub use understood::understood;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use belay_runbook::check::{Diagnostic, Options, Platform, Severity};
use belay_runbook::{Runbook, StepKind};
use sha2::{Digest as _, Sha256};

use crate::error::AppError;
use crate::views::RunbookEntry;

/// A runbook, read and checked.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The file.
    pub path: PathBuf,
    /// Its text, unchanged.
    pub text: Arc<str>,
    /// What was understood.
    pub runbook: Arc<Runbook>,
    /// What is wrong with it.
    pub findings: Arc<[Diagnostic]>,
}

/// The largest file that the window opens, in bytes. A page carries the text and
/// everything understood of it across the boundary; beyond this the window would
/// stand still. The terminal reads larger ones.
pub const WINDOW_BYTES: u64 = 4 * 1024 * 1024;

/// Reads runbooks and keeps what was understood until the file changes.
#[derive(Default)]
pub struct Shelf {
    kept: Mutex<HashMap<PathBuf, (Stamp, Opened)>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    bytes: u64,
}

impl Shelf {
    /// The runbook in `path`, read again only if the file changed since.
    ///
    /// # Errors
    /// [`AppError::File`] if it cannot be read, [`AppError::TooLarge`] beyond
    /// [`WINDOW_BYTES`], [`AppError::Runbook`] if it is not a text that can be
    /// understood.
    pub fn open(&self, path: &Path) -> Result<Opened, AppError> {
        let stamp = stamp(path)?;
        if stamp.bytes > WINDOW_BYTES {
            return Err(AppError::TooLarge {
                path: path.to_owned(),
                bytes: stamp.bytes,
            });
        }
        if let Some((kept, opened)) = self.lock().get(path)
            && *kept == stamp
        {
            return Ok(opened.clone());
        }
        let opened = read(path)?;
        self.lock().insert(path.to_owned(), (stamp, opened.clone()));
        Ok(opened)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<PathBuf, (Stamp, Opened)>> {
        // A panic while the lock was held leaves a map that is still whole.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn stamp(path: &Path) -> Result<Stamp, AppError> {
    let data = std::fs::metadata(path).map_err(|e| AppError::file(path, e))?;
    Ok(Stamp {
        modified: data.modified().ok(),
        bytes: data.len(),
    })
}

/// Reads and checks one file.
///
/// # Errors
/// As [`Shelf::open`].
pub fn read(path: &Path) -> Result<Opened, AppError> {
    let bytes = std::fs::read(path).map_err(|e| AppError::file(path, e))?;
    let runbook = belay_runbook::read_bytes(&bytes).map_err(|source| AppError::Runbook {
        path: path.to_owned(),
        source,
    })?;
    // `read_bytes` has proved that the bytes are UTF-8.
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let findings = check(&runbook, &text);
    Ok(Opened {
        path: path.to_owned(),
        text: text.into(),
        runbook: Arc::new(runbook),
        findings: findings.into(),
    })
}

/// What is wrong with a runbook whose steps this machine runs.
pub fn check(runbook: &Runbook, text: &str) -> Vec<Diagnostic> {
    let options = Options {
        platform: Platform::here(),
        ..Options::default()
    };
    belay_runbook::check::check(runbook, text, &options)
}

/// The id of a runbook or folder: stable for its path, and not the path itself,
/// so that the window can only name what the backend has shown it.
pub fn id_of(path: &Path) -> String {
    let hash = Sha256::digest(path.as_os_str().as_encoded_bytes());
    hash.iter().take(8).map(|b| format!("{b:02x}")).collect()
}

/// The line of a file in the library; a file that cannot be read has its
/// `problem` set and everything else zero.
pub fn entry(path: &Path, folder: &Path, opened: &Result<Opened, AppError>) -> RunbookEntry {
    let file = path
        .strip_prefix(folder)
        .ok()
        .filter(|p| !p.as_os_str().is_empty())
        .or_else(|| path.file_name().map(Path::new))
        .unwrap_or(path)
        .display()
        .to_string();
    let mut entry = RunbookEntry {
        id: id_of(path),
        title: file.clone(),
        file,
        sections: 0,
        blocks: 0,
        tasks: 0,
        errors: 0,
        warnings: 0,
        problem: None,
    };
    match opened {
        Ok(opened) => fill(&mut entry, opened),
        Err(e) => entry.problem = Some(e.to_string()),
    }
    entry
}

fn fill(entry: &mut RunbookEntry, opened: &Opened) {
    let book = &opened.runbook;
    if !book.title.is_empty() {
        entry.title.clone_from(&book.title);
    }
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let kinds =
        |want: fn(StepKind) -> bool| count(book.steps.iter().filter(|s| want(s.kind)).count());
    entry.sections = count(book.sections.len());
    entry.tasks = kinds(|k| k == StepKind::Check);
    entry.blocks = kinds(|k| matches!(k, StepKind::Command | StepKind::Reference));
    let severity = |want| {
        count(
            opened
                .findings
                .iter()
                .filter(|d| d.severity == want)
                .count(),
        )
    };
    entry.errors = severity(Severity::Error);
    entry.warnings = severity(Severity::Warning);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_file_larger_than_the_window_opens_is_named_with_its_size_and_not_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("huge.md");
        std::fs::File::create(&path)
            .unwrap()
            .set_len(20_000_000)
            .unwrap();
        let opened = Shelf::default().open(&path);
        let problem = entry(&path, dir.path(), &opened).problem.unwrap();
        assert!(
            problem.contains("huge.md` has 20 MB; the window opens"),
            "{problem}"
        );
    }
}
