//! Findings that the author, or the options, ask not to see.
//! A comment that is not used is told, so that none outlives its reason.
//!
//! `<!-- belay: allow RULE reason -->` before a step silences the rule for that
//! step; with no step after it in its section, for the section; before the first
//! heading, for the file, as `allow` in the front matter does.

use super::{Allowed, Diagnostic, Options, Severity, pages};
use crate::model::{Hint, Runbook, Section};
use crate::stretches::Stretches;
use std::collections::{BTreeSet, HashMap};

/// Takes silenced findings out, and reports hints that silence nothing sensible.
/// Gives back what the file itself allows.
pub(super) fn apply(
    found: &mut Vec<Diagnostic>,
    runbook: &Runbook,
    options: &Options,
) -> Vec<Allowed> {
    let sections: HashMap<&str, &Section> = runbook
        .sections
        .iter()
        .map(|section| (section.id.as_str(), section))
        .collect();
    let allowances: Vec<Allowance> = runbook
        .hints
        .iter()
        .filter(|hint| hint.name == "allow")
        .map(|hint| Allowance::of(hint, runbook, &sections))
        .collect();
    let mut allowed: HashMap<&str, Vec<(u32, u32)>> = HashMap::new();
    for allowance in &allowances {
        let lines = allowed.entry(allowance.rule).or_default();
        lines.push(allowance.lines);
    }
    let allowed: HashMap<&str, Stretches> = allowed
        .into_iter()
        .map(|(rule, lines)| (rule, Stretches::of(lines)))
        .collect();
    // Where each rule that is allowed somewhere found something.
    let mut told: HashMap<&str, BTreeSet<u32>> = HashMap::new();
    let silenced = |diagnostic: &Diagnostic| options.silenced.contains(&diagnostic.rule);
    let mut by_file = Vec::new();
    for diagnostic in std::mem::take(found) {
        let lines = allowed.get_key_value(diagnostic.rule.as_str());
        if let Some((rule, _)) = lines {
            told.entry(rule).or_default().insert(diagnostic.line);
        }
        if silenced(&diagnostic) {
            continue;
        }
        if lines.is_some_and(|(_, lines)| lines.cover(diagnostic.line, diagnostic.line)) {
            by_file.push(diagnostic);
        } else {
            found.push(diagnostic);
        }
    }
    let complaints = allowances.iter().filter_map(|allowance| {
        let lines = told.get(allowance.rule);
        let used = lines.is_some_and(|lines| {
            let (first, last) = allowance.lines;
            first <= last && lines.range(first..=last).next().is_some()
        });
        allowance.complaint(used)
    });
    found.extend(complaints);
    with_reasons(by_file, allowances)
}

/// Gives each finding the reason of the innermost comment around it.
fn with_reasons(mut found: Vec<Diagnostic>, mut allowances: Vec<Allowance>) -> Vec<Allowed> {
    found.sort_by_key(|finding| finding.line);
    allowances.retain(|one| !one.reason.is_empty());
    // What begins on one line: the wider first.
    allowances.sort_by_key(|one| (one.lines.0, std::cmp::Reverse(one.lines.1)));
    let mut next = allowances.iter().peekable();
    // Those that began before the line, each within the one below it.
    let mut open: HashMap<&str, Vec<&Allowance>> = HashMap::new();
    let with_reason = |finding: Diagnostic| {
        while let Some(one) = next.next_if(|one| one.lines.0 <= finding.line) {
            open.entry(one.rule).or_default().push(one);
        }
        let around = open.get_mut(finding.rule.as_str());
        let innermost = around.and_then(|around| {
            while around.pop_if(|one| one.lines.1 < finding.line).is_some() {}
            around.last()
        });
        Allowed {
            reason: innermost.map_or_else(String::new, |one| one.reason.to_owned()),
            finding,
        }
    };
    found.into_iter().map(with_reason).collect()
}

struct Allowance<'a> {
    hint: &'a Hint,
    rule: &'a str,
    reason: &'a str,
    /// Lines that it covers.
    lines: (u32, u32),
}

impl<'a> Allowance<'a> {
    fn of(hint: &'a Hint, runbook: &Runbook, sections: &HashMap<&str, &Section>) -> Self {
        let value = hint.value.trim();
        let (rule, reason) = value.split_once(char::is_whitespace).unwrap_or((value, ""));
        let step = hint.step.as_deref().and_then(|id| runbook.step(id));
        let section = hint.section.as_deref().and_then(|id| sections.get(id));
        let lines = match (step, section) {
            (Some(step), _) => (step.line, step.end_line),
            (None, Some(section)) => (section.line, section.end_line),
            (None, None) => (1, u32::MAX),
        };
        Allowance {
            hint,
            rule,
            reason: reason.trim(),
            lines,
        }
    }

    fn complaint(&self, used: bool) -> Option<Diagnostic> {
        let (message, why, fix) = if pages::explain(self.rule).is_none() {
            (
                format!("No rule is called `{}`.", self.rule),
                "The comment silences nothing.",
                "Use a rule id as `belay check` prints it.",
            )
        } else if self.reason.is_empty() {
            (
                format!("`{}` is allowed here without a reason.", self.rule),
                "Whoever reads this later cannot tell whether it still holds.",
                "Write the reason behind the rule's name.",
            )
        } else if !used {
            (
                format!(
                    "`{}` finds nothing that this comment could allow.",
                    self.rule
                ),
                "It hides the next mistake of that kind, and tells readers of one that is not there.",
                "Delete the comment.",
            )
        } else {
            return None;
        };
        Some(Diagnostic {
            rule: "allow-comment".to_owned(),
            severity: Severity::Warning,
            line: self.hint.line,
            column: 1,
            end_line: self.hint.line,
            end_column: 2,
            message,
            why: why.to_owned(),
            fix: Some(fix.to_owned()),
            step: None,
            part: None,
        })
    }
}
