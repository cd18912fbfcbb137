//! From what CloudWatch answered to a panel that is drawn.

use belay_chart::{Drawing, Panel, PanelState, Size};
use belay_engine::metrics::{MetricQuery, Period, Range, Series, SeriesState};
use belay_engine::ports::{PortError, PortErrorKind};
use jiff::Timestamp;

use crate::views::{ChartState, ChartView, Look, PlotArea};

/// A panel with what a person should know about it.
#[derive(Debug, Clone)]
pub struct Read {
    /// What is drawn.
    pub panel: Panel,
    /// What the points are worth.
    pub state: ChartState,
    /// In words, for every state but data.
    pub sentence: Option<String>,
    /// AWS request id.
    pub request_id: Option<String>,
    /// The period really used, in seconds.
    pub period_s: u32,
    /// The statistics really used.
    pub statistic: String,
    /// The AWS CLI command that reads the same.
    pub cli: String,
    /// When it was read.
    pub read_at: Timestamp,
}

impl Read {
    /// Only data and "nothing was recorded" are answers. Anything else is an
    /// error, so that nobody takes "forbidden" for "nothing happened".
    ///
    /// # Errors
    /// What the panel says in words.
    pub fn answer(&self) -> Result<(), PortError> {
        let kind = match self.state {
            ChartState::Data | ChartState::Empty => return Ok(()),
            ChartState::PeriodTooFine => PortErrorKind::Configuration,
            ChartState::Forbidden => PortErrorKind::Forbidden,
            ChartState::Throttled | ChartState::Partial => PortErrorKind::Throttled,
            ChartState::Failed => PortErrorKind::Unreachable,
        };
        Err(PortError {
            message: self.sentence.clone().unwrap_or_default(),
            hint: None,
            request_id: self.request_id.clone(),
            kind,
        })
    }
}

/// Makes a panel of the series that one chart shows. They share a metric; the
/// worst state of any of them is the panel's, so that a hole is never hidden
/// behind a whole curve.
pub fn panel(
    id: &str,
    title: &str,
    series: &[Series],
    range: Range,
    region: &str,
    now: Timestamp,
) -> Read {
    let (state, sentence) = worst(series);
    let period_s = series.first().map_or(60, |s| s.period_s);
    let statistics: Vec<_> = series.iter().map(|s| s.query.statistic.as_str()).collect();
    let statistic = statistics.join(", ");
    let subtitle = subtitle(series, &statistic, period_s);
    let request_id = series.iter().find_map(|s| s.request_id.clone());
    Read {
        panel: Panel {
            id: id.to_owned(),
            title: title.to_owned(),
            subtitle,
            series: series.iter().map(curve).collect(),
            from: range.from,
            to: range.to,
            unit: series.first().map_or("", |s| unit(&s.query)).to_owned(),
            markers: Vec::new(),
            bands: Vec::new(),
            state: panel_state(series, state, sentence.as_deref()),
        },
        state,
        sentence,
        request_id,
        period_s,
        statistic,
        cli: series
            .first()
            .map(|s| cli(&s.query, period_s, range, region))
            .unwrap_or_default(),
        read_at: now,
    }
}

fn curve(series: &Series) -> belay_chart::Series {
    belay_chart::Series {
        label: series.query.statistic.clone(),
        points: series
            .points
            .iter()
            .map(|p| (p.at.as_millisecond(), p.value))
            .collect(),
        period_s: series.period_s,
        unit: unit(&series.query).to_owned(),
    }
}

/// `apexshare-upload-handler-prod · Sum per 1 min`.
fn subtitle(series: &[Series], statistic: &str, period_s: u32) -> String {
    let names: Vec<_> = series
        .first()
        .map(|s| s.query.dimensions.iter().map(|(_, v)| v.as_str()).collect())
        .unwrap_or_default();
    let every = crate::when::spoken(i64::from(period_s));
    if names.is_empty() {
        format!("{statistic} per {every}")
    } else {
        format!("{} · {statistic} per {every}", names.join(", "))
    }
}

