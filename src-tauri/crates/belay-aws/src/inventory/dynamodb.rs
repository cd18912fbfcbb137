//! Tables and backups.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::RequestId as _;
use aws_sdk_dynamodb::types::{BackupSummary, BackupType, BackupTypeFilter};
use belay_engine::ports::{Resource, Resources};
use belay_restore::words::{bytes, count};

use super::{Gathered, by_name, facts, last_part, newest_first};
use crate::dynamodb;
use crate::failure::Failure;
use crate::time;

pub(super) async fn tables(client: &Client) -> Result<Resources, Failure> {
    let mut gathered = Gathered::default();
    let mut last = None;
    loop {
        let page = client
            .list_tables()
            .set_exclusive_start_table_name(last)
            .send()
            .await
            .map_err(Failure::of)?;
        let names = page.table_names().iter().map(|name| Resource {
            id: name.clone(),
            more: true,
            ..Resource::default()
        });
        let room = gathered.page(names, page.request_id());
        last = page.last_evaluated_table_name().map(str::to_owned);
        if last.is_none() || !room {
            break;
        }
    }
    let mut tables = gathered.end(last.is_some());
    by_name(&mut tables);
    Ok(tables)
}

/// State, size, and whether its data can be taken back to a point in time.
pub(super) async fn table(client: &Client, name: &str) -> Result<Resource, Failure> {
    let summary = dynamodb::summary(client, name).await?;
    let items = summary.items.map(|n| format!("about {} items", count(n)));
    let recovery = match summary.recovery {
        Some(true) => "point-in-time recovery on",
        Some(false) => "point-in-time recovery off",
        None => "point-in-time recovery not read",
    };
    Ok(Resource {
        id: summary.name,
        facts: facts([
            summary.status,
            items.unwrap_or_default(),
            summary.bytes.map(bytes).unwrap_or_default(),
            recovery.to_owned(),
        ]),
        ..Resource::default()
    })
}

pub(super) async fn backups(client: &Client, table: Option<&str>) -> Result<Resources, Failure> {
    let mut gathered = Gathered::default();
    let mut last = None;
    loop {
        let page = client
            .list_backups()
            .set_table_name(table.map(str::to_owned))
            .backup_type(BackupTypeFilter::All)
            .set_exclusive_start_backup_arn(last)
            .send()
            .await
            .map_err(Failure::of)?;
        let backups = page.backup_summaries().iter().map(backup);
        let room = gathered.page(backups, page.request_id());
        last = page.last_evaluated_backup_arn().map(str::to_owned);
        if last.is_none() || !room {
            break;
        }
    }
    let mut backups = gathered.end(last.is_some());
    newest_first(&mut backups);
    Ok(backups)
}

fn backup(backup: &BackupSummary) -> Resource {
    let arn = backup.backup_arn().unwrap_or_default();
    let table = backup.table_name().map(|table| format!("of {table}"));
    let made = match backup.backup_type() {
        Some(BackupType::User) => "on demand",
        Some(BackupType::System) => "made when its table was deleted",
        Some(BackupType::AwsBackup) => "by AWS Backup",
        _ => "",
    };
    let status = backup.backup_status().map(|status| status.as_str());
    let size = backup
        .backup_size_bytes()
        .and_then(|size| u64::try_from(size).ok());
    Resource {
        id: last_part(arn).to_owned(),
        arn: Some(arn.to_owned()),
        facts: facts([
            backup.backup_name().unwrap_or_default().to_owned(),
            table.unwrap_or_default(),
            made.to_owned(),
            status.unwrap_or_default().to_owned(),
            size.map(bytes).unwrap_or_default(),
        ]),
        at: backup.backup_creation_date_time().and_then(time::from_aws),
        more: false,
    }
}
