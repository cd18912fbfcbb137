//! How each event changes the view.

use super::{
    Attempt, AttemptEnd, Entered, Finished, InputState, KeptChart, Mark, NotARun, Note, Observed,
    RefusalNoted, Resolved, RestoreEnd, RestoreState, RunView, Said, Submitted, Taken, UnitState,
    UnitStatus,
};
use crate::body::{EventBody, ExitOutcome, RestoreOutcome};
use crate::event::Event;

impl RunView {
    pub(super) fn begin(first: &Event) -> Result<Self, NotARun> {
        let EventBody::RunStarted {
            title,
            runbook,
            scope,
            environment,
            directory,
        } = &first.body
        else {
            return Err(NotARun);
        };
        Ok(Self {
            run: first.run.clone(),
            title: title.clone(),
            author: first.author.clone(),
            started_at: first.at,
            finished: None,
            runbook_path: runbook.as_ref().map(|r| r.path.clone()),
            runbook_digest: runbook.as_ref().map(|r| r.digest.clone()),
            runbook_text: runbook.as_ref().map(|r| r.text.clone()),
            scope: scope.clone(),
            environment: environment.clone(),
            directory: directory.clone(),
            units: Default::default(),
            inputs: Default::default(),
            confirmed: Default::default(),
            choices: Default::default(),
            rules: Default::default(),
            guides: Vec::new(),
            notes: Vec::new(),
            restores: Default::default(),
            charts: Vec::new(),
            refusals: Vec::new(),
            accepted_drift: Vec::new(),
            clock_went_back: Vec::new(),
            unknown: Vec::new(),
            last_seq: first.seq,
            last_at: first.at,
            last_hash: first.hash,
        })
    }

    /// Adds the event that follows the last one.
    pub fn apply(&mut self, event: &Event) {
        if event.at < self.last_at {
            self.clock_went_back.push(event.seq);
        }
        self.last_seq = event.seq;
        self.last_at = event.at;
        self.last_hash = event.hash;
        match &event.body {
            // A second start cannot happen; whoever wrote it, it changes nothing.
            EventBody::RunStarted { .. }
            | EventBody::Resumed { .. }
            | EventBody::LockTakenOver { .. } => {}
            EventBody::DriftAccepted { new, .. } => self.accepted_drift.push(new.clone()),
            EventBody::Unknown(_) => self.unknown.push(event.seq),
            EventBody::RunFinished { outcome, note } => {
                self.finished = Some(Finished {
                    outcome: *outcome,
                    note: note.clone(),
                    at: event.at,
                    by: event.author.principal.clone(),
                });
            }
            EventBody::RuleDecided { .. }
            | EventBody::RuleOverridden { .. }
            | EventBody::WaitStarted { .. }
            | EventBody::RuleObserved { .. } => self.apply_rule(event),
            EventBody::InputGiven { .. }
            | EventBody::NeedConfirmed { .. }
            | EventBody::ChoiceMade { .. }
            | EventBody::GuideEntered { .. }
            | EventBody::GuideLeft { .. }
            | EventBody::Noted { .. }
            | EventBody::ChartKept { .. }
            | EventBody::Refused { .. } => self.apply_paper(event),
            EventBody::RestoreIntended { .. }
            | EventBody::RestoreSubmitted { .. }
            | EventBody::RestoreObserved { .. }
            | EventBody::RestoreCompared { .. }
            | EventBody::RestoreEnded { .. } => self.apply_restore(event),
            _ => self.apply_unit(event),
        }
        if let Some(unit) = self.touched(event) {
            self.settle(&unit);
        }
    }

