//! What the second pass looks for, and how it is found.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::values::Held;

/// Names whose value is a secret, lower case. A name counts at the end of a
/// longer one (`DB_PASSWORD`), not at its beginning (`PasswordLastUsed`).
const NAMES: [&str; 21] = [
    "secret_access_key",
    "secretaccesskey",
    "session_token",
    "sessiontoken",
    "security_token",
    "security-token",
    "secretstring",
    "secretbinary",
    "secret_key",
    "secretkey",
    "client_secret",
    "clientsecret",
    "private_key",
    "api_key",
    "apikey",
    "api-key",
    "access_token",
    "accesstoken",
    "auth_token",
    "password",
    "passwd",
];

/// Beginnings of tokens; how many token characters must follow.
pub(super) const TOKENS: [(&str, usize); 6] = [
    ("AKIA", 16),
    ("ASIA", 16),
    ("eyJ", 20),
    ("ghp_", 20),
    ("github_pat_", 20),
    ("xoxb-", 20),
];

const BEARER: &str = "bearer";
const KEYS: [&str; 5] = [
    "BEGIN PRIVATE KEY-----",
    "BEGIN RSA PRIVATE KEY-----",
    "BEGIN EC PRIVATE KEY-----",
    "BEGIN OPENSSH PRIVATE KEY-----",
    "BEGIN ENCRYPTED PRIVATE KEY-----",
];
/// Whether the value of a variable of this name is a secret.
pub(crate) fn secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "aws_access_key_id"
        || NAMES.iter().any(|secret| name.ends_with(secret))
        || ["_token", "_secret"].iter().any(|end| name.ends_with(end))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trigger {
    Name,
    Token(usize),
    Bearer,
    Key,
}

pub(super) fn trigger(index: usize) -> Trigger {
    if index < NAMES.len() {
        Trigger::Name
    } else if index < NAMES.len() + TOKENS.len() {
        Trigger::Token(index - NAMES.len())
    } else if index == NAMES.len() + TOKENS.len() {
        Trigger::Bearer
    } else {
        Trigger::Key
    }
}

/// The triggers, the same for every output.
pub(super) struct Triggers {
    pub automaton: Option<AhoCorasick>,
    pub held: Held,
}

pub(super) static TRIGGERS: LazyLock<Triggers> = LazyLock::new(|| {
    let mut words: Vec<&str> = NAMES.to_vec();
    words.extend(TOKENS.iter().map(|(start, _)| *start));
    words.push(BEARER);
    words.extend(KEYS);
    let lower = words
        .iter()
        .map(|word| word.to_ascii_lowercase().into_bytes());
    Triggers {
        held: Held::new(lower.collect()),
        automaton: AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(true)
            .build(&words)
            .ok(),
    }
});
