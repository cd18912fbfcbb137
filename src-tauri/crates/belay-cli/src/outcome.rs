//! How a command ended, as an exit code and a sentence.

use std::process::ExitCode;

use belay_app::views::{IpcError, IpcErrorCode};
use belay_engine::guards::Refusal;

/// How a command that did not fail ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// All is well: 0.
    Well,
    /// Findings, or a step that failed: 1.
    Findings,
    /// A guard refused: 3. What it said was printed.
    Refused,
}

impl From<Done> for ExitCode {
    fn from(done: Done) -> Self {
        Self::from(match done {
            Done::Well => 0,
            Done::Findings => 1,
            Done::Refused => 3,
        })
    }
}

/// Why a command could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The arguments do not make sense together: 2.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What to write instead.
        hint: Option<String>,
    },
    /// A guard refused: 3.
    #[error("refused")]
    Refused(Vec<Refusal>),
    /// Something failed; the code says whether on a remote side (4) or here (1).
    #[error("{}", .0.message)]
    Failed(IpcError),
}

impl CliError {
    /// Arguments that do not make sense.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage {
            message: message.into(),
            hint: Some(hint.into()),
        }
    }

    /// The exit code of this error.
    pub fn code(&self) -> u8 {
        match self {
            Self::Usage { .. } => 2,
            Self::Refused(_) => 3,
            Self::Failed(e) => match e.code {
                IpcErrorCode::SignIn
                | IpcErrorCode::MfaNeeded
                | IpcErrorCode::Forbidden
                | IpcErrorCode::Throttled
                | IpcErrorCode::Unreachable => 4,
                // A request id means that AWS answered, whatever it said.
                _ if e.request_id.is_some() => 4,
                IpcErrorCode::NotFound
                | IpcErrorCode::Configuration
                | IpcErrorCode::Storage
                | IpcErrorCode::Other => 1,
            },
        }
    }
}

impl From<IpcError> for CliError {
    fn from(e: IpcError) -> Self {
        Self::Failed(e)
    }
}

impl From<belay_app::AppError> for CliError {
    fn from(e: belay_app::AppError) -> Self {
        match e {
            // What was typed names nothing: the arguments are wrong, not the work.
            belay_app::AppError::Guide(none) => Self::usage(none.to_string(), none.hint()),
            other => Self::Failed(other.into()),
        }
    }
}
