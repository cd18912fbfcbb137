//! After a start: commands that were cut off are called that, and nothing else.

use belay_journal::{EventBody, RunId};

use super::Engine;
use crate::error::EngineError;
use crate::ports::CommandKey;

/// A command that was cut off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenUp {
    /// The run.
    pub run: RunId,
    /// The unit.
    pub unit: String,
    /// The attempt.
    pub attempt: u32,
}

impl Engine {
    /// Looks for commands that were intended and whose program instance is gone,
    /// and records that they were cut off. What another living instance runs is
    /// left alone. Call it once when the program starts; calling it again does
    /// no harm.
    ///
    /// # Errors
    /// When a record cannot be read or written.
    pub fn take_up(&self) -> Result<Vec<TakenUp>, EngineError> {
        let mut found = Vec::new();
        for listed in self.runs()? {
            let Ok(view) = listed.view else { continue };
            let cut_off: Vec<_> = view
                .open_attempts()
                .filter(|(unit, attempt)| {
                    !self.is_running(&listed.run, unit, attempt.attempt, &attempt.instance)
                })
                .map(|(unit, attempt)| (unit.to_owned(), attempt.attempt))
                .collect();
            if !cut_off.is_empty() {
                let by = self.outside().instances.own().to_owned();
                self.append(&listed.run, EventBody::Resumed { by })?;
            }
            for (unit, attempt) in cut_off {
                let body = EventBody::CommandInterrupted {
                    unit: unit.clone(),
                    attempt,
                };
                self.append(&listed.run, body)?;
                found.push(TakenUp {
                    run: listed.run.clone(),
                    unit,
                    attempt,
                });
            }
        }
        Ok(found)
    }

    fn is_running(&self, run: &RunId, unit: &str, attempt: u32, instance: &str) -> bool {
        let instances = &self.outside().instances;
        if instance != instances.own() {
            return instances.alive(instance);
        }
        let key = CommandKey {
            run: run.to_string(),
            unit: unit.to_owned(),
            attempt,
        };
        self.running().contains(&key)
    }
}
