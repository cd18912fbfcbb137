//! `cargo xtask bench`: each figure beside its baseline and its target.

mod libraries;
mod processes;
mod screen;
mod table;
mod window;

use table::Row;

use crate::failure::{Failure, Outcome};
use crate::place::Place;
use crate::process::{command, run as run_loud};
use crate::setup;
use crate::ui;

type Measure = fn(&Place) -> Outcome<Vec<Row>>;

/// What `--only` takes, and what it measures.
const BENCHES: [(&str, Measure); 6] = [
    ("window", window::measure),
    ("chart", processes::measure),
    ("panel", libraries::panel),
    ("journal", libraries::journal),
    ("import", libraries::import),
    ("hostile", libraries::hostile),
];

/// `cargo xtask bench WORDS`.
pub fn run(place: &Place, words: &[&str]) -> Outcome<()> {
    let as_built = words.contains(&"--as-built");
    let words: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| *word != "--as-built")
        .collect();
    let only = read(&words)?;
    if !as_built {
        prepare(place)?;
    }
    let (mut rows, mut unmeasured) = (Vec::new(), Vec::new());
    for (name, measure) in BENCHES {
        if only.is_empty() || only.contains(&name) {
            println!("measuring {name}");
            // One that cannot be measured must not hide the others.
            match measure(place) {
                Ok(measured) => rows.extend(measured),
                Err(error) => {
                    println!("{name} could not be measured: {error}");
                    unmeasured.push(name);
                }
            }
        }
    }
    print!("\n{}", table::draw(&rows, &unmeasured));
    match rows.iter().filter(|row| !row.meets_target()).count() {
        0 if unmeasured.is_empty() => Ok(()),
        missed => Err(Failure::new(format!(
            "{missed} of {} figures miss their target; {} benches gave none.",
            rows.len(),
            unmeasured.len()
        ))),
    }
}

fn prepare(place: &Place) -> Outcome<()> {
    setup::run(place, &setup::DEMO)?;
    println!("build (release)");
    ui::build(place)?;
    build(
        place,
        &["-p", "belay"],
        &["belay", "belay-window"],
        &["empty_window"],
    )?;
    let libraries = [
        "-p",
        "belay-chart",
        "-p",
        "belay-journal",
        "-p",
        "belay-runbook",
    ];
    build(
        place,
        &libraries,
        &[],
        &[
            "panel_bench",
            "append_bench",
            "import_bench",
            "hostile_bench",
        ],
    )
}

/// Only what is measured: each program takes its time to optimise and link.
fn build(place: &Place, packages: &[&str], bins: &[&str], examples: &[&str]) -> Outcome<()> {
    let mut cargo = command(place, "cargo");
    cargo
        .args(["build", "--release", "--locked"])
        .args(packages);
    for bin in bins {
        cargo.args(["--bin", bin]);
    }
    for example in examples {
        cargo.args(["--example", example]);
    }
    run_loud(&mut cargo, "Building in release")
}

fn read<'a>(words: &[&'a str]) -> Outcome<Vec<&'a str>> {
    let mut only = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let name = (*word == "--only").then(|| words.next()).flatten();
        match name.filter(|name| BENCHES.iter().any(|(known, _)| known == *name)) {
            Some(name) => only.push(*name),
            None => {
                let names: Vec<&str> = BENCHES.iter().map(|(name, _)| *name).collect();
                return Err(
                    Failure::new("`cargo xtask bench` takes --only NAME and --as-built.")
                        .hint(format!("One of: {}.", names.join(", "))),
                );
            }
        }
    }
    Ok(only)
}

/// The middle of some figures.
fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    let half = figures.len() / 2;
    match figures.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => figures[half],
        _ => f64::midpoint(figures[half - 1], figures[half]),
    }
}
