//! `belay show`: a runbook as Belay understands it. The text is the procedure that
//! the window draws; the JSON is all that was understood.

use std::path::Path;

use belay_app::library::{self, Opened};
use belay_app::views::{ActKind, ProcedureItem, ProcedureRow};
use belay_runbook::effect::EffectKind;
use belay_runbook::{RuleKind, Runbook, StepKind};

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
        text(&opened)
    })?;
    Ok(Done::Well)
}

fn text(opened: &Opened) -> String {
    let book = &opened.runbook;
    let mut out = format!("{}\n", book.title);
    out += &totals(book);
    let mut level = 0;
    for row in belay_app::procedure(book, &opened.findings) {
        if let ProcedureItem::Section { level: own, .. } = row.is {
            level = own;
        }
        out += &row_text(&row, level);
    }
    out += &guides(book);
    if !book.inputs.is_empty() {
        out += "\nInputs\n";
        for input in &book.inputs {
            let secret = if input.secret { ", secret" } else { "" };
            out += &format!("       {}  {}{secret}\n", input.id, input.placeholder);
        }
    }
    out
}

/// What can be entered with `run --guide`.
fn guides(book: &Runbook) -> String {
    let mut out = String::new();
    for guide in &book.guides {
        if out.is_empty() {
            out += "\nGuides\n";
        }
        out += &format!("{:>5}  {:<6} {}\n", guide.line, guide.id, guide.title);
        let others = guide
            .symptoms
            .iter()
            .filter(|entry| entry.text != guide.title);
        for symptom in others {
            out += &format!("{:>5}           seen: {}\n", symptom.line, symptom.text);
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

/// A row under a heading of this level.
fn row_text(row: &ProcedureRow, level: u8) -> String {
    let ways = "  ".repeat(usize::from(row.depth));
    let heads = "  ".repeat(usize::from(level.saturating_sub(1)));
    let said = match &row.is {
        ProcedureItem::Section { title, .. } => {
            return format!("{:>5}  {heads}{title}\n", row.line);
        }
        ProcedureItem::Act {
            act,
            title,
            effect,
            errors,
            ..
        } => {
            let reach = effect.map_or("", reach);
            let wrong = if *errors > 0 { "  (has an error)" } else { "" };
            format!("{:<8} {title}{reach}{wrong}", doing(*act))
        }
        ProcedureItem::Choice { ways } => format!("one of {ways} ways"),
        ProcedureItem::Way {
            number,
            title,
            recommended,
            ..
        } => {
            let best = if *recommended { " (recommended)" } else { "" };
            format!("way {number}    {title}{best}")
        }
        ProcedureItem::Symptom { text } => format!("seen     {text}"),
        ProcedureItem::Cause { text } => format!("cause    {text}"),
        ProcedureItem::Rule { rule, text } => format!("{:<8} {text}", deciding(*rule)),
    };
    format!("{:>5}  {heads}  {ways}{said}\n", row.line)
}

fn doing(act: ActKind) -> &'static str {
    match act {
        ActKind::Check => "check",
        ActKind::Run => "run",
        ActKind::ByHand => "by hand",
        ActKind::LookUp => "look up",
    }
}

/// What is worth saying about the reach of a command.
fn reach(effect: EffectKind) -> &'static str {
    match effect {
        EffectKind::ReadsOnly | EffectKind::ChangesLocal | EffectKind::Unknown => "",
        EffectKind::ChangesRemote => "  (changes a service)",
        EffectKind::ChangesAws => "  (changes AWS)",
        EffectKind::Destructive => "  (destructive)",
    }
}

fn deciding(rule: RuleKind) -> &'static str {
    match rule {
        RuleKind::RollbackTrigger => "back if",
        RuleKind::ChangeWindow => "only",
        RuleKind::ValidationWindow => "watch",
        RuleKind::Duration => "takes",
        RuleKind::Threshold | RuleKind::Severity => "holds",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_runbook_is_shown_as_the_procedure_that_the_window_draws() {
        let book = "# Service\n\n## Deploy\n\n- [ ] The change is approved\n\n```bash\n# 1. Push it\n\
kubectl apply -f <file>\n\n# 2. Tell the team\n```\n\n## Rollback\n\nRoll back when:\n\n\
- Error rate > 10% for 5 minutes\n\n### Option A: Helm (recommended)\n\n```bash\nhelm rollback app\n```\n\n\
### Option B: AWS\n\n```bash\naws dynamodb delete-table --table-name t\n```\n";
        let runbook = belay_runbook::read(book).unwrap();
        let opened = Opened {
            path: "a.md".into(),
            text: book.into(),
            findings: library::check(&runbook, book).into(),
            runbook: runbook.into(),
        };
        insta::assert_snapshot!(text(&opened), @r"
        Service
        5 sections, 1 task items, 3 command blocks, 0 reference blocks, 0 manual steps

            1  Service
            3    Deploy
            5      check    The change is approved
            8      run      Push it  (changes a service)
           11      by hand  Tell the team
           14    Rollback
           18      back if  Error rate > 10% for 5 minutes
           20      one of 2 ways
           20      way 1    Helm (recommended)
           22        run      helm rollback app  (changes a service)
           26      way 2    AWS
           28        run      aws dynamodb delete-table --table-name t  (destructive)

        Inputs
               file  <file>
        ");
    }
}
