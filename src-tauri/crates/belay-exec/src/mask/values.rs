//! First pass: known values in all their forms.

use aho_corasick::{AhoCorasick, MatchKind};

use super::{MASK, variants};
use crate::flow::{Cut, Flow};

pub(super) struct Values {
    /// `None`: nothing to look for.
    automaton: Option<AhoCorasick>,
    held: Held,
    pending: Flow,
}

impl Values {
    pub fn new(secrets: &[String]) -> Self {
        let forms = variants::all(secrets);
        let automaton = (!forms.is_empty())
            .then(|| {
                AhoCorasick::builder()
                    .match_kind(MatchKind::LeftmostLongest)
                    .build(&forms)
                    .ok()
            })
            .flatten();
        Self {
            automaton,
            held: Held::new(forms),
            pending: Flow::default(),
        }
    }

    /// A value is masked when it is complete and no longer one can begin at or
    /// before it; the rest up to the first possible beginning passes.
    pub fn push(&mut self, flow: &Flow, out: &mut Flow, end: bool) {
        let Some(automaton) = &self.automaton else {
            return out.append(flow);
        };
        self.pending.append(flow);
        let text = &self.pending.text;
        let (mut cuts, mut position) = (Vec::new(), 0);
        let held_from = |position: usize| {
            if end {
                text.len()
            } else {
                self.held.from(text, position)
            }
        };
        let mut held = held_from(0);
        while let Some(found) = automaton.find(&text[position..]) {
            let (from, to) = (position + found.start(), position + found.end());
            if from >= held {
                break;
            }
            cuts.push(Cut {
                from,
                to,
                with: MASK.as_bytes(),
            });
            position = to;
            if held < position {
                held = held_from(position);
            }
        }
        let mut pending = std::mem::take(&mut self.pending);
        pending.drain(held, &cuts, out);
        self.pending = pending;
    }
}

/// Where a text may go on to become one of some words.
pub(super) struct Held {
    /// Sorted.
    words: Vec<Vec<u8>>,
    longest: usize,
    starts: [bool; 256],
}

impl Held {
    pub fn new(mut words: Vec<Vec<u8>>) -> Self {
        words.sort();
        let mut starts = [false; 256];
        for word in &words {
            if let Some(first) = word.first() {
                starts[usize::from(*first)] = true;
            }
        }
        Self {
            longest: words.iter().map(Vec::len).max().unwrap_or(0),
            words,
            starts,
        }
    }

    /// The first position from `from` on at which the rest of the text is the
    /// beginning of a longer word; the text's length if there is none.
    pub fn from(&self, text: &[u8], from: usize) -> usize {
        let earliest = text.len().saturating_sub(self.longest.saturating_sub(1));
        (earliest.max(from)..text.len())
            .find(|&start| self.begins_word(&text[start..]))
            .unwrap_or(text.len())
    }

    fn begins_word(&self, rest: &[u8]) -> bool {
        if !self.starts[usize::from(rest[0])] {
            return false;
        }
        let at = self.words.partition_point(|word| word.as_slice() <= rest);
        self.words
            .get(at)
            .is_some_and(|word| word.starts_with(rest))
    }
}
