//! Which words of a list stand in a text.

/// Up to 64 words that are looked for in the same texts, in lower case and of three
/// bytes at least. They are found on one way through a text, however many they are.
pub(crate) struct Phrases<const N: usize> {
    words: [&'static str; N],
    /// Which words begin with a byte, one bit for each word; the same for the second byte
    /// and for the third. Bytes that differ in their highest bits only, as capitals and
    /// small letters do, share a place.
    begins: [[u64; 32]; 3],
}

impl<const N: usize> Phrases<N> {
    pub(crate) const fn of(words: [&'static str; N]) -> Self {
        assert!(N <= 64, "a bit for each word");
        let mut begins = [[0; 32]; 3];
        let mut at = 0;
        while at < N {
            let word = words[at].as_bytes();
            begins[0][place(word[0])] |= 1 << at;
            begins[1][place(word[1])] |= 1 << at;
            begins[2][place(word[2])] |= 1 << at;
            at += 1;
        }
        Self { words, begins }
    }

    /// Whether one of them stands anywhere in the text, without regard to case.
    pub(crate) fn any_in(&self, text: &str) -> bool {
        let text = text.as_bytes();
        let mut places = text.windows(3).enumerate();
        places.any(|(at, three)| self.that_begin(three, &text[at..]).next().is_some())
    }

    /// The index of each that stands anywhere in the text, without regard to case.
    pub(crate) fn all_in(&self, text: &str) -> impl Iterator<Item = usize> + use<N> {
        let text = text.as_bytes();
        let mut found = 0_u64;
        for (at, three) in text.windows(3).enumerate() {
            for index in self.that_begin(three, &text[at..]) {
                found |= 1 << index;
            }
        }
        bits(found)
    }

    /// The index of each that a text begins with, by its first three bytes.
    fn that_begin(&self, three: &[u8], text: &[u8]) -> impl Iterator<Item = usize> {
        let [first, second, third] = &self.begins;
        let two = first[place(three[0])] & second[place(three[1])];
        bits(two & third[place(three[2])]).filter(|index| {
            let word = self.words[*index].as_bytes();
            let written = text.get(..word.len());
            written.is_some_and(|written| written.eq_ignore_ascii_case(word))
        })
    }
}

/// The bits that are set, from the lowest on.
fn bits(mut set: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lowest = set.trailing_zeros() as usize;
        set &= set.checked_sub(1)?;
        Some(lowest)
    })
}

pub(crate) const fn place(byte: u8) -> usize {
    (byte & 0x1f) as usize
}

#[cfg(test)]
mod tests {
    use super::Phrases;
    use proptest::prelude::*;

    static WORDS: Phrases<4> = Phrases::of(["aab", "b a", "aba", "\u{e9}a"]);

    proptest! {
        #[test]
        fn what_stands_in_a_text_is_found_as_in_lower_case(text in "[aAbB é]{0,12}") {
            let lower = text.to_ascii_lowercase();
            let held = (0..4).filter(|at| lower.contains(WORDS.words[*at]));
            prop_assert_eq!(WORDS.any_in(&text), held.clone().next().is_some());
            prop_assert!(WORDS.all_in(&text).eq(held));
        }
    }
}
