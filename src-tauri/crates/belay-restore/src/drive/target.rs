//! Whether a table of the target's name is the one of this restore.

use super::Machine;
use crate::plan::RestorePlan;
use crate::ports::Sighting;
use crate::ports::Trouble;
use crate::window::At;
use crate::words;

/// What a look at the target found.
pub(super) enum Target {
    Ours(Sighting),
    Foreign(Sighting),
    Absent,
    /// It could not be looked up.
    Unseen(Trouble),
}

impl Machine<'_> {
    /// Looks the target up, up to `looks` times while it is not there.
    pub(super) async fn find(&mut self, looks: u32) -> Target {
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

pub(super) fn foreign(plan: &RestorePlan, found: &Sighting) -> String {
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
