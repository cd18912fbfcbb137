//! What can go wrong in the wiring, and how it is said to a person.

use std::path::{Path, PathBuf};

use belay_engine::EngineError;
use belay_engine::ports::{PortError, PortErrorKind};

use belay_library::LibraryError;
use belay_restore::{Trouble, TroubleKind};

use crate::desk::NoGuide;
use crate::environments::NoEnvironment;
use crate::views::{IpcError, IpcErrorCode};

/// Broken plumbing. What a user can resolve (guards, missing inputs, drift) is
/// data in a reply, never one of these.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// A file could not be read or written.
    #[error("`{}` could not be used: {source}.", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A runbook or the library could not be read.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// An id that names nothing.
    #[error("There is no {what} `{id}` any more.")]
    Unknown {
        /// E.g. `runbook`.
        what: &'static str,
        /// The id.
        id: String,
    },
    /// A guide that the runbook does not have.
    #[error(transparent)]
    Guide(#[from] NoGuide),
    /// An environment is written down wrongly, or not at all.
    #[error(transparent)]
    Environment(#[from] NoEnvironment),
    /// Something outside failed.
    #[error(transparent)]
    Port(#[from] PortError),
    /// The engine or its journal failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A table could not be read.
    #[error(transparent)]
    Table(#[from] Trouble),
    /// An output could not be read, or its folder not be made.
    #[error(transparent)]
    Output(#[from] belay_exec::ExecError),
    /// The keyring failed.
    #[error(transparent)]
    Keys(#[from] belay_aws::KeysError),
    /// A chart could not be drawn.
    #[error("The chart could not be drawn: {0}.")]
    Chart(#[from] belay_chart::ChartError),
    /// No home directory.
    #[error(transparent)]
    Home(#[from] crate::home::NoHome),
    /// Nobody waits for the answer any more.
    #[error("The question was let go of before its answer came.")]
    LetGo,
    /// A background task ended early; always a defect.
    #[error("A background task ended early: {0}.")]
    Task(String),
}

impl AppError {
    pub(crate) fn file(path: &Path, source: std::io::Error) -> Self {
        Self::File {
            path: path.to_owned(),
            source,
        }
    }

    pub(crate) fn unknown(what: &'static str, id: &str) -> Self {
        Self::Unknown {
            what,
            id: id.to_owned(),
        }
    }
}

impl From<PortError> for IpcError {
    fn from(e: PortError) -> Self {
        let code = match e.kind {
            PortErrorKind::SignIn => IpcErrorCode::SignIn,
            PortErrorKind::MfaNeeded => IpcErrorCode::MfaNeeded,
            PortErrorKind::Forbidden => IpcErrorCode::Forbidden,
            PortErrorKind::Throttled => IpcErrorCode::Throttled,
            PortErrorKind::Unreachable => IpcErrorCode::Unreachable,
            PortErrorKind::NotFound => IpcErrorCode::NotFound,
            PortErrorKind::Configuration => IpcErrorCode::Configuration,
            PortErrorKind::Other => IpcErrorCode::Other,
        };
        Self {
            code,
            message: e.message,
            hint: e.hint,
            request_id: e.request_id,
        }
    }
}

/// What a person does about it.
fn of_library(e: &LibraryError) -> (IpcErrorCode, &'static str) {
    match e {
        LibraryError::File { .. } => (
            IpcErrorCode::Storage,
            "Check that the file exists and may be read, then try again.",
        ),
        LibraryError::Runbook { .. } => (
            IpcErrorCode::Other,
            "Mend the file in your editor; Belay never writes to it.",
        ),
        LibraryError::TooLarge { .. } => (IpcErrorCode::Other, "Split it."),
        LibraryError::Index(_) => (
            IpcErrorCode::Storage,
            "Check the data directory's space and permissions. The index in its `cache` folder may be deleted; it is made again.",
        ),
    }
}

impl From<AppError> for IpcError {
    fn from(e: AppError) -> Self {
        let message = e.to_string();
        let (code, hint) = match e {
            AppError::Port(port) | AppError::Engine(EngineError::Port(port)) => return port.into(),
            AppError::Table(trouble) => return of_trouble(trouble),
            AppError::Environment(none) => return of_environment(&none),
            AppError::Guide(none) => {
                return Self {
                    code: IpcErrorCode::NotFound,
                    message,
                    hint: Some(none.hint()),
                    request_id: None,
                };
            }
            AppError::Library(e) => of_library(&e),
            AppError::Output(_) => (
                IpcErrorCode::Storage,
                "Check the data directory's space and permissions.",
            ),
            AppError::Keys(_) => (
                IpcErrorCode::Configuration,
                "Unlock the keyring, then enter the keys again.",
            ),
            AppError::File { .. } => (
                IpcErrorCode::Storage,
                "Check that the file exists and may be read, then try again.",
            ),
            AppError::Unknown { .. }
            | AppError::Engine(EngineError::NoSuchRun(_) | EngineError::NoSuchUnit { .. }) => (
                IpcErrorCode::NotFound,
                "Reload the list; it may have been removed or renamed.",
            ),
            AppError::Engine(EngineError::NoList(_)) => (IpcErrorCode::NotFound, "Type the value."),
            AppError::Engine(_) => (
                IpcErrorCode::Storage,
                "Nothing was changed. Check the data directory's space and permissions.",
            ),
            AppError::Chart(_) => (
                IpcErrorCode::Other,
                "Make the window larger, or choose another range.",
            ),
            AppError::Home(_) => (IpcErrorCode::Configuration, "Set `BELAY_HOME`."),
            AppError::LetGo => (IpcErrorCode::Other, "Ask again."),
            AppError::Task(_) => (
                IpcErrorCode::Other,
                "Start Belay again; the record is whole.",
            ),
        };
        Self {
            code,
            message,
            hint: Some(hint.to_owned()),
            request_id: None,
        }
    }
}

fn of_environment(none: &NoEnvironment) -> IpcError {
    IpcError {
        code: match none {
            NoEnvironment::LeftOut(_) => IpcErrorCode::Configuration,
            NoEnvironment::Unknown { .. } => IpcErrorCode::NotFound,
        },
        message: none.to_string(),
        hint: Some(none.hint()),
        request_id: None,
    }
}

fn of_trouble(trouble: Trouble) -> IpcError {
    IpcError {
        code: match trouble.kind {
            TroubleKind::SignIn => IpcErrorCode::SignIn,
            TroubleKind::Forbidden => IpcErrorCode::Forbidden,
            TroubleKind::Throttled => IpcErrorCode::Throttled,
            TroubleKind::Passing => IpcErrorCode::Unreachable,
            TroubleKind::NotFound => IpcErrorCode::NotFound,
            TroubleKind::Other => IpcErrorCode::Other,
        },
        message: trouble.sentence,
        hint: trouble.hint,
        request_id: trouble.request_id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_aws_says_to_the_engine_is_told_as_what_aws_says() {
        let refused = PortError {
            message: "The tables could not be listed.".into(),
            hint: Some("Type the value.".into()),
            request_id: Some("req-1".into()),
            kind: PortErrorKind::Forbidden,
        };
        let error: IpcError = AppError::from(EngineError::from(refused)).into();
        assert_eq!(error.code, IpcErrorCode::Forbidden);
        assert_eq!(error.hint.as_deref(), Some("Type the value."));
        assert_eq!(error.request_id.as_deref(), Some("req-1"));
    }

    #[test]
    fn a_run_that_is_gone_is_no_fault_of_the_disk() {
        let error: IpcError = AppError::from(EngineError::NoSuchRun("7c41".into())).into();
        assert_eq!(error.code, IpcErrorCode::NotFound);
        assert!(error.hint.is_some_and(|hint| hint.contains("removed")));
    }
}
