//! Rules of the prose, in a run.

use belay_engine::rules::Role;
use belay_journal::body::EarlierWord;
use belay_runbook::{RuleKind, RuleValue};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The rules of a run, and what they come to together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RunRulesView {
    /// In the order of the text.
    pub rules: Vec<RuleView>,
    /// How many would do something and wait for a person's word.
    pub to_decide: u32,
    /// How the confirmed change windows stand; none where none is confirmed.
    pub window: Option<ChangeWindowView>,
    /// The way back, once a confirmed reason to go back has come true.
    pub way_back: Option<WayBackView>,
    /// The time zones that a window may be given in.
    pub zones: Vec<String>,
}

/// A rule of the prose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RuleView {
    /// Id within the run.
    pub id: String,
    /// What it is for.
    pub kind: RuleKind,
    /// What it does once it is confirmed.
    pub role: Role,
    /// The sentence, as written.
    pub sentence: String,
    /// The line that states it.
    pub line: u32,
    /// What it says: as confirmed, as remembered, or as read.
    pub value: RuleValue,
    /// The same in words.
    pub said: String,
    /// How it was read, where its figures are others now.
    pub read: Option<String>,
    /// What it does once it is confirmed, in words.
    pub does: String,
    /// Whether it holds.
    pub standing: RuleStanding,
    /// The unit beside which it stands.
    pub unit: Option<String>,
    /// The section beside whose heading it stands.
    pub section: Option<String>,
    /// Its clock, if it has one.
    pub wait: Option<WaitView>,
    /// Whether what it speaks of is so, as a person saw it last.
    pub seen: Option<RuleSeenView>,
}

/// Whether a rule holds in the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum RuleStanding {
    /// Nobody has said; it does nothing.
    Proposed {
        /// What was said about the sentence in an earlier run.
        before: Option<SaidBefore>,
    },
    /// It holds.
    Confirmed {
        /// When.
        #[specta(type = String)]
        at: Timestamp,
        /// Who.
        by: String,
        /// The earlier run whose word was taken over.
        before: Option<EarlierWord>,
    },
    /// It does not.
    Dismissed {
        /// When.
        #[specta(type = String)]
        at: Timestamp,
        /// Who.
        by: String,
        /// Why.
        reason: String,
    },
}

/// What was said about a sentence in an earlier run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct SaidBefore {
    /// It was confirmed; dismissed otherwise.
    pub confirmed: bool,
    /// Why it was dismissed.
    pub reason: Option<String>,
    /// The environment of that run.
    pub environment: String,
    /// Where, when and by whom.
    pub word: EarlierWord,
}

/// The clock of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct WaitView {
    /// How it stands.
    pub state: WaitStanding,
    /// How long, in seconds.
    pub seconds: u32,
    /// When it was set going.
    #[specta(type = Option<String>)]
    pub started_at: Option<Timestamp>,
    /// A person set it going.
    pub by_hand: bool,
    /// When it ends.
    #[specta(type = Option<String>)]
    pub ends_at: Option<Timestamp>,
    /// Who went on before its end, and why.
    pub cut_short: Option<WentOn>,
}

/// How a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum WaitStanding {
    /// It has not been set going.
    NotStarted,
    /// It runs.
    Running,
    /// It has ended.
    Over,
    /// Somebody went on before its end.
    CutShort,
}

/// Somebody went on against a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct WentOn {
    /// When.
    #[specta(type = String)]
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// What a person saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RuleSeenView {
    /// Whether it is so.
    pub so: bool,
    /// When.
    #[specta(type = String)]
    pub at: Timestamp,
    /// Who.
    pub by: String,
}

/// How the confirmed change windows stand together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ChangeWindowView {
    /// One is open.
    pub open: bool,
    /// That, in one sentence.
    pub sentence: String,
    /// When it closes, or opens next.
    #[specta(type = Option<String>)]
    pub until: Option<Timestamp>,
    /// The rule that a reason to go on is given for.
    pub rule: String,
    /// Who went on outside it, and why.
    pub went_on: Option<WentOn>,
}

/// Where to go when a reason to go back has come true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct WayBackView {
    /// Ids of the rules that have come true.
    pub rules: Vec<String>,
    /// The section that goes back: its title and line.
    pub section: Option<BackSection>,
}

/// A section that goes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct BackSection {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its line.
    pub line: u32,
    /// Its first unit, where it is part of this run.
    pub unit: Option<String>,
}
