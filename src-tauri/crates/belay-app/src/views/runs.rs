//! Runs: what was done, what comes next, what stands in the way.

use belay_engine::environment::Tier;
use belay_engine::guards::{Challenge, Refusal};
use belay_engine::pick::PickKind;
use belay_runbook::effect::EffectKind;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    EnvironmentCard, GuideHere, IdentityState, RestoreView, RunGuide, RunRulesView, UnitView,
};

/// How a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum RunOutcome {
    /// Not finished.
    Open,
    /// Finished.
    Completed,
    /// Given up.
    Abandoned,
}

/// A run in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RunSummary {
    /// Id.
    pub id: String,
    /// The part of the id that people say.
    pub short: String,
    /// Section or restore that it runs.
    pub title: String,
    /// Title of the runbook, if it runs one.
    pub runbook_title: Option<String>,
    /// Environment name.
    pub environment: String,
    /// Its tier.
    pub tier: Tier,
    /// Its account.
    pub account_id: String,
    /// Its Region.
    pub region: String,
    /// When it started.
    #[specta(type = String)]
    pub started_at: Timestamp,
    /// When it ended.
    #[specta(type = Option<String>)]
    pub ended_at: Option<Timestamp>,
    /// How it stands.
    pub outcome: RunOutcome,
    /// Units done or skipped.
    pub done: u32,
    /// Units in all: of several ways of which none was chosen, the shortest counts.
    pub total: u32,
    /// They may become more, since a way has still to be chosen.
    pub more: bool,
    /// Who started it.
    pub author: String,
    /// What needs a person, e.g. an interrupted step.
    pub attention: Option<String>,
    /// Why its record does not verify.
    pub broken: Option<String>,
}

/// A section of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct SectionView {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Titles from the top.
    pub path: Vec<String>,
    /// Line in the runbook.
    pub line: u32,
}

/// An input of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct InputView {
    /// Id.
    pub id: String,
    /// Its name for people.
    pub label: String,
    /// As the runbook writes it.
    pub placeholder: String,
    /// What it holds, e.g. `version`, `table`, `instant`.
    pub kind: String,
    /// Kept in memory only, never shown again.
    pub secret: bool,
    /// A unit that needs it cannot start without.
    pub required: bool,
    /// Its value; none for secrets.
    pub value: Option<String>,
    /// Whether it was given.
    pub given: bool,
    /// What the runbook says about it.
    pub hint: Option<String>,
    /// Ids of units that need it.
    pub used_in: Vec<String>,
    /// What of AWS may be picked for it; none: it is typed.
    pub pick: Option<PickKind>,
}

/// What a run would ask a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    /// Its inputs.
    pub inputs: Vec<InputView>,
    /// Where one of several ways is taken.
    pub choices: Vec<ChoiceView>,
}

/// A value for an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct GivenInput {
    /// The input's id.
    pub input: String,
    /// What it is given.
    pub value: String,
}

/// What an input belongs to for which something is picked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum PickFor {
    /// A runbook of the library, before it is run.
    Runbook {
        /// Its id.
        runbook: String,
        /// What of it would be run.
        part: RunPart,
        /// Where it would act.
        environment: String,
        /// Values so far.
        given: Vec<GivenInput>,
    },
    /// A run.
    Run {
        /// Its id.
        run: String,
    },
}

/// A place where one of several ways is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ChoiceView {
    /// Id within the run.
    pub id: String,
    /// What is chosen about.
    pub title: String,
    /// The ways, in the order of the text.
    pub ways: Vec<WayView>,
    /// The way that was taken, from 1.
    pub taken: Option<u32>,
    /// When it was chosen, and by whom; none where that shows only by what was
    /// done.
    pub chosen: Option<Chosen>,
    /// Something of the way taken was done, so that it stays.
    pub begun: bool,
}

/// Somebody chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Chosen {
    /// When.
    #[specta(type = String)]
    pub at: Timestamp,
    /// Who.
    pub by: String,
}

/// One of several ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct WayView {
    /// Its place, from 1.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// When to take it, where the runbook says so.
    pub when: Option<String>,
    /// The runbook recommends it.
    pub recommended: bool,
    /// Its first line.
    pub line: u32,
    /// Its units, in order.
    pub units: Vec<String>,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct NoteView {
    /// When.
    #[specta(type = String)]
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// On which unit.
    pub unit: Option<String>,
    /// What.
    pub text: String,
}

