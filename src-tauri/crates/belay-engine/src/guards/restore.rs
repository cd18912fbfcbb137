//! Guards for tables that a restore depends on.

use belay_runbook::SimpleCommand;
use belay_runbook::awscli::{self, AwsLine};

use super::{Case, Finding};
use crate::words::instant;

/// A restore that is going on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dependence {
    pub run: String,
    pub source: String,
    pub target: String,
    pub since: jiff::Timestamp,
}

/// Whether any of the commands deletes a table.
pub(crate) fn deletes_tables(commands: &[SimpleCommand]) -> bool {
    deletions(commands).next().is_some()
}

fn deletions(commands: &[SimpleCommand]) -> impl Iterator<Item = AwsLine> {
    commands
        .iter()
        .filter_map(|command| awscli::read(&command.words))
        .filter(|line| line.service == "dynamodb" && line.operation == "delete-table")
}

/// A table of a restore that goes on must stay: the source is what is compared
/// with and copied from, the target is what is being made. DynamoDB cannot
/// rename a table, so that "delete the old one, rename the new one" ends with
/// neither.
pub(super) fn delete_table(case: &Case<'_>) -> Vec<Finding> {
    deletions(&case.resolved.commands)
        .filter_map(|line| {
            let name = line.value("table-name")?;
            let table = name.text.rsplit('/').next()?.to_owned();
            case.restores.iter().find_map(|restore| {
                let role = match &table {
                    t if *t == restore.source => "the source",
                    t if *t == restore.target => "the target",
                    // Which table it is cannot be told.
                    _ if name.is_open() => "perhaps a part",
                    _ => return None,
                };
                Some(Finding::new(
                    format!(
                        "Table `{table}` is {role} of a restore that is going on: `{}` to `{}`, run \
                         {}, since {}. DynamoDB cannot rename tables: once it is deleted there is no \
                         way back to its name but another restore.",
                        restore.source,
                        restore.target,
                        restore.run,
                        instant(restore.since)
                    ),
                    "Finish the restore first: compare the data, and move the application over.",
                    None,
                ))
            })
        })
        .collect()
}
