//! What was asked for: words, beginnings of words, phrases in quotes.
//!
//! Words are cut as SQLite's `unicode61` cuts them, at everything that is neither
//! letter nor digit. A word such as `restore-table-to-point-in-time`,
//! `--target-table-name` or `/etc/hosts` is thereby a phrase of its pieces, which
//! finds exactly the places where they follow each other. An index of every three
//! letters would find the middle of a word as well; it is larger, and ranks by
//! fragments where words are meant. Humps such as those of `PointInTimeRecovery`,
//! the middle that people do ask for, are words of their own here.

use std::ops::Range;

/// More words than this are not looked for.
const MOST_TERMS: usize = 16;
/// More characters than this are not looked at.
const LONGEST: usize = 400;

/// A search, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    pub(crate) terms: Vec<Term>,
}

/// Words that stand next to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    /// In lower case, without anything that is not letter or digit.
    pub words: Vec<String>,
    /// The last one may go on.
    pub open: bool,
}

impl Query {
    /// Takes what a person typed apart. Nothing in it is a command: quotes hold
    /// words together, and everything else is looked for.
    pub fn parse(typed: &str) -> Self {
        let typed: String = typed.chars().take(LONGEST).collect();
        let mut terms = Vec::new();
        for (at, piece) in typed.split('"').enumerate() {
            if at % 2 == 1 {
                terms.extend(Term::of(piece, false));
            } else {
                terms.extend(piece.split_whitespace().filter_map(|w| Term::of(w, true)));
            }
        }
        terms.truncate(MOST_TERMS);
        Self { terms }
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// All words.
    pub(crate) fn all(&self) -> String {
        self.joined(" AND ")
    }

    /// Any of the words.
    pub(crate) fn any(&self) -> String {
        self.joined(" OR ")
    }

    /// All words, at least one of them outside the runbook's title.
    pub(crate) fn outside_titles(&self) -> String {
        let (all, any) = (self.all(), self.any());
        format!("({all}) AND ({{heading text parts}} : ({any}))")
    }

    fn joined(&self, with: &str) -> String {
        let terms: Vec<_> = self.terms.iter().map(Term::expression).collect();
        terms.join(with)
    }
}

impl Term {
    fn of(text: &str, open: bool) -> Option<Self> {
        let words: Vec<_> = words(text).map(|(_, word)| word).collect();
        let last = words.last()?;
        // One letter begins a tenth of all words; it is meant as it stands.
        let open = open && last.chars().count() > 1;
        Some(Self { words, open })
    }

    /// In the language of FTS5. The words are letters and digits only, so that
    /// nothing in the quotes can end them.
    fn expression(&self) -> String {
        let phrase = self.words.join(" ");
        if self.open {
            // Named twice, so that the whole word counts for more than its start.
            format!("(\"{phrase}\" OR \"{phrase}\"*)")
        } else {
            format!("\"{phrase}\"")
        }
    }
}

/// The words of a text in lower case, with their places.
pub(crate) fn words(text: &str) -> impl Iterator<Item = (Range<usize>, String)> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = rest.find(|(_, c)| c.is_alphanumeric())?;
        let mut word: String = first.to_lowercase().collect();
        let mut end = start + first.len_utf8();
        while let Some((at, next)) = rest.next_if(|(_, c)| c.is_alphanumeric()) {
            word.extend(next.to_lowercase());
            end = at + next.len_utf8();
        }
        Some((start..end, word))
    })
}

/// Where the humps of a word such as `PointInTimeRecovery` begin and end; the word
/// itself if it has none.
pub(crate) fn humps(text: &str, word: Range<usize>) -> Vec<Range<usize>> {
    let mut humps = Vec::new();
    let mut start = word.start;
    let mut before = None;
    for (at, letter) in text[word.clone()].char_indices() {
        if letter.is_uppercase() && before.is_some_and(char::is_lowercase) {
            humps.push(start..word.start + at);
            start = word.start + at;
        }
        before = Some(letter);
    }
    humps.push(start..word.end);
    humps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(typed: &str) -> Vec<String> {
        let show = |t: &Term| format!("{}{}", t.words.join(" "), if t.open { "*" } else { "" });
        Query::parse(typed).terms.iter().map(show).collect()
    }

    #[test]
    fn words_are_beginnings_and_quotes_hold_words_together() {
        assert_eq!(terms("Roll back"), ["roll*", "back*"]);
        assert_eq!(
            terms("\"roll back\" the api"),
            ["roll back", "the*", "api*"]
        );
        assert_eq!(
            terms("an open \"quote here"),
            ["an*", "open*", "quote here"]
        );
        assert_eq!(terms("a b"), ["a", "b"]);
    }

    #[test]
    fn a_word_of_code_is_the_phrase_of_its_pieces() {
        assert_eq!(terms("--target-table-name"), ["target table name*"]);
        assert_eq!(terms("$NAME"), ["name*"]);
        assert_eq!(terms("/etc/hosts.d"), ["etc hosts d"]);
        assert_eq!(terms("-- $ | NOT"), ["not*"]);
        assert!(Query::parse("  -- \"*\" ^ ").is_empty());
    }

    #[test]
    fn a_word_in_humps_is_cut_at_them() {
        let cut = |text: &str| -> Vec<String> {
            let cut = humps(text, 0..text.len());
            cut.into_iter().map(|r| text[r].to_owned()).collect()
        };
        assert_eq!(cut("PointInTime"), ["Point", "In", "Time"]);
        assert_eq!(cut("plain"), ["plain"]);
        assert_eq!(cut("NAME"), ["NAME"]);
    }
}
