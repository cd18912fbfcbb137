//! Database instances, clusters, and the snapshots of both.

use aws_sdk_rds::Client;
use aws_sdk_rds::operation::RequestId as _;
use aws_sdk_rds::types::{DbCluster, DbClusterSnapshot, DbInstance, DbSnapshot};
use belay_engine::ports::{Resource, Resources};

use super::{Gathered, by_name, facts, newest_first};
use crate::failure::Failure;
use crate::time;

/// Reads the pages of a list: the call, the member that holds it, what one is.
macro_rules! paged {
    ($call:expr, $member:ident, $one:path) => {{
        let mut gathered = Gathered::default();
        let mut pages = $call.into_paginator().send();
        let mut more = false;
        while let Some(page) = pages.next().await {
            let page = page.map_err(Failure::of)?;
            more = page.marker().is_some();
            let room = gathered.page(page.$member().iter().map($one), page.request_id());
            if !room {
                break;
            }
        }
        gathered.end(more)
    }};
}

pub(super) async fn instances(client: &Client) -> Result<Resources, Failure> {
    let mut all = paged!(client.describe_db_instances(), db_instances, instance);
    by_name(&mut all);
    Ok(all)
}

pub(super) async fn clusters(client: &Client) -> Result<Resources, Failure> {
    let mut all = paged!(client.describe_db_clusters(), db_clusters, cluster);
    by_name(&mut all);
    Ok(all)
}

pub(super) async fn snapshots(
    client: &Client,
    instance: Option<&str>,
) -> Result<Resources, Failure> {
    let call = client
        .describe_db_snapshots()
        .set_db_instance_identifier(instance.map(str::to_owned));
    let mut all = paged!(call, db_snapshots, snapshot);
    newest_first(&mut all);
    Ok(all)
}

pub(super) async fn cluster_snapshots(
    client: &Client,
    cluster: Option<&str>,
) -> Result<Resources, Failure> {
    let call = client
        .describe_db_cluster_snapshots()
        .set_db_cluster_identifier(cluster.map(str::to_owned));
    let mut all = paged!(call, db_cluster_snapshots, cluster_snapshot);
    newest_first(&mut all);
    Ok(all)
}

fn instance(instance: &DbInstance) -> Resource {
    let cluster = instance.db_cluster_identifier();
    Resource {
        id: owned(instance.db_instance_identifier()),
        arn: instance.db_instance_arn().map(str::to_owned),
        facts: facts([
            engine(instance.engine(), instance.engine_version()),
            owned(instance.db_instance_class()),
            owned(instance.db_instance_status()),
            cluster
                .map(|c| format!("in cluster {c}"))
                .unwrap_or_default(),
        ]),
        at: instance.instance_create_time().and_then(time::from_aws),
        more: false,
    }
}

fn cluster(cluster: &DbCluster) -> Resource {
    let members = cluster.db_cluster_members().len();
    let instances = if members == 1 {
        "instance"
    } else {
        "instances"
    };
    Resource {
        id: owned(cluster.db_cluster_identifier()),
        arn: cluster.db_cluster_arn().map(str::to_owned),
        facts: facts([
            engine(cluster.engine(), cluster.engine_version()),
            format!("{members} {instances}"),
            owned(cluster.status()),
        ]),
        at: cluster.cluster_create_time().and_then(time::from_aws),
        more: false,
    }
}

fn snapshot(snapshot: &DbSnapshot) -> Resource {
    Resource {
        id: owned(snapshot.db_snapshot_identifier()),
        arn: snapshot.db_snapshot_arn().map(str::to_owned),
        facts: facts([
            of(snapshot.db_instance_identifier()),
            owned(snapshot.snapshot_type()),
            owned(snapshot.status()),
            size(snapshot.allocated_storage()),
            engine(snapshot.engine(), snapshot.engine_version()),
        ]),
        at: snapshot.snapshot_create_time().and_then(time::from_aws),
        more: false,
    }
}

fn cluster_snapshot(snapshot: &DbClusterSnapshot) -> Resource {
    Resource {
        id: owned(snapshot.db_cluster_snapshot_identifier()),
        arn: snapshot.db_cluster_snapshot_arn().map(str::to_owned),
        facts: facts([
            of(snapshot.db_cluster_identifier()),
            owned(snapshot.snapshot_type()),
            owned(snapshot.status()),
            size(snapshot.allocated_storage()),
            engine(snapshot.engine(), snapshot.engine_version()),
        ]),
        at: snapshot.snapshot_create_time().and_then(time::from_aws),
        more: false,
    }
}

fn owned(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

fn engine(name: Option<&str>, version: Option<&str>) -> String {
    let both = format!(
        "{} {}",
        name.unwrap_or_default(),
        version.unwrap_or_default()
    );
    both.trim().to_owned()
}

fn of(name: Option<&str>) -> String {
    name.map(|name| format!("of {name}")).unwrap_or_default()
}

/// In GiB, as AWS says it; Aurora says 0 or 1, which means nothing.
fn size(gib: Option<i32>) -> String {
    gib.filter(|gib| *gib > 1)
        .map(|gib| format!("{gib} GiB"))
        .unwrap_or_default()
}
