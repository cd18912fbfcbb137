//! `belay rules`: what the prose rules, and a person's word on it.

use belay_app::Desk;
use belay_app::views::{RuleStanding, RuleView, RunPage, RunRulesView, WaitStanding};
use belay_engine::rules::{Figures, Role, length};
use belay_runbook::{length_in, window_in};

use super::run::changed;
use super::runs;
use crate::args::{ConfirmRules, Format, RulesCommand, SeenAnswer};
use crate::outcome::{CliError, Done};
use crate::print;

/// What says that all rules are meant that were confirmed in an earlier run.
const BEFORE: &str = "before";

/// Lists the rules of a run, after doing what was asked.
///
/// # Errors
/// A run or a rule that does not exist, figures that do not fit, or a guard.
pub async fn run(format: Format, desk: &Desk, command: RulesCommand) -> Result<Done, CliError> {
    let run = match &command {
        RulesCommand::Confirm(args) => &args.run,
        RulesCommand::List { run }
        | RulesCommand::Dismiss { run, .. }
        | RulesCommand::Undo { run, .. }
        | RulesCommand::GoOn { run, .. }
        | RulesCommand::Start { run, .. }
        | RulesCommand::Saw { run, .. } => run,
    };
    let run = runs::find(desk, run).await?;
    let done = match &command {
        RulesCommand::List { .. } => None,
        RulesCommand::Confirm(args) => {
            confirm(desk, &run, &args.rules, &figures(args)?).await?;
            None
        }
        RulesCommand::Dismiss { rule, reason, .. } => {
            Some(desk.dismiss_rule(&run, rule, reason).await?)
        }
        RulesCommand::Undo { rule, .. } => Some(desk.take_rule_back(&run, rule).await?),
        RulesCommand::GoOn { rule, reason, .. } => {
            Some(desk.override_rule(&run, rule, reason).await?)
        }
        RulesCommand::Start { rule, .. } => Some(desk.start_wait(&run, rule).await?),
        RulesCommand::Saw { rule, answer, .. } => {
            let so = match answer {
                SeenAnswer::Yes => Some(true),
                SeenAnswer::No => Some(false),
                SeenAnswer::Undo => None,
            };
            Some(desk.observe_rule(&run, rule, so).await?)
        }
    };
    done.map_or(Ok(()), changed)?;
    let rules = desk.run(&run).await?.rules;
    print::document(format, "belay/rules/1", &rules, || text(&rules))?;
    Ok(Done::Well)
}

/// Confirms rules by their ids; `before` stands for all that were confirmed in an
/// earlier run.
///
/// # Errors
/// There is no such rule, figures do not fit it, or a guard refuses.
pub async fn confirm(
    desk: &Desk,
    run: &str,
    ids: &[String],
    figures: &Figures,
) -> Result<(), CliError> {
    for id in ids {
        let page = desk.run(run).await?;
        let meant = match id == BEFORE {
            true => page
                .rules
                .rules
                .iter()
                .filter(|r| was_confirmed(r))
                .collect(),
            false => vec![known(&page, id)?],
        };
        for rule in meant {
            changed(desk.confirm_rule(run, &rule.id, figures).await?)?;
        }
    }
    Ok(())
}

fn known<'p>(page: &'p RunPage, id: &str) -> Result<&'p RuleView, CliError> {
    let rules = &page.rules.rules;
    rules.iter().find(|rule| rule.id == id).ok_or_else(|| {
        let ids: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
        let known = match ids.is_empty() {
            true => "The prose of this run states none.".to_owned(),
            false => format!("Its rules: {}.", ids.join(", ")),
        };
        CliError::usage(format!("There is no rule `{id}`."), known)
    })
}

fn was_confirmed(rule: &RuleView) -> bool {
    matches!(&rule.standing, RuleStanding::Proposed { before: Some(before) } if before.confirmed)
}

fn figures(args: &ConfirmRules) -> Result<Figures, CliError> {
    let seconds = |given: &Option<String>| {
        let read = |text: &String| {
            length_in(text).ok_or_else(|| {
                CliError::usage(
                    format!("`{text}` is no length of time."),
                    "Write it as `90s`, `10m`, `24h` or `2d`.",
                )
            })
        };
        given.as_ref().map(read).transpose()
    };
    let window = args.window.as_ref().map(|text| {
        window_in(text).ok_or_else(|| {
            CliError::usage(
                format!("`{text}` is no change window."),
                "Write it as `third Sunday 02:00-04:00 UTC`, or `02:00-04:00 UTC daily`.",
            )
        })
    });
    Ok(Figures {
        value: args.value,
        seconds: seconds(&args.lasting)?,
        from_seconds: seconds(&args.from)?,
        count: args.count,
        window: window.transpose()?,
    })
}

