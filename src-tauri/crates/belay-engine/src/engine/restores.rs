//! Restores: the same guards, the same record.

use belay_journal::body::RestoreOutcome;
use belay_journal::{Digest, EventBody, RunId};
use belay_restore::{Comparison, Outcome, Recorded, RestoreEvent, RestorePlan};
use serde::Deserialize as _;

use super::execute::seen;
use super::{Engine, Identity};
use crate::environment::{Environment, Tier};
use crate::error::EngineError;
use crate::guards::against_rules::against_change;
use crate::guards::confirm::{Subject, hex};
use crate::guards::{Answer, Challenge, Refusal, Resolve, account, undecided};
use crate::unit::blocked_by;
use crate::words::name;

/// A restore that a person wants.
#[derive(Debug, Clone, Copy)]
pub struct RestoreAct<'a> {
    /// Where.
    pub environment: &'a Environment,
    /// The run and the unit that it belongs to, once there are any.
    pub within: Option<(&'a RunId, Option<&'a str>)>,
    /// What will be called.
    pub plan: &'a RestorePlan,
}

/// What would happen if the restore were submitted now.
#[derive(Debug, Clone)]
pub struct PreparedRestore {
    /// Who we are.
    pub identity: Identity,
    /// What stands in the way.
    pub refusals: Vec<Refusal>,
    /// What must be typed: in production, the table's name.
    pub challenge: Option<Challenge>,
}

/// An answer to "restore".
#[derive(Debug)]
pub enum BegunRestore {
    /// The intent is in the record. Now it may be submitted.
    Begun {
        /// Its id in the run.
        restore: String,
    },
    /// It may not.
    Refused {
        /// Why.
        refusals: Vec<Refusal>,
        /// What would satisfy those that a confirmation satisfies.
        challenge: Option<Challenge>,
    },
}

impl Engine {
    /// Asks AWS who we are, and compares with the environment. The guard before
    /// every call that changes something.
    ///
    /// # Errors
    /// The refusal, if it is not who it should be.
    pub async fn check_account(
        &self,
        environment: &Environment,
    ) -> Result<crate::ports::CallerIdentity, Refusal> {
        let caller = self.outside().identities.caller(environment).await;
        match account(environment, &caller) {
            Some(refusal) => Err(refusal),
            None => caller.map_err(|e| Refusal::new("account", e.message, "Try again.", None)),
        }
    }

