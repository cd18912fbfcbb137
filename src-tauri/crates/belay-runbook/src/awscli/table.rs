//! The table of every AWS CLI command, unpacked one service at a time.
//!
//! `data/aws-operations.bin` is written by `data/generate.py` from the AWS
//! CLI's own command objects; its format is in `data/README.md`. Nothing is
//! unpacked until a service is asked for, so a runbook that names six
//! services costs six small blocks.

mod packed;

use packed::Reader;
use std::sync::{Arc, OnceLock};

/// The table as it is stored in the program.
static BYTES: &[u8] = include_bytes!("../../data/aws-operations.bin");
const MAGIC: &[u8] = b"BLYAWS02";
/// No block of the table is larger than this; a larger figure is damage.
const LARGEST_BLOCK: usize = 16 << 20;

/// All services of the AWS CLI.
pub struct Table {
    version: String,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: usize,
    packed: usize,
    unpacked: usize,
    service: OnceLock<Option<Service>>,
}

/// One top-level command (`dynamodb`, `s3`, `configure`) with its shapes.
#[derive(Debug)]
pub struct Service {
    shapes: Vec<Shape>,
    /// The command itself; its children are the operations.
    pub command: Command,
}

/// A command or subcommand, as the AWS CLI spells it.
#[derive(Debug)]
pub struct Command {
    /// Kebab-case name.
    pub name: Arc<str>,
    /// Options and positional arguments.
    pub arguments: Vec<Argument>,
    /// The shape of the reply; `None` for custom commands and empty replies.
    pub output: Option<ShapeId>,
    /// Operations of a service, or subcommands (`wait`, `configure set`).
    pub children: Vec<Command>,
}

/// One option or positional argument of a command.
#[derive(Debug)]
pub struct Argument {
    /// Name without the leading dashes.
    pub name: Arc<str>,
    /// The AWS CLI refuses the command without it.
    pub required: bool,
    /// Given by position, without a name.
    pub positional: bool,
    /// Takes no value (`--follow`).
    pub switch: bool,
    /// How many words it takes when it is not a switch.
    pub words: Words,
    /// Type of the value, if the model knows one.
    pub shape: Option<ShapeId>,
    /// Values the AWS CLI itself accepts (not the service's enumeration).
    pub choices: Vec<Arc<str>>,
}

/// How many words an option takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// Exactly one.
    One,
    /// None or one.
    Optional,
    /// Any number.
    Any,
    /// At least one.
    Some,
}

/// A shape of the service's model.
#[derive(Debug)]
pub enum Shape {
    /// Named members.
    Structure(Vec<Member>),
    /// A list of one shape.
    List(ShapeId),
    /// A map from one shape to another.
    Map(ShapeId, ShapeId),
    /// Everything else.
    Scalar {
        /// What kind of value.
        kind: Scalar,
        /// The values that the model names; empty when any value is allowed.
        values: Vec<Arc<str>>,
        /// A blob that the AWS CLI reads from a file path.
        streaming: bool,
    },
}

/// One member of a structure.
#[derive(Debug)]
pub struct Member {
    /// Name as the service spells it.
    pub name: Arc<str>,
    /// Its shape.
    pub shape: ShapeId,
    /// The service refuses the structure without it.
    pub required: bool,
}

/// Index of a shape within its service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ShapeId(u32);

/// The scalar types of AWS models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// true or false.
    Boolean,
    /// An instant.
    Timestamp,
    /// Bytes.
    Blob,
    /// A number.
    Number,
    /// Any JSON.
    Document,
}

/// The table of the AWS CLI, read when first needed.
pub fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    // The bytes are part of the program; a test unpacks every block. An empty
    // table would only make the checker silent.
    TABLE.get_or_init(|| {
        Table::read_index().unwrap_or(Table {
            version: String::new(),
            entries: Vec::new(),
        })
    })
}

impl Table {
    fn read_index() -> Option<Table> {
        let mut reader = Reader::new(BYTES);
        if reader.take(MAGIC.len())? != MAGIC {
            return None;
        }
        let version_length = usize::from(reader.byte()?);
        let version = String::from_utf8(reader.take(version_length)?.to_vec()).ok()?;
        let index_length = u32::from_le_bytes(reader.take(4)?.try_into().ok()?) as usize;
        let index_start = reader.position();
        let base = index_start + index_length;
        let count = reader.number()?;
        let mut entries = Vec::with_capacity(count.min(4096));
        for _ in 0..count {
            let name = reader.text()?;
            let start = base + reader.number()?;
            let packed = reader.number()?;
            let unpacked = reader.number()?;
            entries.push(Entry {
                name,
                start,
                packed,
                unpacked,
                service: OnceLock::new(),
            });
        }
        Some(Table { version, entries })
    }

