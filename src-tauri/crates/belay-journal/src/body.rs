//! What can happen in a run. Plain strings and numbers: this crate depends on
//! no other of the house, and a record outlives the types of the program.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::canonical::embedded;

/// What happened. Intents stand before the act, outcomes after it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum EventBody {
    /// A run began. Always the first event.
    RunStarted {
        /// What the run is called; the runbook's title unless somebody chose another.
        title: String,
        /// The runbook as it stood; `None` for a restore without one.
        runbook: Option<RunbookSnapshot>,
        /// Ids of the sections that are run, in the order of the text.
        scope: Vec<String>,
        /// Where it acts.
        environment: EnvironmentSnapshot,
        /// Directory in which the commands of each section start.
        directory: String,
    },
    /// Somebody gave (or changed) the value of an input.
    InputGiven {
        /// The input's name.
        input: String,
        /// The value; `None` if it is secret.
        value: Option<String>,
        /// Secret values are never kept.
        secret: bool,
    },
    /// A unit was marked done by a person.
    Ticked {
        /// Which.
        unit: String,
    },
    /// The mark was taken back.
    Unticked {
        /// Which.
        unit: String,
    },
    /// A unit is left out on purpose.
    Skipped {
        /// Which.
        unit: String,
        /// Why, in the words of the person.
        reason: String,
    },
    /// Somebody wrote something down.
    Noted {
        /// The unit it belongs to, if any.
        unit: Option<String>,
        /// The words.
        text: String,
    },
    /// A command is about to be started.
    CommandIntended {
        /// Which unit.
        unit: String,
        /// Counts from 1 for each unit.
        attempt: u32,
        /// The resolved text, with secrets masked.
        text: String,
        /// `readsOnly`, `changesLocal`, `changesAws`, `destructive` or `unknown`.
        effect: String,
        /// Who AWS said we were, asked for this attempt; `None` where the effect
        /// is read-only.
        identity: Option<IdentitySeen>,
        /// What the person confirmed, if something was asked.
        confirmation: Option<ConfirmationGiven>,
        /// The program instance that starts it: see [`crate::presence`].
        instance: String,
    },
    /// A command ended.
    CommandEnded {
        /// Which unit.
        unit: String,
        /// Which attempt.
        attempt: u32,
        /// How.
        exit: ExitRecord,
    },
    /// Belay ended before the command did. What became of the command is not
    /// known, and is not guessed.
    CommandInterrupted {
        /// Which unit.
        unit: String,
        /// Which attempt.
        attempt: u32,
    },
    /// A person looked at what an interrupted command did, and says.
    InterruptionResolved {
        /// Which unit.
        unit: String,
        /// Which attempt.
        attempt: u32,
        /// Whether the command had done its work.
        done: bool,
        /// What was looked at, in the words of the person.
        reason: String,
    },
    /// A restore is about to be submitted.
    RestoreIntended {
        /// The unit that it belongs to, if any.
        unit: Option<String>,
        /// The restore's id, unique in the run.
        restore: String,
        /// The plan, in the form of belay-restore.
        #[serde(with = "embedded")]
        plan: Value,
        /// Who AWS said we were.
        identity: Option<IdentitySeen>,
        /// What the person confirmed.
        confirmation: Option<ConfirmationGiven>,
    },
    /// AWS accepted the restore.
    RestoreSubmitted {
        /// Which restore.
        restore: String,
        /// ARN or name of what AWS is making.
        resource: Option<String>,
        /// AWS request id.
        request_id: Option<String>,
    },
    /// AWS reported another state than before.
    RestoreObserved {
        /// Which restore.
        restore: String,
        /// The state in AWS's own word, e.g. `CREATING`.
        status: String,
        /// AWS request id.
        request_id: Option<String>,
    },
    /// Source and restored data were compared.
    RestoreCompared {
        /// Which restore.
        restore: String,
        /// The result, in the form of belay-restore.
        #[serde(with = "embedded")]
        summary: Value,
    },
    /// A restore is over.
    RestoreEnded {
        /// Which restore.
        restore: String,
        /// How.
        outcome: RestoreOutcome,
        /// One sentence about it.
        message: Option<String>,
    },
    /// A chart was kept as evidence.
    ChartKept {
        /// The unit beside which it was seen.
        unit: Option<String>,
        /// What it shows.
        title: String,
        /// What was asked and what came back, in the form of belay-app.
        #[serde(with = "embedded")]
        chart: Value,
    },
    /// A guard refused; nothing was done.
    Refused {
        /// The unit that was to be run, if any.
        unit: Option<String>,
        /// The guard's id.
        guard: String,
        /// What it said.
        sentence: String,
    },
    /// The runbook's file differs from the run's text, and somebody decided to
    /// go on with the text of the run.
    DriftAccepted {
        /// SHA-256 of the run's text.
        old: String,
        /// SHA-256 of the file as it is now.
        new: String,
    },
    /// Somebody says that something the runbook asks for before a run is there,
    /// or takes that back.
    NeedConfirmed {
        /// Its id in the run's text.
        need: String,
        /// What it is, as the runbook says it.
        text: String,
        /// Whether it is there.
        confirmed: bool,
    },
    /// One of several ways was chosen. A later one overrules it.
    ChoiceMade {
        /// The choice's id in the run's text.
        choice: String,
        /// What is chosen about.
        title: String,
        /// The way's place, from 0.
        option: u32,
        /// The way's title.
        way: String,
    },
    /// Somebody said what a rule of the prose means in this run. A later one
    /// overrules it.
    RuleDecided {
        /// The rule's id in the run's text.
        rule: String,
        /// The line that states it.
        line: u32,
        /// The sentence that states it.
        sentence: String,
        /// What was said.
        verdict: RuleVerdict,
        /// What it says, as it was confirmed, in the form of belay-runbook; null
        /// where it was not.
        #[serde(with = "embedded")]
        value: Value,
        /// Why it was dismissed.
        reason: Option<String>,
        /// The earlier run whose word was taken over.
        earlier: Option<EarlierWord>,
    },
    /// Somebody went on although a rule was against it.
    RuleOverridden {
        /// The rule's id.
        rule: String,
        /// What was against it.
        sentence: String,
        /// Why, in the words of the person.
        reason: String,
    },
    /// Somebody set the clock of a rule that waits going.
    WaitStarted {
        /// The rule's id.
        rule: String,
    },
    /// Somebody looked whether what a rule speaks of is so.
    RuleObserved {
        /// The rule's id.
        rule: String,
        /// The sentence that states it.
        sentence: String,
        /// Whether it is so; nothing takes the last answer back.
        so: Option<bool>,
    },
    /// Somebody entered a guide, from the symptom that was seen.
    GuideEntered {
        /// The guide's id in the run's text.
        guide: String,
        /// Its title.
        title: String,
        /// What was seen.
        symptom: String,
        /// The run is of this guide: what else the runbook holds is within reach, and
        /// not to be done.
        alone: bool,
        /// The unit that was at hand, to come back to.
        from: Option<String>,
    },
    /// Somebody left the guide that was entered last.
    GuideLeft {
        /// The guide's id.
        guide: String,
    },
    /// The environment's lock was taken from another run.
    LockTakenOver {
        /// The environment.
        environment: String,
        /// The run that held it.
        from_run: String,
        /// Who held it.
        from_owner: String,
        /// Why, in the words of the person.
        reason: String,
    },
    /// The run was taken up again after the program ended.
    Resumed {
        /// The program instance that took it up.
        by: String,
    },
    /// The run is over.
    RunFinished {
        /// How.
        outcome: RunOutcome,
        /// What is left, in the words of the person.
        note: Option<String>,
    },
    /// Written by a newer version; kept as it is. The chain covers it.
    #[serde(untagged)]
    Unknown(Value),
}

