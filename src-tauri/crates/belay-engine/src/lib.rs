//! Runs a runbook: order, inputs, guards; everything outside comes in through
//! ports (traits).

pub mod environment;
mod error;
pub mod guards;
pub mod ports;

pub use error::EngineError;
