//! What a report consists of, whichever way it is written down.

use crate::timeline::Tone;

/// A piece of a report.
pub(super) enum Node {
    /// A heading: level 1 to 4.
    Heading(u8, Line),
    /// A paragraph, perhaps with a tone.
    Paragraph(Line, Tone),
    /// Names and values.
    Facts(Vec<(String, Line)>),
    /// Points.
    List(Vec<Line>),
    /// A table: head, rows with their tone.
    Table(Vec<String>, Vec<(Vec<Line>, Tone)>),
    /// Text of a machine, as it is.
    Code(String),
    /// A picture with its title and what can be seen on it.
    Picture {
        title: String,
        summary: String,
        svg: String,
    },
}

/// A line of text with pieces in code type.
#[derive(Clone, Default)]
pub(super) struct Line(pub Vec<Piece>);

/// A piece of a line.
#[derive(Clone)]
pub(super) enum Piece {
    Plain(String),
    Code(String),
}

impl Line {
    /// Text as it is.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self(vec![Piece::Plain(text.into())])
    }

    /// Text of a machine.
    pub(super) fn code(text: impl Into<String>) -> Self {
        Self(vec![Piece::Code(text.into())])
    }

    /// A sentence of the program, with names of things in backticks.
    pub(super) fn sentence(text: &str) -> Self {
        let mut pieces = Vec::new();
        for (index, piece) in text.split('`').enumerate() {
            if piece.is_empty() {
                continue;
            }
            let piece = piece.to_owned();
            pieces.push(if index % 2 == 0 {
                Piece::Plain(piece)
            } else {
                Piece::Code(piece)
            });
        }
        Self(pieces)
    }

    pub(super) fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }
}
