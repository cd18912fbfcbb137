//! Carries output to the window.

use belay_app::OutputStream;
use belay_app::views::OutputChunk;
use tauri::ipc::Channel;

/// Forwards until the output has ended or the window no longer listens. The
/// stream coalesces by itself, so a fast command does not flood the channel.
pub async fn forward(mut output: OutputStream, channel: Channel<OutputChunk>) {
    while let Some(chunk) = output.next().await {
        if channel.send(chunk).is_err() {
            break;
        }
    }
}
