//! Rules that the prose states, as values with the sentence they came from.
//!
//! Nothing here gates a run: a person confirms a rule first. So a sentence that is
//! not understood is left out rather than guessed at.

mod compare;
mod recurrence;
mod severity;
mod time;
mod windows;

pub use recurrence::zones;
pub use time::length_in;
pub use windows::recurrence as window_in;

use crate::ascii::{contains, ends_with, has_digit};
use crate::model::{Rule, RuleKind, RuleValue, Runbook, SectionRole, Shared};
use crate::phrases::Phrases;
use crate::reading::tables::Table;
use crate::reading::{Fact, FactKind};
use std::collections::HashSet;

/// Gathers the rules of what is said in words, in tables and in the titles of parts.
pub(crate) fn gather<'d>(
    facts: impl Iterator<Item = Fact<'d>>,
    tables: &[Table],
    runbook: &'d Runbook,
) -> Vec<Rule> {
    let mut rules = Vec::new();
    let severities = tables.iter().filter(|table| table.is_severities());
    let mut told = HashSet::new();
    for table in severities {
        let section = table.section.and_then(|index| runbook.sections.get(index));
        for row in &table.rows {
            told.insert(row.line);
            let Some(value) = severity::of_row(table, row) else {
                continue;
            };
            let sentence = table.cells(row).map(|(_, cell)| cell).collect::<Vec<_>>();
            let section = section.map(|section| section.id.to_string());
            let sentence = sentence.join(" · ");
            push(
                &mut rules,
                RuleKind::Severity,
                value,
                &sentence,
                row.line,
                section,
            );
        }
    }
    let mut lists = Lists::default();
    for fact in facts {
        let contents = fact
            .section
            .is_some_and(|s| s.role == SectionRole::Contents);
        // A figure in the table of severities says what one is, not what should hold.
        let row = fact.kind == FactKind::Cell && told.contains(&fact.line);
        if contents || row || fact.text.len() > MAX_SENTENCE {
            continue;
        }
        for (kind, value) in of_fact(&fact, lists.are_triggers(&fact)) {
            let section = fact.section.map(|section| String::from(&section.id));
            push(&mut rules, kind, value, fact.text, fact.line, section);
        }
    }
    for step in &runbook.steps {
        for part in step
            .parts
            .iter()
            .filter(|part| part.title.len() <= MAX_SENTENCE)
        {
            if let Some(value) = windows::lasts(&part.title) {
                let section = step.section.as_deref().map(str::to_owned);
                push(
                    &mut rules,
                    RuleKind::Duration,
                    value,
                    &part.title,
                    part.line,
                    section,
                );
            }
        }
    }
    rules.sort_by_key(|rule| rule.line);
    name(&mut rules);
    rules
}

/// The first length of time that a text names, in seconds.
pub(crate) fn first_length(text: &str) -> Option<u32> {
    time::lengths(text).next().map(|length| length.seconds)
}

/// What is longer is not a sentence that states a rule.
const MAX_SENTENCE: usize = 600;

fn push(
    rules: &mut Vec<Rule>,
    kind: RuleKind,
    value: RuleValue,
    sentence: &str,
    line: u32,
    section: Option<String>,
) {
    let sentence = sentence.to_owned();
    rules.push(Rule {
        id: String::new(),
        kind,
        sentence,
        line,
        section,
        value,
    });
}

/// `R` and the line, with a letter from the second rule of a line on.
fn name(rules: &mut [Rule]) {
    let (mut line, mut count) = (0, 0_u8);
    for rule in rules {
        count = if rule.line == line {
            count.saturating_add(1)
        } else {
            0
        };
        line = rule.line;
        let letter = char::from(b'a' + count.min(25));
        rule.id = if count == 0 {
            Shared::numbered("R", line).into()
        } else {
            format!("R{line}{letter}")
        };
    }
}

fn of_fact(fact: &Fact<'_>, is_trigger: bool) -> Vec<(RuleKind, RuleValue)> {
    let item = matches!(
        fact.kind,
        FactKind::Bullet | FactKind::Task | FactKind::Numbered
    );
    if let Some(value) = item.then(|| severity::of(fact)).flatten() {
        return vec![(RuleKind::Severity, value)];
    }
    let mut out = Vec::new();
    // Without a figure only an event can be meant, or the `first hour`.
    let figures = has_digit(fact.text);
    if !figures && fact.kind != FactKind::Heading && !is_trigger {
        return out;
    }
    let window = figures.then(|| windows::recurrence(fact.text));
    if let Some(window) = window.flatten() {
        out.push((RuleKind::ChangeWindow, RuleValue::Window(window)));
        return out;
    }
    if let Some(value) = windows::around(fact.text).filter(|_| !item) {
        out.push((RuleKind::ValidationWindow, value));
        return out;
    }
    // A figure among symptoms is what was seen, not what should hold.
    let symptom = fact.section.is_some_and(|s| s.role == SectionRole::Guide);
    if severity::under_severity(fact) || fact.kind == FactKind::Heading || symptom {
        return out;
    }
    if is_trigger {
        let value = compare::trigger(fact.text);
        out.push((RuleKind::RollbackTrigger, value));
    } else if let Some(value) = compare::comparison(fact.text) {
        out.push((RuleKind::Threshold, value));
    } else if let Some(value) = windows::lasts(fact.text) {
        out.push((RuleKind::Duration, value));
    }
    out
}

/// What stands above the items of a list: the paragraph, the bold line, the title of
/// the section.
type Above<'d> = [Option<&'d str>; 3];

/// The list that is read, for what is asked of all its items and told by what stands
/// above them.
#[derive(Default)]
struct Lists<'d> {
    above: Above<'d>,
    triggers: bool,
}

impl<'d> Lists<'d> {
    /// The fact is an item of a list that is introduced as reasons to go back.
    fn are_triggers(&mut self, fact: &Fact<'d>) -> bool {
        if fact.kind != FactKind::Bullet {
            return false;
        }
        let title = fact.section.map(|section| section.title.as_str());
        let above = [fact.lead, fact.label, title];
        let mut pairs = self.above.into_iter().zip(above);
        let same = pairs.all(|pair| match pair {
            (Some(before), Some(now)) => std::ptr::eq(before, now),
            (before, now) => before == now,
        });
        if !same {
            self.above = above;
            self.triggers = introduce_triggers(above);
        }
        self.triggers
    }
}

static GOING_BACK: Phrases<3> = Phrases::of(["rollback", "roll back", "roll-back"]);

static NO: Phrases<3> = Phrases::of(["not ", "n't ", "never "]);

fn introduce_triggers(above: Above<'_>) -> bool {
    let speaks = |text: &&str| text.len() <= MAX_SENTENCE && GOING_BACK.any_in(text);
    let [lead, label, title] = above.map(|text| text.filter(speaks));
    // `Do not roll back for:` lists the opposite.
    if [lead, label]
        .into_iter()
        .flatten()
        .any(|text| NO.any_in(text))
    {
        return false;
    }
    let introduces =
        |text| contains(text, "trigger") || contains(text, "when") || ends_with_if(text);
    [lead, label, title].into_iter().flatten().any(introduces)
}

fn ends_with_if(text: &str) -> bool {
    ends_with(text.trim_end_matches([':', ' ']), " if")
}

#[cfg(test)]
mod tests;
