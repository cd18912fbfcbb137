//! Programs that talk to services and databases.

use super::{Known, has, operands};
use crate::effect::EffectKind::{ChangesLocal, ChangesRemote, Destructive, ReadsOnly, Unknown};

/// The value of a short option, whether alone, at the end of a bundle or with its
/// value directly behind it: `-X POST`, `-sX POST`, `-XPOST`. `valued` are the
/// letters that take a value, and so end a bundle.
fn short<'a>(words: &[&'a str], letter: char, valued: &str) -> Option<&'a str> {
    let at = |word: &str| {
        let bundle = word.strip_prefix('-')?;
        let before = bundle.find(letter)?;
        let flags = |c: char| c.is_ascii_alphanumeric() && !valued.contains(c);
        let own = bundle[..before].chars().all(flags);
        own.then_some(1 + before + letter.len_utf8())
    };
    words.iter().enumerate().find_map(|(index, word)| {
        let end = at(word)?;
        match &word[end..] {
            "" => Some(words.get(index + 1).copied().unwrap_or_default()),
            rest => Some(rest),
        }
    })
}

/// The value of a long option: `--request POST`, `--request=POST`.
fn long<'a>(words: &[&'a str], option: &str) -> Option<&'a str> {
    words.iter().enumerate().find_map(|(index, word)| {
        let rest = word.strip_prefix(option)?;
        match rest.strip_prefix('=') {
            Some(value) => Some(value),
            None if rest.is_empty() => words.get(index + 1).copied(),
            None => None,
        }
    })
}

pub(super) fn curl(words: &[&str]) -> Known {
    let short = |letter| short(words, letter, "AbcCdDeEFhHKmoPQrtTuUwxXyYz");
    let method = short('X').or_else(|| long(words, "--request"));
    let data = [
        "--data",
        "--data-raw",
        "--data-binary",
        "--data-urlencode",
        "--json",
        "--form",
        "--form-string",
        "--upload-file",
    ];
    let sends = has(words, &data) || ['d', 'F', 'T'].into_iter().any(|c| short(c).is_some());
    let asks = has(words, &["--get", "--head"]) || short('G').is_some() || short('I').is_some();
    let file = short('o').or_else(|| long(words, "--output"));
    let saves = file.is_some_and(|file| !matches!(file, "-" | "/dev/null"))
        || short('O').is_some()
        || has(words, &["--remote-name", "--remote-name-all"]);
    Some(match method.map(str::to_ascii_uppercase).as_deref() {
        Some("DELETE") => (Destructive, "Asks a service to delete something."),
        Some("GET" | "HEAD" | "OPTIONS") => (ReadsOnly, "Asks a service."),
        Some(_) => (ChangesRemote, "Sends something to a service."),
        None if sends && !asks => (ChangesRemote, "Sends something to a service."),
        None if saves => (ChangesLocal, "Downloads a file."),
        None => (ReadsOnly, "Asks a service."),
    })
}

pub(super) fn wget(words: &[&str]) -> Known {
    let file = short(words, 'O', "oaeiBtOwQUPARDIXl");
    let file = file.or_else(|| long(words, "--output-document"));
    let nowhere = matches!(file, Some("-" | "/dev/null")) || has(words, &["--spider"]);
    Some(if has(words, &["--post-data", "--post-file", "--method"]) {
        (ChangesRemote, "Sends something to a service.")
    } else if nowhere {
        (ReadsOnly, "Asks a service.")
    } else {
        (ChangesLocal, "Downloads a file.")
    })
}

/// `psql`, `mysql` and their kin; `letter` is the short option that takes a
/// statement.
pub(super) fn sql(words: &[&str], letter: char) -> Known {
    let valued = match letter {
        'c' => "cdfhpUvFPRTLo",
        _ => "euphPDSQdi",
    };
    let short = |letter| short(words, letter, valued);
    if letter == 'c' && (short('l').is_some() || has(words, &["--list"])) {
        return Some((ReadsOnly, "Lists databases."));
    }
    let statement = short(letter)
        .or_else(|| long(words, "--command"))
        .or_else(|| long(words, "--execute"));
    let Some(statement) = statement else {
        let file = letter == 'c' && (short('f').is_some() || has(words, &["--file"]));
        return Some(if file {
            (Unknown, "Runs the statements of a file.")
        } else {
            (
                Unknown,
                "Opens a database session, with whatever is typed or read into it.",
            )
        });
    };
    Some(statements(&statement.trim().to_ascii_lowercase()))
}

fn statements(text: &str) -> (crate::effect::EffectKind, &'static str) {
    let has_word = |words: &[&str]| {
        let mut parts = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        parts.any(|part| words.contains(&part))
    };
    let first = text.split_whitespace().next().unwrap_or_default();
    if has_word(&["drop", "truncate", "delete"]) {
        return (Destructive, "Deletes data in the database.");
    }
    if has_word(&["pg_terminate_backend", "kill"]) {
        return (ChangesRemote, "Ends sessions of the database.");
    }
    // Functions that change something although they are asked with `SELECT`.
    let acts = [
        "pg_cancel_backend",
        "pg_reload_conf",
        "pg_promote",
        "pg_switch_wal",
        "pg_create_physical_replication_slot",
        "pg_create_logical_replication_slot",
        "pg_drop_replication_slot",
        "pg_wal_replay_pause",
        "pg_wal_replay_resume",
        "setval",
        "nextval",
        "insert",
        "update",
        "into",
        "alter",
        "grant",
        "revoke",
        "create",
        "copy",
        "call",
    ];
    let meta = first.starts_with('\\')
        && !matches!(first, "\\i" | "\\ir" | "\\copy" | "\\!" | "\\gexec" | "\\o");
    let asks = matches!(
        first,
        "select" | "show" | "explain" | "describe" | "desc" | "with" | "table" | "values"
    );
    if meta || (asks && !has_word(&acts)) || (first == "show" && !has_word(&["drop"])) {
        (ReadsOnly, "Reads from the database.")
    } else {
        (ChangesRemote, "Changes the database.")
    }
}

