//! Reads `environments.toml`: the user's own file, and `.belay/environments.toml`
//! beside the runbooks, so that a team shares it in git. No secrets in it.

mod entry;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use belay_engine::environment::Environment;

use crate::views::{EnvironmentCard, EnvironmentProblem};
use entry::{Named, Wrong};

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
        let read = match entry::entries(text) {
            Ok(read) => read,
            Err(Wrong { at, message, hint }) => {
                let line = at.map(|at| line_of(text, at));
                return self.problems.push(problem(file, line, message, hint));
            }
        };
        for stray in read.strays {
            let line = stray.at.map(|at| line_of(text, at));
            let problem = problem(file, line, stray.message, stray.hint);
            self.problems.push(problem);
        }
        for Named { name, at, entry } in read.entries {
            // A wrong entry keeps its name: the next of that name may guard less.
            let taken = name.as_ref().is_some_and(|n| !names.insert(n.clone()));
            let name = name.unwrap_or_default();
            let entry = if taken {
                Err(entry::second(&name))
            } else {
                entry
            };
            match entry {
                Ok(environment) => self.entries.push((environment, file.to_owned())),
                Err(Wrong {
                    at: own,
                    message,
                    hint,
                }) => {
                    let line = Some(line_of(text, own.unwrap_or(at)));
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
mod tests;
