//! Numbered lists that describe, and are not to be done.
//!
//! A list is to be done unless something says that it is not: losing a step is worse
//! than showing one too many. What says so is either every item (`The balancer
//! receives the request`), or the sentence or the heading above the list (`How it
//! works`, `Possible causes`) together with items none of which tells to do anything.

mod items;

pub(super) use items::items;

use super::draft::Draft;
use super::parts::number_prefix;
use crate::ascii::{self, contains};
use crate::maps::Set;
use crate::phrases::Phrases;
use std::sync::LazyLock;

/// What stands around a list.
pub(super) struct Around<'d> {
    /// The paragraph directly above it.
    pub(super) lead: Option<&'d str>,
    /// The bold line that it stands under.
    pub(super) label: Option<&'d str>,
    /// Headings, the nearest first.
    pub(super) titles: Vec<&'d str>,
}

impl<'d> Around<'d> {
    /// Around a list in this section.
    pub(super) fn of(
        draft: &'d Draft<'_>,
        section: Option<usize>,
        label: Option<usize>,
        lead: Option<&'d str>,
    ) -> Self {
        let nearest = section.map(|index| draft.sections[index].title.as_str());
        Self {
            lead,
            label: label.map(|index| draft.labels[index].text.as_str()),
            titles: nearest.into_iter().collect(),
        }
    }
}

/// What an item does, by its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item {
    /// Tells to do something.
    Tells,
    /// States something: a subject and what it does.
    States,
    /// Could be either.
    Open,
}

/// Whether a list only describes, by the first lines of its items.
pub(super) fn describes(items: &[String], around: &Around<'_>) -> bool {
    if items.is_empty() {
        return false;
    }
    let principles = around.titles.iter().any(|title| is_principles(title));
    if principles {
        return true;
    }
    if around.lead.is_some_and(does_it_itself) {
        return true;
    }
    let read: Vec<Item> = items.iter().map(|item| item_of(item)).collect();
    if read.contains(&Item::Tells) {
        return false;
    }
    let states = read.iter().filter(|item| **item == Item::States).count();
    let announced = around.lead.is_some_and(announces)
        || around.label.is_some_and(heads)
        || around.titles.iter().any(|title| heads(title));
    announced || (items.len() >= 2 && states == items.len())
}

/// Headings under which even `Always test in staging first` is no step of a run.
fn is_principles(title: &str) -> bool {
    PRINCIPLES.any_in(&ascii::lower_beyond(title))
}

static PRINCIPLES: Phrases<4> = Phrases::of([
    "best practice",
    "principles",
    "lessons learned",
    "golden rules",
]);

/// Headings and bold lines over lists that describe.
fn heads(title: &str) -> bool {
    let start = number_prefix(title).unwrap_or(0);
    let lower = title[start..].trim().to_lowercase();
    let lower = lower.trim_end_matches(':');
    let whole = [
        "overview",
        "background",
        "components",
        "contents",
        "table of contents",
        "goals",
        "objectives",
        "assumptions",
        "limitations",
        "glossary",
        "features",
        "key features",
        "requirements overview",
        "terminology",
        "definitions",
        "scope",
        "out of scope",
        "references",
        "benefits",
        "impact",
        "why",
        "rationale",
        "introduction",
        "summary",
        "reasons",
        "timeline",
        "design",
        "severity levels",
        "priority levels",
        "roles",
        "meaning",
    ];
    whole.contains(&lower) || HEADS_WITHIN.any_in(lower)
}

/// Words within such a heading.
static HEADS_WITHIN: Phrases<15> = Phrases::of([
    "architecture",
    "how it works",
    "data flow",
    "request flow",
    "traffic flow",
    "what happens",
    "cause",
    "symptom",
    "severity",
    "severities",
    "levels",
    "known limitation",
    "faq",
    "lifecycle",
    "life cycle",
]);

/// `The script automatically does the following:` whatever stands below, somebody else
/// does it.
fn does_it_itself(lead: &str) -> bool {
    let sentence = lead.rsplit(". ").next().unwrap_or(lead);
    let lower = ascii::lower_beyond(sentence);
    if !contains(&lower, "automatically") {
        return false;
    }
    let subject = [
        "script", "pipeline", "workflow", "system", "job", "operator", "it will",
    ];
    let has = |word: &&str| contains(&lower, word);
    (has(&"following") || lower.ends_with(':'))
        && subject.iter().any(has)
        && !["you ", "please", "verify", "check", "make sure"]
            .iter()
            .any(has)
}

