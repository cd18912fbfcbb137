//! Times: zones, and substitutions that give another value each time.

use crate::awscli::table::{Scalar, Shape};
use crate::awscli::{OPAQUE, Place, TimeExpr, Zone};
use crate::check::{Book, Finding, Platform, Severity};
use crate::model::{ExpansionKind, Shared, Word};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn run(book: &mut Book<'_>) {
    for site in 0..book.sites.len() {
        zone_missing(book, site);
        written_time(book, site);
    }
    evaluated_twice(book);
    one_platform_only(book);
}

/// A time without a zone is read as UTC.
fn zone_missing(book: &mut Book<'_>, site: usize) {
    let Some(line) = &book.sites[site].aws else {
        return;
    };
    let Some((service, command)) = line.command() else {
        return;
    };
    let restores = line.operation.starts_with("restore-");
    let mut findings = Vec::new();
    for param in &line.params {
        let is_time = command
            .option(&param.name)
            .and_then(|option| option.shape)
            .and_then(|shape| service.shape(shape))
            .is_some_and(|shape| {
                matches!(
                    shape,
                    Shape::Scalar {
                        kind: Scalar::Timestamp,
                        ..
                    }
                )
            });
        let Some(value) = param.values.first().filter(|_| is_time) else {
            continue;
        };
        let finding = match TimeExpr::of(value).zone() {
            Some(Zone::Local) => Finding::warning(
                "time-without-zone",
                "The time is worked out in the machine's zone and read as UTC.",
                if restores {
                    "Away from UTC the restore goes to a moment that is hours off."
                } else {
                    "Away from UTC the figures are those of another hour."
                },
            )
            .fix("Write `date -u … +%Y-%m-%dT%H:%M:%SZ`."),
            Some(Zone::Missing) => Finding::new(
                "time-without-zone",
                if restores {
                    Severity::Warning
                } else {
                    Severity::Note
                },
                format!("`{}` has no zone; AWS reads it as UTC.", value.text),
                "Whoever typed it may have meant local time.",
            )
            .fix(format!("Write `{}Z` if it is UTC.", value.text)),
            _ => continue,
        };
        findings.push((value.place.clone(), finding));
    }
    for (place, finding) in findings {
        book.report_at(site, &place, finding);
    }
}

/// A moment from the day on which the runbook was written.
fn written_time(book: &mut Book<'_>, site: usize) {
    let Some(line) = &book.sites[site].aws else {
        return;
    };
    let restores = line.operation.starts_with("restore-");
    let options = [
        "restore-date-time",
        "restore-time",
        "restore-to-time",
        "start-time",
    ];
    let found = options.iter().find_map(|option| {
        let value = line.value(option)?;
        matches!(TimeExpr::of(value), TimeExpr::At { .. }).then(|| value.clone())
    });
    let Some(value) = found else { return };
    if book.is_input(site, value.place.word) {
        return;
    }
    let finding = if restores {
        Finding::warning(
            "fixed-time",
            format!("The restore always goes back to `{}`.", value.text),
            "The moment was written down with the runbook; everything since then is lost, or the moment is out of the window by now.",
        )
        .fix("Write a placeholder such as `<restore-time>`, and pick the moment when it is needed.")
    } else {
        Finding::note(
            "fixed-time",
            format!("The figures always start at `{}`.", value.text),
            "The time was written down with the runbook; what happens now is not in them.",
        )
        .fix("Write a time that counts from now, or a placeholder.")
    };
    book.report_at(site, &value.place, finding);
}

/// A name with the time in it, made twice in one section.
fn evaluated_twice(book: &mut Book<'_>) {
    let mut seen: BTreeMap<(Shared, String), (usize, u32)> = BTreeMap::new();
    let mut findings = Vec::new();
    for (site, here) in book.sites.iter().enumerate() {
        let section = here.step.section.clone().unwrap_or_default();
        for (at, word) in here.command.words.iter().enumerate() {
            let Some((name, piece)) = timed_name(word, &here.texts[at]) else {
                continue;
            };
            match seen.get(&(section.clone(), name.clone())) {
                Some((first, line)) if *first != site => findings.push((site, at, piece, *line)),
                Some(_) => {}
                None => {
                    seen.insert((section.clone(), name), (site, word.line));
                }
            }
        }
    }
    for (site, at, piece, first) in findings {
        // Two commands in a row are seconds apart, and mostly in the same minute.
        let seconds = ["%S", "%s", "%T", "%N"]
            .iter()
            .any(|part| piece.contains(part));
        let (severity, message) = if seconds {
            (
                Severity::Error,
                format!("This is not the name that line {first} used."),
            )
        } else {
            (
                Severity::Warning,
                format!("This may not be the name that line {first} used."),
            )
        };
        book.report_at(
            site,
            &Place::word(at).piece(&piece),
            Finding::new(
                "time-evaluated-twice",
                severity,
                message,
                "The time is taken anew here, so the name may refer to something that does not exist.",
            )
            .fix("Take the time once, `STAMP=$(date …)`, and use `$STAMP` in both places."),
        );
    }
}

