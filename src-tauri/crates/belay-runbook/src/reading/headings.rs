//! Headings that are steps.

use super::walk::Walk;
use crate::model::{BlockKind, Shared, StepForm, StepKind};

impl Walk<'_, '_> {
    /// `Step 3` as a heading with nothing but prose under it is done by hand: its
    /// first paragraph becomes the step. Called where the section ends, at a heading
    /// of `next_level` or at the end of the document.
    pub(super) fn step_of_heading(&mut self, next_level: u8) {
        let Some(index) = self.section else { return };
        let section = &self.draft.sections[index];
        let (steps, blocks) = self.opened;
        let bare = self.draft.steps.len() == steps && next_level <= section.level;
        let Some(title) = step_title(&section.title).filter(|_| bare) else {
            return;
        };
        let title = section.title.share(title);
        let first = self.draft.blocks[blocks..]
            .iter()
            .position(|block| block.kind == BlockKind::Paragraph);
        let Some(at) = first.map(|at| at + blocks) else {
            return;
        };
        let paragraph = &self.draft.blocks[at];
        let text = match &self.draft.inlines[paragraph.inline.range()] {
            [only] => only.text.clone(),
            runs => Shared::from(runs.iter().map(|run| &*run.text).collect::<String>()),
        };
        let (line, end_line) = (paragraph.line, paragraph.end_line);
        let step = self.step(StepKind::Manual, StepForm::BoldLine, line, end_line);
        self.draft.steps[step].title = title;
        self.draft.step_texts[step].add("", &text);
        // It stands where the paragraph stood.
        self.draft.block_sections.pop();
        if let Some(block) = self.draft.blocks.pop() {
            self.draft.blocks[at] = block;
        }
    }
}

/// `Grow` of `Step 1: Grow`, and the whole of `Step 1`.
fn step_title(heading: &str) -> Option<&str> {
    let named = heading.get(..5)?.eq_ignore_ascii_case("step ");
    let rest = heading[5..].trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = rest.len() < heading.len() - 5 && !rest.starts_with(char::is_alphanumeric);
    let title = rest.trim_start_matches([':', '.', ')', '-', '–', '—', ' ']);
    (named && numbered).then_some(if title.is_empty() { heading } else { title })
}
