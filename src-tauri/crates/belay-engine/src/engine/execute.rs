//! Running a unit: intent, act, outcome.

use std::collections::BTreeMap;
use std::fmt;

use belay_journal::body::{ConfirmationGiven, ExitOutcome, ExitRecord, IdentitySeen, OutputRecord};
use belay_journal::{EventBody, RunId, StoreError};

use super::assess::{Assessed, not_run};
use super::{Changed, Engine, Identity};
use crate::effect::{speaks_to_aws, word};
use crate::error::EngineError;
use crate::guards::confirm::Subject;
use crate::guards::{Answer, Challenge, Refusal, Resolve};
use crate::ports::{
    CallerIdentity, ChildCredentials, CommandExit, CommandKey, CommandOutcome, CommandSpec,
    PortError, PortErrorKind, PortFuture,
};
use crate::resolve::is_identity;
use crate::secrets::mask;

/// An answer to "run".
pub enum Executed {
    /// The intent is in the record; the command runs as soon as `ended` is
    /// driven.
    Started {
        /// Counts from 1.
        attempt: u32,
        /// Runs the command and records how it ended. It must be driven to its
        /// end, on a task of its own.
        ended: Ended,
    },
    /// Nothing was run.
    Refused {
        /// Why.
        refusals: Vec<Refusal>,
        /// What would satisfy those that a confirmation satisfies.
        challenge: Option<Challenge>,
    },
}

/// The rest of an attempt: see [`Executed::Started`].
pub type Ended = PortFuture<'static, Result<CommandExit, EngineError>>;

impl fmt::Debug for Executed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Started { attempt, .. } => write!(f, "Started({attempt})"),
            Self::Refused {
                refusals,
                challenge,
            } => f
                .debug_struct("Refused")
                .field("refusals", refusals)
                .field("challenge", challenge)
                .finish(),
        }
    }
}

/// How often an act is judged anew because somebody else wrote to the record.
const ROUNDS: u32 = 5;

impl Engine {
    /// Runs a unit, if no guard is against it. Every guard is asked anew, AWS
    /// included; the answer to a challenge counts for exactly what was shown.
    ///
    /// # Errors
    /// [`EngineError::NoSuchUnit`], and when the record cannot be read or
    /// written; then nothing was run.
    pub async fn execute(
        &self,
        run: &RunId,
        unit: &str,
        answer: Option<Answer>,
    ) -> Result<Executed, EngineError> {
        let mut given: Option<(Subject, ConfirmationGiven)> = None;
        let mut answer = answer;
        let mut rounds = 0;
        loop {
            let Some(assessed) = self.assess(run, unit).await? else {
                let refusals = vec![not_run(self.load(run)?.unit(unit)?)];
                let refusals = self.refused(run, Some(unit), refusals)?;
                return Ok(Executed::Refused {
                    refusals,
                    challenge: None,
                });
            };
            if !assessed.hard.is_empty() {
                return self.refuse(&assessed, assessed.hard.clone(), None);
            }
            let confirmation = match self.confirmation(&assessed, answer.take(), &mut given) {
                Ok(confirmation) => confirmation,
                Err(refusals) => {
                    let challenge = self.challenge(&assessed);
                    return self.refuse(&assessed, refusals, challenge);
                }
            };
            match self.begin(&assessed, confirmation).await? {
                Begun::Running(ended) => {
                    return Ok(Executed::Started {
                        attempt: assessed.attempt,
                        ended,
                    });
                }
                Begun::Refused(refusal) => return self.refuse(&assessed, vec![refusal], None),
                Begun::Overtaken(conflict) if rounds == ROUNDS => return Err(conflict.into()),
                Begun::Overtaken(_) => rounds += 1,
            }
        }
    }

    fn refuse(
        &self,
        assessed: &Assessed,
        refusals: Vec<Refusal>,
        challenge: Option<Challenge>,
    ) -> Result<Executed, EngineError> {
        let run = &assessed.loaded.view.run;
        let refusals = self.refused(run, Some(&assessed.unit.id), refusals)?;
        Ok(Executed::Refused {
            refusals,
            challenge,
        })
    }

