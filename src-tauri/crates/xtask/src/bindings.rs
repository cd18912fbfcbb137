//! `cargo xtask bindings`: the TypeScript side of the window's commands, written
//! from the Rust side.

use std::fs;
use std::path::PathBuf;

use crate::failure::{Failure, Outcome};
use crate::place::Place;
use crate::process::{command, quiet};
use crate::steps;

/// Whether the example that prints the bindings has to be built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Built {
    /// Build it.
    Now,
    /// The test stage built it with everything else.
    Already,
}

/// Writes `ui/src/ipc/bindings.ts`.
pub fn write(place: &Place) -> Outcome<()> {
    let wanted = exported(place, Built::Now)?;
    let file = file(place);
    if fs::read_to_string(&file).is_ok_and(|kept| kept == wanted) {
        println!("{} is up to date.", place.show(&file));
        return Ok(());
    }
    steps::write(&file, &wanted)?;
    println!("{} is written.", place.show(&file));
    Ok(())
}

/// Fails when the checked-in file is not what the Rust side says.
pub fn check(place: &Place, built: Built) -> Outcome<()> {
    let wanted = exported(place, built)?;
    let file = file(place);
    let kept = fs::read_to_string(&file).map_err(|error| Failure::file("read", &file, &error))?;
    match first_difference(&kept, &wanted) {
        None => Ok(()),
        Some(difference) => Err(Failure::new(format!(
            "{} is stale: {difference}",
            place.show(&file)
        ))
        .hint("`cargo xtask bindings` writes it anew.")),
    }
}

fn exported(place: &Place, built: Built) -> Outcome<String> {
    let what = "Exporting the bindings";
    match built {
        Built::Now => quiet(
            command(place, "cargo").args([
                "run",
                "--quiet",
                "-p",
                "belay",
                "--example",
                "bindings",
            ]),
            what,
        ),
        Built::Already => quiet(
            &mut command(place, place.target.join("debug/examples/bindings")),
            what,
        ),
    }
}

fn file(place: &Place) -> PathBuf {
    place.ui().join("src/ipc/bindings.ts")
}

fn first_difference(kept: &str, wanted: &str) -> Option<String> {
    if kept == wanted {
        return None;
    }
    let line = kept
        .lines()
        .zip(wanted.lines())
        .position(|(kept, wanted)| kept != wanted)
        .unwrap_or_else(|| kept.lines().count().min(wanted.lines().count()));
    let of = |text: &str| {
        text.lines()
            .nth(line)
            .unwrap_or("nothing")
            .trim()
            .to_owned()
    };
    Some(format!(
        "line {} has `{}` where the Rust side says `{}`.",
        line + 1,
        of(kept),
        of(wanted)
    ))
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn a_stale_file_is_told_by_its_first_differing_line() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(
            first_difference("a\nb\n", "a\nc\n").as_deref(),
            Some("line 2 has `b` where the Rust side says `c`.")
        );
        assert_eq!(
            first_difference("a\n", "a\nc\n").as_deref(),
            Some("line 2 has `nothing` where the Rust side says `c`.")
        );
    }
}