/// The text that a run holds on to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunbookSnapshot {
    /// Where the file was.
    pub path: String,
    /// SHA-256 of the text, hexadecimal.
    pub digest: String,
    /// The whole text.
    pub text: String,
}

/// The environment as it was when the run began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct EnvironmentSnapshot {
    /// Its name.
    pub name: String,
    /// `development`, `staging` or `production`.
    pub tier: String,
    /// Profile that the session starts from.
    pub profile: String,
    /// Role that is assumed.
    pub role_arn: Option<String>,
    /// AWS Region.
    pub region: String,
    /// The account that it must be.
    pub account_id: String,
    /// Variables for commands.
    pub variables: BTreeMap<String, String>,
}

/// Who AWS said we were.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct IdentitySeen {
    /// Twelve digits.
    pub account_id: String,
    /// The caller's ARN.
    pub arn: String,
    /// When AWS was asked.
    #[specta(type = String)]
    pub checked_at: Timestamp,
    /// AWS request id of the check.
    pub request_id: Option<String>,
}

/// What a person was asked before an act, and answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ConfirmationGiven {
    /// What was asked.
    pub prompt: String,
    /// What was typed; `None` where a press of the button was enough.
    pub typed: Option<String>,
    /// Ids of the guards that the answer satisfies.
    pub guards: Vec<String>,
}

