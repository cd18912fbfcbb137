//! What stands between a person and an act. Guards live here, once: the window
//! and the terminal both go through them.

pub mod confirm;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A guard said no. Data, not an error: the person can do something about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    /// The guard's id.
    pub guard: String,
    /// The mistake that it stops, e.g. `M9`, if it is on the list.
    pub mistake: Option<String>,
    /// The fact and its consequence.
    pub sentence: String,
    /// The way on.
    pub remedy: String,
    /// What would satisfy the guard, where the program can lead there.
    pub resolve: Option<Resolve>,
    /// Ids of the inputs that are missing, for [`Resolve::Input`].
    pub inputs: Vec<String>,
}

/// What would satisfy a guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Resolve {
    /// Give the inputs their values.
    Input,
    /// Do what comes before, or skip it with a reason.
    Skip,
    /// Read the reasons and type the phrase.
    Confirm,
    /// Sign in.
    SignIn,
    /// Look at what changed in the file and decide.
    Drift,
    /// Take the environment's lock over.
    Lock,
}

/// What must be typed before one act. Issued by the engine for exactly one act,
/// used once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Challenge {
    /// Names this challenge.
    pub token: String,
    /// What is about to happen, to what, as whom.
    pub prompt: String,
    /// What must be typed. Shown, never filled in.
    pub phrase: String,
    /// When it stops being good.
    #[specta(type = String)]
    pub expires_at: Timestamp,
    /// Why it is asked.
    pub reasons: Vec<String>,
}

/// The answer to a [`Challenge`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// Which challenge.
    pub token: String,
    /// What was typed.
    pub typed: String,
}
