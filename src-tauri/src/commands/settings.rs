//! Settings and the process behind the window.

use belay_app::Desk;
use belay_app::views::{AppInfo, IpcError, Settings};
use tauri::State;

/// What the user chose.
#[tauri::command]
#[specta::specta]
pub async fn settings(desk: State<'_, Desk>) -> Result<Settings, IpcError> {
    Ok(desk.settings().await?)
}

/// Keeps what the user chose.
#[tauri::command]
#[specta::specta]
pub async fn save_settings(
    desk: State<'_, Desk>,
    settings: Settings,
) -> Result<Settings, IpcError> {
    Ok(desk.save_settings(settings).await?)
}

/// Version, data directory, time zone.
#[tauri::command]
#[specta::specta]
pub async fn app_info(desk: State<'_, Desk>) -> Result<AppInfo, IpcError> {
    Ok(desk.app_info().await?)
}
