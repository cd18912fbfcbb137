//! One runbook for the screen, in amounts that a window can take.
//!
//! The backend keeps what was understood. The window gets the outline, the first
//! rows, and the rest when it scrolls there: a file of 20 MB would be several times
//! as much JSON, and taking that apart would hold the window up for seconds.

mod explained;
mod layout;
mod procedure;
mod rows;
mod steps;

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use belay_library::{LibraryError, Opened};
use belay_runbook::check::{Diagnostic, Severity};
use belay_runbook::{Input, Section, Step};

use crate::library::{count, guide_view, understood};
use crate::views::{
    LinkView, OutlinePart, OutlineSection, PageFound, PageInput, PageRow, ProcedurePart,
    ProcedureRow, RunbookEntry, RunbookPage,
};
use layout::Layout;

pub use explained::explained;
pub use procedure::procedure;

/// About so many bytes of rows cross with the page itself. The largest ordinary
/// runbook is a third of it.
const FIRST_BYTES: usize = 192 * 1024;
/// What a row costs besides its words.
const ROW_BYTES: usize = 120;
/// Sections that cross at once.
const OUTLINE_PART: usize = 500;
/// Rows of the procedure that cross at once.
const PROCEDURE_PART: usize = 400;
/// Entries of a list that cross; the text itself shows each one in its place.
const LISTED: usize = 300;
/// Lines found on a page that cross.
const FOUND: usize = 2_000;
/// Laid-out texts that are kept.
const MOST_KEPT: usize = 6;

/// Where the link leads that is written so; the caller knows the library.
pub type Follow<'a> = dyn Fn(&str) -> Result<LinkView, LibraryError> + 'a;

/// A runbook, laid out for the screen.
pub struct Laid {
    opened: Opened,
    layout: Layout,
    /// By id.
    steps: HashMap<String, usize>,
    /// Drawn when somebody asks for it.
    procedure: OnceLock<Vec<ProcedureRow>>,
}

impl Laid {
    /// Lays a runbook out.
    pub fn out(opened: Opened) -> Self {
        let book = &opened.runbook;
        let steps: HashMap<String, usize> = (book.steps.iter().enumerate())
            .map(|(at, s)| (s.id.to_string(), at))
            .collect();
        let layout = Layout::of(&opened, |id| steps.get(id).map(|at| &book.steps[*at]));
        Self {
            layout,
            steps,
            procedure: OnceLock::new(),
            opened,
        }
    }

    /// Names this text of the runbook.
    pub fn version(&self) -> &str {
        &self.opened.runbook.digest
    }

    /// The page with its first rows.
    ///
    /// # Errors
    /// The index cannot say where links lead.
    pub fn page(
        &self,
        entry: RunbookEntry,
        follow: &Follow<'_>,
    ) -> Result<RunbookPage, LibraryError> {
        let (book, findings) = (&self.opened.runbook, &self.opened.findings);
        let mut understood = understood(book);
        for group in &mut understood {
            group.lines.truncate(LISTED);
        }
        Ok(RunbookPage {
            entry,
            version: book.digest.clone(),
            line_count: book.line_count,
            runnable: !book.steps.is_empty(),
            outline: self.outline(0),
            chunks: self.layout.lines(),
            rows: self.first_rows(follow)?,
            findings: findings.iter().take(LISTED).cloned().collect(),
            finding_count: count(findings.len()),
            inputs: book.inputs.iter().take(LISTED).map(shown_input).collect(),
            input_count: count(book.inputs.len()),
            guides: book
                .guides
                .iter()
                .take(LISTED)
                .map(|g| guide_view(book, g))
                .collect(),
            guide_count: count(book.guides.len()),
            understood,
        })
    }

    fn first_rows(&self, follow: &Follow<'_>) -> Result<Vec<Vec<PageRow>>, LibraryError> {
        let mut bytes = 0;
        let mut first = Vec::new();
        for chunk in 0..self.layout.len() {
            let rows = self.rows(chunk, follow)?;
            let findings = rows.iter().filter_map(finding_in);
            bytes += self.layout.bytes(chunk) + rows.len() * ROW_BYTES;
            bytes += findings.map(written).sum::<usize>();
            if chunk > 0 && bytes > FIRST_BYTES {
                break;
            }
            first.push(rows);
        }
        Ok(first)
    }

