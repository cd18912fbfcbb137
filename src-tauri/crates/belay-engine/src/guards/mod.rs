//! What stands between a person and an act. Guards live here, once: the window
//! and the terminal both go through them.

mod account;
pub(crate) mod against_rules;
mod aws;
pub mod confirm;
mod consequence;
mod meant_for;
mod place;
mod record;
mod restore;
mod text;
mod ways;

use belay_journal::{EnvironmentLock, RunView};
use belay_runbook::Runbook;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::effect::{Effect, EffectKind};
use crate::environment::Environment;
use crate::resolve::Resolved;
use crate::rules::{RunRule, RunRules};
use crate::unit::Unit;
use crate::ways::{Standing, Ways};

pub(crate) use account::{account, remedy as account_remedy};
pub(crate) use restore::{Dependence, deletes_tables};

/// A guard: what it is called, which mistake it stops, and how.
pub struct Guard {
    /// Its id, in refusals and in the record.
    pub id: &'static str,
    /// The mistake on the project's list, e.g. `M9`.
    pub mistake: Option<&'static str>,
    /// What it stops, in one sentence.
    pub stops: &'static str,
    check: fn(&Case<'_>) -> Vec<Finding>,
}

/// Every guard of a command, in the order in which they are asked. The account
/// is asked last, since that leaves this machine: see [`ACCOUNT`].
pub const GUARDS: &[Guard] = &[
    Guard {
        id: "newerRecord",
        mistake: None,
        stops: "acting on a record that this version cannot read in full",
        check: record::newer,
    },
    Guard {
        id: "finished",
        mistake: None,
        stops: "acting in a run that is over",
        check: record::finished,
    },
    Guard {
        id: "running",
        mistake: Some("M5"),
        stops: "starting a step that is still going on",
        check: record::running,
    },
    Guard {
        id: "drift",
        mistake: Some("M19"),
        stops: "going on with a text that is no longer that of the file, unawares",
        check: record::drift,
    },
    Guard {
        id: "order",
        mistake: Some("M4"),
        stops: "running a step before those that it follows",
        check: record::order,
    },
    Guard {
        id: "choice",
        mistake: Some("M4"),
        stops: "going one of several ways before somebody has chosen it",
        check: ways::choice,
    },
    Guard {
        id: "changeWindow",
        mistake: Some("M16"),
        stops: "changing something outside the change window that a person has confirmed",
        check: against_rules::window,
    },
    Guard {
        id: "wait",
        mistake: None,
        stops: "going on before a confirmed duration is over",
        check: against_rules::wait,
    },
    Guard {
        id: "placeholder",
        mistake: Some("M9"),
        stops: "running a command that still has something to fill in",
        check: text::placeholder,
    },
    Guard {
        id: "variable",
        mistake: Some("M8"),
        stops: "running a command that reads a variable which nothing sets",
        check: text::variable,
    },
    Guard {
        id: "hidden",
        mistake: Some("M29"),
        stops: "running characters that nobody can see",
        check: text::hidden,
    },
    Guard {
        id: "profile",
        mistake: Some("M1"),
        stops: "acting as somebody else than the identity that was checked",
        check: place::profile,
    },
    Guard {
        id: "recoveryWindow",
        mistake: Some("M27"),
        stops: "switching point-in-time recovery off, which empties the window",
        check: aws::recovery_window,
    },
    Guard {
        id: "deleteTable",
        mistake: Some("M10"),
        stops: "deleting a table that a running restore depends on",
        check: restore::delete_table,
    },
    Guard {
        id: "lock",
        mistake: Some("M17"),
        stops: "two runs changing one environment at once",
        check: record::lock,
    },
    Guard {
        id: "region",
        mistake: Some("M2"),
        stops: "acting in another Region or account than the environment's",
        check: place::region,
    },
    Guard {
        id: "meantFor",
        mistake: None,
        stops: "running in one environment what its title says is for another",
        check: meant_for::meant_for,
    },
    Guard {
        id: "functionEnvironment",
        mistake: Some("M6"),
        stops: "wiping every other environment variable of a function",
        check: aws::function_environment,
    },
    Guard {
        id: "setAside",
        mistake: Some("M4"),
        stops: "running a step of a way that was not taken, by a slip",
        check: ways::set_aside,
    },
    Guard {
        id: "interrupted",
        mistake: Some("M5"),
        stops: "repeating a change that was cut off, without having looked",
        check: record::interrupted,
    },
    Guard {
        id: "again",
        mistake: Some("M5"),
        stops: "making a change a second time, unawares",
        check: record::again,
    },
    Guard {
        id: "consequence",
        mistake: Some("M21"),
        stops: "destroying something, or changing production, by a slip",
        check: consequence::consequence,
    },
];

/// The guard that asks AWS who we are, before every act that changes something.
pub const ACCOUNT: (&str, &str) = ("account", "M1");

/// What guards look at: one unit, about to be run.
pub(crate) struct Case<'a> {
    pub view: &'a RunView,
    pub environment: &'a Environment,
    pub runbook: &'a Runbook,
    pub units: &'a [Unit],
    pub ways: &'a Ways,
    pub rules: &'a RunRules,
    pub unit: &'a Unit,
    pub resolved: &'a Resolved,
    pub effect: &'a Effect,
    /// Digest of the file, if it differs from the run's text and nobody has
    /// accepted that.
    pub drift: Option<&'a str>,
    /// Another run that holds the environment.
    pub holder: Option<&'a EnvironmentLock>,
    /// Restores that are going on in the same account and Region.
    pub restores: &'a [Dependence],
    /// The clock's reading.
    pub now: Timestamp,
}

