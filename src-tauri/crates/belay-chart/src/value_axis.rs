//! Ticks of the value axis, and numbers as people read them.

/// A narrow space that does not break: the thin grouping of digits, and what
/// stands between a number and its unit.
const THIN: char = '\u{202f}';

/// A value axis: from, to, and the ticks with their labels.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ValueAxis {
    pub min: f64,
    pub max: f64,
    pub ticks: Vec<(f64, String)>,
}

/// How values of a unit are shown: divided by `per`, then `suffix`.
#[derive(Debug, Clone, PartialEq)]
struct Shown {
    per: f64,
    suffix: String,
}

/// The axis for values between `low` and `high`, with about `most` ticks. It
/// starts at zero unless there are negative values: a cut-off axis makes small
/// changes look large.
pub(crate) fn axis(low: f64, high: f64, unit: &str, most: usize) -> ValueAxis {
    let low = low.min(0.0);
    let high = if high <= low { low + 1.0 } else { high };
    let shown = shown(low.abs().max(high.abs()), unit);
    let (low, high) = (low / shown.per, high / shown.per);
    let step = round_step((high - low) / most.max(2) as f64);
    let first = (low / step).floor() as i64;
    let last = ((high / step) - 1e-9).ceil() as i64;
    let decimals = decimals(step);
    let ticks = (first..=last)
        .map(|n| {
            let value = n as f64 * step;
            (value * shown.per, label(value, decimals, &shown.suffix))
        })
        .collect();
    ValueAxis {
        min: first as f64 * step * shown.per,
        max: last as f64 * step * shown.per,
        ticks,
    }
}

/// A single value with its unit, e.g. `1 440`, `12.5 ms`, `3.2 GiB`.
pub(crate) fn value(value: f64, unit: &str) -> String {
    let shown = shown(value.abs(), unit);
    let scaled = value / shown.per;
    let decimals = match scaled.abs() {
        x if (x - x.round()).abs() < 1e-9 => 0,
        x if x >= 100.0 => 0,
        x if x >= 10.0 => 1,
        x if x >= 0.1 => 2,
        _ => 4,
    };
    label(scaled, decimals, &shown.suffix)
}

fn label(value: f64, decimals: usize, suffix: &str) -> String {
    let number = group(value, decimals);
    if suffix.is_empty() {
        number
    } else {
        format!("{number}{THIN}{suffix}")
    }
}

