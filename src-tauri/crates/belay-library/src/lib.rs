//! Which runbooks are there, what does each hold, where does a word stand? Files
//! are only ever read.
//!
//! | Question | Where |
//! |---|---|
//! | Which folders are open, and how do they stand? | [`Library`] |
//! | Which runbooks does a folder hold? | [`Scan`] |
//! | What does one file hold? | [`Opened`], [`read`] |
//! | What is known without reading the files? | [`Filed`], kept in an index |
//! | What was asked for? | [`Query`] |
//! | Which runbook does a link lead to? | [`link`] |

mod error;
mod file;
mod index;
mod library;
mod mark;
mod query;
mod scan;
mod shelf;
mod watch;

pub mod link;

pub use error::LibraryError;
pub use file::{Opened, check, id_of, read};
pub use index::{Filed, Index};
pub use library::{Changed, Folder, Found, Hit, Library, Progress};
pub use mark::Piece;
pub use query::Query;
pub use scan::{Scan, Target};
