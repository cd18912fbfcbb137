//! One runbook on the screen. A page never carries more than a few hundred
//! kilobytes: a long text crosses in chunks, a long list in parts.

use belay_runbook::check::{Diagnostic, Severity};
use belay_runbook::effect::{EffectKind, Explanation};
use belay_runbook::{BlockKind, InlineKind, StepKind};
use serde::{Deserialize, Serialize};

use super::{GuideView, RunbookEntry};

/// A runbook, opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RunbookPage {
    /// Its entry.
    pub entry: RunbookEntry,
    /// Names this text of it: chunks and parts of another version do not belong
    /// to this page.
    pub version: String,
    /// Lines in the file.
    pub line_count: u32,
    /// It has a step, so it can be run.
    pub runnable: bool,
    /// Its sections; the first of them, if there are very many.
    pub outline: OutlinePart,
    /// First line of each chunk of the text.
    pub chunks: Vec<u32>,
    /// The rows of the first chunks; of all of them, unless the file is large.
    pub rows: Vec<Vec<PageRow>>,
    /// What is wrong with it: the first of them.
    pub findings: Vec<Diagnostic>,
    /// How many findings there are.
    pub finding_count: u32,
    /// What is to be filled in: the first of them.
    pub inputs: Vec<PageInput>,
    /// How many inputs there are.
    pub input_count: u32,
    /// Guides that can be entered from a symptom: the first of them.
    pub guides: Vec<GuideView>,
    /// How many guides there are.
    pub guide_count: u32,
    /// What was understood, in words.
    pub understood: Vec<Understood>,
}

/// What is to be filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PageInput {
    /// Its id.
    pub id: String,
    /// In words.
    pub label: String,
    /// As it is first written.
    pub placeholder: String,
    /// A step that contains it cannot start without a value.
    pub required: bool,
    /// The value must never be shown, logged or kept.
    pub secret: bool,
    /// What a comment nearby says about it.
    pub hint: Option<String>,
    /// How many places it is written at.
    pub places: u32,
    /// The first of them.
    pub line: Option<u32>,
}

/// A stretch of the outline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct OutlinePart {
    /// The text that it belongs to.
    pub version: String,
    /// How many sections there are in all.
    pub total: u32,
    /// Sections in file order.
    pub sections: Vec<OutlineSection>,
}

/// A section in the outline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct OutlineSection {
    /// Its id, for starting a run of it.
    pub id: String,
    /// 1 to 6.
    pub level: u8,
    /// The heading.
    pub title: String,
    /// Line of the heading.
    pub line: u32,
    /// It has a step in it or below it.
    pub runnable: bool,
    /// Errors under this heading itself.
    pub errors: u32,
    /// Warnings under this heading itself.
    pub warnings: u32,
}

/// A chunk of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RunbookRows {
    /// The text that it belongs to.
    pub version: String,
    /// Its rows, in file order.
    pub rows: Vec<PageRow>,
}

