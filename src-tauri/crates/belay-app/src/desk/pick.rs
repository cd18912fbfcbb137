//! What a run would ask, and what AWS has to answer it with.

use std::collections::BTreeMap;
use std::path::Path;

use belay_engine::pick::{Facts, Offer, Offers};
use belay_engine::{EngineError, PickOf};
use tokio::task::JoinSet;

use super::{Desk, run_page};
use crate::error::AppError;
use crate::views::{Asked, PickFor, RunPart};

/// Calls at the same time for what a list does not tell; AWS allows ten of the
/// slowest kind a second (DDB APIReference/API_DescribeContinuousBackups).
const LOOKS_AT_ONCE: usize = 4;

impl Desk {
    /// What a run of a runbook in the library would ask.
    ///
    /// # Errors
    /// The runbook, the part or the environment is gone.
    pub async fn asked(
        &self,
        runbook: &str,
        part: &RunPart,
        environment: &str,
    ) -> Result<Asked, AppError> {
        let (path, _) = self.find_runbook(runbook)?;
        self.asked_of_file(&path, part, environment, BTreeMap::new())
            .await
    }

    /// The same for any file. `given` are values so far, by the input's id.
    ///
    /// # Errors
    /// The file cannot be read, or the part or the environment is not there.
    pub async fn asked_of_file(
        &self,
        path: &Path,
        part: &RunPart,
        environment: &str,
        given: BTreeMap<String, String>,
    ) -> Result<Asked, AppError> {
        let of = self.pick_of(path, part, environment, given)?;
        let pickable = self.inner.engine.pickable(&of);
        let asked = self.inner.engine.asked(&of);
        let choices = asked.ways.choices.iter();
        Ok(Asked {
            choices: choices
                .map(|decision| run_page::choice(&asked.units, decision, None))
                .collect(),
            inputs: asked
                .inputs
                .into_iter()
                .map(|needed| {
                    let pick = pickable.get(needed.input.id.as_str()).copied();
                    run_page::input(needed, pick)
                })
                .collect(),
        })
    }

    /// What AWS has for an input. `question` is a name by which [`Desk::let_go`] stops
    /// the call; it is used once.
    ///
    /// # Errors
    /// What it belongs to is gone, there is no list for it, AWS said no, or the question
    /// was let go of.
    pub async fn offers(
        &self,
        question: &str,
        pick: PickFor,
        input: &str,
    ) -> Result<Offers, AppError> {
        let (engine, subject) = (&self.inner.engine, self.subject(pick)?);
        let answer = async {
            Ok(match &subject {
                Subject::Before(of) => engine.offers(of, input).await?,
                Subject::Run(run) => engine.offers_in_run(run, input).await?,
            })
        };
        self.inner.questions.ask(question, answer).await
    }

    /// What the list did not tell of one value.
    ///
    /// # Errors
    /// As [`Desk::offers`].
    pub async fn offer_facts(
        &self,
        question: &str,
        pick: PickFor,
        input: &str,
        value: &str,
    ) -> Result<Facts, AppError> {
        let subject = self.subject(pick)?;
        let answer = async { Ok(self.look(&subject, input, value).await?) };
        self.inner.questions.ask(question, answer).await
    }

    /// Nobody waits for the answer to this question any more: the call to AWS stops.
    pub fn let_go(&self, question: &str) {
        self.inner.questions.let_go(question);
    }

    async fn look(
        &self,
        subject: &Subject,
        input: &str,
        value: &str,
    ) -> Result<Facts, EngineError> {
        let engine = &self.inner.engine;
        match subject {
            Subject::Before(of) => engine.offer_facts(of, input, value).await,
            Subject::Run(run) => engine.offer_facts_in_run(run, input, value).await,
        }
    }

    /// What AWS has for an input of any file, everything told of the first `most`.
    ///
    /// # Errors
    /// As [`Desk::offers`].
    pub async fn offers_of_file(
        &self,
        path: &Path,
        part: &RunPart,
        environment: &str,
        given: BTreeMap<String, String>,
        input: &str,
        most: usize,
    ) -> Result<Offers, AppError> {
        let of = self.pick_of(path, part, environment, given)?;
        let offers = self.inner.engine.offers(&of, input).await?;
        self.told_in_full(Subject::Before(Box::new(of)), input, offers, most)
            .await
    }

    /// The same in a run.
    ///
    /// # Errors
    /// As [`Desk::offers`].
    pub async fn offers_in_full(
        &self,
        run: &str,
        input: &str,
        most: usize,
    ) -> Result<Offers, AppError> {
        let run = self.run_id(run)?;
        let offers = self.inner.engine.offers_in_run(&run, input).await?;
        self.told_in_full(Subject::Run(run), input, offers, most)
            .await
    }

    async fn told_in_full(
        &self,
        subject: Subject,
        input: &str,
        mut all: Offers,
        most: usize,
    ) -> Result<Offers, AppError> {
        let Offers::Listed { offers, .. } = &mut all else {
            return Ok(all);
        };
        let mut open: Vec<usize> = (0..offers.len().min(most))
            .filter(|at| offers[*at].more)
            .rev()
            .collect();
        let mut looks = JoinSet::new();
        loop {
            while let Some(at) = open.pop_if(|_| looks.len() < LOOKS_AT_ONCE) {
                let (desk, subject) = (self.clone(), subject.clone());
                let (input, value) = (input.to_owned(), offers[at].value.clone());
                looks.spawn(async move { (at, desk.look(&subject, &input, &value).await) });
            }
            let Some(look) = looks.join_next().await else {
                return Ok(all);
            };
            let (at, facts) = look.map_err(|e| AppError::Task(e.to_string()))?;
            tell(&mut offers[at], facts?);
        }
    }

    fn pick_of(
        &self,
        path: &Path,
        part: &RunPart,
        environment: &str,
        given: BTreeMap<String, String>,
    ) -> Result<PickOf, AppError> {
        let chosen = self.chosen(path, part, environment)?;
        Ok(PickOf {
            runbook: chosen.opened.runbook,
            scope: chosen.scope,
            guide: chosen.guide.map(|symptom| symptom.guide),
            environment: chosen.environment,
            given,
        })
    }

    fn subject(&self, pick: PickFor) -> Result<Subject, AppError> {
        Ok(match pick {
            PickFor::Run { run } => Subject::Run(self.run_id(&run)?),
            PickFor::Runbook {
                runbook,
                part,
                environment,
                given,
            } => {
                let (path, _) = self.find_runbook(&runbook)?;
                let given = given.into_iter().map(|one| (one.input, one.value));
                Subject::Before(Box::new(self.pick_of(
                    &path,
                    &part,
                    &environment,
                    given.collect(),
                )?))
            }
        })
    }
}

/// What an input belongs to.
#[derive(Clone)]
enum Subject {
    Before(Box<PickOf>),
    Run(belay_journal::RunId),
}

fn tell(offer: &mut Offer, facts: Facts) {
    offer.facts.extend(facts.facts);
    offer.at = facts.at.or(offer.at);
    offer.more = false;
}
