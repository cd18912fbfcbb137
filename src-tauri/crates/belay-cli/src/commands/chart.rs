//! `belay chart`: CloudWatch metrics as a picture or as figures.

use std::path::Path;

use belay_app::panels::{self, Read};
use belay_app::views::{ChartState, Look};
use belay_app::{ChartRequest, Desk, when};
use belay_engine::metrics::{MetricQuery, Period};
use jiff::Timestamp;
use serde::Serialize;

use crate::args::{ChartArgs, Format};
use crate::outcome::{CliError, Done};
use crate::print;

const SIZE: (u32, u32) = (960, 320);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Charted {
    title: String,
    state: ChartState,
    sentence: Option<String>,
    period_s: u32,
    statistic: String,
    summary: String,
    request_id: Option<String>,
    cli: String,
    out: Option<String>,
    data: serde_json::Value,
}

/// Reads the metrics and writes or prints them. A series that could not be read
/// makes it fail, whatever was drawn.
///
/// # Errors
/// Arguments that make no sense, or CloudWatch could not be asked at all.
pub async fn run(format: Format, desk: &Desk, args: ChartArgs) -> Result<Done, CliError> {
    let now = desk.now();
    let request = ChartRequest {
        environment: args.env.clone(),
        queries: args
            .metrics
            .iter()
            .map(|m| metric(m, &args))
            .collect::<Result<_, _>>()?,
        from: instant(&args.from, now)?,
        to: instant(&args.to, now)?,
        width: SIZE.0,
    };
    if request.from >= request.to {
        return Err(CliError::usage(
            format!("--from {} is not before --to {}.", args.from, args.to),
            "Swap the two, or leave --to out for now.",
        ));
    }
    let read = desk.read_chart(request).await?;
    if let Some(out) = &args.out {
        write(&read, out, args.dark)?;
    }
    let charted = charted(&read, args.out.as_deref());
    print::document(format, "belay/chart/1", &charted, || text(&charted))?;
    match read.answer() {
        Ok(()) => Ok(Done::Well),
        Err(_) if read.state == ChartState::PeriodTooFine => Ok(Done::Findings),
        Err(error) => Err(CliError::Failed(error.into())),
    }
}

fn instant(text: &str, now: Timestamp) -> Result<Timestamp, CliError> {
    when::instant(text, now).map_err(|e| CliError::usage(e.to_string(), e.hint()))
}

/// `AWS/Lambda/Errors?FunctionName=api&Resource=api:live`: the last part of the
/// path is the metric, what is before it the namespace.
fn metric(text: &str, args: &ChartArgs) -> Result<MetricQuery, CliError> {
    let wrong = || {
        CliError::usage(
            format!("`{text}` names no metric."),
            "Write NAMESPACE/METRIC?DIMENSION=VALUE, e.g. AWS/Lambda/Errors?FunctionName=api.",
        )
    };
    let (path, dimensions) = text.split_once('?').unwrap_or((text, ""));
    let (namespace, metric) = path.rsplit_once('/').ok_or_else(wrong)?;
    if namespace.is_empty() || metric.is_empty() {
        return Err(wrong());
    }
    let dimensions = dimensions
        .split('&')
        .filter(|d| !d.is_empty())
        .map(|d| d.split_once('=').ok_or_else(wrong))
        .collect::<Result<Vec<_>, _>>()?;
    let period = args
        .period
        .map_or(Period::Auto, |seconds| Period::Exactly { seconds });
    Ok(panels::query(
        namespace,
        metric,
        &dimensions,
        &args.stat,
        period,
    ))
}

fn write(read: &Read, out: &Path, dark: bool) -> Result<(), CliError> {
    let look = Look {
        width: SIZE.0,
        height: SIZE.1,
        dark,
    };
    let ending = out.extension().and_then(|e| e.to_str()).unwrap_or("");
    let bytes = match ending {
        "svg" => panels::svg(read, look).map_err(undrawable)?.into_bytes(),
        "png" => panels::png(read, look).map_err(undrawable)?,
        "csv" => belay_chart::csv(&read.panel).into_bytes(),
        "json" => belay_chart::json(&read.panel).to_string().into_bytes(),
        _ => {
            return Err(CliError::usage(
                format!("`{}` has an ending that Belay cannot write.", out.display()),
                "Use .svg, .png, .csv or .json.",
            ));
        }
    };
    std::fs::write(out, bytes).map_err(|source| {
        CliError::from(belay_app::AppError::File {
            path: out.to_owned(),
            source,
        })
    })
}

fn undrawable(e: belay_chart::ChartError) -> CliError {
    CliError::usage(e.to_string(), "Choose another range or metric.")
}

fn charted(read: &Read, out: Option<&Path>) -> Charted {
    Charted {
        title: format!("{} {}", read.panel.title, read.panel.subtitle),
        state: read.state,
        sentence: read.sentence.clone(),
        period_s: read.period_s,
        statistic: read.statistic.clone(),
        summary: belay_chart::summary(&read.panel),
        request_id: read.request_id.clone(),
        cli: read.cli.clone(),
        out: out.map(|o| o.display().to_string()),
        data: belay_chart::json(&read.panel),
    }
}

fn text(charted: &Charted) -> String {
    let mut out = format!("{}\n{}\n", charted.title, charted.summary);
    if let Some(sentence) = &charted.sentence {
        out += &format!("{sentence}\n");
    }
    if let Some(file) = &charted.out {
        out += &format!("{file}\n");
    }
    out
}
