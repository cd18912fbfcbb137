//! What Belay does itself instead of the shell: read out of the commands of a
//! part, with the parameters typed.

use std::collections::BTreeMap;

use belay_engine::metrics::{MetricQuery, Period};
use belay_runbook::awscli::{self, MetricStatistics, Native, RestoreTableToPointInTime};
use belay_runbook::{Runbook, SimpleCommand};
use jiff::Timestamp;

use crate::views::NativeView;

/// The one native line that these commands are. A part with other commands
/// beside it runs in the shell as written: Belay would do only half of it.
pub fn native(commands: &[SimpleCommand]) -> Option<Native> {
    let mut own = commands.iter().filter(|c| !c.in_substitution);
    let only = own.next().filter(|_| own.next().is_none())?;
    let plain = only.pipeline_length == 1 && only.redirects.is_empty() && !only.in_loop;
    plain.then(|| of(only)).flatten()
}

fn of(command: &SimpleCommand) -> Option<Native> {
    awscli::native(&awscli::read(&command.words)?)
}

/// As the window shows it; none for what only runs in the shell so far.
pub fn view(native: &Native) -> Option<NativeView> {
    Some(match native {
        Native::CallerIdentity => NativeView::Identity,
        Native::MetricStatistics(m) => NativeView::Chart {
            title: format!("{} {}", m.namespace, m.metric),
        },
        Native::RestoreTableToPointInTime(r) => NativeView::RestoreTable {
            source: r.source.clone(),
            target: Some(r.target.clone()),
        },
        _ => return None,
    })
}

/// The restore that a part asks for.
pub fn restore(commands: &[SimpleCommand]) -> Option<RestoreTableToPointInTime> {
    match native(commands)? {
        Native::RestoreTableToPointInTime(restore) => Some(restore),
        _ => None,
    }
}

/// Every metric that these commands read, whatever else they do.
pub fn metrics(commands: &[SimpleCommand]) -> Vec<MetricStatistics> {
    commands
        .iter()
        .filter_map(of)
        .filter_map(|native| match native {
            Native::MetricStatistics(metric) => Some(metric),
            _ => None,
        })
        .collect()
}

/// One query a statistic, with the range that the line asks for; none if its
/// times cannot be told.
pub fn queries(
    metric: &MetricStatistics,
    now: Timestamp,
) -> Option<(Vec<MetricQuery>, Timestamp, Timestamp)> {
    let (from, to) = (metric.start.resolve(now)?, metric.end.resolve(now)?);
    let period = metric
        .period_s
        .map_or(Period::Auto, |seconds| Period::Exactly { seconds });
    let queries = metric
        .statistics
        .iter()
        .chain(&metric.extended)
        .map(|statistic| MetricQuery {
            namespace: metric.namespace.clone(),
            metric: metric.metric.clone(),
            dimensions: metric.dimensions.clone(),
            statistic: statistic.clone(),
            period,
        })
        .collect();
    (from < to).then_some((queries, from, to))
}

/// The Lambda functions that a runbook names, the most often named first.
pub fn functions(book: &Runbook) -> Vec<String> {
    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    let parts = book.steps.iter().flat_map(|s| &s.parts);
    for command in parts.flat_map(|p| &p.commands) {
        let Some(line) = awscli::read(&command.words) else {
            continue;
        };
        let direct = line.value("function-name").filter(|t| !t.is_open());
        let name = direct.map(|t| t.text.clone()).or_else(|| {
            let metric = match awscli::native(&line)? {
                Native::MetricStatistics(metric) => metric,
                _ => return None,
            };
            let mut dimensions = metric.dimensions.into_iter();
            dimensions.find(|(n, _)| n == "FunctionName").map(|d| d.1)
        });
        if let Some(name) = name {
            *named.entry(name).or_default() += 1;
        }
    }
    let mut names: Vec<_> = named.into_iter().collect();
    names.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    names.into_iter().map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use belay_runbook::shell;

    fn commands(code: &str) -> Vec<SimpleCommand> {
        shell::parse(code).commands
    }

    const RESTORE: &str = "aws dynamodb restore-table-to-point-in-time \
        --source-table-name orders --target-table-name orders-restored \
        --restore-date-time 2026-11-21T07:21:35Z";

    #[test]
    fn a_restore_line_alone_is_native() {
        assert!(restore(&commands(RESTORE)).is_some());
    }

    #[test]
    fn a_restore_line_beside_another_command_is_not() {
        assert_eq!(native(&commands(&format!("{RESTORE}\nrm -r backup"))), None);
        assert_eq!(native(&commands(&format!("{RESTORE} | tee log"))), None);
        assert_eq!(native(&commands(&format!("{RESTORE} > log"))), None);
    }

    #[test]
    fn a_command_in_a_substitution_is_not_beside_it() {
        let line = RESTORE.replace("2026-11-21T07:21:35Z", "$(date -u +%FT%TZ)");
        assert!(native(&commands(&line)).is_some());
    }
}
