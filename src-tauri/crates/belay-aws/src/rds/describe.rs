//! What a database is: the instances, and beside them their automated backups,
//! which alone know the first restorable second (RDS
//! APIReference/API_DescribeDBInstanceAutomatedBackups).

use aws_sdk_rds::Client;
use aws_sdk_rds::operation::RequestId as _;
use aws_sdk_rds::types::{DbInstance, DbInstanceAutomatedBackup, RestoreWindow};
use belay_restore::databases::{
    DatabaseEndpoint, DatabaseFacts, DatabaseSettings, DatabaseSource, ParameterGroup, Restorable,
};
use jiff::Timestamp;

use crate::failure::Failure;
use crate::time;

/// Something that AWS listed, with the request id of its page.
type Listed<T> = (T, Option<String>);

pub(super) async fn databases(
    client: &Client,
    region: &str,
    now: Timestamp,
) -> Result<Vec<DatabaseFacts>, Failure> {
    // Backups first: an instance that has some and is then not listed is gone.
    // The other way round, one created in between would look deleted.
    let backups = backups(client).await?;
    let instances = instances(client).await?;
    Ok(joined(instances, backups, region, now))
}

async fn instances(client: &Client) -> Result<Vec<Listed<DbInstance>>, Failure> {
    let mut all = Vec::new();
    let mut pages = client.describe_db_instances().into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(Failure::of)?;
        let request_id = page.request_id().map(str::to_owned);
        let listed = page.db_instances.unwrap_or_default().into_iter();
        all.extend(listed.map(|instance| (instance, request_id.clone())));
    }
    Ok(all)
}

async fn backups(client: &Client) -> Result<Vec<Listed<DbInstanceAutomatedBackup>>, Failure> {
    let mut all = Vec::new();
    let mut pages = client
        .describe_db_instance_automated_backups()
        .into_paginator()
        .send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(Failure::of)?;
        let request_id = page.request_id().map(str::to_owned);
        let listed = page.db_instance_automated_backups.unwrap_or_default();
        all.extend(
            listed
                .into_iter()
                .map(|backup| (backup, request_id.clone())),
        );
    }
    Ok(all)
}

/// Instances with the window of their own backups, then backups without an
/// instance. They belong together by resource id: a name can be taken again.
fn joined(
    instances: Vec<Listed<DbInstance>>,
    backups: Vec<Listed<DbInstanceAutomatedBackup>>,
    region: &str,
    now: Timestamp,
) -> Vec<DatabaseFacts> {
    let mut all: Vec<DatabaseFacts> = instances
        .iter()
        .map(|(instance, request_id)| {
            let window = backups
                .iter()
                .filter(|(backup, _)| is_of(backup, instance))
                .find_map(|(backup, _)| between(backup.restore_window()));
            of_instance(instance, window, request_id.clone(), now)
        })
        .collect();
    all.extend(
        backups
            .iter()
            .filter(|(backup, _)| !instances.iter().any(|(i, _)| is_of(backup, i)))
            .map(|(backup, request_id)| of_backup(backup, region, request_id.clone(), now)),
    );
    all.sort_by(|a, b| {
        let key = |facts: &DatabaseFacts| {
            (
                facts.identifier.clone(),
                facts.source != DatabaseSource::Present,
                facts.resource_id.clone(),
            )
        };
        key(a).cmp(&key(b))
    });
    all
}

fn is_of(backup: &DbInstanceAutomatedBackup, instance: &DbInstance) -> bool {
    match (backup.dbi_resource_id(), instance.dbi_resource_id()) {
        (Some(one), Some(other)) => one == other,
        _ => false,
    }
}

fn of_instance(
    instance: &DbInstance,
    window: Option<Restorable>,
    request_id: Option<String>,
    now: Timestamp,
) -> DatabaseFacts {
    let status = instance.db_instance_status().unwrap_or_default();
    let retention = instance.backup_retention_period().and_then(days);
    DatabaseFacts {
        identifier: owned(instance.db_instance_identifier()),
        resource_id: instance.dbi_resource_id().map(str::to_owned),
        engine: owned(instance.engine()),
        engine_version: owned(instance.engine_version()),
        status: status.to_owned(),
        source: DatabaseSource::Present,
        backup_retention_days: retention,
        restorable: window.unwrap_or_else(|| {
            Restorable::without_window(instance.db_cluster_identifier(), retention, status)
        }),
        settings: Some(settings(instance)),
        read_at: now,
        request_id,
    }
}

fn settings(instance: &DbInstance) -> DatabaseSettings {
    DatabaseSettings {
        class: owned(instance.db_instance_class()),
        multi_az: instance.multi_az().unwrap_or(false),
        deletion_protection: instance.deletion_protection().unwrap_or(false),
        endpoint: instance.endpoint().and_then(|endpoint| {
            Some(DatabaseEndpoint {
                address: endpoint.address()?.to_owned(),
                port: endpoint.port().and_then(|port| u16::try_from(port).ok()),
            })
        }),
        security_groups: instance
            .vpc_security_groups()
            .iter()
            .filter_map(|group| group.vpc_security_group_id().map(str::to_owned))
            .collect(),
        parameter_groups: instance
            .db_parameter_groups()
            .iter()
            .map(|group| ParameterGroup {
                name: owned(group.db_parameter_group_name()),
                apply_status: owned(group.parameter_apply_status()),
            })
            .collect(),
        subnet_group: instance
            .db_subnet_group()
            .and_then(|group| group.db_subnet_group_name())
            .map(str::to_owned),
    }
}

