//! From what the runbook says to what the shell is given: inputs filled in,
//! variables gathered, the directory found.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use belay_journal::RunView;
use belay_journal::view::AttemptEnd;
use belay_runbook::shell::parse;
use belay_runbook::{
    ExpansionKind, Input, InputStyle, Part, Runbook, SimpleCommand, Span, Syntax, Word,
};

use crate::environment::{Environment, Tier};
use crate::quote::{Fill, fill};
use crate::secrets::{MASK, Secrets, mask};
use crate::unit::Unit;

/// A command as the shell will get it.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    /// The text, inputs filled in. Holds secrets.
    pub text: String,
    /// The text for people and for the record: secrets masked.
    pub shown: String,
    /// Variables for the child. May hold secrets.
    pub variables: BTreeMap<String, String>,
    /// Where it runs.
    pub directory: PathBuf,
    /// Values that must be masked.
    pub secrets: Vec<String>,
    /// Ids of inputs that have no value.
    pub missing: Vec<String>,
    /// Placeholders that no input accounts for, as written.
    pub unfilled: Vec<String>,
    /// Variables that nothing sets.
    pub unset: Vec<Unset>,
    /// The commands, with known variables put in: what guards look at.
    pub commands: Vec<SimpleCommand>,
    /// Whether all of it could be read as shell code.
    pub syntax: Syntax,
}

/// A variable that the command reads and that nothing sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unset {
    /// Its name.
    pub name: String,
    /// The input that would set it, if the runbook asks for one.
    pub input: Option<String>,
}

/// Where values come from.
pub(crate) struct Sources<'a> {
    pub runbook: &'a Runbook,
    pub units: &'a [Unit],
    pub view: &'a RunView,
    pub environment: &'a Environment,
    pub secrets: &'a Secrets,
}

