//! One attempt: from the shell's start to the summary of its output.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use belay_engine::ports::{CommandExit, CommandOutcome, CommandSpec, OutputSummary};
use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use tokio::sync::watch;

use crate::paths::{Paths, private_directory, private_file};
use crate::record::{Progress, Recorder};
use crate::script::{EndState, Shell};
use crate::tree::{self, Ended, Id};

/// Size of the terminal until the window says otherwise.
const COLUMNS: u16 = 120;
const ROWS: u16 = 30;

/// Once the shell has ended, its output is over when the terminal closes; a
/// process that was left in the background may hold it open. If there is one,
/// the output is taken as complete after this long without a byte,
const QUIET: Duration = Duration::from_millis(300);
/// and after this long in any case.
const PATIENCE: Duration = Duration::from_secs(5);

/// Variables that keep programs from waiting for a key: nobody types into this
/// terminal. A runbook's own settings go before them.
const UNATTENDED: [(&str, &str); 6] = [
    ("TERM", "xterm-256color"),
    ("AWS_PAGER", ""),
    ("PAGER", "cat"),
    ("GIT_PAGER", "cat"),
    ("SYSTEMD_PAGER", "cat"),
    ("GIT_TERMINAL_PROMPT", "0"),
];

/// Files that a shell reads on its own; and marks of an outer attempt.
const REMOVED: [&str; 3] = ["BASH_ENV", "ENV", tree::MARKER];

/// What other threads may know of an attempt that is under way.
pub(crate) struct Attempt {
    pub marker: String,
    pub progress: watch::Sender<Progress>,
    phase: Mutex<Phase>,
    changed: Condvar,
    terminal: Mutex<Option<Box<dyn MasterPty + Send>>>,
}

#[derive(Default)]
struct Phase {
    /// The shell, once it runs.
    shell: Option<Id>,
    /// Stop was asked for.
    stopping: bool,
    /// What Stop came to.
    stopped: Option<Ended>,
    /// The attempt is over.
    over: bool,
}

impl Attempt {
    pub fn new(marker: String) -> Self {
        Self {
            marker,
            progress: watch::Sender::new(Progress::default()),
            phase: Mutex::default(),
            changed: Condvar::new(),
            terminal: Mutex::default(),
        }
    }

    fn phase(&self) -> MutexGuard<'_, Phase> {
        self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, act: impl FnOnce(&mut Phase)) {
        act(&mut self.phase());
        self.changed.notify_all();
    }

    fn wait_until(&self, ready: impl Fn(&Phase) -> bool) -> MutexGuard<'_, Phase> {
        self.changed
            .wait_while(self.phase(), |phase| !ready(phase))
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the process tree; returns when it is gone or has survived. Blocks.
    pub fn stop(&self, grace: Duration) {
        let shell = {
            let mut phase = self.wait_until(|phase| phase.shell.is_some() || phase.over);
            if phase.over {
                return;
            }
            if phase.stopping {
                // Somebody else is at it.
                drop(phase);
                drop(self.wait_until(|phase| phase.stopped.is_some() || phase.over));
                return;
            }
            phase.stopping = true;
            phase.shell
        };
        let ended = tree::end(shell, &self.marker, grace).unwrap_or_else(|error| {
            tracing::error!(%error, "the process table cannot be read");
            Ended::default()
        });
        self.change(|phase| phase.stopped = Some(ended));
    }

    /// The shell runs: it can be stopped, and its terminal resized.
    fn started(&self, shell: u32, terminal: Box<dyn MasterPty + Send>) {
        *self.terminal() = Some(terminal);
        // Without the time of its start the shell is found by its mark.
        let unknown = Id {
            pid: shell,
            start: 0,
        };
        let id = tree::identify(shell).unwrap_or(unknown);
        self.change(|phase| phase.shell = Some(id));
    }

    fn terminal(&self) -> MutexGuard<'_, Option<Box<dyn MasterPty + Send>>> {
        self.terminal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nothing more will happen; whoever waits may go.
    pub fn over(&self) {
        self.terminal().take();
        self.progress.send_modify(|progress| progress.done = true);
        self.change(|phase| phase.over = true);
    }

    /// Tells the programs how wide their terminal is.
    pub fn resize(&self, columns: u16, rows: u16) {
        if let Some(terminal) = self.terminal().as_ref()
            && let Err(error) = terminal.resize(size(columns, rows))
        {
            tracing::debug!(%error, "the terminal keeps its size");
        }
    }
}

