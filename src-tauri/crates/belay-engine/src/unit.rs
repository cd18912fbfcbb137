//! Units: what a run consists of, one after the other.

use std::collections::BTreeSet;

use belay_journal::RunView;
use belay_runbook::{Guide, Part, PartKind, Runbook, Section, Step, StepKind};
use serde::{Deserialize, Serialize};

use crate::ways::Ways;

/// One thing to tick, to run, to do or to read.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// Id in the run: the step's, or the part's for a command.
    pub id: String,
    /// Id of the step.
    pub step: String,
    /// The section it stands in.
    pub section: Option<String>,
    /// What it is.
    pub kind: UnitKind,
    /// A short name.
    pub title: String,
    /// Its prose.
    pub text: String,
    /// Shell text or block, as written.
    pub code: Option<String>,
    /// Language of the block.
    pub language: Option<String>,
    /// First line in the file.
    pub line: u32,
    /// Last line in the file.
    pub end_line: u32,
    /// What the runbook says should be seen.
    pub expected: Option<String>,
    /// Ids of the inputs it needs.
    pub inputs: Vec<String>,
    /// It is in the scope of the run. What is not can be reached and done, and
    /// nothing waits for it.
    pub within: bool,
}

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum UnitKind {
    /// A task item: looked at, then ticked.
    Check,
    /// Shell text: run.
    Command,
    /// Done by hand, then ticked.
    Manual,
    /// Something to read. Nothing waits for it.
    Reference,
}

/// The units of a runbook in the order of the text. `scope` names sections, and
/// takes in what stands under them; an empty scope is the whole file.
#[must_use]
pub fn units(runbook: &Runbook, scope: &[String]) -> Vec<Unit> {
    let sections = sections_in(runbook, scope);
    runbook
        .steps
        .iter()
        .filter(|step| {
            scope.is_empty()
                || step
                    .section
                    .as_ref()
                    .is_some_and(|s| sections.contains(s.as_str()))
        })
        .flat_map(of_step)
        .collect()
}

/// The units that a run would have to do, of a guide alone or of sections.
#[must_use]
pub fn units_before(runbook: &Runbook, scope: &[String], guide: Option<&str>) -> Vec<Unit> {
    let mut units = match guide {
        Some(guide) => units_of_guide(runbook, guide),
        None => units(runbook, scope),
    };
    units.retain(|unit| unit.within);
    units
}

/// The units of a run: those of its scope, and, within reach, those of the guides
/// that were entered. A run of a guide alone has the whole file within reach.
#[must_use]
pub fn units_of_run(runbook: &Runbook, view: &RunView) -> Vec<Unit> {
    if let Some(alone) = view.guide_alone() {
        return units_of_guide(runbook, &alone.guide);
    }
    let sections = sections_in(runbook, &view.scope);
    // Each once, however often it was entered.
    let is_entered = |guide: &&Guide| view.guides.iter().any(|one| guide.id == one.guide);
    let entered: Vec<&Guide> = runbook.guides.iter().filter(is_entered).collect();
    let mut all = units(runbook, &[]);
    all.retain_mut(|unit| {
        unit.within =
            view.scope.is_empty() || unit.section.as_ref().is_some_and(|s| sections.contains(s));
        unit.within || entered.iter().any(|guide| guide.holds(runbook, &unit.step))
    });
    for guide in entered {
        put(&mut all, told(runbook, guide), false);
    }
    all
}

/// All units of a runbook; in the scope are those of one guide.
#[must_use]
pub fn units_of_guide(runbook: &Runbook, guide: &str) -> Vec<Unit> {
    let mut all = units(runbook, &[]);
    let guide = runbook.guide(guide);
    for unit in &mut all {
        unit.within = guide.is_some_and(|guide| guide.holds(runbook, &unit.step));
    }
    if let Some(guide) = guide {
        put(&mut all, told(runbook, guide), true);
    }
    all
}

/// Whether a guide has something to tick or to run of its own, and not only text.
#[must_use]
pub fn has_steps(runbook: &Runbook, guide: &Guide) -> bool {
    let steps = guide.entries().filter_map(|entry| entry.step.as_deref());
    steps
        .filter_map(|id| runbook.step(id))
        .any(|step| step.kind != StepKind::Reference)
}

/// What a guide that only has text says to do, line by line: done by hand, then ticked.
/// Nothing for a guide with steps, where the text around them explains them. What is
/// seen, and what it may come from, is read.
#[must_use]
pub fn told(runbook: &Runbook, guide: &Guide) -> Vec<Unit> {
    if has_steps(runbook, guide) {
        return Vec::new();
    }
    let lines = [&guide.diagnosis, &guide.resolution, &guide.verification];
    let lines = lines.into_iter().flatten();
    lines
        .filter(|entry| entry.step.is_none())
        .zip(1..)
        .map(|(entry, number)| Unit {
            id: format!("{}.{number}", guide.id),
            step: guide.id.to_string(),
            section: guide.section.as_deref().map(str::to_owned),
            kind: UnitKind::Manual,
            title: entry.text.to_string(),
            text: String::new(),
            code: None,
            language: None,
            line: entry.line,
            end_line: entry.line,
            expected: None,
            inputs: Vec::new(),
            within: true,
        })
        .collect()
}

/// Puts units where they stand in the text.
fn put(all: &mut Vec<Unit>, units: Vec<Unit>, within: bool) {
    for unit in units {
        let at = all.partition_point(|before| before.line <= unit.line);
        all.insert(at, Unit { within, ..unit });
    }
}

