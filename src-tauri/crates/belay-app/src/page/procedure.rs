//! Draws a runbook as a procedure: what is done, in order, under the headings that
//! have anything to do.

use std::collections::{HashMap, HashSet};

use belay_runbook::check::{Diagnostic, Severity};
use belay_runbook::{
    Part, PartKind, RuleKind, Runbook, Section, SectionRole, Shared, Step, StepKind,
};

use super::explained::{placeholders, reach};
use super::rows::cut;
use crate::library::count;
use crate::views::{ActKind, ProcedureItem, ProcedureRow};

/// The rows of `book`, in the order of its lines.
pub fn procedure(book: &Runbook, findings: &[Diagnostic]) -> Vec<ProcedureRow> {
    let mut drawn = Drawing::default();
    sections(book, &mut drawn);
    choices(book, &mut drawn);
    guides(book, &mut drawn);
    rules(book, &mut drawn);
    // What a symptom may come from is nothing to do, even where it is numbered.
    let causes = book.guides.iter().flat_map(|guide| &guide.causes);
    let causes: HashSet<&str> = causes.filter_map(|c| c.step.as_deref()).collect();
    let above = Above::of(book);
    for step in book
        .steps
        .iter()
        .filter(|s| s.code.is_some() || !causes.contains(&*s.id))
    {
        acts(book, step, &above, findings, &mut drawn);
    }
    drawn.rows(book)
}

/// Rows with their place: the line, then what comes first on one line.
#[derive(Default)]
struct Drawing(Vec<(u32, Order, ProcedureItem)>);

/// Which of the rows of one line comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Order {
    Section,
    Choice,
    Way,
    Rule,
    Symptom,
    Act,
}

impl Drawing {
    fn add(&mut self, line: u32, order: Order, item: ProcedureItem) {
        self.0.push((line, order, item));
    }

    fn rows(mut self, book: &Runbook) -> Vec<ProcedureRow> {
        self.0.sort_by_key(|(line, order, _)| (*line, *order));
        let mut ways = ways(book);
        ways.sort_unstable();
        let mut coming = ways.into_iter().peekable();
        // Last lines of the ways that a row stands in.
        let mut open: Vec<u32> = Vec::new();
        let rows = self.0.into_iter().map(|(line, order, is)| {
            while let Some((_, last)) = coming.next_if(|(first, _)| *first <= line) {
                open.push(last);
            }
            open.retain(|last| *last >= line);
            // The heads of a choice and of its ways stand outside of them.
            let own = usize::from(matches!(order, Order::Choice | Order::Way));
            let depth = open.len().saturating_sub(own);
            ProcedureRow {
                line,
                depth: u8::try_from(depth).unwrap_or(u8::MAX),
                is,
            }
        });
        rows.collect()
    }
}

/// First and last line of every way of every choice.
fn ways(book: &Runbook) -> Vec<(u32, u32)> {
    let options = book.choices.iter().flat_map(|choice| &choice.options);
    options.map(|way| (way.line, way.end_line)).collect()
}

/// Headings with something to do below them. One that is a way is drawn as the way.
fn sections(book: &Runbook, drawn: &mut Drawing) {
    let ways: HashSet<u32> = ways(book).into_iter().map(|(first, _)| first).collect();
    let has_work = |section: &&Section| {
        let first = book.steps.partition_point(|s| s.line < section.line);
        let steps = book.steps.get(first);
        let rule = book.rules.partition_point(|r| r.line < section.line);
        let rule = book.rules.get(rule);
        steps.is_some_and(|s| s.line <= section.end_line)
            || rule.is_some_and(|r| r.line <= section.end_line && decides(r.kind))
    };
    let by_id: HashMap<&str, SectionRole> =
        book.sections.iter().map(|s| (&*s.id, s.role)).collect();
    let around = |section: &Section| {
        let parent = section.parent.as_deref()?;
        by_id.get(parent).copied()
    };
    let listed = |role| matches!(role, SectionRole::Contents | SectionRole::Related);
    let shown = book
        .sections
        .iter()
        .filter(|s| !listed(s.role) && !ways.contains(&s.line));
    for section in shown.filter(has_work) {
        let own = book.environments.iter().find(|e| e.line == section.line);
        let item = ProcedureItem::Section {
            level: section.level,
            title: cut(&section.title),
            role: Some(section.role).filter(|role| Some(*role) != around(section)),
            environment: own.map(|e| e.name.clone()),
        };
        drawn.add(section.line, Order::Section, item);
    }
}

fn choices(book: &Runbook, drawn: &mut Drawing) {
    for choice in &book.choices {
        let Some(first) = choice.options.first() else {
            continue;
        };
        let ways = count(choice.options.len());
        drawn.add(first.line, Order::Choice, ProcedureItem::Choice { ways });
        for (at, way) in choice.options.iter().enumerate() {
            let item = ProcedureItem::Way {
                number: count(at + 1),
                title: cut(&way.title),
                recommended: choice.recommended == Some(count(at)),
                when: way.when.as_deref().map(cut),
            };
            drawn.add(way.line, Order::Way, item);
        }
    }
}

fn guides(book: &Runbook, drawn: &mut Drawing) {
    let titles: HashSet<u32> = book.sections.iter().map(|section| section.line).collect();
    for guide in &book.guides {
        // A symptom that is the heading itself is drawn there.
        let symptoms = guide.symptoms.iter().filter(|s| !titles.contains(&s.line));
        for symptom in symptoms.filter(|s| s.step.is_none()) {
            let text = cut(&symptom.text);
            drawn.add(
                symptom.line,
                Order::Symptom,
                ProcedureItem::Symptom { text },
            );
        }
        let with_code = |id: &str| book.step(id).is_some_and(|step| step.code.is_some());
        let causes = guide.causes.iter();
        for cause in causes.filter(|c| !c.step.as_deref().is_some_and(with_code)) {
            let text = cut(&cause.text);
            drawn.add(cause.line, Order::Symptom, ProcedureItem::Cause { text });
        }
    }
}

