//! Environments that the file sets up with `export` lines.

use super::draft::Draft;
use crate::ascii::contains;
use crate::model::{Assignment, Runbook, RunbookEnvironment, SectionRole, TierGuess};
use std::collections::BTreeMap;

/// Names that a shell, a system, CI or the AWS CLI sets without the runbook.
const WELL_KNOWN: [&str; 44] = [
    "HOME",
    "PATH",
    "USER",
    "PWD",
    "OLDPWD",
    "SHELL",
    "HOSTNAME",
    "TMPDIR",
    "LANG",
    "LC_ALL",
    "TERM",
    "EDITOR",
    "VISUAL",
    "PAGER",
    "RANDOM",
    "SECONDS",
    "UID",
    "EUID",
    "PPID",
    "IFS",
    "LINENO",
    "BASHPID",
    "BASH",
    "BASH_VERSION",
    "FUNCNAME",
    "PIPESTATUS",
    "REPLY",
    "OPTARG",
    "OPTIND",
    "OSTYPE",
    "HOSTTYPE",
    "MACHTYPE",
    "LOGNAME",
    "DISPLAY",
    "CI",
    "COLUMNS",
    "LINES",
    "EPOCHSECONDS",
    "EPOCHREALTIME",
    "BASH_SOURCE",
    "SHLVL",
    "TZ",
    "MAIL",
    "XDG_CONFIG_HOME",
];

/// Whether a variable is there without the runbook setting it.
pub(crate) fn is_well_known(name: &str) -> bool {
    WELL_KNOWN.contains(&name) || name.starts_with("AWS_") || name.starts_with("GITHUB_")
}

/// No section that is named for an environment has a longer title.
const LONGEST_NAME: usize = 300;

/// Gathers the exports of every section that is named for an environment.
pub(super) fn gather(draft: &Draft<'_>, runbook: &mut Runbook) {
    let mut environments: Vec<RunbookEnvironment> = Vec::new();
    for (step, section) in runbook.steps.iter().zip(&draft.step_sections) {
        let section = section.and_then(|index| runbook.sections.get(index));
        let Some(section) = section.filter(|_| !step.parts.is_empty()) else {
            continue;
        };
        if section.title.len() > LONGEST_NAME {
            continue;
        }
        let within = section.role == SectionRole::Environment;
        if !(within || contains(&section.title, "environment")) {
            continue;
        }
        let tier = tier_of(&section.title);
        if !(within || tier.is_some()) {
            continue;
        }
        let commands = step.parts.iter().flat_map(|part| &part.commands);
        let exported = commands.filter(|c| !c.in_subshell && c.function.is_none());
        let exported = exported
            .flat_map(|command| &command.assignments)
            .filter(|a| a.exported);
        let variables: Vec<&Assignment> = exported.collect();
        if variables.is_empty() {
            continue;
        }
        // Steps come section by section, so only the last one can be this one.
        let last = environments.len().checked_sub(1);
        let known = last.filter(|last| environments[*last].section.as_ref() == Some(&section.id));
        let index = known.unwrap_or_else(|| {
            environments.push(RunbookEnvironment {
                name: name_of(&section.title),
                section: Some(section.id.clone()),
                line: section.line,
                variables: BTreeMap::new(),
                open: BTreeMap::new(),
                tier,
            });
            environments.len() - 1
        });
        for variable in variables {
            add(&mut environments[index], variable);
        }
    }
    runbook.environments = environments;
}

fn add(environment: &mut RunbookEnvironment, variable: &Assignment) {
    let name = variable.name.as_str();
    match variable
        .value
        .value
        .as_deref()
        .filter(|value| !value.contains('<'))
    {
        Some(value) => {
            environment.open.remove(name);
            environment
                .variables
                .insert(name.to_owned(), value.to_owned());
        }
        None => {
            environment.variables.remove(name);
            let written = variable.value.raw.to_string();
            environment.open.insert(name.to_owned(), written);
        }
    }
    if environment.tier.is_none() {
        let telling = ["ENVIRONMENT", "ENV", "STAGE", "PROFILE", "KUBECONFIG"];
        let tells = telling.iter().any(|word| variable.name.ends_with(word));
        environment.tier = variable
            .value
            .value
            .as_deref()
            .filter(|_| tells)
            .and_then(tier_of);
    }
}

/// `Production` of `3. Production Environment`.
fn name_of(title: &str) -> String {
    let start = super::parts::number_prefix(title).unwrap_or(0);
    let words = title[start..].split_whitespace();
    let kept: Vec<&str> = words
        .filter(|word| {
            let word = word.to_ascii_lowercase();
            !matches!(
                word.as_str(),
                "environment" | "setup" | "env" | "variables" | "configuration"
            )
        })
        .collect();
    if kept.is_empty() {
        title.to_owned()
    } else {
        kept.join(" ")
    }
}

/// What a name tells about how much depends on it.
pub(crate) fn tier_of(name: &str) -> Option<TierGuess> {
    let lower = name.to_ascii_lowercase();
    let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric());
    words.find_map(|word| match word {
        "prod" | "production" | "prd" | "live" => Some(TierGuess::Production),
        "staging" | "stage" | "stg" | "preprod" | "uat" | "qa" => Some(TierGuess::Staging),
        "dev" | "development" | "local" | "test" | "testing" | "sandbox" => {
            Some(TierGuess::Development)
        }
        _ => None,
    })
}

/// The environments that a title names in round brackets: production for
/// `Apply (Prod)` and `Backend (Production only)`. Nothing where the brackets say
/// more than that, as `(needs prod access)` does.
pub fn tiers_in_brackets(title: &str) -> Vec<TierGuess> {
    let groups = title.split('(').skip(1);
    let inner = groups.filter_map(|rest| Some(rest.split_once(')')?.0));
    inner.filter_map(only_tiers).flatten().collect()
}

/// The environments, where a text names them and nothing else.
fn only_tiers(text: &str) -> Option<Vec<TierGuess>> {
    let lower = text.to_ascii_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    let mut tiers = Vec::new();
    for word in words {
        match word {
            "" | "only" | "env" | "environment" | "environments" | "and" | "or" | "account" => {}
            // `local`, `test` and `live` say something else as often.
            "prod" | "production" | "prd" | "staging" | "stg" | "preprod" | "dev"
            | "development" => tiers.extend(tier_of(word)),
            _ => return None,
        }
    }
    Some(tiers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_for_the_environments_that_its_brackets_name_and_nothing_else() {
        use TierGuess::{Development, Production, Staging};
        for (title, tiers) in [
            ("Apply (Prod) - requires approval", vec![Production]),
            ("Backend (Production Only)", vec![Production]),
            ("Plan (dev/staging)", vec![Development, Staging]),
            ("Restart the prod database", vec![]),
            ("Restart (needs prod access)", vec![]),
            ("Try it (test)", vec![]),
            ("Stop (", vec![]),
            ("Wait (10 minutes)", vec![]),
        ] {
            assert_eq!(tiers_in_brackets(title), tiers, "{title}");
        }
    }
}
