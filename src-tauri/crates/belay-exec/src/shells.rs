//! Runs commands in shells on this machine.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use belay_engine::ports::{
    CommandExit, CommandKey, CommandOutcome, CommandSpec, Commands, OutputSummary, PortFuture,
};
use tokio::sync::{oneshot, watch};

use crate::attempt::{Attempt, execute};
use crate::base::BaseEnvironment;
use crate::error::ExecError;
use crate::paths::{Paths, private_directory};
use crate::record::Progress;
use crate::stream::{OutputStream, count_lines, read_at};
use crate::tree::{self, Ended, Leftover};

/// How commands are run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where outputs are kept: one file per attempt, readable by its owner only.
    pub directory: PathBuf,
    /// How long a process may take to end by itself after Stop (SIGTERM) before
    /// it is ended (SIGKILL).
    pub grace: Duration,
    /// The environment of every command, e.g. from
    /// [`login_environment`](crate::login_environment).
    pub environment: BaseEnvironment,
}

/// Runs commands in shells on this machine, each on a terminal of its own.
///
/// What happens to a text is described at the crate's root. Cloning gives
/// another handle to the same commands.
#[derive(Clone)]
pub struct Shells {
    inner: Arc<Inner>,
}

struct Inner {
    settings: Settings,
    running: Mutex<HashMap<CommandKey, Arc<Attempt>>>,
}

impl Inner {
    fn running(&self) -> MutexGuard<'_, HashMap<CommandKey, Arc<Attempt>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn paths(&self, key: &CommandKey) -> Paths {
        Paths::new(&self.settings.directory, key)
    }
}

impl Shells {
    /// Makes the directory for outputs if need be.
    ///
    /// # Errors
    /// [`ExecError::Directory`].
    pub fn new(settings: Settings) -> Result<Self, ExecError> {
        private_directory(&settings.directory).map_err(|source| ExecError::Directory {
            path: settings.directory.clone(),
            source,
        })?;
        let running = Mutex::default();
        Ok(Self {
            inner: Arc::new(Inner { settings, running }),
        })
    }

    /// The output of an attempt from byte `offset` on, as it grows; of an attempt
    /// that is over, what is there. Any number of readers may follow.
    ///
    /// # Errors
    /// [`ExecError::NoOutput`].
    pub fn subscribe(&self, key: &CommandKey, offset: u64) -> Result<OutputStream, ExecError> {
        let path = self.inner.paths(key).output;
        let running = self.inner.running().get(key).cloned();
        let progress = match running {
            Some(attempt) => attempt.progress.subscribe(),
            None => {
                let bytes = self.output_size(key)?;
                watch::Sender::new(Progress { bytes, done: true }).subscribe()
            }
        };
        Ok(OutputStream::new(path, offset, progress))
    }

    /// At most `most` bytes of an output from byte `offset` on, read from disk;
    /// empty at its end. May cut a character in two.
    ///
    /// # Errors
    /// [`ExecError::NoOutput`], [`ExecError::Read`].
    pub fn read(&self, key: &CommandKey, offset: u64, most: usize) -> Result<Vec<u8>, ExecError> {
        let path = self.inner.paths(key).output;
        read_at(&path, offset, most).map_err(|source| unreadable(path, source))
    }

    /// Bytes of an output on disk.
    ///
    /// # Errors
    /// [`ExecError::NoOutput`], [`ExecError::Read`].
    pub fn output_size(&self, key: &CommandKey) -> Result<u64, ExecError> {
        let path = self.inner.paths(key).output;
        let meta = std::fs::metadata(&path).map_err(|source| unreadable(path, source))?;
        Ok(meta.len())
    }

    /// Lines of an output on disk, counted by reading it once.
    ///
    /// # Errors
    /// [`ExecError::NoOutput`], [`ExecError::Read`].
    pub fn output_lines(&self, key: &CommandKey) -> Result<u64, ExecError> {
        let path = self.inner.paths(key).output;
        count_lines(&path).map_err(|source| unreadable(path, source))
    }

    /// Where the output of an attempt is.
    pub fn output_path(&self, key: &CommandKey) -> PathBuf {
        self.inner.paths(key).output
    }

