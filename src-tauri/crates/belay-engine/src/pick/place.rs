//! Where an input stands in an AWS command line, and which list that place asks
//! for. The line is read as the shell would give it to the AWS CLI, with the
//! other inputs and variables filled in as far as they are known.

use std::collections::BTreeMap;

use belay_runbook::awscli::{self, AwsLine, OPAQUE, Text, is_open};
use belay_runbook::{Input, InputStyle, Part, Runbook};

use super::{Around, Listing, PickKind, Revisions};
use crate::environment::Environment;
use crate::quote::{Fill, fill};
use crate::resolve::{expanded, variable_name};
use crate::unit::Unit;
use crate::words::unquoted;

/// Stands for the input that is asked about: a character that no value has.
const MARK: char = '\u{E000}';

/// Behind [`OPAQUE`], the first of those that stand for the part's other inputs
/// that are open, in their order.
const OPEN: u32 = 0xE100;

/// A runbook with what is known of its values.
pub(crate) struct Setting<'a> {
    pub runbook: &'a Runbook,
    pub units: &'a [Unit],
    pub environment: &'a Environment,
    /// Values by the input's id, secrets left out.
    pub given: BTreeMap<String, String>,
    /// Variables that a command of this section finds.
    pub variables: &'a dyn Fn(Option<&str>) -> BTreeMap<String, String>,
}

/// What an input asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// A list.
    List(Target),
    /// The environment says it.
    Fixed { kind: PickKind, value: String },
    /// A list, once another value is known.
    Open {
        kind: PickKind,
        sentence: String,
        input: Option<String>,
    },
}

/// A list, and how it fits the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub listing: Listing,
    pub around: Around,
    /// The Region that the command names, if it is another than the environment's.
    pub region: Option<String>,
}

impl Wanted {
    pub fn kind(&self) -> PickKind {
        match self {
            Self::List(target) => target.listing.kind(),
            Self::Fixed { kind, .. } | Self::Open { kind, .. } => *kind,
        }
    }
}