    /// Says what stands in the way of a restore, and what must be typed.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub async fn prepare_restore(
        &self,
        act: RestoreAct<'_>,
    ) -> Result<PreparedRestore, EngineError> {
        let mut refusals = self.restore_refusals(act)?;
        let mut identity = Identity::NotAsked;
        if refusals.is_empty() {
            match self.check_account(act.environment).await {
                Ok(caller) => identity = Identity::Told(caller),
                Err(refusal) => refusals.push(refusal),
            }
        }
        let challenge = refusals
            .is_empty()
            .then(|| self.restore_challenge(act))
            .flatten();
        Ok(PreparedRestore {
            identity,
            refusals,
            challenge,
        })
    }

    /// Records the intent of a restore, if no guard is against it. `act.within`
    /// must name a run.
    ///
    /// # Errors
    /// When the record cannot be read or written; then nothing may be submitted.
    pub async fn begin_restore(
        &self,
        act: RestoreAct<'_>,
        answer: Option<&Answer>,
    ) -> Result<BegunRestore, EngineError> {
        let Some((run, unit)) = act.within else {
            return Err(EngineError::NoSuchRun(String::new()));
        };
        let prepared = self.prepare_restore(act).await?;
        if !prepared.refusals.is_empty() {
            let refusals = self.refused(run, unit, prepared.refusals)?;
            return Ok(BegunRestore::Refused {
                refusals,
                challenge: None,
            });
        }
        let confirmation = match self.restore_confirmation(act, answer) {
            Ok(confirmation) => confirmation,
            Err(refusals) => {
                let refusals = self.refused(run, unit, refusals)?;
                return Ok(BegunRestore::Refused {
                    refusals,
                    challenge: prepared.challenge,
                });
            }
        };
        if let Some(refusal) = self.hold(&act.environment.name, run)? {
            let refusals = self.refused(run, unit, vec![refusal])?;
            return Ok(BegunRestore::Refused {
                refusals,
                challenge: None,
            });
        }
        let mut bytes = [0; 4];
        self.outside().entropy.fill(&mut bytes);
        let restore = format!("restore-{}", hex(&bytes));
        let identity = match &prepared.identity {
            Identity::Told(caller) => Some(seen(caller)),
            _ => None,
        };
        self.append(
            run,
            EventBody::RestoreIntended {
                unit: unit.map(str::to_owned),
                restore: restore.clone(),
                plan: serde_json::to_value(act.plan).map_err(EngineError::Restore)?,
                identity,
                confirmation,
            },
        )?;
        Ok(BegunRestore::Begun { restore })
    }

    /// Records what happened to a restore. Its intent is recorded by
    /// [`Engine::begin_restore`]: an [`RestoreEvent::Intended`] is passed over.
    ///
    /// # Errors
    /// When the record cannot be written; then the restore must not go on.
    pub fn record_restore(
        &self,
        run: &RunId,
        restore: &str,
        event: &RestoreEvent,
    ) -> Result<(), EngineError> {
        let restore = restore.to_owned();
        let body = match event.clone() {
            RestoreEvent::Intended { .. } => return Ok(()),
            RestoreEvent::Submitted {
                resource,
                request_id,
            } => EventBody::RestoreSubmitted {
                restore,
                resource,
                request_id,
            },
            RestoreEvent::Observed { status, request_id } => EventBody::RestoreObserved {
                restore,
                status,
                request_id,
            },
            RestoreEvent::Compared { comparison } => EventBody::RestoreCompared {
                restore,
                summary: serde_json::to_value(comparison).map_err(EngineError::Restore)?,
            },
            RestoreEvent::Ended { outcome, message } => {
                let outcome = match outcome {
                    Outcome::Completed => RestoreOutcome::Completed,
                    Outcome::Failed => RestoreOutcome::Failed,
                    Outcome::Abandoned => RestoreOutcome::Abandoned,
                };
                EventBody::RestoreEnded {
                    restore,
                    outcome,
                    message,
                }
            }
        };
        self.append(run, body)?;
        Ok(())
    }

    /// A restore's plan and everything recorded about it, from its intent on.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRestore`], and when the record cannot be read.
    pub fn restore_history(
        &self,
        run: &RunId,
        restore: &str,
    ) -> Result<(RestorePlan, Vec<Recorded>), EngineError> {
        let mut found = None;
        let mut history = Vec::new();
        for event in &self.record(run)?.events {
            let Some(what) = restore_event(restore, &event.body)? else {
                continue;
            };
            if let RestoreEvent::Intended { plan } = &what {
                found = Some((**plan).clone());
            }
            history.push(Recorded {
                at: event.at,
                event: what,
            });
        }
        let plan = found.ok_or_else(|| EngineError::NoSuchRestore {
            run: run.clone(),
            restore: restore.to_owned(),
        })?;
        Ok((plan, history))
    }

    /// What the record says against the restore.
    fn restore_refusals(&self, act: RestoreAct<'_>) -> Result<Vec<Refusal>, EngineError> {
        let mut found = Vec::new();
        let run = act.within.map(|(run, _)| run);
        let holder = self.lock_holder(&act.environment.name)?;
        if let Some(held) = holder.filter(|lock| Some(&lock.run) != run) {
            found.push(mistake(
                "M17",
                Refusal::new(
                    "lock",
                    format!(
                        "Run {} of {} is changing `{}`.",
                        held.run, held.owner, held.environment
                    ),
                    "Wait for it to finish, or talk to its owner and take the environment over.",
                    Some(Resolve::Lock),
                ),
            ));
        }
        let target = &act.plan.request.target;
        for other in self.restores_going_on(act.environment)? {
            if other.target == *target {
                found.push(mistake(
                    "M5",
                    Refusal::new(
                        "running",
                        format!("Run {} is restoring to `{target}` already.", other.run),
                        "Wait for it, or choose another name.",
                        None,
                    ),
                ));
            }
        }
        if let Some((run, unit)) = act.within {
            found.extend(self.place_refusals(run, unit)?);
        }
        Ok(found)
    }

    /// What the run says against it: it is over, changed, or not yet there.
    fn place_refusals(&self, run: &RunId, unit: Option<&str>) -> Result<Vec<Refusal>, EngineError> {
        let loaded = self.load(run)?;
        let mut found: Vec<_> = super::marks::over(&loaded).into_iter().collect();
        if !loaded.view.unknown.is_empty() {
            found.push(Refusal::new(
                "newerRecord",
                "Some of this run's events were written by a newer Belay and cannot be read here.",
                "Go on with the Belay that wrote them.",
                None,
            ));
        }
        if self.drift(run)?.is_some() {
            found.push(mistake(
                "M19",
                Refusal::new(
                    "drift",
                    "The runbook's file was changed after this run began.",
                    "Look at what changed; go on with the run's text, or start a new run.",
                    Some(Resolve::Drift),
                ),
            ));
        }
        let unit = unit.map(|unit| loaded.unit(unit)).transpose()?;
        found.extend(against_change(
            &loaded.rules,
            &loaded.runbook,
            &loaded.units,
            unit,
            self.outside().clock.now(),
        ));
        if let Some(unit) = unit {
            if let Some(refusal) = undecided(&loaded.ways, unit) {
                found.push(refusal);
            }
            if let Some(before) = blocked_by(
                &loaded.runbook,
                &loaded.ways,
                &loaded.units,
                &loaded.view,
                unit,
            ) {
                found.push(mistake(
                    "M4",
                    Refusal::new(
                        "order",
                        format!(
                            "{} comes before {} and is not done.",
                            name(before),
                            name(unit)
                        ),
                        "Do it first, or skip it and say why.",
                        Some(Resolve::Skip),
                    ),
                ));
            }
        }
        Ok(found)
    }

    fn restore_challenge(&self, act: RestoreAct<'_>) -> Option<Challenge> {
        if act.environment.tier != Tier::Production {
            return None;
        }
        let request = &act.plan.request;
        let environment = act.environment;
        let prompt = format!(
            "Restore `{}` to the new table `{}` in `{}`, production: account {}, Region `{}`. Type \
             `{}` to start it.",
            request.source,
            request.target,
            environment.name,
            environment.account_id,
            environment.region,
            request.target
        );
        let reasons = vec![format!("`{}` is production.", environment.name)];
        Some(self.inner.confirmations.issue(
            restore_subject(act),
            prompt,
            request.target.clone(),
            reasons,
            self.outside().clock.now(),
            &*self.outside().entropy,
        ))
    }

    fn restore_confirmation(
        &self,
        act: RestoreAct<'_>,
        answer: Option<&Answer>,
    ) -> Result<Option<belay_journal::body::ConfirmationGiven>, Vec<Refusal>> {
        if act.environment.tier != Tier::Production {
            return Ok(None);
        }
        let refuse = |sentence: &str| {
            let remedy = "Read the plan, and type the table's name.";
            let refusal = Refusal::new("consequence", sentence, remedy, Some(Resolve::Confirm));
            vec![mistake("M21", refusal)]
        };
        let answer = answer.ok_or_else(|| {
            refuse("The restore makes a table in production, and was not confirmed.")
        })?;
        let now = self.outside().clock.now();
        self.inner
            .confirmations
            .redeem(answer, &restore_subject(act), now)
            .map(Some)
            .map_err(|invalid| refuse(invalid.sentence()))
    }
}

