//! What a drawn panel promises: gaps, states in words, positions, exact exports.
#![allow(clippy::unwrap_used)]

use belay_chart::{
    Band, BandKind, ChartError, Marker, MarkerKind, Panel, PanelState, Point, Series, Size, Theme,
    csv, json, png, summary, svg, svg_column,
};
use jiff::Timestamp;

const SIZE: Size = Size {
    width: 320,
    height: 140,
};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn panel(values: &[(i64, f64)]) -> Panel {
    let from = at("2026-11-21T07:00:00Z");
    let points: Vec<Point> = values
        .iter()
        .map(|(minute, value)| (from.as_millisecond() + minute * 60_000, *value))
        .collect();
    Panel {
        id: "p1".into(),
        title: "Errors".into(),
        subtitle: "upload handler, sum per minute".into(),
        series: vec![Series {
            label: "Errors".into(),
            points,
            period_s: 60,
            unit: "Count".into(),
        }],
        from,
        to: at("2026-11-21T07:10:00Z"),
        unit: "Count".into(),
        markers: Vec::new(),
        bands: Vec::new(),
        state: PanelState::Data,
    }
}

fn draw(panel: &Panel) -> String {
    svg(panel, Theme::Light, SIZE).unwrap().svg
}

/// The part of the drawing that a class names.
fn group<'a>(svg: &'a str, class: &str) -> &'a str {
    let start = svg.find(&format!("<g class=\"{class}\">")).unwrap();
    &svg[start..]
}

#[test]
fn a_small_panel_looks_like_this() {
    let mut panel = panel(&[(0, 2.0), (1, 3.0), (2, 58.0), (4, 40.0), (5, 1.0), (9, 0.0)]);
    panel.markers.push(Marker {
        at: at("2026-11-21T07:01:35Z"),
        label: "restore point".into(),
        kind: MarkerKind::RestorePoint,
    });
    panel.bands.push(Band {
        from: at("2026-11-21T07:08:00Z"),
        to: at("2026-11-21T07:30:00Z"),
        label: "not yet restorable".into(),
        kind: BandKind::NotRestorable,
    });
    let text = draw(&panel).replace("><", ">\n<");
    insta::assert_snapshot!("small_panel", text);
}

#[test]
fn a_missing_period_is_a_gap_in_the_line() {
    let whole = draw(&panel(&[(0, 1.0), (1, 2.0), (2, 1.0), (3, 2.0)]));
    let broken = draw(&panel(&[(0, 1.0), (1, 2.0), (3, 1.0), (4, 2.0)]));
    let lines = |svg: &str| {
        group(svg, "line")
            .split("</g>")
            .next()
            .unwrap()
            .matches('M')
            .count()
    };
    assert_eq!((lines(&whole), lines(&broken)), (1, 2));
}

