//! What shell code leaves open: `<name>`, `{name}`, `[name]`, `%NAME%`, `ACCOUNT_ID`,
//! a letter that a comment explains.
//!
//! Only words are looked at, never comments, redirections or here-documents.

pub(crate) mod braces;
mod marked;
mod upper;

use super::lines::small;
use crate::model::{Expansion, ExpansionKind, InputStyle, Shared, SimpleCommand, Span, Word};
use crate::stretches::Stretches;
use std::collections::HashSet;
use std::ops::Range;

use upper::{crossed_out, uppers};

/// Something left open in a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Index of the command that it is a word of.
    pub(crate) command: usize,
    /// In bytes of the code.
    pub(crate) span: Span,
    /// As written.
    pub(crate) text: Shared,
    /// What it is called, as words.
    pub(crate) name: Shared,
    pub(crate) style: InputStyle,
    pub(crate) quote: Quote,
    /// The option in front of the word, when the word is nothing else.
    pub(crate) option: Option<Shared>,
    /// What a comment says of it.
    pub(crate) hint: Option<Shared>,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// What quotes something stands in, which decides how a value is written there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quote {
    None,
    Single,
    Double,
    Ansi,
    /// Within backquotes, or in text that another shell reads again: only values
    /// without any special character are safe.
    Twice,
}

/// Everything left open in the words of these commands.
pub(crate) fn find(code: &str, commands: &[SimpleCommand]) -> Vec<Found> {
    let mut places = Places::of(code);
    let in_braces = memchr::memchr(b'{', code.as_bytes()).is_some();
    if !in_braces && places.nowhere() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut backquotes = None;
    for (at, command) in commands.iter().enumerate() {
        let declares = command.name().is_some_and(|name| {
            matches!(
                name,
                "export" | "declare" | "local" | "readonly" | "typeset"
            )
        });
        let prints = matches!(command.name(), Some("echo" | "printf"));
        let mut words = command.words.iter();
        let braced = in_braces
            && !prints
            && words.any(|word| word.raw.contains('{'))
            && braces::plain(command);
        let assigned = command
            .assignments
            .iter()
            .filter(|_| !declares)
            .map(|a| &a.value);
        let first = found.len();
        for word in assigned {
            in_word(word, None, !prints, &mut places, &mut found);
        }
        for (index, word) in command.words.iter().enumerate() {
            let before = index.checked_sub(1).and_then(|at| command.words.get(at));
            let option = before
                .filter(|word| word.raw.starts_with('-'))
                .map(|word| &word.raw);
            let upper = index > 0 && !prints;
            in_word(word, option, upper, &mut places, &mut found);
            if braced && index > 0 && !braces::takes_format(option.map(Shared::as_str)) {
                braces_in_word(word, option, &mut found);
            }
        }
        if braced {
            found.extend(braces::spaced(code, command));
        }
        if found[first..].iter().any(marked::is_mark) && !marked::plain(command) {
            let mut unmarked = found.split_off(first);
            unmarked.retain(|found| !marked::is_mark(found));
            found.append(&mut unmarked);
        }
        if found.len() == first {
            continue;
        }
        let rereads = rereads(command);
        let backquoted: &Stretches = backquotes.get_or_insert_with(|| backquoted(commands));
        for found in &mut found[first..] {
            found.command = at;
            let twice = (rereads && found.quote != Quote::None) || rereads_all(command);
            if twice || backquoted.cover(found.span.start, found.span.end) {
                found.quote = Quote::Twice;
            }
        }
    }
    found
}

/// Stretches in backquotes, where quoting works differently.
fn backquoted(commands: &[SimpleCommand]) -> Stretches {
    let words = commands.iter().flat_map(|command| {
        command
            .words
            .iter()
            .chain(command.assignments.iter().map(|a| &a.value))
    });
    let expansions = words.flat_map(|word| &word.expansions);
    let written = expansions.filter(|e| e.raw.starts_with('`'));
    Stretches::of(written.map(|e| (e.span.start, e.span.end)))
}

/// Commands that hand a quoted argument to a shell again.
fn rereads(command: &SimpleCommand) -> bool {
    let shells = [
        "sh", "bash", "zsh", "dash", "ksh", "ssh", "watch", "su", "parallel", "trap", "xargs",
    ];
    command
        .words
        .iter()
        .filter_map(|word| word.value.as_deref())
        .any(|word| shells.contains(&word.rsplit('/').next().unwrap_or(word)))
}

