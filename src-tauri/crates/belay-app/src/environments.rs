//! Reads `environments.toml`: the user's own file, and `.belay/environments.toml`
//! beside the runbooks, so that a team shares it in git. No secrets in it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use belay_engine::environment::{Environment, Tier};
use serde::Deserialize;
use toml::Spanned;

use crate::views::{EnvironmentCard, EnvironmentProblem};

/// What the files say.
#[derive(Debug, Clone, Default)]
pub struct Environments {
    /// Valid entries with the file they stand in, in the order of the files.
    pub entries: Vec<(Environment, PathBuf)>,
    /// What is wrong.
    pub problems: Vec<EnvironmentProblem>,
    /// Problems of entries that were left out, by the entry's name.
    left_out: BTreeMap<String, EnvironmentProblem>,
}

/// Why an environment cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoEnvironment {
    /// It is written down, wrongly.
    #[error("{} It stands in `{}`{}.", .0.message, .0.source, on_line(.0.line))]
    LeftOut(EnvironmentProblem),
    /// It is not written down, at least not where it could be read.
    #[error("There is no environment `{name}`.{}", unread.iter().map(unread_words).collect::<String>())]
    Unknown {
        /// The name.
        name: String,
        /// Names that could have been meant.
        known: Vec<String>,
        /// Files that could not be read, in which it may stand.
        unread: Vec<EnvironmentProblem>,
    },
}

impl NoEnvironment {
    /// What to do.
    pub fn hint(&self) -> String {
        match self {
            Self::LeftOut(problem) => problem.hint.clone().unwrap_or_default(),
            Self::Unknown { unread, .. } if !unread.is_empty() => {
                "Mend the file; its entries are left out until then.".to_owned()
            }
            Self::Unknown { known, .. } if known.is_empty() => {
                "Add an entry to `environments.toml`; `belay env list` says where.".to_owned()
            }
            Self::Unknown { known, .. } => format!("There are: {}.", known.join(", ")),
        }
    }
}

fn on_line(line: Option<u32>) -> String {
    line.map_or_else(String::new, |line| format!(", line {line}"))
}

fn unread_words(problem: &EnvironmentProblem) -> String {
    let (file, line) = (&problem.source, on_line(problem.line));
    format!(" `{file}`{line} was left out: {}", problem.message)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    environment: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    tier: Tier,
    profile: Option<String>,
    source_profile: Option<String>,
    role_arn: Option<String>,
    region: String,
    account_id: String,
    #[serde(default)]
    variables: BTreeMap<String, String>,
}

impl Environments {
    /// Reads `files` in order. A file that does not exist is left out; the
    /// first entry of a name wins and a second one is a problem.
    pub fn read(files: &[PathBuf]) -> Self {
        let mut all = Self::default();
        let mut names = BTreeSet::new();
        for file in files {
            match std::fs::read_to_string(file) {
                Ok(text) => all.add(file, &text, &mut names),
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
                Err(e) => all.problems.push(problem(
                    file,
                    None,
                    format!("`{}` could not be read: {e}.", file.display()),
                    "Check the file's permissions, then reload.",
                )),
            }
        }
        all
    }

    /// The entry of a name.
    pub fn get(&self, name: &str) -> Option<&Environment> {
        self.entries.iter().map(|(e, _)| e).find(|e| e.name == name)
    }

    /// The entry of a name, or what is in its way.
    ///
    /// # Errors
    /// It was left out for what is wrong with it, or there is none.
    pub fn find(&self, name: &str) -> Result<&Environment, NoEnvironment> {
        if let Some(environment) = self.get(name) {
            return Ok(environment);
        }
        if let Some(problem) = self.left_out.get(name) {
            return Err(NoEnvironment::LeftOut(problem.clone()));
        }
        let of_entry = |p: &&EnvironmentProblem| self.left_out.values().any(|l| l == *p);
        Err(NoEnvironment::Unknown {
            name: name.to_owned(),
            known: self.entries.iter().map(|(e, _)| e.name.clone()).collect(),
            unread: self
                .problems
                .iter()
                .filter(|p| !of_entry(p))
                .cloned()
                .collect(),
        })
    }

