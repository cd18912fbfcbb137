//! The variables that every command starts from.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

type Variables = BTreeMap<String, String>;

/// Variables by name. They may still be asked for: then the first command waits
/// for them, and nobody else.
#[derive(Clone)]
pub struct BaseEnvironment(Arc<LazyLock<Variables, Box<dyn FnOnce() -> Variables + Send>>>);

impl BaseEnvironment {
    /// What `ask` gives. It is called at once, on a thread of its own.
    pub fn asked(ask: impl FnOnce() -> Variables + Send + 'static) -> Self {
        let base = Self(Arc::new(LazyLock::new(Box::new(ask))));
        let ahead = base.clone();
        // Where no thread can be had, the first command asks.
        let _ = std::thread::Builder::new()
            .name("base-environment".into())
            .spawn(move || {
                ahead.variables();
            });
        base
    }

    /// The variables; waits for them if they are still asked for.
    pub fn variables(&self) -> &Variables {
        &self.0
    }
}

impl From<Variables> for BaseEnvironment {
    fn from(variables: Variables) -> Self {
        Self(Arc::new(LazyLock::new(Box::new(move || variables))))
    }
}

impl Default for BaseEnvironment {
    fn default() -> Self {
        Variables::new().into()
    }
}

impl std::fmt::Debug for BaseEnvironment {
    // Names and values stay out of logs: any of them may be a secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BaseEnvironment")
    }
}
