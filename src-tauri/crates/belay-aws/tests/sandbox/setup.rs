//! Sessions for an account of the sandbox, and the few AWS calls that tests make
//! themselves to put things there.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType,
    PointInTimeRecoverySpecification, ScalarAttributeType,
};
use belay_aws::{Keys, Places, Sessions};
use belay_engine::environment::{Environment, Tier};
use belay_engine::ports::Clock;
use belay_restore::ports::{Later, RecordFailed};
use belay_restore::{Pace, Progress, Recorded, Recorder, RestoreEvent};
use belay_testkit::{Account, Sandbox};
use jiff::Timestamp;

pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

pub fn sandbox() -> Sandbox {
    Sandbox::from_env()
}

/// The sandbox's own AWS files, with its operator and roles.
pub fn operator_places() -> Places {
    let record = PathBuf::from(std::env::var("BELAY_SANDBOX").unwrap());
    let folder = record.parent().unwrap().join("aws");
    Places {
        config: Some(folder.join("config")),
        credentials: Some(folder.join("credentials")),
    }
}

/// An account of the test's own in which tables are there at once.
pub fn own_account() -> Account {
    let account = sandbox().account("eu-west-1");
    account.set_delays(0.0, 0.0);
    account
}

pub fn places(account: &Account) -> Places {
    Places {
        config: Some(account.config_file()),
        credentials: Some(account.credentials_file()),
    }
}

pub fn sessions(places: Places, operator: &str) -> Sessions {
    Sessions::new(
        places,
        Arc::new(Keys::default()),
        Arc::new(SystemClock),
        operator,
    )
}

pub fn of(account: &Account) -> (Sessions, Environment) {
    (sessions(places(account), "tester"), environment(account))
}

pub fn environment(account: &Account) -> Environment {
    Environment {
        name: "own".to_owned(),
        tier: Tier::Development,
        profile: Account::PROFILE.to_owned(),
        role_arn: None,
        region: account.region().to_owned(),
        account_id: account.id().to_owned(),
        variables: std::collections::BTreeMap::new(),
    }
}

/// A seeded environment, reached through its role.
pub fn seeded(account: &str, region: &str, role: &str) -> Environment {
    Environment {
        name: "seeded".to_owned(),
        tier: Tier::Production,
        profile: "belay-sandbox".to_owned(),
        role_arn: Some(format!("arn:aws:iam::{account}:role/{role}")),
        region: region.to_owned(),
        account_id: account.to_owned(),
        variables: std::collections::BTreeMap::new(),
    }
}

/// A DynamoDB client of the test itself.
pub fn dynamodb(account: &Account) -> Client {
    let config = aws_sdk_dynamodb::Config::builder()
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

/// A table with key `id`, on demand, point-in-time recovery on.
pub async fn table(client: &Client, name: &str) {
    client
        .create_table()
        .table_name(name)
        .attribute_definitions(
            AttributeDefinition::builder()
                .attribute_name("id")
                .attribute_type(ScalarAttributeType::S)
                .build()
                .unwrap(),
        )
        .key_schema(
            KeySchemaElement::builder()
                .attribute_name("id")
                .key_type(KeyType::Hash)
                .build()
                .unwrap(),
        )
        .billing_mode(BillingMode::PayPerRequest)
        .send()
        .await
        .unwrap();
    client
        .update_continuous_backups()
        .table_name(name)
        .point_in_time_recovery_specification(
            PointInTimeRecoverySpecification::builder()
                .point_in_time_recovery_enabled(true)
                .build()
                .unwrap(),
        )
        .send()
        .await
        .unwrap();
}

pub async fn put(client: &Client, table: &str, id: &str, state: &str) {
    client
        .put_item()
        .table_name(table)
        .item("id", AttributeValue::S(id.to_owned()))
        .item("state", AttributeValue::S(state.to_owned()))
        .item("total", AttributeValue::N("12.50".to_owned()))
        .send()
        .await
        .unwrap();
}

/// All items of a table: id → state.
pub async fn items(client: &Client, table: &str) -> HashMap<String, String> {
    let page = client.scan().table_name(table).send().await.unwrap();
    page.items()
        .iter()
        .map(|item| {
            let text = |name: &str| item[name].as_s().unwrap().clone();
            (text("id"), text("state"))
        })
        .collect()
}

/// A journal in memory, on the machine's clock.
#[derive(Default)]
pub struct Journal {
    pub events: Mutex<Vec<Recorded>>,
    pub troubles: Mutex<Vec<String>>,
}

impl Journal {
    pub fn history(&self) -> Vec<Recorded> {
        self.events.lock().unwrap().clone()
    }

    pub fn statuses(&self) -> Vec<String> {
        self.history()
            .iter()
            .filter_map(|recorded| match &recorded.event {
                RestoreEvent::Observed { status, .. } => Some(status.clone()),
                RestoreEvent::Submitted { request_id, .. } => Some(match request_id {
                    Some(_) => "submitted".to_owned(),
                    None => "adopted".to_owned(),
                }),
                _ => None,
            })
            .collect()
    }
}

impl Recorder for Journal {
    fn record<'a>(&'a self, event: &'a RestoreEvent) -> Later<'a, Result<(), RecordFailed>> {
        Box::pin(async move {
            self.events.lock().unwrap().push(Recorded {
                at: Timestamp::now(),
                event: event.clone(),
            });
            Ok(())
        })
    }

    fn show(&self, progress: &Progress) {
        self.troubles
            .lock()
            .unwrap()
            .extend(progress.trouble.clone());
    }
}

impl Pace for Journal {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn pause(&self, length: Duration) -> Later<'_, ()> {
        Box::pin(tokio::time::sleep(length))
    }
}
