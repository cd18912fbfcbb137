//! Text within a paragraph, a heading or a table row.

use super::links;
use crate::model::{Inline, InlineKind, Link, Shared};
use std::ops::Range;

/// Runs of text that are being collected. HTML in them stays text.
#[derive(Default)]
pub(super) struct Inlines {
    /// The text of all runs, one after the other.
    text: String,
    runs: Vec<Run>,
    styles: Vec<InlineKind>,
    /// Open links, with the run at which each starts.
    links: Vec<(usize, InlineKind, Link)>,
    /// Where in the file the first run stands.
    place: Option<usize>,
    /// How many bytes of blank space the text begins with.
    lead: usize,
}

/// A run of text with one meaning.
struct Run {
    kind: InlineKind,
    text: Range<usize>,
    target: Option<Shared>,
}

/// What stands between two cells in plain text.
const CELL: &str = " | ";

impl Inlines {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.runs.clear();
        self.styles.clear();
        self.links.clear();
        self.place = None;
    }

    /// Moves the runs to the end of a list, as pieces of `plain` where they are; it is
    /// what [`Inlines::plain`] gave.
    pub(super) fn take(&mut self, plain: &Shared, out: &mut Vec<Inline>) {
        let within = self.lead..self.lead + plain.len();
        let text = |run: &Run| match &run.text {
            _ if run.kind == InlineKind::Cell => Shared::default(),
            at if *at == within => plain.clone(),
            at if within.start <= at.start && at.end <= within.end => {
                plain.cut(at.start - within.start..at.end - within.start)
            }
            at => Shared::from(&self.text[at.clone()]),
        };
        out.extend(self.runs.drain(..).map(|run| Inline {
            kind: run.kind,
            text: text(&run),
            target: run.target,
        }));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Text that stands at this byte of the file.
    pub(super) fn text(&mut self, text: &str, place: impl FnOnce() -> usize) {
        let kind = match self.links.last() {
            Some((_, kind, _)) => *kind,
            None => self.styles.last().copied().unwrap_or(InlineKind::Text),
        };
        if self.runs.is_empty() {
            self.place = Some(place());
        }
        self.push(kind, text);
    }

    pub(super) fn code(&mut self, text: &str) {
        let kind = if self.links.is_empty() {
            InlineKind::Code
        } else {
            InlineKind::Link
        };
        self.push(kind, text);
    }

    fn push(&mut self, kind: InlineKind, text: &str) {
        let first_of_link = self
            .links
            .last()
            .is_some_and(|(start, ..)| *start == self.runs.len());
        let start = self.text.len();
        self.text.push_str(text);
        let end = self.text.len();
        match self.runs.last_mut() {
            Some(last) if last.kind == kind && !first_of_link && kind != InlineKind::Code => {
                last.text.end = end;
            }
            _ => self.runs.push(Run {
                kind,
                text: start..end,
                target: None,
            }),
        }
    }

    pub(super) fn line_end(&mut self) {
        self.add(InlineKind::Break, " ");
    }

    pub(super) fn cell(&mut self) {
        self.add(InlineKind::Cell, CELL);
    }

    fn add(&mut self, kind: InlineKind, text: &str) {
        let start = self.text.len();
        self.text.push_str(text);
        self.runs.push(Run {
            kind,
            text: start..self.text.len(),
            target: None,
        });
    }

    pub(super) fn open(&mut self, kind: InlineKind) {
        self.styles.push(kind);
    }

    pub(super) fn close(&mut self) {
        self.styles.pop();
    }

    pub(super) fn open_link(&mut self, kind: InlineKind, url: &str, (line, column): (u32, u32)) {
        let link = Link {
            text: Shared::default(),
            target: url.into(),
            kind: links::kind(url),
            leads_to: None,
            section: None,
            line,
            column,
        };
        self.links.push((self.runs.len(), kind, link));
    }

    /// The link that ends here; nothing for a picture.
    pub(super) fn close_link(&mut self) -> Option<Link> {
        let (start, kind, mut link) = self.links.pop()?;
        let mut label = String::new();
        for run in &mut self.runs[start..] {
            if run.kind != InlineKind::Cell {
                label.push_str(&self.text[run.text.clone()]);
            }
            if run.target.is_none() {
                run.target = Some(link.target.clone());
            }
        }
        link.text = label.into();
        (kind == InlineKind::Link).then_some(link)
    }

    /// All of it as plain text on one line, as a piece of the file where it stands
    /// there just so.
    pub(super) fn plain(&mut self, file: &Shared) -> Shared {
        let text = self.text.trim_start();
        self.lead = self.text.len() - text.len();
        let text = text.trim_end();
        let start = self.place.unwrap_or(0) + self.lead;
        match file.get(start..start + text.len()) {
            Some(same) if same == text => file.cut(start..start + text.len()),
            _ => Shared::from(text),
        }
    }

    /// Each run with its text.
    pub(super) fn texts(&self) -> impl Iterator<Item = (InlineKind, &str)> {
        let runs = self.runs.iter();
        runs.map(|run| (run.kind, &self.text[run.text.clone()]))
    }

    /// The cells of a row as plain text.
    pub(super) fn cells(&self) -> Vec<String> {
        let mut cells = Vec::new();
        let mut open = String::new();
        for run in &self.runs {
            match run.kind {
                InlineKind::Cell => cells.push(std::mem::take(&mut open).trim().to_owned()),
                _ => open.push_str(&self.text[run.text.clone()]),
            }
        }
        cells
    }

    /// At least one link, and nothing else that could be read.
    pub(super) fn links_only(&self) -> bool {
        let mut links = false;
        for run in &self.runs {
            match run.kind {
                InlineKind::Link => links = true,
                InlineKind::Cell => {}
                _ if self.text[run.text.clone()]
                    .chars()
                    .any(char::is_alphanumeric) =>
                {
                    return false;
                }
                _ => {}
            }
        }
        links
    }

    /// The first run, when it is strong, and whether nothing but marks follows it.
    pub(super) fn strong(&self) -> Option<(&str, bool)> {
        let first = self
            .runs
            .first()
            .filter(|run| run.kind == InlineKind::Strong)?;
        let pure = self.text[first.text.end..]
            .trim_matches([':', ' ', '.'])
            .is_empty();
        Some((self.text[first.text.clone()].trim(), pure))
    }
}
