//! Keeps output in its pane.
//!
//! What a program prints may change colours and move within its line; it may not
//! set the window's title, write to the clipboard, ask the terminal questions
//! (whose answers arrive as typed text), clear or scroll what was printed
//! before, switch screens or character sets, or hide text. Characters that make
//! a text read differently than it is (bidirectional controls, zero-width) are
//! shown as marks.
//!
//! Rules: ECMA-48 for the shape of sequences, xterm's control sequences for
//! their meaning.

use crate::flow::Flow;

/// Longest sequence that is believed to be one. A sequence that does not end is
/// cut off here, and what follows is shown: output must not vanish.
const LONGEST: usize = 4096;

/// A streaming filter; sequences may be cut anywhere between two calls.
#[derive(Debug, Default)]
pub(crate) struct Sanitiser {
    state: State,
    /// Bytes of the control sequence so far.
    sequence: Vec<u8>,
    /// Bytes of an UTF-8 character so far.
    character: Vec<u8>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Text,
    /// After ESC.
    Escape,
    /// After ESC and an intermediate byte: one more byte ends it.
    Charset,
    /// After ESC `[`.
    Control,
    /// OSC, DCS, SOS, PM or APC: up to BEL or ESC `\`. Counts bytes.
    String(usize),
    /// ESC within a string.
    StringEscape,
}

impl Sanitiser {
    /// Filters a piece of output into `out`.
    pub fn push(&mut self, bytes: &[u8], out: &mut Flow) {
        let mut rest = bytes;
        while let Some((&byte, after)) = rest.split_first() {
            if self.state == State::Text && self.character.is_empty() {
                // The common case: a run of printable ASCII and newlines.
                let plain = rest.iter().take_while(|b| is_plain(**b)).count();
                if plain > 0 {
                    out.text.extend_from_slice(&rest[..plain]);
                    rest = &rest[plain..];
                    continue;
                }
            }
            self.step(byte, out);
            rest = after;
        }
    }

    /// What is left at the end of the output: an unfinished character. An
    /// unfinished sequence is dropped.
    pub fn finish(&mut self, out: &mut Flow) {
        self.broken_character(out);
        self.state = State::Text;
        self.sequence.clear();
    }

    fn step(&mut self, byte: u8, out: &mut Flow) {
        match self.state {
            State::Text => self.text(byte, out),
            State::Escape => self.escape(byte, out),
            State::Charset => match byte {
                0x20..=0x2f => {}
                0x30..=0x7e => self.state = State::Text,
                _ => self.restart(byte, out),
            },
            State::Control => self.control(byte, out),
            State::String(length) => self.string(byte, length, out),
            State::StringEscape => match byte {
                b'\\' => self.state = State::Text,
                // An escape ends a string even if it is not its terminator.
                _ => self.escape(byte, out),
            },
        }
    }

    fn text(&mut self, byte: u8, out: &mut Flow) {
        if byte < 0x80 {
            self.broken_character(out);
        }
        match byte {
            0x1b => self.state = State::Escape,
            // Vertical tab and form feed move down like a newline.
            0x0b | 0x0c => out.text.push(b'\n'),
            b'\n' | b'\r' | b'\t' | 0x08 => out.text.push(byte),
            0x00..=0x1f | 0x7f => {}
            0x20..=0x7e => out.text.push(byte),
            0x80.. => self.character(byte, out),
        }
    }

    fn escape(&mut self, byte: u8, out: &mut Flow) {
        self.state = match byte {
            b'[' => {
                self.sequence.clear();
                State::Control
            }
            b']' | b'P' | b'X' | b'^' | b'_' => State::String(0),
            0x20..=0x2f => State::Charset,
            0x30..=0x7e => State::Text,
            _ => return self.restart(byte, out),
        };
    }

    fn control(&mut self, byte: u8, out: &mut Flow) {
        match byte {
            0x20..=0x3f if self.sequence.len() < LONGEST => self.sequence.push(byte),
            0x40..=0x7e => {
                self.state = State::Text;
                if harmless(&self.sequence, byte) {
                    let mut whole = vec![0x1b, b'['];
                    whole.extend_from_slice(&self.sequence);
                    whole.push(byte);
                    out.push_escape(&whole);
                }
            }
            _ => self.restart(byte, out),
        }
    }

