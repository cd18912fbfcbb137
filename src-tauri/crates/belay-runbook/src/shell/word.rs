//! Words and what is expanded in them.

use super::cursor::marked;
use super::value::Value;
use super::{MAX_DEPTH, Parser};
use crate::model::{Expansion, ExpansionKind, Shared, Word};

/// A word under construction.
#[derive(Default)]
pub(super) struct Pieces {
    pub(super) value: Value,
    pub(super) expansions: Vec<Expansion>,
    pub(super) quoted: bool,
}

/// Bytes that end a word.
const ENDING: [bool; 256] = marked(b" \t\n\r;&|)");

/// Bytes that mean something within a word or end it.
const SPECIAL: [bool; 256] = marked(b" \t\n\r;&|)(<>\\'\"$`");

/// How long `<a placeholder>` may be.
const MAX_PLACEHOLDER: usize = 64;

impl Parser<'_> {
    /// The word that stands here, or nothing at an operator or the end.
    pub(super) fn word(&mut self) -> Option<Word> {
        match self.plain_end() {
            Some(end) => Some(self.plain_word(end)),
            None => self.word_of_pieces(),
        }
    }

    /// Adds the word that stands here to the open ones; false when there is none.
    pub(super) fn open_word(&mut self) -> bool {
        let before = self.open_words.len();
        match self.plain_end() {
            Some(end) => {
                let word = self.plain_word(end);
                self.open_words.push(word);
            }
            None => {
                let word = self.word_of_pieces();
                self.open_words.extend(word);
            }
        }
        self.open_words.len() > before
    }

    /// The end of the word that stands here when it is plain, as most are.
    fn plain_end(&self) -> Option<usize> {
        let end = self.up_to(&SPECIAL);
        let next = self.bytes.get(end);
        let whole = next.is_none_or(|b| ENDING[usize::from(*b)]);
        (end > self.pos && whole).then_some(end)
    }

    /// Takes a word without quotes, escapes and expansions.
    #[inline]
    fn plain_word(&mut self, end: usize) -> Word {
        let start = self.pos;
        self.pos = end;
        let (line, column) = self.locate(start);
        let raw = self.source.cut(start..end);
        Word {
            value: Some(raw.clone()),
            raw,
            expansions: Vec::new(),
            quoted: false,
            span: self.span(start, end),
            line,
            column,
        }
    }

    fn word_of_pieces(&mut self) -> Option<Word> {
        let start = self.pos;
        let (line, column) = self.locate(start);
        let mut pieces = Pieces::default();
        while let Some(byte) = self.peek() {
            match byte {
                _ if ENDING[usize::from(byte)] => break,
                b'(' if !self.pattern_group(start) => break,
                b'(' => {}
                b'<' | b'>' => {
                    if !self.placeholder(&mut pieces) && !self.process(&mut pieces) {
                        break;
                    }
                }
                b'\\' => self.backslash(&mut pieces),
                b'\'' => self.single_quotes(&mut pieces),
                b'"' => self.double_quotes(&mut pieces),
                b'$' | b'`' => self.dollar_or_backquote(&mut pieces, false),
                _ => self.plain(&mut pieces),
            }
        }
        if self.pos == start {
            return None;
        }
        let Pieces {
            value,
            expansions,
            quoted,
        } = pieces;
        Some(Word {
            raw: self.source.cut(start..self.pos),
            value: expansions.is_empty().then(|| value.finish(self.source)),
            expansions,
            quoted,
            span: self.span(start, self.pos),
            line,
            column,
        })
    }

    fn plain(&mut self, pieces: &mut Pieces) {
        let end = self.up_to(&SPECIAL);
        pieces.value.take(self.code, self.pos..end);
        self.pos = end;
    }

    /// `@(a|b)` and its like within a word.
    fn pattern_group(&mut self, start: usize) -> bool {
        let opens = self.pos > start
            && matches!(self.bytes[self.pos - 1], b'@' | b'?' | b'*' | b'+' | b'!');
        if !opens {
            return false;
        }
        let rest = self.rest();
        let mut depth = 0;
        for (at, byte) in rest.iter().enumerate().take(1024) {
            match byte {
                b'(' => depth += 1,
                b')' => depth -= 1,
                b'\n' => return false,
                _ => {}
            }
            if depth == 0 {
                self.pos += at + 1;
                return true;
            }
        }
        false
    }

    /// Length of the `<placeholder>` that stands here.
    ///
    /// `<in>out` could be two redirections; it is when a name follows directly. With
    /// a hyphen in it, as in `<in-file>out`, it is taken for a placeholder all the
    /// same: asking is safe, overwriting a file is not.
    pub(super) fn placeholder_length(&self) -> Option<usize> {
        let rest = self.rest();
        if rest.first() != Some(&b'<') || !rest.get(1)?.is_ascii_alphabetic() {
            return None;
        }
        let window = &rest[..rest.len().min(MAX_PLACEHOLDER)];
        let end = window.iter().position(|b| *b == b'>')?;
        let name = &window[1..end];
        let fits = name.iter().all(|b| {
            b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b' ' | b'/' | b':')
        });
        let after = rest.get(end + 1).copied();
        let joined = name.iter().any(|b| matches!(b, b'-' | b'_'));
        let redirected = after.is_some_and(|b| {
            matches!(b, b'&' | b'>' | b'(') || (b.is_ascii_alphanumeric() && !joined)
        });
        (fits && name.last() != Some(&b' ') && !redirected).then_some(end + 1)
    }

    fn placeholder(&mut self, pieces: &mut Pieces) -> bool {
        let Some(length) = self.placeholder_length() else {
            return false;
        };
        let start = self.pos;
        self.pos += length;
        self.expansion(pieces, ExpansionKind::Placeholder, None, start, false);
        true
    }

    fn process(&mut self, pieces: &mut Pieces) -> bool {
        if self.peek_at(1) != Some(b'(') || self.depth >= MAX_DEPTH {
            return false;
        }
        let start = self.pos;
        self.pos += 2;
        self.substitution_list();
        if !self.take(")") {
            self.broken();
        }
        self.expansion(pieces, ExpansionKind::Process, None, start, false);
        true
    }

    /// Notes what stands between `start` and here as an expansion.
    pub(super) fn expansion(
        &mut self,
        pieces: &mut Pieces,
        kind: ExpansionKind,
        name: Option<Shared>,
        start: usize,
        quoted: bool,
    ) {
        let end = self.pos.min(self.bytes.len());
        self.pos = end;
        let (line, column) = self.locate(start);
        pieces.expansions.push(Expansion {
            kind,
            name,
            raw: self.source.cut(start..end),
            quoted,
            has_default: false,
            span: self.span(start, end),
            line,
            column,
        });
    }

    /// `$…` or a backquote. Always moves on.
    pub(super) fn dollar_or_backquote(&mut self, pieces: &mut Pieces, quoted: bool) {
        if self.peek() == Some(b'`') {
            return self.backquotes(pieces, quoted);
        }
        let start = self.pos;
        let deep = self.depth >= MAX_DEPTH;
        match self.peek_at(1) {
            Some(b'(') if deep => self.too_deep(),
            Some(b'{') if deep => self.too_deep(),
            Some(b'(') => self.dollar_parenthesis(pieces, quoted),
            Some(b'{') => self.braces(pieces, quoted),
            Some(b'\'') if !quoted => self.ansi_quotes(pieces),
            Some(b'"') if !quoted => {
                self.pos += 1;
                self.double_quotes(pieces);
            }
            Some(byte) if byte == b'_' || byte.is_ascii_alphabetic() => {
                self.pos += 1;
                let name = self.name();
                self.expansion(pieces, ExpansionKind::Variable, name, start, quoted);
            }
            Some(byte) if byte.is_ascii_digit() || b"?#@*!$-".contains(&byte) => {
                self.pos += 2;
                let name = Some(self.source.cut(start + 1..start + 2));
                self.expansion(pieces, ExpansionKind::Variable, name, start, quoted);
            }
            _ => {
                pieces.value.take(self.code, start..start + 1);
                self.pos += 1;
            }
        }
    }

    fn too_deep(&mut self) {
        self.broken();
        self.pos += 2;
    }

    /// How long the name is that stands here; 0 when none does.
    pub(super) fn name_length(&self) -> usize {
        let rest = self.rest();
        if rest.first().is_none_or(u8::is_ascii_digit) {
            return 0;
        }
        let named = |b: &&u8| b.is_ascii_alphanumeric() || **b == b'_';
        rest.iter().take_while(named).count()
    }

    /// Takes the name that stands here.
    pub(super) fn name(&mut self) -> Option<Shared> {
        let end = self.name_length();
        if end == 0 {
            return None;
        }
        let name = self.source.cut(self.pos..self.pos + end);
        self.pos += end;
        Some(name)
    }

    fn dollar_parenthesis(&mut self, pieces: &mut Pieces, quoted: bool) {
        let start = self.pos;
        self.pos += 1;
        if self.looking_at("((") && self.arithmetic(Some(pieces)) {
            self.expansion(pieces, ExpansionKind::Arithmetic, None, start, quoted);
            return;
        }
        self.pos += 1;
        self.substitution_list();
        if !self.take(")") {
            self.broken();
        }
        self.expansion(pieces, ExpansionKind::Command, None, start, quoted);
    }

    fn backquotes(&mut self, pieces: &mut Pieces, quoted: bool) {
        let start = self.pos;
        let mut end = start + 1;
        while let Some(byte) = self.bytes.get(end) {
            match byte {
                b'`' => break,
                b'\\' => end += 2,
                _ => end += 1,
            }
        }
        if end >= self.bytes.len() || self.depth >= MAX_DEPTH {
            self.broken();
            self.pos += 1;
            return;
        }
        self.within(start + 1, end, Self::substitution_list);
        self.pos = end + 1;
        self.expansion(pieces, ExpansionKind::Command, None, start, quoted);
    }

    /// Runs `read` on a stretch of the code, then goes back to where it stood.
    pub(super) fn within(&mut self, start: usize, end: usize, read: impl FnOnce(&mut Self)) {
        let (all, here) = (self.bytes, self.pos);
        let heredocs = std::mem::take(&mut self.heredocs);
        self.bytes = &all[..end];
        self.pos = start;
        read(self);
        self.bytes = all;
        self.pos = here;
        self.heredocs = heredocs;
    }

    /// `${…}`
    fn braces(&mut self, pieces: &mut Pieces, quoted: bool) {
        let start = self.pos;
        self.pos += 2;
        if matches!(self.peek(), Some(b'#' | b'!')) && self.peek_at(1) != Some(b'}') {
            self.pos += 1;
        }
        let name = self.name().or_else(|| {
            let byte = self.peek().filter(|b| b"@*#?!$-0123456789".contains(b))?;
            self.pos += 1;
            Some([char::from(byte)].into_iter().collect())
        });
        let operator = match self.peek() {
            Some(b':') => self.peek_at(1),
            other => other,
        };
        let has_default = matches!(operator, Some(b'-' | b'=' | b'+' | b'?'));
        let mut inner = Pieces::default();
        self.depth += 1;
        loop {
            match self.peek() {
                None => {
                    self.broken();
                    break;
                }
                Some(b'}') => {
                    self.pos += 1;
                    break;
                }
                Some(b'\\') => self.escaped(),
                Some(b'\'') if !quoted => self.single_quotes(&mut inner),
                Some(b'"') => self.double_quotes(&mut inner),
                Some(b'$' | b'`') => self.dollar_or_backquote(&mut inner, quoted),
                Some(_) => self.pos += 1,
            }
        }
        self.depth -= 1;
        self.expansion(pieces, ExpansionKind::Variable, name, start, quoted);
        if let Some(last) = pieces.expansions.last_mut() {
            last.has_default = has_default;
        }
        pieces.expansions.append(&mut inner.expansions);
    }

    /// `((…))` standing here, with the expansions in it. Leaves everything as it
    /// was when it is not arithmetic.
    pub(super) fn arithmetic(&mut self, pieces: Option<&mut Pieces>) -> bool {
        if self.not_arithmetic > 64 {
            return false;
        }
        let Some(length) = arithmetic_length(self.rest()) else {
            self.not_arithmetic += 1;
            return false;
        };
        let (start, end) = (self.pos + 2, self.pos + length - 2);
        let mut inner = Pieces::default();
        self.depth += 1;
        self.within(start, end, |parser| {
            while let Some(byte) = parser.peek() {
                match byte {
                    b'$' | b'`' => parser.dollar_or_backquote(&mut inner, true),
                    _ => parser.pos += 1,
                }
            }
        });
        self.depth -= 1;
        self.pos = end + 2;
        if let Some(pieces) = pieces {
            pieces.expansions.append(&mut inner.expansions);
        }
        true
    }

    pub(super) fn arithmetic_command(&mut self) -> bool {
        self.looking_at("((") && self.arithmetic(None)
    }
}

/// Length of `((…))`, when that is what the text begins with.
fn arithmetic_length(text: &[u8]) -> Option<usize> {
    let mut depth = 0_u32;
    for (at, byte) in text.iter().enumerate().take(4096) {
        match byte {
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 1 {
                    return (text.get(at + 1) == Some(&b')')).then_some(at + 2);
                }
            }
            _ => {}
        }
    }
    None
}
