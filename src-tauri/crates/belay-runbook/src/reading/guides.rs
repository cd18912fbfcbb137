//! Guides that can be entered from a symptom.
//!
//! Two forms are known: a section with bold lines `Symptoms`, `Diagnosis`, `Causes`,
//! `Resolution`, and a block whose first comments read `Problem: …` and
//! `Solution: …`. A section of a troubleshooting chapter that has only steps is a
//! guide too: its title is the symptom.

use super::draft::{Draft, FactKind};
use crate::model::{Guide, GuideEntry, Runbook, Section, SectionRole, StepKind};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Slot {
    Symptoms,
    Diagnosis,
    Causes,
    Resolution,
}

/// No name of a slot is longer.
const LONGEST_SLOT: usize = 40;

fn slot(label: &str) -> Option<Slot> {
    if label.len() > LONGEST_SLOT {
        return None;
    }
    let lower = label.to_ascii_lowercase();
    Some(match lower.trim_end_matches('s') {
        "symptom" | "problem" => Slot::Symptoms,
        "diagnosi" | "diagnose" | "investigation" => Slot::Diagnosis,
        "cause" | "common cause" | "possible cause" | "likely cause" | "root cause" => Slot::Causes,
        "resolution" | "solution" | "fix" | "rollback step" | "mitigation" => Slot::Resolution,
        _ => return None,
    })
}

/// Gathers the guides of the runbook.
pub(super) fn gather(draft: &Draft<'_>, runbook: &mut Runbook) {
    let mut building = Building {
        runbook,
        open: None,
        done: Vec::new(),
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
    runbook.guides = building.done;
}

struct Building<'r> {
    runbook: &'r Runbook,
    /// The guide that is being read, its section, the slot that is filled, and
    /// whether any slot was named.
    open: Option<(Guide, usize, Slot, bool)>,
    done: Vec<Guide>,
}

