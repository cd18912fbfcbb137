//! Runs a runbook: order, inputs, guards; everything outside comes in through
//! ports (traits).

pub mod effect;
mod engine;
pub mod environment;
mod error;
pub mod guards;
pub mod hidden;
pub mod metrics;
pub mod pick;
pub mod ports;
pub mod preflight;
mod quote;
pub mod report;
pub mod resolve;
pub mod rules;
pub mod secrets;
pub mod timeline;
pub mod unit;
pub mod ways;
pub mod words;

pub use engine::{
    Asked, BegunRestore, Changed, Ended, Engine, Executed, Given, Identity, InputNeeded, Listed,
    Loaded, Outside, PickOf, PreflightOf, Prepared, PreparedRestore, RestoreAct, RunbookSource,
    StartRun, Started, Symptom, TakenUp,
};
pub use error::EngineError;
