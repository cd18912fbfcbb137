//! Guards against acting somewhere else, or as somebody else.

use belay_runbook::SimpleCommand;
use belay_runbook::awscli::{self, Text};

use super::{Case, Finding};
use crate::resolve::is_identity;

/// The words and assigned values of a command, as far as they can be told.
fn texts(command: &SimpleCommand) -> impl Iterator<Item = &str> {
    let values = command
        .assignments
        .iter()
        .map(|assignment| &assignment.value);
    command
        .words
        .iter()
        .chain(values)
        .map(|word| word.value.as_deref().unwrap_or(&word.raw))
}

/// What a command sets: `NAME=value`, as the shell does it or by `env`.
fn settings(command: &SimpleCommand) -> impl Iterator<Item = (&str, &str)> {
    let assigned = command.assignments.iter().map(|assignment| {
        let value = assignment.value.value.as_deref();
        (
            assignment.name.as_str(),
            value.unwrap_or(&assignment.value.raw),
        )
    });
    let by_word = command
        .words
        .iter()
        .filter_map(|word| word.value.as_deref().unwrap_or(&word.raw).split_once('='));
    // `export A=b` is both an assignment and a word.
    let assigns = |name: &str| command.assignments.iter().any(|a| a.name == name);
    assigned.chain(by_word.filter(move |(name, _)| is_identity(name) && !assigns(name)))
}

fn shown(text: &Text) -> String {
    if text.is_open() {
        text.expansions.join("")
    } else {
        text.text.clone()
    }
}

/// Refuses what acts under another identity than the one that AWS confirmed:
/// that confirmation would be worth nothing. No confirmation makes up for it.
pub(super) fn profile(case: &Case<'_>) -> Vec<Finding> {
    let environment = case.environment;
    let ours = |value: &str| value == environment.profile || value == environment.name;
    let mut found = Vec::new();
    let mut refuse = |what: String| {
        found.push(Finding::new(
            format!(
                "The command {what}. Belay checks the identity of `{}` and no other.",
                environment.name
            ),
            "Run it in the environment that it is meant for, or skip it and say why.",
            None,
        ));
    };
    for command in &case.resolved.commands {
        for (name, value) in settings(command) {
            match name {
                "AWS_PROFILE" | "AWS_DEFAULT_PROFILE" if ours(value) => {}
                "AWS_PROFILE" | "AWS_DEFAULT_PROFILE" => {
                    refuse(format!("switches to profile `{value}`"));
                }
                // Where it acts is another guard's question.
                "AWS_REGION" | "AWS_DEFAULT_REGION" => {}
                name if is_identity(name) => refuse(format!("sets `{name}`")),
                _ => {}
            }
        }
        let Some(line) = awscli::read(&command.words) else {
            continue;
        };
        if let Some(value) = line.value("profile") {
            // With a role to assume, the profile alone is somebody else.
            let same = value.text == environment.profile && environment.role_arn.is_none();
            if !same {
                refuse(format!("uses profile `{}`", shown(value)));
            }
        }
        if let Some(value) = line.value("endpoint-url") {
            refuse(format!("calls `{}` instead of AWS", shown(value)));
        }
    }
    found
}

/// Asks before a command that acts in, or names something of, another Region or
/// another account.
pub(super) fn region(case: &Case<'_>) -> Vec<Finding> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |sentence: String| {
        if !found.contains(&sentence) {
            found.push(sentence);
        }
    };
    let (ours, account) = (
        case.environment.region.as_str(),
        case.environment.account_id.as_str(),
    );
    for command in &case.resolved.commands {
        for (name, value) in settings(command) {
            if matches!(name, "AWS_REGION" | "AWS_DEFAULT_REGION") && value != ours {
                add(format!("The command sets `{name}` to `{value}`"));
            }
        }
        if let Some(value) = awscli::read(&command.words).and_then(|l| l.value("region").cloned())
            && value.text != ours
        {
            add(format!("The command acts in Region `{}`", shown(&value)));
        }
        for mention in texts(command).flat_map(mentions) {
            if mention.region.is_some_and(|region| region != ours) {
                add(format!("`{}` is in another Region", mention.text));
            } else if mention.account.is_some_and(|other| other != account) {
                add(format!("`{}` belongs to another account", mention.text));
            }
        }
    }
    found
        .into_iter()
        .map(|what| {
            Finding::confirm(format!(
                "{what}; the environment is `{}` in account {account}, Region `{ours}`.",
                case.environment.name
            ))
        })
        .collect()
}

