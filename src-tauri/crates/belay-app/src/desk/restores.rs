//! Restores: the wizard's pages, and what goes on in the background.

mod driver;
mod origin;
mod words;

pub(super) use driver::Restores;

use belay_aws::EnvironmentTables;
use belay_engine::environment::Environment;
use belay_engine::guards::{Answer, Refusal};
use belay_engine::{BegunRestore, Given, RestoreAct, StartRun, Started};
use belay_journal::body::RunOutcome;
use belay_journal::{RunId, RunView};
use belay_restore::ports::Tables as _;
use belay_restore::refusal::refusals;
use belay_restore::{
    At, Outcome, Progress, RestoreEvent, RestorePlan, RestoreRequest, Rule, Scope, TableFacts,
    Window, Word,
};

use super::{Desk, blocking};
use crate::changes::What;
use crate::environments;
use crate::error::AppError;
use crate::views::{
    Changed, Planned, RestoreDesk, RestoreDraft, RestoreOrigin, RestoreView, RestoreWindow,
    Submitted, TableSummary,
};

/// A plan that was shown, until it is submitted.
#[derive(Clone)]
struct Drafted {
    origin: RestoreOrigin,
    environment: Environment,
    plan: RestorePlan,
}

impl Desk {
    /// All restores, newest first.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub async fn restores(&self) -> Result<Vec<RestoreView>, AppError> {
        let desk = self.clone();
        blocking(move || {
            let mut all = Vec::new();
            for listed in desk.inner.engine.runs()? {
                if let Ok(view) = listed.view {
                    all.extend(desk.restores_of(&listed.run, &view));
                }
            }
            all.sort_by_key(|r| std::cmp::Reverse(r.progress.since));
            Ok(all)
        })
        .await
    }

    /// One restore.
    ///
    /// # Errors
    /// It is gone, or cannot be read.
    pub async fn restore(&self, run: &str, restore: &str) -> Result<RestoreView, AppError> {
        let run = self.run_id(run)?;
        let view = self.inner.engine.view(&run)?;
        let mut all = self.restores_of(&run, &view).into_iter();
        all.find(|r| r.id == restore)
            .ok_or_else(|| AppError::unknown("restore", restore))
    }

    /// Tables of an environment, by name.
    ///
    /// # Errors
    /// There is no such environment, or AWS said no.
    pub async fn tables(&self, environment: &str) -> Result<Vec<TableSummary>, AppError> {
        let environment = self.environment(environment)?;
        let names = self.tables_of(&environment).names().await?;
        Ok(names
            .into_iter()
            .map(|name| TableSummary { name })
            .collect())
    }

    /// Opens the wizard: the table, the window, what the line asks for.
    ///
    /// # Errors
    /// What the origin names is gone, or AWS said no.
    pub async fn open_restore(&self, origin: RestoreOrigin) -> Result<RestoreDesk, AppError> {
        let named = self.named(&origin)?;
        let environment = &named.environment;
        let identity = self.sign_in_to(environment, None).await;
        let tables = self.tables_of(environment);
        let facts = tables.describe(&named.source).await?;
        let window = tables.window(&named.source).await?;
        let request = RestoreRequest {
            source: named.source.clone(),
            target: named.suggested.target.clone(),
            at: At::Latest,
            without_indexes: false,
            on_demand: false,
        };
        // What no choice of target and time can resolve stands in the way now.
        let stopped = refusals(&request, &facts, window.as_ref(), None, self.now())
            .into_iter()
            .filter(|r| matches!(r.rule, Rule::RecoveryOff | Rule::SourceState))
            .map(refusal)
            .collect();
        Ok(RestoreDesk {
            origin,
            environment: environments::card(environment, std::path::Path::new("")),
            identity,
            source: words::facts(&facts, &request.target, &environment.region),
            window: window.map(window_view),
            suggested: named.suggested,
            refusals: stopped,
        })
    }

    /// Says exactly what would be called, or everything that stands in the way.
    ///
    /// # Errors
    /// What the draft names is gone, or AWS said no.
    pub async fn plan_restore(&self, draft: RestoreDraft) -> Result<Planned, AppError> {
        let environment = self.named(&draft.origin)?.environment;
        let request = RestoreRequest {
            source: draft.source,
            target: draft.target,
            at: draft.at.map_or(At::Latest, |at| At::Instant { at }),
            without_indexes: draft.without_indexes,
            on_demand: false,
        };
        let planned = self.plan(&environment, &request).await?;
        let plan = match planned {
            Ok(plan) => plan,
            Err(refusals) => return Ok(Planned::Refused { refusals }),
        };
        let drafted = Drafted {
            origin: draft.origin,
            environment,
            plan,
        };
        let run = drafted.run()?;
        let act = drafted.act(run.as_ref());
        let prepared = self.inner.engine.prepare_restore(act).await?;
        self.identity_seen(&drafted.environment, prepared.identity);
        if !prepared.refusals.is_empty() {
            return Ok(Planned::Refused {
                refusals: prepared.refusals,
            });
        }
        let plan = words::plan(&drafted.plan);
        let mut drafts = self.lock(&self.inner.restores.drafts);
        drafts.insert(drafted.plan.id.clone(), drafted);
        Ok(Planned::Planned {
            plan: Box::new(plan),
            challenge: prepared.challenge,
        })
    }

    async fn plan(
        &self,
        environment: &Environment,
        request: &RestoreRequest,
    ) -> Result<Result<RestorePlan, Vec<Refusal>>, AppError> {
        let tables = self.tables_of(environment);
        let facts: TableFacts = tables.describe(&request.source).await?;
        let window: Option<Window> = tables.window(&request.source).await?;
        let taken = tables.look(&request.target).await?;
        let scope = Scope {
            environment: environment.name.clone(),
            account_id: environment.account_id.clone(),
            region: environment.region.clone(),
        };
        let plan = belay_restore::plan(
            &self.inner.restores.new_plan_id(),
            request,
            &scope,
            &facts,
            window.as_ref(),
            taken.as_ref(),
            self.now(),
        );
        Ok(plan.map_err(|refused| refused.into_iter().map(refusal).collect()))
    }

    /// Starts the restore of a plan that was shown. It goes on in the background.
    ///
    /// # Errors
    /// The plan is gone, or the record cannot be written; then nothing was
    /// submitted.
    pub async fn submit_restore(
        &self,
        plan: &str,
        answer: Option<Answer>,
    ) -> Result<Submitted, AppError> {
        let drafted = self
            .lock(&self.inner.restores.drafts)
            .get(plan)
            .cloned()
            .ok_or_else(|| AppError::unknown("plan", plan))?;
        let (run, own) = match drafted.run()? {
            Some((run, _)) => (run, false),
            None => match self.run_for(&drafted)? {
                Ok(run) => (run, true),
                Err(refusals) => {
                    return Ok(Submitted::Refused {
                        refusals,
                        challenge: None,
                    });
                }
            },
        };
        let unit = drafted.unit().map(str::to_owned);
        let act = RestoreAct {
            environment: &drafted.environment,
            within: Some((&run, unit.as_deref())),
            plan: &drafted.plan,
        };
        let begun = self
            .inner
            .engine
            .begin_restore(act, answer.as_ref())
            .await?;
        self.told(&run);
        match begun {
            BegunRestore::Refused {
                refusals,
                challenge,
            } => {
                if own {
                    let note = "The restore was refused; nothing was submitted.";
                    self.inner
                        .engine
                        .finish(&run, RunOutcome::Abandoned, note)?;
                }
                Ok(Submitted::Refused {
                    refusals,
                    challenge,
                })
            }
            BegunRestore::Begun { restore } => {
                self.lock(&self.inner.restores.drafts).remove(plan);
                self.drive(&run, &restore, Word::Submit);
                Ok(Submitted::Started {
                    run: run.to_string(),
                    unit,
                    restore,
                })
            }
        }
    }

    /// A run of its own for a restore that no runbook asked for.
    fn run_for(&self, drafted: &Drafted) -> Result<Result<RunId, Vec<Refusal>>, AppError> {
        let request = &drafted.plan.request;
        let started = self.inner.engine.start(StartRun {
            title: Some(format!("Restore {} to {}", request.source, request.target)),
            runbook: None,
            scope: Vec::new(),
            guide: None,
            environment: drafted.environment.clone(),
            directory: self.inner.home.data().to_owned(),
            given: Given::default(),
        })?;
        Ok(match started {
            Started::Started(run) => Ok(run),
            Started::Refused(refusals) => Err(refusals),
        })
    }

    /// Looks again, and compares source and restored table once more.
    ///
    /// # Errors
    /// The restore is gone.
    pub async fn compare_restore(&self, run: &str, restore: &str) -> Result<Changed, AppError> {
        let run = self.run_id(run)?;
        self.inner.engine.restore_history(&run, restore)?;
        self.drive(&run, restore, Word::Watch);
        Ok(Changed::Ok)
    }

    /// Calls AWS again for a restore whose call may never have arrived: a
    /// person's word for it. The account is checked, and the target looked up
    /// first.
    ///
    /// # Errors
    /// The restore is gone.
    pub async fn resubmit_restore(&self, run: &str, restore: &str) -> Result<Changed, AppError> {
        let id = self.run_id(run)?;
        let environment = self.environment_of_run(run)?;
        if let Err(refusal) = self.inner.engine.check_account(&environment).await {
            return Ok(Changed::Refused {
                refusals: vec![refusal],
            });
        }
        self.inner.engine.restore_history(&id, restore)?;
        self.drive(&id, restore, Word::Submit);
        Ok(Changed::Ok)
    }

    /// Stops watching a restore. Touches no table.
    ///
    /// # Errors
    /// The restore is gone, or the record cannot be written.
    pub async fn abandon_restore(&self, run: &str, restore: &str) -> Result<Changed, AppError> {
        let run = self.run_id(run)?;
        let (plan, history) = self.inner.engine.restore_history(&run, restore)?;
        if Progress::of(&history).is_some_and(|p| p.is_over()) {
            return Ok(Changed::Ok);
        }
        self.inner.restores.stop(restore);
        let message = format!(
            "Given up by a person. Table `{}` was not touched; AWS may still be making it.",
            plan.request.target
        );
        let ended = RestoreEvent::Ended {
            outcome: Outcome::Abandoned,
            message: Some(message),
        };
        self.inner.engine.record_restore(&run, restore, &ended)?;
        self.inner.changes.tell(What::Restore, Some(restore));
        self.told(&run);
        Ok(Changed::Ok)
    }

    /// The restores of a run, with what was seen since the last event.
    pub(super) fn restores_of(&self, run: &RunId, view: &RunView) -> Vec<RestoreView> {
        let engine = &self.inner.engine;
        view.restores
            .keys()
            .filter_map(|id| {
                let (plan, history) = engine.restore_history(run, id).ok()?;
                let recorded = Progress::of(&history)?;
                let progress = self.inner.restores.seen(id).unwrap_or(recorded);
                let unit = view.restores.get(id).and_then(|r| r.unit.clone());
                Some(words::restore(run, id, unit, plan, progress))
            })
            .collect()
    }

    fn tables_of(&self, environment: &Environment) -> EnvironmentTables {
        EnvironmentTables::new(self.inner.sessions.clone(), environment.clone())
    }
}