    /// What is written down and changes no unit.
    fn apply_paper(&mut self, event: &Event) {
        let (at, by) = (event.at, event.author.principal.clone());
        match event.body.clone() {
            EventBody::InputGiven {
                input,
                value,
                secret,
            } => {
                self.inputs.insert(
                    input,
                    InputState {
                        value,
                        secret,
                        at,
                        by,
                    },
                );
            }
            EventBody::NeedConfirmed {
                need, confirmed, ..
            } => {
                if confirmed {
                    self.confirmed.insert(need, Said { at, by });
                } else {
                    self.confirmed.remove(&need);
                }
            }
            EventBody::ChoiceMade {
                choice,
                title,
                option,
                way,
            } => {
                let taken = Taken {
                    title,
                    option,
                    way,
                    at,
                    by,
                };
                self.choices.insert(choice, taken);
            }
            EventBody::GuideEntered {
                guide,
                title,
                symptom,
                alone,
                from,
            } => {
                self.guides.push(Entered {
                    guide,
                    title,
                    symptom,
                    alone,
                    from,
                    at,
                    by,
                    left: false,
                });
            }
            EventBody::GuideLeft { guide } => {
                let mut entered = self.guides.iter_mut().rev();
                if let Some(last) = entered.find(|last| !last.left && last.guide == guide) {
                    last.left = true;
                }
            }
            EventBody::Noted { unit, text } => self.notes.push(Note { unit, text, at, by }),
            EventBody::ChartKept { unit, title, chart } => {
                self.charts.push(KeptChart {
                    unit,
                    title,
                    at,
                    seq: event.seq,
                    chart,
                });
            }
            EventBody::Refused {
                unit,
                guard,
                sentence,
            } => {
                self.refusals.push(RefusalNoted {
                    unit,
                    guard,
                    sentence,
                    at,
                });
            }
            _ => {}
        }
    }

    fn apply_unit(&mut self, event: &Event) {
        let Some(unit) = event.body.unit() else {
            return;
        };
        let state = self.units.entry(unit.to_owned()).or_default();
        let (at, by) = (event.at, event.author.principal.clone());
        match event.body.clone() {
            EventBody::Ticked { .. } => {
                state.mark = Some(Mark {
                    skipped: false,
                    reason: None,
                    at,
                    by,
                });
            }
            EventBody::Unticked { .. } => state.mark = None,
            EventBody::Skipped { reason, .. } => {
                state.mark = Some(Mark {
                    skipped: true,
                    reason: Some(reason),
                    at,
                    by,
                });
            }
            EventBody::CommandIntended {
                attempt,
                text,
                effect,
                identity,
                confirmation,
                instance,
                ..
            } => {
                // What was marked before is overtaken by a new attempt.
                state.mark = None;
                state.attempts.push(Attempt {
                    attempt,
                    text,
                    effect,
                    identity,
                    confirmation,
                    instance,
                    intended_at: at,
                    seq: event.seq,
                    by,
                    end: AttemptEnd::Open,
                });
            }
            EventBody::CommandEnded { attempt, exit, .. } => {
                state.end(
                    attempt,
                    AttemptEnd::Ended {
                        at,
                        exit: Box::new(exit),
                    },
                );
            }
            EventBody::CommandInterrupted { attempt, .. } => {
                state.end(attempt, AttemptEnd::Interrupted { at, resolved: None });
            }
            EventBody::InterruptionResolved {
                attempt,
                done,
                reason,
                ..
            } => {
                let resolved = Some(Resolved { done, reason, by });
                state.end(attempt, AttemptEnd::Interrupted { at, resolved });
            }
            _ => {}
        }
    }

