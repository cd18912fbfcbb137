//! What can go wrong around a command. A command that fails is not an error of
//! this crate: it is an outcome.

use std::io;
use std::path::PathBuf;

/// What can go wrong around a command.
#[derive(Debug, thiserror::Error)]
pub enum ExecError {
    /// The directory for outputs cannot be used.
    #[error("outputs cannot be kept in {path}")]
    Directory {
        /// The directory.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// There is no output of that attempt.
    #[error("there is no output at {path}")]
    NoOutput {
        /// Where it would be.
        path: PathBuf,
    },
    /// The output is there and cannot be read.
    #[error("the output at {path} cannot be read")]
    Read {
        /// Where it is.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Processes cannot be listed or ended on this system.
    #[error("processes cannot be listed on this system")]
    Processes(#[source] io::Error),
}
