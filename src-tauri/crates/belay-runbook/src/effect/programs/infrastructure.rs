//! Programs that manage infrastructure.

use super::{Known, has, operands};
use crate::effect::EffectKind::{ChangesAws, ChangesLocal, Destructive, ReadsOnly};

pub(super) fn terraform(words: &[&str]) -> Known {
    let names = operands(words, &[]);
    let approved = has(words, &["-auto-approve", "--auto-approve"]);
    Some(match (names.first().copied()?, names.get(1).copied()) {
        ("destroy", _) => (
            Destructive,
            "Destroys everything that this configuration manages.",
        ),
        ("apply", _) if has(words, &["-destroy", "--destroy"]) => (
            Destructive,
            "Destroys everything that this configuration manages.",
        ),
        ("apply", _) if approved => (Destructive, "Applies changes that nobody has looked at."),
        ("apply", Some(_)) => (
            ChangesAws,
            "Makes the changes of a saved plan, without asking again.",
        ),
        ("apply", None) => (
            ChangesAws,
            "Changes the infrastructure, once you have said yes.",
        ),
        ("state", Some("push" | "replace-provider")) => (
            Destructive,
            "Overwrites the shared state; Terraform then works from what the file says.",
        ),
        ("state", Some("rm")) => (
            Destructive,
            "Makes Terraform forget resources; they go on existing, and the next plan wants to create them again.",
        ),
        ("taint", _) => (
            ChangesAws,
            "Marks a resource: the next apply destroys it and makes it anew.",
        ),
        ("import", _) => (
            ChangesAws,
            "Writes an existing resource into the shared state; the resource stays as it is.",
        ),
        ("state", Some("mv")) | ("untaint" | "refresh", _) => (
            ChangesAws,
            "Changes the shared state, not the infrastructure.",
        ),
        ("force-unlock", _) => (Destructive, "Breaks a lock that somebody else may hold."),
        ("workspace", Some("delete")) => (Destructive, "Deletes a workspace."),
        ("init", _) if has(words, &["-migrate-state", "-force-copy"]) => (
            ChangesAws,
            "Copies the state to where the configuration says.",
        ),
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
