//! RDS databases as AWS describes them, and which of their seconds can be
//! restored. `RDS` stands for the Amazon RDS user guide and API reference.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::words;

/// A database instance, or what is left of a deleted one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct DatabaseFacts {
    /// Its name. A deleted instance's name can be taken again.
    pub identifier: String,
    /// AWS's own id, e.g. `db-…`; never taken again.
    pub resource_id: Option<String>,
    /// E.g. `postgres`.
    pub engine: String,
    /// E.g. `15.4`.
    pub engine_version: String,
    /// AWS's word: that of the instance, e.g. `available`, or where only backups
    /// are here, that of the backups, e.g. `retained`.
    pub status: String,
    /// Where the instance is.
    pub source: DatabaseSource,
    /// How many days automated backups are kept; 0: there are none.
    pub backup_retention_days: Option<u32>,
    /// Which seconds can be restored.
    pub restorable: Restorable,
    /// Settings, of an instance that is here. Backups do not tell them.
    pub settings: Option<DatabaseSettings>,
    /// When AWS was asked.
    #[specta(type = String)]
    pub read_at: Timestamp,
    /// AWS's request id of the call that listed it.
    pub request_id: Option<String>,
}

/// Where the instance is that backups were made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum DatabaseSource {
    /// Here.
    Present,
    /// It was deleted; its automated backups were kept.
    Deleted,
    /// In another Region; its backups are copied to this one.
    OtherRegion {
        /// Which.
        region: String,
    },
}

/// Settings of an instance that a restore must be given: what is not passed
/// comes out as AWS's default (RDS APIReference/API_RestoreDBInstanceToPointInTime).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct DatabaseSettings {
    /// E.g. `db.m6g.large`.
    pub class: String,
    /// Whether there is a standby in another Availability Zone.
    pub multi_az: bool,
    /// Whether deletion protection is on.
    pub deletion_protection: bool,
    /// Where clients connect; none while it is being created.
    pub endpoint: Option<DatabaseEndpoint>,
    /// Ids of its VPC security groups.
    pub security_groups: Vec<String>,
    /// Its parameter groups.
    pub parameter_groups: Vec<ParameterGroup>,
    /// Name of its subnet group.
    pub subnet_group: Option<String>,
}

/// Where clients connect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct DatabaseEndpoint {
    /// DNS name.
    pub address: String,
    /// TCP port.
    pub port: Option<u16>,
}

/// A parameter group of an instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ParameterGroup {
    /// Its name.
    pub name: String,
    /// AWS's word, e.g. `in-sync`, `pending-reboot`.
    pub apply_status: String,
}

/// Which seconds can be restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Restorable {
    /// All of these, both bounds included, as AWS says: they are never computed
    /// from the days of retention (RDS APIReference/API_RestoreWindow).
    Between {
        /// First second.
        #[specta(type = String)]
        earliest: Timestamp,
        /// Last second; typically five minutes behind the clock.
        #[specta(type = String)]
        latest: Timestamp,
    },
    /// None.
    Nothing {
        /// Why, in one sentence.
        why: String,
    },
}

impl Restorable {
    /// What it means that AWS tells no window.
    ///
    /// `cluster` is the cluster that the instance belongs to, `retention_days`
    /// how long its backups are kept, if AWS says so.
    #[must_use]
    pub fn without_window(
        cluster: Option<&str>,
        retention_days: Option<u32>,
        status: &str,
    ) -> Self {
        let why = match (cluster, retention_days) {
            // Restores of Aurora are of clusters (RDS APIReference/API_RestoreDBClusterToPointInTime).
            (Some(cluster), _) => format!(
                "It belongs to the cluster `{cluster}`, and only the cluster as a whole can be restored."
            ),
            // RDS UserGuide/USER_WorkingWithAutomatedBackups.
            (None, Some(0)) => {
                "Backup retention is 0 days, so point-in-time recovery is off.".to_owned()
            }
            (None, _) if status == "creating" => {
                "It is being created, and the first automated backup comes after that.".to_owned()
            }
            (None, _) => {
                "AWS names no restorable time; the first automated backup may not be complete."
                    .to_owned()
            }
        };
        Self::Nothing { why }
    }

    /// In words; how far the last second lies behind is told as of `now`.
    #[must_use]
    pub fn sentence(&self, now: Timestamp) -> String {
        match self {
            Self::Between { earliest, latest } => format!(
                "{} to {} ({})",
                words::instant(*earliest),
                words::instant(*latest),
                words::ago(*latest, now)
            ),
            Self::Nothing { why } => why.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    #[test]
    fn a_window_is_told_with_how_far_its_end_lies_behind() {
        let window = Restorable::Between {
            earliest: at("2026-11-07T09:44:00Z"),
            latest: at("2026-11-21T09:39:00Z"),
        };
        insta::assert_snapshot!(
            window.sentence(at("2026-11-21T09:44:12Z")),
            @"2026-11-07 09:44:00 UTC to 2026-11-21 09:39:00 UTC (5 min 12 s ago)"
        );
    }

    #[test]
    fn each_reason_for_no_window_has_its_sentence() {
        let cases = [
            (None, Some(0), "available"),
            (None, Some(0), "creating"),
            (None, Some(7), "creating"),
            (None, Some(7), "backing-up"),
            (None, None, "available"),
            (Some("shop"), Some(7), "available"),
        ];
        let told = cases.map(|(cluster, days, status)| {
            Restorable::without_window(cluster, days, status).sentence(at("2026-11-21T09:44:12Z"))
        });
        insta::assert_snapshot!(told.join("\n"), @r"
        Backup retention is 0 days, so point-in-time recovery is off.
        Backup retention is 0 days, so point-in-time recovery is off.
        It is being created, and the first automated backup comes after that.
        AWS names no restorable time; the first automated backup may not be complete.
        AWS names no restorable time; the first automated backup may not be complete.
        It belongs to the cluster `shop`, and only the cluster as a whole can be restored.
        ");
    }

    #[test]
    fn programs_read_camel_case_and_instants_as_text() {
        let window = Restorable::Between {
            earliest: at("2026-11-07T09:44:00Z"),
            latest: at("2026-11-21T09:39:00Z"),
        };
        insta::assert_snapshot!(
            serde_json::to_string(&window).expect("JSON"),
            @r#"{"kind":"between","earliest":"2026-11-07T09:44:00Z","latest":"2026-11-21T09:39:00Z"}"#
        );
        let elsewhere = DatabaseSource::OtherRegion {
            region: "eu-west-1".to_owned(),
        };
        insta::assert_snapshot!(
            serde_json::to_string(&elsewhere).expect("JSON"),
            @r#"{"kind":"otherRegion","region":"eu-west-1"}"#
        );
    }
}
