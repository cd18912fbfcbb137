//! What tests share: a clock and randomness that do what they are told, a home
//! directory of one's own, and the control of the sandbox. Everything here
//! panics with a plain sentence where it cannot do its work: that is how a test
//! fails.

mod clock;
mod control;
mod entropy;
mod home;
mod sandbox;

pub use clock::FakeClock;
pub use entropy::CountingEntropy;
pub use home::TempHome;
pub use sandbox::{Account, Call, Fault, Sandbox};
