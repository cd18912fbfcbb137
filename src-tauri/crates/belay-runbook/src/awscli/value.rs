//! Values of parameters against the service's model, as the AWS CLI and
//! botocore check them before anything is sent.

use super::problem::{Continuation, Place, Problem, ProblemKind};
use super::read::{AwsLine, Param, Text};
use super::shorthand;
use super::table::{Argument, Command, Scalar, Service, Shape, ShapeId, table};
use super::words::{OPAQUE, is_open, nearest};
use serde_json::Value;

/// Problems with the values of a line's options.
pub fn problems(line: &AwsLine) -> Vec<Problem> {
    let mut found = Vec::new();
    for param in &line.globals {
        let option = table()
            .globals()
            .iter()
            .find(|option| *option.name == param.name);
        if let Some(option) = option {
            check_choices(param, option, &mut found);
        }
    }
    let Some((service, command)) = line.command() else {
        return found;
    };
    for (at, param) in line.params.iter().enumerate() {
        // Given twice, only the last one is read.
        if line.params[at + 1..]
            .iter()
            .any(|later| later.name == param.name)
        {
            continue;
        }
        if let Some(option) = command.option(&param.name) {
            check_choices(param, option, &mut found);
            Checker {
                service,
                option: &param.name,
                found: &mut found,
            }
            .param(param, option);
        }
    }
    check_positional_choices(line, command, &mut found);
    found
}

/// The value of an option as one JSON value, read as JSON or shorthand.
///
/// Nothing when the option is not there, names a file, or cannot be read.
/// Strings keep [`OPAQUE`] where the shell will put something.
pub fn interpret(line: &AwsLine, name: &str) -> Option<Value> {
    let (service, command) = line.command()?;
    let option = command.option(name)?;
    let param = line.params.iter().rfind(|param| param.name == name)?;
    let shape = service.shape(option.shape?)?;
    let mut sink = Vec::new();
    let mut checker = Checker {
        service,
        option: name,
        found: &mut sink,
    };
    match shape {
        Shape::List(member) => {
            if let [only] = param.values.as_slice()
                && only.text.trim_start().starts_with('[')
            {
                return serde_json::from_str(&only.text).ok();
            }
            let values = param
                .values
                .iter()
                .map(|value| checker.read_value(value, *member).map(|(value, _)| value))
                .collect::<Option<Vec<_>>>()?;
            Some(Value::Array(values))
        }
        _ => checker
            .read_value(param.values.first()?, option.shape?)
            .map(|(value, _)| value),
    }
}

fn check_choices(param: &Param, option: &Argument, found: &mut Vec<Problem>) {
    if option.choices.is_empty() {
        return;
    }
    for value in &param.values {
        check_choice(value, option, &format!("--{}", param.name), found);
    }
}

fn check_choice(value: &Text, option: &Argument, shown: &str, found: &mut Vec<Problem>) {
    if value.is_open() || option.choices.iter().any(|choice| **choice == *value.text) {
        return;
    }
    let choices = || option.choices.iter().map(|choice| &**choice);
    found.push(Problem {
        place: value.place.clone(),
        kind: ProblemKind::NotAChoice {
            option: shown.to_owned(),
            value: value.text.clone(),
            nearest: nearest(&value.text, choices()),
            choices: choices().map(str::to_owned).collect(),
        },
    });
}

fn check_positional_choices(line: &AwsLine, command: &Command, found: &mut Vec<Problem>) {
    for (value, argument) in line.positionals.iter().zip(command.positionals()) {
        if !argument.choices.is_empty() {
            check_choice(value, argument, &argument.name, found);
        }
    }
}

/// Deeper than any model nests; JSON deeper than this is not looked into.
const DEEPEST: usize = 48;

struct Checker<'a> {
    service: &'static Service,
    option: &'a str,
    found: &'a mut Vec<Problem>,
}

/// Where a value came from decides how strictly its type is taken.
#[derive(Clone, Copy, PartialEq)]
enum From {
    Json,
    Shorthand,
}

