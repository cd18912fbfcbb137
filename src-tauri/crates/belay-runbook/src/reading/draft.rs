//! What is collected on the way through the document.

use super::lines::Lines;
use super::tables::Table;
use crate::model::{Block, Hint, Inline, Link, Section, SectionRole, Shared, Step};

/// The document as far as it has been read. Sections are told by their index until
/// all of them are known.
pub(crate) struct Draft<'t> {
    /// The file.
    pub(crate) text: &'t Shared,
    pub(crate) lines: &'t Lines<'t>,
    pub(crate) sections: Vec<DraftSection>,
    /// Their text is in `step_texts` until all is read.
    pub(crate) steps: Vec<Step>,
    pub(crate) step_texts: Vec<Prose>,
    /// The section of each step.
    pub(crate) step_sections: Vec<Option<usize>>,
    /// There is a heading of the highest level.
    pub(crate) titled: bool,
    pub(crate) blocks: Vec<Block>,
    /// The section of each block.
    pub(crate) block_sections: Vec<Option<usize>>,
    /// The text of all blocks, one after the other.
    pub(crate) inlines: Vec<Inline>,
    pub(crate) links: Vec<InSection<Link>>,
    pub(crate) hints: Vec<InSection<Hint>>,
    pub(crate) facts: Vec<DraftFact>,
    pub(crate) labels: Vec<Label>,
    /// Tables about people or severities.
    pub(crate) tables: Vec<Table>,
}

/// Something with the index of its section.
#[derive(Clone)]
pub(crate) struct InSection<T> {
    pub(crate) item: T,
    pub(crate) section: Option<usize>,
}

/// A heading.
pub(crate) struct DraftSection {
    pub(crate) title: Shared,
    pub(crate) level: u8,
    pub(crate) line: u32,
    pub(crate) role: SectionRole,
    /// The role was told by this title and not by what is around it.
    pub(crate) own_role: bool,
    pub(crate) parent: Option<usize>,
    pub(crate) prose: Prose,
}

/// Paragraphs as plain text, one on each line.
#[derive(Default)]
pub(crate) struct Prose {
    first: Shared,
    /// All of them, once there is a second.
    all: String,
}

impl Prose {
    pub(crate) fn add(&mut self, between: &str, paragraph: &Shared) {
        if between.is_empty() && self.is_empty() {
            self.first = paragraph.clone();
            return;
        }
        if self.all.is_empty() {
            self.all.push_str(&self.first);
        }
        self.all.push_str(between);
        self.all.push_str(paragraph);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.first.is_empty() && self.all.is_empty()
    }

    /// All of it, which is nothing when there was no paragraph.
    pub(crate) fn take(&mut self) -> Shared {
        if self.all.is_empty() {
            std::mem::take(&mut self.first)
        } else {
            Shared::from(std::mem::take(&mut self.all))
        }
    }
}

/// A bold line such as `**Diagnosis:**`, valid until the next one or a heading.
pub(crate) struct Label {
    /// Without the colon.
    pub(crate) text: Shared,
    pub(crate) line: u32,
    pub(crate) section: Option<usize>,
}

/// A sentence, an item or a heading, as plain text.
pub(crate) struct DraftFact {
    pub(crate) text: Shared,
    pub(crate) line: u32,
    pub(crate) kind: FactKind,
    pub(crate) section: Option<usize>,
    /// Index of the label that it stands under, or that it begins with.
    pub(crate) label: Option<usize>,
    /// Index of the step that it belongs to.
    pub(crate) step: Option<usize>,
}

/// What a [`DraftFact`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FactKind {
    Heading,
    Paragraph,
    Bullet,
    Task,
    Numbered,
    Cell,
}

/// A [`DraftFact`] with the names of its surroundings.
pub(crate) struct Fact<'d> {
    pub(crate) text: &'d Shared,
    pub(crate) line: u32,
    pub(crate) kind: FactKind,
    /// Under which bold line, if any.
    pub(crate) label: Option<&'d str>,
    /// The paragraph above the list that it is an item of.
    pub(crate) lead: Option<&'d str>,
    pub(crate) section: Option<&'d Section>,
}

impl<'t> Draft<'t> {
    pub(crate) fn new(text: &'t Shared, lines: &'t Lines<'t>) -> Self {
        // About as many as a runbook of so many lines has.
        let (of_steps, of_blocks) = (lines.count() as usize / 8, lines.count() as usize / 3);
        Self {
            text,
            lines,
            sections: Vec::with_capacity(of_steps),
            steps: Vec::with_capacity(of_steps),
            step_texts: Vec::with_capacity(of_steps),
            step_sections: Vec::with_capacity(of_steps),
            titled: false,
            blocks: Vec::with_capacity(of_blocks),
            block_sections: Vec::with_capacity(of_blocks),
            inlines: Vec::with_capacity(of_blocks),
            links: Vec::new(),
            hints: Vec::new(),
            facts: Vec::with_capacity(of_blocks),
            labels: Vec::new(),
            tables: Vec::new(),
        }
    }

    /// What begins on a line.
    pub(crate) fn facts_on(&self, line: u32) -> &[DraftFact] {
        // Facts stand in the order of their lines.
        let first = self.facts.partition_point(|fact| fact.line < line);
        let here = self.facts[first..].iter();
        &self.facts[first..first + here.take_while(|fact| fact.line == line).count()]
    }

    /// Everything said in words, with its surroundings.
    pub(crate) fn facts<'d>(
        &'d self,
        runbook: &'d crate::Runbook,
    ) -> impl Iterator<Item = Fact<'d>> {
        let mut lead: Option<&DraftFact> = None;
        self.facts.iter().map(move |fact| {
            let section = fact.section.and_then(|index| runbook.sections.get(index));
            let item = matches!(
                fact.kind,
                FactKind::Bullet | FactKind::Task | FactKind::Numbered
            );
            let above = lead.filter(|lead| item && lead.section == fact.section);
            if !item {
                lead = Some(fact);
            }
            Fact {
                text: &fact.text,
                line: fact.line,
                kind: fact.kind,
                label: fact.label.map(|index| self.labels[index].text.as_str()),
                lead: above.map(|lead| lead.text.as_str()),
                section,
            }
        })
    }
}
