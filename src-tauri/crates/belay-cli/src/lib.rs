//! The same engine from a terminal: `belay <command>`.

mod args;
mod commands;
mod outcome;
mod print;

use std::ffi::OsString;
use std::process::ExitCode;

use belay_app::{Desk, StartOptions};
use clap::Parser as _;

use crate::args::{Cli, Command, Format, RestoreCommand};
use crate::outcome::{CliError, Done};

/// What a command line asks for.
pub enum Call {
    /// The window.
    Window(StartOptions),
    /// A command.
    Command(Request),
    /// Nothing more: help, a version or a usage error was printed.
    Answered(ExitCode),
}

/// A command, parsed.
pub struct Request {
    format: Format,
    command: Command,
}

/// Writes what goes wrong inside to standard error: warnings, or what
/// `BELAY_LOG` asks for, e.g. `belay_aws=debug`. No secret is ever logged.
pub fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("BELAY_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .init();
}

/// Parses a command line, the program's name first.
pub fn parse(args: impl IntoIterator<Item = OsString>) -> Call {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(e) => {
            // Nothing can be done if the terminal is gone.
            let _ = e.print();
            return Call::Answered(ExitCode::from(u8::try_from(e.exit_code()).unwrap_or(2)));
        }
    };
    match cli.command {
        None => Call::Window(start_options()),
        Some(Command::Open { path }) => Call::Window(StartOptions {
            open: Some(path),
            ..start_options()
        }),
        Some(command) => Call::Command(Request {
            format: cli.format,
            command,
        }),
    }
}

fn start_options() -> StartOptions {
    StartOptions::from_env()
}

/// Carries a command out.
pub fn run(request: Request) -> ExitCode {
    let format = request.format;
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(e) => {
            print::aside(&format!("error: no threads could be started: {e}"));
            return ExitCode::from(1);
        }
    };
    match runtime.block_on(carry_out(request)) {
        Ok(done) => done.into(),
        Err(e) => {
            print::error(format, &e);
            ExitCode::from(e.code())
        }
    }
}

async fn carry_out(request: Request) -> Result<Done, CliError> {
    let format = request.format;
    // These need no state: they work on a machine where nothing is set up.
    match &request.command {
        Command::Show { file } => return commands::show::run(format, file),
        Command::Check { files, platform } => {
            return commands::check::run(format, files, *platform);
        }
        Command::Explain { rule: None } => return commands::explain::list(format),
        Command::Explain { rule: Some(rule) } => return commands::explain::page(format, rule),
        Command::Help { topic } => return commands::help::run(topic.as_deref()),
        _ => {}
    }
    let desk = Desk::open(start_options())?;
    match request.command {
        Command::Preflight(args) => commands::preflight::run(format, &desk, args).await,
        Command::Inputs(args) => commands::inputs::run(format, &desk, args).await,
        Command::Run(args) => commands::run::run(format, &desk, args).await,
        Command::Runs(command) => commands::runs::run(format, &desk, command).await,
        Command::Rules(command) => commands::rules::run(format, &desk, command).await,
        Command::Env(command) => commands::env::run(format, &desk, command).await,
        Command::Databases(args) => commands::databases::run(format, &desk, args).await,
        Command::Restore(RestoreCommand::Dynamodb(args)) => {
            commands::restore::run(format, &desk, args).await
        }
        Command::Chart(args) => commands::chart::run(format, &desk, args).await,
        Command::Open { .. }
        | Command::Show { .. }
        | Command::Check { .. }
        | Command::Explain { .. }
        | Command::Help { .. } => Ok(Done::Well),
    }
}
