//! Figures against bounds, and what else makes a team go back.

use super::time::for_length;
use crate::ascii::{contains, ends_with, find};
use crate::model::{Comparator, RuleValue};
use crate::phrases::Phrases;

/// What a trigger says; something that a person sees when it has no figure.
pub(super) fn trigger(text: &str) -> RuleValue {
    consecutive(text)
        .or_else(|| alarm(text))
        .or_else(|| comparison(text))
        .unwrap_or_else(|| RuleValue::Event {
            subject: text.trim().to_owned(),
        })
}

/// `Health check failures for 3+ consecutive checks`
fn consecutive(text: &str) -> Option<RuleValue> {
    let at = find(text, "consecutive")?;
    let before = text[..at].trim_end().trim_end_matches('+');
    let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
    let start = before.len() - digits;
    let count = before[start..].parse().ok()?;
    let subject = text[..start].trim().trim_end_matches(" for").trim();
    let subject = if subject.is_empty() {
        text.trim()
    } else {
        subject
    };
    Some(RuleValue::Consecutive {
        subject: subject.to_owned(),
        count,
    })
}

/// `Any critical alarm for 10+ minutes`
fn alarm(text: &str) -> Option<RuleValue> {
    if !contains(text, "alarm") {
        return None;
    }
    let length = for_length(text)?;
    let subject = text[..length.start]
        .trim()
        .trim_end_matches(" for")
        .trim()
        .to_owned();
    Some(RuleValue::AlarmFor {
        subject,
        for_seconds: length.seconds,
    })
}

/// Ways to compare; longer ones first.
const OPERATORS: [(&str, Comparator); 20] = [
    ("<=", Comparator::AtMost),
    (">=", Comparator::AtLeast),
    ("≤", Comparator::AtMost),
    ("≥", Comparator::AtLeast),
    ("<", Comparator::Less),
    (">", Comparator::Greater),
    (" less than", Comparator::Less),
    (" lower than", Comparator::Less),
    (" below", Comparator::Less),
    (" under", Comparator::Less),
    (" at most", Comparator::AtMost),
    (" more than", Comparator::Greater),
    (" greater than", Comparator::Greater),
    (" higher than", Comparator::Greater),
    (" above", Comparator::Greater),
    (" exceeds", Comparator::Greater),
    (" exceed", Comparator::Greater),
    (" over", Comparator::Greater),
    (" at least", Comparator::AtLeast),
    (" minimum", Comparator::AtLeast),
];

/// Nouns that are measured; a bare number needs one in front.
static MEASURED: Phrases<22> = Phrases::of([
    "rate",
    "latency",
    "time",
    "usage",
    "utilization",
    "utilisation",
    "error",
    "coverage",
    "throughput",
    "degradation",
    "availability",
    "connection",
    "lag",
    "depth",
    "age",
    "duration",
    "count",
    "memory",
    "cpu",
    "failure",
    "throttl",
    "5xx",
]);

/// A figure against a bound, when the text states one.
pub(super) fn comparison(text: &str) -> Option<RuleValue> {
    let before: Vec<&str> = before_figures(text).collect();
    // Of `<=` there is `<` in front of the figure.
    let is_there = |(words, _): &&(&str, _)| {
        let words = words.trim_end_matches('=');
        before.iter().any(|before| ends_with(before, words))
    };
    let mut operators = OPERATORS.iter().filter(is_there);
    operators.find_map(|(words, op)| compared(text, words, *op))
}

fn compared(text: &str, words: &str, op: Comparator) -> Option<RuleValue> {
    let at = find(text, words)?;
    let after = at + words.len();
    let (value, unit, end) = figure(&text[after..])?;
    let subject = subject(&text[..at]);
    let measured = is_measured(&subject);
    // `over 30 minutes` is how long, not how much.
    let lasting = words.starts_with(" over") || words.starts_with(" under");
    let time = matches!(unit, Some("s" | "ms" | "min" | "h"));
    if subject.is_empty() || !measured || (lasting && time) {
        return None;
    }
    let rest = &text[after + end..];
    Some(RuleValue::Comparison {
        subject,
        op,
        value,
        unit: unit.map(str::to_owned),
        statistic: statistic(text),
        for_seconds: for_length(rest).map(|length| length.seconds),
    })
}

/// What stands before each figure, without what [`figure`] passes over.
fn before_figures(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + bytes[from..].iter().position(u8::is_ascii_digit)?;
        let digits = bytes[at..].iter().take_while(|b| b.is_ascii_digit());
        from = at + digits.count();
        Some(text[..at].trim_end_matches([' ', '(', '=', ':', '$', '.', ',']))
    })
}

