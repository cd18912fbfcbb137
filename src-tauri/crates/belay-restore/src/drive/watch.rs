//! From the accepted call to the comparison.

use std::time::Duration;

use super::{DriveError, Machine, Ports};
use crate::compare::{Comparison, compare};
use crate::events::{Outcome, RestoreEvent, RestoreState};
use crate::ports::{Sighting, Trouble};
use crate::words;

impl Machine<'_> {
    /// Looks at the target until AWS is done with it.
    pub(super) async fn watch(&mut self) -> Result<(), DriveError> {
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
    pub(super) async fn compare(&mut self) -> Result<(), DriveError> {
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
}

fn seconds(length: Duration) -> String {
    words::span(i64::try_from(length.as_secs()).unwrap_or(i64::MAX))
}
