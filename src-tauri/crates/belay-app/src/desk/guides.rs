//! Which guide is meant by what a person says.

use std::collections::HashSet;

use belay_engine::Symptom;
use belay_runbook::{Guide, Runbook};

use crate::error::AppError;

/// As many are named where what was said is none of them.
const NAMED: usize = 3;

/// A guide that the runbook does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("The runbook has no guide `{wanted}`.")]
pub struct NoGuide {
    /// What was said.
    pub wanted: String,
    /// What comes nearest: ids, each with its title or symptom.
    pub near: Vec<String>,
}

impl NoGuide {
    /// What to say instead.
    pub fn hint(&self) -> String {
        match self.near.is_empty() {
            true => "It has none; run a section of it, or all of it.".to_owned(),
            false => format!(
                "Nearest: {}. `belay show` lists the guides of a runbook.",
                self.near.join(", ")
            ),
        }
    }
}

/// The guide with this id or title, or with this symptom.
pub(super) fn find(book: &Runbook, wanted: &str, symptom: u32) -> Result<Symptom, AppError> {
    let is = |text: &str| text.eq_ignore_ascii_case(wanted.trim());
    let mut guides = book.guides.iter();
    let named = guides
        .clone()
        .find(|guide| is(&guide.id))
        .or_else(|| guides.clone().find(|guide| is(&guide.title)))
        .map(|guide| (guide, symptom));
    let seen = || {
        guides.find_map(|guide| {
            let at = guide.symptoms.iter().position(|entry| is(&entry.text))?;
            Some((guide, u32::try_from(at).unwrap_or(0)))
        })
    };
    let (guide, symptom) = named.or_else(seen).ok_or_else(|| NoGuide {
        wanted: wanted.to_owned(),
        near: near(book, wanted),
    })?;
    Ok(Symptom {
        guide: guide.id.to_string(),
        symptom,
    })
}

/// The guides that come nearest to what was said, the best first.
fn near(book: &Runbook, wanted: &str) -> Vec<String> {
    let wanted = pairs(wanted);
    let mut all: Vec<(usize, String)> = book
        .guides
        .iter()
        .map(|guide| {
            let (alike, text) = nearest_name(guide, &wanted);
            (alike, format!("{} “{text}”", guide.id))
        })
        .collect();
    // Those that are alike to the same degree stay in the order of the text.
    all.sort_by_key(|(alike, _)| std::cmp::Reverse(*alike));
    all.into_iter().take(NAMED).map(|(_, name)| name).collect()
}

/// The title or the symptom of a guide that is most like what was said, and how much.
fn nearest_name<'g>(guide: &'g Guide, wanted: &HashSet<[char; 2]>) -> (usize, &'g str) {
    let symptoms = guide.symptoms.iter().map(|entry| &*entry.text);
    [&*guide.id, &*guide.title]
        .into_iter()
        .chain(symptoms)
        .map(|text| (alike(&pairs(text), wanted), text))
        .fold((0, &*guide.title), |best, one| match one.0 > best.0 {
            true => one,
            false => best,
        })
}

/// Neighbouring letters: few differ where a word is misspelt or left out.
fn pairs(text: &str) -> HashSet<[char; 2]> {
    let letters: Vec<char> = text.to_lowercase().chars().collect();
    letters.windows(2).map(|two| [two[0], two[1]]).collect()
}

/// How much two texts have in common, in thousandths.
fn alike(one: &HashSet<[char; 2]>, other: &HashSet<[char; 2]>) -> usize {
    2000 * one.intersection(other).count() / (one.len() + other.len()).max(1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const BOOK: &str = "\
# Orders

| Symptom | Fix |
|---|---|
| Orders are slow | Add a pod |
| Orders are lost | Write them again |
| No metrics | Wait a minute |
| Mails are late | Tell support |
";

    fn asked(wanted: &str) -> Result<Symptom, String> {
        let book = belay_runbook::read(BOOK).unwrap();
        find(&book, wanted, 0).map_err(|e| match e {
            AppError::Guide(none) => format!("{none} {}", none.hint()),
            other => other.to_string(),
        })
    }

    #[test]
    fn a_guide_is_found_by_its_id_and_by_what_is_seen_in_any_case() {
        let lost = asked("orders are LOST").unwrap();
        assert_eq!(asked(&lost.guide), Ok(lost));
    }

    #[test]
    fn one_that_is_not_there_is_told_with_those_that_come_nearest() {
        insta::assert_snapshot!(asked("orders are lots").unwrap_err(), @"The runbook has no guide `orders are lots`. Nearest: G6 “Orders are lost”, G5 “Orders are slow”, G8 “Mails are late”. `belay show` lists the guides of a runbook.");
        assert!(
            asked("metric")
                .unwrap_err()
                .contains("Nearest: G7 “No metrics”")
        );
    }

    #[test]
    fn a_runbook_without_guides_says_so() {
        let book = belay_runbook::read("# A\n\n- [ ] b\n").unwrap();
        let AppError::Guide(none) = find(&book, "x", 0).unwrap_err() else {
            panic!("another error")
        };
        assert_eq!(
            none.hint(),
            "It has none; run a section of it, or all of it."
        );
    }
}