/// The colour of a timeline entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Tone {
    /// Nothing special.
    Plain,
    /// Went well.
    Ok,
    /// Worth a look.
    Warn,
    /// Went wrong.
    Bad,
}

/// One event in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct TimelineEntry {
    /// When.
    #[specta(type = String)]
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// Event number.
    pub seq: u32,
    /// On which unit.
    pub unit: Option<String>,
    /// What.
    pub sentence: String,
    /// How it went.
    pub tone: Tone,
}

/// A run, opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RunPage {
    /// Its line in the list.
    pub summary: RunSummary,
    /// File of the runbook.
    pub runbook_path: Option<String>,
    /// Its id, if it is in the library.
    pub runbook: Option<String>,
    /// What changed in the file since the start.
    pub drift: Option<String>,
    /// Where it acts.
    pub environment: EnvironmentCard,
    /// Its sections, in order.
    pub sections: Vec<SectionView>,
    /// Its units, in order.
    pub units: Vec<UnitView>,
    /// Where one of several ways is taken.
    pub choices: Vec<ChoiceView>,
    /// What its prose rules.
    pub rules: RunRulesView,
    /// Guides that can be entered from a symptom.
    pub guides: Vec<RunGuide>,
    /// The guide in which the run is.
    pub guide: Option<GuideHere>,
    /// Its inputs.
    pub inputs: Vec<InputView>,
    /// Its notes.
    pub notes: Vec<NoteView>,
    /// Everything that happened.
    pub timeline: Vec<TimelineEntry>,
    /// Restores it started.
    pub restores: Vec<RestoreView>,
    /// The run that holds the environment, if it is another one.
    pub held_by: Option<String>,
    /// Whether this run holds the environment.
    pub holds_lock: bool,
    /// The unit that comes next.
    pub current: Option<String>,
}

/// What of a runbook is to be run; without either, the whole of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RunPart {
    /// A section: its id or its title.
    pub section: Option<String>,
    /// A guide, alone: its id, its title or one of its symptoms.
    pub guide: Option<String>,
    /// Which of the guide's symptoms was seen, from 0.
    pub symptom: u32,
}

/// An answer to "start".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Started {
    /// It runs.
    Started {
        /// Run id.
        run: String,
    },
    /// It may not.
    Refused {
        /// Why.
        refusals: Vec<Refusal>,
    },
}

/// What would happen if a unit were run now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Prepared {
    /// The unit.
    pub unit: String,
    /// The text with its inputs filled in, secrets masked.
    pub text: Option<String>,
    /// Who we are.
    pub identity: IdentityState,
    /// What it does to the world.
    pub effect: Option<EffectKind>,
    /// What stands in the way.
    pub refusals: Vec<Refusal>,
    /// What must be typed.
    pub challenge: Option<Challenge>,
}

/// An answer to "run".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Executed {
    /// It runs.
    Started {
        /// Counts from 1.
        attempt: u32,
    },
    /// It may not.
    Refused {
        /// Why.
        refusals: Vec<Refusal>,
        /// What would satisfy the guard.
        challenge: Option<Challenge>,
    },
}

/// An answer to a small change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Changed {
    /// Done and recorded.
    Ok,
    /// Not done.
    Refused {
        /// Why.
        refusals: Vec<Refusal>,
    },
}

/// A piece of output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct OutputChunk {
    /// Bytes before it.
    pub offset: u32,
    /// Masked and sanitised.
    pub text: String,
    /// Nothing comes after it.
    pub ended: bool,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Exported {
    /// Its absolute path.
    pub path: String,
}

/// Formats of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum ReportFormat {
    /// Markdown.
    Markdown,
    /// One self-contained HTML file.
    Html,
}

/// Whether a record is as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Verification {
    /// Every event is as it was written.
    Intact {
        /// How many.
        events: u32,
        /// Hash of the last.
        last_hash: String,
    },
    /// An event was changed.
    Broken {
        /// The first one.
        seq: u32,
        /// What is wrong with it.
        sentence: String,
    },
}
