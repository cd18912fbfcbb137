//! Steps and the parts they are run in.

use super::{Series, Shared, SimpleCommand, Span, Syntax};
use serde::{Deserialize, Serialize};

/// One thing to do, to tick or to look up.
///
/// Every fenced or indented code block and every task item of a file is exactly
/// one step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// `L` and its line, such as `L408`. A letter follows where two steps begin
    /// on one line.
    pub id: Shared,
    /// The section it stands in.
    pub section: Option<Shared>,
    /// The step that contains it, such as the list item around a code block.
    pub parent: Option<Shared>,
    /// What a person does with it.
    pub kind: StepKind,
    /// How it is written.
    pub form: StepForm,
    /// A short name: the item's first line, the leading comment, or the heading.
    pub title: Shared,
    /// The bold line it stands under, such as `Option 1: Helm rollback`.
    pub label: Option<Shared>,
    /// Its prose, as plain text; nested items as `- …` lines.
    pub text: Shared,
    /// The code as written, line ends as `\n`.
    pub code: Option<Shared>,
    /// First word after the fence, in lower case.
    pub language: Option<Shared>,
    /// First line; for a fenced block, the line of the fence.
    pub line: u32,
    /// Last line.
    pub end_line: u32,
    /// Where it stands in the file, in bytes.
    pub span: Span,
    /// The item is ticked in the file itself.
    pub checked: bool,
    /// What is run, one after the other. Empty unless the step is a command.
    pub parts: Vec<Part>,
    /// What should be seen afterwards, when it belongs to the whole step.
    pub expected: Option<Shared>,
    /// Ids of the inputs it needs.
    pub inputs: Vec<Shared>,
    /// What a reference block is.
    pub reference: Option<ReferenceKind>,
}

/// What a person does with a [`Step`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum StepKind {
    /// A task-list item: looked at, then ticked.
    Check,
    /// Shell code: run.
    Command,
    /// A numbered instruction: done by hand, then ticked.
    Manual,
    /// Something to look up.
    Reference,
}

/// How a [`Step`] is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum StepForm {
    /// `- [ ] …`
    TaskItem,
    /// A block between fences.
    Fenced,
    /// A block indented by four columns.
    Indented,
    /// A paragraph that is nothing but a command: behind a prompt, or as code.
    Line,
    /// `1. …`
    ListItem,
    /// `**1. …**` or `**Step 1:** …` as a paragraph.
    BoldLine,
}

/// What a [`StepKind::Reference`] block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum ReferenceKind {
    /// The body of a CloudWatch dashboard.
    Dashboard,
    /// A CloudWatch Logs Insights query.
    InsightsQuery,
    /// The definition of an alarm.
    AlarmDefinition,
    /// What a command prints, or a reply.
    Output,
    /// A configuration file or a fragment of one.
    Config,
    /// Anything else.
    Other,
}

/// A piece of a command step that is run, or done by hand, as one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Part {
    /// The step's id, a dot, and a number from 1: `L408.2`.
    pub id: Shared,
    /// Whether it is run.
    pub kind: PartKind,
    /// From its leading comment, else the command's own words.
    pub title: Shared,
    /// What is run: the lines as written, comments included. Expected output and
    /// prompts are left out.
    pub code: Shared,
    /// First line in the file.
    pub line: u32,
    /// Last line in the file.
    pub end_line: u32,
    /// What should be seen afterwards.
    pub expected: Option<Shared>,
    /// Ids of the inputs it needs.
    pub inputs: Vec<Shared>,
    /// The rest of its leading comment, or the items of a manual part.
    pub note: Option<Shared>,
    /// Every simple command in it, substitutions included, in text order.
    pub commands: Series<SimpleCommand>,
    /// Names that it exports. They carry to later parts of the same section.
    pub exports: Vec<Shared>,
    /// Every name that it sets, exported or not.
    pub assigns: Vec<Shared>,
    /// Names that it reads and has not set before.
    pub reads: Vec<Shared>,
    /// It leaves the shell in another directory.
    pub changes_directory: bool,
    /// Whether the shell grammar took all of it.
    pub syntax: Syntax,
}

/// Whether a [`Part`] is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum PartKind {
    /// Has something to execute.
    Run,
    /// Comments only: to be done by hand.
    Manual,
}
