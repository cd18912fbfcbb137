//! Quotes and backslashes.

use super::cursor::marked;
use super::{Parser, word::Pieces};

/// Bytes that mean something within double quotes or end them.
const IN_DOUBLE_QUOTES: [bool; 256] = marked(b"\"\\$`");

impl Parser<'_> {
    pub(super) fn single_quotes(&mut self, pieces: &mut Pieces) {
        pieces.quoted = true;
        let start = self.pos + 1;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let length = memchr::memchr(b'\'', rest);
        let end = start + length.unwrap_or(rest.len());
        pieces.value.take(self.code, start..end);
        self.pos = end + 1;
        if length.is_none() {
            self.broken();
            self.pos = self.bytes.len();
        }
    }

    pub(super) fn double_quotes(&mut self, pieces: &mut Pieces) {
        pieces.quoted = true;
        self.pos += 1;
        loop {
            match self.peek() {
                None => return self.broken(),
                Some(b'"') => {
                    self.pos += 1;
                    return;
                }
                Some(b'\\') => match self.peek_at(1) {
                    Some(b'"' | b'\\' | b'$' | b'`') => {
                        let at = self.pos + 1;
                        pieces.value.take(self.code, at..at + 1);
                        self.pos += 2;
                    }
                    Some(b'\n') => self.pos += 2,
                    _ => {
                        pieces.value.take(self.code, self.pos..self.pos + 1);
                        self.pos += 1;
                    }
                },
                Some(b'$' | b'`') => self.dollar_or_backquote(pieces, true),
                Some(_) => {
                    let end = self.up_to(&IN_DOUBLE_QUOTES);
                    pieces.value.take(self.code, self.pos..end);
                    self.pos = end;
                }
            }
        }
    }

    /// `$'…'` with its escapes; the rare ones stay as written.
    pub(super) fn ansi_quotes(&mut self, pieces: &mut Pieces) {
        pieces.quoted = true;
        self.pos += 2;
        loop {
            match self.peek() {
                None => return self.broken(),
                Some(b'\'') => {
                    self.pos += 1;
                    return;
                }
                Some(b'\\') => {
                    let plain = match self.peek_at(1) {
                        Some(b'n') => "\n",
                        Some(b't') => "\t",
                        Some(b'r') => "\r",
                        Some(b'\\') => "\\",
                        Some(b'\'') => "'",
                        Some(b'"') => "\"",
                        _ => {
                            pieces.value.take(self.code, self.pos..self.pos + 1);
                            self.pos += 1;
                            continue;
                        }
                    };
                    pieces.value.put(self.code, plain);
                    self.pos += 2;
                }
                Some(_) => {
                    let rest = self.rest();
                    let end = rest.iter().position(|b| matches!(b, b'\'' | b'\\'));
                    let end = self.pos + end.unwrap_or(rest.len());
                    pieces.value.take(self.code, self.pos..end);
                    self.pos = end;
                }
            }
        }
    }

    /// A backslash outside quotes.
    pub(super) fn backslash(&mut self, pieces: &mut Pieces) {
        match self.peek_at(1) {
            None => {
                pieces.value.take(self.code, self.pos..self.pos + 1);
                self.pos += 1;
            }
            Some(b'\n') => self.pos += 2,
            Some(b'\r') if self.peek_at(2) == Some(b'\n') => self.pos += 3,
            Some(_) => {
                self.pos += 1;
                let rest = &self.code[self.pos..self.bytes.len()];
                if let Some(next) = rest.chars().next() {
                    let end = self.pos + next.len_utf8();
                    pieces.value.take(self.code, self.pos..end);
                    self.pos = end;
                }
            }
        }
    }
}