    /// Sections from this one on.
    pub fn outline(&self, from: usize) -> OutlinePart {
        let sections = &self.opened.runbook.sections;
        let part = sections.iter().enumerate().skip(from).take(OUTLINE_PART);
        OutlinePart {
            version: self.version().to_owned(),
            total: count(sections.len()),
            sections: part
                .map(|(at, section)| self.section(at, section))
                .collect(),
        }
    }

    fn section(&self, at: usize, section: &Section) -> OutlineSection {
        let (steps, findings) = (&self.opened.runbook.steps, &self.opened.findings);
        let next = self.opened.runbook.sections.get(at + 1);
        let end = next.map_or(u32::MAX, |s| s.line);
        let own = &findings[findings.partition_point(|d| d.line < section.line)
            ..findings.partition_point(|d| d.line < end)];
        let of = |severity| count(own.iter().filter(|d| d.severity == severity).count());
        let step = steps.partition_point(|s| s.line < section.line);
        OutlineSection {
            id: section.id.to_string(),
            level: section.level,
            title: section.title.to_string(),
            line: section.line,
            runnable: steps.get(step).is_some_and(|s| s.line <= section.end_line),
            errors: of(Severity::Error),
            warnings: of(Severity::Warning),
        }
    }

    /// The procedure from this row on.
    pub fn procedure(&self, from: usize) -> ProcedurePart {
        let drawn = || procedure::procedure(&self.opened.runbook, &self.opened.findings);
        let rows = self.procedure.get_or_init(drawn);
        ProcedurePart {
            version: self.version().to_owned(),
            total: count(rows.len()),
            rows: rows
                .iter()
                .skip(from)
                .take(PROCEDURE_PART)
                .cloned()
                .collect(),
        }
    }

    /// A step by its id.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.get(id).map(|at| &self.opened.runbook.steps[*at])
    }

    /// The runbook.
    pub fn opened(&self) -> &Opened {
        &self.opened
    }

    /// The lines that hold every word of `typed`, whatever their case.
    pub fn find(&self, typed: &str) -> PageFound {
        let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
        let holds = |line: &str| {
            let line = line.to_lowercase();
            words.iter().all(|w| line.contains(w.as_str()))
        };
        let mut found = PageFound {
            version: self.version().to_owned(),
            lines: Vec::new(),
            total: 0,
        };
        if words.is_empty() {
            return found;
        }
        for (number, _) in (1u32..)
            .zip(self.opened.text.lines())
            .filter(|(_, line)| holds(line))
        {
            found.total += 1;
            if found.lines.len() < FOUND {
                found.lines.push(number);
            }
        }
        found
    }
}

fn finding_in(row: &PageRow) -> Option<&Diagnostic> {
    match row {
        PageRow::Finding { finding, .. } => Some(finding),
        _ => None,
    }
}

/// Bytes of what a finding says.
fn written(finding: &Diagnostic) -> usize {
    let fix = finding.fix.as_ref().map_or(0, String::len);
    finding.message.len() + finding.why.len() + fix
}

fn shown_input(input: &Input) -> PageInput {
    PageInput {
        id: input.id.to_string(),
        label: input.label.to_string(),
        placeholder: input.placeholder.to_string(),
        required: input.required,
        secret: input.secret,
        hint: input.hint.as_deref().map(str::to_owned),
        places: count(input.occurrences.len()),
        line: input.occurrences.first().map(|o| o.line),
    }
}

/// Laid-out runbooks, kept for whoever scrolls through them.
#[derive(Default)]
pub struct Pages {
    /// The one used last is at the back.
    kept: Mutex<VecDeque<Arc<Laid>>>,
}

impl Pages {
    /// The runbook laid out, as it was if its text is the same.
    pub fn laid(&self, opened: Opened) -> Arc<Laid> {
        let same = |laid: &Arc<Laid>| {
            laid.opened.path == opened.path && laid.version() == opened.runbook.digest
        };
        if let Some(laid) = self.lock().iter().find(|l| same(l)) {
            return laid.clone();
        }
        let laid = Arc::new(Laid::out(opened));
        let mut kept = self.lock();
        kept.retain(|l| l.opened.path != laid.opened.path);
        kept.push_back(laid.clone());
        if kept.len() > MOST_KEPT {
            kept.pop_front();
        }
        laid
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Arc<Laid>>> {
        // A panic while the lock was held leaves a list that is still whole.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
