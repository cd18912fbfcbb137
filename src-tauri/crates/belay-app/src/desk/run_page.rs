//! A run as the window shows it: the engine's units with what was recorded of
//! them.

use belay_engine::environment::Tier;
use belay_engine::pick::PickKind;
use belay_engine::unit::{self, Unit, UnitKind};
use belay_engine::ways::{Decision, Standing, Ways};
use belay_engine::words;
use belay_engine::{EngineError, InputNeeded, Loaded};
use belay_journal::body::{ExitOutcome, ExitRecord, RunOutcome as Outcome};
use belay_journal::view::{AttemptEnd, Taken, UnitStatus};
use belay_journal::{RunId, RunView, view};
use belay_runbook::check::{Diagnostic, Severity};
use belay_runbook::effect::{self, Explanation};
use belay_runbook::{Runbook, SimpleCommand};

use crate::library::{count, guide_view};
use crate::natives;
use crate::views::{
    ChoiceView, Chosen, ExitView, GuideHere, InputView, NoteView, RestoreView, RunGuide,
    RunOutcome, RunSummary, SectionView, UnitState, UnitView, WayView,
};

/// Everything that one unit's view is made of.
pub(super) struct Parts<'a> {
    pub view: &'a RunView,
    pub book: Option<&'a Runbook>,
    pub units: &'a [Unit],
    pub ways: &'a Ways,
    pub findings: &'a [Diagnostic],
    pub restores: &'a [RestoreView],
}

