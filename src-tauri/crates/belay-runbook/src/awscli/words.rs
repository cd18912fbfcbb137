//! Shell words as the AWS CLI would receive them, as far as that can be told.

use crate::model::{ExpansionKind, Word};

/// Stands in a text for what the shell will put there.
pub const OPAQUE: char = '\u{FFFC}';

/// The text of a word after the shell removed its quotes, with [`OPAQUE`] for
/// every expansion.
pub fn text_of(word: &Word) -> String {
    if let Some(value) = &word.value {
        return value.to_string();
    }
    let base = word.span.start;
    let mut holes: Vec<(usize, usize)> = word
        .expansions
        .iter()
        .filter(|expansion| expansion.kind != ExpansionKind::Process)
        .map(|expansion| {
            (
                expansion.span.start.saturating_sub(base) as usize,
                expansion.span.end.saturating_sub(base) as usize,
            )
        })
        .collect();
    holes.sort_unstable();
    unquote(&word.raw, &holes)
}

/// Removes shell quoting from `raw`; each hole becomes one [`OPAQUE`].
fn unquote(raw: &str, holes: &[(usize, usize)]) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut holes = holes.iter().copied().peekable();
    let mut quote: Option<char> = None;
    let mut at = 0;
    while let Some(c) = raw[at..].chars().next() {
        while holes.peek().is_some_and(|(start, _)| *start < at) {
            holes.next();
        }
        if let Some((start, end)) = holes.peek().copied()
            && start == at
            && end > at
            && raw.is_char_boundary(end)
        {
            out.push(OPAQUE);
            at = end;
            continue;
        }
        at += c.len_utf8();
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (None, '$') if raw[at..].starts_with(['\'', '"']) => {}
            (Some(open), c) if c == open => quote = None,
            (Some('\''), c) => out.push(c),
            (_, '\\') => match raw[at..].chars().next() {
                Some('\n') => at += 1,
                Some(next) if quote.is_none() || "\"\\$`".contains(next) => {
                    out.push(next);
                    at += next.len_utf8();
                }
                _ => out.push('\\'),
            },
            (_, c) => out.push(c),
        }
    }
    out
}

/// The value is only known when the step runs: it has an expansion or a placeholder
/// in it.
pub fn is_open(text: &str) -> bool {
    text.contains(OPAQUE) || has_placeholder(text) || has_braces(text)
}

/// `{name}` in a text that is otherwise no structure of its own.
fn has_braces(text: &str) -> bool {
    text.contains('{') && !crate::reading::braces_in(text).is_empty()
}

/// `<name>` somewhere in the text.
pub fn has_placeholder(text: &str) -> bool {
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let inner = &rest[start + 1..];
        let Some(length) = inner.find(['<', '>', '\n']) else {
            return false;
        };
        let name = &inner[..length];
        if inner[length..].starts_with('>')
            && name.starts_with(|c: char| c.is_alphanumeric())
            && name.len() <= 80
            && !name.contains(['=', '"', '\'', '{'])
        {
            return true;
        }
        rest = &inner[length..];
    }
    false
}

/// The real name nearest to `word`, when one is near enough to be meant.
pub fn nearest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let length = word.chars().count();
    let allowed = match length {
        0..=3 => 1,
        4..=7 => 2,
        _ => 2 + length / 8,
    };
    let folded = fold(word);
    let mut best: Option<(usize, &str)> = None;
    for name in names {
        if name.chars().count().abs_diff(length) > allowed + 2 {
            continue;
        }
        let distance = if fold(name) == folded {
            0
        } else {
            strsim::osa_distance(word, name)
        };
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name.to_owned())
}

/// The same name in another case or with other separators is the nearest.
fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_go_and_expansions_become_holes() {
        assert_eq!(unquote("Variables='{A=true}'", &[]), "Variables={A=true}");
        assert_eq!(unquote("\"a \\\"b\\\"\"", &[]), "a \"b\"");
        assert_eq!(unquote("pre-$X", &[(4, 6)]), "pre-\u{FFFC}");
        assert_eq!(unquote("a\\ b", &[]), "a b");
        assert_eq!(unquote("'a\\nb'", &[]), "a\\nb");
    }

    #[test]
    fn the_nearest_name_is_one_that_could_be_meant() {
        let names = [
            "describe-alarms",
            "describe-alarm-history",
            "put-metric-alarm",
        ];
        assert_eq!(
            nearest("describe-alarm", names.into_iter()).as_deref(),
            Some("describe-alarms")
        );
        assert_eq!(
            nearest(
                "PAY-PER-REQUEST",
                ["PROVISIONED", "PAY_PER_REQUEST"].into_iter()
            )
            .as_deref(),
            Some("PAY_PER_REQUEST")
        );
        assert_eq!(nearest("launch-rocket", names.into_iter()), None);
    }

    #[test]
    fn placeholders_are_told_from_comparisons() {
        assert!(has_placeholder("arn:<account-id>:x"));
        assert!(!has_placeholder("a < b > c"));
        assert!(!has_placeholder("duration<2000"));
    }
}