/// Runs a command to its end. Blocks. Memory does not grow with the output.
pub(crate) fn execute(
    attempt: &Attempt,
    spec: &CommandSpec,
    base: &BTreeMap<String, String>,
    paths: &Paths,
) -> CommandExit {
    let started = Instant::now();
    let done = run(attempt, spec, base, paths);
    paths.tidy();
    let (outcome, output, end) = done.unwrap_or_else(|message| {
        let outcome = CommandOutcome::NotStarted { message };
        (outcome, OutputSummary::default(), Ending::default())
    });
    CommandExit {
        outcome,
        duration_ms: u32::try_from(started.elapsed().as_millis()).unwrap_or(u32::MAX),
        output,
        directory: end.state.directory.clone(),
        exported: end.state.exported(&end.before, &spec.secrets),
    }
}

/// What is needed to say what the shell changed.
#[derive(Default)]
struct Ending {
    state: EndState,
    before: BTreeMap<String, String>,
}

type Done = Result<(CommandOutcome, OutputSummary, Ending), String>;

fn run(
    attempt: &Attempt,
    spec: &CommandSpec,
    base: &BTreeMap<String, String>,
    paths: &Paths,
) -> Done {
    if !spec.directory.is_dir() {
        return Err(format!(
            "The directory {} does not exist.",
            spec.directory.display()
        ));
    }
    let mut before = environment(base, spec, &attempt.marker);
    let search = before.get("PATH").map_or("", String::as_str);
    let shell = Shell::find(search).ok_or("Neither bash nor sh was found on this machine.")?;
    // The terminal library would add it behind our back.
    before
        .entry("SHELL".into())
        .or_insert_with(|| shell.path.display().to_string());
    let file = prepare(spec, paths)?;
    let mut running = start(&shell, spec, &before, paths)?;
    let recorder = Recorder::new(file, &spec.secrets, attempt.progress.clone());
    let recorder = Arc::new(Mutex::new(recorder));
    let read = match record(running.output, Arc::clone(&recorder)) {
        Ok(read) => read,
        Err(error) => {
            // Nobody would read: the shell could not get on anyway.
            drop(running.terminal);
            let _ = running.shell.kill();
            let _ = running.shell.wait();
            return Err(format!("The output cannot be read: {error}."));
        }
    };
    attempt.started(running.shell.id(), running.terminal);
    let status = running.shell.wait();
    let stopped = drain(attempt, &recorder, &read);
    let output = finish(&recorder);
    let state = std::fs::read(&paths.state).unwrap_or_default();
    let ending = Ending {
        state: EndState::parse(&state),
        before,
    };
    let status = status.map_err(|error| format!("The shell's end is unknown: {error}."))?;
    Ok((outcome(status, stopped), output, ending))
}

/// The variables of the shell, from the weakest to the strongest source.
fn environment(
    base: &BTreeMap<String, String>,
    spec: &CommandSpec,
    marker: &str,
) -> BTreeMap<String, String> {
    let mut all = base.clone();
    for name in REMOVED {
        all.remove(name);
    }
    for (name, value) in UNATTENDED {
        all.insert(name.into(), value.into());
    }
    for name in &spec.remove {
        all.remove(name);
    }
    all.extend(spec.variables.clone());
    all.insert(tree::MARKER.into(), marker.into());
    all
}

/// Writes the text for the shell to read, and makes the output's file.
fn prepare(spec: &CommandSpec, paths: &Paths) -> Result<std::fs::File, String> {
    let cannot = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => format!(
            "Attempt {} of this command has run before; its output is kept.",
            spec.key.attempt
        ),
        _ => format!(
            "The output cannot be kept in {}: {error}.",
            paths.output.display()
        ),
    };
    if let Some(folder) = paths.output.parent() {
        private_directory(folder).map_err(cannot)?;
    }
    let output = private_file(&paths.output).map_err(cannot)?;
    // A text or state that a crash left behind is of no use.
    paths.tidy();
    private_file(&paths.text)
        .and_then(|mut text| text.write_all(spec.text.as_bytes()))
        .map_err(cannot)?;
    private_file(&paths.state).map_err(cannot)?;
    Ok(output)
}

struct Running {
    shell: Box<std::process::Child>,
    terminal: Box<dyn MasterPty + Send>,
    output: Box<dyn Read + Send>,
}