impl Parts<'_> {
    pub(super) fn unit(&self, unit: &Unit) -> UnitView {
        let state = self.view.units.get(&unit.id);
        let part = self.book.and_then(|b| b.part(&unit.id));
        let commands = part.map_or(&[][..], |p| p.commands.as_slice());
        let judged = part.map(|p| belay_engine::effect::judge(&p.commands, p.syntax));
        let blocked_by = self
            .book
            .and_then(|b| unit::blocked_by(b, self.ways, self.units, self.view, unit));
        UnitView {
            id: unit.id.clone(),
            section: unit.section.clone(),
            kind: unit.kind,
            title: unit.title.clone(),
            text: unit.text.clone(),
            code: unit.code.clone(),
            language: unit.language.clone(),
            line: unit.line,
            expected: unit.expected.clone(),
            state: self.set_aside(unit).unwrap_or_else(|| self.state(&unit.id)),
            inputs: unit.inputs.clone(),
            within: unit.within,
            effect: judged.as_ref().map(|j| j.kind),
            effect_reason: judged.map(|j| j.reason),
            explanation: explanation(commands),
            native: natives::native(commands).and_then(|n| natives::view(&n)),
            attempts: state.map_or(0, |s| count(s.attempts.len())),
            last_exit: state.and_then(last_exit),
            restore: self.restore(&unit.id),
            blocked_by: blocked_by.map(|b| b.id.clone()),
            findings: self.findings_of(unit),
        }
    }

    /// The last restore that the unit started.
    fn restore(&self, unit: &str) -> Option<RestoreView> {
        let id = self.view.units.get(unit)?.restores.last()?;
        self.restores.iter().find(|r| r.id == *id).cloned()
    }

    /// Mistakes in the unit. Notes stay with the runbook: in a run, what is to be
    /// filled in is asked for, and the place is the environment's.
    fn findings_of(&self, unit: &Unit) -> Vec<Diagnostic> {
        self.findings
            .iter()
            .filter(|d| d.severity != Severity::Note)
            .filter(|d| (unit.line..=unit.end_line).contains(&d.line))
            .cloned()
            .collect()
    }

    /// The unit belongs to a way that was not taken, and nothing happened to it.
    fn set_aside(&self, unit: &Unit) -> Option<UnitState> {
        let Standing::SetAside(decision) = self.ways.standing(unit) else {
            return None;
        };
        let untouched = self.view.status(&unit.id) == UnitStatus::Pending;
        untouched.then(|| UnitState::SetAside {
            choice: decision.choice.id.to_string(),
            taken: decision.taken_title().unwrap_or_default().to_owned(),
        })
    }

    fn state(&self, id: &str) -> UnitState {
        let Some(state) = self.view.units.get(id) else {
            return UnitState::Pending;
        };
        let mark = || state.mark.as_ref();
        let attempt = state.attempts.last();
        match state.status {
            UnitStatus::Pending => UnitState::Pending,
            UnitStatus::Running => self.running(state),
            UnitStatus::Skipped => mark().map_or(UnitState::Pending, |m| UnitState::Skipped {
                at: m.at,
                by: m.by.clone(),
                reason: m.reason.clone().unwrap_or_default(),
            }),
            UnitStatus::Done => match (mark(), attempt, self.restore_end(state)) {
                (Some(m), ..) => UnitState::Done {
                    at: m.at,
                    by: m.by.clone(),
                },
                (None, _, Some(end)) => UnitState::Done {
                    at: end.0.at,
                    by: end.1.to_owned(),
                },
                (None, Some(a), None) => UnitState::Done {
                    at: ended_at(a),
                    by: a.by.clone(),
                },
                (None, None, None) => UnitState::Pending,
            },
            UnitStatus::Failed | UnitStatus::Stopped => self.unhappy(state),
            UnitStatus::Interrupted => {
                attempt.map_or(UnitState::Pending, |a| UnitState::Interrupted {
                    attempt: a.attempt,
                    intended_at: a.intended_at,
                })
            }
        }
    }

    fn running(&self, state: &view::UnitState) -> UnitState {
        let restore = state
            .restores
            .last()
            .and_then(|r| self.view.restores.get(r));
        let (attempt, started_at) = match (restore, state.attempts.last()) {
            (Some(r), None) => (1, r.intended_at),
            (Some(r), Some(a)) if r.seq > a.seq => (a.attempt, r.intended_at),
            (_, Some(a)) => (a.attempt, a.intended_at),
            (None, None) => return UnitState::Pending,
        };
        UnitState::Running {
            attempt,
            started_at,
        }
    }

    fn unhappy(&self, state: &view::UnitState) -> UnitState {
        let stopped = state.status == UnitStatus::Stopped;
        let (at, attempt, sentence) = match (self.restore_end(state), state.attempts.last()) {
            (Some((end, _)), _) => (
                end.at,
                count(state.restores.len()),
                end.message.clone().unwrap_or_else(|| "Given up.".into()),
            ),
            (None, Some(a)) => (ended_at(a), a.attempt, ended_how(a)),
            (None, None) => return UnitState::Pending,
        };
        if stopped {
            UnitState::Stopped {
                at,
                attempt,
                sentence,
            }
        } else {
            UnitState::Failed {
                at,
                attempt,
                sentence,
            }
        }
    }

    /// How the unit's last restore ended, and who began it.
    fn restore_end(&self, state: &view::UnitState) -> Option<(&view::RestoreEnd, &str)> {
        let restore = self.view.restores.get(state.restores.last()?)?;
        let newer = state.attempts.last().is_none_or(|a| restore.seq > a.seq);
        let end = restore.ended.as_ref().filter(|_| newer)?;
        Some((end, &restore.by))
    }
}

/// What the gravest of the commands does: that one wants explaining.
fn explanation(commands: &[SimpleCommand]) -> Option<Explanation> {
    commands
        .iter()
        .filter(|c| !c.in_substitution && !c.words.is_empty())
        .max_by_key(|c| effect::effect(c).kind)
        .map(effect::explain)
}

fn ended_at(attempt: &view::Attempt) -> jiff::Timestamp {
    match &attempt.end {
        AttemptEnd::Ended { at, .. } | AttemptEnd::Interrupted { at, .. } => *at,
        AttemptEnd::Open => attempt.intended_at,
    }
}

fn ended_how(attempt: &view::Attempt) -> String {
    match &attempt.end {
        AttemptEnd::Ended { exit, .. } => words::outcome(&exit.outcome),
        AttemptEnd::Interrupted { .. } => "Belay ended while it was going on.".into(),
        AttemptEnd::Open => "going on".into(),
    }
}