/// Programs that copy whole databases, or make and delete them.
pub(super) fn dumps(program: &str, words: &[&str]) -> Known {
    let short = |letter| short(words, letter, "dfFhjnNpStTUIL");
    Some(match program {
        "dropdb" => (Destructive, "Deletes a database with everything in it."),
        "createdb" => (ChangesRemote, "Creates an empty database."),
        "pg_restore" if short('l').is_some() || has(words, &["--list"]) => {
            (ReadsOnly, "Lists what a dump holds.")
        }
        "pg_restore" | "mongorestore"
            if has(words, &["--clean", "--drop"]) || short('c').is_some() =>
        {
            (
                Destructive,
                "Drops what the dump holds from the database, then writes it anew.",
            )
        }
        "pg_restore" | "mongorestore" => (ChangesRemote, "Writes a dump into a database."),
        _ => (ChangesLocal, "Copies a database into a file."),
    })
}

pub(super) const REDIS: &[&str] = &["-h", "-p", "-a", "-n", "-u", "-s", "--user", "--pass", "-i"];

pub(super) fn redis(words: &[&str]) -> Known {
    if has(
        words,
        &[
            "--scan",
            "--bigkeys",
            "--memkeys",
            "--hotkeys",
            "--latency",
            "--stat",
        ],
    ) {
        return Some((ReadsOnly, "Reads from Redis."));
    }
    let names = operands(words, REDIS);
    let lower = |at: usize| names.get(at).map(|name| name.to_ascii_lowercase());
    let (command, second) = (lower(0), lower(1));
    Some(match (command.as_deref(), second.as_deref()) {
        (Some("flushall"), _) => (Destructive, "Deletes every key of every Redis database."),
        (Some("flushdb"), _) => (Destructive, "Deletes every key of one Redis database."),
        (Some("del" | "unlink"), _) => (Destructive, "Deletes keys in Redis."),
        (Some("shutdown"), _) => (Destructive, "Stops the Redis server."),
        (Some("cluster"), Some("reset")) => (Destructive, "Makes the node forget its cluster."),
        (Some("keys"), _) => (
            ReadsOnly,
            "Walks through every key; a large Redis answers nobody else meanwhile.",
        ),
        (Some("monitor"), _) => (
            ReadsOnly,
            "Shows every command that Redis receives, and slows it down.",
        ),
        (
            Some(
                "get" | "info" | "ping" | "scan" | "sscan" | "hscan" | "zscan" | "ttl" | "pttl"
                | "type" | "dbsize" | "slowlog" | "memory" | "exists" | "mget" | "hget" | "hmget"
                | "hgetall" | "hlen" | "hkeys" | "llen" | "lrange" | "lindex" | "smembers"
                | "scard" | "sismember" | "zrange" | "zcard" | "zscore" | "strlen" | "xlen"
                | "xinfo" | "xrange" | "lastsave" | "role" | "time" | "latency" | "object"
                | "randomkey" | "getrange",
            ),
            _,
        )
        | (Some("config"), Some("get"))
        | (Some("client"), Some("list" | "info" | "id" | "getname"))
        | (
            Some("cluster"),
            Some("info" | "nodes" | "slots" | "shards" | "myid" | "keyslot" | "countkeysinslot"),
        )
        | (Some("sentinel"), Some("masters" | "master" | "replicas" | "slaves" | "sentinels")) => {
            (ReadsOnly, "Reads from Redis.")
        }
        (Some("client"), Some("kill")) => (ChangesRemote, "Ends connections to Redis."),
        (Some("config"), _) => (
            ChangesRemote,
            "Changes a setting of Redis; a restart takes it back unless it is rewritten.",
        ),
        (Some("bgsave" | "save" | "bgrewriteaof"), _) => {
            (ChangesRemote, "Makes Redis write its data to disk.")
        }
        (Some(_), _) => (ChangesRemote, "Changes Redis."),
        (None, _) => (
            Unknown,
            "Opens a Redis session, with whatever is typed there.",
        ),
    })
}

pub(super) fn migrate(words: &[&str]) -> Known {
    let names = operands(words, &[]);
    let named = |wanted: &[&str]| names.iter().any(|name| wanted.contains(name));
    Some(if named(&["clean", "reset", "drop-all", "dropAll"]) {
        (Destructive, "Removes data from the database.")
    } else if named(&[
        "downgrade",
        "rollback",
        "undo",
        "migrate:rollback",
        "migrate:down",
    ]) {
        (
            Destructive,
            "Takes the schema back; what newer columns and tables hold is lost.",
        )
    } else if named(&[
        "info", "validate", "status", "history", "current", "generate", "show", "heads",
    ]) {
        (ReadsOnly, "Only looks.")
    } else {
        (ChangesRemote, "Changes the schema of the database.")
    })
}
