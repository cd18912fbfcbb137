//! The front end's own commands.

use std::process::Command;

use crate::failure::Outcome;
use crate::place::Place;
use crate::process::{command, quiet};

/// `npm run NAME` in `ui`.
pub fn script(place: &Place, name: &str) -> Command {
    let mut npm = command(place, "npm");
    npm.args(["run", "--silent", name]).current_dir(place.ui());
    npm
}

/// Builds the files that the window serves, which the Rust side embeds.
pub fn build(place: &Place) -> Outcome<()> {
    quiet(&mut script(place, "build"), "Building the UI").map(drop)
}
