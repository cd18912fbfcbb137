//! What the window and the terminal are shown: plain data, one module an area.
//! Every type crosses the boundary as camelCase JSON; instants are RFC 3339 UTC.

mod charts;
mod environments;
mod guides;
mod library;
mod page;
mod procedure;
mod restores;
mod rules;
mod runs;
mod settings;
mod units;

pub use charts::*;
pub use environments::*;
pub use guides::*;
pub use library::*;
pub use page::*;
pub use procedure::*;
pub use restores::*;
pub use rules::*;
pub use runs::*;
pub use settings::*;
pub use units::*;

use serde::{Deserialize, Serialize};

/// Something failed outside of what the user can resolve in the dialog: what
/// happened, what to do next, and the AWS request id where there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct IpcError {
    /// What the window acts on.
    pub code: IpcErrorCode,
    /// What happened, to what: one plain sentence.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
    /// AWS request id.
    pub request_id: Option<String>,
}

/// The kinds of failure that the window treats differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum IpcErrorCode {
    /// The session is over or there is none.
    SignIn,
    /// A code from an MFA device is needed.
    MfaNeeded,
    /// AWS refused for want of a permission.
    Forbidden,
    /// AWS asked to slow down.
    Throttled,
    /// The endpoint could not be reached.
    Unreachable,
    /// The thing that was named does not exist.
    NotFound,
    /// Something on this machine is set up wrongly.
    Configuration,
    /// The journal or a file could not be read or written.
    Storage,
    /// Anything else.
    Other,
}
