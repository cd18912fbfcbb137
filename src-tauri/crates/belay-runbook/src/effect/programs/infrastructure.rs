//! Programs that manage infrastructure and clusters.

use super::{Known, has, operands};
use crate::effect::EffectKind::{
    ChangesAws, ChangesLocal, ChangesRemote, Destructive, ReadsOnly, Unknown,
};

pub(super) fn terraform(words: &[&str]) -> Known {
    let names = operands(words, &[]);
    let approved = has(words, &["-auto-approve", "--auto-approve"]);
    Some(match (names.first().copied()?, names.get(1).copied()) {
        ("apply", _) if approved || has(words, &["-destroy", "--destroy"]) => {
            (Destructive, "Applies changes that nobody has looked at.")
        }
        ("apply", _) => (ChangesAws, "Changes the infrastructure."),
        ("destroy", _) => (Destructive, "Destroys the infrastructure."),
        ("state", Some("push" | "rm" | "replace-provider")) => (
            Destructive,
            "Overwrites the shared state; Terraform then works from what the file says.",
        ),
        ("state", Some("mv")) | ("import" | "taint" | "untaint" | "refresh", _) => {
            (ChangesAws, "Changes the shared state.")
        }
        ("force-unlock", _) => (Destructive, "Breaks a lock that somebody else may hold."),
        ("workspace", Some("delete")) => (Destructive, "Deletes a workspace."),
        ("init" | "get" | "workspace", _) => (ChangesLocal, "Prepares this folder."),
        ("fmt", _) if has(words, &["-check", "--check"]) => (ReadsOnly, "Only looks."),
        ("fmt", _) => (ChangesLocal, "Rewrites files here."),
        (
            "plan" | "show" | "output" | "validate" | "state" | "graph" | "providers" | "console"
            | "version",
            _,
        ) => (ReadsOnly, "Only looks."),
        _ => return None,
    })
}

pub(super) fn cdk(words: &[&str]) -> Known {
    Some(
        match *operands(words, &["--profile", "--context", "-c", "--app", "-a"]).first()? {
            "synth" | "synthesize" | "diff" | "ls" | "list" | "doctor" | "metadata" | "docs"
            | "notices" => (ReadsOnly, "Only looks."),
            "deploy" | "bootstrap" | "import" | "watch" | "rollback" => {
                (ChangesAws, "Changes stacks in AWS.")
            }
            "destroy" => (Destructive, "Deletes stacks in AWS."),
            _ => return None,
        },
    )
}

pub(super) fn kubectl(words: &[&str]) -> Known {
    let before_command: Vec<&str> = words
        .iter()
        .take_while(|word| **word != "--")
        .copied()
        .collect();
    let names = operands(
        &before_command,
        &[
            "-n",
            "--namespace",
            "--context",
            "--kubeconfig",
            "-f",
            "-l",
            "-c",
            "--cluster",
            "--user",
            "-o",
        ],
    );
    if has(words, &["--dry-run"]) && !has(words, &["--dry-run=none"]) {
        return Some((ReadsOnly, "A dry run."));
    }
    Some(match (*names.first()?, names.get(1).copied()) {
        (
            "get" | "describe" | "logs" | "top" | "version" | "explain" | "api-resources"
            | "api-versions" | "cluster-info" | "wait" | "diff" | "events" | "auth"
            | "port-forward" | "options" | "completion",
            _,
        )
        | ("rollout", Some("status" | "history"))
        | ("config", Some("view" | "get-contexts" | "current-context" | "get-clusters")) => {
            (ReadsOnly, "Only looks.")
        }
        ("config", _) => (ChangesLocal, "Changes your kubectl configuration."),
        ("delete" | "drain", _) => (Destructive, "Removes something from the cluster."),
        ("scale", _)
            if has(words, &["--replicas=0"])
                || words.windows(2).any(|pair| pair == ["--replicas", "0"]) =>
        {
            (Destructive, "Stops every replica.")
        }
        ("replace", _) if has(words, &["--force"]) => (Destructive, "Deletes and creates anew."),
        (
            "apply" | "create" | "patch" | "set" | "edit" | "label" | "annotate" | "replace"
            | "rollout" | "cordon" | "uncordon" | "taint" | "expose" | "run" | "autoscale"
            | "scale" | "cp" | "debug",
            _,
        ) => (ChangesRemote, "Changes something in the cluster."),
        ("exec" | "attach", _) => (Unknown, "Runs a command inside a container."),
        _ => return None,
    })
}

pub(super) fn helm(words: &[&str]) -> Known {
    if has(words, &["--dry-run"]) {
        return Some((ReadsOnly, "A dry run."));
    }
    Some(
        match *operands(words, &["-n", "--namespace", "-f", "--values", "--set"]).first()? {
            "list" | "ls" | "status" | "history" | "get" | "show" | "search" | "lint"
            | "template" | "version" | "env" | "diff" | "verify" => (ReadsOnly, "Only looks."),
            "uninstall" | "delete" => (Destructive, "Removes a release from the cluster."),
            "install" | "upgrade" | "rollback" | "test" => {
                (ChangesRemote, "Changes a release in the cluster.")
            }
            "repo" | "dependency" | "dep" | "pull" | "package" | "create" | "plugin" => {
                (ChangesLocal, "Works on this machine alone.")
            }
            "push" => (ChangesRemote, "Uploads a chart."),
            _ => return None,
        },
    )
}

pub(super) fn stack_tool(words: &[&str]) -> Known {
    Some(
        match *operands(words, &["--stack", "-s", "--stage", "--region"]).first()? {
            "destroy" | "remove" | "delete" | "terminate" => {
                (Destructive, "Deletes what it manages in AWS.")
            }
            "up" | "update" | "deploy" | "create" | "publish" | "push" | "scale" | "upgrade"
            | "rollback" => (ChangesAws, "Changes what it manages in AWS."),
            "preview" | "get" | "list" | "ls" | "status" | "logs" | "validate" | "info"
            | "describe" | "stack" | "print" => (ReadsOnly, "Only looks."),
            "build" | "init" | "package" | "config" | "local" => {
                (ChangesLocal, "Works on this machine alone.")
            }
            _ => return None,
        },
    )
}
