//! Where the parser stands, and what it sees there.

use super::{Comment, Parser, Placement};
use crate::model::Span;

/// Bytes of which reserved words and the names of functions are made.
const BARE: [bool; 256] =
    marked(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-[]{}!");

/// No reserved word and hardly a function has a longer name.
const LONGEST_BARE: usize = 32;

impl<'a> Parser<'a> {
    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.pos).copied()
    }

    /// What is left.
    pub(super) fn rest(&self) -> &[u8] {
        self.bytes.get(self.pos..).unwrap_or_default()
    }

    /// Where one of the marked bytes stands next, or the end.
    pub(super) fn up_to(&self, marked: &[bool; 256]) -> usize {
        let rest = self.rest();
        let length = rest.iter().position(|b| marked[usize::from(*b)]);
        self.pos + length.unwrap_or(rest.len())
    }

    /// Steps over a backslash and the character that it protects.
    pub(super) fn escaped(&mut self) {
        self.pos += 1;
        if self.pos < self.bytes.len() {
            self.step_over();
        }
    }

    /// Steps over one character.
    pub(super) fn step_over(&mut self) {
        let rest = self
            .code
            .get(self.pos..self.bytes.len())
            .unwrap_or_default();
        self.pos += rest.chars().next().map_or(1, char::len_utf8);
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.pos + ahead).copied()
    }

    pub(super) fn looking_at(&self, text: &str) -> bool {
        self.rest().starts_with(text.as_bytes())
    }

    pub(super) fn take(&mut self, text: &str) -> bool {
        let found = self.looking_at(text);
        if found {
            self.pos += text.len();
        }
        found
    }

    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span {
            start: small(start),
            end: small(end),
        }
    }

    /// Line and column of a position in the file that the code stands in.
    #[inline]
    pub(super) fn locate(&mut self, position: usize) -> (u32, u32) {
        if position < self.located.start || position > self.located.end {
            self.go_to_line_of(position);
        }
        let Located {
            line,
            column,
            start,
            ..
        } = self.located;
        (line, column + small(position - start))
    }

    #[cold]
    fn go_to_line_of(&mut self, position: usize) {
        // The whole code, even while only a stretch of it is being read.
        let bytes = self.code.as_bytes();
        let Located {
            mut line,
            mut start,
            mut end,
            ..
        } = self.located;
        while position < start {
            end = start - 1;
            start = memchr::memrchr(b'\n', &bytes[..end]).map_or(0, |before| before + 1);
            line -= 1;
        }
        while position > end {
            start = end + 1;
            end = line_end(bytes, start);
            line += 1;
        }
        self.located = Located {
            line,
            column: first_column(self.placement, line),
            start,
            end,
        };
    }

    /// Steps over spaces, tabs and continued lines, not over line ends.
    pub(super) fn blanks(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\r') => self.pos += 1,
                Some(b'\\') if self.peek_at(1) == Some(b'\n') => self.pos += 2,
                Some(b'\\') if self.looking_at("\\\r\n") => self.pos += 3,
                _ => return,
            }
        }
    }

    /// Steps over blanks, comments and line ends; here-documents are read on the way.
    pub(super) fn blank_lines(&mut self) {
        loop {
            self.blanks();
            match self.peek() {
                Some(b'\n') => self.newline(),
                Some(b'#') => self.comment(),
                _ => return,
            }
        }
    }

    pub(super) fn newline(&mut self) {
        self.pos += 1;
        if !self.heredocs.is_empty() {
            self.read_heredocs();
        }
    }

    /// Steps over a comment, up to its line end.
    pub(super) fn comment(&mut self) {
        let start = self.pos;
        let (line, _) = self.locate(start);
        let mut end = self.located.end.min(self.bytes.len());
        self.pos = end;
        if self.bytes[start..end].ends_with(b"\r") {
            end -= 1;
        }
        let before = &self.bytes[self.located.start..start];
        let own_line = before.iter().all(|b| matches!(b, b' ' | b'\t'));
        let span = self.span(start, end);
        let outermost = self.depth == 0;
        self.script.comments.push(Comment {
            span,
            line,
            own_line,
            outermost,
        });
    }

    /// At the end of a command: line end, `;`, `&`, `|`, `)` or nothing left.
    pub(super) fn at_command_end(&self) -> bool {
        matches!(self.peek(), None | Some(b'\n' | b';' | b'&' | b'|' | b')'))
            && !self.looking_at("&>")
    }

    /// The bare word that begins here, without moving.
    pub(super) fn bare_word(&self) -> &'a str {
        let rest = self.rest();
        let bare = |b: &&u8| BARE[usize::from(**b)];
        let end = rest.iter().take(LONGEST_BARE).take_while(bare).count();
        let ends = rest.get(end).is_none_or(|b| b" \t\r\n;&|()<>".contains(b));
        if ends {
            self.code.get(self.pos..self.pos + end).unwrap_or("")
        } else {
            ""
        }
    }

    /// Takes a reserved word when it stands here.
    pub(super) fn take_reserved(&mut self, word: &str) -> bool {
        let found = self.looking_at(word) && self.bare_word() == word;
        if found {
            self.pos += word.len();
        }
        found
    }
}

/// A table of these bytes: whether a byte is one of them.
pub(super) const fn marked(bytes: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
}

/// The line that was asked for last.
#[derive(Clone, Copy)]
pub(super) struct Located {
    /// In the file.
    line: u32,
    /// In the file, of what it starts with.
    column: u32,
    /// Where it starts.
    start: usize,
    /// Where its line end stands.
    end: usize,
}

impl Located {
    /// The first line.
    pub(super) fn first(code: &str, placement: &Placement) -> Self {
        Self {
            line: placement.line,
            column: first_column(placement, placement.line),
            start: 0,
            end: line_end(code.as_bytes(), 0),
        }
    }
}

/// The column of what the code has first on a line of the file.
fn first_column(placement: &Placement, line: u32) -> u32 {
    let before = placement.columns.get((line - placement.line) as usize);
    before.copied().unwrap_or(0) + 1
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    memchr::memchr(b'\n', rest).map_or(bytes.len(), |at| from + at)
}

/// Positions are below [`super::MAX_CODE`], so they fit.
pub(super) fn small(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
