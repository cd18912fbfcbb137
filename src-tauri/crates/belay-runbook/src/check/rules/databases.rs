//! DynamoDB and RDS: restores, snapshots, deletions.

use crate::awscli::{AwsLine, Place, interpret};
use crate::check::{Book, Finding, Severity};
use crate::effect::EffectKind;
use crate::model::Shared;
use std::collections::HashSet;

/// How many commands further on something can still belong to this one.
const NEARBY: usize = 1_000;

pub(super) fn run(book: &mut Book<'_>) {
    let mut snapshots = 0;
    for site in 0..book.sites.len() {
        // Each looks at all that follows; no runbook makes more than a few.
        if book.sites[site].is_aws("rds", "create-db-snapshot") && snapshots < 100 {
            snapshots += 1;
            snapshot_of_another_name(book, site);
        }
        snapshot_of_one_day(book, site);
        recovery_switched_off(book, site);
        rds_restore_defaults(book, site);
        rds_modify_later(book, site);
        rds_delete(book, site);
        parameters_need_reboot(book, site);
    }
    restored_source_deleted(book);
    for site in 0..book.sites.len() {
        restore_not_awaited(book, site);
    }
    rename_in_words(book);
}

/// Switching point-in-time recovery off throws the window away.
fn recovery_switched_off(book: &mut Book<'_>, site: usize) {
    if !book.sites[site].is_aws("dynamodb", "update-continuous-backups") {
        return;
    }
    let Some(line) = &book.sites[site].aws else {
        return;
    };
    let option = "point-in-time-recovery-specification";
    let off = interpret(line, option)
        .and_then(|value| value.get("PointInTimeRecoveryEnabled").cloned())
        .is_some_and(|value| {
            value == false
                || value
                    .as_str()
                    .is_some_and(|text| text.eq_ignore_ascii_case("false"))
        });
    if !off {
        return;
    }
    let place = line
        .value(option)
        .map_or(Place::command(), |text| text.place.clone());
    let toggled = book.follows(site, "dynamodb update-continuous-backups");
    let severity = if toggled {
        Severity::Error
    } else {
        Severity::Warning
    };
    book.report_at(
        site,
        &place,
        Finding::new(
            "pitr-toggle",
            severity,
            "This throws away every moment the table could go back to.",
            "Switching point-in-time recovery on again starts its window from zero.",
        )
        .fix("Leave it on. If a restore fails, read `aws dynamodb describe-continuous-backups` for the window instead."),
    );
}

/// A restored database gets the default network and parameters unless told otherwise.
fn rds_restore_defaults(book: &mut Book<'_>, site: usize) {
    let restores = [
        "restore-db-instance-from-db-snapshot",
        "restore-db-instance-to-point-in-time",
    ]
    .iter()
    .any(|operation| book.sites[site].is_aws("rds", operation));
    let Some(line) = book.sites[site].aws.as_ref().filter(|_| restores) else {
        return;
    };
    if line.open_ended || line.has("cli-input-json") {
        return;
    }
    let missing: Vec<&str> = [
        ("vpc-security-group-ids", "the security group"),
        ("db-parameter-group-name", "the parameter group"),
        ("db-subnet-group-name", "the subnet group"),
    ]
    .iter()
    .filter(|(option, _)| !line.has(option))
    .map(|(_, name)| *name)
    .collect();
    let network_known = line.has("vpc-security-group-ids") && line.has("db-parameter-group-name");
    if network_known || missing.is_empty() {
        return;
    }
    book.report(
        site,
        Finding::warning(
            "rds-restore-defaults",
            format!("The restored database gets defaults for {}.", joined(&missing)),
            "RDS does not copy them from the source: the database comes up in the default security group of the VPC with the default parameters.",
        )
        .fix("Read them from `aws rds describe-db-instances` and pass `--vpc-security-group-ids`, `--db-parameter-group-name` and `--db-subnet-group-name`."),
    );
}

