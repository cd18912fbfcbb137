//! `belay runs`: recorded runs.

use std::path::PathBuf;

use belay_app::Desk;
use belay_app::views::{
    Exported, ReportFormat, RunOutcome, RunPage, RunSummary, UnitState, Verification,
};

use crate::args::{Format, ReportKind, RunsCommand};
use crate::outcome::{CliError, Done};
use crate::print;

/// Lists, shows, exports or verifies.
///
/// # Errors
/// A run that does not exist, or whose id is not unique.
pub async fn run(format: Format, desk: &Desk, command: RunsCommand) -> Result<Done, CliError> {
    match command {
        RunsCommand::List => {
            let all = desk.runs().await?;
            print::document(format, "belay/runs/1", &all, || list_text(&all))?;
            Ok(Done::Well)
        }
        RunsCommand::Show { run } => {
            let page = desk.run(&find(desk, &run).await?).await?;
            print::document(format, "belay/run/1", &page, || page_text(&page))?;
            Ok(Done::Well)
        }
        RunsCommand::Export { run, kind, out } => export(format, desk, &run, kind, out).await,
        RunsCommand::Verify { run } => verify(format, desk, &run).await,
    }
}

/// The id of the one run whose id contains `part`.
///
/// # Errors
/// None or several do.
pub async fn find(desk: &Desk, part: &str) -> Result<String, CliError> {
    let ids: Vec<String> = desk.run_ids().await?;
    let mut fits: Vec<_> = ids.iter().filter(|id| id.contains(part)).collect();
    if let Some(exact) = ids.iter().find(|id| *id == part) {
        fits = vec![exact];
    }
    match fits.as_slice() {
        [one] => Ok((*one).clone()),
        [] => Err(CliError::usage(
            format!("There is no run `{part}`."),
            "`belay runs list` shows all of them.",
        )),
        several => Err(CliError::usage(
            format!("`{part}` fits {} runs.", several.len()),
            "Give more of the id.",
        )),
    }
}

async fn export(
    format: Format,
    desk: &Desk,
    run: &str,
    kind: ReportKind,
    out: Option<PathBuf>,
) -> Result<Done, CliError> {
    let id = find(desk, run).await?;
    let kind = match kind {
        ReportKind::Markdown => ReportFormat::Markdown,
        ReportKind::Html => ReportFormat::Html,
    };
    let written = match out {
        Some(out) => desk.export_run_to(&id, kind, &out).await?,
        None => desk.export_run(&id, kind).await?,
    };
    print::document(format, "belay/export/1", &written, || {
        written_text(&written)
    })?;
    Ok(Done::Well)
}

fn written_text(written: &Exported) -> String {
    written.path.clone()
}

async fn verify(format: Format, desk: &Desk, run: &str) -> Result<Done, CliError> {
    let id = find(desk, run).await?;
    let found = desk.verify_run(&id).await?;
    print::document(format, "belay/verify/1", &found, || match &found {
        Verification::Intact { events, last_hash } => {
            format!("Run {id}: {events} events, all as they were written.\nLast hash {last_hash}")
        }
        Verification::Broken { seq, sentence } => {
            format!("Run {id}: event {seq} was changed. {sentence}")
        }
    })?;
    Ok(match found {
        Verification::Intact { .. } => Done::Well,
        Verification::Broken { .. } => Done::Findings,
    })
}

fn list_text(all: &[RunSummary]) -> String {
    if all.is_empty() {
        return "No runs yet. `belay run FILE --env NAME` starts one.".into();
    }
    let mut out = String::new();
    for run in all {
        let state = match run.outcome {
            RunOutcome::Open => format!("open, {} of {}", run.done, run.total),
            RunOutcome::Completed => "completed".into(),
            RunOutcome::Abandoned => "abandoned".into(),
        };
        out += &format!(
            "{}  {:.0}  {:<20} {:<16} {}\n",
            run.short, run.started_at, run.environment, state, run.title
        );
        for warning in [&run.attention, &run.broken].into_iter().flatten() {
            out += &format!("      {warning}\n");
        }
    }
    out
}

fn page_text(page: &RunPage) -> String {
    let s = &page.summary;
    let mut out = format!(
        "{}\nrun {} in {} ({}, {}), started {:.0} by {}\n\n",
        s.title, s.id, s.environment, s.account_id, s.region, s.started_at, s.author
    );
    if let Some(drift) = &page.drift {
        out += &format!("{drift}\n\n");
    }
    for unit in &page.units {
        out += &format!("{:<8} {:<12} {}\n", unit.id, state(&unit.state), unit.title);
    }
    out += "\n";
    for entry in &page.timeline {
        out += &format!("{:.0}  {}  {}\n", entry.at, entry.by, entry.sentence);
    }
    out
}

fn state(state: &UnitState) -> &'static str {
    match state {
        UnitState::Pending => "-",
        UnitState::Running { .. } => "running",
        UnitState::Done { .. } => "done",
        UnitState::SetAside { .. } => "set aside",
        UnitState::Skipped { .. } => "skipped",
        UnitState::Failed { .. } => "failed",
        UnitState::Stopped { .. } => "stopped",
        UnitState::Interrupted { .. } => "interrupted",
    }
}
