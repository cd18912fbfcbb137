//! A command in plain words, for somebody who sees it for the first time.

use super::{Effect, EffectKind, effect};
use crate::awscli::{self, AwsLine};
use crate::model::SimpleCommand;
use serde::{Deserialize, Serialize};

/// A command explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// What it does.
    pub what: String,
    /// What is different afterwards.
    pub changes: String,
    /// How much can go wrong.
    pub danger: Danger,
    /// What it prints, or when it comes back.
    pub returns: String,
}

/// How much can go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Danger {
    /// Nothing: run it as often as you like.
    None,
    /// This machine only.
    Low,
    /// Something that others use changes, and can be changed back.
    Medium,
    /// Something is lost or stopped.
    High,
    /// Nobody can tell from the text.
    Unknown,
}

/// Explains one command.
pub fn explain(command: &SimpleCommand) -> Explanation {
    let effect = effect(command);
    if let Some(line) = awscli::read(&command.words) {
        return explain_aws(&line, &effect);
    }
    let words: Vec<String> = awscli::command_word(&command.words)
        .map(|(program, _)| {
            command.words[program..]
                .iter()
                .map(awscli::text_of)
                .collect()
        })
        .unwrap_or_default();
    let (what, returns) = known_program(&words).unwrap_or_else(|| {
        let shown = words.first().map_or("a command", String::as_str);
        (
            format!("Runs `{shown}`."),
            "Whatever the program prints.".to_owned(),
        )
    });
    Explanation {
        what,
        changes: changes(&effect),
        danger: danger(effect.kind),
        returns,
    }
}

fn danger(kind: EffectKind) -> Danger {
    match kind {
        EffectKind::ReadsOnly => Danger::None,
        EffectKind::ChangesLocal => Danger::Low,
        EffectKind::ChangesRemote | EffectKind::ChangesAws => Danger::Medium,
        EffectKind::Destructive => Danger::High,
        EffectKind::Unknown => Danger::Unknown,
    }
}

fn changes(effect: &Effect) -> String {
    match effect.kind {
        EffectKind::ReadsOnly => "Nothing.".to_owned(),
        _ => effect.reason.clone(),
    }
}

