//! Runs shell texts in pseudo-terminals: live output, masked at the source and
//! kept on disk; Stop ends the whole process tree.
//!
//! What a text gets, in short:
//! - `bash` (or `sh`) with `-e` and `-o pipefail`: the first command that fails
//!   ends the part and gives its exit code. What the text does about failures
//!   itself (`|| true`, `if`, `set +e`) holds.
//! - A terminal and a session of its own. Nobody types: programs that wait for
//!   input wait until Stop. Pagers are switched off.
//! - Its directory and the variables it exports go on to the next part
//!   (`CommandExit::directory`, `CommandExit::exported`), without secrets:
//!   variables of secret names (`…_TOKEN`, `…PASSWORD`, AWS keys) and values
//!   that would be masked are left out.
//! - What it leaves in the background gets SIGHUP when the shell ends, as in a
//!   terminal that is closed; `nohup` and `setsid` keep it alive, and
//!   [`Shells::find_leftovers`] finds it.
//!
//! What leaves this crate has no secrets in it that were known or could be
//! recognised, and no escape sequences that leave their line. The crate is empty
//! where there is no Unix: these texts have no shell there.

#![cfg(unix)]

mod attempt;
mod base;
mod error;
mod flow;
mod login;
mod mask;
mod paths;
mod plain;
mod programs;
mod record;
mod sanitise;
mod script;
mod shells;
mod stream;
mod tree;

pub use base::BaseEnvironment;
pub use error::ExecError;
pub use login::{LoginEnvironment, inherited_environment, login_environment, parse_environment};
pub use mask::MASK;
pub use plain::plain;
pub use programs::Programs;
pub use shells::{Settings, Shells};
pub use stream::{OutputChunk, OutputStream};
pub use tree::{Ended, Leftover, MARKER, find_leftovers, marker};
