//! From what the runbook says to what the shell is given: inputs filled in,
//! variables gathered, the directory found.

mod expand;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use belay_journal::RunView;
use belay_journal::view::AttemptEnd;
use belay_runbook::shell::parse;
use belay_runbook::{
    ExpansionKind, Input, InputStyle, Part, Runbook, RunbookEnvironment, Shared, SimpleCommand,
    Span, Syntax, TierGuess,
};

pub(crate) use self::expand::expanded;
use self::expand::{placeholders, words_of};
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
        let given = self.view.inputs.get(input.id.as_str())?;
        if given.secret || input.secret {
            return self
                .secrets
                .get(&self.view.run, &input.id)
                .map(|value| (value, true));
        }
        given.value.clone().map(|value| (value, false))
    }

    /// Variables that a command of `section` finds, the inputs' left out.
    pub(crate) fn variables(&self, section: Option<&str>) -> BTreeMap<String, String> {
        let mut found = variables_of(self.runbook, self.environment);
        found.extend(self.carried(section).0);
        found.retain(|name, _| !is_identity(name));
        found
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
                    input: Some(input.id.to_string()),
                }),
            }
            return;
        }
        let Some((value, secret)) = value else {
            filling.missing.push(input.id.to_string());
            return;
        };
        let here = |holder: &Option<Shared>| holder.as_ref() == Some(&part.id);
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

/// Variables that every command of a run finds: what the runbook's own section
/// about this environment sets, overruled by the environment's.
pub(crate) fn variables_of(
    runbook: &Runbook,
    environment: &Environment,
) -> BTreeMap<String, String> {
    let mut found = section_about(runbook, environment)
        .map(|section| section.variables.clone())
        .unwrap_or_default();
    found.extend(environment.variables.clone());
    found
}

/// The runbook's own section about this environment.
fn section_about<'r>(
    runbook: &'r Runbook,
    environment: &Environment,
) -> Option<&'r RunbookEnvironment> {
    let sections = &runbook.environments;
    let by_name = sections.iter().find(|e| {
        let name = e.name.to_ascii_lowercase();
        let ours = environment.name.to_ascii_lowercase();
        ours == name || ours.split(['-', '_', '.']).any(|word| word == name)
    });
    let tier = match environment.tier {
        Tier::Development => TierGuess::Development,
        Tier::Staging => TierGuess::Staging,
        Tier::Production => TierGuess::Production,
    };
    let mut of_tier = sections.iter().filter(|e| e.tier == Some(tier));
    // Two of the same tier: which one is meant cannot be told.
    let by_tier = of_tier.next().filter(|_| of_tier.next().is_none());
    by_name.or(by_tier)
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
pub(crate) fn is_inherited(name: &str) -> bool {
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
