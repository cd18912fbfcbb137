//! What may be picked for an input: which list of AWS its place in a command asks
//! for, and which of the things on it fit there.
//!
//! ```text
//! runbook, input → place → Wanted → Listing → port → Resource → fit → Offer
//! ```

mod fit;
mod place;

use belay_runbook::InputKind;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::guards::Refusal;
use crate::ports::Resource;

pub(crate) use fit::{Around, offers};
pub(crate) use place::{Setting, Target, Wanted};

/// What can be picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum PickKind {
    /// A DynamoDB table.
    Table,
    /// A DynamoDB backup.
    Backup,
    /// An RDS instance.
    DbInstance,
    /// An RDS or Aurora cluster.
    DbCluster,
    /// A snapshot of an RDS instance.
    DbSnapshot,
    /// A snapshot of an RDS or Aurora cluster.
    DbClusterSnapshot,
    /// A Lambda function.
    Function,
    /// A published version of a Lambda function.
    FunctionVersion,
    /// An ECS cluster.
    Cluster,
    /// An ECS service.
    Service,
    /// An ECS task definition, or its revision.
    TaskDefinition,
    /// A running ECS task.
    Task,
    /// The environment's Region.
    Region,
    /// The environment's account.
    AccountId,
}

impl PickKind {
    /// What the name alone tells.
    fn named(kind: InputKind) -> Option<Self> {
        Some(match kind {
            InputKind::Table => Self::Table,
            InputKind::Backup => Self::Backup,
            InputKind::DbInstance => Self::DbInstance,
            InputKind::DbSnapshot => Self::DbSnapshot,
            InputKind::Function => Self::Function,
            InputKind::TaskDefinition => Self::TaskDefinition,
            InputKind::Region => Self::Region,
            InputKind::AccountId => Self::AccountId,
            _ => return None,
        })
    }

    /// Several of them, as a sentence says it.
    #[must_use]
    pub fn plural(self) -> &'static str {
        match self {
            Self::Table => "tables",
            Self::Backup => "backups",
            Self::DbInstance => "database instances",
            Self::DbCluster => "database clusters",
            Self::DbSnapshot => "database snapshots",
            Self::DbClusterSnapshot => "cluster snapshots",
            Self::Function => "functions",
            Self::FunctionVersion => "function versions",
            Self::Cluster => "ECS clusters",
            Self::Service => "ECS services",
            Self::TaskDefinition => "task definitions",
            Self::Task => "tasks",
            Self::Region => "Regions",
            Self::AccountId => "accounts",
        }
    }
}

/// A list that AWS is asked for. An ECS cluster of `None` is the one that AWS
/// calls `default`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listing {
    /// Every DynamoDB table.
    Tables,
    /// Backups of DynamoDB, of one table if it is named.
    Backups {
        /// Name of the table.
        table: Option<String>,
    },
    /// Every RDS instance.
    DbInstances,
    /// Every RDS cluster.
    DbClusters,
    /// Snapshots of RDS instances, of one if it is named.
    DbSnapshots {
        /// Name of the instance.
        instance: Option<String>,
    },
    /// Snapshots of RDS clusters, of one if it is named.
    DbClusterSnapshots {
        /// Name of the cluster.
        cluster: Option<String>,
    },
    /// Every Lambda function.
    Functions,
    /// Versions of a Lambda function.
    FunctionVersions {
        /// Its name or ARN.
        function: String,
        /// Its aliases will do as well.
        aliases: bool,
    },
    /// Every ECS cluster.
    Clusters,
    /// Services of an ECS cluster.
    Services {
        /// Its name or ARN.
        cluster: Option<String>,
    },
    /// Revisions of task definitions.
    TaskDefinitions(Revisions),
    /// Tasks of an ECS cluster.
    Tasks {
        /// Its name or ARN.
        cluster: Option<String>,
    },
}

/// Which task definitions are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revisions {
    /// Every one of them.
    All,
    /// Those of one family.
    Family(String),
    /// Those of the family that a service runs.
    Service {
        /// The service's cluster.
        cluster: Option<String>,
        /// Its name.
        service: String,
    },
}

impl Listing {
    /// What is on it.
    #[must_use]
    pub fn kind(&self) -> PickKind {
        match self {
            Self::Tables => PickKind::Table,
            Self::Backups { .. } => PickKind::Backup,
            Self::DbInstances => PickKind::DbInstance,
            Self::DbClusters => PickKind::DbCluster,
            Self::DbSnapshots { .. } => PickKind::DbSnapshot,
            Self::DbClusterSnapshots { .. } => PickKind::DbClusterSnapshot,
            Self::Functions => PickKind::Function,
            Self::FunctionVersions { .. } => PickKind::FunctionVersion,
            Self::Clusters => PickKind::Cluster,
            Self::Services { .. } => PickKind::Service,
            Self::TaskDefinitions(_) => PickKind::TaskDefinition,
            Self::Tasks { .. } => PickKind::Task,
        }
    }

    /// What it is narrowed to, for a sentence: `` of `orders` ``.
    #[must_use]
    pub fn of(&self) -> Option<&str> {
        match self {
            Self::Backups { table } => table.as_deref(),
            Self::DbSnapshots { instance } => instance.as_deref(),
            Self::DbClusterSnapshots { cluster }
            | Self::Services { cluster }
            | Self::Tasks { cluster } => cluster.as_deref(),
            Self::FunctionVersions { function, .. } => Some(function),
            Self::TaskDefinitions(Revisions::Family(family)) => Some(family),
            Self::TaskDefinitions(Revisions::Service { service, .. }) => Some(service),
            _ => None,
        }
    }
}

/// One thing that may be picked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Offer {
    /// What the input would be given.
    pub value: String,
    /// What tells it from the others, e.g. `ACTIVE`, `400 items`.
    pub facts: Vec<String>,
    /// When it was made, published or registered.
    #[specta(type = Option<String>)]
    pub at: Option<Timestamp>,
    /// There is more to tell: [`crate::Engine::offer_facts`].
    pub more: bool,
}

/// What AWS has for an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Offers {
    /// This.
    Listed {
        /// What is on the list.
        what: PickKind,
        /// What it is narrowed to, e.g. the function of these versions.
        of: Option<String>,
        /// The account that AWS said it is.
        account_id: String,
        /// The Region that was asked.
        region: String,
        /// Everything that may be picked; the newest first where that matters.
        offers: Vec<Offer>,
        /// AWS has more than were read.
        truncated: bool,
        /// What is not on it is not there.
        exhaustive: bool,
        /// AWS's request id of the last page.
        request_id: Option<String>,
    },
    /// Nothing yet: something else has to be said first.
    NotYet {
        /// What, and why.
        sentence: String,
        /// The input that is open.
        input: Option<String>,
    },
    /// AWS was not asked for it.
    Refused {
        /// Why.
        refusals: Vec<Refusal>,
    },
}

/// What is told of one thing after the list was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    /// As in [`Offer::facts`].
    pub facts: Vec<String>,
    /// As in [`Offer::at`].
    #[specta(type = Option<String>)]
    pub at: Option<Timestamp>,
}

impl From<Resource> for Facts {
    fn from(resource: Resource) -> Self {
        Self {
            facts: resource.facts,
            at: resource.at,
        }
    }
}
