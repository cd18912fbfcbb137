//! Lambda and ECS: what their operations do that one would not expect.

use crate::awscli::{self, Place, interpret};
use crate::check::{Book, Finding, Severity};

pub(super) fn run(book: &mut Book<'_>) {
    let assigned = assigns_latest(book);
    for site in 0..book.sites.len() {
        environment_replaced(book, site);
        if !assigned {
            latest_expands(book, site);
        }
        forced_deployment(book, site);
        task_definition_latest(book, site);
        payload_in_plain(book, site);
    }
}

/// Options that hold bytes: service, operation, option.
const BYTES: [(&str, &str, &str); 4] = [
    ("lambda", "invoke", "payload"),
    ("kinesis", "put-record", "data"),
    ("kms", "encrypt", "plaintext"),
    ("iot-data", "publish", "payload"),
];

/// Version 2 of the AWS CLI takes bytes as base64 unless it is told otherwise.
fn payload_in_plain(book: &mut Book<'_>, site: usize) {
    let Some(line) = &book.sites[site].aws else {
        return;
    };
    let entry = BYTES
        .iter()
        .find(|(service, operation, _)| line.service == *service && line.operation == *operation);
    let Some(value) = entry.and_then(|(.., option)| line.value(option)) else {
        return;
    };
    let plain = value.text.contains(['{', '"', ' ']) && !value.text.contains("://");
    if !plain || line.has("cli-binary-format") || line.open_ended {
        return;
    }
    let place = value.place.clone();
    book.report_at(
        site,
        &place,
        Finding::warning(
            "payload-not-base64",
            "Version 2 of the AWS CLI takes this as base64, and it is none.",
            "The command ends with `Invalid base64` and sends nothing, unless the profile says otherwise.",
        )
        .fix("Add `--cli-binary-format raw-in-base64-out`, or pass a file with `fileb://`."),
    );
}

/// `--environment Variables={…}` stores the map as a whole.
fn environment_replaced(book: &mut Book<'_>, site: usize) {
    if !book.sites[site].is_aws("lambda", "update-function-configuration") {
        return;
    }
    let Some(line) = &book.sites[site].aws else {
        return;
    };
    let Some(value) = interpret(line, "environment") else {
        return;
    };
    let Some(variables) = value.get("Variables").and_then(|value| value.as_object()) else {
        return;
    };
    let place = line
        .value("environment")
        .map_or(Place::command(), |text| text.place.clone());
    let (severity, message) = match variables.keys().collect::<Vec<_>>().as_slice() {
        [] => (
            Severity::Error,
            "This removes every variable of the function.".to_owned(),
        ),
        [only] => (
            Severity::Error,
            format!(
                "This replaces all variables of the function, not just `{}`.",
                only.replace(awscli::OPAQUE, "…")
            ),
        ),
        several => (
            Severity::Warning,
            format!(
                "This replaces all variables of the function with these {}.",
                several.len()
            ),
        ),
    };
    book.report_at(
        site,
        &place,
        Finding::new(
            "lambda-env-replaces",
            severity,
            message,
            "AWS stores the map that it is given as a whole; variables that are not in it are gone.",
        )
        .fix("Read the variables with `aws lambda get-function-configuration`, add the change, and write all of them. Belay runs this line as read, merge, write."),
    );
}

/// The file gives a variable of the name `LATEST` a value.
fn assigns_latest(book: &Book<'_>) -> bool {
    let mut parts = book.runbook.steps.iter().flat_map(|step| &step.parts);
    parts.any(|part| part.assigns.iter().any(|name| name == "LATEST"))
}

/// `$LATEST` outside single quotes is a variable of the shell.
fn latest_expands(book: &mut Book<'_>, site: usize) {
    let found: Vec<usize> = book.sites[site]
        .command
        .words
        .iter()
        .enumerate()
        .filter(|(_, word)| {
            word.expansions.iter().any(|expansion| {
                expansion.name.as_deref() == Some("LATEST") && !expansion.has_default
            })
        })
        .map(|(at, _)| at)
        .collect();
    for word in found {
        let provisioned = book.sites[site].is_aws("lambda", "put-provisioned-concurrency-config");
        // In what is only printed a word is missing, and nothing fails.
        let printed = matches!(book.sites[site].command.name(), Some("echo" | "printf"));
        let severity = if printed {
            Severity::Note
        } else {
            Severity::Error
        };
        let finding = Finding::new(
            "latest-unquoted",
            severity,
            "The shell puts an empty text where `$LATEST` stands.",
            if provisioned {
                "Nothing defines a variable of that name, so the option gets no value; and provisioned concurrency is not possible on `$LATEST` at all."
            } else {
                "Nothing defines a variable of that name, so the option gets no value."
            },
        )
        .fix(if provisioned {
            "Name a published version or an alias."
        } else {
            "Write `'$LATEST'`."
        });
        book.report_at(site, &Place::word(word), finding);
    }
}

/// A forced deployment pulls the image that the task definition names.
fn forced_deployment(book: &mut Book<'_>, site: usize) {
    let applies = book.sites[site].is_aws("ecs", "update-service")
        && book.sites[site]
            .aws
            .as_ref()
            .is_some_and(|line| line.has("force-new-deployment") && !line.has("task-definition"));
    if !applies {
        return;
    }
    let says_image = book.intent(site).to_lowercase().contains("image");
    let severity = if says_image {
        Severity::Warning
    } else {
        Severity::Note
    };
    book.report(
        site,
        Finding::new(
            "ecs-forced-deployment",
            severity,
            "The service keeps its task definition, and with it the image tag that stands there.",
            "New tasks get a new image only when that tag was pushed again; a new tag needs a new revision of the task definition.",
        )
        .fix("Register a revision with the new image and pass it as `--task-definition`."),
    );
}

/// Revisions of task definitions are numbers.
fn task_definition_latest(book: &mut Book<'_>, site: usize) {
    let Some(value) = book.sites[site]
        .aws
        .as_ref()
        .filter(|line| line.service == "ecs")
        .and_then(|line| line.value("task-definition"))
    else {
        return;
    };
    let Some((family, "latest")) = value.text.rsplit_once(':') else {
        return;
    };
    if family.starts_with("arn:") && !family.contains("task-definition/") {
        return;
    }
    let place = value.place.piece(":latest");
    let fix = format!(
        "Write `{}`: without a revision ECS takes the latest active one.",
        family
    );
    book.report_at(
        site,
        &place,
        Finding::error(
            "ecs-latest-revision",
            "`latest` is no revision of a task definition.",
            "Revisions are numbers; ECS refuses the request.",
        )
        .fix(fix),
    );
}