/// A Region or an account that a text names.
#[derive(Debug, PartialEq, Eq)]
struct Mention<'t> {
    text: &'t str,
    region: Option<&'t str>,
    account: Option<&'t str>,
}

/// ARNs, and host names of AWS services, in a text.
fn mentions(text: &str) -> Vec<Mention<'_>> {
    let stops = |c: char| c.is_whitespace() || "\"'`,;(){}[]<>=|&".contains(c);
    text.split(stops)
        .filter_map(|piece| arn(piece).or_else(|| host(piece)))
        .filter(|mention| mention.region.is_some() || mention.account.is_some())
        .collect()
}

fn arn(piece: &str) -> Option<Mention<'_>> {
    let text = piece.get(piece.find("arn:aws")?..)?;
    let mut fields = text.splitn(6, ':').skip(3);
    let region = fields.next().filter(|region| is_region(region));
    let account = fields.next().filter(|account| is_account(account));
    Some(Mention {
        text,
        region,
        account,
    })
}

/// `222222222222.dkr.ecr.eu-west-1.amazonaws.com/app`,
/// `https://sqs.eu-west-1.amazonaws.com/222222222222/queue`
fn host(piece: &str) -> Option<Mention<'_>> {
    let (labels, path) = piece.split_once(".amazonaws.com")?;
    let region = labels.split(['.', '/', ':']).find(|label| is_region(label));
    let account = labels
        .split(['.', '/', '-'])
        .chain(path.split('/'))
        .find(|label| is_account(label));
    Some(Mention {
        text: piece,
        region,
        account,
    })
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

/// `eu-west-1`, `us-gov-east-1`, `ap-southeast-2`
fn is_region(text: &str) -> bool {
    let labels: Vec<&str> = text.split('-').collect();
    let letters = |label: &&str| label.len() >= 2 && label.bytes().all(|b| b.is_ascii_lowercase());
    match labels.split_last() {
        Some((number, names)) => {
            names.len() >= 2
                && names[0].len() == 2
                && names.iter().all(letters)
                && number.parse::<u8>().is_ok()
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::mentions;

    fn check(text: &str, region: Option<&str>, account: Option<&str>) {
        let found = mentions(text);
        let first = found.first();
        assert_eq!(first.and_then(|m| m.region), region, "{text}");
        assert_eq!(first.and_then(|m| m.account), account, "{text}");
    }

    #[test]
    fn regions_and_accounts_are_found_where_aws_puts_them() {
        let account = Some("111111111111");
        check(
            "arn:aws:dynamodb:us-east-1:111111111111:table/t",
            Some("us-east-1"),
            account,
        );
        check("--arn=arn:aws:iam::111111111111:role/r", None, account);
        check(
            "arn:aws-us-gov:s3:us-gov-east-1::x",
            Some("us-gov-east-1"),
            None,
        );
        check("arn:aws:s3:::bucket/key", None, None);
        check(
            "111111111111.dkr.ecr.eu-west-1.amazonaws.com/app:1",
            Some("eu-west-1"),
            account,
        );
        check(
            "https://sqs.eu-central-1.amazonaws.com/111111111111/q",
            Some("eu-central-1"),
            account,
        );
        check(
            "{\"a\":\"arn:aws:sns:eu-west-2:111111111111:t\"}",
            Some("eu-west-2"),
            account,
        );
        check("no-such-1 2026-11-21 eu-west-1", None, None);
    }
}
