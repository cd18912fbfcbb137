//! The state machine of a restore. It can die at any point and be driven on
//! from what was recorded; the call that changes something is never sent twice
//! on its own.
//!
//! DynamoDB's restore call takes no client token, so a repeated call cannot be
//! recognised by AWS. What protects instead: the intent is recorded before the
//! call, and whoever finds an intent without an answer looks the target up. A
//! target that was restored from the same table to the same moment is adopted;
//! if there is none, only a person's word submits again.

mod submit;
mod target;
mod watch;

use std::time::Duration;

use crate::Recorded;
use crate::events::{Outcome, Progress, RestoreEvent, RestoreState};
use crate::plan::RestorePlan;
use crate::ports::{Pace, RecordFailed, Recorder, Tables, Trouble};

pub use target::matches_plan;

/// What the machine is connected to.
#[derive(Clone, Copy)]
pub struct Ports<'a> {
    /// The environment's tables.
    pub tables: &'a dyn Tables,
    /// The journal.
    pub recorder: &'a dyn Recorder,
    /// The clock.
    pub pace: &'a dyn Pace,
}

/// How long to wait for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Between two looks at the target. There is no end to looking: a restore
    /// can take hours (DDB developerguide/bp-pitr-recovery-table-restore).
    pub poll_every: Duration,
    /// Looks at a target that should be there and is not, before it is believed.
    pub looks: u32,
    /// How often a throttled call is sent again.
    pub throttled: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            poll_every: Duration::from_secs(10),
            looks: 4,
            throttled: 4,
        }
    }
}

/// What the person said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// Nothing: go on with what was submitted. Never submits.
    Watch,
    /// Submit, if it turns out that nothing was submitted.
    Submit,
}

/// How far to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Until the table is ACTIVE.
    Stop,
    /// Until source and restored table were compared.
    Compare,
}

/// The machine could not go on safely.
#[derive(Debug, thiserror::Error)]
pub enum DriveError {
    /// Nothing that changes anything is done without a record.
    #[error(transparent)]
    Record(#[from] RecordFailed),
}

/// Drives a restore from where `history` left it.
///
/// With an empty history and [`Word::Submit`] it begins; with an empty history
/// and [`Word::Watch`] nothing happens. Ends when the restore is over, or when a
/// person has to decide ([`RestoreState::Intended`], [`RestoreState::Unknown`]),
/// or when the comparison failed (state [`RestoreState::Active`] with
/// [`Progress::trouble`]). Driven once more with [`Then::Compare`], a restore
/// that is over is compared again. Dropping the future is as safe as killing the
/// program.
///
/// # Errors
/// [`DriveError::Record`] when the journal cannot be written.
pub async fn drive(
    plan: &RestorePlan,
    history: &[Recorded],
    word: Word,
    then: Then,
    ports: Ports<'_>,
    patience: Patience,
) -> Result<Progress, DriveError> {
    let fresh = history.is_empty();
    let progress = Progress::of(history).unwrap_or_else(|| Progress::new(ports.pace.now()));
    let mut machine = Machine {
        plan,
        ports,
        patience,
        progress,
        word,
    };
    if fresh {
        if word == Word::Watch {
            return Ok(machine.progress);
        }
        machine
            .record(RestoreEvent::Intended {
                plan: Box::new(plan.clone()),
            })
            .await?;
        machine.begin().await?;
    } else {
        machine.take_up().await?;
    }
    machine.watch().await?;
    if then == Then::Compare {
        machine.compare().await?;
    }
    Ok(machine.progress)
}

struct Machine<'a> {
    plan: &'a RestorePlan,
    ports: Ports<'a>,
    patience: Patience,
    progress: Progress,
    word: Word,
}

impl Machine<'_> {
    async fn fail(&mut self, sentence: &str) -> Result<(), DriveError> {
        self.record(RestoreEvent::Ended {
            outcome: Outcome::Failed,
            message: Some(sentence.to_owned()),
        })
        .await
    }

    async fn fail_with(&mut self, trouble: Trouble) -> Result<(), DriveError> {
        // The record keeps one sentence; the request id leads to AWS's own.
        let sentence = match &trouble.request_id {
            Some(id) => format!("{} (AWS request {id})", trouble.sentence),
            None => trouble.sentence.clone(),
        };
        self.fail(&sentence).await?;
        self.progress.state = RestoreState::Failed {
            sentence: trouble.sentence,
            hint: trouble.hint,
            request_id: trouble.request_id,
        };
        self.ports.recorder.show(&self.progress);
        Ok(())
    }

    async fn observe(&mut self, word: &str, request_id: Option<String>) -> Result<(), DriveError> {
        self.record(RestoreEvent::Observed {
            status: word.to_owned(),
            request_id,
        })
        .await
    }

    async fn record(&mut self, event: RestoreEvent) -> Result<(), DriveError> {
        self.ports.recorder.record(&event).await?;
        self.progress.apply(&event, self.ports.pace.now());
        self.ports.recorder.show(&self.progress);
        Ok(())
    }

    fn looked(&mut self) {
        self.progress.last_looked_at = Some(self.ports.pace.now());
        self.progress.trouble = None;
        self.ports.recorder.show(&self.progress);
    }

    fn trouble(&mut self, sentence: String) {
        self.progress.trouble = Some(sentence);
        self.ports.recorder.show(&self.progress);
    }
}
