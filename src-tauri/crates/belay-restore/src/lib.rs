//! Restores of DynamoDB tables to a point in time: what will be called and what
//! AWS will not bring back ([`plan`]), and a state machine that survives the
//! death of the program ([`drive`]). Pure: no I/O, no clock, no AWS types. What
//! it needs from outside comes in through the traits of [`ports`]. Of RDS
//! databases there are only the facts ([`databases`]).
//!
//! Where a rule comes from AWS, the page is named beside it. `DDB` stands for
//! the Amazon DynamoDB developer guide and API reference.

pub mod compare;
pub mod databases;
pub mod drive;
pub mod events;
pub mod facts;
pub mod item;
pub mod plan;
pub mod ports;
pub mod refusal;
pub mod settings;
pub mod window;
pub mod words;

pub use compare::{Comparison, compare};
pub use databases::DatabaseFacts;
pub use drive::{DriveError, Patience, Ports, Then, Word, drive};
pub use events::{Outcome, Progress, Recorded, RestoreEvent, RestoreState};
pub use facts::TableFacts;
pub use plan::{RestorePlan, RestoreRequest, Scope, plan};
pub use ports::{Pace, Recorder, Sighting, Tables, Trouble, TroubleKind};
pub use refusal::{Refusal, Rule};
pub use window::{At, Window};