/// One row of the drawn text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum PageRow {
    /// A heading.
    Heading {
        /// Where it stands.
        line: u32,
        /// 1 to 6.
        level: u8,
        /// Its words.
        text: String,
    },
    /// Running text.
    Text {
        /// Where it begins.
        line: u32,
        /// What it is.
        block: BlockKind,
        /// Nesting in lists and quotes, from 0.
        depth: u8,
        /// Its words.
        words: Vec<PageWord>,
    },
    /// A step without code.
    Instruction {
        /// Where it stands.
        line: u32,
        /// The step.
        step: String,
        /// To be ticked, or to be done by hand.
        form: StepKind,
        /// It is ticked in the file itself.
        checked: bool,
        /// It stands in another step.
        nested: bool,
        /// `1.` as written before it; nothing for an item without a number.
        marker: Option<String>,
        /// Its words.
        text: String,
        /// What stands under it without being a step, a line each.
        details: Vec<String>,
    },
    /// The head of a part of a command step: what the lines below it are for. Its
    /// words are those of a comment, which is not drawn a second time.
    Part {
        /// Where it begins.
        line: u32,
        /// The step.
        step: String,
        /// The part.
        part: String,
        /// From 1.
        number: u32,
        /// It is the first of its step, and with it the step begins.
        first: bool,
        /// Its words.
        title: String,
        /// How far it reaches; nothing for a part that is done by hand.
        effect: Option<EffectKind>,
    },
    /// Lines of a block of code, or of a file without structure.
    Code {
        /// Where the first of these lines stands.
        line: u32,
        /// The lines.
        lines: Vec<PageCodeLine>,
        /// These are the block's first lines.
        first: bool,
        /// These are its last.
        last: bool,
        /// The step, where it is one.
        step: Option<String>,
        /// It is a command, so there is something to explain.
        command: bool,
    },
    /// What is wrong with the lines above.
    Finding {
        /// Where it begins.
        line: u32,
        /// What it is.
        finding: Diagnostic,
    },
}

/// A line of code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PageCodeLine {
    /// As written; a very long one is cut and says so.
    pub text: String,
    /// The worst that is wrong with it.
    pub mark: Option<Severity>,
}

/// A run of text with one meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PageWord {
    /// How it is meant.
    pub kind: InlineKind,
    /// The characters, never markup.
    pub text: String,
    /// Where a link leads.
    pub leads: Option<LinkView>,
}

/// Where a link leads. The window goes there by line or id, never by path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum LinkView {
    /// To a heading of this file.
    Here {
        /// Where it stands.
        line: u32,
    },
    /// To another runbook of the library.
    Runbook {
        /// Its id.
        runbook: String,
        /// Where the heading stands that is meant, if one is.
        line: Option<u32>,
    },
    /// To the web or a mail address, to be copied.
    Address {
        /// As written.
        address: String,
    },
    /// Nowhere that the window can go.
    Nowhere {
        /// As written.
        written: String,
        /// Why.
        why: String,
    },
}

/// One heading of what was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Understood {
    /// E.g. `Needs`.
    pub heading: String,
    /// One sentence each: the first of them.
    pub lines: Vec<UnderstoodLine>,
    /// How many there are.
    pub total: u32,
}

/// One thing that was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct UnderstoodLine {
    /// In words.
    pub text: String,
    /// Where it stands.
    pub line: Option<u32>,
}

/// A step for somebody who sees it for the first time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct StepExplained {
    /// The step.
    pub step: String,
    /// Its name.
    pub title: String,
    /// What a person does with it.
    pub kind: StepKind,
    /// Where it stands.
    pub line: u32,
    /// What should be seen afterwards, as the runbook says.
    pub expected: Option<String>,
    /// What has to be filled in first: the placeholders.
    pub inputs: Vec<String>,
    /// What is run, one after the other; empty unless it is a command.
    pub parts: Vec<PartExplained>,
}

/// What is run as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PartExplained {
    /// Its name.
    pub title: String,
    /// Where it stands.
    pub line: u32,
    /// How far it reaches, by the gravest of its commands; none where nothing is
    /// run.
    pub effect: Option<EffectKind>,
    /// Why that is so.
    pub reason: String,
    /// What should be seen afterwards, as the runbook says.
    pub expected: Option<String>,
    /// Its commands, in order: the first of them.
    pub commands: Vec<CommandExplained>,
    /// Commands that are not listed.
    pub more: u32,
}

/// A command in plain words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CommandExplained {
    /// Its first words, as written.
    pub shown: String,
    /// Where it stands.
    pub line: u32,
    /// What it does, changes and gives back, and how dangerous it is.
    pub explanation: Explanation,
}

/// Lines of a page that a search within it found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PageFound {
    /// The text that they belong to.
    pub version: String,
    /// The first of them.
    pub lines: Vec<u32>,
    /// How many there are.
    pub total: u32,
}