fn last_exit(state: &view::UnitState) -> Option<ExitView> {
    let attempt = state.attempts.last()?;
    match &attempt.end {
        AttemptEnd::Ended { at, exit } => Some(exit_view(attempt.attempt, *at, exit)),
        _ => None,
    }
}

pub(super) fn exit_view(attempt: u32, at: jiff::Timestamp, exit: &ExitRecord) -> ExitView {
    ExitView {
        attempt,
        outcome: words::outcome(&exit.outcome),
        ok: exit.outcome == ExitOutcome::Exited { code: 0 },
        duration_ms: exit.duration_ms,
        bytes: exit.output.bytes,
        tail: exit.output.tail.clone(),
        at,
    }
}

/// The line of a run whose record cannot be read.
pub(super) fn unreadable(run: &RunId, error: &EngineError) -> RunSummary {
    RunSummary {
        short: short(run.as_str()),
        id: run.to_string(),
        title: "A run that cannot be read".to_owned(),
        runbook_title: None,
        environment: String::new(),
        tier: Tier::Production,
        account_id: String::new(),
        region: String::new(),
        started_at: jiff::Timestamp::UNIX_EPOCH,
        ended_at: None,
        outcome: RunOutcome::Open,
        done: 0,
        total: 0,
        more: false,
        author: String::new(),
        attention: None,
        broken: Some(error.to_string()),
    }
}

/// The part of an id that people say: its last group.
fn short(id: &str) -> String {
    id.rsplit('-').next().unwrap_or(id).to_owned()
}

/// The run's line in the list.
pub(super) fn summary(loaded: &Loaded) -> RunSummary {
    let (view, units) = (&loaded.view, &loaded.units);
    let book = loaded.view.runbook_path.is_some();
    let (total, more) = unit::total(&loaded.ways, units, view);
    let settled =
        unit::counted(&loaded.ways, units, view).filter(|u| view.status(&u.id).is_settled());
    let id = view.run.as_str();
    RunSummary {
        short: short(id),
        id: id.to_owned(),
        title: view.title.clone(),
        runbook_title: book.then(|| loaded.runbook.title.clone()),
        environment: view.environment.name.clone(),
        tier: Tier::from_word(&view.environment.tier),
        account_id: view.environment.account_id.clone(),
        region: view.environment.region.clone(),
        started_at: view.started_at,
        ended_at: view.finished.as_ref().map(|f| f.at),
        outcome: match view.finished.as_ref().map(|f| f.outcome) {
            None => RunOutcome::Open,
            Some(Outcome::Completed) => RunOutcome::Completed,
            Some(Outcome::Abandoned) => RunOutcome::Abandoned,
        },
        done: count(settled.count()),
        total: count(total),
        more,
        author: view.author.principal.clone(),
        attention: attention(view),
        broken: None,
    }
}

fn attention(view: &RunView) -> Option<String> {
    let interrupted = view
        .units
        .values()
        .filter(|u| u.status == UnitStatus::Interrupted)
        .count();
    match interrupted {
        0 => None,
        1 => Some("1 step was interrupted; look what it did before it is run again.".into()),
        n => Some(format!(
            "{n} steps were interrupted; look what they did before they are run again."
        )),
    }
}

pub(super) fn sections(book: &Runbook, view: &RunView) -> Vec<SectionView> {
    // Guides lead out of the scope.
    let scope = match view.guides.is_empty() {
        true => view.scope.as_slice(),
        false => &[],
    };
    unit::sections(book, scope)
        .into_iter()
        .map(|s| SectionView {
            id: s.id.to_string(),
            title: s.title.to_string(),
            path: s.path.iter().map(ToString::to_string).collect(),
            line: s.line,
        })
        .collect()
}

