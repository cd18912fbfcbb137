//! One page per rule: what it finds, why it matters, an example of each kind.

mod alarms;
mod aws;
mod aws_services;
mod book;
mod databases;
mod procedures;
mod programs;
mod shell;
mod text;

use serde::Serialize;

/// The page of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RulePage {
    /// Rule id.
    pub id: &'static str,
    /// What it is about, as a heading.
    pub title: &'static str,
    /// What it finds.
    pub what: &'static str,
    /// What follows from the mistake.
    pub why: &'static str,
    /// What the examples are.
    pub form: ExampleForm,
    /// An example with the mistake.
    pub bad: &'static str,
    /// The same without it.
    pub good: &'static str,
    /// Where it is written down.
    pub source: &'static str,
}

/// What the examples of a [`RulePage`] are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum ExampleForm {
    /// Shell code, as it stands in a block.
    Shell,
    /// A piece of a file.
    Markdown,
}

/// The page of the rule with this id.
pub fn explain(rule: &str) -> Option<&'static RulePage> {
    rules().find(|page| page.id == rule)
}

/// The rule whose id is most like this one, where one is.
pub fn nearest(rule: &str) -> Option<&'static str> {
    let ids: Vec<_> = rules().map(|page| page.id).collect();
    let near = crate::awscli::nearest(rule, ids.iter().copied())?;
    ids.into_iter().find(|id| *id == near)
}

/// All pages, by what they look at.
pub fn rules() -> impl Iterator<Item = &'static RulePage> {
    [
        aws::PAGES,
        aws_services::PAGES,
        databases::PAGES,
        alarms::PAGES,
        shell::PAGES,
        programs::PAGES,
        procedures::PAGES,
        text::PAGES,
        book::PAGES,
    ]
    .into_iter()
    .flatten()
}
