//! The open folders: what they hold, kept true by looking into them and by
//! watching them, on one thread of its own.

mod worker;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::error::LibraryError;
use crate::file::{Opened, id_of};
use crate::index::{Filed, Index};
use crate::link::{self, Leads};
use crate::mark::{Piece, best_line, marked};
use crate::query::Query;
use crate::scan::Scan;
use crate::shelf::Shelf;
use crate::watch::{self, MakeWatcher, Unwatched};

/// What became different behind the reader's back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// The folders, their files, or how far looking into them has come.
    List,
    /// The text of a runbook that somebody has opened; its id.
    Runbook(String),
}

/// A folder, as it is known now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Absolute.
    pub path: PathBuf,
    /// Git branch, if it is a working tree.
    pub branch: Option<String>,
    /// Why it cannot be used.
    pub problem: Option<String>,
    /// What to know of the list: it is not whole, or not kept true by itself.
    pub notice: Option<String>,
    /// How far looking into it has come; none when that is done.
    pub progress: Option<Progress>,
    /// Its runbooks, by path.
    pub files: Vec<Filed>,
}

/// How far looking into a folder has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Runbooks found so far.
    pub found: usize,
    /// Runbooks to be read because they are new or changed; none while the folder
    /// is still being looked through.
    pub to_read: Option<usize>,
    /// Of those, how many were read.
    pub read: usize,
}

/// What a search found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Best first.
    pub hits: Vec<Hit>,
    /// There may be more.
    pub more: bool,
    /// Some folders are still being looked into.
    pub incomplete: bool,
}

/// A place that a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The runbook's id.
    pub runbook: String,
    /// The line, from 1; none where the title was found.
    pub line: Option<u32>,
    /// The headings that it stands under, from the top down.
    pub heading: String,
    /// The line, or the title, with what was looked for marked.
    pub pieces: Vec<Piece>,
}

/// The library. It looks into its folders from the first [`Library::set_folders`]
/// on.
pub struct Library {
    shared: Arc<Shared>,
    signals: Sender<Signal>,
    /// Until the worker has them.
    waiting: Mutex<Option<(MakeWatcher, Receiver<Signal>)>>,
}

/// What the library asks of the system it runs on.
struct System {
    watcher: MakeWatcher,
    /// Between two looks at what the watcher cannot tell.
    interval: Duration,
}

impl System {
    fn here() -> Self {
        Self {
            watcher: Box::new(watch::of_system),
            interval: Duration::from_secs(30),
        }
    }
}

/// What the worker and everybody else look at.
struct Shared {
    index: Index,
    shelf: Shelf,
    folders: Mutex<Vec<Standing>>,
    interval: Duration,
    tell: Box<dyn Fn(Changed) + Send + Sync>,
}

/// How a folder stands.
#[derive(Debug, Clone)]
struct Standing {
    path: PathBuf,
    problem: Option<String>,
    unwatched: Option<Unwatched>,
    progress: Option<Progress>,
    /// Set when nobody wants it any more.
    closed: Arc<AtomicBool>,
}

/// What the worker is told.
enum Signal {
    /// The folders are others.
    Folders,
    /// Something at this path was touched.
    Touched(PathBuf),
    /// Something was touched, and the system does not tell what.
    Lost,
    /// Somebody is looking: see what the watches cannot tell.
    LookAgain,
    /// The library is dropped.
    End,
}

impl Library {
    /// A library whose index lies in `cache`. `tell` is called from the worker's
    /// thread, after what it tells can be read.
    ///
    /// # Errors
    /// SQLite itself does not work.
    pub fn open(
        cache: &Path,
        tell: impl Fn(Changed) + Send + Sync + 'static,
    ) -> Result<Self, LibraryError> {
        Self::on(System::here(), cache, tell)
    }

