//! The commands, one module each.

mod against;
pub mod chart;
pub mod check;
mod choices;
pub mod confirm;
pub mod databases;
pub mod env;
pub mod explain;
pub mod help;
pub mod inputs;
pub mod preflight;
pub mod restore;
pub mod rules;
pub mod run;
pub mod runs;
pub mod show;
