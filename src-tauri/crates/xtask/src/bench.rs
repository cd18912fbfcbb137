//! `cargo xtask bench`.

use crate::failure::{Failure, Outcome};
use crate::place::Place;

/// `cargo xtask bench WORDS`.
pub fn run(_place: &Place, _words: &[&str]) -> Outcome<()> {
    Err(Failure::new("Not measured yet."))
}
