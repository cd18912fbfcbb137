//! The rules of a run as the window shows them.

use belay_engine::Loaded;
use belay_engine::rules::{
    self, Place, Remembered, RunRule, Standing, WaitState, WindowState, closed_sentence,
    open_sentence,
};
use belay_journal::body::RuleVerdict;
use belay_journal::view::Overridden;
use belay_runbook::SectionRole;
use jiff::Timestamp;

use crate::library::count;
use crate::views::{
    BackSection, ChangeWindowView, RuleSeenView, RuleStanding, RuleView, RunRulesView, SaidBefore,
    WaitStanding, WaitView, WayBackView, WentOn,
};

/// The rules of a run as they stand at this instant.
pub(super) fn view(loaded: &Loaded, now: Timestamp) -> RunRulesView {
    let over = loaded.view.finished.is_some();
    RunRulesView {
        rules: loaded
            .rules
            .rules
            .iter()
            .map(|rule| rule_view(rule, now))
            .collect(),
        to_decide: match over {
            true => 0,
            false => count(loaded.rules.to_decide().count()),
        },
        window: window(loaded, now).filter(|_| !over),
        way_back: way_back(loaded),
        zones: belay_runbook::zones().map(str::to_owned).collect(),
    }
}

fn rule_view(rule: &RunRule, now: Timestamp) -> RuleView {
    let confirmed = rule.standing == Standing::Confirmed;
    let (unit, section) = match &rule.place {
        Place::In(unit) | Place::After(unit) => (Some(unit.clone()), None),
        Place::Section(section) => (None, Some(section.clone())),
        Place::Run => (None, None),
    };
    RuleView {
        id: rule.rule.id.clone(),
        kind: rule.rule.kind,
        role: rule.role,
        sentence: rule.rule.sentence.clone(),
        line: rule.rule.line,
        value: rule.value.clone(),
        said: rules::said(&rule.value),
        read: rule.corrected().then(|| rules::said(&rule.rule.value)),
        does: rules::does(rule),
        standing: standing(rule),
        unit,
        section,
        wait: wait(rule, now).filter(|_| confirmed),
        seen: rule.state.observed.as_ref().map(|seen| RuleSeenView {
            so: seen.so,
            at: seen.at,
            by: seen.by.clone(),
        }),
    }
}

fn standing(rule: &RunRule) -> RuleStanding {
    match (rule.standing, &rule.state.decision) {
        (Standing::Confirmed, Some(said)) => RuleStanding::Confirmed {
            at: said.at,
            by: said.by.clone(),
            before: said.earlier.clone(),
        },
        (Standing::Dismissed, Some(said)) => RuleStanding::Dismissed {
            at: said.at,
            by: said.by.clone(),
            reason: said.reason.clone().unwrap_or_default(),
        },
        _ => RuleStanding::Proposed {
            before: rule.remembered.clone().map(before),
        },
    }
}

fn before(remembered: Remembered) -> SaidBefore {
    SaidBefore {
        confirmed: remembered.verdict == RuleVerdict::Confirmed,
        reason: remembered.reason,
        environment: remembered.environment,
        word: remembered.word,
    }
}

fn wait(rule: &RunRule, now: Timestamp) -> Option<WaitView> {
    let wait = rule.wait.as_ref()?;
    Some(WaitView {
        state: match wait.state(now) {
            WaitState::NotStarted => WaitStanding::NotStarted,
            WaitState::Running(_) => WaitStanding::Running,
            WaitState::Over(_) => WaitStanding::Over,
            WaitState::CutShort => WaitStanding::CutShort,
        },
        seconds: wait.seconds,
        started_at: wait.started_at,
        by_hand: wait.by_hand,
        ends_at: wait.ends_at(),
        cut_short: wait.cut_short.as_ref().map(went_on),
    })
}

fn went_on(overridden: &Overridden) -> WentOn {
    WentOn {
        at: overridden.at,
        by: overridden.by.clone(),
        reason: overridden.reason.clone(),
    }
}

fn window(loaded: &Loaded, now: Timestamp) -> Option<ChangeWindowView> {
    let rules = &loaded.rules;
    Some(match rules.window(now)? {
        WindowState::Open { rule, until } => ChangeWindowView {
            open: true,
            sentence: open_sentence(rule, until),
            until: Some(until),
            rule: rule.rule.id.clone(),
            went_on: None,
        },
        WindowState::Closed {
            next,
            rule,
            overridden,
        } => ChangeWindowView {
            open: false,
            sentence: closed_sentence(rules, next),
            until: next.map(|opening| opening.at),
            rule: rule.rule.id.clone(),
            went_on: overridden.map(went_on),
        },
    })
}

fn way_back(loaded: &Loaded) -> Option<WayBackView> {
    let rules: Vec<String> = loaded.rules.met().map(|r| r.rule.id.clone()).collect();
    if rules.is_empty() {
        return None;
    }
    let sections = &loaded.runbook.sections;
    let mut back = sections.iter().filter(|s| s.role == SectionRole::Rollback);
    let first_unit = |id: &str| {
        let units = loaded.units.iter();
        let mut there = units.filter(|u| u.section.as_deref() == Some(id));
        there.next().map(|u| u.id.clone())
    };
    let has_steps = |id: &str| {
        let steps = &loaded.runbook.steps;
        steps.iter().any(|s| s.section.as_deref() == Some(id))
    };
    // The triggers themselves often stand under a heading of their own.
    let section = back
        .clone()
        .find(|s| has_steps(&s.id))
        .or_else(|| back.next());
    Some(WayBackView {
        rules,
        section: section.map(|s| BackSection {
            id: s.id.to_string(),
            title: s.title.to_string(),
            line: s.line,
            unit: first_unit(&s.id),
        }),
    })
}
