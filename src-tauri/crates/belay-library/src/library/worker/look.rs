//! Looks into one folder: finds its files, watches it, reads what is new.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use super::{Seen, Worker};
use crate::error::LibraryError;
use crate::file::{Stamp, id_of};
use crate::index::Entry;
use crate::library::{Changed, Progress, Standing};
use crate::scan::Scan;
use crate::shelf::Shelf;
use crate::watch::Unwatched;

/// A folder that takes long to look through is left alone for so many times as long.
const RESPITE: u32 = 20;
/// A folder whose folders become more while it is looked through is looked through
/// again, but not for ever.
const MOST_SCANS: usize = 3;
/// Between two tellings of how far it has come.
const TELLING: Duration = Duration::from_millis(250);
/// Files written into the index at once.
const BATCH: usize = 64;
/// Threads that read files.
const MOST_READERS: usize = 4;

impl Worker {
    /// Finds the folder's files, reads those that are new or changed, drops those
    /// that are gone, and watches what it has looked into.
    pub(super) fn look_into(&mut self, folder: &Standing) {
        let started = Instant::now();
        let identity = Identity::of(&folder.path);
        let (scan, unwatched) = match self.find_and_watch(folder) {
            Ok(Some(found)) => found,
            // Nobody wants it any more.
            Ok(None) => return,
            Err(error) => return self.give_up(folder, error),
        };
        let seen = Seen {
            identity,
            targets: scan.targets.clone(),
            rests_until: Some(Instant::now() + started.elapsed() * RESPITE),
        };
        self.seen.insert(folder.path.clone(), seen);
        self.refresh(folder, &scan);
        self.shared.stand(&folder.path, |f| {
            f.problem = None;
            f.unwatched = unwatched;
            f.progress = None;
        });
    }

    /// Watched before its files are read: what changes meanwhile is read again. What
    /// came into a folder before it was watched is found by looking once more.
    fn find_and_watch(
        &mut self,
        folder: &Standing,
    ) -> std::io::Result<Option<(Scan, Option<Unwatched>)>> {
        let mut scan = Scan::default();
        for _ in 0..MOST_SCANS {
            scan = self.scan(folder)?;
            if folder.closed.load(Ordering::Acquire) {
                return Ok(None);
            }
            let places = scan.targets.iter().filter_map(|t| t.place.parent());
            let mut watched = scan.folders.clone();
            watched.extend(places.map(Path::to_owned));
            match self.watch.follow(&folder.path, &watched) {
                Ok(true) => {}
                Ok(false) => break,
                Err(why) => return Ok(Some((scan, Some(why)))),
            }
        }
        Ok(Some((scan, None)))
    }

    fn scan(&self, folder: &Standing) -> std::io::Result<Scan> {
        let mut told = Instant::now();
        Scan::while_wanted(&folder.path, |found| {
            if told.elapsed() > TELLING {
                told = Instant::now();
                let progress = Progress {
                    found,
                    ..Progress::default()
                };
                self.shared
                    .stand(&folder.path, |f| f.progress = Some(progress));
            }
            !folder.closed.load(Ordering::Acquire)
        })
    }

    /// Says why a folder cannot be used, and watches where it would come back.
    fn give_up(&mut self, folder: &Standing, error: std::io::Error) {
        self.seen.insert(folder.path.clone(), Seen::default());
        let above = folder.path.ancestors().skip(1).find(|above| above.is_dir());
        // If that cannot be watched, it is looked at all the same from time to time.
        let _ = self
            .watch
            .follow(&folder.path, above.map(Path::to_owned).as_slice());
        let problem = LibraryError::file(&folder.path, error).to_string();
        let known = self.shared.index.listing(&folder.path).ok().flatten();
        self.shared.stand(&folder.path, |f| {
            f.problem = Some(problem);
            f.unwatched = None;
            f.progress = None;
        });
        for file in known.unwrap_or_default().files {
            self.tell_reader(&file.path);
        }
    }

