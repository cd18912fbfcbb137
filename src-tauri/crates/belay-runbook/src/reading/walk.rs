//! One way through the document, from its first block to its last.

use super::addresses;
use super::blocks::Inlines;
use super::code;
use super::draft::{Draft, DraftFact, FactKind, InSection, Prose};
use super::lines::small;
use super::lists::{self, Around};
use super::tables::{Row, Table};
use super::typed;
use crate::model::{
    Block, BlockKind, Inline, InlineKind, SectionRole, Series, Shared, Step, StepForm, StepKind,
};
use comrak::arena_tree::NodeEdge;
use comrak::nodes::{AstNode, ListType, NodeValue};
use comrak::{Arena, Options};

/// How the document is parsed: CommonMark with the extensions of GitHub.
pub(crate) fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.tasklist = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options
}

/// Reads the text from `skip` bytes on into the draft.
pub(crate) fn document(draft: &mut Draft<'_>, skip: usize) {
    let arena = Arena::new();
    let text = &draft.text[skip..];
    let mut options = options();
    options.extension.autolink = addresses::may_be_linked(text);
    let root = comrak::parse_document(&arena, text, &options);
    let (above, _) = draft.lines.position(small(skip));
    let mut walk = Walk::new(draft, above - 1);
    for edge in root.traverse() {
        match edge {
            NodeEdge::Start(node) => walk.enter(node),
            NodeEdge::End(node) => walk.leave(node),
        }
    }
    walk.step_of_heading(0);
}

/// A list that is being read.
#[derive(Clone, Copy)]
struct List {
    ordered: bool,
    /// Its items are to be done.
    to_do: bool,
}

/// A list item that is being read.
struct Item {
    /// The step that it is, when it is one.
    step: Option<usize>,
    kind: FactKind,
    /// The innermost step that it is or stands in.
    nearest: Option<usize>,
    /// It is or stands in an item of an unordered list.
    in_bullet: bool,
    /// Nothing but links so far, and at least one.
    links_only: bool,
    has_text: bool,
}

pub(super) struct Walk<'d, 't> {
    pub(super) draft: &'d mut Draft<'t>,
    /// Lines above the text that the parser was given.
    above: u32,
    pub(super) section: Option<usize>,
    pub(super) label: Option<usize>,
    items: Vec<Item>,
    lists: Vec<List>,
    quotes: u8,
    pub(super) inlines: Inlines,
    /// First and last line of the open leaf.
    leaf: (u32, u32),
    /// Last paragraph outside lists: it introduces what follows.
    pub(super) lead: Option<(Shared, u32)>,
    /// The open table is one of those that are kept.
    table: bool,
    /// A bold numbered line that was made a step, until it turns out to be the
    /// title of a block.
    pub(super) bold_step: Option<usize>,
    /// The section whose heading is the title of a block.
    pub(super) titled: Option<usize>,
    /// How many facts there were before each step.
    said_before: Vec<usize>,
    /// The line on which the last step began, and how many did.
    same_line: (u32, usize),
    /// Steps and blocks that there were when the section began.
    pub(super) opened: (usize, usize),
}

impl<'d, 't> Walk<'d, 't> {
    fn new(draft: &'d mut Draft<'t>, above: u32) -> Self {
        let said_before = Vec::with_capacity(draft.steps.capacity());
        Self {
            draft,
            above,
            section: None,
            label: None,
            items: Vec::new(),
            lists: Vec::new(),
            quotes: 0,
            inlines: Inlines::default(),
            leaf: (0, 0),
            lead: None,
            table: false,
            bold_step: None,
            titled: None,
            said_before,
            same_line: (0, 0),
            opened: (0, 0),
        }
    }

    /// First line, column and last line of a node, in the file.
    fn place(&self, node: &AstNode<'_>) -> (u32, u32, u32) {
        let position = node.data().sourcepos;
        let line = small(position.start.line.max(1)) + self.above;
        let end = small(position.end.line.max(position.start.line).max(1)) + self.above;
        (line, small(position.start.column.max(1)), end)
    }