    fn apply_restore(&mut self, event: &Event) {
        let at = event.at;
        match event.body.clone() {
            EventBody::RestoreIntended {
                unit,
                restore,
                plan,
                identity,
                confirmation,
            } => {
                if let Some(unit) = &unit {
                    let state = self.units.entry(unit.clone()).or_default();
                    state.mark = None;
                    state.restores.push(restore.clone());
                }
                let state = RestoreState {
                    unit,
                    plan,
                    identity,
                    confirmation,
                    intended_at: at,
                    seq: event.seq,
                    by: event.author.principal.clone(),
                    submitted: None,
                    observed: Vec::new(),
                    compared: None,
                    ended: None,
                };
                self.restores.insert(restore, state);
            }
            EventBody::RestoreSubmitted {
                restore,
                resource,
                request_id,
            } => {
                self.restore(&restore, |r| {
                    r.submitted = Some(Submitted {
                        at,
                        resource,
                        request_id,
                    });
                });
            }
            EventBody::RestoreObserved {
                restore,
                status,
                request_id,
            } => {
                self.restore(&restore, |r| {
                    r.observed.push(Observed {
                        at,
                        status,
                        request_id,
                    })
                });
            }
            EventBody::RestoreCompared { restore, summary } => {
                self.restore(&restore, |r| r.compared = Some(summary));
            }
            EventBody::RestoreEnded {
                restore,
                outcome,
                message,
            } => {
                self.restore(&restore, |r| {
                    r.ended = Some(RestoreEnd {
                        at,
                        outcome,
                        message,
                    })
                });
            }
            _ => {}
        }
    }

    fn restore(&mut self, id: &str, change: impl FnOnce(&mut RestoreState)) {
        if let Some(restore) = self.restores.get_mut(id) {
            change(restore);
        }
    }

    /// The unit whose status the event may change.
    fn touched(&self, event: &Event) -> Option<String> {
        match &event.body {
            EventBody::RestoreSubmitted { restore, .. }
            | EventBody::RestoreObserved { restore, .. }
            | EventBody::RestoreEnded { restore, .. } => self.restores.get(restore)?.unit.clone(),
            body => body.unit().map(str::to_owned),
        }
    }

    fn settle(&mut self, unit: &str) {
        let Some(state) = self.units.get(unit) else {
            return;
        };
        let last_restore = state.restores.last().and_then(|id| self.restores.get(id));
        let status = state.status_with(last_restore);
        if let Some(state) = self.units.get_mut(unit) {
            state.status = status;
        }
    }
}

impl UnitState {
    fn end(&mut self, attempt: u32, end: AttemptEnd) {
        if let Some(attempt) = self.attempts.iter_mut().rfind(|a| a.attempt == attempt) {
            attempt.end = end;
        }
    }

    fn status_with(&self, restore: Option<&RestoreState>) -> UnitStatus {
        if let Some(mark) = &self.mark {
            return if mark.skipped {
                UnitStatus::Skipped
            } else {
                UnitStatus::Done
            };
        }
        let command = self.attempts.last();
        match (command, restore) {
            (Some(command), Some(restore)) if restore.seq > command.seq => restore.status(),
            (None, Some(restore)) => restore.status(),
            (Some(command), _) => command.status(),
            (None, None) => UnitStatus::Pending,
        }
    }
}

impl Attempt {
    fn status(&self) -> UnitStatus {
        match &self.end {
            AttemptEnd::Open => UnitStatus::Running,
            AttemptEnd::Interrupted { resolved: None, .. } => UnitStatus::Interrupted,
            AttemptEnd::Interrupted {
                resolved: Some(found),
                ..
            } if found.done => UnitStatus::Done,
            AttemptEnd::Interrupted { .. } => UnitStatus::Pending,
            AttemptEnd::Ended { exit, .. } => match exit.outcome {
                ExitOutcome::Exited { code: 0 } => UnitStatus::Done,
                ExitOutcome::Stopped { .. } => UnitStatus::Stopped,
                _ => UnitStatus::Failed,
            },
        }
    }
}

impl RestoreState {
    fn status(&self) -> UnitStatus {
        match self.ended.as_ref().map(|end| end.outcome) {
            None => UnitStatus::Running,
            Some(RestoreOutcome::Completed) => UnitStatus::Done,
            Some(RestoreOutcome::Failed) => UnitStatus::Failed,
            Some(RestoreOutcome::Abandoned) => UnitStatus::Stopped,
        }
    }
}
