//! Restores, from the plan to the comparison.

use std::time::Duration;

use belay_aws::EnvironmentTables;
use belay_restore::{
    At, Patience, Ports, Progress, RestorePlan, RestoreRequest, RestoreState, Scope, Tables as _,
    Then, Word, drive, plan,
};
use belay_testkit::{Account, Fault};
use jiff::{SignedDuration, Timestamp};

use crate::setup::{Journal, dynamodb, items, of, own_account, put, table};

const CALL: &str = "dynamodb.RestoreTableToPointInTime";

/// A table with an hour of good life, then damage; the last good second.
async fn damaged(account: &Account) -> Timestamp {
    let client = dynamodb(account);
    account.set_clock_offset(-7_200.0);
    table(&client, "orders").await;
    put(&client, "orders", "1", "paid").await;
    put(&client, "orders", "2", "paid").await;
    put(&client, "orders", "3", "open").await;
    account.set_clock_offset(-3_600.0);
    let now = Timestamp::now() - SignedDuration::from_secs(3_600);
    put(&client, "orders", "2", "orphaned").await;
    client
        .delete_item()
        .table_name("orders")
        .key(
            "id",
            aws_sdk_dynamodb::types::AttributeValue::S("3".to_owned()),
        )
        .send()
        .await
        .unwrap();
    put(&client, "orders", "4", "new").await;
    account.set_clock_offset(0.0);
    Timestamp::from_second(now.as_second() - 1).unwrap()
}

async fn planned(tables: &EnvironmentTables, account: &Account, at: At) -> RestorePlan {
    let request = RestoreRequest {
        source: "orders".to_owned(),
        target: "orders-restored".to_owned(),
        at,
        without_indexes: false,
        on_demand: false,
    };
    let facts = tables.describe("orders").await.unwrap();
    let window = tables.window("orders").await.unwrap();
    let taken = tables.look("orders-restored").await.unwrap();
    let scope = Scope {
        environment: "own".to_owned(),
        account_id: account.id().to_owned(),
        region: account.region().to_owned(),
    };
    plan(
        "p1",
        &request,
        &scope,
        &facts,
        window.as_ref(),
        taken.as_ref(),
        Timestamp::now(),
    )
    .unwrap()
}

async fn live(
    tables: &EnvironmentTables,
    journal: &Journal,
    plan: &RestorePlan,
    word: Word,
) -> Progress {
    let patience = Patience {
        poll_every: Duration::from_millis(100),
        looks: 3,
        throttled: 3,
    };
    let ports = Ports {
        tables,
        recorder: journal,
        pace: journal,
    };
    drive(
        plan,
        &journal.history(),
        word,
        Then::Compare,
        ports,
        patience,
    )
    .await
    .unwrap()
}

fn tables(account: &Account) -> EnvironmentTables {
    let (sessions, environment) = of(account);
    EnvironmentTables::new(sessions, environment)
}

#[tokio::test]
async fn a_restore_holds_the_data_as_of_the_chosen_second() {
    let account = own_account();
    let good = damaged(&account).await;
    account.set_delays(0.5, 0.0);
    let tables = tables(&account);
    let plan = planned(&tables, &account, At::Instant { at: good }).await;
    let journal = Journal::default();
    let end = live(&tables, &journal, &plan, Word::Submit).await;

    assert_eq!(end.state, RestoreState::Compared);
    assert!(end.request_id.is_some());
    assert_eq!(
        journal.statuses(),
        ["SUBMITTING", "submitted", "CREATING", "ACTIVE"]
    );
    let restored = items(&dynamodb(&account), "orders-restored").await;
    let expected = [("1", "paid"), ("2", "paid"), ("3", "open")];
    assert_eq!(
        restored,
        expected
            .map(|(id, state)| (id.to_owned(), state.to_owned()))
            .into()
    );
    assert_eq!(account.items_at("orders", good).len(), 3);
    let comparison = end.comparison.unwrap();
    insta::assert_snapshot!(comparison.sentence(), @"1 items are the same, 1 differ, 1 are only in the source, 1 only in the restored table.");
    let lost: Vec<&str> = comparison
        .settings
        .iter()
        .map(|d| d.setting.as_str())
        .collect();
    assert!(lost.contains(&"Point-in-time recovery"), "{lost:?}");
    account.assert_calls("RestoreTable", &[CALL]);
}

#[tokio::test]
async fn the_latest_second_is_restored_with_the_damage() {
    let account = own_account();
    damaged(&account).await;
    let tables = tables(&account);
    let plan = planned(&tables, &account, At::Latest).await;
    let end = live(&tables, &Journal::default(), &plan, Word::Submit).await;
    let comparison = end.comparison.unwrap();
    assert_eq!((comparison.same, comparison.differing), (3, 0));
}

#[tokio::test]
async fn a_lost_answer_leaves_one_restore_which_is_adopted() {
    let account = own_account();
    let good = damaged(&account).await;
    let tables = tables(&account);
    let plan = planned(&tables, &account, At::Instant { at: good }).await;
    account.add_fault(&Fault {
        matching: "RestoreTableToPointInTime".to_owned(),
        drop: true,
        when: Some("after"),
        times: Some(1),
        ..Fault::default()
    });
    let journal = Journal::default();
    let end = live(&tables, &journal, &plan, Word::Submit).await;
    assert_eq!(end.state, RestoreState::Compared);
    let statuses = journal.statuses();
    assert_eq!(statuses[..2], ["SUBMITTING", "adopted"]);
    account.assert_calls("RestoreTable", &[CALL]);
}

