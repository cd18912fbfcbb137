//! Prose that sends its reader to a step or a section that the file does not have.

use crate::check::{Book, Finding};
use crate::model::StepKind;
use std::collections::HashSet;

pub(super) fn run(book: &mut Book<'_>) {
    let places = Places::of(book);
    let mut findings = Vec::new();
    for line in prose_lines(book) {
        for told in references(book.line(line)) {
            if places.lack(&told) {
                findings.push((line, told));
            }
        }
    }
    for (line, told) in findings {
        let words = format!("{} {}", told.word, told.number);
        let spot = book.line_spot(line, Some(&words));
        book.report_spot(
            spot,
            None,
            Finding::warning(
                "missing-step",
                format!("The file has no {} {}.", told.kind.word(), told.number),
                "Whoever is sent there in the middle of an incident has to guess what was meant.",
            )
            .fix("Name what is meant by its title, or link it."),
        );
    }
}

/// What a reference names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Step,
    Section,
    Appendix,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Step => "step",
            Kind::Section => "section",
            Kind::Appendix => "appendix",
        }
    }
}

/// `see step 9`
#[derive(Debug, PartialEq, Eq)]
struct Reference {
    kind: Kind,
    /// As written: `Step`, `section`.
    word: String,
    number: String,
}

/// Words that send somebody to a place.
const LEADS: [&str; 19] = [
    "see",
    "see also",
    "go to",
    "goto",
    "proceed to",
    "proceed with",
    "continue to",
    "continue with",
    "continue at",
    "continue from",
    "return to",
    "back to",
    "skip to",
    "jump to",
    "refer to",
    "repeat",
    "redo",
    "as in",
    "described in",
];

/// The references in a line of prose.
fn references(line: &str) -> Vec<Reference> {
    let plain: String = line.chars().filter(|c| !matches!(c, '*' | '_')).collect();
    let lower = plain.to_ascii_lowercase();
    let mut found = Vec::new();
    for (word, kind) in [
        ("step ", Kind::Step),
        ("section ", Kind::Section),
        ("appendix ", Kind::Appendix),
    ] {
        for (at, _) in lower.match_indices(word) {
            let before = lower[..at].trim_end();
            let before = before.strip_suffix("the").unwrap_or(before).trim_end();
            let sent = LEADS.iter().any(|lead| {
                before
                    .strip_suffix(lead)
                    .is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric() || c == '-'))
            });
            let start = at + word.len();
            let Some(number) = number(&plain[start..], kind).filter(|_| sent) else {
                continue;
            };
            if !elsewhere(&plain[start + number.len()..]) {
                found.push(Reference {
                    kind,
                    word: plain[at..start].trim_end().to_owned(),
                    number,
                });
            }
        }
    }
    found
}

/// `4.2`, or the letter of an appendix.
fn number(text: &str, kind: Kind) -> Option<String> {
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))
        .unwrap_or(text.len());
    let number = text[..end].trim_end_matches('.');
    let digits = number.split('.').all(|part| {
        !part.is_empty() && part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit())
    });
    let letter = kind == Kind::Appendix
        && number.len() == 1
        && number.bytes().all(|b| b.is_ascii_uppercase());
    (digits || letter).then(|| number.to_owned())
}

/// What follows says that another document is meant, or it is a link of its own.
fn elsewhere(after: &str) -> bool {
    ["](", " of ", " in ", " from ", " on "]
        .iter()
        .any(|other| after.starts_with(other))
}

/// Lines that a person reads: everything but code, of code the comments.
fn prose_lines(book: &Book<'_>) -> Vec<u32> {
    let mut code = HashSet::new();
    for step in book.runbook.steps.iter().filter(|step| step.code.is_some()) {
        for line in step.line..=step.end_line {
            let comment =
                step.kind == StepKind::Command && book.line(line).trim_start().starts_with('#');
            if !comment {
                code.insert(line);
            }
        }
    }
    let from = book
        .runbook
        .front_matter
        .as_ref()
        .map_or(1, |matter| matter.end_line + 1);
    let end = u32::try_from(book.lines.len()).unwrap_or(u32::MAX);
    (from..=end).filter(|line| !code.contains(line)).collect()
}

