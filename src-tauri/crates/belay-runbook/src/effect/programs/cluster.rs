//! Programs that manage what runs in a Kubernetes cluster.

use super::{Known, effect, has, operands, settles};
use crate::effect::EffectKind::{ChangesLocal, ChangesRemote, Destructive, ReadsOnly, Unknown};

/// Options in front of the subcommand that take a value.
pub(super) const KUBECTL: &[&str] = &[
    "-n",
    "--namespace",
    "--context",
    "--kubeconfig",
    "-f",
    "--filename",
    "-l",
    "--selector",
    "-c",
    "--container",
    "--cluster",
    "--user",
    "--as",
    "-o",
    "--output",
    "-v",
];

pub(super) const HELM: &[&str] = &[
    "-n",
    "--namespace",
    "--kube-context",
    "--kubeconfig",
    "-f",
    "--values",
    "--set",
    "--version",
];

pub(super) fn kubectl(words: &[&str]) -> Known {
    let split = words.iter().position(|word| *word == "--");
    let (own, inner) = split.map_or((words, &[][..]), |at| (&words[..at], &words[at + 1..]));
    let names = operands(own, KUBECTL);
    if has(own, &["--dry-run"]) && !has(own, &["--dry-run=none"]) {
        return Some((ReadsOnly, "A dry run."));
    }
    Some(match (*names.first()?, names.get(1).copied()) {
        (
            "get" | "describe" | "logs" | "top" | "version" | "explain" | "api-resources"
            | "api-versions" | "cluster-info" | "wait" | "diff" | "events" | "options"
            | "completion",
            _,
        )
        | ("rollout", Some("status" | "history"))
        | ("auth", Some("can-i" | "whoami"))
        | ("config", Some("view" | "get-contexts" | "current-context" | "get-clusters")) => {
            (ReadsOnly, "Only looks.")
        }
        ("port-forward" | "proxy", _) => (
            ReadsOnly,
            "Opens a port here that leads into the cluster, until you stop it.",
        ),
        ("config", _) => (ChangesLocal, "Changes your kubectl configuration."),
        ("drain", _) if has(own, &["--delete-emptydir-data", "--delete-local-data"]) => (
            Destructive,
            "Evicts the node's pods and lets none start there; what pods keep in emptyDir volumes is lost.",
        ),
        ("drain", _) => (
            Destructive,
            "Evicts the node's pods and lets none start there.",
        ),
        ("cordon", _) => (
            ChangesRemote,
            "Lets no new pod start on the node; those that run stay.",
        ),
        ("uncordon", _) => (ChangesRemote, "Lets pods start on the node again."),
        ("delete", Some("pod" | "pods" | "po")) => (
            Destructive,
            "Ends pods; those with a controller are started anew, with empty local data.",
        ),
        ("delete", Some("namespace" | "namespaces" | "ns")) => {
            (Destructive, "Deletes a namespace with everything in it.")
        }
        ("delete", Some("pvc" | "pv" | "persistentvolumeclaim" | "persistentvolumeclaims")) => (
            Destructive,
            "Deletes a claim on storage, and with most storage classes the data.",
        ),
        ("delete", _) => (
            Destructive,
            "Deletes objects of the cluster, and the pods that belong to them.",
        ),
        ("scale", _)
            if has(own, &["--replicas=0"]) || own.windows(2).any(|w| w == ["--replicas", "0"]) =>
        {
            (Destructive, "Stops every replica.")
        }
        ("scale", _) => (ChangesRemote, "Changes how many replicas run."),
        ("replace", _) if has(own, &["--force"]) => (Destructive, "Deletes and creates anew."),
        ("rollout", Some("restart")) => (
            ChangesRemote,
            "Replaces the workload's pods one after another.",
        ),
        ("rollout", Some("undo")) => (
            ChangesRemote,
            "Takes the workload back to an earlier revision.",
        ),
        ("apply", _) => (
            ChangesRemote,
            "Creates objects, or changes them to what the files say.",
        ),
        (
            "create" | "patch" | "set" | "edit" | "label" | "annotate" | "replace" | "rollout"
            | "taint" | "expose" | "run" | "autoscale" | "cp" | "debug" | "auth" | "certificate",
            _,
        ) => (ChangesRemote, "Changes objects of the cluster."),
        ("exec", _) if !inner.is_empty() => inside(inner),
        ("exec" | "attach", _) => (Unknown, "Opens a session inside a container."),
        _ => return None,
    })
}

/// What a command does where it is not this machine that it runs on.
pub(super) fn inside(words: &[&str]) -> (crate::effect::EffectKind, &'static str) {
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    match settles(effect(&words).kind) {
        ReadsOnly => (ReadsOnly, "Runs a command there that only looks."),
        Destructive => (
            Destructive,
            "Runs a command there that deletes, overwrites or stops something.",
        ),
        Unknown => (Unknown, "Runs a command there; what it does is not known."),
        kind => (kind, "Runs a command there that changes something."),
    }
}

pub(super) fn helm(words: &[&str]) -> Known {
    if has(words, &["--dry-run"]) {
        return Some((ReadsOnly, "A dry run."));
    }
    Some(match *operands(words, HELM).first()? {
        "list" | "ls" | "status" | "history" | "get" | "show" | "search" | "lint" | "template"
        | "version" | "env" | "diff" | "verify" => (ReadsOnly, "Only looks."),
        "uninstall" | "delete" | "del" => (
            Destructive,
            "Deletes a release with its objects and its history.",
        ),
        "rollback" => (
            ChangesRemote,
            "Takes a release back to an earlier revision.",
        ),
        "install" => (ChangesRemote, "Creates the objects of a release."),
        "upgrade" => (
            ChangesRemote,
            "Changes the objects of a release to what the chart says.",
        ),
        "test" => (ChangesRemote, "Starts the release's test pods."),
        "repo" | "dependency" | "dep" | "pull" | "package" | "create" | "plugin" => {
            (ChangesLocal, "Works on this machine alone.")
        }
        "push" => (ChangesRemote, "Uploads a chart."),
        _ => return None,
    })
}