/// Rank of a state: the higher, the less the panel may be believed.
fn worst(series: &[Series]) -> (ChartState, Option<String>) {
    let mut worst = (0, ChartState::Empty, None);
    for s in series {
        let (rank, state, sentence) = match &s.state {
            SeriesState::Data => (1, ChartState::Data, None),
            SeriesState::Empty => (
                0,
                ChartState::Empty,
                Some("CloudWatch holds no points for this range.".to_owned()),
            ),
            SeriesState::PeriodTooFine { sentence, .. } => {
                (2, ChartState::PeriodTooFine, Some(sentence.clone()))
            }
            SeriesState::Partial { sentence } => (3, ChartState::Partial, Some(sentence.clone())),
            SeriesState::Throttled { sentence } => {
                (4, ChartState::Throttled, Some(sentence.clone()))
            }
            SeriesState::Forbidden { sentence } => {
                (5, ChartState::Forbidden, Some(sentence.clone()))
            }
            SeriesState::Failed { sentence, .. } => (6, ChartState::Failed, Some(sentence.clone())),
        };
        if rank > worst.0 || worst.2.is_none() && rank == worst.0 {
            worst = (rank, state, sentence);
        }
    }
    (worst.1, worst.2)
}

fn panel_state(series: &[Series], state: ChartState, sentence: Option<&str>) -> PanelState {
    // A drawing has no other letters for code.
    let reason = || sentence.unwrap_or_default().replace('`', "");
    match state {
        ChartState::Data => PanelState::Data,
        ChartState::Empty => PanelState::Empty,
        ChartState::Forbidden => PanelState::Forbidden {
            action: "cloudwatch:GetMetricData".to_owned(),
        },
        ChartState::Throttled | ChartState::Partial => PanelState::Partial { reason: reason() },
        ChartState::Failed => PanelState::Failed { reason: reason() },
        ChartState::PeriodTooFine => {
            let fine = series.iter().find_map(|s| match &s.state {
                SeriesState::PeriodTooFine { finest_s, .. } => Some((s.period_s, *finest_s)),
                _ => None,
            });
            let (asked_s, finest_s) = fine.unwrap_or((0, 0));
            PanelState::PeriodTooFine { asked_s, finest_s }
        }
    }
}

/// The unit that CloudWatch documents for well-known metrics; counts otherwise.
fn unit(query: &MetricQuery) -> &'static str {
    if query.statistic == "SampleCount" {
        return "";
    }
    match query.metric.as_str() {
        "Duration" | "Latency" | "IntegrationLatency" | "SuccessfulRequestLatency" => "ms",
        "TargetResponseTime" => "s",
        "CPUUtilization" | "MemoryUtilization" => "%",
        "FreeStorageSpace" | "FreeableMemory" => "B",
        "ConsumedReadCapacityUnits" | "ConsumedWriteCapacityUnits" => "units",
        _ => "",
    }
}

/// `aws cloudwatch get-metric-statistics …` for the same points.
fn cli(query: &MetricQuery, period_s: u32, range: Range, region: &str) -> String {
    let basic = ["Average", "Sum", "Minimum", "Maximum", "SampleCount"];
    let kind = if basic.contains(&query.statistic.as_str()) {
        "statistics"
    } else {
        "extended-statistics"
    };
    let dimensions = query
        .dimensions
        .iter()
        .map(|(name, value)| format!(" 'Name={name},Value={value}'"))
        .collect::<String>();
    let dimensions = if dimensions.is_empty() {
        dimensions
    } else {
        format!(" --dimensions{dimensions}")
    };
    format!(
        "aws cloudwatch get-metric-statistics --namespace {} --metric-name {}{dimensions} \
         --start-time {:.0} --end-time {:.0} --period {period_s} --{kind} {} --region {region}",
        query.namespace, query.metric, range.from, range.to, query.statistic
    )
}

/// Draws the panels of one view for the window, in line with each other.
///
/// # Errors
/// The size is too small to draw in.
pub fn views(read: &[Read], look: Look) -> Result<Vec<ChartView>, belay_chart::ChartError> {
    let panels = read.iter().map(|read| &read.panel);
    belay_chart::svg_column(panels, theme(look), size(look))
        .into_iter()
        .zip(read)
        .map(|(drawing, read)| Ok(view(read, drawing?, look)))
        .collect()
}

