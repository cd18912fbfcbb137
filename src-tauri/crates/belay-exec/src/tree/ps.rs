//! The process table from `ps`, for systems without `/proc`.

use std::io;
use std::process::Command;

use rustix::process::{Pid, Signal, kill_process};

use super::ps_text::parse;
use super::{Id, Process, Tell};

/// All processes.
pub(super) fn processes() -> io::Result<Vec<Process>> {
    let printed = Command::new("/bin/ps")
        .args(["-A", "-o", "pid=,ppid=,pgid=,state=,comm="])
        .output()?;
    Ok(parse(&String::from_utf8_lossy(&printed.stdout)))
}

/// Whether a process was started with `name=value` in its environment; `ps -E`
/// shows it for the user's own processes.
pub(super) fn has_mark(pid: u32, name: &str, value: &str) -> bool {
    let printed = Command::new("/bin/ps")
        .args(["-E", "-ww", "-o", "command=", "-p", &pid.to_string()])
        .output();
    let wanted = format!("{name}={value}");
    printed.is_ok_and(|printed| {
        String::from_utf8_lossy(&printed.stdout)
            .split_whitespace()
            .any(|word| word == wanted)
    })
}

/// Sends a signal.
pub(super) fn tell(id: Id, tell: Tell) {
    let Some(pid) = Pid::from_raw(id.pid as i32) else {
        return;
    };
    let signals: &[Signal] = match tell {
        Tell::Terminate => &[Signal::TERM, Signal::CONT],
        Tell::Kill => &[Signal::KILL],
    };
    for signal in signals {
        if let Err(error) = kill_process(pid, *signal) {
            tracing::debug!(pid = id.pid, ?signal, %error, "a signal did not arrive");
        }
    }
}
