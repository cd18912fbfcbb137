//! Tells when something below a folder is touched, as long as the system can.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use notify::{ErrorKind, Event, EventKind, RecursiveMode, Watcher};

/// More folders than this are not watched: the system's watches are shared with
/// every other program of the user.
const MOST_WATCHED: usize = 4_096;

/// What the system reports is given to this.
pub(crate) type Ear = Box<dyn FnMut(notify::Result<Event>) + Send>;
/// Makes the system's watcher.
pub(crate) type MakeWatcher =
    Box<dyn FnOnce(Ear) -> notify::Result<Box<dyn Watcher + Send>> + Send>;

/// The watcher of this system.
pub(crate) fn of_system(ear: Ear) -> notify::Result<Box<dyn Watcher + Send>> {
    Ok(Box::new(notify::recommended_watcher(ear)?))
}

/// What was heard of the watched folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Heard {
    /// Something at this path was made, changed, renamed or removed.
    Touched(PathBuf),
    /// More happened at once than the system keeps for us: anything may be
    /// different.
    Lost,
}

/// Why a folder is not watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unwatched {
    /// The system allows no more watched folders.
    Limit,
    /// The system allows no more programs that watch.
    Programs,
    /// It has more folders than are watched.
    TooMany,
    /// Something else, in words.
    Other(String),
}

/// Watches folders one by one, not whole trees: what git ignores costs nothing.
pub(crate) struct Watch {
    watcher: Result<Box<dyn Watcher + Send>, Unwatched>,
    /// By the folder of the library that they belong to.
    watched: HashMap<PathBuf, HashSet<PathBuf>>,
}

impl Watch {
    /// `heard` is called on a thread of the system's.
    pub(crate) fn new(make: MakeWatcher, heard: impl Fn(Heard) + Send + 'static) -> Self {
        let watcher = make(Box::new(move |event| reported(event, &heard)));
        if let Err(error) = &watcher {
            tracing::warn!(%error, "folders cannot be watched");
        }
        Self {
            watcher: watcher.map_err(|error| unwatched(&error)),
            watched: HashMap::new(),
        }
    }

    /// Watches exactly these folders for `owner`; tells whether some of them were
    /// not watched before.
    ///
    /// # Errors
    /// Why they cannot be watched; none of them is, then.
    pub(crate) fn follow(&mut self, owner: &Path, folders: &[PathBuf]) -> Result<bool, Unwatched> {
        let done = self.try_follow(owner, folders);
        if done.is_err() {
            self.forget(owner);
        }
        done
    }

    fn try_follow(&mut self, owner: &Path, folders: &[PathBuf]) -> Result<bool, Unwatched> {
        let wanted: HashSet<PathBuf> = folders.iter().cloned().collect();
        let known = self.watched.get(owner).cloned().unwrap_or_default();
        for gone in known.difference(&wanted) {
            self.drop_one(owner, gone);
        }
        if wanted.len() > MOST_WATCHED {
            return Err(Unwatched::TooMany);
        }
        let mut more = false;
        for new in wanted.difference(&known) {
            let watcher = self.watcher.as_mut().map_err(|why| why.clone())?;
            match watcher.watch(new, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    let own = self.watched.entry(owner.to_owned()).or_default();
                    own.insert(new.clone());
                    more = true;
                }
                // It went away meanwhile, or may not be looked into; its parent says
                // when that changes.
                Err(error) if is_its_own(&error) => {}
                Err(error) => return Err(unwatched(&error)),
            }
        }
        Ok(more)
    }

    /// Watches nothing for `owner` any more.
    pub(crate) fn forget(&mut self, owner: &Path) {
        for folder in self.watched.get(owner).cloned().unwrap_or_default() {
            self.drop_one(owner, &folder);
        }
        self.watched.remove(owner);
    }

    /// Whether this very folder is watched for `owner`.
    pub(crate) fn watches(&self, owner: &Path, folder: &Path) -> bool {
        let own = self.watched.get(owner);
        own.is_some_and(|own| own.contains(folder))
    }

    /// A watch stays with a folder that is moved or deleted, not with its path: if
    /// `touched` is watched, it and what lies below it have to be watched anew.
    pub(crate) fn doubt(&mut self, touched: &Path) {
        if !self.watched.values().any(|own| own.contains(touched)) {
            return;
        }
        let mut below = HashSet::new();
        for own in self.watched.values_mut() {
            below.extend(own.extract_if(|folder| folder.starts_with(touched)));
        }
        for folder in below {
            self.let_go(&folder);
        }
    }

    fn drop_one(&mut self, owner: &Path, folder: &Path) {
        if let Some(own) = self.watched.get_mut(owner) {
            own.remove(folder);
        }
        if !self.watched.values().any(|own| own.contains(folder)) {
            self.let_go(folder);
        }
    }

    fn let_go(&mut self, folder: &Path) {
        if let Ok(watcher) = &mut self.watcher {
            // A folder that is gone is not watched any more anyway.
            let _ = watcher.unwatch(folder);
        }
    }
}

