//! Places where one of several ways is taken.

mod comments;

use super::draft::{Draft, Label};
use crate::ascii::ends_with;
use crate::maps::Map;
use crate::model::{Choice, ChoiceOption, Runbook, Section, SectionRole, Shared};
use crate::words::FirstWords;

/// An option as its title tells it.
struct Told {
    title: Shared,
    /// It is called an option, a scenario or the like, and not only recommended.
    named: bool,
    recommended: bool,
    alternative: bool,
}

/// Options with how their titles tell them.
type Ways = Vec<(Told, ChoiceOption)>;

/// Gathers sibling sections and bold lines that are options of one choice.
pub(super) fn gather(draft: &Draft<'_>, runbook: &mut Runbook) {
    let mut choices = of_sections(runbook);
    choices.extend(of_labels(draft, runbook));
    choices.extend(comments::gather(draft, runbook));
    choices.sort_by_key(|choice| choice.options.first().map(|option| option.line));
    runbook.choices = choices;
}

fn of_sections(runbook: &Runbook) -> Vec<Choice> {
    let mut groups: Vec<(Option<&str>, Ways)> = Vec::new();
    let mut by_parent: Map<Option<&str>, usize> = Map::default();
    for section in runbook
        .sections
        .iter()
        .filter(|s| s.role != SectionRole::Contents)
    {
        let Some(told) = tell(&section.title) else {
            continue;
        };
        let steps = runbook.steps_between(section.line, section.end_line);
        let option = ChoiceOption {
            title: told.title.clone(),
            section: Some(section.id.clone()),
            when: when(section.prose.as_ref()),
            line: section.line,
            end_line: section.end_line,
            steps,
            parts: Vec::new(),
        };
        let parent = section.parent.as_deref();
        let index = *by_parent.entry(parent).or_insert_with(|| {
            groups.push((parent, Vec::new()));
            groups.len() - 1
        });
        groups[index].1.push((told, option));
    }
    if groups.is_empty() {
        return Vec::new();
    }
    let by_id: Map<&str, &Section> = runbook
        .sections
        .iter()
        .map(|section| (section.id.as_str(), section))
        .collect();
    groups
        .into_iter()
        .filter_map(|(parent, options)| {
            choice(parent.and_then(|id| by_id.get(id)).copied(), options)
        })
        .collect()
}

fn of_labels(draft: &Draft<'_>, runbook: &Runbook) -> Vec<Choice> {
    let mut choices = Vec::new();
    let mut group: Ways = Vec::new();
    let mut section: Option<usize> = None;
    let flush = |group: &mut Vec<_>, section: Option<usize>, choices: &mut Vec<Choice>| {
        let section = section.map(|index| &runbook.sections[index]);
        choices.extend(choice(section, std::mem::take(group)));
    };
    for (index, label) in draft.labels.iter().enumerate() {
        if label.section != section {
            flush(&mut group, section, &mut choices);
            section = label.section;
        }
        let Some(told) = tell(&label.text) else {
            continue;
        };
        let end_line = end_of(label, draft.labels.get(index + 1), runbook);
        let option = ChoiceOption {
            title: told.title.clone(),
            section: None,
            when: None,
            line: label.line,
            end_line,
            steps: runbook.steps_between(label.line, end_line),
            parts: Vec::new(),
        };
        group.push((told, option));
    }
    flush(&mut group, section, &mut choices);
    choices
}

/// The line before the next bold line, or the end of the text of its section.
fn end_of(label: &Label, next: Option<&Label>, runbook: &Runbook) -> u32 {
    let below = label
        .section
        .map(|index| index + 1)
        .and_then(|index| runbook.sections.get(index));
    let heading = below.map_or(runbook.line_count + 1, |section| section.line);
    let next = next
        .filter(|next| next.section == label.section)
        .map_or(heading, |next| next.line);
    next.saturating_sub(1).max(label.line)
}

