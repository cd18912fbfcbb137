//! What a durable append costs against a bare SQLite commit of the same row.
//!
//! `cargo run --release -p belay-journal --example append_bench -- DIRECTORY [COUNT]`
//!
//! DIRECTORY must lie on a real disk: on tmpfs a commit costs nothing, and the
//! ratio says nothing. Prints medians, and the ratio.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use belay_journal::body::{ExitOutcome, ExitRecord, OutputRecord};
use belay_journal::{Author, Event, EventBody, EventDraft, RunId, SqliteStore, Store};
use jiff::Timestamp;
use rusqlite::{Connection, params};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let directory = args.next().ok_or("give a directory on a real disk")?;
    let count: u32 = args.next().map_or(Ok(400), |count| count.parse())?;
    let directory = Path::new(&directory).join(format!("append-bench-{}", std::process::id()));
    std::fs::create_dir_all(&directory)?;
    let times = measure(&directory, count);
    std::fs::remove_dir_all(&directory)?;
    let (ours, bare) = times?;
    let ratio = ours.as_secs_f64() / bare.as_secs_f64();
    println!("append: median {} µs", ours.as_micros());
    println!(
        "bare commit of the same row: median {} µs",
        bare.as_micros()
    );
    println!("ratio {ratio:.2} (target ≤ 1.30), {count} pairs, taken in turn");
    Ok(())
}

/// In turn, one of each, so that whatever else the disk does hits both alike.
fn measure(directory: &Path, count: u32) -> Result<(Duration, Duration), Box<dyn Error>> {
    let store = SqliteStore::open(&directory.join("journal.db"))?;
    let bare = bare(&directory.join("bare.db"))?;
    let run: RunId = "bench".parse()?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for seq in 1..=count {
        let draft = draft(seq)?;
        let begin = Instant::now();
        let event = store.append(&run, seq, draft)?;
        ours.push(begin.elapsed());
        let begin = Instant::now();
        commit(&bare, &event)?;
        theirs.push(begin.elapsed());
    }
    Ok((median(ours), median(theirs)))
}

fn bare(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.query_row("PRAGMA journal_mode = WAL", (), |_| Ok(()))?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL;
         CREATE TABLE events (run INTEGER NOT NULL, seq INTEGER NOT NULL, text TEXT NOT NULL,
             prev BLOB NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (run, seq)) STRICT, WITHOUT ROWID;",
    )?;
    Ok(connection)
}

fn commit(connection: &Connection, event: &Event) -> rusqlite::Result<usize> {
    connection
        .prepare_cached(
            "INSERT INTO events (run, seq, text, prev, hash) VALUES (1, ?1, ?2, ?3, ?4)",
        )?
        .execute(params![
            event.seq,
            event.text(),
            event.prev.as_bytes(),
            event.hash.as_bytes()
        ])
}

/// A command's end with some lines of output: the usual large event.
fn draft(seq: u32) -> Result<EventDraft, Box<dyn Error>> {
    Ok(EventDraft {
        at: Timestamp::from_second(1_790_000_000 + i64::from(seq))?,
        author: Author {
            principal: "jt@desk".into(),
            program_version: "0.1.0".into(),
        },
        body: EventBody::CommandEnded {
            unit: "rollback-procedures/database/2".into(),
            attempt: seq,
            exit: ExitRecord {
                outcome: ExitOutcome::Exited { code: 0 },
                duration_ms: 1_234,
                output: OutputRecord {
                    bytes: 900,
                    sha256: "0".repeat(64),
                    tail: "TableStatus ACTIVE, ItemCount 1200\n".repeat(20),
                    truncated: None,
                },
                directory: Some("/srv/apexshare".into()),
                exported: [("STAGE".to_owned(), "prod".to_owned())].into(),
            },
        },
    })
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
