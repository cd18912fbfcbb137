//! What the parts of a guide are called, in headings, bold lines, items and tables.

use crate::ascii::contains;
use crate::reading::parts::number_prefix;

/// A part of a guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    Symptoms,
    Diagnosis,
    Causes,
    Resolution,
    Verification,
    /// Belongs to the guide and leads nowhere: impact, prevention, escalation.
    Aside,
}

/// A name that was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name<'t> {
    pub(super) slot: Slot,
    /// It is said of faults only. `Resolution` and `Investigation` are phases of any
    /// incident, `Symptoms` and `Possible causes` are not.
    pub(super) strong: bool,
    /// What follows the colon: `mail stuck` of `Problem: mail stuck`.
    pub(super) rest: &'t str,
}

/// No name of a part is longer, in bytes.
const LONGEST: usize = 48;

const QUALIFIERS: [&str; 7] = [
    "possible ",
    "common ",
    "likely ",
    "probable ",
    "potential ",
    "known ",
    "typical ",
];

const LEADING: [&str; 16] = [
    "the ",
    "quick ",
    "initial ",
    "immediate ",
    "first ",
    "basic ",
    "detailed ",
    "recommended ",
    "suggested ",
    "permanent ",
    "temporary ",
    "short-term ",
    "long-term ",
    "alert ",
    "most ",
    "how to ",
];

const TRAILING: [&str; 17] = [
    " steps",
    " step",
    " procedure",
    " procedures",
    " actions",
    " action",
    " commands",
    " checklist",
    " process",
    " the problem",
    " the issue",
    " the alert",
    " it",
    " this",
    " options",
    " guide",
    " instructions",
];

/// What a heading, a bold line or the head of an item names, if it is a part of a guide.
pub(super) fn named(text: &str) -> Option<Name<'_>> {
    let start = number_prefix(text).unwrap_or(0);
    let text = text[start..].trim_start_matches(|c: char| !c.is_alphanumeric());
    let (head, rest) = match text.split_once([':', '：']) {
        Some((head, rest)) => (head, rest.trim()),
        None => (text, ""),
    };
    // `Resolution (rollback)`
    let head = match head
        .trim_end()
        .strip_suffix(')')
        .and_then(|h| h.rsplit_once('('))
    {
        Some((head, _)) => head,
        None => head,
    };
    if head.len() > LONGEST {
        return None;
    }
    let lower = head.trim().to_lowercase();
    let (slot, strong) = whole(&lower)?;
    Some(Name { slot, strong, rest })
}

fn whole(lower: &str) -> Option<(Slot, bool)> {
    // `Symptoms and impact`, `Cause / fix`: what leads further counts.
    for joint in [" and ", " & ", " / ", "/", " + "] {
        if let Some((one, other)) = lower.split_once(joint) {
            let (one, other) = (single(one)?, single(other)?);
            let leads = one.0 != Slot::Resolution && other.0 == Slot::Resolution;
            return Some(if leads { other } else { one });
        }
    }
    single(lower)
}

fn single(lower: &str) -> Option<(Slot, bool)> {
    let mut word = lower.trim_matches(|c: char| !c.is_alphanumeric());
    let mut qualified = false;
    loop {
        if let Some(rest) = QUALIFIERS.iter().find_map(|q| word.strip_prefix(q)) {
            qualified = true;
            word = rest;
        } else if let Some(rest) = LEADING.iter().find_map(|q| word.strip_prefix(q)) {
            word = rest;
        } else {
            break;
        }
    }
    let bare = |word| TRAILING.iter().find_map(|end| str::strip_suffix(word, end));
    let (slot, strong) = word_of(word).or_else(|| word_of(bare(word)?))?;
    Some((slot, strong || qualified))
}

