//! Programs that build, keep and ship code.

use super::cluster::inside;
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
        "clean" if has_letter(words, 'n') || has(words, &["--dry-run"]) => {
            (ReadsOnly, "Only looks.")
        }
        "clean" => (Destructive, "Deletes untracked files."),
        "filter-branch" | "filter-repo" => (Destructive, "Rewrites history."),
        "stash" if matches!(names.get(1), Some(&("drop" | "clear"))) => {
            (Destructive, "Throws away stashed work.")
        }
        "checkout" | "restore" | "switch"
            if has(words, &["--force", "--discard-changes"])
                || words.contains(&"--")
                || words.contains(&".")
                || has_letter(words, 'f') =>
        {
            (Destructive, "Throws away uncommitted work.")
        }
        "fetch" => (
            ChangesLocal,
            "Fetches what others pushed; your files stay as they are.",
        ),
        "pull" => (
            ChangesLocal,
            "Fetches what others pushed, and merges it into your files.",
        ),
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

pub(super) const DOCKER: &[&str] = &["-f", "--file", "--context", "-H", "-p", "--project-name"];

/// Options of `docker exec` that take a value.
const EXEC: &[&str] = &[
    "-e",
    "--env",
    "-u",
    "--user",
    "-w",
    "--workdir",
    "--env-file",
    "--index",
    "--detach-keys",
];

/// The command that `docker exec` runs: what stands behind the container.
fn executed<'a, 'w>(words: &'w [&'a str]) -> Option<&'w [&'a str]> {
    let at = words.iter().position(|word| *word == "exec")?;
    let mut rest = &words[at + 1..];
    while let [word, more @ ..] = rest
        && word.starts_with('-')
    {
        rest = match more {
            [_, after @ ..] if EXEC.contains(word) => after,
            _ => more,
        };
    }
    rest.split_first()
        .map(|(_, command)| command)
        .filter(|command| !command.is_empty())
}

pub(super) fn docker(words: &[&str]) -> Known {
    let names = operands(words, DOCKER);
    if matches!(*names, ["exec", ..] | ["compose", "exec", ..]) {
        return Some(
            executed(words).map_or((Unknown, "Opens a session inside a container."), inside),
        );
    }
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
        ("volume", Some("prune" | "rm")) => (Destructive, "Deletes volumes with the data in them."),
        ("system", Some("prune")) if has(words, &["--volumes"]) => (
            Destructive,
            "Deletes stopped containers, unused networks and images, and volumes with their data.",
        ),
        ("system", Some("prune")) => (
            Destructive,
            "Deletes stopped containers, unused networks and images.",
        ),
        ("rmi", _) | ("image", Some("prune" | "rm")) => (Destructive, "Deletes images."),
        ("rm", _) | ("container" | "compose", Some("prune" | "rm")) => (
            Destructive,
            "Deletes containers, and what was written in them.",
        ),
        ("network", Some("prune" | "rm")) => (Destructive, "Deletes networks of containers."),
        ("stop" | "kill", _) | ("compose" | "container", Some("stop" | "kill")) => {
            (ChangesLocal, "Stops containers of this machine.")
        }
        ("stack" | "service", Some("ls" | "ps" | "inspect" | "logs" | "services")) => {
            (ReadsOnly, "Only looks.")
        }
        ("stack" | "service", Some("rm")) => (Destructive, "Deletes services of the swarm."),
        ("stack", Some("deploy"))
        | ("service", Some("update" | "scale" | "rollback" | "create")) => {
            (ChangesRemote, "Changes services of the swarm.")
        }
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
        ("unpublish", _) => (
            Destructive,
            "Takes a package away from everybody who uses it.",
        ),
        ("publish", _) => (
            ChangesRemote,
            "Gives a version to everybody; the number cannot be used again.",
        ),
        ("deprecate" | "dist-tag", _) => (ChangesRemote, "Changes the package registry."),
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