fn reported(event: notify::Result<Event>, heard: &impl Fn(Heard)) {
    let paths = match event {
        Ok(event) if event.need_rescan() => Vec::new(),
        Ok(event) if matches!(event.kind, EventKind::Access(_)) => return,
        Ok(event) => event.paths,
        Err(error) => error.paths,
    };
    if paths.is_empty() {
        return heard(Heard::Lost);
    }
    paths.into_iter().map(Heard::Touched).for_each(heard);
}

/// Linux' error for a program that may not watch, besides the one for a process
/// with too many files: `EMFILE` of `inotify_init`, see inotify(7).
const NO_MORE_FILES: i32 = 24;

fn unwatched(error: &notify::Error) -> Unwatched {
    match &error.kind {
        ErrorKind::MaxFilesWatch => Unwatched::Limit,
        ErrorKind::Io(io) if io.raw_os_error() == Some(NO_MORE_FILES) => Unwatched::Programs,
        _ => Unwatched::Other(error.to_string()),
    }
}

/// Whether an error is about this one folder.
fn is_its_own(error: &notify::Error) -> bool {
    use std::io::ErrorKind::{NotFound, PermissionDenied};
    match &error.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(io) => matches!(io.kind(), NotFound | PermissionDenied),
        _ => false,
    }
}

impl Unwatched {
    /// Whether it holds for every folder, and one remedy helps them all.
    pub(crate) fn is_of_the_system(&self) -> bool {
        !matches!(self, Self::TooMany)
    }

    /// Why, and what can be done about it; `seconds` pass between two looks.
    pub(crate) fn words(&self, seconds: u64) -> String {
        let until =
            format!("Changes show when you come back to the window, and every {seconds} s.");
        match self {
            Self::Limit => raised(
                "watches no more folders",
                "max_user_watches",
                524_288,
                &until,
            ),
            Self::Programs => raised(
                "lets no more programs watch folders",
                "max_user_instances",
                512,
                &until,
            ),
            Self::TooMany => format!(
                "It has more than {MOST_WATCHED} folders, too many to watch. {until} A folder further down is watched."
            ),
            Self::Other(why) => format!("Folders cannot be watched here ({why}). {until}"),
        }
    }
}

/// The limit is raised to `enough`, or doubled where it is that high already.
fn raised(what: &str, limit: &str, enough: u64, until: &str) -> String {
    let now = std::fs::read_to_string(format!("/proc/sys/fs/inotify/{limit}"));
    let now: Option<u64> = now.ok().and_then(|text| text.trim().parse().ok());
    let to = enough.max(now.unwrap_or(0).saturating_mul(2));
    format!(
        "The system {what}: its limit is reached. {until} `sudo sysctl fs.inotify.{limit}={to}` raises the limit."
    )
}
