//! Tables of symptoms: each row is a guide of its own.

use super::slots::{self, Name, Slot};
use crate::model::{Guide, GuideEntry, Runbook, Shared};
use crate::reading::draft::{Draft, DraftFact, FactKind};

/// The guides of all tables whose columns are parts of a guide.
pub(super) fn gather(draft: &Draft<'_>, runbook: &Runbook) -> Vec<Guide> {
    let mut guides = Vec::new();
    let mut rest = draft.facts.as_slice();
    while let Some(start) = rest.iter().position(|fact| fact.kind == FactKind::Cell) {
        rest = &rest[start..];
        let rows = rows(rest);
        let (table, after) = rest.split_at(rows);
        rest = after;
        guides.extend(of_table(table, runbook));
    }
    guides
}

/// How many of the facts are rows of the table that begins with the first.
fn rows(facts: &[DraftFact]) -> usize {
    let mut count = 1;
    for pair in facts.windows(2) {
        // Below the head stands the line of dashes.
        let gap = pair[1].line - pair[0].line;
        let next = gap == 1 || (count == 1 && gap == 2);
        if pair[1].kind != FactKind::Cell || !next {
            break;
        }
        count += 1;
    }
    count
}

fn cells(fact: &DraftFact) -> Vec<&str> {
    let text = fact.text.strip_suffix('|').unwrap_or(&fact.text);
    text.split(" | ").map(str::trim).collect()
}

fn of_table(table: &[DraftFact], runbook: &Runbook) -> Vec<Guide> {
    let Some((head, rows)) = table.split_first() else {
        return Vec::new();
    };
    let columns: Vec<Option<Name<'_>>> = cells(head).into_iter().map(slots::column).collect();
    let at = |slot| {
        columns
            .iter()
            .position(|name| name.is_some_and(|name| name.slot == slot))
    };
    let Some(symptom) = at(Slot::Symptoms) else {
        return Vec::new();
    };
    let strong = columns[symptom].is_some_and(|name| name.strong);
    // A table of error codes and their reasons is to be looked up, no guide.
    let leads = at(Slot::Resolution).is_some()
        || (strong && (at(Slot::Causes).is_some() || at(Slot::Diagnosis).is_some()));
    if !leads {
        return Vec::new();
    }
    let section = head.section.and_then(|index| runbook.sections.get(index));
    let section = section.map(|section| section.id.clone());
    rows.iter()
        .filter_map(|row| {
            let cells = cells(row);
            let title = cells.get(symptom).filter(|text| !text.is_empty())?;
            let of = |slot| {
                let entry = |text: &&str| GuideEntry {
                    text: row.text.share(text),
                    step: None,
                    line: row.line,
                };
                let named = columns.iter().zip(&cells);
                named
                    .filter(|(name, text)| {
                        name.is_some_and(|name| name.slot == slot) && !text.is_empty()
                    })
                    .map(|(_, text)| entry(text))
                    .collect()
            };
            Some(Guide {
                id: Shared::numbered("G", row.line),
                title: row.text.share(title),
                section: section.clone(),
                line: row.line,
                end_line: row.line,
                symptoms: of(Slot::Symptoms),
                diagnosis: of(Slot::Diagnosis),
                causes: of(Slot::Causes),
                resolution: of(Slot::Resolution),
                verification: of(Slot::Verification),
            })
        })
        .collect()
}
