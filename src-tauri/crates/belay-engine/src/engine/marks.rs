//! What a person sets by hand: values, ticks, skips, notes, decisions.

use belay_journal::view::UnitStatus;
use belay_journal::{Digest, EventBody, RunId};
use belay_runbook::{Input, InputKind, Runbook};

use super::{Changed, Engine, Loaded};
use crate::effect::{EffectKind, judge};
use crate::error::EngineError;
use crate::guards::against_rules::tick_waits;
use crate::guards::{Refusal, Resolve, undecided};
use crate::hidden;
use crate::resolve::Sources;
use crate::unit::{Unit, UnitKind, blocked_by};
use crate::words::{instant, name};

/// An input of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct InputNeeded {
    /// What the runbook asks for.
    pub input: Input,
    /// Its value; `None` if it was not given, or is secret.
    pub value: Option<String>,
    /// Whether it has a value now. A secret loses it when the program ends.
    pub given: bool,
    /// Ids of the units that need it.
    pub used_in: Vec<String>,
}

impl Engine {
    /// The inputs that the run's units need, in the order of the file.
    ///
    /// # Errors
    /// As [`Engine::load`].
    pub fn inputs(&self, run: &RunId) -> Result<Vec<InputNeeded>, EngineError> {
        Ok(self.inputs_in(&self.load(run)?))
    }

    /// The same of a run that is loaded.
    #[must_use]
    pub fn inputs_in(&self, loaded: &Loaded) -> Vec<InputNeeded> {
        let sources = self.sources(loaded);
        let value = |input: &Input| sources.value(input);
        inputs_of(&loaded.runbook, &loaded.units, value)
    }

    /// Gives an input its value. A secret stays in memory; the record says that
    /// it was given, and not what.
    ///
    /// # Errors
    /// [`EngineError::NoSuchInput`], and when the record cannot be written.
    pub fn set_input(&self, run: &RunId, input: &str, value: &str) -> Result<Changed, EngineError> {
        let loaded = self.load(run)?;
        let known = loaded
            .runbook
            .input(input)
            .ok_or_else(|| EngineError::NoSuchInput {
                run: run.clone(),
                input: input.to_owned(),
            })?;
        let value = if known.secret { value } else { value.trim() };
        let refusals: Vec<_> = over(&loaded)
            .into_iter()
            .chain(misfit(known, value))
            .collect();
        if !refusals.is_empty() {
            return self.no(run, None, refusals);
        }
        let secret = known.secret;
        if secret {
            self.inner.secrets.put(run, input, value.to_owned());
        }
        let value = (!secret).then(|| value.to_owned());
        self.append(
            run,
            EventBody::InputGiven {
                input: input.to_owned(),
                value,
                secret,
            },
        )?;
        Ok(Changed::Done)
    }

    /// Marks a unit done by hand.
    ///
    /// # Errors
    /// [`EngineError::NoSuchUnit`], and when the record cannot be written.
    pub fn tick(&self, run: &RunId, unit: &str) -> Result<Changed, EngineError> {
        let loaded = self.load(run)?;
        let known = loaded.unit(unit)?;
        let mut refusals: Vec<_> = over(&loaded).into_iter().collect();
        refusals.extend(busy(&loaded, known));
        refusals.extend(self.to_be_run(&loaded, known));
        refusals.extend(undecided(&loaded.ways, known));
        refusals.extend(too_early(&loaded, known));
        refusals.extend(tick_waits(
            &loaded.rules,
            &loaded.runbook,
            &loaded.units,
            known,
            self.outside().clock.now(),
        ));
        if !refusals.is_empty() {
            return self.no(run, Some(unit), refusals);
        }
        self.append(
            run,
            EventBody::Ticked {
                unit: unit.to_owned(),
            },
        )?;
        Ok(Changed::Done)
    }

    /// Takes a tick or a skip back. Without one, nothing happens.
    ///
    /// # Errors
    /// [`EngineError::NoSuchUnit`], and when the record cannot be written.
    pub fn untick(&self, run: &RunId, unit: &str) -> Result<Changed, EngineError> {
        let loaded = self.load(run)?;
        loaded.unit(unit)?;
        if let Some(refusal) = over(&loaded) {
            return self.no(run, Some(unit), vec![refusal]);
        }
        if loaded
            .view
            .units
            .get(unit)
            .is_some_and(|state| state.mark.is_some())
        {
            self.append(
                run,
                EventBody::Unticked {
                    unit: unit.to_owned(),
                },
            )?;
        }
        Ok(Changed::Done)
    }