fn word_of(word: &str) -> Option<(Slot, bool)> {
    Some(match word {
        "symptom"
        | "symptoms"
        | "problem"
        | "problem description"
        | "meaning"
        | "what you see"
        | "what you will see"
        | "what you'll see"
        | "signs"
        | "observed behavior"
        | "observed behaviour"
        | "síntoma"
        | "síntomas"
        | "sintoma"
        | "sintomas"
        | "symptôme"
        | "symptômes"
        | "symptome"
        | "症状"
        | "事象" => (Slot::Symptoms, true),
        "issue" | "error message" | "detection" | "what it means" | "what this means" => {
            (Slot::Symptoms, false)
        }
        "diagnosis" | "diagnose" | "diagnoses" | "diagnostics" | "diagnostic" | "diagnosing"
        | "diagnóstico" | "診断" | "調査" => (Slot::Diagnosis, true),
        "investigation" | "investigate" | "triage" | "debugging" | "debug" | "troubleshooting"
        | "troubleshoot" | "what to check" | "checks" | "things to check" => {
            (Slot::Diagnosis, false)
        }
        "cause" | "causes" | "root cause" | "root causes" | "why this happens"
        | "why it happens" | "what causes" | "causa" | "causas" | "ursache" | "ursachen"
        | "原因" => (Slot::Causes, true),
        "reason" | "reasons" => (Slot::Causes, false),
        "resolution" | "resolutions" | "resolve" | "resolving" | "solution" | "solutions"
        | "fix" | "fixes" | "fixing" | "remediation" | "remediate" | "mitigation"
        | "mitigations" | "mitigate" | "workaround" | "workarounds" | "remedy" | "what to do"
        | "rollback" | "corrective" | "actions" | "safe actions" | "resolución" | "solución"
        | "resolução" | "solução" | "résolution" | "lösung" | "behebung" | "対処" | "対処法"
        | "対処方法" | "対応" | "対応方法" | "対応手順" | "解決策" => {
            (Slot::Resolution, false)
        }
        "verification"
        | "verify"
        | "verify the fix"
        | "verify the resolution"
        | "confirm resolution"
        | "confirm the fix"
        | "verify resolution"
        | "verify fix"
        | "confirm" => (Slot::Verification, false),
        "impact"
        | "prevention"
        | "prevent"
        | "prevent recurrence"
        | "preventive"
        | "preventive measures"
        | "preventing recurrence"
        | "escalation"
        | "escalate"
        | "when to escalate"
        | "escalation path"
        | "notes"
        | "references"
        | "impacto"
        | "prevención"
        | "影響" => (Slot::Aside, false),
        _ => return None,
    })
}

/// What a column of a table names.
pub(super) fn column(header: &str) -> Option<Name<'_>> {
    if let Some(name) = named(header) {
        return Some(name);
    }
    let lower = header.trim().to_lowercase();
    let slot = match lower.as_str() {
        "error" | "if you see" | "when you see" | "failure" | "failure mode" | "scenario" => {
            Slot::Symptoms
        }
        "first check" | "check" | "where to look" | "look at" => Slot::Diagnosis,
        "action" | "actions" | "action to take" | "then" | "response" | "do this" => {
            Slot::Resolution
        }
        _ => return None,
    };
    Some(Name {
        slot,
        strong: false,
        rest: "",
    })
}

/// Titles under which problem and solution are a report, and no guide.
pub(super) fn is_report(title: &str) -> bool {
    let within = [
        "lessons learned",
        "post-mortem",
        "postmortem",
        "post mortem",
        "post-incident",
        "retrospective",
        "incident report",
        "rca template",
    ];
    within.iter().any(|word| contains(title, word))
}

