//! How the page is painted.

use tauri::{Runtime, WebviewWindow};

/// Lets the processor paint where there is no graphics card. WebKit would paint
/// through a software OpenGL there: slower, and with a third more memory. Called
/// before the page is loaded.
///
/// # Errors
/// The window is gone.
#[cfg(target_os = "linux")]
pub fn suit_machine<R: Runtime>(window: &WebviewWindow<R>) -> tauri::Result<()> {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt as _, WebViewExt as _};

    if has_card() {
        return Ok(());
    }
    window.with_webview(|webview| {
        if let Some(settings) = webview.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

/// Elsewhere the system's own web view knows.
#[cfg(not(target_os = "linux"))]
pub fn suit_machine<R: Runtime>(_window: &WebviewWindow<R>) -> tauri::Result<()> {
    Ok(())
}

/// Whether the kernel offers a card that programs can draw with.
#[cfg(target_os = "linux")]
fn has_card() -> bool {
    std::fs::read_dir("/dev/dri").is_ok_and(|mut nodes| {
        nodes
            .any(|node| node.is_ok_and(|n| n.file_name().as_encoded_bytes().starts_with(b"render")))
    })
}
