//! The window against an empty one from the same crates: how long until the screen
//! shows what it will show, and how much memory that takes.
//!
//! Both are watched with the same eyes, those of a person: the pixels of the screen.
//! What the first screen shows is drawn by the code that answers a click on it, so
//! that it can be used once it is there.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::median;
use super::screen::{Screen, WIDTH};
use super::table::{Row, Target};
use crate::failure::{Failure, Outcome};
use crate::place::Place;
use crate::process::{self, command};

const ROUNDS: usize = 7;
/// How long a screen is watched.
const WATCHED: Duration = Duration::from_millis(6000);
/// Both are at rest long before; what still moves from here on is a clock.
const AT_REST: Duration = Duration::from_millis(3500);
/// Between two looks. Looking takes from the same machine, so not too often.
const LOOK_EVERY: Duration = Duration::from_millis(8);
/// Edge of the squares in which the screen is compared, in pixels.
const CELL: usize = 32;
/// A clock and its seconds; with more in motion nothing is at rest.
const MOST_MOVING: usize = 8;

/// One of the two programs, as the desktop starts it.
struct Program {
    path: PathBuf,
    home: PathBuf,
}

struct Start {
    /// Until the screen was as it stayed.
    ms: f64,
    /// Proportional set size of the program and all its processes.
    mib: f64,
}

/// Start and memory, in turn with the empty window, so that whatever else the
/// machine does hits both alike. First with a home that was never used, then as a
/// person starts it every day.
pub fn measure(place: &Place) -> Outcome<Vec<Row>> {
    let release = place.target.join("release");
    let program = |name: &str| Program {
        path: release.join(name),
        home: place.target.join("xtask/bench-home").join(name),
    };
    let pair = [program("belay"), program("examples/empty_window")];
    // The machine's own caches are filled by a start that does not count.
    starts(place, &pair, 1, Home::New)?;
    let first = starts(place, &pair, ROUNDS, Home::New)?;
    let daily = starts(place, &pair, ROUNDS, Home::Used)?;
    let row = |name: &str, starts: &[Vec<Start>; 2], of: fn(&Start) -> f64, unit, most| {
        let [ours, theirs] = starts
            .each_ref()
            .map(|starts| median(starts.iter().map(of).collect()));
        Row {
            name: name.into(),
            figure: ours,
            baseline: Some((theirs, "empty window")),
            unit,
            target: Target::RatioAtMost(most),
        }
    };
    Ok(vec![
        row(
            "window: start to first usable screen",
            &daily,
            |start| start.ms,
            "ms",
            1.4,
        ),
        row(
            "window: the same, the first time on a machine",
            &first,
            |start| start.ms,
            "ms",
            1.4,
        ),
        row(
            "window: memory, all processes (PSS)",
            &daily,
            |start| start.mib,
            "MiB",
            1.3,
        ),
    ])
}

/// Whether the program was ever started in its home.
#[derive(Clone, Copy, PartialEq)]
enum Home {
    New,
    Used,
}

fn starts(
    place: &Place,
    pair: &[Program; 2],
    rounds: usize,
    home: Home,
) -> Outcome<[Vec<Start>; 2]> {
    let mut all = [Vec::new(), Vec::new()];
    for _ in 0..rounds {
        for (program, starts) in pair.iter().zip(&mut all) {
            if home == Home::New && program.home.exists() {
                fs::remove_dir_all(&program.home)
                    .map_err(|error| Failure::file("remove", &program.home, &error))?;
            }
            starts.push(start(place, program)?);
        }
    }
    Ok(all)
}

fn start(place: &Place, program: &Program) -> Outcome<Start> {
    fs::create_dir_all(&program.home)
        .map_err(|error| Failure::file("create", &program.home, &error))?;
    let mut screen = Screen::start(place)?;
    let began = Instant::now();
    let mut child = command(place, &program.path)
        .envs(screen.variables())
        .env("HOME", &program.home)
        .env("BELAY_HOME", &program.home)
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("XDG_CONFIG_HOME")
        .env_remove("XDG_CACHE_HOME")
        .env_remove("XDG_DATA_HOME")
        // A desktop has no terminal to give.
        .env_remove("TERM")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| Failure::file("start", &program.path, &error))?;
    let seen = watch(&mut screen, began);
    let pid = i32::try_from(child.id()).unwrap_or_default();
    let mib = memory(pid);
    let lived = still_there(&mut child, &program.path);
    process::end_tree(pid);
    lived?;
    child
        .wait()
        .map_err(|error| Failure::new(format!("Lost {}: {error}.", program.path.display())))?;
    Ok(Start {
        ms: settled(&seen?, &program.path)?,
        mib,
    })
}

