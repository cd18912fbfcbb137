//! Writes one picture per state and theme into a directory, to be looked at:
//! `cargo run -p belay-chart --example gallery -- DIR`.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::path::PathBuf;

use belay_chart::{
    Band, BandKind, Marker, MarkerKind, Panel, PanelState, Point, Series, Size, Theme, png, svg,
};
use jiff::Timestamp;

fn main() -> Result<(), Box<dyn Error>> {
    let directory = PathBuf::from(std::env::args().nth(1).ok_or("give a directory")?);
    std::fs::create_dir_all(&directory)?;
    for (name, panel, size) in panels()? {
        for (theme, suffix) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
            let drawing = svg(&panel, theme, size)?;
            println!(
                "{name}-{suffix}: {} bytes. {}",
                drawing.svg.len(),
                drawing.summary
            );
            std::fs::write(directory.join(format!("{name}-{suffix}.svg")), drawing.svg)?;
            std::fs::write(
                directory.join(format!("{name}-{suffix}.png")),
                png(&panel, theme, size)?,
            )?;
        }
    }
    Ok(())
}

fn at(time: &str) -> Result<Timestamp, jiff::Error> {
    format!("2026-11-21T{time}Z").parse()
}

/// Calm, a plateau between two minutes, calm again; some minutes missing.
fn points(from: Timestamp, calm: f64, bad: f64, missing: &[i64]) -> Vec<Point> {
    let start = from.as_millisecond();
    (0..55)
        .filter(|minute| !missing.contains(minute))
        .map(|minute| {
            let wave = ((minute * 7919) % 13) as f64 / 13.0;
            let level = if (22..44).contains(&minute) {
                bad
            } else {
                calm
            };
            (
                start + minute * 60_000,
                (level * (0.85 + wave * 0.3)).round(),
            )
        })
        .collect()
}

fn base() -> Result<Panel, jiff::Error> {
    let from = at("06:58:00")?;
    Ok(Panel {
        id: "errors".into(),
        title: "Errors".into(),
        subtitle: "upload handler, sum per minute".into(),
        series: vec![Series {
            label: "Errors".into(),
            points: points(from, 2.0, 48.0, &[9, 10, 11]),
            period_s: 60,
            unit: "Count".into(),
        }],
        from,
        to: at("07:52:14")?,
        unit: "Count".into(),
        markers: vec![
            Marker {
                at: at("07:20:07")?,
                label: "deploy v2.14.0".into(),
                kind: MarkerKind::Deploy,
            },
            Marker {
                at: at("07:21:35")?,
                label: "restore point".into(),
                kind: MarkerKind::RestorePoint,
            },
            Marker {
                at: at("07:44:02")?,
                label: "maintenance on".into(),
                kind: MarkerKind::Step,
            },
            Marker {
                at: at("07:23:00")?,
                label: "apexshare-prod-api-errors".into(),
                kind: MarkerKind::Alarm,
            },
        ],
        bands: vec![
            Band {
                from: at("07:21:49")?,
                to: at("07:43:00")?,
                label: String::new(),
                kind: BandKind::Incident,
            },
            Band {
                from: at("07:47:11")?,
                to: at("07:52:14")?,
                label: "not yet restorable".into(),
                kind: BandKind::NotRestorable,
            },
        ],
        state: PanelState::Data,
    })
}

fn panels() -> Result<Vec<(&'static str, Panel, Size)>, jiff::Error> {
    let wide = Size {
        width: 750,
        height: 190,
    };
    let narrow = Size {
        width: 342,
        height: 170,
    };
    let bare = |state: PanelState| -> Result<Panel, jiff::Error> {
        Ok(Panel {
            series: Vec::new(),
            markers: Vec::new(),
            bands: Vec::new(),
            state,
            ..base()?
        })
    };
    let mut many = base()?;
    many.title = "Duration".into();
    many.unit = "Milliseconds".into();
    many.series = (0..6)
        .map(|i| Series {
            label: format!("function-{i}, p99"),
            points: points(
                many.from,
                100.0 + 130.0 * f64::from(i),
                900.0,
                &[30 + i64::from(i)],
            ),
            period_s: 60,
            unit: "Milliseconds".into(),
        })
        .collect();
    many.markers.clear();
    many.bands = vec![Band {
        from: at("07:10:00")?,
        to: at("07:30:00")?,
        label: "ALARM".into(),
        kind: BandKind::Alarm,
    }];
    let partial = Panel {
        state: PanelState::Partial {
            reason: "AWS throttled the request".into(),
        },
        ..base()?
    };
    let forbidden = PanelState::Forbidden {
        action: "cloudwatch:GetMetricData".into(),
    };
    let fine = PanelState::PeriodTooFine {
        asked_s: 60,
        finest_s: 300,
    };
    Ok(vec![
        ("data", base()?, wide),
        ("narrow", base()?, narrow),
        (
            "many",
            many,
            Size {
                width: 750,
                height: 240,
            },
        ),
        ("partial", partial, wide),
        ("empty", bare(PanelState::Empty)?, narrow),
        ("forbidden", bare(forbidden)?, narrow),
        ("too-fine", bare(fine)?, narrow),
    ])
}
