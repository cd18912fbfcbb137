//! What an AWS line does, from its verb, with the exceptions that matter.

use super::{Effect, EffectKind};
use crate::awscli::{AwsLine, interpret};

/// Beginnings of operations that only look.
const READING: &[&str] = &[
    "describe",
    "get",
    "list",
    "search",
    "lookup",
    "query",
    "scan",
    "select",
    "filter",
    "head",
    "tail",
    "validate",
    "check",
    "estimate",
    "preview",
    "simulate",
    "view",
    "count",
    "discover",
    "decode",
    "verify",
    "ls",
    "presign",
    "show",
    "test",
    "resolve",
    "compare",
    "is",
    "retrieve",
    "download",
    "export-credentials",
    "wait",
    "read",
    "browse",
    "explain",
];

/// Operations whose verb misleads: service, operation, effect, reason.
const EXCEPTIONS: &[(&str, &str, EffectKind, &str)] = {
    use EffectKind::{ChangesAws, ChangesLocal, Destructive, ReadsOnly};
    &[
        (
            "sqs",
            "receive-message",
            ChangesAws,
            "Takes messages out of sight of other consumers for a while.",
        ),
        (
            "lambda",
            "invoke",
            ChangesAws,
            "Runs the function, with whatever it does.",
        ),
        (
            "lambda",
            "invoke-async",
            ChangesAws,
            "Runs the function, with whatever it does.",
        ),
        (
            "apigateway",
            "test-invoke-method",
            ChangesAws,
            "Calls the method's backend.",
        ),
        (
            "stepfunctions",
            "test-state",
            ChangesAws,
            "Runs the state, with whatever it does.",
        ),
        (
            "events",
            "test-event-pattern",
            ReadsOnly,
            "Compares a pattern with an event.",
        ),
        (
            "logs",
            "start-query",
            ReadsOnly,
            "Searches logs; billed by the data scanned.",
        ),
        (
            "logs",
            "start-live-tail",
            ReadsOnly,
            "Follows logs; billed by the minute.",
        ),
        ("logs", "stop-query", ReadsOnly, "Ends a search."),
        (
            "sts",
            "assume-role",
            ReadsOnly,
            "Gives temporary credentials.",
        ),
        (
            "sts",
            "assume-role-with-saml",
            ReadsOnly,
            "Gives temporary credentials.",
        ),
        (
            "sts",
            "assume-role-with-web-identity",
            ReadsOnly,
            "Gives temporary credentials.",
        ),
        ("kms", "encrypt", ReadsOnly, "Encrypts data with a key."),
        ("kms", "decrypt", ReadsOnly, "Decrypts data with a key."),
        ("kms", "sign", ReadsOnly, "Signs data with a key."),
        (
            "kms",
            "generate-data-key",
            ReadsOnly,
            "Gives a new data key.",
        ),
        (
            "kms",
            "schedule-key-deletion",
            Destructive,
            "Deletes a key; what it encrypted is lost with it.",
        ),
        (
            "kms",
            "disable-key",
            Destructive,
            "Makes everything that the key encrypts unreadable.",
        ),
        ("dynamodb", "transact-get-items", ReadsOnly, "Reads items."),
        ("dynamodb", "batch-get-item", ReadsOnly, "Reads items."),
        (
            "s3api",
            "get-object",
            ChangesLocal,
            "Writes the object into a file here.",
        ),
        (
            "ec2",
            "stop-instances",
            Destructive,
            "Stops machines; data on instance stores is lost.",
        ),
        (
            "rds",
            "reboot-db-instance",
            Destructive,
            "Ends every connection to the database.",
        ),
        (
            "rds",
            "failover-db-cluster",
            Destructive,
            "Ends every connection to the database.",
        ),
        (
            "sqs",
            "purge-queue",
            Destructive,
            "Deletes every message in the queue.",
        ),
        (
            "eks",
            "update-kubeconfig",
            ChangesLocal,
            "Writes your kubectl configuration.",
        ),
        (
            "codeartifact",
            "login",
            ChangesLocal,
            "Writes your package manager's configuration.",
        ),
        (
            "iam",
            "generate-credential-report",
            ReadsOnly,
            "Asks for a report.",
        ),
        (
            "cloudformation",
            "detect-stack-drift",
            ReadsOnly,
            "Compares a stack with its template.",
        ),
        (
            "cloudformation",
            "create-change-set",
            ReadsOnly,
            "Plans a change without making it.",
        ),
        (
            "cloudformation",
            "package",
            ChangesAws,
            "Uploads artifacts to S3.",
        ),
        (
            "ssm",
            "start-session",
            ChangesAws,
            "Opens a shell on a machine, with whatever is typed there.",
        ),
        (
            "ecs",
            "execute-command",
            ChangesAws,
            "Runs a command inside a container.",
        ),
        (
            "cloudwatch",
            "set-alarm-state",
            ChangesAws,
            "Forces an alarm's state and its actions.",
        ),
        (
            "elasticache",
            "test-failover",
            Destructive,
            "Fails a node over.",
        ),
        (
            "rds",
            "test-failover",
            Destructive,
            "Fails a database over.",
        ),
    ]
};