/// Changes wait for the maintenance window unless told otherwise.
fn rds_modify_later(book: &mut Book<'_>, site: usize) {
    let modifies = book.sites[site].is_aws("rds", "modify-db-instance")
        || book.sites[site].is_aws("rds", "modify-db-cluster");
    let Some(line) = book.sites[site].aws.as_ref().filter(|_| modifies) else {
        return;
    };
    let renames = line.has("new-db-instance-identifier") || line.has("new-db-cluster-identifier");
    if line.has("apply-immediately") || line.has("no-apply-immediately") || line.open_ended {
        return;
    }
    let severity = if renames {
        Severity::Warning
    } else {
        Severity::Note
    };
    let what = if renames { "The rename" } else { "The change" };
    book.report(
        site,
        Finding::new(
            "rds-modify-later",
            severity,
            format!("{what} waits for the maintenance window."),
            "Without `--apply-immediately` RDS keeps most changes pending, for up to a week.",
        )
        .fix("Add `--apply-immediately`, or say in the runbook that it is meant to wait."),
    );
}

/// A parameter group that is exchanged is used after a reboot.
fn parameters_need_reboot(book: &mut Book<'_>, site: usize) {
    let applies = book.sites[site].is_aws("rds", "modify-db-instance")
        && book.sites[site]
            .aws
            .as_ref()
            .is_some_and(|line| line.has("db-parameter-group-name"));
    let reboots = book.follows(site, "rds reboot-db-instance");
    if !applies || reboots {
        return;
    }
    book.report(
        site,
        Finding::warning(
            "rds-parameters-need-reboot",
            "The new parameter group is not used before the database is rebooted.",
            "Until then it stands there as pending-reboot, `--apply-immediately` or not, and nothing changes.",
        )
        .fix("Change the parameter in the group that is in use, or plan `aws rds reboot-db-instance`."),
    );
}

/// A deleted database takes its automated backups along.
fn rds_delete(book: &mut Book<'_>, site: usize) {
    let deletes = book.sites[site].is_aws("rds", "delete-db-instance")
        || book.sites[site].is_aws("rds", "delete-db-cluster");
    let Some(line) = book.sites[site].aws.as_ref().filter(|_| deletes) else {
        return;
    };
    let snapshot = line.has("final-db-snapshot-identifier");
    if snapshot || line.open_ended {
        return;
    }
    book.report(
        site,
        Finding::warning(
            "rds-delete-without-snapshot",
            "The database is deleted without a last snapshot.",
            "Its automated backups go with it unless they are retained on purpose; after that there is no way back.",
        )
        .fix("Pass `--final-db-snapshot-identifier NAME` and `--no-delete-automated-backups`."),
    );
}

/// A restore names the snapshot of the day on which the runbook was written.
fn snapshot_of_one_day(book: &mut Book<'_>, site: usize) {
    let restores = book.sites[site].is_aws("rds", "restore-db-instance-from-db-snapshot")
        || book.sites[site].is_aws("rds", "restore-db-cluster-from-snapshot");
    let found = book.sites[site]
        .aws
        .as_ref()
        .filter(|_| restores)
        .and_then(|line| {
            let options = ["db-snapshot-identifier", "snapshot-identifier"];
            options.iter().find_map(|option| line.value(option))
        });
    let Some(name) = found.filter(|name| !name.is_open() && has_day(&name.text)) else {
        return;
    };
    let place = name.place.clone();
    let told = book.has_reported(
        "snapshot-name-differs",
        book.sites[site].command.words[place.word].line,
    );
    if told || book.is_input(site, place.word) {
        return;
    }
    book.report_at(
        site,
        &place,
        Finding::warning(
            "fixed-time",
            "The snapshot of one day is written out.",
            "The restore goes back to that day, if the snapshot is still there.",
        )
        .fix("Ask for it, `<snapshot-id>`, and list the snapshots in the step before."),
    );
}

/// `20250131` or `2025-01-31` in a name.
fn has_day(name: &str) -> bool {
    let digits: String = name.chars().filter(|c| *c != '-').collect();
    let runs = digits.split(|c: char| !c.is_ascii_digit());
    runs.filter(|run| run.len() >= 8).any(|run| {
        let number = |at: std::ops::Range<usize>| run[at].parse::<u32>().unwrap_or(0);
        (2010..2100).contains(&number(0..4))
            && (1..=12).contains(&number(4..6))
            && (1..=31).contains(&number(6..8))
    })
}

