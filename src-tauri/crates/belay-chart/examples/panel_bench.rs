//! Medians of drawing a panel to SVG; run with `--release`:
//! `cargo run --release -p belay-chart --example panel_bench`.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::time::Instant;

use belay_chart::{Panel, PanelState, Point, Series, Size, Theme, png, svg};
use jiff::Timestamp;

const SIZE: Size = Size {
    width: 720,
    height: 180,
};

fn main() -> Result<(), Box<dyn Error>> {
    for (lines, count, target) in [(3, 1_440, 1.0), (5, 100_800, 10.0)] {
        let panel = panel(lines, count)?;
        let bytes = svg(&panel, Theme::Light, SIZE)?.svg.len();
        let drawn = median(51, || {
            svg(&panel, Theme::Light, SIZE).map(|drawing| drawing.svg.len())
        })?;
        println!("svg {lines} x {count}: {drawn:.3} ms (target {target} ms), {bytes} bytes");
        let drawn = median(11, || {
            png(&panel, Theme::Light, SIZE).map(|image| image.len())
        })?;
        println!("png {lines} x {count}: {drawn:.3} ms");
    }
    Ok(())
}

fn panel(lines: i64, count: i64) -> Result<Panel, jiff::Error> {
    let from: Timestamp = "2026-09-01T00:00:00Z".parse()?;
    let start = from.as_millisecond();
    let series = (0..lines)
        .map(|line| {
            let points: Vec<Point> = (0..count)
                .map(|i| {
                    let noise = ((i * 7919 + line * 104_729) % 1_000) as f64 / 10.0;
                    (
                        start + i * 60_000,
                        noise + (i as f64 / 300.0).sin() * 40.0 + 50.0,
                    )
                })
                .collect();
            Series {
                label: format!("series {line}"),
                points,
                period_s: 60,
                unit: "Milliseconds".into(),
            }
        })
        .collect();
    Ok(Panel {
        id: "bench".into(),
        title: "Duration".into(),
        subtitle: "p99 per minute".into(),
        series,
        from,
        to: Timestamp::from_millisecond(start + count * 60_000)?,
        unit: "Milliseconds".into(),
        markers: Vec::new(),
        bands: Vec::new(),
        state: PanelState::Data,
    })
}

fn median<E>(rounds: usize, mut act: impl FnMut() -> Result<usize, E>) -> Result<f64, E> {
    let mut times = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let start = Instant::now();
        std::hint::black_box(act()?);
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    Ok(times[rounds / 2])
}
