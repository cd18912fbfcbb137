//! The rows of a chunk: the text as written, each finding under the lines that it
//! is about.

use std::collections::HashMap;

use belay_library::LibraryError;
use belay_runbook::check::{Diagnostic, Severity};
use belay_runbook::{Block, BlockKind, Inline, InlineKind, Section};

use super::layout::{Cut, LONGEST_LINE};
use super::steps::{self, code};
use super::{Follow, Laid};
use crate::views::{PageRow, PageWord};

/// A finding that spans more lines than this marks the first of them only.
const MARKED: u32 = 50;

impl Laid {
    /// The rows of a chunk; none if there is no such chunk.
    ///
    /// # Errors
    /// The index cannot say where links lead.
    pub fn rows(&self, chunk: usize, follow: &Follow<'_>) -> Result<Vec<PageRow>, LibraryError> {
        let Some((from, to)) = self.layout.chunk(chunk) else {
            return Ok(Vec::new());
        };
        let findings = self.findings(chunk, from, to);
        let marks = marks(&self.opened.findings, from, to);
        let mut drawn = Vec::new();
        if self.opened.runbook.blocks.is_empty() {
            let lines = from.piece..to.map_or(usize::MAX, |c| c.piece);
            drawn.push(code(&self.opened.text, 1, lines, &marks));
        }
        for (at, block) in self.blocks(from, to) {
            let step = block.step.as_deref().and_then(|id| self.step(id));
            let begin = if at == from.block { from.piece } else { 0 };
            let end = to.filter(|c| c.block == at).map(|c| c.piece);
            match (step, step.and_then(|s| s.code.as_deref())) {
                (Some(step), Some(code)) => {
                    let lines = begin..end.unwrap_or(usize::MAX);
                    drawn.extend(steps::code_rows(step, code, lines, &marks));
                }
                (Some(step), None) => drawn.push(steps::instruction(step, &self.opened.text)),
                (None, _) => {
                    let line = if begin > 0 { from.line } else { block.line };
                    let words = &block.inline[begin..end.unwrap_or(block.inline.len())];
                    drawn.push(self.block(block, line, words, follow)?);
                }
            }
        }
        Ok(with_findings(drawn, findings))
    }

    /// The blocks of a chunk; the last one may go on in the next.
    fn blocks(&self, from: Cut, to: Option<Cut>) -> impl Iterator<Item = (usize, &Block)> {
        let blocks = self.opened.runbook.blocks.iter().enumerate();
        let end = to.map_or(usize::MAX, |c| c.block + usize::from(c.piece > 0));
        blocks.take(end).skip(from.block)
    }

    /// What is wrong with the lines of a chunk. The first chunk has what stands
    /// before it, such as front matter.
    fn findings(&self, chunk: usize, from: Cut, to: Option<Cut>) -> &[Diagnostic] {
        let all = &self.opened.findings;
        let before = |line| all.partition_point(|d| d.line < line);
        let begin = if chunk == 0 { 0 } else { before(from.line) };
        &all[begin..to.map_or(all.len(), |c| before(c.line))]
    }

    fn block(
        &self,
        block: &Block,
        line: u32,
        words: &[Inline],
        follow: &Follow<'_>,
    ) -> Result<PageRow, LibraryError> {
        if block.kind == BlockKind::Heading {
            let text: String = words.iter().map(|i| i.text.as_str()).collect();
            return Ok(PageRow::Heading {
                line,
                level: self.level(block.line),
                text: cut(&text),
            });
        }
        let words = words.iter().map(|inline| word(inline, follow));
        Ok(PageRow::Text {
            line,
            block: block.kind,
            depth: block.depth,
            words: words.collect::<Result<_, _>>()?,
        })
    }

    fn level(&self, line: u32) -> u8 {
        let sections: &[Section] = &self.opened.runbook.sections;
        let found = sections.binary_search_by_key(&line, |s| s.line);
        found.map_or(2, |at| sections[at].level)
    }
}

fn word(inline: &Inline, follow: &Follow<'_>) -> Result<PageWord, LibraryError> {
    let target = inline.target.as_deref();
    let target = target.filter(|_| inline.kind == InlineKind::Link);
    Ok(PageWord {
        kind: inline.kind,
        text: cut(&inline.text),
        leads: target.map(follow).transpose()?,
    })
}

pub(super) fn cut(text: &str) -> String {
    let Some((at, _)) = text.char_indices().nth(LONGEST_LINE) else {
        return text.to_owned();
    };
    let more = text[at..].chars().count();
    format!("{} … {more} more characters", &text[..at])
}

/// The worst that is wrong with each line of a chunk.
fn marks(findings: &[Diagnostic], from: Cut, to: Option<Cut>) -> HashMap<u32, Severity> {
    let end = to.map_or(u32::MAX, |c| c.line);
    let first = findings.partition_point(|d| d.line.saturating_add(MARKED) < from.line);
    let mut marks = HashMap::new();
    for finding in findings[first..].iter().take_while(|d| d.line < end) {
        let last = finding.end_line.min(finding.line.saturating_add(MARKED));
        for line in finding.line..=last {
            let known = marks.entry(line).or_insert(finding.severity);
            *known = (*known).max(finding.severity);
        }
    }
    marks
}

/// Each finding under the row that it is about.
fn with_findings(drawn: Vec<PageRow>, findings: &[Diagnostic]) -> Vec<PageRow> {
    let mut out = Vec::with_capacity(drawn.len() + findings.len());
    let mut findings = findings.iter().peekable();
    let mut drawn = drawn.into_iter().peekable();
    while let Some(row) = drawn.next() {
        out.push(row);
        let limit = drawn.peek().map_or(u32::MAX, line_of);
        while let Some(finding) = findings.next_if(|d| d.line < limit) {
            out.push(PageRow::Finding {
                line: finding.line,
                finding: finding.clone(),
            });
        }
    }
    out
}

fn line_of(row: &PageRow) -> u32 {
    match row {
        PageRow::Heading { line, .. }
        | PageRow::Text { line, .. }
        | PageRow::Instruction { line, .. }
        | PageRow::Part { line, .. }
        | PageRow::Code { line, .. }
        | PageRow::Finding { line, .. } => *line,
    }
}
