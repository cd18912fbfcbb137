//! Reads shell code: statements, simple commands, words, comments.
//!
//! A parser of its own for the POSIX shell language with the parts of bash that
//! runbooks use, because three things are wanted at once that a general grammar
//! does not give: `<placeholder>` is a word and not two redirections, text of any
//! size and depth is read in linear time, and a whole library of runbooks is read
//! while a person waits. The tests compare it with tree-sitter's bash grammar.
//!
//! What does not parse is stepped over, and [`Script::syntax`] says so.

mod cursor;
mod grammar;
mod heredoc;
mod quote;
mod simple;
mod value;
mod word;

use crate::model::{Redirect, Shared, SimpleCommand, Span, Syntax, Word};
use std::ops::Range;
use std::sync::Arc;

/// Code longer than this, in bytes, is not parsed. No step that a person runs
/// comes near it.
pub const MAX_CODE: usize = 1024 * 1024;

/// Shell code, parsed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    /// Every simple command in text order, those in substitutions included.
    pub commands: Vec<SimpleCommand>,
    /// What stands at the outermost level, in order: each is run as a whole.
    pub statements: Vec<Statement>,
    /// Comments at every level, in order.
    pub comments: Vec<Comment>,
    /// `for`, `select` and `case` lines.
    pub headers: Vec<Header>,
    /// Redirections of loops, groups and functions.
    pub redirects: Vec<Redirect>,
    /// Names of the functions that are defined.
    pub functions: Vec<Shared>,
    /// Whether all of it parsed.
    pub syntax: Syntax,
}

/// A complete command at the outermost level, with its here-documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement {
    /// In bytes of the code.
    pub span: Span,
    /// First line.
    pub line: u32,
    /// Last line.
    pub end_line: u32,
    /// Index of its first command in [`Script::commands`].
    pub first_command: u32,
}

/// A comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// From the `#` to the end of the line.
    pub span: Span,
    /// Its line.
    pub line: u32,
    /// Nothing else stands on the line.
    pub own_line: bool,
    /// It stands at the outermost level, not within a loop or the like.
    pub outermost: bool,
}

/// The line that opens a `for`, `select` or `case`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The variable that the loop sets.
    pub variable: Option<Shared>,
    /// What it runs over, or what `case` looks at.
    pub words: Vec<Word>,
    /// Index of the first command that stands after it.
    pub before_command: u32,
}

/// Where code stands in a file, so that lines and columns count in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Placement {
    /// Line of the code's first line.
    pub line: u32,
    /// For each line of the code, how many bytes stand before it in the file, such
    /// as the indentation of a list. Lines beyond the end have none.
    pub columns: Vec<u32>,
}

/// Parses code; lines and columns count from 1 in it.
pub fn parse(code: &str) -> Script {
    let placement = Placement {
        line: 1,
        columns: Vec::new(),
    };
    let mut parsed = Parsed::with_room(code.len().min(MAX_CODE));
    parsed.add(&Shared::from(code), &placement);
    parsed.whole()
}

/// The shell code of a file as it is parsed, block after block, while spans may still
/// be moved.
#[derive(Default)]
pub(crate) struct Parsed {
    /// The commands of all blocks, which have no words yet. The rest is that of the
    /// block that was added last.
    pub(crate) script: Script,
    /// The words of all commands.
    words: Vec<Word>,
    /// Words of the commands that are being read, the outermost first.
    open_words: Vec<Word>,
}

impl Parsed {
    /// With room for code of so many bytes in all, so that its words are not moved.
    pub(crate) fn with_room(bytes: usize) -> Self {
        let mut parsed = Self::default();
        parsed.script.commands.reserve(bytes / 64);
        parsed.words.reserve(bytes / 16);
        parsed
    }

    /// Parses code that stands somewhere in a file. Spans count in the code, lines and
    /// columns in the file.
    pub(crate) fn add(&mut self, code: &Shared, placement: &Placement) {
        self.script.forget_all_but_commands();
        if code.len() > MAX_CODE {
            self.script.syntax = Syntax::TooLong;
            return;
        }
        let mut parser = Parser::new(self, code, placement);
        parser.script();
        parser.finish();
    }

