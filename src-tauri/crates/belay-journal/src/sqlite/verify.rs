//! Proof that a record is whole, over the rows as they are stored.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension};

use super::{SqliteStore, store_error};
use crate::chain::{Broken, Chain, Verified};
use crate::digest::Digest;
use crate::event::RunId;
use crate::store::StoreError;

/// A record could not be proved whole.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// It is not whole.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// There is no such run.
    #[error("there is no run {0} in this journal")]
    NoSuchRun(RunId),
    /// The file could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SqliteStore {
    /// Proves that the stored rows of a run are what was written: no byte
    /// changed, no row missing, moved or added, none cut off at the end.
    ///
    /// Whoever can write the file can also write a whole new chain: compare
    /// [`Verified::last_hash`] with one noted elsewhere (it stands in every
    /// exported report) to exclude that.
    ///
    /// # Errors
    /// [`VerifyError::Broken`] names the first event that is not as written.
    pub fn verify(&self, run: &RunId) -> Result<Verified, VerifyError> {
        let connection = self.connection();
        let head = raw_head(&connection, run).map_err(|e| store_error(&self.path, e))?;
        let head = head.ok_or_else(|| VerifyError::NoSuchRun(run.clone()))?;
        Ok(walk(&connection, run, &head)?)
    }
}

struct RawHead {
    id: i64,
    seq: Option<i64>,
    hash: Option<Digest>,
}

fn raw_head(connection: &Connection, run: &RunId) -> rusqlite::Result<Option<RawHead>> {
    connection
        .query_row(
            "SELECT id, seq, hash FROM runs WHERE run = ?1",
            [run.as_str()],
            |row| {
                let seq = row.get_ref(1)?.as_i64().ok();
                let hash = row.get_ref(2)?.as_blob().ok().and_then(Digest::from_bytes);
                Ok(RawHead {
                    id: row.get(0)?,
                    seq,
                    hash,
                })
            },
        )
        .optional()
}

fn walk(connection: &Connection, run: &RunId, head: &RawHead) -> Result<Verified, Broken> {
    let mut chain = Chain::default();
    let unreadable =
        |seq: u32, e: rusqlite::Error| Broken::new(seq, format!("cannot be read: {e}"));
    let mut statement = connection
        .prepare("SELECT seq, text, prev, hash FROM events WHERE run = ?1 ORDER BY seq")
        .map_err(|e| unreadable(1, e))?;
    let mut rows = statement.query([head.id]).map_err(|e| unreadable(1, e))?;
    loop {
        let seq = chain.next_seq();
        let row = match rows.next() {
            Ok(Some(row)) => row,
            Ok(None) => break,
            Err(error) => return Err(unreadable(seq, error)),
        };
        let event = link(&mut chain, row).map_err(|what| match what {
            Link::Broken(broken) => broken,
            Link::Sqlite(error) => unreadable(seq, error),
        })?;
        if event.1 != *run {
            return Err(Broken::new(seq, format!("belongs to run {}", event.1)));
        }
        if event.0 != i64::from(seq) {
            return Err(Broken::new(seq, format!("is stored as event {}", event.0)));
        }
    }
    compare_with_head(chain, head)
}

enum Link {
    Broken(Broken),
    Sqlite(rusqlite::Error),
}

/// Adds a row to the chain; gives the number it is stored under and its run.
fn link(chain: &mut Chain, row: &rusqlite::Row<'_>) -> Result<(i64, RunId), Link> {
    let seq = chain.next_seq();
    let value = |column| row.get_ref(column).map_err(Link::Sqlite);
    let changed = |what: &str| Link::Broken(Broken::new(seq, format!("was changed: {what}")));
    let number = value(0)?
        .as_i64()
        .map_err(|_| changed("its number is none"))?;
    let text = match value(1)? {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes,
        _ => return Err(changed("its text is none")),
    };
    let hash = |column| {
        let bytes = value(column)?.as_blob().ok().and_then(Digest::from_bytes);
        bytes.ok_or_else(|| changed("a hash in it is none"))
    };
    let event = chain
        .link(text, &hash(2)?, &hash(3)?)
        .map_err(Link::Broken)?;
    Ok((number, event.run))
}

fn compare_with_head(chain: Chain, head: &RawHead) -> Result<Verified, Broken> {
    let next = chain.next_seq();
    let Some(head_seq) = head.seq.and_then(|seq| u32::try_from(seq).ok()) else {
        return Err(Broken::new(
            next,
            "cannot be told: the end of the record was changed",
        ));
    };
    if head_seq >= next {
        return Err(Broken::new(
            next,
            format!("is missing: the record had {head_seq} events"),
        ));
    }
    if head_seq + 1 < next {
        let what = "stands behind the end of the record, or the end was changed";
        return Err(Broken::new(head_seq + 1, what));
    }
    let verified = chain.end()?;
    if head.hash != Some(verified.last_hash) {
        return Err(Broken::new(
            head_seq,
            "is not the one with which the record ended",
        ));
    }
    Ok(verified)
}
