//! Runs: start, go on, finish.

use std::path::{Path, PathBuf};

use belay_engine::environment::Environment;
use belay_engine::guards::Answer;
use belay_engine::{
    Changed as Change, Ended, Executed as EngineExecuted, Given, Identity, RunbookSource, StartRun,
    Started as EngineStarted, Symptom,
};
use belay_journal::RunId;
use belay_journal::body::RunOutcome as Outcome;

use super::environments::state_of;
use super::{Desk, guides};
use crate::changes::What;
use crate::error::AppError;
use crate::library::Opened;
use crate::views::{
    Changed, Executed, ExitView, GivenInput, IdentityState, Prepared, RunOutcome, RunPart, Started,
};

/// A runbook, or a part of it, for an environment.
pub(super) struct Chosen {
    pub path: PathBuf,
    pub opened: Opened,
    pub scope: Vec<String>,
    pub guide: Option<Symptom>,
    pub environment: Environment,
    pub directory: PathBuf,
}

impl Desk {
    /// Starts a run of a runbook in the library, or of a part of it.
    ///
    /// # Errors
    /// The runbook, the part or the environment is gone.
    pub async fn start_run(
        &self,
        runbook: &str,
        part: &RunPart,
        environment: &str,
        inputs: Vec<GivenInput>,
    ) -> Result<Started, AppError> {
        let (path, _) = self.find_runbook(runbook)?;
        let inputs = inputs.into_iter().map(|one| (one.input, one.value));
        let given = Given {
            inputs: inputs.collect(),
            ways: Vec::new(),
        };
        self.start_run_of_file(&path, part, environment, given)
            .await
    }

    /// Starts a run of any file. What is given must
    /// fit, or nothing is started.
    ///
    /// # Errors
    /// The file cannot be read, or the part or the environment is not there.
    pub async fn start_run_of_file(
        &self,
        path: &Path,
        part: &RunPart,
        environment: &str,
        given: Given,
    ) -> Result<Started, AppError> {
        let chosen = self.chosen(path, part, environment)?;
        let started = self.inner.engine.start(StartRun {
            title: None,
            runbook: Some(RunbookSource {
                path: chosen.path.display().to_string(),
                text: chosen.opened.text.to_string(),
            }),
            scope: chosen.scope,
            guide: chosen.guide,
            environment: chosen.environment,
            directory: chosen.directory,
            given,
        })?;
        Ok(match started {
            EngineStarted::Started(run) => {
                self.told(&run);
                Started::Started {
                    run: run.to_string(),
                }
            }
            EngineStarted::Refused(refusals) => Started::Refused { refusals },
        })
    }

    /// What of a file is meant, and where.
    pub(super) fn chosen(
        &self,
        path: &Path,
        part: &RunPart,
        environment: &str,
    ) -> Result<Chosen, AppError> {
        let path = std::fs::canonicalize(path).map_err(|e| AppError::file(path, e))?;
        let opened = self.opened(&path)?;
        let section = part
            .section
            .as_deref()
            .map(|s| section_id(&opened, s))
            .transpose()?;
        let guide = part
            .guide
            .as_deref()
            .map(|g| guides::find(&opened.runbook, g, part.symptom))
            .transpose()?;
        Ok(Chosen {
            guide,
            scope: section.into_iter().collect(),
            environment: self.environment(environment)?,
            directory: path.parent().unwrap_or(Path::new("/")).to_owned(),
            path,
            opened,
        })
    }

    /// Gives an input its value.
    ///
    /// # Errors
    /// The run or the input is gone, or the record cannot be written.
    pub async fn set_input(
        &self,
        run: &str,
        input: &str,
        value: String,
    ) -> Result<Changed, AppError> {
        let run = self.run_id(run)?;
        self.changed(&run, self.inner.engine.set_input(&run, input, &value)?)
    }

    /// Ticks a unit, or takes the tick back.
    ///
    /// # Errors
    /// The run or the unit is gone, or the record cannot be written.
    pub async fn tick(&self, run: &str, unit: &str, on: bool) -> Result<Changed, AppError> {
        let run = self.run_id(run)?;
        let engine = &self.inner.engine;
        let change = if on {
            engine.tick(&run, unit)?
        } else {
            engine.untick(&run, unit)?
        };
        self.changed(&run, change)
    }

