//! Title, legend and notice above the plot, and the lanes of marker labels.

use std::cmp::Ordering;

use crate::panel::{Marker, MarkerKind, Panel};
use crate::text::{Weight, fit, width};

/// Sizes in CSS pixels.
pub(crate) const TITLE: f64 = 13.0;
pub(crate) const BODY: f64 = 12.0;
pub(crate) const SMALL: f64 = 11.0;
/// Height of a marker label's lane.
pub(crate) const LANE: f64 = 14.0;

/// A piece of text at its baseline, left-aligned.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Placed {
    pub text: String,
    pub x: f64,
    pub baseline: f64,
}

/// One entry of the legend.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LegendEntry {
    /// Which series.
    pub index: usize,
    /// Left end of the line sample; the text stands right of it.
    pub label: Placed,
}

/// Length of the line sample in the legend.
pub(crate) const SAMPLE: f64 = 18.0;

/// Title and subtitle on one line, shortened to `room` pixels.
pub(crate) fn title(panel: &Panel, left: f64, room: f64) -> (Placed, Placed) {
    let title = fit(&panel.title, TITLE, Weight::SemiBold, room);
    let used = width(&title, TITLE, Weight::SemiBold) + 6.0;
    let subtitle = fit(&panel.subtitle, BODY, Weight::Regular, room - used);
    let at = |text, x| Placed {
        text,
        x,
        baseline: 16.0,
    };
    (at(title, left), at(subtitle, left + used))
}

/// Legend entries in rows from `top` on, and the height they take. A single
/// series needs none: the title names it.
pub(crate) fn legend(panel: &Panel, left: f64, room: f64, top: f64) -> (Vec<LegendEntry>, f64) {
    const ROW: f64 = 17.0;
    if panel.series.len() < 2 {
        return (Vec::new(), 0.0);
    }
    let (mut x, mut row) = (left, 0.0);
    let mut entries = Vec::with_capacity(panel.series.len());
    for (index, series) in panel.series.iter().enumerate() {
        let text = fit(&series.label, SMALL, Weight::Regular, room - SAMPLE - 6.0);
        let wide = SAMPLE + 5.0 + width(&text, SMALL, Weight::Regular) + 14.0;
        if x > left && x + wide - 14.0 > left + room {
            x = left;
            row += 1.0;
        }
        entries.push(LegendEntry {
            index,
            label: Placed {
                text,
                x,
                baseline: top + row * ROW + 12.0,
            },
        });
        x += wide;
    }
    (entries, (row + 1.0) * ROW)
}

/// A marker's label in a lane above the plot (lane 0 is the lowest).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MarkerLabel {
    /// Which marker.
    pub index: usize,
    pub lane: usize,
    pub text: String,
    pub x: f64,
}

/// Weight of a marker's label.
pub(crate) fn weight(kind: MarkerKind) -> Weight {
    match kind {
        MarkerKind::RestorePoint | MarkerKind::Alarm => Weight::SemiBold,
        MarkerKind::Deploy | MarkerKind::Step => Weight::Regular,
    }
}

/// Places labels left or right of their markers so that none covers another,
/// and no marker's line runs through a label. A label that finds no place in
/// three lanes is left out; its line stays. Also gives the number of lanes.
///
/// Two ways are tried: restore points first, near their lines; and from right to
/// left like stairs. The one with more labels wins, restore points above all.
pub(crate) fn marker_labels(
    markers: &[Marker],
    x_of: impl Fn(&Marker) -> Option<f64>,
    edges: (f64, f64),
) -> (Vec<MarkerLabel>, usize) {
    let seen: Vec<(usize, f64)> = markers
        .iter()
        .enumerate()
        .filter(|(_, marker)| !marker.label.is_empty())
        .filter_map(|(index, marker)| x_of(marker).map(|x| (index, x)))
        .collect();
    let other = |index: usize| markers[index].kind != MarkerKind::RestorePoint;
    let mut restore_first = seen.clone();
    restore_first.sort_by(|a, b| {
        (other(a.0), a.1)
            .partial_cmp(&(other(b.0), b.1))
            .unwrap_or(Ordering::Equal)
    });
    let mut from_right = seen;
    from_right.sort_by(|a, b| b.1.total_cmp(&a.1));
    let best = [(restore_first, false), (from_right, true)]
        .into_iter()
        .map(|(order, stairs)| placed(markers, &order, edges, stairs))
        .rev()
        .max_by_key(|labels| {
            let restore_points = labels.iter().filter(|l| !other(l.index)).count();
            (restore_points, labels.len())
        })
        .unwrap_or_default();
    let lanes = best.iter().map(|label| label.lane + 1).max().unwrap_or(0);
    (best, lanes)
}

