//! Alarms beside the sentence of their section that says when they ring.

use crate::awscli::{AwsLine, Place};
use crate::check::{Book, Finding};
use crate::model::{Comparator, Rule, RuleValue};
use std::collections::HashMap;

pub(super) fn run(book: &mut Book<'_>) {
    let mut alarms: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for (at, site) in book.sites.iter().enumerate() {
        let section = site.step.section.as_deref();
        let metric = site
            .is_aws("cloudwatch", "put-metric-alarm")
            .then(|| metric(site.aws.as_ref()));
        if let (Some(section), Some(Some(metric))) = (section, metric) {
            alarms.entry((section, metric)).or_default().push(at);
        }
    }
    let mut found = Vec::new();
    for ((section, noun), sites) in alarms {
        // A warning and an alarm on one metric have two bounds.
        let [site] = *sites else { continue };
        let Some(line) = &book.sites[site].aws else {
            continue;
        };
        let rules = book
            .runbook
            .rules
            .iter()
            .filter(|rule| rule.section.as_deref() == Some(section) && is_about(rule, noun));
        let rules: Vec<&Rule> = rules.collect();
        if let [rule] = *rules {
            found.extend(against(line, rule).map(|(place, finding)| (site, place, finding)));
        }
    }
    found.sort_by_key(|(site, ..)| *site);
    for (site, place, finding) in found {
        book.report_at(site, &place, finding);
    }
}

/// What people call a metric that is a per cent.
fn metric(line: Option<&AwsLine>) -> Option<&'static str> {
    let name = &line?.value("metric-name")?.text;
    match name.as_str() {
        "CPUUtilization" | "CPUReservation" => Some("cpu"),
        "MemoryUtilization" | "MemoryReservation" | "mem_used_percent" => Some("memory"),
        "disk_used_percent" => Some("disk"),
        _ => None,
    }
}

/// The sentence gives an upper bound in per cent for what the alarm is on.
fn is_about(rule: &Rule, noun: &str) -> bool {
    let RuleValue::Comparison {
        subject, op, unit, ..
    } = &rule.value
    else {
        return false;
    };
    matches!(op, Comparator::Greater | Comparator::AtLeast)
        && unit.as_deref() == Some("%")
        && subject.to_lowercase().contains(noun)
}

fn against(line: &AwsLine, rule: &Rule) -> Option<(Place, Finding)> {
    let RuleValue::Comparison {
        value, for_seconds, ..
    } = &rule.value
    else {
        return None;
    };
    let number = |option: &str| {
        let value = line.value(option)?;
        let figure: f64 = value.text.trim().parse().ok()?;
        Some((figure, value.place.clone()))
    };
    let (threshold, place) = number("threshold")?;
    if (threshold - value).abs() > 1e-9 {
        let told = format!(
            "Line {} says {value} %, the threshold is {threshold}.",
            rule.line
        );
        return Some((place, differs(told)));
    }
    let said = f64::from((*for_seconds)?);
    let ((period, place), (periods, _)) = (number("period")?, number("evaluation-periods")?);
    let looks = period * periods;
    let apart = (looks - said).abs() >= 1.0 && !line.has("datapoints-to-alarm");
    apart.then(|| {
        let told = format!(
            "Line {} says {} minutes, the alarm looks at {} minutes.",
            rule.line,
            said / 60.0,
            looks / 60.0
        );
        (place, differs(told))
    })
}

fn differs(message: String) -> Finding {
    Finding::warning(
        "alarm-against-text",
        message,
        "The alarm rings earlier or later than the runbook says.",
    )
    .fix("Make the text and the numbers agree.")
}
