//! `belay restore dynamodb`: a table to a point in time, from the terminal.

use belay_app::views::{
    Planned, RestoreDraft, RestoreOrigin, RestorePlanView, RestoreView, Submitted,
};
use belay_app::{Desk, when};
use belay_restore::RestoreState;

use crate::args::{Format, RestoreArgs};
use crate::commands::confirm;
use crate::outcome::{CliError, Done};
use crate::print;

/// Plans, and unless only the plan was asked for, restores and compares.
///
/// # Errors
/// Arguments that make no sense, a guard, or AWS.
pub async fn run(format: Format, desk: &Desk, args: RestoreArgs) -> Result<Done, CliError> {
    let draft = draft(desk, &args)?;
    let (plan, challenge) = match desk.plan_restore(draft).await? {
        Planned::Planned { plan, challenge } => (plan, challenge),
        Planned::Refused { refusals } => return Err(CliError::Refused(refusals)),
    };
    if args.plan {
        print::document(format, "belay/restore-plan/1", &plan, || plan_text(&plan))?;
        return Ok(Done::Well);
    }
    if format == Format::Text {
        print::lines(&plan_text(&plan));
    }
    let answer = match &challenge {
        Some(challenge) => Some(confirm::answer(challenge, args.confirm.as_deref())?),
        None => None,
    };
    match desk.submit_restore(&plan.plan_id, answer).await? {
        Submitted::Refused { refusals, .. } => Err(CliError::Refused(refusals)),
        Submitted::Started { run, restore, .. } => {
            let (done, view) = follow(desk, &run, &restore).await?;
            print::document(format, "belay/restore/1", &view, || end_text(&view))?;
            Ok(done)
        }
    }
}

fn draft(desk: &Desk, args: &RestoreArgs) -> Result<RestoreDraft, CliError> {
    let at = if args.at == "latest" {
        None
    } else {
        let at = when::instant(&args.at, desk.now());
        Some(at.map_err(|e| CliError::usage(e.to_string(), e.hint()))?)
    };
    Ok(RestoreDraft {
        origin: RestoreOrigin::Table {
            environment: args.env.clone(),
            table: args.source.clone(),
        },
        source: args.source.clone(),
        target: args.target.clone(),
        at,
        without_indexes: args.without_indexes,
    })
}

/// Follows a restore to its end, saying each new state once.
///
/// # Errors
/// The record cannot be read.
pub async fn follow(
    desk: &Desk,
    run: &str,
    restore: &str,
) -> Result<(Done, RestoreView), CliError> {
    let mut changes = desk.changes();
    let mut said = String::new();
    loop {
        let view = desk.restore(run, restore).await?;
        let sentence = state_text(&view);
        if sentence != said {
            print::aside(&sentence);
            said = sentence;
        }
        if let Some(done) = ended(&view) {
            return Ok((done, view));
        }
        if changes.next().await.is_none() {
            return Ok((Done::Findings, view));
        }
    }
}

/// The end of a restore, as far as it goes without a person.
fn ended(view: &RestoreView) -> Option<Done> {
    match &view.progress.state {
        RestoreState::Compared => Some(Done::Well),
        RestoreState::Failed { .. } | RestoreState::Unknown { .. } | RestoreState::Abandoned => {
            Some(Done::Findings)
        }
        // The table is there but could not be compared: a person must look.
        RestoreState::Active if view.progress.trouble.is_some() => Some(Done::Findings),
        _ => None,
    }
}

fn state_text(view: &RestoreView) -> String {
    let state = match &view.progress.state {
        RestoreState::Intended => "recorded, not yet submitted".into(),
        RestoreState::Submitting => "submitting".into(),
        RestoreState::Creating { status } => format!("AWS says {status}"),
        RestoreState::Active => "ACTIVE".into(),
        RestoreState::Comparing { .. } => "comparing items".into(),
        RestoreState::Compared => "compared".into(),
        RestoreState::Failed { sentence, .. } | RestoreState::Unknown { sentence } => {
            sentence.clone()
        }
        RestoreState::Abandoned => "abandoned".into(),
    };
    match &view.progress.trouble {
        Some(trouble) => format!("{}: {state}. {trouble}", view.target),
        None => format!("{}: {state}", view.target),
    }
}

fn end_text(view: &RestoreView) -> String {
    let mut out = format!("{}\n", state_text(view));
    if let Some(c) = &view.progress.comparison {
        out += &format!(
            "{} items are the same, {} differ, {} are only in {}, {} only in {}\n",
            c.same, c.differing, c.only_in_source, view.source, c.only_in_restored, view.target
        );
    }
    out += &format!("Recorded as run {}.\n", view.run);
    out
}

/// A plan for people: what is called, what AWS leaves out.
pub fn plan_text(plan: &RestorePlanView) -> String {
    let at = plan.at.map_or_else(
        || "the latest restorable time".into(),
        |t| format!("{t:.0}"),
    );
    let mut out = format!(
        "Restore `{}` as of {at} into the new table `{}`\nin {}, account {}, {}\n\nWill be called:\n",
        plan.source, plan.target, plan.environment, plan.account_id, plan.region
    );
    for call in &plan.calls {
        out += &format!("  {}\n", call.cli);
    }
    if !plan.not_restored.is_empty() {
        out += "\nAWS will not restore:\n";
        for left in &plan.not_restored {
            out += &format!("  {}: {}. {}\n", left.setting, left.value, left.reapply);
        }
    }
    for line in plan.warnings.iter().chain(&plan.costs) {
        out += &format!("\n{line}\n");
    }
    out + &format!("\n{}\n", plan.lost)
}
