//! Folders of runbooks, what they hold, and what a search finds in them.

use belay_runbook::check::RulePage;
use serde::{Deserialize, Serialize};

/// A folder of runbooks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct LibraryFolder {
    /// Stable id.
    pub id: String,
    /// Its last path component.
    pub name: String,
    /// Absolute path; empty for the bundled samples.
    pub path: String,
    /// Git branch, if it is a working tree.
    pub branch: Option<String>,
    /// The samples that come with Belay.
    pub bundled: bool,
    /// Why it cannot be read.
    pub problem: Option<String>,
    /// What to know of the list: it is not whole, or not kept true by itself.
    pub notice: Option<String>,
    /// How far looking into it has come; none when that is done.
    pub progress: Option<FolderProgress>,
    /// Markdown files in it, by path; while it is looked into, those known.
    pub runbooks: Vec<RunbookEntry>,
}

/// How far looking into a folder has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct FolderProgress {
    /// Runbooks found so far.
    pub found: u32,
    /// How many of them are new or changed; none while it is looked through.
    pub to_read: Option<u32>,
    /// How many of those were read.
    pub read: u32,
}

/// A runbook in a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RunbookEntry {
    /// Stable id.
    pub id: String,
    /// First heading, or the file name.
    pub title: String,
    /// Path within the folder.
    pub file: String,
    /// Headings.
    pub sections: u32,
    /// Fenced blocks.
    pub blocks: u32,
    /// Task items.
    pub tasks: u32,
    /// Findings of severity error.
    pub errors: u32,
    /// Findings of severity warning.
    pub warnings: u32,
    /// Why it cannot be read.
    pub problem: Option<String>,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct SearchFound {
    /// Best first.
    pub hits: Vec<SearchHit>,
    /// There may be more.
    pub more: bool,
    /// Some folders are still being looked into.
    pub incomplete: bool,
}

/// A place that a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct SearchHit {
    /// Runbook id.
    pub runbook: String,
    /// Line, from 1; none where the runbook's title was found.
    pub line: Option<u32>,
    /// The headings that it stands under, from the top down.
    pub heading: String,
    /// The line, or the title.
    pub pieces: Vec<SearchPiece>,
}

/// A piece of a line that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct SearchPiece {
    /// As written.
    pub text: String,
    /// It is what was looked for.
    pub marked: bool,
}

/// What a rule is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RuleText {
    /// Its id.
    pub rule: String,
    /// One line.
    pub title: String,
    /// What it finds.
    pub what: String,
    /// What follows from the mistake.
    pub why: String,
    /// An example with the mistake: shell code, or a piece of a file.
    pub bad: String,
    /// The same without it.
    pub good: String,
    /// Where it is written down.
    pub source: String,
}

impl From<&RulePage> for RuleText {
    fn from(page: &RulePage) -> Self {
        Self {
            rule: page.id.to_owned(),
            title: page.title.to_owned(),
            what: page.what.to_owned(),
            why: page.why.to_owned(),
            bad: page.bad.to_owned(),
            good: page.good.to_owned(),
            source: page.source.to_owned(),
        }
    }
}
