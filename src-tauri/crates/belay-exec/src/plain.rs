//! Output as plain text, for records and reports.

/// The output without escape sequences, as it stood on the screen in the end:
/// what was overwritten after a carriage return or a backspace is gone.
pub fn plain(output: &[u8]) -> String {
    let text = String::from_utf8_lossy(output);
    let mut out = String::with_capacity(text.len());
    for (i, line) in text.split('\n').enumerate() {
        if i > 0 {
            out.push('\n');
        }
        out.push_str(&line_as_seen(line));
    }
    out
}

fn line_as_seen(line: &str) -> String {
    let line = line.trim_end_matches('\r');
    let line = line.rsplit('\r').next().unwrap_or_default();
    let mut seen = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            // Only CSI sequences pass the filter: ESC [ parameters final.
            '\x1b' => {
                if chars.next() == Some('[') {
                    chars.by_ref().find(|c| matches!(c, '@'..='~'));
                }
            }
            '\x08' => {
                seen.pop();
            }
            '\t' => seen.push(c),
            c if c.is_control() => {}
            c => seen.push(c),
        }
    }
    seen
}

/// The last whole lines of an output, at most `most` bytes of plain text. A last
/// line that is longer is cut at its front.
pub(crate) fn tail(output: &[u8], most: usize) -> String {
    let text = plain(output);
    let text = text.trim_end_matches('\n');
    if text.len() <= most {
        return text.to_owned();
    }
    let mut start = text.len() - most;
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let cut = &text[start..];
    let starts_line = text[..start].ends_with('\n');
    match cut.split_once('\n') {
        Some((_, whole)) if !starts_line => whole.to_owned(),
        _ => cut.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_what_stood_there_in_the_end() {
        let output = "\x1b[1mBold\x1b[0m\r\n10%\r\x1b[K100%\r\nab\x08c\tx\r\n";
        assert_eq!(plain(output.as_bytes()), "Bold\n100%\nac\tx\n");
    }

    #[test]
    fn a_tail_has_whole_lines_and_is_never_too_long() {
        let output: String = (0..1000).map(|i| format!("line {i} ä\r\n")).collect();
        let end = tail(output.as_bytes(), 100);
        assert!(end.len() <= 100 && end.ends_with("line 999 ä"));
        assert!(end.starts_with("line 9"), "{end}");
        let long = "ä".repeat(5000);
        assert_eq!(tail(long.as_bytes(), 101).len(), 100);
    }
}
