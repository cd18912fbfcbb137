//! What the parts of a guide are called, in headings, bold lines, items and tables.

use crate::ascii::find;
use crate::reading::parts::number_prefix;
use crate::words::FirstWords;

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

/// Names of parts, with whether they are said of faults only.
const NAMES: [(Slot, bool, &[&str]); 9] = [
    (
        Slot::Symptoms,
        true,
        &[
            "symptom",
            "symptoms",
            "problem",
            "problem description",
            "meaning",
            "what you see",
            "what you will see",
            "what you'll see",
            "signs",
            "observed behavior",
            "observed behaviour",
            "síntoma",
            "síntomas",
            "sintoma",
            "sintomas",
            "symptôme",
            "symptômes",
            "symptome",
            "症状",
            "事象",
        ],
    ),
    (
        Slot::Symptoms,
        false,
        &[
            "issue",
            "error message",
            "detection",
            "what it means",
            "what this means",
        ],
    ),
    (
        Slot::Diagnosis,
        true,
        &[
            "diagnosis",
            "diagnose",
            "diagnoses",
            "diagnostics",
            "diagnostic",
            "diagnosing",
            "diagnóstico",
            "診断",
            "調査",
        ],
    ),
    (
        Slot::Diagnosis,
        false,
        &[
            "investigation",
            "investigate",
            "triage",
            "debugging",
            "debug",
            "troubleshooting",
            "troubleshoot",
            "what to check",
            "checks",
            "things to check",
        ],
    ),
    (
        Slot::Causes,
        true,
        &[
            "cause",
            "causes",
            "root cause",
            "root causes",
            "why this happens",
            "why it happens",
            "what causes",
            "causa",
            "causas",
            "ursache",
            "ursachen",
            "原因",
        ],
    ),
    (Slot::Causes, false, &["reason", "reasons"]),
    (
        Slot::Resolution,
        false,
        &[
            "resolution",
            "resolutions",
            "resolve",
            "resolving",
            "solution",
            "solutions",
            "fix",
            "fixes",
            "fixing",
            "remediation",
            "remediate",
            "mitigation",
            "mitigations",
            "mitigate",
            "workaround",
            "workarounds",
            "remedy",
            "what to do",
            "rollback",
            "corrective",
            "actions",
            "safe actions",
            "resolución",
            "solución",
            "resolução",
            "solução",
            "résolution",
            "lösung",
            "behebung",
            "対処",
            "対処法",
            "対処方法",
            "対応",
            "対応方法",
            "対応手順",
            "解決策",
        ],
    ),
    (
        Slot::Verification,
        false,
        &[
            "verification",
            "verify",
            "verify the fix",
            "verify the resolution",
            "confirm resolution",
            "confirm the fix",
            "verify resolution",
            "verify fix",
            "confirm",
        ],
    ),
    (
        Slot::Aside,
        false,
        &[
            "impact",
            "prevention",
            "prevent",
            "prevent recurrence",
            "preventive",
            "preventive measures",
            "preventing recurrence",
            "escalation",
            "escalate",
            "when to escalate",
            "escalation path",
            "notes",
            "references",
            "impacto",
            "prevención",
            "影響",
        ],
    ),
];

/// What names begin with; most texts begin with another word.
static BEGINNINGS: FirstWords = {
    let mut words = FirstWords::of(&QUALIFIERS).and(&LEADING);
    let mut at = 0;
    while at < NAMES.len() {
        words = words.and(NAMES[at].2);
        at += 1;
    }
    words
};

/// What a heading, a bold line or the head of an item names, if it is a part of a guide.
pub(super) fn named(text: &str) -> Option<Name<'_>> {
    let start = number_prefix(text).unwrap_or(0);
    let text = text[start..].trim_start_matches(|c: char| !c.is_alphanumeric());
    BEGINNINGS.may_begin(text).then(|| begins_with_name(text))?
}

fn begins_with_name(text: &str) -> Option<Name<'_>> {
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
    let marks = memchr::memchr3(b'&', b'/', b'+', lower.as_bytes()).is_some();
    let joints: &[&str] = if marks {
        &[" and ", " & ", " / ", "/", " + "]
    } else {
        &[" and "]
    };
    for joint in joints {
        if let Some(at) = find(lower, joint) {
            let (one, other) = (single(&lower[..at])?, single(&lower[at + joint.len()..])?);
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
    let mut names = NAMES.iter();
    let (slot, strong, _) = names.find(|(_, _, words)| words.contains(&word))?;
    Some((*slot, *strong))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::{lines_of_samples, prose};
    use proptest::prelude::*;

    /// Texts that are passed over name nothing.
    fn is_read_alike(text: &str) {
        let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
        let read = BEGINNINGS.may_begin(text) || begins_with_name(text).is_none();
        assert!(read, "{text}");
    }

    proptest! {
        #[test]
        fn every_name_is_read(text in {
            let names = NAMES.iter().flat_map(|(_, _, names)| *names);
            let words = names.chain(&QUALIFIERS).chain(&LEADING).chain(&TRAILING);
            prose(&words.copied().collect::<Vec<_>>())
        }) {
            is_read_alike(&text);
        }
    }

    #[test]
    fn every_name_of_a_sample_is_read() {
        lines_of_samples()
            .iter()
            .for_each(|line| is_read_alike(line));
    }

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
}
