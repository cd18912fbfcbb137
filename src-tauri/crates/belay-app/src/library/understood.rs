//! What was understood of a runbook, in words.

use belay_engine::unit::{has_steps, told};
use belay_runbook::{Contact, Guide, GuideEntry, Need, Rule, RuleKind, Runbook};

use crate::views::{GuideLine, GuideView, Understood, UnderstoodLine};

/// The headings that have anything to say, in a fixed order.
pub fn understood(book: &Runbook) -> Vec<Understood> {
    [
        heading("Environments", environments(book)),
        heading("Needs", needs(book)),
        heading("Roll back when", rules(book, RuleKind::RollbackTrigger)),
        heading("Thresholds", rules(book, RuleKind::Threshold)),
        heading("Change window", rules(book, RuleKind::ChangeWindow)),
        heading("Validation", rules(book, RuleKind::ValidationWindow)),
        heading("Severities", rules(book, RuleKind::Severity)),
        heading("Contacts", contacts(book)),
        heading("Choices", choices(book)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn heading(heading: &str, lines: Vec<UnderstoodLine>) -> Option<Understood> {
    (!lines.is_empty()).then(|| Understood {
        heading: heading.to_owned(),
        total: super::count(lines.len()),
        lines,
    })
}

fn line(text: String, line: u32) -> UnderstoodLine {
    UnderstoodLine {
        text,
        line: Some(line),
    }
}

fn environments(book: &Runbook) -> Vec<UnderstoodLine> {
    book.environments
        .iter()
        .map(|e| {
            let count = e.variables.len() + e.open.len();
            let variables = if count == 1 { "variable" } else { "variables" };
            line(format!("{}, {count} {variables}", e.name), e.line)
        })
        .collect()
}

fn needs(book: &Runbook) -> Vec<UnderstoodLine> {
    book.prerequisites
        .iter()
        .map(|p| {
            let text = match &p.need {
                Need::Tool {
                    name,
                    min_version: Some(version),
                    ..
                } => format!("{name} ≥ {version}"),
                Need::Tool { name, .. } => name.clone(),
                Need::Access => p.text.to_string(),
                Need::Permission { service, grant } => format!("{service}: {grant}"),
            };
            line(text, p.line)
        })
        .collect()
}

fn rules(book: &Runbook, kind: RuleKind) -> Vec<UnderstoodLine> {
    let of_kind = |r: &&Rule| r.kind == kind;
    book.rules
        .iter()
        .filter(of_kind)
        .map(|r| line(r.sentence.to_string(), r.line))
        .collect()
}

fn contacts(book: &Runbook) -> Vec<UnderstoodLine> {
    let told = |contact: &Contact| {
        let person = contact.person.as_ref().map(|name| format!(" ({name})"));
        let after = contact.escalate_after_seconds.map(|seconds| {
            let minutes = seconds.div_ceil(60);
            format!(", the next after {minutes} min")
        });
        let (person, after) = (person.unwrap_or_default(), after.unwrap_or_default());
        line(
            format!("{}{person}: {}{after}", contact.name, contact.value),
            contact.line,
        )
    };
    book.contacts.iter().map(told).collect()
}

fn choices(book: &Runbook) -> Vec<UnderstoodLine> {
    book.choices
        .iter()
        .filter_map(|c| {
            let first = c.options.first()?.line;
            let names: Vec<_> = c.options.iter().map(|o| o.title.as_str()).collect();
            Some(line(format!("one of: {}", names.join(" · ")), first))
        })
        .collect()
}

/// A guide for the window.
pub fn guide_view(book: &Runbook, guide: &Guide) -> GuideView {
    let lines = |entries: &[GuideEntry]| {
        let line = |entry: &GuideEntry| GuideLine {
            text: entry.text.to_string(),
            step: entry.step.as_deref().map(str::to_owned),
            line: entry.line,
        };
        entries.iter().map(line).collect()
    };
    let by_hand = !told(book, guide).is_empty();
    GuideView {
        id: guide.id.to_string(),
        title: guide.title.to_string(),
        line: guide.line,
        end_line: guide.end_line,
        symptoms: lines(&guide.symptoms),
        diagnosis: lines(&guide.diagnosis),
        causes: lines(&guide.causes),
        resolution: lines(&guide.resolution),
        verification: lines(&guide.verification),
        runnable: by_hand || has_steps(book, guide),
        by_hand,
    }
}
