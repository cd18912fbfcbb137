//! Whether a text may begin with one of many phrases. Most texts begin with none of
//! them, which two letters and a length tell before any phrase is compared.

use crate::phrases::place;

/// The first words of a list of phrases.
pub(crate) struct FirstWords {
    /// For each pair of first letters, which lengths such words have.
    lengths: [u32; 1024],
}

impl FirstWords {
    pub(crate) const fn of(phrases: &[&str]) -> Self {
        Self { lengths: [0; 1024] }.and(phrases)
    }

    /// With those of another list.
    pub(crate) const fn and(mut self, phrases: &[&str]) -> Self {
        let mut at = 0;
        while at < phrases.len() {
            let (pair, length) = first_word(phrases[at].as_bytes());
            assert!(
                length > 0 || !phrases[at].is_ascii(),
                "begins with a letter"
            );
            self.lengths[pair] |= if length > 0 { 1 << length } else { 0 };
            at += 1;
        }
        self
    }

    /// False for a text that begins with none of the phrases, in any case. What is not
    /// ASCII may become anything in lower case, so that a word with it may be any.
    pub(crate) const fn may_begin(&self, text: &str) -> bool {
        let text = text.as_bytes();
        let (pair, length) = first_word(text);
        let goes_on = length < text.len() && !text[length].is_ascii();
        goes_on || (self.lengths[pair] >> length) & 1 == 1
    }
}

/// The first two letters of a text, and how many ASCII letters it begins with.
const fn first_word(text: &[u8]) -> (usize, usize) {
    let mut length = 0;
    while length < text.len() && length < 31 && text[length].is_ascii_alphabetic() {
        length += 1;
    }
    match length {
        0 => (0, 0),
        // The second is not a letter.
        1 => (place(text[0]) * 32, 1),
        _ => (place(text[0]) * 32 + place(text[1]), length),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::FirstWords;
    use proptest::prelude::*;

    /// Sentences of these words and a few others, in small letters and capitals.
    pub(crate) fn prose(words: &[&str]) -> impl Strategy<Value = String> + use<> {
        let others = [
            "the",
            "deploy",
            "5",
            "12:30",
            "Kubernetes",
            "é",
            "\u{212a}",
            "",
        ];
        let words: Vec<String> = words
            .iter()
            .chain(&others)
            .map(|w| (*w).to_owned())
            .collect();
        static BETWEEN: [&str; 11] = [" ", " ", ": ", ", ", "", "-", "/", " (", ") ", ". ", "'s "];
        let word = (
            prop::sample::select(words),
            prop::sample::select(&BETWEEN[..]),
            0..4,
        );
        let written = word.prop_map(|(mut word, between, case)| {
            match case {
                0 => word = word.to_uppercase(),
                1 => word.get_mut(..1).unwrap_or_default().make_ascii_uppercase(),
                _ => {}
            }
            word + between
        });
        prop::collection::vec(written, 0..8).prop_map(|words| words.concat())
    }

    /// Each line of the sample runbooks, as it is and without the mark of a heading or item.
    pub(crate) fn lines_of_samples() -> Vec<String> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples");
        let files = std::fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().path());
        let texts = files.filter_map(|path| std::fs::read_to_string(path).ok());
        let lines = |text: String| {
            let lines = text
                .lines()
                .flat_map(|line| [line, line.trim_start_matches(['#', '-', ' '])]);
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        let lines: Vec<String> = texts.flat_map(lines).collect();
        assert!(lines.len() > 500);
        lines
    }

    static PHRASES: [&str; 5] = ["if you see ", "option", "a b", "post-mortem", "x"];

    proptest! {
        #[test]
        fn a_text_that_begins_with_a_phrase_may_begin_with_it(
            phrase in prop::sample::select(&PHRASES[..]),
            rest in "[ :aé]{0,3}",
            capital in any::<bool>(),
        ) {
            let text = if capital { phrase.to_uppercase() } else { phrase.to_owned() };
            prop_assert!(FirstWords::of(&PHRASES).may_begin(&(text + " " + &rest)));
        }
    }

    #[test]
    fn other_words_are_told_apart() {
        let words = FirstWords::of(&PHRASES);
        for text in ["", "4", "optional", "opt", "ip", "- x", "symptom"] {
            assert!(!words.may_begin(text), "{text}");
        }
        for text in ["Post", "POST it", "—", "opt\u{212a}"] {
            assert!(words.may_begin(text), "{text}");
        }
        let none = FirstWords::of(&[]);
        assert!(!none.may_begin("option"));
    }
}
