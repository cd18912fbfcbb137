//! Metrics and alarms, as the engine and the charts need them. `belay-aws`
//! reads them from CloudWatch. The five states of a series are kept apart: a
//! missing permission must never look like a healthy silence.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::environment::Environment;
use crate::ports::{PortError, PortFuture};

/// One curve that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct MetricQuery {
    /// Namespace, e.g. `AWS/Lambda`.
    pub namespace: String,
    /// Metric name, e.g. `Errors`.
    pub metric: String,
    /// Dimensions, name and value.
    pub dimensions: Vec<(String, String)>,
    /// `Average`, `Sum`, `Minimum`, `Maximum`, `SampleCount` or a percentile
    /// such as `p95`.
    pub statistic: String,
    /// The period.
    pub period: Period,
}

/// How long one point is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Period {
    /// As fine as the width of the chart and the age of the data allow.
    Auto,
    /// Exactly this; a period that is too fine for the age of the data is said
    /// to be so, and not silently replaced.
    Exactly {
        /// In seconds.
        seconds: u32,
    },
}

/// Which time is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Range {
    /// Start, inclusive.
    #[specta(type = String)]
    pub from: Timestamp,
    /// End, exclusive.
    #[specta(type = String)]
    pub to: Timestamp,
    /// Points that a chart can show side by side, e.g. its width in pixels.
    pub width: u32,
}

/// One curve, as CloudWatch answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Series {
    /// What was asked.
    pub query: MetricQuery,
    /// The period that was really used, in seconds.
    pub period_s: u32,
    /// The points, oldest first. May hold some even where the state is not
    /// [`SeriesState::Data`].
    pub points: Vec<Point>,
    /// What the points are worth.
    pub state: SeriesState,
    /// AWS request id of the (last) call.
    pub request_id: Option<String>,
}

/// One point.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Point {
    /// Start of the period.
    #[specta(type = String)]
    pub at: Timestamp,
    /// The statistic over the period.
    pub value: f64,
}

/// What a series is worth. Only [`SeriesState::Data`] may be read as "this is
/// how it was".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum SeriesState {
    /// All points that there are.
    Data,
    /// CloudWatch holds no point for this range: a fact, not a failure.
    Empty,
    /// The identity may not read it.
    Forbidden {
        /// One sentence.
        sentence: String,
    },
    /// CloudWatch asked to slow down; points may be missing.
    Throttled {
        /// One sentence.
        sentence: String,
    },
    /// CloudWatch gave only a part.
    Partial {
        /// One sentence.
        sentence: String,
    },
    /// CloudWatch does not keep points of this period for this long; an empty
    /// answer would mean nothing.
    PeriodTooFine {
        /// One sentence.
        sentence: String,
        /// The finest period that is kept, in seconds.
        finest_s: u32,
    },
    /// It could not be read.
    Failed {
        /// One sentence.
        sentence: String,
        /// What to do, if that is known.
        hint: Option<String>,
    },
}

/// A metric that exists.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct MetricName {
    /// Namespace.
    pub namespace: String,
    /// Metric name.
    pub metric: String,
    /// Dimensions, name and value.
    pub dimensions: Vec<(String, String)>,
}

/// An alarm, of whatever type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Alarm {
    /// Its name.
    pub name: String,
    /// Its ARN (holds account and Region).
    pub arn: String,
    /// Of what type.
    pub kind: AlarmKind,
    /// The state that CloudWatch reports.
    pub state: AlarmState,
    /// Whether it acts on a change of state. One that does not is muted.
    pub actions_enabled: bool,
    /// Something is wrong with its evaluation, in CloudWatch's word
    /// (`PARTIAL_DATA`, `EVALUATION_ERROR`, `EVALUATION_FAILURE`).
    pub evaluation: Option<String>,
    /// Why it is in that state, in CloudWatch's words.
    pub reason: Option<String>,
    /// Since when.
    #[specta(type = Option<String>)]
    pub since: Option<Timestamp>,
    /// What it watches, for metric alarms on one metric.
    pub metric: Option<MetricName>,
}

/// Types of alarms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum AlarmKind {
    /// On a metric or an expression.
    Metric,
    /// On other alarms.
    Composite,
    /// On a log query.
    Log,
}

/// States of alarms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum AlarmState {
    /// Inside its threshold.
    Ok,
    /// Beyond it.
    Alarm,
    /// CloudWatch does not know. Not OK.
    InsufficientData,
}

impl Alarm {
    /// Whether "OK" may be believed: the state is OK, it is not muted, and
    /// nothing is wrong with its evaluation.
    #[must_use]
    pub fn is_trustworthy_ok(&self) -> bool {
        self.state == AlarmState::Ok && self.actions_enabled && self.evaluation.is_none()
    }
}

/// Reads metrics and alarms of an environment.
pub trait Metrics: Send + Sync {
    /// One series per query, in the order of the queries. A series that could
    /// not be read says so itself; an error means that nothing could be asked
    /// (no session).
    fn read<'a>(
        &'a self,
        environment: &'a Environment,
        queries: &'a [MetricQuery],
        range: Range,
    ) -> PortFuture<'a, Result<Vec<Series>, PortError>>;

    /// The metrics of a namespace, at most `limit`, optionally only those with
    /// this name and these dimensions. CloudWatch leaves out what was silent
    /// for two weeks.
    fn list<'a>(
        &'a self,
        environment: &'a Environment,
        namespace: &'a str,
        metric: Option<&'a str>,
        dimensions: &'a [(String, String)],
        limit: usize,
    ) -> PortFuture<'a, Result<Vec<MetricName>, PortError>>;

    /// All alarms of all types.
    fn alarms<'a>(
        &'a self,
        environment: &'a Environment,
    ) -> PortFuture<'a, Result<Vec<Alarm>, PortError>>;
}
