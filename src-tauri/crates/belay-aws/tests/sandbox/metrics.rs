//! Curves and alarms, each state for itself.

use belay_aws::CloudWatch;
use belay_engine::environment::Environment;
use belay_engine::metrics::{
    AlarmKind, AlarmState, MetricQuery, Metrics as _, Period, Range, Series, SeriesState,
};
use belay_testkit::{Account, Fault};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::setup::{of, operator_places, sandbox, seeded, sessions};

const NAMESPACE: &str = "Shop";

fn query(metric: &str, statistic: &str, seconds: Option<u32>) -> MetricQuery {
    MetricQuery {
        namespace: NAMESPACE.to_owned(),
        metric: metric.to_owned(),
        dimensions: vec![("Service".to_owned(), "checkout".to_owned())],
        statistic: statistic.to_owned(),
        period: seconds.map_or(Period::Auto, |seconds| Period::Exactly { seconds }),
    }
}

/// The last full hour.
fn hour() -> Range {
    let now = Timestamp::now().as_second();
    let to = Timestamp::from_second(now - now % 3_600).unwrap();
    Range {
        from: to - SignedDuration::from_hours(1),
        to,
        width: 600,
    }
}

/// Plants `values` spread over the seconds of each minute of the range.
fn plant(account: &Account, metric: &str, range: Range, per_minute: &[f64]) {
    let mut points = Vec::new();
    let mut at = range.from.as_second();
    while at < range.to.as_second() {
        for (i, value) in per_minute.iter().enumerate() {
            points.push(json!([at + i as i64 % 60, value]));
        }
        at += 60;
    }
    account.sandbox().control(
        "POST",
        "/metrics",
        Some(&json!({
            "account": account.id(), "region": account.region(), "namespace": NAMESPACE,
            "name": metric, "dimensions": {"Service": "checkout"}, "unit": "None", "points": points,
        })),
    );
}

async fn read(account: &Account, queries: &[MetricQuery], range: Range) -> Vec<Series> {
    let (sessions, environment) = of(account);
    CloudWatch::new(sessions)
        .read(&environment, queries, range)
        .await
        .unwrap()
}

#[tokio::test]
async fn statistics_and_percentiles_come_with_the_period_really_used() {
    let account = sandbox().account("eu-west-1");
    let range = hour();
    let values: Vec<f64> = (1..=50).map(f64::from).collect();
    plant(&account, "Latency", range, &values);
    let asked = ["Average", "Maximum", "Sum", "SampleCount", "p95"];
    let queries: Vec<_> = asked
        .iter()
        .map(|s| query("Latency", s, Some(300)))
        .collect();
    let series = read(&account, &queries, range).await;
    for one in &series {
        assert_eq!(one.state, SeriesState::Data, "{}", one.query.statistic);
        assert_eq!(one.period_s, 300);
        assert_eq!(one.points.len(), 12);
        assert_eq!(one.points[0].at, range.from);
        assert!(one.points.is_sorted_by_key(|p| p.at));
        assert!(one.request_id.is_some());
    }
    let first: Vec<f64> = series.iter().map(|s| s.points[0].value).collect();
    assert_eq!(first[..4], [25.5, 50.0, 6_375.0, 250.0]);
    assert!((46.0..=49.0).contains(&first[4]), "p95 is {}", first[4]);
    account.assert_calls("GetMetricData", &["monitoring.GetMetricData"]);
}

#[tokio::test]
async fn empty_forbidden_partial_and_too_fine_are_four_different_things() {
    let account = sandbox().account("eu-west-1");
    let range = hour();
    plant(&account, "Secret", range, &[1.0]);
    plant(&account, "Half", range, &[1.0]);
    for (metric, status) in [("Secret", "Forbidden"), ("Half", "PartialData")] {
        account.sandbox().control(
            "POST",
            "/metric-status",
            Some(&json!({
                "match": format!("{NAMESPACE}/{metric}"), "status": status,
                "code": status, "message": "told so", "account": account.id(),
            })),
        );
    }
    let series = read(
        &account,
        &[
            query("Silent", "Sum", None),
            query("Secret", "Sum", None),
            query("Half", "Sum", None),
            query("Silent", "Sum", Some(10)),
        ],
        range,
    )
    .await;
    assert_eq!(series[0].state, SeriesState::Empty);
    assert!(
        matches!(&series[1].state, SeriesState::Forbidden { sentence } if sentence.contains("told so")),
        "{:?}",
        series[1].state
    );
    assert!(
        matches!(&series[2].state, SeriesState::Partial { .. }),
        "{:?}",
        series[2].state
    );
    assert!(!series[2].points.is_empty(), "what came is kept");
    // Three hours are the age limit of 10 s points; ask further back for that.
    let old = Range {
        from: range.from - SignedDuration::from_hours(4),
        ..range
    };
    let fine = read(&account, &[query("Silent", "Sum", Some(10))], old).await;
    assert!(
        matches!(
            fine[0].state,
            SeriesState::PeriodTooFine { finest_s: 60, .. }
        ),
        "{:?}",
        fine[0].state
    );
    assert!(fine[0].points.is_empty());
}