    /// Makes the index say of the folder what the scan found.
    fn refresh(&self, folder: &Standing, scan: &Scan) {
        let known = self.shared.index.stamps().unwrap_or_default();
        let before = self.shared.index.listing(&folder.path).ok().flatten();
        let before = before.unwrap_or_default();
        let changed: Vec<PathBuf> = scan
            .files
            .iter()
            .filter(|file| Stamp::of(file).ok().as_ref() != known.get(*file))
            .cloned()
            .collect();
        let (found, to_read) = (scan.files.len(), changed.len());
        let mut told = Instant::now();
        self.read_all(folder, changed, |read| {
            if told.elapsed() > TELLING {
                told = Instant::now();
                // What is read can be found already.
                self.or_log(self.list(folder, scan));
                let progress = Progress {
                    found,
                    to_read: Some(to_read),
                    read,
                };
                self.shared
                    .stand(&folder.path, |f| f.progress = Some(progress));
            }
        });
        if folder.closed.load(Ordering::Acquire) {
            return;
        }
        self.or_log(self.list(folder, scan));
        let there: HashSet<&PathBuf> = scan.files.iter().collect();
        for file in before.files.iter().filter(|f| !there.contains(&f.path)) {
            self.tell_reader(&file.path);
        }
    }

    fn list(&self, folder: &Standing, scan: &Scan) -> Result<(), LibraryError> {
        let (branch, partial) = (scan.branch.as_deref(), scan.partial.as_deref());
        let index = &self.shared.index;
        index.set_folder(&folder.path, &scan.files, branch, partial)
    }

    /// Reads files on several threads and puts them into the index; `read` is told
    /// how many are in it.
    pub(super) fn read_all(
        &self,
        folder: &Standing,
        files: Vec<PathBuf>,
        mut read: impl FnMut(usize),
    ) {
        let readers = std::thread::available_parallelism().map_or(1, usize::from);
        let readers = readers.min(MOST_READERS).min(files.len());
        // Reading may put another text in the place of what somebody looks at.
        let looked_at: Vec<_> = files
            .iter()
            .filter(|f| self.shared.shelf.holds(f))
            .collect();
        let next = AtomicUsize::new(0);
        // Short, so that what was read does not pile up.
        let (done, arriving) = sync_channel(2 * readers);
        std::thread::scope(|scope| {
            for _ in 0..readers {
                let (done, next, files) = (done.clone(), &next, &files);
                let shelf = &self.shared.shelf;
                scope.spawn(move || {
                    while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let wanted = !folder.closed.load(Ordering::Acquire);
                        if !wanted || done.send(entry(shelf, folder, file)).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(done);
            let (mut count, mut batch) = (0, Vec::with_capacity(BATCH));
            loop {
                let arrived = arriving.recv_timeout(TELLING);
                let ended = matches!(arrived, Err(RecvTimeoutError::Disconnected));
                // A large file does not keep those waiting that came before it.
                let pause = arrived.is_err();
                batch.extend(arrived);
                if batch.len() == BATCH || (pause && !batch.is_empty()) {
                    count += batch.len();
                    self.or_log(self.shared.index.put(&batch));
                    batch.clear();
                    read(count);
                }
                if ended {
                    break;
                }
            }
        });
        for file in looked_at {
            (self.shared.tell)(Changed::Runbook(id_of(file)));
        }
    }

    /// Tells that a file changed, if somebody may be looking at it.
    fn tell_reader(&self, file: &Path) {
        if self.shared.shelf.holds(file) {
            (self.shared.tell)(Changed::Runbook(id_of(file)));
        }
    }

    pub(super) fn or_log(&self, done: Result<(), LibraryError>) {
        if let Err(error) = done {
            tracing::error!(%error, "the index could not be written");
        }
    }
}

fn entry(shelf: &Shelf, folder: &Standing, file: &Path) -> Entry {
    // A file that was opened by itself is shown next.
    let shown = folder.path == file;
    let (stamp, opened) = match shelf.read(file, shown) {
        Ok((stamp, opened)) => (Some(stamp), Ok(opened)),
        Err(error) => (Stamp::of(file).ok(), Err(error)),
    };
    let nothing = Stamp {
        bytes: 0,
        modified: 0,
    };
    Entry::of(file, stamp.unwrap_or(nothing), &opened)
}

/// What tells one folder from another in the same place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    /// None where nothing is, or where the system does not tell.
    #[cfg(unix)]
    pub(super) fn of(path: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        let data = std::fs::metadata(path).ok()?;
        Some(Self {
            device: data.dev(),
            inode: data.ino(),
        })
    }

    #[cfg(not(unix))]
    pub(super) fn of(path: &Path) -> Option<Self> {
        std::fs::metadata(path).ok().map(|_| Self {
            device: 0,
            inode: 0,
        })
    }
}
