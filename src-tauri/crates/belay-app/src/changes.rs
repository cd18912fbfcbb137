//! What changed, for whoever shows it.

use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;

/// The kinds of things that change behind the window's back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum What {
    /// A run: a unit, an input, a note.
    Run,
    /// A restore moved on.
    Restore,
    /// Folders or files of the library.
    Library,
    /// Environments or who we are in them.
    Identity,
}

/// Something changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What kind of thing.
    pub what: What,
    /// Which one; none for all of them.
    pub id: Option<String>,
}

/// Tells changes to any number of listeners.
#[derive(Clone)]
pub(crate) struct Changes(broadcast::Sender<Change>);

impl Changes {
    pub(crate) fn new() -> Self {
        Self(broadcast::channel(256).0)
    }

    pub(crate) fn tell(&self, what: What, id: Option<&str>) {
        // No listener is fine: the terminal has none.
        let _ = self.0.send(Change {
            what,
            id: id.map(str::to_owned),
        });
    }

    pub(crate) fn listen(&self) -> ChangeStream {
        ChangeStream(self.0.subscribe())
    }
}

/// Changes as they happen.
pub struct ChangeStream(broadcast::Receiver<Change>);

impl ChangeStream {
    /// The next change; none when the desk is gone. A listener that fell behind
    /// is told that everything may have changed.
    pub async fn next(&mut self) -> Option<Change> {
        match self.0.recv().await {
            Ok(change) => Some(change),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Change {
                what: What::Run,
                id: None,
            }),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}