/// The scope's sections and all that stand under them, in the order of the text.
#[must_use]
pub fn sections<'r>(runbook: &'r Runbook, scope: &[String]) -> Vec<&'r Section> {
    let within = sections_in(runbook, scope);
    runbook
        .sections
        .iter()
        .filter(|s| scope.is_empty() || within.contains(s.id.as_str()))
        .collect()
}

fn sections_in(runbook: &Runbook, scope: &[String]) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = scope.iter().cloned().collect();
    // A section stands after its parent, so that one pass finds all depths.
    for section in &runbook.sections {
        if section
            .parent
            .as_ref()
            .is_some_and(|parent| found.contains(parent.as_str()))
        {
            found.insert(section.id.to_string());
        }
    }
    found
}

fn of_step(step: &Step) -> Vec<Unit> {
    let kind = match step.kind {
        StepKind::Command if !step.parts.is_empty() => {
            return step.parts.iter().map(|part| of_part(step, part)).collect();
        }
        // A command without anything to execute is left to a person.
        StepKind::Command | StepKind::Manual => UnitKind::Manual,
        StepKind::Check => UnitKind::Check,
        StepKind::Reference => UnitKind::Reference,
    };
    vec![Unit {
        id: step.id.to_string(),
        step: step.id.to_string(),
        section: step.section.as_deref().map(str::to_owned),
        kind,
        title: step.title.to_string(),
        text: step.text.to_string(),
        code: step.code.as_deref().map(str::to_owned),
        language: step.language.as_deref().map(str::to_owned),
        line: step.line,
        end_line: step.end_line,
        expected: step.expected.as_deref().map(str::to_owned),
        inputs: step.inputs.iter().map(ToString::to_string).collect(),
        within: true,
    }]
}

fn of_part(step: &Step, part: &Part) -> Unit {
    let kind = match part.kind {
        PartKind::Run => UnitKind::Command,
        PartKind::Manual => UnitKind::Manual,
    };
    Unit {
        id: part.id.to_string(),
        step: step.id.to_string(),
        section: step.section.as_deref().map(str::to_owned),
        kind,
        title: part.title.to_string(),
        text: part.note.clone().unwrap_or_default().to_string(),
        code: Some(part.code.to_string()),
        language: step.language.as_deref().map(str::to_owned),
        line: part.line,
        end_line: part.end_line,
        expected: part.expected.as_deref().map(str::to_owned),
        inputs: part.inputs.iter().map(ToString::to_string).collect(),
        within: true,
    }
}

/// The unit that must be done or skipped before `unit` may start; `None` if it
/// may start.
///
/// Within a section, units go in the order of the text. Nothing waits for what
/// is only read; the items of a checklist do not wait for each other; a step
/// does not wait for the list item around it; and of several ways ("option 1",
/// "option 2") only the one that was taken counts. Guides are entered each from its
/// own symptom, so that their steps do not wait for each other.
#[must_use]
pub fn blocked_by<'u>(
    runbook: &Runbook,
    ways: &Ways,
    units: &'u [Unit],
    view: &RunView,
    unit: &Unit,
) -> Option<&'u Unit> {
    let around = ancestors(runbook, unit);
    units
        .iter()
        .take_while(|before| before.id != unit.id)
        .filter(|before| before.section == unit.section && before.kind != UnitKind::Reference)
        .filter(|before| before.within || !unit.within)
        .filter(|before| !(before.kind == UnitKind::Check && unit.kind == UnitKind::Check))
        .filter(|before| !around.contains(&before.step.as_str()))
        .filter(|before| !view.status(&before.id).is_settled())
        .find(|before| !ways.leaves_out(view, before) && !ways.apart(before, unit))
}

fn ancestors<'r>(runbook: &'r Runbook, unit: &Unit) -> BTreeSet<&'r str> {
    let mut found = BTreeSet::new();
    let mut step = runbook.step(&unit.step);
    while let Some(parent) = step.and_then(|s| s.parent.as_deref()) {
        if !found.insert(parent) {
            break;
        }
        step = runbook.step(parent);
    }
    found
}

/// Units that are neither done nor skipped, references left out: what is left of
/// a run. Ways that were not taken do not count.
#[must_use]
pub fn left<'u>(ways: &Ways, units: &'u [Unit], view: &RunView) -> Vec<&'u Unit> {
    counted(ways, units, view)
        .filter(|unit| !view.status(&unit.id).is_settled())
        .collect()
}

/// Units that count as steps of the run: references do not, nor does what was
/// left aside with its way.
pub fn counted<'u>(
    ways: &Ways,
    units: &'u [Unit],
    view: &RunView,
) -> impl Iterator<Item = &'u Unit> {
    units
        .iter()
        .filter(|unit| unit.within && unit.kind != UnitKind::Reference)
        .filter(|unit| !ways.leaves_out(view, unit))
}

/// How many steps a run has, and whether they may become more: of several ways of
/// which none has been chosen, the shortest counts.
#[must_use]
pub fn total(ways: &Ways, units: &[Unit], view: &RunView) -> (usize, bool) {
    let counted: Vec<&Unit> = counted(ways, units, view).collect();
    let longer = ways.longer(&counted);
    (
        counted
            .iter()
            .filter(|unit| !longer.contains(&*unit.id))
            .count(),
        ways.choices.iter().any(|decision| decision.taken.is_none()),
    )
}
