//! Each restore: what was asked of AWS, and what came of it.

use belay_journal::view::RestoreState;
use belay_restore::{At, Comparison, RestorePlan};

use super::super::Report;
use super::super::document::{Line, Node};
use super::{paragraph, section};
use crate::timeline::Tone;
use crate::words::instant;

pub(super) fn restores(report: &Report<'_>) -> Vec<Node> {
    let restores = &report.view.restores;
    if restores.is_empty() {
        return Vec::new();
    }
    let mut nodes = vec![section("Restores")];
    for (id, restore) in restores {
        nodes.extend(one_restore(id, restore));
    }
    nodes
}

fn one_restore(id: &str, restore: &RestoreState) -> Vec<Node> {
    let plan: Option<RestorePlan> = serde_json::from_value(restore.plan.clone()).ok();
    let Some(plan) = plan else {
        return vec![
            Node::Heading(3, Line::plain(id)),
            paragraph(
                "Its plan was written by another version of Belay.",
                Tone::Warn,
            ),
            Node::Code(restore.plan.to_string()),
        ];
    };
    let title = format!("`{}` to `{}`", plan.request.source, plan.request.target);
    let at = match plan.request.at {
        At::Instant { at } => instant(at),
        At::Latest => "the latest that AWS could restore".to_owned(),
    };
    let mut facts = vec![
        ("Moment".to_owned(), Line::plain(at)),
        (
            "Decided".to_owned(),
            Line::plain(format!(
                "{}, by {}",
                instant(restore.intended_at),
                restore.by
            )),
        ),
    ];
    let mut add = |name: &str, value: Line| facts.push((name.to_owned(), value));
    if let Some(confirmation) = &restore.confirmation {
        add(
            "Typed",
            Line::code(confirmation.typed.clone().unwrap_or_default()),
        );
    }
    if let Some(submitted) = &restore.submitted {
        add("Accepted", Line::plain(instant(submitted.at)));
        if let Some(id) = &submitted.request_id {
            add("Request", Line::code(id));
        }
        if let Some(resource) = &submitted.resource {
            add("Table", Line::code(resource));
        }
    }
    let states: Vec<String> = restore
        .observed
        .iter()
        .map(|o| format!("{} {}", instant(o.at), o.status))
        .collect();
    if !states.is_empty() {
        add("States", Line::plain(states.join(", ")));
    }
    if let Some(end) = &restore.ended {
        let message = end.message.clone().unwrap_or_default();
        add(
            "Ended",
            Line::plain(format!("{} {message}", instant(end.at))),
        );
    }
    let mut nodes = vec![Node::Heading(3, Line::sentence(&title)), Node::Facts(facts)];
    nodes.extend(plan.calls.iter().map(|call| Node::Code(call.cli.clone())));
    let comparison = restore
        .compared
        .clone()
        .map(serde_json::from_value::<Comparison>);
    if let Some(Ok(comparison)) = comparison {
        nodes.push(paragraph(comparison.sentence(), Tone::Plain));
    }
    if !plan.not_restored.is_empty() {
        nodes.push(paragraph(
            "AWS does not restore these settings:",
            Tone::Warn,
        ));
        let rows = plan.not_restored.iter().map(|one| {
            let cells = [&one.setting, &one.value, &one.reapply].map(Line::plain);
            (cells.to_vec(), Tone::Plain)
        });
        let head = ["Setting", "At the source", "To set it again"].map(str::to_owned);
        nodes.push(Node::Table(head.to_vec(), rows.collect()));
    }
    nodes
}
