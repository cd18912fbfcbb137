//! Versions and tags, and what goes back to them.

use crate::awscli::Place;
use crate::check::{Book, Finding};
use crate::model::Assignment;
use std::collections::{HashMap, HashSet};

pub(super) fn run(book: &mut Book<'_>) {
    doubled_v(book);
    let tags = tags_made(book);
    for site in 0..book.sites.len() {
        written_tag(book, site, &tags);
        written_revision_of_script(book, site);
    }
    unpublished(book);
}

/// Why the value of a variable begins with `v`.
#[derive(Clone, Copy)]
enum Begins {
    /// It is written so on this line.
    Written(u32),
    /// It comes from the last tag, on this line.
    FromTag(u32),
}

/// `v$VERSION`, where the version itself begins with `v`.
fn doubled_v(book: &mut Book<'_>) {
    let mut known: HashMap<String, Begins> = HashMap::new();
    let mut findings = Vec::new();
    let mut told = HashSet::new();
    for (at, site) in book.sites.iter().enumerate() {
        for (index, word) in site.command.words.iter().enumerate() {
            let held = word.expansions.iter().filter_map(|expansion| {
                let name = expansion.name.as_deref()?;
                let begins = *known.get(name)?;
                let plain = [format!("${name}"), format!("${{{name}}}")];
                let offset = (expansion.span.start - word.span.start) as usize;
                let before = word.raw.get(..offset)?;
                let v = before.strip_suffix('v')?;
                let alone = !v.ends_with(|c: char| c.is_ascii_alphanumeric());
                let makes_tag = is_tag(&site.texts);
                let sure = matches!(begins, Begins::Written(_)) || makes_tag;
                (alone && sure && plain.iter().any(|form| *expansion.raw == **form))
                    .then(|| (name.to_owned(), begins))
            });
            for (name, begins) in held {
                if told.insert(name.clone()) {
                    findings.push((at, index, name, begins));
                }
            }
        }
        for assignment in &site.command.assignments {
            match begins_with_v(assignment, site.command.line, &known) {
                Some(begins) => known.insert(assignment.name.to_string(), begins),
                None => known.remove(assignment.name.as_str()),
            };
        }
    }
    for (site, word, name, begins) in findings {
        let (message, why) = match begins {
            Begins::Written(line) => (
                format!(
                    "`v` is put before `${name}`, which begins with `v` already (line {line})."
                ),
                "The name becomes `vv…`, which is another one than everybody looks for.",
            ),
            Begins::FromTag(line) => (
                format!("`v` is put before `${name}`, which line {line} takes from the last tag."),
                "The tags that this makes begin with `v`, so that from the next release on they begin with `vv`.",
            ),
        };
        book.report_at(
            site,
            &Place::word(word),
            Finding::warning("doubled-v", message, why).fix(format!(
                "Write `${name}` alone, or take the `v` off: `${{{name}#v}}`."
            )),
        );
    }
}

/// `git tag …`, not only looking.
fn is_tag(texts: &[String]) -> bool {
    matches!(texts, [git, tag, ..] if git == "git" && tag == "tag")
        && !texts
            .iter()
            .any(|text| matches!(text.as_str(), "-l" | "--list" | "-d" | "--delete"))
}

fn begins_with_v(
    assignment: &Assignment,
    line: u32,
    known: &HashMap<String, Begins>,
) -> Option<Begins> {
    if let Some(value) = assignment.value.value.as_deref() {
        let rest = value.strip_prefix('v')?;
        let version = rest.starts_with(|c: char| c.is_ascii_digit()) && rest.contains('.');
        return version.then_some(Begins::Written(line));
    }
    let raw = assignment.value.raw.trim_matches('"');
    let [expansion] = assignment.value.expansions.as_slice() else {
        // Several are those within the first one.
        return of_substitution(raw, line, known);
    };
    if *expansion.raw != *raw {
        return None;
    }
    of_substitution(raw, line, known)
}

/// `$(git describe --tags …)`, or `$(echo $KNOWN | awk …)` that takes no `v` off.
fn of_substitution(raw: &str, line: u32, known: &HashMap<String, Begins>) -> Option<Begins> {
    let inner = raw.strip_prefix("$(")?.strip_suffix(')')?;
    let strips = [
        "sed", "tr ", "cut", "#v", "perl", "grep", "semver", "jq", "python",
    ];
    if strips.iter().any(|word| inner.contains(word)) {
        return None;
    }
    if inner.starts_with("git describe") && inner.contains("--tags") {
        return Some(Begins::FromTag(line));
    }
    let echoed = inner.strip_prefix("echo ")?.trim_start();
    let (name, rest) = echoed.split_once('|')?;
    let name = name.trim().trim_matches('"');
    let name = name.strip_prefix('$')?;
    let name = name.trim_start_matches('{').trim_end_matches('}');
    // Counting up the last field keeps the first one as it is.
    let keeps = rest.trim_start().starts_with("awk")
        && rest.contains("$1")
        && !rest.contains("substr")
        && !rest.contains("sub(");
    known.get(name).copied().filter(|_| keeps)
}

