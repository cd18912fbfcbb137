//! What is read of a table before it is restored.

use aws_sdk_dynamodb::types::{
    ScalarAttributeType, StreamSpecification, StreamViewType, Tag, TimeToLiveSpecification,
};
use belay_aws::EnvironmentTables;
use belay_restore::facts::{Billing, Read};
use belay_restore::{Tables as _, TroubleKind};
use belay_testkit::Fault;

use crate::setup::{dynamodb, of, own_account, put, table};

#[tokio::test]
async fn all_settings_that_a_restore_loses_are_captured() {
    let account = own_account();
    let client = dynamodb(&account);
    table(&client, "orders").await;
    put(&client, "orders", "1", "paid").await;
    client
        .update_time_to_live()
        .table_name("orders")
        .time_to_live_specification(
            TimeToLiveSpecification::builder()
                .enabled(true)
                .attribute_name("expiresAt")
                .build()
                .unwrap(),
        )
        .send()
        .await
        .unwrap();
    client
        .update_table()
        .table_name("orders")
        .deletion_protection_enabled(true)
        .stream_specification(
            StreamSpecification::builder()
                .stream_enabled(true)
                .stream_view_type(StreamViewType::NewAndOldImages)
                .build()
                .unwrap(),
        )
        .send()
        .await
        .unwrap();
    let arn = format!("arn:aws:dynamodb:eu-west-1:{}:table/orders", account.id());
    client
        .tag_resource()
        .resource_arn(&arn)
        .tags(Tag::builder().key("team").value("shop").build().unwrap())
        .send()
        .await
        .unwrap();

    let (sessions, environment) = of(&account);
    let tables = EnvironmentTables::new(sessions, environment);
    let facts = tables.describe("orders").await.unwrap();
    assert_eq!(facts.arn, arn);
    assert_eq!(facts.keys[0].name, "id");
    assert_eq!(
        facts.keys[0].attribute_type,
        ScalarAttributeType::S.as_str()
    );
    assert_eq!(facts.billing, Billing::OnDemand);
    assert!(facts.deletion_protection);
    assert_eq!(
        facts.time_to_live,
        Read::known(Some("expiresAt".to_owned()))
    );
    assert_eq!(
        facts.tags,
        Read::known(vec![("team".to_owned(), "shop".to_owned())])
    );
    assert_eq!(facts.stream.unwrap().view, "NEW_AND_OLD_IMAGES");
    let window = facts.recovery.value().unwrap().as_ref().unwrap();
    assert!(window.earliest <= window.latest.max(window.earliest));
    assert_eq!(tables.names().await.unwrap(), ["orders"]);
    let summary = tables.summary("orders").await.unwrap();
    assert_eq!(
        (summary.status.as_str(), summary.recovery),
        ("ACTIVE", Some(true))
    );
}

#[tokio::test]
async fn a_setting_that_may_not_be_read_does_not_look_like_one_that_is_off() {
    let account = own_account();
    table(&dynamodb(&account), "orders").await;
    for operation in ["ListTagsOfResource", "DescribeTimeToLive", "DescribeAlarms"] {
        account.add_fault(&Fault {
            matching: operation.to_owned(),
            code: Some("AccessDeniedException".to_owned()),
            status: Some(400),
            ..Fault::default()
        });
    }
    let (sessions, environment) = of(&account);
    let facts = EnvironmentTables::new(sessions, environment)
        .describe("orders")
        .await
        .unwrap();
    for unread in [
        facts.tags.value().is_none(),
        facts.time_to_live.value().is_none(),
        facts.alarms.value().is_none(),
    ] {
        assert!(unread, "{facts:#?}");
    }
    assert!(facts.recovery.value().is_some());
}

#[tokio::test]
async fn a_table_that_is_not_there_is_not_found() {
    let account = own_account();
    let (sessions, environment) = of(&account);
    let tables = EnvironmentTables::new(sessions, environment);
    assert_eq!(tables.look("nothing").await.unwrap(), None);
    let trouble = tables.describe("nothing").await.unwrap_err();
    assert_eq!(trouble.kind, TroubleKind::NotFound);
    assert!(trouble.request_id.is_some());
}

#[tokio::test]
async fn a_table_without_recovery_has_no_window() {
    let account = own_account();
    let client = dynamodb(&account);
    table(&client, "orders").await;
    client
        .update_continuous_backups()
        .table_name("orders")
        .point_in_time_recovery_specification(
            aws_sdk_dynamodb::types::PointInTimeRecoverySpecification::builder()
                .point_in_time_recovery_enabled(false)
                .build()
                .unwrap(),
        )
        .send()
        .await
        .unwrap();
    let (sessions, environment) = of(&account);
    let tables = EnvironmentTables::new(sessions, environment);
    assert_eq!(tables.window("orders").await.unwrap(), None);
}

#[tokio::test]
async fn a_large_table_is_scanned_whole_and_once() {
    let account = own_account();
    let client = dynamodb(&account);
    table(&client, "orders").await;
    for n in 0..120 {
        put(&client, "orders", &format!("{n:03}"), &"x".repeat(30_000)).await;
    }
    let (sessions, environment) = of(&account);
    let mut ids = Vec::new();
    EnvironmentTables::new(sessions, environment)
        .scan("orders", &mut |items| {
            ids.extend(items.into_iter().map(|item| format!("{:?}", item["id"])));
        })
        .await
        .unwrap();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 120);
    assert!(account.calls_like("Scan").len() > 4, "pages were read");
}
