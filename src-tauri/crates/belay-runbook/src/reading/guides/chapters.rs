//! Guides whose parts are headings: `Meaning`, `Diagnosis`, `Mitigation` side by side.

use super::slots::{self, Slot};
use super::titles;
use crate::model::{Section, SectionRole, StepKind};
use crate::reading::draft::Draft;

/// A guide whose parts are headings.
#[derive(Debug)]
pub(super) struct Chapter {
    /// The section whose parts they are; nothing when they stand on the highest level.
    pub(super) home: Option<usize>,
    /// The first of its sections, and the line of the last.
    pub(super) first: usize,
    pub(super) end_line: u32,
    /// Its heading alone says that it is one.
    pub(super) by_title: bool,
    /// The title is what is seen, and `Meaning` explains it.
    pub(super) explained: bool,
}

/// Where a section stands in a chapter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) chapter: usize,
    pub(super) slot: Slot,
    /// The heading is the part's own, and not one below it.
    pub(super) own: bool,
}

/// The chapters of a file, and the place of each section in them.
pub(super) struct Chapters {
    pub(super) all: Vec<Chapter>,
    pub(super) places: Vec<Option<Place>>,
    /// Whether the title of each section tells a symptom outright.
    pub(super) told: Vec<bool>,
}

/// A heading that names a part.
struct Part {
    section: usize,
    slot: Slot,
    strong: bool,
}

pub(super) fn find(draft: &Draft<'_>, sections: &[Section], steps: &[crate::Step]) -> Chapters {
    let parent = |index: usize| draft.sections[index].parent;
    let mut children: Vec<usize> = (0..sections.len()).collect();
    children.sort_by_key(|index| parent(*index));
    let tells = |section: &Section| titles::told_symptom(&section.title).is_some();
    let mut chapters = Chapters {
        all: Vec::new(),
        places: vec![None; sections.len()],
        told: sections.iter().map(tells).collect(),
    };
    for siblings in children.chunk_by(|one, next| parent(*one) == parent(*next)) {
        let home = parent(siblings[0]);
        let groups = groups(sections, siblings);
        if groups.is_empty() {
            continue;
        }
        if home.is_some_and(|home| titles::is_report(&sections[home].title))
            || siblings
                .iter()
                .any(|s| titles::is_of_report(&sections[*s].title))
        {
            continue;
        }
        for parts in groups {
            if is_guide(&parts, home.map(|home| &sections[home]))
                && !is_essay(&parts, sections, steps)
            {
                chapters.add(home, &parts, sections);
            }
        }
    }
    for (index, section) in sections.iter().enumerate() {
        let free = chapters.places[index].is_none();
        let within = |place: &Option<Place>| place.is_some();
        let below = index..below(sections, index);
        if free
            && chapters.told[index]
            && !chapters.places[below.clone()].iter().any(within)
            && has_step(steps, section)
        {
            chapters.add_by_title(index, below, sections);
        }
    }
    chapters
}

/// The parts among siblings; a symptom after anything else begins another guide.
fn groups(sections: &[Section], siblings: &[usize]) -> Vec<Vec<Part>> {
    let mut groups: Vec<Vec<Part>> = Vec::new();
    for section in siblings.iter().copied() {
        let Some(name) = slots::named(&sections[section].title) else {
            continue;
        };
        let part = Part {
            section,
            slot: name.slot,
            strong: name.strong,
        };
        let again = part.slot == Slot::Symptoms
            && groups
                .last()
                .is_some_and(|g| g.iter().any(|p| p.slot == Slot::Symptoms));
        match groups.last_mut().filter(|_| !again) {
            Some(group) => group.push(part),
            None => groups.push(vec![part]),
        }
    }
    groups
}

/// Two different parts at least, one that leads on, and one that is said of faults only.
fn is_guide(parts: &[Part], home: Option<&Section>) -> bool {
    let told = home.and_then(|home| slots::named(&home.title));
    let by_home = told.filter(|name| name.slot == Slot::Symptoms && !name.rest.is_empty());
    let has = |slot| {
        let of_home = by_home.is_some_and(|name| name.slot == slot);
        of_home || parts.iter().any(|part| part.slot == slot)
    };
    let main = [
        Slot::Symptoms,
        Slot::Diagnosis,
        Slot::Causes,
        Slot::Resolution,
    ];
    let different = main.into_iter().filter(|slot| has(*slot)).count();
    let leads = has(Slot::Diagnosis) || has(Slot::Causes) || has(Slot::Resolution);
    let alert = home
        .is_some_and(|home| titles::is_alert_name(&home.title) || titles::is_fault(&home.title));
    let strong = parts.iter().any(|part| part.strong);
    different >= 2 && leads && (alert || by_home.is_some() || strong)
}

/// `The problem` and `The solution` with nothing to do below, as projects introduce
/// themselves.
fn is_essay(parts: &[Part], sections: &[Section], steps: &[crate::Step]) -> bool {
    let pair = [Slot::Symptoms, Slot::Resolution, Slot::Aside];
    parts.iter().all(|part| pair.contains(&part.slot))
        && parts.iter().any(|part| {
            let title = sections[part.section].title.to_lowercase();
            part.slot == Slot::Symptoms
                && title.contains("problem")
                && sections[part.section].role != SectionRole::Guide
        })
        && !parts
            .iter()
            .any(|part| has_step(steps, &sections[part.section]))
}

fn has_step(steps: &[crate::Step], section: &Section) -> bool {
    let from = steps.partition_point(|step| step.line < section.line);
    let own = steps[from..]
        .iter()
        .take_while(|step| step.line <= section.end_line);
    own.into_iter().any(|step| step.kind != StepKind::Reference)
}

/// The index after the last section below this one.
fn below(sections: &[Section], index: usize) -> usize {
    let end = sections[index].end_line;
    let after = sections[index + 1..]
        .iter()
        .take_while(|section| section.line <= end);
    index + 1 + after.count()
}

impl Chapters {
    fn add(&mut self, home: Option<usize>, parts: &[Part], sections: &[Section]) {
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else {
            return;
        };
        let chapter = self.all.len();
        // A guide within a part of another one belongs to that part.
        if self.places[first.section].is_some() {
            return;
        }
        self.all.push(Chapter {
            home,
            first: first.section,
            end_line: sections[last.section].end_line,
            by_title: false,
            explained: parts.iter().any(|part| {
                let title = sections[part.section].title.to_lowercase();
                part.slot == Slot::Symptoms && title.contains("mean")
            }),
        });
        for part in parts {
            self.place(
                part.section..below(sections, part.section),
                chapter,
                part.slot,
            );
        }
    }

    fn add_by_title(&mut self, home: usize, below: std::ops::Range<usize>, sections: &[Section]) {
        let chapter = self.all.len();
        self.all.push(Chapter {
            home: Some(home),
            first: home,
            end_line: sections[home].end_line,
            by_title: true,
            explained: true,
        });
        self.place(below, chapter, Slot::Diagnosis);
    }

    fn place(&mut self, sections: std::ops::Range<usize>, chapter: usize, slot: Slot) {
        let own = sections.start;
        for section in sections {
            self.places[section] = Some(Place {
                chapter,
                slot,
                own: section == own,
            });
        }
    }
}