/// Service, operation, what it does, what comes back.
const AWS: &[(&str, &str, &str, &str)] = &[
    (
        "sts",
        "get-caller-identity",
        "Asks AWS who you are.",
        "The account, the ARN and the id of the caller.",
    ),
    (
        "cloudwatch",
        "get-metric-statistics",
        "Reads figures of one metric over a stretch of time.",
        "One point per period, in no particular order.",
    ),
    (
        "cloudwatch",
        "describe-alarms",
        "Reads alarms and their states.",
        "Metric alarms; composite alarms only when asked for by type.",
    ),
    (
        "cloudwatch",
        "put-metric-alarm",
        "Creates an alarm on a metric, or replaces the one of that name.",
        "Nothing when it worked.",
    ),
    (
        "cloudwatch",
        "put-dashboard",
        "Creates a dashboard, or replaces the one of that name.",
        "Warnings about the dashboard's text, if any.",
    ),
    (
        "logs",
        "tail",
        "Shows log events of a group, newest last.",
        "Events until you stop it, with `--follow`.",
    ),
    (
        "logs",
        "filter-log-events",
        "Searches the events of a log group.",
        "Matching events, in pages.",
    ),
    (
        "logs",
        "describe-log-streams",
        "Lists the streams of a log group.",
        "Names and times of the streams.",
    ),
    (
        "dynamodb",
        "restore-table-to-point-in-time",
        "Starts a new table with the data of the old one as it was at a moment.",
        "The new table, still in creation; it takes minutes to hours.",
    ),
    (
        "dynamodb",
        "restore-table-from-backup",
        "Starts a new table from a backup.",
        "The new table, still in creation; it takes minutes to hours.",
    ),
    (
        "dynamodb",
        "describe-table",
        "Reads the settings and the state of a table.",
        "The table's description; its item count is hours old.",
    ),
    (
        "dynamodb",
        "describe-continuous-backups",
        "Reads whether a table can go back in time, and how far.",
        "The earliest and the latest restorable moment.",
    ),
    (
        "dynamodb",
        "create-backup",
        "Makes a backup of a table.",
        "The backup's ARN; it can be restored within minutes.",
    ),
    (
        "dynamodb",
        "delete-table",
        "Deletes a table with everything in it.",
        "The table, in deletion.",
    ),
    (
        "dynamodb",
        "scan",
        "Reads every item of a table, and uses its read capacity.",
        "Items, in pages.",
    ),
    (
        "dynamodb",
        "list-backups",
        "Lists backups.",
        "Names, times and ARNs.",
    ),
    (
        "dynamodb",
        "update-table",
        "Changes the capacity, the indexes or the settings of a table. It cannot rename one.",
        "The table, being updated.",
    ),
    (
        "lambda",
        "update-function-configuration",
        "Changes settings of a function. Environment variables are replaced as a whole.",
        "The function's configuration after the change.",
    ),
    (
        "lambda",
        "update-function-code",
        "Puts new code into a function.",
        "The function's configuration; it is updated some seconds later.",
    ),
    (
        "lambda",
        "update-alias",
        "Points an alias of a function at another version.",
        "The alias after the change.",
    ),
    (
        "lambda",
        "list-versions-by-function",
        "Lists the published versions of a function.",
        "Versions from the oldest to the newest, `$LATEST` first.",
    ),
    (
        "lambda",
        "get-function",
        "Reads a function's configuration.",
        "Its settings and a link to its code.",
    ),
    (
        "lambda",
        "invoke",
        "Runs a function once.",
        "Its reply, in the file named; the status here.",
    ),
    (
        "lambda",
        "put-provisioned-concurrency-config",
        "Keeps copies of a function warm, at a price.",
        "The setting, in progress.",
    ),
    (
        "ecs",
        "update-service",
        "Changes a service: its image, its task definition or its number of tasks.",
        "The service, with the deployment it started.",
    ),
    (
        "ecs",
        "describe-services",
        "Reads the state of services.",
        "Counts, deployments and the latest events.",
    ),
    (
        "ecs",
        "list-tasks",
        "Lists the tasks of a cluster.",
        "Their ARNs.",
    ),
    (
        "ecs",
        "describe-tasks",
        "Reads the state of tasks.",
        "Their containers, health and stop reasons.",
    ),
    (
        "ecs",
        "list-task-definitions",
        "Lists revisions of task definitions.",
        "Their ARNs.",
    ),
    (
        "ecs",
        "execute-command",
        "Opens a command inside a running container.",
        "The command's own output.",
    ),
    (
        "ecs",
        "wait services-stable",
        "Waits until the services run what they should.",
        "Nothing, after up to ten minutes; an error when they do not settle.",
    ),
    (
        "rds",
        "create-db-snapshot",
        "Makes a snapshot of a database.",
        "The snapshot, in creation.",
    ),
    (
        "rds",
        "describe-db-snapshots",
        "Lists snapshots.",
        "Their states and times.",
    ),
    (
        "rds",
        "describe-db-instances",
        "Reads databases and their states.",
        "Their settings and endpoints.",
    ),
    (
        "rds",
        "restore-db-instance-from-db-snapshot",
        "Starts a new database from a snapshot, with default network and parameters unless told otherwise.",
        "The new database, in creation; it takes minutes to hours.",
    ),
    (
        "rds",
        "restore-db-instance-to-point-in-time",
        "Starts a new database as it was at a moment, with default network and parameters unless told otherwise.",
        "The new database, in creation; it takes minutes to hours.",
    ),
    (
        "rds",
        "modify-db-instance",
        "Changes a database, now or in its maintenance window.",
        "The database with what is pending.",
    ),
    (
        "rds",
        "delete-db-instance",
        "Deletes a database.",
        "The database, in deletion.",
    ),
    (
        "s3",
        "cp",
        "Copies files to, from or within S3.",
        "One line per object.",
    ),
    (
        "s3",
        "sync",
        "Makes a folder or bucket like another.",
        "One line per object that differs.",
    ),
    (
        "s3",
        "ls",
        "Lists buckets or objects.",
        "Names, sizes and times.",
    ),
    ("s3", "mb", "Creates a bucket.", "Its name."),
    (
        "s3api",
        "get-object",
        "Downloads one object, in any of its versions.",
        "Its properties; the content goes to the file named.",
    ),
    (
        "s3api",
        "list-object-versions",
        "Lists the versions of objects, deleted ones included.",
        "Version ids and times.",
    ),
    (
        "ecr",
        "get-login-password",
        "Gets a password for the image registry, good for twelve hours.",
        "The password itself: keep it in a pipe.",
    ),
    (
        "iam",
        "create-access-key",
        "Creates a key pair for a user.",
        "The secret, this once: it cannot be read again.",
    ),
    (
        "iam",
        "delete-access-key",
        "Deletes a key; whatever uses it stops working.",
        "Nothing when it worked.",
    ),
    (
        "iam",
        "simulate-principal-policy",
        "Asks whether somebody may do something.",
        "Allowed or denied, for each action.",
    ),
    (
        "cloudformation",
        "describe-stack-events",
        "Reads what happened to a stack.",
        "Events, newest first.",
    ),
    (
        "cloudfront",
        "create-invalidation",
        "Makes the edge forget cached files.",
        "The invalidation, in progress for some minutes.",
    ),
    (
        "cloudfront",
        "update-distribution",
        "Replaces the whole configuration of a distribution.",
        "The distribution, being deployed.",
    ),
    (
        "wafv2",
        "update-ip-set",
        "Replaces all addresses of an IP set.",
        "The next lock token.",
    ),
];

