//! Figures that a crate measures of itself, with an example of its own.

use std::cmp::Ordering;
use std::fs;
use std::path::PathBuf;

use super::table::{Row, Target};
use crate::failure::{Failure, Outcome};
use crate::place::Place;
use crate::process::{command, quiet};

fn example(place: &Place, name: &str, words: &[&str]) -> Outcome<String> {
    let program = place.target.join("release/examples").join(name);
    quiet(
        command(place, program).args(words),
        &format!("The bench {name}"),
    )
}

/// A panel of metrics, drawn to SVG.
pub fn panel(place: &Place) -> Outcome<Vec<Row>> {
    let said = example(place, "panel_bench", &[])?;
    let row = |shape: &str, name: &str, most| {
        Ok(Row {
            name: format!("panel of {name} points, to SVG"),
            figure: number_after(&said, &format!("svg {shape}: "))?,
            baseline: None,
            unit: "ms",
            target: Target::AtMost(most),
        })
    };
    Ok(vec![
        row("3 x 1440", "3 × 1,440", 1.0)?,
        row("5 x 100800", "5 × 100,800", 10.0)?,
    ])
}

/// A durable append against a bare commit of the same row.
pub fn journal(place: &Place) -> Outcome<Vec<Row>> {
    // Below target: a temporary folder may be memory, where a commit costs nothing.
    let folder = place.target.join("xtask");
    let said = example(place, "append_bench", &[&folder.to_string_lossy()])?;
    Ok(vec![Row {
        name: "durable journal append".into(),
        figure: number_after(&said, "append: median ")?,
        baseline: Some((number_after(&said, "same row: median ")?, "SQLite commit")),
        unit: "µs",
        target: Target::RatioAtMost(1.3),
    }])
}

/// Reading the sample runbook that costs most beside the bare parser on the same text,
/// a library of samples, and 20 MB of them in one file.
pub fn import(place: &Place) -> Outcome<Vec<Row>> {
    let folder = place.root.join("src-tauri/samples");
    let entries = fs::read_dir(&folder).map_err(|error| Failure::file("read", &folder, &error))?;
    let samples: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    let names: Vec<&str> = samples.iter().filter_map(|path| path.to_str()).collect();
    let said = example(place, "import_bench", &names)?;
    let line = |begin: &str| {
        let mut lines = said.lines();
        let found = lines.find(|line| line.starts_with(begin));
        found.unwrap_or_default()
    };
    let row = |name: String, line: &str| {
        Ok(Row {
            name,
            figure: milliseconds_after(line, "import ")?,
            baseline: Some((milliseconds_after(line, "parse ")?, "parser alone")),
            unit: "ms",
            target: Target::RatioAtMost(2.5),
        })
    };
    Ok(vec![
        row(
            format!("reading a runbook, the worst of {} samples", names.len()),
            dearest(&said),
        )?,
        row("reading a runbook of 20 MB".into(), line("one file of"))?,
        Row {
            name: "reading 2,000 runbooks of 21 MB, one after the other".into(),
            figure: milliseconds_after(line("library of"), "import ")?,
            baseline: None,
            unit: "ms",
            target: Target::AtMost(2_000.0),
        },
        Row {
            name: "memory of the process while they are read, texts included".into(),
            figure: number_after(line("library of"), "peak ")?,
            baseline: None,
            unit: "MB",
            target: Target::AtMost(150.0),
        },
        Row {
            name: "memory of the process while 20 MB are read, text included".into(),
            figure: number_after(line("one file of"), "peak ")?,
            baseline: None,
            unit: "MB",
            target: Target::AtMost(150.0),
        },
    ])
}

/// The line of the file whose import costs most beside its parsing.
fn dearest(said: &str) -> &str {
    let times = |line: &&str| {
        let ratio = line.strip_suffix(" times")?.rsplit(' ').next()?;
        ratio.parse::<f64>().ok()
    };
    let lines = said.lines().filter(|line| times(line).is_some());
    let worst = lines.max_by(|a, b| times(a).partial_cmp(&times(b)).unwrap_or(Ordering::Equal));
    worst.unwrap_or_default()
}

/// How the time grows when a text that is built to be slow is twice as long.
pub fn hostile(place: &Place) -> Outcome<Vec<Row>> {
    let said = example(place, "hostile_bench", &[])?;
    let shapes = said
        .lines()
        .filter(|line| line.starts_with("read "))
        .count();
    Ok(vec![Row {
        name: format!("time for twice the text, worst of {shapes} hostile shapes"),
        figure: number_after(&said, "worst: ")?,
        baseline: None,
        unit: "×",
        target: Target::AtMost(2.5),
    }])
}

/// The duration that follows `mark`, as Rust prints one: `845.3µs`, `1.2ms`, `2.1s`.
fn milliseconds_after(said: &str, mark: &str) -> Outcome<f64> {
    let read = || {
        let word = said.split_once(mark)?.1.split([',', ' ']).next()?.trim();
        let unit = word.find(|letter: char| letter.is_alphabetic())?;
        let factor = match &word[unit..] {
            "ns" => 1e-6,
            "µs" => 1e-3,
            "ms" => 1.0,
            "s" => 1e3,
            _ => return None,
        };
        Some(word[..unit].parse::<f64>().ok()? * factor)
    };
    read().ok_or_else(|| {
        Failure::new(format!(
            "The bench did not say `{mark}` with a duration, but:\n{said}"
        ))
    })
}

/// The number that follows `mark`.
fn number_after(said: &str, mark: &str) -> Outcome<f64> {
    said.split_once(mark)
        .and_then(|(_, rest)| rest.split_whitespace().next()?.parse().ok())
        .ok_or_else(|| Failure::new(format!("The bench did not say `{mark}`, but:\n{said}")))
}

#[cfg(test)]
mod tests {
    use super::{dearest, milliseconds_after, number_after};

    #[test]
    fn figures_are_read_from_what_a_bench_says() {
        let said = "append: median 412 µs\nbare commit of the same row: median 398 µs\n";
        assert_eq!(number_after(said, "append: median ").unwrap(), 412.0);
        assert_eq!(number_after(said, "same row: median ").unwrap(), 398.0);
        assert!(number_after(said, "import: median ").is_err());
    }

    #[test]
    fn the_worst_of_all_files_is_told() {
        let said = "a.md: parse 1µs, import 3µs, 3.00 times\nb.md: parse 1µs, import 12µs, \
                    12.00 times\nc.md: parse 1µs, import 5µs, 5.00 times\nlibrary of 2 files\n";
        assert!(dearest(said).starts_with("b.md"));
        assert_eq!(dearest("library of 2 files"), "");
    }

    #[test]
    fn durations_are_read_in_every_unit() {
        let said = "a.md 3000 bytes: parse 845.5µs, import 1.25ms, 1.48 times";
        assert_eq!(milliseconds_after(said, "parse ").unwrap(), 0.8455);
        assert_eq!(milliseconds_after(said, "import ").unwrap(), 1.25);
        assert_eq!(milliseconds_after("import 2s", "import ").unwrap(), 2000.0);
        assert!(milliseconds_after("import soon", "import ").is_err());
    }
}
