//! Plans and refusals, in the words that people read.

use belay_restore::facts::Read;
use belay_restore::plan::RestorePlan;
use belay_restore::refusal::name_problem;
use belay_restore::{At, Refusal, RestoreRequest, Rule, Sighting, TableFacts, Window, plan};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use crate::fixtures::{NOW, at, facts, request, rich_facts, scope, window};

fn make(request: &RestoreRequest, facts: &TableFacts) -> Result<RestorePlan, Vec<Refusal>> {
    plan(
        "p1",
        request,
        &scope(),
        facts,
        Some(&window()),
        None,
        at(NOW),
    )
}

fn refused(request: &RestoreRequest, facts: &TableFacts, window: Option<&Window>) -> Vec<Refusal> {
    plan("p1", request, &scope(), facts, window, None, at(NOW)).unwrap_err()
}

fn at_instant(text: &str) -> RestoreRequest {
    RestoreRequest {
        at: At::Instant { at: at(text) },
        ..request()
    }
}

fn words(refusals: &[Refusal]) -> String {
    refusals
        .iter()
        .map(|r| {
            format!(
                "[{} {}] {} {}",
                r.rule.id(),
                r.rule.mistake().unwrap_or("-"),
                r.sentence,
                r.remedy
            )
        })
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn the_plan_says_exactly_what_is_called() {
    let plan = make(&request(), &facts()).unwrap();
    insta::assert_json_snapshot!(plan.calls, @r#"
    [
      {
        "service": "dynamodb",
        "operation": "RestoreTableToPointInTime",
        "parameters": [
          [
            "SourceTableName",
            "orders"
          ],
          [
            "TargetTableName",
            "orders-restored"
          ],
          [
            "RestoreDateTime",
            "2026-03-14T09:07:59Z"
          ]
        ],
        "cli": "aws dynamodb restore-table-to-point-in-time --source-table-name orders --target-table-name orders-restored --restore-date-time 2026-03-14T09:07:59Z --region eu-west-1"
      }
    ]
    "#);
    insta::assert_snapshot!(plan.lost, @"Everything written to `orders` after 2026-03-14 09:07:59 UTC (33 min 13 s ago) is not in the restored table. `orders` itself stays as it is.");
}

#[test]
fn overrides_are_in_the_call_and_in_the_command() {
    let request = RestoreRequest {
        at: At::Latest,
        without_indexes: true,
        on_demand: true,
        ..request()
    };
    let plan = make(&request, &rich_facts()).unwrap();
    insta::assert_snapshot!(plan.calls[0].cli, @"aws dynamodb restore-table-to-point-in-time --source-table-name orders --target-table-name orders-restored --use-latest-restorable-time --billing-mode-override PAY_PER_REQUEST --global-secondary-index-override '[]' --region eu-west-1");
    let kept: Vec<&str> = plan.kept.iter().map(|k| k.setting.as_str()).collect();
    assert_eq!(kept, ["Primary key", "Encryption", "Billing"]);
    insta::assert_snapshot!(plan.warnings.join("\n"), @r"
    `orders` is a global table (us-east-1). The restored table is not part of it: it holds this Region's items and stands alone.
    The restored table has no global secondary indexes. Queries that use one fail until it is made.
    The restored table needs the KMS key arn:aws:kms:eu-west-1:222222222222:key/1b2c. If the key cannot be used, neither can the table.
    The latest restorable second was 2026-03-14 09:36:12 UTC (5 min ago) when AWS was asked. It moves on: damage done before it is restored with the rest.
    ");
}

#[test]
fn every_setting_that_a_restore_loses_is_listed_with_the_way_back() {
    let plan = make(&request(), &rich_facts()).unwrap();
    let list = plan
        .not_restored
        .iter()
        .map(|row| {
            format!(
                "{}: {}\n  {}\n  {}",
                row.setting,
                row.value,
                row.reapply,
                row.cli.as_deref().unwrap_or("(no command)")
            )
        })
        .collect::<Vec<_>>()
        .join("\n");
    insta::assert_snapshot!(list);
}

#[test]
fn a_plain_table_loses_only_its_recovery() {
    let plan = make(&request(), &facts()).unwrap();
    let lost: Vec<&str> = plan
        .not_restored
        .iter()
        .map(|r| r.setting.as_str())
        .collect();
    assert_eq!(lost, ["Point-in-time recovery"]);
    assert!(plan.warnings.is_empty(), "{:?}", plan.warnings);
}

#[test]
fn costs_are_named_without_invented_figures() {
    let plan = make(&request(), &facts()).unwrap();
    insta::assert_snapshot!(plan.costs.join("\n"), @r"
    AWS charges the restore by the size of the restored data; the source has 30.0 MiB now.
    Until `orders` or `orders-restored` is deleted, both are paid for.
    The comparison reads both tables whole: about twice 48 210 items.
    ");
}

#[test]
fn everything_in_the_way_is_said_at_once() {
    let request = RestoreRequest {
        source: "orders".to_owned(),
        target: "or ders".to_owned(),
        ..at_instant("2026-03-14T09:50:00.5Z")
    };
    let facts = TableFacts {
        status: "DELETING".to_owned(),
        ..facts()
    };
    insta::assert_snapshot!(words(&refused(&request, &facts, Some(&window()))), @r"
    [restore.targetName M28] `or ders` cannot be a table name: it holds a character that DynamoDB does not allow. Use 3 to 255 characters of a-z, A-Z, 0-9, `_`, `-` and `.`.
    [restore.sourceState -] Table `orders` is being deleted (state DELETING). Restore from the system backup that DynamoDB makes of a deleted table.
    [restore.fractionOfSecond M11] 2026-03-14 09:50:00.5 UTC is not a whole second. DynamoDB restores to whole seconds. Choose the second before or after it.
    [restore.outsideWindow M28] 2026-03-14 09:50:00.5 UTC lies in the future (8 min 48 s from now). The window ends at 2026-03-14 09:36:12 UTC. Check the time zone: the moment is an instant in UTC. Choose an earlier second.
    ");
}

#[test]
fn the_source_itself_is_no_target() {
    let request = RestoreRequest {
        target: "orders".to_owned(),
        ..request()
    };
    insta::assert_snapshot!(words(&refused(&request, &facts(), Some(&window()))), @"[restore.targetIsSource M10] `orders` is the source. A restore always makes a new table; DynamoDB cannot restore in place and cannot rename. Choose another name, and plan how the application moves to it.");
}

#[test]
fn a_taken_target_is_named_with_its_age() {
    let taken = Sighting {
        name: "orders-restored".to_owned(),
        arn: String::new(),
        status: "CREATING".to_owned(),
        created_at: Some(at("2026-03-14T08:12:00Z")),
        restored_from: None,
        restored_to: None,
        restoring: true,
        request_id: None,
    };
    let refusals = plan(
        "p1",
        &request(),
        &scope(),
        &facts(),
        Some(&window()),
        Some(&taken),
        at(NOW),
    )
    .unwrap_err();
    insta::assert_snapshot!(words(&refusals), @"[restore.targetTaken M28] Table `orders-restored` exists already (created 2026-03-14 08:12:00 UTC), its state is CREATING. Choose another name.");
}

#[test]
fn recovery_that_is_off_is_not_offered_to_be_switched_on() {
    let off = TableFacts {
        recovery: Read::known(None),
        ..facts()
    };
    insta::assert_snapshot!(words(&refused(&request(), &off, None)), @"[restore.recoveryOff M27] Point-in-time recovery is off for `orders`, so no second of it can be restored. Switching it on now does not bring the past back. Look for an on-demand backup of the table.");
    let unread = TableFacts {
        recovery: Read::Unread {
            why: "AWS refused it.".to_owned(),
        },
        ..facts()
    };
    insta::assert_snapshot!(words(&refused(&request(), &unread, None)), @"[restore.recoveryOff M27] The restorable window of `orders` could not be read: AWS refused it. Ask for the permission `dynamodb:DescribeContinuousBackups`, or try again.");
}

#[test]
fn the_edges_of_the_window_are_to_the_second() {
    let inside = ["2026-03-01T00:00:00Z", "2026-03-14T09:36:12Z"];
    for text in inside {
        assert!(make(&at_instant(text), &facts()).is_ok(), "{text}");
    }
    insta::assert_snapshot!(words(&refused(&at_instant("2026-02-28T23:59:59Z"), &facts(), Some(&window()))), @"[restore.outsideWindow M28] 2026-02-28 23:59:59 UTC (13 days 9 h ago) lies before the restorable window, which begins at 2026-03-01 00:00:00 UTC. Choose a later second, or look for an on-demand backup.");
    insta::assert_snapshot!(words(&refused(&at_instant("2026-03-14T09:36:13Z"), &facts(), Some(&window()))), @"[restore.outsideWindow M28] 2026-03-14 09:36:13 UTC (4 min 59 s ago) cannot be restored yet. The window ends at 2026-03-14 09:36:12 UTC. Wait a few minutes and read the window again, or choose an earlier second.");
    insta::assert_snapshot!(words(&refused(&at_instant("2026-03-14T10:07:59Z"), &facts(), Some(&window()))), @"[restore.outsideWindow M28] 2026-03-14 10:07:59 UTC lies in the future (26 min 47 s from now). The window ends at 2026-03-14 09:36:12 UTC. Check the time zone: the moment is an instant in UTC. Choose an earlier second.");
}

#[test]
fn a_second_that_soon_leaves_the_window_is_said_to() {
    let plan = make(&at_instant("2026-03-01T00:10:00Z"), &facts()).unwrap();
    insta::assert_snapshot!(plan.warnings.join("\n"), @"2026-03-01 00:10:00 UTC leaves the restorable window in 10 min.");
}

#[test]
fn a_changed_setting_changes_the_digest_and_a_grown_table_does_not() {
    let before = facts();
    let grown = TableFacts {
        items: Some(48_999),
        recovery: Read::known(Some(Window {
            latest: at("2026-03-14T09:40:00Z"),
            ..window()
        })),
        ..facts()
    };
    assert_eq!(before.digest(), grown.digest());
    let changed = TableFacts {
        deletion_protection: true,
        ..facts()
    };
    assert_ne!(before.digest(), changed.digest());
}

#[test]
fn a_plan_survives_the_record() {
    let plan = make(&request(), &rich_facts()).unwrap();
    let text = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<RestorePlan>(&text).unwrap(), plan);
}

proptest! {
    #[test]
    fn a_plan_exists_exactly_when_nothing_is_in_the_way(
        target in "[ -~]{0,12}|orders",
        offset in -2_000_000i64..10_000,
        nanos in prop_oneof![Just(0i32), 1i32..999_999_999],
        recovery in any::<bool>(),
        active in any::<bool>(),
    ) {
        let window = window();
        let moment = at(NOW) + SignedDuration::new(offset, nanos);
        let request = RestoreRequest {
            target: target.clone(),
            at: At::Instant { at: moment },
            ..request()
        };
        let facts = TableFacts {
            status: if active { "ACTIVE" } else { "CREATING" }.to_owned(),
            ..facts()
        };
        let read = recovery.then_some(&window);
        let made = plan("p", &request, &scope(), &facts, read, None, at(NOW));
        let possible = target != "orders"
            && name_problem(&target).is_none()
            && nanos == 0
            && moment >= window.earliest
            && moment <= window.latest
            && recovery
            && active;
        prop_assert_eq!(made.is_ok(), possible);
        if let Err(refusals) = made {
            prop_assert!(!refusals.is_empty());
        }
    }

    #[test]
    fn a_plan_is_total_for_any_instant(second in -377_705_023_201i64..253_402_207_200) {
        let request = RestoreRequest {
            at: At::Instant { at: Timestamp::from_second(second).unwrap() },
            ..request()
        };
        match make(&request, &facts()) {
            Ok(plan) => prop_assert_eq!(plan.request.at, request.at),
            Err(refusals) => prop_assert_eq!(refusals[0].rule, Rule::OutsideWindow),
        }
    }
}