    /// Version of the AWS CLI that the table was taken from.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Names of all services and top-level commands, sorted.
    pub fn service_names(&self) -> impl Iterator<Item = &str> {
        self.entries
            .iter()
            .map(|entry| entry.name.as_str())
            .filter(|name| !name.is_empty())
    }

    /// One service, unpacked on first use; `None` when AWS has no such service.
    pub fn service(&self, name: &str) -> Option<&Service> {
        if name.is_empty() {
            return None;
        }
        self.unpack(name)
    }

    /// Options that every command takes (`--region`, `--query`, …).
    pub fn globals(&self) -> &[Argument] {
        self.unpack("")
            .map_or(&[], |service| service.command.arguments.as_slice())
    }

    fn unpack(&self, name: &str) -> Option<&Service> {
        let at = self
            .entries
            .binary_search_by(|entry| entry.name.as_str().cmp(name))
            .ok()?;
        let entry = &self.entries[at];
        entry.service.get_or_init(|| entry.read()).as_ref()
    }
}

impl Entry {
    fn read(&self) -> Option<Service> {
        if self.unpacked > LARGEST_BLOCK {
            return None;
        }
        let packed = BYTES.get(self.start..self.start + self.packed)?;
        let bytes =
            miniz_oxide::inflate::decompress_to_vec_with_limit(packed, self.unpacked).ok()?;
        let mut reader = Reader::new(&bytes);
        let strings = (0..reader.number()?)
            .map(|_| reader.text().map(Arc::from))
            .collect::<Option<Vec<Arc<str>>>>()?;
        let shapes = (0..reader.number()?)
            .map(|_| reader.shape(&strings))
            .collect::<Option<Vec<_>>>()?;
        let command = reader.command(&strings)?;
        Some(Service { shapes, command })
    }
}

impl Service {
    /// The shape behind an id of this service.
    pub fn shape(&self, id: ShapeId) -> Option<&Shape> {
        self.shapes.get(id.0 as usize)
    }

    /// An operation or subcommand by name.
    pub fn operation(&self, name: &str) -> Option<&Command> {
        self.command.child(name)
    }
}

impl Command {
    /// A subcommand by name.
    pub fn child(&self, name: &str) -> Option<&Command> {
        self.children.iter().find(|child| &*child.name == name)
    }

    /// An option by its name without dashes.
    pub fn option(&self, name: &str) -> Option<&Argument> {
        self.arguments
            .iter()
            .find(|argument| !argument.positional && &*argument.name == name)
    }

    /// The positional arguments in order.
    pub fn positionals(&self) -> impl Iterator<Item = &Argument> {
        self.arguments.iter().filter(|argument| argument.positional)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_block_unpacks_and_every_shape_it_names_exists() {
        let table = table();
        assert_eq!(table.version(), "1.46.2");
        assert!(table.service_names().count() > 400);
        let mut operations = 0;
        for name in table.service_names() {
            let service = table.service(name).unwrap_or_else(|| panic!("{name}"));
            operations += service.command.children.len();
            for shape in &service.shapes {
                let inner: Vec<ShapeId> = match shape {
                    Shape::Structure(members) => members.iter().map(|m| m.shape).collect(),
                    Shape::List(id) => vec![*id],
                    Shape::Map(key, value) => vec![*key, *value],
                    Shape::Scalar { .. } => vec![],
                };
                assert!(
                    inner.iter().all(|id| service.shape(*id).is_some()),
                    "{name}"
                );
            }
        }
        assert!(operations > 15_000, "{operations}");
    }

    #[test]
    fn the_table_stays_under_three_megabytes() {
        assert!(BYTES.len() < 3_000_000);
    }

    #[test]
    fn names_are_those_a_person_types() {
        let table = table();
        assert!(
            table
                .service("s3api")
                .unwrap()
                .operation("head-bucket")
                .is_some()
        );
        assert!(table.service("stepfunctions").is_some());
        assert!(table.service("logs").unwrap().operation("tail").is_some());
        let wait = table.service("ecs").unwrap().operation("wait").unwrap();
        assert!(wait.child("services-stable").is_some());
        let restore = table
            .service("dynamodb")
            .unwrap()
            .operation("restore-table-to-point-in-time")
            .unwrap();
        assert!(restore.option("target-table-name").unwrap().required);
        assert!(
            restore
                .option("no-use-latest-restorable-time")
                .unwrap()
                .switch
        );
        assert!(
            table
                .globals()
                .iter()
                .any(|option| &*option.name == "no-cli-pager")
        );
        assert!(table.service("nonsense").is_none());
    }
}
