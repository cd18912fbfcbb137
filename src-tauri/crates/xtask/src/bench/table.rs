//! The one table that a bench prints.

/// What a figure has to be.
#[derive(Clone, Copy)]
pub enum Target {
    /// Figure ÷ baseline at most this.
    RatioAtMost(f64),
    /// Baseline ÷ figure at least this.
    TimesFaster(f64),
    /// The figure itself at most this, in its unit.
    AtMost(f64),
}

/// One line: a figure, what it is held against, what it has to be.
pub struct Row {
    /// What was measured.
    pub name: String,
    /// How much it is.
    pub figure: f64,
    /// The same of the baseline, where there is one, and what it is.
    pub baseline: Option<(f64, &'static str)>,
    /// Unit of both.
    pub unit: &'static str,
    /// What it has to be.
    pub target: Target,
}

impl Row {
    fn ratio(&self) -> Option<f64> {
        let (baseline, _) = self.baseline?;
        Some(match self.target {
            Target::TimesFaster(_) => baseline / self.figure,
            _ => self.figure / baseline,
        })
    }

    /// Whether the target is met. A figure that is not a number meets none.
    pub fn meets_target(&self) -> bool {
        match (self.target, self.ratio()) {
            (Target::RatioAtMost(most), Some(ratio)) => ratio <= most,
            (Target::TimesFaster(least), Some(ratio)) => ratio >= least,
            (Target::AtMost(most), _) => self.figure <= most,
            (_, None) => false,
        }
    }

    fn cells(&self) -> [String; 6] {
        let amount = |value: f64| format!("{} {}", rounded(value), self.unit);
        let target = match self.target {
            Target::RatioAtMost(most) => format!("≤ {most} ×"),
            Target::TimesFaster(least) => format!("≥ {least} × faster"),
            Target::AtMost(most) => format!("≤ {most} {}", self.unit),
        };
        [
            self.name.clone(),
            amount(self.figure),
            self.baseline.map_or("–".into(), |(value, what)| {
                format!("{} ({what})", amount(value))
            }),
            self.ratio()
                .map_or("–".into(), |ratio| format!("{ratio:.2} ×")),
            target,
            if self.meets_target() { "met" } else { "missed" }.into(),
        ]
    }
}

/// All rows, in columns; those that could not be measured last.
pub fn draw(rows: &[Row], unmeasured: &[&str]) -> String {
    let head = ["figure", "Belay", "baseline", "ratio", "target", ""].map(str::to_owned);
    let lines: Vec<[String; 6]> = std::iter::once(head)
        .chain(rows.iter().map(Row::cells))
        .chain(
            unmeasured
                .iter()
                .map(|name| [*name, "–", "–", "–", "–", "not measured"].map(str::to_owned)),
        )
        .collect();
    let width = |column: usize| {
        lines
            .iter()
            .map(|line| line[column].chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..6).map(width).collect();
    let drawn = lines.iter().map(|line| {
        let cells = line
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:<width$}"));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    });
    drawn.collect()
}

fn rounded(value: f64) -> String {
    match value.abs() {
        small if small < 1.0 => format!("{value:.3}"),
        small if small < 100.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(figure: f64, baseline: Option<f64>, target: Target) -> Row {
        Row {
            name: "it".into(),
            figure,
            baseline: baseline.map(|value| (value, "bare")),
            unit: "ms",
            target,
        }
    }

    #[test]
    fn targets_are_met_at_their_bound_and_missed_beyond_it() {
        assert!(row(1.3, Some(1.0), Target::RatioAtMost(1.3)).meets_target());
        assert!(!row(1.31, Some(1.0), Target::RatioAtMost(1.3)).meets_target());
        assert!(row(50.0, Some(400.0), Target::TimesFaster(8.0)).meets_target());
        assert!(!row(51.0, Some(400.0), Target::TimesFaster(8.0)).meets_target());
        assert!(!row(f64::NAN, None, Target::AtMost(10.0)).meets_target());
    }

    #[test]
    fn the_table_tells_figure_baseline_ratio_and_target() {
        let rows = [
            row(0.61, None, Target::AtMost(1.0)),
            row(600.0, Some(400.0), Target::RatioAtMost(1.4)),
        ];
        assert_eq!(
            draw(&rows, &["window"]),
            "figure  Belay     baseline       ratio   target\n\
             it      0.610 ms  –              –       ≤ 1 ms   met\n\
             it      600 ms    400 ms (bare)  1.50 ×  ≤ 1.4 ×  missed\n\
             window  –         –              –       –        not measured\n"
        );
    }
}
