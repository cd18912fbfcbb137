//! What is done for one part, and left as it is for the other.

use crate::awscli::Place;
use crate::check::{Book, Finding, Site};
use crate::model::RunbookEnvironment;
use std::collections::{BTreeSet, HashMap, HashSet};

pub(super) fn run(book: &mut Book<'_>) {
    half_switched(book);
    half_watched(book);
    undone_at_once(book);
}

/// Variables that decide where commands go.
const TARGETS: [&str; 4] = [
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_ACCESS_KEY_ID",
    "KUBECONFIG",
];

/// Variables that have a value of their own in each environment that sets them, and
/// the environment of each value.
fn told_apart(
    environments: &[RunbookEnvironment],
) -> HashMap<&str, HashMap<&str, &RunbookEnvironment>> {
    let mut values: HashMap<&str, HashMap<&str, &RunbookEnvironment>> = HashMap::new();
    let mut alike: HashSet<&str> = HashSet::new();
    for environment in environments {
        for (name, value) in &environment.variables {
            let before = values.entry(name).or_default().insert(value, environment);
            if before.is_some() {
                alike.insert(name);
            }
        }
    }
    values.retain(|name, of| of.len() > 1 && !alike.contains(name));
    values
}

/// The name of the environment is switched, and the account is not.
fn half_switched(book: &mut Book<'_>) {
    let apart = told_apart(&book.runbook.environments);
    let targets: Vec<&str> = TARGETS
        .into_iter()
        .filter(|name| apart.contains_key(name))
        .collect();
    if targets.is_empty() {
        return;
    }
    let mut findings = Vec::new();
    for block in book.blocks() {
        let sites = &book.sites[block.clone()];
        let assigned: HashSet<&str> = sites
            .iter()
            .flat_map(|site| &site.command.assignments)
            .map(|assignment| assignment.name.as_str())
            .collect();
        // What comes behind the last command of another kind has nothing to act on.
        let acts = |site: &Site<'_>| site.command.name().is_some_and(|name| name != "export");
        let Some(last) = sites.iter().rposition(acts) else {
            continue;
        };
        for (at, site) in sites[..last].iter().enumerate() {
            for assignment in site.command.assignments.iter().filter(|a| a.exported) {
                let name = assignment.name.as_str();
                let value = assignment.value.value.as_deref().unwrap_or_default();
                let of = apart.get(name).and_then(|of| of.get(value));
                let Some(environment) = of.filter(|_| !targets.contains(&name)) else {
                    continue;
                };
                let left = targets.iter().find_map(|target| {
                    let wanted = environment.variables.get(*target)?;
                    (!assigned.contains(target)).then_some((*target, wanted))
                });
                if let Some((target, wanted)) = left {
                    findings.push((block.start + at, half_switch(name, value, target, wanted)));
                }
            }
        }
    }
    for (at, finding) in findings {
        book.report(at, finding);
    }
}

fn half_switch(name: &str, value: &str, target: &str, wanted: &str) -> Finding {
    Finding::warning(
        "half-switched",
        format!("`{name}` becomes `{value}`, and `{target}` stays what it was."),
        format!("In a shell that was set up for another environment, the commands below mean {value} and go to the account of the other."),
    )
    .fix(format!("Set `{target}={wanted}` beside it."))
}

/// Several rollouts are begun, and the end of some of them is awaited.
fn half_watched(book: &mut Book<'_>) {
    let mut findings = Vec::new();
    for block in book.blocks() {
        let mut changed: BTreeSet<&str> = BTreeSet::new();
        let mut watched: BTreeSet<&str> = BTreeSet::new();
        let mut place = None;
        for at in block {
            let words: Vec<&str> = book.sites[at].texts.iter().map(String::as_str).collect();
            match words.as_slice() {
                ["kubectl", "rollout", "undo" | "restart", rest @ ..]
                | ["kubectl", "set", "image", rest @ ..] => changed.extend(workload(rest)),
                ["kubectl", "rollout", "status", rest @ ..] => {
                    watched.extend(workload(rest));
                    place = Some(at);
                }
                _ => {}
            }
        }
        let some = watched.intersection(&changed).next().is_some();
        let left = changed.difference(&watched);
        let left: Vec<String> = left.map(|name| format!("`{name}`")).collect();
        if let Some(at) = place.filter(|_| some && !left.is_empty()) {
            findings.push((at, half_watch(&left)));
        }
    }
    for (at, finding) in findings {
        book.report(at, finding);
    }
}

