//! `cargo xtask bundle`: the Debian package, made by the Tauri CLI.

use std::fs;
use std::path::PathBuf;

use crate::failure::{Failure, Outcome};
use crate::place::Place;
use crate::process::{command, quiet, run};
use crate::setup::{self, Part};

/// The Tauri CLI that knows this tauri; fetched by npm when it is needed.
const CLI: &str = "@tauri-apps/cli@^2.12";

/// What a person installs the package for.
const PROGRAMS: [&str; 2] = ["usr/bin/belay", "usr/bin/belay-window"];

/// Builds it, looks whether both programs are in it, and says where it is.
pub fn make(place: &Place) -> Outcome<()> {
    setup::run(place, &[Part::Debian, Part::Ui])?;
    run(
        command(place, "npx")
            .args(["--yes", CLI, "build", "--bundles", "deb", "--config"])
            .arg(with_terminal(place)),
        "`tauri build`",
    )?;
    let package = package(place)?;
    let listed = quiet(
        command(place, "dpkg-deb").arg("-c").arg(&package),
        "Listing the package",
    )?;
    if let Some(missing) = PROGRAMS.iter().find(|program| !holds(&listed, program)) {
        return Err(Failure::new(format!(
            "{} does not hold {missing}.",
            place.show(&package)
        )));
    }
    let bytes = fs::metadata(&package).map_or(0, |data| data.len());
    println!(
        "The package is {} ({} MiB)",
        place.show(&package),
        bytes.div_ceil(1024 * 1024)
    );
    Ok(())
}

/// The Tauri CLI packs the window's program alone; the terminal's is a file to it.
fn with_terminal(place: &Place) -> String {
    let terminal = place.target.join("release/belay");
    format!(
        r#"{{"bundle":{{"linux":{{"deb":{{"files":{{"/usr/bin/belay":"{}"}}}}}}}}}}"#,
        terminal.display()
    )
}

/// The newest package: an older version's may still be there.
fn package(place: &Place) -> Outcome<PathBuf> {
    let folder = place.target.join("release/bundle/deb");
    let entries = fs::read_dir(&folder).map_err(|error| Failure::file("read", &folder, &error))?;
    entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "deb"))
        .max_by_key(|path| fs::metadata(path).and_then(|data| data.modified()).ok())
        .ok_or_else(|| Failure::new(format!("No package came to be in {}.", folder.display())))
}

/// Whether a listing of `dpkg-deb` names this file.
fn holds(listed: &str, file: &str) -> bool {
    listed
        .lines()
        .filter_map(|line| line.split_whitespace().last())
        .any(|name| name.trim_start_matches("./") == file)
}

#[cfg(test)]
mod tests {
    use super::holds;

    #[test]
    fn a_program_is_in_the_package_only_by_its_whole_name() {
        let listed = "-rwxr-xr-x 0/0 43797616 2026-11-21 12:29 usr/bin/belay-window\n";
        assert!(holds(listed, "usr/bin/belay-window"));
        assert!(!holds(listed, "usr/bin/belay"));
    }
}
