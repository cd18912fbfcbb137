//! What a table is: one call for the table, and one each for the settings that
//! AWS keeps elsewhere.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::RequestId as _;
use aws_sdk_dynamodb::types::{
    BillingMode, ContinuousBackupsDescription, KeySchemaElement, KeyType,
    PointInTimeRecoveryStatus, Projection, TableDescription, TimeToLiveStatus,
};
use belay_restore::facts::{Billing, Encryption, Index, KeyPart, Read, Stream, TableFacts};
use belay_restore::{Sighting, Window};
use jiff::Timestamp;

use crate::cloudwatch;
use crate::failure::{Failure, FailureKind};
use crate::session::Session;
use crate::time;

/// What a list of tables shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSummary {
    /// Its name.
    pub name: String,
    /// AWS's word, e.g. `ACTIVE`.
    pub status: String,
    /// Number of items; AWS updates it about every six hours.
    pub items: Option<u64>,
    /// Size in bytes; AWS updates it about every six hours.
    pub bytes: Option<u64>,
    /// Whether point-in-time recovery is on; `None` if that could not be read.
    pub recovery: Option<bool>,
}

/// What on-demand tables get without asking (DDB developerguide/warm-throughput).
const WARM_BY_DEFAULT: (u64, u64) = (12_000, 4_000);

pub(super) async fn names(client: &Client) -> Result<Vec<String>, Failure> {
    let mut names = Vec::new();
    let mut last = None;
    loop {
        let page = client
            .list_tables()
            .set_exclusive_start_table_name(last)
            .send()
            .await
            .map_err(Failure::of)?;
        names.extend(page.table_names().iter().cloned());
        last = page.last_evaluated_table_name().map(str::to_owned);
        if last.is_none() {
            break;
        }
    }
    names.sort_unstable();
    Ok(names)
}

pub(crate) async fn summary(client: &Client, table: &str) -> Result<TableSummary, Failure> {
    let (described, window) = tokio::join!(
        described(client, table),
        window(client, table, Timestamp::UNIX_EPOCH)
    );
    let (described, _) = described?;
    Ok(TableSummary {
        name: table.to_owned(),
        status: status(&described),
        items: described.item_count().and_then(positive),
        bytes: described.table_size_bytes().and_then(positive),
        recovery: window.ok().map(|window| window.is_some()),
    })
}

pub(super) async fn look(client: &Client, table: &str) -> Result<Option<Sighting>, Failure> {
    match described(client, table).await {
        Ok((described, request_id)) => Ok(Some(sighting(&described, request_id))),
        Err(failure) if failure.kind == FailureKind::NotFound => Ok(None),
        Err(failure) => Err(failure),
    }
}

pub(super) fn sighting(table: &TableDescription, request_id: Option<String>) -> Sighting {
    let restore = table.restore_summary();
    Sighting {
        name: table.table_name().unwrap_or_default().to_owned(),
        arn: table.table_arn().unwrap_or_default().to_owned(),
        status: status(table),
        created_at: table.creation_date_time().and_then(time::from_aws),
        restored_from: restore
            .and_then(|r| r.source_table_arn())
            .map(str::to_owned),
        restored_to: restore.and_then(|r| time::from_aws(r.restore_date_time())),
        restoring: restore.is_some_and(|r| r.restore_in_progress()),
        request_id,
    }
}

pub(super) async fn window(
    client: &Client,
    table: &str,
    now: Timestamp,
) -> Result<Option<Window>, Failure> {
    let answer = client
        .describe_continuous_backups()
        .table_name(table)
        .send()
        .await
        .map_err(Failure::of)?;
    Ok(answer
        .continuous_backups_description()
        .and_then(|backups| window_of(backups, now)))
}

fn window_of(backups: &ContinuousBackupsDescription, now: Timestamp) -> Option<Window> {
    let recovery = backups.point_in_time_recovery_description()?;
    if recovery.point_in_time_recovery_status() != Some(&PointInTimeRecoveryStatus::Enabled) {
        return None;
    }
    Some(Window {
        earliest: time::from_aws(recovery.earliest_restorable_date_time()?)?,
        latest: time::from_aws(recovery.latest_restorable_date_time()?)?,
        recovery_period_days: recovery
            .recovery_period_in_days()
            .and_then(|days| u32::try_from(days).ok()),
        read_at: now,
    })
}