    /// The confirmation that the act needs, `None` if it needs none. One that was
    /// given stays given when only the record moved on.
    fn confirmation(
        &self,
        assessed: &Assessed,
        answer: Option<Answer>,
        given: &mut Option<(Subject, ConfirmationGiven)>,
    ) -> Result<Option<ConfirmationGiven>, Vec<Refusal>> {
        if assessed.soft.is_empty() {
            return Ok(None);
        }
        let subject = assessed.subject();
        if let Some((for_what, confirmation)) = given
            && *for_what == subject
        {
            return Ok(Some(confirmation.clone()));
        }
        let Some(answer) = answer else {
            return Err(assessed.soft.clone());
        };
        let now = self.outside().clock.now();
        match self.inner.confirmations.redeem(&answer, &subject, now) {
            Ok(confirmation) => {
                *given = Some((subject, confirmation.clone()));
                Ok(Some(confirmation))
            }
            Err(invalid) => {
                let mut refusals = assessed.soft.clone();
                refusals.insert(
                    0,
                    Refusal::new(
                        "confirmation",
                        invalid.sentence(),
                        "Read what is asked now, and type it again.",
                        Some(Resolve::Confirm),
                    ),
                );
                Err(refusals)
            }
        }
    }

    async fn begin(
        &self,
        assessed: &Assessed,
        confirmation: Option<ConfirmationGiven>,
    ) -> Result<Begun, EngineError> {
        let run = &assessed.loaded.view.run;
        let environment = &assessed.loaded.environment;
        let credentials = match self
            .outside()
            .identities
            .child_credentials(environment)
            .await
        {
            Ok(credentials) => credentials,
            Err(_) if !assessed.acts() && !speaks_to_aws(&assessed.resolved.commands) => nobody(),
            Err(error) => return Ok(Begun::Refused(no_session(&error))),
        };
        if assessed.acts()
            && let Some(refusal) = self.hold(&environment.name, run)?
        {
            return Ok(Begun::Refused(refusal));
        }
        let key = CommandKey {
            run: run.to_string(),
            unit: assessed.unit.id.clone(),
            attempt: assessed.attempt,
        };
        let intent = self.intent(assessed, confirmation);
        match self.append_next(&assessed.loaded, intent) {
            Err(conflict @ StoreError::Conflict { .. }) => return Ok(Begun::Overtaken(conflict)),
            other => other?,
        };
        self.running().insert(key.clone());
        Ok(Begun::Running(
            self.drive(run.clone(), spec(assessed, key, credentials)),
        ))
    }

    fn intent(&self, assessed: &Assessed, confirmation: Option<ConfirmationGiven>) -> EventBody {
        let identity = match &assessed.identity {
            Identity::Told(caller) => Some(seen(caller)),
            _ => None,
        };
        EventBody::CommandIntended {
            unit: assessed.unit.id.clone(),
            attempt: assessed.attempt,
            text: assessed.resolved.shown.clone(),
            effect: word(assessed.effect.kind).to_owned(),
            identity,
            confirmation,
            instance: self.outside().instances.own().to_owned(),
        }
    }

    fn drive(&self, run: RunId, spec: CommandSpec) -> Ended {
        let engine = self.clone();
        Box::pin(async move {
            let (key, secrets) = (spec.key.clone(), spec.secrets.clone());
            let exit = engine.outside().commands.run(spec).await;
            let body = EventBody::CommandEnded {
                unit: key.unit.clone(),
                attempt: key.attempt,
                exit: record(&exit, &secrets),
            };
            let written = engine.append(&run, body);
            engine.running().remove(&key);
            written?;
            Ok(exit)
        })
    }