    /// Moves the spans of some commands to the left, for code that is cut out of the
    /// whole.
    pub(crate) fn shift(&mut self, commands: Range<usize>, by: u32) {
        if by == 0 {
            return;
        }
        for command in &mut self.script.commands[commands] {
            shift_command(command, by);
            let words = &mut self.words[command.words.range()];
            words.iter_mut().for_each(|word| shift_word(word, by));
        }
    }

    /// Gives each command its words.
    pub(crate) fn whole(mut self) -> Script {
        let words = Arc::new(self.words);
        for command in &mut self.script.commands {
            command.words.is_of(&words);
        }
        self.script
    }
}

impl Script {
    /// The room that the rest took is used again.
    fn forget_all_but_commands(&mut self) {
        self.statements.clear();
        self.comments.clear();
        self.headers.clear();
        self.redirects.clear();
        self.functions.clear();
        self.syntax = Syntax::Whole;
    }
}

/// What holds for the commands that are being read.
#[derive(Debug, Clone, Default)]
struct Around {
    in_substitution: bool,
    in_loop: bool,
    conditional: bool,
    in_subshell: bool,
    function: Option<Shared>,
}

/// How deep substitutions and groups may nest before they count as broken. It
/// bounds the stack.
const MAX_DEPTH: u32 = 40;

struct Parser<'a> {
    code: &'a str,
    /// The same, to be shared.
    source: &'a Shared,
    bytes: &'a [u8],
    pos: usize,
    depth: u32,
    around: Around,
    placement: &'a Placement,
    located: cursor::Located,
    /// How often `((` was not arithmetic after all.
    not_arithmetic: u32,
    heredocs: Vec<heredoc::Pending>,
    /// Texts of here-documents, by command and redirection.
    resolved: Vec<(Option<usize>, usize, crate::model::HereDocument)>,
    /// Where the last here-document ended.
    heredoc_end: usize,
    script: &'a mut Script,
    /// Words of the commands that have been read.
    words: &'a mut Vec<Word>,
    /// Words of the commands that are being read, the outermost first.
    open_words: &'a mut Vec<Word>,
}

impl<'a> Parser<'a> {
    fn new(into: &'a mut Parsed, source: &'a Shared, placement: &'a Placement) -> Self {
        let code = source.as_str();
        Self {
            code,
            source,
            bytes: code.as_bytes(),
            pos: 0,
            depth: 0,
            around: Around::default(),
            placement,
            located: cursor::Located::first(code, placement),
            not_arithmetic: 0,
            heredocs: Vec::new(),
            resolved: Vec::new(),
            heredoc_end: 0,
            script: &mut into.script,
            words: &mut into.words,
            open_words: &mut into.open_words,
        }
    }

    fn finish(mut self) {
        if !self.heredocs.is_empty() {
            self.broken();
        }
        for (command, redirect, body) in self.resolved {
            let redirects = match command {
                Some(index) => match self.script.commands.get_mut(index) {
                    Some(command) => &mut command.redirects,
                    None => continue,
                },
                None => &mut self.script.redirects,
            };
            if let Some(redirect) = redirects.get_mut(redirect) {
                redirect.body = Some(body);
            }
        }
    }

    fn broken(&mut self) {
        self.script.syntax = Syntax::Broken;
    }
}

/// Moves the spans of everything but the words.
fn shift_command(command: &mut SimpleCommand, by: u32) {
    shift_span(&mut command.span, by);
    for assignment in &mut command.assignments {
        shift_word(&mut assignment.value, by);
    }
    for redirect in &mut command.redirects {
        shift_span(&mut redirect.span, by);
        if let Some(target) = &mut redirect.target {
            shift_word(target, by);
        }
        if let Some(body) = &mut redirect.body {
            shift_span(&mut body.span, by);
            body.expansions
                .iter_mut()
                .for_each(|e| shift_span(&mut e.span, by));
        }
    }
}

fn shift_word(word: &mut Word, by: u32) {
    shift_span(&mut word.span, by);
    word.expansions
        .iter_mut()
        .for_each(|e| shift_span(&mut e.span, by));
}

fn shift_span(span: &mut Span, by: u32) {
    span.start = span.start.saturating_sub(by);
    span.end = span.end.saturating_sub(by);
}

#[cfg(test)]
mod tests;
