//! What a person says about the rules of the prose.

use std::sync::{Arc, PoisonError};

use belay_journal::body::{EarlierWord, RuleVerdict};
use belay_journal::{EventBody, RunId, RunView};
use jiff::Timestamp;

use super::marks::over;
use super::{Changed, Engine, Loaded};
use crate::error::EngineError;
use crate::guards::{Refusal, against_rules};
use crate::rules::{
    Figures, Memory, Role, RunRule, Standing, WaitState, WindowState, closed_sentence,
};

impl Engine {
    /// Says that a rule holds in this run: with the figures that are shown, or with
    /// others.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRule`], and when the record cannot be written.
    pub fn confirm_rule(
        &self,
        run: &RunId,
        rule: &str,
        figures: &Figures,
    ) -> Result<Changed, EngineError> {
        let loaded = self.load(run)?;
        let known = known(&loaded, rule)?;
        let value = match figures.correct(&known.value) {
            Ok(value) => value,
            Err(misfit) => {
                let remedy = "Give it figures that can be, or dismiss it and say why.";
                let refusal = Refusal::new("rule", misfit.to_string(), remedy, None);
                return self.no(run, None, vec![refusal]);
            }
        };
        if known.standing == Standing::Confirmed && value == known.value {
            return Ok(Changed::Done);
        }
        let earlier = known
            .remembered
            .as_ref()
            .filter(|before| before.value.as_ref() == Some(&value))
            .map(|before| before.word.clone());
        let value = serde_json::to_value(&value).map_err(EngineError::Rule)?;
        self.decide(
            &loaded,
            known,
            Verdict {
                verdict: RuleVerdict::Confirmed,
                value,
                reason: None,
                earlier,
            },
        )
    }

    /// Says that a rule does not hold in this run, and why.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRule`], and when the record cannot be written.
    pub fn dismiss_rule(
        &self,
        run: &RunId,
        rule: &str,
        reason: &str,
    ) -> Result<Changed, EngineError> {
        let loaded = self.load(run)?;
        let known = known(&loaded, rule)?;
        if reason.trim().is_empty() {
            let sentence = format!(
                "The rule of line {} would be dismissed without a reason.",
                known.rule.line
            );
            return self.no(run, None, vec![no_reason(sentence)]);
        }
        let verdict = Verdict {
            verdict: RuleVerdict::Dismissed,
            value: serde_json::Value::Null,
            reason: Some(self.masked(run, reason.trim())),
            earlier: None,
        };
        self.decide(&loaded, known, verdict)
    }

    /// Takes back what was said about a rule in this run. Without anything said,
    /// nothing happens.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRule`], and when the record cannot be written.
    pub fn take_rule_back(&self, run: &RunId, rule: &str) -> Result<Changed, EngineError> {
        let loaded = self.load(run)?;
        let known = known(&loaded, rule)?;
        if known.standing == Standing::Proposed {
            return Ok(Changed::Done);
        }
        let verdict = Verdict {
            verdict: RuleVerdict::TakenBack,
            value: serde_json::Value::Null,
            reason: None,
            earlier: None,
        };
        self.decide(&loaded, known, verdict)
    }

    /// Goes on although a confirmed rule is against it, for a reason. Where none is,
    /// nothing happens.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRule`], and when the record cannot be written.
    pub fn override_rule(
        &self,
        run: &RunId,
        rule: &str,
        reason: &str,
    ) -> Result<Changed, EngineError> {
        let loaded = self.load(run)?;
        let known = known(&loaded, rule)?;
        if let Some(refusal) = over(&loaded) {
            return self.no(run, None, vec![refusal]);
        }
        let now = self.outside().clock.now();
        let Some(sentence) = against(&loaded, known, now) else {
            return Ok(Changed::Done);
        };
        if reason.trim().is_empty() {
            return self.no(run, None, vec![no_reason(sentence)]);
        }
        self.append(
            run,
            EventBody::RuleOverridden {
                rule: rule.to_owned(),
                sentence,
                reason: self.masked(run, reason.trim()),
            },
        )?;
        Ok(Changed::Done)
    }

    /// Sets the clock of a confirmed rule going by hand, or anew.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRule`], and when the record cannot be written.
    pub fn start_wait(&self, run: &RunId, rule: &str) -> Result<Changed, EngineError> {
        let loaded = self.load(run)?;
        let known = known(&loaded, rule)?;
        let mut refusals: Vec<_> = over(&loaded).into_iter().collect();
        refusals.extend(unlike(known, &[Role::Wait], "has no clock"));
        if !refusals.is_empty() {
            return self.no(run, None, refusals);
        }
        let rule = rule.to_owned();
        self.append(run, EventBody::WaitStarted { rule })?;
        Ok(Changed::Done)
    }

