//! What links lead to.

use crate::maps::Map;
use crate::model::{LinkKind, Runbook, Shared};

/// What a target is, from how it is written.
pub(super) fn kind(target: &str) -> LinkKind {
    let lower = target.to_ascii_lowercase();
    if target.starts_with('#') {
        return LinkKind::Anchor;
    }
    if lower.starts_with("mailto:") {
        return LinkKind::Mail;
    }
    let scheme = lower.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    });
    if scheme || lower.starts_with("//") {
        return LinkKind::Web;
    }
    let file = lower.split(['#', '?']).next().unwrap_or("");
    if file.ends_with(".md") || file.ends_with(".markdown") {
        LinkKind::Runbook
    } else {
        LinkKind::File
    }
}

/// Finds the sections that anchors lead to.
pub(super) fn resolve(runbook: &mut Runbook) {
    if !runbook
        .links
        .iter()
        .any(|link| link.kind == LinkKind::Anchor)
    {
        return;
    }
    let sections = &runbook.sections;
    let by_anchor: Map<&str, &Shared> = sections
        .iter()
        .map(|section| (section.anchor.as_str(), &section.id))
        .collect();
    for link in runbook
        .links
        .iter_mut()
        .filter(|link| link.kind == LinkKind::Anchor)
    {
        let anchor = link.target.trim_start_matches('#').to_lowercase();
        link.leads_to = by_anchor.get(anchor.as_str()).map(|id| (*id).clone());
    }
}
