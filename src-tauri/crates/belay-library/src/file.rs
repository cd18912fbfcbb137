//! One runbook file: read, understood, checked.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use belay_runbook::Runbook;
use belay_runbook::check::{Diagnostic, Options, Platform};
use sha2::{Digest as _, Sha256};

use crate::error::LibraryError;

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

/// Reads and checks one file.
///
/// # Errors
/// [`LibraryError::File`] if it cannot be read, [`LibraryError::TooLarge`] beyond
/// [`belay_runbook::MAX_BYTES`], [`LibraryError::Runbook`] if it is not a text that
/// can be understood.
pub fn read(path: &Path) -> Result<Opened, LibraryError> {
    read_stamped(path).map(|(_, opened)| opened)
}

pub(crate) fn read_stamped(path: &Path) -> Result<(Stamp, Opened), LibraryError> {
    // Taken before the text is: a file that changes in between looks changed.
    let stamp = Stamp::of(path)?;
    if stamp.bytes > belay_runbook::MAX_BYTES as u64 {
        return Err(LibraryError::TooLarge {
            path: path.to_owned(),
            bytes: stamp.bytes,
        });
    }
    let bytes = std::fs::read(path).map_err(|e| LibraryError::file(path, e))?;
    let runbook = belay_runbook::read_bytes(&bytes).map_err(|source| LibraryError::Runbook {
        path: path.to_owned(),
        source,
    })?;
    // `read_bytes` has proved that the bytes are UTF-8.
    let text = String::from_utf8(bytes).unwrap_or_default();
    let findings = check(&runbook, &text);
    let opened = Opened {
        path: path.to_owned(),
        text: text.into(),
        runbook: Arc::new(runbook),
        findings: findings.into(),
    };
    Ok((stamp, opened))
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

/// What tells that a file has changed without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// Bytes.
    pub bytes: u64,
    /// Nanoseconds since 1970; 0 where the system does not say.
    pub modified: i64,
}

impl Stamp {
    pub(crate) fn of(path: &Path) -> Result<Self, LibraryError> {
        let data = std::fs::metadata(path).map_err(|e| LibraryError::file(path, e))?;
        Ok(Self {
            bytes: data.len(),
            modified: data.modified().map_or(0, nanoseconds),
        })
    }
}

fn nanoseconds(at: SystemTime) -> i64 {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}

/// How many opened files are kept.
const MOST_KEPT: usize = 12;
/// How much of their text, in bytes; what is understood of it takes several times
/// as much. The file opened last is kept whatever its size.
const MOST_BYTES: usize = 48 << 20;

/// Opened files, kept until they change or others need their place.
#[derive(Default)]
pub(crate) struct Shelf {
    /// The one used last is at the back.
    kept: Mutex<VecDeque<(Stamp, Opened)>>,
}

impl Shelf {
    /// The runbook in `path`, read again only if the file changed since.
    pub(crate) fn open(&self, path: &Path) -> Result<Opened, LibraryError> {
        let stamp = Stamp::of(path)?;
        if let Some(opened) = self.take(path, stamp) {
            return Ok(opened);
        }
        let (stamp, opened) = read_stamped(path)?;
        self.put(stamp, opened.clone());
        Ok(opened)
    }

    fn take(&self, path: &Path, stamp: Stamp) -> Option<Opened> {
        let mut kept = self.lock();
        let place = kept.iter().position(|(_, o)| o.path == path)?;
        let (known, opened) = kept.remove(place)?;
        if known != stamp {
            return None;
        }
        kept.push_back((known, opened.clone()));
        Some(opened)
    }

    fn put(&self, stamp: Stamp, opened: Opened) {
        let mut kept = self.lock();
        kept.retain(|(_, o)| o.path != opened.path);
        kept.push_back((stamp, opened));
        let mut bytes: usize = kept.iter().map(|(_, o)| o.text.len()).sum();
        while kept.len() > MOST_KEPT || (kept.len() > 1 && bytes > MOST_BYTES) {
            let Some((_, gone)) = kept.pop_front() else {
                break;
            };
            bytes -= gone.text.len();
        }
    }

    /// Whether somebody looked at this file lately.
    pub(crate) fn holds(&self, path: &Path) -> bool {
        self.lock().iter().any(|(_, o)| o.path == path)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<(Stamp, Opened)>> {
        // A panic while the lock was held leaves a list that is still whole.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_file_beyond_the_limit_is_named_with_its_size_and_not_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("huge.md");
        let file = std::fs::File::create(&path).unwrap();
        file.set_len(80 << 20).unwrap();
        let said = read(&path).unwrap_err().to_string();
        assert!(
            said.contains("huge.md` has 80 MB; runbooks of up to 64 MB"),
            "{said}"
        );
    }

    #[test]
    fn a_file_is_read_again_when_it_changed_and_only_then() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.md");
        let shelf = Shelf::default();
        std::fs::write(&path, "# One\n").unwrap();
        let first = shelf.open(&path).unwrap();
        assert!(Arc::ptr_eq(&first.text, &shelf.open(&path).unwrap().text));
        std::fs::write(&path, "# Another\n").unwrap();
        assert_eq!(shelf.open(&path).unwrap().runbook.title, "Another");
    }

    #[test]
    fn what_is_kept_has_a_limit_and_what_was_used_last_stays() {
        let dir = tempfile::tempdir().unwrap();
        let shelf = Shelf::default();
        let path = |n: usize| dir.path().join(format!("{n}.md"));
        for n in 0..=MOST_KEPT {
            std::fs::write(path(n), format!("# {n}\n")).unwrap();
            shelf.open(&path(n)).unwrap();
            shelf.open(&path(0)).unwrap();
        }
        assert!(shelf.holds(&path(0)) && shelf.holds(&path(MOST_KEPT)));
        assert!(!shelf.holds(&path(1)));
    }
}