    fn on(
        system: System,
        cache: &Path,
        tell: impl Fn(Changed) + Send + Sync + 'static,
    ) -> Result<Self, LibraryError> {
        let (signals, waiting) = channel();
        Ok(Self {
            shared: Arc::new(Shared {
                index: Index::open(cache)?,
                shelf: Shelf::default(),
                folders: Mutex::default(),
                interval: system.interval,
                tell: Box::new(tell),
            }),
            signals,
            waiting: Mutex::new(Some((system.watcher, waiting))),
        })
    }

    /// Says which folders and files are open, in this order. What is known of them
    /// is there at once; looking into them goes on beside. Looking into one that is
    /// not among them any more ends.
    pub fn set_folders(&self, paths: &[PathBuf]) {
        let mut folders = self.shared.folders();
        if folders.iter().map(|f| &f.path).eq(paths) {
            return;
        }
        for gone in folders.iter().filter(|f| !paths.contains(&f.path)) {
            gone.closed.store(true, Ordering::Release);
        }
        let standing = |path: &PathBuf| {
            let known = folders.iter().find(|f| f.path == *path);
            known.cloned().unwrap_or_else(|| Standing::new(path))
        };
        let next: Vec<_> = paths.iter().map(standing).collect();
        *folders = next;
        drop(folders);
        self.signal(Signal::Folders);
        if let Some((watcher, waiting)) = lock(&self.waiting).take() {
            worker::start(self.shared.clone(), watcher, self.signals.clone(), waiting);
        }
    }

    /// Looks again at what cannot be watched. To be called when a person comes back
    /// to the window.
    pub fn look_again(&self) {
        self.signal(Signal::LookAgain);
    }

    /// The folders as they are known now; no runbook is read for it.
    ///
    /// # Errors
    /// The index cannot be used.
    pub fn folders(&self) -> Result<Vec<Folder>, LibraryError> {
        let mut folders = self.shared.folders().clone();
        let mut told = false;
        let not_watched: Vec<_> = folders
            .iter_mut()
            .map(|f| Some(self.not_watched(&f.unwatched.take()?, &mut told)))
            .collect();
        folders
            .into_iter()
            .zip(not_watched)
            .map(|(standing, words)| self.folder(standing, words))
            .collect()
    }

    /// What holds for every folder is explained at the first of them.
    fn not_watched(&self, why: &Unwatched, told: &mut bool) -> String {
        let seconds = self.shared.interval.as_secs();
        if why.is_of_the_system() && std::mem::replace(told, true) {
            return format!("Not watched either: changes show every {seconds} s.");
        }
        why.words(seconds)
    }

    fn folder(
        &self,
        standing: Standing,
        not_watched: Option<String>,
    ) -> Result<Folder, LibraryError> {
        let known = match standing.problem {
            None => self.shared.index.listing(&standing.path)?,
            Some(_) => None,
        };
        let listing = known.unwrap_or_default();
        let notices = [listing.partial, not_watched];
        let notices: Vec<_> = notices.into_iter().flatten().collect();
        Ok(Folder {
            path: standing.path,
            branch: listing.branch,
            problem: standing.problem,
            notice: (!notices.is_empty()).then(|| notices.join(" ")),
            progress: standing.progress,
            files: listing.files,
        })
    }

    /// The path of a runbook's id, and the folder it stands in. Ids are only looked
    /// up among what the library holds.
    ///
    /// # Errors
    /// The index cannot be used.
    pub fn find(&self, id: &str) -> Result<Option<(PathBuf, PathBuf)>, LibraryError> {
        let folders = self.shared.folders().clone();
        let itself = folders.iter().find(|f| id_of(&f.path) == id);
        if let Some(file) = itself.filter(|f| f.path.is_file()) {
            return Ok(Some((file.path.clone(), file.path.clone())));
        }
        let listed = self.shared.index.find(id)?;
        // Where folders overlap, the one that was opened last comes first.
        let of_folder = |f: &Standing| listed.iter().find(|(_, folder)| *folder == f.path);
        if let Some(found) = folders.iter().find_map(of_folder) {
            return Ok(Some(found.clone()));
        }
        // It may not have been looked into yet.
        let unseen = folders.iter().filter(|f| f.progress.is_some());
        Ok(unseen
            .filter_map(|f| Some((Scan::of(&f.path).ok()?, &f.path)))
            .find_map(|(scan, folder)| {
                let file = scan.files.into_iter().find(|file| id_of(file) == id)?;
                Some((file, folder.clone()))
            }))
    }

