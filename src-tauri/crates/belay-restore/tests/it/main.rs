//! What belay-restore promises, tested against a scripted AWS: plans, the state
//! machine, comparisons.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod compare;
mod crash;
mod drive;
mod fixtures;
mod plan;
mod world;
