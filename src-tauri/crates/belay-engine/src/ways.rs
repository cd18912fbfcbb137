//! Where the runbook offers one of several ways: which was taken, and what that
//! makes of the steps of the others.

use std::collections::{HashMap, HashSet};

use belay_journal::RunView;
use belay_journal::view::UnitStatus;
use belay_runbook::{Choice, Runbook};

use crate::unit::{Unit, UnitKind};

/// The choices of a run, and how they stand. A choice counts in a run only if at
/// least two of its ways have something to do in it: who runs one way's section
/// has chosen already.
#[derive(Debug, Clone, Default)]
pub struct Ways {
    /// In the order of the text.
    pub choices: Vec<Decision>,
    /// Which ways a step, or a part of one, belongs to: choice and option, by index.
    of_id: HashMap<String, Vec<(usize, usize)>>,
    /// Which guides a unit belongs to, by index.
    of_guides: HashMap<String, Vec<usize>>,
}

/// A choice of a run.
#[derive(Debug, Clone)]
pub struct Decision {
    /// What the runbook offers.
    pub choice: Choice,
    /// Index of the option that was taken: as somebody chose, or, in a record
    /// that has no choice in it, the one whose steps were begun.
    pub taken: Option<usize>,
    /// Something of the way that was taken has been done, so that it stays.
    pub begun: bool,
}

/// What the choices make of a step.
#[derive(Debug, Clone, Copy)]
pub enum Standing<'w> {
    /// Nothing: it is to be done.
    Free,
    /// A way has to be chosen before.
    Undecided(&'w Decision),
    /// Another way was taken.
    SetAside(&'w Decision),
}

impl Decision {
    /// The title of the way that was taken.
    #[must_use]
    pub fn taken_title(&self) -> Option<&str> {
        let option = self.choice.options.get(self.taken?)?;
        Some(&option.title)
    }
}

impl Ways {
    /// How the choices stand in the run of this view, or, without one, before it.
    #[must_use]
    pub fn of(runbook: &Runbook, units: &[Unit], view: Option<&RunView>) -> Self {
        let mut ways = Self {
            of_guides: of_guides(runbook, units),
            ..Self::default()
        };
        for choice in &runbook.choices {
            let of_option = by_option(choice, units);
            if !several(&of_option) {
                continue;
            }
            let begun = |option: &usize| {
                let mut units = of_option[*option].iter();
                view.is_some_and(|view| units.any(|unit| is_begun(view, unit)))
            };
            let chosen = view.and_then(|view| view.choices.get(choice.id.as_str()));
            let chosen = chosen.and_then(|taken| usize::try_from(taken.option).ok());
            let taken = chosen
                .filter(|option| *option < of_option.len())
                .or_else(|| (0..of_option.len()).find(begun));
            let index = ways.choices.len();
            for (option, way) in choice.options.iter().enumerate() {
                for id in way.steps.iter().chain(&way.parts) {
                    let places = ways.of_id.entry(id.to_string()).or_default();
                    places.push((index, option));
                }
            }
            ways.choices.push(Decision {
                choice: choice.clone(),
                begun: taken.as_ref().is_some_and(begun),
                taken,
            });
        }
        ways
    }

    /// The choice with this id.
    #[must_use]
    pub fn decision(&self, id: &str) -> Option<&Decision> {
        self.choices
            .iter()
            .find(|decision| decision.choice.id == id)
    }

    /// What the choices make of a unit. A way within a way that was not taken is
    /// set aside with it.
    #[must_use]
    pub fn standing(&self, unit: &Unit) -> Standing<'_> {
        let mut undecided = None;
        for (choice, option) in self.places(unit) {
            let decision = &self.choices[*choice];
            match decision.taken {
                Some(taken) if taken != *option => return Standing::SetAside(decision),
                Some(_) => {}
                None => undecided = undecided.or(Some(decision)),
            }
        }
        undecided.map_or(Standing::Free, Standing::Undecided)
    }

    /// Whether the unit belongs to a way that was not taken, and nothing has
    /// happened to it.
    #[must_use]
    pub fn leaves_out(&self, view: &RunView, unit: &Unit) -> bool {
        matches!(self.standing(unit), Standing::SetAside(_))
            && view.status(&unit.id) == UnitStatus::Pending
    }

    /// Indices of the guides that a unit belongs to: one step may help with several
    /// symptoms.
    #[must_use]
    pub fn guides_of(&self, unit: &Unit) -> &[usize] {
        self.of_guides.get(&unit.id).map_or(&[], Vec::as_slice)
    }

    /// The units of all ways but the shortest, where none has been chosen.
    pub(crate) fn longer<'u>(&self, units: &[&'u Unit]) -> HashSet<&'u str> {
        let open = self
            .choices
            .iter()
            .filter(|decision| decision.taken.is_none());
        let mut longer = HashSet::new();
        for decision in open {
            let ways = decision.choice.options.iter().map(|option| {
                let own = units
                    .iter()
                    .filter(|unit| option.holds(&unit.step, &unit.id));
                own.map(|unit| unit.id.as_str()).collect::<Vec<_>>()
            });
            let mut ways: Vec<_> = ways.filter(|way| !way.is_empty()).collect();
            ways.sort_by_key(Vec::len);
            longer.extend(ways.into_iter().skip(1).flatten());
        }
        longer
    }

    /// Whether both units belong to the same choice, in different ways, or to
    /// guides of which none is the same.
    pub(crate) fn apart(&self, one: &Unit, other: &Unit) -> bool {
        let (guides, others) = (self.guides_of(one), self.guides_of(other));
        let guided = !guides.is_empty() && !others.is_empty();
        if guided && !guides.iter().any(|guide| others.contains(guide)) {
            return true;
        }
        self.places(one)
            .any(|(choice, option)| self.places(other).any(|(c, o)| c == choice && o != option))
    }

    /// The ways that a unit belongs to, with its step or by itself.
    fn places(&self, unit: &Unit) -> impl Iterator<Item = &(usize, usize)> {
        let of = |id: &str| self.of_id.get(id).map_or(&[][..], Vec::as_slice).iter();
        // A unit that is a whole step has the step's id.
        let own = (unit.id != unit.step).then(|| of(&unit.id));
        of(&unit.step).chain(own.into_iter().flatten())
    }
}

