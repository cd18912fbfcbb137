//! Running other programs, and ending every one of them again.
//!
//! WebKit's helpers leave their parent's process group, so groups are not enough:
//! this process adopts its orphans (`PR_SET_CHILD_SUBREAPER`) and ends by process
//! id whatever descends from it.

use std::fs;
use std::io::{BufRead, BufReader, IsTerminal as _, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::failure::{Failure, Outcome};
use crate::place::Place;

/// Process ids that may outlive this process, with everything below them.
static KEPT: Mutex<Vec<i32>> = Mutex::new(Vec::new());

/// How long a program may take to end after being asked.
const GRACE: Duration = Duration::from_secs(4);

/// Starts to adopt orphans, and ends every descendant when a person presses
/// Ctrl-C or the machine asks this process to end.
pub fn end_everything_on_signals() {
    // Without adoption orphans are missed on a signal; nothing else changes.
    let _ = rustix::process::set_child_subreaper(Some(rustix::process::getpid()));
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP]) else {
        return;
    };
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            end_everything();
            std::process::exit(128 + signal);
        }
    });
}

/// Lets `child` and what it starts live on after this process.
pub fn keep(child: &Child) {
    if let (Ok(mut kept), Ok(pid)) = (KEPT.lock(), i32::try_from(child.id())) {
        kept.push(pid);
    }
}

/// Ends every process that descends from this one, except those kept.
pub fn end_everything() {
    let kept = KEPT.lock().map(|kept| kept.clone()).unwrap_or_default();
    let own = rustix::process::getpid().as_raw_nonzero().get();
    end_all(&|| descendants(own, &kept));
}

/// `pid` and what descends from it.
pub fn tree(pid: i32) -> Vec<i32> {
    let mut tree = descendants(pid, &[]);
    tree.push(pid);
    tree
}

/// Ends `pid` and what descends from it.
pub fn end_tree(pid: i32) {
    // The tree is remembered: once `pid` is gone its children have another parent.
    let tree = tree(pid);
    end_all(&|| tree.iter().copied().filter(|pid| is_alive(*pid)).collect());
}

fn end_all(alive: &dyn Fn() -> Vec<i32>) {
    for (signal, patience) in [
        (Signal::TERM, GRACE),
        (Signal::KILL, Duration::from_secs(2)),
    ] {
        let found = alive();
        for pid in &found {
            if let Some(pid) = Pid::from_raw(*pid) {
                // It may have ended meanwhile, which is what was wanted.
                let _ = rustix::process::kill_process(pid, signal);
            }
        }
        if found.is_empty() || wait_until(patience, || alive().is_empty()) {
            return;
        }
    }
}

/// Waits until `done` says so, for at most `patience`; false when it never did.
pub fn wait_until(patience: Duration, mut done: impl FnMut() -> bool) -> bool {
    let deadline = Instant::now() + patience;
    loop {
        if done() {
            return true;
        }
        if Instant::now() >= deadline {
            return false;
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// Whether the process exists and has not ended.
pub fn is_alive(pid: i32) -> bool {
    parent_if_alive(pid).is_some()
}

fn descendants(of: i32, kept: &[i32]) -> Vec<i32> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    let parents: Vec<(i32, i32)> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(|pid| Some((pid, parent_if_alive(pid)?)))
        .collect();
    let mut found = vec![of];
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        next += 1;
        found.extend(
            parents
                .iter()
                .filter(|(pid, of)| *of == parent && !kept.contains(pid))
                .map(|(pid, _)| *pid),
        );
    }
    found.split_off(1)
}

/// The parent's id from `/proc/PID/stat`; `None` for a zombie or no process.
fn parent_if_alive(pid: i32) -> Option<i32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in parentheses may hold anything, so read from its end.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let state = fields.next()?;
    let parent = fields.next()?.parse().ok()?;
    (state != "Z" && state != "X").then_some(parent)
}

/// A command that finds the installed tools and reads nothing from the terminal.
pub fn command(place: &Place, program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(&place.root)
        .env("PATH", place.search_path())
        .stdin(Stdio::null());
    if !to_terminal() {
        command.env("NO_COLOR", "1").env_remove("FORCE_COLOR");
    }
    command
}

/// Runs a command and lets it speak; `what` names it in the failure.
pub fn run(command: &mut Command, what: &str) -> Outcome<()> {
    let status = if to_terminal() {
        command
            .status()
            .map_err(|error| not_started(command, &error))?
    } else {
        watch(command)?.status
    };
    ended_well(status, what)
}

