//! People, addresses and channels, from lists and tables.

use super::draft::{Draft, FactKind};
use super::tables::{Column, Row, Table};
use crate::maps::Map;
use crate::model::{Contact, ContactKind, InputStyle, Runbook, SectionRole, Shared};

/// Gathers `Name: value` items of sections about contacts.
pub(super) fn gather(draft: &Draft<'_>, runbook: &mut Runbook) {
    let mut contacts = Vec::new();
    let fields = runbook
        .inputs
        .iter()
        .filter(|input| input.style == InputStyle::Bracket);
    let open: Map<u32, Shared> = fields
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
        let (name, value) = (name.trim(), value.trim());
        if name.is_empty() || value.is_empty() || name.len() > 60 {
            continue;
        }
        let kind = kind(value);
        let input = open
            .get(&fact.line)
            .filter(|_| kind == ContactKind::Open)
            .cloned();
        let section = Some(section.id.clone());
        contacts.push(Contact {
            name: fact.text.share(name),
            value: fact.text.share(value),
            kind,
            person: None,
            escalate_after_seconds: None,
            input,
            section,
            line: fact.line,
        });
    }
    for table in draft.tables.iter().filter(|table| table.is_contacts()) {
        let section = table.section.and_then(|index| runbook.sections.get(index));
        let section = section.map(|section| &section.id);
        let rows = table.rows.iter();
        contacts.extend(rows.flat_map(|row| of_row(table, row, section)));
    }
    contacts.sort_by_key(|contact| contact.line);
    runbook.contacts = contacts;
}

/// One contact for each way that a row gives.
fn of_row<'t>(
    table: &'t Table,
    row: &'t Row,
    section: Option<&'t Shared>,
) -> impl Iterator<Item = Contact> + 't {
    let role = table.cell(row, Column::Role);
    let person = table.cell(row, Column::Person);
    let after = table.cell(row, Column::Escalation);
    let ways = table.cells(row).filter_map(move |(column, value)| {
        let told = kind(value);
        let kind = match column {
            Column::Reach => told,
            Column::Phone if told == ContactKind::Name => ContactKind::Phone,
            Column::Channel if told == ContactKind::Name => ContactKind::Channel,
            Column::Phone | Column::Email | Column::Channel => told,
            _ => return None,
        };
        Some((value, kind))
    });
    ways.filter_map(move |(value, kind)| {
        Some(Contact {
            name: role.or(person)?.into(),
            value: value.into(),
            kind,
            person: person.filter(|_| role.is_some()).map(str::to_owned),
            escalate_after_seconds: after.and_then(crate::rules::first_length),
            input: None,
            section: section.cloned(),
            line: row.line,
        })
    })
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