impl Building<'_> {
    fn fact(&mut self, fact: &super::draft::DraftFact, draft: &Draft<'_>) {
        let Some(index) = fact.section else { return };
        if fact.kind == FactKind::Heading {
            self.close();
            if self.runbook.sections[index].role == SectionRole::Guide {
                self.begin(index, fact.line);
            }
            return;
        }
        let label = fact.label.map(|label| &draft.labels[label]);
        let named = label.and_then(|label| Some((slot(&label.text)?, label.line)));
        if let Some((named, line)) = named {
            let symptom_again = named == Slot::Symptoms && line == fact.line;
            let other = self
                .open
                .as_ref()
                .is_some_and(|(_, section, ..)| *section != index);
            let filled = self
                .open
                .as_ref()
                .is_some_and(|(guide, _, slot, labelled)| {
                    *labelled
                        && symptom_again
                        && (*slot != Slot::Symptoms || !guide.symptoms.is_empty())
                });
            if self.open.is_none() || other || filled {
                self.close();
                self.begin(index, line);
            }
            self.slot(named);
        }
        // Numbered instructions and ticks come as steps.
        if named.is_none() || fact.step.is_some() || fact.kind == FactKind::Cell {
            return;
        }
        let text = match label {
            // The bold line itself, with or without text behind it.
            Some(label) if label.line == fact.line => {
                let rest = fact.text.strip_prefix(label.text.as_str());
                rest.unwrap_or(&fact.text).trim_start_matches([':', ' '])
            }
            _ => &fact.text,
        };
        if !text.is_empty() {
            self.add(GuideEntry {
                text: text.to_owned(),
                step: None,
                line: fact.line,
            });
        }
    }

    fn step(&mut self, step: &crate::model::Step, section: Option<usize>) {
        let Some((_, open, ..)) = &self.open else {
            return;
        };
        if section != Some(*open) || step.parent.is_some() {
            return;
        }
        if step.kind == StepKind::Reference {
            return;
        }
        let label = step.label.as_deref().and_then(slot);
        if let Some(label) = label {
            self.slot(label);
        }
        let problem = step
            .parts
            .first()
            .filter(|_| label.is_none())
            .and_then(problem);
        if let Some((problem, solution)) = problem {
            self.slot(Slot::Symptoms);
            self.add(GuideEntry {
                text: problem,
                step: None,
                line: step.line,
            });
            self.slot(Slot::Resolution);
            let text = solution.unwrap_or_else(|| step.title.clone());
            self.add(GuideEntry {
                text,
                step: Some(step.id.clone()),
                line: step.line,
            });
            return;
        }
        if label.is_none() && self.open.as_ref().is_some_and(|(.., labelled)| !labelled) {
            self.slot_unnamed(Slot::Diagnosis);
        }
        self.add(GuideEntry {
            text: told(step),
            step: Some(step.id.clone()),
            line: step.line,
        });
    }

    fn begin(&mut self, index: usize, line: u32) {
        let section = &self.runbook.sections[index];
        let guide = Guide {
            id: format!("G{line}"),
            title: without_number(section),
            section: Some(section.id.clone()),
            line,
            end_line: section.end_line,
            symptoms: Vec::new(),
            diagnosis: Vec::new(),
            causes: Vec::new(),
            resolution: Vec::new(),
        };
        self.open = Some((guide, index, Slot::Symptoms, false));
    }

    fn slot(&mut self, slot: Slot) {
        if let Some((_, _, open, labelled)) = &mut self.open {
            *open = slot;
            *labelled = true;
        }
    }

    fn slot_unnamed(&mut self, slot: Slot) {
        if let Some((_, _, open, _)) = &mut self.open {
            *open = slot;
        }
    }

    fn add(&mut self, entry: GuideEntry) {
        let Some((guide, _, slot, _)) = &mut self.open else {
            return;
        };
        match slot {
            Slot::Symptoms => guide.symptoms.push(entry),
            Slot::Diagnosis => guide.diagnosis.push(entry),
            Slot::Causes => guide.causes.push(entry),
            Slot::Resolution => guide.resolution.push(entry),
        }
    }

    /// Keeps the open guide when it leads anywhere.
    fn close(&mut self) {
        let Some((mut guide, index, ..)) = self.open.take() else {
            return;
        };
        if guide.diagnosis.is_empty() && guide.causes.is_empty() && guide.resolution.is_empty() {
            return;
        }
        if guide.symptoms.is_empty() {
            let section = &self.runbook.sections[index];
            let text = without_number(section);
            guide.symptoms.push(GuideEntry {
                text,
                step: None,
                line: section.line,
            });
        }
        let text = guide.symptoms[0].text.clone();
        let again = self
            .done
            .last()
            .is_some_and(|last| last.section == guide.section);
        if again {
            guide.title = text;
        }
        self.done.push(guide);
    }
}

/// What a step does; the titles of its parts where its own is only the bold line.
fn told(step: &crate::model::Step) -> String {
    if step.parts.len() < 2 || step.label.as_deref() != Some(step.title.as_str()) {
        return step.title.clone();
    }
    let titles: Vec<&str> = step.parts.iter().map(|part| part.title.as_str()).collect();
    titles.join("; ")
}

/// `# Problem: …` and `# Solution: …` above a command.
fn problem(part: &crate::model::Part) -> Option<(String, Option<String>)> {
    let problem = part.title.strip_prefix("Problem:")?.trim().to_owned();
    let solution = part
        .note
        .as_deref()
        .and_then(|note| note.strip_prefix("Solution:"));
    Some((problem, solution.map(|text| text.trim().to_owned())))
}

/// The title without `Issue 1:`.
fn without_number(section: &Section) -> String {
    let title = section.title.as_str();
    let numbered = title.split_once(':').filter(|(head, _)| {
        let mut words = head.split(' ');
        let word = words.next().unwrap_or("");
        let number = words.next().unwrap_or("");
        matches!(word, "Issue" | "Problem" | "Scenario" | "Case" | "Symptom")
            && number.chars().all(|c| c.is_ascii_alphanumeric())
            && words.next().is_none()
    });
    numbered.map_or(title, |(_, rest)| rest.trim()).to_owned()
}
