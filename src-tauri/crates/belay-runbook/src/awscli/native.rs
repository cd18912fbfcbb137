//! AWS lines that Belay runs itself, with their parameters typed.
//!
//! A line that has an option whose meaning would be lost is not native: it runs
//! in the shell as written.

use super::read::{AwsLine, Text};
use super::time::TimeExpr;
use super::value::interpret;
use serde_json::Value;
use std::collections::BTreeMap;

/// An operation that Belay runs without the AWS CLI.
///
/// Texts may hold placeholders or [`super::OPAQUE`] where the shell would put
/// something; whoever runs the line fills them in first.
#[derive(Debug, Clone, PartialEq)]
pub enum Native {
    /// `sts get-caller-identity`
    CallerIdentity,
    /// `cloudwatch get-metric-statistics`
    MetricStatistics(MetricStatistics),
    /// `cloudwatch describe-alarms`
    DescribeAlarms(DescribeAlarms),
    /// `dynamodb restore-table-to-point-in-time`
    RestoreTableToPointInTime(RestoreTableToPointInTime),
    /// `dynamodb restore-table-from-backup`
    RestoreTableFromBackup(RestoreTableFromBackup),
    /// `rds restore-db-instance-to-point-in-time` and
    /// `rds restore-db-instance-from-db-snapshot`
    RestoreDbInstance(RestoreDbInstance),
    /// `logs tail`
    LogsTail(LogsTail),
    /// `lambda update-function-configuration --environment …` and nothing else
    UpdateFunctionEnvironment(UpdateFunctionEnvironment),
}

/// One metric over a stretch of time.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricStatistics {
    /// Such as `AWS/Lambda`.
    pub namespace: String,
    /// Such as `Errors`.
    pub metric: String,
    /// Names and values, as written.
    pub dimensions: Vec<(String, String)>,
    /// From.
    pub start: TimeExpr,
    /// To.
    pub end: TimeExpr,
    /// Seconds.
    pub period_s: Option<u32>,
    /// `Sum`, `Average`, ….
    pub statistics: Vec<String>,
    /// `p95` and the like.
    pub extended: Vec<String>,
}

/// Which alarms are asked for. Everything empty means all of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DescribeAlarms {
    /// Exact names.
    pub names: Vec<String>,
    /// `OK`, `ALARM` or `INSUFFICIENT_DATA`.
    pub state: Option<String>,
    /// Beginning of the name.
    pub prefix: Option<String>,
    /// `MetricAlarm`, `CompositeAlarm`; empty means metric alarms alone, as AWS has it.
    pub types: Vec<String>,
}

/// A DynamoDB restore to a moment.
#[derive(Debug, Clone, PartialEq)]
pub struct RestoreTableToPointInTime {
    /// Name or ARN of the table to restore.
    pub source: Option<String>,
    /// Name of the new table.
    pub target: String,
    /// The moment.
    pub at: Option<TimeExpr>,
    /// The latest restorable moment is asked for.
    pub latest: bool,
}

/// A DynamoDB restore from a backup.
#[derive(Debug, Clone, PartialEq)]
pub struct RestoreTableFromBackup {
    /// Name of the new table.
    pub target: String,
    /// The backup.
    pub backup_arn: String,
}

/// An RDS restore, from a snapshot or to a moment.
#[derive(Debug, Clone, PartialEq)]
pub struct RestoreDbInstance {
    /// The instance to restore; nothing when a snapshot is.
    pub source: Option<String>,
    /// The snapshot to restore.
    pub snapshot: Option<String>,
    /// Identifier of the new instance.
    pub target: String,
    /// The moment.
    pub at: Option<TimeExpr>,
    /// The latest restorable moment is asked for.
    pub latest: bool,
    /// Every other option as written: name and values.
    pub settings: BTreeMap<String, Vec<String>>,
}

