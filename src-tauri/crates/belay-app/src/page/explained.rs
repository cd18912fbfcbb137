//! A step in plain words: what each command does, what it changes, how dangerous
//! it is, what comes back.

use belay_runbook::effect::{self, EffectKind};
use belay_runbook::{Part, PartKind, Runbook, Shared, SimpleCommand, Step};

use crate::library::count;
use crate::views::{CommandExplained, PartExplained, StepExplained};

/// Commands of a part that are explained one by one.
const MOST_COMMANDS: usize = 40;
/// Characters of a command that name it.
const SHOWN: usize = 120;

/// Explains a step of `book`.
pub fn explained(book: &Runbook, step: &Step) -> StepExplained {
    StepExplained {
        step: step.id.to_string(),
        title: step.title.to_string(),
        kind: step.kind,
        line: step.line,
        expected: step.expected.as_deref().map(str::to_owned),
        inputs: placeholders(book, &step.inputs),
        parts: step.parts.iter().map(part).collect(),
    }
}

/// What has to be filled in, as the file writes it.
pub(super) fn placeholders(book: &Runbook, inputs: &[Shared]) -> Vec<String> {
    let known = inputs.iter().filter_map(|id| book.input(id));
    known.map(|input| input.placeholder.to_string()).collect()
}

/// How far a part reaches; nothing for one that is done by hand.
pub(super) fn reach(part: &Part) -> Option<EffectKind> {
    let judged = || belay_engine::effect::judge(&part.commands, part.syntax).kind;
    (part.kind == PartKind::Run).then(judged)
}

fn part(part: &Part) -> PartExplained {
    let judged = belay_engine::effect::judge(&part.commands, part.syntax);
    let runs = part.kind == PartKind::Run;
    let mut commands: Vec<&SimpleCommand> = part
        .commands
        .iter()
        .filter(|c| !c.words.is_empty())
        .collect();
    let more = commands.len().saturating_sub(MOST_COMMANDS);
    commands.truncate(MOST_COMMANDS);
    PartExplained {
        title: part.title.to_string(),
        line: part.line,
        effect: runs.then_some(judged.kind),
        reason: reason(judged, runs),
        expected: part.expected.as_deref().map(str::to_owned),
        commands: commands.into_iter().map(|c| command(part, c)).collect(),
        more: count(more),
    }
}

fn reason(judged: effect::Effect, runs: bool) -> String {
    match judged.kind {
        _ if !runs => "Nothing is run: this is done by hand.".to_owned(),
        EffectKind::ReadsOnly => "It changes nothing.".to_owned(),
        _ => judged.reason,
    }
}

fn command(part: &Part, command: &SimpleCommand) -> CommandExplained {
    let written = command.span.of(&part.code).unwrap_or_default();
    let words: Vec<&str> = written
        .split_whitespace()
        .filter(|word| *word != "\\")
        .collect();
    let whole = words.join(" ");
    let shown = match whole.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{} …", &whole[..at]),
        None => whole,
    };
    CommandExplained {
        shown,
        line: command.line,
        explanation: effect::explain(command),
    }
}
