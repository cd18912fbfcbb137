//! A command is short, refuses with types, and takes ids instead of shell text.
//! The sources are formatted by rustfmt, so their lines can be relied on.

use std::collections::BTreeSet;

use crate::sources;

const LONGEST_BODY: usize = 10;

/// Names of what the window may not send: text to run, things that it would have
/// made up, and answers that would stand for a confirmation.
const NOT_FROM_THE_WINDOW: [&str; 22] = [
    "text",
    "argv",
    "args",
    "command",
    "commands",
    "cmd",
    "shell",
    "script",
    "code",
    "line",
    "program",
    "arn",
    "path",
    "file",
    "directory",
    "confirm",
    "confirmed",
    "confirmation",
    "approved",
    "force",
    "yes",
    "sure",
];

/// Booleans that record what a person says is so. None of them lets anything run.
const SAID_BY_A_PERSON: [(&str, &str); 4] = [
    ("tick", "on"),
    ("confirm_need", "on"),
    ("resolve_interruption", "done"),
    ("observe_rule", "so"),
];

struct Command {
    name: String,
    /// `name: Type`, without what Tauri itself hands over.
    parameters: Vec<(String, String)>,
    returns: String,
    body: usize,
}

fn all() -> Vec<Command> {
    let mut found = Vec::new();
    for source in sources::below("src-tauri/src/commands", &[".rs"]) {
        let lines: Vec<&str> = source.text.lines().collect();
        for (at, _) in lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.trim() == "#[tauri::command]")
        {
            found.push(read(&lines[at..]));
        }
    }
    assert!(found.len() > 20, "only {} commands were found", found.len());
    found
}

fn read(lines: &[&str]) -> Command {
    let begin = lines
        .iter()
        .position(|line| line.contains("fn "))
        .expect("a function");
    let brace = (begin..lines.len())
        .find(|at| lines[*at].ends_with('{'))
        .expect("a body");
    let end = (brace..lines.len())
        .find(|at| lines[*at] == "}")
        .expect("the body's end");
    let signature = lines[begin..=brace]
        .iter()
        .map(|line| line.trim())
        .collect::<Vec<_>>()
        .join(" ");
    let (head, rest) = signature.split_once('(').expect("parameters");
    let (parameters, returns) = rest.rsplit_once("->").expect("a result");
    Command {
        name: head
            .rsplit(' ')
            .next()
            .unwrap_or_default()
            .split('<')
            .next()
            .unwrap_or_default()
            .to_owned(),
        parameters: split(parameters.trim().trim_end_matches(')')),
        returns: returns.trim().trim_end_matches('{').trim().to_owned(),
        body: end - brace - 1,
    }
}

/// Splits at the commas that are not inside angle brackets.
fn split(parameters: &str) -> Vec<(String, String)> {
    let mut depth = 0;
    let parts = parameters.split(|letter| {
        depth += match letter {
            '<' | '(' => 1,
            '>' | ')' => -1,
            _ => 0,
        };
        letter == ',' && depth == 0
    });
    let mut named: Vec<(String, String)> = parts
        .filter_map(|part| part.split_once(':'))
        .map(|(name, kind)| (name.trim().to_owned(), kind.trim().to_owned()))
        .collect();
    named.retain(|(_, kind)| {
        !["State<", "AppHandle", "Window", "WebviewWindow", "Channel<"]
            .iter()
            .any(|own| kind.starts_with(own))
    });
    named
}

#[test]
fn a_command_parses_calls_and_maps_the_error_in_ten_lines() {
    let long: Vec<String> = all()
        .iter()
        .filter(|command| command.body > LONGEST_BODY)
        .map(|command| format!("{}: {} lines", command.name, command.body))
        .collect();
    assert_eq!(long, Vec::<String>::new());
}

#[test]
fn a_command_fails_with_the_boundary_s_error_and_nothing_with_a_bare_string() {
    let bare: Vec<String> = all()
        .iter()
        .filter(|command| {
            !(command.returns.starts_with("Result<") && command.returns.ends_with("IpcError>"))
        })
        .map(|command| format!("{} -> {}", command.name, command.returns))
        .collect();
    assert_eq!(bare, Vec::<String>::new());
    for source in sources::below("src-tauri/src", &[".rs"]) {
        assert!(
            !source.text.contains(", String>"),
            "{} fails with a bare string",
            source.name
        );
    }
}

#[test]
fn the_window_sends_ids_and_never_what_is_to_be_run() {
    let mut wrong = Vec::new();
    let mut kinds = BTreeSet::new();
    for command in all() {
        for (name, kind) in command.parameters {
            if NOT_FROM_THE_WINDOW.contains(&name.as_str()) {
                wrong.push(format!("{}({name}: {kind})", command.name));
            }
            let place = (command.name.as_str(), name.as_str());
            if kind.contains("bool") && !SAID_BY_A_PERSON.contains(&place) {
                wrong.push(format!(
                    "{}({name}: {kind}) may stand for a confirmation",
                    command.name
                ));
            }
            kinds.extend(names_of_types(&kind));
        }
    }
    for (kind, field) in fields_reached_from(kinds) {
        if NOT_FROM_THE_WINDOW.contains(&field.as_str()) {
            wrong.push(format!("{kind}.{field}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_confirmation_is_a_token_and_what_was_typed() {
    let answer = fields_reached_from(BTreeSet::from(["Answer".to_owned()]));
    let fields: Vec<&str> = answer.iter().map(|(_, field)| field.as_str()).collect();
    assert_eq!(fields, ["token", "typed"]);
}

/// The capitalised names in a type.
fn names_of_types(kind: &str) -> Vec<String> {
    kind.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| word.starts_with(|letter: char| letter.is_ascii_uppercase()))
        .map(str::to_owned)
        .collect()
}

/// The fields of these types and of the types that they hold, from the generated
/// TypeScript: `(type, field)`.
fn fields_reached_from(mut open: BTreeSet<String>) -> Vec<(String, String)> {
    let bindings = sources::read("ui/src/ipc/bindings.ts");
    let mut seen = BTreeSet::new();
    let mut fields = Vec::new();
    while let Some(kind) = open.pop_first() {
        if !seen.insert(kind.clone()) {
            continue;
        }
        let Some(definition) = definition(&bindings, &kind) else {
            continue;
        };
        let code: String = definition
            .lines()
            .filter(|line| !is_comment(line))
            .collect::<Vec<_>>()
            .join("\n");
        for part in code.split(['{', ';', ',', '\n', '|', '(', '&']) {
            let Some((field, held)) = part.split_once(':') else {
                continue;
            };
            let field = field.trim().trim_end_matches('?').trim_matches('"');
            if !field.is_empty() && field.chars().all(char::is_alphanumeric) {
                fields.push((kind.clone(), field.to_owned()));
            }
            open.extend(names_of_types(held));
        }
        open.extend(names_of_types(
            code.split_once('=').map_or("", |(_, right)| right),
        ));
    }
    fields
}

fn is_comment(line: &str) -> bool {
    ["/*", "*", "//"]
        .iter()
        .any(|mark| line.trim_start().starts_with(mark))
}

/// The text from `export type NAME =` to its own semicolon.
fn definition<'a>(bindings: &'a str, kind: &str) -> Option<&'a str> {
    let rest = &bindings[bindings.find(&format!("export type {kind} ="))?..];
    let mut depth = 0;
    let end = rest.find(|letter| {
        match letter {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth -= 1,
            _ => {}
        }
        letter == ';' && depth == 0
    });
    Some(&rest[..end?])
}