    /// Skips a unit, with a reason.
    ///
    /// # Errors
    /// The run or the unit is gone, or the record cannot be written.
    pub async fn skip(&self, run: &str, unit: &str, reason: &str) -> Result<Changed, AppError> {
        let run = self.run_id(run)?;
        self.changed(&run, self.inner.engine.skip(&run, unit, reason)?)
    }

    /// Takes one of the ways that the runbook offers; `way` counts from 1.
    ///
    /// # Errors
    /// The run, the choice or the way is gone, or the record cannot be written.
    pub async fn choose(&self, run: &str, choice: &str, way: u32) -> Result<Changed, AppError> {
        let run = self.run_id(run)?;
        self.changed(&run, self.inner.engine.choose(&run, choice, way)?)
    }

    /// Enters a guide from one of its symptoms, counted from 0; `from` is the unit
    /// at hand.
    ///
    /// # Errors
    /// The run or the guide is gone, or the record cannot be written.
    pub async fn enter_guide(
        &self,
        run: &str,
        guide: &str,
        symptom: u32,
        from: Option<String>,
    ) -> Result<Changed, AppError> {
        let run = self.run_id(run)?;
        let symptom = Symptom {
            guide: guide.to_owned(),
            symptom,
        };
        self.changed(&run, self.inner.engine.enter_guide(&run, &symptom, from)?)
    }

    /// Leaves the guide that was entered last.
    ///
    /// # Errors
    /// The run is gone, or the record cannot be written.
    pub async fn leave_guide(&self, run: &str) -> Result<Changed, AppError> {
        let run = self.run_id(run)?;
        self.changed(&run, self.inner.engine.leave_guide(&run)?)
    }

    /// Adds a note.
    ///
    /// # Errors
    /// The run is gone, or the record cannot be written.
    pub async fn note(
        &self,
        run: &str,
        unit: Option<String>,
        text: &str,
    ) -> Result<Changed, AppError> {
        let run = self.run_id(run)?;
        let noted = self.inner.engine.note(&run, unit.as_deref(), text)?;
        self.changed(&run, noted)
    }

    /// Says what was found of a command that was cut off: whether it had done
    /// its work.
    ///
    /// # Errors
    /// The run or the unit is gone, or the record cannot be written.
    pub async fn resolve_interruption(
        &self,
        run: &str,
        unit: &str,
        done: bool,
        reason: &str,
    ) -> Result<Changed, AppError> {
        let run = self.run_id(run)?;
        let engine = &self.inner.engine;
        self.changed(&run, engine.resolve_interruption(&run, unit, done, reason)?)
    }

    /// Takes the environment from the run that holds it, with a reason.
    ///
    /// # Errors
    /// The run is gone, or the record cannot be written.
    pub async fn take_over_lock(&self, run: &str, reason: &str) -> Result<Changed, AppError> {
        let run = self.run_id(run)?;
        self.changed(&run, self.inner.engine.take_over_lock(&run, reason)?)
    }

    /// What would happen if a unit were run now.
    ///
    /// # Errors
    /// The run or the unit is gone.
    pub async fn prepare(&self, run: &str, unit: &str) -> Result<Prepared, AppError> {
        let run = self.run_id(run)?;
        let prepared = self.inner.engine.prepare(&run, unit).await?;
        let environment = self.inner.engine.load(&run)?.environment;
        Ok(Prepared {
            unit: unit.to_owned(),
            text: prepared.text,
            identity: self.identity_seen(&environment, prepared.identity),
            effect: prepared.effect.map(|e| e.kind),
            refusals: prepared.refusals,
            challenge: prepared.challenge,
        })
    }

    /// Runs a unit. It goes on in the background.
    ///
    /// # Errors
    /// The run or the unit is gone, or the record cannot be written.
    pub async fn execute(
        &self,
        run: &str,
        unit: &str,
        answer: Option<Answer>,
    ) -> Result<Executed, AppError> {
        let run = self.run_id(run)?;
        let executed = self.inner.engine.execute(&run, unit, answer).await?;
        self.told(&run);
        Ok(match executed {
            EngineExecuted::Started { attempt, ended } => {
                self.see_to_end(run, unit.to_owned(), ended);
                Executed::Started { attempt }
            }
            EngineExecuted::Refused {
                refusals,
                challenge,
            } => Executed::Refused {
                refusals,
                challenge,
            },
        })
    }

