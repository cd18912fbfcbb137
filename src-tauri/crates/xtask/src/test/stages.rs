//! The stages of `cargo xtask test`, in the order in which they run.
//!
//! One set of features for all: whatever compiles, compiles for the whole
//! workspace with its tests, so that no dependency is built twice for a mere
//! difference of features. The end-to-end specs drive the window of that build.

use std::process::Command;

use super::counts::{self, Count, ONE_CHECK};
use crate::bindings::{self, Built};
use crate::failure::{Failure, Outcome};
use crate::place::Place;
use crate::process::{command, run, watch};
use crate::sandbox::{Life, Sandbox};
use crate::{demo, ui};

/// One line of the table at the end.
pub struct Stage {
    /// What `--only` takes.
    pub name: &'static str,
    /// What it does.
    pub what: &'static str,
    /// Does it.
    pub run: fn(&mut Workshop) -> Outcome<Count>,
}

/// The stages; cheap ones first, and nothing before what it needs.
pub const STAGES: [Stage; 10] = [
    Stage {
        name: "format",
        what: "rustfmt",
        run: format,
    },
    Stage {
        name: "licences",
        what: "cargo deny: licences, bans, sources",
        run: licences,
    },
    Stage {
        name: "ui-check",
        what: "Biome and TypeScript",
        run: ui_check,
    },
    Stage {
        name: "ui-test",
        what: "the UI's unit tests",
        run: ui_test,
    },
    Stage {
        name: "ui-build",
        what: "the files that the window serves",
        run: ui_build,
    },
    Stage {
        name: "sandbox",
        what: "the sandbox's own tests",
        run: sandbox,
    },
    Stage {
        name: "lints",
        what: "clippy over the workspace",
        run: lints,
    },
    Stage {
        name: "rust",
        what: "Rust tests of the workspace, architecture tests among them",
        run: rust,
    },
    Stage {
        name: "bindings",
        what: "the checked-in TypeScript side is what Rust says",
        run: bindings,
    },
    Stage {
        name: "e2e",
        what: "the built app in a real window",
        run: e2e,
    },
];

/// What stages share.
pub struct Workshop<'a> {
    place: &'a Place,
    built: bool,
}

impl<'a> Workshop<'a> {
    /// Nothing is built yet.
    pub fn new(place: &'a Place) -> Self {
        Self {
            place,
            built: false,
        }
    }

    fn cargo(&self, words: &[&str]) -> Command {
        let mut cargo = command(self.place, "cargo");
        cargo
            .args(words)
            .env("BELAY_HOME", self.place.target.join("xtask/no-home"));
        if std::env::var_os("CI").is_some() {
            // Nothing is compiled twice there; the folder stays small.
            cargo.env("CARGO_INCREMENTAL", "0");
        }
        cargo
    }

    /// Compiles the workspace with its tests, once.
    fn build(&mut self) -> Outcome<()> {
        if !self.built {
            let mut cargo = self.cargo(&["nextest", "run", "--workspace", "--locked", "--no-run"]);
            run(&mut cargo, "Compiling the workspace")?;
            self.built = true;
        }
        Ok(())
    }
}

fn format(workshop: &mut Workshop) -> Outcome<Count> {
    check(
        &mut workshop.cargo(&["fmt", "--all", "--check"]),
        "`cargo fmt --check`",
    )
}

fn licences(workshop: &mut Workshop) -> Outcome<Count> {
    check(
        &mut workshop.cargo(&[
            "deny",
            "--log-level",
            "error",
            "check",
            "licenses",
            "bans",
            "sources",
        ]),
        "`cargo deny check`",
    )
}

fn ui_check(workshop: &mut Workshop) -> Outcome<Count> {
    check(&mut ui::script(workshop.place, "check"), "`npm run check`")
}

fn ui_test(workshop: &mut Workshop) -> Outcome<Count> {
    counted(&mut ui::script(workshop.place, "test"), counts::vitest)
}

fn ui_build(workshop: &mut Workshop) -> Outcome<Count> {
    ui::build(workshop.place)?;
    Ok(ONE_CHECK)
}

fn sandbox(workshop: &mut Workshop) -> Outcome<Count> {
    let place = workshop.place;
    let mut python = command(place, place.venv_program("moto", "python"));
    python
        .args(["-m", "unittest", "discover", "--start-directory", "tests"])
        .args(["--top-level-directory", ".", "--pattern", "test_*.py"])
        .current_dir(place.sandbox_source(""))
        .env("BELAY_SANDBOX_VENVS", place.venvs())
        .env("PYTHONDONTWRITEBYTECODE", "1");
    counted(&mut python, counts::unittest)
}

fn lints(workshop: &mut Workshop) -> Outcome<Count> {
    check(
        &mut workshop.cargo(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--quiet",
            "--",
            "-D",
            "warnings",
        ]),
        "clippy",
    )
}

fn rust(workshop: &mut Workshop) -> Outcome<Count> {
    workshop.build()?;
    let sandbox = Sandbox::of_the_tests(workshop.place);
    sandbox.up(workshop.place, Life::Borrowed)?;
    let mut nextest = workshop.cargo(&[
        "nextest",
        "run",
        "--workspace",
        "--locked",
        "--no-fail-fast",
    ]);
    nextest
        .env("BELAY_SANDBOX", sandbox.record_file())
        .env("BELAY_VENVS", workshop.place.venvs());
    let counted = counted(&mut nextest, counts::nextest);
    sandbox.down()?;
    counted
}

fn bindings(workshop: &mut Workshop) -> Outcome<Count> {
    workshop.build()?;
    bindings::check(workshop.place, Built::Already)?;
    Ok(ONE_CHECK)
}

fn e2e(workshop: &mut Workshop) -> Outcome<Count> {
    workshop.build()?;
    let place = workshop.place;
    let out = place.target.join("e2e");
    let mut specs = demo::specs(
        place,
        &out,
        &place.target.join("debug/belay"),
        "tests/e2e/*.spec.mjs",
    )?;
    let counted = counted(&mut specs, counts::node);
    println!("pictures and records are in {}", place.show(&out));
    counted
}

fn check(command: &mut Command, what: &str) -> Outcome<Count> {
    run(command, what)?;
    Ok(ONE_CHECK)
}

/// Runs tests and counts them; a runner that ends badly without naming a failed
/// test has failed as a whole.
fn counted(command: &mut Command, read: fn(&str) -> Option<Count>) -> Outcome<Count> {
    let what = command.get_program().to_string_lossy().into_owned();
    let watched = watch(command)?;
    match read(&watched.text) {
        Some(count)
            if watched.status.success() == (count.failed == 0)
                && count.passed + count.failed > 0 =>
        {
            Ok(count)
        }
        _ => Err(Failure::new(format!(
            "`{what}` ended with {} and did not say which test failed.",
            watched.status
        ))),
    }
}