    /// The runbook in `path`, read again only if the file changed since.
    ///
    /// # Errors
    /// As [`crate::read`].
    pub fn read(&self, path: &Path) -> Result<Opened, LibraryError> {
        self.shared.shelf.open(path)
    }

    /// The places that hold every word of `query`, best first.
    ///
    /// # Errors
    /// The index cannot be used.
    pub fn search(&self, query: &Query) -> Result<Found, LibraryError> {
        let folders = self.shared.folders().clone();
        let usable = folders.iter().filter(|f| f.problem.is_none());
        let paths: Vec<_> = usable.map(|f| f.path.clone()).collect();
        let before = self.shared.index.made_anew();
        let (matches, more) = self.shared.index.search(query, &paths)?;
        let lost = self.shared.index.made_anew() != before;
        if lost {
            self.signal(Signal::LookAgain);
        }
        let hit = |m: crate::index::Match| {
            let (line, pieces) = match m.line {
                None => (None, marked(&m.title, query)),
                Some(first) => {
                    let (line, pieces) = best_line(&m.text, query);
                    let line = u32::try_from(line).unwrap_or(u32::MAX);
                    (Some(first.saturating_add(line)), pieces)
                }
            };
            Hit {
                runbook: id_of(&m.path),
                line,
                heading: m.heading,
                pieces,
            }
        };
        Ok(Found {
            hits: matches.into_iter().map(hit).collect(),
            more,
            incomplete: lost || folders.iter().any(|f| f.progress.is_some()),
        })
    }

    /// Where a link leads that is written in `from`, which stands in `folder`.
    ///
    /// # Errors
    /// The index cannot be used.
    pub fn follow(&self, from: &Path, folder: &Path, written: &str) -> Result<Leads, LibraryError> {
        let (path, anchor) = link::target(from, folder, written);
        // A link on the disk leads to the file that is listed.
        let real = std::fs::canonicalize(&path).ok();
        for path in [Some(&path), real.as_ref()].into_iter().flatten() {
            if self.shared.index.lists(path)? {
                let line = match &anchor {
                    Some(anchor) => self.shared.index.line_of_anchor(path, anchor)?,
                    None => None,
                };
                let id = id_of(path);
                return Ok(Leads::Runbook { id, line });
            }
        }
        Ok(match real {
            Some(_) => Leads::Outside,
            None => Leads::Missing,
        })
    }

    fn signal(&self, signal: Signal) {
        // Nobody listens once the worker has ended, which it does after this.
        let _ = self.signals.send(signal);
    }
}

impl Drop for Library {
    fn drop(&mut self) {
        for folder in self.shared.folders().iter() {
            folder.closed.store(true, Ordering::Release);
        }
        self.signal(Signal::End);
    }
}

impl Shared {
    fn folders(&self) -> MutexGuard<'_, Vec<Standing>> {
        lock(&self.folders)
    }

    /// Changes how a folder stands, if it is still open, and tells.
    fn stand(&self, path: &Path, change: impl FnOnce(&mut Standing)) {
        if let Some(folder) = self.folders().iter_mut().find(|f| f.path == path) {
            change(folder);
        }
        (self.tell)(Changed::List);
    }
}

impl Standing {
    fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            problem: None,
            unwatched: None,
            progress: Some(Progress::default()),
            closed: Arc::default(),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is kept under these locks is replaced whole: a panic leaves it sound.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
