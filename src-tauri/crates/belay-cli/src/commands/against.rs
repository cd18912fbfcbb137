//! What to do at the terminal when a rule of the prose is against going on.

use std::time::Duration;

use belay_app::Desk;
use belay_app::views::{Changed, WaitStanding};
use belay_engine::guards::{Refusal, Resolve};
use belay_engine::rules::length;
use jiff::Timestamp;

use super::run::changed;
use crate::outcome::CliError;
use crate::print;

/// Whether nothing but rules of the prose is against it, so that a person at the
/// terminal may wait, or go on and say why.
pub fn only_rules(refusals: &[Refusal]) -> bool {
    let by_rule = |refusal: &Refusal| refusal.resolve == Some(Resolve::Rule);
    !refusals.is_empty() && refusals.iter().all(by_rule)
}

/// Asks what to do about each. True when nothing is against it any more, so that
/// the act may be tried again.
///
/// # Errors
/// Nobody is there to ask, which is the refusal itself; or the record cannot be
/// written.
pub async fn settle(desk: &Desk, run: &str, refusals: Vec<Refusal>) -> Result<bool, CliError> {
    for refusal in &refusals {
        let Some(rule) = &refusal.rule else {
            return Err(CliError::Refused(refusals));
        };
        let ends = ends_at(desk, run, rule).await?;
        let ways = match ends {
            Some(_) => "[w]ait until then, [g]o on with a reason, anything else stops:",
            None => "[g]o on with a reason, anything else stops:",
        };
        let Some(answer) = print::ask(&format!("{}\n{ways}", refusal.sentence)) else {
            print::aside(&format!(
                "Without a terminal: `belay rules go-on {run} {rule} --reason TEXT`."
            ));
            return Err(CliError::Refused(refusals));
        };
        match (answer.as_str(), ends) {
            ("g" | "go on", _) => {
                let reason = print::ask("Reason:").unwrap_or_default();
                changed(desk.override_rule(run, rule, &reason).await?)?;
            }
            ("w" | "wait", Some(end)) => wait_until(end).await,
            _ => return Ok(false),
        }
    }
    Ok(true)
}

/// Finds out how an answer came out; asks where rules are against it, and tries
/// again once.
///
/// # Errors
/// As [`settle`], and another guard's refusal.
pub async fn ticked(desk: &Desk, run: &str, unit: &str) -> Result<bool, CliError> {
    match desk.tick(run, unit, true).await? {
        Changed::Refused { refusals } if only_rules(&refusals) => {
            if !settle(desk, run, refusals).await? {
                return Ok(false);
            }
            changed(desk.tick(run, unit, true).await?)?;
        }
        other => changed(other)?,
    }
    Ok(true)
}

/// When the clock of a rule ends, if it runs.
async fn ends_at(desk: &Desk, run: &str, rule: &str) -> Result<Option<Timestamp>, CliError> {
    let rules = desk.run(run).await?.rules.rules;
    let wait = rules
        .into_iter()
        .find(|r| r.id == rule)
        .and_then(|r| r.wait);
    let wait = wait.filter(|wait| wait.state == WaitStanding::Running);
    Ok(wait.and_then(|wait| wait.ends_at))
}

/// Says what is left, at first, and then once a minute.
async fn wait_until(end: Timestamp) {
    loop {
        let left = end.duration_since(Timestamp::now()).as_secs();
        // A clock that is still ahead by less than a second is over after it.
        let Some(left) = u32::try_from(left).ok().filter(|left| *left > 0) else {
            tokio::time::sleep(Duration::from_secs(1)).await;
            return;
        };
        print::aside(&format!("{} left", length(left)));
        tokio::time::sleep(Duration::from_secs(u64::from(left.min(60)))).await;
    }
}