    fn string(&mut self, byte: u8, length: usize, out: &mut Flow) {
        self.state = match byte {
            0x07 | 0x18 | 0x1a => State::Text,
            0x1b => State::StringEscape,
            // No string that means well has a line end in it.
            b'\n' | b'\r' => return self.restart(byte, out),
            _ if length >= LONGEST => return self.restart(byte, out),
            _ => State::String(length + 1),
        };
    }

    /// The sequence turned out not to be one: go on with text.
    fn restart(&mut self, byte: u8, out: &mut Flow) {
        self.state = State::Text;
        self.text(byte, out);
    }

    fn character(&mut self, byte: u8, out: &mut Flow) {
        if byte >= 0xc0 {
            self.broken_character(out);
        }
        self.character.push(byte);
        match std::str::from_utf8(&self.character) {
            Ok(text) => {
                if let Some(c) = text.chars().next() {
                    show(c, out);
                }
                self.character.clear();
            }
            Err(error) if error.error_len().is_none() => {}
            Err(_) => self.broken_character(out),
        }
    }

    /// Bytes that are not UTF-8 become one replacement character.
    fn broken_character(&mut self, out: &mut Flow) {
        if !self.character.is_empty() {
            out.text.extend_from_slice("\u{fffd}".as_bytes());
            self.character.clear();
        }
    }
}

fn is_plain(byte: u8) -> bool {
    matches!(byte, 0x20..=0x7e | b'\n' | b'\r' | b'\t')
}

/// Puts a character into the text, or a mark for it.
fn show(c: char, out: &mut Flow) {
    match c {
        // The 8-bit forms of the control characters.
        '\u{80}'..='\u{9f}' => {}
        '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{061c}'
        | '\u{feff}'
        | '\u{e0000}'..='\u{e007f}' => {
            let mark = format!("\u{27e8}U+{:04X}\u{27e9}", u32::from(c));
            out.text.extend_from_slice(mark.as_bytes());
        }
        c => out
            .text
            .extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
    }
}

/// Sequences that stay within their line: colours, cursor left and right,
/// column, erase in line, insert and delete characters.
fn harmless(parameters: &[u8], last: u8) -> bool {
    let plain = parameters
        .iter()
        .all(|b| matches!(b, b'0'..=b'9' | b';' | b':'));
    // No terminal needs more, and a long number is an attack on a parser.
    let short = parameters.len() <= 64;
    plain
        && short
        && match last {
            b'm' => !conceals(parameters),
            b'C' | b'D' | b'G' | b'K' | b'P' | b'X' | b'@' => true,
            _ => false,
        }
}