    /// Drives an attempt to its end on a task of its own, keeps the chart that
    /// it read, and tells the window.
    fn see_to_end(&self, run: RunId, unit: String, ended: Ended) {
        let desk = self.clone();
        tokio::spawn(async move {
            if let Err(error) = ended.await {
                tracing::error!(%run, unit, %error, "the end of a step could not be recorded");
            }
            for (title, chart) in desk.inner.natives.take_charts(run.as_str(), &unit) {
                let kept = desk
                    .inner
                    .engine
                    .keep_chart(&run, Some(&unit), &title, chart);
                if let Err(error) = kept {
                    tracing::error!(%run, unit, %error, "a chart could not be kept");
                }
            }
            desk.told(&run);
        });
    }

    /// Ends the whole process tree of a unit.
    ///
    /// # Errors
    /// The run or the unit is gone.
    pub async fn stop(&self, run: &str, unit: &str) -> Result<Changed, AppError> {
        let run = self.run_id(run)?;
        let stopped = self.inner.engine.stop(&run, unit).await?;
        self.changed(&run, stopped)
    }

    /// Waits until an attempt has ended.
    ///
    /// # Errors
    /// The run or the unit is gone.
    pub async fn wait_for_end(
        &self,
        run: &str,
        unit: &str,
        attempt: u32,
    ) -> Result<ExitView, AppError> {
        let mut changes = self.changes();
        loop {
            let page = self.run(run).await?;
            let unit = page.units.into_iter().find(|u| u.id == unit);
            let exit = unit.and_then(|u| u.last_exit);
            if let Some(exit) = exit.filter(|e| e.attempt == attempt) {
                return Ok(exit);
            }
            changes.next().await;
        }
    }

    /// Ends a run.
    ///
    /// # Errors
    /// The run is gone, or the record cannot be written.
    pub async fn finish_run(
        &self,
        run: &str,
        outcome: RunOutcome,
        note: &str,
    ) -> Result<Changed, AppError> {
        let outcome = match outcome {
            RunOutcome::Completed => Outcome::Completed,
            RunOutcome::Abandoned | RunOutcome::Open => Outcome::Abandoned,
        };
        let run = self.run_id(run)?;
        self.changed(&run, self.inner.engine.finish(&run, outcome, note)?)
    }

    /// Goes on with the text that the run started with, on purpose.
    ///
    /// # Errors
    /// The run is gone, or the record cannot be written.
    pub async fn accept_drift(&self, run: &str) -> Result<Changed, AppError> {
        let run = self.run_id(run)?;
        self.changed(&run, self.inner.engine.accept_drift(&run)?)
    }

    /// Tells listeners that a run changed.
    pub(super) fn told(&self, run: &RunId) {
        self.inner.changes.tell(What::Run, Some(run.as_str()));
    }

    pub(super) fn changed(&self, run: &RunId, change: Change) -> Result<Changed, AppError> {
        self.told(run);
        Ok(match change {
            Change::Done => Changed::Ok,
            Change::Refused(refusals) => Changed::Refused { refusals },
        })
    }

    pub(super) fn run_id(&self, run: &str) -> Result<RunId, AppError> {
        run.parse().map_err(|_| AppError::unknown("run", run))
    }

    /// The environment that a run was started in, as it was then.
    pub(super) fn environment_of_run(&self, run: &str) -> Result<Environment, AppError> {
        Ok(self.inner.engine.load(&self.run_id(run)?)?.environment)
    }

    /// Takes note of who AWS said we are, and says what that means.
    pub(super) fn identity_seen(
        &self,
        environment: &Environment,
        identity: Identity,
    ) -> IdentityState {
        let state = match identity {
            Identity::NotAsked => {
                let known = self.lock(&self.inner.identities);
                let known = known.get(&environment.name).cloned();
                return known.unwrap_or(IdentityState::SignedOut);
            }
            Identity::Told(caller) => state_of(environment, caller),
            Identity::Failed(error) => IdentityState::Failed {
                error: error.into(),
            },
        };
        self.remember_identity(&environment.name, state.clone());
        state
    }
}

fn section_id(opened: &Opened, wanted: &str) -> Result<String, AppError> {
    let sections = &opened.runbook.sections;
    let by_id = sections.iter().find(|s| s.id == wanted);
    by_id
        .or_else(|| {
            sections
                .iter()
                .find(|s| s.title.eq_ignore_ascii_case(wanted))
        })
        .map(|s| s.id.to_string())
        .ok_or_else(|| AppError::unknown("section", wanted))
}
