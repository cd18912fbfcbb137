//! One runbook on the screen: its page, its rows, its steps explained.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use belay_library::link::Leads;
use belay_library::{Filed, Library, LibraryError};

use super::{Desk, blocking};
use crate::error::AppError;
use crate::library;
use crate::page::{Laid, explained};
use crate::views::{
    LinkView, OutlinePart, PageFound, ProcedurePart, RunbookPage, RunbookRows, StepExplained,
};

/// A runbook of the library, laid out, with the places of it.
struct Place {
    laid: Arc<Laid>,
    path: PathBuf,
    folder: PathBuf,
}

impl Desk {
    /// One runbook, read and checked: all of an ordinary one, the beginning of a
    /// large one.
    ///
    /// # Errors
    /// It is gone, or cannot be read.
    pub async fn runbook(&self, id: &str) -> Result<RunbookPage, AppError> {
        self.at_runbook(id, |desk, place| {
            let opened = place.laid.opened().clone();
            let entry = library::entry(&Filed::of(&place.path, &Ok(opened)), &place.folder);
            let library = desk.shelves()?;
            Ok(place.laid.page(entry, &|to| place.follow(library, to))?)
        })
        .await
    }

    /// A chunk of the text of a runbook, as it is now: the reply names its version.
    ///
    /// # Errors
    /// It is gone, or cannot be read.
    pub async fn runbook_rows(&self, id: &str, chunk: u32) -> Result<RunbookRows, AppError> {
        self.at_runbook(id, move |desk, place| {
            let library = desk.shelves()?;
            let follow = |to: &str| place.follow(library, to);
            Ok(RunbookRows {
                version: place.laid.version().to_owned(),
                rows: place.laid.rows(chunk as usize, &follow)?,
            })
        })
        .await
    }

    /// Sections of a runbook from the one with this number on.
    ///
    /// # Errors
    /// It is gone, or cannot be read.
    pub async fn runbook_outline(&self, id: &str, from: u32) -> Result<OutlinePart, AppError> {
        self.at_runbook(id, move |_, place| Ok(place.laid.outline(from as usize)))
            .await
    }

    /// A runbook as a procedure, from the row with this number on.
    ///
    /// # Errors
    /// It is gone, or cannot be read.
    pub async fn runbook_procedure(&self, id: &str, from: u32) -> Result<ProcedurePart, AppError> {
        self.at_runbook(id, move |_, place| Ok(place.laid.procedure(from as usize)))
            .await
    }

    /// The lines of a runbook that hold every word of `query`.
    ///
    /// # Errors
    /// It is gone, or cannot be read.
    pub async fn find_in_runbook(&self, id: &str, query: &str) -> Result<PageFound, AppError> {
        let query = query.to_owned();
        self.at_runbook(id, move |_, place| Ok(place.laid.find(&query)))
            .await
    }

    /// A step of a runbook in plain words.
    ///
    /// # Errors
    /// The runbook or the step is gone.
    pub async fn explain_step(&self, id: &str, step: &str) -> Result<StepExplained, AppError> {
        let step = step.to_owned();
        self.at_runbook(id, move |_, place| {
            let found = place.laid.step(&step);
            let found = found.ok_or_else(|| AppError::unknown("step", &step))?;
            Ok(explained(&place.laid.opened().runbook, found))
        })
        .await
    }

    async fn at_runbook<T: Send + 'static>(
        &self,
        id: &str,
        work: impl FnOnce(&Self, &Place) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let (desk, id) = (self.clone(), id.to_owned());
        blocking(move || {
            let (path, folder) = desk.find_runbook(&id)?;
            let opened = desk.shelves()?.read(&path)?;
            let laid = desk.inner.pages.laid(opened);
            work(&desk, &Place { laid, path, folder })
        })
        .await
    }
}

impl Place {
    /// Where a link of the runbook leads.
    fn follow(&self, library: &Library, written: &str) -> Result<LinkView, LibraryError> {
        let nowhere = |why: &str| LinkView::Nowhere {
            written: written.to_owned(),
            why: why.to_owned(),
        };
        if let Some(anchor) = written.strip_prefix('#') {
            return Ok(match self.line_of(anchor) {
                Some(line) => LinkView::Here { line },
                None => nowhere("No heading of this runbook has this name."),
            });
        }
        if is_address(written) {
            return Ok(LinkView::Address {
                address: written.to_owned(),
            });
        }
        Ok(match library.follow(&self.path, self.root(), written)? {
            Leads::Runbook { id, line } if id == library::id_of(&self.path) => LinkView::Here {
                line: line.unwrap_or(1),
            },
            Leads::Runbook { id, line } => LinkView::Runbook { runbook: id, line },
            Leads::Outside => nowhere("This file is in no open folder."),
            Leads::Missing => nowhere("There is no such file."),
        })
    }

    fn line_of(&self, anchor: &str) -> Option<u32> {
        let anchor = anchor.to_lowercase();
        let sections = &self.laid.opened().runbook.sections;
        let found = sections.iter().find(|s| s.anchor == anchor)?;
        Some(found.line)
    }

    /// Where `/…` begins: the folder, or that of a file that was opened by itself.
    fn root(&self) -> &Path {
        match self.folder == self.path {
            true => self.path.parent().unwrap_or(&self.path),
            false => &self.folder,
        }
    }
}

/// `https:…`, `mailto:…`, `//host/…`; not `C:\…`.
fn is_address(written: &str) -> bool {
    let scheme = written.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    });
    scheme || written.starts_with("//")
}
