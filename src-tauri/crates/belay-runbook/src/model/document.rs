//! Sections, prose, links, contacts, choices and guides.

use super::{Series, Shared};
use serde::{Deserialize, Serialize};

/// A heading and what stands under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Section {
    /// Unique path of slugs, such as `rollback-procedures/manual-rollback-process`.
    pub id: Shared,
    /// 1 to 6.
    pub level: u8,
    /// The heading as plain text.
    pub title: Shared,
    /// Titles from the top down to this one.
    pub path: Series<Shared>,
    /// The section that contains this one.
    pub parent: Option<Shared>,
    /// Name under which `#…` links reach it, as GitHub forms it.
    pub anchor: Shared,
    /// Line of the heading.
    pub line: u32,
    /// Last line before the next heading of the same or a higher level.
    pub end_line: u32,
    /// What the section is for.
    pub role: SectionRole,
    /// Paragraphs that stand directly under the heading, as plain text.
    pub prose: Option<Shared>,
}

/// What a section is for, from its title or its parent's.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type,
)]
#[serde(rename_all = "camelCase")]
pub enum SectionRole {
    /// The title, an introduction.
    Overview,
    /// A table of contents.
    Contents,
    /// Tools, access and permissions needed before.
    Prerequisites,
    /// Variables and settings of one environment.
    Environment,
    /// Items to tick before or after.
    Checklist,
    /// Work to be done in order.
    #[default]
    Procedure,
    /// Looking whether the work took effect.
    Verification,
    /// Going back.
    Rollback,
    /// Incidents and outages.
    Emergency,
    /// Symptom to resolution.
    Guide,
    /// Metrics, alarms, dashboards, logs.
    Monitoring,
    /// Planned windows.
    Maintenance,
    /// People and channels.
    Contacts,
    /// To look up, not to do.
    Reference,
    /// Other documents.
    Related,
}

/// One piece of the page in file order, safe to draw: no HTML passes through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// The section it stands in.
    pub section: Option<Shared>,
    /// Nesting in lists and quotes, from 0.
    pub depth: u8,
    /// First line.
    pub line: u32,
    /// Last line.
    pub end_line: u32,
    /// The step that stands here, for [`BlockKind::Step`].
    pub step: Option<Shared>,
    /// The text, for every other kind.
    pub inline: Series<Inline>,
}

/// Kind of a [`Block`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum BlockKind {
    /// A heading.
    Heading,
    /// Running text.
    Paragraph,
    /// An item of an unordered list.
    Bullet,
    /// An item of an ordered list that is not a step, such as one in a table of contents.
    Numbered,
    /// A table row; cells are separated by [`InlineKind::Cell`].
    Row,
    /// Raw HTML, shown as the text that it is.
    Html,
    /// A step stands here.
    Step,
}

/// A run of text with one meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Inline {
    /// How it is meant.
    pub kind: InlineKind,
    /// The characters, never markup.
    pub text: Shared,
    /// Where a link leads, for [`InlineKind::Link`].
    pub target: Option<Shared>,
}

/// Kind of an [`Inline`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum InlineKind {
    /// Plain characters.
    Text,
    /// Code within a line.
    Code,
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// A link; the text is its label.
    Link,
    /// A picture; the text is its description. It is not loaded.
    Image,
    /// A line end.
    Break,
    /// The end of a table cell.
    Cell,
}

/// A link in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// Its label.
    pub text: Shared,
    /// As written.
    pub target: Shared,
    /// What it leads to.
    pub kind: LinkKind,
    /// The section of this file that an `#anchor` reaches.
    pub leads_to: Option<Shared>,
    /// The section it stands in.
    pub section: Option<Shared>,
    /// Where it stands.
    pub line: u32,
    /// Where it stands.
    pub column: u32,
}

/// What a [`Link`] leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum LinkKind {
    /// A section of this file; missing when [`Link::leads_to`] is nothing.
    Anchor,
    /// Another Markdown file.
    Runbook,
    /// A page on the web.
    Web,
    /// A mail address.
    Mail,
    /// Another file or folder.
    File,
}

/// Somebody or something to turn to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// Who, such as `Primary` or `Incident Slack`.
    pub name: Shared,
    /// How to reach them, as written.
    pub value: Shared,
    /// What the value is.
    pub kind: ContactKind,
    /// Whose it is, where a table has a column for names beside the one for roles.
    pub person: Option<String>,
    /// After how long without an answer the next one is turned to, in seconds.
    pub escalate_after_seconds: Option<u32>,
    /// The input that asks for it, when the file leaves it open.
    pub input: Option<Shared>,
    /// The section it stands in.
    pub section: Option<Shared>,
    /// Where it stands.
    pub line: u32,
}

/// What [`Contact::value`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum ContactKind {
    /// A mail address.
    Email,
    /// A chat channel such as `#incidents`.
    Channel,
    /// A web address.
    Url,
    /// A telephone number.
    Phone,
    /// Left open with a bracket field such as `[Security contact]`.
    Open,
    /// A name.
    Name,
}

