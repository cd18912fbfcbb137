//! A text in passages: what stands under one heading, in pieces of a readable
//! size. A search finds a passage that holds all of its words.

use belay_runbook::Section;

use crate::query::{humps, words};

/// A passage is cut after so many lines,
const MOST_LINES: u32 = 80;
/// or so many bytes.
const MOST_BYTES: usize = 8 * 1024;
/// More bytes of one line than this are not looked at.
const LONGEST_LINE: usize = 64 * 1024;

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Passage {
    /// First line, from 1.
    pub line: u32,
    /// The headings that it stands under, from the top down.
    pub heading: String,
    /// As written.
    pub text: String,
    /// The pieces of words such as `PointInTimeRecovery`.
    pub parts: String,
}

/// Cuts a text at its headings, which stand in file order.
pub(super) fn passages(text: &str, sections: &[Section]) -> Vec<Passage> {
    let mut out = Vec::new();
    let mut sections = sections.iter().peekable();
    let mut heading = String::new();
    let mut open: Option<Passage> = None;
    for (number, line) in (1u32..).zip(text.lines()) {
        let begins = sections.next_if(|s| s.line == number);
        if let Some(section) = begins {
            heading = section.path.join(" › ");
        }
        let full = open.as_ref().is_some_and(|p| {
            number - p.line >= MOST_LINES || p.text.len() + line.len() > MOST_BYTES
        });
        if begins.is_some() || full {
            out.extend(open.take());
        }
        let passage = open.get_or_insert_with(|| Passage {
            line: number,
            heading: heading.clone(),
            text: String::new(),
            parts: String::new(),
        });
        passage.text.push_str(cut(line));
        passage.text.push('\n');
    }
    out.extend(open);
    out.retain(|passage| !passage.text.trim().is_empty());
    for passage in &mut out {
        passage.parts = parts(&passage.text);
    }
    out
}

fn cut(line: &str) -> &str {
    &line[..line.floor_char_boundary(LONGEST_LINE)]
}

fn parts(text: &str) -> String {
    let mut parts = String::new();
    for (place, _) in words(text) {
        let cut = humps(text, place);
        if cut.len() > 1 {
            for part in cut {
                parts.push_str(&text[part]);
                parts.push(' ');
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn of(text: &str) -> Vec<Passage> {
        passages(text, &belay_runbook::read(text).unwrap().sections)
    }

    #[test]
    fn a_text_is_cut_at_its_headings_and_no_line_is_lost() {
        let text = "before\n# A\none\n## B\ntwo\nPointInTime\n";
        let cut: Vec<_> = of(text)
            .into_iter()
            .map(|p| (p.line, p.heading, p.text, p.parts))
            .collect();
        let row = |line, heading: &str, text: &str, parts: &str| {
            (line, heading.to_owned(), text.to_owned(), parts.to_owned())
        };
        assert_eq!(
            cut,
            [
                row(1, "", "before\n", ""),
                row(2, "A", "# A\none\n", ""),
                row(4, "B", "## B\ntwo\nPointInTime\n", "Point In Time "),
            ]
        );
    }

    #[test]
    fn a_long_passage_is_cut_and_a_long_line_shortened() {
        let lines = of(&"a line\n".repeat(200));
        let begin: Vec<_> = lines.iter().map(|p| p.line).collect();
        assert_eq!(begin, [1, 81, 161]);
        let long = of(&format!("{}\nend\n", "é".repeat(1_000_000)));
        assert!(long[0].text.len() <= LONGEST_LINE + 1);
        assert_eq!((long[1].line, long[1].text.as_str()), (2, "end\n"));
    }
}
