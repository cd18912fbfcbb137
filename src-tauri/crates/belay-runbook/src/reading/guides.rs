//! Guides that can be entered from a symptom.
//!
//! They are written in many forms: headings side by side (`Meaning`, `Diagnosis`,
//! `Mitigation`: see [`chapters`]); bold lines or items of a list within one section
//! (`**Symptoms:**`, `- Cause: …`); tables (see [`tables`]); a block whose first
//! comments read `Problem: …` and `Solution: …`. A section of a troubleshooting chapter
//! that has only steps is a guide too, and so is one whose heading is an alert's name:
//! its title is the symptom.

mod chapters;
mod open;
mod slots;
mod tables;
mod titles;

use super::draft::{Draft, DraftFact, FactKind};
use crate::model::{Guide, GuideEntry, Runbook, Section, SectionRole, Shared, Step, StepKind};
use chapters::{Chapters, Place};
use open::{Open, told};
use slots::{Name, Slot};

/// Whether a bold line names a part of a guide, and so begins one even with text behind it.
pub(super) fn is_label(name: &str) -> bool {
    slots::named(name).is_some_and(|name| name.rest.is_empty())
}

/// Gathers the guides of the runbook.
pub(super) fn gather(draft: &Draft<'_>, runbook: &mut Runbook) {
    let chapters = chapters::find(draft, &runbook.sections, &runbook.steps);
    let labels = draft.labels.iter();
    let mut building = Building {
        runbook,
        chapters: &chapters,
        troubleshooting: titles::is_about_trouble(runbook),
        names: labels.map(|label| slots::named(&label.text)).collect(),
        open: None,
        done: Vec::new(),
        above: None,
    };
    let sections = draft.step_sections.iter().copied();
    let mut steps = runbook.steps.iter().zip(sections).peekable();
    for fact in &draft.facts {
        while let Some((step, section)) = steps.next_if(|(step, _)| step.line < fact.line) {
            building.step(step, section);
        }
        building.fact(fact, draft);
    }
    for (step, section) in steps {
        building.step(step, section);
    }
    building.close();
    let mut guides = building.done;
    guides.extend(tables::gather(draft, runbook));
    guides.sort_by_key(|guide| guide.line);
    guides.dedup_by(|later, first| later.id == first.id);
    runbook.guides = guides;
}

struct Building<'r> {
    runbook: &'r Runbook,
    chapters: &'r Chapters,
    /// The whole file is about it.
    troubleshooting: bool,
    /// What each bold line names.
    names: Vec<Option<Name<'r>>>,
    open: Option<Open>,
    done: Vec<Guide>,
    /// The item above, which a nested list of causes and fixes is about.
    above: Option<(Shared, u32)>,
}