impl Checker<'_> {
    fn option(&self) -> String {
        format!("--{}", self.option)
    }

    fn report(&mut self, place: &Place, kind: ProblemKind) {
        self.found.push(Problem {
            place: place.clone(),
            kind,
        });
    }

    fn param(&mut self, param: &Param, option: &Argument) {
        let Some(id) = option.shape else { return };
        if option.switch || !option.choices.is_empty() {
            return;
        }
        let Some(shape) = self.service.shape(id) else {
            return;
        };
        match shape {
            Shape::List(member) => self.list(&param.values, id, *member),
            Shape::Scalar { .. } => {
                for value in &param.values {
                    self.scalar_text(value, shape);
                }
            }
            Shape::Structure(_) | Shape::Map(..) => {
                for value in &param.values {
                    if let Some((json, from)) = self.read_value(value, id) {
                        self.validate(&json, id, &value.place, from, 0);
                    }
                }
            }
        }
    }

    fn list(&mut self, values: &[Text], list: ShapeId, member: ShapeId) {
        if let [only] = values
            && only.text.trim_start().starts_with('[')
        {
            if let Some((json, from)) = self.read_json(only) {
                self.validate(&json, list, &only.place, from, 0);
            }
            return;
        }
        let Some(shape) = self.service.shape(member) else {
            return;
        };
        for value in values {
            if matches!(shape, Shape::Scalar { .. }) {
                self.scalar_text(value, shape);
            } else if let Some((json, from)) = self.read_value(value, member) {
                self.validate(&json, member, &value.place, from, 0);
            }
        }
    }

    /// JSON or shorthand; nothing for files, for what only the run knows, and for
    /// what cannot be read (which is reported).
    fn read_value(&mut self, value: &Text, id: ShapeId) -> Option<(Value, From)> {
        let text = value.text.trim();
        if is_file(text) || only_open(text) {
            return None;
        }
        let shape = self.service.shape(id)?;
        match shape {
            Shape::Scalar {
                kind: Scalar::Document,
                ..
            } => self.read_json(value),
            Shape::Scalar { .. } => Some((Value::String(value.text.clone()), From::Shorthand)),
            _ if text.starts_with(['{', '[']) => self.read_json(value),
            _ => self.read_shorthand(value, shape),
        }
    }

    fn read_json(&mut self, value: &Text) -> Option<(Value, From)> {
        if is_file(&value.text) || only_open(value.text.trim()) {
            return None;
        }
        match serde_json::from_str(&value.text) {
            Ok(json) => Some((json, From::Json)),
            // Python reads control characters in strings as an error too, but an
            // expansion outside of quotes may well make valid JSON.
            Err(_) if is_open(&value.text) => None,
            Err(error) => {
                let kind = if value.text.contains("\\\n") {
                    ProblemKind::BrokenContinuation {
                        how: Continuation::InQuotes,
                    }
                } else {
                    ProblemKind::Unreadable {
                        option: self.option(),
                        reason: plain_json_error(&error, &value.text),
                        json: true,
                    }
                };
                self.report(&value.place, kind);
                None
            }
        }
    }

    fn read_shorthand(&mut self, value: &Text, shape: &Shape) -> Option<(Value, From)> {
        match shorthand::parse(&value.text) {
            Ok(json) => Some((json, From::Shorthand)),
            Err(_) if is_open(&value.text) || takes_bare_word(shape, &value.text) => None,
            Err(error) => {
                let option = self.option();
                let reason = error.message;
                self.report(
                    &value.place,
                    ProblemKind::Unreadable {
                        option,
                        reason,
                        json: false,
                    },
                );
                None
            }
        }
    }

    fn validate(&mut self, json: &Value, id: ShapeId, place: &Place, from: From, depth: usize) {
        if depth > DEEPEST || is_unknown(json) {
            return;
        }
        match self.service.shape(id) {
            Some(Shape::Structure(members)) => match json {
                Value::Object(given) => {
                    for (name, value) in given {
                        match members.iter().find(|member| *member.name == **name) {
                            Some(member) => {
                                self.validate(
                                    value,
                                    member.shape,
                                    &place.piece(name),
                                    from,
                                    depth + 1,
                                );
                            }
                            None if name.contains(OPAQUE) => {}
                            None => self.unknown_member(name, members, place),
                        }
                    }
                    self.missing_members(given, members, place);
                }
                Value::Null => {}
                other => self.wrong_type(other, "an object with named members", place),
            },
            Some(Shape::List(member)) => match json {
                Value::Array(values) => {
                    for value in values {
                        self.validate(value, *member, place, from, depth + 1);
                    }
                }
                Value::Null => {}
                other if from == From::Shorthand => {
                    self.validate(other, *member, place, from, depth + 1);
                }
                other => self.wrong_type(other, "a list", place),
            },
            Some(Shape::Map(key, value_shape)) => match json {
                Value::Object(given) => {
                    for (name, value) in given {
                        self.validate(
                            &Value::String(name.clone()),
                            *key,
                            &place.piece(name),
                            From::Shorthand,
                            depth + 1,
                        );
                        self.validate(value, *value_shape, &place.piece(name), from, depth + 1);
                    }
                }
                Value::Null => {}
                other => self.wrong_type(other, "a map of names to values", place),
            },
            Some(shape @ Shape::Scalar { .. }) => self.scalar(json, shape, place, from),
            None => {}
        }
    }

    fn unknown_member(&mut self, name: &str, members: &[super::table::Member], place: &Place) {
        let names = || members.iter().map(|member| &*member.name);
        let kind = ProblemKind::UnknownMember {
            option: self.option(),
            member: name.to_owned(),
            nearest: nearest(name, names()),
            members: names().map(str::to_owned).collect(),
        };
        self.report(&place.piece(name), kind);
    }

    fn missing_members(
        &mut self,
        given: &serde_json::Map<String, Value>,
        members: &[super::table::Member],
        place: &Place,
    ) {
        // A name that is none has been told; what it should have been is not missing too.
        let known = |key: &String| members.iter().any(|member| *member.name == **key);
        if given.keys().any(|key| key.contains(OPAQUE) || !known(key)) {
            return;
        }
        for member in members.iter().filter(|member| member.required) {
            if !given.contains_key(&*member.name) {
                let kind = ProblemKind::MissingMember {
                    option: self.option(),
                    member: member.name.to_string(),
                    within: place.piece.clone().unwrap_or_default(),
                };
                self.report(place, kind);
            }
        }
    }

    fn wrong_type(&mut self, value: &Value, wanted: &'static str, place: &Place) {
        let kind = ProblemKind::WrongType {
            option: self.option(),
            value: shown(value),
            wanted,
        };
        self.report(place, kind);
    }

    /// A scalar given directly on the command line.
    fn scalar_text(&mut self, value: &Text, shape: &Shape) {
        if value.is_open() || is_file(&value.text) {
            return;
        }
        if let Shape::Scalar {
            kind: Scalar::Document,
            ..
        } = shape
        {
            self.read_json(value);
            return;
        }
        let json = Value::String(value.text.clone());
        self.scalar(&json, shape, &value.place, From::Shorthand);
    }

    fn scalar(&mut self, json: &Value, shape: &Shape, place: &Place, from: From) {
        let Shape::Scalar { kind, values, .. } = shape else {
            return;
        };
        let text = json.as_str();
        let fits = match (kind, from) {
            (Scalar::Document, _) => true,
            (Scalar::String, From::Json) => text.is_some(),
            (Scalar::String, From::Shorthand) => text.is_some(),
            (Scalar::Integer, From::Json) => json.is_i64() || json.is_u64(),
            (Scalar::Integer, From::Shorthand) => {
                text.is_some_and(|text| text.trim().replace('_', "").parse::<i128>().is_ok())
            }
            (Scalar::Number, From::Json) => json.is_number(),
            (Scalar::Number, From::Shorthand) => {
                text.is_some_and(|text| text.trim().parse::<f64>().is_ok())
            }
            (Scalar::Boolean, From::Json) => json.is_boolean(),
            // On the command line itself any text counts as true.
            (Scalar::Boolean, From::Shorthand) if place.piece.is_none() => true,
            (Scalar::Boolean, From::Shorthand) => text
                .is_some_and(|text| matches!(text.to_ascii_lowercase().as_str(), "true" | "false")),
            (Scalar::Timestamp, _) => text.is_some() || json.is_number(),
            (Scalar::Blob, _) => text.is_some(),
        };
        if !fits && !json.is_null() {
            self.wrong_type(json, wanted(*kind), place);
        } else if let Some(text) = text
            && !values.is_empty()
            && !is_open(text)
            && values.iter().all(|value| **value != *text)
        {
            self.not_in_enum(text, values, place);
        }
    }

    fn not_in_enum(&mut self, text: &str, values: &[std::sync::Arc<str>], place: &Place) {
        let names = || values.iter().map(|value| &**value);
        let subject = format!(
            "{} {}",
            self.option,
            place.piece.as_deref().unwrap_or_default()
        );
        let kind = ProblemKind::NotInEnum {
            option: self.option(),
            value: text.to_owned(),
            nearest: nearest(text, names()),
            values: names().map(str::to_owned).collect(),
            growing: values.len() > 15 || is_growing(&subject),
        };
        self.report(&place.piece(text), kind);
    }
}

