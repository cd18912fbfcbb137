//! The record of a run for people: the engine's report with its charts drawn.

use belay_chart::{Panel, PanelState, Size, Theme};
use belay_engine::report::{Picture, Report, html, markdown};
use belay_engine::{Engine, Loaded, timeline};
use belay_journal::view::KeptChart;
use belay_journal::{Event, RunId};
use jiff::Timestamp;
use serde::Deserialize;

use crate::error::AppError;
use crate::views::{ReportFormat, TimelineEntry, Tone};

const CHART: Size = Size {
    width: 720,
    height: 240,
};

/// The report of a run.
///
/// # Errors
/// The run is gone, or cannot be read.
pub fn text(
    engine: &Engine,
    run: &RunId,
    format: ReportFormat,
    now: Timestamp,
) -> Result<String, AppError> {
    let loaded = engine.load(run)?;
    let events = engine.events(run)?;
    let charts: Vec<_> = loaded
        .view
        .charts
        .iter()
        .enumerate()
        .filter_map(|(index, kept)| picture(index, kept))
        .collect();
    let proof = belay_journal::verify(&events);
    let report = Report {
        view: &loaded.view,
        events: &events,
        runbook: &loaded.runbook,
        units: &loaded.units,
        charts: &charts,
        proof: &proof,
        made_at: now,
    };
    Ok(match format {
        ReportFormat::Markdown => markdown(&report),
        ReportFormat::Html => html(&report),
    })
}

/// Events in words, for the window.
pub fn timeline(loaded: &Loaded, events: &[Event]) -> Vec<TimelineEntry> {
    timeline::timeline(events, &loaded.units)
        .into_iter()
        .map(|entry| TimelineEntry {
            at: entry.at,
            by: entry.by,
            seq: entry.seq,
            unit: entry.unit,
            sentence: entry.sentence,
            tone: match entry.tone {
                timeline::Tone::Plain => Tone::Plain,
                timeline::Tone::Ok => Tone::Ok,
                timeline::Tone::Warn => Tone::Warn,
                timeline::Tone::Bad => Tone::Bad,
            },
        })
        .collect()
}

/// What `belay_chart::json` wrote into the record, as far as it is drawn again.
#[derive(Deserialize)]
struct Kept {
    title: String,
    subtitle: String,
    from: Timestamp,
    to: Timestamp,
    unit: String,
    series: Vec<KeptSeries>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct KeptSeries {
    label: String,
    unit: String,
    period_s: u32,
    points: Vec<(Timestamp, Option<f64>)>,
}

/// A chart of the record, drawn; one that a newer Belay kept in another form is
/// left out, and stays in the record.
fn picture(index: usize, kept: &KeptChart) -> Option<Picture> {
    let read: Kept = serde_json::from_value(kept.chart.clone()).ok()?;
    let panel = Panel {
        id: format!("chart-{index}"),
        title: read.title,
        subtitle: read.subtitle,
        series: read.series.into_iter().map(curve).collect(),
        from: read.from,
        to: read.to,
        unit: read.unit,
        markers: Vec::new(),
        bands: Vec::new(),
        state: PanelState::Data,
    };
    let drawing = belay_chart::svg(&panel, Theme::Light, CHART).ok()?;
    Some(Picture {
        title: kept.title.clone(),
        summary: drawing.summary,
        svg: drawing.svg,
    })
}

fn curve(series: KeptSeries) -> belay_chart::Series {
    belay_chart::Series {
        label: series.label,
        unit: series.unit,
        period_s: series.period_s,
        points: series
            .points
            .into_iter()
            .filter_map(|(at, value)| Some((at.as_millisecond(), value?)))
            .collect(),
    }
}
