//! The process table from `/proc`.

use std::fs;
use std::io;

use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

use super::{Id, Process, Tell};

/// All processes. Those that end while the table is read are left out.
pub(super) fn processes() -> io::Result<Vec<Process>> {
    let mut all = Vec::new();
    for entry in fs::read_dir("/proc")? {
        let Ok(entry) = entry else { continue };
        let pid = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok());
        if let Some(process) = pid.and_then(process) {
            all.push(process);
        }
    }
    Ok(all)
}

fn process(pid: u32) -> Option<Process> {
    let stat = fs::read(format!("/proc/{pid}/stat")).ok()?;
    parse_stat(pid, &String::from_utf8_lossy(&stat))
}

/// `pid (name) state ppid pgrp session …`, proc(5); the name may contain
/// anything, brackets and spaces too.
fn parse_stat(pid: u32, stat: &str) -> Option<Process> {
    let (start, end) = (stat.find('(')?, stat.rfind(')')?);
    let fields: Vec<&str> = stat.get(end + 1..)?.split_whitespace().collect();
    let number = |index: usize| fields.get(index)?.parse::<u64>().ok();
    Some(Process {
        id: Id {
            pid,
            // Field 22 of the line, clock ticks after boot.
            start: number(19)?,
        },
        parent: number(1)? as u32,
        session: number(3)? as u32,
        zombie: matches!(*fields.first()?, "Z" | "X"),
        name: stat.get(start + 1..end)?.to_owned(),
    })
}

/// Whether a process was started with `name=value` in its environment. `false`
/// for processes of other users: they cannot be looked into.
pub(super) fn has_mark(pid: u32, name: &str, value: &str) -> bool {
    let Ok(environment) = fs::read(format!("/proc/{pid}/environ")) else {
        return false;
    };
    let wanted = format!("{name}={value}");
    environment
        .split(|byte| *byte == 0)
        .any(|entry| entry == wanted.as_bytes())
}

/// Sends a signal to exactly this process: through a descriptor, and only if it
/// still is the one that was seen.
pub(super) fn tell(id: Id, tell: Tell) {
    let Some(pid) = Pid::from_raw(id.pid as i32) else {
        return;
    };
    let Ok(descriptor) = pidfd_open(pid, PidfdFlags::empty()) else {
        return;
    };
    if process(id.pid).map(|process| process.id) != Some(id) {
        return;
    }
    let signals: &[Signal] = match tell {
        // A stopped process takes note only once it goes on.
        Tell::Terminate => &[Signal::TERM, Signal::CONT],
        Tell::Kill => &[Signal::KILL],
    };
    for signal in signals {
        if let Err(error) = pidfd_send_signal(&descriptor, *signal) {
            tracing::debug!(pid = id.pid, ?signal, %error, "a signal did not arrive");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_brackets_does_not_shift_the_fields() {
        let stat = "7 (a) b (c)) S 1 7 5 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 8812 1 1";
        let process = parse_stat(7, stat);
        let expected = Process {
            id: Id {
                pid: 7,
                start: 8812,
            },
            parent: 1,
            session: 5,
            zombie: false,
            name: "a) b (c)".into(),
        };
        assert_eq!(process, Some(expected));
    }
}
