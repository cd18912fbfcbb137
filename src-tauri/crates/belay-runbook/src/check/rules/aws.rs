//! AWS lines against the table: what the AWS CLI or the service refuses.

use super::aws_words::words;
use crate::awscli::{self, Problem, ProblemKind};
use crate::check::{Book, Finding};
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
        certificate_elsewhere(book, site);
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
                    .map(|word| word.raw.to_string());
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
            // No program is called so. A warning all the same: published examples of
            // the AWS CLI leave the backslash out, and what is meant is plain.
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

/// CloudFront takes certificates of one Region only.
fn certificate_elsewhere(book: &mut Book<'_>, site: usize) {
    let here = &book.sites[site];
    let requests = here.is_aws("acm", "request-certificate");
    let Some(line) = here
        .aws
        .as_ref()
        .filter(|line| requests && !line.has("region"))
    else {
        return;
    };
    let for_cloudfront = book.section_uses(here.step.section.as_deref(), "cloudfront");
    let elsewhere = book.runbook.environments.iter().any(|environment| {
        ["AWS_REGION", "AWS_DEFAULT_REGION"].iter().any(|name| {
            environment
                .variables
                .get(*name)
                .is_some_and(|region| region != CLOUDFRONT_REGION)
        })
    });
    if !for_cloudfront || !elsewhere || line.open_ended {
        return;
    }
    book.report(
        site,
        Finding::warning(
            "cloudfront-certificate-region",
            format!("CloudFront takes certificates of {CLOUDFRONT_REGION} only; this one is requested in another Region."),
            "The environments of this file set another Region, so the distribution cannot use it.",
        )
        .fix(format!("Add `--region {CLOUDFRONT_REGION}`.")),
    );
}

/// Where CloudFront looks for certificates.
const CLOUDFRONT_REGION: &str = "us-east-1";
