//! A command in plain words, for somebody who sees it for the first time.

mod aws_words;
mod program_words;

use super::{Effect, EffectKind, effect};
use crate::awscli::table::Shape;
use crate::awscli::{self, AwsLine};
use crate::model::SimpleCommand;
use aws_words::AWS;
use program_words::PROGRAMS;
use serde::{Deserialize, Serialize};

/// Members of a reply that are named.
const MOST_MEMBERS: usize = 4;

/// A command explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// What it does.
    pub what: String,
    /// What is different afterwards.
    pub changes: String,
    /// How much can go wrong.
    pub danger: Danger,
    /// What it prints, or when it comes back.
    pub returns: String,
}

/// How much can go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Danger {
    /// Nothing: run it as often as you like.
    None,
    /// This machine only.
    Low,
    /// Something that others use changes, and can be changed back.
    Medium,
    /// Something is lost or stopped.
    High,
    /// Nobody can tell from the text.
    Unknown,
}

/// Explains one command.
pub fn explain(command: &SimpleCommand) -> Explanation {
    let effect = effect(command);
    if let Some(line) = awscli::read(&command.words) {
        return explain_aws(&line, &effect);
    }
    let words: Vec<String> = awscli::command_word(&command.words)
        .map(|(program, _)| {
            command.words[program..]
                .iter()
                .map(awscli::text_of)
                .collect()
        })
        .unwrap_or_default();
    let (what, returns) = known_program(&words).unwrap_or_else(|| {
        let shown = words.first().map_or("a command", String::as_str);
        (
            format!("Runs `{shown}`."),
            "Whatever the program prints.".to_owned(),
        )
    });
    Explanation {
        what,
        changes: changes(&effect),
        danger: danger(effect.kind),
        returns,
    }
}

fn danger(kind: EffectKind) -> Danger {
    match kind {
        EffectKind::ReadsOnly => Danger::None,
        EffectKind::ChangesLocal => Danger::Low,
        EffectKind::ChangesRemote | EffectKind::ChangesAws => Danger::Medium,
        EffectKind::Destructive => Danger::High,
        EffectKind::Unknown => Danger::Unknown,
    }
}

fn changes(effect: &Effect) -> String {
    match effect.kind {
        EffectKind::ReadsOnly => "Nothing.".to_owned(),
        _ => effect.reason.clone(),
    }
}

fn explain_aws(line: &AwsLine, effect: &Effect) -> Explanation {
    let entry = AWS
        .iter()
        .find(|(service, operation, ..)| *service == line.service && *operation == line.operation);
    let (what, returns) = match entry {
        Some((.., what, returns)) => ((*what).to_owned(), (*returns).to_owned()),
        None if line.service.is_empty() && !line.open_ended => (
            "Asks the AWS CLI about itself.".to_owned(),
            "Its version, or how it is used.".to_owned(),
        ),
        None => {
            let (what, returns) = from_verb(line);
            (what, reply(line).unwrap_or(returns))
        }
    };
    Explanation {
        what,
        changes: changes(effect),
        danger: danger(effect.kind),
        returns,
    }
}

/// What the reply holds, as the service's model names it; none for what is not an
/// operation of a service, such as `s3 cp`.
fn reply(line: &AwsLine) -> Option<String> {
    let service = awscli::table::table().service(&line.service)?;
    let mut command = &service.command;
    for name in line.operation.split(' ') {
        command = command.child(name)?;
    }
    let Shape::Structure(members) = service.shape(command.output?)? else {
        return None;
    };
    // Where the next page begins says nothing about this one.
    let told = members
        .iter()
        .filter(|m| !m.name.ends_with("Token") && !m.name.ends_with("Marker"));
    let mut named: Vec<_> = told.map(|member| format!("`{}`", member.name)).collect();
    let more = named.len().saturating_sub(MOST_MEMBERS);
    named.truncate(MOST_MEMBERS);
    let named = named.join(", ");
    Some(match more {
        _ if named.is_empty() => "Nothing when it worked.".to_owned(),
        0 => format!("A reply with {named}."),
        _ => format!("A reply with {named} and {more} more."),
    })
}