/// Digits in groups of three with thin spaces; a real minus sign.
fn group(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::with_capacity(text.len() + 4);
    if value < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        out.push('\u{2212}');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(THIN);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// The next of 1, 2, 2.5, 5 × a power of ten.
fn round_step(raw: f64) -> f64 {
    let power = 10f64.powf(raw.log10().floor());
    let share = raw / power;
    let round = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .find(|round| share <= round + 1e-9)
        .unwrap_or(10.0);
    round * power
}

fn decimals(step: f64) -> usize {
    (0..9)
        .find(|places| {
            let shifted = step * 10f64.powi(*places);
            (shifted - shifted.round()).abs() < 1e-6 * shifted.max(1.0)
        })
        .unwrap_or(9) as usize
}

/// Scale and suffix for a CloudWatch unit when the largest value is `largest`.
/// Bytes go by 1,024, everything else by 1,000.
fn shown(largest: f64, unit: &str) -> Shown {
    let (base, rate) = match unit.strip_suffix("/Second") {
        Some(base) => (base, "/s"),
        None => (unit, ""),
    };
    let (per, name) = match base {
        "Percent" => (1.0, "%".to_owned()),
        "Microseconds" => duration(largest, 1e-6),
        "Milliseconds" => duration(largest, 1e-3),
        "Seconds" => duration(largest, 1.0),
        "Count" | "None" | "" => count(largest),
        _ => prefixed(largest, base),
    };
    Shown {
        per,
        suffix: format!("{name}{rate}"),
    }
}

fn count(largest: f64) -> (f64, String) {
    match largest {
        x if x >= 1e10 => (1e9, "bn".to_owned()),
        x if x >= 1e7 => (1e6, "M".to_owned()),
        _ => (1.0, String::new()),
    }
}

/// `unit` is the length of one unit in seconds.
fn duration(largest: f64, unit: f64) -> (f64, String) {
    let seconds = largest * unit;
    let (in_seconds, name) = match seconds {
        s if s >= 7_200.0 => (3_600.0, "h"),
        s if s >= 600.0 => (60.0, "min"),
        s if s >= 10.0 || unit >= 1.0 => (1.0, "s"),
        s if s >= 0.002 || unit >= 1e-3 => (1e-3, "ms"),
        _ => (1e-6, "µs"),
    };
    (in_seconds / unit, name.to_owned())
}

/// CloudWatch's `Kilobytes`, `Megabits` and so on, and names of its users.
fn prefixed(largest: f64, base: &str) -> (f64, String) {
    const PREFIXES: [(&str, i32); 5] =
        [("Kilo", 1), ("Mega", 2), ("Giga", 3), ("Tera", 4), ("", 0)];
    for (prefix, power) in PREFIXES {
        let Some(rest) = base.strip_prefix(prefix) else {
            continue;
        };
        let (symbol, thousand, binary) = match rest.to_ascii_lowercase().as_str() {
            "bytes" => ("B", 1024.0, true),
            "bits" => ("bit", 1000.0, false),
            _ => continue,
        };
        let factor = f64::powi(thousand, power);
        let plain = largest * factor;
        let up = (1..=4)
            .rev()
            .find(|up| plain >= f64::powi(thousand, *up))
            .unwrap_or(0);
        let letter = if binary {
            ["", "Ki", "Mi", "Gi", "Ti"][up as usize]
        } else {
            ["", "k", "M", "G", "T"][up as usize]
        };
        return (
            f64::powi(thousand, up) / factor,
            format!("{letter}{symbol}"),
        );
    }
    (1.0, base.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(low: f64, high: f64, unit: &str, expected: &str) {
        let labels: Vec<String> = axis(low, high, unit, 4)
            .ticks
            .into_iter()
            .map(|(_, label)| label.replace(THIN, "_"))
            .collect();
        assert_eq!(labels.join(" | "), expected);
    }

    #[test]
    fn ticks_are_round_and_carry_their_unit() {
        check(0.0, 58.0, "Count", "0 | 20 | 40 | 60");
        check(0.0, 1_940.0, "Count", "0 | 500 | 1_000 | 1_500 | 2_000");
        check(0.0, 0.0, "Count", "0.00 | 0.25 | 0.50 | 0.75 | 1.00");
        check(-3.0, 9.0, "", "\u{2212}5 | 0 | 5 | 10");
        check(98.2, 99.9, "Percent", "0_% | 25_% | 50_% | 75_% | 100_%");
        check(
            0.0,
            870.0,
            "Milliseconds",
            "0_ms | 250_ms | 500_ms | 750_ms | 1_000_ms",
        );
        check(0.0, 28_000.0, "Milliseconds", "0_s | 10_s | 20_s | 30_s");
        check(0.0, 6.4e9, "Bytes", "0_GiB | 2_GiB | 4_GiB | 6_GiB");
        check(
            0.0,
            3.1e6,
            "Bytes/Second",
            "0_MiB/s | 1_MiB/s | 2_MiB/s | 3_MiB/s",
        );
        check(0.0, 42.0e6, "Count", "0_M | 20_M | 40_M | 60_M");
    }

    #[test]
    fn a_single_value_is_short_and_exact() {
        for (number, unit, expected) in [
            (248_000.0, "Count", "248_000"),
            (0.4167, "Count", "0.42"),
            (12.5, "Milliseconds", "12.5_ms"),
            (3_435_973_836.8, "Bytes", "3.20_GiB"),
            (-2.0, "Percent", "\u{2212}2_%"),
        ] {
            assert_eq!(value(number, unit).replace(THIN, "_"), expected);
        }
    }

    #[test]
    fn the_axis_reaches_from_zero_to_beyond_the_highest_value() {
        for high in [0.003, 0.9, 1.0, 17.0, 100.0, 101.0, 99_999.0, 3e12] {
            let axis = axis(0.0, high, "Count", 4);
            assert_eq!(axis.min, 0.0);
            assert!(axis.max >= high * (1.0 - 1e-9), "{high}: {}", axis.max);
            assert!(axis.max <= high * 2.6, "{high}: {}", axis.max);
        }
    }
}
