//! What a runbook needs before it is run, and whether it is there: tools in
//! their versions, the session, values, and what only a person can know.
//!
//! Everything is judged here; who asks programs and AWS stands behind ports.

mod people;
mod session;
mod tools;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use belay_journal::RunView;
use belay_runbook::{Prerequisite, Runbook};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::environment::Environment;
use crate::guards::Resolve;
use crate::unit::Unit;
use crate::words::plural;

pub(crate) use people::{by_id, confirmed, of_people};
pub(crate) use session::of_session;
pub(crate) use tools::{Tools, of_programs};
pub(crate) use values::of_values;

/// Whether everything is there that a runbook needs, as of one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Preflight {
    /// When it was looked at.
    #[specta(type = String)]
    pub checked_at: Timestamp,
    /// Nothing is missing, too old, failed or unknown. What is left to a person
    /// does not count against it.
    pub ready: bool,
    /// That, in one sentence.
    pub sentence: String,
    /// One entry a need.
    pub checks: Vec<Check>,
}

/// One need, and whether it is met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// Names it among the needs of its runbook.
    pub id: String,
    /// What kind of thing is needed.
    pub need: NeedKind,
    /// Its name, e.g. `kubectl`.
    pub name: String,
    /// Whether it is there.
    pub state: CheckState,
    /// What is there, e.g. `1.26.3`.
    pub found: Option<String>,
    /// What is asked for, e.g. `1.28`.
    pub wanted: Option<String>,
    /// The fact, and what follows from it.
    pub sentence: String,
    /// The way on, where there is one.
    pub remedy: Option<String>,
    /// What would help, where the program can lead there.
    pub resolve: Option<Resolve>,
    /// The line that asks for it.
    pub line: Option<u32>,
    /// The unit of the run that stands for it: ticking that says that it is there.
    pub unit: Option<String>,
}

/// What kind of thing a [`Check`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum NeedKind {
    /// Who AWS says we are.
    Identity,
    /// AWS can be reached.
    Endpoint,
    /// A tool that the runbook asks for.
    Tool,
    /// Programs that steps run.
    Program,
    /// A variable that steps read.
    Variable,
    /// A value that a person gives.
    Input,
    /// A permission in AWS.
    Permission,
    /// An account, a network, a repository.
    Access,
}

/// Whether a need is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum CheckState {
    /// It is there.
    Ok,
    /// It is there in an older version than is asked for.
    Older,
    /// It is not there.
    Missing,
    /// It is there, and whether it will do cannot be told.
    Unknown,
    /// Only a person can say.
    ToConfirm,
    /// A value that is given in the run.
    Open,
    /// Looking at it failed.
    Failed,
}

impl CheckState {
    /// Whether a run should not begin like this.
    #[must_use]
    pub fn stands_in_the_way(self) -> bool {
        matches!(
            self,
            Self::Older | Self::Missing | Self::Unknown | Self::Failed
        )
    }
}

/// What is looked at: a runbook about to be run, or one that is being run.
pub(crate) struct Subject<'a> {
    pub runbook: &'a Runbook,
    pub units: &'a [Unit],
    pub environment: &'a Environment,
    /// Variables that every command finds.
    pub variables: &'a BTreeMap<String, String>,
    /// Ids of the inputs that have a value.
    pub given: &'a BTreeSet<String>,
    /// The record, in a run.
    pub view: Option<&'a RunView>,
}

impl Preflight {
    pub(crate) fn new(checked_at: Timestamp, checks: Vec<Check>) -> Self {
        let count = |test: fn(CheckState) -> bool| {
            let all = checks.iter().filter(|check| test(check.state)).count();
            u32::try_from(all).unwrap_or(u32::MAX)
        };
        let bad = count(CheckState::stands_in_the_way);
        let people = count(|state| matches!(state, CheckState::ToConfirm | CheckState::Open));
        let fact = match bad {
            0 => "Everything that can be checked is there".to_owned(),
            _ => format!(
                "{bad} of {} {} in the way",
                checks.len(),
                plural(bad, "needs stands", "needs stand")
            ),
        };
        let rest = match people {
            0 => ".".to_owned(),
            _ => format!("; {people} left for a person."),
        };
        Self {
            checked_at,
            ready: bad == 0,
            sentence: fact + &rest,
            checks,
        }
    }
}

impl Check {
    fn new(
        id: String,
        need: NeedKind,
        name: impl Into<String>,
        state: CheckState,
        sentence: impl Into<String>,
    ) -> Self {
        Self {
            id,
            need,
            name: name.into(),
            state,
            found: None,
            wanted: None,
            sentence: sentence.into(),
            remedy: None,
            resolve: None,
            line: None,
            unit: None,
        }
    }

    fn at(mut self, line: u32) -> Self {
        self.line = Some(line);
        self
    }

    fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

/// Ids of prerequisites: `P` and the line, a letter behind where one line asks
/// for several things.
pub(crate) fn ids(prerequisites: &[Prerequisite]) -> Vec<String> {
    let mut seen: BTreeMap<u32, u8> = BTreeMap::new();
    prerequisites
        .iter()
        .map(|prerequisite| {
            let line = prerequisite.line;
            let before = seen.entry(line).or_insert(0);
            let letter = match *before {
                0 => String::new(),
                n => char::from(b'a' + n.min(25)).to_string(),
            };
            *before = before.saturating_add(1);
            format!("P{line}{letter}")
        })
        .collect()
}
