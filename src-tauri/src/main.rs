//! `belay <command>` runs the engine from the terminal; `belay` alone becomes the
//! window. Nothing here may name the window's crates: loading a browser engine
//! takes longer than most commands.

use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    match belay_cli::parse(std::env::args_os()) {
        belay_cli::Call::Window(_) => window(),
        belay_cli::Call::Command(command) => {
            belay_cli::log();
            belay_cli::run(command)
        }
        belay_cli::Call::Answered(code) => code,
    }
}

/// Becomes the window's program, which stands beside this one, with the same
/// arguments.
fn window() -> ExitCode {
    let program = match std::env::current_exe() {
        Ok(own) => own.with_file_name(format!("belay-window{}", std::env::consts::EXE_SUFFIX)),
        Err(error) => return failed(&error.to_string()),
    };
    let mut command = Command::new(&program);
    command.args(std::env::args_os().skip(1));
    match become_it(&mut command) {
        Ok(code) => code,
        Err(error) => failed(&format!("`{}`: {error}", program.display())),
    }
}

#[cfg(unix)]
fn become_it(command: &mut Command) -> std::io::Result<ExitCode> {
    use std::os::unix::process::CommandExt as _;
    // The process stays the same: whoever watches or stops it needs no other id.
    Err(command.exec())
}

#[cfg(not(unix))]
fn become_it(command: &mut Command) -> std::io::Result<ExitCode> {
    let ended = command.status()?.success();
    Ok(if ended {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

#[allow(clippy::print_stderr, reason = "there is no window to say it in")]
fn failed(why: &str) -> ExitCode {
    eprintln!("error: the window could not be started: {why}");
    eprintln!("hint: `belay-window` belongs beside `belay`; install Belay again.");
    ExitCode::FAILURE
}
