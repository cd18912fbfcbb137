//! Builds the application and its one window.

use std::process::ExitCode;

use belay_app::{AppError, Desk, StartOptions};
use tauri::{App, AppHandle, Manager as _, Runtime, Window, WindowEvent};
use tauri_specta::Event as _;

use crate::graphics;
use crate::ipc::{self, Notice};
use crate::state::Picker;

/// Opens the window and stays until it is closed.
pub fn run(options: StartOptions) -> ExitCode {
    let desk = match open(options) {
        Ok(desk) => desk,
        Err(error) => return refuse_to_start(&error),
    };
    match builder::<tauri::Wry>(desk).build(tauri::generate_context!()) {
        Ok(app) => {
            app.run(|_, _| {});
            ExitCode::SUCCESS
        }
        Err(error) => refuse_to_start(&error),
    }
}

/// What a window needs beyond a terminal: the user's own PATH, and the samples.
fn open(options: StartOptions) -> Result<Desk, AppError> {
    let desk = Desk::open(options.with_login_environment())?;
    desk.lay_out_samples()?;
    Ok(desk)
}

#[allow(clippy::print_stderr, reason = "there is no window to say it in")]
fn refuse_to_start(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("belay: the window could not be opened: {error}");
    ExitCode::from(1)
}

/// The application around a desk; also what tests build on a mock runtime.
pub fn builder<R: Runtime>(desk: Desk) -> tauri::Builder<R> {
    let boundary = ipc::specta::<R>();
    tauri::Builder::<R>::new()
        .plugin(tauri_plugin_dialog::init())
        .manage(desk)
        .invoke_handler(boundary.invoke_handler())
        .on_window_event(look_again)
        .setup(move |app| {
            boundary.mount_events(app);
            for window in app.webview_windows().values() {
                graphics::suit_machine(window)?;
            }
            app.manage(Picker::new(app.handle().clone()));
            tell_changes(app);
            take_up(app);
            Ok(())
        })
}

/// Somebody who comes back to the window may have changed files elsewhere.
fn look_again<R: Runtime>(window: &Window<R>, event: &WindowEvent) {
    if matches!(event, WindowEvent::Focused(true)) {
        window.state::<Desk>().look_again();
    }
}

/// Tells the window what changed, until the program ends.
fn tell_changes<R: Runtime>(app: &App<R>) {
    let handle: AppHandle<R> = app.handle().clone();
    let mut changes = app.state::<Desk>().changes();
    tauri::async_runtime::spawn(async move {
        while let Some(change) = changes.next().await {
            let event = Notice {
                what: change.what,
                id: change.id,
            };
            if let Err(error) = event.emit(&handle) {
                tracing::warn!(%error, "a change could not be told to the window");
            }
        }
    });
}

/// Goes on where the program stood when it last ended.
fn take_up<R: Runtime>(app: &App<R>) {
    let desk = app.state::<Desk>().inner().clone();
    tauri::async_runtime::spawn(async move {
        if let Err(error) = desk.take_up().await {
            tracing::error!(%error, "what was going on could not be taken up");
        }
    });
}
