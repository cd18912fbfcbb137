//! The settings that AWS does not restore, each with the way to bring it back.

use super::{NotRestored, tag_words, unread};
use crate::facts::{Billing, Read, TableFacts};
use crate::words;

/// What the restored table will lack.
#[must_use]
pub fn not_restored(facts: &TableFacts, target: &str, region: &str) -> Vec<NotRestored> {
    let to = Target {
        facts,
        name: target,
        region,
    };
    [
        to.recovery(),
        to.deletion_protection(),
        to.time_to_live(),
        to.stream(),
        to.kinesis(),
        to.tags(),
        to.policy(),
        to.alarms(),
        to.auto_scaling(),
        to.class(),
        to.warm_throughput(),
        to.replicas(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Where settings are to be brought back.
struct Target<'a> {
    facts: &'a TableFacts,
    name: &'a str,
    region: &'a str,
}

impl Target<'_> {
    /// `aws SERVICE OPERATION …  --region R`.
    fn aws(&self, words: &[&str]) -> Option<String> {
        let mut all = vec!["aws"];
        all.extend(words);
        all.extend(["--region", self.region]);
        Some(words::command(&all))
    }

    fn arn(&self) -> String {
        match self.facts.arn.rsplit_once('/') {
            Some((prefix, _)) => format!("{prefix}/{}", self.name),
            None => self.name.to_owned(),
        }
    }

    fn recovery(&self) -> Option<NotRestored> {
        let value = match &self.facts.recovery {
            Read::Known { value: None } => return None,
            Read::Known {
                value: Some(window),
            } => match window.recovery_period_days {
                Some(days) => format!("on, {days} days"),
                None => "on".to_owned(),
            },
            Read::Unread { why } => unread(why),
        };
        let mut specification = "PointInTimeRecoveryEnabled=true".to_owned();
        if let Some(days) = self
            .facts
            .recovery
            .value()
            .and_then(|w| w.as_ref()?.recovery_period_days)
        {
            specification = format!("{specification},RecoveryPeriodInDays={days}");
        }
        Some(NotRestored {
            setting: "Point-in-time recovery".to_owned(),
            value,
            reapply: "Switch it on before the application writes to the new table; its window begins at that moment.".to_owned(),
            cli: self.aws(&[
                "dynamodb",
                "update-continuous-backups",
                "--table-name",
                self.name,
                "--point-in-time-recovery-specification",
                &specification,
            ]),
        })
    }

    fn deletion_protection(&self) -> Option<NotRestored> {
        self.facts.deletion_protection.then(|| NotRestored {
            setting: "Deletion protection".to_owned(),
            value: "on".to_owned(),
            reapply: "Switch it on as soon as the table is ACTIVE.".to_owned(),
            cli: self.aws(&[
                "dynamodb",
                "update-table",
                "--table-name",
                self.name,
                "--deletion-protection-enabled",
            ]),
        })
    }

    fn time_to_live(&self) -> Option<NotRestored> {
        let reapply = "Items do not expire until it is set. Once it is set, items that should have expired by now are deleted: check first that none of them is needed.".to_owned();
        let (value, cli) = match &self.facts.time_to_live {
            Read::Known { value: None } => return None,
            Read::Known {
                value: Some(attribute),
            } => (
                format!("on, attribute {attribute}"),
                self.aws(&[
                    "dynamodb",
                    "update-time-to-live",
                    "--table-name",
                    self.name,
                    "--time-to-live-specification",
                    &format!("Enabled=true,AttributeName={attribute}"),
                ]),
            ),
            Read::Unread { why } => (unread(why), None),
        };
        Some(NotRestored {
            setting: "Time to live".to_owned(),
            value,
            reapply,
            cli,
        })
    }

    fn stream(&self) -> Option<NotRestored> {
        let stream = self.facts.stream.as_ref()?;
        Some(NotRestored {
            setting: "Stream".to_owned(),
            value: format!("on, {}", stream.view),
            reapply: "The new stream has a new ARN. Event source mappings and policies must be pointed at it; a reader of the old stream gets nothing for restored items.".to_owned(),
            cli: self.aws(&[
                "dynamodb",
                "update-table",
                "--table-name",
                self.name,
                "--stream-specification",
                &format!("StreamEnabled=true,StreamViewType={}", stream.view),
            ]),
        })
    }

    fn kinesis(&self) -> Option<NotRestored> {
        let streams = match &self.facts.kinesis {
            Read::Known { value } if value.is_empty() => return None,
            Read::Known { value } => value.clone(),
            // Rare, and asked for on top: a refusal here is not worth a row of
            // its own beside the settings that nearly every table has.
            Read::Unread { .. } => return None,
        };
        Some(NotRestored {
            setting: "Kinesis destination".to_owned(),
            value: streams.join(", "),
            reapply: "Switch it on for the new table.".to_owned(),
            cli: streams.first().and_then(|arn| {
                self.aws(&[
                    "dynamodb",
                    "enable-kinesis-streaming-destination",
                    "--table-name",
                    self.name,
                    "--stream-arn",
                    arn,
                ])
            }),
        })
    }

    fn tags(&self) -> Option<NotRestored> {
        let (value, cli) = match &self.facts.tags {
            Read::Known { value } if value.is_empty() => return None,
            Read::Known { value } => {
                let pairs: Vec<String> = value
                    .iter()
                    .map(|(key, value)| format!("Key={key},Value={value}"))
                    .collect();
                let arn = self.arn();
                let mut command =
                    vec!["dynamodb", "tag-resource", "--resource-arn", &arn, "--tags"];
                command.extend(pairs.iter().map(String::as_str));
                (tag_words(self.facts), self.aws(&command))
            }
            Read::Unread { why } => (unread(why), None),
        };
        Some(NotRestored {
            setting: "Tags".to_owned(),
            value,
            reapply: "Copy them. Permissions, costs and backup plans may depend on tags."
                .to_owned(),
            cli,
        })
    }

    fn policy(&self) -> Option<NotRestored> {
        let (value, cli) = match &self.facts.policy {
            Read::Known { value: None } => return None,
            Read::Known {
                value: Some(policy),
            } => (
                "set".to_owned(),
                self.aws(&[
                    "dynamodb",
                    "put-resource-policy",
                    "--resource-arn",
                    &self.arn(),
                    "--policy",
                    policy,
                ]),
            ),
            Read::Unread { why } => (unread(why), None),
        };
        Some(NotRestored {
            setting: "Resource-based policy".to_owned(),
            value,
            reapply: "Put it on the new table. Change the ARNs in it that name the old table."
                .to_owned(),
            cli,
        })
    }

    fn alarms(&self) -> Option<NotRestored> {
        let value = match &self.facts.alarms {
            Read::Known { value } if value.is_empty() => return None,
            Read::Known { value } => value.join(", "),
            Read::Unread { why } => unread(why),
        };
        Some(NotRestored {
            setting: "CloudWatch alarms".to_owned(),
            value,
            reapply: format!(
                "Alarms watch a table by its name, so none of them sees the new table. Make each again with the dimension TableName={}.",
                self.name
            ),
            cli: self.facts.alarms.value().and_then(|names| {
                let mut command = vec!["cloudwatch", "describe-alarms", "--alarm-names"];
                command.extend(names.iter().map(String::as_str));
                self.aws(&command)
            }),
        })
    }

    fn auto_scaling(&self) -> Option<NotRestored> {
        // Application Auto Scaling is another service, which is not asked; on
        // demand tables have none.
        matches!(
            self.facts.billing,
            Billing::Provisioned { .. }
        )
        .then(|| NotRestored {
            setting: "Auto scaling".to_owned(),
            value: "not read; the table has provisioned capacity, so it may have policies".to_owned(),
            reapply: "Look with the command, and register targets and policies for the new table and each of its indexes.".to_owned(),
            cli: self.aws(&[
                "application-autoscaling",
                "describe-scaling-policies",
                "--service-namespace",
                "dynamodb",
                "--resource-id",
                &format!("table/{}", self.facts.name),
            ]),
        })
    }

    fn class(&self) -> Option<NotRestored> {
        (self.facts.class != "STANDARD").then(|| NotRestored {
            setting: "Table class".to_owned(),
            value: self.facts.class.clone(),
            reapply: "Set it; it can be changed twice in 30 days.".to_owned(),
            cli: self.aws(&[
                "dynamodb",
                "update-table",
                "--table-name",
                self.name,
                "--table-class",
                &self.facts.class,
            ]),
        })
    }

    fn warm_throughput(&self) -> Option<NotRestored> {
        let (read, write) = self.facts.warm_throughput?;
        Some(NotRestored {
            setting: "Warm throughput".to_owned(),
            value: format!("{read} reads and {write} writes per second"),
            reapply: "Set it before the cut-over, or the first burst of traffic is throttled. It costs once.".to_owned(),
            cli: self.aws(&[
                "dynamodb",
                "update-table",
                "--table-name",
                self.name,
                "--warm-throughput",
                &format!("ReadUnitsPerSecond={read},WriteUnitsPerSecond={write}"),
            ]),
        })
    }

    fn replicas(&self) -> Option<NotRestored> {
        (!self.facts.replicas.is_empty()).then(|| NotRestored {
            setting: "Replicas".to_owned(),
            value: self.facts.replicas.join(", "),
            reapply: "The new table stands alone. Add a replica per Region; a global table with strong consistency cannot be made from a table that holds items.".to_owned(),
            cli: None,
        })
    }
}
