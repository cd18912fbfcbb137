//! Markdown to a typed runbook, its linter, and the reader of AWS CLI lines; pure.
//!
//! [`read`] takes the text of any Markdown file and gives a [`Runbook`]: its
//! sections, every code block and task item as a [`Step`] with its line, what has
//! to be filled in, and the rules that the prose states. The text is never
//! changed, nothing outside is looked at, and no clock is read.
//!
//! | Question | Where |
//! |---|---|
//! | What does a runbook consist of? | [`model`] |
//! | How is shell code understood? | [`shell`] |
//! | How do values get into a command? | [`fill()`] |
//! | What does an `aws` line ask for? | [`awscli`] |
//! | What does a command change? | [`effect`] |
//! | What is wrong with a runbook? | [`check`] |
//! | How is a tool asked for its version? | [`tools`] |

pub mod awscli;
pub mod check;
pub mod effect;
pub mod model;
pub mod shell;
pub mod tools;

mod ascii;
mod error;
mod fill;
mod maps;
mod phrases;
mod reading;
mod rules;
mod stretches;
mod version;
mod words;

pub use error::ReadError;
pub use fill::{Refusal, Unfilled, fill, quoted, variables};
pub use model::*;
pub use reading::tiers_in_brackets;
pub use rules::{length_in, window_in, zones};
pub use version::Version;

/// Reads the text of a Markdown file.
///
/// Line numbers in the result count from 1 in `text` as it was given: a byte
/// order mark, CRLF line ends and tabs are left where they are. A text without
/// any step gives a [`Runbook`] without steps.
///
/// # Errors
/// [`ReadError::TooLarge`] above [`MAX_BYTES`].
pub fn read(text: &str) -> Result<Runbook, ReadError> {
    if text.len() > MAX_BYTES {
        return Err(ReadError::TooLarge { bytes: text.len() });
    }
    Ok(reading::runbook(text))
}

/// Reads the bytes of a Markdown file, which must be UTF-8.
///
/// # Errors
/// [`ReadError::Utf16`] for what Windows calls Unicode, [`ReadError::NotUtf8`] with
/// the first offending byte and its line, otherwise as [`read`].
pub fn read_bytes(bytes: &[u8]) -> Result<Runbook, ReadError> {
    // What such a file begins with is nothing in UTF-8.
    if matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
        return Err(ReadError::Utf16);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => read(text),
        Err(fault) => {
            let offset = fault.valid_up_to();
            let line = 1 + bytes[..offset].iter().filter(|b| **b == b'\n').count();
            Err(ReadError::NotUtf8 {
                offset,
                line,
                source: fault,
            })
        }
    }
}

/// The JSON Schema of what may be added to a file: front matter, and the hints
/// under `$defs`.
pub const SCHEMA: &str = include_str!("../schema.json");

/// The largest text that [`read`] takes, in bytes.
///
/// Positions cross to the window as 32-bit numbers, and no runbook written by
/// people comes near it.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;
