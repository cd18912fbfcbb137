//! Choosing one of several ways.

use belay_journal::{EventBody, RunId};

use super::marks::over;
use super::{Changed, Engine};
use crate::error::EngineError;
use crate::guards::Refusal;
use crate::words::unquoted;

impl Engine {
    /// Takes one of the ways that the runbook offers; `option` counts from 1.
    /// The choice can be changed until something of the way taken was done.
    ///
    /// # Errors
    /// [`EngineError::NoSuchChoice`], and when the record cannot be written.
    pub fn choose(&self, run: &RunId, choice: &str, option: u32) -> Result<Changed, EngineError> {
        let loaded = self.load(run)?;
        let unknown = || EngineError::NoSuchChoice {
            run: run.clone(),
            choice: choice.to_owned(),
            option,
        };
        let decision = loaded.ways.decision(choice).ok_or_else(unknown)?;
        let index = option.checked_sub(1).ok_or_else(unknown)?;
        let at = usize::try_from(index).map_err(|_| unknown())?;
        let way = decision.choice.options.get(at).ok_or_else(unknown)?;
        if let Some(refusal) = over(&loaded) {
            return self.no(run, None, vec![refusal]);
        }
        let recorded = loaded.view.choices.get(choice).map(|taken| taken.option);
        if recorded == Some(index) {
            return Ok(Changed::Done);
        }
        if decision.begun && decision.taken != Some(at) {
            let taken = unquoted(decision.taken_title().unwrap_or_default());
            let refusal = Refusal::new(
                "begun",
                format!("Something of \u{201c}{taken}\u{201d} was done already, so the way stays."),
                "Go on with it; or take back what was only ticked, or finish this run and start \
                 another.",
                None,
            );
            return self.no(run, None, vec![refusal]);
        }
        self.append_next(
            &loaded,
            EventBody::ChoiceMade {
                choice: choice.to_owned(),
                title: decision.choice.title.to_string(),
                option: index,
                way: way.title.to_string(),
            },
        )?;
        Ok(Changed::Done)
    }
}
