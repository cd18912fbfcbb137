//! Runs a runbook: order, inputs, guards; everything outside comes in through
//! ports (traits).

pub mod environment;
pub mod ports;
