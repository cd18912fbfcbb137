//! What a library of many runbooks costs: the first look into it, the list of a
//! second start, and searches.
//!
//! `cargo run --release -p belay-library --example library_bench -- FILE…` makes
//! 2,000 files of the named ones in a temporary folder and prints the figures.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use belay_library::{Changed, Library, Query};

const FILES: usize = 2_000;
const SEARCHES: [&str; 12] = [
    "restore",
    "rollback database",
    "restore-table-to-point-in-time",
    "--target-table-name",
    "$ENVIRONMENT",
    "aws",
    "the",
    "cloudwatch alarm",
    "\"error rate\"",
    "deploy prod",
    "unlikelyword",
    "s",
];

fn main() {
    let texts: Vec<String> = std::env::args()
        .skip(1)
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    assert!(!texts.is_empty(), "name the files to make a library of");
    let (home, books) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut bytes = 0;
    for n in 0..FILES {
        let text = format!("<!-- {n} -->\n{}", texts[n % texts.len()]);
        bytes += text.len();
        let folder = books.path().join(format!("team-{}", n / 50));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("runbook-{n}.md")), text).unwrap();
    }
    println!("{FILES} files, {} MB", bytes / 1_000_000);
    let root = books.path().canonicalize().unwrap();

    let (library, told) = open(home.path());
    println!(
        "first look into them: {:?}",
        looked_into(&library, &told, &root)
    );
    searches(&library);
    drop(library);
    let size: u64 = std::fs::read_dir(home.path())
        .unwrap()
        .map(|entry| entry.unwrap().metadata().unwrap().len())
        .sum();
    println!("index on disk: {} MB", size / 1_000_000);

    let started = Instant::now();
    let (library, told) = open(home.path());
    library.set_folders(std::slice::from_ref(&root));
    let listed = library.folders().unwrap()[0].files.len();
    println!(
        "second start: {listed} listed after {:?}",
        started.elapsed()
    );
    println!(
        "and looked into again: {:?}",
        looked_into(&library, &told, &root)
    );
}

fn open(home: &Path) -> (Library, Receiver<Changed>) {
    let (tell, told) = channel();
    let library = Library::open(home, move |changed| {
        let _ = tell.send(changed);
    });
    (library.unwrap(), told)
}

fn looked_into(library: &Library, told: &Receiver<Changed>, root: &Path) -> Duration {
    let started = Instant::now();
    library.set_folders(&[root.to_owned()]);
    while library.folders().unwrap()[0].progress.is_some() {
        told.recv().unwrap();
    }
    started.elapsed()
}

fn searches(library: &Library) {
    let mut times = Vec::new();
    for typed in SEARCHES {
        let mut own = Vec::new();
        let mut hits = 0;
        for _ in 0..40 {
            let started = Instant::now();
            hits = library.search(&Query::parse(typed)).unwrap().hits.len();
            own.push(started.elapsed());
        }
        own.sort();
        println!("  {typed}: {hits} hits, median {:?}", own[20]);
        times.extend(own);
    }
    times.sort();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    println!("search: p50 {:?}, p99 {:?}", at(50), at(99));
}
