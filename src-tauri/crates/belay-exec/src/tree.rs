//! The processes of an attempt, and their end.
//!
//! A process belongs to an attempt if it descends from its shell, is in a
//! session that the shell or one of its descendants leads, or was started with
//! the attempt's mark in its environment: so a child that made itself a daemon
//! is found, too. What removes the mark from its environment, leaves the session
//! and is adopted by another process before anybody looks is not.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(all(unix, not(target_os = "linux")))]
mod ps;
#[cfg(any(test, all(unix, not(target_os = "linux"))))]
mod ps_text;

#[cfg(target_os = "linux")]
use linux as system;
#[cfg(all(unix, not(target_os = "linux")))]
use ps as system;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::time::{Duration, Instant};

use belay_engine::ports::CommandKey;
use serde::Serialize;

/// The variable that marks the processes of an attempt.
pub const MARKER: &str = "BELAY_ATTEMPT";

/// How long a killed process may take to be gone.
const KILLED: Duration = Duration::from_secs(3);
/// Between two looks at the process table.
const LOOK: Duration = Duration::from_millis(20);

/// The value of [`MARKER`] for an attempt.
pub fn marker(key: &CommandKey) -> String {
    format!("{}/{}/{}", key.run, key.unit, key.attempt)
}

/// A process that is still there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Leftover {
    /// Its process id.
    pub pid: u32,
    /// Its name.
    pub name: String,
}

/// What became of the processes of an attempt.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ended {
    /// How many are gone.
    pub ended: u32,
    /// Those that are still there although they were told to go.
    pub survivors: Vec<Leftover>,
}

/// A process is its id and the time of its start: ids are used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Id {
    pub pid: u32,
    pub start: u64,
}

/// A line of the process table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Process {
    pub id: Id,
    pub parent: u32,
    pub session: u32,
    pub zombie: bool,
    pub name: String,
}

/// Signals, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tell {
    Terminate,
    Kill,
}

/// The shell's identity, to be asked for while it certainly lives.
pub(crate) fn identify(pid: u32) -> Option<Id> {
    system::processes()
        .ok()?
        .into_iter()
        .find(|process| process.id.pid == pid)
        .map(|process| process.id)
}

/// Processes that carry the mark of an attempt, this process excepted.
///
/// # Errors
/// The process table cannot be read.
pub fn find_leftovers(marker: &str) -> io::Result<Vec<Leftover>> {
    let all = system::processes()?;
    let marked = members(&all, None, marker, &BTreeSet::new());
    Ok(marked.into_iter().map(leftover).collect())
}

/// Ends every process of an attempt: a request first (SIGTERM), and after
/// `grace` the end (SIGKILL). Blocks until they are gone, at most `grace` and
/// three seconds.
pub(crate) fn end(root: Option<Id>, marker: &str, grace: Duration) -> io::Result<Ended> {
    let mut seen: BTreeMap<Id, String> = BTreeMap::new();
    let mut told: BTreeSet<(Id, bool)> = BTreeSet::new();
    let started = Instant::now();
    let left = loop {
        let all = system::processes()?;
        let known: BTreeSet<Id> = seen.keys().copied().collect();
        let left = members(&all, root, marker, &known);
        let kill = started.elapsed() >= grace;
        if left.is_empty() || started.elapsed() >= grace + KILLED {
            break left.into_iter().map(leftover).collect::<Vec<_>>();
        }
        for process in left {
            let tell = if kill { Tell::Kill } else { Tell::Terminate };
            if told.insert((process.id, kill)) {
                system::tell(process.id, tell);
            }
            seen.insert(process.id, process.name.clone());
        }
        std::thread::sleep(LOOK);
    };
    let gone = seen
        .keys()
        .filter(|id| left.iter().all(|survivor| survivor.pid != id.pid))
        .count();
    Ok(Ended {
        ended: gone as u32,
        survivors: left,
    })
}

/// The processes of an attempt that are alive.
fn members<'a>(
    all: &'a [Process],
    root: Option<Id>,
    marker: &str,
    known: &BTreeSet<Id>,
) -> Vec<&'a Process> {
    let own = std::process::id();
    let own_session = all
        .iter()
        .find(|process| process.id.pid == own)
        .map(|process| process.session);
    let mut inside: BTreeSet<u32> = BTreeSet::new();
    let mut sessions: BTreeSet<u32> = root.iter().map(|root| root.pid).collect();
    for process in all {
        let named = Some(process.id) == root || known.contains(&process.id);
        if named || process.id.pid != own && system::has_mark(process.id.pid, MARKER, marker) {
            inside.insert(process.id.pid);
        }
    }
    // Parents may stand behind their children in the table: look until nothing
    // is added.
    loop {
        let before = inside.len();
        for process in all {
            if inside.contains(&process.id.pid) && Some(process.session) != own_session {
                sessions.insert(process.session);
            }
        }
        for process in all {
            let belongs = inside.contains(&process.parent) || sessions.contains(&process.session);
            if belongs && process.id.pid > 1 && process.id.pid != own {
                inside.insert(process.id.pid);
            }
        }
        if inside.len() == before {
            break;
        }
    }
    all.iter()
        .filter(|process| inside.contains(&process.id.pid) && !process.zombie)
        .collect()
}

fn leftover(process: &Process) -> Leftover {
    Leftover {
        pid: process.id.pid,
        name: process.name.clone(),
    }
}
