//! Functions, their versions, and where their aliases point.

use aws_sdk_lambda::Client;
use aws_sdk_lambda::operation::RequestId as _;
use aws_sdk_lambda::types::{AliasConfiguration, FunctionConfiguration};
use belay_engine::ports::{Resource, Resources};
use jiff::Timestamp;

use super::{Gathered, by_name, facts};
use crate::failure::Failure;

/// What Lambda calls the code that is not published.
const LATEST: &str = "$LATEST";

pub(super) async fn functions(client: &Client) -> Result<Resources, Failure> {
    let mut gathered = Gathered::default();
    let mut pages = client.list_functions().into_paginator().send();
    let mut more = false;
    while let Some(page) = pages.next().await {
        let page = page.map_err(Failure::of)?;
        more = page.next_marker().is_some();
        if !gathered.page(page.functions().iter().map(function), page.request_id()) {
            break;
        }
    }
    let mut all = gathered.end(more);
    by_name(&mut all);
    Ok(all)
}

fn function(function: &FunctionConfiguration) -> Resource {
    let runtime = function.runtime().map(|runtime| runtime.as_str());
    Resource {
        id: function.function_name().unwrap_or_default().to_owned(),
        arn: function.function_arn().map(str::to_owned),
        facts: facts([
            runtime.unwrap_or_default().to_owned(),
            function.description().unwrap_or_default().to_owned(),
        ]),
        at: modified(function),
        more: false,
    }
}

/// Versions, the last published first and what is not published at the end; the
/// aliases before them where they will do as well.
pub(super) async fn versions(
    client: &Client,
    name: &str,
    with_aliases: bool,
) -> Result<Resources, Failure> {
    let (listed, aliases) = tokio::join!(listed(client, name), aliases(client, name));
    let mut versions = listed?;
    for version in &mut versions.items {
        let told = match &aliases {
            Ok(aliases) => pointing(aliases, &version.id),
            // Not to be taken for a version to which none points.
            Err(_) => vec!["aliases could not be read".to_owned()],
        };
        version.facts.splice(0..0, told);
    }
    let number = |version: &Resource| version.id.parse::<u64>().ok();
    versions
        .items
        .sort_by_key(|version| std::cmp::Reverse(number(version)));
    if with_aliases && let Ok(aliases) = &aliases {
        versions.items.splice(0..0, aliases.iter().map(alias));
    }
    Ok(versions)
}

async fn listed(client: &Client, name: &str) -> Result<Resources, Failure> {
    let mut gathered = Gathered::default();
    let mut more = false;
    let call = client.list_versions_by_function().function_name(name);
    let mut pages = call.into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(Failure::of)?;
        more = page.next_marker().is_some();
        if !gathered.page(page.versions().iter().map(version), page.request_id()) {
            break;
        }
    }
    Ok(gathered.end(more))
}

async fn aliases(client: &Client, name: &str) -> Result<Vec<AliasConfiguration>, Failure> {
    let call = client.list_aliases().function_name(name);
    let mut pages = call.into_paginator().items().send();
    let mut all = Vec::new();
    while let Some(alias) = pages.next().await {
        all.push(alias.map_err(Failure::of)?);
    }
    Ok(all)
}

fn version(version: &FunctionConfiguration) -> Resource {
    let id = version.version().unwrap_or_default();
    let unpublished = if id == LATEST { "not published" } else { "" };
    Resource {
        id: id.to_owned(),
        arn: None,
        facts: facts([
            unpublished.to_owned(),
            version.description().unwrap_or_default().to_owned(),
        ]),
        at: modified(version),
        more: false,
    }
}

fn alias(alias: &AliasConfiguration) -> Resource {
    let version = alias.function_version().unwrap_or_default();
    Resource {
        id: alias.name().unwrap_or_default().to_owned(),
        facts: facts([
            format!("alias of version {version}"),
            alias.description().unwrap_or_default().to_owned(),
        ]),
        ..Resource::default()
    }
}

/// What each alias sends to a version.
fn pointing(aliases: &[AliasConfiguration], version: &str) -> Vec<String> {
    let told = aliases.iter().filter_map(|alias| {
        let name = alias.name()?;
        let others = alias
            .routing_config()
            .and_then(|routing| routing.additional_version_weights());
        if let Some(share) = others.and_then(|others| others.get(version)) {
            return Some(format!("{name} sends {} % here", percent(*share)));
        }
        if alias.function_version() != Some(version) {
            return None;
        }
        let elsewhere: f64 = others.map_or(0.0, |others| others.values().sum());
        Some(match elsewhere > 0.0 {
            true => format!("{name} sends {} % here", percent(1.0 - elsewhere)),
            false => format!("{name} points here"),
        })
    });
    told.collect()
}

/// Whole where it is whole.
fn percent(share: f64) -> f64 {
    (share * 1000.0).round() / 10.0
}

/// Lambda writes the zone as `+0000`.
fn modified(function: &FunctionConfiguration) -> Option<Timestamp> {
    Timestamp::strptime("%Y-%m-%dT%H:%M:%S%.f%z", function.last_modified()?).ok()
}

#[cfg(test)]
mod tests {
    use aws_sdk_lambda::types::AliasRoutingConfiguration;

    use super::*;

    #[test]
    fn a_version_says_what_part_of_the_calls_an_alias_sends_to_it() {
        let routing = AliasRoutingConfiguration::builder()
            .additional_version_weights("8", 0.1)
            .build();
        let canary = AliasConfiguration::builder()
            .name("live")
            .function_version("7")
            .routing_config(routing)
            .build();
        let whole = AliasConfiguration::builder()
            .name("beta")
            .function_version("8")
            .build();
        let aliases = [canary, whole];
        assert_eq!(pointing(&aliases, "7"), ["live sends 90 % here"]);
        assert_eq!(
            pointing(&aliases, "8"),
            ["live sends 10 % here", "beta points here"]
        );
        assert_eq!(pointing(&aliases, "6"), Vec::<String>::new());
    }

    #[test]
    fn the_time_is_read_with_lambdas_zone() {
        let function = FunctionConfiguration::builder()
            .last_modified("2026-11-21T14:44:00.085+0000")
            .build();
        let at = modified(&function).map(|at| at.to_string());
        assert_eq!(at.as_deref(), Some("2026-11-21T14:44:00.085Z"));
    }
}
