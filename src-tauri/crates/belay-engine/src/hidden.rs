//! Characters that a reader cannot see, and that change what a line says.

use std::fmt::Write as _;

/// Why a character must not stand in a command; `None` if it may.
///
/// Bidirectional controls, zero-width and tag characters after "Trojan Source"
/// (CVE-2021-42574) and Unicode's UTS 39; control characters beside tab and line
/// end; spaces that the shell does not take for one.
#[must_use]
pub fn reason(c: char) -> Option<&'static str> {
    match c {
        '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{061C}' => Some("changes the direction of the text"),
        '\u{200B}'..='\u{200D}'
        | '\u{2060}'..='\u{2065}'
        | '\u{FEFF}'
        | '\u{00AD}'
        | '\u{180E}'
        | '\u{115F}'
        | '\u{1160}'
        | '\u{3164}'
        | '\u{FFA0}' => Some("takes no room"),
        '\u{E0000}'..='\u{E007F}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => {
            Some("is an invisible tag")
        }
        '\t' | '\n' => None,
        '\r' => Some("sends the line back to its beginning"),
        c if c.is_control() => Some("is a control character"),
        '\u{00A0}'
        | '\u{1680}'
        | '\u{2000}'..='\u{200A}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{202F}'
        | '\u{205F}'
        | '\u{3000}' => Some("looks like a space and is none"),
        _ => None,
    }
}

/// The hidden characters of `text`, each once: code point and reason.
#[must_use]
pub fn find(text: &str) -> Vec<(char, &'static str)> {
    let mut found: Vec<(char, &'static str)> = Vec::new();
    for (c, reason) in text.chars().filter_map(|c| Some((c, reason(c)?))) {
        if !found.iter().any(|(other, _)| *other == c) {
            found.push((c, reason));
        }
    }
    found
}

/// `text` with each hidden character as a visible mark such as `⟦U+202E⟧`.
#[must_use]
pub fn marked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if reason(c).is_some() {
            // Writing to a string cannot fail.
            write!(out, "⟦U+{:04X}⟧", u32::from(c)).ok();
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{find, marked};

    #[test]
    fn hidden_characters_are_marked_and_ordinary_ones_are_not() {
        assert_eq!(
            marked("rm -rf x\u{202E}\u{200B}"),
            "rm -rf x⟦U+202E⟧⟦U+200B⟧"
        );
        assert_eq!(
            marked("tab\tline\nümlaut 漢字 →"),
            "tab\tline\nümlaut 漢字 →"
        );
        assert_eq!(find("a\u{200B}b\u{200B}").len(), 1);
        assert_eq!(marked("\u{1b}[2J\u{a0}"), "⟦U+001B⟧[2J⟦U+00A0⟧");
    }
}