/// The last path segment of a word with a clock time in it, with the expansion
/// spelled out: `api-$(date +%H%M%S).zip`.
fn timed_name(word: &Word, text: &str) -> Option<(String, String)> {
    let mut holes = word.expansions.iter();
    let clock = holes.clone().find(|expansion| {
        expansion.kind == ExpansionKind::Command
            && expansion.raw.contains("date")
            && ["%S", "%s", "%M", "%T", "%N"]
                .iter()
                .any(|part| expansion.raw.contains(part))
    })?;
    if text.chars().all(|c| c == OPAQUE || c.is_ascii_digit())
        || clock.raw.contains("ago")
        || clock.raw.contains("-v")
    {
        return None;
    }
    let whole: String = text
        .chars()
        .map(|c| match c {
            OPAQUE => holes
                .next()
                .map(|hole| hole.raw.to_string())
                .unwrap_or_default(),
            c => c.to_string(),
        })
        .collect();
    // A value of `--option=value` and a path both end in the name.
    let start = whole.find("$(").or_else(|| whole.find('`'))?;
    let name_start = whole[..start].rfind(['/', '=', ':']).map_or(0, |at| at + 1);
    Some((whole[name_start..].to_owned(), clock.raw.to_string()))
}

/// `date -d`, `sed -i` and their like differ between GNU and BSD.
fn one_platform_only(book: &mut Book<'_>) {
    if book.options.platform != Platform::MacOs {
        report_forms(book, bsd_form, "GNU", "on Linux it fails");
    }
    if book.options.platform != Platform::Linux {
        report_forms(book, gnu_form, "BSD", "on macOS it fails");
    }
}

fn report_forms(
    book: &mut Book<'_>,
    form: fn(&[String]) -> Option<Form>,
    other: &str,
    fails: &str,
) {
    let mut told: BTreeSet<(Shared, &'static str)> = BTreeSet::new();
    for site in 0..book.sites.len() {
        let Some((word, what, fix)) = form(&book.sites[site].texts) else {
            continue;
        };
        if !told.insert((book.sites[site].step.id.clone(), what)) {
            continue;
        }
        let severity = match book.options.platform {
            Platform::Any => Severity::Note,
            _ => Severity::Warning,
        };
        book.report_at(
            site,
            &Place::word(word),
            Finding::new(
                "one-platform-only",
                severity,
                format!("`{what}` is not known to {other} tools; {fails}."),
                "The step stops there, or goes on with an empty value.",
            )
            .fix(fix),
        );
    }
}

/// Which word, the form as people name it, and what to write instead.
type Form = (usize, &'static str, &'static str);

fn gnu_form(texts: &[String]) -> Option<Form> {
    let (program, rest) = texts.split_first()?;
    let find =
        |test: &dyn Fn(&str) -> bool| rest.iter().position(|text| test(text)).map(|at| at + 1);
    match program.as_str() {
        "date" => {
            let at = find(&|text| {
                text == "-d"
                    || text == "-ud"
                    || text.starts_with("--date")
                    || (text.starts_with("-d") && text.len() > 3)
            })?;
            Some((
                at,
                "date -d",
                "Install coreutils and write `gdate`, or use `date -v` there.",
            ))
        }
        "sed" => {
            // BSD wants a suffix as a word of its own behind `-i`.
            let at = find(&|text| text == "-i")?;
            let next = texts.get(at + 1)?;
            (!next.is_empty() && !next.starts_with('.')).then_some((
                at,
                "sed -i",
                "Write `sed -i.bak …`, which both understand.",
            ))
        }
        "grep" => find(&|text| text.starts_with("-P") || text == "--perl-regexp")
            .map(|at| (at, "grep -P", "Use `grep -E`.")),
        "stat" => find(&|text| text == "-c" || text.starts_with("--format")).map(|at| {
            (
                at,
                "stat -c",
                "Use `wc -c` for a size, or write both forms.",
            )
        }),
        "readlink" => {
            find(&|text| text == "-f").map(|at| (at, "readlink -f", "Use `cd … && pwd -P`."))
        }
        _ => None,
    }
}

fn bsd_form(texts: &[String]) -> Option<Form> {
    let (program, rest) = texts.split_first()?;
    let find =
        |test: &dyn Fn(&str) -> bool| rest.iter().position(|text| test(text)).map(|at| at + 1);
    match program.as_str() {
        "date" => find(&|text| text.starts_with("-v"))
            .map(|at| (at, "date -v", "Write `date -d '30 minutes ago'`.")),
        "sed" => {
            let at = find(&|text| text == "-i")?;
            texts.get(at + 1)?.is_empty().then_some((
                at,
                "sed -i ''",
                "Write `sed -i.bak …`, which both understand.",
            ))
        }
        _ => None,
    }
}
