//! CloudWatch: alarms and figures that cannot show what the text claims.

use crate::awscli::{AwsLine, Place};
use crate::awscli::{Native, TimeExpr, native};
use crate::check::{Book, Finding};

/// Most points that one call of GetMetricStatistics returns.
const MOST_POINTS: i64 = 1_440;

pub(super) fn run(book: &mut Book<'_>) {
    for site in 0..book.sites.len() {
        rate_that_counts(book, site);
        user_errors(book, site);
        alarm_types(book, site);
        alarm_without_periods(book, site);
        alarm_without_action(book, site);
        alarm_against_its_text(book, site);
        points_and_period(book, site);
    }
}

/// The text says rate or per cent; the metric counts.
fn rate_that_counts(book: &mut Book<'_>, site: usize) {
    let Some(line) = &book.sites[site].aws else {
        return;
    };
    let alarm = line.service == "cloudwatch" && line.operation == "put-metric-alarm";
    let figures = line.service == "cloudwatch" && line.operation == "get-metric-statistics";
    if !(alarm || figures) || line.has("metrics") {
        return;
    }
    let counts = line
        .value("metric-name")
        .is_some_and(|name| is_count(&name.text));
    let sums = ["statistic", "statistics"].iter().any(|option| {
        line.param(option).is_some_and(|param| {
            param
                .values
                .iter()
                .any(|value| matches!(value.text.as_str(), "Sum" | "SampleCount"))
        })
    });
    if !counts || !sums {
        return;
    }
    let said = match line.value("alarm-description") {
        Some(text) => text.text.clone(),
        None => book.intent(site),
    };
    let lower = said.to_lowercase();
    let claims =
        lower.contains("rate") && !lower.contains("generate") && !lower.contains("operate")
            || (alarm && lower.contains('%'));
    if !claims {
        return;
    }
    let metric = line
        .value("metric-name")
        .map(|name| name.text.clone())
        .unwrap_or_default();
    let place = line
        .value("metric-name")
        .map_or(Place::command(), |text| text.place.clone());
    let message = if alarm {
        format!("The alarm counts `{metric}`; its text speaks of a rate.")
    } else {
        format!("These figures count `{metric}`; the text speaks of a rate.")
    };
    book.report_at(
        site,
        &place,
        Finding::warning(
            "rate-that-counts",
            message,
            "Five errors of ten calls and five of a million look the same; a rate needs the number of calls beside it.",
        )
        .fix("Use metric math: errors × 100 / invocations, with both metrics in `--metrics`."),
    );
}

fn is_count(metric: &str) -> bool {
    matches!(
        metric,
        "Errors" | "5XXError" | "4XXError" | "SystemErrors" | "UserErrors"
    ) || metric.starts_with("HTTPCode_")
}

/// UserErrors has no table and does not count throttling.
fn user_errors(book: &mut Book<'_>, site: usize) {
    let Some(line) = &book.sites[site].aws else {
        return;
    };
    if line.service != "cloudwatch" {
        return;
    }
    let Some(metric) = line
        .value("metric-name")
        .filter(|name| name.text == "UserErrors")
    else {
        return;
    };
    if line
        .value("namespace")
        .is_none_or(|name| name.text != "AWS/DynamoDB")
    {
        return;
    }
    let place = metric.place.clone();
    let by_table = line.param("dimensions").is_some_and(|param| {
        param
            .values
            .iter()
            .any(|value| value.text.contains("TableName"))
    });
    let said = format!(
        "{}\n{}",
        line.value("alarm-description")
            .map(|text| text.text.clone())
            .unwrap_or_default(),
        book.intent(site)
    )
    .to_lowercase();
    let throttling = said.contains("throttl");
    if by_table {
        book.report_at(
            site,
            &place,
            Finding::error(
                "user-errors-dimension",
                "`UserErrors` has no dimension `TableName`, so there is never any data.",
                "DynamoDB reports it for the account and Region as a whole; an alarm on it by table never fires.",
            )
            .fix("For throttling use `ReadThrottleEvents`, `WriteThrottleEvents` or `ThrottledRequests`."),
        );
    } else if throttling {
        book.report_at(
            site,
            &place,
            Finding::warning(
                "user-errors-dimension",
                "`UserErrors` does not count throttled requests.",
                "It counts requests that DynamoDB refused as wrong; throttling has its own metrics.",
            )
            .fix("Use `ReadThrottleEvents`, `WriteThrottleEvents` or `ThrottledRequests`."),
        );
    }
}