/// Beginnings of operations that are hard to undo.
const DESTROYING: &[&str] = &[
    "delete",
    "batch-delete",
    "terminate",
    "purge",
    "deregister",
    "reset",
    "destroy",
    "rb",
    "bulk-delete",
    "force-delete",
    "abort",
    "shutdown",
    "wipe",
    "erase",
];

/// What an AWS line does.
pub fn effect(line: &AwsLine) -> Effect {
    use EffectKind::{ChangesAws, Destructive, ReadsOnly, Unknown};
    if line.help || line.has("generate-cli-skeleton") {
        return Effect::new(ReadsOnly, "Shows help; nothing is called.");
    }
    if line.service.is_empty() && !line.open_ended {
        return Effect::new(ReadsOnly, "Names no service: nothing is called.");
    }
    if line.has("dry-run") || line.has("dryrun") {
        return Effect::new(ReadsOnly, "A dry run: nothing is changed.");
    }
    if !line.known || line.operation.is_empty() {
        if line.service == "configure" {
            return Effect::new(EffectKind::ChangesLocal, "Writes your AWS configuration.");
        }
        return Effect::new(Unknown, "This AWS command is not known.");
    }
    if let Some(special) = special(line) {
        return special;
    }
    let operation = line.operation.as_str();
    let exception = EXCEPTIONS
        .iter()
        .find(|(service, name, ..)| *service == line.service && *name == operation);
    if let Some((.., kind, reason)) = exception {
        return Effect::new(*kind, *reason);
    }
    let begins = |verbs: &[&str]| {
        verbs.iter().any(|verb| {
            operation == *verb
                || operation
                    .strip_prefix(verb)
                    .is_some_and(|rest| rest.starts_with(['-', ' ']))
        })
    };
    let title = line.title();
    let databases = ["rds", "dynamodb", "docdb", "neptune", "redshift"];
    if begins(&["restore"]) && databases.contains(&line.service.as_str()) {
        return Effect::new(
            ChangesAws,
            "Creates something new in AWS; what it is made from stays as it is.",
        );
    }
    if begins(READING) || begins(&["batch-get", "batch-describe", "batch-check", "batch-is"]) {
        Effect::new(ReadsOnly, format!("`{title}` only looks."))
    } else if begins(DESTROYING) {
        Effect::new(
            Destructive,
            format!("`{title}` {}", done(operation, "removes")),
        )
    } else {
        Effect::new(
            ChangesAws,
            format!("`{title}` {}", done(operation, "changes")),
        )
    }
}

/// `delete-table` → `deletes a table in AWS.`
fn done(operation: &str, otherwise: &str) -> String {
    let (verb, noun) = operation.split_once(['-', ' ']).unwrap_or((operation, ""));
    let does = match verb {
        "delete" => "deletes",
        "terminate" => "ends",
        "purge" => "empties",
        "deregister" => "deregisters",
        "create" => "creates",
        "update" | "modify" | "set" => "changes",
        "put" => "creates or replaces",
        "start" | "run" => "starts",
        "stop" | "cancel" => "stops",
        "reboot" => "restarts",
        "enable" => "switches on",
        "disable" => "switches off",
        "register" => "registers",
        _ => return format!("{otherwise} something in AWS."),
    };
    let noun = noun.replace('-', " ");
    let singular = ["ss", "us", "as"].iter().any(|end| noun.ends_with(end));
    let several = noun.ends_with('s') && !singular;
    let article = match noun.chars().next() {
        None => return format!("{otherwise} something in AWS."),
        Some(_) if several => "",
        Some('a' | 'e' | 'i' | 'o') => "an ",
        Some(_) => "a ",
    };
    format!("{does} {article}{noun} in AWS.")
}

