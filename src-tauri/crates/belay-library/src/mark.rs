//! Where in a piece of text the words of a search stand, and the line to show.

use std::ops::Range;

use crate::query::{Query, Term, humps, words};

/// More characters of a line than this are not shown.
const SHOWN: usize = 180;
/// Characters in front of the first mark, where the line has to be cut.
const BEFORE: usize = 40;

/// A piece of a line that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// As written.
    pub text: String,
    /// It is what was looked for.
    pub marked: bool,
}

/// The line of `text` in which most of the words stand, counted from 0, with its
/// marks.
pub(crate) fn best_line(text: &str, query: &Query) -> (usize, Vec<Piece>) {
    let mut best = (0, 0, "", Vec::new());
    for (number, line) in text.lines().enumerate() {
        let (found, marks) = marks(line, query);
        if found > best.1 || number == 0 {
            best = (number, found, line, marks);
        }
    }
    (best.0, shown(best.2, &best.3))
}

/// A line with its marks.
pub(crate) fn marked(line: &str, query: &Query) -> Vec<Piece> {
    shown(line, &marks(line, query).1)
}

/// How well the line fits, and the places of what was looked for, in order and
/// apart. A term that begins on the line and goes on in the next counts half.
fn marks(line: &str, query: &Query) -> (usize, Vec<Range<usize>>) {
    let whole: Vec<(Range<usize>, String)> = words(line).collect();
    let cut: Vec<(Range<usize>, String)> = whole
        .iter()
        .flat_map(|(place, _)| humps(line, place.clone()))
        .map(|place| (place.clone(), line[place].to_lowercase()))
        .collect();
    let mut places = Vec::new();
    let mut fit = 0;
    for term in &query.terms {
        let before = places.len();
        places.extend(in_words(&whole, term));
        if places.len() == before && cut.len() > whole.len() {
            places.extend(in_words(&cut, term));
        }
        let begun = || whole.iter().any(|(_, word)| *word == term.words[0]);
        fit += match places.len() > before {
            true => 2,
            false => usize::from(begun()),
        };
    }
    places.sort_by_key(|place| (place.start, place.end));
    (fit, apart(places))
}

fn in_words(words: &[(Range<usize>, String)], term: &Term) -> Vec<Range<usize>> {
    let length = term.words.len();
    words
        .windows(length)
        .filter(|window| {
            window
                .iter()
                .zip(&term.words)
                .enumerate()
                .all(|(at, ((_, word), wanted))| {
                    word == wanted
                        || (term.open && at + 1 == length && word.starts_with(wanted.as_str()))
                })
        })
        .map(|window| window[0].0.start..window[length - 1].0.end)
        .collect()
}

/// Ranges in order, those that touch made one.
fn apart(places: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for place in places {
        match out.last_mut() {
            Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
            _ => out.push(place),
        }
    }
    out
}

/// The line, cut to what can be shown, in pieces.
fn shown(line: &str, marks: &[Range<usize>]) -> Vec<Piece> {
    let start = line.len() - line.trim_start().len();
    let first = marks.first().map_or(start, |m| m.start);
    let from = match line[start..first].char_indices().rev().nth(BEFORE) {
        Some((at, _)) if line[start..].chars().count() > SHOWN => start + at,
        _ => start,
    };
    let to = line[from..]
        .char_indices()
        .nth(SHOWN)
        .map_or(line.trim_end().len().max(from), |(at, _)| from + at);
    let mut pieces = Vec::new();
    let mut push = |text: &str, marked| {
        if !text.is_empty() {
            let text = text.to_owned();
            pieces.push(Piece { text, marked });
        }
    };
    if from > start {
        push("…", false);
    }
    let mut at = from;
    for mark in marks {
        let (begin, end) = (mark.start.clamp(at, to), mark.end.clamp(at, to));
        push(&line[at..begin], false);
        push(&line[begin..end], true);
        at = end;
    }
    push(&line[at..to], false);
    if to < line.trim_end().len() {
        push("…", false);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(pieces: &[Piece]) -> String {
        let one = |p: &Piece| match p.marked {
            true => format!("[{}]", p.text),
            false => p.text.clone(),
        };
        pieces.iter().map(one).collect()
    }

    fn check(line: &str, typed: &str, expected: &str) {
        assert_eq!(show(&marked(line, &Query::parse(typed))), expected);
    }

    #[test]
    fn what_was_looked_for_is_marked_as_it_is_written() {
        check("  Restore the Table", "restore", "[Restore] the Table");
        check(
            "a --target-table-name b",
            "--target-tab",
            "a --[target-table]-name b",
        );
        check("echo $NAME", "$NAME", "echo $[NAME]");
        check(
            "PointInTimeRecoveryEnabled",
            "recovery",
            "PointInTime[Recovery]Enabled",
        );
        check("Grüße an Ä", "grüße ä", "[Grüße] an [Ä]");
        check(
            "restore and restored",
            "restore",
            "[restore] and [restored]",
        );
        check(
            "restore and restored",
            "\"restore\"",
            "[restore] and restored",
        );
    }

    #[test]
    fn the_line_with_most_of_the_words_is_shown() {
        let text = "roll\nthe table\nroll back the table\nback";
        let (line, pieces) = best_line(text, &Query::parse("back roll"));
        assert_eq!(
            (line, show(&pieces).as_str()),
            (2, "[roll] [back] the table")
        );
    }

    #[test]
    fn a_long_line_is_cut_around_the_first_mark() {
        let line = format!("{}needle{}", "x ".repeat(400), " y".repeat(400));
        let shown = show(&marked(&line, &Query::parse("needle")));
        assert!(shown.starts_with('…') && shown.ends_with('…'), "{shown}");
        assert!(shown.contains("[needle]") && shown.chars().count() < SHOWN + 10);
    }
}
