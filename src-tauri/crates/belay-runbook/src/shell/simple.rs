//! Simple commands: assignments, words, redirections.

use super::Parser;
use crate::model::{Assignment, SimpleCommand, Word};

/// Commands whose arguments set variables.
const DECLARING: [&str; 5] = ["export", "declare", "local", "readonly", "typeset"];

impl Parser<'_> {
    /// Reads a simple command; false when there is none here.
    pub(super) fn simple_command(&mut self) -> bool {
        let start = self.pos;
        // Its place is taken first, so that commands in its substitutions follow it.
        let index = self.script.commands.len();
        self.script.commands.push(SimpleCommand::default());
        let mut command = SimpleCommand {
            pipeline_length: 1,
            in_substitution: self.around.in_substitution,
            in_loop: self.around.in_loop,
            conditional: self.around.conditional,
            in_subshell: self.around.in_subshell,
            function: self.around.function.as_deref().map(str::to_owned),
            words: Vec::with_capacity(8),
            ..SimpleCommand::default()
        };
        let mut end = start;
        loop {
            self.blanks();
            if self.at_command_end() || self.peek() == Some(b'#') {
                break;
            }
            if let Some(redirect) = self.redirect_of(Some(index), command.redirects.len()) {
                command.redirects.push(redirect);
            } else if command.words.is_empty() && self.assignment(&mut command.assignments) {
            } else if command.name() == Some("[[") {
                self.test_words(&mut command.words);
            } else {
                match self.word() {
                    Some(word) => command.words.push(word),
                    None => break,
                }
            }
            end = self.pos;
        }
        if end == start {
            self.script.commands.truncate(index);
            return false;
        }
        self.complete(&mut command, start, end);
        self.script.commands[index] = command;
        true
    }

    fn complete(&mut self, command: &mut SimpleCommand, start: usize, end: usize) {
        let declares = command.name().is_some_and(|name| DECLARING.contains(&name));
        if declares {
            let exported = command.name() == Some("export")
                || command
                    .words
                    .iter()
                    .any(|w| w.raw.starts_with("-x") || w.raw.starts_with("-gx"));
            let found = command.words[1..]
                .iter()
                .filter_map(|word| split_assignment(word, exported));
            command.assignments.extend(found.collect::<Vec<_>>());
        } else if !command.words.is_empty() {
            command
                .assignments
                .iter_mut()
                .for_each(|a| a.exported = true);
        }
        command.span = self.span(start, end);
        (command.line, command.column) = self.locate(start);
        (command.end_line, _) = self.locate(end.saturating_sub(1).max(start));
    }

    /// `NAME=value`, `NAME+=value`, `NAME=(…)` or `NAME[i]=value` standing here.
    fn assignment(&mut self, into: &mut Vec<Assignment>) -> bool {
        let start = self.pos;
        let length = self.name_length();
        // Most words are not assignments: look before anything is copied.
        if length == 0 || !matches!(self.peek_at(length), Some(b'=' | b'+' | b'[')) {
            return false;
        }
        let Some(name) = self.name() else {
            return false;
        };
        if self.peek() == Some(b'[') {
            let rest = self.rest();
            let close = rest
                .iter()
                .take(256)
                .position(|b| *b == b']' || *b == b'\n');
            self.pos += close.map_or(0, |at| at + 1);
        }
        let append = self.take("+=");
        if !append && !self.take("=") {
            self.pos = start;
            return false;
        }
        let value = if self.peek() == Some(b'(') {
            self.array()
        } else {
            self.assigned_word()
        };
        into.push(Assignment {
            name,
            value,
            exported: false,
            append,
        });
        true
    }

    fn assigned_word(&mut self) -> Word {
        let start = self.pos;
        self.word().unwrap_or_else(|| {
            let (line, column) = self.locate(start);
            let span = self.span(start, start);
            Word {
                value: Some(String::new()),
                span,
                line,
                column,
                ..Word::default()
            }
        })
    }

    /// `(a b c)` as one word without a value of its own.
    fn array(&mut self) -> Word {
        let start = self.pos;
        let mut word = Word::default();
        self.pos += 1;
        loop {
            self.blank_lines();
            match self.word() {
                Some(mut element) => {
                    word.quoted |= element.quoted;
                    word.expansions.append(&mut element.expansions);
                }
                None => break,
            }
        }
        if !self.take(")") {
            self.broken();
        }
        word.raw = self.code[start..self.pos].to_owned();
        word.span = self.span(start, self.pos);
        (word.line, word.column) = self.locate(start);
        word
    }

    /// Up to `]]`: operators are words there.
    fn test_words(&mut self, words: &mut Vec<Word>) {
        loop {
            self.blank_lines();
            let start = self.pos;
            let operator = ["&&", "||", "(", ")", "<", ">"]
                .into_iter()
                .find(|op| self.take(op));
            if let Some(operator) = operator {
                let (line, column) = self.locate(start);
                words.push(Word {
                    raw: operator.to_owned(),
                    value: Some(operator.to_owned()),
                    span: self.span(start, self.pos),
                    line,
                    column,
                    ..Word::default()
                });
                continue;
            }
            match self.word() {
                Some(word) => {
                    let last = word.raw == "]]";
                    words.push(word);
                    if last {
                        return;
                    }
                }
                None => return self.broken(),
            }
        }
    }
}

fn split_assignment(word: &Word, exported: bool) -> Option<Assignment> {
    let equals = word.raw.find('=')?;
    let append = word.raw[..equals].ends_with('+');
    let name = &word.raw[..equals - usize::from(append)];
    let named = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !name.is_empty()
        && !name.as_bytes()[0].is_ascii_digit();
    if !named {
        return None;
    }
    let cut = u32::try_from(equals + 1).unwrap_or(u32::MAX);
    let mut value = word.clone();
    value.raw = word.raw[equals + 1..].to_owned();
    value.value = word
        .value
        .as_deref()
        .map(|v| v.get(equals + 1..).unwrap_or("").to_owned());
    value.span.start += cut;
    value.column += cut;
    Some(Assignment {
        name: name.to_owned(),
        value,
        exported,
        append,
    })
}