pub(super) fn input(needed: InputNeeded, pick: Option<PickKind>) -> InputView {
    let InputNeeded {
        input,
        value,
        given,
        used_in,
    } = needed;
    // The kind's own JSON name; every kind has one.
    let kind = serde_json::to_value(input.kind).ok();
    InputView {
        id: input.id.to_string(),
        label: input.label.to_string(),
        placeholder: input.placeholder.to_string(),
        kind: kind
            .and_then(|k| k.as_str().map(str::to_owned))
            .unwrap_or_default(),
        secret: input.secret,
        required: input.required,
        value,
        given,
        hint: input.hint.map(String::from),
        used_in,
        pick,
    }
}

pub(super) fn notes(view: &RunView) -> Vec<NoteView> {
    view.notes
        .iter()
        .map(|n| NoteView {
            at: n.at,
            by: n.by.clone(),
            unit: n.unit.clone(),
            text: n.text.clone(),
        })
        .collect()
}

/// The guides of the run's text, with what there is to do in them.
pub(super) fn guides(loaded: &Loaded) -> Vec<RunGuide> {
    let book = &loaded.runbook;
    let mut guides: Vec<RunGuide> = book
        .guides
        .iter()
        .map(|guide| RunGuide {
            guide: guide_view(book, guide),
            units: Vec::new(),
        })
        .collect();
    for unit in &loaded.units {
        for at in loaded.ways.guides_of(unit) {
            guides[*at].units.push(unit.id.clone());
        }
    }
    guides
}

/// The guide in which the run is.
pub(super) fn guide_here(view: &RunView) -> Option<GuideHere> {
    view.guide().map(|here| GuideHere {
        guide: here.guide.clone(),
        symptom: here.symptom.clone(),
        alone: here.alone,
        from: here.from.clone(),
        at: here.at,
        by: here.by.clone(),
    })
}

/// The unit that comes next: the first that is left to do, of the guide in which the
/// run is, if it is in one.
pub(super) fn current(loaded: &Loaded) -> Option<String> {
    let here = loaded.view.guide().and_then(|here| {
        let mut guides = loaded.runbook.guides.iter();
        guides.position(|guide| guide.id == here.guide)
    });
    let next = here.and_then(|guide| {
        loaded.units.iter().find(|unit| {
            loaded.ways.guides_of(unit).contains(&guide)
                && unit.kind != UnitKind::Reference
                && !loaded.ways.leaves_out(&loaded.view, unit)
                && !loaded.view.status(&unit.id).is_settled()
        })
    });
    if let Some(next) = next {
        return Some(next.id.clone());
    }
    let left = unit::left(&loaded.ways, &loaded.units, &loaded.view);
    left.first().map(|unit| unit.id.clone())
}

/// The places where one of several ways is taken.
pub(super) fn choices(loaded: &Loaded) -> Vec<ChoiceView> {
    let decisions = loaded.ways.choices.iter();
    decisions
        .map(|decision| {
            let chosen = loaded.view.choices.get(decision.choice.id.as_str());
            choice(&loaded.units, decision, chosen)
        })
        .collect()
}

/// One of them; `chosen` is what somebody said of it.
pub(super) fn choice(units: &[Unit], decision: &Decision, chosen: Option<&Taken>) -> ChoiceView {
    let choice = &decision.choice;
    let ways = choice
        .options
        .iter()
        .zip(0..)
        .map(|(option, index)| WayView {
            number: index + 1,
            title: option.title.to_string(),
            when: option.when.as_deref().map(str::to_owned),
            recommended: choice.recommended == Some(index),
            line: option.line,
            units: units
                .iter()
                .filter(|unit| option.holds(&unit.step, &unit.id))
                .map(|unit| unit.id.clone())
                .collect(),
        });
    ChoiceView {
        id: choice.id.to_string(),
        title: choice.title.to_string(),
        ways: ways.collect(),
        taken: decision.taken.map(|at| count(at).saturating_add(1)),
        chosen: chosen.map(|taken| Chosen {
            at: taken.at,
            by: taken.by.clone(),
        }),
        begun: decision.begun,
    }
}
