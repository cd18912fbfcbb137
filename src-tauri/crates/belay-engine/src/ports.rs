//! What the engine needs from outside, as traits. `belay-aws` and `belay-exec`
//! implement them; tests use fakes. Nothing here names a vendor's type.

use std::collections::BTreeMap;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;

use belay_runbook::SimpleCommand;
use belay_runbook::tools::VersionQuestion;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::environment::Environment;
use crate::pick::Listing;

/// A future that a port returns; boxed, so that ports are object safe.
pub type PortFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The time. Passed in, so that tests are deterministic.
pub trait Clock: Send + Sync {
    /// The current instant.
    fn now(&self) -> Timestamp;
}

/// Randomness for ids and confirmation tokens. Passed in for the same reason.
pub trait Entropy: Send + Sync {
    /// Fills `bytes` with unpredictable data.
    fn fill(&self, bytes: &mut [u8]);
}

/// Files of runbooks, as they are now. A run never executes what is in them: it
/// holds its own text, and only compares.
pub trait Files: Send + Sync {
    /// The bytes of the file, or why there are none.
    ///
    /// # Errors
    /// Those of the file system.
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>>;
}

/// Which program instances on the same data are alive: tells a command that
/// another window runs from one that was cut off.
pub trait Instances: Send + Sync {
    /// This instance's name.
    fn own(&self) -> &str;
    /// Whether the instance of that name is alive.
    fn alive(&self, instance: &str) -> bool;
}

impl Instances for belay_journal::presence::Presence {
    fn own(&self) -> &str {
        self.instance()
    }

    fn alive(&self, instance: &str) -> bool {
        Self::alive(self, instance)
    }
}

/// Something outside failed. Carries what a person needs to act.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct PortError {
    /// What happened, to what: one plain sentence.
    pub message: String,
    /// What to do next, if Belay knows.
    pub hint: Option<String>,
    /// The AWS request id, if the failure came from AWS.
    pub request_id: Option<String>,
    /// What kind of failure, where somebody acts on it.
    pub kind: PortErrorKind,
}

/// Failures that somebody acts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortErrorKind {
    /// The session is over, or there is none: sign in again.
    SignIn,
    /// A code from an MFA device is needed to go on.
    MfaNeeded,
    /// AWS refused: the identity lacks a permission.
    Forbidden,
    /// AWS asked to slow down, and retries were used up.
    Throttled,
    /// The endpoint could not be reached.
    Unreachable,
    /// The thing that was named does not exist.
    NotFound,
    /// The configuration on this machine is wrong (profile, file, keyring).
    Configuration,
    /// Anything else.
    Other,
}

/// Who AWS says we are (`sts:GetCallerIdentity`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CallerIdentity {
    /// Twelve digits.
    pub account_id: String,
    /// The caller's ARN, e.g. `arn:aws:sts::222222222222:assumed-role/Operator/jt`.
    pub arn: String,
    /// When AWS was asked.
    #[specta(type = String)]
    pub checked_at: Timestamp,
    /// When the session's credentials end; `None` for long-lived keys.
    #[specta(type = Option<String>)]
    pub expires_at: Option<Timestamp>,
    /// AWS request id of the check.
    pub request_id: Option<String>,
}

/// Identities of environments.
pub trait Identities: Send + Sync {
    /// Asks AWS who the environment's session is; signs in first if need be.
    /// Never answers from a cache: it is the guard before a change.
    fn caller<'a>(
        &'a self,
        environment: &'a Environment,
    ) -> PortFuture<'a, Result<CallerIdentity, PortError>>;

    /// The variables that give a child process this session (`AWS_ACCESS_KEY_ID`,
    /// `AWS_REGION`, `AWS_ENDPOINT_URL` where the profile has one …). Values are
    /// secret unless listed in [`ChildCredentials::public`].
    fn child_credentials<'a>(
        &'a self,
        environment: &'a Environment,
    ) -> PortFuture<'a, Result<ChildCredentials, PortError>>;
}

/// Something in AWS, as a list shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resource {
    /// Its name or id, as commands take it.
    pub id: String,
    /// Its ARN, where commands take that too.
    pub arn: Option<String>,
    /// What tells it from the others, e.g. `ACTIVE`, `400 items`.
    pub facts: Vec<String>,
    /// When it was made, published or registered.
    pub at: Option<Timestamp>,
    /// [`Inventory::look`] tells more than the list.
    pub more: bool,
}

/// What a list of AWS holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resources {
    /// What is on it; the newest first where that is what one wants.
    pub items: Vec<Resource>,
    /// There are more than [`LIST_LIMIT`], and the rest was not read.
    pub truncated: bool,
    /// AWS's request id of the last page.
    pub request_id: Option<String>,
}

/// More are not read for one list: nobody looks through them.
pub const LIST_LIMIT: usize = 1000;

