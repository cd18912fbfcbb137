//! Sections: what they are for, what they are called, where they end.

use super::draft::{Draft, DraftSection, InSection, Label, Prose};
use super::lines::small;
use super::walk::Walk;
use crate::ascii::{self, contains};
use crate::maps::Map;
use crate::model::{
    Block, Runbook, Section, SectionRole, Series, Shared, Step, StepForm, StepKind,
};
use crate::phrases::Phrases;
use std::collections::hash_map::Entry;
use std::sync::Arc;

/// Words in a title that tell what a section is for; the first that fits counts.
const ROLES: [(&str, SectionRole); 47] = [
    ("table of contents", SectionRole::Contents),
    ("related", SectionRole::Related),
    ("additional resources", SectionRole::Related),
    ("further reading", SectionRole::Related),
    ("see also", SectionRole::Related),
    ("contact", SectionRole::Contacts),
    ("on-call", SectionRole::Contacts),
    ("communication channels", SectionRole::Contacts),
    ("required tools", SectionRole::Prerequisites),
    ("required access", SectionRole::Prerequisites),
    ("prerequisite", SectionRole::Prerequisites),
    ("pre-requisit", SectionRole::Prerequisites),
    ("prerrequisito", SectionRole::Prerequisites),
    ("voraussetzung", SectionRole::Prerequisites),
    ("prérequis", SectionRole::Prerequisites),
    ("前提条件", SectionRole::Prerequisites),
    ("requirements", SectionRole::Prerequisites),
    ("before you start", SectionRole::Prerequisites),
    ("rollback verification", SectionRole::Verification),
    ("rollback", SectionRole::Rollback),
    ("roll back", SectionRole::Rollback),
    ("roll-back", SectionRole::Rollback),
    ("troubleshooting", SectionRole::Guide),
    ("common issues", SectionRole::Guide),
    ("runbook guide", SectionRole::Guide),
    ("environment setup", SectionRole::Environment),
    ("environment variables", SectionRole::Environment),
    ("environments", SectionRole::Environment),
    ("development environment", SectionRole::Environment),
    ("staging environment", SectionRole::Environment),
    ("production environment", SectionRole::Environment),
    ("checklist", SectionRole::Checklist),
    ("sign-off", SectionRole::Checklist),
    ("emergency", SectionRole::Emergency),
    ("incident", SectionRole::Emergency),
    ("outage", SectionRole::Emergency),
    ("health checks", SectionRole::Verification),
    ("verif", SectionRole::Verification),
    ("validat", SectionRole::Verification),
    ("smoke test", SectionRole::Verification),
    ("maintenance window", SectionRole::Maintenance),
    ("scheduled maintenance", SectionRole::Maintenance),
    ("monitoring", SectionRole::Monitoring),
    ("observability", SectionRole::Monitoring),
    ("best practices", SectionRole::Reference),
    ("reference", SectionRole::Reference),
    ("overview", SectionRole::Overview),
];

fn role_of(title: &str) -> Option<SectionRole> {
    let lower = ascii::lower_beyond(title);
    let whole = ["contents", "toc", "on this page"];
    if whole.iter().any(|whole| lower.eq_ignore_ascii_case(whole)) {
        return Some(SectionRole::Contents);
    }
    let start = super::parts::number_prefix(&lower).unwrap_or(0);
    let first = lower[start..].split_whitespace().next().unwrap_or("");
    // `Verify the rollback` looks at it, `Validation errors` are looked into.
    let looks = ["verify", "confirm", "validate"];
    if looks.iter().any(|looks| first.eq_ignore_ascii_case(looks)) {
        return Some(SectionRole::Verification);
    }
    let has = |word: &&str| contains(&lower, word);
    let faulty = || ["error", "failure", "failed", "alarm"].iter().any(has);
    // What comes after an incident is no emergency any more.
    let after = || ["post-incident", "post incident"].iter().any(has);
    PHRASES
        .all_in(&lower)
        .map(|at| ROLES[at].1)
        .find(|role| match role {
            SectionRole::Verification => !faulty(),
            SectionRole::Emergency => !after(),
            _ => true,
        })
}

/// The words of [`ROLES`].
static PHRASES: Phrases<{ ROLES.len() }> = {
    let mut out = [""; ROLES.len()];
    let mut at = 0;
    while at < ROLES.len() {
        out[at] = ROLES[at].0;
        at += 1;
    }
    Phrases::of(out)
};

