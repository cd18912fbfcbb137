//! Charts beside steps and in the restore wizard.

use belay_app::views::{ChartView, IpcError, Look};
use belay_app::{Desk, RestoreChartsRequest};
use tauri::State;

/// The charts that a step asks for.
#[tauri::command]
#[specta::specta]
pub async fn unit_chart(
    desk: State<'_, Desk>,
    run: String,
    unit: String,
    look: Look,
) -> Result<Vec<ChartView>, IpcError> {
    Ok(desk.unit_charts(&run, &unit, look).await?)
}

/// The charts beside a run: all metrics that its steps name.
#[tauri::command]
#[specta::specta]
pub async fn run_charts(
    desk: State<'_, Desk>,
    run: String,
    look: Look,
) -> Result<Vec<ChartView>, IpcError> {
    Ok(desk.run_charts(&run, look).await?)
}

/// The charts on which the moment of damage is picked.
#[tauri::command]
#[specta::specta]
pub async fn restore_charts(
    desk: State<'_, Desk>,
    request: RestoreChartsRequest,
) -> Result<Vec<ChartView>, IpcError> {
    Ok(desk.restore_charts(request).await?)
}
