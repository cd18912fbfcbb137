//! The window against an empty one from the same crates: how long until the screen
//! shows what it will show, and how much memory that takes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use super::median;
use super::screen::Screen;
use super::table::{Row, Target};
use crate::failure::{Failure, Outcome};
use crate::place::Place;
use crate::process::{self, command};

const ROUNDS: usize = 7;
/// How long a screen is watched; both are at rest long before.
const WATCHED: Duration = Duration::from_millis(6000);

struct Start {
    /// Until the screen was as it stayed.
    ms: f64,
    /// Proportional set size of the program and all its processes.
    mib: f64,
}

/// Start and memory, in turn with the empty window, so that whatever else the
/// machine does hits both alike.
pub fn measure(place: &Place) -> Outcome<Vec<Row>> {
    let release = place.target.join("release");
    let (belay, empty) = (release.join("belay"), release.join("examples/empty_window"));
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let (one, other) = (start(place, &belay)?, start(place, &empty)?);
        // The first of each only fills the machine's caches.
        if round > 0 {
            ours.push(one);
            theirs.push(other);
        }
    }
    let middle = |starts: &[Start], of: fn(&Start) -> f64| median(starts.iter().map(of).collect());
    let row = |name: &str, of: fn(&Start) -> f64, unit, most| Row {
        name: name.into(),
        figure: middle(&ours, of),
        baseline: Some((middle(&theirs, of), "empty window")),
        unit,
        target: Target::RatioAtMost(most),
    };
    Ok(vec![
        row(
            "window: start to first usable screen",
            |start| start.ms,
            "ms",
            1.4,
        ),
        row(
            "window: memory, all processes (PSS)",
            |start| start.mib,
            "MiB",
            1.3,
        ),
    ])
}

fn start(place: &Place, program: &Path) -> Outcome<Start> {
    let home = place.target.join("xtask/bench-home");
    if home.exists() {
        fs::remove_dir_all(&home).map_err(|error| Failure::file("remove", &home, &error))?;
    }
    fs::create_dir_all(&home).map_err(|error| Failure::file("create", &home, &error))?;
    let mut screen = Screen::start(place)?;
    let began = Instant::now();
    let mut child = command(place, program)
        .env("DISPLAY", &screen.display)
        .env("HOME", &home)
        .env("BELAY_HOME", &home)
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("XDG_CONFIG_HOME")
        .env_remove("XDG_CACHE_HOME")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| Failure::file("start", program, &error))?;
    let seen = watch(&mut screen, began);
    let pid = i32::try_from(child.id()).unwrap_or_default();
    let mib = memory(pid);
    process::end_tree(pid);
    child
        .wait()
        .map_err(|error| Failure::new(format!("Lost {}: {error}.", program.display())))?;
    Ok(Start {
        ms: settled(&seen?, program)?,
        mib,
    })
}

struct Seen {
    after: Duration,
    pixels: Vec<u8>,
}

/// The pictures that the screen showed, each when it was first seen.
fn watch(screen: &mut Screen, began: Instant) -> Outcome<Vec<Seen>> {
    let mut seen: Vec<Seen> = Vec::new();
    while began.elapsed() < WATCHED {
        let after = began.elapsed();
        let pixels = screen.look()?;
        if seen.last().is_none_or(|last| last.pixels != pixels) {
            seen.push(Seen { after, pixels });
        }
        thread::sleep(Duration::from_millis(4));
    }
    Ok(seen)
}

/// When the screen was as it stayed, but for a clock: at most a thousandth of it
/// differs from the last picture from then on.
fn settled(seen: &[Seen], program: &Path) -> Outcome<f64> {
    let Some(last) = seen.last() else {
        return Err(Failure::new("The screen was never looked at."));
    };
    let same = |one: &Seen| {
        let pairs = one.pixels.iter().zip(&last.pixels);
        pairs.filter(|(now, then)| now != then).count() * 1000 <= last.pixels.len()
    };
    match seen.iter().rposition(|one| !same(one)) {
        Some(at) => Ok(seen[at + 1].after.as_secs_f64() * 1e3),
        None => Err(Failure::new(format!(
            "{} showed nothing.",
            program.display()
        ))),
    }
}

/// PSS of a process and everything below it, in MiB.
fn memory(pid: i32) -> f64 {
    let kib = |pid: &i32| -> Option<f64> {
        let rollup = fs::read_to_string(PathBuf::from(format!("/proc/{pid}/smaps_rollup"))).ok()?;
        let line = rollup.lines().find(|line| line.starts_with("Pss:"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    };
    process::tree(pid).iter().filter_map(kib).sum::<f64>() / 1024.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(ms: u64, pixels: &[u8]) -> Seen {
        Seen {
            after: Duration::from_millis(ms),
            pixels: pixels.to_vec(),
        }
    }

    #[test]
    fn the_start_ends_with_the_last_change_that_is_not_a_clock_s() {
        let page = [7; 4000];
        let mut ticked = page;
        ticked[99] = 1;
        let mut loading = page;
        loading[..400].fill(0);
        let pictures = [
            seen(10, &[0; 4000]),
            seen(300, &loading),
            seen(420, &page),
            seen(2500, &ticked),
        ];
        assert_eq!(settled(&pictures, Path::new("it")).unwrap().round(), 420.0);
    }

    #[test]
    fn a_screen_that_stays_empty_is_no_start() {
        assert!(settled(&[seen(10, &[0; 4000])], Path::new("it")).is_err());
    }
}
