//! What is read of RDS databases.

use aws_sdk_rds::Client;
use aws_sdk_rds::config::{BehaviorVersion, Credentials, Region};
use belay_aws::Databases;
use belay_engine::ports::PortErrorKind;
use belay_restore::databases::{DatabaseFacts, DatabaseSource, Restorable};
use belay_testkit::{Account, Fault};
use jiff::SignedDuration;

use crate::setup::{of, operator_places, own_account, sandbox, seeded, sessions};

const FIVE_DAYS: f64 = 5.0 * 86_400.0;

fn rds(account: &Account) -> Client {
    let config = aws_sdk_rds::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(account.region().to_owned()))
        .endpoint_url(account.sandbox().endpoint())
        .credentials_provider(Credentials::new(
            account.id(),
            "sandbox",
            None,
            None,
            "test",
        ))
        .build();
    Client::from_conf(config)
}

async fn create(client: &Client, name: &str, retention_days: i32) {
    client
        .create_db_instance()
        .db_instance_identifier(name)
        .db_instance_class("db.m6g.large")
        .engine("postgres")
        .engine_version("15.4")
        .allocated_storage(20)
        .master_username("owner")
        .master_user_password("Not-A-Real-Password-1")
        .backup_retention_period(retention_days)
        .send()
        .await
        .unwrap();
}

async fn read(account: &Account) -> Vec<DatabaseFacts> {
    let (sessions, environment) = of(account);
    Databases::new(sessions, environment)
        .databases()
        .await
        .unwrap()
}

fn why(facts: &DatabaseFacts) -> &str {
    match &facts.restorable {
        Restorable::Nothing { why } => why,
        Restorable::Between { .. } => panic!("there is a window: {facts:#?}"),
    }
}

#[tokio::test]
async fn a_production_database_is_read_with_its_window_and_its_own_groups() {
    let sessions = sessions(operator_places(), "databases");
    let prod = seeded("555555555555", "us-east-1", "ReadOnly");
    let all = Databases::new(sessions, prod).databases().await.unwrap();
    let facts = all
        .iter()
        .find(|facts| facts.identifier == "prod-db")
        .unwrap();
    assert_eq!(facts.source, DatabaseSource::Present);
    assert_eq!(
        (facts.engine.as_str(), facts.status.as_str()),
        ("postgres", "available")
    );
    assert!(!facts.engine_version.is_empty());
    assert_eq!(facts.backup_retention_days, Some(14));
    let Restorable::Between { earliest, latest } = facts.restorable else {
        panic!("no window: {facts:#?}");
    };
    let days = SignedDuration::from_hours(24 * 14);
    let margin = SignedDuration::from_mins(2);
    let length = facts.read_at.duration_since(earliest);
    assert!((length - days).abs() < margin, "{length}");
    let lag = facts.read_at.duration_since(latest);
    assert!((lag - SignedDuration::from_mins(5)).abs() < margin, "{lag}");

    let settings = facts.settings.as_ref().unwrap();
    assert!(settings.multi_az && settings.deletion_protection);
    assert!(settings.class.starts_with("db."), "{}", settings.class);
    let endpoint = settings.endpoint.as_ref().unwrap();
    assert!(endpoint.address.starts_with("prod-db."), "{endpoint:?}");
    assert_eq!(endpoint.port, Some(5432));
    assert!(settings.security_groups[0].starts_with("sg-"));
    assert_eq!(settings.parameter_groups[0].name, "prod-params");
    assert_eq!(settings.parameter_groups[0].apply_status, "in-sync");
    let subnets = settings.subnet_group.as_deref().unwrap();
    assert_ne!(subnets, "default");
    let told = sandbox().world().to_string();
    assert!(told.contains(&settings.security_groups[0]) && told.contains(subnets));
    assert!(facts.request_id.as_ref().is_some_and(|id| !id.is_empty()));
}

#[tokio::test]
async fn without_retention_the_database_says_that_recovery_is_off() {
    let account = own_account();
    create(&rds(&account), "shop", 0).await;
    let all = read(&account).await;
    assert_eq!(all.len(), 1, "{all:#?}");
    assert_eq!(all[0].backup_retention_days, Some(0));
    assert_eq!(
        why(&all[0]),
        "Backup retention is 0 days, so point-in-time recovery is off."
    );
}