/// Everything. What AWS refuses on top of the table itself is marked as unread;
/// it must not look like a setting that is off.
pub(super) async fn facts(
    session: &Session,
    table: &str,
    now: Timestamp,
) -> Result<TableFacts, Failure> {
    let client = session.dynamodb();
    let (described, _) = described(client, table).await?;
    let arn = described.table_arn().unwrap_or_default().to_owned();
    let (recovery, ttl, tags, policy, kinesis, alarms) = tokio::join!(
        window(client, table, now),
        time_to_live(client, table),
        tags(client, &arn),
        policy(client, &arn),
        kinesis(client, table),
        cloudwatch::of_table(session.cloudwatch(), table),
    );
    Ok(TableFacts {
        name: table.to_owned(),
        status: status(&described),
        items: described.item_count().and_then(positive),
        bytes: described.table_size_bytes().and_then(positive),
        created_at: described.creation_date_time().and_then(time::from_aws),
        keys: keys(&described),
        billing: billing(&described),
        indexes: indexes(&described),
        encryption: encryption(&described),
        class: described
            .table_class_summary()
            .and_then(|summary| summary.table_class())
            .map_or("STANDARD", |class| class.as_str())
            .to_owned(),
        deletion_protection: described.deletion_protection_enabled().unwrap_or(false),
        stream: stream(&described),
        time_to_live: read("time to live", ttl),
        tags: read("tags", tags),
        recovery: read("the restorable window", recovery),
        policy: read("the resource-based policy", policy),
        alarms: read("alarms", alarms),
        kinesis: read("Kinesis destinations", kinesis),
        replicas: described
            .replicas()
            .iter()
            .filter_map(|replica| replica.region_name().map(str::to_owned))
            .collect(),
        warm_throughput: warm_throughput(&described),
        arn,
    })
}

async fn described(
    client: &Client,
    table: &str,
) -> Result<(TableDescription, Option<String>), Failure> {
    let answer = client
        .describe_table()
        .table_name(table)
        .send()
        .await
        .map_err(Failure::of)?;
    let request_id = answer.request_id().map(str::to_owned);
    Ok((
        answer
            .table
            .unwrap_or_else(|| TableDescription::builder().build()),
        request_id,
    ))
}

async fn time_to_live(client: &Client, table: &str) -> Result<Option<String>, Failure> {
    let answer = client
        .describe_time_to_live()
        .table_name(table)
        .send()
        .await
        .map_err(Failure::of)?;
    Ok(answer.time_to_live_description().and_then(|ttl| {
        let on = matches!(
            ttl.time_to_live_status(),
            Some(TimeToLiveStatus::Enabled | TimeToLiveStatus::Enabling)
        );
        ttl.attribute_name().filter(|_| on).map(str::to_owned)
    }))
}

async fn tags(client: &Client, arn: &str) -> Result<Vec<(String, String)>, Failure> {
    let mut tags = Vec::new();
    let mut token = None;
    loop {
        let page = client
            .list_tags_of_resource()
            .resource_arn(arn)
            .set_next_token(token)
            .send()
            .await
            .map_err(Failure::of)?;
        tags.extend(
            page.tags()
                .iter()
                .map(|tag| (tag.key().to_owned(), tag.value().to_owned())),
        );
        token = page.next_token().map(str::to_owned);
        if token.is_none() {
            break;
        }
    }
    tags.sort_unstable();
    Ok(tags)
}

async fn policy(client: &Client, arn: &str) -> Result<Option<String>, Failure> {
    let answer = client.get_resource_policy().resource_arn(arn).send().await;
    match answer.map_err(Failure::of) {
        Ok(answer) => Ok(answer.policy().map(str::to_owned)),
        Err(failure) if failure.is("PolicyNotFoundException") => Ok(None),
        Err(failure) => Err(failure),
    }
}

async fn kinesis(client: &Client, table: &str) -> Result<Vec<String>, Failure> {
    let answer = client
        .describe_kinesis_streaming_destination()
        .table_name(table)
        .send()
        .await
        .map_err(Failure::of)?;
    Ok(answer
        .kinesis_data_stream_destinations()
        .iter()
        .filter(|d| {
            d.destination_status()
                .is_some_and(|s| s.as_str() == "ACTIVE")
        })
        .filter_map(|d| d.stream_arn().map(str::to_owned))
        .collect())
}

