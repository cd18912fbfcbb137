//! Charts, drawn in the backend.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How a chart should look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Look {
    /// CSS pixels.
    pub width: u32,
    /// CSS pixels.
    pub height: u32,
    /// The dark theme.
    pub dark: bool,
}

/// Where the plot lies in the drawing, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PlotArea {
    /// Left edge.
    pub x: u32,
    /// Top edge.
    pub y: u32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

/// What a panel shows; "no data" has many causes and each looks different.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum ChartState {
    /// Points, all of them.
    Data,
    /// CloudWatch has no points in this range.
    Empty,
    /// The identity may not read it.
    Forbidden,
    /// CloudWatch asked to slow down.
    Throttled,
    /// Some points are missing.
    Partial,
    /// The period is finer than what CloudWatch keeps for this age.
    PeriodTooFine,
    /// It could not be read.
    Failed,
}

/// A chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ChartView {
    /// Stable within its screen.
    pub id: String,
    /// E.g. `Errors`.
    pub title: String,
    /// What and how: function, statistic, period.
    pub subtitle: String,
    /// The drawing; safe to put into the page.
    pub svg: String,
    /// Where the plot lies.
    pub plot: PlotArea,
    /// Drawing width.
    pub width: u32,
    /// Drawing height.
    pub height: u32,
    /// Left edge of the plot.
    #[specta(type = String)]
    pub from: Timestamp,
    /// Right edge of the plot.
    #[specta(type = String)]
    pub to: Timestamp,
    /// What the panel shows.
    pub state: ChartState,
    /// In words, for every state but data.
    pub sentence: Option<String>,
    /// AWS request id of a failure.
    pub request_id: Option<String>,
    /// The period really used, in seconds.
    pub period_s: u32,
    /// The statistic really used.
    pub statistic: String,
    /// One sentence for a screen reader.
    pub summary: String,
    /// When it was read.
    #[specta(type = String)]
    pub read_at: Timestamp,
    /// The AWS CLI command that reads the same.
    pub cli: String,
}
