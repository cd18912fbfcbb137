//! What a person says about the rules of the prose.

use belay_engine::rules::Figures;

use super::Desk;
use crate::error::AppError;
use crate::views::Changed;

impl Desk {
    /// Says that a rule holds in a run: with the figures that are shown, or with
    /// others.
    ///
    /// # Errors
    /// The run or the rule is gone, or the record cannot be written.
    pub async fn confirm_rule(
        &self,
        run: &str,
        rule: &str,
        figures: &Figures,
    ) -> Result<Changed, AppError> {
        let run = self.run_id(run)?;
        self.changed(&run, self.inner.engine.confirm_rule(&run, rule, figures)?)
    }

    /// Says that a rule does not hold in a run, and why.
    ///
    /// # Errors
    /// The run or the rule is gone, or the record cannot be written.
    pub async fn dismiss_rule(
        &self,
        run: &str,
        rule: &str,
        reason: &str,
    ) -> Result<Changed, AppError> {
        let run = self.run_id(run)?;
        self.changed(&run, self.inner.engine.dismiss_rule(&run, rule, reason)?)
    }

    /// Takes back what was said about a rule in a run.
    ///
    /// # Errors
    /// The run or the rule is gone, or the record cannot be written.
    pub async fn take_rule_back(&self, run: &str, rule: &str) -> Result<Changed, AppError> {
        let run = self.run_id(run)?;
        self.changed(&run, self.inner.engine.take_rule_back(&run, rule)?)
    }

    /// Goes on although a rule is against it, for a reason.
    ///
    /// # Errors
    /// The run or the rule is gone, or the record cannot be written.
    pub async fn override_rule(
        &self,
        run: &str,
        rule: &str,
        reason: &str,
    ) -> Result<Changed, AppError> {
        let run = self.run_id(run)?;
        self.changed(&run, self.inner.engine.override_rule(&run, rule, reason)?)
    }

    /// Sets the clock of a rule going by hand, or anew.
    ///
    /// # Errors
    /// The run or the rule is gone, or the record cannot be written.
    pub async fn start_wait(&self, run: &str, rule: &str) -> Result<Changed, AppError> {
        let run = self.run_id(run)?;
        self.changed(&run, self.inner.engine.start_wait(&run, rule)?)
    }

    /// Says whether what a rule speaks of is so; nothing takes the last answer back.
    ///
    /// # Errors
    /// The run or the rule is gone, or the record cannot be written.
    pub async fn observe_rule(
        &self,
        run: &str,
        rule: &str,
        so: Option<bool>,
    ) -> Result<Changed, AppError> {
        let run = self.run_id(run)?;
        self.changed(&run, self.inner.engine.observe_rule(&run, rule, so)?)
    }
}
