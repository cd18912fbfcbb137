//! `belay run`: a runbook, step by step, from the terminal.

use std::collections::BTreeMap;

use belay_app::Desk;
use belay_app::views::{
    Asked, Changed, Executed, NativeView, Prepared, RunOutcome, RunPage, RunPart, Started,
    UnitKind, UnitState, UnitView,
};
use belay_engine::Given;
use belay_engine::rules::Figures;
use serde::Serialize;

use crate::args::{Format, RunArgs};
use crate::commands::{against, choices, confirm, inputs, restore, rules, runs};
use crate::outcome::{CliError, Done};
use crate::print;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Ended {
    run: String,
    outcome: RunOutcome,
    /// Why it stopped where it did.
    stopped_at: Option<String>,
    page: RunPage,
}

/// Runs the units in order and stops at the first one that fails, is refused,
/// or waits for a person who is not there.
///
/// # Errors
/// Arguments that make no sense, a guard, or AWS.
pub async fn run(format: Format, desk: &Desk, args: RunArgs) -> Result<Done, CliError> {
    let run = match &args.resume {
        Some(run) => resume(desk, run, &args).await?,
        None => start(desk, &args).await?,
    };
    print::aside(&format!("run {run}"));
    rules::confirm(desk, &run, &args.rules, &Figures::default()).await?;
    rules::propose(desk, &run).await?;
    let result = all_units(format, desk, &run, &args).await;
    let page = desk.run(&run).await?;
    let open: Vec<_> = page
        .units
        .iter()
        .filter(|u| u.within && !settled(u))
        .collect();
    let outcome = if open.is_empty() {
        complete(desk, &run).await?
    } else {
        RunOutcome::Open
    };
    let ended = Ended {
        run: run.clone(),
        outcome,
        stopped_at: open.first().map(|u| u.id.clone()),
        page: desk.run(&run).await?,
    };
    print::document(format, "belay/run-end/1", &ended, || end_text(&ended))?;
    result?;
    Ok(match outcome {
        RunOutcome::Completed => Done::Well,
        _ => Done::Findings,
    })
}

/// Completes a run whose steps are all settled; it stays open where somebody wants to
/// wait for a clock of its rules.
async fn complete(desk: &Desk, run: &str) -> Result<RunOutcome, CliError> {
    loop {
        match desk.finish_run(run, RunOutcome::Completed, "").await? {
            Changed::Refused { refusals } if against::only_rules(&refusals) => {
                if !against::settle(desk, run, refusals).await? {
                    return Ok(RunOutcome::Open);
                }
            }
            other => {
                changed(other)?;
                return Ok(RunOutcome::Completed);
            }
        }
    }
}

fn end_text(ended: &Ended) -> String {
    match &ended.stopped_at {
        None if ended.outcome == RunOutcome::Open => format!(
            "Every step of run {} is settled; it is not finished.",
            ended.run
        ),
        None => format!("Run {} is complete.", ended.run),
        Some(unit) => format!(
            "Run {} stopped at {unit}. Go on with `belay run FILE --env NAME --resume {}`.",
            ended.run, ended.run
        ),
    }
}

/// Starts a run with all that the command line says. What does not fit it is found
/// before there is a run.
async fn start(desk: &Desk, args: &RunArgs) -> Result<String, CliError> {
    let part = RunPart {
        section: args.section.clone(),
        guide: args.guide.clone(),
        symptom: 0,
    };
    let inputs = pairs(&args.inputs)?;
    let asked = desk.asked_of_file(&args.file, &part, &args.env, BTreeMap::new());
    let asked = asked.await?;
    inputs::known(&asked, inputs.iter().map(|(name, _)| name.as_str()))?;
    let given = Given {
        ways: choices::numbers(&asked.choices, &args.choices)?,
        inputs,
    };
    let started = desk.start_run_of_file(&args.file, &part, &args.env, given);
    match started.await? {
        Started::Started { run } => Ok(run),
        Started::Refused { refusals } => Err(CliError::Refused(refusals)),
    }
}

