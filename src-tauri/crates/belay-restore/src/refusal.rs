//! Why a restore is refused before anything is called.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::facts::{Read, TableFacts};
use crate::plan::RestoreRequest;
use crate::ports::Sighting;
use crate::window::{At, Place, Window};
use crate::words;

/// A reason not to submit. Data, not an error: the person can resolve it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    /// Which rule refuses.
    pub rule: Rule,
    /// What is the matter: one sentence.
    pub sentence: String,
    /// What to do instead: one sentence.
    pub remedy: String,
}

/// The rules.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, specta::Type,
)]
#[serde(rename_all = "camelCase")]
pub enum Rule {
    /// A restore makes a new table; it cannot be the source.
    TargetIsSource,
    /// The name is in use.
    TargetTaken,
    /// DynamoDB does not allow the name.
    TargetName,
    /// The source is being changed, deleted or cannot be read.
    SourceState,
    /// Point-in-time recovery is off, or its state could not be read.
    RecoveryOff,
    /// The moment lies outside the window.
    OutsideWindow,
    /// DynamoDB restores to whole seconds.
    FractionOfSecond,
}

impl Rule {
    /// Stable id for records.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::TargetIsSource => "restore.targetIsSource",
            Self::TargetTaken => "restore.targetTaken",
            Self::TargetName => "restore.targetName",
            Self::SourceState => "restore.sourceState",
            Self::RecoveryOff => "restore.recoveryOff",
            Self::OutsideWindow => "restore.outsideWindow",
            Self::FractionOfSecond => "restore.fractionOfSecond",
        }
    }

    /// The mistake of the project's list that the rule stops, e.g. `M28`.
    #[must_use]
    pub fn mistake(self) -> Option<&'static str> {
        match self {
            Self::TargetIsSource => Some("M10"),
            Self::TargetTaken | Self::TargetName | Self::OutsideWindow => Some("M28"),
            Self::RecoveryOff => Some("M27"),
            Self::FractionOfSecond => Some("M11"),
            Self::SourceState => None,
        }
    }
}

/// All reasons why `request` cannot be submitted now; empty if there are none.
#[must_use]
pub fn refusals(
    request: &RestoreRequest,
    facts: &TableFacts,
    window: Option<&Window>,
    taken: Option<&Sighting>,
    now: Timestamp,
) -> Vec<Refusal> {
    let mut found = Vec::new();
    found.extend(target(request, taken));
    found.extend(source_state(facts));
    found.extend(moment(request, facts, window, now));
    found
}

fn target(request: &RestoreRequest, taken: Option<&Sighting>) -> Option<Refusal> {
    if request.target == request.source {
        return Some(Refusal {
            rule: Rule::TargetIsSource,
            sentence: format!(
                "`{}` is the source. A restore always makes a new table; DynamoDB cannot restore in place and cannot rename.",
                request.source
            ),
            remedy: "Choose another name, and plan how the application moves to it.".to_owned(),
        });
    }
    if let Some(problem) = name_problem(&request.target) {
        return Some(Refusal {
            rule: Rule::TargetName,
            sentence: format!("`{}` cannot be a table name: {problem}.", request.target),
            remedy: "Use 3 to 255 characters of a-z, A-Z, 0-9, `_`, `-` and `.`.".to_owned(),
        });
    }
    taken.map(taken_refusal)
}

/// Words for a target name that is in use.
#[must_use]
pub fn taken_refusal(taken: &Sighting) -> Refusal {
    let created = taken
        .created_at
        .and_then(|at| at.round(jiff::Unit::Second).ok())
        .map(|at| format!(" (created {})", words::instant(at)))
        .unwrap_or_default();
    let doing = if taken.status == "ACTIVE" {
        String::new()
    } else {
        format!(", its state is {}", taken.status)
    };
    Refusal {
        rule: Rule::TargetTaken,
        sentence: format!("Table `{}` exists already{created}{doing}.", taken.name),
        remedy: "Choose another name.".to_owned(),
    }
}

