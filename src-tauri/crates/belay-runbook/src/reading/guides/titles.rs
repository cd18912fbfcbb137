//! What titles tell of guides: a symptom, a fault, a report, a place to look.

use crate::ascii::after;
use crate::phrases::Phrases;
use crate::words::FirstWords;

/// Titles under which problem and solution are a report, and no guide.
pub(super) fn is_report(title: &str) -> bool {
    static WITHIN: Phrases<8> = Phrases::of([
        "lessons learned",
        "post-mortem",
        "postmortem",
        "post mortem",
        "post-incident",
        "retrospective",
        "incident report",
        "rca template",
    ]);
    WITHIN.any_in(title)
}

/// Titles beside which they are a report or a plan: what follows an incident may stand
/// beside a guide too, what belongs to a proposal does not.
pub(super) fn is_of_report(title: &str) -> bool {
    const WHOLE: [&str; 18] = [
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
    static BEGINNINGS: FirstWords = FirstWords::of(&WHOLE);
    let title = title.trim_matches(|c: char| !c.is_alphanumeric());
    let is = |whole: &&str| whole.eq_ignore_ascii_case(title);
    BEGINNINGS.may_begin(title) && WHOLE.iter().any(is)
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
    const LEADS: [&str; 5] = [
        "alert:",
        "alarm:",
        "if you see ",
        "if you get ",
        "if you receive ",
    ];
    static BEGINNINGS: FirstWords = FirstWords::of(&LEADS);
    let mut leads = LEADS.iter();
    if BEGINNINGS.may_begin(title)
        && let Some(rest) = leads.find_map(|lead| after(title, lead))
    {
        let rest = rest.trim().trim_end_matches([':', ',']);
        return Some(rest).filter(|rest| !rest.is_empty());
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
    let capitals = word.bytes().skip(1).filter(u8::is_ascii_uppercase);
    if capitals.count() < 2 {
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
    humps(word).any(|hump| faults.contains(&hump))
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
    use super::{is_alert_name, told_symptom};

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
