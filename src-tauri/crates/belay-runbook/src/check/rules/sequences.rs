//! Commands that do not go together in the order in which they stand.

use crate::awscli::Place;
use crate::check::{Book, Finding, Severity, Site};
use crate::effect::EffectKind;

/// How many commands further on are looked at.
const NEARBY: usize = 40;

pub(super) fn run(book: &mut Book<'_>) {
    for site in 0..book.sites.len() {
        name_taken(book, site);
        update_in_progress(book, site);
        one_state(book, site);
        endless(book, site);
    }
}

/// What makes something new, and the option that names it.
const MAKES: [(&str, &str, &str, &str); 10] = [
    (
        "rds",
        "create-db-instance",
        "db-instance-identifier",
        "database",
    ),
    (
        "rds",
        "restore-db-instance-from-db-snapshot",
        "db-instance-identifier",
        "database",
    ),
    (
        "rds",
        "restore-db-instance-to-point-in-time",
        "target-db-instance-identifier",
        "database",
    ),
    (
        "rds",
        "create-db-instance-read-replica",
        "db-instance-identifier",
        "database",
    ),
    (
        "rds",
        "restore-db-cluster-from-snapshot",
        "db-cluster-identifier",
        "cluster",
    ),
    (
        "rds",
        "restore-db-cluster-to-point-in-time",
        "db-cluster-identifier",
        "cluster",
    ),
    (
        "rds",
        "create-db-snapshot",
        "db-snapshot-identifier",
        "snapshot",
    ),
    ("dynamodb", "create-table", "table-name", "table"),
    (
        "dynamodb",
        "restore-table-to-point-in-time",
        "target-table-name",
        "table",
    ),
    (
        "dynamodb",
        "restore-table-from-backup",
        "target-table-name",
        "table",
    ),
];

/// What a command makes: the kind, and the name where it is written out.
fn makes(site: &Site<'_>) -> Option<(&'static str, String, Place)> {
    let line = site.aws.as_ref()?;
    let (.., option, kind) = MAKES
        .iter()
        .find(|(service, operation, ..)| site.is_aws(service, operation))?;
    let name = line.value(option).filter(|name| !name.is_open())?;
    Some((kind, name.text.clone(), name.place.clone()))
}

/// Two commands of one block make something of the same name.
fn name_taken(book: &mut Book<'_>, site: usize) {
    let here = &book.sites[site];
    let Some((kind, name, place)) = makes(here).filter(|_| !here.command.conditional) else {
        return;
    };
    if book.is_input(site, place.word) {
        return;
    }
    let earlier = book.sites[..site].iter().rev().take(NEARBY);
    let mut earlier = earlier.take_while(|other| other.step.id == here.step.id);
    let first = earlier.find_map(|other| {
        // A deletion in between makes room.
        let removes = other.effect.kind == EffectKind::Destructive && other.texts.contains(&name);
        if removes {
            return Some(None);
        }
        let (other_kind, other_name, _) = makes(other)?;
        (other_kind == kind && other_name == name).then_some(Some(other.command.line))
    });
    let Some(Some(line)) = first else { return };
    if book.has_reported("alternative-in-sequence", here.command.line) {
        return;
    }
    book.report_at(
        site,
        &place,
        Finding::warning(
            "name-taken",
            format!("Line {line} makes a {kind} of this name already."),
            "Run in order, the second one is refused because the name is taken.",
        )
        .fix("Give it another name; or say that it is another way, and not the next step."),
    );
}

/// Lambda takes one update at a time, and works on after it has answered.
fn update_in_progress(book: &mut Book<'_>, site: usize) {
    let here = &book.sites[site];
    let updates = ["update-function-code", "update-function-configuration"];
    let function = |site: &Site<'_>| {
        let name = site.aws.as_ref()?.value("function-name")?;
        Some(name.text.clone())
    };
    if !updates
        .iter()
        .any(|operation| here.is_aws("lambda", operation))
    {
        return;
    }
    let Some(name) = function(here) else { return };
    // Two blocks may show two ways; within one they follow each other.
    let later = book.sites[site + 1..].iter().take(NEARBY).enumerate();
    let mut later = later.take_while(|(_, other)| other.step.id == here.step.id);
    let asks = [
        "update-function-code",
        "update-function-configuration",
        "invoke",
        "publish-version",
    ];
    let found = later.find_map(|(at, other)| {
        let waits = other.aws.as_ref().is_some_and(|line| {
            line.service == "lambda"
                && (line.operation.starts_with("wait")
                    || line.operation.starts_with("get-function"))
        });
        if waits || other.texts.first().is_some_and(|word| word == "sleep") {
            return Some(None);
        }
        let next = asks
            .iter()
            .any(|operation| other.is_aws("lambda", operation));
        (next && function(other).as_ref() == Some(&name)).then_some(Some(site + 1 + at))
    });
    let line = here.command.line;
    let Some(Some(at)) = found else { return };
    book.report(
        at,
        Finding::warning(
            "lambda-update-not-awaited",
            format!("The update of line {line} may still be going on."),
            "Until it is done an invocation runs what was there before, and a second update or a new version is refused.",
        )
        .fix("Put `aws lambda wait function-updated --function-name …` in between."),
    );
}

