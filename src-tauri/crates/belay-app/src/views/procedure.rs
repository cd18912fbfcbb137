//! A runbook as somebody would draw it on a whiteboard: what is done, in which
//! order, where the way parts, and what decides about going on.

use belay_runbook::effect::EffectKind;
use belay_runbook::{RuleKind, SectionRole};
use serde::{Deserialize, Serialize};

/// A stretch of the drawing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ProcedurePart {
    /// The text that it belongs to.
    pub version: String,
    /// How many rows there are in all.
    pub total: u32,
    /// Rows in the order of the text.
    pub rows: Vec<ProcedureRow>,
}

/// One row of the drawing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ProcedureRow {
    /// Where it stands in the file.
    pub line: u32,
    /// How many ways of choices it stands in.
    pub depth: u8,
    /// What it says.
    pub is: ProcedureItem,
}

/// What a row of the drawing says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum ProcedureItem {
    /// A section in which something stands.
    Section {
        /// 1 to 6.
        level: u8,
        /// The heading.
        title: String,
        /// What the section is for, unless it is what the section around it is for.
        role: Option<SectionRole>,
        /// The environment that it sets up.
        environment: Option<String>,
    },
    /// Something to do: a step, or a part of one.
    Act {
        /// The step.
        step: String,
        /// What a person does with it.
        act: ActKind,
        /// A short name.
        title: String,
        /// How far it reaches, for what is run.
        effect: Option<EffectKind>,
        /// What has to be filled in, as written.
        inputs: Vec<String>,
        /// The text says what should be seen afterwards.
        expects: bool,
        /// Errors in its lines.
        errors: u32,
        /// Warnings in its lines.
        warnings: u32,
    },
    /// One of several ways is taken; the ways follow.
    Choice {
        /// How many ways there are.
        ways: u32,
    },
    /// One of the ways; its steps follow.
    Way {
        /// From 1.
        number: u32,
        /// Its name.
        title: String,
        /// The file recommends it.
        recommended: bool,
        /// When to take it, where the file says so.
        when: Option<String>,
    },
    /// What is seen when the steps that follow are to be taken.
    Symptom {
        /// As written.
        text: String,
    },
    /// What the symptom may come from.
    Cause {
        /// As written.
        text: String,
    },
    /// A rule that the text states.
    Rule {
        /// What it is for.
        rule: RuleKind,
        /// As written.
        text: String,
    },
}

/// What a person does with an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum ActKind {
    /// Looks, then ticks.
    Check,
    /// Runs it.
    Run,
    /// Does it by hand, then ticks.
    ByHand,
    /// Looks it up.
    LookUp,
}