impl Sources<'_> {
    /// The value of an input and whether it is secret.
    pub(crate) fn value(&self, input: &Input) -> Option<(String, bool)> {
        let given = self.view.inputs.get(&input.id)?;
        if given.secret || input.secret {
            return self
                .secrets
                .get(&self.view.run, &input.id)
                .map(|value| (value, true));
        }
        given.value.clone().map(|value| (value, false))
    }

    /// Variables that a command of `section` finds, the inputs' left out.
    fn variables(&self, section: Option<&str>) -> BTreeMap<String, String> {
        let mut found = self.of_the_runbook();
        found.extend(self.environment.variables.clone());
        found.extend(self.carried(section).0);
        found.retain(|name, _| !is_identity(name));
        found
    }

    /// What the runbook's own section about this environment sets.
    fn of_the_runbook(&self) -> BTreeMap<String, String> {
        let environment = self.environment;
        let by_name = self.runbook.environments.iter().find(|e| {
            let name = e.name.to_ascii_lowercase();
            let ours = environment.name.to_ascii_lowercase();
            ours == name || ours.split(['-', '_', '.']).any(|word| word == name)
        });
        let tier = match environment.tier {
            Tier::Development => belay_runbook::TierGuess::Development,
            Tier::Staging => belay_runbook::TierGuess::Staging,
            Tier::Production => belay_runbook::TierGuess::Production,
        };
        let mut of_tier = self
            .runbook
            .environments
            .iter()
            .filter(|e| e.tier == Some(tier));
        // Two of the same tier: which one is meant cannot be told.
        let by_tier = of_tier.next().filter(|_| of_tier.next().is_none());
        by_name
            .or(by_tier)
            .map(|e| e.variables.clone())
            .unwrap_or_default()
    }

    /// What the section's commands so far left behind: variables and directory.
    fn carried(&self, section: Option<&str>) -> (BTreeMap<String, String>, Option<PathBuf>) {
        let in_section: BTreeSet<&str> = self
            .units
            .iter()
            .filter(|unit| unit.section.as_deref() == section)
            .map(|unit| unit.id.as_str())
            .collect();
        let mut ends: Vec<_> = self
            .view
            .units
            .iter()
            .filter(|(id, _)| in_section.contains(id.as_str()))
            .flat_map(|(_, state)| &state.attempts)
            .filter_map(|attempt| match &attempt.end {
                AttemptEnd::Ended { exit, .. } => Some((attempt.seq, exit)),
                _ => None,
            })
            .collect();
        ends.sort_by_key(|(seq, _)| *seq);
        let mut variables = BTreeMap::new();
        let mut directory = None;
        for (_, exit) in ends {
            variables.extend(exit.exported.clone());
            directory = exit.directory.as_ref().map(PathBuf::from).or(directory);
        }
        (variables, directory)
    }

    /// Resolves a unit's command. `inherited` names variables that the child
    /// gets besides, such as those of the session.
    pub(crate) fn resolve(&self, unit: &Unit, part: &Part) -> Resolved {
        let mut variables = self.variables(unit.section.as_deref());
        let (_, directory) = self.carried(unit.section.as_deref());
        let mut filling = Filling::default();
        for id in &part.inputs {
            let Some(input) = self.runbook.input(id) else {
                continue;
            };
            self.fill_in(input, part, &mut variables, &mut filling);
        }
        let text = filling.text(&part.code, |(_, value, _)| value);
        let mut secrets = self.secrets.of(&self.view.run);
        secrets.sort_unstable();
        let shown = filling.text(
            &part.code,
            |(_, value, secret)| if *secret { MASK } else { value },
        );
        let commands = expanded(&text, &variables);
        let unfilled = placeholders(&commands);
        Resolved {
            shown: mask(&shown, &secrets),
            unset: self.unset(&text, &variables, filling.unset),
            directory: directory.unwrap_or_else(|| PathBuf::from(&self.view.directory)),
            syntax: parse(&text).syntax,
            missing: filling.missing,
            unfilled,
            text,
            variables,
            secrets,
            commands,
        }
    }

    fn fill_in(
        &self,
        input: &Input,
        part: &Part,
        variables: &mut BTreeMap<String, String>,
        filling: &mut Filling,
    ) {
        let value = self.value(input);
        if input.style == InputStyle::Variable {
            let name = variable_name(&input.placeholder);
            match value {
                Some((value, _)) => {
                    variables.insert(name, value);
                }
                None if variables.contains_key(&name) || is_inherited(&name) => {}
                None => filling.unset.push(Unset {
                    name,
                    input: Some(input.id.clone()),
                }),
            }
            return;
        }
        let Some((value, secret)) = value else {
            filling.missing.push(input.id.clone());
            return;
        };
        let here = |holder: &Option<String>| holder.as_deref() == Some(part.id.as_str());
        for place in input.occurrences.iter().filter(|o| here(&o.holder)) {
            // A span that does not hold the placeholder is left as it is, and
            // found again as unfilled.
            if place.span.of(&part.code) == Some(place.text.as_str()) {
                filling.fills.push((place.span, value.clone(), secret));
            }
        }
    }

    /// Names that the text reads and that nothing sets, after those that are
    /// known as inputs without a value.
    fn unset(
        &self,
        text: &str,
        variables: &BTreeMap<String, String>,
        mut found: Vec<Unset>,
    ) -> Vec<Unset> {
        let script = parse(text);
        let mut known: BTreeSet<&str> = script
            .headers
            .iter()
            .filter_map(|header| header.variable.as_deref())
            .chain(
                script
                    .commands
                    .iter()
                    .flat_map(|c| &c.assignments)
                    .map(|a| a.name.as_str()),
            )
            .collect();
        // `read NAME`, `mapfile NAME`, `getopts … NAME` and `printf -v NAME` set
        // their arguments.
        for command in &script.commands {
            if matches!(
                command.name(),
                Some("read" | "mapfile" | "readarray" | "getopts" | "printf" | "local" | "declare")
            ) {
                known.extend(
                    command
                        .words
                        .iter()
                        .filter_map(|word| word.value.as_deref()),
                );
            }
        }
        let words = script.commands.iter().flat_map(words_of);
        let headers = script.headers.iter().flat_map(|header| &header.words);
        let documents = script
            .commands
            .iter()
            .flat_map(|command| &command.redirects)
            .filter_map(|redirect| redirect.body.as_ref())
            .flat_map(|document| &document.expansions);
        for expansion in words
            .chain(headers)
            .flat_map(|word| &word.expansions)
            .chain(documents)
        {
            let Some(name) = expansion.name.as_deref() else {
                continue;
            };
            let known = expansion.kind != ExpansionKind::Variable
                || expansion.has_default
                || known.contains(name)
                || variables.contains_key(name)
                || is_inherited(name)
                || found.iter().any(|unset| unset.name == name);
            if !known {
                found.push(Unset {
                    name: name.to_owned(),
                    input: None,
                });
            }
        }
        found
    }
}

