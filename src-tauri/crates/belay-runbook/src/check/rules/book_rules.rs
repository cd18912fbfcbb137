//! The file as a whole: links, rollbacks, what it does not say.

use crate::check::{Book, Finding};
use crate::effect::EffectKind;
use crate::model::{LinkKind, Section, SectionRole};
use std::collections::HashMap;

pub(super) fn run(book: &mut Book<'_>) {
    missing_sections(book);
    rollback_without_look(book);
    region_unstated(book);
    unwritten_steps(book);
}

/// A link into this file that leads nowhere.
fn missing_sections(book: &mut Book<'_>) {
    let runbook = book.runbook;
    let mut suggestions = 0;
    for link in &runbook.links {
        if link.kind != LinkKind::Anchor
            || link.leads_to.is_some()
            || matches!(link.target.as_str(), "#" | "#top")
        {
            continue;
        }
        let spot = book.text_spot(link.line, link.column, &link.target);
        let wanted = link.target.trim_start_matches('#');
        // The contents of another file may have hundreds; the first ones tell.
        suggestions += 1;
        let anchors = runbook.sections.iter().map(|section| &*section.anchor);
        let near = (suggestions <= 50)
            .then(|| crate::awscli::nearest(wanted, anchors))
            .flatten();
        let finding = Finding::warning(
            "missing-section",
            format!("No section of this file is reached by `{}`.", link.target),
            "Whoever follows the link in the middle of an incident ends at the top of the page.",
        );
        let finding = match near {
            Some(name) => finding.fix(format!("Write `#{name}`.")),
            None => finding,
        };
        book.report_spot(spot, None, finding);
    }
}

/// A way back that ends with the change, without a look whether it worked.
fn rollback_without_look(book: &mut Book<'_>) {
    let runbook = book.runbook;
    let verifying = Verifying::of(book);
    let mut findings = Vec::new();
    for section in runbook
        .sections
        .iter()
        .filter(|section| in_rollback(book, section))
    {
        let sites = book.sites_of(Some(section.id.as_str()));
        // Another command that is known to change something must be the last word.
        let Some(last) = sites.iter().rev().find(|at| {
            let kind = book.sites[**at].effect.kind;
            matches!(
                kind,
                EffectKind::ChangesAws | EffectKind::ChangesRemote | EffectKind::Destructive
            )
        }) else {
            continue;
        };
        if !looked_after(book, section, sites, *last, &verifying) {
            findings.push((*last, section.title.clone()));
        }
    }
    for (site, title) in findings {
        book.report(
            site,
            Finding::warning(
                "rollback-unverified",
                format!("“{title}” ends with this change; nothing looks whether it worked."),
                "A rollback that did not take is found by the users.",
            )
            .fix("Add a step that shows the version that now runs and that it is healthy."),
        );
    }
}

fn in_rollback(book: &Book<'_>, section: &Section) -> bool {
    if section.role == SectionRole::Rollback {
        return true;
    }
    let mut parent = section.parent.as_deref();
    while let Some(found) = parent.and_then(|id| book.section(id)) {
        if found.role == SectionRole::Rollback {
            return !matches!(
                section.role,
                SectionRole::Verification | SectionRole::Checklist
            );
        }
        parent = found.parent.as_deref();
    }
    false
}

/// Something looks after the last change: a reading command, an unknown one that
/// is said to verify, a check, or a section beside this one.
fn looked_after(
    book: &Book<'_>,
    section: &Section,
    sites: &[usize],
    last: usize,
    verifying: &Verifying<'_>,
) -> bool {
    let after_line = book.sites[last].command.end_line;
    let reads = sites.iter().rev().take_while(|at| **at > last).any(|at| {
        let here = &book.sites[*at];
        here.command.line > after_line
            && !here.command.in_substitution
            && (here.effect.kind == EffectKind::ReadsOnly
                || verifies(&here.part.title)
                || here.texts.iter().any(|text| verifies(text)))
    });
    let waits = book.sites[last]
        .texts
        .iter()
        .any(|text| text.starts_with("--wait"));
    let said = verifying
        .steps
        .get(section.id.as_str())
        .is_some_and(|line| *line > after_line);
    // A section under this one, beside it, or beside one that contains it.
    let mut beside = verifying.children_after(Some(&section.id), section.line);
    let mut around = Some(section);
    while let (Some(inner), false) = (around, beside) {
        beside = verifying.children_after(inner.parent.as_deref(), section.line);
        around = inner
            .parent
            .as_deref()
            .and_then(|id| book.section(id))
            .filter(|outer| in_rollback(book, outer));
    }
    reads || waits || said || beside
}

fn verifies(text: &str) -> bool {
    let text = text.to_lowercase();
    [
        "verif", "check", "monitor", "validat", "confirm", "health", "smoke", "test", "watch",
        "wait",
    ]
    .iter()
    .any(|word| text.contains(word))
}