fn half_watch(left: &[String]) -> Finding {
    let names = left.join(" and ");
    let message = match left {
        [_] => format!("{names} is changed as well, and nothing waits for it."),
        _ => format!("{names} are changed as well, and nothing waits for them."),
    };
    Finding::warning(
        "rollout-half-watched",
        message,
        "What does not come up is seen when the next step, or a user, needs it.",
    )
    .fix("Write `kubectl rollout status` for each.")
}

/// `deployment/orders` of `deployment/orders -n shop`, or of `deployment orders`.
fn workload<'t>(words: &[&'t str]) -> Option<&'t str> {
    let kinds = [
        "deployment",
        "deployments",
        "deploy",
        "statefulset",
        "sts",
        "daemonset",
        "ds",
    ];
    let [first, rest @ ..] = words else {
        return None;
    };
    match first.split_once('/') {
        Some((kind, name)) => kinds.contains(&kind).then_some(name),
        None if kinds.contains(first) => {
            rest.first().copied().filter(|name| !name.starts_with('-'))
        }
        None => None,
    }
}

/// What a command sets, by service, operation and option.
const SETS: [(&str, &str, &str); 5] = [
    ("ecs", "update-service", "desired-count"),
    ("autoscaling", "set-desired-capacity", "desired-capacity"),
    (
        "autoscaling",
        "update-auto-scaling-group",
        "desired-capacity",
    ),
    (
        "lambda",
        "put-function-concurrency",
        "reserved-concurrent-executions",
    ),
    ("dynamodb", "update-table", "billing-mode"),
];

/// A figure is set, and the next command of the block sets another one.
fn undone_at_once(book: &mut Book<'_>) {
    let mut findings = Vec::new();
    for (at, pair) in book.sites.windows(2).enumerate() {
        let [first, second] = pair else { continue };
        let conditional = first.command.conditional || second.command.conditional;
        if first.step.id != second.step.id || conditional {
            continue;
        }
        let Some((before, option)) = set_by(first, second) else {
            continue;
        };
        // To nothing and back is how something is started anew.
        if before != "0" {
            findings.push((at + 1, first.command.line, option, before));
        }
    }
    for (at, line, option, before) in findings {
        let place = book.sites[at]
            .aws
            .as_ref()
            .and_then(|line| Some(line.value(option)?.place.clone()));
        book.report_at(
            at,
            &place.unwrap_or_else(Place::command),
            Finding::warning(
                "undone-at-once",
                format!("This takes back the {before} that line {line} has just set."),
                "Run in order, the first change never comes to work; often the two are for two occasions.",
            )
            .fix("Give each occasion a block and a heading of its own."),
        );
    }
}

/// The two commands are alike but for one figure: what it was, and its option.
fn set_by(first: &Site<'_>, second: &Site<'_>) -> Option<(String, &'static str)> {
    let (a, b) = (first.aws.as_ref()?, second.aws.as_ref()?);
    let (.., option) = SETS.iter().find(|(service, operation, _)| {
        first.is_aws(service, operation) && second.is_aws(service, operation)
    })?;
    let same = a.params.len() == b.params.len()
        && a.params.iter().all(|param| {
            param.name == *option
                || b.value(&param.name).map(|value| &value.text)
                    == param.values.first().map(|value| &value.text)
        });
    let (before, after) = (a.value(option)?, b.value(option)?);
    let differ = same && before.text != after.text && !before.is_open() && !after.is_open();
    differ.then(|| (before.text.clone(), *option))
}
