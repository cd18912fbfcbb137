//! `belay` opens the window; `belay <command>` runs the same engine from the
//! terminal.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    belay_cli::log();
    match belay_cli::parse(std::env::args_os()) {
        belay_cli::Call::Window(options) => belay::run(options),
        belay_cli::Call::Command(command) => belay_cli::run(command),
        belay_cli::Call::Answered(code) => code,
    }
}
