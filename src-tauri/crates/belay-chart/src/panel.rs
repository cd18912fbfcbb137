//! What is drawn, and what comes back.

use jiff::Timestamp;
use serde::Serialize;

/// One data point: milliseconds since the Unix epoch, and the value. CloudWatch
/// stamps a point with the start of its period.
pub type Point = (i64, f64);

/// One line of a panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What the line is, e.g. `Errors, upload handler`.
    pub label: String,
    /// Points in any order. A value that is not finite counts as missing.
    pub points: Vec<Point>,
    /// Distance between two points, seconds. A larger distance is a gap. 0 means
    /// that the series has no period and therefore no gaps.
    pub period_s: u32,
    /// The unit as CloudWatch names it (`Count`, `Milliseconds`, `Bytes/Second` …).
    pub unit: String,
}

/// A few series over one stretch of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// Unique among the drawings of one page; prefixes every id in the SVG.
    pub id: String,
    /// What is shown, e.g. `Errors`.
    pub title: String,
    /// Of what, which statistic and which period were really used, e.g.
    /// `upload handler, sum per minute`.
    pub subtitle: String,
    /// The lines.
    pub series: Vec<Series>,
    /// Left end.
    pub from: Timestamp,
    /// Right end, after `from`.
    pub to: Timestamp,
    /// Unit of the value axis, as CloudWatch names it.
    pub unit: String,
    /// Moments worth a line.
    pub markers: Vec<Marker>,
    /// Stretches worth a shade.
    pub bands: Vec<Band>,
    /// Whether the data is all there.
    pub state: PanelState,
}

/// A moment.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Marker {
    /// When.
    #[specta(type = String)]
    pub at: Timestamp,
    /// A few words, e.g. `deploy v2.14.0`. May be empty.
    pub label: String,
    /// What kind of moment.
    pub kind: MarkerKind,
}

/// Kinds of moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum MarkerKind {
    /// The second that a restore goes back to.
    RestorePoint,
    /// A deployment.
    Deploy,
    /// A step of the run.
    Step,
    /// An alarm changed its state.
    Alarm,
}

/// A stretch of time.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Band {
    /// Start.
    #[specta(type = String)]
    pub from: Timestamp,
    /// End.
    #[specta(type = String)]
    pub to: Timestamp,
    /// A few words, e.g. `not yet restorable`. May be empty.
    pub label: String,
    /// What kind of stretch.
    pub kind: BandKind,
}

/// Kinds of stretches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum BandKind {
    /// Data was damaged, or service was bad.
    Incident,
    /// AWS cannot restore to these seconds.
    NotRestorable,
    /// An alarm was in the state ALARM.
    Alarm,
}

/// Whether the data of a panel is all there. Five states that must never be
/// mistaken for each other: an empty panel because of a missing permission is
/// not a healthy system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum PanelState {
    /// Read completely.
    Data,
    /// Read completely, and nothing was recorded.
    Empty,
    /// The identity may not read it.
    Forbidden {
        /// The permission that is missing, e.g. `cloudwatch:GetMetricData`.
        action: String,
    },
    /// AWS limited the reading or gave a part only; what is drawn is not all.
    Partial {
        /// Why, in a few words, e.g. `AWS throttled the request`.
        reason: String,
    },
    /// It could not be read at all.
    Failed {
        /// Why, in one sentence.
        reason: String,
    },
    /// CloudWatch no longer keeps points of this period for data of this age,
    /// and answers with nothing instead of an error (`GetMetricStatistics`).
    PeriodTooFine {
        /// The period that was asked for, seconds.
        asked_s: u32,
        /// The finest period that CloudWatch still has, seconds.
        finest_s: u32,
    },
}

/// Size of a drawing in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Size {
    /// 160 to 8192.
    pub width: u32,
    /// 96 to 8192.
    pub height: u32,
}

/// Where the plot lies in a drawing, in CSS pixels from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PlotArea {
    /// Left edge: the panel's `from`.
    pub x: f64,
    /// Upper edge: `y_max`.
    pub y: f64,
    /// Width: `from` to `to`, linear.
    pub width: f64,
    /// Height: `y_min` to `y_max`, linear.
    pub height: f64,
}

/// A drawn panel, with what maps a click on it to a second: the instant at
/// horizontal position `px` is `from + (px - plot.x) / plot.width * (to - from)`.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Drawing {
    /// A complete `<svg>` element, usable inline.
    pub svg: String,
    /// Where the plot lies.
    pub plot: PlotArea,
    /// Instant at the left edge of the plot.
    #[specta(type = String)]
    pub from: Timestamp,
    /// Instant at the right edge of the plot.
    #[specta(type = String)]
    pub to: Timestamp,
    /// Value at the lower edge of the plot.
    pub y_min: f64,
    /// Value at the upper edge of the plot.
    pub y_max: f64,
    /// The panel in one sentence, as it stands in the drawing for screen readers.
    pub summary: String,
}

impl Drawing {
    /// The instant under a horizontal position in CSS pixels, to the
    /// millisecond; positions outside the plot give its nearest end.
    pub fn instant_at(&self, px: f64) -> Timestamp {
        let (from, to) = (self.from.as_millisecond(), self.to.as_millisecond());
        let share = ((px - self.plot.x) / self.plot.width).clamp(0.0, 1.0);
        let at = from + ((to - from) as f64 * share).round() as i64;
        Timestamp::from_millisecond(at).unwrap_or(self.to)
    }
}
