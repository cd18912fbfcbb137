//! Shell words to an [`AwsLine`]: which service, which operation, which
//! parameters, in the manner of the AWS CLI's own argument parser.

mod options;

use super::problem::{Continuation, Place, Problem, ProblemKind};
use super::table::{Command, Service, Words, table};
use super::words::{OPAQUE, is_open, nearest, text_of};
use crate::model::Word;
use options::{split_option, unique_prefix};

/// An AWS CLI command line, taken apart.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AwsLine {
    /// First command word, such as `dynamodb`; empty when there is none.
    pub service: String,
    /// The command words after it, joined by a space: `describe-table`,
    /// `wait table-exists`. Empty when there is none.
    pub operation: String,
    /// Options that every command takes: `region`, `profile`, `output`, `query`, ….
    pub globals: Vec<Param>,
    /// Options of the operation.
    pub params: Vec<Param>,
    /// Words without an option name.
    pub positionals: Vec<Text>,
    /// The command exists in the table; otherwise parameters are read by shape
    /// of the words alone.
    pub known: bool,
    /// `help` is asked for: nothing is called.
    pub help: bool,
    /// Some options may come out of an expansion such as `$EXTRA`.
    pub open_ended: bool,
    /// What the AWS CLI would refuse or warn about while taking the line apart.
    pub problems: Vec<Problem>,
}

/// An option and its values.
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    /// Full name without dashes, also when it was abbreviated.
    pub name: String,
    /// Its values; none for a switch.
    pub values: Vec<Text>,
    /// Where the name stands.
    pub place: Place,
}

/// A value as the AWS CLI receives it. Where the shell will put something, it
/// contains [`OPAQUE`].
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// The characters.
    pub text: String,
    /// The word it stands in.
    pub place: Place,
    /// What the shell replaces in it, as written, in order.
    pub expansions: Vec<String>,
}

impl Text {
    /// It has an expansion or a placeholder in it.
    pub fn is_open(&self) -> bool {
        is_open(&self.text)
    }
}

impl AwsLine {
    /// The option with this full name, global or not. Given twice, the last one
    /// counts.
    pub fn param(&self, name: &str) -> Option<&Param> {
        self.params
            .iter()
            .chain(&self.globals)
            .rfind(|param| param.name == name)
    }

    /// The option is there.
    pub fn has(&self, name: &str) -> bool {
        self.param(name).is_some()
    }

    /// The single value of an option.
    pub fn value(&self, name: &str) -> Option<&Text> {
        self.param(name)?.values.first()
    }

    /// The command in the table.
    pub fn command(&self) -> Option<(&'static Service, &'static Command)> {
        let service = table().service(&self.service)?;
        let mut command = &service.command;
        for name in self.operation.split(' ').filter(|name| !name.is_empty()) {
            command = command.child(name)?;
        }
        Some((service, command))
    }

    /// `service operation`, for messages.
    pub fn title(&self) -> String {
        format!("{} {}", self.service, self.operation)
            .trim_end()
            .to_owned()
    }
}

/// Reads a command whose first word is `aws`; nothing for any other command.
///
/// `sudo aws`, `command aws`, `time aws` and `env X=y aws` count; a path such as
/// `/usr/local/bin/aws` counts. Never fails: what cannot be read is a problem
/// in the line.
pub fn read(words: &[Word]) -> Option<AwsLine> {
    let (first, open_ended) = command_word(words)?;
    let name = words.get(first)?.value.as_deref()?;
    let name = name.rsplit(['/', '\\']).next()?;
    if !matches!(name, "aws" | "aws.exe" | "awslocal") {
        return None;
    }
    let tokens = words[first + 1..]
        .iter()
        .enumerate()
        .map(|(at, word)| Token {
            text: text_of(word),
            word: first + 1 + at,
            splits: word.value.is_none()
                && word.expansions.iter().any(|expansion| !expansion.quoted),
            expansions: word.expansions.iter().map(|e| e.raw.to_string()).collect(),
            continuation: match word.raw.as_str() {
                raw if raw.starts_with('\\') && raw[1..].trim().is_empty() => {
                    Some(Continuation::BlankBehind)
                }
                "^" | "`" | "/" => Some(Continuation::OtherShell),
                _ => None,
            },
        })
        .collect();
    Some(LineReader::new(tokens, first, open_ended).read())
}

