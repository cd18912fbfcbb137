//! Files that a block looks for in another folder than the one they are in.

use crate::awscli::{OPAQUE, Place};
use crate::check::{Book, Finding, Site};
use std::collections::HashMap;

pub(super) fn run(book: &mut Book<'_>) {
    let mut findings = Vec::new();
    for block in book.blocks() {
        in_block(book, block, &mut findings);
    }
    for (site, word, finding) in findings {
        book.report_at(site, &Place::word(word), finding);
    }
}

/// A folder or a file, by the names that lead to it from where the block begins.
type Path = Vec<String>;

fn in_block(
    book: &Book<'_>,
    sites: std::ops::Range<usize>,
    findings: &mut Vec<(usize, usize, Finding)>,
) {
    let mut folder: Path = Vec::new();
    // The last place where each file was made, by its own name.
    let mut made: HashMap<String, (Path, u32)> = HashMap::new();
    // The line of the `cd` that left the folder of the beginning.
    let mut left = 0;
    for at in sites {
        let site = &book.sites[at];
        let strayed = |word| book.is_input(at, word);
        if apart(site) {
            continue;
        }
        if let Some(word) = from_the_beginning(site, &folder).filter(|word| !strayed(*word)) {
            if !in_another_window(book, at) {
                findings.push((at, word, from_another_folder(site, word, &folder, left)));
            }
            return;
        }
        match changed(site) {
            Change::None => {}
            Change::To(_) if strayed(1) => return,
            Change::To(path) => {
                let Some(next) = joined(&folder, path) else {
                    return;
                };
                folder = next;
                left = site.command.line;
            }
            Change::Unknown => return,
        }
        // What is moved may be anywhere.
        if matches!(
            site.command.name(),
            Some("cp" | "mv" | "ln" | "install" | "rsync")
        ) {
            for text in &site.texts {
                made.remove(own_name(text));
            }
        }
        for (word, file) in used(site) {
            let Some(path) = joined(&folder, file) else {
                continue;
            };
            let Some((place, line)) = made.get(own_name(file)).filter(|(place, _)| *place != path)
            else {
                continue;
            };
            if !strayed(word) {
                findings.push((at, word, in_another_folder(file, place, &folder, *line)));
            }
        }
        for file in makes(site) {
            if let Some(path) = joined(&folder, file) {
                made.insert(own_name(file).to_owned(), (path, site.command.line));
            }
        }
    }
}

/// What it does to the folder is lost, or it is not sure to run.
fn apart(site: &Site<'_>) -> bool {
    let command = site.command;
    command.in_subshell || command.in_substitution || command.function.is_some()
}

/// `# In a second terminal`
fn in_another_window(book: &Book<'_>, site: usize) -> bool {
    let said = book.intent(site).to_lowercase();
    ["terminal", "window", "shell", "tab"]
        .iter()
        .any(|word| said.contains(word))
}

enum Change<'s> {
    None,
    To(&'s str),
    Unknown,
}

fn changed<'s>(site: &'s Site<'_>) -> Change<'s> {
    let sure = !(site.command.in_loop || site.command.conditional);
    match (site.command.name(), site.texts.as_slice()) {
        (Some("cd"), [_, path]) if sure && is_plain(path) => Change::To(path),
        (Some("cd" | "pushd" | "popd"), _) => Change::Unknown,
        _ => Change::None,
    }
}

/// A path from where one is, written out.
fn is_plain(path: &str) -> bool {
    !path.is_empty()
        && !path.starts_with(['/', '~', '-'])
        && !path.contains([OPAQUE, '*', '?', '<', '{', '[', '$', ':', '\\'])
}

/// Where a path leads from a folder; nothing where that is above the beginning.
fn joined(folder: &[String], path: &str) -> Option<Path> {
    if !is_plain(path) {
        return None;
    }
    let mut whole = folder.to_vec();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                // The names above the beginning are not known.
                whole.pop()?;
            }
            name => whole.push(name.to_owned()),
        }
    }
    Some(whole)
}