/// Operations whose effect lies in their parameters.
fn special(line: &AwsLine) -> Option<Effect> {
    use EffectKind::{ChangesAws, ChangesLocal, Destructive, ReadsOnly};
    let effect = |kind, reason: &str| Some(Effect::new(kind, reason));
    match (line.service.as_str(), line.operation.as_str()) {
        ("s3", "cp" | "mv" | "sync") => Some(transfer(line)),
        ("s3", "rm") if line.has("recursive") => {
            effect(Destructive, "Deletes every object below the prefix.")
        }
        ("s3", "rm") => effect(Destructive, "Deletes an object."),
        ("s3", "mb" | "website") => effect(ChangesAws, "Changes buckets."),
        ("configure", "list" | "get" | "list-profiles" | "export-credentials") => {
            effect(ReadsOnly, "Shows your AWS configuration.")
        }
        ("configure" | "sso" | "login" | "logout", _) => {
            effect(ChangesLocal, "Changes your AWS configuration or login.")
        }
        ("dynamodb", "update-continuous-backups") => {
            let setting = interpret(line, "point-in-time-recovery-specification")?;
            let off = setting
                .get("PointInTimeRecoveryEnabled")?
                .as_str()
                .map_or_else(
                    || setting["PointInTimeRecoveryEnabled"] == false,
                    |text| text.eq_ignore_ascii_case("false"),
                );
            off.then(|| {
                Effect::new(
                    Destructive,
                    "Switches point-in-time recovery off: every moment it could go back to is lost.",
                )
            })
        }
        ("dynamodb", "execute-statement" | "batch-execute-statement") => {
            let statement = line
                .value("statement")?
                .text
                .trim_start()
                .to_ascii_lowercase();
            statement
                .starts_with("select")
                .then(|| Effect::new(ReadsOnly, "Reads items."))
        }
        ("lambda", "invoke") => {
            let kind = line.value("invocation-type")?;
            (kind.text == "DryRun").then(|| Effect::new(ReadsOnly, "A dry run of the function."))
        }
        ("ecs", "update-service") => match line.value("desired-count") {
            Some(count) if count.text == "0" => {
                effect(Destructive, "Stops every task of the service.")
            }
            _ if line.has("task-definition") => effect(
                ChangesAws,
                "Rolls the service over to another task definition, task by task.",
            ),
            _ if line.has("force-new-deployment") => effect(
                ChangesAws,
                "Replaces every task of the service with a new one.",
            ),
            Some(_) => effect(ChangesAws, "Changes how many tasks of the service run."),
            None => None,
        },
        ("s3", "rb") => effect(Destructive, "Deletes a bucket."),
        ("secretsmanager", "get-secret-value") => effect(ReadsOnly, "Shows a secret."),
        _ => None,
    }
}

fn transfer(line: &AwsLine) -> Effect {
    let [from, to] = line.positionals.as_slice() else {
        return Effect::new(EffectKind::ChangesAws, "Copies objects.");
    };
    let (from_s3, to_s3) = (from.text.starts_with("s3://"), to.text.starts_with("s3://"));
    if line.operation == "sync" && line.has("delete") {
        return Effect::new(
            EffectKind::Destructive,
            "Deletes at the target whatever the source does not have.",
        );
    }
    match (from_s3, to_s3) {
        _ if line.operation == "mv" && from_s3 => Effect::new(
            EffectKind::ChangesAws,
            "Moves objects away from where they are.",
        ),
        (_, true) => Effect::new(EffectKind::ChangesAws, "Writes objects to S3."),
        (true, false) => Effect::new(EffectKind::ChangesLocal, "Copies objects to this machine."),
        (false, false) if line.positionals.iter().any(|text| text.is_open()) => Effect::new(
            EffectKind::ChangesAws,
            "Copies objects; which way is not known.",
        ),
        (false, false) => Effect::new(EffectKind::ChangesLocal, "Copies files."),
    }
}