/// A program that ended shows nothing that could be used.
fn still_there(child: &mut Child, path: &Path) -> Outcome<()> {
    match child.try_wait() {
        Ok(None) => Ok(()),
        Ok(Some(status)) => Err(Failure::new(format!(
            "{} ended by itself ({status}).",
            path.display()
        ))),
        Err(error) => Err(Failure::new(format!("Lost {}: {error}.", path.display()))),
    }
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
        thread::sleep(LOOK_EVERY);
    }
    Ok(seen)
}

/// When the screen was as it stayed: outside the squares in which a clock ticks
/// while it is at rest, every pixel is that of the last picture from then on.
fn settled(seen: &[Seen], program: &Path) -> Outcome<f64> {
    let Some(last) = seen.last() else {
        return Err(Failure::new("The screen was never looked at."));
    };
    let moving: HashSet<usize> = seen
        .windows(2)
        .filter(|pair| pair[1].after >= AT_REST)
        .flat_map(|pair| cells_that_differ(&pair[0], &pair[1]))
        .collect();
    if moving.len() > MOST_MOVING {
        return Err(Failure::new(format!(
            "{} was not at rest after {} s.",
            program.display(),
            AT_REST.as_secs_f64()
        )));
    }
    let unlike = |one: &Seen| {
        cells_that_differ(one, last)
            .iter()
            .any(|cell| !moving.contains(cell))
    };
    match seen.iter().rposition(unlike) {
        Some(at) => Ok(seen[at + 1].after.as_secs_f64() * 1e3),
        None => Err(Failure::new(format!(
            "{} showed nothing.",
            program.display()
        ))),
    }
}

/// The squares in which two pictures are not the same.
fn cells_that_differ(one: &Seen, other: &Seen) -> HashSet<usize> {
    const BYTES_A_CELL: usize = 4 * CELL;
    let cells_a_row = WIDTH / CELL;
    let pieces = one
        .pixels
        .chunks(BYTES_A_CELL)
        .zip(other.pixels.chunks(BYTES_A_CELL));
    pieces
        .enumerate()
        .filter(|(_, (one, other))| one != other)
        .map(|(piece, _)| {
            let (row, column) = (piece / cells_a_row, piece % cells_a_row);
            row / CELL * cells_a_row + column
        })
        .collect()
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
    use crate::bench::screen::HEIGHT;

    const SIZE: usize = 4 * WIDTH * HEIGHT;

    fn seen(ms: u64, pixels: &[u8]) -> Seen {
        Seen {
            after: Duration::from_millis(ms),
            pixels: pixels.to_vec(),
        }
    }

    /// A page with one pixel of another colour.
    fn with_dot(page: &[u8], x: usize, y: usize, colour: u8) -> Vec<u8> {
        let mut page = page.to_vec();
        page[4 * (y * WIDTH + x)] = colour;
        page
    }

    #[test]
    fn the_start_ends_with_the_last_change_that_is_not_a_clock_s() {
        let page = vec![7; SIZE];
        // The last word of the page comes late, and is as small as a clock's tick.
        let almost = with_dot(&page, 20, 700, 1);
        let tick = |colour| with_dot(&page, 1000, 20, colour);
        let pictures = [
            seen(10, &vec![0; SIZE]),
            seen(300, &almost),
            seen(420, &page),
            seen(1400, &tick(1)),
            seen(3900, &tick(2)),
            seen(4900, &tick(3)),
        ];
        assert_eq!(settled(&pictures, Path::new("it")).unwrap().round(), 420.0);
    }

    #[test]
    fn a_screen_that_stays_empty_is_no_start() {
        assert!(settled(&[seen(10, &vec![0; SIZE])], Path::new("it")).is_err());
    }

    #[test]
    fn a_screen_that_never_comes_to_rest_is_no_start() {
        let pictures = [
            seen(10, &vec![0; SIZE]),
            seen(3000, &vec![1; SIZE]),
            seen(4000, &vec![2; SIZE]),
        ];
        assert!(settled(&pictures, Path::new("it")).is_err());
    }
}
