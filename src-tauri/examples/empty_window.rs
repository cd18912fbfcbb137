//! An empty window from the same crates: the baseline of `cargo xtask bench`.

use tauri::{WebviewUrl, WebviewWindowBuilder};

/// What is to be seen, so that its being there can be seen too.
const PAGE: &str =
    "addEventListener('DOMContentLoaded', () => { document.body.textContent = 'empty'; });";

fn main() -> tauri::Result<()> {
    let mut context = tauri::generate_context!();
    // Only the window is wanted: none of Belay's own.
    context.config_mut().app.windows.clear();
    tauri::Builder::default()
        .setup(|app| {
            let blank = "about:blank".parse().map_err(|_| "the page's address")?;
            WebviewWindowBuilder::new(app, "empty", WebviewUrl::External(blank))
                .initialization_script(PAGE)
                .inner_size(1280.0, 800.0)
                .build()?;
            Ok(())
        })
        .run(context)
        .map(|_| ())
}
