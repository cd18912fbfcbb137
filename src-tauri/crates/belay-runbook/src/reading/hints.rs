//! `<!-- belay: … -->` comments, which say what cannot be inferred. GitHub does not
//! show them.
//!
//! | Hint | What it does to the step that follows |
//! |---|---|
//! | `belay: command` | it is run, though its block has no label |
//! | `belay: reference` | it is looked up and not run |
//! | `belay: title TEXT` | its title |
//! | `belay: allow RULE REASON` | a finding of the checker is silenced |
//!
//! `belay: role ROLE` says what the section it stands in is for, in the words of
//! [`SectionRole`].

use super::draft::InSection;
use super::walk::Walk;
use crate::model::{Hint, ReferenceKind, Runbook, SectionRole, Shared, StepKind};
use std::collections::HashMap;

/// Every name that a hint may have.
pub(crate) const NAMES: [&str; 5] = ["command", "reference", "title", "role", "allow"];

/// What a section is for, from the word that a hint has for it.
pub(crate) fn role(word: &str) -> Option<SectionRole> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

impl Walk<'_, '_> {
    /// Takes an HTML comment that is a hint; false for any other HTML.
    pub(super) fn hint(&mut self, html: &str, line: u32) -> bool {
        let Some(said) = said(html) else { return false };
        let (name, value) = said.split_once(char::is_whitespace).unwrap_or((said, ""));
        let hint = Hint {
            name: name.to_ascii_lowercase().into(),
            value: value.trim().into(),
            line,
            step: None,
            section: None,
        };
        self.draft.hints.push(InSection {
            item: hint,
            section: self.section,
        });
        true
    }
}

fn said(html: &str) -> Option<&str> {
    let inner = html.trim().strip_prefix("<!--")?.strip_suffix("-->")?;
    let said = inner.trim().strip_prefix("belay:")?.trim();
    (!said.is_empty() && !said.contains("-->")).then_some(said)
}

/// Gives each hint its step and does what it asks for.
pub(super) fn apply(runbook: &mut Runbook) {
    if runbook.hints.is_empty() {
        return;
    }
    let roles = runbook.hints.iter().any(|hint| hint.name == "role");
    let sections = runbook.sections.iter().enumerate().filter(|_| roles);
    let sections: HashMap<Shared, usize> = sections
        .map(|(index, section)| (section.id.clone(), index))
        .collect();
    for hint in &mut runbook.hints {
        let next = runbook.steps.partition_point(|step| step.line < hint.line);
        let step = runbook
            .steps
            .get_mut(next)
            .filter(|step| step.section == hint.section);
        hint.step = step.as_ref().map(|step| step.id.clone());
        match (hint.name.as_str(), step) {
            ("command", Some(step)) if step.code.is_some() => {
                step.kind = StepKind::Command;
                step.reference = None;
            }
            ("reference", Some(step)) if step.code.is_some() => {
                step.kind = StepKind::Reference;
                step.reference = step.reference.or(Some(ReferenceKind::Other));
            }
            ("title", Some(step)) => step.title.clone_from(&hint.value),
            ("role", _) => {
                let role = role(&hint.value);
                let section = hint.section.as_ref().and_then(|id| sections.get(id));
                if let (Some(role), Some(section)) = (role, section) {
                    runbook.sections[*section].role = role;
                }
            }
            _ => {}
        }
    }
}