/// The number that follows, its unit, and where both end.
fn figure(text: &str) -> Option<(f64, Option<&'static str>, usize)> {
    let lead = text.bytes().take_while(|b| b" (=:$".contains(b)).count();
    let digits = text[lead..]
        .bytes()
        .take_while(|b| b.is_ascii_digit() || b".,".contains(b))
        .count();
    let number = text[lead..lead + digits].trim_end_matches(['.', ',']);
    let value: f64 = number.replace(',', "").parse().ok()?;
    let mut end = lead + number.len();
    let spaces = text[end..].bytes().take_while(|b| *b == b' ').count();
    let rest = &text[end + spaces..];
    if rest.starts_with('%') {
        return Some((value, Some("%"), end + spaces + 1));
    }
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let unit = match rest[..letters].to_ascii_lowercase().as_str() {
        "ms" | "millisecond" | "milliseconds" => Some("ms"),
        "s" | "sec" | "secs" | "second" | "seconds" => Some("s"),
        "min" | "mins" | "minute" | "minutes" => Some("min"),
        "h" | "hour" | "hours" => Some("h"),
        "percent" => Some("%"),
        "mb" => Some("MB"),
        "gb" => Some("GB"),
        _ => None,
    };
    // `3x normal` is measured against something that is not said here.
    if unit.is_none() && spaces == 0 && letters > 0 {
        return None;
    }
    if unit.is_some() {
        end += spaces + letters;
    }
    Some((value, unit, end))
}

/// What stands behind the last label of a text: `Threshold: error rate`.
pub(super) fn behind_label(text: &str) -> &str {
    let mut colons = memchr::memrchr_iter(b':', text.as_bytes());
    let last = colons.find(|at| text.as_bytes().get(at + 1) == Some(&b' '));
    let label = last.filter(|at| {
        let head = &text[..*at];
        head.len() <= 60 && !head.contains(['.', '!', '?', ';'])
    });
    label.map_or(text, |at| text[at + 2..].trim_start())
}

fn subject(before: &str) -> String {
    let mut subject = before.trim().trim_end_matches(['(', ':', '-']).trim();
    let own = behind_label(subject);
    if is_measured(own) {
        subject = own;
    }
    // `Threshold: > 10 errors` says what is counted behind the figure.
    if own.len() < subject.len() && ends_with(own, "threshold") {
        return String::new();
    }
    for verb in [
        " is", " are", " stays", " remains", " drops", " rises", " goes", " must be", " meets",
    ] {
        subject = subject.strip_suffix(verb).unwrap_or(subject).trim();
    }
    subject
        .trim_start_matches("If ")
        .trim_start_matches("if ")
        .to_owned()
}

fn is_measured(subject: &str) -> bool {
    MEASURED.any_in(subject)
}

/// `p95`, `95th percentile`, `average` in a text.
fn statistic(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    for word in lower.split(|c: char| !c.is_ascii_alphanumeric() && c != '.') {
        let digits = word.strip_prefix('p').filter(|rest| !rest.is_empty());
        if digits.is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit() || b == b'.')) {
            return Some(word.to_owned());
        }
        let ordinal = word
            .strip_suffix("th")
            .filter(|_| lower.contains("percentile"));
        if let Some(number) =
            ordinal.filter(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
        {
            return Some(format!("p{number}"));
        }
        if matches!(word, "average" | "avg" | "mean") {
            return Some("average".to_owned());
        }
        if matches!(word, "maximum" | "median") {
            return Some(word.to_owned());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{OPERATORS, compared, comparison};
    use crate::words::tests::{lines_of_samples, prose};
    use proptest::prelude::*;

    /// No operator that is passed over states a bound.
    fn is_read_alike(text: &str) {
        let mut operators = OPERATORS.iter();
        let any = operators.find_map(|(words, op)| compared(text, words, *op));
        assert_eq!(comparison(text), any, "{text}");
    }

    proptest! {
        #[test]
        fn every_bound_is_read(text in {
            let mut words = vec!["error rate", "CPU", "5%", ".5", "(2", "$1,000", "3x", "p95", "5xx"];
            words.extend(OPERATORS.iter().map(|(words, _)| *words));
            prose(&words)
        }) {
            is_read_alike(&text);
        }
    }

    #[test]
    fn every_bound_of_a_sample_is_read() {
        lines_of_samples()
            .iter()
            .for_each(|line| is_read_alike(line));
    }
}
