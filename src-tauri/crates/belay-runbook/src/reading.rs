//! From Markdown to a [`Runbook`]: what is found on one way through the document,
//! and what is made of it afterwards.

mod addresses;
mod blocks;
mod choices;
mod code;
mod contacts;
mod draft;
mod environment;
pub(crate) mod front_matter;
mod guides;
mod headings;
mod hidden;
pub(crate) mod hints;
mod inputs;
mod language;
mod lines;
mod links;
mod lists;
mod outline;
mod parts;
pub(crate) mod placeholders;
mod prerequisites;
pub(crate) mod tables;
mod typed;
mod walk;

pub(crate) use draft::{Fact, FactKind};
pub use environment::tiers_in_brackets;
pub(crate) use inputs::id_of as input_id;
pub(crate) use parts::expansions;
pub(crate) use placeholders::braces::names_in as braces_in;

use crate::model::{Runbook, Shared};
use draft::Draft;
use sha2::{Digest, Sha256};

/// Reads a text that is short enough.
pub(crate) fn runbook(text: &str) -> Runbook {
    let matter = front_matter::find(text);
    let file = Shared::from(text);
    let lines = lines::Lines::new(&file);
    let mut draft = Draft::new(&file, &lines);
    walk::document(&mut draft, matter.as_ref().map_or(0, |found| found.length));
    let mut runbook = draft.outline();
    runbook.digest = hexadecimal(&Sha256::digest(text.as_bytes()));
    runbook.line_count = lines.count();
    let mut allowed = Vec::new();
    if let Some(found) = matter {
        runbook.front_matter = Some(found.matter);
        allowed = found.allowed;
    }
    let title = runbook
        .front_matter
        .as_ref()
        .and_then(|matter| matter.title.clone());
    if let Some(title) = title {
        runbook.title = title;
    }
    links::resolve(&mut runbook);
    hints::apply(&mut runbook);
    runbook.hints.splice(0..0, allowed);
    parts::split(&draft, &mut runbook);
    environment::gather(&draft, &mut runbook);
    inputs::gather(&draft, &mut runbook);
    prerequisites::gather(&draft, &mut runbook);
    runbook.rules = crate::rules::gather(draft.facts(&runbook), &draft.tables, &runbook);
    contacts::gather(&draft, &mut runbook);
    guides::gather(&draft, &mut runbook);
    choices::gather(&draft, &mut runbook);
    hidden::gather(text, &lines, &mut runbook);
    runbook
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect()
}

#[cfg(test)]
mod tests;
