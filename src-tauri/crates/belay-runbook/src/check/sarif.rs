//! Findings as SARIF 2.1.0, for code hosts and editors.

use super::{Allowed, Diagnostic, ExampleForm, RulePage, Severity, pages};
use serde_json::{Value, json};

/// One checked file.
#[derive(Debug, Clone)]
pub struct Checked<'a> {
    /// Path of the file, relative to the folder that the report is about, with `/`.
    pub path: &'a str,
    /// The text that was checked.
    pub text: &'a str,
    /// Its findings.
    pub diagnostics: &'a [Diagnostic],
    /// What it allows: told as suppressed, with the file's reason.
    pub allowed: &'a [Allowed],
}

impl Checked<'_> {
    /// Every finding, and the reason of those that the file allows.
    fn all(&self) -> impl Iterator<Item = (&Diagnostic, Option<&str>)> {
        let allowed = self.allowed.iter();
        let allowed = allowed.map(|one| (&one.finding, Some(one.reason.as_str())));
        self.diagnostics
            .iter()
            .map(|one| (one, None))
            .chain(allowed)
    }
}

/// A SARIF log with one run over all files. `version` is the program's own.
pub fn sarif(version: &str, files: &[Checked<'_>]) -> Value {
    let mut used: Vec<&str> = files
        .iter()
        .flat_map(|file| file.all().map(|(found, _)| found.rule.as_str()))
        .collect();
    used.sort_unstable();
    used.dedup();
    let results: Vec<Value> = files
        .iter()
        .flat_map(|file| {
            let lines: Vec<&str> = file.text.lines().collect();
            file.all()
                .map(|(found, allowed)| {
                    let mut result = result(file, &lines, found, &used);
                    if let Some(reason) = allowed {
                        result["suppressions"] = suppressions(reason);
                    }
                    result
                })
                .collect::<Vec<_>>()
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "belay",
                "semanticVersion": version,
                "rules": used.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn descriptor(rule: &str) -> Value {
    match pages::explain(rule) {
        Some(page) => json!({
            "id": rule,
            "shortDescription": {"text": page.title},
            "fullDescription": {"text": page.what},
            "help": {"text": help(page), "markdown": help_in_markdown(page)},
        }),
        None => json!({"id": rule}),
    }
}

fn help(page: &RulePage) -> String {
    format!(
        "{}\n\nWrong:\n{}\n\nRight:\n{}\n\nSource: {}",
        page.why, page.bad, page.good, page.source
    )
}

fn help_in_markdown(page: &RulePage) -> String {
    let language = match page.form {
        ExampleForm::Shell => "bash",
        ExampleForm::Markdown => "markdown",
    };
    // Longer than any fence within an example.
    let block = |code: &str| format!("````{language}\n{}\n````", code.trim_end());
    format!(
        "{}\n\nWrong:\n\n{}\n\nRight:\n\n{}\n\nSource: {}",
        page.why,
        block(page.bad),
        block(page.good),
        page.source
    )
}

fn result(file: &Checked<'_>, lines: &[&str], found: &Diagnostic, rules: &[&str]) -> Value {
    let level = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let text = match &found.fix {
        Some(fix) => format!("{} {} {fix}", found.message, found.why),
        None => format!("{} {}", found.message, found.why),
    };
    let start = code_points(lines, found.line, found.column);
    let end = code_points(lines, found.end_line, found.end_column);
    let end = if found.line == found.end_line {
        end.max(start)
    } else {
        end
    };
    json!({
        "ruleId": found.rule,
        "ruleIndex": rules.binary_search(&found.rule.as_str()).unwrap_or_default(),
        "level": level,
        "message": {"text": text},
        "locations": [{"physicalLocation": {
            "artifactLocation": {"uri": uri(file.path)},
            "region": {
                "startLine": found.line,
                "startColumn": start,
                "endLine": found.end_line,
                "endColumn": end,
            },
        }}],
    })
}

/// A comment in the file, or its front matter, says that the finding may stay.
fn suppressions(reason: &str) -> Value {
    match reason {
        "" => json!([{"kind": "inSource"}]),
        reason => json!([{"kind": "inSource", "justification": reason}]),
    }
}

/// A column counted in bytes as one counted in characters.
fn code_points(lines: &[&str], line: u32, column: u32) -> usize {
    let content = lines
        .get(line.saturating_sub(1) as usize)
        .copied()
        .unwrap_or_default();
    let bytes = (column as usize).saturating_sub(1).min(content.len());
    1 + content
        .char_indices()
        .take_while(|(at, _)| *at < bytes)
        .count()
}

/// A path as a relative URI.
fn uri(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
