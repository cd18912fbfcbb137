#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;
use std::thread;

use jiff::Timestamp;
use rusqlite::Connection;

use super::{SCHEMA_VERSION, SqliteStore};
use crate::{
    Author, Digest, EnvironmentLock, EventBody, EventDraft, LockReply, Locks, RunId, Store,
    StoreError,
};

fn run(name: &str) -> RunId {
    name.parse().unwrap()
}

fn draft(body: EventBody) -> EventDraft {
    EventDraft {
        at: "2026-11-21T08:12:00.123456789Z".parse().unwrap(),
        author: Author {
            principal: "jt@desk".into(),
            program_version: "0.1.0".into(),
        },
        body,
    }
}

fn note(text: &str) -> EventDraft {
    draft(EventBody::Noted {
        unit: None,
        text: text.to_owned(),
    })
}

fn fill(store: &SqliteStore, name: &str, count: u32) {
    for seq in 1..=count {
        store
            .append(&run(name), seq, note(&format!("note {seq}")))
            .unwrap();
    }
}

/// A journal with runs `a` (5 events) and `b` (3), closed, and changed by `sql`.
fn tampered(sql: &str) -> (tempfile::TempDir, SqliteStore) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.db");
    let store = SqliteStore::open(&path).unwrap();
    fill(&store, "a", 5);
    fill(&store, "b", 3);
    drop(store);
    Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    (directory, SqliteStore::open(&path).unwrap())
}

fn verdict(sql: &str) -> String {
    let (_directory, store) = tampered(sql);
    store.verify(&run("a")).unwrap_err().to_string()
}

#[test]
fn what_was_appended_is_there_after_reopening() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("deep/er/journal.db");
    let store = SqliteStore::open(&path).unwrap();
    fill(&store, "a", 3);
    let written = store.events(&run("a")).unwrap();
    drop(store);
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(store.events(&run("a")).unwrap(), written);
    assert_eq!(written[2].prev, written[1].hash);
    assert_eq!(written[0].prev, Digest::ZERO);
    assert_eq!(
        crate::verify(&written).unwrap(),
        store.verify(&run("a")).unwrap()
    );
    assert_eq!(store.events(&run("none")).unwrap(), []);
    let heads = store.heads().unwrap();
    assert_eq!(heads.len(), 1);
    assert_eq!((heads[0].seq, heads[0].hash), (3, written[2].hash));
}

#[test]
fn the_stored_text_has_one_known_form() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&directory.path().join("journal.db")).unwrap();
    let event = store.append(&run("a"), 1, note("hold \"fast\"")).unwrap();
    insta::assert_snapshot!(event.text(), @r#"{"at":"2026-11-21T08:12:00.123456789Z","author":{"principal":"jt@desk","programVersion":"0.1.0"},"body":{"kind":"noted","text":"hold \"fast\"","unit":null},"run":"a","schema":1,"seq":1}"#);
    // SHA-256 of 32 zero bytes and the text above, computed with another program.
    insta::assert_snapshot!(event.hash, @"58010c9ce4ef59dd28e932ba238705d4794fa66a3117b5df0c88c55901b86767");
}

#[test]
fn a_second_writer_is_told_of_the_first() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.db");
    let (one, two) = (
        SqliteStore::open(&path).unwrap(),
        SqliteStore::open(&path).unwrap(),
    );
    one.append(&run("a"), 1, note("one")).unwrap();
    let conflict = two.append(&run("a"), 1, note("two")).unwrap_err();
    assert!(
        matches!(
            conflict,
            StoreError::Conflict {
                expected: 1,
                next: 2,
                ..
            }
        ),
        "{conflict}"
    );
    let conflict = two.append(&run("a"), 3, note("two")).unwrap_err();
    assert!(
        matches!(
            conflict,
            StoreError::Conflict {
                expected: 3,
                next: 2,
                ..
            }
        ),
        "{conflict}"
    );
    two.append(&run("a"), 2, note("two")).unwrap();
    assert_eq!(one.events(&run("a")).unwrap().len(), 2);
}

/// Appends `count` events, giving way whenever somebody else was faster.
fn append_all(path: &Path, who: &str, count: u32) {
    let store = SqliteStore::open(path).unwrap();
    let mut next = 1;
    for _ in 0..count {
        loop {
            match store.append(&run("shared"), next, note(who)) {
                Ok(event) => {
                    next = event.seq + 1;
                    break;
                }
                Err(StoreError::Conflict { next: theirs, .. }) => next = theirs,
                Err(error) => panic!("{who}: {error}"),
            }
        }
    }
}

#[test]
fn threads_that_open_and_write_at_once_lose_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.db");
    thread::scope(|scope| {
        for who in ["one", "two", "three"] {
            let path = &path;
            scope.spawn(move || append_all(path, who, 20));
        }
    });
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(store.verify(&run("shared")).unwrap().events, 60);
}

const CHILD: &str = "BELAY_JOURNAL_TEST_CHILD";

/// Not a test of its own: the other process of the next one.
#[test]
fn child_process_writer() {
    if let Some(path) = std::env::var_os(CHILD) {
        append_all(Path::new(&path), "child", 20);
    }
}

