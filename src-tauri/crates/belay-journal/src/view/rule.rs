//! What was said and done about a rule of the prose.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::Said;
use crate::body::{EarlierWord, RuleVerdict};

/// What was said and done about a rule of the prose.
#[derive(Debug, Clone, Default, PartialEq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RuleState {
    /// Whether it holds in this run; nothing until somebody says.
    pub decision: Option<RuleDecision>,
    /// The last time that somebody went on against it.
    pub overridden: Option<Overridden>,
    /// When somebody set its clock going by hand, last.
    pub started: Option<Said>,
    /// What somebody saw, last.
    pub observed: Option<RuleSeen>,
}

/// What somebody said about a rule.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RuleDecision {
    /// Confirmed or dismissed.
    pub verdict: RuleVerdict,
    /// The sentence that was decided on.
    pub sentence: String,
    /// What it says, as confirmed, in the form of belay-runbook.
    #[serde(skip)]
    pub value: Value,
    /// Why it was dismissed.
    pub reason: Option<String>,
    /// The earlier run whose word was taken over.
    pub earlier: Option<EarlierWord>,
    /// When.
    #[specta(type = String)]
    pub at: Timestamp,
    /// Who.
    pub by: String,
}

/// Somebody went on against a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Overridden {
    /// What was against it.
    pub sentence: String,
    /// Why.
    pub reason: String,
    /// When.
    #[specta(type = String)]
    pub at: Timestamp,
    /// Who.
    pub by: String,
}

/// Whether what a rule speaks of is so, as somebody saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RuleSeen {
    /// Whether it is.
    pub so: bool,
    /// When.
    #[specta(type = String)]
    pub at: Timestamp,
    /// Who.
    pub by: String,
}
