//! How the time of reading and checking grows on text that is built to be slow.
//!
//! `cargo run --release -p belay-runbook --example hostile_bench [BYTES] [NAME]` prints,
//! for each shape, the time for `BYTES` (100,000 without it), for twice and for four
//! times as many, and the growth with each doubling: 2 when the work is linear, 4 when
//! it is quadratic. Where both doublings look like more than linear, it is measured
//! again up to sixteen times the bytes, and the growth is that from the fourfold on:
//! memory that no longer fits a cache costs once, what is not linear costs with every
//! doubling. Time is that of the processor where the system tells it, so that other
//! programs count little. The last line names the worst of those that take long enough
//! to be told from noise.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod shapes;

use std::time::{Duration, Instant};

/// Growth from which on it is measured again.
const SUSPICIOUS: f64 = 2.2;

fn main() {
    let mut words = std::env::args().skip(1);
    let bytes = words.next().map_or(100_000, |word| word.parse().unwrap());
    let only = words.next();
    let mut worst: (f64, &str) = (0.0, "");
    for (name, make) in shapes::all() {
        let named = |only: &String| name.contains(only.as_str());
        if !only.as_ref().is_none_or(named) {
            continue;
        }
        for (what, work) in [("read", read as fn(&str)), ("check", check)] {
            let at = |times: usize| timed(&make(times * bytes), work);
            let [once, twice, four] = [1, 2, 4].map(at);
            let mut ratio = growth(once, twice).min(growth(twice, four));
            let mut again = "";
            if ratio > SUSPICIOUS {
                let least = |times: usize| (0..3).map(|_| at(times)).min().unwrap();
                ratio = growth(least(4), least(16)).sqrt();
                again = "again";
            }
            println!(
                "{what:5} {name:40} {once:>12.2?} {twice:>12.2?} {four:>12.2?} {ratio:5.2} {again}"
            );
            if ratio > worst.0 && four > Duration::from_millis(4) {
                worst = (ratio, name);
            }
        }
    }
    println!("worst: {:.2} {}", worst.0, worst.1);
}

fn growth(from: Duration, to: Duration) -> f64 {
    to.as_secs_f64() / from.as_secs_f64()
}

fn read(text: &str) {
    std::hint::black_box(belay_runbook::read(text).unwrap());
}

fn check(text: &str) {
    let book = belay_runbook::read(text).unwrap();
    std::hint::black_box(belay_runbook::check::check(
        &book,
        text,
        &belay_runbook::check::Options::default(),
    ));
}

/// The mean of as many as take long enough for the clock of the processor, which on
/// Linux moves by some milliseconds at a time.
fn timed(text: &str, work: fn(&str)) -> Duration {
    let clock = Clock::now();
    let mut count = 0;
    loop {
        work(text);
        count += 1;
        let elapsed = clock.elapsed();
        if elapsed > Duration::from_millis(100) || count == 50 {
            return elapsed / count;
        }
    }
}

/// What this thread has used of the processor; the time of day where that is not told.
struct Clock {
    used: Option<Duration>,
    started: Instant,
}

impl Clock {
    fn now() -> Self {
        let (used, started) = (Self::used(), Instant::now());
        Self { used, started }
    }

    fn elapsed(&self) -> Duration {
        let used = self.used.and_then(|before| Some(Self::used()? - before));
        used.unwrap_or_else(|| self.started.elapsed())
    }

    fn used() -> Option<Duration> {
        let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        let nanoseconds = told.split(' ').next()?.parse().ok()?;
        Some(Duration::from_nanos(nanoseconds))
    }
}
