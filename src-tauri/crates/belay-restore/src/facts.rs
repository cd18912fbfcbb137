//! Everything that is known about a table, captured before anything is done.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::window::Window;

/// A table with all settings that a restore may lose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct TableFacts {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// AWS's word, e.g. `ACTIVE`.
    pub status: String,
    /// Number of items; AWS updates it about every six hours.
    #[specta(type = Option<f64>)]
    pub items: Option<u64>,
    /// Size in bytes; AWS updates it about every six hours.
    #[specta(type = Option<f64>)]
    pub bytes: Option<u64>,
    /// When it was created.
    #[specta(type = Option<String>)]
    pub created_at: Option<Timestamp>,
    /// Partition key, then sort key if there is one.
    pub keys: Vec<KeyPart>,
    /// How capacity is paid for.
    pub billing: Billing,
    /// Secondary indexes, local and global.
    pub indexes: Vec<Index>,
    /// Encryption at rest.
    pub encryption: Encryption,
    /// `STANDARD` or `STANDARD_INFREQUENT_ACCESS`.
    pub class: String,
    /// Whether deletion protection is on.
    pub deletion_protection: bool,
    /// The stream, if one is on.
    pub stream: Option<Stream>,
    /// Time to live.
    pub time_to_live: Read<Option<String>>,
    /// Tags, sorted by key.
    pub tags: Read<Vec<(String, String)>>,
    /// Point-in-time recovery; `None` means that it is off.
    pub recovery: Read<Option<Window>>,
    /// The resource-based policy, as JSON.
    pub policy: Read<Option<String>>,
    /// Names of CloudWatch alarms on this table.
    pub alarms: Read<Vec<String>>,
    /// Kinesis streams that changes are sent to (ARNs).
    pub kinesis: Read<Vec<String>>,
    /// Other Regions of a global table.
    pub replicas: Vec<String>,
    /// Warm throughput: reads and writes per second, if set.
    #[specta(type = Option<(f64, f64)>)]
    pub warm_throughput: Option<(u64, u64)>,
}

/// A setting that had to be asked for separately, and may have been refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Read<T> {
    /// AWS answered.
    Known {
        /// What.
        value: T,
    },
    /// AWS did not; the setting may well be there.
    Unread {
        /// Why, in one sentence.
        why: String,
    },
}

impl<T> Read<T> {
    /// Wraps an answer.
    pub fn known(value: T) -> Self {
        Self::Known { value }
    }

    /// The answer, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Known { value } => Some(value),
            Self::Unread { .. } => None,
        }
    }
}

/// One attribute of the primary key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct KeyPart {
    /// Attribute name.
    pub name: String,
    /// `S`, `N` or `B`.
    pub attribute_type: String,
}

/// How capacity is paid for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Billing {
    /// Per request.
    OnDemand,
    /// Fixed units per second.
    Provisioned {
        /// Read units.
        #[specta(type = u32)]
        read: u64,
        /// Write units.
        #[specta(type = u32)]
        write: u64,
    },
}

/// A secondary index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Global, otherwise local.
    pub global: bool,
    /// Key attributes, partition key first.
    pub keys: Vec<String>,
    /// `ALL`, `KEYS_ONLY` or `INCLUDE`.
    pub projection: String,
}

/// Encryption at rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Encryption {
    /// The KMS key's ARN; `None` is a key that AWS owns.
    pub key_arn: Option<String>,
    /// AWS's word, e.g. `ENABLED`.
    pub status: Option<String>,
}

/// A table's stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Stream {
    /// ARN of the stream; holds the time of its creation.
    pub arn: Option<String>,
    /// E.g. `NEW_AND_OLD_IMAGES`.
    pub view: String,
}

impl TableFacts {
    /// SHA-256 (hexadecimal) over the settings, without what moves by itself
    /// (counts, status, bounds of the window). Two equal digests mean that
    /// nobody changed a setting in between.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut still = self.clone();
        still.items = None;
        still.bytes = None;
        still.status = String::new();
        if let Read::Known {
            value: Some(window),
        } = &mut still.recovery
        {
            window.earliest = Timestamp::UNIX_EPOCH;
            window.latest = Timestamp::UNIX_EPOCH;
            window.read_at = Timestamp::UNIX_EPOCH;
        }
        let text = serde_json::to_vec(&still).unwrap_or_default();
        hex(&Sha256::digest(text))
    }
}

impl Billing {
    /// In words.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::OnDemand => "on demand".to_owned(),
            Self::Provisioned { read, write } => {
                format!("provisioned, {read} read and {write} write units")
            }
        }
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
