//! A clock that stands still until it is told to move.

use std::sync::{Arc, Mutex, PoisonError};

use belay_engine::ports::Clock;
use jiff::{SignedDuration, Timestamp};

/// Clones show the same time.
#[derive(Debug, Clone)]
pub struct FakeClock(Arc<Mutex<Timestamp>>);

impl FakeClock {
    /// Stands at `now`.
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(now)))
    }

    /// Stands at an RFC 3339 instant, e.g. `2026-11-21T07:21:35Z`.
    pub fn at_instant(now: &str) -> Self {
        Self::at(now.parse().expect("an RFC 3339 instant"))
    }

    /// Moves on, or back: clocks jump.
    pub fn advance(&self, by: SignedDuration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.checked_add(by).expect("an instant that can be told");
    }

    /// Jumps.
    pub fn set(&self, to: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = to;
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_show_the_same_time_and_it_moves_only_when_told() {
        let clock = FakeClock::at_instant("2026-11-21T07:21:35Z");
        let clone = clock.clone();
        clock.advance(SignedDuration::from_secs(-5));
        assert_eq!(clone.now().to_string(), "2026-11-21T07:21:30Z");
        assert_eq!(clone.now(), clock.now());
    }
}
