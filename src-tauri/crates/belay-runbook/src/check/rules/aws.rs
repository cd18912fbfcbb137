//! AWS lines against the table: what the AWS CLI or the service refuses.

use crate::awscli::{self, Continuation, Problem, ProblemKind, table};
use crate::check::{Book, Finding, Severity};
use crate::model::Syntax;

pub(super) fn run(book: &mut Book<'_>) {
    for site in 0..book.sites.len() {
        let Some(line) = &book.sites[site].aws else {
            continue;
        };
        let problems = one_mistake_once(awscli::problems(line));
        let cut_off =
            continuation_missing(book, site) || book.sites[site].part.syntax == Syntax::Broken;
        for problem in problems {
            // What is missing may stand where the shell cannot see it.
            if cut_off && incomplete(&problem.kind) {
                continue;
            }
            // A word that a person fills in is judged when it is filled in.
            if !problem.place.whole
                && value_problem(&problem.kind)
                && book.is_input(site, problem.place.word)
            {
                continue;
            }
            if renames_a_table(book, site, &problem.kind) {
                continue;
            }
            let finding = words(&problem);
            book.report_at(site, &problem.place, finding);
        }
    }
    for site in 0..book.sites.len() {
        quoted_line(book, site);
        cli_login(book, site);
        distribution_etag(book, site);
        addresses_replaced(book, site);
    }
}

/// An AWS line inside the quotes of `watch '…'`, `bash -c '…'` and their like.
fn quoted_line(book: &mut Book<'_>, site: usize) {
    let here = &book.sites[site];
    let runs_text = here.texts.first().is_some_and(|program| {
        matches!(
            program.as_str(),
            "watch" | "bash" | "sh" | "zsh" | "eval" | "ssh" | "timeout" | "su" | "sudo"
        )
    });
    if !runs_text || here.aws.is_some() {
        return;
    }
    let mut findings = Vec::new();
    for (at, text) in here.texts.iter().enumerate().skip(1) {
        if !text.contains("aws ") || text.len() > LONGEST_QUOTED || text.contains(awscli::OPAQUE) {
            continue;
        }
        for command in crate::shell::parse(text).commands {
            let Some(line) = awscli::read(&command.words) else {
                continue;
            };
            for problem in one_mistake_once(awscli::problems(&line)) {
                let word = command
                    .words
                    .get(problem.place.word)
                    .map(|word| word.raw.clone());
                let piece = problem.place.piece.clone().or(word).unwrap_or_default();
                findings.push((awscli::Place::word(at).piece(&piece), words(&problem)));
            }
        }
    }
    for (place, finding) in findings {
        book.report_at(site, &place, finding);
    }
}

/// A quoted script longer than this is not a line that somebody typed.
const LONGEST_QUOTED: usize = 20_000;

/// An option that does not exist, while one that is required and much like it is
/// missing, is one mistake and not two.
fn one_mistake_once(mut problems: Vec<Problem>) -> Vec<Problem> {
    let unknown: Vec<usize> = problems
        .iter()
        .enumerate()
        .filter(|(_, problem)| matches!(problem.kind, ProblemKind::UnknownOption { .. }))
        .map(|(at, _)| at)
        .collect();
    let [only] = unknown.as_slice() else {
        return problems;
    };
    let ProblemKind::UnknownOption { name, nearest, .. } = &problems[*only].kind else {
        return problems;
    };
    let missing = problems.iter().find_map(|problem| match &problem.kind {
        ProblemKind::MissingRequired { options, .. } => Some(options.clone()),
        _ => None,
    });
    let meant = missing.and_then(|options| match nearest {
        Some(near) => options.into_iter().find(|option| option == near),
        None => {
            let first = |text: &str| {
                text.trim_start_matches('-')
                    .split('-')
                    .next()
                    .map(str::to_owned)
            };
            let mut alike = options
                .into_iter()
                .filter(|option| first(option) == first(name));
            alike.next().filter(|_| alike.next().is_none())
        }
    });
    let Some(meant) = meant else {
        return problems;
    };
    for problem in &mut problems {
        match &mut problem.kind {
            ProblemKind::UnknownOption { nearest, .. } => *nearest = Some(meant.clone()),
            ProblemKind::MissingRequired { options, .. } => {
                options.retain(|option| *option != meant)
            }
            _ => {}
        }
    }
    problems.retain(|problem| {
        !matches!(&problem.kind, ProblemKind::MissingRequired { options, .. } if options.is_empty())
    });
    problems
}

