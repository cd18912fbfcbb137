//! What the commands share besides the desk: the system's file dialogs, behind
//! a type that does not name the runtime.

use std::path::PathBuf;

use tauri::{AppHandle, Runtime};
use tauri_plugin_dialog::DialogExt as _;
use tokio::sync::oneshot;

type Ask = Box<dyn Fn(Kind, oneshot::Sender<Option<PathBuf>>) + Send + Sync>;

/// What is asked for.
#[derive(Clone, Copy)]
enum Kind {
    Folder,
    File,
}

/// Opens the system's dialogs, so that the window never names a path.
pub struct Picker {
    ask: Ask,
}

impl Picker {
    /// Dialogs of `app`.
    pub fn new<R: Runtime>(app: AppHandle<R>) -> Self {
        let ask = move |kind, answer: oneshot::Sender<Option<PathBuf>>| {
            let reply = move |chosen: Option<tauri_plugin_dialog::FilePath>| {
                // Nobody waits any more when the window was closed meanwhile.
                let _ = answer.send(chosen.and_then(|path| path.into_path().ok()));
            };
            let dialog = app.dialog().file();
            match kind {
                Kind::Folder => dialog
                    .set_title("Open a folder of runbooks")
                    .pick_folder(reply),
                Kind::File => dialog
                    .set_title("Open a runbook")
                    .add_filter("Markdown", &["md", "markdown", "txt"])
                    .pick_file(reply),
            }
        };
        Self { ask: Box::new(ask) }
    }

    /// The folder that a person chose; none if they cancelled.
    pub async fn folder(&self) -> Option<PathBuf> {
        self.pick(Kind::Folder).await
    }

    /// The file that a person chose; none if they cancelled.
    pub async fn file(&self) -> Option<PathBuf> {
        self.pick(Kind::File).await
    }

    async fn pick(&self, kind: Kind) -> Option<PathBuf> {
        let (answer, chosen) = oneshot::channel();
        (self.ask)(kind, answer);
        chosen.await.ok().flatten()
    }
}
