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
                .map_or_else(|| id.clone(), |i| i.placeholder.to_string())
        })
        .chain(resolved.unfilled.clone())
        .fold(Vec::new(), |mut all, one| {
            if !all.contains(&one) {
                all.push(one);
            }
            all
        });
    let mut finding = Finding::new(
        format!(
            "{} still has something to fill in: {}.",
            name(case.unit),
            list(&missing)
        ),
        remedy(case, &resolved.missing),
        Some(Resolve::Input),
    );
    finding.inputs.clone_from(&resolved.missing);
    vec![finding]
}

/// Secrets are gone after a restart; whoever gave one wonders.
fn remedy(case: &Case<'_>, missing: &[String]) -> String {
    let given = |id: &String| case.view.inputs.get(id).is_some_and(|given| given.secret);
    if missing.iter().any(given) {
        "Give the value. Secrets are kept in memory only, and are asked for again after a restart."
            .to_owned()
    } else {
        "Give the value.".to_owned()
    }
}

pub(super) fn variable(case: &Case<'_>) -> Vec<Finding> {
    case.resolved
        .unset
        .iter()
        .map(|unset| {
            let variable = &unset.name;
            let inputs: Vec<String> = unset.input.iter().cloned().collect();
            let (setter, resolve) = match &unset.input {
                Some(_) => (remedy(case, &inputs), Some(Resolve::Input)),
                None => (
                    format!("Add `{variable}` to the environment's variables."),
                    None,
                ),
            };
            let mut finding = Finding::new(
                format!(
                    "`${variable}` is set by nothing that has run. The shell would put nothing in \
                     its place."
                ),
                format!("{}{setter}", set_by(case, variable)),
                resolve,
            );
            finding.inputs = inputs;
            finding
        })
        .collect()
}

/// Which step sets the variable, if one does.
fn set_by(case: &Case<'_>, variable: &String) -> String {
    let setter = case.units.iter().find(|unit| {
        let part = case.runbook.part(&unit.id);
        part.is_some_and(|part| part.assigns.iter().any(|name| name == variable))
    });
    match setter {
        Some(unit) if unit.section == case.unit.section => {
            format!("Run {} first: it sets `{variable}`. Or: ", name(unit))
        }
        Some(unit) => format!(
            "{} sets it, in another section; variables last for a section. ",
            name(unit)
        ),
        None => String::new(),
    }
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