fn own_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Files that a command writes.
fn makes<'s>(site: &'s Site<'_>) -> Vec<&'s str> {
    let mut files: Vec<&str> = Vec::new();
    let mut operands = site.texts[1.min(site.texts.len())..]
        .iter()
        .filter(|text| !text.starts_with('-'));
    match site.command.name() {
        Some("zip") => files.extend(operands.next().map(String::as_str)),
        Some("tar") => {
            let mode = site.texts.get(1).map(|mode| mode.trim_start_matches('-'));
            if mode.is_some_and(|mode| mode.starts_with('c') && mode.ends_with('f')) {
                files.extend(site.texts.get(2).map(String::as_str));
            }
        }
        _ => {}
    }
    let written = site.command.redirects.iter();
    files.extend(
        written
            .filter(|redirect| redirect.operator == ">")
            .filter_map(|redirect| redirect.target.as_ref()?.value.as_deref()),
    );
    files.retain(|file| is_plain(file) && own_name(file).contains('.'));
    files
}

/// Files that an AWS command sends.
fn used<'s>(site: &'s Site<'_>) -> Vec<(usize, &'s str)> {
    if site.aws.is_none() {
        return Vec::new();
    }
    let copies = site.texts.get(1).is_some_and(|service| service == "s3")
        && site
            .texts
            .get(2)
            .is_some_and(|verb| verb == "cp" || verb == "mv");
    let words = site.texts.iter().enumerate();
    words
        .filter_map(|(at, text)| {
            let file = text
                .split_once("fileb://")
                .or_else(|| text.split_once("file://"))
                .map(|(_, file)| file)
                .or_else(|| (copies && at == 3).then_some(text.as_str()))?;
            (is_plain(file) && own_name(file).contains('.')).then_some((at, file))
        })
        .collect()
}

fn in_another_folder(file: &str, place: &[String], folder: &[String], line: u32) -> Finding {
    let shown = |path: &[String]| match path {
        [] => "the folder where the block begins".to_owned(),
        path => format!("`{}`", path.join("/")),
    };
    let home = shown(&place[..place.len().saturating_sub(1)]);
    Finding::warning(
        "another-folder",
        format!(
            "`{file}` is looked for in {}, and line {line} makes it in {home}.",
            shown(folder)
        ),
        "The command finds no such file, or an old one that lies there.",
    )
    .fix("Go back to the folder first, or write the path from here.")
}

/// The word that begins with the folder which the block has gone into, as if it
/// were still where it began: `cd infra/prod`, then `./infra/check.sh`.
fn from_the_beginning(site: &Site<'_>, folder: &[String]) -> Option<usize> {
    // A folder may well have another one of its own name in it.
    let [outer, _, ..] = folder else { return None };
    let leads = |text: &str| {
        let path = text.strip_prefix("./").unwrap_or(text);
        let inner = path.strip_prefix(outer.as_str());
        is_plain(text) && inner.is_some_and(|inner| inner.starts_with('/') && inner.len() > 1)
    };
    match (site.command.name(), site.texts.as_slice()) {
        (Some("cd"), [_, path]) => leads(path).then_some(1),
        (Some("bash" | "sh" | "source" | "."), [_, script, ..]) => leads(script).then_some(1),
        (_, [program, ..]) => (program.starts_with("./") && leads(program)).then_some(0),
        _ => None,
    }
}

fn from_another_folder(site: &Site<'_>, word: usize, folder: &[String], line: u32) -> Finding {
    let path = &site.texts[word];
    Finding::warning(
        "another-folder",
        format!(
            "Line {line} has gone to `{}`, and `{path}` is written from where the block begins.",
            folder.join("/")
        ),
        "There is no such path below the folder that the shell stands in.",
    )
    .fix("Go back first with `cd -`, or put what runs elsewhere into parentheses: `(cd … && …)`.")
}