/// Sentences that announce a description.
fn announces(lead: &str) -> bool {
    let last = lead.rsplit('\n').next().unwrap_or(lead);
    let sentence = ascii::lower_beyond(last.rsplit(". ").next().unwrap_or(last));
    ANNOUNCING.any_in(&sentence)
}

/// Words within such a sentence.
static ANNOUNCING: Phrases<48> = Phrases::of([
    "reasons",
    "because",
    "caused by",
    "causes",
    "consists of",
    "consist of",
    "comprises",
    "made up of",
    "composed of",
    "the following components",
    "the following services",
    "the following types",
    "types of",
    "kinds of",
    "levels",
    "in order of precedence",
    "order of precedence",
    "works as follows",
    "work as follows",
    "how it works",
    "is as follows",
    "the flow is",
    "the following happens",
    "this happens when",
    "happens when",
    "can occur when",
    "occurs when",
    "will automatically",
    "automatically:",
    "does the following",
    "performs the following",
    "will do the following",
    "stages:",
    "phases:",
    "this runbook covers",
    "this document covers",
    "this guide covers",
    "following sections",
    "following scenarios",
    "following symptoms",
    "symptoms include",
    "goals",
    "assumptions",
    "the following reasons",
    "this script will",
    "the script will",
    "the pipeline will",
    "the workflow will",
]);

/// What an item does. Only its first sentence is looked at.
fn item_of(text: &str) -> Item {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '`' && c != '$');
    // A command or a switch: something to enter.
    if text.starts_with(['`', '$']) {
        return Item::Tells;
    }
    let first_sentence = text.split(['.', ';', '\n']).next().unwrap_or(text);
    let first_sentence = first_sentence.to_lowercase();
    let mut room = [""; 12];
    let lower = words(&first_sentence, &mut room);
    let Some(first) = lower.first().copied() else {
        return Item::Open;
    };
    if lower.iter().any(|word| tells_anywhere(word)) {
        return Item::Tells;
    }
    if STATING.contains(&first) {
        // `The following command…`, `All tests must pass`, `It should be restarted`.
        let bound = [
            "should", "must", "need", "needs", "shall", "please", "required",
        ];
        let asks = lower.iter().any(|word| bound.contains(word));
        let finite = lower.iter().skip(1).any(|word| is_finite(word));
        return if !asks && finite {
            Item::States
        } else {
            Item::Open
        };
    }
    if is_told(first) {
        return Item::Tells;
    }
    // `Lambda sends the message`: up to three words of a name, then what it does.
    let subject = lower.iter().skip(1).take(3);
    for word in subject {
        if is_finite(word) {
            return Item::States;
        }
        if JOINTS.contains(word) {
            break;
        }
    }
    if is_level(first) {
        return Item::States;
    }
    Item::Open
}

