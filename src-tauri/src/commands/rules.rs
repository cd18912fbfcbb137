//! What a person says about the rules of the prose.

use belay_app::Desk;
use belay_app::views::{Changed, IpcError};
use belay_engine::rules::Figures;
use tauri::State;

/// Says that a rule holds in a run, with the figures that are shown or with others.
#[tauri::command]
#[specta::specta]
pub async fn confirm_rule(
    desk: State<'_, Desk>,
    run: String,
    rule: String,
    figures: Figures,
) -> Result<Changed, IpcError> {
    Ok(desk.confirm_rule(&run, &rule, &figures).await?)
}

/// Says that a rule does not hold in a run, and why.
#[tauri::command]
#[specta::specta]
pub async fn dismiss_rule(
    desk: State<'_, Desk>,
    run: String,
    rule: String,
    reason: String,
) -> Result<Changed, IpcError> {
    Ok(desk.dismiss_rule(&run, &rule, &reason).await?)
}

/// Takes back what was said about a rule in a run.
#[tauri::command]
#[specta::specta]
pub async fn take_rule_back(
    desk: State<'_, Desk>,
    run: String,
    rule: String,
) -> Result<Changed, IpcError> {
    Ok(desk.take_rule_back(&run, &rule).await?)
}

/// Goes on although a rule is against it, for a reason.
#[tauri::command]
#[specta::specta]
pub async fn override_rule(
    desk: State<'_, Desk>,
    run: String,
    rule: String,
    reason: String,
) -> Result<Changed, IpcError> {
    Ok(desk.override_rule(&run, &rule, &reason).await?)
}

/// Sets the clock of a rule going by hand, or anew.
#[tauri::command]
#[specta::specta]
pub async fn start_wait(
    desk: State<'_, Desk>,
    run: String,
    rule: String,
) -> Result<Changed, IpcError> {
    Ok(desk.start_wait(&run, &rule).await?)
}

/// Says whether what a rule speaks of is so; nothing takes the last answer back.
#[tauri::command]
#[specta::specta]
pub async fn observe_rule(
    desk: State<'_, Desk>,
    run: String,
    rule: String,
    so: Option<bool>,
) -> Result<Changed, IpcError> {
    Ok(desk.observe_rule(&run, &rule, so).await?)
}