fn read<T>(what: &str, answer: Result<T, Failure>) -> Read<T> {
    match answer {
        Ok(value) => Read::Known { value },
        Err(failure) => {
            let sentence = failure.sentence(what);
            Read::Unread {
                why: sentence
                    .strip_prefix(what)
                    .map_or(sentence.as_str(), |rest| rest.trim_start_matches(": "))
                    .trim_end_matches('.')
                    .to_owned(),
            }
        }
    }
}

fn status(table: &TableDescription) -> String {
    table
        .table_status()
        .map_or("UNKNOWN", |status| status.as_str())
        .to_owned()
}

fn keys(table: &TableDescription) -> Vec<KeyPart> {
    in_order(table.key_schema())
        .into_iter()
        .map(|name| KeyPart {
            attribute_type: table
                .attribute_definitions()
                .iter()
                .find(|attribute| attribute.attribute_name() == name)
                .map_or("?", |attribute| attribute.attribute_type().as_str())
                .to_owned(),
            name,
        })
        .collect()
}

/// Attribute names, partition keys first.
fn in_order(schema: &[KeySchemaElement]) -> Vec<String> {
    let of = |kind: KeyType| {
        schema
            .iter()
            .filter(move |element| *element.key_type() == kind)
            .map(|element| element.attribute_name().to_owned())
    };
    of(KeyType::Hash).chain(of(KeyType::Range)).collect()
}

fn billing(table: &TableDescription) -> Billing {
    let mode = table
        .billing_mode_summary()
        .and_then(|summary| summary.billing_mode());
    if mode == Some(&BillingMode::PayPerRequest) {
        return Billing::OnDemand;
    }
    let throughput = table.provisioned_throughput();
    let units = |n: Option<i64>| n.and_then(positive).unwrap_or(0);
    Billing::Provisioned {
        read: units(throughput.and_then(|t| t.read_capacity_units())),
        write: units(throughput.and_then(|t| t.write_capacity_units())),
    }
}

fn indexes(table: &TableDescription) -> Vec<Index> {
    let global = table
        .global_secondary_indexes()
        .iter()
        .map(|i| (true, i.index_name(), i.key_schema(), i.projection()));
    let local = table
        .local_secondary_indexes()
        .iter()
        .map(|i| (false, i.index_name(), i.key_schema(), i.projection()));
    let mut list: Vec<Index> = global
        .chain(local)
        .map(|(global, name, schema, projection)| Index {
            name: name.unwrap_or_default().to_owned(),
            global,
            keys: in_order(schema),
            projection: projection
                .and_then(Projection::projection_type)
                .map_or("?", |kind| kind.as_str())
                .to_owned(),
        })
        .collect();
    list.sort_by(|a, b| a.name.cmp(&b.name));
    list
}

fn encryption(table: &TableDescription) -> Encryption {
    let description = table.sse_description();
    Encryption {
        key_arn: description
            .and_then(|d| d.kms_master_key_arn())
            .map(str::to_owned),
        status: description
            .and_then(|d| d.status())
            .map(|status| status.as_str().to_owned()),
    }
}

fn stream(table: &TableDescription) -> Option<Stream> {
    let specification = table.stream_specification()?;
    specification.stream_enabled().then(|| Stream {
        arn: table.latest_stream_arn().map(str::to_owned),
        view: specification
            .stream_view_type()
            .map_or("NEW_AND_OLD_IMAGES", |view| view.as_str())
            .to_owned(),
    })
}

fn warm_throughput(table: &TableDescription) -> Option<(u64, u64)> {
    let warm = table.warm_throughput()?;
    let pair = (
        warm.read_units_per_second().and_then(positive)?,
        warm.write_units_per_second().and_then(positive)?,
    );
    (pair.0 > WARM_BY_DEFAULT.0 || pair.1 > WARM_BY_DEFAULT.1).then_some(pair)
}

fn positive(n: i64) -> Option<u64> {
    u64::try_from(n).ok()
}
