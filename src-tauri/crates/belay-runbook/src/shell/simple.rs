//! Simple commands: assignments, words, redirections.

use super::Parser;
use super::cursor::small;
use crate::model::{Assignment, Series, Shared, SimpleCommand, Word};

/// Commands whose arguments set variables.
const DECLARING: [&str; 5] = ["export", "declare", "local", "readonly", "typeset"];

impl Parser<'_> {
    /// Reads a simple command; false when there is none here.
    pub(super) fn simple_command(&mut self) -> bool {
        let start = self.pos;
        let (line, column) = self.locate(start);
        // Its place is taken first, so that commands in its substitutions follow it.
        let index = self.script.commands.len();
        self.script.commands.push(SimpleCommand {
            line,
            column,
            pipeline_length: 1,
            in_substitution: self.around.in_substitution,
            in_loop: self.around.in_loop,
            conditional: self.around.conditional,
            in_subshell: self.around.in_subshell,
            function: self.around.function.clone(),
            ..SimpleCommand::default()
        });
        let outer = self.open_words.len();
        let (mut assignments, mut redirects) = (Vec::new(), Vec::new());
        let mut is_test = false;
        let mut end = start;
        loop {
            self.blanks();
            if self.at_command_end() || self.peek() == Some(b'#') {
                break;
            }
            let named = self.open_words.len() > outer;
            if let Some(redirect) = self.redirect_of(Some(index), redirects.len()) {
                redirects.push(redirect);
            } else if !named && self.assignment(&mut assignments) {
            } else if is_test {
                self.test_words();
            } else {
                if !self.open_word() {
                    break;
                }
                is_test = !named && self.name_of_open(outer) == Some("[[");
            }
            end = self.pos;
        }
        if end == start {
            self.script.commands.truncate(index);
            return false;
        }
        self.declare(outer, &mut assignments);
        let (end_line, _) = self.locate(end.saturating_sub(1).max(start));
        let span = self.span(start, end);
        let words = self.close_words(outer);
        let command = &mut self.script.commands[index];
        command.words = words;
        command.assignments = assignments;
        command.redirects = redirects;
        command.span = span;
        command.end_line = end_line;
        true
    }

    /// Puts the open words from one on where those of complete commands are.
    fn close_words(&mut self, first: usize) -> Series<Word> {
        let start = small(self.words.len());
        if first == 0 {
            self.words.append(self.open_words);
        } else {
            self.words.extend(self.open_words.drain(first..));
        }
        Series::to_come(start..small(self.words.len()))
    }

    /// The name of the command whose words begin here in the open ones.
    fn name_of_open(&self, first: usize) -> Option<&str> {
        self.open_words.get(first)?.value.as_deref()
    }

    /// Adds what the command that begins with an open word declares, and says which of
    /// its variables it hands on.
    fn declare(&self, first: usize, assignments: &mut Vec<Assignment>) {
        let name = self.name_of_open(first);
        let words = &self.open_words[first..];
        if name.is_some_and(|name| DECLARING.contains(&name)) {
            let exported = name == Some("export")
                || words
                    .iter()
                    .any(|w| w.raw.starts_with("-x") || w.raw.starts_with("-gx"));
            let found = words[1..]
                .iter()
                .filter_map(|word| split_assignment(word, exported));
            assignments.extend(found);
        } else if !words.is_empty() {
            assignments.iter_mut().for_each(|a| a.exported = true);
        }
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
                value: Some(Shared::default()),
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
        word.raw = self.source.cut(start..self.pos);
        word.span = self.span(start, self.pos);
        (word.line, word.column) = self.locate(start);
        word
    }

    /// Up to `]]`: operators are words there.
    fn test_words(&mut self) {
        loop {
            self.blank_lines();
            let start = self.pos;
            let operator = ["&&", "||", "(", ")", "<", ">"]
                .into_iter()
                .find(|op| self.take(op));
            if let Some(operator) = operator {
                let (line, column) = self.locate(start);
                let word = Word {
                    raw: operator.into(),
                    value: Some(operator.into()),
                    span: self.span(start, self.pos),
                    line,
                    column,
                    ..Word::default()
                };
                self.open_words.push(word);
                continue;
            }
            match self.word() {
                Some(word) => {
                    let last = word.raw == "]]";
                    self.open_words.push(word);
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
    value.raw = word.raw.cut(equals + 1..word.raw.len());
    value.value = word
        .value
        .as_ref()
        .map(|v| v.share(v.get(equals + 1..).unwrap_or("")));
    value.span.start += cut;
    value.column += cut;
    Some(Assignment {
        name: name.into(),
        value,
        exported,
        append,
    })
}
