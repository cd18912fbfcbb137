//! `belay env`: environments and who we are in them.

use belay_app::Desk;
use belay_app::views::{EnvironmentCard, EnvironmentList, IdentityState, IpcErrorCode};
use serde::Serialize;

use crate::args::{EnvCommand, Format};
use crate::outcome::{CliError, Done};
use crate::print;

/// Lists or checks environments.
///
/// # Errors
/// An environment that does not exist.
pub async fn run(format: Format, desk: &Desk, command: EnvCommand) -> Result<Done, CliError> {
    match command {
        EnvCommand::List => list(format, desk).await,
        EnvCommand::Check { names, mfa } => check(format, desk, names, mfa).await,
    }
}

async fn list(format: Format, desk: &Desk) -> Result<Done, CliError> {
    let all = desk.environments().await?;
    print::document(format, "belay/env-list/1", &all, || list_text(&all))?;
    Ok(if all.problems.is_empty() {
        Done::Well
    } else {
        Done::Findings
    })
}

fn list_text(all: &EnvironmentList) -> String {
    let mut out = String::new();
    for e in &all.environments {
        out += &format!(
            "{:<24} {:<12} {}  {:<14} {}\n",
            e.name,
            tier(e),
            e.account_id,
            e.region,
            e.role_name.as_deref().unwrap_or("(profile as it is)")
        );
    }
    if all.environments.is_empty() {
        out += "No environments yet. Add entries to one of:\n";
        for file in &all.files {
            out += &format!("  {file}\n");
        }
    }
    for p in &all.problems {
        let line = p.line.map(|l| format!(":{l}")).unwrap_or_default();
        out += &format!("{}{line}: {}\n", p.source, p.message);
        if let Some(hint) = &p.hint {
            out += &format!("hint: {hint}\n");
        }
    }
    out
}

fn tier(e: &EnvironmentCard) -> String {
    format!("{:?}", e.tier).to_lowercase()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Checked {
    environment: String,
    identity: IdentityState,
}

async fn check(
    format: Format,
    desk: &Desk,
    mut names: Vec<String>,
    mfa: Option<String>,
) -> Result<Done, CliError> {
    if names.is_empty() {
        let all = desk.environments().await?.environments;
        names = all.into_iter().map(|e| e.name).collect();
    }
    let mut checked = Vec::new();
    for name in names {
        let identity = desk.sign_in(&name, mfa.clone()).await?;
        checked.push(Checked {
            environment: name,
            identity,
        });
    }
    print::document(format, "belay/env-check/1", &checked, || {
        checked.iter().map(check_text).collect()
    })?;
    verdict(checked)
}

/// A wrong account is a refusal (3), a remote failure is 4.
fn verdict(checked: Vec<Checked>) -> Result<Done, CliError> {
    let mut refused = false;
    for c in checked {
        match c.identity {
            IdentityState::Failed { error } => return Err(CliError::Failed(error)),
            IdentityState::Mismatch { .. } => refused = true,
            IdentityState::Confirmed { .. } | IdentityState::SignedOut => {}
        }
    }
    Ok(if refused { Done::Refused } else { Done::Well })
}

fn check_text(c: &Checked) -> String {
    let name = &c.environment;
    match &c.identity {
        IdentityState::Confirmed {
            account_id,
            arn,
            expires_at,
            ..
        } => {
            let until = expires_at.map(|t| format!(", session until {t:.0}"));
            format!(
                "{name}: account {account_id}, {arn}{}\n",
                until.unwrap_or_default()
            )
        }
        IdentityState::Mismatch {
            account_id,
            expected,
            arn,
            ..
        } => format!(
            "{name}: refused. AWS says account {account_id} ({arn}), but {expected} is pinned.\n"
        ),
        IdentityState::Failed { error } if error.code == IpcErrorCode::MfaNeeded => {
            format!("{name}: an MFA code is needed: `belay env check {name} --mfa CODE`\n")
        }
        IdentityState::Failed { error } => format!("{name}: {}\n", error.message),
        IdentityState::SignedOut => format!("{name}: not signed in\n"),
    }
}