#[test]
fn processes_that_write_at_once_lose_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.db");
    let child = || {
        Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "sqlite::tests::child_process_writer",
                "--nocapture",
            ])
            .env(CHILD, &path)
            .spawn()
            .unwrap()
    };
    let mut children = [child(), child()];
    append_all(&path, "parent", 20);
    for child in &mut children {
        assert!(child.wait().unwrap().success());
    }
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(store.verify(&run("shared")).unwrap().events, 60);
}

#[test]
fn a_full_disk_is_said_and_leaves_nothing_half_written() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&directory.path().join("journal.db")).unwrap();
    fill(&store, "a", 2);
    let pages: u32 = store
        .connection()
        .query_row("PRAGMA page_count", (), |row| row.get(0))
        .unwrap();
    store
        .connection()
        .query_row(&format!("PRAGMA max_page_count = {pages}"), (), |row| {
            row.get::<_, u32>(0)
        })
        .unwrap();
    let full = store
        .append(&run("a"), 3, note(&"long ".repeat(10_000)))
        .unwrap_err();
    assert!(matches!(full, StoreError::DiskFull { .. }), "{full}");
    let full = full.to_string();
    assert!(
        full.contains("is full; the event was not written and nothing was run"),
        "{full}"
    );
    assert_eq!(store.verify(&run("a")).unwrap().events, 2);

    store
        .connection()
        .query_row("PRAGMA max_page_count = 100000", (), |row| {
            row.get::<_, u32>(0)
        })
        .unwrap();
    store.append(&run("a"), 3, note("space again")).unwrap();
    assert_eq!(store.verify(&run("a")).unwrap().events, 3);
}

#[test]
fn a_read_only_journal_is_said() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&directory.path().join("journal.db")).unwrap();
    fill(&store, "a", 2);
    store
        .connection()
        .execute_batch("PRAGMA query_only = ON")
        .unwrap();
    let error = store.append(&run("a"), 3, note("no")).unwrap_err();
    assert!(matches!(error, StoreError::ReadOnly { .. }), "{error}");
    assert_eq!(store.events(&run("a")).unwrap().len(), 2);
}

#[test]
fn a_journal_from_a_newer_version_is_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.db");
    fill(&SqliteStore::open(&path).unwrap(), "a", 2);
    let newer = SCHEMA_VERSION + 1;
    Connection::open(&path)
        .unwrap()
        .execute_batch(&format!("PRAGMA user_version = {newer}"))
        .unwrap();
    let before = std::fs::read(&path).unwrap();
    let error = SqliteStore::open(&path).err().unwrap();
    assert!(
        matches!(
            error,
            StoreError::NewerVersion {
                found: 2,
                supported: 1,
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert_eq!(
        std::fs::read_dir(directory.path()).unwrap().count(),
        1,
        "no file beside it"
    );
}

#[test]
fn another_file_is_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.db");
    for content in [b"not a database at all".to_vec(), vec![b'x'; 5_000]] {
        std::fs::write(&path, &content).unwrap();
        let error = SqliteStore::open(&path).err().unwrap();
        assert!(matches!(error, StoreError::NotAJournal { .. }), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), content);
    }
    let other = directory.path().join("other.db");
    Connection::open(&other)
        .unwrap()
        .execute_batch("PRAGMA user_version = 7; CREATE TABLE t (x)")
        .unwrap();
    assert!(matches!(
        SqliteStore::open(&other).err().unwrap(),
        StoreError::NotAJournal { .. }
    ));
}

#[test]
fn a_directory_in_the_way_is_said() {
    let directory = tempfile::tempdir().unwrap();
    let error = SqliteStore::open(directory.path()).err().unwrap();
    assert!(matches!(error, StoreError::CannotOpen { .. }), "{error}");
}

#[test]
fn a_changed_row_is_named() {
    let changed = "was changed: its hash is not the one that was written";
    for (sql, what) in [
        (
            "UPDATE events SET text = replace(text, 'note 3', 'note 8') WHERE run = 1",
            changed,
        ),
        (
            "UPDATE events SET hash = zeroblob(32) WHERE run = 1 AND seq = 3",
            changed,
        ),
        (
            "UPDATE events SET prev = zeroblob(32) WHERE run = 1 AND seq = 3",
            changed,
        ),
        (
            "UPDATE events SET hash = zeroblob(31) WHERE run = 1 AND seq = 3",
            { "was changed: a hash in it is none" },
        ),
        (
            "UPDATE events SET text = CAST(x'ff' || substr(text, 2) AS TEXT) \
             WHERE run = 1 AND seq = 3",
            changed,
        ),
    ] {
        assert_eq!(verdict(sql), format!("event 3 {what}"), "{sql}");
    }
}

