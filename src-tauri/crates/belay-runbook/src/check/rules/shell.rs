//! Commands of every kind: what destroys, what is no command, what shows secrets.

use crate::awscli::Place;
use crate::check::{Book, Finding, Severity};
use crate::effect::EffectKind;
use crate::model::{Part, Syntax};

pub(super) fn run(book: &mut Book<'_>) {
    for site in 0..book.sites.len() {
        destructive(book, site);
        unattended(book, site);
        no_command(book, site);
        looks_instead_of_waiting(book, site);
        written_revision(book, site);
        another_machine(book, site);
    }
    broken_syntax(book);
}

/// A check of one environment that asks this machine.
fn another_machine(book: &mut Book<'_>, site: usize) {
    let texts = &book.sites[site].texts;
    let environment = texts.windows(2).find_map(|pair| {
        let names = matches!(
            pair[0].as_str(),
            "-e" | "--env" | "--environment" | "--stage"
        );
        let known = ["staging", "stage", "production", "prod", "qa", "uat"];
        (names && known.contains(&pair[1].as_str())).then(|| pair[1].clone())
    });
    let here = texts.iter().position(|text| {
        ["://localhost", "://127.0.0.1"]
            .iter()
            .any(|host| text.contains(host))
    });
    let (Some(environment), Some(word)) = (environment, here) else {
        return;
    };
    // A tunnel makes this machine's port one of the environment.
    let section = book.sites[site].step.section.as_deref();
    let tunnel = book.sites_of(section).iter().take(CLOSE).any(|at| {
        let texts = &book.sites[*at].texts;
        texts
            .iter()
            .any(|text| matches!(text.as_str(), "port-forward" | "-L" | "start-session"))
    });
    if tunnel {
        return;
    }
    book.report_at(
        site,
        &Place::word(word),
        Finding::warning(
            "localhost-for-environment",
            format!("This is for {environment}, and asks this machine."),
            "Whatever runs here answers, or nothing; the environment itself is not looked at.",
        )
        .fix("Write the address of the environment."),
    );
}

/// How many commands of a section are looked at.
const CLOSE: usize = 40;

/// Something is lost or stopped.
fn destructive(book: &mut Book<'_>, site: usize) {
    let here = &book.sites[site];
    if here.effect.kind != EffectKind::Destructive || has_own_rule(book, site) {
        return;
    }
    let program = here.texts.first().map(String::as_str).unwrap_or_default();
    let local = matches!(program, "rm" | "shred" | "docker" | "find" | "git");
    let severity = if local && !here.texts.iter().any(|text| text == "push") {
        Severity::Note
    } else {
        Severity::Warning
    };
    let reason = here.effect.reason.clone();
    book.report(
        site,
        Finding::new(
            "destructive",
            severity,
            reason,
            "Pasted into the wrong window it cannot be taken back; Belay asks for the target's name before it runs.",
        )
        .fix("Say above the step what must be true before, and how to go back."),
    );
}

/// Another rule says more about this command.
fn has_own_rule(book: &Book<'_>, site: usize) -> bool {
    let here = &book.sites[site];
    here.is_aws("dynamodb", "update-continuous-backups")
        || here.aws.as_ref().is_some_and(|line| {
            line.service == "rds"
                && line.operation.starts_with("delete-db")
                && !line.has("final-db-snapshot-identifier")
        })
        || here.texts.iter().any(|text| text.contains("auto-approve"))
        || [
            "delete-restore-source",
            "access-key-deleted-at-once",
            "state-push-refused",
        ]
        .iter()
        .any(|rule| book.has_reported(rule, here.command.line))
}

/// `-auto-approve`: nobody sees what is going to change.
fn unattended(book: &mut Book<'_>, site: usize) {
    let here = &book.sites[site];
    let terraform = here
        .texts
        .first()
        .is_some_and(|text| matches!(text.as_str(), "terraform" | "tofu" | "terragrunt"));
    let Some(word) = here
        .texts
        .iter()
        .position(|text| text.trim_start_matches('-') == "auto-approve")
    else {
        return;
    };
    if !terraform {
        return;
    }
    book.report_at(
        site,
        &Place::word(word),
        Finding::warning(
            "terraform-auto-approve",
            "Terraform applies whatever it finds, and nobody sees it first.",
            "What changed outside since the last plan is changed back or destroyed along with the rest.",
        )
        .fix("Write `terraform plan -out=tfplan`, look at it, then `terraform apply tfplan`."),
    );
}