/// Commands that read all of their arguments again as shell code.
fn rereads_all(command: &SimpleCommand) -> bool {
    matches!(command.name(), Some("eval" | "ssh"))
}

fn in_word(
    word: &Word,
    option: Option<&Shared>,
    upper: bool,
    places: &mut Places<'_>,
    found: &mut Vec<Found>,
) {
    if !places.may_be_in(word) {
        return;
    }
    let first = found.len();
    // A format names the parts of a date without leaving them open.
    let upper = upper && !option.is_some_and(|option| option.contains("format"));
    let angled = word.raw.contains('<');
    let closed = if angled {
        closed_tags(&word.raw)
    } else {
        HashSet::new()
    };
    let signs = upper
        && memchr::memchr3(b'[', b'%', b'@', word.raw.as_bytes()).is_some()
        && marked::may_stand_behind(option);
    for piece in pieces(word) {
        if angled {
            angles(&piece, &word.raw, &closed, found);
        }
        let marks = found.len();
        if signs {
            marked::marked(&piece, &word.raw, found);
        }
        if upper {
            let named = found.len();
            uppers(&piece, &word.raw, found);
            marked::keep_outside(found, marks..named);
            crossed_out(&piece, &word.raw, found);
            if places.lettered {
                letters(word, &piece, places, found);
            }
        }
    }
    place(word, option, &mut found[first..]);
}

/// Names in braces, where the command leaves braces alone.
fn braces_in_word(word: &Word, option: Option<&Shared>, found: &mut Vec<Found>) {
    if !word.raw.contains('{') {
        return;
    }
    let first = found.len();
    for piece in pieces(word) {
        braces::braces(&piece, &word.raw, found);
    }
    place(word, option, &mut found[first..]);
}

/// Turns places in a word into places in the code and the file.
fn place(word: &Word, option: Option<&Shared>, found: &mut [Found]) {
    if found.is_empty() {
        return;
    }
    let lines: Vec<u32> = line_ends(&word.raw);
    for found in found {
        let whole = found.text.len() == word.raw.trim_matches(['"', '\'']).len();
        found.option = option.filter(|_| whole).cloned();
        let offset = found.span.start;
        found.span.start += word.span.start;
        found.span.end += word.span.start;
        found.line = word.line;
        found.column = word.column + offset;
        let above = lines.partition_point(|end| *end < offset);
        if let Some(end) = above.checked_sub(1).and_then(|last| lines.get(last)) {
            found.line += small(above);
            found.column = offset - end;
        }
    }
}

/// Where in the code something may be open: a quick look at all of it that saves most
/// words the long one.
struct Places<'c> {
    code: &'c str,
    /// Where the pieces of the code begin that have a sign of it, in order.
    pieces: Vec<u32>,
    /// A comment may say what a capital that stands alone is to be replaced with.
    lettered: bool,
    remark: Remark<'c>,
}

/// How many bytes are looked at together.
const PIECE: u32 = 128;

impl<'c> Places<'c> {
    fn of(code: &'c str) -> Self {
        let bytes = code.as_bytes();
        let starts = (0..small(bytes.len())).step_by(PIECE as usize);
        let signed = |start: &u32| {
            let (start, length) = (*start as usize, PIECE as usize);
            has_sign(&bytes[start..bytes.len().min(start + length + 1)])
        };
        Self {
            code,
            pieces: starts.filter(signed).collect(),
            lettered: memchr::memchr(b'#', bytes).is_some(),
            remark: Remark::default(),
        }
    }

    fn nowhere(&self) -> bool {
        self.pieces.is_empty() && !self.lettered
    }

    fn may_be_in(&self, word: &Word) -> bool {
        let Span { start, end } = word.span;
        let before = self.pieces.partition_point(|piece| piece + PIECE <= start);
        let near = self.pieces.get(before).is_some_and(|piece| *piece < end);
        (near && has_sign(word.raw.as_bytes())) || (self.lettered && ends_with_letter(&word.raw))
    }
}

/// `<`, `[`, two capitals or two `x` in a row. Looks at all without a way out in between,
/// which the processor does many bytes at a time.
fn has_sign(bytes: &[u8]) -> bool {
    let sign = |(byte, next): (&u8, &u8)| {
        let capitals = byte.is_ascii_uppercase() & next.is_ascii_uppercase();
        let crosses = (*byte == b'x') & (*next == b'x');
        capitals | crosses | (*byte == b'<') | (*byte == b'[')
    };
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    pairs.fold(false, |any, pair| any | sign(pair))
}