impl Draft<'_> {
    /// Begins a section and gives its index.
    pub(super) fn open_section(&mut self, title: Shared, level: u8, line: u32) -> usize {
        let mut parent = self.sections.len().checked_sub(1);
        while let Some(index) = parent {
            if self.sections[index].level < level {
                break;
            }
            parent = self.sections[index].parent;
        }
        // The first heading of the highest level is the title of the document.
        let titles = level == 1 && !self.titled;
        self.titled |= titles;
        let own = role_of(&title).filter(|_| !titles);
        let above = parent.map(|index| &self.sections[index]);
        // A heading directly under the title says nothing unless its own words do.
        let inherited = above
            .filter(|above| above.level > 1 || above.own_role)
            .map(|above| above.role);
        // An emergency way of going back is a way of going back.
        let own = own.filter(|own| {
            let within = matches!(
                inherited,
                Some(SectionRole::Rollback | SectionRole::Checklist)
            );
            !(within && *own == SectionRole::Emergency)
        });
        let role = own.or(inherited).unwrap_or(if titles {
            SectionRole::Overview
        } else {
            SectionRole::Procedure
        });
        let own_role = own.is_some();
        let prose = Prose::default();
        self.sections.push(DraftSection {
            title,
            level,
            line,
            role,
            own_role,
            parent,
            prose,
        });
        self.sections.len() - 1
    }

    /// The runbook as far as one way through the document tells it.
    pub(super) fn outline(&mut self) -> Runbook {
        let sections = self.named_sections();
        let id = |index: Option<usize>| index.map(|index| sections[index].id.clone());
        let mut runbook = Runbook {
            title: self.title().into(),
            steps: self.placed_steps(id),
            blocks: self.placed_blocks(id),
            links: placed(&mut self.links, |link, section| link.section = id(section)),
            hints: placed(&mut self.hints, |hint, section| hint.section = id(section)),
            ..Runbook::default()
        };
        runbook.sections = sections;
        runbook
    }

    fn placed_steps(&mut self, id: impl Fn(Option<usize>) -> Option<Shared>) -> Vec<Step> {
        let mut steps = std::mem::take(&mut self.steps);
        let texts = std::mem::take(&mut self.step_texts);
        let around = self.step_sections.iter().zip(texts);
        for (step, (section, mut text)) in steps.iter_mut().zip(around) {
            step.section = id(*section);
            step.text = text.take();
        }
        steps
    }

    fn placed_blocks(&mut self, id: impl Fn(Option<usize>) -> Option<Shared>) -> Vec<Block> {
        let mut blocks = std::mem::take(&mut self.blocks);
        let inlines = Arc::new(std::mem::take(&mut self.inlines));
        for (block, section) in blocks.iter_mut().zip(&self.block_sections) {
            block.section = id(*section);
            block.inline.is_of(&inlines);
        }
        blocks
    }

    fn title(&self) -> Shared {
        let first = self.sections.iter().find(|section| section.level == 1);
        first
            .or(self.sections.first())
            .map(|section| section.title.clone())
            .unwrap_or_default()
    }

    /// The heading that is the document's title and so no part of any path.
    fn document_title(&self) -> Option<usize> {
        let first = self.sections.first()?;
        let tops = self
            .sections
            .iter()
            .filter(|section| section.level == 1)
            .take(2)
            .count();
        (first.level == 1 && tops == 1).then_some(0)
    }

    fn named_sections(&mut self) -> Vec<Section> {
        let title = self.document_title();
        let ends = self.end_lines();
        let room = || Map::with_capacity_and_hasher(self.sections.len(), Default::default());
        let (mut ids, mut anchors) = (room(), room());
        let mut paths: Vec<Shared> = Vec::with_capacity(self.sections.len() * 3);
        let mut out: Vec<Section> = Vec::with_capacity(self.sections.len());
        for (index, section) in self.sections.iter_mut().enumerate() {
            let above = section
                .parent
                .filter(|parent| Some(*parent) != title)
                .map(|p| &out[p]);
            let anchor = anchor(&section.title);
            let slug = short(&anchor);
            let base = above.map_or_else(
                || slug.clone(),
                |above| Shared::joined(&[&above.id, "/", &slug]),
            );
            let id = unique(base, &mut ids);
            let first = small(paths.len());
            if let Some(above) = above {
                paths.extend_from_within(above.path.range());
            }
            paths.push(section.title.clone());
            let path = Series::to_come(first..small(paths.len()));
            let prose = (!section.prose.is_empty()).then(|| section.prose.take());
            out.push(Section {
                id,
                level: section.level,
                title: section.title.clone(),
                path,
                parent: section.parent.map(|parent| out[parent].id.clone()),
                anchor: numbered(anchor, &mut anchors),
                line: section.line,
                end_line: ends[index],
                role: section.role,
                prose,
            });
        }
        let paths = Arc::new(paths);
        out.iter_mut()
            .for_each(|section| section.path.is_of(&paths));
        out
    }

    fn end_lines(&self) -> Vec<u32> {
        let mut ends = vec![self.lines.count(); self.sections.len()];
        let mut open: Vec<usize> = Vec::new();
        for (index, section) in self.sections.iter().enumerate() {
            while let Some(last) = open.last().copied() {
                if self.sections[last].level < section.level {
                    break;
                }
                ends[last] = section.line.saturating_sub(1).max(self.sections[last].line);
                open.pop();
            }
            open.push(index);
        }
        ends
    }
}

/// Moves items out of the draft and says in which section each stands.
fn placed<T>(items: &mut Vec<InSection<T>>, place: impl Fn(&mut T, Option<usize>)) -> Vec<T> {
    std::mem::take(items)
        .into_iter()
        .map(|InSection { mut item, section }| {
            place(&mut item, section);
            item
        })
        .collect()
}

