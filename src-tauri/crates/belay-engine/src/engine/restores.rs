//! Restores: the same guards, the same record.

mod guarded;

use belay_journal::body::RestoreOutcome;
use belay_journal::{EventBody, RunId};
use belay_restore::{Comparison, Outcome, Recorded, RestoreEvent, RestorePlan};
use serde::Deserialize as _;

use super::execute::seen;
use super::{Engine, Identity};
use crate::environment::Environment;
use crate::error::EngineError;
use crate::guards::confirm::hex;
use crate::guards::{Answer, Challenge, Refusal, account};

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
