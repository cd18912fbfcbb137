//! Where everything of a panel goes, in CSS pixels, before anything is drawn.

use crate::decimate::{Extremes, Reduced, reduce};
use crate::error::ChartError;
use crate::heading::{
    BODY, LANE, LegendEntry, MarkerLabel, Placed, SMALL, legend, marker_labels, title,
};
use crate::panel::{Panel, PanelState, PlotArea, Size};
use crate::state_text::{StateText, words};
use crate::summary::sentence;
use crate::text::{Weight, fit, width};
use crate::time_axis::{clock_time, ticks};
use crate::value_axis::{ValueAxis, axis};

/// Space at the left and right edge.
const MARGIN: f64 = 8.0;
/// Space below the plot for the time axis.
const BELOW: f64 = 20.0;
/// Height of the title line.
const HEADING: f64 = 23.0;
/// Below this height of the plot, legend and marker labels give way.
const LEAST_PLOT: f64 = 48.0;
/// Height of a notice above the plot.
pub(crate) const NOTICE: f64 = 19.0;

/// A label of the time axis, centred at `x`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TimeLabel {
    pub text: String,
    pub x: f64,
}

/// What a panel needs, measured before it is known where its plot begins: the
/// panels of one view share their left edge.
pub(crate) struct Measured<'a> {
    panel: &'a Panel,
    size: Size,
    from: i64,
    to: i64,
    /// Upper edge of what is left to marker labels and plot.
    top: f64,
    legend: Vec<LegendEntry>,
    notice: Option<(String, f64)>,
    message: Option<StateText>,
    values: ValueAxis,
    lines: Vec<Reduced>,
    summary: String,
    /// Width that the labels of the value axis take; nothing where words stand
    /// instead of a plot.
    pub axis: f64,
}

impl<'a> Measured<'a> {
    /// Measures a panel.
    pub fn new(panel: &'a Panel, size: Size) -> Result<Self, ChartError> {
        let (from, to) = (panel.from.as_millisecond(), panel.to.as_millisecond());
        if from >= to {
            let (from, to) = (panel.from, panel.to);
            return Err(ChartError::NoTime { from, to });
        }
        let Size { width, height } = size;
        if !(160..=8192).contains(&width) || !(96..=8192).contains(&height) {
            return Err(ChartError::Size { width, height });
        }
        let room = f64::from(width) - 2.0 * MARGIN;
        // One column per pixel of the widest plot that fits.
        let lines = reduced(panel, from, to, room as u32);
        let extremes: Vec<Option<Extremes>> = lines.iter().map(|line| line.extremes).collect();
        let has_points = extremes.iter().any(Option::is_some);
        let summary = sentence(panel, &extremes);
        let state = words(panel, has_points);
        let partial = matches!(panel.state, PanelState::Partial { .. });
        // The axis is the same whatever is above the plot, but its number of
        // ticks depends on the plot's height: place the rows first.
        let (mut legend, mut legend_height) = legend(panel, MARGIN, room, HEADING);
        let spare = f64::from(height) - HEADING - NOTICE - BELOW - 10.0;
        if spare - legend_height < LEAST_PLOT {
            // The plot matters more; the description still names every series.
            legend.clear();
            legend_height = 0.0;
        }
        let mut top = HEADING + legend_height;
        let mut notice = None;
        let mut message = None;
        match state {
            Some(state) if has_points && partial => {
                let text = format!("{}. {}", state.headline, state.detail);
                let text = fit(&text, BODY, Weight::Regular, room - 12.0);
                notice = Some((text, top));
                top += NOTICE + 4.0;
            }
            other => message = other,
        }
        let values = value_axis(&extremes, &panel.unit, f64::from(height) - top - BELOW);
        let axis = match message {
            None => label_width(&values) + 6.0,
            Some(_) => 0.0,
        };
        Ok(Self {
            panel,
            size,
            from,
            to,
            top,
            legend,
            notice,
            message,
            values,
            lines,
            summary,
            axis,
        })
    }

    /// Places everything. `axis` is the room left of the plot, at least as wide
    /// as this panel's own.
    pub fn place(self, axis: f64) -> Scene<'a> {
        let (width, height) = (f64::from(self.size.width), f64::from(self.size.height));
        let (left, right) = (MARGIN + axis, width - MARGIN);
        let scale = (right - left) / (self.to - self.from) as f64;
        let (mut marker_labels, mut lanes) = marker_labels(
            &self.panel.markers,
            |marker| {
                let at = marker.at.as_millisecond();
                (self.from..=self.to)
                    .contains(&at)
                    .then(|| left + (at - self.from) as f64 * scale)
            },
            (left, right),
        );
        if height - self.top - BELOW - lanes as f64 * LANE < LEAST_PLOT {
            marker_labels.clear();
            lanes = 0;
        }
        let top = self.top + (lanes as f64 * LANE).max(6.0);
        let plot = PlotArea {
            x: left,
            y: top,
            width: right - left,
            height: height - top - BELOW,
        };
        let (times, time_labels) = time_axis(self.from, self.to, &plot);
        Scene {
            panel: self.panel,
            size: self.size,
            from: self.from,
            to: self.to,
            plot,
            title: title(self.panel, MARGIN, width - 2.0 * MARGIN),
            legend: self.legend,
            notice: self.notice,
            message: self.message,
            marker_labels,
            values: self.values,
            times,
            time_labels,
            lines: self.lines,
            summary: self.summary,
        }
    }
}

