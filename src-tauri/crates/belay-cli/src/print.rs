//! Prints results for people and for programs. The only place that writes to
//! standard output and standard error.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::io::{IsTerminal as _, Write as _};

use belay_app::views::IpcError;
use belay_engine::guards::Refusal;
use serde::Serialize;
use serde_json::{Value, json};

use crate::args::Format;
use crate::outcome::CliError;

/// Prints one document: `text` for people, or the JSON of `value` with the name
/// and version of its schema in front.
pub fn document<T: Serialize>(
    format: Format,
    schema: &str,
    value: &T,
    text: impl FnOnce() -> String,
) -> Result<(), CliError> {
    match format {
        Format::Text => lines(&text()),
        Format::Json => lines(&to_json(schema, value)?),
        Format::Sarif => {
            return Err(CliError::usage(
                "SARIF is printed by `check` only.",
                "Use `--format json` here.",
            ));
        }
    }
    Ok(())
}

fn to_json<T: Serialize>(schema: &str, value: &T) -> Result<String, CliError> {
    let broken = |e: serde_json::Error| {
        CliError::Failed(IpcError {
            code: belay_app::views::IpcErrorCode::Other,
            message: format!("The result could not be written as JSON: {e}."),
            hint: None,
            request_id: None,
        })
    };
    let mut body = serde_json::to_value(value).map_err(broken)?;
    match &mut body {
        Value::Object(map) => {
            map.insert("schema".into(), json!(schema));
        }
        other => body = json!({ "schema": schema, "items": other.take() }),
    }
    serde_json::to_string_pretty(&body).map_err(broken)
}

/// Prints text, with one newline at its end. A closed pipe ends quietly.
pub fn lines(text: &str) {
    let mut out = std::io::stdout().lock();
    let text = text.trim_end_matches('\n');
    if writeln!(out, "{text}").is_err() {
        // The reader went away (`| head`): there is nobody left to tell.
        std::process::exit(0);
    }
}

/// Prints output of a command as it comes.
pub fn raw(text: &str) {
    let mut out = std::io::stdout().lock();
    if out
        .write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .is_err()
    {
        std::process::exit(0);
    }
}

/// Says something beside the result: progress, questions.
pub fn aside(text: &str) {
    eprintln!("{text}");
}

/// Says why a command could not be carried out.
pub fn error(format: Format, e: &CliError) {
    if format == Format::Json {
        eprintln!("{}", error_json(e));
        return;
    }
    match e {
        CliError::Usage { message, hint } => {
            eprintln!("error: {message}");
            if let Some(hint) = hint {
                eprintln!("hint: {hint}");
            }
        }
        CliError::Refused(refusals) => eprint!("{}", refusal_text(refusals)),
        CliError::Failed(e) => {
            eprintln!("error: {}", e.message);
            if let Some(hint) = &e.hint {
                eprintln!("hint: {hint}");
            }
            if let Some(id) = &e.request_id {
                eprintln!("AWS request ID: {id}");
            }
        }
    }
}

fn error_json(e: &CliError) -> Value {
    let error = match e {
        CliError::Usage { message, hint } => json!({
            "kind": "usage", "message": message, "hint": hint, "requestId": null
        }),
        CliError::Refused(refusals) => json!({ "kind": "refused", "refusals": refusals }),
        CliError::Failed(e) => json!({
            "kind": "failed", "code": e.code, "message": e.message, "hint": e.hint,
            "requestId": e.request_id
        }),
    };
    json!({ "schema": "belay/error/1", "error": error })
}

/// Refusals in words.
pub fn refusal_text(refusals: &[Refusal]) -> String {
    let mut text = String::new();
    for refusal in refusals {
        text += &format!("refused: {}\n", refusal.sentence);
        text += &format!("hint: {}\n", refusal.remedy);
    }
    text
}

/// Whether somebody sits at the terminal.
pub fn can_ask() -> bool {
    std::io::stdin().is_terminal()
}

/// Asks on the terminal; none if there is nobody to ask.
pub fn ask(question: &str) -> Option<String> {
    if !can_ask() {
        return None;
    }
    eprint!("{question} ");
    std::io::stderr().flush().ok()?;
    let mut answer = String::new();
    match std::io::stdin().read_line(&mut answer) {
        Ok(0) | Err(_) => None,
        Ok(_) => Some(answer.trim().to_owned()),
    }
}
