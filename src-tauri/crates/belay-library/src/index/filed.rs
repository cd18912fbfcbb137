//! What is kept of one file.

use std::path::{Path, PathBuf};

use belay_runbook::StepKind;
use belay_runbook::check::Counts;

use super::passages::{Passage, passages};
use crate::error::LibraryError;
use crate::file::{Opened, Stamp};

/// What is kept of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// The file.
    pub path: PathBuf,
    /// Its title, else its name.
    pub title: String,
    /// Headings.
    pub sections: u32,
    /// Blocks of code.
    pub blocks: u32,
    /// Task items.
    pub tasks: u32,
    /// What is wrong with it.
    pub findings: Counts,
    /// Why it cannot be read; everything else is zero then.
    pub problem: Option<String>,
}

impl Filed {
    /// What is kept of a file that was read, or could not be.
    pub fn of(path: &Path, opened: &Result<Opened, LibraryError>) -> Self {
        let name = path.file_name().unwrap_or(path.as_os_str());
        let mut filed = Self {
            path: path.to_owned(),
            title: name.to_string_lossy().into_owned(),
            sections: 0,
            blocks: 0,
            tasks: 0,
            findings: Counts::default(),
            problem: None,
        };
        match opened {
            Ok(opened) => filed.fill(opened),
            Err(e) => filed.problem = Some(e.to_string()),
        }
        filed
    }

    fn fill(&mut self, opened: &Opened) {
        let book = &opened.runbook;
        if !book.title.is_empty() {
            self.title.clone_from(&book.title);
        }
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let kinds =
            |want: fn(StepKind) -> bool| count(book.steps.iter().filter(|s| want(s.kind)).count());
        self.sections = count(book.sections.len());
        self.tasks = kinds(|k| k == StepKind::Check);
        self.blocks = kinds(|k| matches!(k, StepKind::Command | StepKind::Reference));
        self.findings = Counts::of(&opened.findings);
    }
}

/// A file, ready to be put into the index.
pub(crate) struct Entry {
    pub(super) filed: Filed,
    pub(super) stamp: Stamp,
    /// Line and anchor.
    pub(super) headings: Vec<(u32, String)>,
    pub(super) passages: Vec<Passage>,
}

impl Entry {
    pub(crate) fn of(path: &Path, stamp: Stamp, opened: &Result<Opened, LibraryError>) -> Self {
        let book = opened.as_ref().ok();
        let sections = book.map_or(&[][..], |o| o.runbook.sections.as_slice());
        Self {
            filed: Filed::of(path, opened),
            stamp,
            headings: sections
                .iter()
                .map(|s| (s.line, s.anchor.to_string()))
                .collect(),
            passages: book.map_or_else(Vec::new, |o| passages(&o.text, sections)),
        }
    }
}
