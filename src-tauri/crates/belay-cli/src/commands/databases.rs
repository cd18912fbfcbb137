//! `belay databases`: RDS databases, and which seconds of them can be restored.

use belay_app::Desk;
use belay_restore::DatabaseFacts;
use belay_restore::databases::{DatabaseEndpoint, DatabaseSettings, DatabaseSource};

use crate::args::{DatabasesArgs, Format};
use crate::outcome::{CliError, Done};
use crate::print;

/// Lists the databases of an environment.
///
/// # Errors
/// There is no such environment, or AWS said no.
pub async fn run(format: Format, desk: &Desk, args: DatabasesArgs) -> Result<Done, CliError> {
    let all = desk.databases(&args.env).await?;
    print::document(format, "belay/databases/1", &all, || {
        list_text(&args.env, &all)
    })?;
    Ok(Done::Well)
}

fn list_text(environment: &str, all: &[DatabaseFacts]) -> String {
    if all.is_empty() {
        return format!(
            "There are no RDS databases in `{environment}`, and no kept backups of deleted ones.\n"
        );
    }
    all.iter().map(database_text).collect()
}

fn database_text(d: &DatabaseFacts) -> String {
    let engine = format!("{} {}", d.engine, d.engine_version);
    let (class, state) = match &d.settings {
        Some(settings) => (settings.class.as_str(), state_text(d, settings)),
        None => ("-", state_of_backups(d)),
    };
    let mut out = format!("{:<24} {engine:<18} {class:<16} {state}\n", d.identifier);
    out += &format!("  restorable  {}\n", d.restorable.sentence(d.read_at));
    if let Some(settings) = &d.settings {
        if let Some(endpoint) = &settings.endpoint {
            out += &format!("  endpoint    {}\n", endpoint_text(endpoint));
        }
        out += &format!("  groups      {}\n", groups_text(settings));
    }
    out
}

fn state_text(d: &DatabaseFacts, settings: &DatabaseSettings) -> String {
    let zones = if settings.multi_az {
        "Multi-AZ"
    } else {
        "Single-AZ"
    };
    let protection = if settings.deletion_protection {
        "deletion protection on"
    } else {
        "deletion protection off"
    };
    format!("{}, {zones}, {protection}{}", d.status, retention_text(d))
}

fn state_of_backups(d: &DatabaseFacts) -> String {
    let what = match &d.source {
        DatabaseSource::OtherRegion { region } => {
            format!("in {region}, its backups are copied here")
        }
        DatabaseSource::Deleted | DatabaseSource::Present => {
            "deleted, its backups were kept".to_owned()
        }
    };
    format!("{what} ({}){}", d.status, retention_text(d))
}

fn retention_text(d: &DatabaseFacts) -> String {
    match d.backup_retention_days {
        Some(1) => ", 1 day of retention".to_owned(),
        Some(days) => format!(", {days} days of retention"),
        None => String::new(),
    }
}

fn endpoint_text(endpoint: &DatabaseEndpoint) -> String {
    match endpoint.port {
        Some(port) => format!("{}:{port}", endpoint.address),
        None => endpoint.address.clone(),
    }
}

fn groups_text(settings: &DatabaseSettings) -> String {
    let parameters: Vec<String> = settings
        .parameter_groups
        .iter()
        .map(|group| format!("{} ({})", group.name, group.apply_status))
        .collect();
    format!(
        "security {}; parameters {}; subnets {}",
        listed(&settings.security_groups),
        listed(&parameters),
        settings.subnet_group.as_deref().unwrap_or("none")
    )
}

fn listed(names: &[String]) -> String {
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use belay_restore::databases::{ParameterGroup, Restorable};

    use super::*;

    fn shop() -> DatabaseFacts {
        DatabaseFacts {
            identifier: "shop".to_owned(),
            resource_id: Some("db-1".to_owned()),
            engine: "postgres".to_owned(),
            engine_version: "15.4".to_owned(),
            status: "available".to_owned(),
            source: DatabaseSource::Present,
            backup_retention_days: Some(14),
            restorable: Restorable::Between {
                earliest: "2026-11-07T09:44:00Z".parse().unwrap(),
                latest: "2026-11-21T09:39:00Z".parse().unwrap(),
            },
            settings: Some(DatabaseSettings {
                class: "db.m6g.large".to_owned(),
                multi_az: true,
                deletion_protection: true,
                endpoint: Some(DatabaseEndpoint {
                    address: "shop.example.rds.amazonaws.com".to_owned(),
                    port: Some(5432),
                }),
                security_groups: vec!["sg-1".to_owned(), "sg-2".to_owned()],
                parameter_groups: vec![ParameterGroup {
                    name: "shop-params".to_owned(),
                    apply_status: "pending-reboot".to_owned(),
                }],
                subnet_group: Some("shop-subnets".to_owned()),
            }),
            read_at: "2026-11-21T09:44:00Z".parse().unwrap(),
            request_id: None,
        }
    }

    #[test]
    fn a_database_is_told_with_its_window_and_what_a_restore_must_be_given() {
        let expected = "\
shop                     postgres 15.4      db.m6g.large     available, Multi-AZ, deletion protection on, 14 days of retention
  restorable  2026-11-07 09:44:00 UTC to 2026-11-21 09:39:00 UTC (5 min ago)
  endpoint    shop.example.rds.amazonaws.com:5432
  groups      security sg-1, sg-2; parameters shop-params (pending-reboot); subnets shop-subnets
";
        assert_eq!(list_text("shop-prod", &[shop()]), expected);
    }

    #[test]
    fn backups_without_their_database_say_where_it_is() {
        let backups = |source| DatabaseFacts {
            status: "retained".to_owned(),
            settings: None,
            backup_retention_days: Some(1),
            source,
            ..shop()
        };
        let region = "us-east-1".to_owned();
        let all = [
            backups(DatabaseSource::Deleted),
            backups(DatabaseSource::OtherRegion { region }),
        ];
        let expected = "\
shop                     postgres 15.4      -                deleted, its backups were kept (retained), 1 day of retention
  restorable  2026-11-07 09:44:00 UTC to 2026-11-21 09:39:00 UTC (5 min ago)
shop                     postgres 15.4      -                in us-east-1, its backups are copied here (retained), 1 day of retention
  restorable  2026-11-07 09:44:00 UTC to 2026-11-21 09:39:00 UTC (5 min ago)
";
        assert_eq!(list_text("shop-prod", &all), expected);
    }

    #[test]
    fn an_environment_without_databases_says_so() {
        assert_eq!(
            list_text("shop-prod", &[]),
            "There are no RDS databases in `shop-prod`, and no kept backups of deleted ones.\n"
        );
    }
}