    fn enter<'a>(&mut self, node: &'a AstNode<'a>) {
        let place = self.place(node);
        match &node.data().value {
            NodeValue::Paragraph | NodeValue::Heading(_) | NodeValue::TableRow(_) => {
                self.leaf = (place.0, place.2);
                self.inlines.clear();
            }
            NodeValue::List(list) => {
                let ordered = list.list_type == ListType::Ordered;
                let to_do = ordered && !self.describes(node);
                self.lists.push(List { ordered, to_do });
            }
            NodeValue::Item(_) => self.enter_item(place),
            NodeValue::TaskItem(task) => self.enter_task(place, task.symbol.is_some()),
            NodeValue::BlockQuote => self.quotes = self.quotes.saturating_add(1),
            NodeValue::CodeBlock(block) => code::block(self, block, place),
            NodeValue::HtmlBlock(html) => self.html(&html.literal, place),
            NodeValue::HtmlInline(html) if !self.hint(html, place.0) => self.text(html, place),
            NodeValue::Text(text) => self.text(text, place),
            NodeValue::Code(code) => self.inlines.code(&code.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => self.inlines.line_end(),
            NodeValue::Emph => self.inlines.open(InlineKind::Emphasis),
            NodeValue::Strong => self.inlines.open(InlineKind::Strong),
            NodeValue::Link(link) => {
                self.inlines
                    .open_link(InlineKind::Link, &link.url, (place.0, place.1))
            }
            NodeValue::Image(link) => {
                self.inlines
                    .open_link(InlineKind::Image, &link.url, (place.0, place.1))
            }
            _ => {}
        }
    }

