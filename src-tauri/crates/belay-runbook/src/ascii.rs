//! Looking for English words without regard to case, and without a copy of the text.

use std::borrow::Cow;

/// Where `word`, which is in lower case, stands first.
pub(crate) fn find(text: &str, word: &str) -> Option<usize> {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let first = *word.first()?;
    let last = text.len().checked_sub(word.len())?;
    // The texts are short: looking at byte after byte is faster than getting ready for
    // more at once. The bit is what tells a capital from a small letter.
    let begins = |at: &usize| text[*at] | 0x20 == first | 0x20;
    let is_here = |at: &usize| text[*at..*at + word.len()].eq_ignore_ascii_case(word);
    (0..=last).filter(begins).find(is_here)
}

/// Whether `word`, which is in lower case, stands anywhere.
pub(crate) fn contains(text: &str, word: &str) -> bool {
    find(text, word).is_some()
}

/// The text with its letters in lower case, but for those of ASCII when it has no other.
pub(crate) fn lower_beyond(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.to_lowercase())
    }
}

/// Whether the text ends with `word`, which is in lower case.
pub(crate) fn ends_with(text: &str, word: &str) -> bool {
    let last = |text: &str| text.bytes().next_back().map(|b| b | 0x20);
    let start = text.len().checked_sub(word.len());
    last(text) == last(word)
        && start.is_some_and(|start| text.as_bytes()[start..].eq_ignore_ascii_case(word.as_bytes()))
}

/// What follows `word`, which is in lower case, when the text begins with it.
pub(crate) fn after<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let (head, rest) = text.split_at_checked(word.len())?;
    head.eq_ignore_ascii_case(word).then_some(rest)
}

/// Whether there is a figure in it.
pub(crate) fn has_digit(text: &str) -> bool {
    // All of it without a way out in between, which the processor does many at a time.
    text.bytes()
        .fold(false, |found, b| found | b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{after, contains, ends_with, find, has_digit};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_word_is_found_as_in_lower_case(text in "[aAbB é]{0,8}", word in "[ab ]{1,3}") {
            let lower = text.to_ascii_lowercase();
            prop_assert_eq!(find(&text, &word), lower.find(&word));
            prop_assert_eq!(contains(&text, &word), lower.contains(&word));
            prop_assert_eq!(ends_with(&text, &word), lower.ends_with(&word));
            let rest = after(&text, &word).map(str::len);
            prop_assert_eq!(rest, lower.strip_prefix(&word).map(str::len));
            prop_assert!(!has_digit(&text) && has_digit(&(text + "7")));
        }
    }
}
