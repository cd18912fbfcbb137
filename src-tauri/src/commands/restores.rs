//! Restores to a point in time.

use belay_app::Desk;
use belay_app::views::{
    Changed, IpcError, Planned, RestoreDesk, RestoreDraft, RestoreOrigin, RestoreView, Submitted,
    TableSummary,
};
use belay_engine::guards::Answer;
use tauri::State;

/// All restores, newest first.
#[tauri::command]
#[specta::specta]
pub async fn restores(desk: State<'_, Desk>) -> Result<Vec<RestoreView>, IpcError> {
    Ok(desk.restores().await?)
}

/// Tables of an environment.
#[tauri::command]
#[specta::specta]
pub async fn tables(
    desk: State<'_, Desk>,
    environment: String,
) -> Result<Vec<TableSummary>, IpcError> {
    Ok(desk.tables(&environment).await?)
}

/// Opens the wizard: the table, the window, what the line asks for.
#[tauri::command]
#[specta::specta]
pub async fn open_restore(
    desk: State<'_, Desk>,
    origin: RestoreOrigin,
) -> Result<RestoreDesk, IpcError> {
    Ok(desk.open_restore(origin).await?)
}

/// Says exactly what would be called, or why not.
#[tauri::command]
#[specta::specta]
pub async fn plan_restore(desk: State<'_, Desk>, draft: RestoreDraft) -> Result<Planned, IpcError> {
    Ok(desk.plan_restore(draft).await?)
}

/// Starts the restore of a plan.
#[tauri::command]
#[specta::specta]
pub async fn submit_restore(
    desk: State<'_, Desk>,
    plan: String,
    answer: Option<Answer>,
) -> Result<Submitted, IpcError> {
    Ok(desk.submit_restore(&plan, answer).await?)
}

/// Compares source and restored table again.
#[tauri::command]
#[specta::specta]
pub async fn compare_restore(
    desk: State<'_, Desk>,
    run: String,
    restore: String,
) -> Result<Changed, IpcError> {
    Ok(desk.compare_restore(&run, &restore).await?)
}

/// Calls AWS again for a restore whose call may never have arrived.
#[tauri::command]
#[specta::specta]
pub async fn resubmit_restore(
    desk: State<'_, Desk>,
    run: String,
    restore: String,
) -> Result<Changed, IpcError> {
    Ok(desk.resubmit_restore(&run, &restore).await?)
}

/// Stops watching a restore; touches no table.
#[tauri::command]
#[specta::specta]
pub async fn abandon_restore(
    desk: State<'_, Desk>,
    run: String,
    restore: String,
) -> Result<Changed, IpcError> {
    Ok(desk.abandon_restore(&run, &restore).await?)
}