#[tokio::test]
async fn a_lost_call_is_not_repeated_without_a_word() {
    let account = own_account();
    let good = damaged(&account).await;
    let tables = tables(&account);
    let plan = planned(&tables, &account, At::Instant { at: good }).await;
    account.add_fault(&Fault {
        matching: "RestoreTableToPointInTime".to_owned(),
        code: Some("InternalServerError".to_owned()),
        status: Some(500),
        times: Some(1),
        ..Fault::default()
    });
    let journal = Journal::default();
    let end = live(&tables, &journal, &plan, Word::Submit).await;
    assert!(
        matches!(end.state, RestoreState::Unknown { .. }),
        "{:?}",
        end.state
    );
    account.assert_calls("RestoreTable", &[CALL]);
    let end = live(&tables, &journal, &plan, Word::Watch).await;
    assert!(
        matches!(end.state, RestoreState::Unknown { .. }),
        "{:?}",
        end.state
    );
    account.assert_calls("RestoreTable", &[CALL]);
    let end = live(&tables, &journal, &plan, Word::Submit).await;
    assert_eq!(end.state, RestoreState::Compared);
    account.assert_calls("RestoreTable", &[CALL, CALL]);
}

#[tokio::test]
async fn a_throttled_call_is_sent_again() {
    let account = own_account();
    let good = damaged(&account).await;
    let tables = tables(&account);
    let plan = planned(&tables, &account, At::Instant { at: good }).await;
    account.add_fault(&Fault {
        matching: "RestoreTableToPointInTime".to_owned(),
        code: Some("ThrottlingException".to_owned()),
        status: Some(400),
        times: Some(2),
        ..Fault::default()
    });
    let journal = Journal::default();
    let end = live(&tables, &journal, &plan, Word::Submit).await;
    assert_eq!(end.state, RestoreState::Compared);
    account.assert_calls("RestoreTable", &[CALL; 3]);
    assert_eq!(
        journal.statuses()[..5],
        [
            "SUBMITTING",
            "NOT_SENT",
            "SUBMITTING",
            "NOT_SENT",
            "SUBMITTING"
        ]
    );
}

#[tokio::test]
async fn a_kill_while_aws_is_creating_costs_nothing() {
    let account = own_account();
    let good = damaged(&account).await;
    account.set_delays(3_600.0, 0.0);
    let tables = tables(&account);
    let plan = planned(&tables, &account, At::Instant { at: good }).await;
    let journal = Journal::default();
    let killed = tokio::time::timeout(
        Duration::from_millis(1_500),
        live(&tables, &journal, &plan, Word::Submit),
    )
    .await;
    assert!(killed.is_err(), "the table was to stay in CREATING");
    assert_eq!(journal.statuses().last().unwrap(), "CREATING");
    account.set_delays(0.0, 0.0);
    // More failures than the SDK repeats by itself: they are shown, and outlasted.
    account.add_fault(&Fault {
        matching: "DescribeTable".to_owned(),
        code: Some("InternalServerError".to_owned()),
        status: Some(500),
        times: Some(4),
        ..Fault::default()
    });
    let end = live(&tables, &journal, &plan, Word::Watch).await;
    assert_eq!(end.state, RestoreState::Compared);
    account.assert_calls("RestoreTable", &[CALL]);
    let told = journal.troubles.lock().unwrap().join("\n");
    assert!(told.contains("AWS itself failed"), "{told}");
    assert!(told.contains("Looking again in"), "{told}");
}

#[tokio::test]
async fn what_aws_refuses_is_said_in_plain_words() {
    let account = own_account();
    let good = damaged(&account).await;
    let tables = tables(&account);
    let plan = planned(&tables, &account, At::Instant { at: good }).await;
    account.add_fault(&Fault {
        matching: "RestoreTableToPointInTime".to_owned(),
        code: Some("LimitExceededException".to_owned()),
        status: Some(400),
        ..Fault::default()
    });
    let end = live(&tables, &Journal::default(), &plan, Word::Submit).await;
    let RestoreState::Failed {
        sentence,
        hint,
        request_id,
    } = end.state
    else {
        panic!("{:?}", end.state);
    };
    insta::assert_snapshot!(sentence, @"The account's limit for tables or restores is reached, so `orders-restored` was not made.");
    assert!(hint.is_some() && request_id.is_some());
    account.assert_calls("RestoreTable", &[CALL]);
}

#[tokio::test]
async fn the_live_window_decides_at_the_last_moment() {
    let account = own_account();
    let good = damaged(&account).await;
    let tables = tables(&account);
    let mut plan = planned(&tables, &account, At::Instant { at: good }).await;
    plan.request.at = At::Instant {
        at: Timestamp::from_second(Timestamp::now().as_second()).unwrap(),
    };
    let end = live(&tables, &Journal::default(), &plan, Word::Submit).await;
    let RestoreState::Failed { sentence, .. } = end.state else {
        panic!("{:?}", end.state);
    };
    assert!(sentence.contains("cannot be restored yet"), "{sentence}");
    account.assert_calls("RestoreTable", &[]);
}
