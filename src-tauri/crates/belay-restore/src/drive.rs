//! The state machine of a restore. It can die at any point and be driven on
//! from what was recorded; the call that changes something is never sent twice
//! on its own.
//!
//! DynamoDB's restore call takes no client token, so a repeated call cannot be
//! recognised by AWS. What protects instead: the intent is recorded before the
//! call, and whoever finds an intent without an answer looks the target up. A
//! target that was restored from the same table to the same moment is adopted;
//! if there is none, only a person's word submits again.

use std::time::Duration;

use crate::compare::{Comparison, compare};
use crate::events::{Outcome, Progress, RestoreEvent, RestoreState, status};
use crate::plan::RestorePlan;
use crate::ports::{
    NotAccepted, Pace, RecordFailed, Recorder, Sighting, Tables, Trouble, TroubleKind,
};
use crate::refusal;
use crate::window::At;
use crate::{Recorded, words};

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

/// What a look at the target found.
enum Target {
    Ours(Sighting),
    Foreign(Sighting),
    Absent,
    /// It could not be looked up.
    Unseen(Trouble),
}

impl Machine<'_> {
    /// A new restore: the target must be free.
    async fn begin(&mut self) -> Result<(), DriveError> {
        match self.find(1).await {
            Target::Ours(taken) | Target::Foreign(taken) => {
                let refusal = refusal::taken_refusal(&taken);
                self.fail(&format!("{} Nothing was submitted.", refusal.sentence))
                    .await
            }
            Target::Absent => self.submit().await,
            Target::Unseen(trouble) => self.not_sent(&trouble).await,
        }
    }

    /// A restore from the record: whatever it says, look first.
    async fn take_up(&mut self) -> Result<(), DriveError> {
        if !matches!(
            self.progress.state,
            RestoreState::Intended | RestoreState::Submitting | RestoreState::Unknown { .. }
        ) {
            return Ok(());
        }
        self.settle().await?;
        let undecided = matches!(
            self.progress.state,
            RestoreState::Intended | RestoreState::Unknown { .. }
        );
        if undecided && self.word == Word::Submit && self.progress.trouble.is_none() {
            self.submit().await?;
        }
        Ok(())
    }

    /// Finds out what became of a call whose answer is not known.
    async fn settle(&mut self) -> Result<(), DriveError> {
        // Where the record says that no call has left, one look is enough.
        let looks = if self.progress.state == RestoreState::Intended {
            1
        } else {
            self.patience.looks
        };
        match self.find(looks).await {
            Target::Ours(found) => self.adopt(found).await,
            Target::Foreign(found) => self.fail(&foreign(self.plan, &found)).await,
            Target::Absent if self.progress.state == RestoreState::Submitting => {
                self.observe(status::UNCLEAR, None).await
            }
            Target::Absent => Ok(()),
            Target::Unseen(trouble) => {
                if self.progress.state == RestoreState::Submitting {
                    self.observe(status::UNCLEAR, None).await?;
                }
                self.trouble(trouble.sentence);
                Ok(())
            }
        }
    }

    /// Sends the call: at most once, unless AWS asked to slow down.
    async fn submit(&mut self) -> Result<(), DriveError> {
        for attempt in 0..=self.patience.throttled {
            if !self.window_allows().await? {
                return Ok(());
            }
            self.observe(status::SUBMITTING, None).await?;
            match self.ports.tables.submit(&self.plan.request).await {
                Ok(accepted) => {
                    return self
                        .record(RestoreEvent::Submitted {
                            resource: Some(accepted.table.arn),
                            request_id: accepted.request_id,
                        })
                        .await;
                }
                Err(NotAccepted::Unclear(trouble)) => {
                    self.trouble(trouble.sentence);
                    return self.settle().await;
                }
                Err(NotAccepted::TargetExists(trouble)) => return self.exists(trouble).await,
                Err(NotAccepted::Nothing(trouble)) => {
                    let again =
                        trouble.kind == TroubleKind::Throttled && attempt < self.patience.throttled;
                    self.refused(trouble).await?;
                    if !again {
                        return Ok(());
                    }
                    self.ports.pace.pause(self.patience.poll_every).await;
                }
            }
        }
        Ok(())
    }

    /// The window, read once more: the plan may be older than the window.
    async fn window_allows(&mut self) -> Result<bool, DriveError> {
        let source = &self.plan.request.source;
        let window = match self.ports.tables.window(source).await {
            Ok(Some(window)) => window,
            Ok(None) => {
                self.fail(&format!(
                    "Point-in-time recovery is off for `{source}` now. Nothing was submitted."
                ))
                .await?;
                return Ok(false);
            }
            Err(trouble) => {
                self.not_sent(&trouble).await?;
                return Ok(false);
            }
        };
        let At::Instant { at } = self.plan.request.at else {
            return Ok(true);
        };
        match refusal::outside(&window, at, self.ports.pace.now()) {
            Some(refusal) => {
                self.fail(&format!("{} Nothing was submitted.", refusal.sentence))
                    .await?;
                Ok(false)
            }
            None => Ok(true),
        }
    }

    /// AWS says that the target exists. It is ours only if an earlier call of
    /// this restore may have reached AWS.
    async fn exists(&mut self, trouble: Trouble) -> Result<(), DriveError> {
        let earlier = self.progress.submissions > 1;
        match self.find(self.patience.looks).await {
            Target::Ours(found) if earlier => self.adopt(found).await,
            Target::Ours(found) | Target::Foreign(found) => {
                self.fail(&foreign(self.plan, &found)).await
            }
            Target::Absent => self.fail(&trouble.sentence).await,
            Target::Unseen(_) => {
                self.observe(status::UNCLEAR, None).await?;
                self.trouble(trouble.sentence);
                Ok(())
            }
        }
    }

    /// Nothing was started, and AWS (or the machine) said why.
    async fn refused(&mut self, trouble: Trouble) -> Result<(), DriveError> {
        match trouble.kind {
            TroubleKind::Throttled | TroubleKind::SignIn | TroubleKind::Passing => {
                self.not_sent(&trouble).await
            }
            _ => self.fail_with(trouble).await,
        }
    }

    async fn not_sent(&mut self, trouble: &Trouble) -> Result<(), DriveError> {
        self.observe(status::NOT_SENT, trouble.request_id.clone())
            .await?;
        self.trouble(format!("{} Nothing was submitted.", trouble.sentence));
        Ok(())
    }

    /// Looks at the target until AWS is done with it.
    async fn watch(&mut self) -> Result<(), DriveError> {
        let mut missing = 0;
        while let RestoreState::Creating { status } = self.progress.state.clone() {
            match self.ports.tables.look(&self.plan.request.target).await {
                Ok(Some(seen)) => {
                    missing = 0;
                    self.looked();
                    if seen.status != status && !(seen.status == "ACTIVE" && seen.restoring) {
                        self.seen(seen).await?;
                        continue;
                    }
                }
                Ok(None) => {
                    missing += 1;
                    self.looked();
                    if missing >= self.patience.looks {
                        let target = &self.plan.request.target;
                        return self.fail(&format!("Table `{target}` is not there any more. Somebody deleted it, or AWS gave the restore up.")).await;
                    }
                }
                Err(trouble) => self.trouble(format!(
                    "{} Looking again in {}.",
                    trouble.sentence,
                    seconds(self.patience.poll_every)
                )),
            }
            self.ports.pace.pause(self.patience.poll_every).await;
        }
        Ok(())
    }

    /// A state that was not there before.
    async fn seen(&mut self, seen: Sighting) -> Result<(), DriveError> {
        self.observe(&seen.status, seen.request_id).await?;
        let target = &self.plan.request.target;
        let over = match seen.status.as_str() {
            "INACCESSIBLE_ENCRYPTION_CREDENTIALS" => format!(
                "Table `{target}` was restored, but its KMS key cannot be used, so it cannot be read."
            ),
            "DELETING" => format!("Table `{target}` is being deleted."),
            "ARCHIVING" | "ARCHIVED" => format!(
                "AWS archived table `{target}`, because its KMS key could not be used for seven days."
            ),
            _ => return Ok(()),
        };
        self.fail(&over).await
    }

    /// Compares, unless the record only lacks its last word. A restore that was
    /// compared already is compared again: whoever drives it asks for that.
    async fn compare(&mut self) -> Result<(), DriveError> {
        let before = self.progress.state.clone();
        match &before {
            RestoreState::Compared if !self.progress.ended => return self.complete().await,
            RestoreState::Active | RestoreState::Compared => {}
            _ => return Ok(()),
        }
        match self.comparison().await {
            Ok(comparison) => {
                self.record(RestoreEvent::Compared {
                    comparison: Box::new(comparison),
                })
                .await?;
                self.complete().await
            }
            Err(trouble) => {
                self.progress.state = before;
                self.trouble(format!(
                    "The table is ACTIVE, but it could not be compared: {}",
                    trouble.sentence
                ));
                Ok(())
            }
        }
    }

    async fn complete(&mut self) -> Result<(), DriveError> {
        if self.progress.ended {
            return Ok(());
        }
        let message = self.progress.comparison.as_ref().map(Comparison::sentence);
        self.record(RestoreEvent::Ended {
            outcome: Outcome::Completed,
            message,
        })
        .await
    }

    async fn comparison(&mut self) -> Result<Comparison, Trouble> {
        let Ports {
            tables,
            recorder,
            pace,
        } = self.ports;
        let source = tables.describe(&self.plan.request.source).await?;
        let restored = tables.describe(&self.plan.request.target).await?;
        let mut shown = self.progress.clone();
        shown.since = pace.now();
        let mut progress = |scanned| {
            shown.state = RestoreState::Comparing { scanned };
            shown.last_looked_at = Some(pace.now());
            recorder.show(&shown);
        };
        compare(tables, &source, &restored, &mut progress, || pace.now()).await
    }

    /// Looks the target up, up to `looks` times while it is not there.
    async fn find(&mut self, looks: u32) -> Target {
        let mut last = Target::Absent;
        for look in 0..looks.max(1) {
            if look > 0 {
                self.ports.pace.pause(self.patience.poll_every).await;
            }
            last = match self.ports.tables.look(&self.plan.request.target).await {
                Ok(Some(seen)) => {
                    self.looked();
                    return if matches_plan(self.plan, &seen) {
                        Target::Ours(seen)
                    } else {
                        Target::Foreign(seen)
                    };
                }
                Ok(None) => {
                    self.looked();
                    Target::Absent
                }
                Err(trouble) => {
                    self.trouble(trouble.sentence.clone());
                    Target::Unseen(trouble)
                }
            };
        }
        last
    }

    async fn adopt(&mut self, found: Sighting) -> Result<(), DriveError> {
        self.record(RestoreEvent::Submitted {
            resource: Some(found.arn),
            request_id: None,
        })
        .await
    }

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

