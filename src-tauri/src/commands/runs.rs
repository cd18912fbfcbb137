//! Runs.

use belay_app::Desk;
use belay_app::views::{
    Asked, Changed, Executed, Exported, GivenInput, IpcError, OutputChunk, PickFor, Prepared,
    ReportFormat, RunOutcome, RunPage, RunPart, RunSummary, Started, Verification,
};
use belay_engine::guards::Answer;
use belay_engine::pick::{Facts, Offers};
use belay_engine::preflight::Preflight;
use tauri::State;
use tauri::ipc::Channel;

use crate::stream;

/// All runs, newest first.
#[tauri::command]
#[specta::specta]
pub async fn runs(desk: State<'_, Desk>) -> Result<Vec<RunSummary>, IpcError> {
    Ok(desk.runs().await?)
}

/// One run, opened.
#[tauri::command]
#[specta::specta]
pub async fn run(desk: State<'_, Desk>, run: String) -> Result<RunPage, IpcError> {
    Ok(desk.run(&run).await?)
}

/// Starts a run of a runbook, or of a part of it.
#[tauri::command]
#[specta::specta]
pub async fn start_run(
    desk: State<'_, Desk>,
    runbook: String,
    part: RunPart,
    environment: String,
    inputs: Vec<GivenInput>,
) -> Result<Started, IpcError> {
    let started = desk.start_run(&runbook, &part, &environment, inputs);
    Ok(started.await?)
}

/// What a run would ask.
#[tauri::command]
#[specta::specta]
pub async fn asked(
    desk: State<'_, Desk>,
    runbook: String,
    part: RunPart,
    environment: String,
) -> Result<Asked, IpcError> {
    Ok(desk.asked(&runbook, &part, &environment).await?)
}

/// What AWS has for an input. `question` is a name for [`let_go`].
#[tauri::command]
#[specta::specta]
pub async fn offers(
    desk: State<'_, Desk>,
    question: String,
    pick: PickFor,
    input: String,
) -> Result<Offers, IpcError> {
    Ok(desk.offers(&question, pick, &input).await?)
}

/// What the list did not tell of one value.
#[tauri::command]
#[specta::specta]
pub async fn offer_facts(
    desk: State<'_, Desk>,
    question: String,
    pick: PickFor,
    input: String,
    value: String,
) -> Result<Facts, IpcError> {
    Ok(desk.offer_facts(&question, pick, &input, &value).await?)
}

/// Stops asking AWS a question whose answer nobody waits for any more.
#[tauri::command]
#[specta::specta]
pub async fn let_go(desk: State<'_, Desk>, question: String) -> Result<(), IpcError> {
    desk.let_go(&question);
    Ok(())
}

/// What a runbook needs before it is run, and whether it is there.
#[tauri::command]
#[specta::specta]
pub async fn preflight(
    desk: State<'_, Desk>,
    runbook: String,
    part: RunPart,
    environment: String,
) -> Result<Preflight, IpcError> {
    Ok(desk.preflight(&runbook, &part, &environment).await?)
}

/// The same for a run.
#[tauri::command]
#[specta::specta]
pub async fn preflight_of_run(desk: State<'_, Desk>, run: String) -> Result<Preflight, IpcError> {
    Ok(desk.preflight_of_run(&run).await?)
}

/// Says that something which only a person can know is there, or takes that back.
#[tauri::command]
#[specta::specta]
pub async fn confirm_need(
    desk: State<'_, Desk>,
    run: String,
    need: String,
    on: bool,
) -> Result<Changed, IpcError> {
    Ok(desk.confirm_need(&run, &need, on).await?)
}

/// Gives an input its value.
#[tauri::command]
#[specta::specta]
pub async fn set_input(
    desk: State<'_, Desk>,
    run: String,
    input: String,
    value: String,
) -> Result<Changed, IpcError> {
    Ok(desk.set_input(&run, &input, value).await?)
}

/// Ticks an item, or takes the tick back.
#[tauri::command]
#[specta::specta]
pub async fn tick(
    desk: State<'_, Desk>,
    run: String,
    unit: String,
    on: bool,
) -> Result<Changed, IpcError> {
    Ok(desk.tick(&run, &unit, on).await?)
}

/// Skips a unit, with a reason.
#[tauri::command]
#[specta::specta]
pub async fn skip(
    desk: State<'_, Desk>,
    run: String,
    unit: String,
    reason: String,
) -> Result<Changed, IpcError> {
    Ok(desk.skip(&run, &unit, &reason).await?)
}