    /// Leaves a unit out, for a reason.
    ///
    /// # Errors
    /// [`EngineError::NoSuchUnit`], and when the record cannot be written.
    pub fn skip(&self, run: &RunId, unit: &str, reason: &str) -> Result<Changed, EngineError> {
        let loaded = self.load(run)?;
        let known = loaded.unit(unit)?;
        let mut refusals: Vec<_> = over(&loaded).into_iter().collect();
        refusals.extend(busy(&loaded, known));
        if reason.trim().is_empty() {
            refusals.push(Refusal::new(
                "reason",
                format!("{} would be left out without a reason.", name(known)),
                "Say why in a few words; whoever reads the record needs them.",
                Some(Resolve::Skip),
            ));
        }
        if !refusals.is_empty() {
            return self.no(run, Some(unit), refusals);
        }
        let reason = self.masked(run, reason.trim());
        self.append(
            run,
            EventBody::Skipped {
                unit: unit.to_owned(),
                reason,
            },
        )?;
        Ok(Changed::Done)
    }

    /// Writes something down, also after the run's end.
    ///
    /// # Errors
    /// [`EngineError::NoSuchUnit`], and when the record cannot be written.
    pub fn note(
        &self,
        run: &RunId,
        unit: Option<&str>,
        text: &str,
    ) -> Result<Changed, EngineError> {
        let loaded = self.load(run)?;
        unit.map(|unit| loaded.unit(unit)).transpose()?;
        if text.trim().is_empty() {
            let refusal = Refusal::new("empty", "The note is empty.", "Write something.", None);
            return Ok(Changed::Refused(vec![refusal]));
        }
        let (unit, text) = (unit.map(str::to_owned), self.masked(run, text.trim()));
        self.append(run, EventBody::Noted { unit, text })?;
        Ok(Changed::Done)
    }

    /// Says what an interrupted command had done: `done`, or nothing that
    /// counts. `reason` tells what was looked at.
    ///
    /// # Errors
    /// [`EngineError::NoSuchUnit`], and when the record cannot be written.
    pub fn resolve_interruption(
        &self,
        run: &RunId,
        unit: &str,
        done: bool,
        reason: &str,
    ) -> Result<Changed, EngineError> {
        let loaded = self.load(run)?;
        loaded.unit(unit)?;
        let state = loaded.view.units.get(unit);
        let attempt = state
            .and_then(|state| state.attempts.last())
            .map(|a| a.attempt);
        let cut_off = loaded.view.status(unit) == UnitStatus::Interrupted;
        let (Some(attempt), true) = (attempt, cut_off) else {
            let refusal = Refusal::new("interrupted", "Nothing was cut off here.", "Go on.", None);
            return self.no(run, Some(unit), vec![refusal]);
        };
        if reason.trim().is_empty() {
            let refusal = Refusal::new(
                "reason",
                "What was looked at is not said.",
                "Say in a few words how you know.",
                None,
            );
            return self.no(run, Some(unit), vec![refusal]);
        }
        let (unit, reason) = (unit.to_owned(), self.masked(run, reason.trim()));
        self.append(
            run,
            EventBody::InterruptionResolved {
                unit,
                attempt,
                done,
                reason,
            },
        )?;
        Ok(Changed::Done)
    }

    /// Keeps a chart as evidence. `chart` is whatever draws it again.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub fn keep_chart(
        &self,
        run: &RunId,
        unit: Option<&str>,
        title: &str,
        chart: serde_json::Value,
    ) -> Result<u32, EngineError> {
        let (unit, title) = (unit.map(str::to_owned), title.to_owned());
        Ok(self
            .append(run, EventBody::ChartKept { unit, title, chart })?
            .seq)
    }

    /// The digest of the runbook's file, if the file is there, differs from the
    /// run's text, and nobody has decided to go on all the same.
    ///
    /// # Errors
    /// As [`Engine::view`].
    pub fn drift(&self, run: &RunId) -> Result<Option<String>, EngineError> {
        let view = self.view(run)?;
        Ok(self
            .drift_of(&view)
            .filter(|digest| !view.accepted_drift.contains(digest)))
    }

    /// Goes on with the run's own text, on purpose.
    ///
    /// # Errors
    /// When the record cannot be read or written.
    pub fn accept_drift(&self, run: &RunId) -> Result<Changed, EngineError> {
        let view = self.view(run)?;
        if let Some(new) = self.drift(run)? {
            let old = view.runbook_digest.clone().unwrap_or_default();
            self.append(run, EventBody::DriftAccepted { old, new })?;
        }
        Ok(Changed::Done)
    }

    /// A file that is not there any more has not changed: the run has its text.
    pub(super) fn drift_of(&self, view: &belay_journal::RunView) -> Option<String> {
        let path = std::path::Path::new(view.runbook_path.as_deref()?);
        let now = Digest::of(&self.outside().files.read(path).ok()?).to_string();
        (Some(&now) != view.runbook_digest.as_ref()).then_some(now)
    }

    pub(super) fn sources<'a>(&'a self, loaded: &'a Loaded) -> Sources<'a> {
        Sources {
            runbook: &loaded.runbook,
            units: &loaded.units,
            view: &loaded.view,
            environment: &loaded.environment,
            secrets: &self.inner.secrets,
        }
    }

    /// A command that changes something is run, not ticked. One that only reads
    /// may be ticked: Belay may have shown what it reads in another way.
    fn to_be_run(&self, loaded: &Loaded, unit: &Unit) -> Option<Refusal> {
        if unit.kind != UnitKind::Command {
            return None;
        }
        let part = loaded.runbook.part(&unit.id)?;
        let resolved = self.sources(loaded).resolve(unit, part);
        let effect = judge(&resolved.commands, resolved.syntax);
        (effect.kind != EffectKind::ReadsOnly).then(|| {
            Refusal::new(
                "tick",
                format!("{} is a command that may change something.", name(unit)),
                "Run it; or skip it and say why, for instance that it was done elsewhere.",
                Some(Resolve::Skip),
            )
        })
    }
}

