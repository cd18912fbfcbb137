//! What happens in the wrong order, or though only one of two was meant.

use crate::check::{Book, Finding, Site};
use crate::effect::EffectKind;
use crate::model::PartKind;

pub(super) fn run(book: &mut Book<'_>) {
    alternatives_in_a_row(book);
    back_twice(book);
    deleted_before_a_look(book);
}

/// `# Or by hand`: a second way that is run after the first.
fn alternatives_in_a_row(book: &mut Book<'_>) {
    let mut findings = Vec::new();
    for step in &book.runbook.steps {
        let mut changed_above = false;
        for part in step.parts.iter().filter(|part| part.kind == PartKind::Run) {
            let changing = part
                .commands
                .iter()
                .find(|command| crate::effect::effect(command).kind >= EffectKind::ChangesRemote);
            if let Some(command) = changing.filter(|_| changed_above && is_alternative(&part.title))
            {
                findings.push((part.line.min(command.line), step.id.clone()));
            }
            changed_above |= changing.is_some();
        }
    }
    for (line, step) in findings {
        let spot = book.line_spot(line, None);
        book.report_spot(
            spot,
            Some(&step),
            Finding::warning(
                "alternative-in-sequence",
                "This is another way to do what stands above it; run in order, both happen.",
                "A change that was meant once is made twice, the second time on top of the first.",
            )
            .fix(
                "Give each way a block and a heading of its own, `Option A: …` and `Option B: …`.",
            ),
        );
    }
}

/// Words with which a script only looks.
const LOOKS: [&str; 9] = [
    "dry-run", "plan", "list", "status", "check", "help", "version", "history", "verify",
];

/// `./rollback.sh --force`, and then `./rollback.sh --revision 5`.
fn back_twice(book: &mut Book<'_>) {
    let goes_back = |site: &Site<'_>| {
        let Some((program, words)) = site.texts.split_first() else {
            return false;
        };
        let looks = |text: &String| LOOKS.contains(&text.trim_start_matches('-'));
        let script = program.contains('/') && program.to_ascii_lowercase().contains("rollback");
        script && !words.iter().any(looks) && !site.command.conditional
    };
    // Of several things each is taken back by itself.
    let names_nothing = |text: &String| {
        text.starts_with('-') || text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    };
    let mut findings = Vec::new();
    for (at, pair) in book.sites.windows(2).enumerate() {
        let [first, second] = pair else { continue };
        let together = first.step.id == second.step.id
            && first.texts.first() == second.texts.first()
            && first.texts.get(1) != second.texts.get(1);
        let plain = second.texts.iter().skip(1).all(names_nothing);
        if together && plain && goes_back(first) && goes_back(second) {
            findings.push((at + 1, first.command.line));
        }
    }
    for (at, line) in findings {
        let place = book.sites[at].command.line;
        if book.has_reported("alternative-in-sequence", place) {
            continue;
        }
        book.report(
            at,
            Finding::warning(
                "alternative-in-sequence",
                format!(
                    "Line {line} has gone back already; run in order, this goes back once more."
                ),
                "A change that was meant once is made twice, the second time on top of the first.",
            )
            .fix(
                "Give each way a block and a heading of its own, `Option A: …` and `Option B: …`.",
            ),
        );
    }
}

fn is_alternative(title: &str) -> bool {
    let lower = title.to_ascii_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    match words.next() {
        Some("or" | "alternatively" | "alternative") => true,
        Some("option") => words
            .next()
            .is_some_and(|mark| mark.len() == 1 && mark != "a" && mark != "1"),
        _ => false,
    }
}

/// Something is made, the old one is deleted, and only then somebody looks.
fn deleted_before_a_look(book: &mut Book<'_>) {
    let runbook = book.runbook;
    let mut findings = Vec::new();
    for section in &runbook.sections {
        let sites = book.sites_of(Some(section.id.as_str()));
        // The last thing that was made and not yet looked at.
        let mut unseen: Option<usize> = None;
        for (order, at) in sites.iter().enumerate() {
            let here = &book.sites[*at];
            if here.command.in_substitution {
                continue;
            }
            if looks(here) {
                unseen = None;
            } else if makes(here) {
                unseen = Some(*at);
            } else if let Some(made) =
                unseen.filter(|made| deletes_instead(here, &book.sites[*made]))
            {
                let looked_later = sites[order + 1..]
                    .iter()
                    .any(|later| looks(&book.sites[*later]));
                let told = book.has_reported("delete-restore-source", here.command.line);
                if looked_later && !told {
                    findings.push((*at, book.sites[made].command.line));
                }
            }
        }
    }
    for (site, made) in findings {
        book.report(
            site,
            Finding::warning(
                "delete-before-verify",
                format!("This deletes before anybody has looked at what line {made} makes."),
                "If that did not work, what could have been gone back to is gone.",
            )
            .fix("Look first, and delete as the last step, or on another day."),
        );
    }
}

/// A command that shows how something stands, or waits for it.
fn looks(site: &Site<'_>) -> bool {
    let waits = site.texts.iter().any(|text| text == "wait");
    waits
        || (site.effect.kind == EffectKind::ReadsOnly
            && !matches!(site.command.name(), Some("echo" | "printf" | "sleep")))
}

/// The AWS service, or the program that stands for it, the act and what it is done to.
fn act<'s>(site: &'s Site<'_>) -> Option<(&'s str, &'s str, &'s str)> {
    if let Some(line) = &site.aws {
        let (verb, noun) = line
            .operation
            .split_once('-')
            .unwrap_or((&line.operation, ""));
        return Some((&line.service, verb, noun));
    }
    match site.texts.as_slice() {
        [program, verb, noun, ..] if program == "kubectl" || program == "helm" => {
            Some(("cluster", verb, noun))
        }
        _ => None,
    }
}

fn makes(site: &Site<'_>) -> bool {
    act(site).is_some_and(|(_, verb, _)| {
        matches!(
            verb,
            "restore" | "copy" | "create" | "import" | "apply" | "install"
        )
    })
}

/// Deletes something of the same kind of service that is not what was just made.
fn deletes_instead(site: &Site<'_>, made: &Site<'_>) -> bool {
    let (Some((service, verb, noun)), Some((other, _, made_noun))) = (act(site), act(made)) else {
        return false;
    };
    let deletes = matches!(verb, "delete" | "terminate" | "uninstall");
    let names = |site: &Site<'_>| -> Vec<String> {
        let operands = site.texts.iter().skip(3);
        operands
            .filter(|text| !text.starts_with('-'))
            .cloned()
            .collect()
    };
    let same_kind = noun == made_noun || service == "cluster";
    let same_thing = same_kind && names(site).iter().any(|name| names(made).contains(name));
    deletes && service == other && !same_thing
}
