//! `belay preflight`: what a runbook needs, and whether it is there.

use belay_app::Desk;
use belay_app::views::RunPart;
use belay_engine::preflight::{Check, CheckState, Preflight};

use crate::args::{Format, PreflightArgs};
use crate::outcome::{CliError, Done};
use crate::print;

/// Looks and prints. Exit code 1 when something stands in the way.
///
/// # Errors
/// The file, the section or the environment is not there.
pub async fn run(format: Format, desk: &Desk, args: PreflightArgs) -> Result<Done, CliError> {
    let given = args.inputs.iter().map(|input| {
        let name = input
            .split_once('=')
            .map_or(input.as_str(), |(name, _)| name);
        name.to_owned()
    });
    let part = RunPart {
        section: args.section.clone(),
        guide: args.guide.clone(),
        symptom: 0,
    };
    let preflight = desk
        .preflight_of_file(&args.file, &part, &args.env, given.collect())
        .await?;
    print::document(format, "belay/preflight/1", &preflight, || text(&preflight))?;
    Ok(match preflight.ready {
        true => Done::Well,
        false => Done::Findings,
    })
}

fn text(preflight: &Preflight) -> String {
    let mut out: String = preflight.checks.iter().map(line).collect();
    out += &format!("\n{}\n", preflight.sentence);
    out
}

fn line(check: &Check) -> String {
    let mut out = format!("{:<9} {}\n", word(check.state), check.sentence);
    if let Some(remedy) = check
        .remedy
        .as_ref()
        .filter(|_| check.state != CheckState::Ok)
    {
        out += &format!("{:<9} hint: {remedy}\n", "");
    }
    out
}

fn word(state: CheckState) -> &'static str {
    match state {
        CheckState::Ok => "ok",
        CheckState::Older => "older",
        CheckState::Missing => "missing",
        CheckState::Unknown => "unknown",
        CheckState::ToConfirm => "confirm",
        CheckState::Open => "open",
        CheckState::Failed => "failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use belay_engine::preflight::NeedKind;

    #[test]
    fn each_need_is_a_line_with_its_state_and_the_way_on() {
        let check = |name: &str, state, sentence: &str, remedy: Option<&str>| Check {
            id: "P4".into(),
            need: NeedKind::Tool,
            name: name.into(),
            state,
            found: None,
            wanted: None,
            sentence: sentence.into(),
            remedy: remedy.map(str::to_owned),
            resolve: None,
            line: Some(4),
            unit: None,
        };
        let preflight = Preflight {
            checked_at: "2026-11-21T08:00:00Z".parse().unwrap_or_default(),
            ready: false,
            sentence: "1 of 2 needs stands in the way.".into(),
            checks: vec![
                check(
                    "kubectl",
                    CheckState::Older,
                    "kubectl 1.26.3 is older than the 1.28 that line 4 asks for.",
                    Some("Install kubectl 1.28 or later."),
                ),
                check("git", CheckState::Ok, "git 2.43 is there.", None),
            ],
        };
        insta::assert_snapshot!(text(&preflight), @r"
        older     kubectl 1.26.3 is older than the 1.28 that line 4 asks for.
                  hint: Install kubectl 1.28 or later.
        ok        git 2.43 is there.

        1 of 2 needs stands in the way.
        ");
    }
}
