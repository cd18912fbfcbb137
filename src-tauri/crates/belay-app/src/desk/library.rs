//! The library: folders, runbooks, search, rules.

use std::path::{Path, PathBuf};

use belay_runbook::check;

use super::{Desk, blocking};
use crate::changes::What;
use crate::error::AppError;
use crate::library::{self, Opened, Scan};
use crate::views::{LibraryFolder, RuleText, RunbookEntry, RunbookPage, SearchHit};

/// More lines than this are not shown for one search.
const MOST_HITS: usize = 200;

impl Desk {
    /// All folders with their runbooks; the samples come last.
    pub async fn library(&self) -> Result<Vec<LibraryFolder>, AppError> {
        let desk = self.clone();
        blocking(move || Ok(desk.folders().iter().map(|f| desk.folder(f)).collect())).await
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
        self.inner.changes.tell(What::Library, None);
        self.library().await
    }

    /// Adds one file, and gives its entry.
    ///
    /// # Errors
    /// [`AppError::File`] if it cannot be read.
    pub async fn open_file(&self, path: &Path) -> Result<RunbookEntry, AppError> {
        let path = std::fs::canonicalize(path).map_err(|e| AppError::file(path, e))?;
        let id = library::id_of(&path);
        let folders = self.open_path(&path).await?;
        let mut entries = folders.into_iter().flat_map(|f| f.runbooks);
        entries
            .find(|e| e.id == id)
            .ok_or_else(|| AppError::unknown("runbook", &id))
    }

    /// Takes a folder out of the library. Its files stay where they are.
    ///
    /// # Errors
    /// The settings cannot be written.
    pub async fn remove_folder(&self, folder: &str) -> Result<Vec<LibraryFolder>, AppError> {
        self.change_kept(|kept| kept.opened.retain(|p| library::id_of(p) != folder))?;
        self.inner.changes.tell(What::Library, None);
        self.library().await
    }

    /// One runbook, read and checked.
    ///
    /// # Errors
    /// It is gone, or cannot be read.
    pub async fn runbook(&self, id: &str) -> Result<RunbookPage, AppError> {
        let desk = self.clone();
        let id = id.to_owned();
        blocking(move || {
            let (path, folder) = desk.find_runbook(&id)?;
            let opened = desk.inner.shelf.open(&path)?;
            Ok(page(&path, &folder, opened))
        })
        .await
    }

    /// Lines that hold every word of `query`, whatever their case.
    ///
    /// # Errors
    /// None today; files that cannot be read are left out.
    pub async fn search_library(&self, query: &str) -> Result<Vec<SearchHit>, AppError> {
        let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let desk = self.clone();
        blocking(move || Ok(desk.search(&words))).await
    }

    /// What a rule of the linter is about.
    ///
    /// # Errors
    /// [`AppError::Unknown`] if there is no such rule.
    pub async fn explain_rule(&self, rule: &str) -> Result<RuleText, AppError> {
        let page = check::explain(rule).ok_or_else(|| AppError::unknown("rule", rule))?;
        Ok(RuleText::from(page))
    }

    fn search(&self, words: &[String]) -> Vec<SearchHit> {
        let mut hits = Vec::new();
        for path in self.runbook_paths() {
            let Ok(opened) = self.inner.shelf.open(&path) else {
                continue;
            };
            for (number, line) in (1u32..).zip(opened.text.lines()) {
                let lower = line.to_lowercase();
                if words.iter().all(|w| lower.contains(w.as_str())) {
                    hits.push(SearchHit {
                        runbook: library::id_of(&path),
                        title: opened.runbook.title.clone(),
                        line: number,
                        text: line.trim().to_owned(),
                    });
                    if hits.len() == MOST_HITS {
                        return hits;
                    }
                }
            }
        }
        hits
    }

    /// Every folder and file in the library: what the user opened, then samples.
    pub(super) fn folders(&self) -> Vec<PathBuf> {
        let mut folders = self.kept().opened;
        folders.push(self.inner.home.samples());
        folders
    }

    fn runbook_paths(&self) -> Vec<PathBuf> {
        self.folders()
            .iter()
            .filter_map(|f| Scan::of(f).ok())
            .flat_map(|s| s.files)
            .collect()
    }

    /// The path of a runbook's id, and the folder it was found in. Ids are only
    /// looked up among what the library holds.
    pub(super) fn find_runbook(&self, id: &str) -> Result<(PathBuf, PathBuf), AppError> {
        for folder in self.folders() {
            let Ok(scan) = Scan::of(&folder) else {
                continue;
            };
            if let Some(path) = scan.files.into_iter().find(|p| library::id_of(p) == id) {
                return Ok((path, folder));
            }
        }
        Err(AppError::unknown("runbook", id))
    }

    fn folder(&self, path: &Path) -> LibraryFolder {
        let bundled = *path == self.inner.home.samples();
        let name = path.file_name().map_or_else(
            || path.display().to_string(),
            |n| n.to_string_lossy().into(),
        );
        let mut folder = LibraryFolder {
            id: library::id_of(path),
            name,
            path: path.display().to_string(),
            branch: None,
            bundled,
            problem: None,
            runbooks: Vec::new(),
        };
        match Scan::of(path) {
            Ok(scan) => {
                folder.branch = scan.branch;
                folder.problem = scan.partial;
                folder.runbooks = scan.files.iter().map(|f| self.entry(f, path)).collect();
            }
            Err(e) => folder.problem = Some(AppError::file(path, e).to_string()),
        }
        folder
    }

    fn entry(&self, file: &Path, folder: &Path) -> RunbookEntry {
        library::entry(file, folder, &self.inner.shelf.open(file))
    }
}

fn page(path: &Path, folder: &Path, opened: Opened) -> RunbookPage {
    let understood = library::understood(&opened.runbook);
    let source = opened.text.lines().map(str::to_owned).collect();
    let runbook = opened.runbook.as_ref().clone();
    let findings = opened.findings.to_vec();
    RunbookPage {
        entry: library::entry(path, folder, &Ok(opened)),
        runbook,
        source,
        findings,
        understood,
    }
}
