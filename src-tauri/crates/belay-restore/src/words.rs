//! How instants, sizes, counts and shell words are written, so that every
//! sentence of this crate writes them the same way.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// An instant with its zone: `2026-11-21 07:21:35 UTC`. Fractions of a second
/// are shown only where there are some.
#[must_use]
pub fn instant(at: Timestamp) -> String {
    let format = if at.subsec_nanosecond() == 0 {
        "%Y-%m-%d %H:%M:%S UTC"
    } else {
        "%Y-%m-%d %H:%M:%S%.f UTC"
    };
    at.to_zoned(TimeZone::UTC).strftime(format).to_string()
}

/// An instant as AWS tools take it: `2026-11-21T07:21:35Z`, zone included.
#[must_use]
pub fn iso(at: Timestamp) -> String {
    at.to_string()
}

/// How long before `now` an instant was, in the largest two units.
#[must_use]
pub fn ago(at: Timestamp, now: Timestamp) -> String {
    let seconds = now.as_second() - at.as_second();
    if seconds < 0 {
        format!("{} from now", span(-seconds))
    } else {
        format!("{} ago", span(seconds))
    }
}

/// A length of time in the largest two units.
#[must_use]
pub fn span(seconds: i64) -> String {
    let (days, hours, minutes, rest) = (
        seconds / 86_400,
        seconds / 3_600 % 24,
        seconds / 60 % 60,
        seconds % 60,
    );
    let two = |first: i64, a: &str, second: i64, b: &str| {
        if second == 0 {
            format!("{first} {a}")
        } else {
            format!("{first} {a} {second} {b}")
        }
    };
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{rest} s"),
        (0, 0, m) => two(m, "min", rest, "s"),
        (0, h, m) => two(h, "h", m, "min"),
        (d, h, _) => two(d, if d == 1 { "day" } else { "days" }, h, "h"),
    }
}

/// A count with thin grouping: `12 345`.
#[must_use]
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(c);
    }
    out
}

/// A size: `512 B`, `1.5 MiB`.
#[must_use]
pub fn bytes(n: u64) -> String {
    const UNITS: [&str; 5] = ["KiB", "MiB", "GiB", "TiB", "PiB"];
    if n < 1024 {
        return format!("{n} B");
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "one decimal is shown; 52 bits are plenty"
    )]
    let mut size = n as f64 / 1024.0;
    let mut unit = 0;
    while size >= 1024.0 && unit + 1 < UNITS.len() {
        size /= 1024.0;
        unit += 1;
    }
    format!("{size:.1} {}", UNITS[unit])
}

/// One word for a POSIX shell, quoted where it must be.
#[must_use]
pub fn shell(word: &str) -> String {
    let plain = !word.is_empty()
        && word
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-./:=,@%+".contains(c));
    if plain {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// A command with its arguments, quoted, on one line.
#[must_use]
pub fn command(words: &[&str]) -> String {
    words
        .iter()
        .map(|word| shell(word))
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_written_as_people_say_them() {
        let cases = [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (90, "1 min 30 s"),
            (3_600, "1 h"),
            (3_660, "1 h 1 min"),
            (86_400, "1 day"),
            (180_000, "2 days 2 h"),
        ];
        for (seconds, expected) in cases {
            assert_eq!(span(seconds), expected);
        }
    }

    #[test]
    fn counts_and_sizes_are_grouped_and_short() {
        assert_eq!(count(7), "7");
        assert_eq!(count(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(bytes(1023), "1023 B");
        assert_eq!(bytes(1024), "1.0 KiB");
        assert_eq!(bytes(1_572_864), "1.5 MiB");
    }

    #[test]
    fn shell_words_cannot_break_out() {
        assert_eq!(shell("orders-prod"), "orders-prod");
        assert_eq!(shell("a b"), "'a b'");
        assert_eq!(shell("it's;rm"), r"'it'\''s;rm'");
        assert_eq!(shell(""), "''");
    }
}
