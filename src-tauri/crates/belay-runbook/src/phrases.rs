//! Looking for many words in one text.

use crate::ascii::contains;

/// Words that are looked for in the same texts, in lower case.
pub(crate) struct Phrases<const N: usize> {
    words: [&'static str; N],
    pairs: [u64; N],
}

impl<const N: usize> Phrases<N> {
    pub(crate) const fn of(words: [&'static str; N]) -> Self {
        let mut pairs = [0; N];
        let mut at = 0;
        while at < N {
            pairs[at] = pairs_in(words[at]);
            at += 1;
        }
        Self { words, pairs }
    }

    /// The index of each that stands anywhere in the text, without regard to case.
    pub(crate) fn all_in<'t>(&'static self, text: &'t str) -> impl Iterator<Item = usize> + 't {
        let written = pairs_in(text);
        // A text that lacks a pair of the word needs no closer look.
        let near = (0..N).filter(move |at| self.pairs[*at] & !written == 0);
        near.filter(move |at| contains(text, self.words[*at]))
    }

    /// Whether one of them stands anywhere in the text, without regard to case.
    pub(crate) fn any_in(&'static self, text: &str) -> bool {
        self.all_in(text).next().is_some()
    }
}

/// Which bytes stand next to each other in a text, without regard to case: a bit for
/// each pair, which some pairs share.
const fn pairs_in(text: &str) -> u64 {
    let (bytes, mut out, mut at) = (text.as_bytes(), 0, 1);
    while at < bytes.len() {
        let (first, second) = (bytes[at - 1] & 0x1f, bytes[at] & 0x1f);
        out |= 1 << ((first as u32 * 5 + second as u32) & 63);
        at += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Phrases;
    use proptest::prelude::*;

    static WORDS: Phrases<4> = Phrases::of(["a", "ab", "b a", "\u{e9}a"]);

    proptest! {
        #[test]
        fn what_stands_in_a_text_is_found_as_in_lower_case(text in "[aAbB é]{0,12}") {
            let lower = text.to_ascii_lowercase();
            let held = (0..4).filter(|at| lower.contains(WORDS.words[*at]));
            prop_assert!(WORDS.all_in(&text).eq(held.clone()));
            prop_assert_eq!(WORDS.any_in(&text), held.count() > 0);
        }
    }
}
