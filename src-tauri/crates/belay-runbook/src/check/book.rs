//! The runbook as rules look at it: every command with where it stands.

use super::{Diagnostic, Options, Severity};
use crate::awscli::{self, AwsLine, Place};
use crate::effect::{Effect, effect};
use crate::model::{Part, Runbook, Section, SimpleCommand, Step, Word};
use crate::stretches::Stretches;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// How many lines of comment around a command are looked at.
const CLOSE: usize = 40;

/// A runbook, its commands read once, and what the rules found.
pub(crate) struct Book<'a> {
    pub runbook: &'a Runbook,
    pub options: &'a Options,
    pub lines: Vec<&'a str>,
    pub sites: Vec<Site<'a>>,
    index: Index<'a>,
    found: Vec<Diagnostic>,
    /// Rule and line of what was found.
    told: HashSet<(&'static str, u32)>,
}

/// What rules ask for again and again, so that a file of any size is checked in
/// time that grows with its length.
#[derive(Default)]
struct Index<'a> {
    /// Sites by section.
    sites: HashMap<&'a str, Vec<usize>>,
    /// Last site with an operation, by section.
    operations: HashMap<(&'a str, String), usize>,
    /// AWS services named in a section.
    services: HashSet<(&'a str, String)>,
    /// Line of the first assignment of a name.
    assigned: HashMap<&'a str, u32>,
    /// What has to be filled in, by part: first and last byte of each place.
    inputs: HashMap<&'a str, Stretches>,
    /// Sections by id.
    sections: HashMap<&'a str, &'a Section>,
}

impl<'a> Index<'a> {
    fn of(runbook: &'a Runbook, sites: &[Site<'a>]) -> Self {
        let mut index = Index::default();
        for (at, site) in sites.iter().enumerate() {
            let section = site.step.section.as_deref().unwrap_or_default();
            index.sites.entry(section).or_default().push(at);
            if let Some(line) = &site.aws {
                index.operations.insert((section, line.title()), at);
                index.services.insert((section, line.service.clone()));
            }
            for assignment in &site.command.assignments {
                index
                    .assigned
                    .entry(&assignment.name)
                    .or_insert(site.command.line);
            }
        }
        let mut inputs: HashMap<&str, Vec<(u32, u32)>> = HashMap::new();
        for occurrence in runbook.inputs.iter().flat_map(|input| &input.occurrences) {
            if let Some(holder) = occurrence.holder.as_deref() {
                let span = occurrence.span;
                inputs
                    .entry(holder)
                    .or_default()
                    .push((span.start, span.end));
            }
        }
        let inputs = inputs.into_iter();
        index.inputs = inputs
            .map(|(part, places)| (part, Stretches::of(places)))
            .collect();
        let sections = runbook.sections.iter();
        index.sections = sections
            .map(|section| (section.id.as_str(), section))
            .collect();
        index
    }
}

/// One command with everything around it.
pub(crate) struct Site<'a> {
    pub step: &'a Step,
    pub part: &'a Part,
    pub command: &'a SimpleCommand,
    /// The command read as an AWS line.
    pub aws: Option<AwsLine>,
    pub effect: Effect,
    /// The command's words after quotes are gone.
    pub texts: Vec<String>,
}

/// A stretch of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spot {
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
}

/// A finding without its place.
pub(crate) struct Finding {
    pub rule: &'static str,
    pub severity: Severity,
    pub message: String,
    pub why: String,
    pub fix: Option<String>,
}

impl Finding {
    pub fn error(rule: &'static str, message: impl Into<String>, why: impl Into<String>) -> Self {
        Finding::new(rule, Severity::Error, message, why)
    }

    pub fn warning(rule: &'static str, message: impl Into<String>, why: impl Into<String>) -> Self {
        Finding::new(rule, Severity::Warning, message, why)
    }

    pub fn note(rule: &'static str, message: impl Into<String>, why: impl Into<String>) -> Self {
        Finding::new(rule, Severity::Note, message, why)
    }

    pub fn new(
        rule: &'static str,
        severity: Severity,
        message: impl Into<String>,
        why: impl Into<String>,
    ) -> Self {
        Finding {
            rule,
            severity,
            message: message.into(),
            why: why.into(),
            fix: None,
        }
    }

    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }
}

