//! Two figures for one thing in one file.

use crate::check::{Book, Finding, Severity};
use crate::model::{Comparator, RuleKind, RuleValue};
use std::collections::{BTreeMap, HashMap};

pub(super) fn run(book: &mut Book<'_>) {
    figures(book);
    lengths(book);
}

/// Two sentences of one kind about one thing, with different figures.
fn figures(book: &mut Book<'_>) {
    let runbook = book.runbook;
    let mut seen: BTreeMap<(u8, String, String), (f64, u32)> = BTreeMap::new();
    let mut findings = Vec::new();
    for rule in &runbook.rules {
        let kind = match rule.kind {
            RuleKind::RollbackTrigger => 0,
            RuleKind::Threshold => 1,
            _ => continue,
        };
        let RuleValue::Comparison {
            subject,
            op,
            value,
            unit,
            for_seconds,
            ..
        } = &rule.value
        else {
            continue;
        };
        let direction = match op {
            Comparator::Less | Comparator::AtMost => "below",
            Comparator::Greater | Comparator::AtLeast => "above",
        };
        let key = (
            kind,
            format!(
                "{} {}",
                subject.to_lowercase(),
                for_seconds.map_or(String::new(), |s| s.to_string())
            ),
            format!("{direction}{}", unit.as_deref().unwrap_or_default()),
        );
        match seen.get(&key) {
            Some((first, line)) if (first - value).abs() > f64::EPSILON && *line != rule.line => {
                findings.push((
                    rule.line,
                    rule.kind,
                    subject.clone(),
                    *first,
                    *value,
                    *line,
                    unit.clone(),
                ));
            }
            Some(_) => {}
            None => {
                seen.insert(key, (*value, rule.line));
            }
        }
    }
    for (line, kind, subject, first, value, first_line, unit) in findings {
        let unit = unit.unwrap_or_default();
        let severity = if kind == RuleKind::RollbackTrigger {
            Severity::Warning
        } else {
            Severity::Note
        };
        let message = format!("{subject}: {value}{unit} here, {first}{unit} on line {first_line}.");
        report(book, line, severity, message);
    }
}

/// How long something lasts, and how fast a severity is answered.
fn lengths(book: &mut Book<'_>) {
    let mut seen: HashMap<String, (u32, u32)> = HashMap::new();
    let mut findings = Vec::new();
    for rule in &book.runbook.rules {
        let (what, seconds, severity) = match &rule.value {
            RuleValue::Severity {
                name,
                response_seconds: Some(seconds),
                ..
            } => (name.clone(), *seconds, Severity::Warning),
            // `Monitor` alone may be about anything.
            RuleValue::Lasts { subject, seconds } if subject.contains(' ') => {
                (subject.clone(), *seconds, Severity::Note)
            }
            _ => continue,
        };
        match seen.get(&what.to_lowercase()) {
            Some((first, line)) if *first != seconds && *line != rule.line => {
                findings.push((rule.line, severity, what, *first, seconds, *line));
            }
            Some(_) => {}
            None => {
                seen.insert(what.to_lowercase(), (seconds, rule.line));
            }
        }
    }
    for (line, severity, what, first, seconds, first_line) in findings {
        let (here, there) = (in_words(seconds), in_words(first));
        let message = format!("{what}: {here} here, {there} on line {first_line}.");
        report(book, line, severity, message);
    }
}

fn report(book: &mut Book<'_>, line: u32, severity: Severity, message: String) {
    let spot = book.line_spot(line, None);
    book.report_spot(
        spot,
        None,
        Finding::new(
            "contradictory-thresholds",
            severity,
            message,
            "Two people who read two places act differently in the same incident.",
        )
        .fix("Keep the figure in one place and refer to it."),
    );
}

/// `5 minutes`, `2 hours`, `at once`.
fn in_words(seconds: u32) -> String {
    let (count, unit) = match seconds {
        0 => return "at once".to_owned(),
        s if s % 86_400 == 0 => (s / 86_400, "day"),
        s if s % 3_600 == 0 => (s / 3_600, "hour"),
        s if s % 60 == 0 => (s / 60, "minute"),
        s => (s, "second"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}
