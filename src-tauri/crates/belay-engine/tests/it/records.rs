//! What is read of a record that somebody else may have added to.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use belay_journal::view::UnitStatus;
use belay_journal::{Event, EventDraft, RunHead, RunId, SqliteStore, Store, StoreError};

use crate::support::{World, development, ids};

const TWO_TICKS: &str = "# Orders\n\n- [ ] First.\n- [ ] Second.\n";

/// A store that counts the events it hands out, and can be replaced.
struct Counting {
    store: Mutex<Arc<SqliteStore>>,
    read: AtomicUsize,
}

impl Counting {
    fn new(store: &Arc<SqliteStore>) -> Arc<Self> {
        Arc::new(Self {
            store: Mutex::new(store.clone()),
            read: AtomicUsize::new(0),
        })
    }

    fn store(&self) -> Arc<SqliteStore> {
        self.store.lock().unwrap().clone()
    }

    fn taken(&self) -> usize {
        self.read.swap(0, Ordering::SeqCst)
    }
}

impl Store for Counting {
    fn append(&self, run: &RunId, seq: u32, draft: EventDraft) -> Result<Event, StoreError> {
        self.store().append(run, seq, draft)
    }

    fn events_after(&self, run: &RunId, seq: u32) -> Result<Vec<Event>, StoreError> {
        let events = self.store().events_after(run, seq)?;
        self.read.fetch_add(events.len(), Ordering::SeqCst);
        Ok(events)
    }

    fn head(&self, run: &RunId) -> Result<Option<RunHead>, StoreError> {
        self.store().head(run)
    }

    fn heads(&self) -> Result<Vec<RunHead>, StoreError> {
        self.store().heads()
    }
}

#[test]
fn only_what_another_window_added_is_read_again() {
    let world = World::new();
    let store = Counting::new(&world.store);
    let engine = world.engine_on(store.clone());
    let run = world.start(&engine, TWO_TICKS, development());
    let units = ids(&engine, &run);
    engine.load(&run).unwrap();
    store.taken();

    engine.load(&run).unwrap();
    assert_eq!(store.taken(), 0);

    world
        .another_window()
        .engine()
        .tick(&run, &units[1])
        .unwrap();
    let loaded = engine.load(&run).unwrap();
    assert_eq!(store.taken(), 1);
    assert_eq!(loaded.view.status(&units[1]), UnitStatus::Done);
    assert_eq!(loaded.events().len(), loaded.view.last_seq as usize);
}

#[test]
fn a_journal_put_in_the_place_of_another_is_read_from_its_start() {
    let (world, other) = (World::new(), World::new());
    let store = Counting::new(&world.store);
    let engine = world.engine_on(store.clone());
    let run = world.start(&engine, TWO_TICKS, development());
    let units = ids(&engine, &run);
    engine.tick(&run, &units[0]).unwrap();

    // The same clock and randomness: the same id, and another history.
    let there = other.engine();
    assert_eq!(other.start(&there, TWO_TICKS, development()), run);
    there.tick(&run, &units[1]).unwrap();
    *store.store.lock().unwrap() = other.store.clone();

    let view = engine.view(&run).unwrap();
    assert_eq!(view.status(&units[0]), UnitStatus::Pending);
    assert_eq!(view.status(&units[1]), UnitStatus::Done);

    *store.store.lock().unwrap() = World::new().store;
    assert!(engine.view(&run).is_err(), "it is gone");
}
