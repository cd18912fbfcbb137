//! What importing costs beside parsing alone.
//!
//! `cargo run --release -p belay-runbook --example import_bench -- FILE…` prints, for
//! each file, the median time of the bare Markdown parser, of the import, and their
//! ratio; then the time and the most memory for a library of 2,000 files of 21 MB made
//! of them, read one after the other, and for one file of 20 MB. Everything happens on
//! one thread. Memory is that of the whole process and is told on Linux only.
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
    let library: Vec<String> = (0..2_000)
        .map(|at| file_of(&texts, at, 21_000_000 / 2_000))
        .collect();
    let bytes: usize = library.iter().map(String::len).sum();
    forget_peak();
    let started = Instant::now();
    library.iter().for_each(|text| import(text));
    println!(
        "library of {} files, {bytes} bytes: import {:?}, peak {} MB",
        library.len(),
        started.elapsed(),
        peak()
    );
    drop(library);
    let large = texts
        .iter()
        .map(|(_, text)| text.as_str())
        .collect::<String>();
    let large = large.repeat(20_000_000 / large.len() + 1);
    let parse = timed(&large, bare);
    forget_peak();
    let import = timed(&large, import);
    println!(
        "one file of {} bytes: parse {parse:?}, import {import:?}, peak {} MB",
        large.len(),
        peak()
    );
}

/// A text of about so many bytes, made of all texts, beginning with another one each
/// time.
fn file_of(texts: &[(String, String)], first: usize, bytes: usize) -> String {
    let mut out = String::with_capacity(bytes);
    let all = texts.iter().cycle().skip(first % texts.len());
    for (_, text) in all {
        let room = bytes - out.len();
        if text.len() >= room {
            out.push_str(&text[..text.floor_char_boundary(room)]);
            break;
        }
        out.push_str(text);
    }
    out
}

/// The most memory that the process had since [`forget_peak`], in MB of a million
/// bytes; 0 where the system does not tell it.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1_024 / 1_000_000
}

fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
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
