//! The record of a run for people: the engine's report with its charts drawn.

use belay_chart::{Panel, PanelState, Size, Theme};
use belay_engine::report::{Picture, Report, html, markdown};
use belay_engine::{Engine, Loaded, timeline};
use belay_journal::RunId;
use belay_journal::view::KeptChart;
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
    let charts = pictures(&loaded.view.charts);
    let proof = belay_journal::verify(&events);
    let report = Report {
        view: &loaded.view,
        events: &events,
        runbook: &loaded.runbook,
        units: &loaded.units,
        ways: &loaded.ways,
        rules: &loaded.rules,
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
pub fn timeline(loaded: &Loaded) -> Vec<TimelineEntry> {
    timeline::timeline(loaded.events(), &loaded.units)
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

/// The charts of the record, drawn in line with each other; one that a newer
/// Belay kept in another form is left out, and stays in the record.
fn pictures(charts: &[KeptChart]) -> Vec<Picture> {
    let (titles, panels): (Vec<_>, Vec<_>) = charts
        .iter()
        .enumerate()
        .filter_map(|(index, kept)| Some((kept.title.clone(), panel(index, kept)?)))
        .unzip();
    belay_chart::svg_column(&panels, Theme::Light, CHART)
        .into_iter()
        .zip(titles)
        .filter_map(|(drawing, title)| {
            let drawing = drawing.ok()?;
            Some(Picture {
                title,
                summary: drawing.summary,
                svg: drawing.svg,
            })
        })
        .collect()
}

fn panel(index: usize, kept: &KeptChart) -> Option<Panel> {
    let read: Kept = serde_json::from_value(kept.chart.clone()).ok()?;
    Some(Panel {
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn kept(seq: u32, highest: f64) -> KeptChart {
        KeptChart {
            unit: None,
            title: format!("Chart {seq}"),
            at: Timestamp::UNIX_EPOCH,
            seq,
            chart: serde_json::json!({
                "title": "Writes",
                "subtitle": "",
                "from": "2026-11-21T07:00:00Z",
                "to": "2026-11-21T08:00:00Z",
                "unit": "Count",
                "series": [{
                    "label": "Sum",
                    "unit": "Count",
                    "periodS": 60,
                    "points": [["2026-11-21T07:30:00Z", highest]],
                }],
            }),
        }
    }

    /// Where the grid begins, as it stands in the drawing.
    fn left(picture: &Picture) -> &str {
        let grid = picture.svg.split("class=\"grid\"").nth(1).unwrap();
        let path = grid.split("d=\"M").nth(1).unwrap();
        path.split(' ').next().unwrap()
    }

    #[test]
    fn the_charts_of_a_record_stand_in_line() {
        let drawn = pictures(&[kept(3, 1.0), kept(8, 48_000.0)]);
        assert_eq!(left(&drawn[0]), left(&drawn[1]));
        let alone = pictures(&[kept(3, 1.0)]);
        assert_ne!(left(&alone[0]), left(&drawn[0]));
    }

    #[test]
    fn a_chart_of_another_form_is_left_out_and_takes_no_title_with_it() {
        let mut other = kept(3, 1.0);
        other.chart = serde_json::json!({ "lines": [] });
        let drawn = pictures(&[other, kept(8, 1.0)]);
        let titles: Vec<_> = drawn.iter().map(|p| p.title.as_str()).collect();
        assert_eq!(titles, ["Chart 8"]);
    }
}