/// What can be referred to.
#[derive(Default)]
struct Places {
    steps: HashSet<String>,
    sections: HashSet<String>,
    appendices: HashSet<String>,
}

impl Places {
    fn of(book: &Book<'_>) -> Self {
        let mut places = Places::default();
        for section in &book.runbook.sections {
            places.heading(&section.title);
        }
        for step in &book.runbook.steps {
            let line = book.line(step.line).trim_start();
            // The words of a bold line tell its number, as those of a heading do.
            let bold = line.trim_start_matches(['*', '_', '>', ' ']);
            places.steps.extend(counted(bold));
            for part in &step.parts {
                let comment = book
                    .line(part.line)
                    .trim_start()
                    .trim_start_matches(['#', ' ']);
                places.steps.extend(counted(comment));
            }
        }
        places
    }

    /// `4.2 Restore`, `Step 3: Wait`, `Appendix B`
    fn heading(&mut self, title: &str) {
        // An emoji or a sign may stand in front.
        let title = title.trim_start_matches(|c: char| !c.is_alphanumeric());
        let lower = title.to_lowercase();
        if let Some(rest) = lower.strip_prefix("appendix ") {
            let letter: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
            self.appendices.insert(letter.to_uppercase());
            return;
        }
        if let Some(rest) = lower.strip_prefix("section ") {
            self.sections.extend(leading(rest));
            return;
        }
        if let Some(number) = counted(title) {
            self.steps.insert(number.clone());
            self.sections.insert(number);
        }
    }

    /// The file numbers such things, and this is not among them.
    fn lack(&self, told: &Reference) -> bool {
        let known = match told.kind {
            Kind::Step => &self.steps,
            Kind::Section => &self.sections,
            Kind::Appendix => return !self.appendices.contains(&told.number),
        };
        // `4.2` is the second item below the fourth where no place is called so.
        let dotted = told.number.contains('.') && !known.iter().any(|number| number.contains('.'));
        known.len() > 1 && !dotted && !known.contains(&told.number)
    }
}

/// The number in front of a title: of `3. Wait`, `Step 3: Wait`, `4.2 Restore`.
fn counted(title: &str) -> Option<String> {
    let lower = title.to_lowercase();
    let named = ["step ", "phase ", "part "]
        .iter()
        .find_map(|word| lower.strip_prefix(word));
    if let Some(rest) = named {
        return leading(rest);
    }
    let number = leading(title)?;
    let rest = &title[number.len()..];
    // `24 hours before` begins with a number and has none.
    let marked = rest.starts_with(['.', ')', ':']) || number.contains('.');
    marked.then_some(number)
}

fn leading(text: &str) -> Option<String> {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || c == '.'))
        .unwrap_or(text.len());
    let number = text[..end].trim_end_matches('.');
    let fits = number.starts_with(|c: char| c.is_ascii_digit()) && number.len() <= 8;
    fits.then(|| number.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> Vec<String> {
        references(line)
            .into_iter()
            .map(|found| format!("{} {}", found.kind.word(), found.number))
            .collect()
    }

    #[test]
    fn only_words_that_send_somebody_make_a_reference() {
        assert_eq!(told("If it fails, **see step 9**."), ["step 9"]);
        assert_eq!(
            told("Go to section 4.2 and repeat the Step 3"),
            ["step 3", "section 4.2"]
        );
        assert_eq!(told("as in Appendix B"), ["appendix B"]);
        assert!(told("After step 9 the alarm is silent").is_empty());
        assert!(told("see step 4 of the network runbook").is_empty());
        assert!(
            told("[see step 4](#x) oversee step 2, see section a, see step by step").is_empty()
        );
    }

    #[test]
    fn a_number_is_that_of_a_title_and_no_amount() {
        assert_eq!(counted("4.2 Restore").as_deref(), Some("4.2"));
        assert_eq!(counted("Step 12: wait").as_deref(), Some("12"));
        assert_eq!(counted("3) wait").as_deref(), Some("3"));
        assert_eq!(counted("24 hours before"), None);
    }
}