/// Takes one of the ways that the runbook offers.
#[tauri::command]
#[specta::specta]
pub async fn choose(
    desk: State<'_, Desk>,
    run: String,
    choice: String,
    way: u32,
) -> Result<Changed, IpcError> {
    Ok(desk.choose(&run, &choice, way).await?)
}

/// Enters a guide from one of its symptoms.
#[tauri::command]
#[specta::specta]
pub async fn enter_guide(
    desk: State<'_, Desk>,
    run: String,
    guide: String,
    symptom: u32,
    from: Option<String>,
) -> Result<Changed, IpcError> {
    Ok(desk.enter_guide(&run, &guide, symptom, from).await?)
}

/// Leaves the guide that was entered last.
#[tauri::command]
#[specta::specta]
pub async fn leave_guide(desk: State<'_, Desk>, run: String) -> Result<Changed, IpcError> {
    Ok(desk.leave_guide(&run).await?)
}

/// Adds a note.
#[tauri::command]
#[specta::specta]
pub async fn note(
    desk: State<'_, Desk>,
    run: String,
    unit: Option<String>,
    note: String,
) -> Result<Changed, IpcError> {
    Ok(desk.note(&run, unit, &note).await?)
}

/// What would happen if a unit were run now.
#[tauri::command]
#[specta::specta]
pub async fn prepare(
    desk: State<'_, Desk>,
    run: String,
    unit: String,
) -> Result<Prepared, IpcError> {
    Ok(desk.prepare(&run, &unit).await?)
}

/// Runs a unit.
#[tauri::command]
#[specta::specta]
pub async fn execute(
    desk: State<'_, Desk>,
    run: String,
    unit: String,
    answer: Option<Answer>,
) -> Result<Executed, IpcError> {
    Ok(desk.execute(&run, &unit, answer).await?)
}

/// Ends the whole process tree of a unit.
#[tauri::command]
#[specta::specta]
pub async fn stop(desk: State<'_, Desk>, run: String, unit: String) -> Result<Changed, IpcError> {
    Ok(desk.stop(&run, &unit).await?)
}

/// A piece of an attempt's output, from disk.
#[tauri::command]
#[specta::specta]
pub async fn read_output(
    desk: State<'_, Desk>,
    run: String,
    unit: String,
    attempt: u32,
    offset: u32,
) -> Result<OutputChunk, IpcError> {
    Ok(desk.read_output(&run, &unit, attempt, offset).await?)
}

/// Ends a run.
#[tauri::command]
#[specta::specta]
pub async fn finish_run(
    desk: State<'_, Desk>,
    run: String,
    outcome: RunOutcome,
    note: String,
) -> Result<Changed, IpcError> {
    Ok(desk.finish_run(&run, outcome, &note).await?)
}

/// Writes the record of a run to a file.
#[tauri::command]
#[specta::specta]
pub async fn export_run(
    desk: State<'_, Desk>,
    run: String,
    format: ReportFormat,
) -> Result<Exported, IpcError> {
    Ok(desk.export_run(&run, format).await?)
}

/// Proves that a record is as it was written.
#[tauri::command]
#[specta::specta]
pub async fn verify_run(desk: State<'_, Desk>, run: String) -> Result<Verification, IpcError> {
    Ok(desk.verify_run(&run).await?)
}

/// Says what was found of a command that was cut off.
#[tauri::command]
#[specta::specta]
pub async fn resolve_interruption(
    desk: State<'_, Desk>,
    run: String,
    unit: String,
    done: bool,
    reason: String,
) -> Result<Changed, IpcError> {
    Ok(desk
        .resolve_interruption(&run, &unit, done, &reason)
        .await?)
}

/// Takes the environment from the run that holds it, with a reason.
#[tauri::command]
#[specta::specta]
pub async fn take_over_lock(
    desk: State<'_, Desk>,
    run: String,
    reason: String,
) -> Result<Changed, IpcError> {
    Ok(desk.take_over_lock(&run, &reason).await?)
}

/// Goes on with the text that the run started with, on purpose.
#[tauri::command]
#[specta::specta]
pub async fn accept_drift(desk: State<'_, Desk>, run: String) -> Result<Changed, IpcError> {
    Ok(desk.accept_drift(&run).await?)
}

/// Sends an attempt's output as it comes, from `offset` on, until it has ended.
#[tauri::command]
#[specta::specta]
pub async fn follow_output(
    desk: State<'_, Desk>,
    run: String,
    unit: String,
    attempt: u32,
    offset: u32,
    channel: Channel<OutputChunk>,
) -> Result<(), IpcError> {
    let output = desk.follow_output(&run, &unit, attempt, offset).await?;
    stream::forward(output, channel).await;
    Ok(())
}
