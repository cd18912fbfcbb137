//! Guides: from a symptom to its resolution.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A guide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct GuideView {
    /// Its id, for starting a run of it.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its first line.
    pub line: u32,
    /// Its last.
    pub end_line: u32,
    /// What is seen.
    pub symptoms: Vec<GuideLine>,
    /// What to look at.
    pub diagnosis: Vec<GuideLine>,
    /// What it may come from.
    pub causes: Vec<GuideLine>,
    /// What to do.
    pub resolution: Vec<GuideLine>,
    /// How to see that it helped.
    pub verification: Vec<GuideLine>,
    /// It has something to tick, to run or to do.
    pub runnable: bool,
    /// It only has text: a run of it has its lines to be done by hand, and ticked.
    pub by_hand: bool,
}

/// One line of a guide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct GuideLine {
    /// What it says.
    pub text: String,
    /// The step, where there is one to run or to tick.
    pub step: Option<String>,
    /// Where it stands.
    pub line: u32,
}

/// A guide of a run's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RunGuide {
    /// The guide.
    pub guide: GuideView,
    /// Its units within reach, in order.
    pub units: Vec<String>,
}

/// The guide in which a run is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct GuideHere {
    /// Its id.
    pub guide: String,
    /// What was seen.
    pub symptom: String,
    /// The run is of this guide and of nothing else.
    pub alone: bool,
    /// The unit that was at hand before, to come back to.
    pub from: Option<String>,
    /// When it was entered.
    #[specta(type = String)]
    pub at: Timestamp,
    /// By whom.
    pub by: String,
}
