//! A guide while it is read.

use super::slots::{Name, Slot};
use super::titles;
use crate::model::{Guide, GuideEntry, Section, Shared, Step};

/// A longer sentence above a step stands for itself, in bytes.
const LONGEST_INTRODUCTION: usize = 120;

/// The guide that is being read.
pub(super) struct Open {
    pub(super) guide: Guide,
    /// The section in which it stands, if any.
    pub(super) section: Option<usize>,
    /// The chapter whose headings are its parts.
    pub(super) chapter: Option<usize>,
    /// The part that the heading names; a bold line may name another below it.
    pub(super) heading: Option<Slot>,
    /// The part that is filled.
    pub(super) slot: Slot,
    /// Parts that were named so far: symptoms, diagnosis, causes, resolution.
    pub(super) named: [bool; 4],
    /// One of the names is said of faults only.
    pub(super) strong: bool,
    /// The heading alone says that it is one.
    pub(super) by_title: bool,
}

impl Open {
    /// Turns to the part that is named.
    pub(super) fn name(&mut self, name: Name<'_>) {
        self.slot = name.slot;
        self.strong |= name.strong;
        let at = match name.slot {
            Slot::Symptoms => 0,
            Slot::Diagnosis => 1,
            Slot::Causes => 2,
            Slot::Resolution => 3,
            Slot::Verification | Slot::Aside => return,
        };
        self.named[at] = true;
    }

    pub(super) fn add(&mut self, text: &Shared, line: u32) {
        if let Some(entries) = self.entries() {
            entries.push(GuideEntry {
                text: text.clone(),
                step: None,
                line,
            });
        }
    }

    /// Adds a step. A short sentence that introduces it says better than a command what
    /// it is for, and takes its place.
    pub(super) fn add_step(&mut self, title: &Shared, id: &Shared, line: u32) {
        let Some(entries) = self.entries() else {
            return;
        };
        let introduces = |entry: &GuideEntry| {
            let text = entry.text.trim_end_matches([':', '.']);
            let short = entry.text.ends_with(':') && entry.text.len() <= LONGEST_INTRODUCTION;
            entry.step.is_none() && (text == title.as_str() || short)
        };
        let above = entries.pop_if(|entry| introduces(entry));
        let text = above.map_or_else(
            || title.clone(),
            |entry| entry.text.share(entry.text.trim_end_matches([':', '.'])),
        );
        entries.push(GuideEntry {
            text,
            step: Some(id.clone()),
            line,
        });
    }

    /// A block whose first comments are `Problem: …` and `Solution: …`.
    pub(super) fn of_problem(&mut self, step: &Step, problem: &Shared, solution: &Shared) {
        let strong = |slot| Name {
            slot,
            strong: true,
            rest: "",
        };
        self.name(strong(Slot::Symptoms));
        self.add(problem, step.line);
        self.name(strong(Slot::Resolution));
        self.add_step(solution, &step.id, step.line);
    }

    fn entries(&mut self) -> Option<&mut Vec<GuideEntry>> {
        Some(match self.slot {
            Slot::Symptoms => &mut self.guide.symptoms,
            Slot::Diagnosis => &mut self.guide.diagnosis,
            Slot::Causes => &mut self.guide.causes,
            Slot::Resolution => &mut self.guide.resolution,
            Slot::Verification => &mut self.guide.verification,
            Slot::Aside => return None,
        })
    }

    /// It leads anywhere, and there is reason enough to call it a guide.
    pub(super) fn is_guide(&self, section: Option<&Section>, trouble: bool) -> bool {
        let guide = &self.guide;
        let leads = [&guide.diagnosis, &guide.causes, &guide.resolution];
        if leads.iter().all(|entries| entries.is_empty()) {
            return false;
        }
        if self.chapter.is_some() {
            return true;
        }
        let report =
            || section.is_some_and(|section| section.path.iter().any(|t| titles::is_report(t)));
        let parts = self.named.iter().filter(|named| **named).count();
        if parts > 0 {
            let by_symptom = self.named[0] && self.strong;
            return (trouble || by_symptom || (parts >= 2 && self.strong)) && !report();
        }
        trouble && section.is_some_and(|section| !titles::is_toolbox(&section.title))
    }
}

/// What a step does; the titles of its parts where its own is only the bold line.
pub(super) fn told(step: &Step) -> Shared {
    if step.parts.len() < 2 || step.label.as_deref() != Some(step.title.as_str()) {
        return step.title.clone();
    }
    let titles: Vec<&str> = step.parts.iter().map(|part| part.title.as_str()).collect();
    titles.join("; ").into()
}
