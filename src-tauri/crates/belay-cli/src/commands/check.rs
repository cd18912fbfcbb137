//! `belay check`: mistakes in runbooks.

use std::path::PathBuf;

use belay_app::library::{self, Opened, Scan};
use belay_runbook::check::{self, Checked, Diagnostic, Options, Platform, Severity};
use serde::Serialize;

use crate::args::{Format, PlatformName};
use crate::outcome::{CliError, Done};
use crate::print;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    files: Vec<FileReport<'a>>,
    errors: usize,
    warnings: usize,
    notes: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FileReport<'a> {
    file: String,
    findings: &'a [Diagnostic],
}

/// Checks files and folders; errors make it [`Done::Findings`].
///
/// # Errors
/// A file is missing, not UTF-8 or too large.
pub fn run(format: Format, paths: &[PathBuf], platform: PlatformName) -> Result<Done, CliError> {
    let options = Options {
        platform: match platform {
            PlatformName::Any => Platform::Any,
            PlatformName::Linux => Platform::Linux,
            PlatformName::Macos => Platform::MacOs,
        },
        ..Options::default()
    };
    let mut opened = Vec::new();
    for path in paths {
        // A file that was named is read whatever it is called.
        let files = if path.is_dir() {
            let file = |source| belay_app::AppError::File {
                path: path.clone(),
                source,
            };
            Scan::of(path).map_err(file)?.files
        } else {
            vec![path.clone()]
        };
        for file in files {
            let mut read = library::read(&file)?;
            if options.platform != Platform::here() {
                read.findings = check::check(&read.runbook, &read.text, &options).into();
            }
            opened.push(read);
        }
    }
    let count = |severity| {
        let all = opened.iter().flat_map(|o| o.findings.iter());
        all.filter(|d| d.severity == severity).count()
    };
    let report = Report {
        files: opened.iter().map(file_report).collect(),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        notes: count(Severity::Note),
    };
    if format == Format::Sarif {
        print::lines(&sarif(&opened, &options));
    } else {
        print::document(format, "belay/check/1", &report, || text(&opened, &report))?;
    }
    Ok(if report.errors > 0 {
        Done::Findings
    } else {
        Done::Well
    })
}

fn sarif(opened: &[Opened], options: &Options) -> String {
    let judged: Vec<_> = opened
        .iter()
        .map(|o| {
            let (found, allowed) = check::check_with_allowed(&o.runbook, &o.text, options);
            (o.path.display().to_string(), found, allowed)
        })
        .collect();
    let checked: Vec<_> = opened
        .iter()
        .zip(&judged)
        .map(|(o, (path, diagnostics, allowed))| Checked {
            path,
            text: &o.text,
            diagnostics,
            allowed,
        })
        .collect();
    check::sarif(env!("CARGO_PKG_VERSION"), &checked).to_string()
}

fn file_report(opened: &Opened) -> FileReport<'_> {
    FileReport {
        file: opened.path.display().to_string(),
        findings: &opened.findings,
    }
}

fn text(opened: &[Opened], report: &Report<'_>) -> String {
    let mut out = String::new();
    for o in opened {
        let name = o.path.display().to_string();
        out += &check::render(&name, &o.text, &o.findings);
    }
    let plural = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    out + &format!(
        "{}, {}, {} in {}",
        plural(report.errors, "error"),
        plural(report.warnings, "warning"),
        plural(report.notes, "note"),
        plural(opened.len(), "file")
    )
}
