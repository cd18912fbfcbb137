//! Sentences as they stand in runbooks, and the values they become.
#![allow(clippy::unwrap_used)]

use crate::model::{Comparator, Recurrence, RuleKind, RuleValue, Weekday};
use crate::read;
use jiff::Timestamp;

fn rules(text: &str) -> Vec<(RuleKind, RuleValue)> {
    read(text)
        .unwrap()
        .rules
        .into_iter()
        .map(|rule| (rule.kind, rule.value))
        .collect()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn comparison(
    subject: &str,
    op: Comparator,
    value: f64,
    unit: &str,
    for_seconds: Option<u32>,
) -> RuleValue {
    RuleValue::Comparison {
        subject: subject.to_owned(),
        op,
        value,
        unit: Some(unit.to_owned()),
        statistic: None,
        for_seconds,
    }
}

#[test]
fn triggers_are_read_from_the_list_that_they_introduce() {
    let found = rules(
        "# T\n## Going back\nStart the rollback when:\n- Checkout error rate > 7% for 5 minutes\n- Any critical alarm for 10+ minutes\n- Probe failures for 3+ consecutive checks\n- Orders are lost\n",
    );
    let values: Vec<_> = found
        .into_iter()
        .map(|(kind, value)| {
            assert_eq!(kind, RuleKind::RollbackTrigger);
            value
        })
        .collect();
    assert_eq!(
        values,
        [
            comparison(
                "Checkout error rate",
                Comparator::Greater,
                7.0,
                "%",
                Some(300)
            ),
            RuleValue::AlarmFor {
                subject: "Any critical alarm".to_owned(),
                for_seconds: 600
            },
            RuleValue::Consecutive {
                subject: "Probe failures".to_owned(),
                count: 3
            },
            RuleValue::Event {
                subject: "Orders are lost".to_owned()
            },
        ]
    );
}

#[test]
fn thresholds_have_subject_bound_unit_and_statistic() {
    let found = rules(
        "# T\n## After\n- [ ] Error rate is below 1%\n- Response times < 2s for 95th percentile\n- Memory usage above 80 percent for 10 minutes\n- Choose File > Open\n- reviewed by at least 2 people\n",
    );
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(
        found[0].1,
        comparison("Error rate", Comparator::Less, 1.0, "%", None)
    );
    let RuleValue::Comparison {
        statistic,
        unit,
        value,
        ..
    } = &found[1].1
    else {
        unreachable!()
    };
    assert_eq!(
        (statistic.as_deref(), unit.as_deref(), *value),
        (Some("p95"), Some("s"), 2.0)
    );
    assert_eq!(
        found[2].1,
        comparison("Memory usage", Comparator::Greater, 80.0, "%", Some(600))
    );
}

#[test]
fn stretches_of_time_around_a_change_are_read() {
    let found = rules(
        "# T\n## Check (First 5 minutes)\n## Check (First hour)\n## Later (5-30 minutes)\n## Long (30+ minutes)\n## List\n\n**24 Hours Before Release:**\n\n- [ ] a\n",
    );
    let values: Vec<_> = found.into_iter().map(|(_, value)| value).collect();
    assert_eq!(
        values,
        [
            RuleValue::After {
                from_seconds: 0,
                to_seconds: Some(300)
            },
            RuleValue::After {
                from_seconds: 0,
                to_seconds: Some(3_600)
            },
            RuleValue::After {
                from_seconds: 300,
                to_seconds: Some(1_800)
            },
            RuleValue::After {
                from_seconds: 1_800,
                to_seconds: None
            },
            RuleValue::Before { seconds: 86_400 },
        ]
    );
}

#[test]
fn how_long_to_watch_is_read_from_prose_and_from_comments() {
    let found =
        rules("# T\n```sh\n# 1. Monitor for 30 minutes\n./watch\n```\n\n1. Wait 5 minutes\n");
    let seconds: Vec<_> = found
        .iter()
        .map(|(_, value)| match value {
            RuleValue::Lasts { seconds, .. } => *seconds,
            other => unreachable!("{other:?}"),
        })
        .collect();
    assert_eq!(seconds, [1_800, 300]);
}

#[test]
fn severities_carry_their_response_time() {
    let found = rules(
        "# T\n## Levels\n**Severity 1 (Critical)**\n- All is down\n- Response time: Immediate\n\n**High (P2)**\n- Error rate > 5%\n- Response: Within 30 minutes\n\n**P4 - Low**\n- Response: Next business day\n",
    );
    let read: Vec<_> = found
        .iter()
        .map(|(_, value)| match value {
            RuleValue::Severity {
                name,
                level,
                meaning,
                response_seconds,
            } => (name.as_str(), *level, meaning.as_deref(), *response_seconds),
            other => unreachable!("{other:?}"),
        })
        .collect();
    assert_eq!(
        read,
        [
            ("Severity 1", 1, Some("Critical"), Some(0)),
            ("P2", 2, Some("High"), Some(1_800)),
            ("P4", 4, Some("Low"), None),
        ]
    );
}

fn window(text: &str) -> Recurrence {
    let found = rules(&format!("# T\n## {text}\n"));
    match found.as_slice() {
        [(RuleKind::ChangeWindow, RuleValue::Window(window))] => window.clone(),
        other => unreachable!("{text}: {other:?}"),
    }
}

#[test]
fn a_week_of_the_month_opens_in_that_week_only() {
    let window = window("Patching (Third Sunday, 2-4 AM UTC)");
    assert_eq!(
        (window.week_of_month, window.weekday),
        (Some(3), Some(Weekday::Sunday))
    );
    assert_eq!(
        window.next_after(at("2026-11-21T00:00:00Z")),
        Some(at("2026-12-20T02:00:00Z"))
    );
    assert!(window.is_open(at("2026-11-15T02:00:00Z")));
    assert!(window.is_open(at("2026-11-15T03:59:59Z")));
    assert!(!window.is_open(at("2026-11-15T04:00:00Z")));
    assert!(!window.is_open(at("2026-11-22T03:00:00Z")));
}

#[test]
fn eastern_time_follows_summer_time() {
    let window = window("Weekly (Thursdays 2-4 PM EST)");
    assert_eq!(window.zone, "America/New_York");
    assert!(window.is_open(at("2026-07-02T18:30:00Z")));
    assert!(!window.is_open(at("2026-07-02T20:30:00Z")));
    assert!(window.is_open(at("2026-11-19T20:30:00Z")));
    assert_eq!(
        window.next_after(at("2026-10-31T00:00:00Z")),
        Some(at("2026-11-05T19:00:00Z"))
    );
}

#[test]
fn on_the_day_the_clock_goes_forward_a_window_begins_at_the_change_or_is_left_out() {
    // 2026-03-08: 2:00 to 3:00 does not happen in New York.
    let half = window("Sundays 02:30-03:30 ET");
    assert!(!half.is_open(at("2026-03-08T06:59:59Z")));
    assert!(half.is_open(at("2026-03-08T07:00:00Z")));
    assert_eq!(
        half.open_until(at("2026-03-08T07:29:59Z")),
        Some(at("2026-03-08T07:30:00Z"))
    );
    let whole = window("Sundays 02:00-03:00 ET");
    assert_eq!(
        whole.next_after(at("2026-03-08T00:00:00Z")),
        Some(at("2026-03-15T06:00:00Z"))
    );
}

#[test]
fn on_the_day_the_clock_goes_back_the_hour_that_comes_twice_is_open_twice() {
    // 2026-11-01: 1:00 to 2:00 happens twice in New York.
    let window = window("Sundays 01:00-02:00 ET");
    assert_eq!(
        window.next_after(at("2026-11-01T00:00:00Z")),
        Some(at("2026-11-01T05:00:00Z"))
    );
    assert_eq!(
        window.open_until(at("2026-11-01T06:30:00Z")),
        Some(at("2026-11-01T07:00:00Z"))
    );
}

#[test]
fn every_zone_that_a_window_may_be_given_in_has_rules() {
    for zone in crate::zones() {
        let mut window = window("Sundays 01:00-02:00 UTC");
        window.zone = zone.to_owned();
        assert!(window.time_zone().is_some(), "{zone}");
        assert!(
            window.next_after(at("2026-11-01T00:00:00Z")).is_some(),
            "{zone}"
        );
    }
}

#[test]
fn a_window_over_midnight_is_open_on_both_days() {
    let window = window("Saturday 23:00–01:00 UTC");
    assert!(window.is_open(at("2026-11-21T23:30:00Z")));
    assert!(window.is_open(at("2026-11-22T00:30:00Z")));
    assert!(!window.is_open(at("2026-11-21T00:30:00Z")));
}

#[test]
fn the_last_week_of_a_month_is_found() {
    let window = window("Last Friday 10:00-11:00 UTC");
    assert_eq!(
        window.next_after(at("2026-11-01T00:00:00Z")),
        Some(at("2026-11-27T10:00:00Z"))
    );
}

#[test]
fn pairs_of_numbers_are_not_windows() {
    assert_eq!(
        rules("# T\n## Monday 1-2 UTC\n## 2-4 AM\n## Sunday window UTC\n"),
        []
    );
}

#[test]
fn what_a_list_rules_out_is_no_trigger() {
    let found = rules(
        "# T\n## When to roll back\nDo not roll back for:\n- Small faults\n\nRoll back if:\n- Latency > 3x normal\n",
    );
    assert_eq!(
        found,
        [(
            RuleKind::RollbackTrigger,
            RuleValue::Event {
                subject: "Latency > 3x normal".to_owned()
            }
        )]
    );
}

#[test]
fn an_estimate_in_brackets_is_no_time_to_wait() {
    assert_eq!(
        rules("# T\n```sh\n# Wait for the restore to finish (20-40 minutes)\n./wait\n```\n"),
        []
    );
}

#[test]
fn labels_in_front_of_a_figure_are_not_its_subject() {
    let found = rules(
        "# T\n**Severity**: Warning\n**Threshold**: Error rate > 5%\n\n**Recommended:** Monitor for 15 minutes\n",
    );
    assert_eq!(
        found,
        [
            (
                RuleKind::Threshold,
                comparison("Error rate", Comparator::Greater, 5.0, "%", None)
            ),
            (
                RuleKind::Duration,
                RuleValue::Lasts {
                    subject: "Monitor".to_owned(),
                    seconds: 900
                }
            ),
        ]
    );
}

#[test]
fn severities_are_read_from_tables_and_lists() {
    let found = read(
        "# T\n\n## Levels\n\n\
         | Severity | Description | Response time | Update every |\n|---|---|---|---|\n\
         | **SEV1** | Checkout down for > 5% of users | 15 minutes | 30 minutes |\n\
         | P2 (High) | Slow | within 1 hour | - |\n\
         | 🟡 Medium | Nobody waits | next business day | - |\n\n\
         ## Response times\n\n- P3: 4 hours\n- SEV4 (Low): we respond within 2 days\n",
    )
    .unwrap();
    let told: Vec<_> = found
        .rules
        .iter()
        .map(|rule| {
            let RuleValue::Severity {
                name,
                level,
                meaning,
                response_seconds,
            } = &rule.value
            else {
                panic!("{rule:?}")
            };
            (
                rule.line,
                &**name,
                *level,
                meaning.as_deref(),
                *response_seconds,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                7,
                "SEV1",
                1,
                Some("Checkout down for > 5% of users"),
                Some(900)
            ),
            (8, "P2", 2, Some("Slow"), Some(3_600)),
            (9, "Medium", 3, Some("Nobody waits"), None),
            (13, "P3", 3, None, Some(14_400)),
            (14, "SEV4", 4, Some("Low"), Some(172_800)),
        ]
    );
}

#[test]
fn a_table_of_alerts_is_none_of_severities() {
    let text = "# T\n\n| Alert | Severity | Response time |\n|---|---|---|\n\
        | Pod CPU | Warning | 15 minutes |\n\n\
        | Priority | Task |\n|---|---|\n| P1 | Write tests |\n\n\
        - P1: Fix the build in 2 days\n- P99: 300 ms\n";
    let severities = rules(text)
        .into_iter()
        .filter(|(kind, _)| *kind == RuleKind::Severity)
        .count();
    assert_eq!(severities, 0);
}
