//! Fewer points than there are pixels, without losing what matters.
//!
//! Per pixel column the first, lowest, highest and last point are kept, each at
//! its own time and with its own value: what is kept is a subset of what was
//! given, so that extremes are exact and the outline is the same.

use std::borrow::Cow;

use crate::panel::Point;

/// What one pass over a series found.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Reduced {
    /// Stretches without a gap, in order of time.
    pub segments: Vec<Vec<Point>>,
    /// Over all points in range; `None` if there are none.
    pub extremes: Option<Extremes>,
}

/// Lowest, highest and last point of a series (the first of equals).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Extremes {
    pub lowest: Point,
    pub highest: Point,
    pub last: Point,
}

/// The points of one pixel column.
#[derive(Clone, Copy)]
struct Column {
    /// First millisecond that belongs to the next column.
    end: i64,
    first: Point,
    lowest: Point,
    highest: Point,
    last: Point,
}

impl Column {
    fn new(point: Point, end: i64) -> Self {
        Self {
            end,
            first: point,
            lowest: point,
            highest: point,
            last: point,
        }
    }

    fn add(&mut self, point: Point) {
        if point.1 < self.lowest.1 {
            self.lowest = point;
        } else if point.1 > self.highest.1 {
            self.highest = point;
        }
        self.last = point;
    }

    fn flush(&self, segment: &mut Vec<Point>) {
        let (early, late) = if self.lowest.0 <= self.highest.0 {
            (self.lowest, self.highest)
        } else {
            (self.highest, self.lowest)
        };
        for point in [self.first, early, late, self.last] {
            if segment.last() != Some(&point) {
                segment.push(point);
            }
        }
    }
}

/// Reduces the points in `from..=to` (milliseconds) to at most four per column.
///
/// `gap` is the distance in milliseconds from which on two neighbours are not
/// connected. A gap inside one column cannot be seen and does not break the line.
pub(crate) fn reduce(points: &[Point], from: i64, to: i64, columns: u32, gap: i64) -> Reduced {
    let points = in_order(points);
    let start = points.partition_point(|point| point.0 < from);
    let span = (to - from).max(1);
    let columns = i64::from(columns.max(1));
    let column_end = |at: i64| {
        // The last column also owns the right edge.
        let index = (at - from) * columns / span;
        if index >= columns - 1 {
            i64::MAX
        } else {
            from + ((index + 1) * span + columns - 1) / columns
        }
    };
    let mut out = Reduced::default();
    let mut segment: Vec<Point> = Vec::new();
    let mut open: Option<Column> = None;
    for &point in &points[start..] {
        if point.0 > to {
            break;
        }
        if !point.1.is_finite() {
            continue;
        }
        match &mut open {
            Some(column) if point.0 < column.end => column.add(point),
            Some(column) => {
                let previous = column.last.0;
                out.close(column, &mut segment);
                if point.0 - previous >= gap {
                    out.segments.push(std::mem::take(&mut segment));
                }
                *column = Column::new(point, column_end(point.0));
            }
            None => open = Some(Column::new(point, column_end(point.0))),
        }
    }
    if let Some(column) = open {
        out.close(&column, &mut segment);
        out.segments.push(segment);
    }
    out
}

impl Reduced {
    fn close(&mut self, column: &Column, segment: &mut Vec<Point>) {
        column.flush(segment);
        let found = self.extremes.get_or_insert(Extremes {
            lowest: column.lowest,
            highest: column.highest,
            last: column.last,
        });
        if column.lowest.1 < found.lowest.1 {
            found.lowest = column.lowest;
        }
        if column.highest.1 > found.highest.1 {
            found.highest = column.highest;
        }
        found.last = column.last;
    }
}

