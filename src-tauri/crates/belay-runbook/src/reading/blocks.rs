//! Text within a paragraph, a heading or a table row.

use super::links;
use crate::model::{Inline, InlineKind, Link};

/// Runs of text that are being collected. HTML in them stays text.
#[derive(Default)]
pub(super) struct Inlines {
    pub(super) runs: Vec<Inline>,
    styles: Vec<InlineKind>,
    /// Open links, with the run at which each starts.
    links: Vec<(usize, InlineKind, Link)>,
}

impl Inlines {
    pub(super) fn clear(&mut self) {
        self.runs.clear();
        self.styles.clear();
        self.links.clear();
    }

    pub(super) fn take(&mut self) -> Vec<Inline> {
        std::mem::take(&mut self.runs)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.runs.iter().all(|run| run.text.trim().is_empty())
    }

    pub(super) fn text(&mut self, text: &str) {
        let kind = match self.links.last() {
            Some((_, kind, _)) => *kind,
            None => self.styles.last().copied().unwrap_or(InlineKind::Text),
        };
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
        match self.runs.last_mut() {
            Some(last) if last.kind == kind && !first_of_link && kind != InlineKind::Code => {
                last.text.push_str(text);
            }
            _ => self.runs.push(Inline {
                kind,
                text: text.to_owned(),
                target: None,
            }),
        }
    }

    pub(super) fn line_end(&mut self) {
        self.runs.push(Inline {
            kind: InlineKind::Break,
            text: " ".to_owned(),
            target: None,
        });
    }

    pub(super) fn cell(&mut self) {
        self.runs.push(Inline {
            kind: InlineKind::Cell,
            text: String::new(),
            target: None,
        });
    }

    pub(super) fn open(&mut self, kind: InlineKind) {
        self.styles.push(kind);
    }

    pub(super) fn close(&mut self) {
        self.styles.pop();
    }

    pub(super) fn open_link(
        &mut self,
        kind: InlineKind,
        url: &str,
        (line, column, _): (u32, u32, u32),
    ) {
        let link = Link {
            text: String::new(),
            target: url.to_owned(),
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
        for run in &mut self.runs[start..] {
            link.text.push_str(&run.text);
            if run.target.is_none() {
                run.target = Some(link.target.clone());
            }
        }
        (kind == InlineKind::Link).then_some(link)
    }

    /// All of it as plain text on one line.
    pub(super) fn plain(&self) -> String {
        let mut out = String::with_capacity(self.runs.iter().map(|run| run.text.len()).sum());
        for run in &self.runs {
            match run.kind {
                InlineKind::Cell => out.push_str(" | "),
                _ => out.push_str(&run.text),
            }
        }
        let trimmed = out.trim();
        if trimmed.len() == out.len() {
            out
        } else {
            trimmed.to_owned()
        }
    }

    /// The cells of a row as plain text.
    pub(super) fn cells(&self) -> Vec<String> {
        let mut cells = Vec::new();
        let mut open = String::new();
        for run in &self.runs {
            match run.kind {
                InlineKind::Cell => cells.push(std::mem::take(&mut open).trim().to_owned()),
                _ => open.push_str(&run.text),
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
                _ if run.text.chars().any(char::is_alphanumeric) => return false,
                _ => {}
            }
        }
        links
    }
}