/// A live log.
#[derive(Debug, Clone, PartialEq)]
pub struct LogsTail {
    /// Log group name.
    pub group: String,
    /// New events are waited for.
    pub follow: bool,
    /// `5m`, `1h`, or a time, as written.
    pub since: Option<String>,
    /// Filter pattern.
    pub filter: Option<String>,
}

/// Environment variables of a function.
#[derive(Debug, Clone, PartialEq)]
pub struct UpdateFunctionEnvironment {
    /// Name or ARN.
    pub function: String,
    /// The variables that the line sets. AWS would drop every other one, so they
    /// are merged with what is there.
    pub variables: BTreeMap<String, String>,
    /// Always true: the call replaces the whole map.
    pub merge_needed: bool,
}

/// The line as something that Belay runs itself; nothing when it must run in a
/// shell, when a required value is missing, or when the line has problems of its
/// own in being read.
pub fn native(line: &AwsLine) -> Option<Native> {
    if line.help
        || line.open_ended
        || !line.known
        || line.has("cli-input-json")
        || line.has("generate-cli-skeleton")
    {
        return None;
    }
    match (line.service.as_str(), line.operation.as_str()) {
        ("sts", "get-caller-identity") => Some(Native::CallerIdentity),
        ("cloudwatch", "get-metric-statistics") => {
            metric_statistics(line).map(Native::MetricStatistics)
        }
        ("cloudwatch", "describe-alarms") => describe_alarms(line).map(Native::DescribeAlarms),
        ("dynamodb", "restore-table-to-point-in-time") => {
            restore_to_time(line).map(Native::RestoreTableToPointInTime)
        }
        ("dynamodb", "restore-table-from-backup") => {
            restore_backup(line).map(Native::RestoreTableFromBackup)
        }
        (
            "rds",
            "restore-db-instance-to-point-in-time" | "restore-db-instance-from-db-snapshot",
        ) => restore_instance(line).map(Native::RestoreDbInstance),
        ("logs", "tail") => logs_tail(line).map(Native::LogsTail),
        ("lambda", "update-function-configuration") => {
            update_environment(line).map(Native::UpdateFunctionEnvironment)
        }
        _ => None,
    }
}

/// Only options of this list are there, beside those of every command.
fn only(line: &AwsLine, names: &[&str]) -> bool {
    line.params
        .iter()
        .all(|param| names.contains(&param.name.as_str()))
}

fn text(line: &AwsLine, name: &str) -> Option<String> {
    line.value(name).map(as_written)
}

fn texts(line: &AwsLine, name: &str) -> Vec<String> {
    line.param(name)
        .map(|param| param.values.iter().map(as_written).collect())
        .unwrap_or_default()
}

/// The text with each expansion put back as written.
fn as_written(text: &Text) -> String {
    let mut holes = text.expansions.iter();
    text.text
        .chars()
        .map(|c| match c {
            super::OPAQUE => holes.next().cloned().unwrap_or_default(),
            c => c.to_string(),
        })
        .collect()
}

fn time(line: &AwsLine, name: &str) -> Option<TimeExpr> {
    line.value(name).map(TimeExpr::of)
}

fn metric_statistics(line: &AwsLine) -> Option<MetricStatistics> {
    let options = [
        "namespace",
        "metric-name",
        "dimensions",
        "start-time",
        "end-time",
        "period",
        "statistics",
        "extended-statistics",
    ];
    if !only(line, &options) {
        return None;
    }
    Some(MetricStatistics {
        namespace: text(line, "namespace")?,
        metric: text(line, "metric-name")?,
        dimensions: dimensions(line)?,
        start: time(line, "start-time")?,
        end: time(line, "end-time")?,
        period_s: text(line, "period").and_then(|text| text.parse().ok()),
        // A list written with commas is one value to AWS; what was meant is plain.
        statistics: texts(line, "statistics")
            .iter()
            .flat_map(|text| text.split(',').map(str::to_owned).collect::<Vec<_>>())
            .collect(),
        extended: texts(line, "extended-statistics"),
    })
}

