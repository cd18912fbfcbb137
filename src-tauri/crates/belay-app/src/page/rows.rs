//! The rows of a chunk: the text as written, each finding under the lines that it
//! is about.

use std::collections::HashMap;

use belay_library::LibraryError;
use belay_runbook::check::{Diagnostic, Severity};
use belay_runbook::{Block, BlockKind, Inline, InlineKind, Section, Step, StepKind};

use super::layout::{Cut, LONGEST_LINE, first_line};
use super::{Follow, Laid};
use crate::views::{PageCodeLine, PageRow, PageWord};

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
            drawn.push(code(
                &self.opened.text,
                1,
                from.piece,
                to.map(|c| c.piece),
                &marks,
            ));
        }
        for (at, block) in self.blocks(from, to) {
            let step = block.step.as_deref().and_then(|id| self.step(id));
            let begin = if at == from.block { from.piece } else { 0 };
            let end = to.filter(|c| c.block == at).map(|c| c.piece);
            drawn.push(match step {
                Some(step) => step_row(step, begin, end, &marks),
                None => {
                    let line = if begin > 0 { from.line } else { block.line };
                    let words = &block.inline[begin..end.unwrap_or(block.inline.len())];
                    self.block(block, line, words, follow)?
                }
            });
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

fn step_row(
    step: &Step,
    begin: usize,
    end: Option<usize>,
    marks: &HashMap<u32, Severity>,
) -> PageRow {
    let Some(text) = &step.code else {
        return PageRow::Instruction {
            line: step.line,
            step: step.id.clone(),
            form: step.kind,
            checked: step.checked,
            nested: step.parent.is_some(),
            text: cut(&step.title),
        };
    };
    let mut row = code(text, first_line(step), begin, end, marks);
    if let PageRow::Code {
        step: id, command, ..
    } = &mut row
    {
        *id = Some(step.id.clone());
        *command = step.kind == StepKind::Command;
    }
    row
}

/// Lines `begin..end` of a code that begins at line `first` of the file.
fn code(
    text: &str,
    first: u32,
    begin: usize,
    end: Option<usize>,
    marks: &HashMap<u32, Severity>,
) -> PageRow {
    let line = first.saturating_add(u32::try_from(begin).unwrap_or(u32::MAX));
    let taken = text.lines().skip(begin);
    let taken = taken.take(end.unwrap_or(usize::MAX).saturating_sub(begin));
    PageRow::Code {
        line,
        lines: (line..)
            .zip(taken)
            .map(|(number, text)| PageCodeLine {
                text: cut(text),
                mark: marks.get(&number).copied(),
            })
            .collect(),
        first: begin == 0,
        last: end.is_none(),
        step: None,
        command: false,
    }
}

fn cut(text: &str) -> String {
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
        | PageRow::Code { line, .. }
        | PageRow::Finding { line, .. } => *line,
    }
}