/// In a log, colours are noise between the words.
fn to_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// Runs a command and gives what it printed; a failure carries its last lines.
pub fn quiet(command: &mut Command, what: &str) -> Outcome<String> {
    let output = command
        .output()
        .map_err(|error| not_started(command, &error))?;
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(out);
    }
    let all = format!("{out}{}", String::from_utf8_lossy(&output.stderr));
    Err(Failure::new(format!(
        "{what} failed ({}). Its last lines:\n{}",
        output.status,
        last_lines(&all, 30)
    )))
}

/// What a command printed while it was watched, and how it ended.
pub struct Watched {
    /// Everything it printed, without colours.
    pub text: String,
    /// How it ended.
    pub status: ExitStatus,
}

/// Runs a command, lets it speak, and keeps what it said.
pub fn watch(command: &mut Command) -> Outcome<Watched> {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| not_started(command, &error))?;
    let out = child
        .stdout
        .take()
        .map(|pipe| thread::spawn(|| repeat(pipe)));
    let err = child
        .stderr
        .take()
        .map(|pipe| thread::spawn(|| repeat(pipe)));
    let status = child
        .wait()
        .map_err(|error| Failure::new(format!("Lost a child process: {error}.")))?;
    let text = [out, err]
        .into_iter()
        .flatten()
        .map(|reader| reader.join().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n");
    Ok(Watched { text, status })
}

fn repeat(pipe: impl Read) -> String {
    let mut kept = String::new();
    let mut reader = BufReader::new(pipe);
    let mut line = Vec::new();
    while reader
        .read_until(b'\n', &mut line)
        .is_ok_and(|read| read > 0)
    {
        let plain = without_colours(&String::from_utf8_lossy(&line));
        let told = if to_terminal() {
            &line
        } else {
            plain.as_bytes()
        };
        // The terminal may be gone; what was said is kept all the same.
        let _ = std::io::stdout().write_all(told);
        kept.push_str(&plain);
        line.clear();
    }
    kept
}

fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line.chars();
    while let Some(letter) = rest.next() {
        if letter == '\u{1b}' {
            rest.by_ref().find(|letter| letter.is_ascii_alphabetic());
        } else {
            plain.push(letter);
        }
    }
    plain
}

/// Starts a command that goes on by itself, its output in the file `log`.
pub fn start(command: &mut Command, log: &Path) -> Outcome<Child> {
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder).map_err(|error| Failure::file("create", folder, &error))?;
    }
    let out = fs::File::create(log).map_err(|error| Failure::file("create", log, &error))?;
    let err = out
        .try_clone()
        .map_err(|error| Failure::file("write", log, &error))?;
    command
        .stdout(out)
        .stderr(err)
        .spawn()
        .map_err(|error| not_started(command, &error))
}

/// Whether a program can be started and ends well with these arguments.
pub fn answers(place: &Place, program: &str, arguments: &[&str]) -> Option<String> {
    let output = command(place, program).args(arguments).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The end of a text.
pub fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

/// Turns an exit status into an outcome.
pub fn ended_well(status: ExitStatus, what: &str) -> Outcome<()> {
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!("{what} failed ({status}).")))
    }
}

fn not_started(command: &Command, error: &std::io::Error) -> Failure {
    Failure::new(format!(
        "Cannot start `{}`: {error}.",
        command.get_program().to_string_lossy()
    ))
    .hint("`cargo xtask setup` installs what is missing.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_left_out() {
        assert_eq!(
            without_colours("\u{1b}[32;1m3 passed\u{1b}[0m ok"),
            "3 passed ok"
        );
    }

    #[test]
    fn a_tree_ends_with_a_child_that_left_its_group_and_ignores_the_request() {
        let mut child = Command::new("sh")
            .args([
                "-c",
                "setsid sh -c 'trap \"\" TERM; while :; do sleep 0.1; done' & wait",
            ])
            .spawn()
            .unwrap();
        let pid = i32::try_from(child.id()).unwrap();
        assert!(wait_until(Duration::from_secs(5), || descendants(pid, &[])
            .len()
            >= 2));
        let tree = descendants(pid, &[]);
        end_tree(pid);
        child.wait().unwrap();
        // A `sleep` that started in between ends by itself.
        assert!(wait_until(Duration::from_secs(2), || !tree
            .iter()
            .any(|pid| is_alive(*pid))));
    }

    #[test]
    fn a_failure_of_a_quiet_command_carries_its_last_lines() {
        let failure = quiet(
            Command::new("sh").args(["-c", "echo why; exit 3"]),
            "Trying",
        )
        .unwrap_err();
        assert_eq!(
            failure.to_string(),
            "error: Trying failed (exit status: 3). Its last lines:\nwhy"
        );
    }
}
