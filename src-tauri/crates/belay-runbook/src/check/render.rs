//! Findings as a person reads them in a terminal.

use super::{Counts, Diagnostic};
use std::fmt::Write;

/// Longest source line that is shown in full.
const WIDEST: usize = 160;

/// Findings with the source line under each, and a count at the end.
///
/// Empty when there is nothing to say.
pub fn render(name: &str, text: &str, diagnostics: &[Diagnostic]) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut out = String::new();
    for diagnostic in diagnostics {
        one(&mut out, name, &lines, diagnostic);
    }
    if !diagnostics.is_empty() {
        let _ = writeln!(out, "{name}: {}", summary(Counts::of(diagnostics)));
    }
    out
}

fn one(out: &mut String, name: &str, lines: &[&str], found: &Diagnostic) {
    let gutter = found.end_line.to_string().len().max(2);
    let pad = " ".repeat(gutter);
    let _ = writeln!(
        out,
        "{}[{}]: {}",
        found.severity.word(),
        found.rule,
        found.message
    );
    let _ = writeln!(out, "{pad}--> {name}:{}:{}", found.line, found.column);
    let source = lines
        .get(found.line.saturating_sub(1) as usize)
        .copied()
        .unwrap_or_default();
    let end = if found.end_line == found.line {
        found.end_column
    } else {
        source.len() as u32 + 1
    };
    let (shown, lead, width) = excerpt(source, found.column, end);
    let _ = writeln!(out, "{pad} |");
    let _ = writeln!(out, "{:>gutter$} | {shown}", found.line);
    let _ = writeln!(out, "{pad} | {}{}", " ".repeat(lead), "^".repeat(width));
    let _ = writeln!(out, "{pad} = why: {}", found.why);
    if let Some(fix) = &found.fix {
        let _ = writeln!(out, "{pad} = fix: {fix}");
    }
    out.push('\n');
}

/// The source line with invisible characters made visible, how many cells stand
/// before the marked text, and how many it takes.
fn excerpt(source: &str, column: u32, end: u32) -> (String, usize, usize) {
    let start = (column as usize).saturating_sub(1).min(source.len());
    let end = (end as usize).saturating_sub(1).clamp(start, source.len());
    // A long line is shown from a little before the mark.
    let skip = if source.len() > WIDEST {
        start.saturating_sub(40)
    } else {
        0
    };
    let mut shown = String::new();
    let (mut lead, mut width) = (0, 0);
    if skip > 0 {
        shown.push('…');
        lead += 1;
    }
    for (at, c) in source.char_indices() {
        if at < skip || shown.chars().count() >= WIDEST {
            continue;
        }
        let cell = match c {
            '\t' => " ".to_owned(),
            c if is_hidden(c) => format!("⟨U+{:04X}⟩", c as u32),
            c => c.to_string(),
        };
        let cells = cell.chars().count();
        if at < start {
            lead += cells;
        } else if at < end {
            width += cells;
        }
        shown.push_str(&cell);
    }
    (shown, lead, width.max(1))
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c as u32, 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2069 | 0xFEFF | 0xE0000..=0xE007F)
}

/// `2 errors, 1 warning`
fn summary(counts: Counts) -> String {
    let parts: Vec<String> = [
        (counts.errors, "error"),
        (counts.warnings, "warning"),
        (counts.notes, "note"),
    ]
    .iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, word)| format!("{count} {word}{}", if *count == 1 { "" } else { "s" }))
    .collect();
    parts.join(", ")
}
