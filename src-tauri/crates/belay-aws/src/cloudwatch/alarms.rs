//! Alarms, of all types. Without naming the types, CloudWatch leaves out
//! composite and log alarms (APIReference/API_DescribeAlarms, `AlarmTypes`).

use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::types::{
    AlarmType, CompositeAlarm, EvaluationState, LogAlarm, MetricAlarm, StateValue,
};
use aws_smithy_types::DateTime;
use belay_engine::metrics::{Alarm, AlarmKind, AlarmState, MetricName};

use super::pairs;
use crate::failure::Failure;
use crate::time;

/// AWS's limit (APIReference/API_DescribeAlarms, `MaxRecords`).
const PER_PAGE: i32 = 100;

/// Reads all alarms, sorted by name.
pub(super) async fn all(client: &Client) -> Result<Vec<Alarm>, Failure> {
    let mut found = Vec::new();
    let mut token = None;
    loop {
        let page = client
            .describe_alarms()
            .alarm_types(AlarmType::MetricAlarm)
            .alarm_types(AlarmType::CompositeAlarm)
            .alarm_types(AlarmType::LogAlarm)
            .max_records(PER_PAGE)
            .set_next_token(token)
            .send()
            .await
            .map_err(Failure::of)?;
        found.extend(page.metric_alarms().iter().map(metric));
        found.extend(page.composite_alarms().iter().map(composite));
        found.extend(page.log_alarms().iter().map(log));
        token = page.next_token().map(str::to_owned);
        if token.is_none() {
            break;
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// Names of the alarms that watch this DynamoDB table.
pub(crate) async fn of_table(client: &Client, table: &str) -> Result<Vec<String>, Failure> {
    let is_table = |(name, value): &(String, String)| name == "TableName" && value == table;
    Ok(all(client)
        .await?
        .into_iter()
        .filter(|alarm| {
            alarm
                .metric
                .as_ref()
                .is_some_and(|metric| metric.dimensions.iter().any(is_table))
        })
        .map(|alarm| alarm.name)
        .collect())
}

fn metric(alarm: &MetricAlarm) -> Alarm {
    Alarm {
        metric: metric_of(alarm),
        evaluation: alarm.evaluation_state().map(evaluation),
        ..common(
            AlarmKind::Metric,
            alarm.alarm_name(),
            alarm.alarm_arn(),
            alarm.state_value(),
            alarm.actions_enabled(),
            alarm.state_reason(),
            alarm.state_updated_timestamp(),
        )
    }
}

fn composite(alarm: &CompositeAlarm) -> Alarm {
    let mut common = common(
        AlarmKind::Composite,
        alarm.alarm_name(),
        alarm.alarm_arn(),
        alarm.state_value(),
        alarm.actions_enabled(),
        alarm.state_reason(),
        alarm.state_updated_timestamp(),
    );
    // Suppressed is muted by another name.
    common.actions_enabled &= alarm.actions_suppressed_by().is_none();
    common
}

fn log(alarm: &LogAlarm) -> Alarm {
    Alarm {
        evaluation: alarm.evaluation_state().map(evaluation),
        ..common(
            AlarmKind::Log,
            alarm.alarm_name(),
            alarm.alarm_arn(),
            alarm.state_value(),
            alarm.actions_enabled(),
            alarm.state_reason(),
            alarm.state_updated_timestamp(),
        )
    }
}

fn common(
    kind: AlarmKind,
    name: Option<&str>,
    arn: Option<&str>,
    state: Option<&StateValue>,
    actions_enabled: Option<bool>,
    reason: Option<&str>,
    since: Option<&DateTime>,
) -> Alarm {
    Alarm {
        name: name.unwrap_or_default().to_owned(),
        arn: arn.unwrap_or_default().to_owned(),
        kind,
        state: match state {
            Some(StateValue::Ok) => AlarmState::Ok,
            Some(StateValue::Alarm) => AlarmState::Alarm,
            // A state that is not known is not OK.
            _ => AlarmState::InsufficientData,
        },
        actions_enabled: actions_enabled.unwrap_or(true),
        evaluation: None,
        reason: reason.map(str::to_owned),
        since: since.and_then(time::from_aws),
        metric: None,
    }
}

fn evaluation(state: &EvaluationState) -> String {
    state.as_str().to_owned()
}

/// The one metric that an alarm watches; of an expression, its only metric.
fn metric_of(alarm: &MetricAlarm) -> Option<MetricName> {
    if let Some(name) = alarm.metric_name() {
        return Some(MetricName {
            namespace: alarm.namespace().unwrap_or_default().to_owned(),
            metric: name.to_owned(),
            dimensions: pairs(alarm.dimensions()),
        });
    }
    let mut metrics = alarm
        .metrics()
        .iter()
        .filter_map(|query| query.metric_stat()?.metric());
    let only = metrics.next()?;
    metrics.next().is_none().then(|| super::name_of(only))
}
