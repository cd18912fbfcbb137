//! The runbook as rules look at it: every command with where it stands.

use super::{Diagnostic, Options, Severity};
use crate::awscli::{self, AwsLine, Place};
use crate::effect::{Effect, effect};
use crate::model::{Part, Runbook, SimpleCommand, Step, Word};

/// A runbook, its commands read once, and what the rules found.
pub(crate) struct Book<'a> {
    pub runbook: &'a Runbook,
    pub options: &'a Options,
    pub lines: Vec<&'a str>,
    pub sites: Vec<Site<'a>>,
    found: Vec<Diagnostic>,
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
        let sites = runbook
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
            sites,
            found: Vec::new(),
        }
    }

    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.found
    }

    /// This rule has said something about this line already.
    pub fn has_reported(&self, rule: &str, line: u32) -> bool {
        self.found
            .iter()
            .any(|found| found.rule == rule && found.line == line)
    }

    /// Reports at a place of a site's command.
    pub fn report_at(&mut self, site: usize, place: &Place, finding: Finding) {
        let spot = self.spot(site, place);
        let (step, part) = {
            let site = &self.sites[site];
            (Some(site.step.id.clone()), Some(site.part.id.clone()))
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
        self.runbook.inputs.iter().any(|input| {
            input.occurrences.iter().any(|occurrence| {
                occurrence.holder.as_deref() == Some(site.part.id.as_str())
                    && occurrence.span.start < word.span.end
                    && occurrence.span.end > word.span.start
            })
        })
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
        let mut said = format!(
            "{}\n{}",
            site.part.title,
            site.part.note.clone().unwrap_or_default()
        );
        let mut line = site.command.line.saturating_sub(1);
        while line > 0 && self.line(line).trim_start().starts_with('#') {
            said.push('\n');
            said.push_str(self.line(line));
            line -= 1;
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