/// The id, with a number when it is taken; `taken` has the last number for each.
fn unique(base: Shared, taken: &mut Map<Shared, u32>) -> Shared {
    let mut count = match taken.entry(base.clone()) {
        Entry::Vacant(free) => {
            free.insert(1);
            return base;
        }
        Entry::Occupied(count) => *count.get(),
    };
    loop {
        count += 1;
        let id = Shared::joined(&[&base, &Shared::numbered("-", count)]);
        if !taken.contains_key(&id) {
            taken.insert(id.clone(), 1);
            taken.insert(base, count);
            return id;
        }
    }
}

/// As GitHub numbers headings of the same name.
fn numbered(anchor: Shared, seen: &mut Map<Shared, u32>) -> Shared {
    match seen.entry(anchor.clone()) {
        Entry::Vacant(free) => {
            free.insert(0);
            anchor
        }
        Entry::Occupied(mut count) => {
            *count.get_mut() += 1;
            Shared::joined(&[&anchor, &Shared::numbered("-", *count.get())])
        }
    }
}

/// As GitHub makes anchors: lower case, blanks to hyphens, punctuation left out.
fn anchor(title: &str) -> Shared {
    let title = title.trim();
    if title.is_ascii() {
        let written = title.bytes().map(|byte| ANCHORED[usize::from(byte)]);
        let mut out: Vec<u8> = written.collect();
        out.retain(|byte| *byte != LEFT_OUT);
        return String::from_utf8(out).unwrap_or_default().into();
    }
    let mut out = String::with_capacity(title.len());
    for c in title.chars() {
        match c {
            ' ' => out.push('-'),
            '-' | '_' => out.push(c),
            c if c.is_alphanumeric() => out.extend(c.to_lowercase()),
            _ => {}
        }
    }
    out.into()
}

/// What each byte of ASCII is in an anchor.
const ANCHORED: [u8; 128] = {
    let mut out = [LEFT_OUT; 128];
    let mut byte = 0;
    while byte < 128 {
        out[byte as usize] = match byte {
            b' ' => b'-',
            b'-' | b'_' => byte,
            _ if byte.is_ascii_alphanumeric() => byte.to_ascii_lowercase(),
            _ => LEFT_OUT,
        };
        byte += 1;
    }
    out
};

const LEFT_OUT: u8 = 0;

/// An anchor without doubled hyphens, never empty, at most 80 characters.
pub(super) fn short_slug(title: &str) -> Shared {
    short(&anchor(title))
}

/// Two hyphens stand next to each other.
fn doubled(anchor: &[u8]) -> bool {
    let pairs = anchor.iter().zip(anchor.get(1..).unwrap_or_default());
    pairs.fold(false, |found, (a, b)| found | ((*a == b'-') & (*b == b'-')))
}

fn short(anchor: &Shared) -> Shared {
    let tidy = !(anchor.is_empty()
        || anchor.len() > 80
        || anchor.starts_with('-')
        || anchor.ends_with('-')
        || doubled(anchor.as_bytes()));
    if tidy {
        return anchor.clone();
    }
    let mut slug = String::with_capacity(anchor.len().min(80));
    for part in anchor.split('-').filter(|part| !part.is_empty()) {
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(part);
    }
    if let Some((cut, _)) = slug.char_indices().nth(80) {
        slug.truncate(cut);
    }
    if slug.is_empty() {
        Shared::from_static("section")
    } else {
        slug.into()
    }
}

/// A longer bold line is emphasised text. Whatever stands under a label repeats it,
/// so without a bound a file of some megabytes would take more memory than there is.
const LONGEST_LABEL: usize = 400;

impl Walk<'_, '_> {
    /// Looks whether a paragraph is a bold line; true when it became a step.
    pub(super) fn bold_line(&mut self, plain: &Shared, line: u32, end_line: u32) -> bool {
        let Some((strong, pure)) = self.inlines.strong() else {
            return false;
        };
        let name = strong.trim_end_matches([':', ' ']);
        let name = match plain.get(..name.len()) {
            Some(head) if head == name => plain.share(head),
            _ => Shared::from(name),
        };
        if super::parts::number_prefix(strong).is_some() {
            let step = self.step(StepKind::Manual, StepForm::BoldLine, line, end_line);
            self.draft.steps[step].title = plain.clone();
            self.draft.step_texts[step].add("", plain);
            self.bold_step = pure.then_some(step);
            if name.len() <= LONGEST_LABEL {
                self.set_label(name, line);
            }
            self.inlines.clear();
            return true;
        }
        let guide = super::guides::is_label(&name);
        if (pure || guide) && name.len() <= LONGEST_LABEL {
            self.set_label(name, line);
        }
        false
    }

    fn set_label(&mut self, text: Shared, line: u32) {
        let section = self.section;
        self.draft.labels.push(Label {
            text,
            line,
            section,
        });
        self.label = Some(self.draft.labels.len() - 1);
    }
}
