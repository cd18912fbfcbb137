//! The environment's lock: one run at a time changes an environment.

use belay_journal::{EnvironmentLock, EventBody, LockReply, RunId};
use jiff::SignedDuration;

use super::{Changed, Engine};
use crate::error::EngineError;
use crate::guards::{Refusal, Resolve};

/// How long a lock is good after the last act of its run.
pub(super) const LEASE: SignedDuration = SignedDuration::from_mins(60);

impl Engine {
    /// Who holds the environment: the run whose lease is running, or which has
    /// something going on there although its lease is over.
    ///
    /// # Errors
    /// When the locks cannot be read.
    pub fn lock_holder(&self, environment: &str) -> Result<Option<EnvironmentLock>, EngineError> {
        let now = self.outside().clock.now();
        let lock = self.outside().locks.holder(environment)?;
        Ok(lock.filter(|lock| lock.until > now || self.is_busy(&lock.run)))
    }

    /// A command or a restore of the run has begun and not ended. A run that
    /// cannot be read is not known to be busy.
    fn is_busy(&self, run: &RunId) -> bool {
        self.view(run).is_ok_and(|view| {
            view.open_attempts().next().is_some() || view.open_restores().next().is_some()
        })
    }

    /// Takes the environment from the run that holds it, for a reason. Both
    /// records say so.
    ///
    /// # Errors
    /// When the locks or the records cannot be read or written.
    pub fn take_over_lock(&self, run: &RunId, reason: &str) -> Result<Changed, EngineError> {
        let view = self.view(run)?;
        let environment = view.environment.name.clone();
        let holder = self
            .lock_holder(&environment)?
            .filter(|lock| lock.run != *run);
        let Some(holder) = holder else {
            return Ok(Changed::Done);
        };
        if reason.trim().is_empty() {
            let refusal = Refusal::new(
                "reason",
                format!("`{environment}` would be taken over without a reason."),
                "Say why, and that its owner knows.",
                None,
            );
            return self.no(run, None, vec![refusal]);
        }
        let lock = self.lock_for(&environment, run);
        if let LockReply::HeldBy(other) = self.outside().locks.acquire(lock, Some(&holder.run))? {
            let sentence = format!("Run {} took `{environment}` in the meantime.", other.run);
            let refusal = Refusal::new("lock", sentence, "Look again.", None);
            return self.no(run, None, vec![refusal]);
        }
        let reason = self.masked(run, reason.trim());
        let noted = format!("`{environment}` was taken over by run {run}: {reason}");
        self.append(
            run,
            EventBody::LockTakenOver {
                environment,
                from_run: holder.run.to_string(),
                from_owner: holder.owner,
                reason,
            },
        )?;
        self.append(
            &holder.run,
            EventBody::Noted {
                unit: None,
                text: noted,
            },
        )?;
        Ok(Changed::Done)
    }

    pub(super) fn lock_for(&self, environment: &str, run: &RunId) -> EnvironmentLock {
        let since = self.outside().clock.now();
        EnvironmentLock {
            environment: environment.to_owned(),
            run: run.clone(),
            owner: self.outside().author.principal.clone(),
            since,
            until: since.checked_add(LEASE).unwrap_or(since),
        }
    }

    /// Takes or renews the lock before a change.
    pub(super) fn hold(
        &self,
        environment: &str,
        run: &RunId,
    ) -> Result<Option<Refusal>, EngineError> {
        if let Some(holder) = self.lock_holder(environment)?
            && holder.run != *run
        {
            return Ok(Some(taken(&holder)));
        }
        let lock = self.lock_for(environment, run);
        Ok(match self.outside().locks.acquire(lock, None)? {
            LockReply::Held => None,
            LockReply::HeldBy(other) => Some(taken(&other)),
        })
    }
}

fn taken(other: &EnvironmentLock) -> Refusal {
    let mut refusal = Refusal::new(
        "lock",
        format!(
            "Run {} of {} has just taken `{}`.",
            other.run, other.owner, other.environment
        ),
        "Wait for it to finish, or talk to its owner and take the environment over.",
        Some(Resolve::Lock),
    );
    refusal.mistake = Some("M17".to_owned());
    refusal
}
