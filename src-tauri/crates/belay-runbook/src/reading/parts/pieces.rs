//! Where a block is cut.
//!
//! A comment with a line to itself begins a new piece, whether it is numbered or
//! not: what its author set apart is run apart, and an instruction between two
//! commands stops the run there. Without any comment, blank lines cut. Commands,
//! loops and here-documents are never cut, since only the statements of the
//! outermost level are looked at.

use crate::model::Shared;
use crate::reading::lines::small;
use crate::shell::Script;
use std::ops::Range;

/// A stretch of a block.
#[derive(Debug, Default)]
pub(super) struct Piece {
    /// In bytes of the block's code.
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) line: u32,
    pub(super) end_line: u32,
    pub(super) title: Shared,
    pub(super) note: Option<String>,
    pub(super) expected: Option<String>,
    /// It has something to execute.
    pub(super) runs: bool,
}

/// A comment line without its mark.
struct Remark<'c> {
    text: &'c str,
    start: u32,
}

/// What stands on the outermost level, in order.
enum Unit {
    /// Comment lines without anything between them.
    Comments {
        /// Which of the remarks.
        remarks: Range<usize>,
        end: u32,
        line: u32,
        after_blank: bool,
        /// The first of them announces what is printed.
        output: bool,
    },
    Statement {
        span: (u32, u32),
        line: u32,
        end_line: u32,
        after_blank: bool,
    },
}

/// Cuts a block. `first_line` is the line of its first line in the file.
pub(super) fn of(code: &Shared, script: &Script, first_line: u32) -> Vec<Piece> {
    let (units, remarks) = units(code, script, first_line);
    let commented = units
        .iter()
        .any(|unit| matches!(unit, Unit::Comments { output: false, .. }));
    let mut pieces: Vec<Piece> = Vec::with_capacity(units.len());
    let count = units.len();
    for (index, unit) in units.into_iter().enumerate() {
        match unit {
            Unit::Comments {
                remarks: at,
                end,
                line,
                after_blank,
                output,
            } => {
                let remarks = &remarks[at];
                // What stands directly under the last command is what it printed.
                let shown = output
                    || (index + 1 == count && !after_blank && !is_instruction(remarks[0].text));
                match pieces.last_mut().filter(|piece| shown && piece.runs) {
                    Some(piece) => expect(piece, remarks, output),
                    None => comments(&mut pieces, code, remarks, (line, end)),
                }
            }
            Unit::Statement {
                span,
                line,
                end_line,
                after_blank,
            } => {
                let apart = !commented && after_blank;
                match pieces
                    .last_mut()
                    .filter(|piece| !apart && piece.expected.is_none())
                {
                    Some(piece) => {
                        piece.end = span.1;
                        piece.end_line = end_line;
                        piece.runs = true;
                    }
                    None => pieces.push(Piece {
                        start: span.0,
                        end: span.1,
                        line,
                        end_line,
                        runs: true,
                        ..Piece::default()
                    }),
                }
            }
        }
    }
    for piece in &mut pieces {
        if piece.title.is_empty() {
            piece.title = first_words(code, piece.start as usize..piece.end as usize);
        }
    }
    pieces
}

fn units<'c>(code: &'c str, script: &Script, first_line: u32) -> (Vec<Unit>, Vec<Remark<'c>>) {
    let most = script.comments.len() + script.statements.len();
    let mut units: Vec<Unit> = Vec::with_capacity(most);
    let mut remarks: Vec<Remark<'c>> = Vec::with_capacity(script.comments.len());
    let mut comments = script
        .comments
        .iter()
        .filter(|c| c.own_line && c.outermost)
        .peekable();
    let mut statements = script.statements.iter().peekable();
    // The line after the last one that was used.
    let mut next_line = first_line;
    loop {
        let comment = comments.peek();
        let statement = statements.peek();
        let comment_first = match (comment, statement) {
            (Some(comment), Some(statement)) => comment.span.start < statement.span.start,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => return (units, remarks),
        };
        if comment_first {
            let Some(comment) = comments.next() else {
                continue;
            };
            // Within a statement, such as between the lines of a pipeline.
            if comment.line < next_line && !units.is_empty() {
                continue;
            }
            let text = comment.span.of(code).unwrap_or("").trim_start_matches('#');
            let text = text.strip_prefix(' ').unwrap_or(text).trim_end();
            let at = remarks.len();
            remarks.push(Remark {
                text,
                start: comment.span.start,
            });
            let after_blank = comment.line > next_line;
            let end = comment.span.end;
            match units.last_mut() {
                Some(Unit::Comments {
                    remarks, end: last, ..
                }) if !after_blank => {
                    remarks.end = at + 1;
                    *last = end;
                }
                _ => units.push(Unit::Comments {
                    remarks: at..at + 1,
                    end,
                    line: comment.line,
                    after_blank,
                    output: is_output(text),
                }),
            }
            next_line = comment.line + 1;
        } else if let Some(statement) = statements.next() {
            let same_line = statement.line < next_line;
            if let (true, Some(Unit::Statement { span, end_line, .. })) =
                (same_line, units.last_mut())
            {
                span.1 = statement.span.end;
                *end_line = statement.end_line;
            } else {
                units.push(Unit::Statement {
                    span: (
                        statement.span.start,
                        with_rest_of_line(code, statement.span.end),
                    ),
                    line: statement.line,
                    end_line: statement.end_line,
                    after_blank: statement.line > next_line && !units.is_empty(),
                });
            }
            next_line = statement.end_line + 1;
        }
    }
}

