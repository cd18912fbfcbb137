//! Problems of AWS lines, put into words.

use crate::awscli::{self, Continuation, Problem, ProblemKind, table};
use crate::check::{Finding, Severity};

pub(super) fn words(problem: &Problem) -> Finding {
    let did_you_mean =
        |nearest: &Option<String>| nearest.as_ref().map(|name| format!("Write `{name}`."));
    let refused = "The AWS CLI refuses the command before anything is sent.";
    match &problem.kind {
        ProblemKind::UnknownService { name, nearest } => with_fix(
            Finding::error(
                "aws-unknown-service",
                format!("AWS CLI has no command `{name}`."),
                refused,
            ),
            did_you_mean(nearest),
        ),
        ProblemKind::UnknownOperation {
            service,
            name,
            nearest,
        } => with_fix(
            Finding::error(
                "aws-unknown-operation",
                format!("`{service}` has no operation `{name}`."),
                refused,
            ),
            did_you_mean(nearest).or_else(|| known_intent(service, name)),
        ),
        ProblemKind::MissingOperation { command } => Finding::error(
            "aws-missing-option",
            format!("`aws {command}` names no operation."),
            refused,
        ),
        ProblemKind::UnknownOption {
            command,
            name,
            nearest,
        } => with_fix(
            Finding::error(
                "aws-unknown-option",
                format!("`{command}` has no option `{name}`."),
                refused,
            ),
            did_you_mean(nearest),
        ),
        ProblemKind::Abbreviated { written, full } => Finding::warning(
            "aws-abbreviated-option",
            format!("`--{written}` is short for `--{full}`."),
            "It works until AWS adds another option that begins the same way.",
        )
        .fix(format!("Write `--{full}`.")),
        ProblemKind::Repeated { option } => Finding::warning(
            "aws-option-repeated",
            format!("`--{option}` is given again further on; this one is forgotten."),
            "The AWS CLI keeps the last of them and says nothing.",
        )
        .fix("Put all values behind one option, separated by spaces."),
        ProblemKind::UnexpectedWord { word, after } => unexpected_word(word, after.as_deref()),
        ProblemKind::BrokenContinuation { how } => broken_continuation(*how),
        ProblemKind::MissingValue { option } => Finding::error(
            "aws-missing-option",
            format!("`--{option}` stands there without a value."),
            refused,
        ),
        ProblemKind::SwitchWithValue { option } => Finding::error(
            "aws-unexpected-word",
            format!("`--{option}` is a switch and takes no value."),
            refused,
        )
        .fix(format!("Write `--{option}` or `--no-{option}`.")),
        ProblemKind::MissingRequired { command, options } => Finding::error(
            "aws-missing-option",
            format!("`{command}` needs {}.", listed(options)),
            refused,
        ),
        other => value_words(other),
    }
}

/// What AWS calls an operation that people look for under another name.
fn known_intent(service: &str, name: &str) -> Option<String> {
    let real = match (service, name) {
        ("dynamodb", "modify-table" | "alter-table" | "rename-table") => "update-table",
        ("lambda", "update-function" | "update-function-config") => "update-function-configuration",
        ("ecs", "restart-service" | "redeploy-service") => "update-service --force-new-deployment",
        ("rds", "restore-db-instance") => "restore-db-instance-from-db-snapshot",
        ("rds", "update-db-instance") => "modify-db-instance",
        ("cloudwatch", "list-alarms") => "describe-alarms",
        ("cloudwatch", "get-metrics") => "get-metric-statistics",
        ("dynamodb", "restore-table") => "restore-table-to-point-in-time",
        _ => return None,
    };
    let exists = table::table().service(service).is_some_and(|found| {
        found
            .operation(real.split(' ').next().unwrap_or(real))
            .is_some()
    });
    exists.then(|| format!("Write `{real}`."))
}

fn value_words(kind: &ProblemKind) -> Finding {
    let service_refuses = "The service refuses the request.";
    match kind {
        ProblemKind::NotAChoice {
            option,
            value,
            choices,
            nearest,
        } => with_fix(
            Finding::error(
                "aws-unknown-value",
                format!("`{option}` does not take `{value}`."),
                format!("The AWS CLI takes {}.", listed(choices)),
            ),
            nearest.as_ref().map(|name| format!("Write `{name}`.")),
        ),
        ProblemKind::NotInEnum {
            option,
            value,
            values,
            nearest,
            growing,
        } => not_in_enum(option, value, values, nearest.as_deref(), *growing),
        ProblemKind::WrongType {
            option,
            value,
            wanted,
        } => Finding::error(
            "aws-wrong-type",
            format!("`{option}` wants {wanted}, not `{}`.", short(value)),
            "The AWS CLI refuses the command before anything is sent.",
        ),
        ProblemKind::UnknownMember {
            option,
            member,
            nearest,
            members,
        } => with_fix(
            Finding::error(
                "aws-unknown-member",
                format!("`{option}` has no member `{member}`."),
                format!("It has {}.", listed(members)),
            ),
            nearest.as_ref().map(|name| format!("Write `{name}`.")),
        ),
        ProblemKind::MissingMember {
            option,
            member,
            within,
        } => Finding::error(
            "aws-missing-member",
            match within.as_str() {
                "" => format!("`{option}` lacks `{member}`."),
                within => format!("`{option}` lacks `{member}` in `{within}`."),
            },
            service_refuses,
        ),
        ProblemKind::Unreadable {
            option,
            reason,
            json,
        } => Finding::error(
            "aws-unreadable-value",
            format!(
                "The value of `{option}` is not {}: {reason}.",
                if *json { "JSON" } else { "shorthand" }
            ),
            "The AWS CLI refuses the command before anything is sent.",
        ),
        ProblemKind::BadQuery { reason } => Finding::error(
            "aws-query-syntax",
            format!("The `--query` does not parse: {reason}."),
            "The AWS CLI refuses the command before anything is sent.",
        ),
        ProblemKind::QueryMember {
            member,
            nearest,
            members,
            within,
        } => with_fix(
            Finding::error(
                "aws-query-member",
                match members.is_empty() {
                    true => format!("`{member}` cannot be taken from `{within}`."),
                    false => format!("`{within}` has no member `{member}`.")
                        .replace("`the reply`", "The reply"),
                },
                match members.is_empty() {
                    true => {
                        "The query gives `None` instead of a value, without an error.".to_owned()
                    }
                    false => format!(
                        "The query gives `None` instead of a value, without an error. There are {}.",
                        listed(members)
                    ),
                },
            ),
            nearest.as_ref().map(|name| format!("Write `{name}`.")),
        ),
        // The kinds above are all that `words` passes on.
        _ => Finding::note("aws-wrong-type", "This value looks wrong.", service_refuses),
    }
}

