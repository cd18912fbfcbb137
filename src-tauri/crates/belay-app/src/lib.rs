//! Wires the engine to its adapters. Window and terminal both start here, at
//! [`Desk`].

mod changes;
mod desk;
mod environments;
mod error;
mod home;
pub mod library;
mod native_commands;
mod natives;
mod page;
pub mod panels;
mod questions;
mod report;
mod samples;
mod settings;
mod system;
pub mod views;
pub mod when;

pub use changes::{Change, ChangeStream, What};
pub use desk::{
    AccessKeys, ChartRequest, Desk, NoGuide, OutputStream, RestoreChartsRequest, StartOptions,
};
pub use error::AppError;
pub use page::procedure;
