//! Guards that look at the text of the command.

use super::{Case, Finding, Resolve};
use crate::hidden;
use crate::words::{list, name};

pub(super) fn placeholder(case: &Case<'_>) -> Vec<Finding> {
    let resolved = case.resolved;
    if resolved.missing.is_empty() && resolved.unfilled.is_empty() {
        return Vec::new();
    }
    let missing: Vec<String> = resolved
        .missing
        .iter()
        .map(|id| {
            case.runbook
                .input(id)
                .map_or_else(|| id.clone(), |i| i.placeholder.clone())
        })
        .chain(resolved.unfilled.clone())
        .fold(Vec::new(), |mut all, one| {
            if !all.contains(&one) {
                all.push(one);
            }
            all
        });
    let secret = resolved
        .missing
        .iter()
        .any(|id| case.view.inputs.get(id).is_some_and(|given| given.secret));
    let remedy = if secret {
        "Fill in what is missing. Secrets are kept in memory only, and are asked for again after \
         a restart."
    } else {
        "Fill in what is missing."
    };
    let mut finding = Finding::new(
        format!(
            "{} still has something to fill in: {}.",
            name(case.unit),
            list(&missing)
        ),
        remedy,
        Some(Resolve::Input),
    );
    finding.inputs.clone_from(&resolved.missing);
    vec![finding]
}

pub(super) fn variable(case: &Case<'_>) -> Vec<Finding> {
    case.resolved
        .undefined
        .iter()
        .map(|variable| {
            let setter = case.units.iter().find(|unit| {
                let part = case.runbook.part(&unit.id);
                part.is_some_and(|part| part.assigns.contains(variable))
            });
            let remedy = match setter {
                Some(unit) if unit.section == case.unit.section => {
                    format!("Run {} first: it sets `{variable}`.", name(unit))
                }
                Some(unit) => format!(
                    "{} sets it, in another section; variables last for a section. Add `{variable}` \
                     to the environment's variables.",
                    name(unit)
                ),
                None => format!("Add `{variable}` to the environment's variables."),
            };
            Finding::new(
                format!(
                    "`${variable}` is set by nothing that has run. The shell would put nothing in \
                     its place."
                ),
                remedy,
                None,
            )
        })
        .collect()
}

pub(super) fn hidden(case: &Case<'_>) -> Vec<Finding> {
    hidden::find(&case.resolved.text)
        .into_iter()
        .map(|(c, reason)| {
            Finding::new(
                format!(
                    "The command contains U+{:04X}, which {reason}. What runs would not be what \
                     is read.",
                    u32::from(c)
                ),
                "Have the runbook mended, or skip the step and say why.",
                None,
            )
        })
        .collect()
}
