//! The record of runs: append-only, hash-chained events, what they add up to,
//! and where they are kept.
//!
//! A run is a sequence of [`Event`]s and nothing else. [`RunView::project`]
//! folds them into the state that a person sees; [`Store`] keeps them;
//! [`verify`] proves that none was changed, left out or moved.
//!
//! # The chain
//! `hash = SHA-256(prev ‖ text)`. `prev` is the hash of the event before it
//! (32 zero bytes for the first), `text` the event's canonical JSON: see
//! [`canonical`]. The text holds run, sequence number, instant, author, schema
//! version and body, so that none of them can be changed alone. What is stored
//! and hashed is the text itself: an event that this version cannot read is
//! kept and verified all the same.

pub mod body;
pub mod canonical;
mod chain;
mod digest;
mod event;
pub mod presence;
mod sqlite;
mod store;
pub mod view;

pub use body::EventBody;
pub use chain::{Broken, Verified, verify};
pub use digest::{Digest, ParseDigestError};
pub use event::{Author, Event, EventDraft, EventError, ParseRunIdError, RunId, SCHEMA};
pub use sqlite::{SCHEMA_VERSION, SqliteStore, VerifyError};
pub use store::{EnvironmentLock, LockReply, Locks, RunHead, Store, StoreError};
pub use view::RunView;