/// Tags that the file makes itself, as written.
fn tags_made(book: &Book<'_>) -> HashSet<String> {
    let tagging = book.sites.iter().filter(|site| is_tag(&site.texts));
    tagging
        .flat_map(|site| site.texts.iter().skip(2).cloned())
        .collect()
}

/// `git push origin v1.2.3`, where nothing makes that tag.
fn written_tag(book: &mut Book<'_>, site: usize, made: &HashSet<String>) {
    let [git, push, _, tag] = book.sites[site].texts.as_slice() else {
        return;
    };
    let name = tag.strip_prefix("refs/tags/").unwrap_or(tag);
    let figures: Vec<&str> = name.trim_start_matches('v').split('.').collect();
    let is_version =
        figures.len() == 3 && figures.iter().all(|figure| figure.parse::<u32>().is_ok());
    if git != "git"
        || push != "push"
        || !is_version
        || made.contains(name)
        || book.is_input(site, 3)
    {
        return;
    }
    let message = format!("The tag is always `{name}`.");
    book.report_at(
        site,
        &Place::word(3),
        Finding::warning(
            "fixed-revision",
            message,
            "It was written down with the runbook: the next release has another tag, and this one is there already or has never been made.",
        )
        .fix("Write a placeholder such as `<version>`."),
    );
}

/// `./rollback.sh --revision 5`
fn written_revision_of_script(book: &mut Book<'_>, site: usize) {
    let here = &book.sites[site];
    let Some(program) = here.texts.first() else {
        return;
    };
    if !program.contains('/') || !program.to_ascii_lowercase().contains("rollback") {
        return;
    }
    let options = ["--revision", "--to-revision", "--version", "--to-version"];
    let found = here.texts.iter().enumerate().find_map(|(at, text)| {
        let (option, inline) = match text.split_once('=') {
            Some((option, value)) => (option, Some(value)),
            None => (text.as_str(), None),
        };
        let (word, value) = match inline {
            Some(value) => (at, value),
            None => (at + 1, here.texts.get(at + 1)?.as_str()),
        };
        let number = value.trim_start_matches('v');
        let fixed = !number.is_empty()
            && number.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && number != "0";
        (options.contains(&option) && fixed).then(|| (word, value.to_owned()))
    });
    let Some((word, value)) = found.filter(|(word, _)| !book.is_input(site, *word)) else {
        return;
    };
    book.report_at(
        site,
        &Place::word(word).piece(&value),
        Finding::warning(
            "fixed-revision",
            format!("This always goes back to `{value}`."),
            "The number was written down with the runbook; by now it is not the one before.",
        )
        .fix("Write a placeholder, and say how to find the number."),
    );
}

/// `update-function-code` without `--publish`, in a file that relies on versions.
fn unpublished(book: &mut Book<'_>) {
    let function = |site: usize| -> Option<String> {
        let name = book.sites[site].aws.as_ref()?.value("function-name")?;
        Some(name.text.clone())
    };
    let all = 0..book.sites.len();
    let publishes = all.clone().any(|at| {
        let site = &book.sites[at];
        site.is_aws("lambda", "publish-version")
            || site
                .aws
                .as_ref()
                .is_some_and(|line| line.service == "lambda" && line.has("publish"))
    });
    if publishes {
        return;
    }
    // The first line that needs versions of each function.
    let mut needs: HashMap<String, (u32, bool)> = HashMap::new();
    for at in all.clone() {
        let site = &book.sites[at];
        let moves = site.is_aws("lambda", "update-alias");
        if moves || site.is_aws("lambda", "list-versions-by-function") {
            let line = site.command.line;
            let Some(name) = function(at) else { continue };
            let entry = needs.entry(name).or_insert((line, moves));
            if moves && !entry.1 {
                *entry = (line, true);
            }
        }
    }
    let mut told = HashSet::new();
    let mut findings = Vec::new();
    for at in all {
        let site = &book.sites[at];
        if !site.is_aws("lambda", "update-function-code")
            || site
                .aws
                .as_ref()
                .is_some_and(|line| line.open_ended || line.has("cli-input-json"))
        {
            continue;
        }
        let Some(name) = function(at) else { continue };
        let Some((line, moves)) = needs.get(&name) else {
            continue;
        };
        if told.insert(name) {
            findings.push((at, *line, *moves));
        }
    }
    for (at, line, moves) in findings {
        let why = if moves {
            format!(
                "The alias that line {line} moves stays on the version that it has; and there is no newer one to go back from."
            )
        } else {
            format!(
                "Line {line} lists the versions to find the one before; there is none of this code."
            )
        };
        book.report(
            at,
            Finding::warning(
                "lambda-unpublished",
                "This changes `$LATEST` alone; nothing in this file publishes a version.",
                why,
            )
            .fix("Add `--publish`, or run `aws lambda publish-version` when the update is done."),
        );
    }
}
