//! `cargo xtask setup`: installs what is missing, each thing once.

mod cargo_tools;
mod debian;

use crate::failure::Outcome;
use crate::place::Place;
use crate::process::{command, quiet};
use crate::steps::{Did, Stamp, step};

/// What can be installed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Libraries and programs of the system.
    Debian,
    /// nextest.
    TestRunner,
    /// cargo-deny.
    LicenceCheck,
    /// tauri-driver.
    WindowDriver,
    /// The sandbox's Python environments.
    Sandbox,
    /// The UI's packages.
    Ui,
}

/// Everything that `test` needs.
pub const EVERYTHING: [Part; 6] = [
    Part::Debian,
    Part::TestRunner,
    Part::LicenceCheck,
    Part::WindowDriver,
    Part::Sandbox,
    Part::Ui,
];

/// What the demo needs.
pub const DEMO: [Part; 4] = [Part::Debian, Part::WindowDriver, Part::Sandbox, Part::Ui];

/// Installs `parts`, saying one line for each.
pub fn run(place: &Place, parts: &[Part]) -> Outcome<()> {
    println!("setup");
    for part in parts {
        match part {
            Part::Debian => step("Debian packages", || debian::install(place))?,
            Part::TestRunner => step("cargo-nextest", || cargo_tools::nextest(place))?,
            Part::LicenceCheck => step("cargo-deny", || cargo_tools::deny(place))?,
            Part::WindowDriver => step("tauri-driver", || cargo_tools::tauri_driver(place))?,
            Part::Sandbox => step("sandbox environments", || sandbox(place))?,
            Part::Ui => step("UI packages", || ui(place))?,
        }
    }
    Ok(())
}

fn sandbox(place: &Place) -> Outcome<Did> {
    let said = quiet(
        command(place, "python3")
            .arg(place.sandbox_source("setup_venvs.py"))
            .arg("--venvs")
            .arg(place.venvs()),
        "Creating the sandbox's Python environments",
    )?;
    let installed = said
        .lines()
        .filter(|line| line.contains("installed"))
        .count();
    Ok(match installed {
        0 => Did::Nothing("up to date"),
        count => Did::This(format!(
            "{count} installed in {}",
            place.show(&place.venvs())
        )),
    })
}

fn ui(place: &Place) -> Outcome<Did> {
    let lock = place.ui().join("package-lock.json");
    let stamp = Stamp::over(place, "ui-packages", &[lock])?;
    if stamp.is_current() && place.ui().join("node_modules").is_dir() {
        return Ok(Did::Nothing("up to date"));
    }
    // As `npm ci`, which refuses a lock file that lacks optional packages for
    // other systems; a registry need not carry those. The lock file stays as it is.
    quiet(
        command(place, "npm")
            .args([
                "install",
                "--no-save",
                "--no-audit",
                "--no-fund",
                "--loglevel=error",
            ])
            .current_dir(place.ui()),
        "`npm install`",
    )?;
    stamp.set()?;
    Ok(Did::This("installed in ui/node_modules".into()))
}