/// A place where one of several ways is taken, not all of them in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Choice {
    /// `C` and the line of the first option.
    pub id: Shared,
    /// The section in which the options stand.
    pub section: Option<Shared>,
    /// Title of that section.
    pub title: Shared,
    /// The ways, in file order.
    pub options: Vec<ChoiceOption>,
    /// Index of the option that the file recommends.
    pub recommended: Option<u32>,
}

/// One way out of several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ChoiceOption {
    /// `Helm rollback` of `Option 1: Helm rollback (Recommended)`.
    pub title: Shared,
    /// The section that is the option, when it is a heading and not a bold line.
    pub section: Option<Shared>,
    /// When to take it, where the file says so.
    pub when: Option<Shared>,
    /// First line.
    pub line: u32,
    /// Last line.
    pub end_line: u32,
    /// The steps of this way.
    pub steps: Vec<Shared>,
    /// The parts of a step that are this way, where comments within one block tell the
    /// ways apart.
    pub parts: Vec<Shared>,
}

impl ChoiceOption {
    /// Whether a step, or this part of it, belongs to the way.
    #[must_use]
    pub fn holds(&self, step: &str, part: &str) -> bool {
        self.steps.iter().any(|id| id == step) || self.parts.iter().any(|id| id == part)
    }
}

/// How to get from a symptom to its resolution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Guide {
    /// `G` and the line of the heading or the symptom.
    pub id: Shared,
    /// Title of the section, without `Issue 1:`.
    pub title: Shared,
    /// The section it stands in.
    pub section: Option<Shared>,
    /// First line.
    pub line: u32,
    /// Last line.
    pub end_line: u32,
    /// What is seen.
    pub symptoms: Vec<GuideEntry>,
    /// What to look at.
    pub diagnosis: Vec<GuideEntry>,
    /// What it may come from.
    pub causes: Vec<GuideEntry>,
    /// What to do.
    pub resolution: Vec<GuideEntry>,
    /// How to see that it helped.
    pub verification: Vec<GuideEntry>,
}

impl Guide {
    /// All its entries, in the order in which one goes through them.
    pub fn entries(&self) -> impl Iterator<Item = &GuideEntry> {
        let parts = [
            &self.symptoms,
            &self.diagnosis,
            &self.causes,
            &self.resolution,
            &self.verification,
        ];
        parts.into_iter().flatten()
    }

    /// Whether a step belongs to the guide: one of its entries, or within one.
    #[must_use]
    pub fn holds(&self, book: &super::Runbook, step: &str) -> bool {
        let own = |id: &str| {
            self.entries()
                .any(|entry| entry.step.as_deref() == Some(id))
        };
        let mut at = Some(step);
        // A step stands below the one that contains it, so that this comes to an end.
        while let Some(id) = at {
            if own(id) {
                return true;
            }
            at = book.step(id).and_then(|step| step.parent.as_deref());
        }
        false
    }
}

/// One line of a [`Guide`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct GuideEntry {
    /// The text, or the title of the step.
    pub text: Shared,
    /// The step, where there is one to run or to tick.
    pub step: Option<Shared>,
    /// Where it stands.
    pub line: u32,
}

/// What the YAML block at the head of the file says. All of it is optional.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct FrontMatter {
    /// Line of the opening `---`.
    pub line: u32,
    /// Line of the closing `---`.
    pub end_line: u32,
    /// `title`
    pub title: Option<String>,
    /// `system`: what the runbook is about.
    pub system: Option<String>,
    /// `owner`
    pub owner: Option<String>,
    /// `environments`: names under which it may run.
    pub environments: Vec<String>,
    /// `tags`
    pub tags: Vec<String>,
    /// Keys that mean nothing here; they are left alone.
    pub unknown: Vec<String>,
    /// Why the block could not be understood, with its line.
    pub problem: Option<String>,
}

/// A `<!-- belay: name value -->` comment: says what cannot be inferred.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Hint {
    /// First word, such as `allow` or `title`.
    pub name: Shared,
    /// The rest.
    pub value: Shared,
    /// Where it stands.
    pub line: u32,
    /// The step that follows, in the same section.
    pub step: Option<Shared>,
    /// The section it stands in.
    pub section: Option<Shared>,
}

/// A character that changes what a line says without being seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct HiddenCharacter {
    /// `U+202E`
    pub code_point: String,
    /// `right-to-left override`
    pub name: String,
    /// How it hides.
    pub kind: HiddenKind,
    /// Where it stands.
    pub line: u32,
    /// Where it stands.
    pub column: u32,
    /// Where it stands in the file, in bytes.
    pub offset: u32,
    /// The step whose text or code contains it.
    pub step: Option<Shared>,
}

/// How a [`HiddenCharacter`] hides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum HiddenKind {
    /// Changes the direction of the text that follows.
    Bidirectional,
    /// Takes no room.
    ZeroWidth,
    /// A control or tag character.
    Control,
    /// Looks like a space and is none.
    Space,
}
