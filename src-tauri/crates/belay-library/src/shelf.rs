//! Runbooks that somebody looks at: kept as they were read, and read once.

use std::collections::{HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::LibraryError;
use crate::file::{Opened, Stamp, read_stamped};

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
    /// Files that somebody is reading. Whoever else wants one of them waits and
    /// takes what was read: twice the work is twice the memory, too.
    turns: Mutex<HashMap<PathBuf, Arc<Mutex<()>>>>,
}

impl Shelf {
    /// The runbook in `path`, for somebody to look at; read again only if the file
    /// changed since.
    pub(crate) fn open(&self, path: &Path) -> Result<Opened, LibraryError> {
        self.read(path, true).map(|(_, opened)| opened)
    }

    /// As [`Shelf::open`]. What nobody looks at and nobody waits for is kept only if
    /// it is `shown` next: looking into a folder reads more than is ever opened.
    pub(crate) fn read(&self, path: &Path, shown: bool) -> Result<(Stamp, Opened), LibraryError> {
        let turn = lock(&self.turns)
            .entry(path.to_owned())
            .or_default()
            .clone();
        let own = lock(&turn);
        let read = self.take_or_read(path, shown, &turn);
        drop(own);
        drop(turn);
        // What only the list itself has is nobody's turn any more.
        lock(&self.turns).retain(|_, turn| Arc::strong_count(turn) > 1);
        read
    }

    fn take_or_read(
        &self,
        path: &Path,
        shown: bool,
        turn: &Arc<Mutex<()>>,
    ) -> Result<(Stamp, Opened), LibraryError> {
        let looked_at = shown || self.holds(path);
        let stamp = Stamp::of(path)?;
        if let Some(opened) = self.take(path, stamp) {
            return Ok((stamp, opened));
        }
        let (stamp, opened) = read_stamped(path)?;
        // The list has one, and the caller; anyone else stands in line.
        let waited_for = || Arc::strong_count(turn) > 2;
        if looked_at || waited_for() {
            self.put(stamp, opened.clone());
        }
        Ok((stamp, opened))
    }

    fn take(&self, path: &Path, stamp: Stamp) -> Option<Opened> {
        let mut kept = lock(&self.kept);
        let place = kept.iter().position(|(_, o)| o.path == path)?;
        let (known, opened) = kept.remove(place)?;
        if known != stamp {
            return None;
        }
        kept.push_back((known, opened.clone()));
        Some(opened)
    }

    fn put(&self, stamp: Stamp, opened: Opened) {
        let mut kept = lock(&self.kept);
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
        lock(&self.kept).iter().any(|(_, o)| o.path == path)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic while the lock was held leaves a list that is still whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

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
    fn what_is_read_for_the_index_alone_is_not_kept_and_what_is_looked_at_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.md");
        let shelf = Shelf::default();
        std::fs::write(&path, "# One\n").unwrap();
        shelf.read(&path, false).unwrap();
        assert!(!shelf.holds(&path));
        shelf.open(&path).unwrap();
        // Read for the index after a change, and not once more for the reader.
        std::fs::write(&path, "# Another\n").unwrap();
        let (_, read) = shelf.read(&path, false).unwrap();
        assert!(Arc::ptr_eq(&read.text, &shelf.open(&path).unwrap().text));
    }

    #[test]
    fn whoever_waits_for_a_file_that_is_being_read_gets_what_was_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.md");
        std::fs::write(&path, "# One\n").unwrap();
        let shelf = Shelf::default();
        let turn = Arc::new(Mutex::new(()));
        lock(&shelf.turns).insert(path.clone(), turn.clone());
        let read = std::thread::scope(|scope| {
            let own = lock(&turn);
            let readers: Vec<_> = (0..3)
                .map(|_| scope.spawn(|| shelf.read(&path, false).unwrap().1.text))
                .collect();
            // All three stand in line behind this one.
            while Arc::strong_count(&turn) < 5 {
                std::thread::yield_now();
            }
            drop(own);
            let read = readers.into_iter().map(|reader| reader.join().unwrap());
            read.collect::<Vec<_>>()
        });
        assert!(read.iter().all(|text| Arc::ptr_eq(text, &read[0])));
        drop(turn);
        shelf.open(&path).unwrap();
        assert!(lock(&shelf.turns).is_empty());
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
