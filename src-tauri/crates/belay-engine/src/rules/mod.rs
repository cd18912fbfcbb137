//! Rules that the runbook states in its prose, in a run: what each says, whether a
//! person has confirmed it, and what it then does. Nothing gates before that.

mod figures;
mod memory;
mod place;
mod wait;
mod window;
mod words;

use std::collections::HashSet;

use belay_journal::RunView;
use belay_journal::body::RuleVerdict;
use belay_journal::view::RuleState;
use belay_runbook::{Rule, RuleKind, RuleValue, Runbook};

use crate::unit::{Unit, sections};
use crate::ways::Ways;

pub use figures::{Figures, Misfit};
pub use memory::{Memory, Remembered};
use place::Ground;
pub use place::Place;
pub use wait::{Wait, WaitState};
pub use window::{Opening, WindowState};
pub use words::{closed_sentence, does, length, open_sentence, said};

/// The rules of a run, in the order of the text.
#[derive(Debug, Clone, Default)]
pub struct RunRules {
    /// Each with what became of it.
    pub rules: Vec<RunRule>,
}

/// A rule in a run.
#[derive(Debug, Clone)]
pub struct RunRule {
    /// As it was read.
    pub rule: Rule,
    /// What it says: as confirmed, as remembered, or as read.
    pub value: RuleValue,
    /// Whether it holds.
    pub standing: Standing,
    /// What was said and done about it in this run.
    pub state: RuleState,
    /// What was said about the sentence in an earlier run, while nothing is said in
    /// this one.
    pub remembered: Option<Remembered>,
    /// What it can do here.
    pub role: Role,
    /// What of the run it belongs to.
    pub place: Place,
    /// Its clock, for a confirmed [`Role::Wait`].
    pub wait: Option<Wait>,
}

/// Whether a rule holds in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has said; it does nothing.
    Proposed,
    /// It holds.
    Confirmed,
    /// It does not.
    Dismissed,
}

/// What a rule does once it is confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// Changes are made only while it is open.
    Window,
    /// A clock runs before the run goes on.
    Wait,
    /// A person is told to go back when it is so.
    Trigger,
    /// It should be so.
    Threshold,
    /// It is there to be read.
    Note,
}

impl RunRules {
    /// The rules of a run: those of its sections, and of the whole file the change
    /// windows and the reasons to go back.
    #[must_use]
    pub fn of(
        runbook: &Runbook,
        units: &[Unit],
        ways: &Ways,
        view: &RunView,
        memory: &Memory,
    ) -> Self {
        let ground = Ground::of(runbook, units);
        let scope: HashSet<&str> = sections(runbook, &view.scope)
            .into_iter()
            .map(|section| section.id.as_str())
            .collect();
        let within = |rule: &Rule| match &rule.section {
            Some(section) => scope.contains(section.as_str()),
            None => true,
        };
        let everywhere = |rule: &Rule| {
            matches!(
                rule.kind,
                RuleKind::ChangeWindow | RuleKind::RollbackTrigger
            )
        };
        let mut rules: Vec<RunRule> = runbook
            .rules
            .iter()
            .filter(|rule| within(rule) || everywhere(rule))
            .map(|rule| RunRule::of(rule, &ground, view, memory))
            .collect();
        let watched: Vec<String> = rules
            .iter()
            .filter(|rule| rule.rule.kind == RuleKind::ValidationWindow)
            .filter_map(|rule| rule.place.section().map(str::to_owned))
            .collect();
        let course = wait::Course {
            runbook,
            units,
            ways,
            view,
            watched: &watched,
        };
        let runs =
            |rule: &&mut RunRule| rule.role == Role::Wait && rule.standing == Standing::Confirmed;
        for rule in rules.iter_mut().filter(runs) {
            rule.wait = wait::of(rule, &course);
        }
        Self { rules }
    }

    /// The rule with this id.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&RunRule> {
        self.rules.iter().find(|rule| rule.rule.id == id)
    }

    /// The rules of one role that a person has confirmed.
    pub fn confirmed(&self, role: Role) -> impl Iterator<Item = &RunRule> {
        self.rules
            .iter()
            .filter(move |rule| rule.standing == Standing::Confirmed && rule.role == role)
    }

    /// The rules that would gate something and that nobody has decided on.
    pub fn to_decide(&self) -> impl Iterator<Item = &RunRule> {
        self.rules
            .iter()
            .filter(|rule| rule.standing == Standing::Proposed && rule.role != Role::Note)
    }

    /// Confirmed reasons to go back that a person has seen come true.
    pub fn met(&self) -> impl Iterator<Item = &RunRule> {
        self.confirmed(Role::Trigger)
            .filter(|rule| rule.state.observed.as_ref().is_some_and(|seen| seen.so))
    }
}

impl RunRule {
    fn of(rule: &Rule, ground: &Ground<'_>, view: &RunView, memory: &Memory) -> Self {
        let state = view.rules.get(&rule.id).cloned().unwrap_or_default();
        let standing = match state.decision.as_ref().map(|decision| decision.verdict) {
            Some(RuleVerdict::Confirmed) => Standing::Confirmed,
            Some(RuleVerdict::Dismissed) => Standing::Dismissed,
            _ => Standing::Proposed,
        };
        let remembered = match standing {
            Standing::Proposed => memory.of(rule),
            _ => None,
        };
        let confirmed = state.decision.as_ref();
        let value = confirmed
            .and_then(|decision| serde_json::from_value(decision.value.clone()).ok())
            .or_else(|| remembered.as_ref().and_then(|before| before.value.clone()))
            .unwrap_or_else(|| rule.value.clone());
        let place = ground.place(rule);
        Self {
            role: role(rule.kind, &value, &place),
            rule: rule.clone(),
            value,
            standing,
            state,
            remembered,
            place,
            wait: None,
        }
    }

    /// Its figures are not those of the sentence.
    #[must_use]
    pub fn corrected(&self) -> bool {
        self.value != self.rule.value
    }
}

fn role(kind: RuleKind, value: &RuleValue, place: &Place) -> Role {
    match (kind, value) {
        (RuleKind::ChangeWindow, RuleValue::Window(_)) => Role::Window,
        (RuleKind::RollbackTrigger, _) => Role::Trigger,
        (RuleKind::Threshold, _) => Role::Threshold,
        (_, RuleValue::Lasts { .. } | RuleValue::After { .. }) if *place != Place::Run => {
            Role::Wait
        }
        _ => Role::Note,
    }
}