impl Building<'_> {
    fn fact(&mut self, fact: &DraftFact, draft: &Draft<'_>) {
        if fact.kind == FactKind::Heading {
            if let Some(index) = fact.section {
                self.heading(index, fact);
            }
            return;
        }
        let place = fact.section.and_then(|index| self.chapters.places[index]);
        let label = fact.label.map(|label| &draft.labels[label]);
        let own_line = label.is_some_and(|label| label.line == fact.line);
        let named = fact.label.and_then(|label| self.names[label]);
        if place.is_some() {
            self.in_chapter(fact, named, own_line);
            return;
        }
        let Some(index) = fact.section else { return };
        let line = label.map_or(fact.line, |label| label.line);
        if let Some(named) = named {
            self.name(index, line, named, own_line);
        } else if let Some(item) = named_item(fact) {
            let title = label.map(|label| &label.text);
            self.item(index, fact, item, title);
            return;
        }
        if fact.kind == FactKind::Bullet {
            self.above = Some((fact.text.clone(), fact.line));
        }
        let Some(named) = named else { return };
        self.said(fact, own_line.then_some(named));
    }

    /// Adds what is said; of the line that names the part, what stands behind the name.
    fn said(&mut self, fact: &DraftFact, own: Option<Name<'_>>) {
        // Numbered instructions and ticks come as steps.
        if fact.step.is_some() || fact.kind == FactKind::Cell {
            return;
        }
        let text = match own {
            Some(name) if !name.rest.is_empty() => name.rest,
            Some(_) => match fact.text.split_once([':', '：']) {
                Some((_, rest)) => rest.trim(),
                None => "",
            },
            None => &fact.text,
        };
        if !text.is_empty() {
            self.add(&fact.text.share(text), fact.line);
        }
    }

    fn heading(&mut self, index: usize, fact: &DraftFact) {
        self.above = None;
        let section = &self.runbook.sections[index];
        let place = self.chapters.places[index];
        let head = self.chapters.all.iter().position(|c| c.home == Some(index));
        if let Some(place) = place {
            self.enter(place, index, fact);
            return;
        }
        let open = self.open.as_mut();
        if let Some(open) = open.filter(|o| o.chapter.is_some() && fact.line < o.guide.end_line) {
            // Between the parts stands something else, such as a list of contacts.
            open.heading = Some(Slot::Aside);
            open.slot = Slot::Aside;
            return;
        }
        self.close();
        let told = self.chapters.told[index];
        if let Some(chapter) = head {
            self.begin(Some(index), fact.line);
            self.opens_chapter(chapter);
        } else if section.role == SectionRole::Guide || told || self.is_trouble(section) {
            self.begin(Some(index), fact.line);
        }
    }

    /// In a file about troubleshooting, a fault is a symptom.
    fn is_trouble(&self, section: &Section) -> bool {
        self.troubleshooting && section.level > 1 && titles::is_fault(&section.title)
    }

    /// A heading that is a part of a guide, or stands below one.
    fn enter(&mut self, place: Place, index: usize, fact: &DraftFact) {
        let open = self.open.as_ref();
        if open.is_none_or(|open| open.chapter != Some(place.chapter)) {
            self.close();
            let chapter = &self.chapters.all[place.chapter];
            let whole = chapter.first == index || chapter.home == Some(index);
            let line = match chapter.home.filter(|_| !self.taken(chapter.home)) {
                Some(home) if whole => self.runbook.sections[home].line,
                _ => fact.line,
            };
            self.begin(chapter.home, line);
            self.opens_chapter(place.chapter);
        }
        let Some(open) = &mut self.open else { return };
        open.heading = Some(place.slot);
        open.slot = place.slot;
        if !place.own {
            self.add(&fact.text, fact.line);
        } else if let Some(name) = slots::named(&fact.text).filter(|name| !name.rest.is_empty()) {
            self.add(&fact.text.share(name.rest), fact.line);
        }
    }

    /// Another guide begins where this section's heading stands.
    fn taken(&self, section: Option<usize>) -> bool {
        let line = section.map(|index| self.runbook.sections[index].line);
        self.done.iter().any(|guide| Some(guide.line) == line)
    }

    fn opens_chapter(&mut self, chapter: usize) {
        let found = &self.chapters.all[chapter];
        let Some(open) = &mut self.open else { return };
        open.chapter = Some(chapter);
        open.guide.end_line = found.end_line;
        open.by_title = found.by_title;
        let slot = if found.by_title {
            Slot::Diagnosis
        } else {
            Slot::Aside
        };
        open.heading = Some(slot);
        open.slot = slot;
    }

    fn in_chapter(&mut self, fact: &DraftFact, named: Option<Name<'_>>, own_line: bool) {
        let Some(open) = &mut self.open else { return };
        // Under an alert's name stands much about it; only its parts are told from it.
        let heading = open.heading.filter(|_| !open.by_title);
        let slot = named.map(|name| name.slot).or(heading);
        open.slot = slot.unwrap_or(Slot::Aside);
        self.said(fact, named.filter(|_| own_line));
    }

    /// A bold line that names a part.
    fn name(&mut self, index: usize, line: u32, name: Name<'_>, own_line: bool) {
        let symptom_again = name.slot == Slot::Symptoms && own_line;
        let other = self.open.as_ref().is_some_and(|o| o.section != Some(index));
        let filled = self.open.as_ref().is_some_and(|open| {
            let begun = open.slot != Slot::Symptoms || !open.guide.symptoms.is_empty();
            symptom_again && open.named.contains(&true) && begun
        });
        if self.open.is_none() || other || filled {
            if matches!(name.slot, Slot::Aside | Slot::Verification) {
                return;
            }
            self.close_above(index, line);
            self.begin(Some(index), line);
        }
        self.slot(name);
    }

    /// `Cause: …` as an item of a list.
    fn item(&mut self, index: usize, fact: &DraftFact, name: Name<'_>, title: Option<&Shared>) {
        let of_above = self.above.take().filter(|_| name.slot != Slot::Symptoms);
        let another = self.open.as_ref().is_none_or(|open| {
            let again = match name.slot {
                Slot::Symptoms => open.named[0],
                _ => of_above.is_some(),
            };
            open.section != Some(index) || again || self.title_changed(title)
        });
        if another {
            if matches!(name.slot, Slot::Aside | Slot::Verification) {
                return;
            }
            let line = of_above.as_ref().map_or(fact.line, |(_, line)| *line);
            self.close_above(index, line);
            self.begin(Some(index), line);
            let told = of_above.map(|(text, _)| text);
            if let Some(text) = told.or(title.cloned()) {
                let text = text.share(text.trim_end_matches([':', '.']));
                self.add(&text, line);
                if let Some(open) = &mut self.open {
                    open.guide.title.clone_from(&open.guide.symptoms[0].text);
                }
            }
        }
        self.slot(name);
        self.add(&fact.text.share(name.rest), fact.line);
    }

    /// The items stand under another bold line than those before.
    fn title_changed(&self, title: Option<&Shared>) -> bool {
        let open = self
            .open
            .as_ref()
            .and_then(|open| open.guide.symptoms.first());
        title.is_some_and(|title| open.is_none_or(|symptom| symptom.text != *title))
            && self.open.as_ref().is_some_and(|open| !open.named[0])
    }

    fn step(&mut self, step: &Step, section: Option<usize>) {
        if step.parent.is_some() || step.kind == StepKind::Reference {
            return;
        }
        let place = section.and_then(|index| self.chapters.places[index]);
        let Some(open) = self.open.as_mut().filter(|open| match place {
            Some(place) => open.chapter == Some(place.chapter),
            None => open.section == section && (open.chapter.is_none() || open.by_title),
        }) else {
            return;
        };
        let label = step.label.as_deref().and_then(slots::named);
        match (place, label) {
            (Some(place), label) => {
                let label = label.filter(|name| name.slot != Slot::Aside);
                open.slot = label.map_or(place.slot, |name| name.slot);
            }
            (None, Some(name)) => open.name(name),
            (None, None) if open.named.contains(&true) => {}
            (None, None) => {
                if let Some((problem, solution)) = step.parts.first().and_then(problem) {
                    let solution = solution.unwrap_or_else(|| step.title.clone());
                    open.of_problem(step, &problem, &solution);
                    return;
                }
                open.slot = Slot::Diagnosis;
            }
        }
        // What is to be done is no symptom, but where one looks first.
        if open.slot == Slot::Symptoms {
            open.slot = Slot::Diagnosis;
        }
        open.add_step(&told(step), &step.id, step.line);
    }

    fn begin(&mut self, section: Option<usize>, line: u32) {
        let home = section.map(|index| &self.runbook.sections[index]);
        let guide = Guide {
            id: Shared::numbered("G", line),
            title: home.map_or_else(|| self.runbook.title.as_str().into(), symptom_of),
            section: home.map(|section| section.id.clone()),
            line,
            end_line: home.map_or(line, |section| section.end_line),
            symptoms: Vec::new(),
            diagnosis: Vec::new(),
            causes: Vec::new(),
            resolution: Vec::new(),
            verification: Vec::new(),
        };
        self.open = Some(Open {
            guide,
            section,
            chapter: None,
            heading: None,
            slot: Slot::Symptoms,
            named: [false; 4],
            strong: false,
            by_title: false,
        });
    }

    fn slot(&mut self, name: Name<'_>) {
        if let Some(open) = &mut self.open {
            open.name(name);
        }
    }

    fn add(&mut self, text: &Shared, line: u32) {
        if let Some(open) = &mut self.open {
            open.add(text, line);
        }
    }

    /// Closes the guide above one that begins on this line of the same section.
    fn close_above(&mut self, section: usize, line: u32) {
        if let Some(open) = self.open.as_mut().filter(|o| o.section == Some(section)) {
            open.guide.end_line = line.saturating_sub(1).max(open.guide.line);
        }
        self.close();
    }

    /// Keeps the open guide when it is one.
    fn close(&mut self) {
        let Some(open) = self.open.take() else {
            return;
        };
        let section = open.section.map(|index| &self.runbook.sections[index]);
        let trouble = section
            .is_some_and(|section| section.role == SectionRole::Guide || self.is_trouble(section));
        if !open.is_guide(section, trouble) {
            return;
        }
        let mut guide = open.guide;
        let title = guide.title.clone();
        let first = guide.symptoms.first();
        let explained = open
            .chapter
            .is_some_and(|at| self.chapters.all[at].explained);
        if (explained && !title.is_empty()) || first.is_none() {
            let line = section.map_or(guide.line, |section| section.line);
            guide.symptoms.insert(
                0,
                GuideEntry {
                    text: title,
                    step: None,
                    line,
                },
            );
        } else if let Some(first) = first
            && self
                .done
                .last()
                .is_some_and(|last| last.section == guide.section)
        {
            guide.title.clone_from(&first.text);
        }
        self.done.push(guide);
    }
}

