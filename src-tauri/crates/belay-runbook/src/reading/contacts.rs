//! People, addresses and channels.

use super::draft::{Draft, FactKind};
use crate::model::{Contact, ContactKind, InputStyle, Runbook, SectionRole};
use std::collections::HashMap;

/// Gathers `Name: value` items of sections about contacts.
pub(super) fn gather(draft: &Draft<'_>, runbook: &mut Runbook) {
    let mut contacts = Vec::new();
    let fields = runbook
        .inputs
        .iter()
        .filter(|input| input.style == InputStyle::Bracket);
    let open: HashMap<u32, String> = fields
        .flat_map(|input| {
            input
                .occurrences
                .iter()
                .map(|place| (place.line, input.id.clone()))
        })
        .collect();
    for fact in &draft.facts {
        let Some(section) = fact.section.and_then(|index| runbook.sections.get(index)) else {
            continue;
        };
        let item = matches!(fact.kind, FactKind::Bullet | FactKind::Numbered);
        if section.role != SectionRole::Contacts || !item {
            continue;
        }
        let Some((name, value)) = fact.text.split_once(':') else {
            continue;
        };
        let (name, value) = (name.trim().to_owned(), value.trim().to_owned());
        if name.is_empty() || value.is_empty() || name.len() > 60 {
            continue;
        }
        let kind = kind(&value);
        let input = open
            .get(&fact.line)
            .filter(|_| kind == ContactKind::Open)
            .cloned();
        let section = Some(section.id.clone());
        contacts.push(Contact {
            name,
            value,
            kind,
            input,
            section,
            line: fact.line,
        });
    }
    runbook.contacts = contacts;
}

fn kind(value: &str) -> ContactKind {
    let word = value.split_whitespace().next().unwrap_or("");
    let digits = value.chars().filter(char::is_ascii_digit).count();
    if value.starts_with('[') && value.ends_with(']') {
        ContactKind::Open
    } else if word.starts_with("http://") || word.starts_with("https://") {
        ContactKind::Url
    } else if word.contains('@') && word.contains('.') && !word.starts_with('@') {
        ContactKind::Email
    } else if word.starts_with('#') || word.starts_with('@') {
        ContactKind::Channel
    } else if digits >= 6
        && value
            .chars()
            .all(|c| c.is_ascii_digit() || "+-() .".contains(c))
    {
        ContactKind::Phone
    } else {
        ContactKind::Name
    }
}