/// `describe-log-groups` → "Reads log groups in CloudWatch Logs."
fn from_verb(line: &AwsLine) -> (String, String) {
    if line.operation.is_empty() || !line.known {
        return (
            format!("Calls `aws {}`.", line.title()),
            "Whatever AWS answers.".to_owned(),
        );
    }
    let words = line.operation.replace("batch-", "");
    let (verb, noun) = words.split_once(['-', ' ']).unwrap_or((&words, ""));
    let noun = noun.replace('-', " ");
    let service = &line.service;
    let (does, returns) = match verb {
        "describe" | "get" | "view" | "show" => ("Reads", "What was asked for."),
        "list" | "ls" => ("Lists", "A list, in pages."),
        "create" => ("Creates", "What was created."),
        "delete" | "remove" | "terminate" => ("Deletes", "Little or nothing when it worked."),
        "update" | "modify" | "set" => ("Changes", "The state after the change."),
        "put" => ("Creates or replaces", "Little or nothing when it worked."),
        "start" | "run" => ("Starts", "What was started."),
        "stop" | "cancel" => ("Stops", "What is being stopped."),
        "wait" => (
            "Waits for",
            "Nothing, when it has happened; an error when it takes too long.",
        ),
        "enable" => ("Switches on", "The state after the change."),
        "disable" => ("Switches off", "The state after the change."),
        "attach" | "associate" | "register" => ("Connects", "The state after the change."),
        "detach" | "disassociate" | "deregister" => ("Disconnects", "The state after the change."),
        "tag" => ("Tags", "Nothing when it worked."),
        "untag" => ("Takes tags off", "Nothing when it worked."),
        "restore" => ("Restores", "What is being restored."),
        _ => {
            return (
                format!("Calls `{}` of {service}.", line.operation),
                "Whatever AWS answers.".to_owned(),
            );
        }
    };
    let noun = if noun.is_empty() {
        "what is named".to_owned()
    } else {
        noun
    };
    (format!("{does} {noun} ({service})."), returns.to_owned())
}

fn known_program(words: &[String]) -> Option<(String, String)> {
    let program = words.first()?.rsplit('/').next()?;
    let subcommand = words.iter().skip(1).find(|word| !word.starts_with('-'));
    let entry = PROGRAMS
        .iter()
        .find(|(name, sub, ..)| *name == program && subcommand.is_some_and(|word| word == sub))
        .or_else(|| {
            PROGRAMS
                .iter()
                .find(|(name, sub, ..)| *name == program && sub.is_empty())
        })?;
    Some((entry.2.to_owned(), entry.3.to_owned()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn of(code: &str) -> Explanation {
        explain(&crate::shell::parse(code).commands[0])
    }

    #[test]
    fn a_known_operation_says_what_it_does_and_what_comes_back() {
        let found = of("aws dynamodb delete-table --table-name t");
        assert_eq!(found.what, "Deletes a table with everything in it.");
        assert_eq!(found.danger, Danger::High);
        let found = of("aws ec2 describe-vpcs");
        assert_eq!(found.what, "Reads vpcs (ec2).");
        assert_eq!(found.changes, "Nothing.");
        assert_eq!(found.returns, "A reply with `Vpcs`.");
        assert_eq!(of("terraform plan").danger, Danger::None);
        assert_eq!(of("./deploy.sh").danger, Danger::Unknown);
    }

    #[test]
    fn every_operation_of_the_table_exists() {
        for (service, operation, ..) in AWS {
            let service_table = awscli::table::table().service(service).unwrap();
            let mut command = &service_table.command;
            for name in operation.split(' ') {
                command = command
                    .child(name)
                    .unwrap_or_else(|| panic!("{service} {operation}"));
            }
        }
    }
}
