//! What there is in an account, for a person to pick from. Reads only, and never
//! more than a list can be looked through.

mod dynamodb;
mod ecs;
mod lambda;
mod rds;

use belay_engine::environment::Environment;
use belay_engine::pick::{Listing, Revisions};
use belay_engine::ports::{
    Inventory, LIST_LIMIT, PortError, PortErrorKind, PortFuture, Resource, Resources,
};

use crate::Sessions;
use crate::failure::Failure;
use crate::session::Session;

impl Inventory for Sessions {
    fn list<'a>(
        &'a self,
        environment: &'a Environment,
        listing: &'a Listing,
    ) -> PortFuture<'a, Result<Resources, PortError>> {
        Box::pin(async move {
            self.with(environment, |session| async move {
                list(&session, listing).await
            })
            .await?
            .map_err(|failure| unread(listing, &failure, permission(listing)))
        })
    }

    fn look<'a>(
        &'a self,
        environment: &'a Environment,
        listing: &'a Listing,
        name: &'a str,
    ) -> PortFuture<'a, Result<Resource, PortError>> {
        Box::pin(async move {
            self.with(environment, |session| async move {
                look(&session, listing, name).await
            })
            .await?
            .map_err(|failure| told(failure.port(&format!("`{name}` could not be read")), None))
        })
    }
}

async fn list(session: &Session, listing: &Listing) -> Result<Resources, Failure> {
    match listing {
        Listing::Tables => dynamodb::tables(session.dynamodb()).await,
        Listing::Backups { table } => dynamodb::backups(session.dynamodb(), table.as_deref()).await,
        Listing::DbInstances => rds::instances(session.rds()).await,
        Listing::DbClusters => rds::clusters(session.rds()).await,
        Listing::DbSnapshots { instance } => {
            rds::snapshots(session.rds(), instance.as_deref()).await
        }
        Listing::DbClusterSnapshots { cluster } => {
            rds::cluster_snapshots(session.rds(), cluster.as_deref()).await
        }
        Listing::Functions => lambda::functions(session.lambda()).await,
        Listing::FunctionVersions { function, aliases } => {
            lambda::versions(session.lambda(), function, *aliases).await
        }
        Listing::Clusters => ecs::clusters(session.ecs()).await,
        Listing::Services { cluster } => ecs::services(session.ecs(), cluster.as_deref()).await,
        Listing::TaskDefinitions(revisions) => {
            ecs::task_definitions(session.ecs(), revisions).await
        }
        Listing::Tasks { cluster } => ecs::tasks(session.ecs(), cluster.as_deref()).await,
    }
}

/// What a list does not tell: it takes a call for each thing on it.
async fn look(session: &Session, listing: &Listing, name: &str) -> Result<Resource, Failure> {
    match listing {
        Listing::Tables => dynamodb::table(session.dynamodb(), name).await,
        Listing::Services { cluster } => {
            ecs::service(session.ecs(), cluster.as_deref(), name).await
        }
        Listing::TaskDefinitions(_) => ecs::task_definition(session.ecs(), name).await,
        _ => Ok(Resource::default()),
    }
}

/// The action that a role must be allowed to read a list.
fn permission(listing: &Listing) -> &'static str {
    match listing {
        Listing::Tables => "dynamodb:ListTables",
        Listing::Backups { .. } => "dynamodb:ListBackups",
        Listing::DbInstances => "rds:DescribeDBInstances",
        Listing::DbClusters => "rds:DescribeDBClusters",
        Listing::DbSnapshots { .. } => "rds:DescribeDBSnapshots",
        Listing::DbClusterSnapshots { .. } => "rds:DescribeDBClusterSnapshots",
        Listing::Functions => "lambda:ListFunctions",
        Listing::FunctionVersions { .. } => "lambda:ListVersionsByFunction",
        Listing::Clusters => "ecs:ListClusters",
        Listing::Services { .. } => "ecs:ListServices",
        Listing::TaskDefinitions(Revisions::Service { .. }) => {
            "ecs:DescribeServices` and `ecs:ListTaskDefinitions"
        }
        Listing::TaskDefinitions(_) => "ecs:ListTaskDefinitions",
        Listing::Tasks { .. } => "ecs:ListTasks` and `ecs:DescribeTasks",
    }
}

fn unread(listing: &Listing, failure: &Failure, permission: &str) -> PortError {
    let of = listing.of().map(|of| format!(" of `{of}`"));
    let doing = format!(
        "The {}{} could not be listed",
        listing.kind().plural(),
        of.unwrap_or_default()
    );
    told(failure.port(&doing), Some(permission))
}

/// Whatever went wrong, the value can still be typed.
fn told(error: PortError, permission: Option<&str>) -> PortError {
    let hint = match (error.kind, permission) {
        (PortErrorKind::Forbidden, Some(permission)) => Some(format!(
            "The role needs `{permission}`. Ask for it, or type the value."
        )),
        _ => error.hint.clone(),
    };
    PortError { hint, ..error }
}

/// Things of a list, page by page, until there are enough.
#[derive(Default)]
struct Gathered {
    resources: Resources,
}

impl Gathered {
    /// Adds a page. False once the list is full.
    fn page(
        &mut self,
        items: impl IntoIterator<Item = Resource>,
        request_id: Option<&str>,
    ) -> bool {
        let resources = &mut self.resources;
        resources.items.extend(items);
        resources.request_id = request_id.map(str::to_owned);
        resources.items.len() < LIST_LIMIT
    }

    /// The list; `more`: AWS has further pages.
    fn end(mut self, more: bool) -> Resources {
        let resources = &mut self.resources;
        resources.truncated = more || resources.items.len() > LIST_LIMIT;
        resources.items.truncate(LIST_LIMIT);
        self.resources
    }
}

/// The newest first; what has no time comes last.
fn newest_first(resources: &mut Resources) {
    resources
        .items
        .sort_by_key(|item| std::cmp::Reverse(item.at));
}

fn by_name(resources: &mut Resources) {
    resources.items.sort_by(|a, b| a.id.cmp(&b.id));
}

/// What there is to say, without what is empty.
fn facts(all: impl IntoIterator<Item = String>) -> Vec<String> {
    all.into_iter().filter(|fact| !fact.is_empty()).collect()
}

/// The last part of an ARN or a path.
fn last_part(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(size: usize) -> Vec<Resource> {
        vec![Resource::default(); size]
    }

    #[test]
    fn a_list_ends_at_its_limit_and_says_that_there_is_more() {
        let mut gathered = Gathered::default();
        assert!(gathered.page(page(LIST_LIMIT - 1), Some("first")));
        assert!(!gathered.page(page(100), Some("second")));
        let all = gathered.end(false);
        assert_eq!(all.items.len(), LIST_LIMIT);
        assert!(all.truncated);
        assert_eq!(all.request_id.as_deref(), Some("second"));
    }

    #[test]
    fn a_list_that_just_fits_is_whole_unless_aws_has_another_page() {
        for more in [false, true] {
            let mut gathered = Gathered::default();
            assert!(!gathered.page(page(LIST_LIMIT), None));
            assert_eq!(gathered.end(more).truncated, more);
        }
    }
}
