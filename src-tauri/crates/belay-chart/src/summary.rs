//! A panel in one sentence, for people who do not see it.

use crate::decimate::{Extremes, reduce};
use crate::panel::{Panel, Point, Series};
use crate::state_text::{stretch, words};
use crate::time_axis::{clock_time, day};
use crate::value_axis::value;

/// Lowest, highest and last value with their times, or why there is none.
pub fn summary(panel: &Panel) -> String {
    let (from, to) = (panel.from.as_millisecond(), panel.to.as_millisecond());
    let extremes: Vec<Option<Extremes>> = panel
        .series
        .iter()
        .map(|series| reduce(&series.points, from, to, 1, i64::MAX).extremes)
        .collect();
    sentence(panel, &extremes)
}

/// The same from extremes that are already known, one per series.
pub(crate) fn sentence(panel: &Panel, extremes: &[Option<Extremes>]) -> String {
    let found: Vec<(&Series, Extremes)> = panel
        .series
        .iter()
        .zip(extremes)
        .filter_map(|(series, extremes)| extremes.map(|extremes| (series, extremes)))
        .collect();
    let name = if panel.subtitle.is_empty() {
        panel.title.clone()
    } else {
        format!("{}, {}", panel.title, panel.subtitle)
    };
    let state = words(panel, !found.is_empty());
    let mut out = format!("{name}, {}", stretch(panel));
    if let Some(state) = &state {
        out.push_str(&format!(": {}", lower_first(&state.headline)));
    }
    for (i, (series, extremes)) in found.iter().enumerate() {
        out.push_str(match (i, &state) {
            (0, None) => ": ",
            _ => "; ",
        });
        if found.len() > 1 {
            out.push_str(&format!("{} ", series.label));
        }
        out.push_str(&figures(panel, extremes));
    }
    out.push('.');
    out
}

fn figures(panel: &Panel, extremes: &Extremes) -> String {
    let one_day = day(panel.from.as_millisecond()) == day(panel.to.as_millisecond());
    let at = |point: Point| {
        if one_day {
            clock_time(point.0)
        } else {
            format!("{} {}", day(point.0), clock_time(point.0))
        }
    };
    let show = |point: Point| format!("{} at {}", value(point.1, &panel.unit), at(point));
    format!(
        "lowest {}, highest {}, last {}",
        show(extremes.lowest),
        show(extremes.highest),
        show(extremes.last)
    )
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_lowercase().collect::<String>() + chars.as_str())
        .unwrap_or_default()
}
