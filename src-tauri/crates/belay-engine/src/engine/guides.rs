//! Entering a guide from its symptom, and coming back.

use belay_journal::{EventBody, RunId};
use belay_runbook::Runbook;

use super::marks::over;
use super::start::Symptom;
use super::{Changed, Engine};
use crate::error::EngineError;
use crate::guards::Refusal;
use crate::unit::{UnitKind, units_of_guide};

impl Engine {
    /// Enters a guide of the run's text; its steps come next, whatever stands open
    /// elsewhere. `from` is the unit at hand, to come back to.
    ///
    /// # Errors
    /// [`EngineError::NoSuchGuide`], and when the record cannot be written.
    pub fn enter_guide(
        &self,
        run: &RunId,
        symptom: &Symptom,
        from: Option<String>,
    ) -> Result<Changed, EngineError> {
        let loaded = self.load(run)?;
        let event = entered(&loaded.runbook, symptom, false, from);
        let event = event.ok_or_else(|| EngineError::NoSuchGuide {
            run: run.clone(),
            guide: symptom.guide.clone(),
        })?;
        let refusal = over(&loaded).or_else(|| guide_refusal(&loaded.runbook, symptom));
        if let Some(refusal) = refusal {
            return self.no(run, None, vec![refusal]);
        }
        let here = loaded.view.guide().map(|entered| entered.guide.as_str());
        if here == Some(&symptom.guide) {
            return Ok(Changed::Done);
        }
        self.append_next(&loaded, event)?;
        Ok(Changed::Done)
    }

    /// Leaves the guide in which the run is. The guide that a run is of stays.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub fn leave_guide(&self, run: &RunId) -> Result<Changed, EngineError> {
        let loaded = self.load(run)?;
        if let Some(refusal) = over(&loaded) {
            return self.no(run, None, vec![refusal]);
        }
        if let Some(here) = loaded.view.guide().filter(|here| !here.alone) {
            let guide = here.guide.clone();
            self.append_next(&loaded, EventBody::GuideLeft { guide })?;
        }
        Ok(Changed::Done)
    }
}

/// The event of entering; nothing where the runbook has no such guide.
pub(super) fn entered(
    runbook: &Runbook,
    symptom: &Symptom,
    alone: bool,
    from: Option<String>,
) -> Option<EventBody> {
    let guide = runbook.guide(&symptom.guide)?;
    let seen = usize::try_from(symptom.symptom).ok();
    let seen = seen.and_then(|at| guide.symptoms.get(at));
    let seen = seen.or(guide.symptoms.first());
    Some(EventBody::GuideEntered {
        guide: guide.id.to_string(),
        title: guide.title.to_string(),
        symptom: seen.map_or(&guide.title, |entry| &entry.text).to_string(),
        alone,
        from,
    })
}

/// Why a guide cannot be run.
pub(super) fn guide_refusal(runbook: &Runbook, symptom: &Symptom) -> Option<Refusal> {
    if runbook.guide(&symptom.guide).is_none() {
        return Some(Refusal::new(
            "scope",
            format!("The runbook has no guide {}.", symptom.guide),
            "Choose one of its guides; the file may have changed since the list was made.",
            None,
        ));
    }
    let units = units_of_guide(runbook, &symptom.guide);
    let something = |unit: &crate::unit::Unit| unit.within && unit.kind != UnitKind::Reference;
    (!units.iter().any(something)).then(|| {
        Refusal::new(
            "nothing",
            "There is nothing to tick, to run or to do in this guide; it is to be read.",
            "Read it in the runbook; or choose a section, or the whole file.",
            None,
        )
    })
}
