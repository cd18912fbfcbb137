//! Console blocks: a prompt in front of what is typed, output below it.

use super::carry;
use crate::model::{Part, PartKind, Series, Shared};
use crate::reading::lines::small;
use crate::shell::{Parsed, Placement};

/// One part for each typed command, with the lines below it as expected output.
pub(super) fn parts(
    code: &str,
    placement: &Placement,
    prompt: fn(&str) -> Option<usize>,
    parsed: &mut Parsed,
) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut typed: Option<Typed> = None;
    for (index, line) in code.split('\n').enumerate() {
        let before = placement.columns.get(index).copied().unwrap_or(0);
        let at = placement.line + small(index);
        if let Some(length) = prompt(line) {
            parts.extend(typed.take().map(|typed| typed.part(parsed)));
            typed = Some(Typed::new(&line[length..], at, before + small(length)));
        } else if let Some(open) = typed.as_mut() {
            open.more(line, before);
        }
    }
    parts.extend(typed.map(|typed| typed.part(parsed)));
    parts
}

/// A command that was typed, and what it printed.
struct Typed {
    code: String,
    line: u32,
    columns: Vec<u32>,
    shown: Vec<String>,
}

impl Typed {
    fn new(command: &str, line: u32, column: u32) -> Self {
        Self {
            code: command.to_owned(),
            line,
            columns: vec![column],
            shown: Vec::new(),
        }
    }

    /// Another line: of the command when it is continued, of the output otherwise.
    fn more(&mut self, line: &str, before: u32) {
        let continued = self.shown.is_empty() && self.code.ends_with('\\');
        if !continued {
            self.shown.push(line.to_owned());
            return;
        }
        let rest = line.strip_prefix("> ").unwrap_or(line);
        self.code.push('\n');
        self.code.push_str(rest);
        self.columns.push(before + small(line.len() - rest.len()));
    }

    fn part(self, parsed: &mut Parsed) -> Part {
        let lines = small(self.columns.len());
        let code = Shared::from(self.code);
        let placement = Placement {
            line: self.line,
            columns: self.columns,
        };
        let before = small(parsed.script.commands.len());
        parsed.add(&code, &placement);
        let shown = self.shown.join("\n");
        let shown = shown.trim_matches('\n');
        let first = code.lines().next().unwrap_or("");
        let title = code.share(first.trim_end_matches('\\').trim());
        Part {
            id: Shared::default(),
            kind: PartKind::Run,
            title,
            code,
            line: self.line,
            end_line: self.line + lines - 1,
            expected: (!shown.is_empty()).then(|| shown.into()),
            inputs: Vec::new(),
            note: None,
            commands: Series::to_come(before..small(parsed.script.commands.len())),
            exports: Vec::new(),
            assigns: Vec::new(),
            reads: Vec::new(),
            changes_directory: carry::may_change_directory(&parsed.script),
            syntax: parsed.script.syntax,
        }
    }
}