/// Without types, composite alarms are left out.
fn alarm_types(book: &mut Book<'_>, site: usize) {
    let site_ref = &book.sites[site];
    let applies = site_ref.is_aws("cloudwatch", "describe-alarms")
        && !site_ref.command.in_substitution
        && site_ref.aws.as_ref().is_some_and(|line| {
            !line.has("alarm-types")
                && !line.has("alarm-names")
                && !line.open_ended
                && !asks_metric_alarms(line)
        });
    if applies {
        book.report(
            site,
            Finding::warning(
                "describe-alarms-types",
                "Composite alarms are left out.",
                "`describe-alarms` gives metric alarms alone unless types are named, so a composite alarm that is on does not show.",
            )
            .fix("Add `--alarm-types MetricAlarm CompositeAlarm`."),
        );
    }
}

/// An alarm on a metric needs to know how many periods count.
fn alarm_without_periods(book: &mut Book<'_>, site: usize) {
    let Some(line) = book.sites[site]
        .aws
        .as_ref()
        .filter(|_| book.sites[site].is_aws("cloudwatch", "put-metric-alarm"))
    else {
        return;
    };
    let on_metric = line.has("metric-name") || line.has("metrics");
    if !on_metric
        || line.open_ended
        || line.has("evaluation-periods")
        || line.has("cli-input-json")
        || line.has("evaluation-criteria")
    {
        return;
    }
    book.report(
        site,
        Finding::error(
            "alarm-without-periods",
            "The alarm does not say how many periods it looks at.",
            "CloudWatch wants `--evaluation-periods` for an alarm on a metric and refuses the request.",
        )
        .fix("Add `--evaluation-periods`, such as 1 for the first bad period or 3 for three in a row."),
    );
}

/// The description promises that somebody is told, and nothing tells anybody.
fn alarm_without_action(book: &mut Book<'_>, site: usize) {
    let here = &book.sites[site];
    let Some(line) = here.aws.as_ref().filter(|_| {
        here.is_aws("cloudwatch", "put-metric-alarm")
            || here.is_aws("cloudwatch", "put-composite-alarm")
    }) else {
        return;
    };
    let Some(said) = line.value("alarm-description") else {
        return;
    };
    let promises = said.text.to_lowercase();
    let promises = ["alert", "notif", "page ", "e-mail", "email", "tell "]
        .iter()
        .any(|word| promises.starts_with(word) || promises.contains(&format!(" {word}")));
    let acts = [
        "alarm-actions",
        "ok-actions",
        "insufficient-data-actions",
        "cli-input-json",
    ]
    .iter()
    .any(|option| line.has(option));
    if !promises || acts || line.open_ended {
        return;
    }
    let place = said.place.clone();
    book.report_at(
        site,
        &place,
        Finding::warning(
            "alarm-without-action",
            "The alarm has no action, so nobody is told.",
            "It changes its state in the console and that is all; an incident is found by the users.",
        )
        .fix("Add `--alarm-actions` with the topic that reaches whoever is on call."),
    );
}

/// The description names a time or a figure that the numbers do not have.
fn alarm_against_its_text(book: &mut Book<'_>, site: usize) {
    let Some(line) = book.sites[site]
        .aws
        .as_ref()
        .filter(|_| book.sites[site].is_aws("cloudwatch", "put-metric-alarm"))
    else {
        return;
    };
    let number = |option: &str| {
        line.value(option)
            .and_then(|value| value.text.trim().parse::<f64>().ok())
    };
    let Some(said) = line
        .value("alarm-description")
        .map(|value| value.text.to_lowercase())
    else {
        return;
    };
    let mut findings = Vec::new();
    if let (Some(period), Some(periods), Some(minutes)) = (
        number("period"),
        number("evaluation-periods"),
        minutes_said(&said),
    ) {
        let seconds = period * periods;
        if (seconds - minutes * 60.0).abs() >= 1.0 && !line.has("datapoints-to-alarm") {
            let place = line
                .value("period")
                .map_or(Place::command(), |value| value.place.clone());
            findings.push((
                place,
                format!(
                    "The text says {minutes} minutes; {period} s × {periods} is {}.",
                    length_in_words(seconds)
                ),
                "The alarm rings earlier or later than the runbook says.",
            ));
        }
    }
    if let (Some(threshold), Some(metric)) = (number("threshold"), line.value("metric-name")) {
        let in_ms = matches!(
            metric.text.as_str(),
            "Duration" | "Latency" | "IntegrationLatency" | "SuccessfulRequestLatency"
        );
        let in_s = matches!(
            metric.text.as_str(),
            "TargetResponseTime" | "ReadLatency" | "WriteLatency"
        );
        let seconds = figure_before(&said, &["second", "sec ", "s "]);
        let millis = figure_before(&said, &["ms", "millisecond"]);
        let wrong = (in_ms && seconds.is_some_and(|s| (s - threshold).abs() < 1e-9))
            || (in_s && millis.is_some_and(|ms| (ms - threshold).abs() < 1e-9));
        if wrong && millis.is_some() != seconds.is_some() {
            let place = line
                .value("threshold")
                .map_or(Place::command(), |value| value.place.clone());
            findings.push((
                place,
                format!(
                    "`{}` is measured in {}; the text counts in {}.",
                    metric.text,
                    if in_ms { "milliseconds" } else { "seconds" },
                    if in_ms { "seconds" } else { "milliseconds" },
                ),
                "The alarm rings a thousand times too early or never.",
            ));
        }
    }
    for (place, message, why) in findings {
        book.report_at(
            site,
            &place,
            Finding::warning("alarm-against-text", message, why)
                .fix("Make the text and the numbers agree."),
        );
    }
}