/// The end of the line, so that a comment behind a command stays with it.
fn with_rest_of_line(code: &str, end: u32) -> u32 {
    let (before, rest) = code.as_bytes().split_at(end as usize);
    if before.ends_with(b"\n") {
        return end;
    }
    end + small(memchr::memchr(b'\n', rest).unwrap_or(rest.len()))
}

/// Begins a piece with comments, or several when each line has a number.
fn comments(
    pieces: &mut Vec<Piece>,
    code: &Shared,
    remarks: &[Remark<'_>],
    (line, end): (u32, u32),
) {
    let numbered = number_prefix(remarks[0].text).is_some();
    for (index, remark) in remarks.iter().enumerate() {
        let begins = index == 0 || (numbered && number_prefix(remark.text).is_some());
        let own_line = line + small(index);
        match pieces.last_mut() {
            Some(piece) if !begins => {
                note(piece, remark.text);
                piece.end_line = own_line;
                piece.end = end;
            }
            last => {
                if let Some(piece) = last.filter(|_| index > 0) {
                    piece.end = remark.start;
                }
                pieces.push(Piece {
                    start: remark.start,
                    end,
                    line: own_line,
                    end_line: own_line,
                    title: code.share(title(remark.text)),
                    ..Piece::default()
                });
            }
        }
    }
}

fn note(piece: &mut Piece, text: &str) {
    let note = piece.note.get_or_insert_default();
    if !note.is_empty() {
        note.push('\n');
    }
    note.push_str(text);
}

fn expect(piece: &mut Piece, remarks: &[Remark<'_>], announced: bool) {
    let head = remarks[0]
        .text
        .split_once(':')
        .filter(|_| announced)
        .map(|(_, rest)| rest.trim());
    let lines = remarks
        .iter()
        .skip(usize::from(announced))
        .map(|remark| remark.text);
    let lines: Vec<&str> = head
        .filter(|head| !head.is_empty())
        .into_iter()
        .chain(lines)
        .collect();
    let shown = piece.expected.get_or_insert_default();
    if !shown.is_empty() {
        shown.push('\n');
    }
    shown.push_str(&lines.join("\n"));
}

/// `Output:`, `Expected response: 200` and the like.
fn is_output(text: &str) -> bool {
    let Some(colon) = memchr::memchr(b':', text.as_bytes()) else {
        return false;
    };
    let head = text[..colon].trim();
    let last = head.rsplit(' ').next().unwrap_or("");
    let first = head.split(' ').next().unwrap_or("");
    let mut shown = ["output", "response", "result", "returns"].iter();
    head.len() < 40 && shown.any(|word| word.eq_ignore_ascii_case(last))
        || (head.len() < 30 && first.eq_ignore_ascii_case("expected"))
}

/// Comments that tell a person to do something, rather than show what was printed.
fn is_instruction(first: &str) -> bool {
    number_prefix(first).is_some() || first.ends_with(':') || first.starts_with("...") || {
        let word = first.split(' ').next().unwrap_or("");
        let verbs = [
            "Edit", "Check", "Review", "Update", "Verify", "Wait", "Repeat", "Note", "NOTE",
            "Then", "Navigate", "Monitor", "Send", "Post", "Notify", "Watch", "Document", "Run",
            "See", "If", "Or", "Use", "Replace", "Save", "Open", "Confirm", "Ask", "Stop", "Start",
        ];
        verbs.contains(&word.trim_end_matches(':'))
    }
}

/// `1.`, `2)`, `Step 3:` in front of a text: how long it is.
pub(in crate::reading) fn number_prefix(text: &str) -> Option<usize> {
    // Most texts have none, and their first letter tells.
    let first = *text.as_bytes().first()?;
    if first.is_ascii_alphabetic() && !matches!(first, b's' | b'S' | b'p' | b'P') {
        return None;
    }
    let mut rest = text.trim_start();
    let mut at = text.len() - rest.len();
    let mut named = false;
    for word in ["step ", "phase "] {
        if rest
            .get(..word.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(word))
        {
            rest = &rest[word.len()..];
            at += word.len();
            named = true;
            break;
        }
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 3 {
        return None;
    }
    let after = &rest[digits..];
    let mark = after.chars().next()?;
    let ends = matches!(mark, '.' | ')') || (named && matches!(mark, ':' | '-' | ' '));
    let body = after.get(mark.len_utf8()..)?;
    let spaced = body.is_empty() || body.starts_with(char::is_whitespace);
    (ends && spaced).then_some(at + digits + mark.len_utf8())
}

/// A comment without its number and without the colon or dots at its end.
fn title(text: &str) -> &str {
    let body = text
        .get(number_prefix(text).unwrap_or(0)..)
        .unwrap_or(text)
        .trim();
    let body = match body.strip_suffix(':') {
        Some(body) => body.trim_end_matches(':').trim(),
        None => body,
    };
    let inner = body
        .strip_prefix("...")
        .and_then(|rest| rest.strip_suffix("..."));
    inner.map_or(body, str::trim)
}

/// So many characters of a first line make a title.
const TITLE_WIDTH: usize = 72;

/// What a piece without a comment is called: its first line, cut to a width.
fn first_words(code: &Shared, at: Range<usize>) -> Shared {
    let text = code.get(at).unwrap_or("").trim_start();
    let end = memchr::memchr(b'\n', text.as_bytes()).unwrap_or(text.len());
    let line = text[..end].trim_end().trim_end_matches('\\').trim_end();
    if line.len() <= TITLE_WIDTH {
        return code.share(line);
    }
    match line.char_indices().nth(TITLE_WIDTH) {
        None => code.share(line),
        Some((cut, _)) => {
            let head = &line[..cut];
            let whole = head.rfind(' ').map_or(head, |space| &head[..space]);
            Shared::joined(&[whole, " …"])
        }
    }
}
