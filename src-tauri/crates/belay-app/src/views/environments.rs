//! Environments and who we are in them.

use belay_engine::environment::Tier;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::IpcError;

/// An environment as the switcher shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct EnvironmentCard {
    /// Its name, e.g. `apexshare-prod`.
    pub name: String,
    /// How much it matters.
    pub tier: Tier,
    /// The pinned account: twelve digits.
    pub account_id: String,
    /// AWS Region.
    pub region: String,
    /// Role that is assumed, if any.
    pub role_arn: Option<String>,
    /// The last part of the role's ARN.
    pub role_name: Option<String>,
    /// Profile that the session starts from.
    pub profile: String,
    /// File that the entry stands in.
    pub source: String,
    /// Variables for commands, name and value.
    pub variables: Vec<(String, String)>,
}

/// All environments, with what could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct EnvironmentList {
    /// In the order of the files.
    pub environments: Vec<EnvironmentCard>,
    /// Entries and files that are wrong.
    pub problems: Vec<EnvironmentProblem>,
    /// The one that was chosen last.
    pub selected: Option<String>,
    /// Files in which entries may stand.
    pub files: Vec<String>,
}

/// An entry or a file that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct EnvironmentProblem {
    /// The file.
    pub source: String,
    /// Its line, if known.
    pub line: Option<u32>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

/// Who AWS says we are in an environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum IdentityState {
    /// Nobody asked yet.
    SignedOut,
    /// The account is the pinned one.
    Confirmed {
        /// Twelve digits.
        account_id: String,
        /// The caller's ARN.
        arn: String,
        /// Role name out of the ARN, or the user.
        role: String,
        /// When AWS was asked.
        #[specta(type = String)]
        checked_at: Timestamp,
        /// When the credentials end.
        #[specta(type = Option<String>)]
        expires_at: Option<Timestamp>,
        /// AWS request id.
        request_id: Option<String>,
    },
    /// The account is another one: nothing will be changed.
    Mismatch {
        /// The account that AWS named.
        account_id: String,
        /// The pinned account.
        expected: String,
        /// The caller's ARN.
        arn: String,
        /// When AWS was asked.
        #[specta(type = String)]
        checked_at: Timestamp,
    },
    /// It could not be found out.
    Failed {
        /// Why.
        error: IpcError,
    },
}

/// Where access keys that the user entered are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum KeptIn {
    /// In the system's keyring.
    Keyring,
    /// In memory until Belay ends.
    Memory {
        /// Why not in the keyring.
        why: String,
    },
}
