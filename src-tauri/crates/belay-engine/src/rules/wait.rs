//! Clocks of confirmed durations and validation windows. They run by what the
//! record says, so that they outlive the program.

use belay_journal::RunView;
use belay_journal::view::{AttemptEnd, Overridden, UnitStatus};
use belay_runbook::{RuleValue, Runbook};
use jiff::{SignedDuration, Timestamp};

use super::place::{Place, stands_in};
use super::{Role, RunRule, RunRules};
use crate::unit::{Unit, UnitKind, left};
use crate::ways::Ways;

/// The clock of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    /// How long, in seconds.
    pub seconds: u32,
    /// When it was set going; nothing while it waits for that.
    pub started_at: Option<Timestamp>,
    /// A person set it going.
    pub by_hand: bool,
    /// Somebody went on before its end.
    pub cut_short: Option<Overridden>,
}

/// How a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitState {
    /// It has not been set going.
    NotStarted,
    /// It runs until then.
    Running(Timestamp),
    /// It ended then.
    Over(Timestamp),
    /// Somebody went on before its end.
    CutShort,
}

impl Wait {
    /// How it stands at this instant.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> WaitState {
        if self.cut_short.is_some() {
            return WaitState::CutShort;
        }
        match self.ends_at() {
            None => WaitState::NotStarted,
            Some(end) if now < end => WaitState::Running(end),
            Some(end) => WaitState::Over(end),
        }
    }

    /// When it ends, if it runs.
    #[must_use]
    pub fn ends_at(&self) -> Option<Timestamp> {
        let length = SignedDuration::from_secs(i64::from(self.seconds));
        let started = self.started_at?;
        Some(started.checked_add(length).unwrap_or(Timestamp::MAX))
    }
}

/// What clocks are read from.
pub(super) struct Course<'a> {
    pub runbook: &'a Runbook,
    pub units: &'a [Unit],
    pub ways: &'a Ways,
    pub view: &'a RunView,
    /// Sections that are stretches after the change: what is done in them is not
    /// the change.
    pub watched: &'a [String],
}

pub(super) fn of(rule: &RunRule, course: &Course<'_>) -> Option<Wait> {
    let seconds = match &rule.value {
        RuleValue::Lasts { seconds, .. } => *seconds,
        RuleValue::After {
            from_seconds,
            to_seconds,
        } => to_seconds.unwrap_or(*from_seconds),
        _ => return None,
    };
    let by_itself = course.start(&rule.place);
    let by_hand = rule.state.started.as_ref().map(|said| said.at);
    // A step that is done once more sets its clock going once more.
    let started_at = by_itself.max(by_hand);
    let overridden = rule.state.overridden.clone();
    Some(Wait {
        seconds,
        started_at,
        by_hand: by_hand.is_some() && started_at == by_hand,
        cut_short: overridden.filter(|o| started_at.is_none_or(|start| start <= o.at)),
    })
}

impl Course<'_> {
    /// When the clock of a rule at this place was set going.
    fn start(&self, place: &Place) -> Option<Timestamp> {
        match place {
            Place::In(id) => {
                let unit = self.unit(id)?;
                match unit.kind {
                    // The command itself may be the wait: its own time counts.
                    UnitKind::Command => self.begun(id),
                    _ => self.reached(|before| before.id == *id),
                }
            }
            Place::After(id) => self.done(self.unit(id)?),
            Place::Section(id) => self.reached(|unit| stands_in(self.runbook, unit, id)),
            Place::Run => None,
        }
    }

    fn unit(&self, id: &str) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.id == id)
    }

    fn begun(&self, unit: &str) -> Option<Timestamp> {
        let state = self.view.units.get(unit)?;
        Some(state.attempts.last()?.intended_at)
    }

    /// When the last step before the first one that `is_it` was done, if nothing of
    /// that step's section is left before it.
    fn reached(&self, is_it: impl Fn(&Unit) -> bool) -> Option<Timestamp> {
        let before: Vec<&Unit> = self
            .units
            .iter()
            .take_while(|unit| !is_it(unit))
            .filter(|unit| unit.kind != UnitKind::Reference && !self.is_watched(unit))
            .collect();
        let (last, at) = before
            .iter()
            .filter_map(|unit| Some((*unit, self.done(unit)?)))
            .max_by_key(|(_, at)| *at)?;
        let open = left(self.ways, self.units, self.view);
        let begun = open
            .iter()
            .any(|unit| unit.section == last.section && before.iter().any(|b| b.id == unit.id));
        (!begun).then_some(at)
    }

    fn is_watched(&self, unit: &Unit) -> bool {
        self.watched
            .iter()
            .any(|section| stands_in(self.runbook, unit, section))
    }

    /// When a unit was done; nothing for one that was left out.
    fn done(&self, unit: &Unit) -> Option<Timestamp> {
        let state = self.view.units.get(&unit.id)?;
        if state.status != UnitStatus::Done {
            return None;
        }
        let marked = state.mark.as_ref().map(|mark| mark.at);
        let attempt = state.attempts.last().and_then(|a| match &a.end {
            AttemptEnd::Open => None,
            AttemptEnd::Ended { at, .. } | AttemptEnd::Interrupted { at, .. } => Some(*at),
        });
        let restore = state.restores.last();
        let restore = restore.and_then(|id| self.view.restores.get(id)?.ended.as_ref());
        marked.or_else(|| attempt.max(restore.map(|end| end.at)))
    }
}

impl RunRules {
    /// The confirmed clocks that are not over and stand against doing `unit`.
    /// `ticks` says that it is to be ticked and not run.
    pub(crate) fn waits_before<'r>(
        &'r self,
        runbook: &'r Runbook,
        units: &'r [Unit],
        unit: &'r Unit,
        ticks: bool,
        now: Timestamp,
    ) -> impl Iterator<Item = (&'r RunRule, WaitState)> {
        let place = move |id: &str| units.iter().position(|u| u.id == id);
        let against = move |rule: &RunRule| match &rule.place {
            Place::Section(section) => ticks && stands_in(runbook, unit, section),
            Place::In(id) if *id == unit.id => ticks && unit.kind != UnitKind::Command,
            Place::In(id) | Place::After(id) => {
                let same = units
                    .iter()
                    .any(|u| u.id == *id && u.section == unit.section);
                same && place(id) < place(&unit.id)
            }
            Place::Run => false,
        };
        self.waits(now).filter(move |(rule, state)| match state {
            // Of a step that was left out nothing is to be waited for.
            WaitState::NotStarted => {
                let own = rule.place.unit() == Some(unit.id.as_str());
                against(rule) && (own || rule.place.section().is_some())
            }
            _ => against(rule),
        })
    }

    /// The confirmed clocks that are not over.
    pub(crate) fn waits(&self, now: Timestamp) -> impl Iterator<Item = (&RunRule, WaitState)> {
        self.confirmed(Role::Wait).filter_map(move |rule| {
            let state = rule.wait.as_ref()?.state(now);
            let open = matches!(state, WaitState::NotStarted | WaitState::Running(_));
            open.then_some((rule, state))
        })
    }
}