/// `for 5 minutes` in a text.
fn minutes_said(text: &str) -> Option<f64> {
    let at = text.find(" for ")? + 5;
    let mut words = text[at..].split_whitespace();
    let count: f64 = words.next()?.parse().ok()?;
    let unit = words.next()?;
    match unit.trim_end_matches(['.', ',', ')']) {
        "minutes" | "minute" | "min" | "mins" => Some(count),
        "hours" | "hour" => Some(count * 60.0),
        _ => None,
    }
}

/// The figure in front of one of these units.
fn figure_before(text: &str, units: &[&str]) -> Option<f64> {
    let padded = format!("{text} ");
    units.iter().find_map(|unit| {
        let at = padded.find(unit)?;
        let before = padded[..at].trim_end();
        let start = before
            .rfind(|c: char| !(c.is_ascii_digit() || c == '.'))
            .map_or(0, |at| at + 1);
        before.get(start..)?.parse().ok()
    })
}

fn length_in_words(seconds: f64) -> String {
    if seconds % 60.0 == 0.0 {
        format!("{} minutes", seconds / 60.0)
    } else {
        format!("{seconds} seconds")
    }
}

/// The query wants metric alarms and nothing else.
fn asks_metric_alarms(line: &AwsLine) -> bool {
    line.value("query")
        .is_some_and(|query| query.text.contains("MetricAlarms"))
}

/// A period that AWS refuses, or more points than one call gives.
fn points_and_period(book: &mut Book<'_>, site: usize) {
    let Some(line) = &book.sites[site].aws else {
        return;
    };
    let Some(Native::MetricStatistics(asked)) = native(line) else {
        return;
    };
    let Some(period) = asked.period_s.map(i64::from) else {
        return;
    };
    let place = line
        .value("period")
        .map_or(Place::command(), |text| text.place.clone());
    let allowed = matches!(period, 1 | 5 | 10 | 20 | 30) || (period > 0 && period % 60 == 0);
    if !allowed {
        book.report_at(
            site,
            &place,
            Finding::error(
                "metric-period",
                format!("CloudWatch has no period of {period} seconds."),
                "A period is 1, 5, 10, 20, 30 or a multiple of 60 seconds; the request is refused.",
            ),
        );
        return;
    }
    let Some(seconds) = length(&asked.start, &asked.end) else {
        return;
    };
    let points = seconds / period;
    if points > MOST_POINTS {
        book.report_at(
            site,
            &place,
            Finding::error(
                "metric-period",
                format!("{points} points are asked for; one call gives at most {MOST_POINTS}."),
                "CloudWatch refuses the request instead of shortening it.",
            )
            .fix(format!(
                "Use a period of at least {} seconds.",
                (seconds / MOST_POINTS + 59) / 60 * 60
            )),
        );
    } else if seconds < 0 {
        book.report_at(
            site,
            &place,
            Finding::error(
                "metric-period",
                "The end stands before the start.",
                "CloudWatch refuses the request.",
            ),
        );
    }
}

/// Seconds between two times that do not depend on different clocks.
fn length(start: &TimeExpr, end: &TimeExpr) -> Option<i64> {
    // Any moment will do where both count from now; a fixed one and one that
    // counts from now have no length without a clock.
    let now = jiff::Timestamp::UNIX_EPOCH
        .checked_add(jiff::SignedDuration::from_hours(24 * 365 * 50))
        .ok()?;
    match (start, end) {
        (TimeExpr::At { .. }, TimeExpr::At { .. })
        | (TimeExpr::FromNow { .. }, TimeExpr::FromNow { .. }) => {
            Some(end.resolve(now)?.as_second() - start.resolve(now)?.as_second())
        }
        _ => None,
    }
}
