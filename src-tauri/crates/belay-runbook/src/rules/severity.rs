//! Severities and how fast they are answered.

use super::time::lengths;
use crate::model::RuleValue;
use crate::reading::Fact;

/// `Response time: 15 minutes` under `Severity 2 (High)`.
pub(super) fn of(fact: &Fact<'_>) -> Option<RuleValue> {
    let label = fact.label?;
    let (head, answer) = fact.text.split_once(':')?;
    let head = head.trim().to_ascii_lowercase();
    if !matches!(
        head.as_str(),
        "response" | "response time" | "respond" | "respond within" | "sla"
    ) {
        return None;
    }
    let (name, level, meaning) = named(label)?;
    let first = lengths(answer).first().map(|length| length.seconds);
    let immediate = answer.to_ascii_lowercase().contains("immediate");
    let response_seconds = first.or(immediate.then_some(0));
    Some(RuleValue::Severity {
        name,
        level,
        meaning,
        response_seconds,
    })
}

/// Items under a severity say what it means, not what should hold.
pub(super) fn under_severity(fact: &Fact<'_>) -> bool {
    fact.label.is_some_and(|label| named(label).is_some())
}

/// `Severity 1 (Critical)`, `Critical (P1)`, `P2 - High`, `SEV3`.
fn named(label: &str) -> Option<(String, u32, Option<String>)> {
    let words: Vec<&str> = label
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let mut found = None;
    for (index, word) in words.iter().enumerate() {
        let lower = word.to_ascii_lowercase();
        let attached = ["sev", "p"]
            .iter()
            .find_map(|p| lower.strip_prefix(p)?.parse::<u32>().ok());
        if let Some(level) = attached.filter(|level| *level <= 9) {
            found = Some(((*word).to_owned(), level, index..index + 1));
        } else if matches!(lower.as_str(), "severity" | "sev" | "priority") {
            let level = words.get(index + 1).and_then(|next| next.parse().ok());
            if let Some(level) = level.filter(|level| *level <= 9) {
                found = Some((format!("{word} {level}"), level, index..index + 2));
            }
        }
        if found.is_some() {
            break;
        }
    }
    let (name, level, used) = found?;
    let rest: Vec<&str> = words
        .iter()
        .enumerate()
        .filter(|(index, _)| !used.contains(index))
        .map(|(_, word)| *word)
        .collect();
    Some((
        name,
        level,
        (!rest.is_empty() && rest.len() < 4).then(|| rest.join(" ")),
    ))
}