    fn add(&mut self, file: &Path, text: &str, names: &mut BTreeSet<String>) {
        let parsed: File = match toml::from_str(text) {
            Ok(parsed) => parsed,
            Err(e) => {
                let line = e.span().map(|s| line_of(text, s.start));
                let what = e.message().trim_end_matches('.').replace('\n', ", ");
                self.problems.push(problem(
                    file,
                    line,
                    format!("This file is not valid: {what}."),
                    "Mend the line; its entries are left out until then.",
                ));
                return;
            }
        };
        for entry in parsed.environment {
            let line = Some(line_of(text, entry.span().start));
            let entry = entry.into_inner();
            let name = entry.name.clone();
            match valid(entry, names) {
                Ok(environment) => {
                    names.insert(name);
                    self.entries.push((environment, file.to_owned()));
                }
                Err((message, hint)) => {
                    let problem = problem(file, line, message, hint);
                    self.left_out.entry(name).or_insert_with(|| problem.clone());
                    self.problems.push(problem);
                }
            }
        }
    }
}

fn problem(file: &Path, line: Option<u32>, message: String, hint: &str) -> EnvironmentProblem {
    EnvironmentProblem {
        source: file.display().to_string(),
        line,
        message,
        hint: Some(hint.to_owned()),
    }
}

fn valid(entry: Entry, names: &BTreeSet<String>) -> Result<Environment, (String, &'static str)> {
    let name = entry.name;
    if name.trim().is_empty() {
        return Err((
            "An environment has an empty name.".into(),
            "Give it a name such as `shop-prod`.",
        ));
    }
    if names.contains(&name) {
        return Err((
            format!("`{name}` is defined a second time; the first entry is used."),
            "Rename or remove one of the two.",
        ));
    }
    let account = entry.account_id;
    if account.len() != 12 || !account.bytes().all(|b| b.is_ascii_digit()) {
        return Err((
            format!("`{name}` pins account `{account}`, which is not twelve digits."),
            "Write the AWS account ID as a string of twelve digits.",
        ));
    }
    let role_account = entry.role_arn.as_deref().and_then(|a| a.split(':').nth(4));
    if role_account.is_some_and(|r| r != account) {
        return Err((
            format!("`{name}` pins account {account}, but its role is of another account."),
            "Correct `account_id` or `role_arn`; Belay does not guess which is right.",
        ));
    }
    let Some(profile) = entry.profile.or(entry.source_profile) else {
        return Err((
            format!("`{name}` names no profile."),
            "Add `profile = \"…\"`, a profile of `~/.aws/config`.",
        ));
    };
    Ok(Environment {
        name,
        tier: entry.tier,
        profile,
        role_arn: entry.role_arn,
        region: entry.region,
        account_id: account,
        variables: entry.variables,
    })
}

fn line_of(text: &str, offset: usize) -> u32 {
    let upto = &text.as_bytes()[..offset.min(text.len())];
    u32::try_from(upto.iter().filter(|b| **b == b'\n').count() + 1).unwrap_or(u32::MAX)
}