impl Setting<'_> {
    /// What may be picked for `input`; `None` if that is not to be had from AWS.
    pub fn wanted(&self, input: &Input) -> Option<Wanted> {
        if input.secret {
            return None;
        }
        let mut open = None;
        for (unit, part) in self.places(input) {
            for (line, option, text) in self.lines(input, unit, part) {
                // What it makes is on no list; and as another profile it would
                // act in whatever account that is of.
                if makes(&line, &option) || self.is_of_another_profile(&line) {
                    return None;
                }
                match self.at(input, part, &line, &option, &text) {
                    Some(Wanted::Open { .. }) if open.is_some() => {}
                    Some(wanted @ Wanted::Open { .. }) => open = Some(wanted),
                    Some(wanted) => return Some(wanted),
                    None => {}
                }
            }
        }
        open.or_else(|| self.by_name(input))
    }

    /// The parts of the run that need the input.
    fn places(&self, input: &Input) -> impl Iterator<Item = (&Unit, &Part)> {
        let needs = self
            .units
            .iter()
            .filter(|unit| unit.inputs.iter().any(|id| *id == input.id));
        needs.filter_map(|unit| Some((unit, self.runbook.part(&unit.id)?)))
    }

    /// The AWS lines of a part in which the input stands in an option's value.
    fn lines(&self, input: &Input, unit: &Unit, part: &Part) -> Vec<(AwsLine, String, Text)> {
        let mut variables = (self.variables)(unit.section.as_deref());
        let mut values = Vec::new();
        for (id, open) in part.inputs.iter().zip(OPEN..) {
            let Some(one) = self.runbook.input(id) else {
                continue;
            };
            let value =
                match *id == input.id {
                    true => MARK.to_string(),
                    false => self.given.get(id.as_str()).cloned().unwrap_or_else(|| {
                        [OPAQUE].into_iter().chain(char::from_u32(open)).collect()
                    }),
                };
            if one.style != InputStyle::Variable {
                values.push((one, value));
                continue;
            }
            let name = variable_name(&one.placeholder);
            if *id == input.id || self.given.contains_key(id.as_str()) {
                variables.insert(name, value);
            } else {
                variables.entry(name).or_insert(value);
            }
        }
        let fills: Vec<_> = values
            .iter()
            .flat_map(|(one, value)| {
                let here = one
                    .occurrences
                    .iter()
                    .filter(|place| place.holder.as_deref() == Some(&part.id))
                    .filter(|place| place.span.of(&part.code) == Some(place.text.as_str()));
                here.map(|place| Fill {
                    span: place.span,
                    value,
                    splits: false,
                })
            })
            .collect();
        let commands = expanded(&fill(&part.code, &fills), &variables);
        let lines = commands
            .iter()
            .filter_map(|command| awscli::read(&command.words));
        lines
            .filter_map(|line| {
                let found = line.params.iter().find_map(|param| {
                    let text = param.values.iter().find(|text| text.text.contains(MARK))?;
                    Some((param.name.clone(), text.clone()))
                });
                found.map(|(option, text)| (line, option, text))
            })
            .collect()
    }

    /// What one place asks for.
    fn at(
        &self,
        input: &Input,
        part: &Part,
        line: &AwsLine,
        option: &str,
        text: &Text,
    ) -> Option<Wanted> {
        let kind = kind_of(&line.service, option)?;
        let (before, behind) = text.text.split_once(MARK)?;
        let around = Around {
            before: before.to_owned(),
            behind: behind.to_owned(),
            arn: option.ends_with("arn") || input.id.ends_with("arn"),
        };
        match listing(kind, line, option, &around) {
            Ok(listing) => Some(Wanted::List(Target {
                listing: listing?,
                around,
                region: self.other_region(line),
            })),
            Err(missing) => Some(self.open(kind, part, &missing)),
        }
    }
    /// A list for which `missing` would have to be known.
    fn open(&self, kind: PickKind, part: &Part, missing: &Text) -> Wanted {
        let ids = part.inputs.iter().zip(OPEN..);
        let input = ids
            .filter(|(_, open)| missing.text.contains(|c| u32::from(c) == *open))
            .find_map(|(id, _)| self.runbook.input(id));
        let name = match input {
            Some(input) => format!("\u{201c}{}\u{201d}", unquoted(&input.label)),
            None => format!("`{}`", unquoted(&missing.expansions.join(" "))),
        };
        Wanted::Open {
            kind,
            sentence: format!(
                "Which {} there are depends on {name}, which is still open.",
                kind.plural()
            ),
            input: input.map(|input| input.id.to_string()),
        }
    }

    fn is_of_another_profile(&self, line: &AwsLine) -> bool {
        let named = line.value("profile");
        named.is_some_and(|named| named.text != self.environment.profile)
    }

    fn other_region(&self, line: &AwsLine) -> Option<String> {
        let named = line.value("region")?;
        let other = !named.is_open() && named.text != self.environment.region;
        other.then(|| named.text.clone())
    }

    /// What the name tells, of an input that stands in no line of AWS.
    fn by_name(&self, input: &Input) -> Option<Wanted> {
        let kind = PickKind::named(input.kind)?;
        let environment = self.environment;
        match kind {
            PickKind::Region => Some(Wanted::Fixed {
                kind,
                value: environment.region.clone(),
            }),
            PickKind::AccountId => Some(Wanted::Fixed {
                kind,
                value: environment.account_id.clone(),
            }),
            kind => Some(Wanted::List(Target {
                listing: whole(kind)?,
                around: Around {
                    arn: input.id.ends_with("arn"),
                    ..Around::default()
                },
                region: None,
            })),
        }
    }
}

/// Options that name something which is there already.
fn kind_of(service: &str, option: &str) -> Option<PickKind> {
    Some(match (service, option) {
        ("dynamodb", "table-name" | "source-table-name") => PickKind::Table,
        ("dynamodb", "backup-arn") => PickKind::Backup,
        ("rds", "db-instance-identifier" | "source-db-instance-identifier") => PickKind::DbInstance,
        ("rds", "db-cluster-identifier" | "source-db-cluster-identifier") => PickKind::DbCluster,
        ("rds", "db-snapshot-identifier" | "source-db-snapshot-identifier") => PickKind::DbSnapshot,
        (
            "rds",
            "db-cluster-snapshot-identifier"
            | "source-db-cluster-snapshot-identifier"
            | "snapshot-identifier",
        ) => PickKind::DbClusterSnapshot,
        ("lambda", "function-name") => PickKind::Function,
        ("lambda", "function-version" | "qualifier") => PickKind::FunctionVersion,
        ("ecs", "cluster" | "clusters") => PickKind::Cluster,
        ("ecs", "service" | "services") => PickKind::Service,
        ("ecs", "task-definition") => PickKind::TaskDefinition,
        ("ecs", "task" | "tasks") => PickKind::Task,
        _ => return None,
    })
}