fn explain_aws(line: &AwsLine, effect: &Effect) -> Explanation {
    let entry = AWS
        .iter()
        .find(|(service, operation, ..)| *service == line.service && *operation == line.operation);
    let (what, returns) = match entry {
        Some((.., what, returns)) => ((*what).to_owned(), (*returns).to_owned()),
        None => from_verb(line),
    };
    Explanation {
        what,
        changes: changes(effect),
        danger: danger(effect.kind),
        returns,
    }
}

/// `describe-log-groups` → "Reads log groups in CloudWatch Logs."
fn from_verb(line: &AwsLine) -> (String, String) {
    if line.operation.is_empty() || !line.known {
        return (
            format!("Calls `aws {}`.", line.title()),
            "Whatever AWS answers.".to_owned(),
        );
    }
    let words = line.operation.replace("batch-", "");
    let (verb, noun) = words.split_once(['-', ' ']).unwrap_or((&words, ""));
    let noun = noun.replace('-', " ");
    let service = &line.service;
    let (does, returns) = match verb {
        "describe" | "get" | "view" | "show" => ("Reads", "What was asked for."),
        "list" | "ls" => ("Lists", "A list, in pages."),
        "create" => ("Creates", "What was created."),
        "delete" | "remove" | "terminate" => ("Deletes", "Little or nothing when it worked."),
        "update" | "modify" | "set" => ("Changes", "The state after the change."),
        "put" => ("Creates or replaces", "Little or nothing when it worked."),
        "start" | "run" => ("Starts", "What was started."),
        "stop" | "cancel" => ("Stops", "What is being stopped."),
        "wait" => (
            "Waits for",
            "Nothing, when it has happened; an error when it takes too long.",
        ),
        "enable" => ("Switches on", "The state after the change."),
        "disable" => ("Switches off", "The state after the change."),
        "attach" | "associate" | "register" => ("Connects", "The state after the change."),
        "detach" | "disassociate" | "deregister" => ("Disconnects", "The state after the change."),
        "tag" => ("Tags", "Nothing when it worked."),
        "untag" => ("Takes tags off", "Nothing when it worked."),
        "restore" => ("Restores", "What is being restored."),
        _ => {
            return (
                format!("Calls `{}` of {service}.", line.operation),
                "Whatever AWS answers.".to_owned(),
            );
        }
    };
    let noun = if noun.is_empty() {
        "what is named".to_owned()
    } else {
        noun
    };
    (format!("{does} {noun} ({service})."), returns.to_owned())
}