/// Goes on with a run. Nothing is written before all of the command line fits.
async fn resume(desk: &Desk, run: &str, args: &RunArgs) -> Result<String, CliError> {
    let run = runs::find(desk, run).await?;
    let page = desk.run(&run).await?;
    let asked = Asked {
        inputs: page.inputs,
        choices: page.choices,
    };
    let inputs = pairs(&args.inputs)?;
    inputs::known(&asked, inputs.iter().map(|(name, _)| name.as_str()))?;
    let ways = choices::numbers(&asked.choices, &args.choices)?;
    for (input, value) in inputs {
        changed(desk.set_input(&run, &input, value).await?)?;
    }
    for (choice, way) in ways {
        changed(desk.choose(&run, &choice, way).await?)?;
    }
    Ok(run)
}

/// Each `NAME=VALUE` of the command line.
fn pairs(given: &[String]) -> Result<Vec<(String, String)>, CliError> {
    let pair = |one: &String| {
        let (name, value) = one.split_once('=').ok_or_else(|| {
            CliError::usage(
                format!("`--input {one}` has no `=`."),
                "Write --input NAME=VALUE.",
            )
        })?;
        Ok((name.to_owned(), value.to_owned()))
    };
    given.iter().map(pair).collect()
}

/// # Errors
/// A guard refused.
pub fn changed(changed: Changed) -> Result<(), CliError> {
    match changed {
        Changed::Ok => Ok(()),
        Changed::Refused { refusals } => Err(CliError::Refused(refusals)),
    }
}

async fn all_units(format: Format, desk: &Desk, run: &str, args: &RunArgs) -> Result<(), CliError> {
    let ids: Vec<String> = desk
        .run(run)
        .await?
        .units
        .into_iter()
        // What a run of a guide has within reach besides is not to be done.
        .filter(|u| u.within)
        .map(|u| u.id)
        .collect();
    for id in ids {
        // Read anew each time: a step may have filled in or settled another.
        let mut page = desk.run(run).await?;
        while let Some(choice) = choices::before(&page, &id) {
            if !choices::ask(desk, run, choice).await? {
                return Ok(());
            }
            page = desk.run(run).await?;
        }
        let Some(unit) = page.units.into_iter().find(|u| u.id == id) else {
            continue;
        };
        if settled(&unit) {
            continue;
        }
        print::aside(&format!("\n{}  {}", unit.id, unit.title));
        let went_on = match unit.kind {
            UnitKind::Command => command(format, desk, run, &unit, args).await?,
            _ => tick(desk, run, &unit, args).await?,
        };
        if !went_on {
            return Ok(());
        }
    }
    Ok(())
}

/// Nothing is left to do about it.
pub fn settled(unit: &UnitView) -> bool {
    unit.kind == UnitKind::Reference
        || matches!(
            unit.state,
            UnitState::Done { .. } | UnitState::Skipped { .. } | UnitState::SetAside { .. }
        )
}