/// Everything of a panel with its place.
pub(crate) struct Scene<'a> {
    pub panel: &'a Panel,
    pub size: Size,
    pub from: i64,
    pub to: i64,
    pub plot: PlotArea,
    pub title: (Placed, Placed),
    pub legend: Vec<LegendEntry>,
    /// Text of a notice above the plot and its upper edge: data is shown, but
    /// not all of it.
    pub notice: Option<(String, f64)>,
    /// Words instead of a plot.
    pub message: Option<StateText>,
    pub marker_labels: Vec<MarkerLabel>,
    pub values: ValueAxis,
    pub times: Vec<i64>,
    pub time_labels: Vec<TimeLabel>,
    pub lines: Vec<Reduced>,
    pub summary: String,
}

impl<'a> Scene<'a> {
    /// Lays out a panel that stands alone.
    pub fn new(panel: &'a Panel, size: Size) -> Result<Self, ChartError> {
        let measured = Measured::new(panel, size)?;
        let axis = measured.axis;
        Ok(measured.place(axis))
    }

    /// Lays out the panels of one view: their plots begin and end at the same
    /// places, so that over one stretch of time one moment is one vertical line.
    /// A panel that cannot be laid out does not take the others with it.
    pub fn column(
        panels: impl IntoIterator<Item = &'a Panel>,
        size: Size,
    ) -> Vec<Result<Self, ChartError>> {
        let measured: Vec<_> = panels
            .into_iter()
            .map(|panel| Measured::new(panel, size))
            .collect();
        let axis = measured
            .iter()
            .flatten()
            .map(|m| m.axis)
            .fold(0.0, f64::max);
        measured
            .into_iter()
            .map(|m| m.map(|m| m.place(axis)))
            .collect()
    }

    /// Horizontal position of an instant.
    pub fn x(&self, at: i64) -> f64 {
        self.plot.x + (at - self.from) as f64 / (self.to - self.from) as f64 * self.plot.width
    }
}

/// A distance of more than one and a half periods means that one is missing.
fn reduced(panel: &Panel, from: i64, to: i64, columns: u32) -> Vec<Reduced> {
    let gap = |period: u32| match period {
        0 => i64::MAX,
        seconds => i64::from(seconds) * 1_500,
    };
    panel
        .series
        .iter()
        .map(|line| reduce(&line.points, from, to, columns, gap(line.period_s)))
        .collect()
}

fn value_axis(extremes: &[Option<Extremes>], unit: &str, height: f64) -> ValueAxis {
    let found = || extremes.iter().flatten();
    let low = found().map(|e| e.lowest.1).fold(f64::INFINITY, f64::min);
    let high = found()
        .map(|e| e.highest.1)
        .fold(f64::NEG_INFINITY, f64::max);
    let (low, high) = if low <= high { (low, high) } else { (0.0, 1.0) };
    axis(low, high, unit, ((height / 34.0) as usize).clamp(2, 6))
}

fn label_width(values: &ValueAxis) -> f64 {
    values
        .ticks
        .iter()
        .map(|(_, label)| width(label, SMALL, Weight::Regular))
        .fold(0.0, f64::max)
        .ceil()
}

/// Ticks of the time axis, and those labels that have room. The last one says
/// that it is UTC.
fn time_axis(from: i64, to: i64, plot: &PlotArea) -> (Vec<i64>, Vec<TimeLabel>) {
    const APART: f64 = 14.0;
    let all = ticks(from, to, (plot.width / 70.0) as usize);
    let times = all.iter().map(|tick| tick.at).collect();
    let scale = plot.width / (to - from) as f64;
    let mut labels: Vec<TimeLabel> = Vec::new();
    let mut free_until = plot.x + plot.width;
    let at_least_one = all.is_empty().then(|| (from, clock_time(from)));
    let texts = all.into_iter().map(|tick| (tick.at, tick.label));
    for (at, mut text) in at_least_one.into_iter().chain(texts).rev() {
        if labels.is_empty() {
            text.push_str(" UTC");
        }
        let half = width(&text, SMALL, Weight::Regular) / 2.0;
        let x = plot.x + (at - from) as f64 * scale;
        // Labels at the ends move inwards instead of being cut off.
        let x = x.min(plot.x + plot.width - half).max(MARGIN + half);
        if labels.is_empty() || x + half <= free_until {
            free_until = x - half - APART;
            labels.push(TimeLabel { text, x });
        }
    }
    labels.reverse();
    (times, labels)
}
