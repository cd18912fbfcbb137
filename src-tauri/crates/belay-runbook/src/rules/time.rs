//! Lengths of time as people write them.

use crate::ascii::ends_with;

/// A length of time in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Length {
    /// Where it begins and ends, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) seconds: u32,
}

/// Every `5 minutes`, `24 h`, `10+ minutes`, `30m` in a text, from left to right.
pub(super) fn lengths(text: &str) -> impl Iterator<Item = Length> {
    let bytes = text.as_bytes();
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let at = from + bytes[from..].iter().position(u8::is_ascii_digit)?;
            let more = bytes[at..].iter().take_while(|b| b.is_ascii_digit());
            let digits = more.count();
            let word_before =
                at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'.');
            let length = (!word_before).then(|| length_at(text, at, digits));
            let length: Option<Length> = length.flatten();
            from = length.map_or(at + digits, |length| length.end);
            if length.is_some() {
                return length;
            }
        }
    })
}

/// The seconds of a text that is one length of time, such as `10m` or `2 hours`.
pub fn length_in(text: &str) -> Option<u32> {
    let text = text.trim();
    let whole = |length: &Length| length.start == 0 && length.end == text.len();
    lengths(text).next().filter(whole).map(|l| l.seconds)
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

/// Seconds, and what so many of them are called.
const UNITS: [(u32, &[&str]); 5] = [
    (1, &["s", "sec", "secs", "second", "seconds"]),
    (60, &["m", "min", "mins", "minute", "minutes"]),
    (3_600, &["h", "hr", "hrs", "hour", "hours"]),
    (86_400, &["d", "day", "days"]),
    (604_800, &["week", "weeks"]),
];

/// Seconds in a unit.
pub(super) fn factor(unit: &str) -> Option<u32> {
    let is = |word: &&str| word.eq_ignore_ascii_case(unit);
    let mut units = UNITS.iter();
    let (seconds, _) = units.find(|(_, words)| words.iter().any(is))?;
    Some(*seconds)
}

/// The length that follows `for`, such as in `for 5 minutes` or `for 10+ minutes`.
pub(super) fn for_length(text: &str) -> Option<Length> {
    lengths(text).find(|length| {
        let mut before = text[..length.start].trim_end();
        while ends_with(before, "at least") {
            before = &before[..before.len() - "at least".len()];
        }
        let before = before.trim_end();
        before.eq_ignore_ascii_case("for") || ends_with(before, " for")
    })
}
