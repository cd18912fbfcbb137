//! Ending a run.

use belay_journal::body::RunOutcome;
use belay_journal::{EventBody, RunId};

use super::marks::over;
use super::{Changed, Engine, Loaded};
use crate::error::EngineError;
use crate::guards::against_rules::end_waits;
use crate::guards::{Refusal, Resolve};
use crate::unit::left;
use crate::words::name;

impl Engine {
    /// Ends a run. It is complete when every unit is done or skipped; otherwise
    /// it is given up, with a note about what is left.
    ///
    /// # Errors
    /// When the record cannot be read or written.
    pub fn finish(
        &self,
        run: &RunId,
        outcome: RunOutcome,
        note: &str,
    ) -> Result<Changed, EngineError> {
        let loaded = self.load(run)?;
        let mut refusals: Vec<_> = over(&loaded).into_iter().collect();
        refusals.extend(going_on(&loaded));
        match outcome {
            RunOutcome::Completed => {
                refusals.extend(unfinished(&loaded));
                refusals.extend(end_waits(&loaded.rules, self.outside().clock.now()));
            }
            RunOutcome::Abandoned if note.trim().is_empty() => refusals.push(Refusal::new(
                "reason",
                "The run would be given up without a word about what is left.",
                "Say what was done and what is left.",
                None,
            )),
            RunOutcome::Abandoned => {}
        }
        if !refusals.is_empty() {
            return self.no(run, None, refusals);
        }
        let note = Some(self.masked(run, note.trim())).filter(|note| !note.is_empty());
        self.append_next(&loaded, EventBody::RunFinished { outcome, note })?;
        self.outside()
            .locks
            .release(&loaded.environment.name, run)?;
        self.inner.secrets.forget(run);
        Ok(Changed::Done)
    }
}

fn going_on(loaded: &Loaded) -> Vec<Refusal> {
    let commands = loaded.view.open_attempts().map(|(unit, _)| {
        let unit = loaded.units.iter().find(|u| u.id == unit);
        let sentence = unit.map_or_else(
            || "A command is still going on.".to_owned(),
            |unit| format!("{} is still going on.", name(unit)),
        );
        Refusal::new("running", sentence, "Wait for its end, or stop it.", None)
    });
    let restores = loaded.view.open_restores().map(|(id, _)| {
        Refusal::new(
            "running",
            format!("Restore `{id}` is still going on."),
            "Wait for its end; or stop watching it, which touches no table.",
            None,
        )
    });
    commands.chain(restores).collect()
}

fn unfinished(loaded: &Loaded) -> Option<Refusal> {
    let left = left(&loaded.ways, &loaded.units, &loaded.view);
    let first = left.first()?;
    let others = left.len() - 1;
    let sentence = match others {
        0 => format!("{} is neither done nor skipped.", name(first)),
        1 => format!(
            "{} and one other step are neither done nor skipped.",
            name(first)
        ),
        _ => format!(
            "{} and {others} other steps are neither done nor skipped.",
            name(first)
        ),
    };
    Some(Refusal::new(
        "unfinished",
        sentence,
        "Do them, or skip them and say why; or give the run up with a note.",
        Some(Resolve::Skip),
    ))
}
