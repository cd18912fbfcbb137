//! Line numbers and byte offsets of a text.

use crate::model::Span;

/// Where each line of a text starts. Lines end as CommonMark has it: with a line
/// feed, a carriage return, or both.
pub(crate) struct Lines<'t> {
    text: &'t str,
    starts: Vec<u32>,
}

impl<'t> Lines<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = Vec::with_capacity(bytes.len() / 32 + 1);
        starts.push(0);
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                starts.push(small(at + 1));
            }
        }
        Self { text, starts }
    }

    /// Lines in the text; a line end at the very end does not begin another.
    pub(crate) fn count(&self) -> u32 {
        let last = self.starts.last().copied().unwrap_or(0);
        let open = (last as usize) < self.text.len();
        small(self.starts.len()) - u32::from(!open)
    }

    /// Byte at which a line, counted from 1, starts.
    pub(crate) fn start(&self, line: u32) -> u32 {
        let index = line.saturating_sub(1) as usize;
        self.starts
            .get(index)
            .copied()
            .unwrap_or_else(|| small(self.text.len()))
    }

    /// The lines in which these bytes stand, in order; the bytes are in order too.
    pub(crate) fn of(&self, offsets: impl Iterator<Item = usize>) -> Vec<u32> {
        let mut lines = Vec::new();
        let mut begun = 0;
        for offset in offsets.map(small) {
            let rest = &self.starts[begun..];
            let first = begun;
            begun += rest.iter().take_while(|start| **start <= offset).count();
            if begun > first {
                lines.push(small(begun));
            }
        }
        lines
    }

    /// A line, counted from 1, without its end.
    pub(crate) fn line(&self, line: u32) -> &'t str {
        let whole = &self.text[self.start(line) as usize..self.start(line + 1) as usize];
        let ends = whole.bytes().rev();
        let ends = ends.take_while(|b| matches!(b, b'\n' | b'\r')).count();
        &whole[..whole.len() - ends]
    }

    /// From the start of one line to the end of another.
    pub(crate) fn span(&self, line: u32, end_line: u32) -> Span {
        let start = self.start(line);
        let last = self.line(end_line.max(line));
        Span {
            start,
            end: self.start(end_line.max(line)) + small(last.len()),
        }
    }

    /// The lines from `line` to `end_line` that have this byte on them, and not only
    /// where they begin.
    pub(crate) fn with(&self, byte: u8, line: u32, end_line: u32) -> impl Iterator<Item = u32> {
        let bytes = self.text.as_bytes();
        let end = self.start(end_line + 1) as usize;
        let mut from = self.start(line) as usize;
        let begins = |at: usize| at == 0 || matches!(bytes[at - 1], b'\n' | b'\r');
        std::iter::from_fn(move || {
            loop {
                let at = from + memchr::memchr(byte, bytes.get(from..end)?)?;
                from = at + 1;
                if !begins(at) {
                    let (line, _) = self.position(small(at));
                    from = self.start(line + 1) as usize;
                    return Some(line);
                }
            }
        })
    }

    /// The last line with text on it, from `line` to `end_line`. Looks back over a
    /// thousand lines at most, so that nested lists stay linear.
    pub(crate) fn last_text(&self, line: u32, end_line: u32) -> u32 {
        let first = line.max(end_line.saturating_sub(999));
        let start = self.start(first);
        let looked = &self.text[start as usize..self.start(end_line + 1) as usize];
        let end = start + small(looked.trim_end().len());
        let mut last = end_line;
        // A line that begins behind the last text has none.
        while last >= first && self.start(last) >= end {
            last -= 1;
        }
        last.max(line)
    }

    /// Line and column, both from 1, of a byte.
    pub(crate) fn position(&self, offset: u32) -> (u32, u32) {
        let index = self.starts.partition_point(|start| *start <= offset).max(1) - 1;
        (small(index) + 1, offset - self.starts[index] + 1)
    }
}

/// Texts are below [`crate::MAX_BYTES`], so their positions fit.
pub(crate) fn small(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Lines, small};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_line_has_a_byte_when_it_stands_behind_another(
            text in "[a#\r\n]{0,20}",
            first in 1_u32..6,
            last in 1_u32..6,
        ) {
            let lines = Lines::new(&text);
            let has = |line: &u32| lines.line(*line).bytes().skip(1).any(|b| b == b'#');
            let each: Vec<u32> = (first..=last.min(small(text.len()))).filter(has).collect();
            prop_assert_eq!(lines.with(b'#', first, last).collect::<Vec<_>>(), each);
        }
    }
}