/// Program and subcommand, what it does, what comes back.
const PROGRAMS: &[(&str, &str, &str, &str)] = &[
    (
        "terraform",
        "plan",
        "Works out what Terraform would change.",
        "The list of changes, without making them.",
    ),
    (
        "terraform",
        "apply",
        "Makes the infrastructure like the configuration.",
        "Each change as it is made.",
    ),
    (
        "terraform",
        "destroy",
        "Removes everything that the configuration describes.",
        "Each removal as it is made.",
    ),
    (
        "terraform",
        "init",
        "Fetches providers and connects to the shared state.",
        "What was fetched.",
    ),
    (
        "terraform",
        "output",
        "Shows the values that the configuration gives away.",
        "Names and values.",
    ),
    (
        "terraform",
        "validate",
        "Checks the configuration's syntax.",
        "The mistakes, if any.",
    ),
    (
        "terraform",
        "state",
        "Looks into the shared state, or overwrites it.",
        "Entries of the state.",
    ),
    (
        "kubectl",
        "get",
        "Lists objects of the cluster.",
        "One line per object.",
    ),
    (
        "kubectl",
        "describe",
        "Shows one object with its events.",
        "Its settings and events.",
    ),
    (
        "kubectl",
        "logs",
        "Shows a container's output.",
        "Lines, until you stop it with `-f`.",
    ),
    (
        "kubectl",
        "apply",
        "Makes objects like the files say.",
        "What was created or changed.",
    ),
    (
        "kubectl",
        "delete",
        "Deletes objects of the cluster.",
        "What was deleted.",
    ),
    (
        "kubectl",
        "rollout",
        "Watches, restarts or undoes a rollout.",
        "Its state.",
    ),
    (
        "kubectl",
        "scale",
        "Sets the number of replicas.",
        "What was scaled.",
    ),
    (
        "kubectl",
        "set",
        "Changes a field, such as the image.",
        "What was changed.",
    ),
    (
        "kubectl",
        "exec",
        "Runs a command inside a container.",
        "The command's own output.",
    ),
    (
        "helm",
        "upgrade",
        "Installs or upgrades a release from a chart.",
        "The release's state and notes.",
    ),
    (
        "helm",
        "rollback",
        "Takes a release back to an earlier revision.",
        "Whether it worked.",
    ),
    (
        "helm",
        "history",
        "Lists the revisions of a release.",
        "One line per revision.",
    ),
    (
        "helm",
        "lint",
        "Checks a chart for mistakes.",
        "The mistakes, if any.",
    ),
    (
        "helm",
        "template",
        "Shows what a chart would create.",
        "Kubernetes objects as YAML.",
    ),
    ("docker", "build", "Builds an image.", "Each build step."),
    (
        "docker",
        "push",
        "Uploads an image to its registry.",
        "Progress and the digest.",
    ),
    ("docker", "tag", "Gives an image another name.", "Nothing."),
    (
        "docker",
        "login",
        "Signs in to an image registry.",
        "Whether it worked.",
    ),
    (
        "git",
        "push",
        "Sends commits to the shared repository.",
        "What was accepted.",
    ),
    ("git", "log", "Lists commits.", "One entry per commit."),
    (
        "git",
        "checkout",
        "Switches files to a branch or commit.",
        "Where you are now.",
    ),
    (
        "git",
        "commit",
        "Records changes in your copy.",
        "The new commit.",
    ),
    (
        "git",
        "tag",
        "Names a commit, such as a release.",
        "Nothing.",
    ),
    ("git", "clone", "Fetches a repository.", "Progress."),
    (
        "npm",
        "run",
        "Runs a script that the package defines.",
        "The script's own output.",
    ),
    (
        "npm",
        "test",
        "Runs the package's tests.",
        "The tests' results.",
    ),
    ("npm", "install", "Installs packages.", "What was added."),
    (
        "npm",
        "audit",
        "Looks for known vulnerabilities in packages.",
        "The findings.",
    ),
    (
        "cdk",
        "deploy",
        "Deploys stacks.",
        "Each resource as it changes.",
    ),
    (
        "cdk",
        "bootstrap",
        "Prepares an account and Region for CDK.",
        "The bootstrap stack.",
    ),
    (
        "curl",
        "",
        "Sends a request to a web address.",
        "The reply.",
    ),
    (
        "psql",
        "",
        "Talks to a PostgreSQL database.",
        "Rows, or what was changed.",
    ),
    ("cd", "", "Moves to another folder.", "Nothing."),
    (
        "export",
        "",
        "Sets a variable for the commands that follow.",
        "Nothing.",
    ),
    (
        "zip",
        "",
        "Packs files into an archive.",
        "The files packed.",
    ),
    (
        "watch",
        "",
        "Runs a command again and again.",
        "Its output, until you stop it.",
    ),
    ("git", "", "Works with the repository.", "What changed."),
    (
        "k6",
        "",
        "Puts load on a service and measures.",
        "Figures and thresholds.",
    ),
    ("rm", "", "Deletes files.", "Nothing."),
    ("grep", "", "Picks the lines that match.", "Matching lines."),
    ("cat", "", "Shows files.", "Their content."),
    ("echo", "", "Prints its words.", "The words."),
];

fn known_program(words: &[String]) -> Option<(String, String)> {
    let program = words.first()?.rsplit('/').next()?;
    let subcommand = words.iter().skip(1).find(|word| !word.starts_with('-'));
    let entry = PROGRAMS
        .iter()
        .find(|(name, sub, ..)| *name == program && subcommand.is_some_and(|word| word == sub))
        .or_else(|| {
            PROGRAMS
                .iter()
                .find(|(name, sub, ..)| *name == program && sub.is_empty())
        })?;
    Some((entry.2.to_owned(), entry.3.to_owned()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn of(code: &str) -> Explanation {
        explain(&crate::shell::parse(code).commands[0])
    }

    #[test]
    fn a_known_operation_says_what_it_does_and_what_comes_back() {
        let found = of("aws dynamodb delete-table --table-name t");
        assert_eq!(found.what, "Deletes a table with everything in it.");
        assert_eq!(found.danger, Danger::High);
        let found = of("aws ec2 describe-vpcs");
        assert_eq!(found.what, "Reads vpcs (ec2).");
        assert_eq!(found.changes, "Nothing.");
        assert_eq!(of("terraform plan").danger, Danger::None);
        assert_eq!(of("./deploy.sh").danger, Danger::Unknown);
    }

    #[test]
    fn every_operation_of_the_table_exists() {
        for (service, operation, ..) in AWS {
            let service_table = awscli::table::table().service(service).unwrap();
            let mut command = &service_table.command;
            for name in operation.split(' ') {
                command = command
                    .child(name)
                    .unwrap_or_else(|| panic!("{service} {operation}"));
            }
        }
    }
}
