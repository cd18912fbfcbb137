//! An environment: where a run acts, and as whom.

use std::collections::BTreeMap;

use belay_journal::body::EnvironmentSnapshot;
use serde::{Deserialize, Serialize};

/// How much an environment matters; decides colour, words and confirmations.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, specta::Type,
)]
#[serde(rename_all = "camelCase")]
pub enum Tier {
    /// Mistakes are cheap.
    Development,
    /// Mistakes cost a colleague's time.
    Staging,
    /// Mistakes hurt customers.
    Production,
}

/// One entry of `environments.toml`. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Environment {
    /// Unique name, e.g. `apexshare-prod`.
    pub name: String,
    /// How much it matters.
    pub tier: Tier,
    /// Profile of `~/.aws/config` that the session starts from; also where an
    /// endpoint comes from.
    pub profile: String,
    /// Role to assume from that profile; `None` uses the profile as it is.
    pub role_arn: Option<String>,
    /// AWS Region, e.g. `eu-west-1`.
    pub region: String,
    /// The account that this environment must be: twelve digits.
    pub account_id: String,
    /// Variables for the commands of a run.
    pub variables: BTreeMap<String, String>,
}

impl Tier {
    /// The word that the record keeps.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Staging => "staging",
            Self::Production => "production",
        }
    }

    /// The tier that a word of the record means. An unknown word is taken for
    /// production: that errs towards asking.
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        match word {
            "development" => Self::Development,
            "staging" => Self::Staging,
            _ => Self::Production,
        }
    }
}

impl From<&Environment> for EnvironmentSnapshot {
    fn from(environment: &Environment) -> Self {
        let Environment {
            name,
            tier,
            profile,
            role_arn,
            region,
            account_id,
            variables,
        } = environment.clone();
        let tier = tier.word().to_owned();
        Self {
            name,
            tier,
            profile,
            role_arn,
            region,
            account_id,
            variables,
        }
    }
}

impl From<&EnvironmentSnapshot> for Environment {
    fn from(snapshot: &EnvironmentSnapshot) -> Self {
        let EnvironmentSnapshot {
            name,
            tier,
            profile,
            role_arn,
            region,
            account_id,
            variables,
        } = snapshot.clone();
        let tier = Tier::from_word(&tier);
        Self {
            name,
            tier,
            profile,
            role_arn,
            region,
            account_id,
            variables,
        }
    }
}