/// A snapshot is made under a name with a time in it and used under a fixed one.
fn snapshot_of_another_name(book: &mut Book<'_>, site: usize) {
    let (option, service) = match &book.sites[site].aws {
        Some(line) if line.service == "rds" && line.operation == "create-db-snapshot" => {
            ("db-snapshot-identifier", "rds")
        }
        _ => return,
    };
    let Some(made) = book.sites[site]
        .aws
        .as_ref()
        .and_then(|line| line.value(option))
        .cloned()
    else {
        return;
    };
    let Some((prefix, _)) = made.text.split_once(crate::awscli::OPAQUE) else {
        return;
    };
    if prefix.len() < 4 || !made.expansions.iter().any(|raw| raw.contains("date")) {
        return;
    }
    let prefix = prefix.to_owned();
    let section = book.sites[site].step.section.clone();
    let later: Vec<(usize, Place, String, bool)> = book
        .sites
        .iter()
        .enumerate()
        .skip(site + 1)
        .take(NEARBY)
        .filter_map(|(at, other)| {
            let line = other.aws.as_ref().filter(|line| line.service == service)?;
            let value = line.value(option)?;
            let fixed = !value.is_open()
                && value.text.starts_with(&prefix)
                && value.text != prefix
                && !book.is_input(at, value.place.word);
            fixed.then(|| {
                (
                    at,
                    value.place.clone(),
                    value.text.clone(),
                    other.step.section == section,
                )
            })
        })
        .collect();
    for (at, place, name, same_section) in later {
        let severity = if same_section {
            Severity::Error
        } else {
            Severity::Warning
        };
        book.report_at(
            at,
            &place,
            Finding::new(
                "snapshot-name-differs",
                severity,
                format!("`{name}` is not the snapshot that line {} makes.", book.sites[site].command.line),
                "That one has the time of its making in its name; this one is from the day the runbook was written.",
            )
            .fix("Put the name into a variable once and use it in both places."),
        );
    }
}

/// The source of a restore is deleted in the section that restores it.
fn restored_source_deleted(book: &mut Book<'_>) {
    let mut restored: HashSet<(Option<Shared>, String)> = HashSet::new();
    let mut findings = Vec::new();
    for (at, site) in book.sites.iter().enumerate() {
        let Some(line) = &site.aws else { continue };
        if let Some(source) = restored_from(line) {
            restored.insert((site.step.section.clone(), source));
        } else if let Some(name) = deleted(line)
            && restored.contains(&(site.step.section.clone(), name.clone()))
        {
            findings.push((at, name));
        }
    }
    for (at, source) in findings {
        book.report(
            at,
            Finding::warning(
                "delete-restore-source",
                format!("`{source}` is deleted in the same procedure that restores it."),
                "Until the restored copy has carried real traffic for a while, the source is the only way back; its point-in-time window goes with it.",
            )
            .fix("Keep the source, switch on its deletion protection, and delete it days later with a last backup."),
        );
    }
}

/// A restore takes minutes to hours; the next command must not count on it.
fn restore_not_awaited(book: &mut Book<'_>, site: usize) {
    let Some(target) = book.sites[site].aws.as_ref().and_then(restored_to) else {
        return;
    };
    // A name that is all placeholder is like every other one.
    let told = target.chars().any(|c| c != crate::awscli::OPAQUE);
    let section = book.sites[site].step.section.clone();
    for at in (site + 1..book.sites.len()).take(NEARBY) {
        let later = &book.sites[at];
        if later.step.section != section || later.effect.kind == EffectKind::Unknown {
            // A script may well wait; nobody can tell.
            return;
        }
        let names_target = later.texts.contains(&target);
        let waits = later.texts.iter().any(|text| text == "wait");
        let operation = later
            .aws
            .as_ref()
            .map_or("", |line| line.operation.as_str());
        if waits || (operation.starts_with("describe") && names_target) {
            return;
        }
        let restores = later.aws.as_ref().and_then(restored_to).is_some();
        let changes = matches!(
            later.effect.kind,
            EffectKind::ChangesAws | EffectKind::ChangesRemote | EffectKind::Destructive
        );
        if !restores && (told && names_target || changes) {
            let restored = match told {
                true => format!("`{}` is", target.replace(crate::awscli::OPAQUE, "…")),
                false => "The copy is".to_owned(),
            };
            book.report(
                at,
                Finding::warning(
                    "restore-not-awaited",
                    format!("{restored} still being restored when this runs."),
                    "AWS answers the restore at once and takes minutes to hours for it; until then the target refuses or lacks data.",
                )
                .fix(wait_for(&book.sites[site].aws)),
            );
            return;
        }
    }
}

