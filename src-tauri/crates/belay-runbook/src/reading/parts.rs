//! Shell blocks in the pieces in which they are run.

use super::draft::Draft;
use super::language::{has_prompts, is_console, prompt, root_prompt};
use super::lines::small;
use crate::model::{
    Part, PartKind, Runbook, Series, Shared, SimpleCommand, Step, StepForm, StepKind,
};
use crate::shell::{Parsed, Placement};
use std::sync::Arc;

mod carry;
mod pieces;
mod prompts;

pub(super) use carry::Names;
pub(crate) use carry::expansions;
pub(super) use pieces::number_prefix;

/// Splits every command step of the runbook.
pub(super) fn split(draft: &Draft<'_>, runbook: &mut Runbook) {
    let is_command = |step: &Step| step.kind == StepKind::Command;
    let commands = runbook.steps.iter().filter(|step| is_command(step));
    let code = commands.filter_map(|step| step.code.as_ref());
    let mut parsed = Parsed::with_room(code.map(|code| code.len()).sum());
    for step in runbook.steps.iter_mut().filter(|step| is_command(step)) {
        let Some(code) = step.code.take() else {
            continue;
        };
        let placement = placement(draft, step, &code);
        let as_root = is_console(step.language.as_deref())
            && code
                .lines()
                .next()
                .is_some_and(|line| root_prompt(line).is_some());
        let parts = if has_prompts(&code) {
            prompts::parts(&code, &placement, prompt, &mut parsed)
        } else if as_root {
            prompts::parts(&code, &placement, root_prompt, &mut parsed)
        } else {
            plain(&code, &placement, &mut parsed)
        };
        step.code = Some(code);
        name(step, parts);
    }
    let commands = Arc::new(parsed.whole().commands);
    for part in runbook.steps.iter_mut().flat_map(|step| &mut step.parts) {
        part.commands.is_of(&commands);
        carry::describe(part);
    }
}

/// The parts of code without prompts, to be described once all code is parsed.
fn plain(code: &Shared, placement: &Placement, parsed: &mut Parsed) -> Vec<Part> {
    let mut first = parsed.script.commands.len();
    parsed.add(code, placement);
    let pieces = pieces::of(code, &parsed.script, placement.line);
    let headers = std::mem::take(&mut parsed.script.headers);
    let mut headers = headers.into_iter().peekable();
    let changes_directory = carry::may_change_directory(&parsed.script);
    pieces
        .into_iter()
        .map(|piece| {
            let rest = parsed.script.commands[first..].iter();
            let last = first + rest.take_while(|c| c.span.start < piece.end).count();
            parsed.shift(first..last, piece.start);
            let own = &parsed.script.commands[first..last];
            let range = small(first)..small(last);
            first = last;
            let mut bound = Vec::new();
            while let Some(header) = headers.next_if(|header| header.before_command < range.end) {
                bound.extend(header.variable);
            }
            let text = code
                .get(piece.start as usize..piece.end as usize)
                .unwrap_or("");
            Part {
                id: Shared::default(),
                kind: if piece.runs {
                    PartKind::Run
                } else {
                    PartKind::Manual
                },
                title: piece.title,
                code: code.share(trimmed(text, own)),
                line: piece.line,
                end_line: piece.end_line,
                expected: piece.expected.map(Shared::from),
                inputs: Vec::new(),
                note: piece.note.map(Shared::from),
                commands: Series::to_come(range),
                exports: Vec::new(),
                assigns: bound,
                reads: Vec::new(),
                changes_directory,
                syntax: parsed.script.syntax,
            }
        })
        .collect()
}

/// Without blank space at the end, unless it belongs to a word or a here-document
/// that breaks off.
fn trimmed<'t>(text: &'t str, commands: &[SimpleCommand]) -> &'t str {
    let end = text.trim_end().len();
    if end == text.len() {
        return text;
    }
    let bodies = |command: &SimpleCommand| {
        let bodies = command
            .redirects
            .iter()
            .filter_map(|redirect| redirect.body.as_ref());
        bodies.map(|body| body.span.end).max().unwrap_or(0)
    };
    let used = commands
        .iter()
        .map(|command| command.span.end.max(bodies(command)))
        .max();
    let end = end.max(used.unwrap_or(0) as usize);
    text.get(..end).unwrap_or(text)
}

/// Gives parts their ids and the step its title and what it shows.
fn name(step: &mut Step, mut parts: Vec<Part>) {
    for (index, part) in parts.iter_mut().enumerate() {
        part.id = Shared::numbered_below(&step.id, ".", small(index + 1));
    }
    if let [only] = parts.as_slice()
        && !only.title.is_empty()
    {
        step.title.clone_from(&only.title);
    }
    // A block that shows the output stands below the last thing that is run.
    let last = parts
        .iter_mut()
        .rev()
        .find(|part| part.kind == PartKind::Run);
    if let Some(last) = last.filter(|last| last.expected.is_none()) {
        last.expected.clone_from(&step.expected);
    }
    step.parts = parts;
}

/// Where each line of a block stands in the file.
fn placement(draft: &Draft<'_>, step: &Step, code: &Shared) -> Placement {
    let fence = u32::from(step.form == StepForm::Fenced);
    let line = step.line + fence;
    let mut columns = Vec::new();
    let start = draft.lines.start(line) as usize;
    if draft.text.get(start..start + code.len()) == Some(code) {
        return Placement { line, columns };
    }
    for (index, text) in code.split('\n').enumerate() {
        let whole = draft.lines.line(line + small(index));
        let before = match step.form {
            // Something may stand behind the code as well.
            StepForm::Line => whole.find(text).unwrap_or(0),
            _ => whole.strip_suffix(text).map_or(0, str::len),
        };
        if before > 0 {
            columns.resize(index, 0);
            columns.push(small(before));
        }
    }
    Placement { line, columns }
}
