//! Figures that a crate measures of itself, with an example of its own.

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

/// Reading a runbook against the bare parser on the same text.
pub fn import(place: &Place) -> Outcome<Vec<Row>> {
    let said = example(place, "import_bench", &[])?;
    Ok(vec![Row {
        name: "reading a runbook".into(),
        figure: number_after(&said, "import: median ")?,
        baseline: Some((number_after(&said, "parser: median ")?, "comrak alone")),
        unit: "µs",
        target: Target::RatioAtMost(2.5),
    }])
}

/// The number that follows `mark`.
fn number_after(said: &str, mark: &str) -> Outcome<f64> {
    said.split_once(mark)
        .and_then(|(_, rest)| rest.split_whitespace().next()?.parse().ok())
        .ok_or_else(|| Failure::new(format!("The bench did not say `{mark}`, but:\n{said}")))
}

#[cfg(test)]
mod tests {
    use super::number_after;

    #[test]
    fn figures_are_read_from_what_a_bench_says() {
        let said = "append: median 412 µs\nbare commit of the same row: median 398 µs\n";
        assert_eq!(number_after(said, "append: median ").unwrap(), 412.0);
        assert_eq!(number_after(said, "same row: median ").unwrap(), 398.0);
        assert!(number_after(said, "import: median ").is_err());
    }
}
