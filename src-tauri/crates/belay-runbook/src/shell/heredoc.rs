//! Redirections and here-documents.

use super::{Parser, word::Pieces};
use crate::model::{HereDocument, Redirect, Shared};

/// A here-document whose text begins after the next line end.
pub(super) struct Pending {
    delimiter: Shared,
    literal: bool,
    strip_tabs: bool,
    /// Index of the command that it belongs to; nothing for a compound command.
    command: Option<usize>,
    /// Which redirection of that command.
    redirect: usize,
}

const OPERATORS: [&str; 14] = [
    "<<<", "<<-", "&>>", "<<", "<>", "<&", ">>", ">&", ">|", "&>", "<", ">", "<(", ">(",
];

impl Parser<'_> {
    /// A redirection, when one stands here. The descriptor may be written in front.
    pub(super) fn redirect(&mut self) -> Option<Redirect> {
        self.redirect_of(None, self.script.redirects.len())
    }

    /// As [`Self::redirect`], for the command with this index.
    #[inline]
    pub(super) fn redirect_of(&mut self, command: Option<usize>, index: usize) -> Option<Redirect> {
        // What stands here is looked at before each word.
        match self.peek() {
            Some(b'<' | b'>' | b'&' | b'0'..=b'9') => self.written_redirect(command, index),
            _ => None,
        }
    }

    fn written_redirect(&mut self, command: Option<usize>, index: usize) -> Option<Redirect> {
        let start = self.pos;
        let (line, _) = self.locate(start);
        let digits = self
            .rest()
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        if digits > 4 {
            return None;
        }
        let operator_at = start + digits;
        let rest = self.bytes.get(operator_at..)?;
        let operator = *OPERATORS
            .iter()
            .find(|op| rest.starts_with(op.as_bytes()))?;
        if rest.starts_with(b"<(")
            || rest.starts_with(b">(")
            || (digits > 0 && operator.starts_with('&'))
        {
            return None;
        }
        if digits == 0 && self.placeholder_length().is_some() {
            return None;
        }
        let descriptor = self.code[start..operator_at].parse().ok();
        self.pos = operator_at + operator.len();
        self.blanks();
        let here = matches!(operator, "<<" | "<<-");
        let target = self.word();
        if target.is_none() {
            self.broken();
        }
        if here && let Some(word) = &target {
            self.heredocs.push(Pending {
                delimiter: word.value.clone().unwrap_or_else(|| word.raw.clone()),
                literal: word.quoted || word.raw.contains('\\'),
                strip_tabs: operator == "<<-",
                command,
                redirect: index,
            });
        }
        let span = self.span(start, self.pos);
        Some(Redirect {
            operator: Shared::from_static(operator),
            descriptor,
            target,
            body: None,
            line,
            span,
        })
    }

    /// Reads the texts of the here-documents whose operators stood on the line that
    /// has just ended.
    pub(super) fn read_heredocs(&mut self) {
        for pending in std::mem::take(&mut self.heredocs) {
            let start = self.pos;
            let end = self.find_delimiter(&pending);
            self.heredoc_end = self.pos;
            let body = self.heredoc_body(start, end, pending.literal);
            self.resolved
                .push((pending.command, pending.redirect, body));
        }
    }

    /// Moves behind the delimiter's line; gives the end of the text.
    fn find_delimiter(&mut self, pending: &Pending) -> usize {
        loop {
            if self.pos >= self.bytes.len() {
                self.broken();
                return self.pos;
            }
            let start = self.pos;
            let rest = &self.bytes[start..];
            let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let mut line = &self.code[start..start + length];
            self.pos = (start + length + 1).min(self.bytes.len());
            line = line.strip_suffix('\r').unwrap_or(line);
            if pending.strip_tabs {
                line = line.trim_start_matches('\t');
            }
            if line == pending.delimiter {
                return start;
            }
        }
    }

    fn heredoc_body(&mut self, start: usize, end: usize, literal: bool) -> HereDocument {
        let mut pieces = Pieces::default();
        if !literal {
            self.within(start, end, |parser| {
                while let Some(at) = memchr::memchr3(b'\\', b'$', b'`', parser.rest()) {
                    parser.pos += at;
                    match parser.peek() {
                        Some(b'\\') => parser.escaped(),
                        _ => parser.dollar_or_backquote(&mut pieces, true),
                    }
                }
            });
        }
        let (line, _) = self.locate(start);
        HereDocument {
            text: self.source.cut(start..end),
            literal,
            expansions: pieces.expansions,
            span: self.span(start, end),
            line,
        }
    }
}