fn wait_for(line: &Option<AwsLine>) -> &'static str {
    match line.as_ref().map(|line| line.service.as_str()) {
        Some("rds") => {
            "Wait in between: `aws rds wait db-instance-available --db-instance-identifier …`."
        }
        _ => {
            "Wait in between: `aws dynamodb wait table-exists --table-name …`; it gives up after eight minutes, so repeat it."
        }
    }
}

/// Comments that plan to rename a table.
fn rename_in_words(book: &mut Book<'_>) {
    let runbook = book.runbook;
    let mut findings = Vec::new();
    for step in &runbook.steps {
        if step.parts.is_empty() || !book.section_uses(step.section.as_deref(), "dynamodb") {
            continue;
        }
        for line in step.line..=step.end_line {
            let content = book.line(line).trim();
            let lower = content.to_lowercase();
            let plans = [
                "rename restored table",
                "rename the restored table",
                "switch table names",
                "swap table names",
                "rename the table",
                "rename table",
            ]
            .iter()
            .any(|words| lower.contains(words));
            // The command below has its own finding.
            let told = (line..line + 4).any(|near| book.has_reported("dynamodb-rename", near));
            if content.starts_with('#') && plans && !told {
                findings.push((line, step.id.clone()));
            }
        }
    }
    for (line, step) in findings {
        let spot = book.line_spot(line, None);
        book.report_spot(
            spot,
            Some(&step),
            Finding::warning(
                "dynamodb-rename",
                "DynamoDB cannot rename a table, so names cannot be switched.",
                "The restored copy keeps its own name; clients have to be pointed at it.",
            )
            .fix("Point the clients at the restored table, or copy the damaged items back."),
        );
    }
}

fn restored_to(line: &AwsLine) -> Option<String> {
    let option = match (line.service.as_str(), line.operation.as_str()) {
        ("dynamodb", "restore-table-to-point-in-time" | "restore-table-from-backup") => {
            "target-table-name"
        }
        ("rds", "restore-db-instance-to-point-in-time") => "target-db-instance-identifier",
        ("rds", "restore-db-instance-from-db-snapshot") => "db-instance-identifier",
        _ => return None,
    };
    Some(line.value(option)?.text.clone())
}

fn restored_from(line: &AwsLine) -> Option<String> {
    match (line.service.as_str(), line.operation.as_str()) {
        ("dynamodb", "restore-table-to-point-in-time") => {
            Some(line.value("source-table-name")?.text.clone())
        }
        ("dynamodb", "restore-table-from-backup") => {
            let arn = &line.value("backup-arn")?.text;
            let (_, rest) = arn.split_once("table/")?;
            Some(rest.split('/').next()?.to_owned())
        }
        ("rds", "restore-db-instance-to-point-in-time") => {
            Some(line.value("source-db-instance-identifier")?.text.clone())
        }
        _ => None,
    }
}

fn deleted(line: &AwsLine) -> Option<String> {
    match (line.service.as_str(), line.operation.as_str()) {
        ("dynamodb", "delete-table") => Some(line.value("table-name")?.text.clone()),
        ("rds", "delete-db-instance") => Some(line.value("db-instance-identifier")?.text.clone()),
        _ => None,
    }
}

fn joined(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