/// CloudWatch answers newest first unless told otherwise, and
/// `GetMetricStatistics` in no order at all.
fn in_order(points: &[Point]) -> Cow<'_, [Point]> {
    if points.is_sorted_by_key(|point| point.0) {
        return Cow::Borrowed(points);
    }
    let mut sorted = points.to_vec();
    sorted.sort_by_key(|point| point.0);
    Cow::Owned(sorted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MINUTE: i64 = 60_000;
    const GAP: i64 = MINUTE * 3 / 2;

    fn kept(reduced: &Reduced) -> Vec<Point> {
        reduced.segments.concat()
    }

    #[test]
    fn a_missing_period_breaks_the_line() {
        let points: Vec<Point> = [0, 1, 2, 4, 5, 9]
            .map(|minute| (minute * MINUTE, 1.0))
            .to_vec();
        let reduced = reduce(&points, 0, 10 * MINUTE, 600, GAP);
        let lengths: Vec<usize> = reduced.segments.iter().map(Vec::len).collect();
        assert_eq!(lengths, [3, 2, 1]);
    }

    #[test]
    fn a_value_that_is_not_a_number_is_missing() {
        let points = [(0, 1.0), (MINUTE, f64::NAN), (2 * MINUTE, 3.0)];
        let reduced = reduce(&points, 0, 3 * MINUTE, 600, GAP);
        assert_eq!(reduced.segments, [vec![(0, 1.0)], vec![(2 * MINUTE, 3.0)]]);
    }

    #[test]
    fn points_outside_the_panel_are_left_out() {
        let points = [(-1, 9.0), (0, 1.0), (100, 2.0), (101, 9.0)];
        let reduced = reduce(&points, 0, 100, 10, i64::MAX);
        assert_eq!(kept(&reduced), [(0, 1.0), (100, 2.0)]);
        assert_eq!(reduced.extremes.map(|e| e.highest), Some((100, 2.0)));
    }

    #[test]
    fn one_spike_of_one_minute_in_seventy_days_survives() {
        let points: Vec<Point> = (0..100_800)
            .map(|i| {
                (
                    i * MINUTE,
                    if i == 54_321 {
                        7_777.125
                    } else {
                        (i % 7) as f64
                    },
                )
            })
            .collect();
        let reduced = reduce(&points, 0, 100_800 * MINUTE, 640, GAP);
        assert!(kept(&reduced).contains(&(54_321 * MINUTE, 7_777.125)));
        assert!(kept(&reduced).len() <= 640 * 4);
    }

    proptest! {
        /// Every column keeps its first, lowest, highest and last point, and
        /// nothing is invented.
        #[test]
        fn extremes_of_every_column_are_kept_exactly(
            mut points in prop::collection::vec((0i64..5_000, -1e6f64..1e6), 1..400),
            columns in 1u32..50,
        ) {
            let (from, to) = (500, 4_500);
            let reduced = reduce(&points, from, to, columns, i64::MAX);
            points.sort_by_key(|point| point.0);
            points.retain(|point| (from..=to).contains(&point.0));
            let kept = kept(&reduced);
            prop_assert!(kept.is_sorted_by_key(|point| point.0));
            for point in &kept {
                prop_assert!(points.contains(point));
            }
            let column = |point: &Point| {
                ((point.0 - from) * i64::from(columns) / (to - from)).min(i64::from(columns) - 1)
            };
            for index in 0..i64::from(columns) {
                let all: Vec<f64> =
                    points.iter().filter(|p| column(p) == index).map(|p| p.1).collect();
                let few: Vec<f64> =
                    kept.iter().filter(|p| column(p) == index).map(|p| p.1).collect();
                prop_assert!(few.len() <= 4);
                prop_assert_eq!(all.first(), few.first());
                prop_assert_eq!(all.last(), few.last());
                let lowest = |v: &[f64]| v.iter().copied().fold(f64::INFINITY, f64::min);
                let highest = |v: &[f64]| v.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                prop_assert_eq!(lowest(&all), lowest(&few));
                prop_assert_eq!(highest(&all), highest(&few));
            }
            let top = points.iter().map(|p| p.1).fold(f64::NEG_INFINITY, f64::max);
            prop_assert_eq!(reduced.extremes.map_or(f64::NEG_INFINITY, |e| e.highest.1), top);
        }
    }
}
