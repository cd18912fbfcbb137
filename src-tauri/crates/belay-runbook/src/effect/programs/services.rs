//! Programs that talk to services and databases.

use super::{Known, has, operands};
use crate::effect::EffectKind::{ChangesLocal, ChangesRemote, Destructive, ReadsOnly, Unknown};

pub(super) fn curl(words: &[&str]) -> Known {
    let method = words
        .windows(2)
        .find(|pair| matches!(pair[0], "-X" | "--request"))
        .map(|pair| pair[1])
        .or_else(|| {
            words
                .iter()
                .find_map(|word| word.strip_prefix("-X").filter(|rest| !rest.is_empty()))
        })
        .or_else(|| {
            words
                .iter()
                .find_map(|word| word.strip_prefix("--request="))
        });
    let sends = has(
        words,
        &[
            "-d",
            "--data",
            "--data-raw",
            "--data-binary",
            "--data-urlencode",
            "--json",
            "-F",
            "--form",
            "-T",
            "--upload-file",
        ],
    );
    Some(match method.map(str::to_ascii_uppercase).as_deref() {
        Some("DELETE") => (Destructive, "Asks a service to delete something."),
        Some("GET" | "HEAD" | "OPTIONS") => (ReadsOnly, "Asks a service."),
        Some(_) => (ChangesRemote, "Sends something to a service."),
        None if sends => (ChangesRemote, "Sends something to a service."),
        None if has(words, &["-o", "-O", "--output", "--remote-name"]) => {
            (ChangesLocal, "Downloads a file.")
        }
        None => (ReadsOnly, "Asks a service."),
    })
}

pub(super) fn sql(words: &[&str]) -> Known {
    let statement = words
        .windows(2)
        .find(|pair| matches!(pair[0], "-c" | "--command" | "-e" | "--execute" | "-Q"))
        .map(|pair| pair[1].trim().to_ascii_lowercase());
    let Some(statement) = statement else {
        return Some((
            Unknown,
            "Opens a database session, with whatever is typed there.",
        ));
    };
    let first = statement.split_whitespace().next().unwrap_or_default();
    let has_word = |word: &str| {
        statement
            .split(|c: char| !c.is_alphanumeric())
            .any(|part| part == word)
    };
    Some(
        if has_word("drop") || has_word("truncate") || has_word("delete") {
            (Destructive, "Deletes data in the database.")
        } else if matches!(first, "select" | "show" | "explain" | "describe")
            || first.starts_with('\\')
        {
            (ReadsOnly, "Reads from the database.")
        } else {
            (ChangesRemote, "Changes the database.")
        },
    )
}

pub(super) fn redis(words: &[&str]) -> Known {
    let names = operands(words, &["-h", "-p", "-a", "-n", "--user", "--pass"]);
    let command = names.first().map(|name| name.to_ascii_lowercase());
    Some(match command.as_deref() {
        Some("flushall" | "flushdb" | "del" | "unlink" | "shutdown") => {
            (Destructive, "Deletes data in Redis.")
        }
        Some(
            "get" | "info" | "ping" | "keys" | "scan" | "ttl" | "type" | "dbsize" | "client"
            | "slowlog" | "memory" | "monitor" | "exists" | "mget" | "hgetall",
        ) => (ReadsOnly, "Reads from Redis."),
        Some(_) => (ChangesRemote, "Changes Redis."),
        None => (
            Unknown,
            "Opens a Redis session, with whatever is typed there.",
        ),
    })
}

pub(super) fn migrate(words: &[&str]) -> Known {
    let names = operands(words, &[]);
    Some(
        if names.iter().any(|name| {
            matches!(
                *name,
                "clean" | "reset" | "drop-all" | "dropAll" | "downgrade"
            )
        }) {
            (Destructive, "Removes data from the database.")
        } else if names.iter().any(|name| {
            matches!(
                *name,
                "info" | "validate" | "status" | "history" | "current" | "generate" | "show"
            )
        }) {
            (ReadsOnly, "Only looks.")
        } else {
            (ChangesRemote, "Changes the database.")
        },
    )
}
