//! Folders of runbooks.

use belay_app::Desk;
use belay_app::views::{
    IpcError, LibraryFolder, OutlinePart, PageFound, ProcedurePart, RuleText, RunbookEntry,
    RunbookPage, RunbookRows, SearchFound, StepExplained,
};
use tauri::State;

use crate::state::Picker;

/// All folders with their runbooks.
#[tauri::command]
#[specta::specta]
pub async fn library(desk: State<'_, Desk>) -> Result<Vec<LibraryFolder>, IpcError> {
    Ok(desk.library().await?)
}

/// Takes a folder out of the library; its files stay.
#[tauri::command]
#[specta::specta]
pub async fn remove_folder(
    desk: State<'_, Desk>,
    folder: String,
) -> Result<Vec<LibraryFolder>, IpcError> {
    Ok(desk.remove_folder(&folder).await?)
}

/// The places that hold every word of the query, best first.
#[tauri::command]
#[specta::specta]
pub async fn search_library(desk: State<'_, Desk>, query: String) -> Result<SearchFound, IpcError> {
    Ok(desk.search_library(&query).await?)
}

/// One runbook, read and checked: the beginning, if it is a large one.
#[tauri::command]
#[specta::specta]
pub async fn runbook(desk: State<'_, Desk>, runbook: String) -> Result<RunbookPage, IpcError> {
    Ok(desk.runbook(&runbook).await?)
}

/// A chunk of a runbook's text.
#[tauri::command]
#[specta::specta]
pub async fn runbook_rows(
    desk: State<'_, Desk>,
    runbook: String,
    chunk: u32,
) -> Result<RunbookRows, IpcError> {
    Ok(desk.runbook_rows(&runbook, chunk).await?)
}

/// Sections of a runbook from the one with this number on.
#[tauri::command]
#[specta::specta]
pub async fn runbook_outline(
    desk: State<'_, Desk>,
    runbook: String,
    from: u32,
) -> Result<OutlinePart, IpcError> {
    Ok(desk.runbook_outline(&runbook, from).await?)
}

/// A runbook as a procedure, from the row with this number on.
#[tauri::command]
#[specta::specta]
pub async fn runbook_procedure(
    desk: State<'_, Desk>,
    runbook: String,
    from: u32,
) -> Result<ProcedurePart, IpcError> {
    Ok(desk.runbook_procedure(&runbook, from).await?)
}

/// The lines of a runbook that hold every word of the query.
#[tauri::command]
#[specta::specta]
pub async fn find_in_runbook(
    desk: State<'_, Desk>,
    runbook: String,
    query: String,
) -> Result<PageFound, IpcError> {
    Ok(desk.find_in_runbook(&runbook, &query).await?)
}

/// A step of a runbook in plain words.
#[tauri::command]
#[specta::specta]
pub async fn explain_step(
    desk: State<'_, Desk>,
    runbook: String,
    step: String,
) -> Result<StepExplained, IpcError> {
    Ok(desk.explain_step(&runbook, &step).await?)
}

/// What a rule of the linter is about.
#[tauri::command]
#[specta::specta]
pub async fn explain_rule(desk: State<'_, Desk>, rule: String) -> Result<RuleText, IpcError> {
    Ok(desk.explain_rule(&rule).await?)
}

/// Asks for a folder and adds it; none if the person cancelled.
#[tauri::command]
#[specta::specta]
pub async fn add_folder(
    desk: State<'_, Desk>,
    picker: State<'_, Picker>,
) -> Result<Option<Vec<LibraryFolder>>, IpcError> {
    let Some(path) = picker.folder().await else {
        return Ok(None);
    };
    Ok(Some(desk.open_path(&path).await?))
}

/// Asks for a Markdown file and adds it; none if the person cancelled.
#[tauri::command]
#[specta::specta]
pub async fn add_file(
    desk: State<'_, Desk>,
    picker: State<'_, Picker>,
) -> Result<Option<RunbookEntry>, IpcError> {
    let Some(path) = picker.file().await else {
        return Ok(None);
    };
    Ok(Some(desk.open_file(&path).await?))
}
