//! Guard against running what is written for another environment.

use belay_runbook::{TierGuess, tiers_in_brackets};

use super::{Case, Finding};
use crate::environment::Tier;
use crate::words::{name, unquoted};

/// Asks before a change whose title, or the nearest heading around it that says so,
/// names other environments: `Apply (Prod)` in development.
pub(super) fn meant_for(case: &Case<'_>) -> Vec<Finding> {
    if !case.acts() {
        return Vec::new();
    }
    let own = || tiers_in_brackets(&case.unit.title);
    let (what, tiers) = match own() {
        tiers if tiers.is_empty() => match around(case) {
            Some(found) => found,
            None => return Vec::new(),
        },
        tiers => (name(case.unit), tiers),
    };
    let here = case.environment.tier;
    if tiers.iter().any(|tier| tier_of(*tier) == here) {
        return Vec::new();
    }
    let mut words: Vec<&str> = tiers.into_iter().map(|tier| tier_of(tier).word()).collect();
    words.dedup();
    vec![Finding::confirm(format!(
        "{what} is meant for {}; `{}` is {}.",
        words.join(" and "),
        case.environment.name,
        here.word()
    ))]
}

/// The nearest section around the unit whose title names environments.
fn around(case: &Case<'_>) -> Option<(String, Vec<TierGuess>)> {
    let mut id = case.unit.section.as_deref();
    while let Some(section) = id.and_then(|id| case.runbook.sections.iter().find(|s| s.id == *id)) {
        let tiers = tiers_in_brackets(&section.title);
        if !tiers.is_empty() {
            let title = unquoted(&section.title);
            let what = format!(
                "The section \u{201c}{title}\u{201d} (line {})",
                section.line
            );
            return Some((what, tiers));
        }
        id = section.parent.as_deref();
    }
    None
}

fn tier_of(guess: TierGuess) -> Tier {
    match guess {
        TierGuess::Development => Tier::Development,
        TierGuess::Staging => Tier::Staging,
        TierGuess::Production => Tier::Production,
    }
}