/// Enumerations that AWS extends several times a year, so that a newer value
/// than the table's is likely to be right.
fn is_growing(subject: &str) -> bool {
    let subject = subject.to_ascii_lowercase().replace(['-', '_'], "");
    [
        "runtime",
        "instancetype",
        "instanceclass",
        "engine",
        "region",
        "locale",
        "language",
        "model",
        "version",
        "policyname",
        "securitypolicy",
    ]
    .iter()
    .any(|word| subject.contains(word))
}

fn wanted(kind: Scalar) -> &'static str {
    match kind {
        Scalar::Integer => "a whole number",
        Scalar::Number => "a number",
        Scalar::Boolean => "true or false",
        Scalar::Timestamp => "a time",
        Scalar::String | Scalar::Blob | Scalar::Document => "text",
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The value is read from a file when the command runs.
pub fn is_file(text: &str) -> bool {
    text.starts_with("file://") || text.starts_with("fileb://")
}

/// Nothing but a hole or a placeholder.
fn only_open(text: &str) -> bool {
    text.chars().all(|c| c == OPAQUE) && !text.is_empty()
        || (text.starts_with('<') && text.ends_with('>'))
}

fn is_unknown(value: &Value) -> bool {
    value.as_str().is_some_and(is_open)
}

/// The AWS CLI takes a bare word for a structure of a single member.
fn takes_bare_word(shape: &Shape, text: &str) -> bool {
    matches!(shape, Shape::Structure(members) if members.len() == 1) && !text.contains('=')
}

fn plain_json_error(error: &serde_json::Error, text: &str) -> String {
    if text.contains('\'') && !text.contains('"') {
        return "JSON needs double quotes round names and text".to_owned();
    }
    let reason = error.to_string();
    reason
        .split(" at line")
        .next()
        .unwrap_or(&reason)
        .to_owned()
}
