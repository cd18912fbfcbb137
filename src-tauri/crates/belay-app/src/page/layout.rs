//! Where a text is cut into chunks, so that each crosses by itself.

use belay_library::Opened;
use belay_runbook::{Block, Inline, InlineKind, Step, StepForm};

/// A chunk ends after so many lines of the file,
const LINES: u32 = 60;
/// or so many bytes of it.
const BYTES: usize = 16 * 1024;
/// What a run of words costs besides its characters.
const WORD: usize = 48;
/// A line longer than this is cut on the screen; the file has the rest.
pub(super) const LONGEST_LINE: usize = 2_000;

/// Where a chunk begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut {
    /// The block; none in a file without structure.
    pub block: usize,
    /// The line of its code, or the run of its words.
    pub piece: usize,
    /// The line of the file, from 1.
    pub line: u32,
    /// Bytes of the text up to the next chunk.
    pub bytes: usize,
}

/// The chunks of a text.
pub(super) struct Layout {
    cuts: Vec<Cut>,
}

/// Line of the first line of code: a fence has a line of its own, indented code
/// begins at once.
pub(super) fn first_line(step: &Step) -> u32 {
    step.line + u32::from(step.form == StepForm::Fenced)
}

impl Layout {
    pub(super) fn of<'a>(opened: &'a Opened, step: impl Fn(&str) -> Option<&'a Step>) -> Self {
        let mut cutter = Cutter::default();
        let blocks = &opened.runbook.blocks;
        if blocks.is_empty() {
            cutter.code(0, 1, &opened.text);
        }
        for (at, block) in blocks.iter().enumerate() {
            let step = block.step.as_deref().and_then(&step);
            match step.and_then(|s| Some((s, s.code.as_deref()?))) {
                Some((step, code)) => cutter.code(at, first_line(step), code),
                None => cutter.block(at, block, step),
            }
        }
        Self { cuts: cutter.cuts }
    }

    pub(super) fn len(&self) -> usize {
        self.cuts.len()
    }

    pub(super) fn bytes(&self, chunk: usize) -> usize {
        self.cuts[chunk].bytes
    }

    /// First line of each chunk.
    pub(super) fn lines(&self) -> Vec<u32> {
        self.cuts.iter().map(|cut| cut.line).collect()
    }

    /// Where a chunk begins and the next one does.
    pub(super) fn chunk(&self, chunk: usize) -> Option<(Cut, Option<Cut>)> {
        Some((*self.cuts.get(chunk)?, self.cuts.get(chunk + 1).copied()))
    }
}

#[derive(Default)]
struct Cutter {
    cuts: Vec<Cut>,
}

impl Cutter {
    fn code(&mut self, block: usize, first: u32, code: &str) {
        // An empty block has its place, too.
        let lines = code.lines().chain(code.is_empty().then_some(""));
        for (at, line) in lines.enumerate() {
            let number = first.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
            self.add(block, at, number, line.len().min(LONGEST_LINE));
        }
    }

    /// A block stays whole, unless it is a chunk and more by itself.
    fn block(&mut self, at: usize, block: &Block, step: Option<&Step>) {
        let cost = |inline: &Inline| inline.text.len().min(LONGEST_LINE) + WORD;
        let bytes = block.inline.iter().map(cost).sum::<usize>();
        if bytes <= BYTES {
            return self.add(
                at,
                0,
                block.line,
                bytes + step.map_or(0, super::steps::bytes),
            );
        }
        let mut line = block.line;
        for (piece, inline) in block.inline.iter().enumerate() {
            self.add(at, piece, line, cost(inline));
            line += u32::from(inline.kind == InlineKind::Break);
        }
    }

    fn add(&mut self, block: usize, piece: usize, line: u32, bytes: usize) {
        match self.cuts.last_mut() {
            Some(open) if line < open.line + LINES && open.bytes + bytes <= BYTES => {
                open.bytes += bytes;
            }
            _ => self.cuts.push(Cut {
                block,
                piece,
                line,
                bytes,
            }),
        }
    }
}