/// Index of the word that names the program, after words that only say how it
/// is run, and whether more arguments come from elsewhere (`xargs`).
pub(crate) fn command_word(words: &[Word]) -> Option<(usize, bool)> {
    let mut at = 0;
    let mut more = false;
    loop {
        let value = words.get(at)?.value.as_deref();
        let Some(value) = value else {
            return Some((at, more));
        };
        if !matches!(
            value,
            "sudo" | "command" | "time" | "env" | "exec" | "nohup" | "xargs" | "timeout" | "nice"
        ) {
            return Some((at, more));
        }
        more |= value == "xargs";
        at += 1;
        // Options of the wrapper, their numbers, and `env NAME=value`.
        while let Some(value) = words.get(at).and_then(|word| word.value.as_deref()) {
            let number = value
                .trim_end_matches(['s', 'm', 'h'])
                .parse::<u32>()
                .is_ok();
            let assignment = value.split_once('=').is_some_and(|(name, _)| {
                !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            });
            if !(value.starts_with('-') || number || assignment || value == "{}") {
                break;
            }
            at += 1;
        }
    }
}

struct Token {
    text: String,
    word: usize,
    /// An unquoted expansion: it may become several words, or options.
    splits: bool,
    expansions: Vec<String>,
    /// A line end that is none in this shell.
    continuation: Option<Continuation>,
}

impl Token {
    fn place(&self) -> Place {
        Place::word(self.word)
    }

    fn value(&self, text: &str) -> Text {
        Text {
            text: text.to_owned(),
            place: self.place(),
            expansions: self.expansions.clone(),
        }
    }

    /// The AWS CLI takes it for an option: a dash in front, no space in its name,
    /// no number.
    fn is_option(&self) -> bool {
        let text = self.text.as_str();
        let name = match text.split_once('=') {
            Some((name, _)) if text.starts_with("--") => name,
            _ => text,
        };
        text.len() > 1
            && text.starts_with('-')
            && !name.contains([' ', '\n'])
            && text.parse::<f64>().is_err()
    }
}

struct LineReader {
    tokens: Vec<Token>,
    /// Index of the word `aws`.
    program: usize,
    at: usize,
    line: AwsLine,
}

impl LineReader {
    fn new(tokens: Vec<Token>, program: usize, open_ended: bool) -> Self {
        LineReader {
            tokens,
            program,
            at: 0,
            line: AwsLine {
                open_ended,
                ..AwsLine::default()
            },
        }
    }

    fn read(mut self) -> AwsLine {
        if let Some(token) = self.tokens.last()
            && let Some(how) = token.continuation
        {
            let place = token.place();
            self.tokens.pop();
            self.line.open_ended = true;
            self.problem(place, ProblemKind::BrokenContinuation { how });
        }
        let Some(command) = self.find_command() else {
            self.read_loosely();
            return self.line;
        };
        self.line.known = true;
        if !self.line.help {
            self.read_arguments(command);
        }
        self.line
    }

    fn problem(&mut self, place: Place, kind: ProblemKind) {
        self.line.problems.push(Problem { place, kind });
    }

