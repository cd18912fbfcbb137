//! What was added to the file for Belay, and is not understood.

use serde::Deserialize as _;
use serde::de::IntoDeserializer as _;

use crate::check::{Book, Finding};
use crate::model::{Hint, SectionRole};
use crate::reading::{front_matter, hints};

pub(super) fn run(book: &mut Book<'_>) {
    keys(book);
    for hint in &book.runbook.hints {
        if let Some(finding) = misunderstood(hint) {
            let spot = book.line_spot(hint.line, None);
            book.report_spot(spot, hint.step.as_deref(), finding);
        }
    }
}

/// Other tools have keys of their own, so that only what is nearly one of ours is told.
fn keys(book: &mut Book<'_>) {
    let Some(matter) = &book.runbook.front_matter else {
        return;
    };
    for key in &matter.unknown {
        let Some(near) = crate::awscli::nearest(key, front_matter::KEYS.into_iter()) else {
            continue;
        };
        let line = (matter.line..=matter.end_line)
            .find(|line| book.line(*line).starts_with(key.as_str()))
            .unwrap_or(matter.line);
        let spot = book.line_spot(line, Some(key));
        let finding = unknown(format!("The front matter has no key `{key}`."))
            .fix(format!("Write `{near}`, if that is meant."));
        book.report_spot(spot, None, finding);
    }
}

fn misunderstood(hint: &Hint) -> Option<Finding> {
    if hint.name == "role" && hints::role(&hint.value).is_none() {
        let finding = unknown(format!("No section is for `{}`.", hint.value));
        return Some(finding.fix(format!("Write one of {}.", roles())));
    }
    if hints::NAMES.contains(&hint.name.as_str()) {
        return None;
    }
    let finding = unknown(format!("No hint is called `{}`.", hint.name));
    let near = crate::awscli::nearest(&hint.name, hints::NAMES.into_iter());
    Some(match near {
        Some(near) => finding.fix(format!("Write `{near}`, if that is meant.")),
        None => finding.fix(format!("Write one of {}.", hints::NAMES.join(", "))),
    })
}

fn unknown(message: String) -> Finding {
    Finding::note(
        "unknown-key",
        message,
        "It is left alone, and does nothing.",
    )
}

/// The words for what a section is for, as its type names them when it is given none.
fn roles() -> String {
    let none: Result<_, serde::de::value::Error> = SectionRole::deserialize("".into_deserializer());
    let told = none
        .err()
        .map(|error| error.to_string())
        .unwrap_or_default();
    let words = told
        .split_once("expected one of ")
        .map_or("", |(_, words)| words);
    words.replace('`', "")
}
