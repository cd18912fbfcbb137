//! Folders of runbooks, and one runbook as Belay understands it.

use belay_runbook::Runbook;
use belay_runbook::check::{Diagnostic, RulePage};
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
    /// Markdown files in it, by path.
    pub runbooks: Vec<RunbookEntry>,
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

/// A runbook, opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RunbookPage {
    /// Its entry.
    pub entry: RunbookEntry,
    /// What was understood.
    pub runbook: Runbook,
    /// The file's lines, unchanged.
    pub source: Vec<String>,
    /// What is wrong with it.
    pub findings: Vec<Diagnostic>,
    /// What was understood, in words.
    pub understood: Vec<Understood>,
}

/// One heading of what was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Understood {
    /// E.g. `Needs`.
    pub heading: String,
    /// One sentence each.
    pub lines: Vec<UnderstoodLine>,
}

/// One thing that was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct UnderstoodLine {
    /// In words.
    pub text: String,
    /// Where it stands.
    pub line: Option<u32>,
}

/// A line that a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct SearchHit {
    /// Runbook id.
    pub runbook: String,
    /// Its title.
    pub title: String,
    /// Line, from 1.
    pub line: u32,
    /// The line's text.
    pub text: String,
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