/// Starts the shell in a session of its own, on a terminal of its own. Nothing
/// is ever written to that terminal.
fn start(
    shell: &Shell,
    spec: &CommandSpec,
    environment: &BTreeMap<String, String>,
    paths: &Paths,
) -> Result<Running, String> {
    let cannot = |error: &dyn std::fmt::Display| format!("The shell did not start: {error}.");
    let pair = native_pty_system()
        .openpty(size(COLUMNS, ROWS))
        .map_err(|error| cannot(&error))?;
    let mut command = CommandBuilder::new(&shell.path);
    command.args(shell.arguments(&paths.text, &paths.state));
    command.cwd(&spec.directory);
    command.env_clear();
    for (name, value) in environment {
        command.env(name, value);
    }
    let output = pair
        .master
        .try_clone_reader()
        .map_err(|error| cannot(&error))?;
    let child = pair
        .slave
        .spawn_command(command)
        .map_err(|error| cannot(&error))?;
    let child: Box<dyn portable_pty::Child> = child;
    let shell = child
        .downcast::<std::process::Child>()
        .map_err(|_| cannot(&"it is of an unknown kind"))?;
    Ok(Running {
        shell,
        terminal: pair.master,
        output,
    })
}

fn size(cols: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}

type Shared = Arc<Mutex<Recorder<std::fs::File>>>;

/// Reads the terminal on a thread of its own; the receiver hears of the end.
fn record(mut output: Box<dyn Read + Send>, recorder: Shared) -> std::io::Result<Receiver<()>> {
    let (sender, receiver) = mpsc::channel();
    std::thread::Builder::new()
        .name("command-output".into())
        .spawn(move || {
            let mut buffer = vec![0; 64 * 1024];
            loop {
                match output.read(&mut buffer) {
                    Ok(0) => break,
                    Ok(read) => {
                        let mut recorder = lock(&recorder);
                        if !recorder.take(&buffer[..read]) {
                            return;
                        }
                    }
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                    Err(_) => break,
                }
            }
            // Nobody listens if the attempt was over before.
            let _ = sender.send(());
        })?;
    Ok(receiver)
}

fn lock(recorder: &Shared) -> MutexGuard<'_, Recorder<std::fs::File>> {
    recorder.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits for the rest of the output after the shell's end, and for Stop to come
/// to its end, if it was pressed.
fn drain(attempt: &Attempt, recorder: &Shared, read: &Receiver<()>) -> Option<Ended> {
    let stopped = {
        let phase = attempt.wait_until(|phase| !phase.stopping || phase.stopped.is_some());
        phase.stopped.clone()
    };
    let end = Instant::now() + PATIENCE;
    let mut before = lock(recorder).bytes();
    while let Err(RecvTimeoutError::Timeout) = read.recv_timeout(QUIET) {
        let now = lock(recorder).bytes();
        let held_open = || !tree::find_leftovers(&attempt.marker).is_ok_and(|all| all.is_empty());
        if Instant::now() >= end || now == before && held_open() {
            tracing::info!(
                attempt = attempt.marker,
                "a process was left in the background"
            );
            break;
        }
        before = now;
    }
    stopped
}

/// Closes the output; it is on disk when this returns.
fn finish(recorder: &Shared) -> OutputSummary {
    let mut recorder = lock(recorder);
    if let Err(error) = recorder.sink().sync_data() {
        recorder.truncate(format!(
            "The output may not be on disk completely: {error}. The command went on."
        ));
    }
    recorder.finish()
}

fn outcome(status: ExitStatus, stopped: Option<Ended>) -> CommandOutcome {
    match stopped {
        // Stop found nothing to end: the shell was faster.
        Some(Ended {
            ended: 0,
            survivors,
        }) if survivors.is_empty() => ended_by_itself(status),
        Some(Ended { ended, survivors }) => CommandOutcome::Stopped {
            ended,
            survivors: survivors
                .into_iter()
                .map(|process| format!("{} {}", process.pid, process.name))
                .collect(),
        },
        None => ended_by_itself(status),
    }
}

fn ended_by_itself(status: ExitStatus) -> CommandOutcome {
    match (status.code(), status.signal()) {
        (Some(code), _) => CommandOutcome::Exited { code },
        (None, Some(signal)) => CommandOutcome::Signalled { signal },
        (None, None) => CommandOutcome::NotStarted {
            message: "The shell's end is unknown.".into(),
        },
    }
}