/// Whether a colour sequence hides the text (SGR 8). The 8 in `38;5;8` is a
/// colour.
fn conceals(parameters: &[u8]) -> bool {
    let mut parts = parameters.split(|b| *b == b';');
    while let Some(part) = parts.next() {
        match part {
            b"38" | b"48" | b"58" => {
                let skip = match parts.next() {
                    Some(b"5") => 1,
                    Some(b"2") => 3,
                    _ => 0,
                };
                for _ in 0..skip {
                    parts.next();
                }
            }
            b"8" | b"08" | b"008" => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn filter(pieces: &[&[u8]]) -> Vec<u8> {
        let (mut sanitiser, mut out) = (Sanitiser::default(), Flow::default());
        for piece in pieces {
            sanitiser.push(piece, &mut out);
        }
        sanitiser.finish(&mut out);
        out.bytes()
    }

    fn check(input: &str, expected: &str) {
        let bytes = input.as_bytes();
        let got = filter(&[bytes]);
        assert_eq!(String::from_utf8_lossy(&got), expected, "{input:?}");
        for cut in 0..bytes.len() {
            let (a, b) = bytes.split_at(cut);
            assert_eq!(filter(&[a, b]), got, "{input:?} cut at {cut}");
        }
    }

    #[test]
    fn colours_and_movement_within_the_line_stay() {
        check("\x1b[1;31mred\x1b[0m\r\n", "\x1b[1;31mred\x1b[0m\r\n");
        check("10%\r\x1b[K20%", "10%\r\x1b[K20%");
        check("a\x08b\x1b[3D\x1b[2Gx", "a\x08b\x1b[3D\x1b[2Gx");
        check("\x1b[38;5;8mgrey", "\x1b[38;5;8mgrey");
    }

    #[test]
    fn what_leaves_the_pane_is_dropped() {
        check("a\x1b]0;title\x07b", "ab");
        check("a\x1b]52;c;ZXZpbA==\x1b\\b", "ab");
        check("\x1b]8;;https://evil.example\x07link\x1b]8;;\x07", "link");
        check("a\x1bP+q544e\x1b\\b\x1b_x\x1b\\c", "abc");
        check("\x1b[c\x1b[6n\x1b[>0q\x1b[?25l\x1b[?1049hx", "x");
        check("\x1b[2J\x1b[Hfake\x1b[3A", "fake");
        check("\x1bc\x1b(0x\x1b)B\x1b7\x1b8", "x");
        check("\x07\x05\x0e\x00a\u{9b}2Jb\u{9d}0;x", "a2Jb0;x");
        check("\x1b[8mhidden\x1b[0;8mtoo", "hiddentoo");
    }

    #[test]
    fn a_sequence_that_does_not_end_does_not_swallow_the_output() {
        check("a\x1b]0;never closed\nnext line", "a\nnext line");
        check("a\x1b[12\nb", "a\nb");
        let long = format!("\x1b]52;c;{}shown", "A".repeat(LONGEST * 2));
        let got = filter(&[long.as_bytes()]);
        assert!(got.ends_with(b"shown"));
    }

    #[test]
    fn characters_that_mislead_are_shown_as_marks() {
        check("rm \u{202e}txt.exe\u{200b}", "rm ⟨U+202E⟩txt.exe⟨U+200B⟩");
        check("grün 日本 \u{1f600}", "grün 日本 \u{1f600}");
    }

    #[test]
    fn bytes_that_are_not_utf8_become_replacement_characters() {
        assert_eq!(
            filter(&[b"a\xff\xfeb\xe2\x82"]),
            "a\u{fffd}\u{fffd}b\u{fffd}".as_bytes()
        );
        assert_eq!(filter(&[b"\xe2", b"\x82", b"\xac"]), "€".as_bytes());
    }

    /// Bytes as hostile as they come.
    fn hostile() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            any::<u8>().prop_map(|b| vec![b]),
            Just(b"\x1b".to_vec()),
            Just(b"\x1b[".to_vec()),
            Just(b"\x1b]".to_vec()),
            Just(b"\x1b\\".to_vec()),
            Just(b"8;5;m".to_vec()),
            Just("\u{9b}\u{202e}é".as_bytes().to_vec()),
        ];
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        /// Whatever comes in: only harmless sequences come out, as UTF-8, and
        /// the result does not depend on how the stream was cut.
        #[test]
        fn nothing_but_harmless_sequences_comes_out(input in hostile(), cut in 0usize..80) {
            let whole = filter(&[&input]);
            let (a, b) = input.split_at(cut.min(input.len()));
            prop_assert_eq!(&filter(&[a, b]), &whole);
            let text = String::from_utf8(whole);
            prop_assert!(text.is_ok());
            let text = text.unwrap_or_default();
            for (i, _) in text.match_indices('\x1b') {
                let rest = text[i..].strip_prefix("\x1b[");
                prop_assert!(rest.is_some(), "{:?}", text);
                let rest = rest.unwrap_or_default();
                let end = rest.find(|c: char| !c.is_ascii_digit() && c != ';' && c != ':');
                let last = end.and_then(|end| rest[end..].chars().next());
                prop_assert!(last.is_some_and(|c| "mCDGKPX@".contains(c)), "{:?}", text);
            }
            for c in text.chars() {
                let allowed = !c.is_control() || "\n\r\t\x08\x1b".contains(c);
                prop_assert!(allowed, "{:?}", c);
            }
            // Filtering twice changes nothing.
            prop_assert_eq!(filter(&[text.as_bytes()]), text.as_bytes());
        }
    }
}
