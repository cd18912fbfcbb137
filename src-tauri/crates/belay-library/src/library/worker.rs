//! The one thread that looks into folders and keeps the index true.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, sync_channel};
use std::time::{Duration, Instant};

use super::{Changed, Progress, Shared, Signal, Standing};
use crate::error::LibraryError;
use crate::file::{Stamp, id_of, read_stamped};
use crate::index::Entry;
use crate::scan::{Scan, may_be_markdown};
use crate::watch::Watch;

/// An editor that saves touches several files; so long is waited for the last.
const QUIET: Duration = Duration::from_millis(100);
/// A folder that never comes to rest is looked at all the same.
const UNREST: Duration = Duration::from_secs(1);
/// Between two looks at folders that cannot be watched or used.
const INTERVAL: Duration = Duration::from_secs(30);
/// Between two tellings of how far it has come.
const TELLING: Duration = Duration::from_millis(250);
/// Files written into the index at once.
const BATCH: usize = 64;
/// Threads that read files.
const MOST_READERS: usize = 4;

/// Starts the thread; it ends with the library.
pub(super) fn start(shared: Arc<Shared>, signals: Sender<Signal>, waiting: Receiver<Signal>) {
    let watch = Watch::new(move |path| {
        // The library is gone when nobody listens.
        let _ = signals.send(Signal::Touched(path));
    });
    let mut worker = Worker {
        seen: HashSet::new(),
        index_of: shared.index.made_anew(),
        shared,
        watch,
    };
    let started = std::thread::Builder::new()
        .name("library".into())
        .spawn(move || worker.run(&waiting));
    if let Err(error) = started {
        tracing::error!(%error, "the library cannot look into its folders");
    }
}

struct Worker {
    shared: Arc<Shared>,
    watch: Watch,
    /// Folders that were looked into.
    seen: HashSet<PathBuf>,
    /// The index that was filled, counted by how often it was made anew.
    index_of: u64,
}

/// What came in at about the same time.
#[derive(Default)]
struct Heard {
    folders: bool,
    look_again: bool,
    touched: BTreeSet<PathBuf>,
}

impl Worker {
    fn run(&mut self, waiting: &Receiver<Signal>) {
        loop {
            let heard = match waiting.recv_timeout(INTERVAL) {
                Ok(first) => gather(first, waiting),
                Err(RecvTimeoutError::Timeout) => Some(Heard {
                    look_again: true,
                    ..Heard::default()
                }),
                Err(RecvTimeoutError::Disconnected) => None,
            };
            let Some(heard) = heard else {
                return;
            };
            self.act(&heard);
        }
    }

    fn act(&mut self, heard: &Heard) {
        let folders = self.shared.folders().clone();
        if heard.folders {
            self.close_others(&folders);
        }
        if self.shared.index.made_anew() != self.index_of {
            self.index_of = self.shared.index.made_anew();
            self.seen.clear();
        }
        for folder in &folders {
            let new = !self.seen.contains(&folder.path);
            let unsure = folder.problem.is_some() || folder.unwatched.is_some();
            let gone = || !folder.path.exists();
            if new || (heard.look_again && (unsure || gone())) {
                self.look_into(folder);
            } else {
                self.follow_touched(folder, &heard.touched);
            }
        }
    }

    fn close_others(&mut self, folders: &[Standing]) {
        let open: Vec<PathBuf> = folders.iter().map(|f| f.path.clone()).collect();
        let closed: Vec<_> = self
            .seen
            .iter()
            .filter(|s| !open.contains(s))
            .cloned()
            .collect();
        for folder in closed {
            self.watch.forget(&folder);
            self.seen.remove(&folder);
        }
        self.or_log(self.shared.index.keep_only(&open));
    }

    /// Sees what was touched: one known file is read again, anything else that may
    /// matter makes the folder be looked into.
    fn follow_touched(&mut self, folder: &Standing, touched: &BTreeSet<PathBuf>) {
        let mut changed = Vec::new();
        for path in touched.iter().filter(|p| concerns(&folder.path, p)) {
            let known = self.shared.index.lists(path).unwrap_or(false);
            if known && path.is_file() {
                changed.push(path.clone());
            } else if known || may_change_list(&folder.path, path) {
                return self.look_into(folder);
            }
        }
        if !changed.is_empty() {
            self.read_all(folder, changed, |_| {});
            (self.shared.tell)(Changed::List);
        }
    }

