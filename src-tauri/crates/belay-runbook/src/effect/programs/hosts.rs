//! Programs that work on files, devices and machines, this one or another.

use super::cluster::inside;
use super::{Known, has, has_letter, operands};
use crate::effect::EffectKind::{ChangesLocal, ChangesRemote, Destructive, ReadsOnly, Unknown};

pub(super) fn remove(words: &[&str]) -> Known {
    let folders = has_letter(words, 'r') || has_letter(words, 'R') || has(words, &["--recursive"]);
    Some(if folders {
        (
            Destructive,
            "Deletes folders with everything in them, without asking.",
        )
    } else if has_letter(words, 'f') || has(words, &["--force"]) {
        (Destructive, "Deletes files without asking.")
    } else {
        (ChangesLocal, "Deletes files.")
    })
}

pub(super) fn find(words: &[&str]) -> Known {
    if words.contains(&"-delete") {
        return Some((Destructive, "Deletes the files that it finds."));
    }
    match words
        .iter()
        .position(|word| matches!(*word, "-exec" | "-execdir" | "-ok"))
    {
        Some(at) if matches!(words.get(at + 1), Some(&"rm")) => {
            Some((Destructive, "Deletes the files that it finds."))
        }
        Some(_) => None,
        None => Some((ReadsOnly, "Only looks.")),
    }
}

pub(super) fn in_place(words: &[&str]) -> Known {
    Some(if has_letter(words, 'i') || has(words, &["--in-place"]) {
        (ChangesLocal, "Rewrites files here.")
    } else {
        (ReadsOnly, "Only looks.")
    })
}

/// `systemctl restart app` and `service app restart`.
pub(super) fn service(words: &[&str]) -> Known {
    let verb = |verbs: &[&str]| words.iter().any(|word| verbs.contains(word));
    Some(
        if verb(&[
            "status",
            "is-active",
            "is-enabled",
            "is-failed",
            "list-units",
            "list-unit-files",
            "list-timers",
            "list-sockets",
            "list-dependencies",
            "show",
            "cat",
        ]) || has(words, &["--status-all"])
        {
            (ReadsOnly, "Only looks.")
        } else if verb(&["reboot", "poweroff", "halt", "kexec", "suspend"]) {
            (Destructive, "Stops the machine.")
        } else if verb(&["stop", "kill", "isolate"]) {
            (ChangesLocal, "Stops a service of this machine.")
        } else if verb(&["restart", "try-restart", "reload-or-restart"]) {
            (
                ChangesLocal,
                "Stops a service of this machine and starts it again.",
            )
        } else {
            (ChangesLocal, "Changes services of this machine.")
        },
    )
}

/// What a path such as `host:/srv` or `user@host:x` leads to another machine.
fn elsewhere(path: &str) -> bool {
    let host = path.split('/').next().unwrap_or_default();
    path.starts_with("rsync://") || host.contains(':') || path.starts_with("scp://")
}

const RSYNC: &[&str] = &[
    "-e",
    "--rsh",
    "--exclude",
    "--include",
    "--exclude-from",
    "--include-from",
    "--files-from",
    "-f",
    "--filter",
    "--bwlimit",
    "--timeout",
    "--rsync-path",
    "--log-file",
    "--backup-dir",
];

pub(super) fn rsync(words: &[&str]) -> Known {
    if has_letter(words, 'n') || has(words, &["--dry-run", "--list-only"]) {
        return Some((ReadsOnly, "A dry run."));
    }
    if words.iter().any(|word| word.starts_with("--del")) {
        return Some((
            Destructive,
            "Deletes at the target what the source does not have.",
        ));
    }
    if has(words, &["--remove-source-files"]) {
        return Some((
            Destructive,
            "Deletes each file at the source once it is copied.",
        ));
    }
    Some(copied(&operands(words, RSYNC)))
}

const SCP: &[&str] = &["-i", "-P", "-o", "-F", "-l", "-c", "-J", "-S", "-D"];

pub(super) fn scp(words: &[&str]) -> Known {
    Some(copied(&operands(words, SCP)))
}

fn copied(paths: &[&str]) -> (crate::effect::EffectKind, &'static str) {
    match paths.last() {
        Some(target) if elsewhere(target) => (
            ChangesRemote,
            "Writes files on another machine; those of the same name are overwritten.",
        ),
        _ => (
            ChangesLocal,
            "Writes files here; those of the same name are overwritten.",
        ),
    }
}

const SSH: &[&str] = &[
    "-i", "-p", "-l", "-o", "-L", "-R", "-D", "-J", "-F", "-E", "-c", "-m", "-b", "-W", "-S", "-w",
    "-Q", "-B", "-e", "-I",
];

/// `ssh host command`: the command decides.
pub(super) fn ssh(words: &[&str]) -> Known {
    let mut rest = words;
    while let [word, more @ ..] = rest
        && word.starts_with('-')
    {
        rest = match more {
            [_, after @ ..] if SSH.contains(word) => after,
            _ => more,
        };
    }
    Some(match rest {
        [_, command @ ..] if !command.is_empty() => {
            let code = command.join(" ");
            if code.contains(crate::awscli::OPAQUE) || code.len() > 2_000 {
                return Some((
                    Unknown,
                    "Runs a command on another machine; what it does is not known.",
                ));
            }
            inside(&["sh", "-c", &code])
        }
        _ if has_letter(words, 'N') => (ReadsOnly, "Opens a tunnel, until you stop it."),
        _ => (
            Unknown,
            "Opens a session on another machine, with whatever is typed there.",
        ),
    })
}

/// Programs that write to devices, or stop the machine.
pub(super) fn machine(program: &str, words: &[&str]) -> Known {
    Some(match program {
        "dd" if words.iter().any(|word| word.starts_with("of=")) => (
            Destructive,
            "Writes bytes straight into a file or a device; what was there is gone.",
        ),
        "dd" => (ReadsOnly, "Reads bytes of a file or a device."),
        "fdisk" | "parted" | "sfdisk" if has_letter(words, 'l') => (ReadsOnly, "Lists partitions."),
        "fdisk" | "parted" | "sfdisk" | "wipefs" => {
            (Destructive, "Changes how a device is divided.")
        }
        "mkfs" => (
            Destructive,
            "Makes an empty file system; what was on the device is gone.",
        ),
        "shred" => (
            Destructive,
            "Overwrites files so that nothing can be read back.",
        ),
        "truncate" => (Destructive, "Cuts files; what is cut is gone."),
        "crontab" if words.contains(&"-l") => (ReadsOnly, "Lists scheduled jobs."),
        "crontab" if words.contains(&"-r") => (Destructive, "Deletes all of your scheduled jobs."),
        "crontab" => (ChangesLocal, "Replaces your scheduled jobs."),
        _ => (Destructive, "Stops the machine."),
    })
}