    /// Says whether what a confirmed rule speaks of is so; nothing takes the last
    /// answer back.
    ///
    /// # Errors
    /// [`EngineError::NoSuchRule`], and when the record cannot be written.
    pub fn observe_rule(
        &self,
        run: &RunId,
        rule: &str,
        so: Option<bool>,
    ) -> Result<Changed, EngineError> {
        let loaded = self.load(run)?;
        let known = known(&loaded, rule)?;
        let mut refusals: Vec<_> = over(&loaded).into_iter().collect();
        let roles = [Role::Trigger, Role::Threshold];
        refusals.extend(unlike(known, &roles, "is nothing to look at"));
        if !refusals.is_empty() {
            return self.no(run, None, refusals);
        }
        if so.is_none() && known.state.observed.is_none() {
            return Ok(Changed::Done);
        }
        self.append(
            run,
            EventBody::RuleObserved {
                rule: rule.to_owned(),
                sentence: known.rule.sentence.clone(),
                so,
            },
        )?;
        Ok(Changed::Done)
    }

    fn decide(
        &self,
        loaded: &Loaded,
        rule: &RunRule,
        said: Verdict,
    ) -> Result<Changed, EngineError> {
        let run = &loaded.view.run;
        if let Some(refusal) = over(loaded) {
            return self.no(run, None, vec![refusal]);
        }
        self.append_next(
            loaded,
            EventBody::RuleDecided {
                rule: rule.rule.id.clone(),
                line: rule.rule.line,
                sentence: rule.rule.sentence.clone(),
                verdict: said.verdict,
                value: said.value,
                reason: said.reason,
                earlier: said.earlier,
            },
        )?;
        Ok(Changed::Done)
    }

    /// What was said about the rules of the same file before this run. Read once a
    /// run: what others say meanwhile belongs to their runs.
    pub(super) fn memory(&self, view: &RunView) -> Arc<Memory> {
        let mut known = self
            .inner
            .memories
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(memory) = known.get(&view.run) {
            return memory.clone();
        }
        let mut memory = Memory::default();
        // Runs that cannot be read have nothing to say.
        for earlier in self.runs().unwrap_or_default() {
            let Ok(earlier) = earlier.view else { continue };
            if earlier.run != view.run && earlier.runbook_path == view.runbook_path {
                memory.take_in(&earlier);
            }
        }
        let memory = Arc::new(memory);
        known.insert(view.run.clone(), memory.clone());
        memory
    }
}

/// What is said about a rule.
struct Verdict {
    verdict: RuleVerdict,
    value: serde_json::Value,
    reason: Option<String>,
    earlier: Option<EarlierWord>,
}

fn known<'l>(loaded: &'l Loaded, rule: &str) -> Result<&'l RunRule, EngineError> {
    loaded
        .rules
        .rule(rule)
        .ok_or_else(|| EngineError::NoSuchRule {
            run: loaded.view.run.clone(),
            rule: rule.to_owned(),
        })
}

fn no_reason(sentence: String) -> Refusal {
    let remedy = "Say why in a few words; whoever reads the record needs them.";
    Refusal::new("reason", sentence, remedy, None)
}

/// Refuses for a rule that is not confirmed, or is of another role.
fn unlike(rule: &RunRule, roles: &[Role], what: &str) -> Option<Refusal> {
    let line = rule.rule.line;
    if !roles.contains(&rule.role) {
        let sentence = format!("The rule of line {line} {what}.");
        return Some(Refusal::new("rule", sentence, "Go on.", None));
    }
    (rule.standing != Standing::Confirmed).then(|| {
        Refusal::new(
            "rule",
            format!("Nobody has confirmed the rule of line {line}, so it does nothing yet."),
            "Confirm it first.",
            None,
        )
    })
}

/// What the rule has against going on, if it has.
fn against(loaded: &Loaded, rule: &RunRule, now: Timestamp) -> Option<String> {
    if rule.standing != Standing::Confirmed {
        return None;
    }
    match rule.role {
        Role::Wait => {
            let state = rule.wait.as_ref()?.state(now);
            matches!(state, WaitState::NotStarted | WaitState::Running(_))
                .then(|| against_rules::wait_sentence(rule, state))
        }
        Role::Window => match loaded.rules.window(now)? {
            WindowState::Closed {
                next,
                overridden: None,
                ..
            } => Some(closed_sentence(&loaded.rules, next)),
            _ => None,
        },
        _ => None,
    }
}