/// The last letter is a capital that stands alone.
fn ends_with_letter(raw: &str) -> bool {
    match raw.trim_end_matches(['"', '\'']).as_bytes() {
        [.., before, last] => last.is_ascii_uppercase() && !before.is_ascii_alphanumeric(),
        [last] => last.is_ascii_uppercase(),
        [] => false,
    }
}

/// Text of a word without expansions, with the quotes around it.
struct Piece {
    start: usize,
    end: usize,
    quote: Quote,
    /// An expansion that is itself a placeholder.
    open: bool,
}

/// Cuts a word at its quotes and expansions.
fn pieces(word: &Word) -> Vec<Piece> {
    let raw = word.raw.as_bytes();
    let mut pieces = Vec::new();
    let mut quote = Quote::None;
    let (mut at, mut start) = (0, 0);
    let mut expansions = word.expansions.iter().peekable();
    let mut cut = |start: usize, end: usize, quote, open| {
        if start < end {
            pieces.push(Piece {
                start,
                end,
                quote,
                open,
            });
        }
    };
    while at < raw.len() {
        if let Some(expansion) = next_at(&mut expansions, word, at) {
            let length = (expansion.span.end - expansion.span.start) as usize;
            cut(start, at, quote, false);
            let open = expansion.kind == ExpansionKind::Placeholder;
            cut(at, if open { at + length } else { at }, quote, open);
            at += length.max(1);
            start = at;
            continue;
        }
        let stop = expansions.peek().map_or(raw.len(), |next| {
            (next.span.start.saturating_sub(word.span.start) as usize).min(raw.len())
        });
        let plain = |byte: &u8| !matches!(byte, b'\'' | b'"' | b'$' | b'\\');
        let rest = raw.get(at..stop).unwrap_or_default();
        let skipped = rest.iter().take_while(|byte| plain(byte)).count();
        if skipped > 0 {
            at += skipped;
            continue;
        }
        let next = match (quote, raw[at]) {
            (Quote::None, b'\'') => Quote::Single,
            (Quote::None, b'"') => Quote::Double,
            (Quote::None, b'$') if raw.get(at + 1) == Some(&b'\'') => {
                cut(start, at, quote, false);
                at += 2;
                (start, quote) = (at, Quote::Ansi);
                continue;
            }
            (Quote::Single | Quote::Ansi, b'\'') | (Quote::Double, b'"') => Quote::None,
            (Quote::None | Quote::Double | Quote::Ansi, b'\\') => {
                at += 2;
                continue;
            }
            _ => {
                at += 1;
                continue;
            }
        };
        cut(start, at, quote, false);
        at += 1;
        (start, quote) = (at, next);
    }
    cut(start, raw.len(), quote, false);
    pieces
}

/// The expansion that begins at this byte of the word. Those within another one
/// are passed over.
fn next_at<'w>(
    expansions: &mut std::iter::Peekable<impl Iterator<Item = &'w Expansion>>,
    word: &Word,
    at: usize,
) -> Option<&'w Expansion> {
    let here = word.span.start as usize + at;
    while expansions
        .next_if(|e| (e.span.start as usize) < here)
        .is_some()
    {}
    expansions.next_if(|e| e.span.start as usize == here)
}

impl Piece {
    /// What is left open at these bytes of the piece.
    fn open_at(&self, raw: &Shared, at: Range<usize>, name: &str, style: InputStyle) -> Found {
        let (start, end) = (self.start + at.start, self.start + at.end);
        Found {
            command: 0,
            span: Span {
                start: small(start),
                end: small(end),
            },
            text: raw.cut(start..end),
            name: raw.share(name),
            style,
            quote: self.quote,
            option: None,
            hint: None,
            line: 0,
            column: 0,
        }
    }
}

/// HTML elements that stand in texts and templates.
const TAGS: [&str; 30] = [
    "a", "b", "i", "p", "br", "hr", "em", "ul", "ol", "li", "td", "tr", "th", "h1", "h2", "h3",
    "h4", "div", "pre", "img", "html", "head", "body", "span", "code", "table", "title", "script",
    "style", "strong",
];

/// Where the lines of a word end.
fn line_ends(raw: &str) -> Vec<u32> {
    memchr::memchr_iter(b'\n', raw.as_bytes())
        .map(small)
        .collect()
}

