//! Profiles, sessions and the AWS services that Belay calls. The only crate that
//! names `aws_*`, and none of those types is in its public interface.
//!
//! Everything starts at [`Sessions`]: one session per environment, made from
//! `~/.aws` when it is first needed, and lists what there is. [`CloudWatch`] and [`EnvironmentTables`] are
//! the ports of the engine and of restores on top of it; [`Databases`] reads what
//! RDS has.

mod cloudwatch;
mod dynamodb;
mod failure;
mod http;
mod inventory;
pub mod keys;
mod profile;
mod rds;
mod session;
mod time;

pub use cloudwatch::CloudWatch;
pub use dynamodb::{EnvironmentTables, TableSummary};
pub use keys::{KeptIn, Keys, KeysError};
pub use profile::Places;
pub use rds::Databases;
pub use session::Sessions;
