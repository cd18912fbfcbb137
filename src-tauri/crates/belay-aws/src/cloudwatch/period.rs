//! Which period CloudWatch can answer for, and which one is right for a chart.
//!
//! CloudWatch keeps points of 60 s for 15 days, of 300 s for 63 days, of 3600 s
//! for 455 days, and high-resolution points for 3 hours; asked for a finer
//! period than it keeps, it answers with nothing and no error (CloudWatch
//! APIReference/API_GetMetricData, `StartTime`).

use belay_engine::metrics::{Period, Range};
use jiff::Timestamp;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// Periods that divide a day and that people read easily, in seconds.
const LADDER: [u32; 14] = [
    60, 120, 180, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 14_400, 21_600, 43_200, 86_400,
];

/// The period to ask for, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Choice {
    /// This one, in seconds.
    Seconds(u32),
    /// The wanted one is finer than what is kept.
    TooFine {
        /// The finest that is kept, in seconds.
        finest_s: u32,
        /// In words.
        sentence: String,
    },
}

/// The finest period that is kept for data of this age, and how long it is.
fn finest(age_s: i64) -> (u32, &'static str) {
    if age_s <= 3 * HOUR {
        (1, "3 hours")
    } else if age_s <= 15 * DAY {
        (60, "15 days")
    } else if age_s <= 63 * DAY {
        (300, "63 days")
    } else {
        (3_600, "455 days")
    }
}

/// Chooses.
pub(crate) fn choose(wanted: Period, range: Range, now: Timestamp) -> Choice {
    let age_s = now.as_second() - range.from.as_second();
    let (floor, _) = finest(age_s);
    match wanted {
        Period::Auto => Choice::Seconds(auto(range, floor.max(60))),
        Period::Exactly { seconds } if seconds >= floor && seconds % floor == 0 => {
            Choice::Seconds(seconds)
        }
        Period::Exactly { seconds } => Choice::TooFine {
            finest_s: floor,
            sentence: too_fine(seconds, floor, age_s),
        },
    }
}

fn auto(range: Range, floor: u32) -> u32 {
    let length = (range.to.as_second() - range.from.as_second()).max(1);
    let width = i64::from(range.width.max(1));
    let need = u32::try_from((length + width - 1) / width).unwrap_or(u32::MAX);
    let least = need.max(floor);
    LADDER
        .into_iter()
        .find(|step| *step >= least && step % floor == 0)
        .unwrap_or_else(|| least.div_ceil(86_400).saturating_mul(86_400))
}

fn too_fine(seconds: u32, floor: u32, age_s: i64) -> String {
    let age = belay_restore::words::span(age_s);
    if seconds >= floor {
        return format!(
            "The range begins {age} ago. For data of that age CloudWatch answers only periods that are multiples of {floor} s, and {seconds} s is none."
        );
    }
    let kept = match seconds {
        0..=59 => "3 hours",
        60..=299 => "15 days",
        _ => "63 days",
    };
    format!(
        "CloudWatch keeps points of {seconds} s for {kept} only, and the range begins {age} ago. Ask for {floor} s."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(age_s: i64, length_s: i64, width: u32) -> (Range, Timestamp) {
        let now = Timestamp::from_second(1_800_000_000).unwrap_or_default();
        let at = |ago: i64| Timestamp::from_second(now.as_second() - ago).unwrap_or_default();
        let range = Range {
            from: at(age_s),
            to: at(age_s - length_s),
            width,
        };
        (range, now)
    }

    #[track_caller]
    fn check(age_s: i64, length_s: i64, width: u32, expected: u32) {
        let (range, now) = range(age_s, length_s, width);
        assert_eq!(
            choose(Period::Auto, range, now),
            Choice::Seconds(expected),
            "{age_s} {length_s} {width}"
        );
    }

    #[test]
    fn a_chart_gets_as_many_points_as_it_can_show() {
        check(HOUR, HOUR, 800, 60);
        check(DAY, DAY, 800, 120);
        check(DAY, DAY, 1_440, 60);
        check(7 * DAY, 7 * DAY, 800, 900);
        check(10 * DAY, HOUR, 800, 60);
    }

    #[test]
    fn old_data_is_asked_for_as_coarse_as_it_is_kept() {
        check(16 * DAY, HOUR, 800, 300);
        check(63 * DAY, HOUR, 800, 300);
        check(64 * DAY, HOUR, 800, 3_600);
        check(400 * DAY, 400 * DAY, 1, 400 * 86_400);
    }

    #[test]
    fn the_edges_are_to_the_second() {
        check(15 * DAY, HOUR, 800, 60);
        check(15 * DAY + 1, HOUR, 800, 300);
        check(63 * DAY + 1, HOUR, 800, 3_600);
    }

    #[test]
    fn an_exact_period_is_never_replaced_silently() {
        let (recent, now) = range(DAY, HOUR, 800);
        let exactly = |seconds| Period::Exactly { seconds };
        assert_eq!(choose(exactly(60), recent, now), Choice::Seconds(60));
        assert_eq!(choose(exactly(600), recent, now), Choice::Seconds(600));
        let (old, now) = range(20 * DAY, HOUR, 800);
        let Choice::TooFine { finest_s, sentence } = choose(exactly(60), old, now) else {
            panic!("60 s of 20 days ago are not kept");
        };
        assert_eq!(finest_s, 300);
        insta::assert_snapshot!(sentence, @"CloudWatch keeps points of 60 s for 15 days only, and the range begins 20 days ago. Ask for 300 s.");
        let Choice::TooFine { sentence, .. } = choose(exactly(360), old, now) else {
            panic!("360 s is no multiple of 300 s");
        };
        insta::assert_snapshot!(sentence, @"The range begins 20 days ago. For data of that age CloudWatch answers only periods that are multiples of 300 s, and 360 s is none.");
    }

    #[test]
    fn an_empty_or_reversed_range_is_no_panic() {
        check(0, 0, 0, 60);
        check(0, -10, 800, 60);
    }
}