    /// Ends the whole process tree of the unit's command. Its end is recorded
    /// by the attempt itself.
    ///
    /// # Errors
    /// [`EngineError::NoSuchUnit`], and when the record cannot be read.
    pub async fn stop(&self, run: &RunId, unit: &str) -> Result<Changed, EngineError> {
        let loaded = self.load(run)?;
        loaded.unit(unit)?;
        let open = loaded.view.open_attempts().find(|(of, _)| *of == unit);
        let Some((_, attempt)) = open else {
            let refusal = Refusal::new("stop", "Nothing is going on here.", "Go on.", None);
            return Ok(Changed::Refused(vec![refusal]));
        };
        let key = CommandKey {
            run: run.to_string(),
            unit: unit.to_owned(),
            attempt: attempt.attempt,
        };
        if self.outside().commands.stop(&key).await {
            return Ok(Changed::Done);
        }
        let elsewhere = attempt.instance != self.outside().instances.own();
        let (sentence, remedy) = if elsewhere {
            (
                "Another window or terminal runs this command.",
                "Stop it there.",
            )
        } else {
            ("The command has just ended.", "Look at how it ended.")
        };
        Ok(Changed::Refused(vec![Refusal::new(
            "stop", sentence, remedy, None,
        )]))
    }
}

enum Begun {
    Running(Ended),
    Refused(Refusal),
    /// Somebody wrote to the record in between.
    Overtaken(StoreError),
}

pub(super) fn seen(caller: &CallerIdentity) -> IdentitySeen {
    IdentitySeen {
        account_id: caller.account_id.clone(),
        arn: caller.arn.clone(),
        checked_at: caller.checked_at,
        request_id: caller.request_id.clone(),
    }
}

/// No session, and none of anybody else's either.
fn nobody() -> ChildCredentials {
    let remove = [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_PROFILE",
        "AWS_DEFAULT_PROFILE",
    ];
    ChildCredentials {
        secret: BTreeMap::new(),
        public: BTreeMap::new(),
        remove: remove.map(str::to_owned).to_vec(),
    }
}

fn no_session(error: &PortError) -> Refusal {
    let sign_in = matches!(error.kind, PortErrorKind::SignIn | PortErrorKind::MfaNeeded);
    let remedy = error
        .hint
        .clone()
        .unwrap_or_else(|| "Sign in, then run it again.".to_owned());
    Refusal::new(
        "session",
        format!(
            "There is no session for the command: {}.",
            error.message.trim_end_matches('.')
        ),
        remedy,
        sign_in.then_some(Resolve::SignIn),
    )
}

fn spec(assessed: &Assessed, key: CommandKey, credentials: ChildCredentials) -> CommandSpec {
    let ChildCredentials {
        secret,
        public,
        remove,
    } = credentials;
    let mut variables = assessed.resolved.variables.clone();
    // The session's own come last: nothing else may say who one is.
    variables.retain(|name, _| !is_identity(name));
    let mut secrets = assessed.resolved.secrets.clone();
    secrets.extend(secret.values().cloned());
    variables.extend(public);
    variables.extend(secret);
    CommandSpec {
        key,
        text: assessed.resolved.text.clone(),
        directory: assessed.resolved.directory.clone(),
        variables,
        remove,
        secrets,
    }
}

/// The exit for the record. It is masked where it was made; masking it once
/// more costs nothing and leaves nothing to chance.
fn record(exit: &CommandExit, secrets: &[String]) -> ExitRecord {
    let outcome = match &exit.outcome {
        CommandOutcome::Exited { code } => ExitOutcome::Exited { code: *code },
        CommandOutcome::Stopped { ended, survivors } => ExitOutcome::Stopped {
            ended: *ended,
            survivors: survivors.clone(),
        },
        CommandOutcome::Signalled { signal } => ExitOutcome::Signalled { signal: *signal },
        CommandOutcome::NotStarted { message } => ExitOutcome::NotStarted {
            message: mask(message, secrets),
        },
    };
    let holds_secret = |value: &String| secrets.iter().any(|s| !s.is_empty() && value.contains(s));
    ExitRecord {
        outcome,
        duration_ms: exit.duration_ms,
        output: OutputRecord {
            bytes: exit.output.bytes,
            sha256: exit.output.sha256.clone(),
            tail: mask(&exit.output.tail, secrets),
            truncated: exit.output.truncated.clone(),
        },
        directory: exit
            .directory
            .as_ref()
            .map(|d| d.to_string_lossy().into_owned()),
        exported: exit
            .exported
            .iter()
            .filter(|(name, value)| !is_identity(name) && !holds_secret(value))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    }
}
