//! Values into commands, so that a value can never become shell code.

use crate::model::{Input, InputStyle};
use crate::reading::placeholders::{self, Found, Quote};
use crate::shell;
use std::collections::BTreeMap;
use std::fmt;

/// Why a command cannot be completed. Nothing of it may run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Unfilled {
    /// Inputs without a value, by id.
    pub missing: Vec<String>,
    /// Inputs whose value cannot be written safely at the place where it is needed,
    /// with the reason.
    pub refused: Vec<(String, Refusal)>,
}

/// Why a value cannot be written at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The text is read by a shell a second time, which takes letters, digits and
    /// `-_./:@,+=%` only.
    ReadTwice,
    /// A value with a NUL byte, which no program can receive.
    Nul,
}

impl fmt::Display for Unfilled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.missing.is_empty() {
            write!(
                f,
                "the command still needs {}. Fill it in first",
                self.missing.join(", ")
            )?;
        }
        for (index, (id, refusal)) in self.refused.iter().enumerate() {
            if index > 0 || !self.missing.is_empty() {
                write!(f, "; ")?;
            }
            match refusal {
                Refusal::ReadTwice => write!(
                    f,
                    "the value of {id} is read by a second shell, so it may have letters, digits and -_./:@,+=% only"
                )?,
                Refusal::Nul => write!(
                    f,
                    "the value of {id} has a NUL byte, which cannot be passed on"
                )?,
            }
        }
        Ok(())
    }
}

/// Writes values into the code of a part, by input id.
///
/// `<name>`, `ACCOUNT_ID` and explained letters are replaced, quoted for the place
/// where they stand: the program receives exactly the value. `$NAME` stays, and
/// the value is set in front of the code; that of a secret is not, and the code
/// stops unless `NAME` is in the environment (see [`variables`]).
///
/// An empty value counts as missing.
///
/// # Errors
/// [`Unfilled`] with every input that has no value or whose value cannot be
/// written safely.
pub fn fill(
    code: &str,
    values: &BTreeMap<String, String>,
    inputs: &[Input],
) -> Result<String, Unfilled> {
    let script = shell::parse(code);
    let mut found = placeholders::find(code, &script.commands);
    found.sort_by_key(|found| found.span.start);
    let mut unfilled = Unfilled {
        missing: Vec::new(),
        refused: Vec::new(),
    };
    let mut out = String::with_capacity(code.len() + 64);
    let mut from = 0;
    for place in &found {
        let Some(input) = input_for(inputs, place) else {
            continue;
        };
        match checked(values, input, place.quote) {
            Ok(value) => {
                out.push_str(&code[from..place.span.start as usize]);
                out.push_str(&written(value, place.quote));
                from = place.span.end as usize;
            }
            Err(reason) => unfilled.note(&input.id, reason),
        }
    }
    out.push_str(&code[from..]);
    let mut head = String::new();
    for input in variables_in(&script, inputs) {
        let name = variable_name(input);
        match checked(values, input, Quote::None) {
            Ok(_) if input.secret => {
                head += &format!(": \"${{{name}:?has to be set in the environment}}\"\n");
            }
            Ok(value) => head += &format!("{name}={}\n", written(value, Quote::None)),
            Err(reason) => unfilled.note(&input.id, reason),
        }
    }
    if unfilled.missing.is_empty() && unfilled.refused.is_empty() {
        Ok(head + &out)
    } else {
        Err(unfilled)
    }
}

/// The variables that inputs stand for, to be set in the environment of whatever
/// runs the code. Those without a value are left out.
pub fn variables(values: &BTreeMap<String, String>, inputs: &[Input]) -> BTreeMap<String, String> {
    let variables = inputs
        .iter()
        .filter(|input| input.style == InputStyle::Variable);
    variables
        .filter_map(|input| {
            Some((
                variable_name(input).to_owned(),
                values.get(input.id.as_str())?.clone(),
            ))
        })
        .collect()
}

/// Writes a value as one shell word. What needs no quotes gets none.
pub fn quoted(value: &str) -> String {
    written(value, Quote::None)
}

impl Unfilled {
    fn note(&mut self, id: &str, reason: Option<Refusal>) {
        match reason {
            None if !self.missing.iter().any(|known| known == id) => {
                self.missing.push(id.to_owned())
            }
            Some(refusal) if !self.refused.iter().any(|(known, _)| known == id) => {
                self.refused.push((id.to_owned(), refusal));
            }
            _ => {}
        }
    }
}

/// The input that a place asks for: the one that was seen with this text.
fn input_for<'i>(inputs: &'i [Input], place: &Found) -> Option<&'i Input> {
    let id = crate::reading::input_id(&place.name);
    inputs.iter().find(|input| input.id == id)
}

/// The value, when there is one that can be written here. `Err(None)`: there is none.
fn checked<'v>(
    values: &'v BTreeMap<String, String>,
    input: &Input,
    quote: Quote,
) -> Result<&'v str, Option<Refusal>> {
    let value = values
        .get(input.id.as_str())
        .filter(|value| !value.is_empty())
        .ok_or(None)?;
    if value.contains('\0') {
        return Err(Some(Refusal::Nul));
    }
    if quote == Quote::Twice && !is_plain(value) {
        return Err(Some(Refusal::ReadTwice));
    }
    Ok(value)
}

fn is_plain(value: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_./:@,+=%".contains(&b);
    // A leading `-` would be an option, not a value.
    value.bytes().all(plain) && !value.starts_with('-')
}

fn written(value: &str, quote: Quote) -> String {
    match quote {
        Quote::Twice => value.to_owned(),
        Quote::None if is_plain(value) => value.to_owned(),
        Quote::None => format!("'{}'", value.replace('\'', "'\\''")),
        Quote::Single => value.replace('\'', "'\\''"),
        Quote::Double => escaped(value, &['\\', '"', '$', '`']),
        Quote::Ansi => escaped(value, &['\\', '\'']),
    }
}

fn escaped(value: &str, special: &[char]) -> String {
    let mut out = String::with_capacity(value.len() + 8);
    for c in value.chars() {
        if special.contains(&c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn variable_name(input: &Input) -> &str {
    input
        .placeholder
        .trim_start_matches(['$', '{'])
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .next()
        .unwrap_or("")
}

/// Inputs of the `$NAME` kind that the code reads.
fn variables_in<'i>(script: &shell::Script, inputs: &'i [Input]) -> Vec<&'i Input> {
    let read: std::collections::HashSet<&str> = script
        .commands
        .iter()
        .flat_map(crate::reading::expansions)
        .filter(|expansion| !expansion.has_default)
        .filter_map(|expansion| expansion.name.as_deref())
        .collect();
    let variables = inputs
        .iter()
        .filter(|input| input.style == InputStyle::Variable);
    variables
        .filter(|input| read.contains(variable_name(input)))
        .collect()
}

#[cfg(test)]
mod tests;