/// The problem is about a value, not about names.
fn value_problem(kind: &ProblemKind) -> bool {
    matches!(
        kind,
        ProblemKind::NotAChoice { .. }
            | ProblemKind::NotInEnum { .. }
            | ProblemKind::WrongType { .. }
            | ProblemKind::Unreadable { .. }
            | ProblemKind::UnexpectedWord { .. }
            | ProblemKind::BadQuery { .. }
    )
}

/// Something is not there.
fn incomplete(kind: &ProblemKind) -> bool {
    matches!(
        kind,
        ProblemKind::MissingRequired { .. }
            | ProblemKind::MissingValue { .. }
            | ProblemKind::MissingOperation { .. }
            | ProblemKind::BadQuery { .. }
            | ProblemKind::Unreadable { .. }
    )
}

/// Told by its own rule, in words that name the mistake.
fn renames_a_table(book: &mut Book<'_>, site: usize, kind: &ProblemKind) -> bool {
    let ProblemKind::UnknownOption { name, .. } = kind else {
        return false;
    };
    if !book.sites[site].is_aws("dynamodb", "update-table") || !name.contains("name") {
        return false;
    }
    let place = book.sites[site]
        .texts
        .iter()
        .position(|text| text.starts_with(name.as_str()))
        .map_or(awscli::Place::command(), awscli::Place::word);
    book.report_at(
        site,
        &place,
        Finding::error(
            "dynamodb-rename",
            "DynamoDB cannot rename a table.",
            "`update-table` has no option for a new name, so the step fails after the old table may be gone.",
        )
        .fix("Point the clients at the restored table, or restore once more under the old name after the old table is deleted."),
    );
    true
}

fn words(problem: &Problem) -> Finding {
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

/// The line before an option line does not end with a backslash.
fn continuation_missing(book: &mut Book<'_>, site: usize) -> bool {
    let here = &book.sites[site];
    let Some(next) = book.sites.get(site + 1) else {
        return false;
    };
    let follows = next.part.id == here.part.id
        && next.command.line > here.command.end_line
        && next.command.line <= here.command.end_line + 1
        && next
            .texts
            .first()
            .is_some_and(|text| text.starts_with("--"));
    if follows {
        book.report(
            site + 1,
            Finding::warning(
                "broken-continuation",
                "The line before this one does not end with a backslash.",
                "The command above runs without these options, and this line is run as a command of its own.",
            )
            .fix("End the line above with a backslash."),
        );
    }
    follows
}

/// `ecr get-login` exists in version 1 alone.
fn cli_login(book: &mut Book<'_>, site: usize) {
    if book.sites[site].is_aws("ecr", "get-login") {
        book.report(
            site,
            Finding::warning(
                "aws-version-1",
                "`ecr get-login` exists in version 1 of the AWS CLI only.",
                "Version 2 refuses it, and it shows the password to everybody who can list processes.",
            )
            .fix("Write `aws ecr get-login-password | docker login --username AWS --password-stdin REGISTRY`."),
        );
    }
}

/// CloudFront wants the ETag of what is replaced, though its model does not say so.
fn distribution_etag(book: &mut Book<'_>, site: usize) {
    let is_update = book.sites[site].is_aws("cloudfront", "update-distribution")
        || book.sites[site].is_aws("cloudfront", "delete-distribution");
    let lacks = book.sites[site].aws.as_ref().is_some_and(|line| {
        !line.has("if-match")
            && !line.open_ended
            && !line.help
            && !line.has("cli-input-json")
            && (line.has("distribution-config") || line.operation == "delete-distribution")
    });
    if is_update && lacks {
        book.report(
            site,
            Finding::error(
                "cloudfront-if-match",
                "CloudFront wants the version that is replaced, with `--if-match`.",
                "Without it the request fails with InvalidIfMatchVersion.",
            )
            .fix("Read the ETag with `aws cloudfront get-distribution-config` and pass it as `--if-match`."),
        );
    }
}

/// `update-ip-set` takes the whole list.
fn addresses_replaced(book: &mut Book<'_>, site: usize) {
    let applies = book.sites[site].is_aws("wafv2", "update-ip-set")
        && book.sites[site].aws.as_ref().is_some_and(|line| {
            line.param("addresses")
                .is_some_and(|param| !param.values.is_empty())
        });
    if applies {
        let place = book.sites[site]
            .aws
            .as_ref()
            .and_then(|line| line.param("addresses"))
            .map_or(awscli::Place::command(), |param| param.place.clone());
        book.report_at(
            site,
            &place,
            Finding::warning(
                "ip-set-replaces",
                "These addresses replace all that are in the set.",
                "Whoever was blocked before is let in again.",
            )
            .fix("Read the set with `aws wafv2 get-ip-set`, add the addresses, and write all of them."),
        );
    }
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
