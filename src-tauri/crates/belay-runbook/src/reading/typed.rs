//! Commands that stand in a paragraph and not in a block: behind a prompt, or as
//! code that is all the paragraph says.

use super::language::{begins_with_program, prompt};
use super::walk::Walk;
use crate::model::{InlineKind, Shared, StepForm, StepKind, Syntax};
use crate::shell;

/// Makes the open paragraph a step when it is nothing but a command.
pub(super) fn paragraph(walk: &mut Walk<'_, '_>, (line, end_line): (u32, u32)) -> bool {
    let Some(code) = behind_prompts(walk, line, end_line).or_else(|| alone(walk, line, end_line))
    else {
        return false;
    };
    walk.inlines.clear();
    let lead = walk.lead.take().map(|(text, _)| text);
    let label = walk
        .label
        .map(|index| walk.draft.labels[index].text.clone());
    let index = walk.step(StepKind::Command, StepForm::Line, line, end_line);
    let title = super::code::title(walk, lead, label, true);
    let step = &mut walk.draft.steps[index];
    step.title = title;
    step.code = Some(code);
    true
}

/// `$ kubectl get pods`, with what it prints on the lines below.
fn behind_prompts(walk: &Walk<'_, '_>, line: u32, end_line: u32) -> Option<Shared> {
    let first = walk.draft.lines.line(line).trim_start();
    let typed = first.get(prompt(first)?..)?;
    if !begins_with_program(typed) {
        return None;
    }
    let lines = (line..=end_line).map(|line| walk.draft.lines.line(line).trim());
    Some(lines.collect::<Vec<_>>().join("\n").into())
}

/// A paragraph of one line that is code, or a word such as `Run:` and code.
fn alone(walk: &Walk<'_, '_>, line: u32, end_line: u32) -> Option<Shared> {
    let runs = walk.inlines.texts();
    let (mut code, mut around) = (None, String::new());
    for (kind, text) in runs.filter(|(_, text)| !text.trim().is_empty()) {
        match kind {
            InlineKind::Code if code.is_none() => code = Some(text),
            InlineKind::Text if code.is_none() => around.push_str(text),
            InlineKind::Text if matches!(text.trim(), "." | ":" | ";") => {}
            _ => return None,
        }
    }
    let code = code.filter(|_| line == end_line)?.trim();
    let verb = around.trim().trim_end_matches(':').to_ascii_lowercase();
    let verbs = [
        "",
        "run",
        "then run",
        "now run",
        "execute",
        "then",
        "first run",
        "next run",
    ];
    // What shows how a command is written is not to be run.
    let synopsis = code.contains("[-") || code.contains("...") || code.contains('…');
    let whole = code.contains(' ')
        && verbs.contains(&verb.as_str())
        && !synopsis
        && begins_with_program(code)
        && shell::parse(code).syntax == Syntax::Whole
        && walk.draft.lines.line(line).contains(code);
    whole.then(|| code.into())
}
