//! Taking options and their values, in the manner of the AWS CLI's parser.

use super::{LineReader, Param};
use crate::awscli::problem::{Place, ProblemKind};
use crate::awscli::table::{Argument, Command, Words, table};
use crate::awscli::words::{is_open, nearest};

impl LineReader {
    pub(super) fn read_option(&mut self, command: &'static Command) {
        let text = self.tokens[self.at].text.clone();
        if text == "--" {
            self.at += 1;
            return;
        }
        let Some((name, _)) = split_option(&text) else {
            let place = self.tokens[self.at].place();
            self.problem(
                place,
                ProblemKind::UnknownOption {
                    command: self.line.title(),
                    name: text,
                    nearest: None,
                },
            );
            self.at += 1;
            return;
        };
        let name = name.to_owned();
        if let Some(option) = command.option(&name) {
            let param = self.take_option(option);
            self.line.params.push(param);
        } else if self.read_global(false) || self.read_later_option(&name) {
        } else if let Some(option) = unique_prefix(options(command), &name) {
            let place = self.tokens[self.at].place();
            let full = option.name.to_string();
            let param = self.take_option(option);
            self.line.params.push(param);
            self.problem(
                place,
                ProblemKind::Abbreviated {
                    written: name,
                    full,
                },
            );
        } else if !self.read_global(true) {
            self.unknown_option(command, name);
        }
    }

    /// `--cli-input-yaml` and `--help` exist everywhere but not in the table.
    pub(super) fn read_later_option(&mut self, name: &str) -> bool {
        match name {
            "cli-input-yaml" => {
                self.line.open_ended = true;
                self.at += if self.tokens[self.at].text.contains('=') {
                    1
                } else {
                    2
                };
                true
            }
            _ => false,
        }
    }

    pub(super) fn unknown_option(&mut self, command: &'static Command, name: String) {
        let place = self.tokens[self.at].place();
        if is_open(&name) {
            self.line.open_ended = true;
        } else {
            let prefixes: Vec<&str> = options(command)
                .map(|option| &*option.name)
                .filter(|full| full.starts_with(name.as_str()))
                .collect();
            let near = if prefixes.is_empty() {
                nearest(
                    &name,
                    options(command)
                        .chain(table().globals())
                        .map(|option| &*option.name),
                )
            } else {
                prefixes.first().map(|full| (*full).to_owned())
            };
            self.problem(
                place,
                ProblemKind::UnknownOption {
                    command: self.line.title(),
                    name: format!("--{name}"),
                    nearest: near.map(|name| format!("--{name}")),
                },
            );
        }
        self.at += 1;
        // Whatever follows belongs to the option that does not exist.
        while self.at < self.tokens.len() && !self.tokens[self.at].is_option() {
            self.at += 1;
        }
    }

    /// Takes the option at the cursor and its values.
    pub(super) fn take_option(&mut self, option: &Argument) -> Param {
        let token = &self.tokens[self.at];
        let place = token.place();
        let inline =
            split_option(&token.text).and_then(|(_, value)| value.map(|value| token.value(value)));
        self.at += 1;
        let mut values = Vec::new();
        if let Some(value) = inline {
            if option.switch {
                let option = option.name.to_string();
                self.problem(place.clone(), ProblemKind::SwitchWithValue { option });
            }
            values.push(value);
        } else if !option.switch {
            let most = match option.words {
                Words::One | Words::Optional => 1,
                Words::Any | Words::Some => usize::MAX,
            };
            while values.len() < most
                && self.at < self.tokens.len()
                && !self.tokens[self.at].is_option()
            {
                let token = &self.tokens[self.at];
                values.push(token.value(&token.text));
                self.at += 1;
            }
        }
        let needs_one = !option.switch && matches!(option.words, Words::One | Words::Some);
        if values.is_empty() && needs_one {
            let option = option.name.to_string();
            self.problem(place.clone(), ProblemKind::MissingValue { option });
        }
        Param {
            name: option.name.to_string(),
            values,
            place,
        }
    }

    /// The AWS CLI forgets all but the last; `s3` collects its filters.
    pub(super) fn check_repeated(&mut self) {
        if self.line.service == "s3" {
            return;
        }
        let params = &self.line.params;
        let repeated: Vec<(Place, String)> = params
            .iter()
            .enumerate()
            .filter(|(at, param)| {
                !param.values.is_empty()
                    && params[at + 1..]
                        .iter()
                        .any(|later| later.name == param.name)
            })
            .map(|(_, param)| (param.place.clone(), param.name.clone()))
            .collect();
        for (place, option) in repeated {
            self.problem(place, ProblemKind::Repeated { option });
        }
    }

    pub(super) fn check_required(&mut self, command: &'static Command) {
        let replaced = ["cli-input-json", "generate-cli-skeleton"]
            .iter()
            .any(|name| self.line.has(name));
        if replaced || self.line.open_ended || self.line.help {
            return;
        }
        let missing: Vec<String> = options(command)
            .filter(|option| option.required && !self.line.has(&option.name))
            .filter(|option| {
                !self.line.has(&format!("no-{}", option.name))
                    && option
                        .name
                        .strip_prefix("no-")
                        .is_none_or(|name| !self.line.has(name))
            })
            .map(|option| format!("--{}", option.name))
            .collect();
        let place = Place::command();
        if !missing.is_empty() {
            let command = self.line.title();
            self.problem(
                place.clone(),
                ProblemKind::MissingRequired {
                    command,
                    options: missing,
                },
            );
        }
        let wanted: Vec<&Argument> = command
            .positionals()
            .filter(|a| a.required || a.words == Words::One)
            .collect();
        if self.line.positionals.len() < wanted.len() {
            let names = wanted[self.line.positionals.len()..]
                .iter()
                .map(|argument| argument.name.to_string())
                .collect();
            let command = self.line.title();
            self.problem(
                place,
                ProblemKind::MissingRequired {
                    command,
                    options: names,
                },
            );
        }
    }
}

pub(super) fn options(command: &Command) -> impl Iterator<Item = &Argument> {
    command
        .arguments
        .iter()
        .filter(|argument| !argument.positional)
}

/// `--name` or `--name=value`.
pub(super) fn split_option(text: &str) -> Option<(&str, Option<&str>)> {
    let body = text.strip_prefix("--").filter(|body| !body.is_empty())?;
    match body.split_once('=') {
        Some((name, value)) => Some((name, Some(value))),
        None => Some((body, None)),
    }
}

/// The one option that begins like this, as version 1 of the AWS CLI accepts it.
pub(super) fn unique_prefix<'a>(
    options: impl Iterator<Item = &'a Argument>,
    name: &str,
) -> Option<&'a Argument> {
    let mut found = options.filter(|option| option.name.starts_with(name));
    let first = found.next()?;
    found.next().is_none().then_some(first)
}
