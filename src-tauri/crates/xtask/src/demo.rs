//! `cargo xtask demo`: Belay on the sandbox, as a newcomer first sees it.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::place::Place;
use crate::process::{command, run as run_loud};
use crate::sandbox::{Life, Sandbox};
use crate::setup;
use crate::steps::{Did, step};
use crate::ui;

/// `cargo xtask demo [--no-window]`.
pub fn run(place: &Place, words: &[&str]) -> Outcome<()> {
    let window = match words {
        [] => ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty())),
        ["--no-window"] => false,
        _ => {
            return Err(Failure::new(
                "`cargo xtask demo` takes --no-window or nothing.",
            ));
        }
    };
    setup::run(place, &setup::DEMO)?;
    println!("build");
    step("UI", || {
        ui::build(place)?;
        Ok(Did::This("built".into()))
    })?;
    println!("  Belay                        the first build takes some minutes");
    run_loud(
        command(place, "cargo").args(["build", "--locked", "-p", "belay"]),
        "Building Belay",
    )?;
    if window { open(place) } else { drive(place) }
}

/// Opens the window on a freshly seeded sandbox and waits until it is closed.
fn open(place: &Place) -> Outcome<()> {
    let sandbox = Sandbox::of_the_user(place);
    println!("sandbox");
    step("seeded world", || {
        sandbox.down()?;
        sandbox.up(place, Life::Borrowed)?;
        Ok(Did::This(sandbox.answers().unwrap_or_default()))
    })?;
    let home = home(place, &sandbox)?;
    println!(
        "Belay's window is open. Its data is in {}; closing the window ends the sandbox.",
        place.show(&home)
    );
    let mut belay = command(place, place.target.join("debug/belay"));
    belay.env("BELAY_HOME", &home).envs(sandbox.variables());
    let closed = run_loud(&mut belay, "Belay");
    sandbox.down()?;
    closed
}

/// Belay's own folder, with the sandbox's environments. Runs of earlier demos stay.
fn home(place: &Place, sandbox: &Sandbox) -> Outcome<PathBuf> {
    let home = place.target.join("demo/home");
    fs::create_dir_all(&home).map_err(|error| Failure::file("create", &home, &error))?;
    let environments = home.join("environments.toml");
    fs::copy(sandbox.state.join("environments.toml"), &environments)
        .map_err(|error| Failure::file("write", &environments, &error))?;
    Ok(home)
}

/// Drives the tour through the real window on a display that nobody sees.
fn drive(place: &Place) -> Outcome<()> {
    let demo = place.target.join("demo");
    println!("There is no display here, so the tour is driven on a virtual one.");
    let belay = place.target.join("debug/belay");
    run_loud(
        &mut specs(place, &demo, &belay, "tests/e2e/tour.spec.mjs")?,
        "The tour",
    )?;
    let out = demo.join("tour");
    println!(
        "Pictures of every step and the run's report are in {}:",
        place.show(&out)
    );
    let mut names: Vec<String> = fs::read_dir(&out)
        .map_err(|error| Failure::file("read", &out, &error))?
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    println!("  {}", names.join("\n  "));
    Ok(())
}

/// The command that runs end-to-end specs on a virtual display with a session bus
/// of its own; pictures and records land in `out`.
pub fn specs(place: &Place, out: &Path, belay: &Path, pattern: &str) -> Outcome<Command> {
    fs::create_dir_all(out).map_err(|error| Failure::file("create", out, &error))?;
    let mut files = matching(place, pattern)?;
    files.sort();
    let mut node = command(place, "dbus-run-session");
    node.args(["--", "xvfb-run", "--auto-servernum"])
        .arg("--server-args=-screen 0 1280x800x24")
        .args(["node", "--test", "--test-concurrency=1", "--test-reporter=spec"])
        .args(files)
        .env("BELAY_BIN", belay)
        .env("BELAY_VENVS", place.venvs())
        .env("BELAY_TAURI_DRIVER", place.tools().join("bin/tauri-driver"))
        .env("BELAY_E2E_OUT", out)
        // The window must not find the person's own accounts or desktop.
        .env_remove("AWS_PROFILE")
        .env_remove("WAYLAND_DISPLAY");
    Ok(node)
}

/// The files of one folder whose names end as the pattern does after its `*`.
fn matching(place: &Place, pattern: &str) -> Outcome<Vec<PathBuf>> {
    let pattern = place.root.join(pattern);
    let (Some(folder), Some(name)) = (
        pattern.parent(),
        pattern.file_name().and_then(OsStr::to_str),
    ) else {
        return Ok(Vec::new());
    };
    let entries = fs::read_dir(folder).map_err(|error| Failure::file("read", folder, &error))?;
    let wanted = |file: &Path| {
        let file = file.file_name().and_then(OsStr::to_str).unwrap_or_default();
        name.strip_prefix('*')
            .map_or(file == name, |end| file.ends_with(end))
    };
    Ok(entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|file| wanted(file))
        .collect())
}
