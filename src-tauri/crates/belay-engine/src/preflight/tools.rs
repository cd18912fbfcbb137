//! Programs: the tools that the runbook asks for, in their versions, and the
//! programs that its steps run.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use belay_runbook::tools::{VersionQuestion, is_builtin, is_program, version_in, version_question};
use belay_runbook::{Need, Part, Runbook, Version};

use super::{Check, CheckState, NeedKind, Subject, ids};
use crate::ports::ProgramAnswer;
use crate::unit::UnitKind;
use crate::words::{list, unquoted};

/// As much of an answer as a sentence quotes.
const QUOTED: usize = 80;

/// The tools that a runbook asks for, each once.
pub(crate) struct Tools(Vec<Tool>);

struct Tool {
    id: String,
    name: String,
    /// How it is asked; `None` where Belay does not know.
    question: Option<VersionQuestion>,
    /// The highest version that is asked for.
    wanted: Option<Version>,
    /// The line that asks for that.
    line: u32,
    /// The runbook's own line that would print the version.
    own_line: Option<String>,
}

impl Tools {
    /// A tool that is asked for in several places is one tool, and the highest
    /// version counts.
    pub(crate) fn of(runbook: &Runbook) -> Self {
        let mut found: Vec<Tool> = Vec::new();
        let prerequisites = &runbook.prerequisites;
        for (prerequisite, id) in prerequisites.iter().zip(ids(prerequisites)) {
            let Need::Tool {
                name,
                min_version,
                command,
            } = &prerequisite.need
            else {
                continue;
            };
            let tool = Tool {
                id,
                name: name.clone(),
                question: version_question(name, command.as_deref()),
                wanted: min_version.as_deref().and_then(Version::parse),
                line: prerequisite.line,
                own_line: command.clone(),
            };
            match found.iter_mut().find(|other| other.is(&tool)) {
                Some(other) => other.take_in(tool),
                None => found.push(tool),
            }
        }
        Self(found)
    }

    pub(crate) fn questions(&self) -> Vec<VersionQuestion> {
        self.0
            .iter()
            .filter_map(|tool| tool.question.clone())
            .collect()
    }

    /// Judges the answers, which are in the order of the questions. `find` looks
    /// a program up that is not asked.
    pub(crate) fn judge(
        &self,
        answers: Vec<ProgramAnswer>,
        find: impl Fn(&str) -> Option<PathBuf>,
    ) -> Vec<Check> {
        let mut answers = answers.into_iter();
        self.0
            .iter()
            .map(|tool| match &tool.question {
                Some(question) => {
                    let answer = answers.next().unwrap_or(ProgramAnswer::NotFound);
                    tool.answered(question, &answer)
                }
                None => tool.not_asked(&find),
            })
            .collect()
    }

    fn programs(&self) -> BTreeSet<&str> {
        let questions = self.0.iter().filter_map(|tool| tool.question.as_ref());
        questions
            .map(|question| question.program.as_str())
            .collect()
    }
}

impl Tool {
    fn is(&self, other: &Self) -> bool {
        match (&self.question, &other.question) {
            (Some(one), Some(two)) => one.program == two.program && one.arguments == two.arguments,
            (None, None) => self.name.eq_ignore_ascii_case(&other.name),
            _ => false,
        }
    }

    fn take_in(&mut self, other: Self) {
        let higher = match (&other.wanted, &self.wanted) {
            (Some(theirs), Some(ours)) => !ours.satisfies(theirs),
            (Some(_), None) => true,
            (None, _) => false,
        };
        if higher {
            (self.wanted, self.line) = (other.wanted, other.line);
        }
    }

    fn check(&self, state: CheckState, sentence: String) -> Check {
        let mut check =
            Check::new(self.id.clone(), NeedKind::Tool, &self.name, state, sentence).at(self.line);
        check.wanted = self.wanted.as_ref().map(Version::to_string);
        check
    }

    fn answered(&self, question: &VersionQuestion, answer: &ProgramAnswer) -> Check {
        let (name, asked) = (unquoted(&self.name), question.line());
        match answer {
            ProgramAnswer::NotFound => self
                .check(
                    CheckState::Missing,
                    format!(
                        "`{}` is not on the PATH that steps get{}.",
                        question.program,
                        self.asks("; line", "asks for it")
                    ),
                )
                .remedy("Install it, or add its folder to the PATH of your login shell."),
            ProgramAnswer::TimedOut { seconds } => self
                .check(
                    CheckState::Failed,
                    format!(
                        "`{asked}` did not end within {seconds} s, so its version is not known."
                    ),
                )
                .remedy("Run it in a terminal and see what it waits for."),
            ProgramAnswer::NotStarted { message } => self
                .check(
                    CheckState::Failed,
                    format!(
                        "`{asked}` could not be started: {}.",
                        unquoted(message.trim_end_matches('.'))
                    ),
                )
                .remedy("Look at the file that the PATH leads to."),
            ProgramAnswer::Answered { text, code } => match version_in(text) {
                Some(version) => self.compared(&name, &version),
                None => self.without_version(&asked, text, *code),
            },
        }
    }

    fn compared(&self, name: &str, found: &Version) -> Check {
        let mut check = match &self.wanted {
            Some(wanted) if !found.satisfies(wanted) => self
                .check(
                    CheckState::Older,
                    format!(
                        "{name} {found} is older than the {wanted} that line {} asks for.",
                        self.line
                    ),
                )
                .remedy(format!("Install {name} {wanted} or later.")),
            Some(wanted) => self.check(
                CheckState::Ok,
                format!(
                    "{name} {found} is there; line {} asks for {wanted} or later.",
                    self.line
                ),
            ),
            None => self.check(CheckState::Ok, format!("{name} {found} is there.")),
        };
        check.found = Some(found.to_string());
        check
    }

