//! What stands against a restore, and what has to be confirmed before it begins.

use belay_journal::body::ConfirmationGiven;
use belay_journal::{Digest, RunId};

use super::RestoreAct;
use crate::engine::{Engine, marks};
use crate::environment::Tier;
use crate::error::EngineError;
use crate::guards::against_rules::against_change;
use crate::guards::confirm::Subject;
use crate::guards::{Answer, Challenge, Refusal, Resolve, undecided};

impl Engine {
    /// What the record says against the restore.
    pub(super) fn restore_refusals(
        &self,
        act: RestoreAct<'_>,
    ) -> Result<Vec<Refusal>, EngineError> {
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
        let mut found: Vec<_> = marks::over(&loaded).into_iter().collect();
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
            found.extend(undecided(&loaded.ways, unit));
            found.extend(marks::too_early(&loaded, unit));
        }
        Ok(found)
    }

    /// What a person has to type, where a restore makes something in production.
    pub(super) fn restore_challenge(&self, act: RestoreAct<'_>) -> Option<Challenge> {
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

    /// What was confirmed, where it had to be; a refusal when it was not.
    pub(super) fn restore_confirmation(
        &self,
        act: RestoreAct<'_>,
        answer: Option<&Answer>,
    ) -> Result<Option<ConfirmationGiven>, Vec<Refusal>> {
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