/// Why DynamoDB would not take `name` (DDB APIReference/API_RestoreTableToPointInTime,
/// `TargetTableName`); `None` if it would.
#[must_use]
pub fn name_problem(name: &str) -> Option<&'static str> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if name.is_empty() {
        Some("it is empty")
    } else if name.chars().count() < 3 {
        Some("it is shorter than 3 characters")
    } else if name.chars().count() > 255 {
        Some("it is longer than 255 characters")
    } else if !name.chars().all(allowed) {
        Some("it holds a character that DynamoDB does not allow")
    } else {
        None
    }
}

fn source_state(facts: &TableFacts) -> Option<Refusal> {
    // `UPDATING` is allowed: DynamoDB restores from its own log, not from the table.
    let (sentence, remedy) = match facts.status.as_str() {
        "ACTIVE" | "UPDATING" => return None,
        "CREATING" => (
            "is still being created",
            "Wait until it is ACTIVE, then read its window again.",
        ),
        "DELETING" => (
            "is being deleted",
            "Restore from the system backup that DynamoDB makes of a deleted table.",
        ),
        "INACCESSIBLE_ENCRYPTION_CREDENTIALS" => (
            "cannot be read, because its KMS key cannot be used",
            "Make the KMS key usable again, then read the table again.",
        ),
        _ => (
            "is not ACTIVE",
            "Wait until it is ACTIVE, then read its window again.",
        ),
    };
    Some(Refusal {
        rule: Rule::SourceState,
        sentence: format!(
            "Table `{}` {sentence} (state {}).",
            facts.name, facts.status
        ),
        remedy: remedy.to_owned(),
    })
}

fn moment(
    request: &RestoreRequest,
    facts: &TableFacts,
    window: Option<&Window>,
    now: Timestamp,
) -> Vec<Refusal> {
    let Some(window) = window else {
        return vec![recovery_off(facts)];
    };
    let At::Instant { at } = request.at else {
        return Vec::new();
    };
    let mut found = Vec::new();
    if at.subsec_nanosecond() != 0 {
        found.push(Refusal {
            rule: Rule::FractionOfSecond,
            sentence: format!(
                "{} is not a whole second. DynamoDB restores to whole seconds.",
                words::instant(at)
            ),
            remedy: "Choose the second before or after it.".to_owned(),
        });
    }
    found.extend(outside(window, at, now));
    found
}

fn recovery_off(facts: &TableFacts) -> Refusal {
    if let Read::Unread { why } = &facts.recovery {
        return Refusal {
            rule: Rule::RecoveryOff,
            sentence: format!(
                "The restorable window of `{}` could not be read: {why}",
                facts.name
            ),
            remedy: "Ask for the permission `dynamodb:DescribeContinuousBackups`, or try again."
                .to_owned(),
        };
    }
    Refusal {
        rule: Rule::RecoveryOff,
        sentence: format!(
            "Point-in-time recovery is off for `{}`, so no second of it can be restored. Switching it on now does not bring the past back.",
            facts.name
        ),
        remedy: "Look for an on-demand backup of the table.".to_owned(),
    }
}

/// Words for an instant outside of `window`; `None` if it is inside.
#[must_use]
pub fn outside(window: &Window, at: Timestamp, now: Timestamp) -> Option<Refusal> {
    let (sentence, remedy) = match window.place(at) {
        Place::Inside => return None,
        Place::TooEarly => (
            format!(
                "{} ({}) lies before the restorable window, which begins at {}.",
                words::instant(at),
                words::ago(at, now),
                words::instant(window.earliest)
            ),
            "Choose a later second, or look for an on-demand backup.".to_owned(),
        ),
        Place::NotYet => (
            format!(
                "{} ({}) cannot be restored yet. The window ends at {}.",
                words::instant(at),
                words::ago(at, now),
                words::instant(window.latest)
            ),
            "Wait a few minutes and read the window again, or choose an earlier second.".to_owned(),
        ),
        Place::Future => (
            format!(
                "{} lies in the future ({}). The window ends at {}.",
                words::instant(at),
                words::ago(at, now),
                words::instant(window.latest)
            ),
            "Check the time zone: the moment is an instant in UTC. Choose an earlier second."
                .to_owned(),
        ),
    };
    Some(Refusal {
        rule: Rule::OutsideWindow,
        sentence,
        remedy,
    })
}
