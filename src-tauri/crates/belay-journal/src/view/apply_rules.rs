//! How events about rules of the prose change the view.

use super::{Overridden, RuleDecision, RuleSeen, RunView, Said};
use crate::body::{EventBody, RuleVerdict};
use crate::event::Event;

impl RunView {
    pub(super) fn apply_rule(&mut self, event: &Event) {
        let (at, by) = (event.at, event.author.principal.clone());
        match event.body.clone() {
            EventBody::RuleDecided {
                rule,
                sentence,
                verdict,
                value,
                reason,
                earlier,
                ..
            } => {
                let decision = RuleDecision {
                    verdict,
                    sentence,
                    value,
                    reason,
                    earlier,
                    at,
                    by,
                };
                let state = self.rules.entry(rule).or_default();
                state.decision = Some(decision).filter(|d| d.verdict != RuleVerdict::TakenBack);
            }
            EventBody::RuleOverridden {
                rule,
                sentence,
                reason,
            } => {
                let overridden = Overridden {
                    sentence,
                    reason,
                    at,
                    by,
                };
                self.rules.entry(rule).or_default().overridden = Some(overridden);
            }
            EventBody::WaitStarted { rule } => {
                self.rules.entry(rule).or_default().started = Some(Said { at, by });
            }
            EventBody::RuleObserved { rule, so, .. } => {
                self.rules.entry(rule).or_default().observed = so.map(|so| RuleSeen { so, at, by });
            }
            _ => {}
        }
    }
}