/// The card of an environment.
pub fn card(environment: &Environment, source: &Path) -> EnvironmentCard {
    EnvironmentCard {
        name: environment.name.clone(),
        tier: environment.tier,
        account_id: environment.account_id.clone(),
        region: environment.region.clone(),
        role_name: environment
            .role_arn
            .as_deref()
            .and_then(|a| a.rsplit('/').next())
            .map(str::to_owned),
        role_arn: environment.role_arn.clone(),
        profile: environment.profile.clone(),
        source: source.display().to_string(),
        variables: environment
            .variables
            .iter()
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(text: &str) -> Environments {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("environments.toml");
        std::fs::write(&file, text).unwrap();
        Environments::read(&[file])
    }

    fn entry(name: &str, account: &str, role: &str) -> String {
        format!(
            "[[environment]]\nname = \"{name}\"\ntier = \"production\"\nprofile = \"base\"\n\
             role_arn = \"{role}\"\nregion = \"eu-west-1\"\naccount_id = \"{account}\"\n"
        )
    }

    #[test]
    fn an_entry_is_read_with_its_variables() {
        let text = entry(
            "shop-prod",
            "222222222222",
            "arn:aws:iam::222222222222:role/Operator",
        ) + "[environment.variables]\nSTAGE = \"prod\"\n";
        let all = read(&text);
        assert_eq!(all.problems, []);
        let shop = all.get("shop-prod").unwrap();
        assert_eq!(shop.variables["STAGE"], "prod");
        assert_eq!(
            card(shop, Path::new("f")).role_name.as_deref(),
            Some("Operator")
        );
    }

    #[test]
    fn a_wrong_account_id_is_named_with_its_line_and_the_rest_stays() {
        let text = entry("a", "12", "arn:aws:iam::12:role/x")
            + &entry("b", "222222222222", "arn:aws:iam::222222222222:role/x");
        let all = read(&text);
        assert_eq!(all.entries.len(), 1);
        assert_eq!(all.problems[0].line, Some(1));
        assert!(all.problems[0].message.contains("`a` pins account `12`"));
    }

    #[test]
    fn an_entry_that_was_left_out_is_told_with_its_place_and_the_way_on() {
        let text = entry("good", "222222222222", "arn:aws:iam::222222222222:role/x")
            + "\n"
            + &entry("shop-prod", "12", "arn:aws:iam::12:role/x");
        let all = read(&text);
        let error = all.find("shop-prod").unwrap_err();
        let said = error.to_string();
        assert!(said.starts_with("`shop-prod` pins account `12`, which is not twelve digits."));
        assert!(said.ends_with("environments.toml`, line 9."), "{said}");
        assert_eq!(
            error.hint(),
            "Write the AWS account ID as a string of twelve digits."
        );
    }

    #[test]
    fn a_name_that_is_written_nowhere_is_told_with_those_that_are() {
        let text = entry("good", "222222222222", "arn:aws:iam::222222222222:role/x")
            + &entry("bad", "12", "arn:aws:iam::12:role/x");
        let all = read(&text);
        let error = all.find("goood").unwrap_err();
        // A fault of another entry has nothing to do with it.
        assert_eq!(error.to_string(), "There is no environment `goood`.");
        assert_eq!(error.hint(), "There are: good.");
        let none = read("").find("goood").unwrap_err().hint();
        assert!(none.contains("belay env list"), "{none}");
    }

    #[test]
    fn a_file_that_cannot_be_read_may_hold_the_name_that_is_missed() {
        let text = entry("shop-prod", "222222222222", "") + "regoin = \"eu-west-1\"\n";
        let said = read(&text).find("shop-prod").unwrap_err().to_string();
        assert!(
            said.starts_with("There is no environment `shop-prod`. `"),
            "{said}"
        );
        assert!(
            said.contains("environments.toml`, line 8 was left out:"),
            "{said}"
        );
        assert!(said.contains("regoin"), "{said}");
    }

    #[test]
    fn a_second_entry_that_is_wrong_does_not_hide_the_first() {
        let text = entry("a", "222222222222", "arn:aws:iam::222222222222:role/x")
            + &entry("a", "12", "arn:aws:iam::12:role/x");
        assert_eq!(read(&text).find("a").unwrap().account_id, "222222222222");
    }

    #[test]
    fn a_role_of_another_account_is_refused() {
        let all = read(&entry(
            "a",
            "222222222222",
            "arn:aws:iam::333333333333:role/x",
        ));
        assert!(all.entries.is_empty());
        assert!(all.problems[0].message.contains("another account"));
    }

    #[test]
    fn a_second_entry_of_a_name_is_a_problem() {
        let one = entry("a", "222222222222", "arn:aws:iam::222222222222:role/x");
        let all = read(&format!("{one}{one}"));
        assert_eq!(all.entries.len(), 1);
        assert!(all.problems[0].message.contains("second time"));
    }

    #[test]
    fn a_broken_file_names_its_line() {
        let all = read("[[environment]]\nname = \n");
        assert_eq!(all.problems[0].line, Some(2));
    }

    #[test]
    fn a_missing_file_is_no_problem() {
        let all = Environments::read(&[PathBuf::from("/nonexistent/environments.toml")]);
        assert!(all.problems.is_empty() && all.entries.is_empty());
    }
}
