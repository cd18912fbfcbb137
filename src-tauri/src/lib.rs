//! The window: the only crate that names tauri. Everything it does is done by
//! [`belay_app::Desk`]; the modules here carry it across.

mod commands;
mod graphics;
mod ipc;
mod state;
mod stream;
mod window;

pub use ipc::specta;
pub use window::{builder, run};