/// `Cause: disk full`, as an item of a list that is nothing to do.
fn named_item(fact: &DraftFact) -> Option<Name<'_>> {
    let colon = || memchr::memchr2(b':', "：".as_bytes()[0], fact.text.as_bytes()).is_some();
    if fact.kind != FactKind::Bullet || fact.step.is_some() || !colon() {
        return None;
    }
    slots::named(&fact.text).filter(|name| !name.rest.is_empty())
}

/// `# Problem: …` and `# Solution: …` above a command.
fn problem(part: &crate::model::Part) -> Option<(Shared, Option<Shared>)> {
    let title = &part.title;
    let problem = title.share(title.strip_prefix("Problem:")?.trim());
    let solution = part
        .note
        .as_deref()
        .and_then(|note| note.strip_prefix("Solution:"));
    Some((problem, solution.map(|text| text.trim().into())))
}

/// The symptom that a heading is: without `Issue 1:`, `Error:` or `If you see`.
fn symptom_of(section: &Section) -> Shared {
    let title = &section.title;
    if let Some(told) = titles::told_symptom(title) {
        return title.share(told);
    }
    let numbered = title.split_once(':').filter(|(head, _)| {
        let mut words = head.split(' ');
        let word = words.next().unwrap_or("");
        let number = words.next().unwrap_or("");
        matches!(
            word,
            "Issue" | "Problem" | "Scenario" | "Case" | "Symptom" | "Error"
        ) && number.chars().all(|c| c.is_ascii_alphanumeric())
            && words.next().is_none()
    });
    numbered.map_or_else(|| title.clone(), |(_, rest)| title.share(rest.trim()))
}