    fn leave(&mut self, node: &AstNode<'_>) {
        match &node.data().value {
            NodeValue::Heading(heading) => self.heading(heading.level),
            NodeValue::Paragraph => self.paragraph(),
            NodeValue::TableRow(head) => self.row(*head),
            NodeValue::Table(_) => self.table = false,
            NodeValue::TableCell => self.inlines.cell(),
            NodeValue::List(_) => {
                self.lists.pop();
            }
            NodeValue::Item(_) | NodeValue::TaskItem(_) => self.leave_item(),
            NodeValue::BlockQuote => self.quotes = self.quotes.saturating_sub(1),
            NodeValue::Emph | NodeValue::Strong => self.inlines.close(),
            NodeValue::Link(_) | NodeValue::Image(_) => {
                if let Some(link) = self.inlines.close_link() {
                    self.draft.links.push(InSection {
                        item: link,
                        section: self.section,
                    });
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, (line, column, _): (u32, u32, u32)) {
        let lines = self.draft.lines;
        let place = || (lines.start(line) + column - 1) as usize;
        self.inlines.text(text, place);
    }

    pub(super) fn depth(&self) -> u8 {
        let lists = self.lists.len().saturating_sub(1) + usize::from(self.quotes);
        u8::try_from(lists).unwrap_or(u8::MAX)
    }

    fn role(&self) -> SectionRole {
        self.section.map_or(SectionRole::Overview, |index| {
            self.draft.sections[index].role
        })
    }

    fn enter_task(&mut self, place: (u32, u32, u32), checked: bool) {
        let end = self.draft.lines.last_text(place.0, place.2);
        let step = self.step(StepKind::Check, StepForm::TaskItem, place.0, end);
        self.draft.steps[step].checked = checked;
        self.push_item(Some(step), FactKind::Task);
    }

    fn enter_item(&mut self, place: (u32, u32, u32)) {
        let list = self.lists.last().copied();
        let ordered = list.is_some_and(|list| list.ordered);
        let to_do = list.is_some_and(|list| list.to_do);
        let listed = matches!(
            self.role(),
            SectionRole::Contents | SectionRole::Related | SectionRole::Contacts
        );
        let inside = self.items.last().is_some_and(|item| item.in_bullet);
        let end = self.draft.lines.last_text(place.0, place.2);
        let step = (to_do && !listed && !inside)
            .then(|| self.step(StepKind::Manual, StepForm::ListItem, place.0, end));
        let kind = if ordered {
            FactKind::Numbered
        } else {
            FactKind::Bullet
        };
        self.push_item(step, kind);
    }

    /// Whether a numbered list is only a description.
    fn describes<'a>(&self, list: &'a AstNode<'a>) -> bool {
        let lead = self.lead.as_ref().map(|(text, _)| text.as_str());
        let around = Around::of(self.draft, self.section, self.label, lead);
        lists::items(list).is_some_and(|items| lists::describes(&items, &around))
    }

    fn push_item(&mut self, step: Option<usize>, kind: FactKind) {
        let outer = self.items.last();
        let nearest = step.or(outer.and_then(|item| item.nearest));
        let in_bullet = kind == FactKind::Bullet || outer.is_some_and(|item| item.in_bullet);
        self.items.push(Item {
            step,
            kind,
            nearest,
            in_bullet,
            links_only: true,
            has_text: false,
        });
    }

    fn leave_item(&mut self) {
        let Some(item) = self.items.pop() else { return };
        let Some(step) = item.step.filter(|_| item.kind == FactKind::Numbered) else {
            return;
        };
        // An entry of a list of links is nothing to do.
        let last = step + 1 == self.draft.steps.len();
        if last && (item.links_only || !item.has_text) {
            self.unmake_step(BlockKind::Numbered);
        }
    }

    /// Makes the last step a piece of text again.
    pub(super) fn unmake_step(&mut self, kind: BlockKind) {
        let draft = &mut *self.draft;
        let (Some(step), Some(mut text)) = (draft.steps.pop(), draft.step_texts.pop()) else {
            return;
        };
        draft.step_sections.pop();
        let mut blocks = draft.blocks.iter_mut().rev();
        if let Some(block) = blocks.find(|block| block.step.as_ref() == Some(&step.id)) {
            block.kind = kind;
            block.step = None;
            let first = small(draft.inlines.len());
            draft.inlines.push(Inline {
                kind: InlineKind::Text,
                text: text.take(),
                target: None,
            });
            block.inline = Series::to_come(first..first + 1);
        }
        let said = self.said_before.pop().unwrap_or(0);
        for fact in &mut self.draft.facts[said..] {
            fact.step = None;
        }
        self.same_line.1 = self.same_line.1.saturating_sub(1);
    }

    /// Adds a step and gives its index.
    pub(super) fn step(
        &mut self,
        kind: StepKind,
        form: StepForm,
        line: u32,
        end_line: u32,
    ) -> usize {
        let index = self.draft.steps.len();
        self.said_before.push(self.draft.facts.len());
        let id = self.new_id(line);
        let parent = self.items.last().and_then(|item| item.nearest);
        let step = Step {
            id: id.clone(),
            section: None,
            parent: parent.map(|index| self.draft.steps[index].id.clone()),
            kind,
            form,
            title: Shared::default(),
            label: self
                .label
                .map(|index| self.draft.labels[index].text.clone()),
            text: Shared::default(),
            code: None,
            language: None,
            line,
            end_line,
            span: self.draft.lines.span(line, end_line),
            checked: false,
            parts: Vec::new(),
            expected: None,
            inputs: Vec::new(),
            reference: None,
        };
        self.draft.steps.push(step);
        self.draft.step_texts.push(Prose::default());
        self.draft.step_sections.push(self.section);
        self.draft.blocks.push(Block {
            kind: BlockKind::Step,
            section: None,
            depth: self.depth(),
            line,
            end_line,
            step: Some(id),
            inline: Series::default(),
        });
        self.draft.block_sections.push(self.section);
        index
    }

    /// `L` and the line; steps that begin on the same line get a letter.
    fn new_id(&mut self, line: u32) -> Shared {
        if self.same_line.0 != line {
            self.same_line = (line, 0);
        }
        let before = self.same_line.1;
        self.same_line.1 += 1;
        match before {
            0 => Shared::numbered("L", line),
            n => Shared::joined(&[&Shared::numbered("L", line), &letters(n)]),
        }
    }

    fn paragraph(&mut self) {
        let (line, end_line) = self.leaf;
        if self.inlines.is_empty() {
            return;
        }
        let outside = self.items.is_empty() && self.quotes == 0;
        if outside && typed::paragraph(self, (line, end_line)) {
            return;
        }
        let plain = self.inlines.plain(self.draft.text);
        let step = self.items.last().and_then(|item| item.step);
        let kind = self
            .items
            .last()
            .map_or(FactKind::Paragraph, |item| item.kind);
        if let Some(item) = self.items.last_mut() {
            item.links_only = item.links_only && self.inlines.links_only();
            item.has_text = true;
        }
        match step {
            Some(step) => self.item_text(step, &plain),
            None => self.prose(&plain, line, end_line, kind),
        }
        self.fact(plain, line, kind, step);
    }

    fn fact(&mut self, text: Shared, line: u32, kind: FactKind, step: Option<usize>) {
        let (section, label) = (self.section, self.label);
        self.draft.facts.push(DraftFact {
            text,
            line,
            kind,
            section,
            label,
            step,
        });
    }

    /// Text of an item that is a step: its title first, then the rest.
    fn item_text(&mut self, step: usize, plain: &Shared) {
        let (step, text) = (
            &mut self.draft.steps[step],
            &mut self.draft.step_texts[step],
        );
        if step.title.is_empty() {
            step.title = plain.clone();
            text.add("", plain);
        } else {
            text.add("\n", plain);
        }
        self.inlines.clear();
    }

    fn prose(&mut self, plain: &Shared, line: u32, end_line: u32, kind: FactKind) {
        let enclosing = self.items.last().and_then(|item| item.nearest);
        if let Some(step) = enclosing {
            let mark = if kind == FactKind::Bullet {
                "\n- "
            } else {
                "\n"
            };
            self.draft.step_texts[step].add(mark, plain);
            self.inlines.clear();
            return;
        }
        if kind == FactKind::Paragraph {
            self.lead = Some((plain.clone(), end_line));
            if self.bold_line(plain, line, end_line) {
                return;
            }
            if let Some(index) = self.section {
                let prose = &mut self.draft.sections[index].prose;
                let between = if prose.is_empty() { "" } else { "\n" };
                prose.add(between, plain);
            }
        }
        let kind = match kind {
            FactKind::Bullet => BlockKind::Bullet,
            FactKind::Numbered => BlockKind::Numbered,
            _ => BlockKind::Paragraph,
        };
        self.block(kind, plain, line, end_line);
    }

    /// Adds the inlines read so far, which are `plain` without marks, as a block of text.
    pub(super) fn block(&mut self, kind: BlockKind, plain: &Shared, line: u32, end_line: u32) {
        let first = small(self.draft.inlines.len());
        self.inlines.take(plain, &mut self.draft.inlines);
        let end = small(self.draft.inlines.len());
        self.draft.blocks.push(Block {
            kind,
            section: None,
            depth: self.depth(),
            line,
            end_line,
            step: None,
            inline: Series::to_come(first..end),
        });
        self.draft.block_sections.push(self.section);
    }

    fn heading(&mut self, level: u8) {
        self.step_of_heading(level);
        let (line, end_line) = self.leaf;
        let title = self.inlines.plain(self.draft.text);
        self.label = None;
        self.lead = None;
        self.bold_step = None;
        self.section = Some(self.draft.open_section(title.clone(), level, line));
        self.block(BlockKind::Heading, &title, line, end_line);
        self.fact(title, line, FactKind::Heading, None);
        self.opened = (self.draft.steps.len(), self.draft.blocks.len());
    }

    fn row(&mut self, head: bool) {
        let (line, end_line) = self.leaf;
        if head {
            let table = Table::of_heads(&self.inlines.cells(), self.section);
            self.table = table.is_some();
            self.draft.tables.extend(table);
        } else if let Some(table) = self.draft.tables.last_mut().filter(|_| self.table) {
            let cells = self.inlines.cells();
            table.rows.push(Row { line, cells });
        }
        let plain = self.inlines.plain(self.draft.text);
        self.block(BlockKind::Row, &plain, line, end_line);
        self.fact(plain, line, FactKind::Cell, None);
    }

    fn html(&mut self, literal: &str, place: (u32, u32, u32)) {
        let (line, _, end_line) = place;
        if self.hint(literal, line) {
            return;
        }
        self.inlines.clear();
        self.text(literal.trim_end(), place);
        let plain = self.inlines.plain(self.draft.text);
        self.block(BlockKind::Html, &plain, line, end_line);
    }
}

/// `b`, `c`, … `z`, `aa`, …
fn letters(mut n: usize) -> String {
    let mut out = Vec::new();
    loop {
        out.push(b'a' + u8::try_from(n % 26).unwrap_or(0));
        n /= 26;
        if n == 0 {
            break;
        }
        n -= 1;
    }
    out.iter().rev().map(|byte| char::from(*byte)).collect()
}
