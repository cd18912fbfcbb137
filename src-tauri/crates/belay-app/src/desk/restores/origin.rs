//! What a restore starts from: a table that was chosen, or a line of a runbook.

use belay_engine::environment::Environment;
use jiff::Timestamp;

use crate::desk::Desk;
use crate::error::AppError;
use crate::natives;
use crate::views::{RestoreOrigin, RestoreSuggestion};
use crate::when::whole_second;

/// What an origin names.
pub(super) struct Named {
    pub environment: Environment,
    pub source: String,
    pub suggested: RestoreSuggestion,
}

impl Desk {
    /// The table, and what is asked for.
    pub(super) fn named(&self, origin: &RestoreOrigin) -> Result<Named, AppError> {
        match origin {
            RestoreOrigin::Table { environment, table } => Ok(Named {
                environment: self.environment(environment)?,
                suggested: RestoreSuggestion {
                    target: suggested_name(table, self.now()),
                    at: None,
                    latest: false,
                },
                source: table.clone(),
            }),
            RestoreOrigin::Unit { run, unit } => self.named_by_unit(run, unit),
        }
    }

    fn named_by_unit(&self, run: &str, unit: &str) -> Result<Named, AppError> {
        let id = self.run_id(run)?;
        let none = || AppError::unknown("restore step", unit);
        let resolved = self.inner.engine.resolved(&id, unit)?.ok_or_else(none)?;
        let line = natives::restore(&resolved.commands).ok_or_else(none)?;
        let source = line.source.clone().ok_or_else(none)?;
        // A placeholder that nobody filled in yet is no name.
        let written = belay_restore::refusal::name_problem(&line.target).is_none();
        let target = if written {
            line.target
        } else {
            suggested_name(&source, self.now())
        };
        Ok(Named {
            environment: self.environment_of_run(run)?,
            suggested: RestoreSuggestion {
                target,
                at: line
                    .at
                    .as_ref()
                    .and_then(|at| at.resolve(self.now()))
                    .map(whole_second),
                latest: line.latest,
            },
            source,
        })
    }
}

/// `orders-20261121-0721`: says what it is and when it was asked for.
fn suggested_name(source: &str, now: Timestamp) -> String {
    let stamp = now.strftime("%Y%m%d-%H%M");
    // Table names have at most 255 characters; the stamp must stay whole.
    let most = 255 - 14;
    let head: String = source.chars().take(most).collect();
    format!("{head}-{stamp}")
}
