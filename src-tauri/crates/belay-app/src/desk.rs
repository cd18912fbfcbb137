//! The desk: everything that the window or the terminal can ask for, in one
//! place. It wires the engine to its adapters and turns what they say into what
//! a screen shows.

mod charts;
mod databases;
mod environments;
mod guides;
mod library;
mod outputs;
mod pages;
mod pick;
mod preflight;
mod records;
mod restores;
mod rules;
mod run_page;
mod run_rules;
mod runs;
mod settings;

pub use charts::{ChartRequest, RestoreChartsRequest};
pub use environments::AccessKeys;
pub use guides::NoGuide;
pub use outputs::OutputStream;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use belay_aws::{CloudWatch, Keys, Places, Sessions};
use belay_engine::environment::Environment;
use belay_engine::ports::{Clock as _, Entropy as _};
use belay_engine::{Engine, EngineError, Outside};
use belay_exec::{BaseEnvironment, Programs, Shells};
use belay_journal::presence::Presence;
use belay_journal::{Author, RunView, SqliteStore, Store as _};
use belay_library::Library;
use belay_runbook::check::Diagnostic;
use jiff::Timestamp;

use crate::changes::{ChangeStream, Changes};
use crate::error::AppError;
use crate::home::Home;
use crate::native_commands::NativeCommands;
use crate::page::Pages;
use crate::questions::Questions;
use crate::samples;
use crate::settings::Kept;
use crate::system::{DiskFiles, SystemClock, SystemEntropy};
use crate::views::{IdentityState, KeptIn};

/// How long a process may take to end by itself after Stop.
const GRACE: Duration = Duration::from_secs(3);
/// How long the login shell may take to say its PATH.
const LOGIN_SHELL: Duration = Duration::from_secs(3);
/// How long a tool may take to say its version. Some start a virtual machine for it.
const VERSION_ANSWER: Duration = Duration::from_secs(10);
/// Between two looks at a table that is being restored. DescribeTable is cheap,
/// and a restore takes minutes to hours.
const POLL_EVERY: Duration = Duration::from_secs(10);

/// How the program was started.
#[derive(Debug, Clone, Default)]
pub struct StartOptions {
    /// `BELAY_HOME`.
    pub home: Option<PathBuf>,
    /// A folder or file to open.
    pub open: Option<PathBuf>,
    /// Who sits at this machine, as `user@host`.
    pub operator: String,
    /// The environment of every command.
    pub environment: BaseEnvironment,
    /// Between two looks at a table that is being restored; `BELAY_POLL_SECONDS`.
    pub poll_every: Option<Duration>,
}

impl StartOptions {
    /// Reads `BELAY_HOME`, who sits here, and the environment for commands.
    /// Called once, by the program.
    pub fn from_env() -> Self {
        let seconds = std::env::var("BELAY_POLL_SECONDS").ok();
        Self {
            environment: belay_exec::inherited_environment().into(),
            poll_every: seconds
                .and_then(|s| s.parse().ok())
                .map(Duration::from_secs_f64),
            home: std::env::var_os("BELAY_HOME").map(PathBuf::from),
            open: None,
            operator: format!(
                "{}@{}",
                whoami::username().unwrap_or_else(|_| "unknown".into()),
                whoami::hostname().unwrap_or_else(|_| "unknown".into())
            ),
        }
    }
}

impl StartOptions {
    /// With the PATH of the user's login shell, for a program that the desktop
    /// started: there it is a short one, and steps would not find their tools.
    /// A terminal has given its own already. Asks the shell once, for 3 s at most,
    /// beside the start: only a command waits for the answer.
    pub fn with_login_environment(mut self) -> Self {
        let own = self.environment.variables().clone();
        let shell = own.get("SHELL").map(PathBuf::from);
        let Some(shell) = shell.filter(|_| !own.contains_key("TERM")) else {
            return self;
        };
        self.environment = BaseEnvironment::asked(move || {
            let asked = belay_exec::login_environment(&shell, &own, LOGIN_SHELL);
            if let Some(note) = asked.note {
                tracing::warn!(note, "PATH");
            }
            asked.variables
        });
        self
    }
}

/// The desk. Clones share everything.
#[derive(Clone)]
pub struct Desk {
    inner: Arc<Inner>,
}

struct Inner {
    home: Home,
    library: OnceLock<Library>,
    pages: Pages,
    questions: Questions,
    kept: Mutex<Kept>,
    changes: Changes,
    sessions: Sessions,
    metrics: CloudWatch,
    shells: Shells,
    natives: NativeCommands,
    store: Arc<SqliteStore>,
    engine: Engine,
    identities: Mutex<HashMap<String, IdentityState>>,
    findings: Mutex<HashMap<String, Arc<[Diagnostic]>>>,
    restores: restores::Restores,
    poll_every: Duration,
    start_runbook: Option<String>,
}