fn of_backup(
    backup: &DbInstanceAutomatedBackup,
    region: &str,
    request_id: Option<String>,
    now: Timestamp,
) -> DatabaseFacts {
    let status = backup.status().unwrap_or_default();
    let retention = backup.backup_retention_period().and_then(days);
    DatabaseFacts {
        identifier: owned(backup.db_instance_identifier()),
        resource_id: backup.dbi_resource_id().map(str::to_owned),
        engine: owned(backup.engine()),
        engine_version: owned(backup.engine_version()),
        status: status.to_owned(),
        source: source(backup, region),
        backup_retention_days: retention,
        restorable: between(backup.restore_window())
            .unwrap_or_else(|| Restorable::without_window(None, retention, status)),
        settings: None,
        read_at: now,
        request_id,
    }
}

/// `retained` alone does not say it: AWS uses the word also for copies of
/// another Region's backups once copying has stopped.
fn source(backup: &DbInstanceAutomatedBackup, region: &str) -> DatabaseSource {
    let arn = backup.db_instance_arn().unwrap_or_default();
    match arn.split(':').nth(3) {
        Some(other) if !other.is_empty() && other != region => DatabaseSource::OtherRegion {
            region: other.to_owned(),
        },
        _ => DatabaseSource::Deleted,
    }
}

fn between(window: Option<&RestoreWindow>) -> Option<Restorable> {
    let window = window?;
    Some(Restorable::Between {
        earliest: time::from_aws(window.earliest_time()?)?,
        latest: time::from_aws(window.latest_time()?)?,
    })
}

fn days(days: i32) -> Option<u32> {
    u32::try_from(days).ok()
}

fn owned(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use aws_smithy_types::DateTime;

    use super::*;

    const HERE: &str = "eu-west-1";

    fn instance(name: &str, resource: &str) -> Listed<DbInstance> {
        let instance = DbInstance::builder()
            .db_instance_identifier(name)
            .dbi_resource_id(resource)
            .db_instance_status("available")
            .backup_retention_period(7)
            .build();
        (instance, Some("page-of-instances".to_owned()))
    }

    fn backup(
        name: &str,
        resource: &str,
        status: &str,
        region: &str,
    ) -> Listed<DbInstanceAutomatedBackup> {
        let window = RestoreWindow::builder()
            .earliest_time(DateTime::from_secs(1_700_000_000))
            .latest_time(DateTime::from_secs(1_700_600_000))
            .build();
        let backup = DbInstanceAutomatedBackup::builder()
            .db_instance_identifier(name)
            .dbi_resource_id(resource)
            .db_instance_arn(format!("arn:aws:rds:{region}:222222222222:db:{name}"))
            .status(status)
            .restore_window(window)
            .build();
        (backup, Some("page-of-backups".to_owned()))
    }

    fn told(
        instances: Vec<Listed<DbInstance>>,
        backups: Vec<Listed<DbInstanceAutomatedBackup>>,
    ) -> Vec<(String, DatabaseSource, bool)> {
        joined(instances, backups, HERE, Timestamp::UNIX_EPOCH)
            .into_iter()
            .map(|facts| {
                let has_window = matches!(facts.restorable, Restorable::Between { .. });
                (
                    facts.resource_id.unwrap_or_default(),
                    facts.source,
                    has_window,
                )
            })
            .collect()
    }

    #[test]
    fn a_new_database_does_not_get_the_window_of_a_deleted_one_of_its_name() {
        let told = told(
            vec![instance("shop", "db-new")],
            vec![backup("shop", "db-old", "retained", HERE)],
        );
        assert_eq!(
            told,
            [
                ("db-new".to_owned(), DatabaseSource::Present, false),
                ("db-old".to_owned(), DatabaseSource::Deleted, true),
            ]
        );
    }

    #[test]
    fn a_renamed_database_keeps_its_window() {
        let told = told(
            vec![instance("shop-old", "db-1")],
            vec![backup("shop", "db-1", "active", HERE)],
        );
        assert_eq!(told, [("db-1".to_owned(), DatabaseSource::Present, true)]);
    }

    #[test]
    fn backups_from_another_region_are_not_those_of_a_deleted_database() {
        for status in ["active", "retained"] {
            let told = told(vec![], vec![backup("shop", "db-1", status, "us-east-1")]);
            let region = "us-east-1".to_owned();
            assert_eq!(
                told,
                [(
                    "db-1".to_owned(),
                    DatabaseSource::OtherRegion { region },
                    true
                )]
            );
        }
    }

    #[test]
    fn a_member_of_a_cluster_says_so() {
        let (instance, _) = instance("shop-1", "db-1");
        let member = DbInstance::builder()
            .set_db_instance_identifier(instance.db_instance_identifier)
            .db_cluster_identifier("shop")
            .backup_retention_period(7)
            .build();
        let facts = of_instance(&member, None, None, Timestamp::UNIX_EPOCH);
        let Restorable::Nothing { why } = facts.restorable else {
            panic!("a window: {facts:?}");
        };
        assert!(why.contains("`shop`"), "{why}");
    }

    #[test]
    fn half_a_window_is_none() {
        let half = RestoreWindow::builder()
            .latest_time(DateTime::from_secs(1_700_600_000))
            .build();
        assert_eq!(between(Some(&half)), None);
    }
}