/// What stands in `</…>` in a word: `<name>` in the same word is a tag then.
fn closed_tags(raw: &str) -> HashSet<&str> {
    let opening = memchr::memchr_iter(b'<', raw.as_bytes());
    opening
        .filter_map(|at| {
            let closing = raw.as_bytes()[at + 1..].strip_prefix(b"/")?;
            let window = closing.iter().take(64);
            let length = window.clone().position(|b| *b == b'>')?;
            raw.get(at + 2..at + 2 + length)
        })
        .collect()
}

/// `<name>` in a piece.
fn angles(piece: &Piece, raw: &Shared, closed: &HashSet<&str>, found: &mut Vec<Found>) {
    let text = &raw[piece.start..piece.end];
    let mut from = 0;
    while let Some(open) = text[from..].find('<').map(|at| at + from) {
        from = open + 1;
        let window = text.as_bytes()[from..].iter().take(64);
        let Some(length) = window.clone().position(|b| *b == b'>') else {
            continue;
        };
        let name = &text[from..from + length];
        let fits = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_. /:".contains(c));
        // `(?<group>` of a pattern, `List<String>` of a type, `</tag>` of a page.
        let before = text[..open].chars().next_back();
        let generic = before.is_some_and(|c| c.is_ascii_alphabetic())
            && name.starts_with(|c: char| c.is_ascii_uppercase());
        let tag = || TAGS.contains(&name.to_ascii_lowercase().as_str());
        let markup = fits && (closed.contains(name) || tag());
        if fits && (piece.open || !(before == Some('?') || generic || markup)) {
            let end = from + length + 1;
            found.push(piece.open_at(raw, open..end, name, InputStyle::Angle));
            from = end;
        }
    }
}

/// What stands behind the next `#` of a line.
#[derive(Default)]
struct Remark<'c> {
    /// Everywhere from the first of these bytes to the second it is the same.
    from: usize,
    to: usize,
    text: Option<&'c str>,
}

impl<'c> Remark<'c> {
    /// A longer remark explains no letter.
    const LONGEST: usize = 1_000;

    /// What stands behind the first `#` between here and the end of the line.
    fn behind(&mut self, code: &'c str, at: usize) -> Option<&'c str> {
        let at = at.min(code.len());
        if self.to == 0 || !(self.from..=self.to).contains(&at) {
            let rest = &code.as_bytes()[at..];
            let next = memchr::memchr2(b'#', b'\n', rest).map_or(code.len(), |next| at + next);
            (self.from, self.to) = (at, next);
            self.text = code[next..].strip_prefix('#').map(|text| {
                let end = memchr::memchr(b'\n', text.as_bytes()).unwrap_or(text.len());
                text[..end].trim_end_matches('\r')
            });
        }
        self.text.filter(|text| text.len() <= Self::LONGEST)
    }
}

/// A lone `N` that a comment on the same line says to replace.
fn letters(word: &Word, piece: &Piece, places: &mut Places<'_>, found: &mut Vec<Found>) {
    let text = &word.raw[piece.start..piece.end];
    let Some(letter) = text.chars().next_back().filter(char::is_ascii_uppercase) else {
        return;
    };
    let before = text[..text.len() - 1].chars().next_back();
    if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
        return;
    }
    let end = word.span.end as usize;
    let Some(comment) = places.remark.behind(places.code, end) else {
        return;
    };
    let lower = comment.to_ascii_lowercase();
    let asked = format!("replace {} with ", letter.to_ascii_lowercase());
    let Some(at) = lower.find(&asked) else { return };
    let meaning = comment[at + asked.len()..]
        .trim()
        .trim_end_matches('.')
        .trim_end_matches(" number");
    let last = text.len() - 1..text.len();
    found.push(Found {
        hint: Some(comment.trim().into()),
        ..piece.open_at(&word.raw, last, meaning, InputStyle::Letter)
    });
}

#[cfg(test)]
mod tests {
    /// What is open in a piece of code, as it is written there.
    #[track_caller]
    pub(super) fn open(code: &str) -> Vec<String> {
        let script = crate::shell::parse(code);
        let found = super::find(code, &script.commands);
        for place in &found {
            assert_eq!(place.span.of(code), Some(place.text.as_str()), "{code}");
        }
        found.iter().map(|found| found.text.to_string()).collect()
    }
}