/// A choice, when there are at least two ways and they are told to be ways.
fn choice(section: Option<&Section>, options: Ways) -> Option<Choice> {
    let told = |test: fn(&Told) -> bool| options.iter().any(|(told, _)| test(told));
    let ways = told(|t| t.named) || (told(|t| t.recommended) && told(|t| t.alternative));
    if options.len() < 2 || !ways {
        return None;
    }
    let recommended = options.iter().position(|(told, _)| told.recommended);
    Some(Choice {
        id: Shared::numbered("C", options[0].1.line),
        section: section.map(|section| section.id.clone()),
        title: section.map_or_else(Shared::default, |section| section.title.clone()),
        recommended: recommended.and_then(|at| u32::try_from(at).ok()),
        options: options.into_iter().map(|(_, option)| option).collect(),
    })
}

fn tell(text: &Shared) -> Option<Told> {
    let bracket = memchr::memchr(b')', text.as_bytes());
    let is_marked = |word| ends_with(text, word) || (bracket.is_some() && brackets(text, word));
    let recommended = is_marked("recommended");
    let alternative = is_marked("alternative");
    let named = named(text);
    if named.is_none() && !recommended && !alternative {
        return None;
    }
    let mut title = named.unwrap_or(text).trim();
    for mark in [
        "(Recommended)",
        "(recommended)",
        "(Alternative)",
        "(alternative)",
    ] {
        title = title.strip_suffix(mark).unwrap_or(title).trim_end();
    }
    Some(Told {
        title: text.share(title),
        named: named.is_some(),
        recommended,
        alternative,
    })
}

/// Whether a word stands between brackets.
fn brackets(text: &str, word: &str) -> bool {
    let mut ends = memchr::memchr_iter(b')', text.as_bytes());
    ends.any(|end| {
        let inner = &text[..end];
        ends_with(inner, word) && inner[..end - word.len()].ends_with('(')
    })
}

/// What calls itself a way.
const KINDS: [&str; 6] = [
    "option",
    "scenario",
    "alternative",
    "approach",
    "method",
    "variant",
];

static KIND_BEGINNINGS: FirstWords = FirstWords::of(&KINDS);

/// What follows `Option A:`, `Scenario 2 -` and the like.
fn named(text: &str) -> Option<&str> {
    if !KIND_BEGINNINGS.may_begin(text) {
        return None;
    }
    let (word, rest) = text.split_once(' ')?;
    if !KINDS.iter().any(|kind| kind.eq_ignore_ascii_case(word)) {
        return None;
    }
    let end = rest
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(rest.len());
    let (mark, rest) = rest.split_at(end);
    let marked = (mark.len() == 1
        && mark
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()))
        || (mark.len() == 2 && mark.bytes().all(|b| b.is_ascii_digit()));
    let rest = rest.trim_start();
    let body = rest
        .strip_prefix([':', '-', '.', ')', '–', '—'])
        .unwrap_or(rest)
        .trim();
    marked.then_some(if body.is_empty() { text } else { body })
}

/// The sentence that says when to take a way.
fn when(prose: Option<&Shared>) -> Option<Shared> {
    let prose = prose?;
    let lines = prose.lines();
    let mut told = lines.filter_map(|line| {
        let (head, rest) = line.split_once(':')?;
        let head = head.to_ascii_lowercase();
        matches!(
            head.trim_end_matches('s'),
            "symptom" | "when" | "use when" | "when to use"
        )
        .then(|| prose.share(rest.trim()))
    });
    told.next().filter(|text| !text.is_empty())
}

impl Runbook {
    /// Ids of the steps that begin on these lines.
    fn steps_between(&self, line: u32, end_line: u32) -> Vec<Shared> {
        let from = self.steps.partition_point(|step| step.line < line);
        let rest = self.steps[from..]
            .iter()
            .take_while(|step| step.line <= end_line);
        rest.map(|step| step.id.clone()).collect()
    }
}
