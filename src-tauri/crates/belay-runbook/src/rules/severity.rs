//! Severities and how fast they are answered.

use super::time::lengths;
use crate::ascii::{contains, find, has_digit};
use crate::model::RuleValue;
use crate::reading::Fact;
use crate::reading::tables::{Column, Row, Table};

/// `Response time: 15 minutes` under `Severity 2 (High)`, or `P2 (High): respond
/// within 15 minutes`.
pub(super) fn of(fact: &Fact<'_>) -> Option<RuleValue> {
    under_label(fact).or_else(|| listed(fact))
}

/// The row of a table: `SEV2 | Degraded | 30 minutes`, `Critical | … | immediate`.
pub(super) fn of_row(table: &Table, row: &Row) -> Option<RuleValue> {
    let written = table.cell(row, Column::Severity)?;
    let (name, level, said) = named(written).or_else(|| in_words(written))?;
    let answer = table.cell(row, Column::Response);
    Some(RuleValue::Severity {
        name,
        level,
        meaning: table.cell(row, Column::Meaning).map(str::to_owned).or(said),
        response_seconds: answer.and_then(response),
    })
}

/// `Critical` and its kin, from the worst.
fn in_words(written: &str) -> Option<(String, u32, Option<String>)> {
    let words = [
        ("critical", 1),
        ("urgent", 1),
        ("major", 2),
        ("high", 2),
        ("medium", 3),
        ("moderate", 3),
        ("minor", 4),
        ("low", 4),
    ];
    let name = written.trim_start_matches(|c: char| !c.is_alphanumeric());
    let first = name.split_whitespace().next()?.to_ascii_lowercase();
    let (_, level) = words.iter().find(|(word, _)| *word == first)?;
    Some((name.to_owned(), *level, None))
}

/// In seconds; 0 for at once.
fn response(answer: &str) -> Option<u32> {
    let first = lengths(answer).next().map(|length| length.seconds);
    first.or_else(|| contains(answer, "immediate").then_some(0))
}

/// `P2 (High): respond within 15 minutes`, in a list about responses.
fn listed(fact: &Fact<'_>) -> Option<RuleValue> {
    let (head, tail) = split(fact.text)?;
    if head.split_whitespace().count() > 4 {
        return None;
    }
    let (name, level, meaning) = named(head)?;
    let asks = ["respon", "acknowledg"]
        .iter()
        .find_map(|word| find(tail, word));
    let title = fact.section.map(|section| section.title.as_str());
    let about = |text: &str| {
        let mut words = ["response time", "respond within", "sla"].iter();
        words.any(|word| contains(text, word))
    };
    let response_seconds = match asks {
        Some(at) => response(&tail[at..]).or_else(|| response(tail)),
        None if [title, fact.label, fact.lead]
            .into_iter()
            .flatten()
            .any(about) =>
        {
            response(tail)
        }
        None => None,
    };
    // What says nothing of an answer is a list of something else.
    response_seconds?;
    Some(RuleValue::Severity {
        name,
        level,
        meaning,
        response_seconds,
    })
}

/// What stands before and behind the first colon, else the first dash, and its space.
fn split(text: &str) -> Option<(&str, &str)> {
    let mut colons = memchr::memchr_iter(b':', text.as_bytes());
    let colon = colons.find(|at| text.as_bytes().get(at + 1) == Some(&b' '));
    match colon {
        Some(at) => Some((&text[..at], &text[at + 2..])),
        None if text.is_ascii() => None,
        None => text.split_once(" – "),
    }
}

fn under_label(fact: &Fact<'_>) -> Option<RuleValue> {
    let label = fact.label?;
    let (head, answer) = fact.text.split_once(':')?;
    let heads = [
        "response",
        "response time",
        "respond",
        "respond within",
        "sla",
    ];
    let head = head.trim();
    if !heads.iter().any(|known| known.eq_ignore_ascii_case(head)) {
        return None;
    }
    let (name, level, meaning) = named(label)?;
    Some(RuleValue::Severity {
        name,
        level,
        meaning,
        response_seconds: response(answer),
    })
}

/// Items under a severity say what it means, not what should hold.
pub(super) fn under_severity(fact: &Fact<'_>) -> bool {
    fact.label.is_some_and(|label| named(label).is_some())
}

/// `Severity 1 (Critical)`, `Critical (P1)`, `P2 - High`, `SEV3`.
fn named(label: &str) -> Option<(String, u32, Option<String>)> {
    if !has_digit(label) {
        return None;
    }
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
