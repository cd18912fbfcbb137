//! Programs that build, keep and ship code.

use super::{Known, has, has_letter, operands};
use crate::effect::EffectKind::{ChangesLocal, ChangesRemote, Destructive, ReadsOnly, Unknown};

pub(super) fn git(words: &[&str]) -> Known {
    let names = operands(words, &["-C", "-c"]);
    Some(match *names.first()? {
        "push"
            if has(
                words,
                &[
                    "--force",
                    "--force-with-lease",
                    "--delete",
                    "--mirror",
                    "--prune",
                ],
            ) || has_letter(words, 'f')
                || names
                    .iter()
                    .skip(2)
                    .any(|name| name.starts_with(['+', ':'])) =>
        {
            (Destructive, "Overwrites or deletes what others pushed.")
        }
        "push" => (ChangesRemote, "Sends commits to the shared repository."),
        "reset" if has(words, &["--hard"]) => (Destructive, "Throws away uncommitted work."),
        "clean" if !has(words, &["-n", "--dry-run"]) => (Destructive, "Deletes untracked files."),
        "filter-branch" | "filter-repo" => (Destructive, "Rewrites history."),
        "status" | "log" | "diff" | "show" | "describe" | "rev-parse" | "ls-files"
        | "ls-remote" | "blame" | "shortlog" | "grep" | "secrets" | "reflog" | "rev-list"
        | "name-rev" | "cat-file" => (ReadsOnly, "Only looks."),
        "branch" if has_letter(words, 'D') => {
            (Destructive, "Deletes a branch that may not be merged.")
        }
        "branch" | "remote" | "tag" if names.len() == 1 => (ReadsOnly, "Only looks."),
        _ => (ChangesLocal, "Changes your copy of the repository."),
    })
}

pub(super) fn docker(words: &[&str]) -> Known {
    let names = operands(words, &["-f", "--file", "--context", "-H", "-p"]);
    Some(match (*names.first()?, names.get(1).copied()) {
        ("compose", Some("down")) | ("down", _)
            if has_letter(words, 'v') || has(words, &["--volumes"]) =>
        {
            (Destructive, "Deletes containers with their data.")
        }
        ("compose", Some("ps" | "logs" | "config"))
        | (
            "ps" | "images" | "logs" | "inspect" | "version" | "info" | "stats" | "history"
            | "search" | "top" | "events" | "port" | "diff",
            _,
        ) => (ReadsOnly, "Only looks."),
        ("push", _) | ("buildx" | "compose" | "image" | "manifest", Some("push")) => {
            (ChangesRemote, "Uploads an image.")
        }
        ("buildx" | "build", _) if has(words, &["--push"]) => {
            (ChangesRemote, "Builds and uploads an image.")
        }
        ("rm" | "rmi", _)
        | ("system" | "volume" | "image" | "container" | "network", Some("prune" | "rm")) => (
            Destructive,
            "Deletes containers, images or their data on this machine.",
        ),
        ("stack" | "service" | "swarm" | "node", _) => return None,
        _ => (ChangesLocal, "Works on this machine's containers."),
    })
}

pub(super) fn npm(words: &[&str]) -> Known {
    let names = operands(words, &["--prefix", "-w", "--workspace"]);
    Some(match (*names.first()?, names.get(1).copied()) {
        ("audit", Some("fix")) => (ChangesLocal, "Changes installed packages."),
        (
            "audit" | "ls" | "list" | "view" | "info" | "outdated" | "why" | "ping" | "whoami"
            | "config",
            _,
        ) => (ReadsOnly, "Only looks."),
        (
            "install" | "i" | "ci" | "add" | "remove" | "uninstall" | "update" | "prune" | "cache"
            | "link" | "rebuild",
            _,
        ) => (ChangesLocal, "Changes installed packages."),
        ("publish" | "unpublish" | "deprecate" | "dist-tag", _) => {
            (ChangesRemote, "Changes the package registry.")
        }
        ("test" | "t", _) => (
            Unknown,
            "Runs the package's own test script, with whatever it does.",
        ),
        ("run" | "run-script", _) => (
            Unknown,
            "Runs the package's own script, with whatever it does.",
        ),
        _ => return None,
    })
}

pub(super) fn hub(words: &[&str]) -> Known {
    let names = operands(words, &["-R", "--repo"]);
    Some(match names.get(1).copied().unwrap_or_default() {
        "list" | "view" | "status" | "diff" | "checks" | "watch" => (ReadsOnly, "Only looks."),
        "delete" => (Destructive, "Deletes something in the repository."),
        _ => (ChangesRemote, "Changes something in the repository."),
    })
}