#[test]
fn the_five_states_read_and_look_different() {
    let points = [(0, 1.0), (1, 2.0)];
    let drawn: Vec<(String, String)> = [
        (PanelState::Data, &points[..]),
        (PanelState::Empty, &[]),
        (
            PanelState::Forbidden {
                action: "cloudwatch:GetMetricData".into(),
            },
            &[],
        ),
        (
            PanelState::Partial {
                reason: "AWS throttled the request".into(),
            },
            &points,
        ),
        (
            PanelState::PeriodTooFine {
                asked_s: 60,
                finest_s: 300,
            },
            &[],
        ),
    ]
    .into_iter()
    .map(|(state, points)| {
        let panel = Panel {
            state,
            ..panel(points)
        };
        (summary(&panel), draw(&panel))
    })
    .collect();
    let sentences: Vec<&str> = drawn.iter().map(|(summary, _)| summary.as_str()).collect();
    insta::assert_snapshot!(sentences.join("\n").replace('\u{202f}', "_"), @r"
    Errors, upload handler, sum per minute, between 07:00 and 07:10 UTC on 21 Nov 2026: lowest 1 at 07:00, highest 2 at 07:01, last 2 at 07:01.
    Errors, upload handler, sum per minute, between 07:00 and 07:10 UTC on 21 Nov 2026: no data points.
    Errors, upload handler, sum per minute, between 07:00 and 07:10 UTC on 21 Nov 2026: not allowed to read this metric.
    Errors, upload handler, sum per minute, between 07:00 and 07:10 UTC on 21 Nov 2026: not all points are here; lowest 1 at 07:00, highest 2 at 07:01, last 2 at 07:01.
    Errors, upload handler, sum per minute, between 07:00 and 07:10 UTC on 21 Nov 2026: period too fine for data this old.
    ");
    for (i, words) in [
        None,
        Some("No data points"),
        Some("The role lacks cloudwatch:GetMetricData"),
        Some("Not all points are here"),
        Some("Choose 5 min or longer"),
    ]
    .into_iter()
    .enumerate()
    {
        for (j, (_, svg)) in drawn.iter().enumerate() {
            if let Some(words) = words {
                assert_eq!(svg.contains(words), i == j, "{words} in {j}");
            }
        }
    }
    // Only what was read draws a line.
    let lines: Vec<bool> = drawn
        .iter()
        .map(|(_, svg)| svg.contains("class=\"line\""))
        .collect();
    assert_eq!(lines, [true, false, false, true, false]);
}

#[test]
fn a_reading_that_brought_nothing_does_not_speak_of_a_part() {
    let mut none = panel(&[]);
    none.state = PanelState::Partial {
        reason: "AWS throttled the request".into(),
    };
    let svg = draw(&none);
    assert!(svg.contains("No points were read") && !svg.contains("Not all points"));
}

#[test]
fn data_without_a_point_in_range_is_drawn_as_empty() {
    let old = panel(&[(-30, 4.0)]);
    assert!(draw(&old).contains("No data points"));
}

#[test]
fn a_position_maps_back_to_its_second() {
    let drawing = svg(&panel(&[(0, 1.0)]), Theme::Dark, SIZE).unwrap();
    let plot = drawing.plot;
    assert_eq!(drawing.instant_at(plot.x), drawing.from);
    assert_eq!(drawing.instant_at(plot.x + plot.width), drawing.to);
    assert_eq!(
        drawing.instant_at(plot.x + plot.width * 0.25),
        at("2026-11-21T07:02:30Z")
    );
    assert_eq!(drawing.instant_at(-50.0), drawing.from);
}

#[test]
fn one_moment_is_one_vertical_line_through_the_panels_of_a_view() {
    let narrow = panel(&[(0, 1.0)]);
    let wide = panel(&[(0, 1.0), (1, 48_000_000.0)]);
    let forbidden = Panel {
        state: PanelState::Forbidden {
            action: "cloudwatch:GetMetricData".into(),
        },
        ..panel(&[])
    };
    let moment = at("2026-11-21T07:02:30Z");
    let marked = [&narrow, &wide, &forbidden].map(|panel| Panel {
        markers: vec![Marker {
            at: moment,
            label: String::new(),
            kind: MarkerKind::RestorePoint,
        }],
        ..panel.clone()
    });
    let line = |svg: &str| {
        let path = group(svg, "markers").split("d=\"M").nth(1).unwrap();
        path.split(' ').next().unwrap().to_owned()
    };
    let together: Vec<_> = svg_column(&marked, Theme::Light, SIZE)
        .into_iter()
        .map(|drawing| drawing.unwrap())
        .collect();
    let alone: Vec<_> = marked.iter().map(draw).collect();
    assert_ne!(line(&alone[0]), line(&alone[1]), "alone, each has its own");
    for drawing in &together {
        assert_eq!(line(&drawing.svg), line(&together[0].svg));
        assert_eq!(drawing.plot.x, together[0].plot.x);
        assert_eq!(drawing.plot.width, together[0].plot.width);
        let px = drawing.plot.x + drawing.plot.width * 0.25;
        assert_eq!(drawing.instant_at(px), moment);
    }
    // The widest labels decide, and have the room that they have alone.
    assert_eq!(line(&alone[1]), line(&together[0].svg));
}

#[test]
fn a_panel_that_cannot_be_drawn_leaves_the_others_of_its_view() {
    let whole = panel(&[(0, 1.0)]);
    let mut none = panel(&[]);
    none.to = none.from;
    let drawn = svg_column([&none, &whole], Theme::Light, SIZE);
    assert!(matches!(drawn[0], Err(ChartError::NoTime { .. })));
    assert_eq!(drawn[1].as_ref().unwrap().svg, draw(&whole));
}

#[test]
fn a_label_with_markup_stays_text_and_ids_are_prefixed() {
    let mut panel = panel(&[(0, 1.0)]);
    panel.id = "run7-\"x".into();
    panel.title = "<script>alert(1)</script>".into();
    let svg = draw(&panel);
    assert!(!svg.contains("<script"));
    assert!(!svg.contains("<style"));
    assert!(svg.contains("id=\"run7-&quot;x-title\""));
    assert!(svg.contains("aria-labelledby=\"run7-&quot;x-title run7-&quot;x-desc\""));
    assert!(svg.contains("UTC"));
}

#[test]
fn both_themes_give_pictures_that_are_not_blank() {
    let panel = panel(&[(0, 1.0), (1, 50.0), (2, 3.0)]);
    for (theme, line) in [
        (Theme::Light, [0x1f, 0x6f, 0xd0]),
        (Theme::Dark, [0x6a, 0xa5, 0xf5]),
    ] {
        let bytes = png(&panel, theme, SIZE).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes))
            .read_info()
            .unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((info.width, info.height), (640, 280));
        let found = pixels.chunks(3).filter(|pixel| *pixel == line).count();
        assert!(found > 100, "{theme:?}: {found} pixels of the line");
    }
}

