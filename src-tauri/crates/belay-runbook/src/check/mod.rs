//! Finds the mistakes in a runbook before somebody runs them.
//!
//! Each rule is a function in `rules/` that looks at the whole book and reports;
//! its page is in `pages`. An error is certain; what is only likely is a
//! warning; what is only worth knowing is a note.

mod book;
mod diagnostic;
mod pages;
mod render;
mod rules;
mod sarif;
mod silence;

use crate::model::Runbook;
use serde::{Deserialize, Serialize};

pub use diagnostic::{Counts, Diagnostic, Severity};
pub use pages::{ExampleForm, RulePage, explain, nearest, rules};
pub use render::render;
pub use sarif::{Checked, sarif};

pub(crate) use book::{Book, Finding, Site, Spot};

/// What is known of where the runbook will be run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase", default)]
pub struct Options {
    /// The machine that runs the steps.
    pub platform: Platform,
    /// Rule ids that are not reported.
    pub silenced: Vec<String>,
    /// The run's environment brings account and Region along.
    pub has_environment: bool,
}

/// Which `date`, `sed` and their like the operator has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Platform {
    /// Not known: what works on one of them only is reported.
    #[default]
    Any,
    /// GNU tools.
    Linux,
    /// BSD tools.
    MacOs,
}

impl Platform {
    /// That of the machine that this program runs on.
    pub fn here() -> Self {
        match std::env::consts::OS {
            "linux" => Platform::Linux,
            "macos" => Platform::MacOs,
            _ => Platform::Any,
        }
    }
}

/// A finding that the file itself allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// What was found.
    pub finding: Diagnostic,
    /// Why it may stay, in the words of the file; empty when it gives no reason.
    pub reason: String,
}

/// Checks a runbook; findings in the order of the file.
///
/// `text` is the text that `runbook` was read from.
pub fn check(runbook: &Runbook, text: &str, options: &Options) -> Vec<Diagnostic> {
    check_with_allowed(runbook, text, options).0
}

/// As [`check`], and beside it what the file allows, in the order of the file.
pub fn check_with_allowed(
    runbook: &Runbook,
    text: &str,
    options: &Options,
) -> (Vec<Diagnostic>, Vec<Allowed>) {
    let mut book = Book::new(runbook, text, options);
    rules::run(&mut book);
    let mut found = book.into_diagnostics();
    let mut allowed = silence::apply(&mut found, runbook, options);
    found.sort_by(in_order);
    found.dedup();
    allowed.sort_by(|a, b| in_order(&a.finding, &b.finding));
    allowed.dedup();
    (found, allowed)
}

fn in_order(a: &Diagnostic, b: &Diagnostic) -> std::cmp::Ordering {
    (a.line, a.column, b.severity, &a.rule).cmp(&(b.line, b.column, a.severity, &b.rule))
}

#[cfg(test)]
mod tests;
