//! `cargo xtask bundle`: the Debian package, made by the Tauri CLI.

use crate::failure::Outcome;
use crate::place::Place;
use crate::process::{command, run};
use crate::setup::{self, Part};

/// The Tauri CLI that knows this tauri; fetched by npm when it is needed.
const CLI: &str = "@tauri-apps/cli@^2.12";

/// Builds it and says where it is.
pub fn make(place: &Place) -> Outcome<()> {
    setup::run(place, &[Part::Debian, Part::Ui])?;
    run(
        command(place, "npx").args(["--yes", CLI, "build", "--bundles", "deb"]),
        "`tauri build`",
    )?;
    println!(
        "The package is in {}",
        place.show(&place.target.join("release/bundle/deb"))
    );
    Ok(())
}
