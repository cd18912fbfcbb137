//! What of a run a rule belongs to.

use belay_runbook::{Rule, RuleValue, Runbook};

use crate::unit::{Unit, UnitKind};

/// What of a run a rule belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The step whose own words state it, by id.
    In(String),
    /// The step that it stands below, by id.
    After(String),
    /// The section under whose heading it stands, by id.
    Section(String),
    /// No part in particular.
    Run,
}

impl Place {
    pub(super) fn of(rule: &Rule, runbook: &Runbook, units: &[Unit]) -> Self {
        let holds = |unit: &&Unit| unit.line <= rule.line && rule.line <= unit.end_line;
        let own = units
            .iter()
            .filter(|unit| unit.kind != UnitKind::Reference)
            .filter(holds)
            .min_by_key(|unit| unit.end_line - unit.line);
        if let Some(unit) = own {
            return Self::In(unit.id.clone());
        }
        let heading = runbook.sections.iter().find(|s| s.line == rule.line);
        let section = heading.map(|s| &s.id).or(rule.section.as_ref());
        let Some(section) = section.filter(|id| has_units(runbook, units, id)) else {
            return Self::Run;
        };
        if heading.is_none() && matches!(rule.value, RuleValue::Lasts { .. }) {
            let above = units.iter().rfind(|unit| {
                unit.kind != UnitKind::Reference
                    && unit.section.as_ref() == Some(section)
                    && unit.end_line < rule.line
            });
            if let Some(unit) = above {
                return Self::After(unit.id.clone());
            }
        }
        Self::Section(section.clone())
    }

    /// The unit, where it is one.
    #[must_use]
    pub fn unit(&self) -> Option<&str> {
        match self {
            Self::In(unit) | Self::After(unit) => Some(unit),
            _ => None,
        }
    }

    /// The section, where it is one.
    #[must_use]
    pub fn section(&self) -> Option<&str> {
        match self {
            Self::Section(section) => Some(section),
            _ => None,
        }
    }
}

/// Whether there is something to do in a section or under it.
fn has_units(runbook: &Runbook, units: &[Unit], section: &str) -> bool {
    units
        .iter()
        .any(|unit| unit.kind != UnitKind::Reference && stands_in(runbook, unit, section))
}

/// Whether a unit stands in a section or under it.
pub(super) fn stands_in(runbook: &Runbook, unit: &Unit, section: &str) -> bool {
    let mut at = unit.section.as_deref();
    // A parent stands before its child, so that this ends.
    while let Some(id) = at {
        if id == section {
            return true;
        }
        at = runbook.section(id).and_then(|s| s.parent.as_deref());
    }
    false
}
