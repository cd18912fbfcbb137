//! Rules that prose states, as values.

use serde::{Deserialize, Serialize};

/// A rule with the sentence it came from. A person confirms it before it gates
/// anything.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// `R` and its line; a letter follows where one line states several.
    pub id: String,
    /// What it is for.
    pub kind: RuleKind,
    /// As written, as plain text.
    pub sentence: String,
    /// Where it stands.
    pub line: u32,
    /// The section it stands in.
    pub section: Option<String>,
    /// What it says.
    pub value: RuleValue,
}

/// What a [`Rule`] is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum RuleKind {
    /// Go back when this is so.
    RollbackTrigger,
    /// This should hold.
    Threshold,
    /// Work may happen then.
    ChangeWindow,
    /// Look at this stretch of time, before or after.
    ValidationWindow,
    /// Something takes, or is done for, this long.
    Duration,
    /// How fast to answer.
    Severity,
}

/// What a [`Rule`] says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum RuleValue {
    /// A figure against a bound.
    Comparison {
        /// What is measured, such as `API error rate`.
        subject: String,
        /// How it is compared.
        op: Comparator,
        /// The bound.
        value: f64,
        /// `%`, `s`, `ms`, or nothing for a count.
        unit: Option<String>,
        /// `p95`, `average` and the like.
        statistic: Option<String>,
        /// For how long it has to be so, in seconds.
        for_seconds: Option<u32>,
    },
    /// So many in a row.
    Consecutive {
        /// What happens.
        subject: String,
        /// How often, at least.
        count: u32,
    },
    /// An alarm stays on.
    AlarmFor {
        /// Which alarms, as written.
        subject: String,
        /// For how long, in seconds.
        for_seconds: u32,
    },
    /// Something that a person sees.
    Event {
        /// What.
        subject: String,
    },
    /// A time that comes again.
    Window(Recurrence),
    /// A stretch that ends so long after the change.
    After {
        /// From, in seconds after the change.
        from_seconds: u32,
        /// To, in seconds after the change; nothing when it is open.
        to_seconds: Option<u32>,
    },
    /// A point so long before the change.
    Before {
        /// In seconds.
        seconds: u32,
    },
    /// A length of time.
    Lasts {
        /// What is done.
        subject: String,
        /// In seconds.
        seconds: u32,
    },
    /// A severity and how fast to answer it.
    Severity {
        /// `Severity 1`, `P2`
        name: String,
        /// 1 is the worst.
        level: u32,
        /// What it means, such as `Critical`.
        meaning: Option<String>,
        /// In seconds, 0 for at once; nothing when the file does not say it in figures.
        response_seconds: Option<u32>,
    },
}

/// How a figure is compared with its bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Comparator {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

/// A time of the week, or of one week of the month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Recurrence {
    /// 1 to 4 for that week of the month, -1 for the last; every week without it.
    pub week_of_month: Option<i8>,
    /// The day; every day without it.
    pub weekday: Option<Weekday>,
    /// Minutes after midnight.
    pub start_minute: u32,
    /// Minutes after midnight; not above `start_minute` when the window ends on the
    /// next day.
    pub end_minute: u32,
    /// IANA name. `EST` as people write it means New York, summer time included.
    pub zone: String,
    /// As written.
    pub zone_written: String,
}

/// Day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}
