//! An empty window from the same crates: the baseline of `cargo xtask bench`.
//!
//! It is opened as Belay's own is, with the same size and the same content policy,
//! and its one page is served the same way. What is missing is Belay.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut context = tauri::generate_context!("src-tauri/examples/empty_window/tauri.conf.json");
    let belay: tauri::Config = serde_json::from_str(include_str!("../../../tauri.conf.json"))?;
    context.config_mut().app = belay.app;
    tauri::Builder::default().run(context)?;
    Ok(())
}
