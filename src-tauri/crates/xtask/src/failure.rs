//! What stops a command, in words for the person who typed it.

use std::fmt;

/// What every step gives: a value, or the reason to stop.
pub type Outcome<T> = Result<T, Failure>;

/// A plain sentence and, where there is one, the next thing to do.
#[derive(Debug)]
pub struct Failure {
    sentence: String,
    hint: Option<String>,
}

impl Failure {
    /// The fact, as a full sentence.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            hint: None,
        }
    }

    /// Adds the way on.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A failed operation on a file.
    pub fn file(doing: &str, path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::new(format!("Cannot {doing} {}: {error}.", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "error: {}", self.sentence)?;
        match &self.hint {
            Some(hint) => write!(out, "\nhint: {hint}"),
            None => Ok(()),
        }
    }
}
