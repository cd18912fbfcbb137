//! Looking at what a runbook needs, before a run and inside it.

use std::collections::BTreeSet;
use std::future::poll_fn;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::task::Poll;

use belay_journal::{EventBody, RunId};
use belay_runbook::{Part, Runbook};

use super::marks::over;
use super::{Changed, Engine};
use crate::environment::Environment;
use crate::error::EngineError;
use crate::ports::PortFuture;
use crate::preflight::{
    Preflight, Subject, Tools, by_id, confirmed, of_people, of_programs, of_session, of_values,
};
use crate::resolve::variables_of;
use crate::unit::units_before;

/// A runbook that is about to be run.
#[derive(Debug, Clone)]
pub struct PreflightOf {
    /// What would be run.
    pub runbook: Arc<Runbook>,
    /// Ids of sections; empty for the whole file.
    pub scope: Vec<String>,
    /// The guide that would be run alone.
    pub guide: Option<String>,
    /// Where it would act.
    pub environment: Environment,
    /// Directory in which its commands would start.
    pub directory: PathBuf,
    /// Ids of the inputs that will be given.
    pub given: BTreeSet<String>,
}

impl Engine {
    /// Looks at everything that a runbook needs before it is run. Programs are
    /// asked for their versions and AWS who we are; nothing is recorded.
    pub async fn preflight(&self, of: &PreflightOf) -> Preflight {
        let units = units_before(&of.runbook, &of.scope, of.guide.as_deref());
        let subject = Subject {
            runbook: &of.runbook,
            units: &units,
            environment: &of.environment,
            variables: &variables_of(&of.runbook, &of.environment),
            given: &of.given,
            view: None,
        };
        self.look(&subject, &of.directory).await
    }

    /// The same for a run, with what was given and confirmed in it.
    ///
    /// # Errors
    /// As [`Engine::load`].
    pub async fn preflight_of_run(&self, run: &RunId) -> Result<Preflight, EngineError> {
        let loaded = self.load(run)?;
        let sources = self.sources(&loaded);
        let units: Vec<_> = loaded
            .units
            .iter()
            .filter(|unit| unit.within)
            .cloned()
            .collect();
        let given = loaded
            .runbook
            .inputs
            .iter()
            .filter(|input| sources.value(input).is_some())
            .map(|input| input.id.to_string())
            .collect();
        let subject = Subject {
            runbook: &loaded.runbook,
            units: &units,
            environment: &loaded.environment,
            variables: &variables_of(&loaded.runbook, &loaded.environment),
            given: &given,
            view: Some(&loaded.view),
        };
        Ok(self.look(&subject, Path::new(&loaded.view.directory)).await)
    }

    /// Says that a need which only a person can know is met, or takes that back.
    /// One that stands as a task item in the run is ticked there.
    ///
    /// # Errors
    /// [`EngineError::NoSuchNeed`], and when the record cannot be written.
    pub fn confirm_need(&self, run: &RunId, need: &str, on: bool) -> Result<Changed, EngineError> {
        let loaded = self.load(run)?;
        let known =
            by_id(&loaded.runbook, &loaded.units, need).ok_or_else(|| EngineError::NoSuchNeed {
                run: run.clone(),
                need: need.to_owned(),
            })?;
        if let Some(unit) = known.unit {
            return match on {
                true => self.tick(run, &unit.id),
                false => self.untick(run, &unit.id),
            };
        }
        if let Some(refusal) = over(&loaded) {
            return self.no(run, None, vec![refusal]);
        }
        if loaded.view.confirmed.contains_key(need) != on {
            self.append(
                run,
                EventBody::NeedConfirmed {
                    need: need.to_owned(),
                    text: known.prerequisite.text.to_string(),
                    confirmed: on,
                },
            )?;
        }
        Ok(Changed::Done)
    }

    async fn look(&self, subject: &Subject<'_>, directory: &Path) -> Preflight {
        let outside = self.outside();
        let tools = Tools::of(subject.runbook);
        let questions = tools.questions();
        let (caller, answers) = both(
            outside.identities.caller(subject.environment),
            outside
                .programs
                .ask(&questions, directory, subject.variables),
        )
        .await;
        let find = |program: &str| outside.programs.find(program, subject.variables);
        let without_shell = |part: &Part| outside.commands.without_shell(&part.commands);
        let mut checks = of_session(subject.environment, &caller);
        checks.extend(tools.judge(answers, find));
        checks.extend(of_programs(subject, &tools, find, without_shell));
        checks.extend(of_values(subject));
        confirmed(subject, &mut checks);
        checks.extend(of_people(subject));
        Preflight::new(outside.clock.now(), checks)
    }
}

/// Waits for both at the same time.
async fn both<A, B>(mut one: PortFuture<'_, A>, mut other: PortFuture<'_, B>) -> (A, B) {
    let (mut first, mut second) = (None, None);
    poll_fn(move |context| {
        if first.is_none()
            && let Poll::Ready(value) = one.as_mut().poll(context)
        {
            first = Some(value);
        }
        if second.is_none()
            && let Poll::Ready(value) = other.as_mut().poll(context)
        {
            second = Some(value);
        }
        match (first.take(), second.take()) {
            (Some(one), Some(other)) => Poll::Ready((one, other)),
            (one, other) => {
                (first, second) = (one, other);
                Poll::Pending
            }
        }
    })
    .await
}
