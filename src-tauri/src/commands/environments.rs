//! Environments and identities.

use belay_app::views::{EnvironmentList, IdentityState, IpcError, KeptIn};
use belay_app::{AccessKeys, Desk};
use tauri::State;

/// All environments, with what could not be read.
#[tauri::command]
#[specta::specta]
pub async fn environments(desk: State<'_, Desk>) -> Result<EnvironmentList, IpcError> {
    Ok(desk.environments().await?)
}

/// Remembers the environment that the window works in.
#[tauri::command]
#[specta::specta]
pub async fn select_environment(
    desk: State<'_, Desk>,
    name: String,
) -> Result<EnvironmentList, IpcError> {
    Ok(desk.select_environment(&name).await?)
}

/// Signs in and asks AWS who we are.
#[tauri::command]
#[specta::specta]
pub async fn sign_in(
    desk: State<'_, Desk>,
    environment: String,
    mfa_code: Option<String>,
) -> Result<IdentityState, IpcError> {
    Ok(desk.sign_in(&environment, mfa_code).await?)
}

/// Who we were when AWS was last asked; calls nobody.
#[tauri::command]
#[specta::specta]
pub async fn identity(
    desk: State<'_, Desk>,
    environment: String,
) -> Result<IdentityState, IpcError> {
    Ok(desk.identity(&environment).await?)
}

/// Keeps access keys for a profile in the keyring, or in memory.
#[tauri::command]
#[specta::specta]
pub async fn save_keys(
    desk: State<'_, Desk>,
    environment: String,
    keys: AccessKeys,
) -> Result<KeptIn, IpcError> {
    Ok(desk.save_keys(&environment, keys).await?)
}

/// Removes access keys that were kept.
#[tauri::command]
#[specta::specta]
pub async fn forget_keys(desk: State<'_, Desk>, environment: String) -> Result<(), IpcError> {
    Ok(desk.forget_keys(&environment).await?)
}