fn not_in_enum(
    option: &str,
    value: &str,
    values: &[String],
    nearest: Option<&str>,
    growing: bool,
) -> Finding {
    let parts: Vec<&str> = value.split(',').collect();
    if parts.len() > 1
        && parts
            .iter()
            .all(|part| values.iter().any(|known| known == part))
    {
        return Finding::error(
            "aws-unknown-value",
            format!("`{option}` takes `{value}` for one value."),
            "A list of plain values is separated by spaces; the service refuses the request.",
        )
        .fix(format!("Write `{}`.", parts.join(" ")));
    }
    if nearest.is_some_and(|name| name.eq_ignore_ascii_case(value)) {
        let name = nearest.unwrap_or_default();
        return Finding::warning(
            "aws-unknown-value",
            format!("`{option}` spells `{value}` as `{name}`."),
            "Some services take either, others refuse the request.",
        )
        .fix(format!("Write `{name}`."));
    }
    let severity = if growing {
        Severity::Warning
    } else {
        Severity::Error
    };
    let why = if growing {
        format!(
            "The list of values that Belay knows is that of AWS CLI {}; AWS adds to it.",
            table::table().version()
        )
    } else {
        format!("The service takes {}.", listed(values))
    };
    with_fix(
        Finding::new(
            "aws-unknown-value",
            severity,
            format!("`{option}` does not take `{value}`."),
            why,
        ),
        nearest.map(|name| format!("Write `{name}`.")),
    )
}

fn unexpected_word(word: &str, after: Option<&str>) -> Finding {
    let finding = Finding::error(
        "aws-unexpected-word",
        format!("The word `{}` belongs to no option.", short(word)),
        "The AWS CLI refuses the command before anything is sent.",
    );
    match (word, after) {
        ("true", Some(option)) => finding.fix(format!("Write `--{option}` alone.")),
        ("false", Some(option)) => finding.fix(format!("Write `--no-{option}`.")),
        (_, Some(option)) => finding.fix(format!(
            "If it belongs to `--{option}`, put quotes round the whole value."
        )),
        _ => finding,
    }
}

/// Warnings, not errors: what is meant is plain, and the shell says so at once.
fn broken_continuation(how: Continuation) -> Finding {
    let (message, why, fix) = match how {
        Continuation::BlankBehind => (
            "A space stands behind the backslash.",
            "The command ends here, and the next line is run as a command of its own.",
            "Remove the space, so that the backslash is the last character of the line.",
        ),
        Continuation::OtherShell => (
            "The line is continued as another shell does it.",
            "In a POSIX shell the command ends here, and the next line is run as a command of its own.",
            "End the line with a backslash.",
        ),
        Continuation::InQuotes => (
            "Backslashes stand at the line ends inside single quotes.",
            "They stay in the text there, so that it is no JSON and the AWS CLI refuses it.",
            "Leave them out: a quoted text may go over several lines.",
        ),
    };
    Finding::warning("broken-continuation", message, why).fix(fix)
}

fn with_fix(finding: Finding, fix: Option<String>) -> Finding {
    match fix {
        Some(fix) => finding.fix(fix),
        None => finding,
    }
}

/// `a`, `b` and `c`; long lists are cut.
fn listed(names: &[String]) -> String {
    let shown: Vec<String> = names
        .iter()
        .take(12)
        .map(|name| format!("`{name}`"))
        .collect();
    let more = names.len().saturating_sub(shown.len());
    match (shown.as_slice(), more) {
        ([], _) => "nothing".to_owned(),
        ([only], _) => only.clone(),
        ([first @ .., last], 0) => format!("{} and {last}", first.join(", ")),
        (all, more) => format!("{} and {more} more", all.join(", ")),
    }
}

fn short(text: &str) -> String {
    let text = text.replace('\n', " ").replace(awscli::OPAQUE, "…");
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
