//! The rows of a step: what is to be done, and the source that says so.
//!
//! A block of code is drawn part by part, as it is run. The comment that names a
//! part is its heading; every other line stands as it is written.

use std::collections::HashMap;
use std::ops::Range;

use belay_runbook::check::Severity;
use belay_runbook::{Part, Step, StepKind};

use super::explained::reach;
use super::layout::{LONGEST_LINE, first_line};
use super::rows::cut;
use crate::library::count;
use crate::views::{PageCodeLine, PageRow};

/// Lines under an instruction that cross.
const DETAILS: usize = 40;

/// What an instruction costs, in bytes.
pub(super) fn bytes(step: &Step) -> usize {
    step.text.len().min(2 * LONGEST_LINE)
}

/// A step without code; `text` is that of the file.
pub(super) fn instruction(step: &Step, text: &str) -> PageRow {
    PageRow::Instruction {
        line: step.line,
        step: step.id.to_string(),
        form: step.kind,
        checked: step.checked,
        nested: step.parent.is_some(),
        marker: step.span.of(text).and_then(marker),
        text: cut(&step.title),
        details: details(step),
    }
}

/// `1.` or `2)` at the head of an item.
fn marker(item: &str) -> Option<String> {
    let item = item.trim_start_matches([' ', '\t', '>']);
    let digits = item.bytes().take_while(u8::is_ascii_digit).count();
    let ends = matches!(item.as_bytes().get(digits), Some(b'.' | b')'));
    // CommonMark takes nine digits at most.
    (ends && (1..=9).contains(&digits)).then(|| item[..=digits].to_owned())
}

/// The text of a step after its title.
fn details(step: &Step) -> Vec<String> {
    let rest = step.text.strip_prefix(&*step.title).unwrap_or_default();
    let rest: String = match rest.char_indices().nth(2 * LONGEST_LINE) {
        Some((end, _)) => format!("{} …", &rest[..end]),
        None => rest.to_owned(),
    };
    let mut lines: Vec<String> = rest
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(str::to_owned)
        .collect();
    let more = lines.len().saturating_sub(DETAILS);
    if more > 0 {
        lines.truncate(DETAILS);
        lines.push(format!("… {more} more lines"));
    }
    lines
}

/// The lines `shown` of a step's code, counted from 0, with a heading for each of
/// several parts.
pub(super) fn code_rows(
    step: &Step,
    code_text: &str,
    shown: Range<usize>,
    marks: &HashMap<u32, Severity>,
) -> Vec<PageRow> {
    let first = first_line(step);
    let mut rows = Vec::new();
    for (number, lines) in stretches(step, code_text, first) {
        let part = number
            .and_then(|n| step.parts.get(n))
            .filter(|_| step.parts.len() > 1);
        let mut from = lines.start.max(shown.start);
        let until = lines.end.min(shown.end);
        if from >= until && !lines.is_empty() {
            continue;
        }
        if let Some((part, number)) = part.zip(number)
            && from == lines.start
        {
            rows.push(head(step, part, number));
            from += usize::from(names(part));
            if from >= until {
                continue;
            }
        }
        let mut row = code(code_text, first, from..until, marks);
        if let PageRow::Code {
            step: id,
            command,
            first,
            last,
            ..
        } = &mut row
        {
            *id = Some(step.id.to_string());
            // A heading has the way to the explanation already.
            *command = step.kind == StepKind::Command && part.is_none();
            *first = from <= lines.start + usize::from(part.is_some_and(names));
            *last = until == lines.end;
        }
        rows.push(row);
    }
    rows
}

/// Stretches of lines, each with the number of its part; together all lines but
/// the empty ones between two parts.
fn stretches(step: &Step, code: &str, first: u32) -> Vec<(Option<usize>, Range<usize>)> {
    let lines: Vec<&str> = code.lines().collect();
    if step.parts.len() < 2 {
        // An empty block has its place, too.
        return vec![(None, 0..lines.len())];
    }
    let begins = |part: &Part| (part.line.saturating_sub(first) as usize).min(lines.len());
    let mut stretches = Vec::with_capacity(step.parts.len() + 1);
    let head = step.parts.first().map_or(0, begins);
    if lines[..head].iter().any(|line| !line.trim().is_empty()) {
        stretches.push((None, 0..head));
    }
    for (number, part) in step.parts.iter().enumerate() {
        let end = step.parts.get(number + 1).map_or(lines.len(), begins);
        let begin = begins(part).min(end);
        let empty = lines[begin..end].iter().rev();
        let empty = empty.take_while(|line| line.trim().is_empty()).count();
        stretches.push((Some(number), begin..end - empty));
    }
    stretches
}

fn head(step: &Step, part: &Part, number: usize) -> PageRow {
    PageRow::Part {
        line: part.line,
        step: step.id.to_string(),
        part: part.id.to_string(),
        number: count(number + 1),
        first: number == 0,
        title: cut(&part.title),
        effect: reach(part),
    }
}

/// The first line of the part is a comment that says its title and no more.
fn names(part: &Part) -> bool {
    let line = part.code.lines().next().unwrap_or_default().trim();
    let Some(said) = line.strip_prefix('#') else {
        return false;
    };
    let said = said.trim_end_matches([':', '.', ' ']);
    let Some(before) = said.strip_suffix(part.title.trim_end_matches([':', '.', ' '])) else {
        return false;
    };
    let mut words = before
        .split(|c: char| !c.is_alphabetic())
        .filter(|w| !w.is_empty());
    words.all(|word| matches!(word.to_ascii_lowercase().as_str(), "step" | "phase"))
}

/// Lines `taken`, counted from 0, of a code that begins at line `first` of the file.
pub(super) fn code(
    text: &str,
    first: u32,
    taken: Range<usize>,
    marks: &HashMap<u32, Severity>,
) -> PageRow {
    let line = first.saturating_add(u32::try_from(taken.start).unwrap_or(u32::MAX));
    let lines = text.lines().skip(taken.start).take(taken.len());
    PageRow::Code {
        line,
        lines: (line..)
            .zip(lines)
            .map(|(number, text)| PageCodeLine {
                text: cut(text),
                mark: marks.get(&number).copied(),
            })
            .collect(),
        first: taken.start == 0,
        last: taken.end == usize::MAX,
        step: None,
        command: false,
    }
}
