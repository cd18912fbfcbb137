//! A panel's points as they were read: nothing reduced, nothing rounded.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::panel::Panel;

/// Comma-separated values (RFC 4180), one line per point in the order given:
/// `time` (RFC 3339, UTC), `series`, `value`, `unit`, `period_s`. A value that
/// is not a number is left empty.
pub fn csv(panel: &Panel) -> String {
    let mut out = String::from("time,series,value,unit,period_s\r\n");
    for series in &panel.series {
        let label = field(&series.label);
        let tail = format!("{},{}\r\n", field(&series.unit), series.period_s);
        for (at, value) in &series.points {
            let value = if value.is_finite() {
                value.to_string()
            } else {
                String::new()
            };
            out.push_str(&format!("{},{label},{value},{tail}", instant(*at)));
        }
    }
    out
}

/// The panel with all its points: `points` are pairs of RFC 3339 time and value
/// (`null` if it is not a number).
pub fn json(panel: &Panel) -> Value {
    let series: Vec<Value> = panel
        .series
        .iter()
        .map(|series| {
            let points: Vec<Value> = series
                .points
                .iter()
                .map(|(at, value)| json!([instant(*at), value]))
                .collect();
            json!({
                "label": series.label,
                "unit": series.unit,
                "periodS": series.period_s,
                "points": points,
            })
        })
        .collect();
    json!({
        "title": panel.title,
        "subtitle": panel.subtitle,
        "from": panel.from,
        "to": panel.to,
        "unit": panel.unit,
        "state": panel.state,
        "markers": panel.markers,
        "bands": panel.bands,
        "series": series,
    })
}

fn instant(at: i64) -> String {
    Timestamp::from_millisecond(at).map_or_else(|_| at.to_string(), |instant| instant.to_string())
}

/// Quotes a field where its text would break the line apart, and keeps a
/// spreadsheet from taking a label for a formula.
fn field(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}
