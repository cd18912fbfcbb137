//! Lengths of time as people write them.

/// A length of time in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Length {
    /// Where it begins and ends, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) seconds: u32,
}

/// Every `5 minutes`, `24 h`, `10+ minutes`, `30m` in a text, from left to right.
pub(super) fn lengths(text: &str) -> Vec<Length> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let digits = bytes[at..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        let word_before =
            at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'.');
        let length = (!word_before)
            .then(|| length_at(text, at, digits))
            .flatten();
        at = length.map_or(at + digits, |length: Length| length.end);
        found.extend(length);
    }
    found
}

/// The seconds of a text that is one length of time, such as `10m` or `2 hours`.
pub fn length_in(text: &str) -> Option<u32> {
    let text = text.trim();
    let whole = |length: &Length| length.start == 0 && length.end == text.len();
    lengths(text)
        .first()
        .copied()
        .filter(whole)
        .map(|l| l.seconds)
}

fn length_at(text: &str, start: usize, digits: usize) -> Option<Length> {
    let number: u32 = text[start..start + digits].parse().ok()?;
    let mut at = start + digits;
    if text[at..].starts_with('+') {
        at += 1;
    }
    let spaces = text[at..]
        .bytes()
        .take_while(|b| matches!(b, b' ' | b'-'))
        .count();
    let unit_at = at + spaces;
    let letters = text[unit_at..]
        .bytes()
        .take_while(u8::is_ascii_alphabetic)
        .count();
    let unit = &text[unit_at..unit_at + letters];
    let short = spaces == 0 || unit.len() > 1 || unit == "h" || unit == "H";
    let factor = factor(unit).filter(|_| short)?;
    let seconds = number.checked_mul(factor)?;
    Some(Length {
        start,
        end: unit_at + letters,
        seconds,
    })
}

/// Seconds in a unit.
pub(super) fn factor(unit: &str) -> Option<u32> {
    Some(match unit.to_ascii_lowercase().as_str() {
        "s" | "sec" | "secs" | "second" | "seconds" => 1,
        "m" | "min" | "mins" | "minute" | "minutes" => 60,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3_600,
        "d" | "day" | "days" => 86_400,
        "week" | "weeks" => 604_800,
        _ => return None,
    })
}

/// The length that follows `for`, such as in `for 5 minutes` or `for 10+ minutes`.
pub(super) fn for_length(text: &str) -> Option<Length> {
    lengths(text).into_iter().find(|length| {
        let before = text[..length.start].trim_end().to_ascii_lowercase();
        let before = before.trim_end_matches("at least").trim_end();
        before == "for" || before.ends_with(" for")
    })
}
