//! Looking for many words in one text.

/// Up to 64 words that are looked for in the same texts, in lower case and of two bytes
/// at least. They are found on one way through a text, however many they are.
pub(crate) struct Phrases<const N: usize> {
    words: [&'static str; N],
    /// Which words begin with a byte, one bit for each word. Bytes that differ in their
    /// highest bits only, as capitals and small letters do, share a place.
    first: [u64; 32],
    /// The same for the second byte.
    second: [u64; 32],
}

impl<const N: usize> Phrases<N> {
    pub(crate) const fn of(words: [&'static str; N]) -> Self {
        assert!(N <= 64, "a bit for each word");
        let (mut first, mut second) = ([0; 32], [0; 32]);
        let mut at = 0;
        while at < N {
            let word = words[at].as_bytes();
            first[place(word[0])] |= 1 << at;
            second[place(word[1])] |= 1 << at;
            at += 1;
        }
        Self {
            words,
            first,
            second,
        }
    }

    /// The index of each that stands anywhere in the text, without regard to case.
    pub(crate) fn all_in(&self, text: &str) -> impl Iterator<Item = usize> + use<N> {
        let found = self.found_in(text.as_bytes());
        (0..N).filter(move |at| found >> at & 1 == 1)
    }

    /// Whether one of them stands anywhere in the text, without regard to case.
    pub(crate) fn any_in(&self, text: &str) -> bool {
        self.found_in(text.as_bytes()) != 0
    }

    fn found_in(&self, text: &[u8]) -> u64 {
        let mut found = 0;
        for (at, pair) in text.windows(2).enumerate() {
            let mut here = self.first[place(pair[0])] & self.second[place(pair[1])] & !found;
            while here != 0 {
                let index = here.trailing_zeros() as usize;
                here &= here - 1;
                let word = self.words[index].as_bytes();
                let written = text.get(at..at + word.len());
                if written.is_some_and(|written| written.eq_ignore_ascii_case(word)) {
                    found |= 1 << index;
                }
            }
        }
        found
    }
}

const fn place(byte: u8) -> usize {
    (byte & 0x1f) as usize
}

#[cfg(test)]
mod tests {
    use super::Phrases;
    use proptest::prelude::*;

    static WORDS: Phrases<4> = Phrases::of(["ab", "b a", "aba", "\u{e9}a"]);

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
