//! What is done for one part, and left as it is for the other.

use crate::awscli::Place;
use crate::check::{Book, Finding, Site};
use std::collections::BTreeSet;

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

/// The name of the environment is switched, and the account is not.
fn half_switched(book: &mut Book<'_>) {
    let environments = &book.runbook.environments;
    // Variables with a value of its own in each environment that sets them.
    let differs = |name: &str| {
        let mut values: Vec<&String> = environments
            .iter()
            .filter_map(|e| e.variables.get(name))
            .collect();
        let all = values.len();
        values.sort_unstable();
        values.dedup();
        all > 1 && values.len() == all
    };
    if environments.len() < 2 {
        return;
    }
    let targets: Vec<&str> = TARGETS.into_iter().filter(|name| differs(name)).collect();
    if targets.is_empty() {
        return;
    }
    let mut findings = Vec::new();
    for (at, site) in book.sites.iter().enumerate() {
        for assignment in site.command.assignments.iter().filter(|a| a.exported) {
            let name = assignment.name.as_str();
            let Some(value) = assignment.value.value.as_deref() else {
                continue;
            };
            if targets.contains(&name) || !differs(name) {
                continue;
            }
            let of = environments
                .iter()
                .find(|e| e.variables.get(name).is_some_and(|set| set == value));
            let Some(environment) = of else { continue };
            let left = targets
                .iter()
                .find(|target| environment.variables.contains_key(**target) && !sets(site, target));
            let Some(target) = left.filter(|_| is_followed(book, at)) else {
                continue;
            };
            findings.push((
                at,
                name.to_owned(),
                value.to_owned(),
                *target,
                environment.variables[*target].clone(),
            ));
        }
    }
    for (at, name, value, target, wanted) in findings {
        book.report(
            at,
            Finding::warning(
                "half-switched",
                format!("`{name}` becomes `{value}`, and `{target}` stays what it was."),
                format!("In a shell that was set up for another environment, the commands below mean {value} and go to the account of the other."),
            )
            .fix(format!("Set `{target}={wanted}` beside it.")),
        );
    }
}

/// The step sets the variable somewhere.
fn sets(site: &Site<'_>, name: &str) -> bool {
    let mut parts = site.step.parts.iter();
    parts.any(|part| {
        part.assigns
            .iter()
            .chain(&part.exports)
            .any(|set| set == name)
    })
}

/// The same block runs something after this.
fn is_followed(book: &Book<'_>, site: usize) -> bool {
    let here = &book.sites[site];
    let mut later = book.sites[site + 1..]
        .iter()
        .take_while(|other| other.step.id == here.step.id);
    later.any(|other| other.command.name().is_some_and(|name| name != "export"))
}

/// Several rollouts are begun, and the end of some of them is awaited.
fn half_watched(book: &mut Book<'_>) {
    let mut findings = Vec::new();
    let mut from = 0;
    while let Some(first) = book.sites.get(from) {
        let block = book.sites[from..]
            .iter()
            .take_while(|site| site.step.id == first.step.id);
        let length = block.clone().count();
        let mut changed: BTreeSet<&str> = BTreeSet::new();
        let mut watched: BTreeSet<&str> = BTreeSet::new();
        let mut place = None;
        for (at, site) in block.enumerate() {
            let words: Vec<&str> = site.texts.iter().map(String::as_str).collect();
            match words.as_slice() {
                ["kubectl", "rollout", "undo" | "restart", rest @ ..]
                | ["kubectl", "set", "image", rest @ ..] => {
                    changed.extend(workload(rest));
                }
                ["kubectl", "rollout", "status", rest @ ..] => {
                    watched.extend(workload(rest));
                    place = Some(from + at);
                }
                _ => {}
            }
        }
        let left: Vec<&str> = changed.difference(&watched).copied().collect();
        let some = watched.intersection(&changed).next().is_some();
        if let Some(at) = place.filter(|_| some && !left.is_empty()) {
            findings.push((
                at,
                left.iter()
                    .map(|name| format!("`{name}`"))
                    .collect::<Vec<_>>(),
            ));
        }
        from += length;
    }
    for (at, left) in findings {
        let (is, it) = if left.len() == 1 {
            ("is", "it")
        } else {
            ("are", "they")
        };
        book.report(
            at,
            Finding::warning(
                "rollout-half-watched",
                format!(
                    "{} {is} rolled as well, and nothing waits for {it}.",
                    left.join(" and ")
                )
                .replace("for they", "for them"),
                "What does not come up is seen when the next step, or a user, needs it.",
            )
            .fix("Write `kubectl rollout status` for each."),
        );
    }
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