/// Operations that make what this option names.
const MAKING: [(&str, &str); 10] = [
    ("create-table", "table-name"),
    ("create-db-instance", "db-instance-identifier"),
    ("create-db-instance-read-replica", "db-instance-identifier"),
    (
        "restore-db-instance-from-db-snapshot",
        "db-instance-identifier",
    ),
    ("restore-db-instance-from-s3", "db-instance-identifier"),
    ("create-db-snapshot", "db-snapshot-identifier"),
    ("create-db-cluster", "db-cluster-identifier"),
    ("restore-db-cluster-from-snapshot", "db-cluster-identifier"),
    (
        "create-db-cluster-snapshot",
        "db-cluster-snapshot-identifier",
    ),
    ("create-function", "function-name"),
];

/// Whether the line makes what the option names.
fn makes(line: &AwsLine, option: &str) -> bool {
    ["target-", "new-", "final-"]
        .iter()
        .any(|start| option.starts_with(start))
        || (line.service == "rds" && option == "db-cluster-identifier" && is_restore(line))
        || MAKING.contains(&(line.operation.as_str(), option))
}

fn is_restore(line: &AwsLine) -> bool {
    line.operation.starts_with("restore-")
}

/// The list of a kind that depends on nothing else.
fn whole(kind: PickKind) -> Option<Listing> {
    Some(match kind {
        PickKind::Table => Listing::Tables,
        PickKind::Backup => Listing::Backups { table: None },
        PickKind::DbInstance => Listing::DbInstances,
        PickKind::DbCluster => Listing::DbClusters,
        PickKind::DbSnapshot => Listing::DbSnapshots { instance: None },
        PickKind::Function => Listing::Functions,
        PickKind::Cluster => Listing::Clusters,
        PickKind::TaskDefinition => Listing::TaskDefinitions(Revisions::All),
        _ => return None,
    })
}

/// The list of this kind, `None` if the line does not tell it, or the value that
/// has to be known before it.
fn listing(
    kind: PickKind,
    line: &AwsLine,
    option: &str,
    around: &Around,
) -> Result<Option<Listing>, Text> {
    let known = |name: &str| {
        let value = line.value(name).filter(|value| !value.is_open());
        value.map(|value| value.text.clone())
    };
    Ok(Some(match kind {
        PickKind::Backup => Listing::Backups {
            table: known("table-name"),
        },
        PickKind::DbSnapshot => Listing::DbSnapshots {
            instance: known("db-instance-identifier").filter(|_| !is_restore(line)),
        },
        PickKind::DbClusterSnapshot => Listing::DbClusterSnapshots {
            cluster: known("db-cluster-identifier").filter(|_| !is_restore(line)),
        },
        PickKind::FunctionVersion => match given(line, "function-name")? {
            Some(function) => Listing::FunctionVersions {
                function,
                aliases: option == "qualifier",
            },
            None => return Ok(None),
        },
        PickKind::Service => Listing::Services {
            cluster: given(line, "cluster")?,
        },
        PickKind::Task => Listing::Tasks {
            cluster: given(line, "cluster")?,
        },
        PickKind::TaskDefinition => Listing::TaskDefinitions(revisions(line, around)?),
        kind => return Ok(whole(kind)),
    }))
}

/// The value of an option, if the line has it. One that is open is in the way.
fn given(line: &AwsLine, option: &str) -> Result<Option<String>, Text> {
    match line.value(option) {
        Some(value) if value.is_open() => Err(value.clone()),
        other => Ok(other.map(|value| value.text.clone())),
    }
}

/// Whose revisions are meant: those of the family in front of the colon, or of
/// what the service of the same line runs.
fn revisions(line: &AwsLine, around: &Around) -> Result<Revisions, Text> {
    let last = around.before.rsplit('/').next().unwrap_or_default();
    if let Some(family) = last.strip_suffix(':').filter(|family| !family.is_empty()) {
        return match line.value("task-definition").filter(|_| is_open(family)) {
            Some(open) => Err(open.clone()),
            None => Ok(Revisions::Family(family.to_owned())),
        };
    }
    let known = |name: &str| line.value(name).filter(|value| !value.is_open());
    let cluster = known("cluster").map(|value| value.text.clone());
    if cluster.is_none() && line.has("cluster") {
        return Ok(Revisions::All);
    }
    Ok(match known("service") {
        Some(service) => Revisions::Service {
            cluster,
            service: service.text.clone(),
        },
        None => Revisions::All,
    })
}