/// The comment says wait, the command looks once.
fn looks_instead_of_waiting(book: &mut Book<'_>, site: usize) {
    let here = &book.sites[site];
    if here.command.in_substitution || here.command.in_loop || here.command.pipeline_length > 1 {
        return;
    }
    let looks = match &here.aws {
        Some(line) => line.operation.starts_with("describe-") || line.operation.starts_with("get-"),
        None => {
            here.texts
                .first()
                .is_some_and(|program| program == "kubectl")
                && here.texts.get(1).is_some_and(|verb| verb == "get")
                && !here
                    .texts
                    .iter()
                    .any(|text| matches!(text.as_str(), "-w" | "--watch"))
        }
    };
    let above = book
        .line(here.command.line.saturating_sub(1))
        .trim()
        .to_lowercase();
    let says_wait =
        above.starts_with('#') && (above.contains("wait for ") || above.contains("wait until "));
    if !looks || !says_wait {
        return;
    }
    book.report(
        site,
        Finding::warning(
            "looks-instead-of-waiting",
            "This looks once; it does not wait.",
            "The next step runs while the thing it needs is still being made.",
        )
        .fix("Use the waiter: `aws … wait …`, `kubectl wait` or `kubectl rollout status`."),
    );
}

/// `helm rollback NAME 1`: the revision of the day the runbook was written.
fn written_revision(book: &mut Book<'_>, site: usize) {
    let here = &book.sites[site];
    let operands: Vec<(usize, &String)> = here
        .texts
        .iter()
        .enumerate()
        .skip(1)
        .take_while(|(_, text)| !text.starts_with('-'))
        .collect();
    let is_helm = here.texts.first().is_some_and(|program| program == "helm");
    let [(_, verb), _, (at, revision)] = operands.as_slice() else {
        return;
    };
    // Zero means the one before, whatever its number.
    let fixed = *verb == "rollback" && revision.parse::<u32>().is_ok_and(|number| number > 0);
    if !is_helm || !fixed || book.is_input(site, *at) {
        return;
    }
    let (at, revision) = (*at, (*revision).clone());
    book.report_at(
        site,
        &Place::word(at),
        Finding::warning(
            "fixed-revision",
            format!("The release always goes back to revision {revision}."),
            "The number was written down with the runbook; by now it is not the one before.",
        )
        .fix("Leave the number out to go back by one, or write a placeholder."),
    );
}

/// Lines over which a statement may go.
const LONGEST_STATEMENT: usize = 200;

/// SQL, or another language, where the shell looks for a program.
fn no_command(book: &mut Book<'_>, site: usize) {
    let here = &book.sites[site];
    let Some(first) = here.texts.first() else {
        return;
    };
    let sql = [
        "SELECT", "INSERT", "UPDATE", "DELETE", "ALTER", "CREATE", "DROP", "GRANT", "TRUNCATE",
        "BEGIN", "COMMIT", "ROLLBACK",
    ];
    if !sql.contains(&first.as_str()) || here.texts.len() < 2 {
        return;
    }
    // A statement over several lines is one mistake.
    let again = (here.step.line..here.command.line)
        .rev()
        .take(LONGEST_STATEMENT)
        .any(|line| book.has_reported("not-a-command", line));
    if again {
        return;
    }
    let message = format!("`{first}` is SQL, not a program.");
    book.report(
        site,
        Finding::warning(
            "not-a-command",
            message,
            "The shell looks for a program of that name, and takes `*`, `;` and `>` in the statement for its own.",
        )
        .fix("Pass the statement to the client, such as `psql -c \"…\"`, or put it into a block marked `sql`."),
    );
}

/// The shell's own grammar does not take the code.
fn broken_syntax(book: &mut Book<'_>) {
    // A block is parsed as a whole; SQL in it has its own finding.
    let broken: Vec<(u32, String)> = book
        .runbook
        .steps
        .iter()
        .filter_map(|step| {
            let broken = |part: &&Part| part.syntax == Syntax::Broken;
            let part = step.parts.iter().find(broken)?;
            let mut lines = step.line..=step.end_line;
            let told = lines.any(|line| book.has_reported("not-a-command", line));
            (!told).then(|| (part.line, step.id.to_string()))
        })
        .collect();
    for (line, step) in broken {
        let spot = book.line_spot(line, None);
        book.report_spot(
            spot,
            Some(&step),
            Finding::warning(
                "shell-syntax",
                "The shell cannot read this command as it stands.",
                "A quote, a bracket or a here-document is not closed, or a sign stands where the shell expects none.",
            ),
        );
    }
}