/// Says before a run in the terminal what waits for a person's word; nothing does
/// anything without it.
///
/// # Errors
/// A guard refuses, or the record cannot be written.
pub async fn propose(desk: &Desk, run: &str) -> Result<(), CliError> {
    let open: Vec<RuleView> = undecided(&desk.run(run).await?.rules).cloned().collect();
    if open.is_empty() {
        return Ok(());
    }
    let ids: Vec<&str> = open.iter().map(|rule| rule.id.as_str()).collect();
    print::aside(&format!(
        "\nRules of the runbook that nobody has confirmed do nothing: {}. `belay rules list {run}` \
         says what they are.",
        ids.join(", ")
    ));
    for rule in open {
        let asked = print::ask(&format!(
            "\n{}\n[c]onfirm, [d]ismiss with a reason, [s]top asking, else later:",
            lines(&rule)
        ));
        match asked.as_deref() {
            Some("c" | "confirm") => {
                changed(
                    desk.confirm_rule(run, &rule.id, &Figures::default())
                        .await?,
                )?;
            }
            Some("d" | "dismiss") => {
                let reason = print::ask("Reason:").unwrap_or_default();
                changed(desk.dismiss_rule(run, &rule.id, &reason).await?)?;
            }
            Some("s" | "stop") => break,
            Some(_) => {}
            None => break,
        }
    }
    Ok(())
}

fn undecided(rules: &RunRulesView) -> impl Iterator<Item = &RuleView> {
    let waits = |rule: &&RuleView| {
        rule.role != Role::Note && matches!(rule.standing, RuleStanding::Proposed { .. })
    };
    rules.rules.iter().filter(waits)
}

fn text(rules: &RunRulesView) -> String {
    if rules.rules.is_empty() {
        return "The prose of this run states no rules.".to_owned();
    }
    let mut out: Vec<String> = rules.rules.iter().map(lines).collect();
    if let Some(window) = &rules.window {
        out.push(window.sentence.clone());
    }
    if let Some(section) = rules
        .way_back
        .as_ref()
        .and_then(|back| back.section.as_ref())
    {
        out.push(format!(
            "A reason to go back has come true. The way back: {} (line {}).",
            section.title, section.line
        ));
    }
    out.push(match rules.to_decide {
        0 => "Nothing waits for your word.".to_owned(),
        1 => "1 rule waits for your word, and does nothing without it.".to_owned(),
        n => format!("{n} rules wait for your word, and do nothing without it."),
    });
    out.join("\n\n")
}

fn lines(rule: &RuleView) -> String {
    let mut out = format!(
        "{:<7} {:<10} {}\n{:18} line {}: {}",
        rule.id,
        standing(rule),
        rule.said,
        "",
        rule.line,
        rule.sentence
    );
    let mut more = |line: String| out += &format!("\n{:18} {line}", "");
    match &rule.standing {
        RuleStanding::Proposed { before: None } => more(rule.does.clone()),
        RuleStanding::Proposed {
            before: Some(before),
        } => {
            let what = if before.confirmed {
                "confirmed"
            } else {
                "dismissed"
            };
            let reason = before.reason.as_ref().map(|r| format!(": {r}"));
            more(format!(
                "{what} {:.0} by {} for `{}`{}",
                before.word.at,
                before.word.by,
                before.environment,
                reason.unwrap_or_default()
            ));
            more(rule.does.clone());
        }
        RuleStanding::Confirmed { at, by, .. } => more(format!("confirmed {at:.0} by {by}")),
        RuleStanding::Dismissed { at, by, reason } => {
            more(format!("dismissed {at:.0} by {by}: {reason}"));
        }
    }
    if let Some(read) = &rule.read {
        more(format!("read as: {read}"));
    }
    if let Some(wait) = &rule.wait {
        more(match (wait.state, wait.ends_at) {
            (WaitStanding::Running, Some(end)) => format!("its clock runs until {end:.0}"),
            (WaitStanding::Over, Some(end)) => format!("its clock ended {end:.0}"),
            (WaitStanding::CutShort, _) => "somebody went on before its end".to_owned(),
            _ => format!(
                "its clock of {} has not been set going",
                length(wait.seconds)
            ),
        });
    }
    if let Some(seen) = &rule.seen {
        let so = if seen.so { "so" } else { "not so" };
        more(format!("found {so} {:.0} by {}", seen.at, seen.by));
    }
    out
}

fn standing(rule: &RuleView) -> &'static str {
    match rule.standing {
        RuleStanding::Proposed { .. } if rule.role == Role::Note => "note",
        RuleStanding::Proposed { .. } => "undecided",
        RuleStanding::Confirmed { .. } => "confirmed",
        RuleStanding::Dismissed { .. } => "dismissed",
    }
}