/// The first words of a sentence, as many as there is room for.
fn words<'r, 't>(sentence: &'t str, room: &'r mut [&'t str]) -> &'r [&'t str] {
    let apart = |c: char| c.is_whitespace() || matches!(c, ',' | ':' | '(' | ')' | '/' | '—' | '–');
    let words = sentence.split(apart).filter(|word| !word.is_empty());
    let mut count = 0;
    for (place, word) in room.iter_mut().zip(words) {
        *place = word;
        count += 1;
    }
    &room[..count]
}

/// `P1`, `SEV-2`, `Sev1`, `L3`: a level that is defined.
fn is_level(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let rest = ["sev-", "sev", "p", "l", "s", "tier"]
        .iter()
        .find_map(|head| lower.strip_prefix(head));
    rest.is_some_and(|digits| digits.len() == 1 && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// Words that tell to do something wherever they stand in a sentence.
fn tells_anywhere(word: &str) -> bool {
    matches!(
        word,
        "click" | "run" | "verify" | "ensure" | "navigate" | "select" | "please" | "execute"
    )
}

/// Words that begin a statement.
const STATING: [&str; 26] = [
    "the", "a", "an", "this", "these", "those", "it", "its", "they", "there", "each", "every",
    "all", "some", "most", "no", "our", "your", "their", "users", "user", "clients", "client",
    "when", "if", "once",
];

/// Words after which a subject has ended without having done anything.
const JOINTS: [&str; 20] = [
    "the", "a", "an", "this", "that", "all", "any", "each", "your", "for", "to", "in", "on",
    "from", "with", "of", "and", "or", "at", "by",
];

/// Verbs in the third person that are no nouns in the plural as well.
fn is_finite(word: &str) -> bool {
    matches!(
        word,
        "is" | "are"
            | "was"
            | "were"
            | "has"
            | "have"
            | "does"
            | "do"
            | "can"
            | "cannot"
            | "will"
            | "may"
            | "might"
            | "receives"
            | "receive"
            | "sends"
            | "returns"
            | "invokes"
            | "validates"
            | "forwards"
            | "arrives"
            | "goes"
            | "becomes"
            | "contains"
            | "provides"
            | "reaches"
            | "stores"
            | "persists"
            | "publishes"
            | "consumes"
            | "emits"
            | "creates"
            | "fails"
            | "happens"
            | "occurs"
            | "detects"
            | "generates"
            | "performs"
            | "handles"
            | "responds"
            | "resolves"
            | "notifies"
            | "enters"
            | "expires"
            | "completes"
            | "terminates"
            | "assumes"
            | "allows"
            | "requires"
            | "authenticates"
            | "authorizes"
            | "submits"
            | "initiates"
            | "retrieves"
            | "verifies"
            | "checks"
            | "uploads"
            | "downloads"
            | "begins"
            | "stops"
            | "takes"
            | "makes"
            | "gets"
            | "passes"
            | "opens"
            | "closes"
            | "writes"
            | "reads"
            | "calls"
            | "triggers"
            | "routes"
            | "processes"
            | "starts"
            | "runs"
            | "polls"
            | "pulls"
            | "pushes"
            | "loads"
            | "serves"
            | "hits"
            | "uses"
            | "scales"
            | "registers"
            | "inserts"
            | "deletes"
            | "updates"
            | "moves"
            | "exceeded"
            | "failed"
            | "expired"
    )
}

/// Whether a word at the beginning of an item tells to do something: it is not known
/// as a name of a thing, and has the form of a bare verb.
fn is_told(word: &str) -> bool {
    VERBS.contains(word)
}

/// Verbs that begin instructions.
static VERBS: LazyLock<Set<&str>> = LazyLock::new(|| {
    let verbs = include_str!("lists/verbs.txt");
    verbs.split_ascii_whitespace().collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(lead: &str, title: &str, items: &[&str]) -> bool {
        let items: Vec<String> = items.iter().map(|item| (*item).to_owned()).collect();
        describes(
            &items,
            &Around {
                lead: Some(lead).filter(|lead| !lead.is_empty()),
                label: None,
                titles: vec![title],
            },
        )
    }

    #[test]
    fn what_a_system_does_is_no_step() {
        let flow = [
            "The load balancer receives the request",
            "API Gateway validates the token",
            "The function writes to the table",
        ];
        assert!(judged("", "Deployment", &flow));
        assert!(judged(
            "The flow is as follows:",
            "Deployment",
            &["Client", "Gateway", "Table"]
        ));
        assert!(judged(
            "",
            "Possible causes",
            &["Disk full", "Expired certificate"]
        ));
        assert!(judged(
            "",
            "Best practices",
            &["Always test in staging first"]
        ));
        assert!(judged(
            "",
            "Levels of severity",
            &["**P1**: all is down", "P2: slow"]
        ));
    }

    #[test]
    fn in_doubt_a_list_is_to_be_done() {
        assert!(!judged(
            "",
            "Response",
            &["Mitigation", "Communication", "Root cause analysis"]
        ));
        assert!(!judged(
            "",
            "Architecture",
            &["Open the console", "The page loads"]
        ));
        assert!(!judged("", "Release", &["The build is green", "Deploy it"]));
        assert!(!judged(
            "",
            "Release",
            &["All tests must pass", "The change should be approved"]
        ));
        assert!(!judged(
            "",
            "Possible causes",
            &["Check the disk", "Memory"]
        ));
        assert!(!judged(
            "",
            "Release",
            &["Quiesce the cluster", "Fence writes"]
        ));
        assert!(!judged(
            "",
            "Versión",
            &["Abra la consola", "Cierre la sesión"]
        ));
    }
}
