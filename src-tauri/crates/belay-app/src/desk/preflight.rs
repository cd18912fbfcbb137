//! Preflight: what a runbook needs, and whether it is there.

use std::collections::BTreeSet;
use std::path::Path;

use belay_engine::PreflightOf;
use belay_engine::preflight::Preflight;

use super::Desk;
use crate::error::AppError;
use crate::views::{Changed, RunPart};

impl Desk {
    /// Looks at what a runbook in the library needs, or a part of it.
    ///
    /// # Errors
    /// The runbook, the part or the environment is gone.
    pub async fn preflight(
        &self,
        runbook: &str,
        part: &RunPart,
        environment: &str,
    ) -> Result<Preflight, AppError> {
        let (path, _) = self.find_runbook(runbook)?;
        self.preflight_of_file(&path, part, environment, BTreeSet::new())
            .await
    }

    /// The same for any file. `given` are the ids of inputs that will have a
    /// value.
    ///
    /// # Errors
    /// The file cannot be read, or the part or the environment is not there.
    pub async fn preflight_of_file(
        &self,
        path: &Path,
        part: &RunPart,
        environment: &str,
        given: BTreeSet<String>,
    ) -> Result<Preflight, AppError> {
        let chosen = self.chosen(path, part, environment)?;
        let of = PreflightOf {
            runbook: chosen.opened.runbook,
            scope: chosen.scope,
            guide: chosen.guide.map(|symptom| symptom.guide),
            environment: chosen.environment,
            directory: chosen.directory,
            given,
        };
        Ok(self.inner.engine.preflight(&of).await)
    }

    /// Looks at what a run needs, with what was given and confirmed in it.
    ///
    /// # Errors
    /// The run is gone.
    pub async fn preflight_of_run(&self, run: &str) -> Result<Preflight, AppError> {
        let run = self.run_id(run)?;
        Ok(self.inner.engine.preflight_of_run(&run).await?)
    }

    /// Says that something which only a person can know is there, or takes that
    /// back.
    ///
    /// # Errors
    /// The run or the need is gone, or the record cannot be written.
    pub async fn confirm_need(&self, run: &str, need: &str, on: bool) -> Result<Changed, AppError> {
        let run = self.run_id(run)?;
        self.changed(&run, self.inner.engine.confirm_need(&run, need, on)?)
    }
}