#[test]
fn a_deleted_moved_or_added_row_is_named() {
    for (sql, what) in [
        ("DELETE FROM events WHERE run = 1 AND seq = 2", {
            "event 2 is missing: event 3 stands in its place"
        }),
        (
            "UPDATE events SET seq = -2 WHERE run = 1 AND seq = 2; \
             UPDATE events SET seq = 2 WHERE run = 1 AND seq = 3; \
             UPDATE events SET seq = 3 WHERE run = 1 AND seq = -2",
            "event 2 is missing: event 3 stands in its place",
        ),
        (
            "UPDATE events SET seq = 9 WHERE run = 1 AND seq = 5",
            "event 5 is stored as event 9",
        ),
        ("DELETE FROM events WHERE run = 1 AND seq >= 4", {
            "event 4 is missing: the record had 5 events"
        }),
        (
            "DELETE FROM events WHERE run = 1",
            "event 1 is missing: the record had 5 events",
        ),
        (
            "UPDATE runs SET seq = 4 WHERE id = 1",
            "event 5 stands behind the end of the record, or the end was changed",
        ),
        (
            "UPDATE runs SET hash = zeroblob(32) WHERE id = 1",
            "event 5 is not the one with which the record ended",
        ),
        (
            "UPDATE events SET run = 9 WHERE run = 2; UPDATE events SET run = 2 WHERE run = 1; \
             UPDATE events SET run = 1 WHERE run = 9",
            "event 1 belongs to run b",
        ),
        (
            "UPDATE runs SET run = 'c' WHERE id = 1",
            "there is no run a in this journal",
        ),
    ] {
        assert_eq!(verdict(sql), what, "{sql}");
    }
}

#[test]
fn another_run_is_not_blamed() {
    let (_directory, store) = tampered("UPDATE events SET text = '{}' WHERE run = 1 AND seq = 2");
    assert!(store.verify(&run("a")).is_err());
    assert_eq!(store.verify(&run("b")).unwrap().events, 3);
    assert_eq!(store.events(&run("b")).unwrap().len(), 3);
}

#[test]
fn an_event_of_a_newer_kind_is_kept_and_verified() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&directory.path().join("journal.db")).unwrap();
    let newer = serde_json::json!({"kind": "approved", "unit": "u", "by": ["x", {"n": 3}]});
    store
        .append(&run("a"), 1, draft(EventBody::Unknown(newer.clone())))
        .unwrap();
    store.append(&run("a"), 2, note("after")).unwrap();
    let events = store.events(&run("a")).unwrap();
    assert_eq!(events[0].body, EventBody::Unknown(newer));
    assert_eq!(events[0].body.unit(), Some("u"));
    assert_eq!(crate::verify(&events).unwrap().events, 2);
    assert_eq!(store.verify(&run("a")).unwrap().events, 2);
}

#[test]
fn a_payload_with_floats_comes_back_as_it_was() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&directory.path().join("journal.db")).unwrap();
    let body = EventBody::RestoreCompared {
        restore: "r".into(),
        summary: serde_json::json!({"share": 0.1, "items": 12.0, "big": 1e300}),
    };
    store.append(&run("a"), 1, draft(body.clone())).unwrap();
    assert_eq!(store.events(&run("a")).unwrap()[0].body, body);
    assert_eq!(store.verify(&run("a")).unwrap().events, 1);
}

fn lock(name: &str, since: &str, until: &str) -> EnvironmentLock {
    EnvironmentLock {
        environment: "apexshare-prod".into(),
        run: run(name),
        owner: "jt@desk".into(),
        since: since.parse().unwrap(),
        until: until.parse().unwrap(),
    }
}

#[test]
fn one_run_at_a_time_holds_an_environment() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal.db");
    let (one, two) = (
        SqliteStore::open(&path).unwrap(),
        SqliteStore::open(&path).unwrap(),
    );
    let first = lock("a", "2026-11-21T08:00:00Z", "2026-11-21T08:30:00Z");
    let second = lock("b", "2026-11-21T08:10:00Z", "2026-11-21T08:40:00Z");
    assert_eq!(one.acquire(first.clone(), None).unwrap(), LockReply::Held);
    assert_eq!(one.acquire(first.clone(), None).unwrap(), LockReply::Held);
    assert_eq!(
        two.acquire(second.clone(), None).unwrap(),
        LockReply::HeldBy(first.clone())
    );
    two.release("apexshare-prod", &run("b")).unwrap();
    assert_eq!(two.holder("apexshare-prod").unwrap(), Some(first));
    assert_eq!(
        two.acquire(second, Some(&run("a"))).unwrap(),
        LockReply::Held
    );
    let late = lock("c", "2026-11-21T08:40:00Z", "2026-11-21T09:00:00Z");
    assert_eq!(
        one.acquire(late.clone(), None).unwrap(),
        LockReply::Held,
        "the lease was over"
    );
    one.release("apexshare-prod", &late.run).unwrap();
    assert_eq!(one.holder("apexshare-prod").unwrap(), None);
}

#[test]
fn the_instant_is_kept_as_read() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&directory.path().join("journal.db")).unwrap();
    let early: Timestamp = "2001-01-01T00:00:00Z".parse().unwrap();
    store.append(&run("a"), 1, note("now")).unwrap();
    store
        .append(
            &run("a"),
            2,
            EventDraft {
                at: early,
                ..note("clock set back")
            },
        )
        .unwrap();
    assert_eq!(store.events(&run("a")).unwrap()[1].at, early);
}
