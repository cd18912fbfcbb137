//! `belay show`: a runbook as Belay understands it.

use std::path::Path;

use belay_app::library;
use belay_runbook::{PartKind, Runbook, Step, StepKind};

use crate::args::Format;
use crate::outcome::{CliError, Done};
use crate::print;

/// Reads `file` and shows it.
///
/// # Errors
/// The file is missing, not UTF-8 or too large.
pub fn run(format: Format, file: &Path) -> Result<Done, CliError> {
    let opened = library::read(file)?;
    print::document(format, "belay/show/1", opened.runbook.as_ref(), || {
        text(&opened.runbook)
    })?;
    Ok(Done::Well)
}

fn text(book: &Runbook) -> String {
    let mut out = format!("{}\n", book.title);
    out += &totals(book);
    let mut steps = book.steps.iter().peekable();
    for section in &book.sections {
        while let Some(step) = steps.next_if(|s| s.line < section.line) {
            out += &step_text(step);
        }
        let indent = "  ".repeat(usize::from(section.level.saturating_sub(1)));
        out += &format!("{:>5}  {indent}{}\n", section.line, section.title);
    }
    for step in steps {
        out += &step_text(step);
    }
    if !book.inputs.is_empty() {
        out += "\nInputs\n";
        for input in &book.inputs {
            let secret = if input.secret { ", secret" } else { "" };
            out += &format!("       {}  {}{secret}\n", input.id, input.placeholder);
        }
    }
    out
}

fn totals(book: &Runbook) -> String {
    let kind = |k: StepKind| book.steps.iter().filter(|s| s.kind == k).count();
    format!(
        "{} sections, {} task items, {} command blocks, {} reference blocks, {} manual steps\n\n",
        book.sections.len(),
        kind(StepKind::Check),
        kind(StepKind::Command),
        kind(StepKind::Reference),
        kind(StepKind::Manual),
    )
}

fn step_text(step: &Step) -> String {
    let kind = match step.kind {
        StepKind::Check => "check",
        StepKind::Command => "command",
        StepKind::Manual => "manual",
        StepKind::Reference => "reference",
    };
    let mut out = format!("{:>5}    {kind:<10} {}\n", step.line, step.title);
    if step.parts.len() > 1 {
        for part in &step.parts {
            let kind = match part.kind {
                PartKind::Run => "run",
                PartKind::Manual => "manual",
            };
            out += &format!("{:>5}      {kind:<8} {}\n", part.line, part.title);
        }
    }
    out
}