    fn without_version(&self, asked: &str, text: &str, code: Option<i32>) -> Check {
        let said = text.lines().map(str::trim).find(|line| !line.is_empty());
        let said = said.map_or_else(
            || "nothing".to_owned(),
            |line| {
                format!(
                    "\u{201c}{}\u{201d}",
                    unquoted(&line.chars().take(QUOTED).collect::<String>())
                )
            },
        );
        let ended = match code {
            Some(0) => String::new(),
            Some(code) => format!(" and ended with exit code {code}"),
            None => " and was ended by a signal".to_owned(),
        };
        let wanted = match &self.wanted {
            Some(wanted) => format!("whether it is {wanted} or later cannot be told"),
            None => "its version is not known".to_owned(),
        };
        let state = match (code, &self.wanted) {
            (Some(0), None) => CheckState::Ok,
            (Some(0), Some(_)) => CheckState::Unknown,
            _ => CheckState::Failed,
        };
        self.check(state, format!("`{asked}` said {said}{ended}; {wanted}."))
    }

    /// Belay knows no harmless question. A name that leads to a program is one;
    /// what a name without a program stands for, a person has to say.
    fn not_asked(&self, find: &impl Fn(&str) -> Option<PathBuf>) -> Check {
        let name = unquoted(&self.name);
        let program = self.name.to_ascii_lowercase();
        let path = is_program(&program).then(|| find(&program)).flatten();
        let own = match &self.own_line {
            Some(line) => format!("run `{}` in a terminal and compare", unquoted(line)),
            None => "look for yourself".to_owned(),
        };
        let mut check = match (path, &self.wanted) {
            (Some(path), None) => {
                let mut check = self.check(CheckState::Ok, format!("{name} is there."));
                check.found = Some(path.display().to_string());
                return check;
            }
            (Some(_), Some(wanted)) => self.check(
                CheckState::ToConfirm,
                format!(
                    "{name} is there, but Belay knows no safe way to ask for its version; line {} \
                     asks for {wanted} or later.",
                    self.line
                ),
            ),
            (None, Some(wanted)) => self.check(
                CheckState::ToConfirm,
                format!(
                    "Belay knows no safe way to ask for the version of {name}; line {} asks for \
                     {wanted} or later.",
                    self.line
                ),
            ),
            (None, None) => self.check(
                CheckState::ToConfirm,
                format!("Whether {name} is there, Belay cannot tell."),
            ),
        };
        check.remedy = Some(format!("Confirm it: {own}."));
        check
    }

    fn asks(&self, before: &str, asks: &str) -> String {
        match &self.wanted {
            Some(wanted) => format!("{before} {} {asks} in version {wanted}", self.line),
            None => format!("{before} {} {asks}", self.line),
        }
    }
}

/// The programs that the steps run, without those that were asked already.
/// `without_shell` says which parts name a program that is not started.
pub(crate) fn of_programs(
    subject: &Subject<'_>,
    tools: &Tools,
    find: impl Fn(&str) -> Option<PathBuf>,
    without_shell: impl Fn(&Part) -> bool,
) -> Vec<Check> {
    let asked = tools.programs();
    let mut first_line: BTreeMap<&str, u32> = BTreeMap::new();
    let parts = subject
        .units
        .iter()
        .filter(|unit| unit.kind == UnitKind::Command)
        .filter_map(|unit| subject.runbook.part(&unit.id));
    let parts: Vec<&Part> = parts.collect();
    let functions: BTreeSet<&str> = parts
        .iter()
        .flat_map(|part| &part.commands)
        .filter_map(|command| command.function.as_deref())
        .collect();
    for part in parts.into_iter().filter(|part| !without_shell(part)) {
        for command in &part.commands {
            let Some(name) = command.name() else { continue };
            if is_program(name) && !is_builtin(name) && !functions.contains(name) {
                first_line.entry(name).or_insert(command.line);
            }
        }
    }
    first_line.retain(|name, _| !asked.contains(name));
    let (there, missing): (Vec<_>, Vec<_>) = first_line
        .into_iter()
        .partition(|(name, _)| find(name).is_some());
    let mut checks: Vec<Check> = missing
        .into_iter()
        .map(|(name, line)| not_there(name, line))
        .collect();
    checks.extend(all_there(&there));
    checks
}

fn not_there(name: &str, line: u32) -> Check {
    Check::new(
        format!("program-{name}"),
        NeedKind::Program,
        name,
        CheckState::Missing,
        format!("`{name}` is not on the PATH that steps get; line {line} runs it."),
    )
    .at(line)
    .remedy("Install it, or add its folder to the PATH of your login shell.")
}

fn all_there(there: &[(&str, u32)]) -> Option<Check> {
    let names: Vec<String> = there.iter().map(|(name, _)| (*name).to_owned()).collect();
    let (be, name) = match names.as_slice() {
        [] => return None,
        [only] => ("is", only.clone()),
        _ => ("are", format!("{} programs", names.len())),
    };
    Some(Check::new(
        "programs".to_owned(),
        NeedKind::Program,
        name,
        CheckState::Ok,
        format!(
            "{} {be} on the PATH; steps run {}.",
            list(&names),
            if be == "is" { "it" } else { "them" }
        ),
    ))
}
