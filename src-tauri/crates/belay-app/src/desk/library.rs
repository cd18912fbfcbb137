//! The library: folders, search, rules.

use std::path::{Path, PathBuf};

use belay_library::{Changed, Filed, Library, Query};
use belay_runbook::check;

use super::{Desk, blocking};
use crate::changes::What;
use crate::error::AppError;
use crate::library::{self, Opened};
use crate::views::{LibraryFolder, RuleText, RunbookEntry, SearchFound};

impl Desk {
    /// All folders with their runbooks, as they are known now; the samples come
    /// last. No file is read for it: what is found out later is told as a change.
    ///
    /// # Errors
    /// The index cannot be used.
    pub async fn library(&self) -> Result<Vec<LibraryFolder>, AppError> {
        let desk = self.clone();
        blocking(move || {
            let samples = desk.inner.home.samples();
            let folders = desk.shelves()?.folders()?;
            Ok(folders
                .into_iter()
                .map(|f| library::folder(f, &samples))
                .collect())
        })
        .await
    }

    /// Adds a folder or a file, and gives the library.
    ///
    /// # Errors
    /// [`AppError::File`] if it cannot be read.
    pub async fn open_path(&self, path: &Path) -> Result<Vec<LibraryFolder>, AppError> {
        let path = std::fs::canonicalize(path).map_err(|e| AppError::file(path, e))?;
        self.change_kept(|kept| {
            kept.opened.retain(|p| *p != path);
            kept.opened.insert(0, path.clone());
        })?;
        self.folders_changed().await
    }

    /// Adds one file, and gives its entry.
    ///
    /// # Errors
    /// [`AppError::File`] if it cannot be found.
    pub async fn open_file(&self, path: &Path) -> Result<RunbookEntry, AppError> {
        let path = std::fs::canonicalize(path).map_err(|e| AppError::file(path, e))?;
        self.open_path(&path).await?;
        let desk = self.clone();
        blocking(move || {
            let filed = Filed::of(&path, &desk.shelves()?.read(&path));
            Ok(library::entry(&filed, &path))
        })
        .await
    }

    /// Takes a folder out of the library. Its files stay where they are; looking
    /// into it ends.
    ///
    /// # Errors
    /// The settings cannot be written.
    pub async fn remove_folder(&self, folder: &str) -> Result<Vec<LibraryFolder>, AppError> {
        self.change_kept(|kept| kept.opened.retain(|p| library::id_of(p) != folder))?;
        self.folders_changed().await
    }

    async fn folders_changed(&self) -> Result<Vec<LibraryFolder>, AppError> {
        let folders = self.folders();
        let desk = self.clone();
        blocking(move || {
            desk.shelves()?.set_folders(&folders);
            Ok(())
        })
        .await?;
        self.inner.changes.tell(What::Library, None);
        self.library().await
    }

    /// Looks again at folders that cannot be watched or could not be read. To be
    /// called when a person comes back to the window.
    pub fn look_again(&self) {
        if let Some(library) = self.inner.library.get() {
            library.look_again();
        }
    }

    /// The places that hold every word of `query`, best first. A word may go on, a
    /// phrase in quotes may not.
    ///
    /// # Errors
    /// The index cannot be used.
    pub async fn search_library(&self, query: &str) -> Result<SearchFound, AppError> {
        let query = Query::parse(query);
        let desk = self.clone();
        blocking(move || {
            let found = desk.shelves()?.search(&query)?;
            Ok(SearchFound {
                hits: found.hits.into_iter().map(library::hit).collect(),
                more: found.more,
                incomplete: found.incomplete,
            })
        })
        .await
    }

    /// What a rule of the linter is about.
    ///
    /// # Errors
    /// [`AppError::Unknown`] if there is no such rule.
    pub async fn explain_rule(&self, rule: &str) -> Result<RuleText, AppError> {
        let page = check::explain(rule).ok_or_else(|| AppError::unknown("rule", rule))?;
        Ok(RuleText::from(page))
    }

    /// Every folder and file in the library: what the user opened, then samples.
    pub(super) fn folders(&self) -> Vec<PathBuf> {
        let mut folders = self.kept().opened;
        folders.push(self.inner.home.samples());
        folders
    }

    /// The path of a runbook's id, and the folder it was found in. Ids are only
    /// looked up among what the library holds.
    pub(super) fn find_runbook(&self, id: &str) -> Result<(PathBuf, PathBuf), AppError> {
        let found = self.shelves()?.find(id)?;
        found.ok_or_else(|| AppError::unknown("runbook", id))
    }

    /// A runbook's file, read again only if it changed since the window showed it.
    pub(super) fn opened(&self, path: &Path) -> Result<Opened, AppError> {
        match self.inner.library.get() {
            Some(library) => Ok(library.read(path)?),
            None => library::read(path),
        }
    }

    /// The library, opened by whoever first asks for it: most commands of the
    /// terminal do not.
    pub(super) fn shelves(&self) -> Result<&Library, AppError> {
        if let Some(library) = self.inner.library.get() {
            return Ok(library);
        }
        let changes = self.inner.changes.clone();
        let opened = Library::open(&self.inner.home.cache(), move |changed| match changed {
            Changed::List => changes.tell(What::Library, None),
            Changed::Runbook(id) => changes.tell(What::Library, Some(&id)),
        })?;
        let library = self.inner.library.get_or_init(|| opened);
        library.set_folders(&self.folders());
        Ok(library)
    }
}
