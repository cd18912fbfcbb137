//! Clusters, services, revisions of task definitions, and running tasks.

use aws_sdk_ecs::Client;
use aws_sdk_ecs::operation::RequestId as _;
use aws_sdk_ecs::types::{Service, SortOrder, Task, TaskDefinition, TaskDefinitionStatus};
use belay_engine::pick::Revisions;
use belay_engine::ports::{LIST_LIMIT, Resource, Resources};

use super::{Gathered, by_name, facts, last_part, newest_first};
use crate::failure::Failure;
use crate::time;

/// As many tasks as `DescribeTasks` takes at once.
const TASKS_AT_ONCE: usize = 100;

/// Reads the pages of a list of ARNs.
macro_rules! arns {
    ($call:expr, $member:ident) => {{
        let mut gathered = Gathered::default();
        let mut pages = $call.into_paginator().send();
        let mut more = false;
        while let Some(page) = pages.next().await {
            let page = page.map_err(Failure::of)?;
            more = page.next_token().is_some();
            if !gathered.page(page.$member().iter().map(named), page.request_id()) {
                break;
            }
        }
        gathered.end(more)
    }};
}

pub(super) async fn clusters(client: &Client) -> Result<Resources, Failure> {
    let mut all = arns!(client.list_clusters(), cluster_arns);
    by_name(&mut all);
    Ok(all)
}

pub(super) async fn services(client: &Client, cluster: Option<&str>) -> Result<Resources, Failure> {
    let call = client
        .list_services()
        .set_cluster(cluster.map(str::to_owned));
    let mut all = arns!(call, service_arns);
    all.items.iter_mut().for_each(|service| service.more = true);
    by_name(&mut all);
    Ok(all)
}

/// How many tasks it runs, and of what.
pub(super) async fn service(
    client: &Client,
    cluster: Option<&str>,
    name: &str,
) -> Result<Resource, Failure> {
    let Some(service) = described(client, cluster, name).await? else {
        return Ok(Resource::default());
    };
    let definition = service.task_definition().map(last_part);
    Ok(Resource {
        facts: facts([
            service.status().unwrap_or_default().to_owned(),
            format!(
                "{} of {} running",
                service.running_count(),
                service.desired_count()
            ),
            definition.unwrap_or_default().to_owned(),
        ]),
        at: service.created_at().and_then(time::from_aws),
        ..Resource::default()
    })
}

async fn described(
    client: &Client,
    cluster: Option<&str>,
    name: &str,
) -> Result<Option<Service>, Failure> {
    let answer = client
        .describe_services()
        .set_cluster(cluster.map(str::to_owned))
        .services(name)
        .send()
        .await
        .map_err(Failure::of)?;
    Ok(answer.services.unwrap_or_default().into_iter().next())
}

/// Active revisions, the last registered first within each family.
pub(super) async fn task_definitions(
    client: &Client,
    revisions: &Revisions,
) -> Result<Resources, Failure> {
    let (family, runs) = match revisions {
        Revisions::All => (None, None),
        Revisions::Family(family) => (Some(family.clone()), None),
        Revisions::Service { cluster, service } => {
            let found = described(client, cluster.as_deref(), service).await?;
            let runs = found
                .and_then(|service| service.task_definition)
                .map(|arn| last_part(&arn).to_owned());
            let family = runs.as_deref().map(|name| parted(name).0.to_owned());
            (family, runs)
        }
    };
    let call = client
        .list_task_definitions()
        .set_family_prefix(family)
        .status(TaskDefinitionStatus::Active)
        .sort(SortOrder::Desc);
    let mut all = arns!(call, task_definition_arns);
    for definition in &mut all.items {
        definition.more = true;
        if runs.as_ref() == Some(&definition.id) {
            definition.facts.push("running now".to_owned());
        }
    }
    all.items.sort_by(|a, b| {
        let ((one, first), (other, second)) = (parted(&a.id), parted(&b.id));
        one.cmp(other).then(second.cmp(&first))
    });
    Ok(all)
}

/// `web:7` as family and revision.
fn parted(name: &str) -> (&str, u32) {
    let (family, revision) = name.rsplit_once(':').unwrap_or((name, ""));
    (family, revision.parse().unwrap_or_default())
}

/// When it was registered, and the images that it runs.
pub(super) async fn task_definition(client: &Client, name: &str) -> Result<Resource, Failure> {
    let answer = client
        .describe_task_definition()
        .task_definition(name)
        .send()
        .await
        .map_err(Failure::of)?;
    let definition = answer.task_definition();
    Ok(Resource {
        facts: facts(definition.map(images).unwrap_or_default()),
        at: definition
            .and_then(TaskDefinition::registered_at)
            .and_then(time::from_aws),
        ..Resource::default()
    })
}

/// Without the registry in front: what tells two revisions apart is the tag.
fn images(definition: &TaskDefinition) -> Vec<String> {
    let containers = definition.container_definitions().iter();
    let images = containers.filter_map(|container| container.image());
    images.map(|image| last_part(image).to_owned()).collect()
}

pub(super) async fn tasks(client: &Client, cluster: Option<&str>) -> Result<Resources, Failure> {
    let call = client.list_tasks().set_cluster(cluster.map(str::to_owned));
    let mut all = arns!(call, task_arns);
    let arns: Vec<String> = all.items.drain(..).filter_map(|task| task.arn).collect();
    for some in arns.chunks(TASKS_AT_ONCE.min(LIST_LIMIT)) {
        let answer = client
            .describe_tasks()
            .set_cluster(cluster.map(str::to_owned))
            .set_tasks(Some(some.to_vec()))
            .send()
            .await
            .map_err(Failure::of)?;
        all.request_id = answer.request_id().map(str::to_owned);
        all.items.extend(answer.tasks().iter().map(task));
    }
    newest_first(&mut all);
    Ok(all)
}

fn task(task: &Task) -> Resource {
    let definition = task.task_definition_arn().map(last_part);
    let started = task.started_at().or(task.created_at());
    Resource {
        facts: facts([
            task.last_status().unwrap_or_default().to_owned(),
            definition.unwrap_or_default().to_owned(),
            task.group().unwrap_or_default().to_owned(),
        ]),
        at: started.and_then(time::from_aws),
        ..named(task.task_arn().unwrap_or_default())
    }
}

fn named(arn: impl AsRef<str>) -> Resource {
    let arn = arn.as_ref();
    Resource {
        id: last_part(arn).to_owned(),
        arn: Some(arn.to_owned()),
        ..Resource::default()
    }
}
