//! Shell code as words, not as text.

use super::{Series, Shared, Span};
use serde::{Deserialize, Serialize};

/// Whether the shell grammar took a text.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type,
)]
#[serde(rename_all = "camelCase")]
pub enum Syntax {
    /// All of it.
    #[default]
    Whole,
    /// Some of it does not parse; what does is given.
    Broken,
    /// Longer than what is parsed; there are no commands.
    TooLong,
}

/// A program, its words, and where its input and output go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct SimpleCommand {
    /// The name, then the arguments.
    pub words: Series<Word>,
    /// `NAME=value` before the name, or alone, or as arguments of `export` and
    /// its kin.
    pub assignments: Vec<Assignment>,
    /// Redirections, here-documents included.
    pub redirects: Vec<Redirect>,
    /// From the first word to the last, in bytes of the code that was parsed.
    pub span: Span,
    /// Line of the first word.
    pub line: u32,
    /// Column of the first word.
    pub column: u32,
    /// Line of the last word.
    pub end_line: u32,
    /// Place in a pipeline, from 0.
    pub pipeline_index: u32,
    /// Commands in that pipeline; 1 when there is none.
    pub pipeline_length: u32,
    /// Stands inside `$(…)`, backquotes or `<(…)`.
    pub in_substitution: bool,
    /// Stands inside a loop.
    pub in_loop: bool,
    /// Runs only if something else did or did not succeed: `if`, `case`, `&&`, `||`.
    pub conditional: bool,
    /// Stands in the body of this function.
    pub function: Option<Shared>,
    /// Stands inside `(…)`, a pipeline of several commands, or before `&`: what it
    /// sets is lost afterwards.
    pub in_subshell: bool,
}

impl SimpleCommand {
    /// The command's name, when it is written out.
    pub fn name(&self) -> Option<&str> {
        self.words.first()?.value.as_deref()
    }
}

/// One word of a command.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Word {
    /// As written, quotes included.
    pub raw: Shared,
    /// What the program receives, when that can be told: nothing is expanded
    /// in it. Tilde and file-name patterns count as plain text.
    pub value: Option<Shared>,
    /// `$NAME`, `$(…)` and the like, in order.
    pub expansions: Vec<Expansion>,
    /// Some of it stands in quotes.
    pub quoted: bool,
    /// In bytes of the code that was parsed.
    pub span: Span,
    /// Where it stands.
    pub line: u32,
    /// Where it stands.
    pub column: u32,
}

/// Something in a word that the shell replaces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Expansion {
    /// What kind.
    pub kind: ExpansionKind,
    /// The variable, for [`ExpansionKind::Variable`].
    pub name: Option<Shared>,
    /// As written.
    pub raw: Shared,
    /// Stands in double quotes, so that it stays one word.
    pub quoted: bool,
    /// `${NAME:-value}` and `${NAME:=value}`: it is fine for the name to be unset.
    pub has_default: bool,
    /// In bytes of the code that was parsed.
    pub span: Span,
    /// Where it stands.
    pub line: u32,
    /// Where it stands.
    pub column: u32,
}

/// What an [`Expansion`] stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum ExpansionKind {
    /// `$NAME`, `${NAME…}`, `$1`, `$?`
    Variable,
    /// `$(…)` or backquotes
    Command,
    /// `$((…))`
    Arithmetic,
    /// `<(…)` or `>(…)`
    Process,
    /// `<previous-version>` outside quotes: not an expansion of the shell, but
    /// nothing that a program should receive either.
    Placeholder,
}

/// `NAME=value`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Assignment {
    /// The name.
    pub name: Shared,
    /// The right-hand side.
    pub value: Word,
    /// `export`, `declare -x` or in front of a command.
    pub exported: bool,
    /// `+=`
    pub append: bool,
}

/// A redirection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Redirect {
    /// `>`, `>>`, `<`, `<<`, `<<-`, `<<<`, `&>`, `>&`, …
    pub operator: Shared,
    /// The descriptor in front, when one is written.
    pub descriptor: Option<u32>,
    /// The file, the descriptor, the here-string, or the here-document's
    /// delimiter. Absent when the code breaks off.
    pub target: Option<Word>,
    /// The text of a here-document.
    pub body: Option<HereDocument>,
    /// Where it stands.
    pub line: u32,
    /// In bytes of the code that was parsed, the body left out.
    pub span: Span,
}

/// The text of a here-document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct HereDocument {
    /// As written.
    pub text: Shared,
    /// The delimiter was quoted: nothing in the text is replaced.
    pub literal: bool,
    /// What is replaced in it.
    pub expansions: Vec<Expansion>,
    /// In bytes of the code that was parsed.
    pub span: Span,
    /// First line of the text.
    pub line: u32,
}
