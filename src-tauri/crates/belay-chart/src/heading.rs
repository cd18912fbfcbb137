//! Title, legend and notice above the plot, and the lanes of marker labels.

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

/// Places labels left or right of their markers so that none covers another. A
/// label that finds no place in three lanes is left out; its line stays.
/// Restore points come first: they must not be the ones left out.
pub(crate) fn marker_labels(
    markers: &[Marker],
    x_of: impl Fn(&Marker) -> Option<f64>,
    (left, right): (f64, f64),
) -> (Vec<MarkerLabel>, usize) {
    const LANES: usize = 3;
    const APART: f64 = 5.0;
    let mut order: Vec<usize> = (0..markers.len()).collect();
    order.sort_by_key(|&i| (markers[i].kind != MarkerKind::RestorePoint, markers[i].at));
    let mut taken: [Vec<(f64, f64)>; LANES] = Default::default();
    let mut labels = Vec::new();
    for index in order {
        let marker = &markers[index];
        let Some(x) = x_of(marker).filter(|_| !marker.label.is_empty()) else {
            continue;
        };
        let weight = weight(marker.kind);
        let text = fit(&marker.label, SMALL, weight, (right - left) * 0.6);
        let wide = width(&text, SMALL, weight);
        let place = (0..LANES).find_map(|lane| {
            [x + 4.0, x - 4.0 - wide].into_iter().find_map(|start| {
                let free = taken[lane]
                    .iter()
                    .all(|&(from, to)| start > to + APART || start + wide + APART < from);
                let inside = start >= left - 1.0 && start + wide <= right + 1.0;
                (free && inside).then_some((lane, start))
            })
        });
        if let Some((lane, start)) = place {
            taken[lane].push((start, start + wide));
            // The lines of lower lanes must not run through labels above them.
            labels.push(MarkerLabel {
                index,
                lane,
                text,
                x: start,
            });
        }
    }
    let lanes = labels.iter().map(|label| label.lane + 1).max().unwrap_or(0);
    (labels, lanes)
}