fn dimensions(line: &AwsLine) -> Option<Vec<(String, String)>> {
    if !line.has("dimensions") {
        return Some(Vec::new());
    }
    let Value::Array(entries) = interpret(line, "dimensions")? else {
        return None;
    };
    entries
        .iter()
        .map(|entry| {
            let name = entry.get("Name")?.as_str()?;
            let value = entry.get("Value")?.as_str()?;
            Some((name.to_owned(), value.to_owned()))
        })
        .collect()
}

fn describe_alarms(line: &AwsLine) -> Option<DescribeAlarms> {
    let options = [
        "alarm-names",
        "state-value",
        "alarm-name-prefix",
        "alarm-types",
        "max-items",
        "page-size",
    ];
    if !only(line, &options) {
        return None;
    }
    Some(DescribeAlarms {
        names: texts(line, "alarm-names"),
        state: text(line, "state-value"),
        prefix: text(line, "alarm-name-prefix"),
        types: texts(line, "alarm-types"),
    })
}

fn restore_to_time(line: &AwsLine) -> Option<RestoreTableToPointInTime> {
    let options = [
        "source-table-name",
        "source-table-arn",
        "target-table-name",
        "restore-date-time",
        "use-latest-restorable-time",
        "no-use-latest-restorable-time",
    ];
    if !only(line, &options) {
        return None;
    }
    Some(RestoreTableToPointInTime {
        source: text(line, "source-table-name").or_else(|| text(line, "source-table-arn")),
        target: text(line, "target-table-name")?,
        at: time(line, "restore-date-time"),
        latest: line.has("use-latest-restorable-time"),
    })
}

fn restore_backup(line: &AwsLine) -> Option<RestoreTableFromBackup> {
    if !only(line, &["target-table-name", "backup-arn"]) {
        return None;
    }
    Some(RestoreTableFromBackup {
        target: text(line, "target-table-name")?,
        backup_arn: text(line, "backup-arn")?,
    })
}

fn restore_instance(line: &AwsLine) -> Option<RestoreDbInstance> {
    let named = [
        "source-db-instance-identifier",
        "db-snapshot-identifier",
        "target-db-instance-identifier",
        "db-instance-identifier",
        "restore-time",
        "use-latest-restorable-time",
    ];
    Some(RestoreDbInstance {
        source: text(line, "source-db-instance-identifier"),
        snapshot: text(line, "db-snapshot-identifier"),
        target: text(line, "target-db-instance-identifier")
            .or_else(|| text(line, "db-instance-identifier"))?,
        at: time(line, "restore-time"),
        latest: line.has("use-latest-restorable-time"),
        settings: line
            .params
            .iter()
            .filter(|param| !named.contains(&param.name.as_str()))
            .map(|param| {
                (
                    param.name.clone(),
                    param.values.iter().map(as_written).collect(),
                )
            })
            .collect(),
    })
}

fn logs_tail(line: &AwsLine) -> Option<LogsTail> {
    if !only(line, &["follow", "since", "filter-pattern", "format"]) {
        return None;
    }
    let [group] = line.positionals.as_slice() else {
        return None;
    };
    Some(LogsTail {
        group: as_written(group),
        follow: line.has("follow"),
        since: text(line, "since"),
        filter: text(line, "filter-pattern"),
    })
}

fn update_environment(line: &AwsLine) -> Option<UpdateFunctionEnvironment> {
    if !only(line, &["function-name", "environment"]) {
        return None;
    }
    let environment = interpret(line, "environment")?;
    let variables = environment.get("Variables")?.as_object()?;
    Some(UpdateFunctionEnvironment {
        function: text(line, "function-name")?,
        variables: variables
            .iter()
            .map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
            .collect::<Option<_>>()?,
        merge_needed: true,
    })
}
