//! Cargo tools, pinned, in target/tools. Built without optimisation: each runs
//! for seconds, and a fast build of them is what a newcomer waits for.

use crate::failure::Outcome;
use crate::place::Place;
use crate::process::{answers, command, quiet};
use crate::steps::Did;

struct Tool {
    package: &'static str,
    version: &'static str,
}

/// nextest, wherever it comes from: any version that reads `.config/nextest.toml`.
pub fn nextest(place: &Place) -> Outcome<Did> {
    if answers(place, "cargo-nextest", &["nextest", "--version"]).is_some() {
        return Ok(Did::Nothing("up to date"));
    }
    install(
        place,
        &Tool {
            package: "cargo-nextest",
            version: "0.9.143",
        },
    )
}

/// The check of licences, bans and sources.
pub fn deny(place: &Place) -> Outcome<Did> {
    let tool = Tool {
        package: "cargo-deny",
        version: "0.20.2",
    };
    let said = answers(place, "cargo-deny", &["--version"]);
    if said.is_some_and(|said| said.contains(tool.version)) {
        return Ok(Did::Nothing("up to date"));
    }
    install(place, &tool)
}

/// What stands between WebDriver and the window. It has no `--version`, so the
/// file that Cargo keeps of what it installed is asked.
pub fn tauri_driver(place: &Place) -> Outcome<Did> {
    let tool = Tool {
        package: "tauri-driver",
        version: "2.1.0",
    };
    let kept = std::fs::read_to_string(place.tools().join(".crates.toml")).unwrap_or_default();
    if kept.contains(&format!("\"{} {} ", tool.package, tool.version)) {
        return Ok(Did::Nothing("up to date"));
    }
    install(place, &tool)
}

fn install(place: &Place, tool: &Tool) -> Outcome<Did> {
    quiet(
        command(place, "cargo")
            .args(["install", tool.package, "--version", tool.version])
            .args(["--locked", "--debug", "--force", "--root"])
            .arg(place.tools())
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_INCREMENTAL", "0"),
        &format!("`cargo install {}`", tool.package),
    )?;
    Ok(Did::This(format!(
        "{} installed in {}",
        tool.version,
        place.show(&place.tools())
    )))
}