/// Whether a rule of this kind says when to begin, to go on or to go back.
fn decides(kind: RuleKind) -> bool {
    matches!(
        kind,
        RuleKind::RollbackTrigger
            | RuleKind::ChangeWindow
            | RuleKind::ValidationWindow
            | RuleKind::Duration
    )
}

fn rules(book: &Runbook, drawn: &mut Drawing) {
    // A rule that a heading or a step states is read there.
    let said: HashSet<u32> = (book.sections.iter().map(|s| s.line))
        .chain(book.steps.iter().map(|s| s.line))
        .chain(book.steps.iter().flat_map(|s| &s.parts).map(|p| p.line))
        .collect();
    let own = book
        .rules
        .iter()
        .filter(|r| decides(r.kind) && !said.contains(&r.line));
    for rule in own {
        let item = ProcedureItem::Rule {
            rule: rule.kind,
            text: cut(&rule.sentence),
        };
        drawn.add(rule.line, Order::Rule, item);
    }
}

/// What stands above each act, so that none repeats it.
struct Above<'b> {
    /// Titles of ways, by the steps and the parts that they are made of.
    ways: HashMap<&'b str, &'b str>,
    /// Titles of sections.
    sections: HashMap<&'b str, &'b str>,
}

impl<'b> Above<'b> {
    fn of(book: &'b Runbook) -> Self {
        let options = book.choices.iter().flat_map(|choice| &choice.options);
        let made_of = options.flat_map(|way| {
            let ids = way.steps.iter().chain(&way.parts);
            ids.map(|id| (&**id, &*way.title))
        });
        let sections = book.sections.iter().map(|s| (&*s.id, &*s.title));
        Self {
            ways: made_of.collect(),
            sections: sections.collect(),
        }
    }

    /// The title of an act; its first line of code, where the title is what stands
    /// above it already.
    fn name(&self, step: &Step, id: &str, title: &str, code: Option<&str>) -> String {
        let way = self.ways.get(id).or_else(|| self.ways.get(&*step.id));
        let section = || self.sections.get(step.section.as_deref()?);
        let said = way.or_else(section).is_some_and(|above| same(above, title));
        match code.and_then(first_line).filter(|_| said) {
            Some(line) if !line.contains('`') => cut(&format!("`{line}`")),
            _ => cut(title),
        }
    }
}

/// Whether two titles say the same, but for what tells one way from another.
fn same(one: &str, other: &str) -> bool {
    let bare = |title: &str| {
        let lower = title.to_lowercase().replace("(recommended)", "");
        let words = lower.split(|c: char| !c.is_alphanumeric());
        let words: Vec<String> = words
            .filter(|w| !w.is_empty())
            .skip_while(|w| *w == "or")
            .map(str::to_owned)
            .collect();
        words
    };
    bare(one) == bare(other)
}

/// The first line of code that is no comment.
fn first_line(code: &str) -> Option<&str> {
    let lines = code.lines().map(|line| line.trim_end_matches('\\').trim());
    lines
        .filter(|line| !line.starts_with('#') && !line.starts_with("//"))
        .find(|line| !line.is_empty())
}

fn acts(
    book: &Runbook,
    step: &Step,
    above: &Above<'_>,
    findings: &[Diagnostic],
    drawn: &mut Drawing,
) {
    let of = |severity, from: u32, to: u32| {
        let first = findings.partition_point(|d| d.line < from);
        let own = findings[first..].iter().take_while(|d| d.line <= to);
        count(own.filter(|d| d.severity == severity).count())
    };
    let act =
        |title: String, act, effect, inputs: &[Shared], expects, from, to| ProcedureItem::Act {
            step: step.id.to_string(),
            act,
            title,
            effect,
            inputs: placeholders(book, inputs),
            expects,
            errors: of(Severity::Error, from, to),
            warnings: of(Severity::Warning, from, to),
        };
    if let [_, _, ..] = &step.parts[..] {
        for part in &step.parts {
            let item = act(
                above.name(step, &part.id, &part.title, Some(&part.code)),
                kind_of(part),
                reach(part),
                &part.inputs,
                part.expected.is_some(),
                part.line,
                part.end_line,
            );
            drawn.add(part.line, Order::Act, item);
        }
        return;
    }
    let only = step.parts.first();
    let kind = match step.kind {
        StepKind::Check => ActKind::Check,
        StepKind::Manual => ActKind::ByHand,
        StepKind::Reference => ActKind::LookUp,
        StepKind::Command => only.map_or(ActKind::LookUp, kind_of),
    };
    // The steps within a step are rows of their own, so only its first line is its.
    let end = if step.code.is_some() {
        step.end_line
    } else {
        step.line
    };
    let expects = step.expected.is_some() || only.is_some_and(|p| p.expected.is_some());
    let item = act(
        above.name(step, &step.id, &step.title, step.code.as_deref()),
        kind,
        only.and_then(reach),
        &step.inputs,
        expects,
        step.line,
        end,
    );
    drawn.add(step.line, Order::Act, item);
}

fn kind_of(part: &Part) -> ActKind {
    match part.kind {
        PartKind::Run => ActKind::Run,
        PartKind::Manual => ActKind::ByHand,
    }
}

#[cfg(test)]
mod tests;
