//! One event: its names, its author, and its text.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::body::EventBody;
use crate::canonical::{NotCanonical, to_canonical};
use crate::digest::Digest;

/// Version of the event's form, written into every event.
pub const SCHEMA: u32 = 1;

/// Names a run: 1 to 64 of `a–z A–Z 0–9 -`, so that it can name a file too.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, specta::Type,
)]
#[serde(into = "String", try_from = "String")]
#[specta(type = String)]
pub struct RunId(String);

impl RunId {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text cannot name a run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` cannot name a run: 1 to 64 letters, digits and dashes can")]
pub struct ParseRunIdError(String);

impl FromStr for RunId {
    type Err = ParseRunIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        fits.then(|| Self(text.to_owned()))
            .ok_or_else(|| ParseRunIdError(text.to_owned()))
    }
}

impl From<RunId> for String {
    fn from(run: RunId) -> Self {
        run.0
    }
}

impl TryFrom<String> for RunId {
    type Error = ParseRunIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// Who wrote an event, and with what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Author {
    /// `user@host`, or the ARN once AWS has said who it is.
    pub principal: String,
    /// Version of Belay.
    pub program_version: String,
}

/// An event that has no place in a run yet.
#[derive(Debug, Clone, PartialEq)]
pub struct EventDraft {
    /// The clock's reading. Kept as read, even when the clock went backwards:
    /// order is by sequence number.
    pub at: Timestamp,
    /// Who.
    pub author: Author,
    /// What.
    pub body: EventBody,
}

/// An event in its place. Made by a [`crate::Store`] only.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// The run.
    pub run: RunId,
    /// Its place, from 1, without gaps.
    pub seq: u32,
    /// The clock's reading when it was written.
    pub at: Timestamp,
    /// Who wrote it.
    pub author: Author,
    /// What happened.
    pub body: EventBody,
    /// Hash of the event before.
    pub prev: Digest,
    /// Hash of this one.
    pub hash: Digest,
    /// The canonical text, as stored and hashed.
    #[serde(skip)]
    text: String,
}

/// An event could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// Something in it is not JSON.
    #[error("the event cannot be written as JSON")]
    Write(#[source] serde_json::Error),
    /// It holds a number that is not whole.
    #[error(transparent)]
    NotCanonical(#[from] NotCanonical),
    /// The stored text is not an event.
    #[error("the stored text is not an event: {0}")]
    Read(#[source] serde_json::Error),
}

/// The form in which an event is stored and hashed.
#[derive(Serialize)]
struct TextOut<'a> {
    schema: u32,
    run: &'a RunId,
    seq: u32,
    at: Timestamp,
    author: &'a Author,
    body: &'a EventBody,
}

#[derive(Deserialize)]
struct TextIn {
    run: RunId,
    seq: u32,
    at: Timestamp,
    author: Author,
    body: EventBody,
}

impl Event {
    /// Gives a draft its place after the event whose hash is `prev`.
    ///
    /// # Errors
    /// [`EventError`] when the draft has no canonical form.
    pub fn place(
        run: &RunId,
        seq: u32,
        prev: Digest,
        draft: EventDraft,
    ) -> Result<Self, EventError> {
        let EventDraft { at, author, body } = draft;
        let out = TextOut {
            schema: SCHEMA,
            run,
            seq,
            at,
            author: &author,
            body: &body,
        };
        let value = serde_json::to_value(out).map_err(EventError::Write)?;
        let text = to_canonical(&value)?;
        let hash = Digest::link(&prev, text.as_bytes());
        Ok(Self {
            run: run.clone(),
            seq,
            at,
            author,
            body,
            prev,
            hash,
            text,
        })
    }

    /// Reads an event from its stored text. Does not check the hashes.
    ///
    /// # Errors
    /// [`EventError::Read`] when the text is not an event.
    pub fn read(text: String, prev: Digest, hash: Digest) -> Result<Self, EventError> {
        let TextIn {
            run,
            seq,
            at,
            author,
            body,
        } = serde_json::from_str(&text).map_err(EventError::Read)?;
        Ok(Self {
            run,
            seq,
            at,
            author,
            body,
            prev,
            hash,
            text,
        })
    }

    /// The canonical text: what is stored and hashed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}
