//! An environment: where a run acts, and as whom.

use std::collections::BTreeMap;

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