/// Where something is said to be verified.
struct Verifying<'a> {
    /// Line of the last verifying step, by section.
    steps: HashMap<&'a str, u32>,
    /// Line of the last verifying section, by its parent.
    sections: HashMap<Option<&'a str>, u32>,
}

impl<'a> Verifying<'a> {
    fn of(book: &Book<'a>) -> Self {
        let mut steps = HashMap::new();
        for step in &book.runbook.steps {
            let by_hand = step.parts.is_empty();
            let says = verifies(&step.title)
                && (by_hand || step.parts.iter().any(|part| verifies(&part.title)));
            if let Some(section) = step.section.as_deref().filter(|_| says) {
                steps.insert(section, step.line);
            }
        }
        let mut sections = HashMap::new();
        for section in &book.runbook.sections {
            let title = section.title.to_lowercase();
            let says = section.role == SectionRole::Verification
                || [
                    "verif",
                    "checklist",
                    "post-rollback",
                    "after the rollback",
                    "validat",
                ]
                .iter()
                .any(|word| title.contains(word));
            if says {
                sections.insert(section.parent.as_deref(), section.line);
            }
        }
        Verifying { steps, sections }
    }

    fn children_after(&self, parent: Option<&str>, line: u32) -> bool {
        self.sections.get(&parent).is_some_and(|last| *last > line)
    }
}

/// Changes in AWS while no Region or profile is named anywhere.
fn region_unstated(book: &mut Book<'_>) {
    if book.options.has_environment || book.is_written_for_belay() {
        return;
    }
    let sets = |names: &[&str]| {
        book.runbook
            .steps
            .iter()
            .flat_map(|step| &step.parts)
            .any(|part| {
                part.assigns
                    .iter()
                    .chain(&part.exports)
                    .any(|name| names.contains(&name.as_str()))
            })
            || book.runbook.environments.iter().any(|environment| {
                names.iter().any(|name| {
                    environment.variables.contains_key(*name)
                        || environment.open.contains_key(*name)
                })
            })
    };
    let region = sets(&["AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"]);
    let profile = sets(&["AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_ROLE_ARN"]);
    if region && profile {
        return;
    }
    let changing: Vec<usize> = (0..book.sites.len())
        .filter(|at| {
            let here = &book.sites[*at];
            here.aws.as_ref().is_some_and(|line| {
                matches!(
                    here.effect.kind,
                    EffectKind::ChangesAws | EffectKind::Destructive
                ) && !(line.has("region") || region) | !(line.has("profile") || profile)
            })
        })
        .collect();
    let Some(first) = changing.first().copied() else {
        return;
    };
    // A line that names its own Region lacks none.
    let lacks = |option: &str| {
        let aws = changing
            .iter()
            .filter_map(|at| book.sites[*at].aws.as_ref());
        aws.into_iter().any(|line| !line.has(option))
    };
    let region = region || !lacks("region");
    let profile = profile || !lacks("profile");
    let what = match (region, profile) {
        (false, false) => "neither Region nor profile",
        (false, true) => "no Region",
        _ => "no profile",
    };
    let count = match changing.len() {
        1 => "one command changes".to_owned(),
        more => format!("{more} commands change"),
    };
    book.report(
        first,
        Finding::note(
            "place-unstated",
            format!("The file names {what}, and {count} something in AWS."),
            "In a plain shell they go wherever the last login points. Belay runs them in the environment that is chosen.",
        )
        .fix("Set `AWS_PROFILE` and `AWS_REGION` in a section per environment."),
    );
}

/// A comment stands where a step should: `# ... specific to the outage ...`.
fn unwritten_steps(book: &mut Book<'_>) {
    let runbook = book.runbook;
    let mut findings = Vec::new();
    for step in &runbook.steps {
        if step.parts.is_empty() {
            continue;
        }
        for line in step.line..=step.end_line {
            let content = book.line(line).trim();
            let Some(comment) = content.strip_prefix('#').map(str::trim) else {
                continue;
            };
            let open =
                (comment.starts_with("...") && comment.ends_with("...") && comment.len() > 6)
                    || (comment.starts_with('…') && comment.ends_with('…') && comment.len() > 6);
            let todo = ["TODO", "FIXME", "TBD"]
                .iter()
                .any(|word| comment.starts_with(word));
            if open || todo {
                findings.push((line, step.id.clone()));
            }
        }
    }
    for (line, step) in findings {
        let spot = book.line_spot(line, None);
        book.report_spot(
            spot,
            Some(&step),
            Finding::note(
                "unwritten-step",
                "The step that belongs here is not written down.",
                "Whoever runs this at night has to invent it.",
            )
            .fix("Write the step, or link the document that has it."),
        );
    }
}
