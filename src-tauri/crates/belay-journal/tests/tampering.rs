//! Any record verifies as written, and any single changed bit in any stored row
//! is found and names its event.
#![allow(clippy::unwrap_used)]

use belay_journal::body::{ExitOutcome, ExitRecord, OutputRecord};
use belay_journal::{
    Author, EventBody, EventDraft, RunId, SqliteStore, Store, VerifyError, verify,
};
use jiff::Timestamp;
use proptest::prelude::*;
use rusqlite::Connection;
use rusqlite::types::Value as SqlValue;

fn body() -> impl Strategy<Value = EventBody> {
    let text = "\\PC{0,40}|[\\x00-\\x1f\"\\\\🪢é]{0,10}";
    prop_oneof![
        "[a-z0-9-]{1,12}".prop_map(|unit| EventBody::Ticked { unit }),
        ("[a-z]{1,4}", text).prop_map(|(unit, reason)| EventBody::Skipped { unit, reason }),
        (proptest::option::of("[a-z]{1,4}"), text)
            .prop_map(|(unit, text)| EventBody::Noted { unit, text }),
        ("[a-z]{1,6}", proptest::option::of(text), any::<bool>()).prop_map(
            |(input, value, secret)| EventBody::InputGiven {
                input,
                value,
                secret
            }
        ),
        ("[a-z]{1,4}", 1..9u32, any::<i32>(), text).prop_map(|(unit, attempt, code, tail)| {
            EventBody::CommandEnded {
                unit,
                attempt,
                exit: ExitRecord {
                    outcome: ExitOutcome::Exited { code },
                    duration_ms: 12,
                    output: OutputRecord {
                        bytes: 3,
                        sha256: "00".into(),
                        tail,
                        truncated: None,
                    },
                    directory: None,
                    exported: [("K".to_owned(), "v".to_owned())].into(),
                },
            }
        }),
        (text, any::<f64>()).prop_map(|(key, number)| EventBody::RestoreCompared {
            restore: "r".into(),
            summary: serde_json::json!({ key: number }),
        }),
    ]
}

fn draft() -> impl Strategy<Value = EventDraft> {
    (body(), 0..4_000_000_000i64, 0..1_000_000_000i32).prop_map(|(body, second, nano)| EventDraft {
        at: Timestamp::new(second, nano).unwrap(),
        author: Author {
            principal: "jt@desk".into(),
            program_version: "0.1.0".into(),
        },
        body,
    })
}

fn run() -> RunId {
    "the-run".parse().unwrap()
}

/// A journal in `directory` that holds `drafts` as one run.
fn store_in(directory: &tempfile::TempDir, drafts: &[EventDraft]) -> SqliteStore {
    let store = SqliteStore::open(&directory.path().join("journal.db")).unwrap();
    for (index, draft) in drafts.iter().enumerate() {
        store
            .append(&run(), u32::try_from(index).unwrap() + 1, draft.clone())
            .unwrap();
    }
    store
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..Default::default() })]

    #[test]
    fn whatever_is_appended_verifies_and_reads_back(
        drafts in proptest::collection::vec(draft(), 1..12)
    ) {
        let directory = tempfile::tempdir().unwrap();
        let store = store_in(&directory, &drafts);
        let events = store.events(&run()).unwrap();
        let verified = store.verify(&run()).unwrap();
        prop_assert_eq!(verify(&events).unwrap(), verified.clone());
        prop_assert_eq!(verified.events as usize, drafts.len());
        for (event, draft) in events.iter().zip(&drafts) {
            prop_assert_eq!(&event.body, &draft.body);
            prop_assert_eq!(event.at, draft.at);
        }
    }

    #[test]
    fn any_flipped_bit_in_any_row_names_its_event(
        drafts in proptest::collection::vec(draft(), 1..8),
        victim in any::<prop::sample::Index>(),
        column in 0..3usize,
        place in any::<prop::sample::Index>(),
        bit in 0..8u32,
    ) {
        let directory = tempfile::tempdir().unwrap();
        drop(store_in(&directory, &drafts));
        let path = directory.path().join("journal.db");
        let seq = u32::try_from(victim.index(drafts.len())).unwrap() + 1;
        let column = ["text", "prev", "hash"][column];
        flip(&Connection::open(&path).unwrap(), seq, column, place, bit);
        let broken = match SqliteStore::open(&path).unwrap().verify(&run()) {
            Err(VerifyError::Broken(broken)) => broken,
            other => return Err(TestCaseError::fail(format!("{column}: {other:?}"))),
        };
        prop_assert_eq!(broken.seq, seq, "{}: {}", column, broken);
    }
}

fn flip(connection: &Connection, seq: u32, column: &str, place: prop::sample::Index, bit: u32) {
    let mut bytes: Vec<u8> = connection
        .query_row(
            &format!("SELECT CAST({column} AS BLOB) FROM events WHERE seq = ?1"),
            [seq],
            |row| row.get(0),
        )
        .unwrap();
    let at = place.index(bytes.len());
    bytes[at] ^= 1 << bit;
    let kind = if column == "text" {
        "CAST(?1 AS TEXT)"
    } else {
        "?1"
    };
    connection
        .execute(
            &format!("UPDATE events SET {column} = {kind} WHERE seq = ?2"),
            rusqlite::params![SqlValue::Blob(bytes), seq],
        )
        .unwrap();
}

#[test]
fn a_byte_changed_in_the_file_itself_names_its_event() {
    let directory = tempfile::tempdir().unwrap();
    let drafts: Vec<_> = (1..=6)
        .map(|n| EventDraft {
            at: Timestamp::from_second(1_790_000_000 + n).unwrap(),
            author: Author {
                principal: "jt@desk".into(),
                program_version: "0.1.0".into(),
            },
            body: EventBody::Noted {
                unit: None,
                text: format!("needle-{n}-in-the-file"),
            },
        })
        .collect();
    drop(store_in(&directory, &drafts));
    let path = directory.path().join("journal.db");
    let mut file = std::fs::read(&path).unwrap();
    let needle = b"needle-4-in-the-file";
    let at = file
        .windows(needle.len())
        .position(|window| window == needle)
        .unwrap();
    file[at] = b'N';
    std::fs::write(&path, file).unwrap();
    let broken = SqliteStore::open(&path)
        .unwrap()
        .verify(&run())
        .unwrap_err()
        .to_string();
    assert_eq!(
        broken,
        "event 4 was changed: its hash is not the one that was written"
    );
}