impl Case<'_> {
    /// It may change something beyond this machine.
    fn acts(&self) -> bool {
        self.effect.kind.may_change_environment()
    }

    /// It is not known to only read.
    fn changes(&self) -> bool {
        self.effect.kind != EffectKind::ReadsOnly
    }
}

/// What a guard found.
pub(crate) struct Finding {
    sentence: String,
    remedy: String,
    resolve: Option<Resolve>,
    inputs: Vec<String>,
    rule: Option<String>,
}

impl Finding {
    fn new(
        sentence: impl Into<String>,
        remedy: impl Into<String>,
        resolve: Option<Resolve>,
    ) -> Self {
        let (sentence, remedy) = (sentence.into(), remedy.into());
        Self {
            sentence,
            remedy,
            resolve,
            inputs: Vec::new(),
            rule: None,
        }
    }

    /// It is this rule that is against it.
    fn of_rule(mut self, rule: &RunRule) -> Self {
        self.rule = Some(rule.rule.id.clone());
        self
    }

    /// Refused unless a person reads this and confirms.
    fn confirm(sentence: impl Into<String>) -> Self {
        Self::new(
            sentence,
            "Read it, and type what is asked for.",
            Some(Resolve::Confirm),
        )
    }
}

/// Asks every guard. Those that a confirmation satisfies have
/// [`Resolve::Confirm`].
pub(crate) fn ask(case: &Case<'_>) -> Vec<Refusal> {
    GUARDS
        .iter()
        .flat_map(|guard| {
            let named = |finding| Refusal::of(guard.id, guard.mistake, finding);
            (guard.check)(case)
                .into_iter()
                .map(named)
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Why a unit has to wait for a choice, if it has to.
pub(crate) fn undecided(ways: &Ways, unit: &Unit) -> Option<Refusal> {
    match ways.standing(unit) {
        Standing::Undecided(decision) => {
            let finding = ways::undecided(unit, decision);
            Some(Refusal::of("choice", Some("M4"), finding))
        }
        _ => None,
    }
}

/// A guard said no. Data, not an error: the person can do something about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    /// The guard's id.
    pub guard: String,
    /// The mistake that it stops, e.g. `M9`, if it is on the list.
    pub mistake: Option<String>,
    /// The fact and its consequence.
    pub sentence: String,
    /// The way on.
    pub remedy: String,
    /// What would satisfy the guard, where the program can lead there.
    pub resolve: Option<Resolve>,
    /// Ids of the inputs that are missing, for [`Resolve::Input`].
    pub inputs: Vec<String>,
    /// Id of the rule that is against it, for [`Resolve::Rule`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[specta(optional)]
    pub rule: Option<String>,
}

/// What would satisfy a guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Resolve {
    /// Give the inputs their values.
    Input,
    /// Do what comes before, or skip it with a reason.
    Skip,
    /// Read the reasons and type the phrase.
    Confirm,
    /// Sign in.
    SignIn,
    /// Look at what changed in the file and decide.
    Drift,
    /// Take the environment's lock over.
    Lock,
    /// Choose one of several ways.
    Choose,
    /// Go on against a rule of the prose, with a reason.
    Rule,
}

/// What must be typed before one act. Issued by the engine for exactly one act,
/// used once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Challenge {
    /// Names this challenge.
    pub token: String,
    /// What is about to happen, to what, as whom.
    pub prompt: String,
    /// What must be typed. Shown, never filled in.
    pub phrase: String,
    /// When it stops being good.
    #[specta(type = String)]
    pub expires_at: Timestamp,
    /// Why it is asked.
    pub reasons: Vec<String>,
}

/// The answer to a [`Challenge`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// Which challenge.
    pub token: String,
    /// What was typed.
    pub typed: String,
}

impl Refusal {
    pub(crate) fn of(guard: &str, mistake: Option<&str>, finding: Finding) -> Self {
        let Finding {
            sentence,
            remedy,
            resolve,
            inputs,
            rule,
        } = finding;
        let (guard, mistake) = (guard.to_owned(), mistake.map(str::to_owned));
        Self {
            guard,
            mistake,
            sentence,
            remedy,
            resolve,
            inputs,
            rule,
        }
    }

    pub(crate) fn new(
        guard: &str,
        sentence: impl Into<String>,
        remedy: impl Into<String>,
        resolve: Option<Resolve>,
    ) -> Self {
        Self::of(guard, None, Finding::new(sentence, remedy, resolve))
    }
}
