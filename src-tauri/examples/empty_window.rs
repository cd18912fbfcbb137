//! An empty window from the same crates: the baseline of `cargo xtask bench`.
//! The page tells the terminal that it is there by its title.

use tauri::{WebviewUrl, WebviewWindowBuilder};

const PAGE: &str = "data:text/html,<title>empty</title><p>empty</p>";

fn main() -> tauri::Result<()> {
    let mut context = tauri::generate_context!();
    // Only the window is wanted: none of Belay's own.
    context.config_mut().app.windows.clear();
    tauri::Builder::default()
        .setup(|app| {
            let page = PAGE.parse().map_err(|_| "the page's address")?;
            WebviewWindowBuilder::new(app, "empty", WebviewUrl::External(page))
                .inner_size(1280.0, 800.0)
                .build()?;
            Ok(())
        })
        .run(context)
        .map(|_| ())
}
