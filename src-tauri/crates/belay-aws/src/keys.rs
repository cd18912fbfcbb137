//! Access keys that the user typed in: in the operating system's keyring, or,
//! where there is none, in memory until the program ends. Never in a file.

use std::collections::HashMap;
use std::sync::Mutex;

use keyring::{Entry, Error};
use serde::{Deserialize, Serialize};

/// The keyring's name for what belongs to Belay.
const SERVICE: &str = "belay";

/// An access key. Does not print its secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccessKey {
    /// `AKIA…`.
    pub id: String,
    /// The secret.
    pub secret: String,
}

impl std::fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AccessKey({})", self.id)
    }
}

/// Where keys are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum KeptIn {
    /// In the keyring: they are there after a restart.
    Keyring,
    /// In memory: they are gone when the program ends.
    Memory {
        /// Why not in the keyring.
        why: String,
    },
}

/// The keyring is there and does not work.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// It is locked, and was not unlocked.
    #[error("The keyring is locked, or was never set up. Unlock it and try again.")]
    Locked(#[source] Box<Error>),
    /// It failed.
    #[error("The keyring failed: {0}")]
    Failed(#[source] Box<Error>),
    /// What it holds under this name is not a key of Belay's.
    #[error("What the keyring holds for `{0}` is not an access key. Enter the key again.")]
    Strange(String),
}

/// Saved keys, by the name of the profile that they stand for.
#[derive(Debug, Default)]
pub struct Keys {
    memory: Mutex<HashMap<String, AccessKey>>,
    /// Set: the keyring is not even asked.
    memory_only: Option<String>,
}

impl Keys {
    /// Keys that never leave memory, whatever keyring there is. `why` is what
    /// [`KeptIn::Memory`] then says.
    #[must_use]
    pub fn in_memory(why: &str) -> Self {
        Self {
            memory: Mutex::default(),
            memory_only: Some(why.to_owned()),
        }
    }

    /// Where [`Keys::save`] would put a key now. Asks the keyring; may take as
    /// long as the keyring does.
    #[must_use]
    pub fn kept_in(&self) -> KeptIn {
        match self.keyring() {
            Ok(()) => KeptIn::Keyring,
            Err(why) => KeptIn::Memory { why },
        }
    }

    /// Whether there is a keyring; if not, why.
    fn keyring(&self) -> Result<(), String> {
        match &self.memory_only {
            Some(why) => Err(why.clone()),
            None => Entry::store_status().as_ref().map_err(no_keyring).copied(),
        }
    }

    /// Keeps a key. Blocks while the keyring asks its owner to unlock it.
    ///
    /// # Errors
    /// [`KeysError`] where there is a keyring and it does not take the key.
    pub fn save(&self, name: &str, key: &AccessKey) -> Result<KeptIn, KeysError> {
        let kept = self.kept_in();
        match &kept {
            KeptIn::Keyring => {
                let text =
                    serde_json::to_string(key).map_err(|_| KeysError::Strange(name.to_owned()))?;
                entry(name)?.set_password(&text).map_err(told)?;
                self.memory().remove(name);
            }
            KeptIn::Memory { .. } => {
                self.memory().insert(name.to_owned(), key.clone());
            }
        }
        Ok(kept)
    }

    /// The key saved under `name`, if there is one.
    ///
    /// # Errors
    /// [`KeysError`] where there is a keyring and it cannot be read.
    pub fn load(&self, name: &str) -> Result<Option<AccessKey>, KeysError> {
        if let Some(key) = self.memory().get(name) {
            return Ok(Some(key.clone()));
        }
        if self.keyring().is_err() {
            return Ok(None);
        }
        match entry(name)?.get_password() {
            Ok(text) => serde_json::from_str(&text)
                .map(Some)
                .map_err(|_| KeysError::Strange(name.to_owned())),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(told(error)),
        }
    }

    /// Forgets the key saved under `name`; it is no error if there is none.
    ///
    /// # Errors
    /// [`KeysError`] where there is a keyring and it does not let go.
    pub fn forget(&self, name: &str) -> Result<(), KeysError> {
        self.memory().remove(name);
        if self.keyring().is_err() {
            return Ok(());
        }
        match entry(name)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(told(error)),
        }
    }

    fn memory(&self) -> std::sync::MutexGuard<'_, HashMap<String, AccessKey>> {
        self.memory
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn entry(name: &str) -> Result<Entry, KeysError> {
    Entry::new(SERVICE, name).map_err(told)
}

fn told(error: Error) -> KeysError {
    match error {
        Error::NoStorageAccess(_) => KeysError::Locked(Box::new(error)),
        _ => KeysError::Failed(Box::new(error)),
    }
}

fn no_keyring(error: &Error) -> String {
    tracing::debug!(%error, "no keyring");
    if cfg!(target_os = "linux") {
        "No Secret Service answers on this machine.".to_owned()
    } else {
        "The system's keyring does not answer.".to_owned()
    }
}