/// The environment that a Terraform command is for, by its file of variables.
fn environment_of(site: &Site<'_>) -> Option<&'static str> {
    let (program, words) = site.texts.split_first()?;
    let plans = words.iter().find(|word| !word.starts_with('-'))?;
    if !matches!(program.as_str(), "terraform" | "tofu")
        || !matches!(plans.as_str(), "plan" | "apply" | "destroy")
    {
        return None;
    }
    let file = words.iter().enumerate().find_map(|(at, word)| {
        let option = word.trim_start_matches('-').strip_prefix("var-file")?;
        option
            .strip_prefix('=')
            .map(str::to_owned)
            .or_else(|| words.get(at + 1).cloned())
    })?;
    let parts: Vec<&str> = file.split(|c: char| !c.is_alphanumeric()).collect();
    [
        ("dev", "dev"),
        ("development", "dev"),
        ("staging", "staging"),
        ("stage", "staging"),
        ("qa", "qa"),
        ("prod", "prod"),
        ("production", "prod"),
    ]
    .iter()
    .find_map(|(word, name)| parts.contains(word).then_some(*name))
}

/// Two environments from one folder, and nothing changes the state in between.
fn one_state(book: &mut Book<'_>, site: usize) {
    let here = &book.sites[site];
    let Some(environment) = environment_of(here) else {
        return;
    };
    let apart = |site: &Site<'_>| {
        let named = |names: &[&str]| site.texts.iter().any(|text| names.contains(&text.as_str()));
        let first = site.texts.first().map(String::as_str);
        matches!(first, Some("cd" | "pushd" | "popd"))
            || named(&["workspace", "init", "state"])
            || site.texts.iter().any(|text| {
                ["-chdir", "-state", "--terragrunt"]
                    .iter()
                    .any(|option| text.starts_with(option))
            })
            || site
                .command
                .assignments
                .iter()
                .any(|a| a.name.starts_with("TF_"))
    };
    if apart(here) {
        return;
    }
    let before = book.sites[..site].iter().rev().take(NEARBY);
    let mut before = before.take_while(|other| other.step.id == here.step.id && !apart(other));
    let Some((line, other)) = before.find_map(|other| {
        let name = environment_of(other)?;
        (name != environment).then_some((other.command.line, name))
    }) else {
        return;
    };
    let again = (1..=here.command.line)
        .any(|line| line >= here.step.line && book.has_reported("one-state", line));
    if again {
        return;
    }
    book.report(
        site,
        Finding::warning(
            "one-state",
            format!("This is for {environment}, line {line} for {other}, and both work on one state."),
            "Terraform takes the second set of variables for a change of the first: it renames, replaces or destroys what the other environment has.",
        )
        .fix("Give each environment its own state: `terraform workspace select …`, another folder, or `init -reconfigure -backend-config=…`."),
    );
}

/// A command that goes on until somebody stops it, with others below it.
fn endless(book: &mut Book<'_>, site: usize) {
    let here = &book.sites[site];
    let alone = here.command.pipeline_length <= 1
        && !(here.command.in_subshell || here.command.in_substitution || here.command.in_loop);
    if !alone || !goes_on(here) {
        return;
    }
    let below = book.sites[site + 1..].iter().take(NEARBY);
    let below = below
        .take_while(|other| other.step.id == here.step.id)
        .filter(|other| other.command.line > here.command.line);
    let next = below.clone().find(|other| changes(other));
    let next = next.or_else(|| below.clone().next());
    let Some(next) = next else { return };
    let severity = if changes(next) {
        Severity::Warning
    } else {
        Severity::Note
    };
    let line = next.command.line;
    book.report(
        site,
        Finding::new(
            "does-not-end",
            severity,
            format!("This goes on until it is stopped; line {line} comes after it."),
            "Pasted as a whole, nothing below is run, and Ctrl-C may end all of it. Belay runs each part for itself.",
        )
        .fix("Leave out the option that follows, or say how long to watch."),
    );
}

fn changes(site: &Site<'_>) -> bool {
    site.effect.kind >= EffectKind::ChangesRemote
}

fn goes_on(site: &Site<'_>) -> bool {
    let texts: Vec<&str> = site.texts.iter().map(String::as_str).collect();
    let has = |options: &[&str]| texts.iter().any(|text| options.contains(text));
    let follows = has(&["-f", "--follow"]) && !has(&["--for"]);
    if site.is_aws("logs", "tail") {
        return follows;
    }
    match *texts.as_slice() {
        ["kubectl" | "oc" | "docker" | "podman", ..] => {
            has(&["logs"]) && follows
                || texts[0] == "kubectl" && has(&["get"]) && has(&["-w", "--watch"])
        }
        ["journalctl", ..] => follows,
        ["tail", ..] => has(&["-f", "-F"]),
        ["watch", ..] => texts.len() > 1,
        _ => false,
    }
}
