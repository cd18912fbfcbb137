//! Records of runs as far as they were read. A record only grows, so what was
//! read once is kept, and only what others added since is read again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use belay_journal::{Event, RunId, RunView, Store};

use crate::error::EngineError;

/// How much text of events is kept, in bytes, over all runs. What was not used
/// for longest goes first.
const MOST_KEPT: usize = 64 * 1024 * 1024;

/// A run's events and what they add up to.
#[derive(Debug, Clone)]
pub(super) struct Record {
    /// In order, from the first.
    pub events: Vec<Event>,
    /// Their projection.
    pub view: Arc<RunView>,
    /// The events' text, in bytes.
    bytes: usize,
}

impl Record {
    fn grow(&mut self, news: Vec<Event>) {
        let view = Arc::make_mut(&mut self.view);
        news.iter().for_each(|event| view.apply(event));
        self.bytes += text(&news);
        self.events.extend(news);
    }
}

/// The records that were read.
pub(super) struct Records {
    kept: Mutex<Kept>,
    most: usize,
}

#[derive(Default)]
struct Kept {
    records: HashMap<RunId, (Arc<Record>, u64)>,
    uses: u64,
}

impl Default for Records {
    fn default() -> Self {
        Self {
            kept: Mutex::default(),
            most: MOST_KEPT,
        }
    }
}

impl Records {
    /// The record of `run` up to now.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRun`], and when its events cannot be read.
    pub fn read(&self, store: &dyn Store, run: &RunId) -> Result<Arc<Record>, EngineError> {
        // Taken out, so that nobody else holds it and it grows without a copy.
        let record = match self.take(run) {
            Some(known) => brought_up_to_date(store, run, known)?,
            None => Arc::new(begun(run, store.events(run)?)?),
        };
        self.keep(run, &record);
        Ok(record)
    }

    fn take(&self, run: &RunId) -> Option<Arc<Record>> {
        self.lock().records.remove(run).map(|(record, _)| record)
    }

    fn keep(&self, run: &RunId, record: &Arc<Record>) {
        let mut kept = self.lock();
        kept.uses += 1;
        let now = kept.uses;
        kept.records.insert(run.clone(), (record.clone(), now));
        let mut bytes: usize = kept.records.values().map(|(record, _)| record.bytes).sum();
        while bytes > self.most && kept.records.len() > 1 {
            let oldest = kept.records.iter().min_by_key(|(_, (_, used))| *used);
            let Some(oldest) = oldest.map(|(run, _)| run.clone()) else {
                return;
            };
            if let Some((gone, _)) = kept.records.remove(&oldest) {
                bytes -= gone.bytes;
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        // A panic while the lock was held leaves a map that is still whole.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn brought_up_to_date(
    store: &dyn Store,
    run: &RunId,
    mut known: Arc<Record>,
) -> Result<Arc<Record>, EngineError> {
    let last = known.view.last_hash;
    let news = store.events_after(run, known.view.last_seq)?;
    let same_file = match news.first() {
        Some(first) => first.prev == last,
        None => store.head(run)?.is_some_and(|head| head.hash == last),
    };
    if !same_file {
        // Another file stands in the journal's place: nothing known holds.
        return Ok(Arc::new(begun(run, store.events(run)?)?));
    }
    if !news.is_empty() {
        Arc::make_mut(&mut known).grow(news);
    }
    Ok(known)
}

fn begun(run: &RunId, events: Vec<Event>) -> Result<Record, EngineError> {
    if events.is_empty() {
        return Err(EngineError::NoSuchRun(run.to_string()));
    }
    let view = RunView::project(&events).map_err(|source| EngineError::NotARun {
        run: run.clone(),
        source,
    })?;
    Ok(Record {
        bytes: text(&events),
        view: Arc::new(view),
        events,
    })
}

fn text(events: &[Event]) -> usize {
    events.iter().map(|event| event.text().len()).sum()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use belay_journal::body::EnvironmentSnapshot;
    use belay_journal::{Author, EventBody, EventDraft, SqliteStore};

    fn start(store: &SqliteStore, run: &RunId) {
        let body = EventBody::RunStarted {
            title: "A run".into(),
            runbook: None,
            scope: Vec::new(),
            environment: EnvironmentSnapshot {
                name: "dev".into(),
                tier: "development".into(),
                profile: "dev".into(),
                role_arn: None,
                region: "eu-west-1".into(),
                account_id: "222222222222".into(),
                variables: std::collections::BTreeMap::new(),
            },
            directory: "/".into(),
        };
        let author = Author {
            principal: "jt@desk".into(),
            program_version: "0.1.0".into(),
        };
        let at = jiff::Timestamp::UNIX_EPOCH;
        store
            .append(run, 1, EventDraft { at, author, body })
            .unwrap();
    }

    #[test]
    fn what_was_not_used_for_longest_is_let_go_of_when_there_is_too_much() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("journal.db")).unwrap();
        let runs: Vec<RunId> = ["a", "b", "c"]
            .iter()
            .map(|id| id.parse().unwrap())
            .collect();
        runs.iter().for_each(|run| start(&store, run));
        let mut records = Records::default();
        records.most = 2 * records.read(&store, &runs[0]).unwrap().bytes;
        for run in [0, 1, 0, 2] {
            records.read(&store, &runs[run]).unwrap();
        }
        let kept = records.lock();
        let kept: Vec<bool> = runs
            .iter()
            .map(|run| kept.records.contains_key(run))
            .collect();
        assert_eq!(kept, [true, false, true]);
    }
}