    /// Finds the folder's files, reads those that are new or changed, drops those
    /// that are gone, and watches what it has looked into.
    fn look_into(&mut self, folder: &Standing) {
        self.seen.insert(folder.path.clone());
        let mut told = Instant::now();
        let scan = Scan::while_wanted(&folder.path, |found| {
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
        });
        if folder.closed.load(Ordering::Acquire) {
            return;
        }
        let scan = match scan {
            Ok(scan) => scan,
            Err(error) => return self.give_up(folder, error),
        };
        // Watched before it is read: what changes meanwhile is read again.
        let unwatched = self.watch.follow(&folder.path, &scan.folders).err();
        self.refresh(folder, &scan);
        let unwatched = unwatched.map(|why| {
            format!(
                "{why}: changes show when you come back to the window, and every {} s.",
                INTERVAL.as_secs()
            )
        });
        self.shared.stand(&folder.path, |f| {
            f.problem = None;
            f.unwatched = unwatched;
            f.progress = None;
        });
    }

    fn give_up(&mut self, folder: &Standing, error: std::io::Error) {
        self.watch.forget(&folder.path);
        let problem = LibraryError::file(&folder.path, error).to_string();
        let known = self.shared.index.listing(&folder.path).ok().flatten();
        self.shared.stand(&folder.path, |f| {
            f.problem = Some(problem);
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
    fn read_all(&self, folder: &Standing, files: Vec<PathBuf>, mut read: impl FnMut(usize)) {
        let readers = std::thread::available_parallelism().map_or(1, usize::from);
        let readers = readers.min(MOST_READERS).min(files.len());
        let next = AtomicUsize::new(0);
        // Short, so that what was read does not pile up.
        let (done, arriving) = sync_channel(2 * readers);
        std::thread::scope(|scope| {
            for _ in 0..readers {
                let (done, next, files) = (done.clone(), &next, &files);
                scope.spawn(move || {
                    while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let wanted = !folder.closed.load(Ordering::Acquire);
                        if !wanted || done.send(entry(file)).is_err() {
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
        for file in &files {
            self.tell_reader(file);
        }
    }

    /// Tells that a file changed, if somebody may be looking at it.
    fn tell_reader(&self, file: &Path) {
        if self.shared.shelf.holds(file) {
            (self.shared.tell)(Changed::Runbook(id_of(file)));
        }
    }

    fn or_log(&self, done: Result<(), LibraryError>) {
        if let Err(error) = done {
            tracing::error!(%error, "the index could not be written");
        }
    }
}

/// Takes in what follows closely; none if the library ends.
fn gather(first: Signal, waiting: &Receiver<Signal>) -> Option<Heard> {
    let since = Instant::now();
    let mut heard = Heard::default();
    let mut next = Ok(first);
    loop {
        match next {
            Ok(Signal::Folders) => heard.folders = true,
            Ok(Signal::LookAgain) => heard.look_again = true,
            Ok(Signal::Touched(path)) => {
                heard.touched.insert(path);
            }
            Ok(Signal::End) | Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => return Some(heard),
        }
        // A person who opened a folder waits for it; an editor takes its time.
        let quiet = if heard.touched.is_empty() {
            Duration::ZERO
        } else {
            QUIET
        };
        if since.elapsed() > UNREST {
            return Some(heard);
        }
        next = waiting.recv_timeout(quiet);
    }
}

fn entry(file: &Path) -> Entry {
    let (stamp, opened) = match read_stamped(file) {
        Ok((stamp, opened)) => (Some(stamp), Ok(opened)),
        Err(error) => (Stamp::of(file).ok(), Err(error)),
    };
    let nothing = Stamp {
        bytes: 0,
        modified: 0,
    };
    Entry::of(file, stamp.unwrap_or(nothing), &opened)
}

/// Whether a touched path is in this folder of the library, or is it.
fn concerns(folder: &Path, touched: &Path) -> bool {
    touched.starts_with(folder) || folder.starts_with(touched)
}

/// Whether a path that is not listed may change what is: a new Markdown file, a
/// folder, one that is gone and may have been a folder, the rules of what counts.
fn may_change_list(folder: &Path, touched: &Path) -> bool {
    let name = touched.file_name().unwrap_or_default().to_string_lossy();
    if name == ".gitignore" || folder.starts_with(touched) {
        return true;
    }
    if name.starts_with('.') {
        return false;
    }
    may_be_markdown(touched) || touched.is_dir() || touched.extension().is_none()
}