impl<'a> Book<'a> {
    pub fn new(runbook: &'a Runbook, text: &'a str, options: &'a Options) -> Self {
        let sites: Vec<Site<'a>> = runbook
            .steps
            .iter()
            .flat_map(|step| step.parts.iter().map(move |part| (step, part)))
            .flat_map(|(step, part)| part.commands.iter().map(move |c| (step, part, c)))
            .map(|(step, part, command)| Site {
                step,
                part,
                command,
                aws: awscli::read(&command.words),
                effect: effect(command),
                texts: command.words.iter().map(awscli::text_of).collect(),
            })
            .collect();
        Book {
            runbook,
            options,
            lines: text.lines().collect(),
            index: Index::of(runbook, &sites),
            sites,
            found: Vec::new(),
            told: HashSet::new(),
        }
    }

    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.found
    }

    /// This rule has said something about this line already.
    pub fn has_reported(&self, rule: &'static str, line: u32) -> bool {
        self.told.contains(&(rule, line))
    }

    /// Reports at a place of a site's command.
    pub fn report_at(&mut self, site: usize, place: &Place, finding: Finding) {
        let spot = self.spot(site, place);
        let (step, part) = {
            let site = &self.sites[site];
            (
                Some(site.step.id.to_string()),
                Some(site.part.id.to_string()),
            )
        };
        self.push(spot, step, part, finding);
    }

    /// Reports at the first word of a site's command.
    pub fn report(&mut self, site: usize, finding: Finding) {
        self.report_at(site, &Place::command(), finding);
    }

    /// Reports at a stretch of the file that belongs to no command.
    pub fn report_spot(&mut self, spot: Spot, step: Option<&str>, finding: Finding) {
        self.push(spot, step.map(str::to_owned), None, finding);
    }

    fn push(&mut self, spot: Spot, step: Option<String>, part: Option<String>, finding: Finding) {
        self.told.insert((finding.rule, spot.line));
        self.found.push(Diagnostic {
            rule: finding.rule.to_owned(),
            severity: finding.severity,
            line: spot.line,
            column: spot.column,
            end_line: spot.end_line,
            end_column: spot.end_column,
            message: finding.message,
            why: finding.why,
            fix: finding.fix,
            step,
            part,
        });
    }

    /// The whole of a file line without its indentation, or what of it is `text`.
    pub fn line_spot(&self, line: u32, text: Option<&str>) -> Spot {
        let content = self.line(line);
        let (start, length) =
            match text.and_then(|text| content.find(text).map(|at| (at, text.len()))) {
                Some(found) => found,
                None => {
                    let start = content.len() - content.trim_start().len();
                    (start, content.trim().len())
                }
            };
        Spot {
            line,
            column: start as u32 + 1,
            end_line: line,
            end_column: (start + length) as u32 + 1,
        }
    }

    /// The first `text` in a file line from a column on, else the whole line.
    pub fn text_spot(&self, line: u32, column: u32, text: &str) -> Spot {
        let before = column.saturating_sub(1);
        let rest = self.line(line).get(before as usize..).unwrap_or_default();
        let Some(at) = rest.find(text) else {
            return self.line_spot(line, Some(text));
        };
        let column = before + at as u32 + 1;
        Spot {
            line,
            column,
            end_line: line,
            end_column: column + text.len() as u32,
        }
    }

    pub fn line(&self, line: u32) -> &'a str {
        self.lines
            .get((line as usize).saturating_sub(1))
            .copied()
            .unwrap_or_default()
    }

    fn spot(&self, site: usize, place: &Place) -> Spot {
        let command = self.sites[site].command;
        if place.whole {
            return self.command_spot(command);
        }
        let Some(word) = command.words.get(place.word) else {
            return self.command_spot(command);
        };
        if let Some(spot) = place
            .piece
            .as_deref()
            .and_then(|piece| self.piece_spot(word, piece))
        {
            return spot;
        }
        self.word_spot(word)
    }

    /// The words that name what is done: `aws dynamodb update-table`.
    fn command_spot(&self, command: &SimpleCommand) -> Spot {
        let named = command
            .words
            .iter()
            .take(4)
            .take_while(|word| word.line == command.line && !word.raw.starts_with('-'))
            .last();
        match named {
            Some(last) => Spot {
                line: command.line,
                column: command.column,
                end_line: command.line,
                end_column: self.word_spot(last).end_column.max(command.column),
            },
            None => self.line_spot(command.line, None),
        }
    }

    pub fn word_spot(&self, word: &Word) -> Spot {
        let newlines = word.raw.matches('\n').count() as u32;
        let end_line = word.line + newlines;
        let last = word.raw.rsplit('\n').next().unwrap_or_default();
        let end_column = if newlines == 0 {
            word.column + last.len() as u32
        } else {
            let content = self.line(end_line);
            content
                .find(last)
                .map_or(content.len(), |at| at + last.len()) as u32
                + 1
        };
        Spot {
            line: word.line,
            column: word.column,
            end_line,
            end_column,
        }
    }

    /// Where a piece of a word stands, when the word has it as written.
    fn piece_spot(&self, word: &Word, piece: &str) -> Option<Spot> {
        if piece.is_empty() || piece.contains('\n') {
            return None;
        }
        let at = word.raw.find(piece)?;
        let newlines = word.raw[..at].matches('\n').count() as u32;
        let line = word.line + newlines;
        let column = if newlines == 0 {
            word.column + at as u32
        } else {
            self.line(line).find(piece)? as u32 + 1
        };
        Some(Spot {
            line,
            column,
            end_line: line,
            end_column: column + piece.len() as u32,
        })
    }

    /// The word of the command is (partly) something that a person fills in.
    pub fn is_input(&self, site: usize, word: usize) -> bool {
        let site = &self.sites[site];
        let Some(word) = site.command.words.get(word) else {
            return false;
        };
        self.index
            .inputs
            .get(site.part.id.as_str())
            .is_some_and(|places| {
                // One that begins before the word's end and ends behind its start.
                let (last, first) = (word.span.end.saturating_sub(1), word.span.start + 1);
                places.cover(last, first)
            })
    }

    /// The section with this id.
    pub fn section(&self, id: &str) -> Option<&'a Section> {
        self.index.sections.get(id).copied()
    }

    /// The commands of each step, in order.
    pub fn blocks(&self) -> Vec<Range<usize>> {
        let together = |a: &Site<'_>, b: &Site<'_>| a.step.id == b.step.id;
        let mut from = 0;
        self.sites
            .chunk_by(together)
            .map(|block| {
                let first = from;
                from += block.len();
                first..from
            })
            .collect()
    }

    /// The commands of a section, in order.
    pub fn sites_of(&self, section: Option<&str>) -> &[usize] {
        self.index
            .sites
            .get(section.unwrap_or_default())
            .map_or(&[], Vec::as_slice)
    }

    /// The same section has this AWS operation (`rds reboot-db-instance`) further on.
    pub fn follows(&self, site: usize, operation: &str) -> bool {
        let section = self.sites[site].step.section.as_deref().unwrap_or_default();
        self.index
            .operations
            .get(&(section, operation.to_owned()))
            .is_some_and(|last| *last > site)
    }

    /// The section names the AWS service somewhere.
    pub fn section_uses(&self, section: Option<&str>, service: &str) -> bool {
        let key = (section.unwrap_or_default(), service.to_owned());
        self.index.services.contains(&key)
    }

    /// Line of the first assignment of a name anywhere in the file.
    pub fn assigned_on(&self, name: &str) -> Option<u32> {
        self.index.assigned.get(name).copied()
    }

    /// The front matter names the environments it runs in: account and Region come
    /// from there, and angle placeholders are meant to be asked for.
    pub fn is_written_for_belay(&self) -> bool {
        self.runbook
            .front_matter
            .as_ref()
            .is_some_and(|front| !front.environments.is_empty())
    }

    /// Comments and prose that say what a command is for: the part's title and
    /// note, and the comment lines right above the command.
    pub fn intent(&self, site: usize) -> String {
        let site = &self.sites[site];
        let note = site.part.note.as_deref().unwrap_or_default();
        // What says what a command is for stands close to it.
        let note: String = note.lines().take(CLOSE).collect::<Vec<_>>().join("\n");
        let mut said = format!("{}\n{note}", site.part.title);
        let above = (1..site.command.line).rev().take(CLOSE);
        for line in above.map(|line| self.line(line)) {
            if !line.trim_start().starts_with('#') {
                break;
            }
            said.push('\n');
            said.push_str(line);
        }
        said
    }
}

impl Site<'_> {
    /// The AWS operation is this one.
    pub fn is_aws(&self, service: &str, operation: &str) -> bool {
        self.aws
            .as_ref()
            .is_some_and(|line| line.service == service && line.operation == operation)
    }
}
