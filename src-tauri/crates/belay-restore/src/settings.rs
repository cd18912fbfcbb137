//! What a restore keeps of a table's settings, what it loses, and the command
//! that brings each lost setting back.
//!
//! The list is DDB APIReference/API_RestoreTableToPointInTime ("the following
//! must be set up manually") and developerguide/bp-pitr-recovery-table-restore.

use serde::{Deserialize, Serialize};

use crate::facts::{Read, TableFacts};

mod lost;

pub use lost::not_restored;

/// A setting that the restored table will have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Kept {
    /// Which.
    pub setting: String,
    /// Its value at the source.
    pub value: String,
}

/// A setting that AWS does not restore.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct NotRestored {
    /// Which.
    pub setting: String,
    /// Its value at the source.
    pub value: String,
    /// How to bring it back, and what to mind.
    pub reapply: String,
    /// The command that does, if one does.
    pub cli: Option<String>,
}

/// A setting that differs between two tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// Which.
    pub setting: String,
    /// Its value at the source.
    pub source: String,
    /// Its value at the restored table.
    pub restored: String,
}

/// What the restored table will have, apart from what the request overrides.
#[must_use]
pub fn kept(facts: &TableFacts) -> Vec<Kept> {
    let mut list = vec![
        row("Primary key", key_words(facts)),
        row("Encryption", encryption(facts)),
    ];
    for index in &facts.indexes {
        let kind = if index.global { "Global" } else { "Local" };
        list.push(row(
            &format!("{kind} secondary index {}", index.name),
            format!("{} ({})", index.keys.join(", "), index.projection),
        ));
    }
    list.into_iter()
        .map(|(setting, value)| Kept { setting, value })
        .collect()
}

/// The settings that differ, in the order in which they are listed elsewhere.
#[must_use]
pub fn differences(source: &TableFacts, restored: &TableFacts) -> Vec<Difference> {
    let of = |facts: &TableFacts| -> Vec<(String, String)> {
        vec![
            row("Primary key", key_words(facts)),
            row("Billing", facts.billing.sentence()),
            row("Indexes", index_words(facts)),
            row("Encryption", encryption(facts)),
            row("Point-in-time recovery", on_off(&facts.recovery)),
            row(
                "Deletion protection",
                switch(facts.deletion_protection).to_owned(),
            ),
            row(
                "Time to live",
                optional(&facts.time_to_live, |a| format!("on, attribute {a}")),
            ),
            row("Stream", stream_words(facts)),
            row("Kinesis destinations", listed(&facts.kinesis)),
            row("Tags", tag_words(facts)),
            row(
                "Resource-based policy",
                optional(&facts.policy, |_| "set".to_owned()),
            ),
            row("Alarms", listed(&facts.alarms)),
            row("Table class", facts.class.clone()),
            row("Replicas", none_or(facts.replicas.join(", "))),
        ]
    };
    of(source)
        .into_iter()
        .zip(of(restored))
        .filter(|(a, b)| a.1 != b.1)
        .map(|(a, b)| Difference {
            setting: a.0,
            source: a.1,
            restored: b.1,
        })
        .collect()
}

fn row(setting: &str, value: String) -> (String, String) {
    (setting.to_owned(), value)
}

fn unread(why: &str) -> String {
    format!("could not be read ({why}); take it that it is set")
}

fn switch(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

fn none_or(text: String) -> String {
    if text.is_empty() {
        "none".to_owned()
    } else {
        text
    }
}

fn on_off<T>(read: &Read<Option<T>>) -> String {
    match read {
        Read::Known { value } => switch(value.is_some()).to_owned(),
        Read::Unread { .. } => "not read".to_owned(),
    }
}

fn optional(read: &Read<Option<String>>, words: impl Fn(&str) -> String) -> String {
    match read {
        Read::Known { value: Some(value) } => words(value),
        Read::Known { value: None } => "off".to_owned(),
        Read::Unread { .. } => "not read".to_owned(),
    }
}

fn listed(read: &Read<Vec<String>>) -> String {
    match read {
        Read::Known { value } => none_or(value.join(", ")),
        Read::Unread { .. } => "not read".to_owned(),
    }
}

fn tag_words(facts: &TableFacts) -> String {
    match &facts.tags {
        Read::Known { value } => none_or(
            value
                .iter()
                .map(|(key, value)| format!("{key}={value}"))
                .collect::<Vec<_>>()
                .join(", "),
        ),
        Read::Unread { .. } => "not read".to_owned(),
    }
}

fn stream_words(facts: &TableFacts) -> String {
    match &facts.stream {
        Some(stream) => format!("on, {}", stream.view),
        None => "off".to_owned(),
    }
}

fn encryption(facts: &TableFacts) -> String {
    match &facts.encryption.key_arn {
        Some(arn) => format!("KMS key {arn}"),
        None => "key owned by AWS".to_owned(),
    }
}

fn key_words(facts: &TableFacts) -> String {
    facts
        .keys
        .iter()
        .map(|key| format!("{} ({})", key.name, key.attribute_type))
        .collect::<Vec<_>>()
        .join(", ")
}

fn index_words(facts: &TableFacts) -> String {
    let mut names: Vec<&str> = facts.indexes.iter().map(|i| i.name.as_str()).collect();
    names.sort_unstable();
    none_or(names.join(", "))
}
