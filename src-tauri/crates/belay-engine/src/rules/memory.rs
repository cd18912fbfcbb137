//! What was said about the same sentences in earlier runs of the same file.

use std::collections::HashMap;
use std::mem::discriminant;

use belay_journal::RunView;
use belay_journal::body::{EarlierWord, RuleVerdict};
use belay_runbook::{Rule, RuleValue};

/// What was said about a sentence in an earlier run.
#[derive(Debug, Clone, PartialEq)]
pub struct Remembered {
    /// Confirmed or dismissed.
    pub verdict: RuleVerdict,
    /// What it says, as it was confirmed.
    pub value: Option<RuleValue>,
    /// Why it was dismissed.
    pub reason: Option<String>,
    /// The environment of that run.
    pub environment: String,
    /// Where, when and by whom.
    pub word: EarlierWord,
}

/// The last word on each sentence, from every earlier run of a file.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    /// Sentences, each with all that was said about it.
    said: HashMap<String, Vec<Remembered>>,
}

impl Memory {
    /// Takes the words of an earlier run in.
    pub fn take_in(&mut self, view: &RunView) {
        for decision in view
            .rules
            .values()
            .filter_map(|rule| rule.decision.as_ref())
        {
            let remembered = Remembered {
                verdict: decision.verdict,
                value: serde_json::from_value(decision.value.clone()).ok(),
                reason: decision.reason.clone(),
                environment: view.environment.name.clone(),
                word: EarlierWord {
                    run: view.run.to_string(),
                    at: decision.at,
                    by: decision.by.clone(),
                },
            };
            let said = self.said.entry(decision.sentence.clone()).or_default();
            said.push(remembered);
        }
    }

    /// The last word on the rule's sentence. What was confirmed as another kind of
    /// value counts as nothing: the sentence is read in another way now.
    #[must_use]
    pub fn of(&self, rule: &Rule) -> Option<Remembered> {
        let same = |before: &Remembered| match &before.value {
            Some(value) => discriminant(value) == discriminant(&rule.value),
            None => before.verdict == RuleVerdict::Dismissed,
        };
        let said = self.said.get(&rule.sentence)?.iter();
        said.filter(|before| same(before))
            .max_by_key(|before| before.word.at)
            .cloned()
    }
}