/// Whether a choice counts among these units.
pub(crate) fn is_offered(choice: &Choice, units: &[Unit]) -> bool {
    several(&by_option(choice, units))
}

fn several(of_option: &[Vec<&Unit>]) -> bool {
    of_option.iter().filter(|units| !units.is_empty()).count() >= 2
}

/// What there is to do in each of the ways.
fn by_option<'u>(choice: &Choice, units: &'u [Unit]) -> Vec<Vec<&'u Unit>> {
    let of_option = choice.options.iter().map(|option| {
        let to_do = units.iter().filter(|unit| unit.kind != UnitKind::Reference);
        to_do
            .filter(|unit| option.holds(&unit.step, &unit.id))
            .collect()
    });
    of_option.collect()
}

/// Which guides each unit belongs to: with its step, or with a step around that one.
fn of_guides(runbook: &Runbook, units: &[Unit]) -> HashMap<String, Vec<usize>> {
    let mut by_step: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, guide) in runbook.guides.iter().enumerate() {
        let steps = guide.entries().filter_map(|entry| entry.step.as_deref());
        // A line of a guide that only has text stands for the guide itself.
        for step in steps.chain([guide.id.as_str()]) {
            let guides = by_step.entry(step).or_default();
            if guides.last() != Some(&index) {
                guides.push(index);
            }
        }
    }
    if by_step.is_empty() {
        return HashMap::new();
    }
    // A step stands below the one around it, so that one pass finds all depths.
    for step in &runbook.steps {
        let around = step
            .parent
            .as_deref()
            .and_then(|parent| by_step.get(parent));
        if let Some(around) = around.cloned() {
            by_step.entry(&step.id).or_insert(around);
        }
    }
    let own = |unit: &Unit| Some((unit.id.clone(), by_step.get(unit.step.as_str())?.clone()));
    units.iter().filter_map(own).collect()
}

/// Something was done about it; leaving it out is no beginning.
fn is_begun(view: &RunView, unit: &Unit) -> bool {
    let Some(state) = view.units.get(&unit.id) else {
        return false;
    };
    let ticked = state.mark.as_ref().is_some_and(|mark| !mark.skipped);
    ticked || !state.attempts.is_empty() || !state.restores.is_empty()
}