impl Drafted {
    fn unit(&self) -> Option<&str> {
        match &self.origin {
            RestoreOrigin::Unit { unit, .. } => Some(unit),
            RestoreOrigin::Table { .. } => None,
        }
    }

    /// The run and the unit that it starts from, if it does.
    fn run(&self) -> Result<Option<(RunId, &str)>, AppError> {
        match &self.origin {
            RestoreOrigin::Unit { run, unit } => {
                let run = run.parse().map_err(|_| AppError::unknown("run", run))?;
                Ok(Some((run, unit)))
            }
            RestoreOrigin::Table { .. } => Ok(None),
        }
    }

    fn act<'a>(&'a self, run: Option<&'a (RunId, &'a str)>) -> RestoreAct<'a> {
        RestoreAct {
            environment: &self.environment,
            within: run.map(|(run, unit)| (run, Some(*unit))),
            plan: &self.plan,
        }
    }
}

fn refusal(refused: belay_restore::Refusal) -> Refusal {
    Refusal {
        guard: refused.rule.id().to_owned(),
        mistake: refused.rule.mistake().map(str::to_owned),
        sentence: refused.sentence,
        remedy: refused.remedy,
        resolve: None,
        inputs: Vec::new(),
        rule: None,
    }
}

fn window_view(window: Window) -> RestoreWindow {
    RestoreWindow {
        earliest: window.earliest,
        latest: window.latest,
        read_at: window.read_at,
        recovery_days: window.recovery_period_days,
    }
}
