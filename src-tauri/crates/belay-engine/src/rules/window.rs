//! Change windows that a person has confirmed.

use belay_journal::view::Overridden;
use belay_runbook::{Recurrence, RuleValue};
use jiff::Timestamp;

use super::{Role, RunRule, RunRules};

/// How the confirmed change windows of a run stand together: one that is open is
/// enough.
#[derive(Debug, Clone)]
pub enum WindowState<'r> {
    /// One is open.
    Open {
        /// Which.
        rule: &'r RunRule,
        /// When it closes.
        until: Timestamp,
    },
    /// None is.
    Closed {
        /// The one that opens next, and when; nothing within two months.
        next: Option<Opening<'r>>,
        /// The one that opens next, or the first: a reason to go on is given for it.
        rule: &'r RunRule,
        /// A person went on all the same, since it closed last.
        overridden: Option<&'r Overridden>,
    },
}

/// The next opening of a window.
#[derive(Debug, Clone, Copy)]
pub struct Opening<'r> {
    /// Whose.
    pub rule: &'r RunRule,
    /// When.
    pub at: Timestamp,
}

impl RunRules {
    /// How the change windows stand; nothing where none is confirmed.
    #[must_use]
    pub fn window(&self, now: Timestamp) -> Option<WindowState<'_>> {
        let windows: Vec<(&RunRule, &Recurrence)> = self
            .confirmed(Role::Window)
            .filter_map(|rule| match &rule.value {
                RuleValue::Window(window) => Some((rule, window)),
                _ => None,
            })
            .collect();
        if windows.is_empty() {
            return None;
        }
        let open = windows
            .iter()
            .filter_map(|(rule, window)| Some((*rule, window.open_until(now)?)))
            .max_by_key(|(_, until)| *until);
        if let Some((rule, until)) = open {
            return Some(WindowState::Open { rule, until });
        }
        let next = windows
            .iter()
            .filter_map(|(rule, window)| {
                let at = window.next_after(now)?;
                Some(Opening { rule, at })
            })
            .min_by_key(|opening| opening.at);
        // A reason counts until a window opens: what is left when it has closed again
        // is asked about anew.
        let opened_since = |at: Timestamp| {
            let opens = |window: &Recurrence| window.next_after(at).is_some_and(|next| next <= now);
            windows.iter().any(|(_, window)| opens(window))
        };
        let overridden = windows
            .iter()
            .filter_map(|(rule, _)| rule.state.overridden.as_ref())
            .max_by_key(|overridden| overridden.at)
            .filter(|overridden| !opened_since(overridden.at));
        let rule = next.map_or(windows[0].0, |opening| opening.rule);
        Some(WindowState::Closed {
            next,
            rule,
            overridden,
        })
    }
}
