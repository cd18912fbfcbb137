//! Secret values: in memory only, and masked wherever text is shown or kept.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use belay_journal::RunId;

/// What stands in place of a secret.
pub const MASK: &str = "••••••";

/// Values of secret inputs, for as long as the program runs.
#[derive(Default)]
pub(crate) struct Secrets {
    values: Mutex<HashMap<(RunId, String), String>>,
}

impl Secrets {
    pub(crate) fn put(&self, run: &RunId, input: &str, value: String) {
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        values.insert((run.clone(), input.to_owned()), value);
    }

    pub(crate) fn get(&self, run: &RunId, input: &str) -> Option<String> {
        let values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        values.get(&(run.clone(), input.to_owned())).cloned()
    }

    /// Every secret of a run.
    pub(crate) fn of(&self, run: &RunId) -> Vec<String> {
        let values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        values
            .iter()
            .filter(|((r, _), _)| r == run)
            .map(|(_, value)| value.clone())
            .collect()
    }

    pub(crate) fn forget(&self, run: &RunId) {
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        values.retain(|(r, _), _| r != run);
    }
}

/// `text` with every secret masked, the longest first: one may contain another.
#[must_use]
pub fn mask(text: &str, secrets: &[String]) -> String {
    let mut secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
    secrets.retain(|secret| !secret.is_empty());
    secrets.sort_unstable_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets
        .into_iter()
        .fold(text.to_owned(), |text, secret| text.replace(secret, MASK))
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn a_secret_that_contains_another_is_masked_whole() {
        let secrets = ["pass".to_owned(), "pass-word".to_owned(), String::new()];
        assert_eq!(mask("a pass-word, a pass", &secrets), "a ••••••, a ••••••");
    }
}
