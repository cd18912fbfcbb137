//! Why a runbook or the library cannot be read, as a person is told it.

use std::path::{Path, PathBuf};

/// Something about the library could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// A file or folder could not be read.
    #[error("`{}` could not be used: {source}.", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is not a runbook.
    #[error("`{}` could not be read as a runbook: {source}", .path.display())]
    Runbook {
        /// The file.
        path: PathBuf,
        /// Why.
        source: belay_runbook::ReadError,
    },
    /// A file is larger than what is read.
    #[error(
        "`{}` has {} MB; runbooks of up to {} MB are read.",
        .path.display(), .bytes >> 20, belay_runbook::MAX_BYTES >> 20
    )]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size.
        bytes: u64,
    },
    /// The index could neither be used nor made anew.
    #[error("The search index could not be used: {0}.")]
    Index(#[from] rusqlite::Error),
}

impl LibraryError {
    pub(crate) fn file(path: &Path, source: std::io::Error) -> Self {
        Self::File {
            path: path.to_owned(),
            source,
        }
    }
}
