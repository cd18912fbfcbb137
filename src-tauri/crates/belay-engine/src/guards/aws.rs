//! Guards that know what an AWS operation does.

use belay_runbook::awscli::{self, AwsLine, interpret};
use serde_json::Value;

use super::{Case, Finding};

fn lines<'c>(case: &'c Case<'_>) -> impl Iterator<Item = AwsLine> + 'c {
    case.resolved
        .commands
        .iter()
        .filter_map(|command| awscli::read(&command.words))
}

/// Switching recovery off and on starts the window again from zero: what could
/// be restored before is gone. The same goes for automated backups of RDS kept
/// for zero days.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html>,
/// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html>
pub(super) fn recovery_window(case: &Case<'_>) -> Vec<Finding> {
    lines(case)
        .filter_map(
            |line| match (line.service.as_str(), line.operation.as_str()) {
                ("dynamodb", "update-continuous-backups") if !stays_on(&line) => Some(format!(
                    "`aws {}` would switch point-in-time recovery off. Every moment that can be \
                 restored now would be lost, and switching it on again starts from zero.",
                    line.title()
                )),
                ("rds", "modify-db-instance" | "modify-db-cluster") if keeps_no_backups(&line) => {
                    Some(format!(
                        "`aws {}` would keep backups for zero days. That deletes every automated \
                     backup, and with them each moment that can be restored now.",
                        line.title()
                    ))
                }
                _ => None,
            },
        )
        .map(|sentence| {
            let remedy = "Leave recovery on. If a restore fails, look at its time and its window.";
            Finding::new(sentence, remedy, None)
        })
        .collect()
}

/// Nothing but a plain `true` counts: what cannot be told might be `false`.
fn stays_on(line: &AwsLine) -> bool {
    let value = interpret(line, "point-in-time-recovery-specification");
    let enabled = value
        .as_ref()
        .and_then(|value| value.get("PointInTimeRecoveryEnabled"));
    match enabled {
        Some(Value::Bool(on)) => *on,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
        _ => line.help,
    }
}

fn keeps_no_backups(line: &AwsLine) -> bool {
    line.value("backup-retention-period")
        .is_some_and(|value| value.text.trim() == "0")
}

/// The call replaces the whole map of variables.
/// <https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html>
pub(super) fn function_environment(case: &Case<'_>) -> Vec<Finding> {
    lines(case)
        .filter(|line| {
            line.service == "lambda" && line.operation == "update-function-configuration"
        })
        .filter(|line| line.has("environment"))
        .map(|line| {
            let function = line
                .value("function-name")
                .map_or("the function", |f| &f.text);
            Finding::confirm(format!(
                "`--environment` replaces all variables of `{function}`: each one that is not in \
                 the command is gone afterwards."
            ))
        })
        .collect()
}
