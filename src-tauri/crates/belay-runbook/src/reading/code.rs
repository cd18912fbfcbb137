//! Code blocks as steps.

use super::language::{self, Says};
use super::walk::Walk;
use crate::model::{BlockKind, ReferenceKind, Shared, StepForm, StepKind};
use comrak::nodes::NodeCodeBlock;

/// Makes a step of a code block.
pub(super) fn block(
    walk: &mut Walk<'_, '_>,
    block: &NodeCodeBlock,
    (line, _, end): (u32, u32, u32),
) {
    // A bold number above nothing but a block is the block's title.
    if walk
        .bold_step
        .take()
        .is_some_and(|step| step + 1 == walk.draft.steps.len())
    {
        walk.unmake_step(BlockKind::Paragraph);
    }
    let inner = (!block.fenced)
        .then(|| fenced_within(&block.literal))
        .flatten();
    let form = if block.fenced || inner.is_some() {
        StepForm::Fenced
    } else {
        StepForm::Indented
    };
    let (info, literal) = inner.unwrap_or((&block.info, &block.literal));
    let language = language::name(info);
    let code = code(walk, literal, line + u32::from(block.fenced));
    let lead = walk.lead.take().map(|(text, _)| text);
    let label = walk
        .label
        .map(|index| walk.draft.labels[index].text.clone());
    let says = Says::of(lead.as_deref().or(label.as_deref()));
    let shell = language::is_shell(language.as_deref(), &code, says);
    let kind = if shell {
        StepKind::Command
    } else {
        StepKind::Reference
    };
    let end = end.min(walk.draft.lines.count().max(line));
    let before = walk.draft.steps.len().checked_sub(1);
    let below = !shell && lead.is_none() && follows(walk, before, language.as_deref(), line);
    let says = if below { Says::Output } else { says };
    let index = walk.step(kind, form, line, end);
    let reference = (!shell).then(|| language::reference(language.as_deref(), &code, says));
    if reference == Some(ReferenceKind::Output) && says == Says::Output {
        expect(walk, before, &code);
    }
    let title = title(walk, lead, label, shell);
    let step = &mut walk.draft.steps[index];
    step.title = title;
    step.code = Some(code);
    step.language = language;
    step.reference = reference;
}

/// The label and the code of a fenced block that is indented as a whole, as it is
/// within the tabs and admonitions of MkDocs.
fn fenced_within(literal: &str) -> Option<(&str, &str)> {
    let (first, rest) = literal.split_once('\n')?;
    let mark = ["```", "~~~"]
        .into_iter()
        .find(|mark| first.starts_with(mark))?;
    let code = rest.trim_end().strip_suffix(mark)?;
    let whole = code.is_empty() || code.ends_with('\n');
    (whole && !code.contains(mark)).then_some((&first[mark.len()..], code))
}

/// What a block is called: the bold line or the heading above it; a second block
/// under the same heading, or one that is not run, by the sentence before it.
pub(super) fn title(
    walk: &mut Walk<'_, '_>,
    lead: Option<Shared>,
    label: Option<Shared>,
    shell: bool,
) -> Shared {
    let named = |text: &Shared| text.starts_with(char::is_alphanumeric) && is_short(text);
    let section = walk.section;
    let heading = || section.map(|index| short(&walk.draft.sections[index].title));
    // The first block without a name of its own takes the heading.
    let second = walk.titled == walk.section;
    let lead = lead
        .map(|text| text.share(text.trim_end_matches(':')))
        .filter(named);
    let label = label.filter(named);
    let by_lead = if second || !shell { lead } else { None };
    let own = by_lead.or(label);
    if own.is_none() {
        walk.titled = walk.section;
    }
    own.or_else(heading).unwrap_or_default()
}

/// Up to 80 characters.
fn is_short(text: &str) -> bool {
    text.len() <= 80 || text.chars().count() <= 80
}

/// Directly below a command, with nothing said in between, a block without a
/// language shows what the command prints.
fn follows(walk: &Walk<'_, '_>, before: Option<usize>, language: Option<&str>, line: u32) -> bool {
    before.is_some_and(|index| {
        let above = &walk.draft.steps[index];
        matches!(language, None | Some("text" | "output"))
            && walk.draft.step_sections[index] == walk.section
            && above.kind == StepKind::Command
            && above.end_line + 2 >= line
    })
}

/// Cuts a title that is longer than any that is meant as one: every block under a
/// heading may repeat it.
fn short(title: &Shared) -> Shared {
    if title.len() <= LONGEST_TITLE {
        return title.clone();
    }
    Shared::joined(&[&title[..title.floor_char_boundary(LONGEST_TITLE)], " …"])
}

/// In bytes.
const LONGEST_TITLE: usize = 400;

/// Attaches what a block shows to the command above it in the same section.
fn expect(walk: &mut Walk<'_, '_>, before: Option<usize>, code: &Shared) {
    let Some(index) = before else { return };
    let step = &mut walk.draft.steps[index];
    if walk.draft.step_sections[index] == walk.section && step.kind == StepKind::Command {
        step.expected = Some(code.clone());
    }
}

/// Line ends as `\n`, none at the end. It is a piece of the file where it stands there
/// just so, from `line` on.
fn code(walk: &Walk<'_, '_>, literal: &str, line: u32) -> Shared {
    let code = literal.strip_suffix('\n').unwrap_or(literal);
    if memchr::memchr(b'\r', code.as_bytes()).is_some() {
        return code.replace("\r\n", "\n").trim_end_matches('\r').into();
    }
    let file = walk.draft.text;
    let start = walk.draft.lines.start(line) as usize;
    match file.get(start..start + code.len()) {
        Some(same) if same == code => file.share(same),
        _ => code.into(),
    }
}
