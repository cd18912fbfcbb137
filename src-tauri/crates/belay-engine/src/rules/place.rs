//! What of a run a rule belongs to.

use std::collections::HashSet;

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

/// What rules are placed on.
pub(super) struct Ground<'a> {
    runbook: &'a Runbook,
    /// What there is to do, in the order of the text.
    units: Vec<&'a Unit>,
    /// Sections in which, or under which, there is something to do.
    sections: HashSet<&'a str>,
}

impl<'a> Ground<'a> {
    pub(super) fn of(runbook: &'a Runbook, units: &'a [Unit]) -> Self {
        let units: Vec<&Unit> = units
            .iter()
            .filter(|unit| unit.kind != UnitKind::Reference)
            .collect();
        let mut sections: HashSet<&str> = units
            .iter()
            .filter_map(|unit| unit.section.as_deref())
            .collect();
        // A section stands after its parent, so that one pass backwards finds all.
        for section in runbook.sections.iter().rev() {
            if let Some(parent) = &section.parent
                && sections.contains(section.id.as_str())
            {
                sections.insert(parent);
            }
        }
        Self {
            runbook,
            units,
            sections,
        }
    }

    pub(super) fn place(&self, rule: &Rule) -> Place {
        let sections = &self.runbook.sections;
        let heading = sections.binary_search_by_key(&rule.line, |s| s.line).ok();
        let heading = heading.map(|at| sections[at].id.as_str());
        let section = heading.or(rule.section.as_deref());
        // Units of one section stand together, so that few are looked at.
        let begun = self.units.partition_point(|unit| unit.line <= rule.line);
        let mut above = self.units[..begun]
            .iter()
            .rev()
            .take_while(|unit| unit.section.as_deref() == section);
        // The last one to begin is the innermost.
        if let Some(own) = above.clone().find(|unit| rule.line <= unit.end_line) {
            return Place::In(own.id.clone());
        }
        let Some(section) = section.filter(|id| self.sections.contains(id)) else {
            return Place::Run;
        };
        if heading.is_none()
            && matches!(rule.value, RuleValue::Lasts { .. })
            && let Some(unit) = above.next()
        {
            return Place::After(unit.id.clone());
        }
        Place::Section(section.to_owned())
    }
}

impl Place {
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