fn placed(
    markers: &[Marker],
    order: &[(usize, f64)],
    edges: (f64, f64),
    stairs: bool,
) -> Vec<MarkerLabel> {
    let mut lanes = Lanes {
        edges,
        stairs,
        labels: Default::default(),
        lines: Vec::new(),
    };
    let label = |&(index, x): &(usize, f64)| {
        let marker = &markers[index];
        let weight = weight(marker.kind);
        let text = fit(&marker.label, SMALL, weight, (edges.1 - edges.0) * 0.6);
        let (lane, x) = lanes.place(x, width(&text, SMALL, weight))?;
        Some(MarkerLabel {
            index,
            lane,
            text,
            x,
        })
    };
    order.iter().filter_map(label).collect()
}

const LANES: usize = 3;

/// What is taken above the plot.
struct Lanes {
    edges: (f64, f64),
    /// Rather go up a lane than to the left of the line.
    stairs: bool,
    /// Start and end of the labels of each lane.
    labels: [Vec<(f64, f64)>; LANES],
    /// Lines, and the lane that each reaches up to.
    lines: Vec<(f64, usize)>,
}

impl Lanes {
    /// The lane and start of a label of this width for the line at `x`.
    fn place(&mut self, x: f64, wide: f64) -> Option<(usize, f64)> {
        let sides = [x + 4.0, x - 4.0 - wide];
        let lanes_of = |start: f64| (0..LANES).map(move |lane| (lane, start));
        let (lane, start) = if self.stairs {
            sides
                .into_iter()
                .flat_map(lanes_of)
                .find(|&(lane, start)| self.free(lane, x, (start, start + wide)))
        } else {
            (0..LANES)
                .flat_map(|lane| sides.map(|start| (lane, start)))
                .find(|&(lane, start)| self.free(lane, x, (start, start + wide)))
        }?;
        self.labels[lane].push((start, start + wide));
        self.lines.push((x, lane));
        Some((lane, start))
    }

    fn free(&self, lane: usize, x: f64, (start, end): (f64, f64)) -> bool {
        const APART: f64 = 5.0;
        let inside = start >= self.edges.0 - 1.0 && end <= self.edges.1 + 1.0;
        let uncovered = self.labels[lane]
            .iter()
            .all(|&(from, to)| start > to + APART || end + APART < from);
        // The label's own line passes the lanes below; lines that end in this
        // lane or above pass the label.
        let own_line = self.labels[..lane]
            .iter()
            .flatten()
            .all(|&(from, to)| x < from - 2.0 || x > to + 2.0);
        let other_lines = self
            .lines
            .iter()
            .all(|&(line, top)| top < lane || line < start - 2.0 || line > end + 2.0);
        inside && uncovered && own_line && other_lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_label_is_covered_by_a_label_or_a_line(
            places in prop::collection::vec((0.0f64..700.0, 20.0f64..160.0), 0..12),
            stairs in any::<bool>(),
        ) {
            let mut lanes = Lanes {
                edges: (0.0, 700.0),
                stairs,
                labels: Default::default(),
                lines: Vec::new(),
            };
            let placed: Vec<(f64, usize, f64, f64)> = places
                .into_iter()
                .filter_map(|(x, wide)| {
                    lanes.place(x, wide).map(|(lane, start)| (x, lane, start, start + wide))
                })
                .collect();
            for (i, a) in placed.iter().enumerate() {
                for (j, b) in placed.iter().enumerate() {
                    if i == j {
                        continue;
                    }
                    prop_assert!(a.1 != b.1 || a.2 > b.3 || a.3 < b.2);
                    prop_assert!(b.1 < a.1 || b.0 < a.2 || b.0 > a.3);
                }
            }
        }
    }
}
