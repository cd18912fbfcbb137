//! Characters that change what a line says without being seen.

use super::lines::{Lines, small};
use crate::model::{HiddenCharacter, HiddenKind, Runbook};

/// Notes every hidden character of the text. A byte order mark at its start is none.
pub(super) fn gather(text: &str, lines: &Lines<'_>, runbook: &mut Runbook) {
    for (offset, c) in suspicious(text) {
        let joined = || text[..offset].ends_with(|before| before > '\u{2000}');
        if (offset == 0 && c == '\u{feff}') || (c == '\u{200d}' && joined()) {
            continue;
        }
        let Some((kind, name)) = meaning(c) else {
            continue;
        };
        let (line, column) = lines.position(small(offset));
        let at = runbook.steps.partition_point(|step| step.line <= line);
        let step = runbook.steps[..at]
            .iter()
            .rev()
            .take(8)
            .find(|step| step.end_line >= line);
        let step = step.map(|step| step.id.clone());
        runbook.hidden.push(HiddenCharacter {
            code_point: format!("U+{:04X}", c as u32),
            name: name.to_owned(),
            kind,
            line,
            column,
            offset: small(offset),
            step,
        });
    }
}

/// The characters outside ASCII and below the space, as every hidden one is.
fn suspicious(text: &str) -> impl Iterator<Item = (usize, char)> {
    let is_suspicious =
        |b: &u8| *b >= 0x80 || (*b < 0x20 && !matches!(b, b'\n' | b'\r' | b'\t')) || *b == 0x7f;
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = &text.as_bytes()[from..];
        // Piece by piece without a way out in between, which the processor does at once.
        let any = |piece: &[u8]| piece.iter().fold(false, |any, b| any | is_suspicious(b));
        let plain = rest.chunks(64).take_while(|piece| !any(piece)).count() * 64;
        let at = from + plain + rest.get(plain..)?.iter().position(is_suspicious)?;
        let c = text[at..].chars().next()?;
        from = at + c.len_utf8();
        Some((at, c))
    })
}

/// How a character hides, by the Unicode names.
pub(crate) fn meaning(c: char) -> Option<(HiddenKind, &'static str)> {
    use HiddenKind::{Bidirectional, Control, Space, ZeroWidth};
    Some(match c {
        '\u{061c}' => (Bidirectional, "Arabic letter mark"),
        '\u{200e}' => (Bidirectional, "left-to-right mark"),
        '\u{200f}' => (Bidirectional, "right-to-left mark"),
        '\u{202a}' => (Bidirectional, "left-to-right embedding"),
        '\u{202b}' => (Bidirectional, "right-to-left embedding"),
        '\u{202c}' => (Bidirectional, "pop directional formatting"),
        '\u{202d}' => (Bidirectional, "left-to-right override"),
        '\u{202e}' => (Bidirectional, "right-to-left override"),
        '\u{2066}' => (Bidirectional, "left-to-right isolate"),
        '\u{2067}' => (Bidirectional, "right-to-left isolate"),
        '\u{2068}' => (Bidirectional, "first strong isolate"),
        '\u{2069}' => (Bidirectional, "pop directional isolate"),
        '\u{00ad}' => (ZeroWidth, "soft hyphen"),
        '\u{034f}' => (ZeroWidth, "combining grapheme joiner"),
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => (ZeroWidth, "Hangul filler"),
        '\u{180e}' => (ZeroWidth, "Mongolian vowel separator"),
        '\u{200b}' => (ZeroWidth, "zero width space"),
        '\u{200c}' => (ZeroWidth, "zero width non-joiner"),
        '\u{200d}' => (ZeroWidth, "zero width joiner"),
        '\u{2060}' => (ZeroWidth, "word joiner"),
        '\u{2061}'..='\u{2064}' => (ZeroWidth, "invisible operator"),
        '\u{feff}' => (ZeroWidth, "zero width no-break space"),
        '\u{fff9}'..='\u{fffb}' => (Control, "interlinear annotation"),
        '\u{e0000}'..='\u{e007f}' => (Control, "tag character"),
        '\u{00a0}' => (Space, "no-break space"),
        '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => (Space, "unusual space"),
        '\u{2028}' => (Control, "line separator"),
        '\u{2029}' => (Control, "paragraph separator"),
        '\t' | '\n' | '\r' => return None,
        c if c.is_control() => (Control, "control character"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::suspicious;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_suspicious_character_is_passed_over(
            text in prop::collection::vec("[a \t\n]{0,90}[é\u{200b}\u{7f}\u{1}]{0,2}", 0..5),
        ) {
            let text = text.concat();
            let is = |c: &char| !c.is_ascii() || (c.is_ascii_control() && !"\n\r\t".contains(*c));
            let each: Vec<_> = text.char_indices().filter(|(_, c)| is(c)).collect();
            prop_assert_eq!(suspicious(&text).collect::<Vec<_>>(), each);
        }
    }
}
