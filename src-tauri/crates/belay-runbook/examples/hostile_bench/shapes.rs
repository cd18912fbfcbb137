//! Text that is built to be slow, by what reads it.

mod aws;
mod markdown;
mod shell;

use std::fmt::Write as _;

/// A shape of text: its name, and what makes one of about so many bytes.
pub(crate) type Shape = (&'static str, fn(usize) -> String);

/// All of them.
pub(crate) fn all() -> impl Iterator<Item = &'static Shape> {
    [markdown::SHAPES, shell::SHAPES, aws::SHAPES]
        .into_iter()
        .flatten()
}

/// Pieces with a growing number until there are enough bytes.
fn growing(n: usize, piece: impl Fn(usize) -> String) -> String {
    let mut out = String::with_capacity(n + 64);
    let mut at = 1;
    while out.len() < n {
        let _ = write!(out, "{}", piece(at));
        at += 1;
    }
    out
}

/// As many of a piece as fit into blocks of shell code.
fn shell(piece: &str, n: usize) -> String {
    shell_of(&piece.repeat(n / piece.len()))
}

fn shell_of(code: &str) -> String {
    format!("# Title\n\n```sh\n{code}\n```\n")
}
