//! What has to be filled in, and what has to be there before a run.

use super::{Shared, Span};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something that the file leaves open. One per meaning, however often it occurs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    /// A slug such as `previous-version`; values are given under it.
    pub id: Shared,
    /// `Previous version`
    pub label: Shared,
    /// What may be filled in.
    pub kind: InputKind,
    /// How the file leaves it open.
    pub style: InputStyle,
    /// The first occurrence as written: `<previous-version>`, `ACCOUNT_ID`, `$DB_PASSWORD`.
    pub placeholder: Shared,
    /// A step that contains it cannot start without a value. A field in prose is
    /// not required.
    pub required: bool,
    /// The value must never be shown, logged or kept.
    pub secret: bool,
    /// Every place, in file order.
    pub occurrences: Vec<InputOccurrence>,
    /// What a comment nearby says about it.
    pub hint: Option<Shared>,
}

/// How a file leaves an [`Input`] open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum InputStyle {
    /// `<previous-version>`
    Angle,
    /// `{environment}`, `{{ environment }}`
    Brace,
    /// `ACCOUNT_ID`, `YOUR-BUCKET`
    UpperCase,
    /// `"name:N"` with a comment that says what `N` is.
    Letter,
    /// `$NAME` that nothing defines.
    Variable,
    /// `[On-call engineer]` in prose, `[instance-id]` in a command.
    Bracket,
    /// `%REGION%`, `@BUCKET_NAME@`
    Sign,
}

/// What may be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum InputKind {
    /// Anything.
    Text,
    /// A whole number.
    Integer,
    /// A version such as `1.4.2` or `v7`.
    Version,
    /// One or more addresses or CIDR ranges.
    IpAddress,
    /// An ARN of whatever kind.
    Arn,
    /// Twelve digits.
    AccountId,
    /// An AWS Region.
    Region,
    /// A web address.
    Url,
    /// A host name.
    Host,
    /// A point in time.
    Instant,
    /// A password, token or key.
    Secret,
    /// A git commit.
    Commit,
    /// Somebody's name or address.
    Person,
    /// A DynamoDB table.
    Table,
    /// A DynamoDB backup.
    Backup,
    /// An RDS instance.
    DbInstance,
    /// An RDS snapshot.
    DbSnapshot,
    /// A Lambda function.
    Function,
    /// A published version of a Lambda function.
    FunctionVersion,
    /// An ECS task definition or its revision.
    TaskDefinition,
    /// A running ECS task.
    Task,
    /// An EC2 instance.
    Instance,
    /// A CloudFront distribution.
    Distribution,
    /// An ACM certificate.
    Certificate,
    /// A WAF IP set.
    IpSet,
    /// An S3 bucket.
    Bucket,
    /// A version of an S3 object.
    ObjectVersion,
    /// The id of some other resource.
    Resource,
}

/// One place where an [`Input`] is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct InputOccurrence {
    /// Id of the part, else of the step, that contains it.
    pub holder: Option<Shared>,
    /// As written here.
    pub text: Shared,
    /// Where it stands in the file.
    pub line: u32,
    /// Where it stands in the file.
    pub column: u32,
    /// In bytes of the holding part's code; of the file for a field in prose.
    pub span: Span,
}

/// Variables that the file sets for one environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RunbookEnvironment {
    /// As the heading calls it, such as `Production`.
    pub name: String,
    /// Its section.
    pub section: Option<Shared>,
    /// Line of the section.
    pub line: u32,
    /// Plain values by name.
    pub variables: BTreeMap<String, String>,
    /// Values that still have something to fill in or to expand, as written.
    pub open: BTreeMap<String, String>,
    /// What the name tells about the tier.
    pub tier: Option<TierGuess>,
}

/// How much depends on an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum TierGuess {
    /// Nothing does.
    Development,
    /// The next release does.
    Staging,
    /// Users do.
    Production,
}

/// Something that must be there before a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Prerequisite {
    /// What it is.
    pub need: Need,
    /// As the file says it.
    pub text: Shared,
    /// Where it stands.
    pub line: u32,
    /// The section it stands in.
    pub section: Option<Shared>,
    /// The step it comes from, when it comes from one.
    pub step: Option<Shared>,
}

/// What a [`Prerequisite`] asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Need {
    /// A program on the operator's machine.
    Tool {
        /// Its name, such as `kubectl`.
        name: String,
        /// The version that will do, compared with [`crate::Version`].
        min_version: Option<String>,
        /// The line that prints the version.
        command: Option<String>,
    },
    /// An account, a network, a repository: a person confirms it.
    Access,
    /// A permission in AWS.
    Permission {
        /// The service, such as `DynamoDB`.
        service: String,
        /// How much, such as `Full access`.
        grant: String,
    },
}
