//! What would happen if a unit were run now, and what stands in the way.

use belay_journal::{Digest, RunId};
use belay_runbook::Part;

use super::{Engine, Loaded};
use crate::effect::{Effect, judge, needs_identity};
use crate::environment::{Environment, Tier};
use crate::error::EngineError;
use crate::guards::confirm::Subject;
use crate::guards::{Case, Challenge, Dependence, Refusal, Resolve, account, ask, deletes_tables};
use crate::ports::{CallerIdentity, PortError};
use crate::resolve::Resolved;
use crate::secrets::mask;
use crate::unit::{Unit, UnitKind};
use crate::words::name;

/// Whether AWS was asked who we are, and what it said.
#[derive(Debug, Clone)]
pub enum Identity {
    /// Not asked: the command only reads, or is refused anyway.
    NotAsked,
    /// The answer; it may be another account than it should.
    Told(CallerIdentity),
    /// There was no answer.
    Failed(PortError),
}

/// What would happen if a unit were run now.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The text with its inputs filled in, secrets masked; `None` for a unit
    /// that is not run.
    pub text: Option<String>,
    /// What it does to the world.
    pub effect: Option<Effect>,
    /// Who we are.
    pub identity: Identity,
    /// What stands in the way, and no confirmation removes.
    pub refusals: Vec<Refusal>,
    /// What must be typed. Issued for exactly what is shown here.
    pub challenge: Option<Challenge>,
}

/// A unit, judged as the record and the world stand.
pub(super) struct Assessed {
    pub loaded: Loaded,
    pub unit: Unit,
    pub resolved: Resolved,
    pub effect: Effect,
    pub attempt: u32,
    pub identity: Identity,
    /// Refusals that no confirmation removes.
    pub hard: Vec<Refusal>,
    /// Refusals that a confirmation removes.
    pub soft: Vec<Refusal>,
}

impl Assessed {
    /// It may change something beyond this machine.
    pub(super) fn acts(&self) -> bool {
        self.effect.kind.may_change_environment()
    }

    pub(super) fn needs_identity(&self) -> bool {
        needs_identity(&self.effect, &self.resolved.commands)
    }

    /// What a confirmation is issued for. Another text, environment, attempt or
    /// reason makes another subject.
    pub(super) fn subject(&self) -> Subject {
        let environment = &self.loaded.environment;
        let all = [
            self.resolved.text.as_str(),
            &environment.name,
            &environment.account_id,
            &environment.region,
        ];
        let reasons = self.soft.iter().map(|refusal| refusal.sentence.as_str());
        let bytes: Vec<u8> = all
            .into_iter()
            .chain(reasons)
            .flat_map(|t| [t.as_bytes(), &[0]].concat())
            .collect();
        Subject {
            within: self.loaded.view.run.to_string(),
            what: self.unit.id.clone(),
            attempt: self.attempt,
            digest: Digest::of(&bytes),
            guards: self
                .soft
                .iter()
                .map(|refusal| refusal.guard.clone())
                .collect(),
        }
    }
}

impl Engine {
    /// Says what would happen if the unit were run now. Nothing is run and
    /// nothing recorded; AWS is asked who we are if the command would change
    /// something.
    ///
    /// # Errors
    /// [`EngineError::NoSuchUnit`], and when the record cannot be read.
    pub async fn prepare(&self, run: &RunId, unit: &str) -> Result<Prepared, EngineError> {
        let Some(assessed) = self.assess(run, unit).await? else {
            return Ok(Prepared {
                text: None,
                effect: None,
                identity: Identity::NotAsked,
                refusals: vec![not_run(self.load(run)?.unit(unit)?)],
                challenge: None,
            });
        };
        let challenge = assessed
            .hard
            .is_empty()
            .then(|| self.challenge(&assessed))
            .flatten();
        Ok(Prepared {
            text: Some(assessed.resolved.shown.clone()),
            effect: Some(assessed.effect.clone()),
            identity: assessed.identity,
            refusals: assessed.hard,
            challenge,
        })
    }

    /// A unit's command as the shell would get it, its secrets included: for
    /// adapters, never for a view. `None` if it is not something to run.
    ///
    /// # Errors
    /// [`EngineError::NoSuchUnit`], and when the record cannot be read.
    pub fn resolved(&self, run: &RunId, unit: &str) -> Result<Option<Resolved>, EngineError> {
        let loaded = self.load(run)?;
        let unit = loaded.unit(unit)?;
        let part = loaded.runbook.part(&unit.id);
        let part = part.filter(|_| unit.kind == UnitKind::Command);
        Ok(part.map(|part| self.sources(&loaded).resolve(unit, part)))
    }

