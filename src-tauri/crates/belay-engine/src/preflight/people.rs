//! What only a person can know: access, permissions, tools that cannot be asked.

use belay_journal::view::{Said, UnitStatus};
use belay_runbook::{Need, Prerequisite, Runbook};

use super::{Check, CheckState, NeedKind, Subject, ids};
use crate::unit::{Unit, UnitKind};
use crate::words::{instant, unquoted};

/// A need of the runbook, by its id.
pub(crate) struct ById<'a> {
    /// What the runbook says.
    pub prerequisite: &'a Prerequisite,
    /// The unit that stands for it: a task item that a person ticks.
    pub unit: Option<&'a Unit>,
}

/// The need with this id.
pub(crate) fn by_id<'a>(runbook: &'a Runbook, units: &'a [Unit], id: &str) -> Option<ById<'a>> {
    let at = ids(&runbook.prerequisites)
        .iter()
        .position(|own| own == id)?;
    let prerequisite = &runbook.prerequisites[at];
    Some(ById {
        prerequisite,
        unit: unit_of(prerequisite, units),
    })
}

fn unit_of<'a>(prerequisite: &Prerequisite, units: &'a [Unit]) -> Option<&'a Unit> {
    let step = prerequisite.step.as_ref()?;
    units
        .iter()
        .find(|unit| unit.step == *step && unit.kind == UnitKind::Check)
}

/// Access and permissions. Their ids are those of [`by_id`].
pub(crate) fn of_people(subject: &Subject<'_>) -> Vec<Check> {
    let prerequisites = &subject.runbook.prerequisites;
    prerequisites
        .iter()
        .zip(ids(prerequisites))
        .filter_map(|(prerequisite, id)| need(subject, prerequisite, id))
        .collect()
}

fn need(subject: &Subject<'_>, prerequisite: &Prerequisite, id: String) -> Option<Check> {
    let (kind, name) = match &prerequisite.need {
        Need::Tool { .. } => return None,
        Need::Access => (NeedKind::Access, prerequisite.text.to_string()),
        Need::Permission { service, grant } => {
            (NeedKind::Permission, format!("{service}: {grant}"))
        }
    };
    let what = match kind {
        NeedKind::Permission => "Belay does not try permissions out, so a person has to know",
        _ => "only a person can say",
    };
    let sentence = format!("{}; {what}.", unquoted(&name));
    let mut check =
        Check::new(id, kind, name, CheckState::ToConfirm, sentence).at(prerequisite.line);
    check.unit = unit_of(prerequisite, subject.units).map(|unit| unit.id.clone());
    if let Some(sentence) = said(subject, &check) {
        check.state = CheckState::Ok;
        check.sentence = sentence;
    }
    Some(check)
}

/// Applies what a person said in the run to checks that wait for one.
pub(crate) fn confirmed(subject: &Subject<'_>, checks: &mut [Check]) {
    for check in checks {
        if check.state == CheckState::ToConfirm
            && let Some(sentence) = said(subject, check)
        {
            check.state = CheckState::Ok;
            check.sentence = sentence;
        }
    }
}

/// Who said that it is there, and when: by ticking its task item, or here.
fn said(subject: &Subject<'_>, check: &Check) -> Option<String> {
    let view = subject.view?;
    let name = unquoted(&check.name);
    let confirmed = |said: &Said| format!("{name}; confirmed {} by {}.", instant(said.at), said.by);
    let Some(unit) = &check.unit else {
        return view.confirmed.get(&check.id).map(confirmed);
    };
    let mark = view.units.get(unit)?.mark.as_ref()?;
    (view.status(unit) == UnitStatus::Done)
        .then(|| format!("{name}; ticked {} by {}.", instant(mark.at), mark.by))
}