#[test]
fn exports_hold_every_point_as_it_was_read() {
    let mut panel = panel(&[(1, 0.1 + 0.2), (0, f64::NAN)]);
    panel.series[0].label = "=cmd, \"x\"".into();
    insta::assert_snapshot!(csv(&panel).replace('\r', ""), @r#"
    time,series,value,unit,period_s
    2026-11-21T07:01:00Z,"'=cmd, ""x""",0.30000000000000004,Count,60
    2026-11-21T07:00:00Z,"'=cmd, ""x""",,Count,60
    "#);
    let points = &json(&panel)["series"][0]["points"];
    assert_eq!(points[0][1], 0.1 + 0.2);
    assert!(points[1][1].is_null());
}

#[test]
fn a_panel_without_time_or_room_is_refused_in_words() {
    let mut none = panel(&[]);
    none.to = none.from;
    let error = svg(&none, Theme::Light, SIZE).unwrap_err();
    assert!(matches!(error, ChartError::NoTime { .. }));
    let tiny = Size {
        width: 100,
        height: 20,
    };
    let error = svg(&panel(&[]), Theme::Light, tiny).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a chart of 100 × 20 pixels has no room for a plot; the smallest is 160 × 96, the largest 8192 × 8192"
    );
}

#[test]
fn the_smallest_panel_still_has_a_plot_whatever_it_holds() {
    let mut full = panel(&[(0, 1.0), (1, 2.0)]);
    full.state = PanelState::Partial {
        reason: "AWS throttled the request".into(),
    };
    full.series = (0..12)
        .map(|i| Series {
            label: format!("series number {i}"),
            ..full.series[0].clone()
        })
        .collect();
    for minute in 1..9 {
        full.markers.push(Marker {
            at: at(&format!("2026-11-21T07:0{minute}:00Z")),
            label: format!("step {minute}"),
            kind: MarkerKind::Step,
        });
    }
    let smallest = Size {
        width: 160,
        height: 96,
    };
    let plot = svg(&full, Theme::Light, smallest).unwrap().plot;
    assert!(plot.height >= 20.0 && plot.width >= 80.0, "{plot:?}");
}