    /// Walks the command words, taking global options on the way.
    fn find_command(&mut self) -> Option<&'static Command> {
        let word = self.next_command_word()?;
        let name = self.tokens[word].text.clone();
        self.line.service.clone_from(&name);
        if name == "help" {
            self.line.help = true;
            return None;
        }
        let Some(service) = table().service(&name) else {
            if !is_open(&name) {
                let near = nearest(&name, table().service_names());
                let place = self.tokens[word].place();
                self.problem(
                    place,
                    ProblemKind::UnknownService {
                        name,
                        nearest: near,
                    },
                );
            }
            return None;
        };
        let mut command = &service.command;
        while !command.children.is_empty() {
            let mark = self.at;
            let Some(word) = self.next_command_word() else {
                if command.arguments.is_empty() && !self.line.help && command.output.is_none() {
                    let shown = self.line.title();
                    if !runs_alone(&shown) {
                        let place = Place::word(self.program);
                        self.problem(place, ProblemKind::MissingOperation { command: shown });
                    }
                }
                break;
            };
            let name = self.tokens[word].text.clone();
            if name == "help" {
                self.line.help = true;
                break;
            }
            if let Some(child) = command.child(&name) {
                if !self.line.operation.is_empty() {
                    self.line.operation.push(' ');
                }
                self.line.operation.push_str(&name);
                command = child;
                continue;
            }
            if command.positionals().next().is_some() {
                self.at = mark;
                break;
            }
            if !is_open(&name) {
                let near = nearest(&name, command.children.iter().map(|child| &*child.name));
                let place = self.tokens[word].place();
                let service = self.line.title();
                self.line.operation = format!("{} {name}", self.line.operation).trim().to_owned();
                self.problem(
                    place,
                    ProblemKind::UnknownOperation {
                        service,
                        name,
                        nearest: near,
                    },
                );
            }
            return None;
        }
        Some(command)
    }

    /// The next word that is not an option or an option's value.
    fn next_command_word(&mut self) -> Option<usize> {
        while self.at < self.tokens.len() {
            if !self.tokens[self.at].is_option() {
                if self.tokens[self.at].splits && self.tokens[self.at].text == OPAQUE.to_string() {
                    self.line.open_ended = true;
                }
                self.at += 1;
                return Some(self.at - 1);
            }
            if !self.read_global(true) {
                let token = &self.tokens[self.at];
                if token.text == "-h" || token.text == "--help" {
                    self.line.help = true;
                    self.at = self.tokens.len();
                    return None;
                }
                // Options of the operation may not stand before its name.
                return None;
            }
        }
        None
    }

    /// Takes a global option at the cursor. False when there is none.
    fn read_global(&mut self, abbreviations: bool) -> bool {
        let token = &self.tokens[self.at];
        let Some((name, _)) = split_option(&token.text) else {
            return false;
        };
        let globals = table().globals();
        let exact = globals.iter().find(|option| &*option.name == name);
        let found = match exact {
            Some(option) => Some(option),
            None if abbreviations => unique_prefix(globals.iter(), name),
            None => None,
        };
        let Some(option) = found else {
            return false;
        };
        let param = self.take_option(option);
        self.line.globals.push(param);
        true
    }

    fn read_arguments(&mut self, command: &'static Command) {
        let mut positional = command.positionals().peekable();
        while self.at < self.tokens.len() {
            if !self.tokens[self.at].is_option() {
                let token = &self.tokens[self.at];
                let text = token.value(&token.text);
                let splits = token.splits;
                if let Some(argument) = positional.peek() {
                    if matches!(argument.words, Words::One | Words::Optional) {
                        positional.next();
                    }
                    self.line.positionals.push(text);
                } else if text.text == "help" && self.line.params.is_empty() {
                    self.line.help = true;
                    return;
                } else if text.text.is_empty() {
                    // An empty word, which the AWS CLI steps over.
                } else if splits {
                    self.line.open_ended = true;
                } else {
                    let after = self.line.params.last().map(|param| param.name.clone());
                    self.problem(
                        text.place.clone(),
                        ProblemKind::UnexpectedWord {
                            word: text.text.clone(),
                            after,
                        },
                    );
                }
                self.at += 1;
                continue;
            }
            self.read_option(command);
        }
        self.check_repeated();
        self.check_required(command);
    }

    /// Without the command in the table, a word with two dashes is an option and
    /// the words up to the next one are its values.
    fn read_loosely(&mut self) {
        while self.at < self.tokens.len() {
            let token = &self.tokens[self.at];
            let place = token.place();
            let Some((name, value)) = split_option(&token.text) else {
                let text = token.value(&token.text);
                self.line.positionals.push(text);
                self.at += 1;
                continue;
            };
            if table().globals().iter().any(|option| *option.name == *name) {
                self.read_global(false);
                continue;
            }
            let name = name.to_owned();
            let mut values: Vec<Text> = value.map(|value| token.value(value)).into_iter().collect();
            let inline = !values.is_empty();
            self.at += 1;
            while !inline && self.at < self.tokens.len() && !self.tokens[self.at].is_option() {
                let token = &self.tokens[self.at];
                values.push(token.value(&token.text));
                self.at += 1;
            }
            self.line.params.push(Param {
                name,
                values,
                place,
            });
        }
    }
}

/// Commands with subcommands that do something without one.
fn runs_alone(command: &str) -> bool {
    matches!(command, "configure" | "login" | "logout" | "configure sso")
}
