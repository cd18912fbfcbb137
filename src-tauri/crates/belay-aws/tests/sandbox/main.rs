//! What belay-aws promises, against the sandbox: a real HTTP endpoint that takes
//! and gives what AWS does. Needs `BELAY_SANDBOX`; fails with a clear word
//! without it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod databases;
mod identity;
mod inventory;
mod metrics;
mod restore;
mod setup;
mod tables;
