//! Tells when something below a folder is touched, as long as the system can.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use notify::{ErrorKind, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

/// More folders than this are not watched: the system's watches are shared with
/// every other program of the user.
const MOST_WATCHED: usize = 4_096;

/// Watches folders one by one, not whole trees: what git ignores costs nothing.
pub(crate) struct Watch {
    /// None if this system gives none.
    watcher: Option<RecommendedWatcher>,
    /// By the folder of the library that they belong to.
    watched: HashMap<PathBuf, HashSet<PathBuf>>,
}

impl Watch {
    /// `touched` is told each path that was made, changed, renamed or removed. It
    /// is called on a thread of the system's.
    pub(crate) fn new(touched: impl Fn(PathBuf) + Send + 'static) -> Self {
        let heard = move |event: notify::Result<notify::Event>| match event {
            Ok(event) if !matches!(event.kind, EventKind::Access(_)) => {
                event.paths.into_iter().for_each(&touched);
            }
            Ok(_) => {}
            Err(error) => error.paths.into_iter().for_each(&touched),
        };
        let watcher = notify::recommended_watcher(heard);
        if let Err(error) = &watcher {
            tracing::warn!(%error, "folders cannot be watched");
        }
        Self {
            watcher: watcher.ok(),
            watched: HashMap::new(),
        }
    }

    /// Watches exactly these folders for `owner`.
    ///
    /// # Errors
    /// Why they cannot be watched, in words; none of them is, then.
    pub(crate) fn follow(&mut self, owner: &Path, folders: &[PathBuf]) -> Result<(), String> {
        let done = self.try_follow(owner, folders);
        if done.is_err() {
            self.forget(owner);
        }
        done
    }

    fn try_follow(&mut self, owner: &Path, folders: &[PathBuf]) -> Result<(), String> {
        let wanted: HashSet<PathBuf> = folders.iter().cloned().collect();
        let known = self.watched.get(owner).cloned().unwrap_or_default();
        for gone in known.difference(&wanted) {
            self.drop_one(owner, gone);
        }
        if wanted.len() > MOST_WATCHED {
            return Err(format!(
                "It has more than {MOST_WATCHED} folders, too many to watch"
            ));
        }
        for new in wanted.difference(&known) {
            let watcher = self
                .watcher
                .as_mut()
                .ok_or("This system watches no folders")?;
            match watcher.watch(new, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    let own = self.watched.entry(owner.to_owned()).or_default();
                    own.insert(new.clone());
                }
                // It went away meanwhile; its parent says so.
                Err(error) if matches!(error.kind, ErrorKind::PathNotFound) => {}
                Err(error) => return Err(words(&error)),
            }
        }
        Ok(())
    }

    /// Watches nothing for `owner` any more.
    pub(crate) fn forget(&mut self, owner: &Path) {
        for folder in self.watched.get(owner).cloned().unwrap_or_default() {
            self.drop_one(owner, &folder);
        }
        self.watched.remove(owner);
    }

    fn drop_one(&mut self, owner: &Path, folder: &Path) {
        if let Some(own) = self.watched.get_mut(owner) {
            own.remove(folder);
        }
        let shared = self.watched.values().any(|own| own.contains(folder));
        if let Some(watcher) = self.watcher.as_mut().filter(|_| !shared) {
            // A folder that is gone is not watched any more anyway.
            let _ = watcher.unwatch(folder);
        }
    }
}

fn words(error: &notify::Error) -> String {
    match &error.kind {
        ErrorKind::MaxFilesWatch => {
            "This system allows no more watches (`fs.inotify.max_user_watches`)".to_owned()
        }
        _ => format!("It cannot be watched ({error})"),
    }
}