/// Ticks a task item or manual step: as the command line says, or as the person
/// at the terminal says.
async fn tick(desk: &Desk, run: &str, unit: &UnitView, args: &RunArgs) -> Result<bool, CliError> {
    let named = args.ticks.iter().any(|t| t == "all" || *t == unit.id);
    let answer = if named {
        "y".to_owned()
    } else {
        let asked = print::ask("Done? [y]es, [s]kip with a reason, anything else stops:");
        match asked {
            Some(answer) => answer,
            None => {
                print::aside(&format!(
                    "`{}` waits for a person. Tick it with `--tick {}`.",
                    unit.title, unit.id
                ));
                return Ok(false);
            }
        }
    };
    match answer.as_str() {
        "y" | "yes" => return against::ticked(desk, run, &unit.id).await,
        "s" | "skip" => {
            let reason = print::ask("Reason:").unwrap_or_default();
            changed(desk.skip(run, &unit.id, &reason).await?)?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

async fn command(
    format: Format,
    desk: &Desk,
    run: &str,
    unit: &UnitView,
    args: &RunArgs,
) -> Result<bool, CliError> {
    let mut prepared = desk.prepare(run, &unit.id).await?;
    while fill_in(desk, run, &prepared).await? {
        prepared = desk.prepare(run, &unit.id).await?;
    }
    if against::only_rules(&prepared.refusals) {
        if !against::settle(desk, run, prepared.refusals).await? {
            return Ok(false);
        }
        prepared = desk.prepare(run, &unit.id).await?;
    }
    if let Some(text) = &prepared.text {
        print::aside(text);
    }
    if matches!(unit.native, Some(NativeView::RestoreTable { .. })) {
        return native_restore(desk, run, unit, args).await;
    }
    let Prepared {
        refusals,
        challenge,
        ..
    } = prepared;
    if challenge.is_none() && !refusals.is_empty() {
        return Err(CliError::Refused(refusals));
    }
    let answer = match &challenge {
        Some(challenge) => Some(confirm::answer(challenge, args.confirm.as_deref())?),
        None => None,
    };
    match desk.execute(run, &unit.id, answer).await? {
        Executed::Refused { refusals, .. } => Err(CliError::Refused(refusals)),
        Executed::Started { attempt } => follow(format, desk, run, &unit.id, attempt).await,
    }
}

/// Asks for the values that a step waits for. False if none was given.
async fn fill_in(desk: &Desk, run: &str, prepared: &Prepared) -> Result<bool, CliError> {
    let missing = inputs::missing(&prepared.refusals);
    if missing.is_empty() {
        return Ok(false);
    }
    let page = desk.run(run).await?;
    // One at a time: what may be picked for the next may depend on it.
    match page.inputs.iter().find(|i| missing.contains(&i.id)) {
        Some(input) => inputs::ask(desk, run, input).await,
        None => Ok(false),
    }
}

/// Prints output as it comes; Ctrl-C stops the whole process tree.
async fn follow(
    format: Format,
    desk: &Desk,
    run: &str,
    unit: &str,
    attempt: u32,
) -> Result<bool, CliError> {
    let mut output = desk.follow_output(run, unit, attempt, 0).await?;
    loop {
        tokio::select! {
            chunk = output.next() => match chunk {
                Some(chunk) if format == Format::Text => print::raw(&chunk.text),
                Some(_) => {}
                None => break,
            },
            _ = tokio::signal::ctrl_c() => {
                print::aside("stopping");
                changed(desk.stop(run, unit).await?)?;
            }
        }
    }
    let exit = desk.wait_for_end(run, unit, attempt).await?;
    print::aside(&exit.outcome);
    Ok(exit.ok)
}

/// A restore step takes its table, target and time from the line itself.
async fn native_restore(
    desk: &Desk,
    run: &str,
    unit: &UnitView,
    args: &RunArgs,
) -> Result<bool, CliError> {
    use belay_app::views::{Planned, RestoreDraft, RestoreOrigin, Submitted};
    let origin = RestoreOrigin::Unit {
        run: run.to_owned(),
        unit: unit.id.clone(),
    };
    let opened = desk.open_restore(origin.clone()).await?;
    if !opened.refusals.is_empty() {
        return Err(CliError::Refused(opened.refusals));
    }
    if opened.suggested.at.is_none() && !opened.suggested.latest {
        return Err(CliError::usage(
            format!("The step `{}` names no restore time.", unit.title),
            "Fill its placeholder with --input, or restore with `belay restore dynamodb`.",
        ));
    }
    let draft = RestoreDraft {
        origin,
        source: opened.source.name,
        target: opened.suggested.target,
        at: opened.suggested.at,
        without_indexes: false,
    };
    let (plan, challenge) = match desk.plan_restore(draft).await? {
        Planned::Planned { plan, challenge } => (plan, challenge),
        Planned::Refused { refusals } => return Err(CliError::Refused(refusals)),
    };
    print::aside(&restore::plan_text(&plan));
    let answer = match &challenge {
        Some(challenge) => Some(confirm::answer(challenge, args.confirm.as_deref())?),
        None => None,
    };
    match desk.submit_restore(&plan.plan_id, answer).await? {
        Submitted::Refused { refusals, .. } => Err(CliError::Refused(refusals)),
        Submitted::Started { run, restore, .. } => {
            let (done, _) = restore::follow(desk, &run, &restore).await?;
            Ok(done == Done::Well)
        }
    }
}