fn view(read: &Read, drawing: Drawing, look: Look) -> ChartView {
    let px = |v: f64| v.round().clamp(0.0, f64::from(u32::MAX)) as u32;
    ChartView {
        id: read.panel.id.clone(),
        title: read.panel.title.clone(),
        subtitle: read.panel.subtitle.clone(),
        svg: drawing.svg,
        plot: PlotArea {
            x: px(drawing.plot.x),
            y: px(drawing.plot.y),
            width: px(drawing.plot.width),
            height: px(drawing.plot.height),
        },
        width: look.width,
        height: look.height,
        from: drawing.from,
        to: drawing.to,
        state: read.state,
        sentence: read.sentence.clone(),
        request_id: read.request_id.clone(),
        period_s: read.period_s,
        statistic: read.statistic.clone(),
        summary: drawing.summary,
        read_at: read.read_at,
        cli: read.cli.clone(),
    }
}

/// Draws a panel as an SVG file.
///
/// # Errors
/// The size is too small to draw in.
pub fn svg(read: &Read, look: Look) -> Result<String, belay_chart::ChartError> {
    Ok(belay_chart::svg(&read.panel, theme(look), size(look))?.svg)
}

/// Draws a panel as a PNG file.
///
/// # Errors
/// The size is too small to draw in.
pub fn png(read: &Read, look: Look) -> Result<Vec<u8>, belay_chart::ChartError> {
    belay_chart::png(&read.panel, theme(look), size(look))
}

fn theme(look: Look) -> belay_chart::Theme {
    if look.dark {
        belay_chart::Theme::Dark
    } else {
        belay_chart::Theme::Light
    }
}

fn size(look: Look) -> Size {
    Size {
        width: look.width,
        height: look.height,
    }
}

/// The query of one curve.
pub fn query(
    namespace: &str,
    metric: &str,
    dimensions: &[(&str, &str)],
    statistic: &str,
    period: Period,
) -> MetricQuery {
    MetricQuery {
        namespace: namespace.to_owned(),
        metric: metric.to_owned(),
        dimensions: dimensions
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect(),
        statistic: statistic.to_owned(),
        period,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn series(state: SeriesState) -> Series {
        Series {
            query: query(
                "AWS/Lambda",
                "Errors",
                &[("FunctionName", "api")],
                "Sum",
                Period::Auto,
            ),
            period_s: 60,
            points: Vec::new(),
            state,
            request_id: None,
        }
    }

    fn range() -> Range {
        Range {
            from: "2026-11-21T07:00:00Z".parse().unwrap(),
            to: "2026-11-21T08:00:00Z".parse().unwrap(),
            width: 600,
        }
    }

    fn read(all: &[Series]) -> Read {
        panel("c", "Errors", all, range(), "eu-west-1", range().to)
    }

    #[test]
    fn a_forbidden_series_is_not_hidden_behind_a_whole_one() {
        let forbidden = SeriesState::Forbidden {
            sentence: "No.".into(),
        };
        let both = [series(SeriesState::Data), series(forbidden)];
        assert_eq!(read(&both).state, ChartState::Forbidden);
    }

    #[test]
    fn one_curve_with_points_and_one_without_is_data() {
        let both = [series(SeriesState::Empty), series(SeriesState::Data)];
        let read = read(&both);
        assert_eq!((read.state, read.sentence), (ChartState::Data, None));
    }

    #[test]
    fn empty_is_said_in_words() {
        let read = read(&[series(SeriesState::Empty)]);
        assert_eq!(read.state, ChartState::Empty);
        assert!(read.sentence.is_some());
    }

    #[test]
    fn the_equivalent_command_reads_the_same_points() {
        insta::assert_snapshot!(read(&[series(SeriesState::Data)]).cli, @"aws cloudwatch get-metric-statistics --namespace AWS/Lambda --metric-name Errors --dimensions 'Name=FunctionName,Value=api' --start-time 2026-11-21T07:00:00Z --end-time 2026-11-21T08:00:00Z --period 60 --statistics Sum --region eu-west-1");
    }
}
