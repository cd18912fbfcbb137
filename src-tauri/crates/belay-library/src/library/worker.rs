//! The one thread that looks into folders and keeps the index true: what it hears,
//! and what it does about it.

mod look;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use super::{Changed, Shared, Signal, Standing};
use crate::scan::{Target, may_be_markdown};
use crate::watch::{self, MakeWatcher, Watch};
use look::Identity;

/// An editor that saves touches several files; so long is waited for the last.
const QUIET: Duration = Duration::from_millis(100);
/// A folder that never comes to rest is looked at all the same.
const UNREST: Duration = Duration::from_secs(1);
/// Starts the thread; it ends with the library.
pub(super) fn start(
    shared: Arc<Shared>,
    watcher: MakeWatcher,
    signals: Sender<Signal>,
    waiting: Receiver<Signal>,
) {
    let watch = Watch::new(watcher, move |heard| {
        // The library is gone when nobody listens.
        let _ = signals.send(match heard {
            watch::Heard::Touched(path) => Signal::Touched(path),
            watch::Heard::Lost => Signal::Lost,
        });
    });
    let mut worker = Worker {
        seen: HashMap::new(),
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
    seen: HashMap<PathBuf, Seen>,
    /// The index that was filled, counted by how often it was made anew.
    index_of: u64,
}

/// What was seen when a folder was looked into.
#[derive(Default)]
struct Seen {
    /// Another folder may stand in its place later, without a word of the watcher's:
    /// something was mounted there, or is not any more.
    identity: Option<Identity>,
    /// Where the links in it lead.
    targets: Vec<Target>,
    /// Not before this is it looked into again without a reason.
    rests_until: Option<Instant>,
}

/// What came in at about the same time.
#[derive(Default)]
struct Heard {
    folders: bool,
    look_again: bool,
    /// Nobody says anything, but it is time.
    on_time: bool,
    lost: bool,
    touched: BTreeSet<PathBuf>,
}

impl Worker {
    fn run(&mut self, waiting: &Receiver<Signal>) {
        let mut due = Instant::now() + self.shared.interval;
        loop {
            let left = due.saturating_duration_since(Instant::now());
            let mut heard = match waiting.recv_timeout(left) {
                Ok(first) => match gather(first, waiting) {
                    Some(heard) => heard,
                    None => return,
                },
                Err(RecvTimeoutError::Timeout) => Heard::default(),
                Err(RecvTimeoutError::Disconnected) => return,
            };
            if Instant::now() >= due {
                heard.on_time = true;
                due = Instant::now() + self.shared.interval;
            }
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
        let moved = self.doubt_touched(&folders, heard);
        for folder in &folders {
            if moved.contains(&folder.path) || self.is_due(folder, heard) {
                self.look_into(folder);
            } else {
                self.follow_touched(folder, &heard.touched);
            }
        }
    }

    /// Whether a folder has to be looked into whatever was touched in it.
    fn is_due(&self, folder: &Standing, heard: &Heard) -> bool {
        let Some(seen) = self.seen.get(&folder.path) else {
            return true;
        };
        let rested = || seen.rests_until.is_none_or(|until| Instant::now() >= until);
        let looked_at = heard.look_again || (heard.on_time && rested());
        let unsure = folder.problem.is_some() || folder.unwatched.is_some();
        let replaced = || Identity::of(&folder.path) != seen.identity;
        heard.lost || (looked_at && (unsure || replaced()))
    }

    /// Watched folders that were touched themselves may have been moved, and their
    /// watches with them. Gives the folders of the library that this concerns.
    fn doubt_touched(&mut self, folders: &[Standing], heard: &Heard) -> HashSet<PathBuf> {
        let roots = folders.iter().map(|f| &f.path).filter(|_| heard.lost);
        let mut moved = HashSet::new();
        for path in heard.touched.iter().chain(roots) {
            let of = folders.iter().map(|f| &f.path);
            moved.extend(of.filter(|f| self.watch.watches(f, path)).cloned());
            self.watch.doubt(path);
        }
        moved
    }

    fn close_others(&mut self, folders: &[Standing]) {
        let open: Vec<PathBuf> = folders.iter().map(|f| f.path.clone()).collect();
        let closed: Vec<_> = self
            .seen
            .keys()
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
        let targets = self.seen.get(&folder.path).map(|s| s.targets.as_slice());
        let linked = targets.unwrap_or_default().iter();
        let linked = linked.filter(|target| touched.contains(&target.place));
        let itself = touched.iter().filter(|p| concerns(&folder.path, p));
        for path in itself.chain(linked.map(|target| &target.link)) {
            let known = self.shared.index.lists(path).unwrap_or(false);
            if known && path.is_file() && !path.is_symlink() {
                changed.push(path.clone());
            } else if known || may_change_list(&folder.path, path) {
                // A link may lead to somewhere else now.
                return self.look_into(folder);
            }
        }
        if !changed.is_empty() {
            self.read_all(folder, changed, |_| {});
            (self.shared.tell)(Changed::List);
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
            Ok(Signal::Lost) => heard.lost = true,
            Ok(Signal::Touched(path)) => {
                heard.touched.insert(path);
            }
            Ok(Signal::End) | Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => return Some(heard),
        }
        // A person who opened a folder waits for it; an editor takes its time.
        let quiet = match heard.touched.is_empty() && !heard.lost {
            true => Duration::ZERO,
            false => QUIET,
        };
        if since.elapsed() > UNREST {
            return Some(heard);
        }
        next = waiting.recv_timeout(quiet);
    }
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
