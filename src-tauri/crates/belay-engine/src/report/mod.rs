//! The record for a reader who was not there: who, when, where, what ran, what
//! it said, what is left. As Markdown and as one HTML file that needs nothing
//! else.

mod contents;
mod document;
mod html;
mod markdown;

use belay_journal::{Broken, Event, RunView, Verified};
use belay_runbook::Runbook;
use jiff::Timestamp;

use crate::rules::RunRules;
use crate::unit::Unit;
use crate::ways::Ways;

/// What a report is made of.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    /// How the run stands.
    pub view: &'a RunView,
    /// Its events.
    pub events: &'a [Event],
    /// Its runbook, read from the run's own text.
    pub runbook: &'a Runbook,
    /// Its units.
    pub units: &'a [Unit],
    /// Which of several ways it went.
    pub ways: &'a Ways,
    /// What its prose rules, and what became of that.
    pub rules: &'a RunRules,
    /// Charts, drawn.
    pub charts: &'a [Picture],
    /// What the proof of the record said.
    pub proof: &'a Result<Verified, Broken>,
    /// When the report is made.
    pub made_at: Timestamp,
}

impl Report<'_> {
    /// The end of the run, or when the report is made.
    fn until(&self) -> Timestamp {
        let finished = self.view.finished.as_ref();
        finished.map_or(self.made_at, |end| end.at)
    }
}

/// A chart, drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// What it shows.
    pub title: String,
    /// What can be seen on it, in words.
    pub summary: String,
    /// An SVG document. It is shown as a picture: nothing in it runs.
    pub svg: String,
}

/// The report as Markdown. Charts are in it by their words.
#[must_use]
pub fn markdown(report: &Report<'_>) -> String {
    markdown::render(&contents::of(report))
}

/// The report as one HTML file, charts in it; no script, nothing fetched.
#[must_use]
pub fn html(report: &Report<'_>) -> String {
    html::render(&contents::of(report))
}