/// Whether `seen` is what this plan asked for: restored from the same table,
/// to the same second (or, for "latest", to a second that was not yet past the
/// window's end when the plan was made).
#[must_use]
pub fn matches_plan(plan: &RestorePlan, seen: &Sighting) -> bool {
    let from = seen
        .restored_from
        .as_deref()
        .is_some_and(|arn| arn == plan.source_arn);
    let to = match (plan.request.at, seen.restored_to) {
        (At::Instant { at }, Some(to)) => at.as_second() == to.as_second(),
        (At::Latest, Some(to)) => to.as_second() >= plan.window.latest.as_second(),
        (_, None) => false,
    };
    from && to
}

fn foreign(plan: &RestorePlan, found: &Sighting) -> String {
    let what = match (&found.restored_from, found.restored_to) {
        (Some(from), Some(to)) => format!(
            "restored from {} to {}",
            from.rsplit('/').next().unwrap_or(from),
            words::instant(to)
        ),
        _ => "not restored from a table".to_owned(),
    };
    format!(
        "Table `{}` exists, but it is not the one of this restore: it was {what}. It was left alone.",
        plan.request.target
    )
}

fn seconds(length: Duration) -> String {
    words::span(i64::try_from(length.as_secs()).unwrap_or(i64::MAX))
}