fn mistake(mistake: &str, mut refusal: Refusal) -> Refusal {
    refusal.mistake = Some(mistake.to_owned());
    refusal
}

/// Issued for the plan, before there may be a run: the environment stands for
/// the place.
fn restore_subject(act: RestoreAct<'_>) -> Subject {
    // A plan is plain data; it always has a text.
    let plan = serde_json::to_vec(act.plan).unwrap_or_default();
    Subject {
        within: act.environment.name.clone(),
        what: act.plan.id.clone(),
        attempt: 1,
        digest: Digest::of(&plan),
        guards: vec!["consequence".to_owned()],
    }
}

/// The event of `restore` that `body` is, if it is one.
fn restore_event(restore: &str, body: &EventBody) -> Result<Option<RestoreEvent>, EngineError> {
    Ok(Some(match body {
        EventBody::RestoreIntended {
            restore: of, plan, ..
        } if of == restore => {
            let plan = RestorePlan::deserialize(plan).map_err(EngineError::Restore)?;
            RestoreEvent::Intended {
                plan: Box::new(plan),
            }
        }
        EventBody::RestoreSubmitted {
            restore: of,
            resource,
            request_id,
        } if of == restore => RestoreEvent::Submitted {
            resource: resource.clone(),
            request_id: request_id.clone(),
        },
        EventBody::RestoreObserved {
            restore: of,
            status,
            request_id,
        } if of == restore => RestoreEvent::Observed {
            status: status.clone(),
            request_id: request_id.clone(),
        },
        EventBody::RestoreCompared {
            restore: of,
            summary,
        } if of == restore => {
            let comparison = Comparison::deserialize(summary).map_err(EngineError::Restore)?;
            RestoreEvent::Compared {
                comparison: Box::new(comparison),
            }
        }
        EventBody::RestoreEnded {
            restore: of,
            outcome,
            message,
        } if of == restore => {
            let outcome = match outcome {
                RestoreOutcome::Completed => Outcome::Completed,
                RestoreOutcome::Failed => Outcome::Failed,
                RestoreOutcome::Abandoned => Outcome::Abandoned,
            };
            RestoreEvent::Ended {
                outcome,
                message: message.clone(),
            }
        }
        _ => return Ok(None),
    }))
}
