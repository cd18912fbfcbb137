//! The window's program: `belay` becomes it when there is no command.

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
