//! A finding: which rule, where, what, why, and the way on.

use serde::{Deserialize, Serialize};

/// One finding of the checker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Diagnostic {
    /// Rule id, such as `lambda-env-replaces`.
    pub rule: String,
    /// How sure and how bad.
    pub severity: Severity,
    /// First line, from 1.
    pub line: u32,
    /// First column, in bytes from 1.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// One past the last column.
    pub end_column: u32,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What follows from it.
    pub why: String,
    /// The way on.
    pub fix: Option<String>,
    /// The step it belongs to.
    pub step: Option<String>,
    /// The part it belongs to.
    pub part: Option<String>,
}

/// How sure and how bad a finding is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type,
)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// Worth knowing; nothing needs to change.
    Note,
    /// Likely to hurt.
    Warning,
    /// Certainly wrong: the line fails, or does not do what it says.
    Error,
}

impl Severity {
    /// The word people read.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// How many findings of each severity there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Errors.
    pub errors: u32,
    /// Warnings.
    pub warnings: u32,
    /// Notes.
    pub notes: u32,
}

impl Counts {
    /// Counts findings.
    pub fn of(diagnostics: &[Diagnostic]) -> Counts {
        let mut counts = Counts::default();
        for diagnostic in diagnostics {
            match diagnostic.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Note => counts.notes += 1,
            }
        }
        counts
    }
}