#[tokio::test]
async fn a_throttle_that_lasts_is_no_empty_chart() {
    let account = sandbox().account("eu-west-1");
    account.add_fault(&Fault {
        matching: "GetMetricData".to_owned(),
        code: Some("Throttling".to_owned()),
        status: Some(400),
        ..Fault::default()
    });
    let series = read(&account, &[query("Latency", "Sum", None)], hour()).await;
    assert!(
        matches!(series[0].state, SeriesState::Throttled { .. }),
        "{:?}",
        series[0].state
    );
    assert_eq!(account.calls_like("GetMetricData").len(), 3);

    account.clear_faults();
    account.add_fault(&Fault {
        matching: "GetMetricData".to_owned(),
        code: Some("AccessDenied".to_owned()),
        status: Some(403),
        ..Fault::default()
    });
    let series = read(&account, &[query("Latency", "Sum", None)], hour()).await;
    assert!(
        matches!(series[0].state, SeriesState::Forbidden { .. }),
        "{:?}",
        series[0].state
    );
    assert!(series[0].request_id.is_some());
}

#[tokio::test]
async fn a_server_error_is_a_failure_with_a_request_id() {
    let account = sandbox().account("eu-west-1");
    account.add_fault(&Fault {
        matching: "GetMetricData".to_owned(),
        code: Some("InternalServiceFault".to_owned()),
        status: Some(500),
        ..Fault::default()
    });
    let series = read(&account, &[query("Latency", "Sum", None)], hour()).await;
    assert!(
        matches!(series[0].state, SeriesState::Failed { .. }),
        "{:?}",
        series[0].state
    );
    assert!(series[0].request_id.is_some());
}

#[tokio::test]
async fn more_queries_than_a_call_takes_are_asked_in_several() {
    let account = sandbox().account("eu-west-1");
    let queries: Vec<_> = (0..501)
        .map(|n| query(&format!("M{n}"), "Sum", None))
        .collect();
    let series = read(&account, &queries, hour()).await;
    assert_eq!(series.len(), 501);
    assert_eq!(series[500].query.metric, "M500");
    assert!(series.iter().all(|s| s.state == SeriesState::Empty));
    assert_eq!(account.calls_like("GetMetricData").len(), 2);
}

#[tokio::test]
async fn all_pages_are_read() {
    let account = sandbox().account("eu-west-1");
    let to = hour().to;
    let range = Range {
        from: to - SignedDuration::from_hours(24),
        to,
        width: 5_000,
    };
    plant(&account, "Busy", range, &[1.0]);
    // 75 × 1,440 points are more than the 100,800 that one answer holds.
    let queries = vec![query("Busy", "Sum", Some(60)); 75];
    let series = read(&account, &queries, range).await;
    for one in &series {
        assert_eq!(one.state, SeriesState::Data);
        assert_eq!(one.points.len(), 1_440);
    }
    assert!(account.calls_like("GetMetricData").len() > 1);
}

#[tokio::test]
async fn metrics_are_listed_by_name_and_dimension() {
    let account = sandbox().account("eu-west-1");
    plant(&account, "Latency", hour(), &[1.0]);
    plant(&account, "Errors", hour(), &[1.0]);
    let (sessions, environment) = of(&account);
    let cloudwatch = CloudWatch::new(sessions);
    let names = |metric: Option<&'static str>, dimensions: Vec<(String, String)>| {
        let (cloudwatch, environment): (CloudWatch, Environment) =
            (cloudwatch.clone(), environment.clone());
        async move {
            cloudwatch
                .list(&environment, NAMESPACE, metric, &dimensions, 100)
                .await
                .unwrap()
                .into_iter()
                .map(|m| m.metric)
                .collect::<Vec<_>>()
        }
    };
    assert_eq!(names(None, Vec::new()).await, ["Errors", "Latency"]);
    assert_eq!(names(Some("Errors"), Vec::new()).await, ["Errors"]);
    let other = vec![("Service".to_owned(), "search".to_owned())];
    assert!(names(None, other).await.is_empty());
}

#[tokio::test]
async fn alarms_of_all_types_are_there_and_a_muted_one_is_not_ok() {
    let sessions = sessions(operator_places(), "alarms");
    let prod = seeded("222222222222", "eu-west-1", "Operator");
    let alarms = CloudWatch::new(sessions).alarms(&prod).await.unwrap();
    let find = |name: &str| {
        alarms
            .iter()
            .find(|a| a.name == name)
            .unwrap_or_else(|| panic!("{name} is not in {alarms:#?}"))
    };
    assert_eq!(find("apexshare-prod-health").kind, AlarmKind::Composite);
    let muted = find("apexshare-prod-throttles");
    assert!(!muted.actions_enabled);
    assert!(!muted.is_trustworthy_ok());
    for alarm in alarms
        .iter()
        .filter(|a| a.state == AlarmState::InsufficientData)
    {
        assert!(!alarm.is_trustworthy_ok(), "{}", alarm.name);
    }
    assert!(alarms.iter().any(|a| a.metric.is_some()));
}
