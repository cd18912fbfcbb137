//! Judges the reader of AWS lines by the AWS CLI's own published examples.
//!
//! ```text
//! cargo run --release -p belay-runbook --example awscli_corpus -- \
//!     target/awscli-venv/lib/python3.11/site-packages/awscli/examples [--errors]
//! ```
//!
//! Prints how many command lines there are, how many read, how many get an
//! error, and of those without one how many get one after a single option or
//! operation is misspelt. The misspellings follow from the line alone, so that
//! two runs give the same figures. With `--json` as the second word it prints
//! every line with its first error instead, to be compared with another judge.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use belay_runbook::awscli::{self, AwsLine};
use belay_runbook::check::{self, Diagnostic, Severity};
use belay_runbook::shell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let Some(folder) = arguments.next() else {
        eprintln!("usage: awscli_corpus FOLDER [--errors | --json]");
        std::process::exit(2);
    };
    let mode = arguments.next().unwrap_or_default();
    let mut files = Vec::new();
    collect(Path::new(&folder), &mut files);
    files.sort();
    let lines: Vec<(PathBuf, String)> = files
        .iter()
        .flat_map(|file| {
            let text = std::fs::read_to_string(file).unwrap_or_default();
            command_lines(&text)
                .into_iter()
                .map(|line| (file.clone(), line))
        })
        .collect();
    if mode == "--json" {
        return print_json(&lines);
    }
    let mut tally = Tally::default();
    for (file, line) in &lines {
        tally.judge(file, line, mode == "--errors");
    }
    tally.print();
}

fn print_json(lines: &[(PathBuf, String)]) {
    let rows: Vec<_> = lines
        .iter()
        .map(|(file, line)| {
            let error = first_error(line).map(|error| format!("{}: {}", error.rule, error.message));
            serde_json::json!({"file": file, "line": line, "error": error})
        })
        .collect();
    println!("{}", serde_json::Value::Array(rows));
}

#[derive(Default)]
struct Tally {
    total: usize,
    unread: usize,
    wrong: usize,
    misspelt: usize,
    caught: usize,
    kinds: BTreeMap<String, usize>,
}

impl Tally {
    fn judge(&mut self, file: &Path, line: &str, show: bool) {
        self.total += 1;
        let Some(read) = read(line) else {
            self.unread += 1;
            println!("UNREAD {}: {line}", file.display());
            return;
        };
        if let Some(error) = first_error(line) {
            self.wrong += 1;
            *self.kinds.entry(error.rule.clone()).or_default() += 1;
            if show {
                println!(
                    "{}\n    {line}\n    {}: {}\n",
                    file.display(),
                    error.rule,
                    error.message
                );
            }
            return;
        }
        for misspelt in misspellings(line, &read) {
            self.misspelt += 1;
            if first_error(&misspelt).is_some() {
                self.caught += 1;
            } else if show {
                println!("MISSED {misspelt}");
            }
        }
    }

    fn print(&self) {
        let share = |part: usize, whole: usize| part as f64 * 100.0 / whole.max(1) as f64;
        println!("command lines      {}", self.total);
        println!("not read           {}", self.unread);
        println!(
            "with an error      {} ({:.2} %)",
            self.wrong,
            share(self.wrong, self.total)
        );
        for (kind, count) in &self.kinds {
            println!("    {kind:<24} {count}");
        }
        println!("misspelt           {}", self.misspelt);
        println!(
            "of these caught    {} ({:.2} %)",
            self.caught,
            share(self.caught, self.misspelt)
        );
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rst") {
            files.push(path);
        }
    }
}

/// Lines of a literal block that begin with `aws `, with their continuations.
fn command_lines(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        let start = line
            .trim_start()
            .trim_start_matches("$ ")
            .trim_start_matches("> ");
        at += 1;
        if !line.starts_with([' ', '\t']) || !start.starts_with("aws ") {
            continue;
        }
        let mut whole = start.to_owned();
        // A line that begins with an option belongs to the command, also where its
        // author forgot the backslash.
        while at < lines.len()
            && !lines[at].trim().is_empty()
            && (goes_on(&whole) || lines[at].trim_start().starts_with("--"))
        {
            whole.push('\n');
            whole.push_str(lines[at]);
            at += 1;
        }
        found.push(whole);
    }
    found
}

/// The line ends with a backslash or inside quotes.
fn goes_on(line: &str) -> bool {
    let mut quote = None;
    let mut chars = line.chars().peekable();
    let mut escaped_end = false;
    while let Some(c) = chars.next() {
        escaped_end = false;
        match (quote, c) {
            (Some('\''), '\'') => quote = None,
            (Some('\''), _) => {}
            (_, '\\') => {
                escaped_end = chars.next().is_none();
            }
            (Some('"'), '"') => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            _ => {}
        }
    }
    escaped_end || quote.is_some()
}

fn read(line: &str) -> Option<AwsLine> {
    shell::parse(line)
        .commands
        .iter()
        .find_map(|command| awscli::read(&command.words))
}

/// The first error that `belay check` reports for a runbook of this one line.
fn first_error(line: &str) -> Option<Diagnostic> {
    let text = format!("# Example\n\n```bash\n{line}\n```\n");
    let book = belay_runbook::read(&text).ok()?;
    check::check(&book, &text, &check::Options::default())
        .into_iter()
        .find(|found| found.severity == Severity::Error)
}

/// The operation misspelt, and one option misspelt.
fn misspellings(line: &str, read: &AwsLine) -> Vec<String> {
    let mut out = Vec::new();
    let seed = line.bytes().fold(7u32, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(u32::from(byte))
    });
    let operation = read.operation.split(' ').next_back().unwrap_or_default();
    if !operation.is_empty()
        && let Some(start) = line.find(&format!(" {operation}"))
    {
        out.push(replace(line, start + 1, operation, seed));
    }
    let options: Vec<&str> = line
        .split_whitespace()
        .filter(|word| word.starts_with("--") && word.len() > 4)
        .map(|word| word.split('=').next().unwrap_or(word))
        .filter(|word| read.has(&word[2..]))
        .collect();
    if !options.is_empty() {
        let option = options[seed as usize % options.len()];
        if let Some(start) = line.find(option) {
            out.push(replace(line, start + 2, &option[2..], seed / 7));
        }
    }
    out
}

fn replace(line: &str, start: usize, word: &str, seed: u32) -> String {
    format!(
        "{}{}{}",
        &line[..start],
        misspell(word, seed),
        &line[start + word.len()..]
    )
}

/// One letter dropped, doubled, swapped with the next, or replaced.
fn misspell(word: &str, seed: u32) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = (seed / 4) as usize % letters.len();
    match seed % 4 {
        0 if letters.len() > 2 => {
            letters.remove(at);
        }
        1 => letters.insert(at, letters[at]),
        2 if at + 1 < letters.len() && letters[at] != letters[at + 1] => letters.swap(at, at + 1),
        _ => letters[at] = if letters[at] == 'x' { 'q' } else { 'x' },
    }
    letters.into_iter().collect()
}
