//! `belay help json`: the documents that `--format json` prints; `belay help schema`:
//! what may be added to a runbook.

use clap::CommandFactory as _;

use crate::args::Cli;
use crate::outcome::{CliError, Done};
use crate::print;

const JSON: &str = include_str!("../../json.md");

/// Prints the help of a topic.
///
/// # Errors
/// There is no such topic.
pub fn run(topic: Option<&str>) -> Result<Done, CliError> {
    match topic {
        None => print::lines(&Cli::command().render_long_help().to_string()),
        Some("json") => print::lines(JSON),
        Some("schema") => print::lines(belay_runbook::SCHEMA.trim_end()),
        Some(other) => {
            let mut cli = Cli::command();
            let Some(command) = cli.find_subcommand_mut(other) else {
                return Err(CliError::usage(
                    format!("There is no help on `{other}`."),
                    "Topics are `json`, `schema` and the commands that `belay --help` lists.",
                ));
            };
            print::lines(&command.render_long_help().to_string());
        }
    }
    Ok(Done::Well)
}