    /// Judges a unit; `None` if it is not something to run.
    pub(super) async fn assess(
        &self,
        run: &RunId,
        unit: &str,
    ) -> Result<Option<Assessed>, EngineError> {
        let loaded = self.load(run)?;
        let unit = loaded.unit(unit)?.clone();
        let part = loaded
            .runbook
            .part(&unit.id)
            .filter(|_| unit.kind == UnitKind::Command);
        let Some(part) = part.cloned() else {
            return Ok(None);
        };
        let mut assessed = self.judge_by_record(loaded, unit, &part)?;
        if assessed.needs_identity() && assessed.hard.is_empty() {
            let caller = self
                .outside()
                .identities
                .caller(&assessed.loaded.environment)
                .await;
            assessed
                .hard
                .extend(account(&assessed.loaded.environment, &caller));
            assessed.identity = match caller {
                Ok(caller) => Identity::Told(caller),
                Err(error) => Identity::Failed(error),
            };
        }
        Ok(Some(assessed))
    }

    fn judge_by_record(
        &self,
        loaded: Loaded,
        unit: Unit,
        part: &Part,
    ) -> Result<Assessed, EngineError> {
        let resolved = self.sources(&loaded).resolve(&unit, part);
        let effect = judge(&resolved.commands, resolved.syntax);
        let drift = self
            .drift_of(&loaded.view)
            .filter(|digest| !loaded.view.accepted_drift.contains(digest));
        let holder = self.lock_holder(&loaded.environment.name)?;
        // Reads every record: only where it matters.
        let restores = match deletes_tables(&resolved.commands) {
            true => self.restores_going_on(&loaded.environment)?,
            false => Vec::new(),
        };
        let case = Case {
            view: &loaded.view,
            environment: &loaded.environment,
            runbook: &loaded.runbook,
            units: &loaded.units,
            ways: &loaded.ways,
            rules: &loaded.rules,
            unit: &unit,
            resolved: &resolved,
            effect: &effect,
            drift: drift.as_deref(),
            holder: holder.as_ref().filter(|lock| lock.run != loaded.view.run),
            restores: &restores,
            now: self.outside().clock.now(),
        };
        let mut refusals = ask(&case);
        for refusal in &mut refusals {
            refusal.sentence = mask(&refusal.sentence, &resolved.secrets);
        }
        let (soft, hard) = refusals
            .into_iter()
            .partition(|r| r.resolve == Some(Resolve::Confirm));
        let attempt = loaded.view.next_attempt(&unit.id);
        let identity = Identity::NotAsked;
        Ok(Assessed {
            loaded,
            unit,
            resolved,
            effect,
            attempt,
            identity,
            hard,
            soft,
        })
    }

    /// Restores of all runs that go on in the same account and Region.
    pub(super) fn restores_going_on(
        &self,
        environment: &Environment,
    ) -> Result<Vec<Dependence>, EngineError> {
        let mut found = Vec::new();
        for listed in self.runs()? {
            // A run that cannot be read has no say here; the list shows it.
            let Ok(view) = listed.view else { continue };
            let same = view.environment.account_id == environment.account_id
                && view.environment.region == environment.region;
            for (_, restore) in view.open_restores().filter(|_| same) {
                let name = |pointer| {
                    let value = restore.plan.pointer(pointer).and_then(|v| v.as_str());
                    value.unwrap_or_default().to_owned()
                };
                found.push(Dependence {
                    run: view.run.to_string(),
                    source: name("/request/source"),
                    target: name("/request/target"),
                    since: restore.intended_at,
                });
            }
        }
        Ok(found)
    }

    /// The challenge for what a confirmation can satisfy; `None` if nothing.
    pub(super) fn challenge(&self, assessed: &Assessed) -> Option<Challenge> {
        if assessed.soft.is_empty() {
            return None;
        }
        let environment = &assessed.loaded.environment;
        let tier = match environment.tier {
            Tier::Production => ", production",
            _ => "",
        };
        let identity = match &assessed.identity {
            Identity::Told(caller) => format!(" as `{}`", caller.arn),
            _ => String::new(),
        };
        let prompt = format!(
            "Run {} in `{}`{tier}: account {}, Region `{}`{identity}. Type `{}` to run it.",
            name(&assessed.unit),
            environment.name,
            environment.account_id,
            environment.region,
            environment.name
        );
        let reasons = assessed
            .soft
            .iter()
            .map(|refusal| refusal.sentence.clone())
            .collect();
        Some(self.inner.confirmations.issue(
            assessed.subject(),
            prompt,
            environment.name.clone(),
            reasons,
            self.outside().clock.now(),
            &*self.outside().entropy,
        ))
    }
}

pub(super) fn not_run(unit: &Unit) -> Refusal {
    let remedy = match unit.kind {
        UnitKind::Reference => "Read it.",
        _ => "Do it by hand and tick it.",
    };
    Refusal::new(
        "notACommand",
        format!("{} has nothing to execute.", name(unit)),
        remedy,
        None,
    )
}
