//! Periods, data points and thresholds of alarms that CloudWatch refuses or that
//! are never reached.

use crate::awscli::{AwsLine, Place};
use crate::check::{Book, Finding};

pub(super) fn run(book: &mut Book<'_>) {
    for site in 0..book.sites.len() {
        if !book.sites[site].is_aws("cloudwatch", "put-metric-alarm") {
            continue;
        }
        let Some(line) = &book.sites[site].aws else {
            continue;
        };
        let found: Vec<(Place, Finding)> = [
            points_of_periods(line),
            period_of_alarm(line),
            length_of_alarm(line),
            out_of_range(line),
            per_cent_against_text(line),
        ]
        .into_iter()
        .flatten()
        .collect();
        for (place, finding) in found {
            book.report_at(site, &place, finding);
        }
    }
}

fn number(line: &AwsLine, option: &str) -> Option<(f64, Place)> {
    let value = line.value(option)?;
    Some((value.text.trim().parse().ok()?, value.place.clone()))
}

/// More data points than there are.
fn points_of_periods(line: &AwsLine) -> Option<(Place, Finding)> {
    let (points, place) = number(line, "datapoints-to-alarm")?;
    let (periods, _) = number(line, "evaluation-periods")?;
    (points > periods).then(|| {
        (
            place,
            refused(format!(
                "{points} data points are to be bad of {periods} that are looked at."
            )),
        )
    })
}

/// Every period that CloudWatch evaluates an alarm by.
fn period_of_alarm(line: &AwsLine) -> Option<(Place, Finding)> {
    let (period, place) = number(line, "period")?;
    let allowed =
        [1.0, 5.0, 10.0, 20.0, 30.0].contains(&period) || (period > 0.0 && period % 60.0 == 0.0);
    (!allowed).then(|| {
        let finding = refused(format!("An alarm has no period of {period} seconds."));
        (place, finding.fix("Write 10, 20, 30 or a multiple of 60."))
    })
}

/// A day, or a week where each period is an hour or more.
fn length_of_alarm(line: &AwsLine) -> Option<(Place, Finding)> {
    let (period, _) = number(line, "period")?;
    let (periods, place) = number(line, "evaluation-periods")?;
    let (longest, word) = if period >= 3_600.0 {
        (604_800.0, "seven days")
    } else {
        (86_400.0, "one day")
    };
    (period * periods > longest).then(|| {
        let told = format!("{periods} periods of {period} seconds are longer than {word}.");
        (place, refused(told))
    })
}

fn refused(message: String) -> Finding {
    Finding::error(
        "alarm-periods",
        message,
        "CloudWatch refuses the request; the alarm that the runbook counts on does not exist.",
    )
}

/// Metrics that go from 0 to 100.
fn is_per_cent(line: &AwsLine) -> bool {
    line.value("metric-name").is_some_and(|name| {
        let known = [
            "CPUUtilization",
            "MemoryUtilization",
            "mem_used_percent",
            "disk_used_percent",
        ];
        known.contains(&name.text.as_str())
    })
}

/// A per cent that is never reached.
fn out_of_range(line: &AwsLine) -> Option<(Place, Finding)> {
    let (threshold, place) = number(line, "threshold")?;
    let above = line
        .value("comparison-operator")
        .is_some_and(|operator| operator.text == "GreaterThanThreshold");
    (is_per_cent(line) && above && threshold >= 100.0).then(|| {
        (
            place,
            Finding::error(
                "alarm-never-rings",
                format!("This metric is a per cent and never above {threshold}."),
                "The alarm never rings.",
            ),
        )
    })
}

/// `Above 80%` in the text, another figure in the threshold.
fn per_cent_against_text(line: &AwsLine) -> Option<(Place, Finding)> {
    let (threshold, place) = number(line, "threshold")?;
    let said = &line.value("alarm-description")?.text;
    let at = said.find('%')?;
    let digits = said[..at].trim_end();
    let figures = |(_, c): &(usize, char)| c.is_ascii_digit() || *c == '.';
    let (start, _) = digits.char_indices().rev().take_while(figures).last()?;
    let figure: f64 = digits.get(start..)?.parse().ok()?;
    (is_per_cent(line) && (figure - threshold).abs() > 1e-9).then(|| {
        (
            place,
            Finding::warning(
                "alarm-against-text",
                format!("The text says {figure} %, the threshold is {threshold}."),
                "The alarm rings earlier or later than the runbook says.",
            )
            .fix("Make the text and the numbers agree."),
        )
    })
}
