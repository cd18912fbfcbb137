//! What a runbook consists of, as the engine, the window and the terminal see it.
//!
//! Every item carries the line it came from, counted from 1 in the file. Columns
//! count bytes from 1 in that line. Everything here crosses to the window, so
//! numbers are 32-bit and names are camel case in JSON.

mod document;
mod inputs;
mod rules;
mod series;
mod shell;
mod step;
mod text;

pub use document::*;
pub use inputs::*;
pub use rules::*;
pub use series::Series;
pub use shell::*;
pub use step::*;
pub use text::Shared;

use serde::{Deserialize, Serialize};

/// A Markdown file, understood.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Runbook {
    /// Front matter title, else the first top heading, else empty.
    pub title: String,
    /// SHA-256 of the text as read, in lower-case hexadecimal. A run keeps it to
    /// see that the file has changed.
    pub digest: String,
    /// Lines in the text.
    pub line_count: u32,
    /// The YAML block at the head of the file.
    pub front_matter: Option<FrontMatter>,
    /// Every heading, in file order.
    pub sections: Vec<Section>,
    /// Every code block, task item and numbered instruction, in file order.
    pub steps: Vec<Step>,
    /// The text between, in file order, with a place holder for each step.
    pub blocks: Vec<Block>,
    /// What a person has to fill in.
    pub inputs: Vec<Input>,
    /// Environments that the file sets up with `export` lines.
    pub environments: Vec<RunbookEnvironment>,
    /// Tools, access and permissions that the file asks for.
    pub prerequisites: Vec<Prerequisite>,
    /// Triggers, thresholds, windows and durations stated in the prose.
    pub rules: Vec<Rule>,
    /// Links, with what they lead to.
    pub links: Vec<Link>,
    /// People, addresses and channels.
    pub contacts: Vec<Contact>,
    /// Places where one of several ways is taken.
    pub choices: Vec<Choice>,
    /// Symptom, diagnosis, causes, resolution.
    pub guides: Vec<Guide>,
    /// `<!-- belay: … -->` comments.
    pub hints: Vec<Hint>,
    /// Characters that a reader cannot see.
    pub hidden: Vec<HiddenCharacter>,
}

impl Runbook {
    /// The guide with this id.
    #[must_use]
    pub fn guide(&self, id: &str) -> Option<&Guide> {
        self.guides.iter().find(|guide| guide.id == id)
    }

    /// The step with this id.
    pub fn step(&self, id: &str) -> Option<&Step> {
        // The id has its line, and steps stand in the order of their lines.
        let digits = id.strip_prefix('L')?;
        let digits = digits.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let line: u32 = digits.parse().ok()?;
        let from = self.steps.partition_point(|step| step.line < line);
        let mut here = self.steps[from..]
            .iter()
            .take_while(|step| step.line == line);
        here.find(|step| step.id == id)
    }

    /// The part with this id, in whichever step it is.
    pub fn part(&self, id: &str) -> Option<&Part> {
        let (step, number) = id.split_once('.')?;
        let index = number.parse::<usize>().ok()?.checked_sub(1)?;
        let part = self.step(step)?.parts.get(index)?;
        (part.id == id).then_some(part)
    }

    /// The section with this id.
    pub fn section(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.id == id)
    }

    /// The input with this id.
    pub fn input(&self, id: &str) -> Option<&Input> {
        self.inputs.iter().find(|input| input.id == id)
    }
}

/// A stretch of text, in bytes from 0, end excluded.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type,
)]
#[serde(rename_all = "camelCase")]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The text of this span, or nothing when the span does not belong to `text`.
    pub fn of(self, text: &str) -> Option<&str> {
        text.get(self.start as usize..self.end as usize)
    }
}
