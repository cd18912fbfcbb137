//! What may be filled in, from the name and from the option in front of it.

use crate::model::InputKind;

/// Options of the AWS CLI and what they take, when that can be picked from a list.
const OPTIONS: [(&str, InputKind); 24] = [
    ("--function-version", InputKind::FunctionVersion),
    ("--function-name", InputKind::Function),
    ("--task-definition", InputKind::TaskDefinition),
    ("--tasks", InputKind::Task),
    ("--task", InputKind::Task),
    ("--table-name", InputKind::Table),
    ("--source-table-name", InputKind::Table),
    ("--backup-arn", InputKind::Backup),
    ("--source-db-instance-identifier", InputKind::DbInstance),
    ("--db-instance-identifier", InputKind::DbInstance),
    ("--db-snapshot-identifier", InputKind::DbSnapshot),
    ("--restore-date-time", InputKind::Instant),
    ("--restore-time", InputKind::Instant),
    ("--start-time", InputKind::Instant),
    ("--end-time", InputKind::Instant),
    ("--distribution-id", InputKind::Distribution),
    ("--certificate-arn", InputKind::Certificate),
    ("--addresses", InputKind::IpAddress),
    ("--version-id", InputKind::ObjectVersion),
    ("--bucket", InputKind::Bucket),
    ("--instance-ids", InputKind::Instance),
    ("--access-key-id", InputKind::Secret),
    ("--region", InputKind::Region),
    ("--desired-count", InputKind::Integer),
];

/// Words at the end of a name; the first that fits counts.
const ENDINGS: [(&str, InputKind); 47] = [
    ("account-id", InputKind::AccountId),
    // A storage account is none of AWS.
    ("aws-account", InputKind::AccountId),
    ("ip-set-id", InputKind::IpSet),
    ("task-arn", InputKind::Task),
    ("task-id", InputKind::Task),
    ("certificate-arn", InputKind::Certificate),
    ("backup-arn", InputKind::Backup),
    ("backup-id", InputKind::Backup),
    ("distribution-id", InputKind::Distribution),
    ("snapshot-id", InputKind::DbSnapshot),
    ("snapshot", InputKind::DbSnapshot),
    ("db-instance", InputKind::DbInstance),
    ("db-instance-id", InputKind::DbInstance),
    ("db-instance-identifier", InputKind::DbInstance),
    ("db-identifier", InputKind::DbInstance),
    ("instance-id", InputKind::Instance),
    ("arn", InputKind::Arn),
    ("ip", InputKind::IpAddress),
    ("ips", InputKind::IpAddress),
    ("ip-address", InputKind::IpAddress),
    ("ip-addresses", InputKind::IpAddress),
    ("cidr", InputKind::IpAddress),
    ("region", InputKind::Region),
    ("url", InputKind::Url),
    ("endpoint", InputKind::Host),
    ("dns-name", InputKind::Host),
    ("host", InputKind::Host),
    ("hostname", InputKind::Host),
    ("commit", InputKind::Commit),
    ("commit-hash", InputKind::Commit),
    ("sha", InputKind::Commit),
    ("version-id", InputKind::ObjectVersion),
    ("version", InputKind::Version),
    ("revision", InputKind::Integer),
    ("count", InputKind::Integer),
    ("number", InputKind::Integer),
    ("port", InputKind::Integer),
    ("replicas", InputKind::Integer),
    ("restore-time", InputKind::Instant),
    ("timestamp", InputKind::Instant),
    ("time", InputKind::Instant),
    ("date", InputKind::Instant),
    ("bucket", InputKind::Bucket),
    ("engineer", InputKind::Person),
    ("manager", InputKind::Person),
    ("contact", InputKind::Person),
    ("id", InputKind::Resource),
];

/// The kind of an input that is no secret by its name. `command` is the AWS service, or
/// whatever is run.
pub(super) fn of(id: &str, option: Option<&str>, command: Option<&str>) -> InputKind {
    let option = option.map(|option| option.split('=').next().unwrap_or(option));
    // A name that is to be made is typed, not picked.
    let made = id.starts_with("target") || id.starts_with("new");
    let by_option = OPTIONS.iter().find(|(name, _)| Some(*name) == option);
    match by_option {
        Some((_, InputKind::DbInstance | InputKind::Table)) if made => return InputKind::Text,
        Some((_, kind)) if !made => return *kind,
        _ => {}
    }
    let ends = |ending: &str| {
        id.strip_suffix(ending)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('-'))
    };
    let kind = ENDINGS
        .iter()
        .find(|(ending, _)| ends(ending))
        .map(|(_, kind)| *kind);
    match (kind, command) {
        (Some(InputKind::Version), Some("lambda")) if option.is_some() => {
            InputKind::FunctionVersion
        }
        (Some(InputKind::Integer), Some("ecs")) if ends("revision") => InputKind::TaskDefinition,
        (Some(InputKind::DbInstance | InputKind::Table), _) if made => InputKind::Text,
        (Some(kind), _) => kind,
        (None, _) => InputKind::Text,
    }
}

/// The name tells that the value must not be shown.
pub(super) fn is_secret(id: &str) -> bool {
    let words = || id.split('-');
    let has = |word: &str| words().any(|own| own == word);
    let hides = |word| {
        matches!(
            word,
            "password"
                | "passwd"
                | "secret"
                | "token"
                | "jwt"
                | "passphrase"
                | "credential"
                | "credentials"
        )
    };
    let last = words().next_back();
    if words().any(hides) {
        // A secret's name or ARN is no secret.
        return !(has("arn") || has("name") || last == Some("id"));
    }
    let open = [
        "public",
        "kms",
        "s3",
        "object",
        "primary",
        "partition",
        "sort",
        "idempotency",
    ];
    let key = last == Some("key") || id.ends_with("key-id");
    key && !open.iter().any(|word| has(word))
}
