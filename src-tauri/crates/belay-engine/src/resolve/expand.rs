//! The words of a command with known variables put in: what guards look at.

use std::collections::BTreeMap;

use belay_runbook::shell::parse;
use belay_runbook::{ExpansionKind, SimpleCommand, Span, Word};

use crate::quote::{Fill, fill};

pub(super) fn words_of(command: &SimpleCommand) -> impl Iterator<Item = &Word> {
    let values = command
        .assignments
        .iter()
        .map(|assignment| &assignment.value);
    let targets = command
        .redirects
        .iter()
        .filter_map(|redirect| redirect.target.as_ref());
    command.words.iter().chain(values).chain(targets)
}

/// The commands of `text`, each known variable put in where it is read.
pub(crate) fn expanded(text: &str, variables: &BTreeMap<String, String>) -> Vec<SimpleCommand> {
    let mut known = variables.clone();
    let script = parse(text);
    let mut fills: Vec<(Span, String, bool)> = Vec::new();
    for command in &script.commands {
        for word in words_of(command) {
            for expansion in word.expansions.iter().filter(|e| is_plain(e)) {
                let value = expansion
                    .name
                    .as_ref()
                    .and_then(|name| known.get(name.as_str()));
                if let Some(value) = value {
                    fills.push((expansion.span, value.clone(), !expansion.quoted));
                }
            }
        }
        // What a command sets for itself alone does not last.
        let lasts = command.words.is_empty()
            || matches!(
                command.name(),
                Some("export" | "declare" | "readonly" | "local")
            );
        for assignment in command.assignments.iter().filter(|_| lasts) {
            match evaluate(&assignment.value, &known) {
                Some(value) if !assignment.append => {
                    known.insert(assignment.name.to_string(), value)
                }
                // Set to something that cannot be told: no longer known.
                _ => known.remove(assignment.name.as_str()),
            };
        }
    }
    let fills: Vec<_> = fills
        .iter()
        .map(|(span, value, splits)| Fill {
            span: *span,
            value,
            splits: *splits,
        })
        .collect();
    let mut commands = parse(&fill(text, &fills)).commands;
    let mut nested: Vec<SimpleCommand> = Vec::new();
    for command in &commands {
        within(command, MAX_NESTING, &mut nested);
    }
    commands.extend(nested);
    commands
}

/// Shells in shells are looked into this deep.
const MAX_NESTING: u8 = 4;

/// Adds the commands of `bash -c '…'`, `eval '…'` and `watch '…'`: guards must
/// see what runs, however it is wrapped.
fn within(command: &SimpleCommand, depth: u8, found: &mut Vec<SimpleCommand>) {
    let Some(code) = inner_code(command).filter(|_| depth > 0) else {
        return;
    };
    for inner in parse(&code).commands {
        within(&inner, depth - 1, found);
        found.push(inner);
    }
}

fn inner_code(command: &SimpleCommand) -> Option<String> {
    let values: Vec<&str> = command
        .words
        .iter()
        .map(|word| word.value.as_deref().unwrap_or(&word.raw))
        .collect();
    let program = |word: &&str| {
        let name = word.rsplit('/').next().unwrap_or_default();
        matches!(
            name,
            "bash" | "sh" | "zsh" | "dash" | "ksh" | "eval" | "watch" | "su"
        )
    };
    let at = values.iter().position(program)?;
    let rest = values.get(at + 1..)?;
    match *values.get(at)? {
        "eval" => Some(rest.join(" ")),
        "watch" => {
            let first = rest.iter().position(|w| w.contains(' ') || *w == "aws")?;
            Some(rest.get(first..)?.join(" "))
        }
        _ => {
            let option = |w: &&str| w.starts_with('-') && !w.starts_with("--") && w.ends_with('c');
            let at = rest.iter().position(option)?;
            rest.get(at + 1).map(|&code| code.to_owned())
        }
    }
}

/// `$NAME` or `${NAME}`, and no operator in it.
fn is_plain(expansion: &belay_runbook::Expansion) -> bool {
    let Some(name) = &expansion.name else {
        return false;
    };
    expansion.kind == ExpansionKind::Variable
        && (expansion.raw == format!("${name}") || expansion.raw == format!("${{{name}}}"))
}

fn evaluate(word: &Word, known: &BTreeMap<String, String>) -> Option<String> {
    if let Some(value) = &word.value {
        return Some(value.to_string());
    }
    let mut fills = Vec::new();
    for expansion in &word.expansions {
        let value = known.get(expansion.name.as_deref().filter(|_| is_plain(expansion))?)?;
        let start = expansion.span.start.checked_sub(word.span.start)?;
        let end = expansion.span.end.checked_sub(word.span.start)?;
        // The word's own text follows `x=`.
        let span = Span {
            start: start + 2,
            end: end + 2,
        };
        fills.push(Fill {
            span,
            value,
            splits: false,
        });
    }
    let script = parse(&fill(&format!("x={}", word.raw), &fills));
    script
        .commands
        .first()?
        .assignments
        .first()?
        .value
        .value
        .as_deref()
        .map(str::to_owned)
}

/// Placeholders that are left in the words.
pub(super) fn placeholders(commands: &[SimpleCommand]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let expansions = commands
        .iter()
        .flat_map(words_of)
        .flat_map(|word| &word.expansions);
    for expansion in expansions.filter(|e| e.kind == ExpansionKind::Placeholder) {
        if !found.iter().any(|raw| *raw == expansion.raw) {
            found.push(expansion.raw.to_string());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::expanded;

    fn variables() -> BTreeMap<String, String> {
        [
            ("R", "eu-west-1"),
            ("T", "two words"),
            ("E", ""),
            ("Q", "it's \"$(x)\""),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
    }

    /// The words of every command, each `?` where it cannot be told.
    fn words(code: &str) -> Vec<String> {
        let word = |w: &belay_runbook::Word| w.value.as_deref().unwrap_or("?").to_owned();
        expanded(code, &variables())
            .iter()
            .map(|command| command.words.iter().map(word).collect::<Vec<_>>().join("|"))
            .collect()
    }

    #[test]
    fn guards_see_what_the_shell_makes_of_the_words() {
        for (code, expected) in [
            ("aws --region $R", &["aws|--region|eu-west-1"][..]),
            ("aws --region=\"${R}\"", &["aws|--region=eu-west-1"]),
            ("aws '$R'", &["aws|$R"]),
            ("aws $T \"$T\"", &["aws|two|words|two words"]),
            ("aws $E --x", &["aws|--x"]),
            ("echo \"$Q\"", &["echo|it's \"$(x)\""]),
            ("A=b$R\necho $A", &["", "echo|beu-west-1"]),
            (
                "export A=1; A=$(date); echo $A",
                &["export|A=1", "", "date", "echo|?"],
            ),
            ("X=1 aws $X", &["aws|?"]),
            ("echo ${R:-other} ${R%1}", &["echo|?|?"]),
            ("bash -c 'rm -rf x'", &["bash|-c|rm -rf x", "rm|-rf|x"]),
        ] {
            assert_eq!(words(code), expected, "{code}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn no_text_is_too_strange(code in "([ -~\n\té🪢]|\\$R|\\$\\{T\\}|\"|'|<<E\n|\\$\\(|`){0,60}") {
            expanded(&code, &variables());
        }
    }
}