impl Desk {
    /// Opens the data directory and wires everything. Calls nobody outside.
    ///
    /// # Errors
    /// The data directory, the settings or the journal cannot be used.
    pub fn open(options: StartOptions) -> Result<Self, AppError> {
        let home = Home::find(options.home)?;
        std::fs::create_dir_all(home.data()).map_err(|e| AppError::file(home.data(), e))?;
        let settings = home.settings();
        let mut kept =
            crate::settings::load(&settings).map_err(|e| AppError::file(&settings, e))?;
        let start_runbook = open_at_start(&mut kept, options.open)?;

        let clock = Arc::new(SystemClock);
        let sessions = Sessions::new(
            Places::default(),
            Arc::new(Keys::default()),
            clock.clone(),
            &options.operator,
        );
        let programs = Programs::new(options.environment.clone(), VERSION_ANSWER);
        let shells = Shells::new(belay_exec::Settings {
            directory: home.outputs(),
            grace: GRACE,
            environment: options.environment,
        })?;
        let store = Arc::new(SqliteStore::open(&home.journal()).map_err(EngineError::from)?);
        let natives = NativeCommands::new(
            shells.clone(),
            sessions.clone(),
            environment_of(store.clone()),
        );
        let presence = enter(&home)?;
        let engine = Engine::new(Outside {
            store: store.clone(),
            locks: store.clone(),
            clock,
            entropy: Arc::new(SystemEntropy),
            identities: Arc::new(sessions.clone()),
            commands: Arc::new(natives.clone()),
            inventory: Arc::new(sessions.clone()),
            programs: Arc::new(programs),
            files: Arc::new(DiskFiles),
            instances: Arc::new(presence),
            author: Author {
                principal: options.operator,
                program_version: env!("CARGO_PKG_VERSION").to_owned(),
            },
        });
        Ok(Self {
            inner: Arc::new(Inner {
                metrics: CloudWatch::new(sessions.clone()),
                library: OnceLock::new(),
                pages: Pages::default(),
                questions: Questions::default(),
                kept: Mutex::new(kept),
                changes: Changes::new(),
                identities: Mutex::default(),
                findings: Mutex::default(),
                restores: restores::Restores::default(),
                poll_every: options.poll_every.unwrap_or(POLL_EVERY),
                home,
                sessions,
                shells,
                natives,
                store,
                engine,
                start_runbook,
            }),
        })
    }

    /// Writes the sample runbooks out, for a program that shows them.
    ///
    /// # Errors
    /// [`AppError::File`] if one of them cannot be written.
    pub fn lay_out_samples(&self) -> Result<(), AppError> {
        samples::write(&self.inner.home.samples()).map_err(|(path, e)| AppError::file(&path, e))
    }

    /// Changes as they happen.
    pub fn changes(&self) -> ChangeStream {
        self.inner.changes.listen()
    }

    /// The current instant.
    pub fn now(&self) -> Timestamp {
        SystemClock.now()
    }

    fn lock<'a, T>(&self, mutex: &'a Mutex<T>) -> MutexGuard<'a, T> {
        // What is kept under these locks is replaced whole: a panic leaves it sound.
        mutex.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn kept(&self) -> Kept {
        self.lock(&self.inner.kept).clone()
    }

    /// Changes what is kept and writes it; a failed write changes nothing.
    fn change_kept(&self, change: impl FnOnce(&mut Kept)) -> Result<(), AppError> {
        let mut kept = self.lock(&self.inner.kept);
        let mut next = kept.clone();
        change(&mut next);
        let file = self.inner.home.settings();
        crate::settings::save(&file, &next).map_err(|e| AppError::file(&file, e))?;
        *kept = next;
        Ok(())
    }
}

/// This process's sign of life among those that share the data directory.
fn enter(home: &Home) -> Result<Presence, AppError> {
    let mut bytes = [0; 8];
    SystemEntropy.fill(&mut bytes);
    let name: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    let folder = home.data().join("instances");
    Presence::enter(&folder, &name).map_err(|e| AppError::file(&folder, e))
}

/// Finds the environment that a run was started in, in the run's own record.
fn environment_of(store: Arc<SqliteStore>) -> crate::native_commands::EnvironmentOf {
    Arc::new(move |run| {
        let events = store.events(&run.parse().ok()?).ok()?;
        let view = RunView::project(&events).ok()?;
        Some(Environment::from(&view.environment))
    })
}

/// Puts what the command line names first among what is opened. The id of the
/// runbook, if it is one file.
fn open_at_start(kept: &mut Kept, open: Option<PathBuf>) -> Result<Option<String>, AppError> {
    let Some(open) = open else {
        return Ok(None);
    };
    let path = std::fs::canonicalize(&open).map_err(|e| AppError::file(&open, e))?;
    kept.opened.retain(|p| *p != path);
    kept.opened.insert(0, path.clone());
    Ok(path.is_file().then(|| crate::library::id_of(&path)))
}

/// Work that reads many files runs beside the tasks that answer.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| AppError::Task(e.to_string()))?
}

fn kept_in(kept: belay_aws::KeptIn) -> KeptIn {
    match kept {
        belay_aws::KeptIn::Keyring => KeptIn::Keyring,
        belay_aws::KeptIn::Memory { why } => KeptIn::Memory { why },
    }
}
