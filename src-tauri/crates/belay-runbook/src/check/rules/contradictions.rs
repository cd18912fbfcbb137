//! Two figures for one thing in one file.

use crate::check::{Book, Finding, Severity};
use crate::model::{Comparator, Rule, RuleKind, RuleValue};
use std::collections::HashMap;

pub(super) fn run(book: &mut Book<'_>) {
    figures(book);
    lengths(book);
}

/// What two figures have to share so that one of them must be wrong.
#[derive(PartialEq, Eq, Hash)]
struct Same {
    trigger: bool,
    /// `error rate`
    subject: String,
    above: bool,
    statistic: Option<String>,
    /// `%`, or the unit that the figure is counted in at the smallest.
    unit: &'static str,
    /// Of which place or urgency the sentence and its headings speak: figures for
    /// staging and production, a warning and an alarm differ on purpose.
    about: Vec<&'static str>,
}

/// A figure as it was said.
#[derive(Clone, Copy)]
struct Said<'a> {
    /// In millionths of the smallest unit, so that 0.5 s and 500 ms are one.
    figure: i64,
    /// For how long, in seconds.
    lasting: Option<u32>,
    line: u32,
    written: &'a RuleValue,
}

impl Said<'_> {
    /// Two windows with two bounds are a rule of their own; two windows with one bound,
    /// and two bounds with one window, are not. Figures of one line belong together.
    fn contradicts(&self, other: &Self) -> bool {
        let windows = self.lasting != other.lasting;
        let both = self.lasting.is_some() && other.lasting.is_some();
        let figures = self.figure != other.figure;
        self.line != other.line && (figures != windows) && (figures || both)
    }
}

/// What was said of one thing and contradicts nothing.
#[derive(Default)]
struct Known<'a> {
    by_window: HashMap<Option<u32>, Vec<Said<'a>>>,
    by_figure: HashMap<i64, Vec<Said<'a>>>,
}

impl<'a> Known<'a> {
    /// The first that contradicts, which has either the window or the figure.
    fn against(&self, said: &Said<'a>) -> Option<Said<'a>> {
        let alike = [
            self.by_window.get(&said.lasting),
            self.by_figure.get(&said.figure),
        ];
        let alike = alike.into_iter().flatten().flatten();
        let against = alike.filter(|known| known.contradicts(said));
        against.min_by_key(|known| known.line).copied()
    }

    fn add(&mut self, said: Said<'a>) {
        let windows = self.by_window.entry(said.lasting).or_default();
        keep_two(windows, said, |known| known.figure == said.figure);
        let figures = self.by_figure.entry(said.figure).or_default();
        keep_two(figures, said, |known| known.lasting == said.lasting);
    }
}

/// What does not contradict and differs stands on one line, so that what contradicts
/// one of them contradicts one of the first two: a file may have any number of them.
fn keep_two<'a>(known: &mut Vec<Said<'a>>, said: Said<'a>, same: impl Fn(&Said<'a>) -> bool) {
    if known.len() < 2 && !known.iter().any(same) {
        known.push(said);
    }
}

/// Words that say of which place or urgency a figure is.
const ABOUT: [&str; 24] = [
    "staging",
    "stage",
    "prod",
    "production",
    "dev",
    "development",
    "test",
    "qa",
    "uat",
    "canary",
    "warning",
    "warn",
    "critical",
    "crit",
    "major",
    "minor",
    "high",
    "medium",
    "low",
    "info",
    "p1",
    "p2",
    "sev1",
    "sev2",
];

/// Two sentences of one kind about one thing, with different figures.
fn figures(book: &mut Book<'_>) {
    let runbook = book.runbook;
    let mut seen: HashMap<Same, Known<'_>> = HashMap::new();
    let mut findings = Vec::new();
    for rule in &runbook.rules {
        let Some((same, said)) = figure(book, rule) else {
            continue;
        };
        let known = seen.entry(same).or_default();
        let Some(first) = known.against(&said) else {
            known.add(said);
            continue;
        };
        let message = format!(
            "{}: {} here, {} on line {}.",
            subject_of(said.written),
            written(said.written),
            written(first.written),
            first.line
        );
        findings.push((rule.line, rule.kind, message));
    }
    for (line, kind, message) in findings {
        let severity = if kind == RuleKind::RollbackTrigger {
            Severity::Warning
        } else {
            Severity::Note
        };
        report(book, line, severity, message);
    }
}

fn figure<'a>(book: &Book<'a>, rule: &'a Rule) -> Option<(Same, Said<'a>)> {
    let trigger = match rule.kind {
        RuleKind::RollbackTrigger => true,
        RuleKind::Threshold => false,
        _ => return None,
    };
    let RuleValue::Comparison {
        subject,
        op,
        value,
        unit,
        statistic,
        for_seconds,
    } = &rule.value
    else {
        return None;
    };
    let (factor, unit) = match unit.as_deref() {
        Some("s") => (1_000.0, "ms"),
        Some("min") => (60_000.0, "ms"),
        Some("h") => (3_600_000.0, "ms"),
        Some("ms") => (1.0, "ms"),
        Some("%") => (1.0, "%"),
        Some("GB") => (1_000.0, "MB"),
        Some("MB") => (1.0, "MB"),
        _ => (1.0, ""),
    };
    let same = Same {
        trigger,
        subject: plain(subject),
        above: matches!(op, Comparator::Greater | Comparator::AtLeast),
        statistic: statistic.clone(),
        unit,
        about: about(book, rule),
    };
    let said = Said {
        figure: (value * factor * 1e6).round() as i64,
        lasting: *for_seconds,
        line: rule.line,
        written: &rule.value,
    };
    Some((same, said))
}

/// `If the API error rates` and `API error rate` are one subject.
fn plain(subject: &str) -> String {
    let lower = subject.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| {
        !matches!(
            *word,
            "" | "if" | "when" | "the" | "any" | "a" | "an" | "our"
        )
    });
    let words = words.map(|word| match word.strip_suffix('s') {
        Some(one) if word.len() > 4 && !one.ends_with('s') => one,
        _ => word,
    });
    words.collect::<Vec<_>>().join(" ")
}

fn about(book: &Book<'_>, rule: &Rule) -> Vec<&'static str> {
    let section = rule.section.as_deref().and_then(|id| book.section(id));
    let titles = section
        .map(|section| section.path.join(" "))
        .unwrap_or_default();
    let text = format!("{titles} {}", rule.sentence).to_lowercase();
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    let told = ABOUT.iter().filter(|word| words.contains(word));
    told.copied().collect()
}

fn subject_of(value: &RuleValue) -> &str {
    match value {
        RuleValue::Comparison { subject, .. } => subject,
        _ => "",
    }
}

/// `5%`, `2s for 5 minutes`
fn written(value: &RuleValue) -> String {
    let RuleValue::Comparison {
        value,
        unit,
        for_seconds,
        ..
    } = value
    else {
        return String::new();
    };
    let unit = unit.as_deref().unwrap_or_default();
    match for_seconds {
        Some(seconds) => format!("{value}{unit} for {}", in_words(*seconds)),
        None => format!("{value}{unit}"),
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
