//! `cargo xtask test`: everything that continuous integration checks, the cheap
//! stages first.

mod counts;
mod stages;

use std::time::{Duration, Instant};

use counts::Count;
use stages::{STAGES, Stage, Workshop};

use crate::failure::{Failure, Outcome};
use crate::place::Place;
use crate::setup;
use crate::steps::seconds;

/// How a stage ended.
enum Ended {
    Well(Count),
    Badly(Count, String),
    NotRun,
}

/// What was asked for on the command line.
#[derive(Default)]
struct Wanted<'a> {
    only: Vec<&'a str>,
    keep_going: bool,
}

/// `cargo xtask test WORDS`.
pub fn run(place: &Place, words: &[&str]) -> Outcome<()> {
    if words == ["--list"] {
        for stage in &STAGES {
            println!("{:<10} {}", stage.name, stage.what);
        }
        return Ok(());
    }
    let wanted = read(words)?;
    let began = Instant::now();
    setup::run(place, &setup::EVERYTHING)?;
    let setup_took = began.elapsed();
    let mut workshop = Workshop::new(place);
    let mut table = vec![("setup", Ended::Well(Count::default()), setup_took)];
    let mut stopped = false;
    for stage in STAGES
        .iter()
        .filter(|stage| wanted.only.is_empty() || wanted.only.contains(&stage.name))
    {
        if stopped {
            table.push((stage.name, Ended::NotRun, Duration::ZERO));
            continue;
        }
        let began = Instant::now();
        let ended = run_stage(stage, &mut workshop);
        stopped = matches!(ended, Ended::Badly(..)) && !wanted.keep_going;
        table.push((stage.name, ended, began.elapsed()));
    }
    summarise(&table, began.elapsed())
}

fn run_stage(stage: &Stage, workshop: &mut Workshop) -> Ended {
    println!("\n=== {}: {}", stage.name, stage.what);
    match (stage.run)(workshop) {
        Ok(count) if count.failed == 0 => Ended::Well(count),
        Ok(count) => Ended::Badly(count, format!("{} failed", count.failed)),
        Err(failure) => {
            println!("{failure}");
            Ended::Badly(
                Count {
                    passed: 0,
                    failed: 1,
                },
                "see above".into(),
            )
        }
    }
}

fn summarise(table: &[(&str, Ended, Duration)], whole: Duration) -> Outcome<()> {
    println!(
        "\n{:<10} {:>12} {:>8} {:>8}  result",
        "stage", "time", "passed", "failed"
    );
    let mut sum = Count::default();
    let mut not_run = 0;
    for (name, ended, took) in table {
        let (count, word) = match ended {
            Ended::Well(count) => (*count, "ok"),
            Ended::Badly(count, why) => (*count, why.as_str()),
            Ended::NotRun => {
                not_run += 1;
                println!("{name:<10} {:>12} {:>8} {:>8}  not run", "", "", "");
                continue;
            }
        };
        sum = sum + count;
        let Count { passed, failed } = count;
        println!(
            "{name:<10} {:>12} {passed:>8} {failed:>8}  {word}",
            seconds(*took)
        );
    }
    println!("{:<10} {:>12}", "together", seconds(whole));
    if not_run > 0 {
        println!("{not_run} stages were not run; `--keep-going` runs them too.");
    }
    println!("{} passed, {} failed", sum.passed, sum.failed);
    match table
        .iter()
        .find(|(_, ended, _)| matches!(ended, Ended::Badly(..)))
    {
        None => Ok(()),
        Some((name, ..)) => Err(Failure::new(format!("Stage {name} did not pass."))
            .hint(format!("`cargo xtask test --only {name}` runs it alone."))),
    }
}

fn read<'a>(words: &[&'a str]) -> Outcome<Wanted<'a>> {
    let mut wanted = Wanted::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "--keep-going" => wanted.keep_going = true,
            "--only" => wanted.only.push(stage_named(words.next().copied())?),
            other => {
                return Err(
                    Failure::new(format!("`cargo xtask test` does not know `{other}`."))
                        .hint("It takes --only STAGE, --keep-going, --list."),
                );
            }
        }
    }
    Ok(wanted)
}

fn stage_named(name: Option<&str>) -> Outcome<&str> {
    name.filter(|name| STAGES.iter().any(|stage| stage.name == *name))
        .ok_or_else(|| {
            let names: Vec<&str> = STAGES.iter().map(|stage| stage.name).collect();
            Failure::new("--only wants the name of a stage.")
                .hint(format!("One of: {}.", names.join(", ")))
        })
}