    /// Tells the programs of a running attempt how large their terminal is.
    pub fn resize(&self, key: &CommandKey, columns: u16, rows: u16) {
        let running = self.inner.running().get(key).cloned();
        if let Some(attempt) = running {
            attempt.resize(columns, rows);
        }
    }

    /// Whether an attempt is under way in this process.
    pub fn is_running(&self, key: &CommandKey) -> bool {
        self.inner.running().contains_key(key)
    }

    /// Processes of an attempt that are alive, whoever started them: after a
    /// crash, what the last program left behind. Reads the process table.
    ///
    /// # Errors
    /// [`ExecError::Processes`].
    pub fn find_leftovers(&self, key: &CommandKey) -> Result<Vec<Leftover>, ExecError> {
        tree::find_leftovers(&tree::marker(key)).map_err(ExecError::Processes)
    }

    /// Ends what [`Shells::find_leftovers`] finds, like Stop does. Blocks for at
    /// most the grace and three seconds.
    ///
    /// # Errors
    /// [`ExecError::Processes`].
    pub fn end_leftovers(&self, key: &CommandKey) -> Result<Ended, ExecError> {
        tree::end(None, &tree::marker(key), self.inner.settings.grace).map_err(ExecError::Processes)
    }

    /// Registers an attempt and starts its thread.
    fn begin(&self, spec: CommandSpec) -> Result<oneshot::Receiver<CommandExit>, String> {
        let attempt = Arc::new(Attempt::new(tree::marker(&spec.key)));
        {
            let mut running = self.inner.running();
            if running.contains_key(&spec.key) {
                return Err("This attempt is running already.".into());
            }
            running.insert(spec.key.clone(), Arc::clone(&attempt));
        }
        let (sender, receiver) = oneshot::channel();
        let under_way = UnderWay {
            inner: Arc::clone(&self.inner),
            key: spec.key.clone(),
            attempt,
        };
        let thread = std::thread::Builder::new().name("command".into());
        let started = thread.spawn(move || {
            let UnderWay { inner, attempt, .. } = &under_way;
            let paths = inner.paths(&spec.key);
            let environment = inner.settings.environment.variables();
            let exit = execute(attempt, &spec, environment, &paths);
            drop(under_way);
            // Whoever asked may have gone; the output is on disk.
            let _ = sender.send(exit);
        });
        started.map_err(|error| format!("The command did not start: {error}."))?;
        Ok(receiver)
    }
}

/// An attempt in the list of those that run, for as long as this lives: even if
/// its thread panics, nobody waits for it in vain.
struct UnderWay {
    inner: Arc<Inner>,
    key: CommandKey,
    attempt: Arc<Attempt>,
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.inner.running().remove(&self.key);
        self.attempt.over();
    }
}

fn unreadable(path: PathBuf, source: std::io::Error) -> ExecError {
    if source.kind() == std::io::ErrorKind::NotFound {
        ExecError::NoOutput { path }
    } else {
        ExecError::Read { path, source }
    }
}

impl Commands for Shells {
    /// Starts at once, not when the future is first asked.
    fn run(&self, spec: CommandSpec) -> PortFuture<'static, CommandExit> {
        let receiver = self.begin(spec);
        Box::pin(async move {
            match receiver {
                Ok(receiver) => receiver.await.unwrap_or_else(|_| {
                    not_started("The command's thread ended without a result.".into())
                }),
                Err(message) => not_started(message),
            }
        })
    }

    fn stop<'a>(&'a self, key: &'a CommandKey) -> PortFuture<'a, bool> {
        let running = self.inner.running().get(key).cloned();
        let grace = self.inner.settings.grace;
        Box::pin(async move {
            let Some(attempt) = running else {
                return false;
            };
            let (sender, receiver) = oneshot::channel();
            let thread = std::thread::Builder::new().name("command-stop".into());
            let started = thread.spawn(move || {
                attempt.stop(grace);
                // The caller may have gone; the tree is ended all the same.
                let _ = sender.send(());
            });
            if let Err(error) = started {
                tracing::error!(%error, "a command could not be stopped");
                return false;
            }
            receiver.await.is_ok()
        })
    }
}

fn not_started(message: String) -> CommandExit {
    CommandExit {
        outcome: CommandOutcome::NotStarted { message },
        duration_ms: 0,
        output: OutputSummary::default(),
        directory: None,
        exported: BTreeMap::new(),
    }
}
