//! Settings and what the window must know about its process.

use serde::{Deserialize, Serialize};

use super::KeptIn;

/// Which clock comes first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum TimesFirst {
    /// UTC first, local beside it.
    #[default]
    Utc,
    /// Local first, UTC beside it.
    Local,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// How a runbook is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Reading {
    /// As it is written.
    #[default]
    Text,
    /// As what is done, in order.
    Procedure,
}

/// What the user chose, kept in `settings.json` under the data directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Which clock comes first.
    pub times_first: TimesFirst,
    /// Light or dark.
    pub theme: Theme,
    /// How often charts are read again while they are in sight, in seconds.
    pub refresh_seconds: u32,
    /// How a runbook was read last.
    #[serde(default)]
    pub reading: Reading,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            times_first: TimesFirst::Utc,
            theme: Theme::System,
            // GetMetricData is billed by metric: once a minute costs cents a day.
            refresh_seconds: 60,
            reading: Reading::Text,
        }
    }
}

/// The process behind the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct AppInfo {
    /// Belay's version.
    pub version: String,
    /// Data directory.
    pub home: String,
    /// IANA name of the local time zone.
    pub time_zone: String,
    /// Where keys would be kept.
    pub secret_service: KeptIn,
    /// Runbook to open at the start.
    pub start_runbook: Option<String>,
}