#[derive(Default)]
struct Filling {
    /// Span, value, secret.
    fills: Vec<(Span, String, bool)>,
    missing: Vec<String>,
    unset: Vec<Unset>,
}

impl Filling {
    fn text<'s>(
        &'s self,
        code: &str,
        value: impl Fn(&'s (Span, String, bool)) -> &'s str,
    ) -> String {
        let fills: Vec<_> = self
            .fills
            .iter()
            .map(|one| Fill {
                span: one.0,
                value: value(one),
                splits: false,
            })
            .collect();
        fill(code, &fills)
    }
}

/// `DB_PASSWORD` of `$DB_PASSWORD` or `${DB_PASSWORD}`.
pub(crate) fn variable_name(placeholder: &str) -> String {
    placeholder.trim_matches(['$', '{', '}', '"']).to_owned()
}

/// Variables that say who and where one is. They come from the environment's
/// session and from nowhere else.
pub(crate) fn is_identity(name: &str) -> bool {
    matches!(
        name,
        "AWS_PROFILE"
            | "AWS_DEFAULT_PROFILE"
            | "AWS_REGION"
            | "AWS_DEFAULT_REGION"
            | "AWS_ACCESS_KEY_ID"
            | "AWS_SECRET_ACCESS_KEY"
            | "AWS_SESSION_TOKEN"
            | "AWS_SECURITY_TOKEN"
            | "AWS_ROLE_ARN"
            | "AWS_WEB_IDENTITY_TOKEN_FILE"
            | "AWS_CONFIG_FILE"
            | "AWS_SHARED_CREDENTIALS_FILE"
            | "AWS_ENDPOINT_URL"
            | "AWS_CONTAINER_CREDENTIALS_FULL_URI"
            | "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
    )
}

/// Variables that a shell has by itself, gets from the desktop or from the
/// session.
fn is_inherited(name: &str) -> bool {
    let shell = matches!(
        name,
        "HOME"
            | "USER"
            | "LOGNAME"
            | "PATH"
            | "PWD"
            | "OLDPWD"
            | "SHELL"
            | "LANG"
            | "TERM"
            | "HOSTNAME"
            | "TMPDIR"
            | "RANDOM"
            | "SECONDS"
            | "LINENO"
            | "UID"
            | "EUID"
            | "PPID"
            | "IFS"
            | "OPTARG"
            | "OPTIND"
            | "REPLY"
            | "PIPESTATUS"
            | "FUNCNAME"
            | "EDITOR"
            | "COLUMNS"
            | "LINES"
            | "EPOCHSECONDS"
            | "OSTYPE"
            | "HOSTTYPE"
            | "MACHTYPE"
            | "SHLVL"
    );
    let session = matches!(
        name,
        "AWS_REGION"
            | "AWS_DEFAULT_REGION"
            | "AWS_ACCESS_KEY_ID"
            | "AWS_SECRET_ACCESS_KEY"
            | "AWS_SESSION_TOKEN"
    );
    let identifier = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    !identifier || shell || session || name.starts_with("BASH")
}

fn words_of(command: &SimpleCommand) -> impl Iterator<Item = &Word> {
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
fn expanded(text: &str, variables: &BTreeMap<String, String>) -> Vec<SimpleCommand> {
    let mut known = variables.clone();
    let script = parse(text);
    let mut fills: Vec<(Span, String, bool)> = Vec::new();
    for command in &script.commands {
        for word in words_of(command) {
            for expansion in word.expansions.iter().filter(|e| is_plain(e)) {
                let value = expansion.name.as_ref().and_then(|name| known.get(name));
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
                Some(value) if !assignment.append => known.insert(assignment.name.clone(), value),
                // Set to something that cannot be told: no longer known.
                _ => known.remove(&assignment.name),
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
        return Some(value.clone());
    }
    let mut fills = Vec::new();
    for expansion in &word.expansions {
        let value = known.get(expansion.name.as_ref().filter(|_| is_plain(expansion))?)?;
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
        .clone()
}

/// Placeholders that are left in the words.
fn placeholders(commands: &[SimpleCommand]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let expansions = commands
        .iter()
        .flat_map(words_of)
        .flat_map(|word| &word.expansions);
    for expansion in expansions.filter(|e| e.kind == ExpansionKind::Placeholder) {
        if !found.contains(&expansion.raw) {
            found.push(expansion.raw.clone());
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
        let word = |w: &belay_runbook::Word| w.value.clone().unwrap_or_else(|| "?".to_owned());
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