/// Titles beside which they are a report or a plan: what follows an incident may stand
/// beside a guide too, what belongs to a proposal does not.
pub(super) fn is_of_report(title: &str) -> bool {
    let lower = title.to_lowercase();
    let whole = [
        "timeline",
        "incident timeline",
        "action items",
        "what went well",
        "what went wrong",
        "lessons learned",
        "alternatives",
        "alternatives considered",
        "motivation",
        "non-goals",
        "proposal",
        "proposed solution",
        "decision",
        "consequences",
        "participants",
        "success metrics",
        "user stories",
        "acceptance criteria",
    ];
    whole.contains(&lower.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// Whether the whole file is about troubleshooting.
pub(super) fn is_about_trouble(runbook: &crate::Runbook) -> bool {
    runbook.title.to_lowercase().contains("troubleshoot")
}

/// Whether a title tells of something that is wrong: `Pod stuck pending`, `Queue lag`.
pub(super) fn is_fault(title: &str) -> bool {
    let words = [
        "backlog",
        "cannot",
        "crash",
        "crashes",
        "crashing",
        "degraded",
        "denied",
        "down",
        "error",
        "errors",
        "exceeded",
        "exhausted",
        "fail",
        "failed",
        "failing",
        "fails",
        "failure",
        "failures",
        "full",
        "high",
        "lag",
        "latency",
        "leak",
        "lost",
        "missing",
        "not",
        "offline",
        "pending",
        "refused",
        "rejected",
        "saturation",
        "slow",
        "spike",
        "stuck",
        "timeout",
        "timeouts",
        "unable",
        "unavailable",
        "unhealthy",
        "unreachable",
        "outage",
        "throttled",
        "throttling",
        "broken",
        "oom",
        "won't",
        "can't",
        "doesn't",
    ];
    let lower = title.to_lowercase();
    let mut said = lower.split(|c: char| !(c.is_alphanumeric() || c == '\''));
    said.any(|word| words.contains(&word)) && !lower.contains("incident")
}

/// Titles in a troubleshooting chapter that name no symptom: where to look, and with what.
pub(super) fn is_toolbox(title: &str) -> bool {
    let lower = title.to_lowercase();
    let last = lower.rsplit(' ').next().unwrap_or("");
    matches!(
        last.trim_end_matches(':'),
        "logs"
            | "commands"
            | "tools"
            | "analysis"
            | "queries"
            | "contacts"
            | "resources"
            | "checklist"
            | "help"
            | "metrics"
            | "dashboards"
            | "tips"
            | "steps"
            | "overview"
    )
}

/// The symptom that a heading or a bold line tells outright: an alert's name,
/// `Alert: …`, `If you see …`.
pub(super) fn told_symptom(title: &str) -> Option<&str> {
    let title = title.trim();
    for lead in [
        "alert:",
        "alarm:",
        "if you see ",
        "if you get ",
        "if you receive ",
    ] {
        let head = title.get(..lead.len());
        if head.is_some_and(|head| head.eq_ignore_ascii_case(lead)) {
            let rest = title[lead.len()..].trim().trim_end_matches([':', ',']);
            return Some(rest).filter(|rest| !rest.is_empty());
        }
    }
    is_alert_name(title).then_some(title)
}

/// `KubePodCrashLooping`, `HighErrorRate`: one word of at least three, one of which
/// is said of faults.
pub(super) fn is_alert_name(title: &str) -> bool {
    let word = title.trim_matches(|c: char| !c.is_alphanumeric());
    if !word.bytes().all(|b| b.is_ascii_alphanumeric()) || !word.contains(char::is_lowercase) {
        return false;
    }
    let faults = [
        "High",
        "Low",
        "Down",
        "Slow",
        "Failed",
        "Failing",
        "Failure",
        "Failures",
        "Error",
        "Errors",
        "Full",
        "Filling",
        "Missing",
        "Stuck",
        "Lag",
        "Unavailable",
        "Unreachable",
        "Degraded",
        "Exhausted",
        "Latency",
        "Burn",
        "Looping",
        "Mismatch",
        "Inconsistent",
        "Expiring",
        "Expiration",
        "Too",
        "Not",
        "Insufficient",
        "No",
        "Absent",
        "Dead",
        "Restarts",
        "Restarting",
        "Throttling",
        "Evicted",
        "Pressure",
        "Overcommit",
        "Exceeded",
        "Flapping",
        "Lost",
        "Backlog",
        "Saturation",
        "Saturated",
    ];
    let humps: Vec<&str> = humps(word).collect();
    humps.len() >= 3 && humps.iter().any(|hump| faults.contains(hump))
}

/// The words of a name in camel case.
fn humps(word: &str) -> impl Iterator<Item = &str> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let mut ends = rest.char_indices().skip(1);
        let end = ends.find(|(_, c)| c.is_ascii_uppercase());
        let (hump, after) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        rest = after;
        (!hump.is_empty()).then_some(hump)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_known_by_many_names() {
        let slot = |text| named(text).map(|name| (name.slot, name.strong));
        assert_eq!(slot("Symptoms"), Some((Slot::Symptoms, true)));
        assert_eq!(slot("2. Diagnosis steps"), Some((Slot::Diagnosis, true)));
        assert_eq!(slot("Most likely causes"), Some((Slot::Causes, true)));
        assert_eq!(slot("Quick fix"), Some((Slot::Resolution, false)));
        assert_eq!(slot("Possible resolutions"), Some((Slot::Resolution, true)));
        assert_eq!(slot("Causes & solutions"), Some((Slot::Resolution, false)));
        assert_eq!(slot("How to fix it"), Some((Slot::Resolution, false)));
        assert_eq!(
            named("Problem: mail stuck").map(|n| n.rest),
            Some("mail stuck")
        );
        for other in [
            "Diagnosis of the last quarter",
            "Fixtures",
            "Symptomatic",
            "",
        ] {
            assert_eq!(slot(other), None, "{other}");
        }
    }

    #[test]
    fn an_alert_has_a_name_of_its_own() {
        for name in [
            "KubePodCrashLooping",
            "HighErrorRate",
            "etcdMembersDown",
            "TargetIsDown",
        ] {
            assert!(is_alert_name(name), "{name}");
        }
        for name in [
            "CloudFormation",
            "GitHub",
            "OpenSearchServerless",
            "High error rate",
            "DOWN",
        ] {
            assert!(!is_alert_name(name), "{name}");
        }
        assert_eq!(told_symptom("If you see 503:"), Some("503"));
        assert_eq!(told_symptom("Iffy things"), None);
    }
}