/// What there is in an account. Reads only.
pub trait Inventory: Send + Sync {
    /// Reads a list, [`LIST_LIMIT`] things at most.
    fn list<'a>(
        &'a self,
        environment: &'a Environment,
        listing: &'a Listing,
    ) -> PortFuture<'a, Result<Resources, PortError>>;

    /// What the list did not tell of one thing on it, for which it was
    /// [`Resource::more`].
    fn look<'a>(
        &'a self,
        environment: &'a Environment,
        listing: &'a Listing,
        name: &'a str,
    ) -> PortFuture<'a, Result<Resource, PortError>>;
}

/// Credentials for a child process.
#[derive(Clone)]
pub struct ChildCredentials {
    /// Variables that hold secrets; their values are masked everywhere.
    pub secret: BTreeMap<String, String>,
    /// Variables that may be shown (Region, endpoint).
    pub public: BTreeMap<String, String>,
    /// Variables to take out of the inherited environment.
    pub remove: Vec<String>,
}

/// Names one attempt of one unit of one run.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CommandKey {
    /// The run.
    pub run: String,
    /// The unit (a step's or a part's id).
    pub unit: String,
    /// Counts from 1.
    pub attempt: u32,
}

/// A shell text to run, with everything it needs.
#[derive(Clone)]
pub struct CommandSpec {
    /// Which attempt this is; also names its output.
    pub key: CommandKey,
    /// The resolved shell text (inputs filled in). Run by `bash` (or `sh`).
    pub text: String,
    /// Where to run it.
    pub directory: PathBuf,
    /// Variables on top of the inherited environment.
    pub variables: BTreeMap<String, String>,
    /// Variables to take out of the inherited environment.
    pub remove: Vec<String>,
    /// Texts that must never leave the process unmasked, in any store or view.
    pub secrets: Vec<String>,
}

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CommandExit {
    /// How it ended.
    pub outcome: CommandOutcome,
    /// How long it ran.
    pub duration_ms: u32,
    /// Its output: masked, on disk.
    pub output: OutputSummary,
    /// Directory in which the shell ended, for the next unit of the section.
    pub directory: Option<PathBuf>,
    /// Variables that the text exported or changed, with secrets left out.
    pub exported: BTreeMap<String, String>,
}

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum CommandOutcome {
    /// The shell ended by itself with this status.
    Exited {
        /// 0 is success.
        code: i32,
    },
    /// Somebody pressed Stop; the whole process tree was ended.
    Stopped {
        /// Processes that were ended.
        ended: u32,
        /// Processes that were still alive afterwards: `pid name`.
        survivors: Vec<String>,
    },
    /// A signal ended the shell.
    Signalled {
        /// Its number.
        signal: i32,
    },
    /// It could not be started.
    NotStarted {
        /// Why.
        message: String,
    },
}

/// What was kept of an output.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct OutputSummary {
    /// Bytes on disk, after masking.
    pub bytes: u32,
    /// SHA-256 (hex) of the file.
    pub sha256: String,
    /// The last lines, at most 4 KiB, plain text without escape sequences.
    pub tail: String,
    /// Why the output on disk ends before the command did, e.g. a full disk;
    /// `None`: all of it was kept. The command itself went on.
    #[serde(default)]
    pub truncated: Option<String>,
}

/// Runs commands.
pub trait Commands: Send + Sync {
    /// Starts the command; the future ends when it has ended and its output is
    /// on disk. Dropping the future does not stop the command.
    fn run(&self, spec: CommandSpec) -> PortFuture<'static, CommandExit>;

    /// Whether these commands are carried out without a shell, so that the
    /// programs that they name need not be there.
    fn without_shell(&self, commands: &[SimpleCommand]) -> bool {
        let _ = commands;
        false
    }

    /// Ends the whole process tree of an attempt. The attempt's own future then
    /// ends with [`CommandOutcome::Stopped`]. `false`: nothing was running.
    fn stop<'a>(&'a self, key: &'a CommandKey) -> PortFuture<'a, bool>;
}

/// Programs of this machine, on the PATH that commands get.
pub trait Programs: Send + Sync {
    /// Where a program is. Nothing is run.
    fn find(&self, program: &str, variables: &BTreeMap<String, String>) -> Option<PathBuf>;

    /// Asks programs for their versions, all at the same time, each for a few
    /// seconds at most. One answer for each question, in order. No session is
    /// handed to them.
    fn ask<'a>(
        &'a self,
        questions: &'a [VersionQuestion],
        directory: &'a Path,
        variables: &'a BTreeMap<String, String>,
    ) -> PortFuture<'a, Vec<ProgramAnswer>>;
}

/// What became of a question to a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProgramAnswer {
    /// It is not on the PATH.
    NotFound,
    /// It ended by itself.
    Answered {
        /// What it printed, on whichever stream, as plain text; the beginning
        /// of it if it was long.
        text: String,
        /// Its exit code; `None` if a signal ended it.
        code: Option<i32>,
    },
    /// It did not end in time, and was ended.
    TimedOut {
        /// How long it was waited for.
        seconds: u32,
    },
    /// It is there and could not be started.
    NotStarted {
        /// Why.
        message: String,
    },
}