/// How a command ended and what it left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ExitRecord {
    /// How it ended.
    pub outcome: ExitOutcome,
    /// How long it ran, in milliseconds.
    pub duration_ms: u32,
    /// Its output.
    pub output: OutputRecord,
    /// Directory in which the shell ended.
    pub directory: Option<String>,
    /// Variables that it exported or changed, without secrets.
    pub exported: BTreeMap<String, String>,
}

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum ExitOutcome {
    /// By itself, with a status.
    Exited {
        /// 0 is success.
        code: i32,
    },
    /// By Stop.
    Stopped {
        /// Processes that were ended.
        ended: u32,
        /// Processes that were still alive afterwards.
        survivors: Vec<String>,
    },
    /// By a signal from elsewhere.
    Signalled {
        /// Its number.
        signal: i32,
    },
    /// It never started.
    NotStarted {
        /// Why.
        message: String,
    },
}

/// What was kept of an output.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct OutputRecord {
    /// Bytes on disk, after masking.
    pub bytes: u32,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// The last lines, masked, plain text.
    pub tail: String,
    /// Why the file ends before the command did; `None`: all of it was kept.
    #[serde(default)]
    pub truncated: Option<String>,
}

/// How a restore ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum RestoreOutcome {
    /// The data is there and was compared.
    Completed,
    /// AWS or a check said no.
    Failed,
    /// A person gave it up.
    Abandoned,
}

/// What somebody said about a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum RuleVerdict {
    /// It holds in this run.
    Confirmed,
    /// It does not.
    Dismissed,
    /// What was said before does not count any more.
    TakenBack,
}

/// What somebody said about the same sentence in an earlier run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct EarlierWord {
    /// That run.
    pub run: String,
    /// When it was said.
    #[specta(type = String)]
    pub at: Timestamp,
    /// Who said it.
    pub by: String,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum RunOutcome {
    /// Every unit is done or skipped with a reason.
    Completed,
    /// Given up; the note says what is left.
    Abandoned,
}

impl EventBody {
    /// The unit that the event is about, if it is about one.
    #[must_use]
    pub fn unit(&self) -> Option<&str> {
        match self {
            Self::Ticked { unit }
            | Self::Unticked { unit }
            | Self::Skipped { unit, .. }
            | Self::CommandIntended { unit, .. }
            | Self::CommandEnded { unit, .. }
            | Self::CommandInterrupted { unit, .. }
            | Self::InterruptionResolved { unit, .. } => Some(unit),
            Self::Noted { unit, .. }
            | Self::RestoreIntended { unit, .. }
            | Self::ChartKept { unit, .. }
            | Self::Refused { unit, .. } => unit.as_deref(),
            Self::Unknown(value) => value.get("unit").and_then(Value::as_str),
            _ => None,
        }
    }
}
