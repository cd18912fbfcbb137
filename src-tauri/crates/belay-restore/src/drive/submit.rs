//! From the intent to the call that AWS accepted: sent at most once on its own.

use super::target::{Target, foreign};
use super::{DriveError, Machine, Word};
use crate::events::{RestoreEvent, RestoreState, status};
use crate::ports::{NotAccepted, Sighting, Trouble, TroubleKind};
use crate::refusal;
use crate::window::At;

impl Machine<'_> {
    /// A new restore: the target must be free.
    pub(super) async fn begin(&mut self) -> Result<(), DriveError> {
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
    pub(super) async fn take_up(&mut self) -> Result<(), DriveError> {
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

    async fn adopt(&mut self, found: Sighting) -> Result<(), DriveError> {
        self.record(RestoreEvent::Submitted {
            resource: Some(found.arn),
            request_id: None,
        })
        .await
    }
}