pub(super) fn over(loaded: &Loaded) -> Option<Refusal> {
    let finished = loaded.view.finished.as_ref()?;
    let sentence = format!("This run ended {} ({}).", instant(finished.at), finished.by);
    Some(Refusal::new("finished", sentence, "Start a new run.", None))
}

fn busy(loaded: &Loaded, unit: &Unit) -> Option<Refusal> {
    (loaded.view.status(&unit.id) == UnitStatus::Running).then(|| {
        let sentence = format!("{} is still going on.", name(unit));
        Refusal::new("running", sentence, "Wait for its end, or stop it.", None)
    })
}

/// What comes before the unit and is not done.
pub(super) fn too_early(loaded: &Loaded, unit: &Unit) -> Option<Refusal> {
    let before = blocked_by(
        &loaded.runbook,
        &loaded.ways,
        &loaded.units,
        &loaded.view,
        unit,
    )?;
    let mut refusal = Refusal::new(
        "order",
        format!(
            "{} comes before {} and is not done.",
            name(before),
            name(unit)
        ),
        "Do it first, or skip it and say why.",
        Some(Resolve::Skip),
    );
    refusal.mistake = Some("M4".to_owned());
    Some(refusal)
}

/// The inputs that the units need, in the order of the file. `value` gives what
/// an input has, and whether it is secret.
pub(super) fn inputs_of(
    runbook: &Runbook,
    units: &[Unit],
    value: impl Fn(&Input) -> Option<(String, bool)>,
) -> Vec<InputNeeded> {
    let inputs = runbook.inputs.iter().filter_map(|input| {
        let needs = units
            .iter()
            .filter(|unit| unit.inputs.iter().any(|id| *id == input.id));
        let used_in: Vec<String> = needs.map(|unit| unit.id.clone()).collect();
        let value = value(input);
        (!used_in.is_empty()).then(|| InputNeeded {
            given: value.is_some(),
            value: value.filter(|(_, secret)| !secret).map(|(value, _)| value),
            input: input.clone(),
            used_in,
        })
    });
    inputs.collect()
}

/// Why a value cannot be what the input asks for.
pub(super) fn misfit(input: &Input, value: &str) -> Option<Refusal> {
    let value = if input.secret { value } else { value.trim() };
    let refuse = |what: &str, remedy: &str| {
        let mut refusal = Refusal::new(
            "input",
            format!("The value for {} {what}.", input.label),
            remedy,
            Some(Resolve::Input),
        );
        refusal.inputs.push(input.id.to_string());
        Some(refusal)
    };
    if value.is_empty() {
        return refuse("is empty", "Give it a value.");
    }
    if let Some((c, reason)) = hidden::find(value).first() {
        let what = format!("contains U+{:04X}, which {reason}", u32::from(*c));
        return refuse(&what, "Type it instead of pasting it.");
    }
    if value.contains(['\n', '\t']) {
        return refuse("has a line end or a tab in it", "Give it on one line.");
    }
    if value.starts_with('<') && value.ends_with('>') {
        return refuse("is a placeholder itself", "Give it the real value.");
    }
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match input.kind {
        InputKind::Integer if !digits(value.trim_start_matches('-')) => {
            refuse("is not a whole number", "Give it as digits.")
        }
        InputKind::AccountId if value.len() != 12 || !digits(value) => {
            refuse("is not an AWS account id", "Give it as twelve digits.")
        }
        InputKind::Arn if !value.starts_with("arn:aws") => refuse(
            "is not an ARN",
            "Give it as `arn:aws:service:region:account:resource`.",
        ),
        _ => None,
    }
}
