//! The project's own commands, run as `cargo xtask COMMAND`.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod bench;
mod bindings;
mod bundle;
mod demo;
mod failure;
mod place;
mod process;
mod sandbox;
mod setup;
mod steps;
mod test;
mod ui;

use std::process::ExitCode;

use failure::{Failure, Outcome};
use place::Place;

const HELP: &str = "\
cargo xtask COMMAND

  setup                      install what is missing: Debian packages, cargo tools,
                             the sandbox's Python environments, the UI's packages
  sandbox up|down|reset|status
                             the pretended AWS account that the demo and the tests use
  demo                       build Belay and open it on the sandbox; without a display,
                             drive it on a virtual one and keep pictures of it
  test [--only STAGE]... [--keep-going] [--list]
                             everything that continuous integration checks
  bench [--only NAME]... [--as-built]
                             measure, against a baseline and a target
  bindings [--check]         write the TypeScript side of the window's commands
  bundle                     build the Debian package
";

fn main() -> ExitCode {
    process::end_everything_on_signals();
    let words: Vec<String> = std::env::args().skip(1).collect();
    let outcome = run(&words);
    process::end_everything();
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[String]) -> Outcome<()> {
    let place = Place::find()?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        ["setup"] => setup::run(&place, &setup::EVERYTHING),
        ["sandbox", rest @ ..] => sandbox::run(&place, rest),
        ["demo", rest @ ..] => demo::run(&place, rest),
        ["test", rest @ ..] => test::run(&place, rest),
        ["bench", rest @ ..] => bench::run(&place, rest),
        ["bindings"] => bindings::write(&place),
        ["bindings", "--check"] => bindings::check(&place, bindings::Built::Now),
        ["bundle"] => bundle::make(&place),
        other => Err(Failure::new(format!(
            "`cargo xtask {}` is not a command.",
            other.join(" ")
        ))
        .hint("`cargo xtask help` lists the commands.")),
    }
}
