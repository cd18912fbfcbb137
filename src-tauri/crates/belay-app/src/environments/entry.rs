//! What one file says: its entries, each good or wrong by itself.
//!
//! A wrong entry is left out, never read as if the wrong part were not there: what
//! is misspelt may be what guards it.

use std::collections::BTreeMap;

use belay_engine::environment::{Environment, Tier};
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

/// The only key at the top of the file.
const ENTRIES: &str = "environment";
const MEND: &str = "Mend the line; the environment is left out until then.";

/// Why something is left out.
#[derive(Debug)]
pub(super) struct Wrong {
    /// Byte of the file, where it is known.
    pub at: Option<usize>,
    pub message: String,
    pub hint: &'static str,
}

/// An entry, and its name if it has one.
pub(super) struct Named {
    pub name: Option<String>,
    /// Byte of the file.
    pub at: usize,
    pub entry: Result<Environment, Wrong>,
}

/// A file in parts.
#[derive(Default)]
pub(super) struct Read {
    pub entries: Vec<Named>,
    /// What belongs to no entry.
    pub strays: Vec<Wrong>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    tier: Tier,
    profile: Option<String>,
    source_profile: Option<String>,
    role_arn: Option<String>,
    region: String,
    account_id: String,
    #[serde(default)]
    variables: BTreeMap<String, String>,
}

/// Takes a file apart.
///
/// # Errors
/// Nothing in it can be used: it is no TOML, or says something of all its entries
/// that is not understood.
pub(super) fn entries(text: &str) -> Result<Read, Wrong> {
    let of_file = |at, what: &str| Wrong {
        at,
        message: format!("This file is not valid: {what}."),
        hint: "Mend the line; its entries are left out until then.",
    };
    let file = DeTable::parse(text)
        .map_err(|e| of_file(e.span().map(|s| s.start), &words(e.message())))?
        .into_inner();
    let mut read = Read::default();
    let mut unknown = Vec::new();
    for (key, value) in file {
        let at = key.span().start;
        match value.get_ref() {
            DeValue::Array(_) if *key.get_ref() == ENTRIES => {
                let DeValue::Array(all) = value.into_inner() else {
                    continue;
                };
                read.entries = all.into_iter().map(named).collect();
            }
            DeValue::Table(_) | DeValue::Array(_) => {
                let within = matches!(value.get_ref(), DeValue::Table(_));
                unknown.push((at, key.into_inner().into_owned(), within));
            }
            _ => {
                let what = format!("`{}` is not known here", key.get_ref());
                return Err(of_file(Some(at), &what));
            }
        }
    }
    for (at, key, within) in unknown {
        read.set_aside(at, &key, within);
    }
    Ok(read)
}

impl Read {
    /// What is meant by an unknown key is not known. As a table it may have been a
    /// part of the entry above it, which is not complete without it.
    fn set_aside(&mut self, at: usize, key: &str, within: bool) {
        let above = self.entries.iter_mut().rev().find(|e| e.at < at);
        match above.filter(|_| within) {
            Some(entry) => {
                let name = entry.name.as_deref().unwrap_or("an entry");
                entry.entry = Err(Wrong {
                    at: Some(at),
                    message: format!(
                        "`{key}` is not known here, and may belong to `{name}` above it."
                    ),
                    hint: MEND,
                });
            }
            None => self.strays.push(Wrong {
                at: Some(at),
                message: format!("`{key}` is not known here; an entry is `[[{ENTRIES}]]`."),
                hint: "Mend the line; what stands under it is left out until then.",
            }),
        }
    }
}

fn named(value: Spanned<DeValue<'_>>) -> Named {
    let at = value.span().start;
    let name = match value.get_ref() {
        DeValue::Table(table) => table.get("name").and_then(|name| match name.get_ref() {
            DeValue::String(name) => Some(name.clone().into_owned()),
            _ => None,
        }),
        _ => None,
    };
    let entry = Entry::deserialize(ValueDeserializer::from(value))
        .map_err(|e| {
            let who = name
                .as_ref()
                .map_or("An entry".to_owned(), |n| format!("`{n}`"));
            Wrong {
                at: e.span().map(|s| s.start),
                message: format!("{who} is not valid: {}.", words(e.message())),
                hint: MEND,
            }
        })
        .and_then(valid);
    Named { name, at, entry }
}

/// The parser's words in one line.
fn words(message: &str) -> String {
    message.trim_end_matches('.').replace('\n', ", ")
}

/// What is wrong with a second entry of a name.
pub(super) fn second(name: &str) -> Wrong {
    wrong(
        format!("`{name}` is defined a second time; only the first entry counts."),
        "Rename or remove one of the two.",
    )
}

fn wrong(message: String, hint: &'static str) -> Wrong {
    Wrong {
        at: None,
        message,
        hint,
    }
}

fn valid(entry: Entry) -> Result<Environment, Wrong> {
    let name = entry.name;
    if name.trim().is_empty() {
        return Err(wrong(
            "An environment has an empty name.".into(),
            "Give it a name such as `shop-prod`.",
        ));
    }
    let account = entry.account_id;
    if account.len() != 12 || !account.bytes().all(|b| b.is_ascii_digit()) {
        return Err(wrong(
            format!("`{name}` pins account `{account}`, which is not twelve digits."),
            "Write the AWS account ID as a string of twelve digits.",
        ));
    }
    let role_account = entry.role_arn.as_deref().and_then(|a| a.split(':').nth(4));
    if role_account.is_some_and(|r| r != account) {
        return Err(wrong(
            format!("`{name}` pins account {account}, but its role is of another account."),
            "Correct `account_id` or `role_arn`; Belay does not guess which is right.",
        ));
    }
    let Some(profile) = entry.profile.or(entry.source_profile) else {
        return Err(wrong(
            format!("`{name}` names no profile."),
            "Add `profile = \"…\"`, a profile of `~/.aws/config`.",
        ));
    };
    Ok(Environment {
        name,
        tier: entry.tier,
        profile,
        role_arn: entry.role_arn,
        region: entry.region,
        account_id: account,
        variables: entry.variables,
    })
}