#[tokio::test]
async fn a_database_that_is_being_created_has_no_endpoint_and_no_window_yet() {
    let account = own_account();
    account.set_delays(0.0, 3600.0);
    create(&rds(&account), "shop", 7).await;
    let all = read(&account).await;
    assert_eq!(all[0].status, "creating");
    assert_eq!(all[0].settings.as_ref().unwrap().endpoint, None);
    assert_eq!(
        why(&all[0]),
        "It is being created, and the first automated backup comes after that."
    );
}

#[tokio::test]
async fn kept_backups_of_a_deleted_database_stand_beside_a_new_one_of_its_name() {
    let account = own_account();
    let client = rds(&account);
    account.set_clock_offset(-FIVE_DAYS);
    create(&client, "shop", 7).await;
    account.set_clock_offset(0.0);
    let before = read(&account).await;
    client
        .delete_db_instance()
        .db_instance_identifier("shop")
        .skip_final_snapshot(true)
        .delete_automated_backups(false)
        .send()
        .await
        .unwrap();
    let gone = read(&account).await;
    assert_eq!(gone.len(), 1, "{gone:#?}");
    assert_eq!(gone[0].source, DatabaseSource::Deleted);
    assert_eq!(gone[0].status, "retained");
    assert_eq!(gone[0].resource_id, before[0].resource_id);
    assert_eq!(gone[0].settings, None);
    assert!(matches!(gone[0].restorable, Restorable::Between { .. }));
    assert!(gone[0].request_id.is_some());

    // The name is taken again by a rename, as a cut-over does it.
    create(&client, "shop-copy", 0).await;
    client
        .modify_db_instance()
        .db_instance_identifier("shop-copy")
        .new_db_instance_identifier("shop")
        .apply_immediately(true)
        .send()
        .await
        .unwrap();
    let both = read(&account).await;
    let sources: Vec<_> = both.iter().map(|facts| &facts.source).collect();
    assert_eq!(
        sources,
        [&DatabaseSource::Present, &DatabaseSource::Deleted]
    );
    assert!(why(&both[0]).contains("recovery is off"), "{both:#?}");
    assert_eq!(
        both[1],
        DatabaseFacts {
            read_at: both[1].read_at,
            request_id: both[1].request_id.clone(),
            ..gone[0].clone()
        }
    );
}

#[tokio::test]
async fn every_page_is_read() {
    let account = own_account();
    let client = rds(&account);
    for n in 0..101 {
        create(&client, &format!("shop-{n:03}"), 1).await;
    }
    let all = read(&account).await;
    let names: Vec<_> = all.iter().map(|facts| facts.identifier.as_str()).collect();
    let expected: Vec<_> = (0..101).map(|n| format!("shop-{n:03}")).collect();
    assert_eq!(names, expected);
    let without = all
        .iter()
        .find(|facts| !matches!(facts.restorable, Restorable::Between { .. }));
    assert_eq!(without, None);
    for operation in ["DescribeDBInstances", "DescribeDBInstanceAutomatedBackups"] {
        assert!(account.calls_like(operation).len() > 1, "{operation}");
    }
}

#[tokio::test]
async fn backups_that_may_not_be_read_are_a_failure_and_not_recovery_that_is_off() {
    let account = own_account();
    create(&rds(&account), "shop", 7).await;
    account.add_fault(&Fault {
        matching: "DescribeDBInstanceAutomatedBackups".to_owned(),
        code: Some("AccessDenied".to_owned()),
        status: Some(403),
        ..Fault::default()
    });
    let (sessions, environment) = of(&account);
    let error = Databases::new(sessions, environment)
        .databases()
        .await
        .unwrap_err();
    assert_eq!(error.kind, PortErrorKind::Forbidden);
    assert!(
        error
            .message
            .starts_with("The databases could not be listed: AWS refused it"),
        "{}",
        error.message
    );
    assert!(error.request_id.is_some());
}
