//! What importing costs beside parsing alone.
//!
//! `cargo run --release -p belay-runbook --example import_bench -- FILE…` prints, for
//! each file and for a library of 2,000 files made of them, the median time of the
//! bare Markdown parser, of the import, and their ratio.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::time::{Duration, Instant};

fn main() {
    let texts: Vec<(String, String)> = std::env::args()
        .skip(1)
        .map(|path| (path.clone(), std::fs::read_to_string(path).unwrap()))
        .collect();
    for (path, text) in &texts {
        let (parse, import) = (median(text, bare), median(text, import));
        let ratio = import.as_secs_f64() / parse.as_secs_f64();
        println!(
            "{path} {} bytes: parse {parse:?}, import {import:?}, {ratio:.2} times",
            text.len()
        );
    }
    if texts.is_empty() {
        return;
    }
    let (mut bytes, mut files) = (0, 0);
    let started = Instant::now();
    while files < 2_000 {
        let text = &texts[files % texts.len()].1;
        import(text);
        bytes += text.len();
        files += 1;
    }
    println!("{files} files, {bytes} bytes: {:?}", started.elapsed());
    let large = texts
        .iter()
        .map(|(_, text)| text.as_str())
        .collect::<String>();
    let large = large.repeat(20_000_000 / large.len() + 1);
    let (parse, import) = (timed(&large, bare), timed(&large, import));
    println!(
        "one file of {} bytes: parse {parse:?}, import {import:?}",
        large.len()
    );
}

fn bare(text: &str) {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.tasklist = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    let arena = comrak::Arena::new();
    std::hint::black_box(comrak::parse_document(&arena, text, &options));
}

fn import(text: &str) {
    std::hint::black_box(belay_runbook::read(text).unwrap());
}

fn timed(text: &str, work: fn(&str)) -> Duration {
    let started = Instant::now();
    work(text);
    started.elapsed()
}

fn median(text: &str, work: fn(&str)) -> Duration {
    let mut times: Vec<Duration> = (0..101).map(|_| timed(text, work)).collect();
    times.sort();
    times[50]
}
