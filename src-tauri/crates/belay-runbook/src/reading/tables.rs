//! Tables whose columns say what they are about: people and how to reach them,
//! severities and how fast to answer.

/// A table with columns that are understood.
pub(crate) struct Table {
    /// What each column holds.
    pub(crate) columns: Vec<Column>,
    /// The rows below the heads of the columns.
    pub(crate) rows: Vec<Row>,
    /// Index of the section it stands in.
    pub(crate) section: Option<usize>,
}

/// A row of a [`Table`].
pub(crate) struct Row {
    pub(crate) line: u32,
    pub(crate) cells: Vec<String>,
}

/// What a column of a [`Table`] holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Severity,
    Meaning,
    Response,
    Role,
    Person,
    Phone,
    Email,
    Channel,
    /// Some way to reach somebody; the value tells which.
    Reach,
    Escalation,
    Other,
}

/// Heads of columns; the first that the head begins with counts.
const HEADS: [(&str, Column); 45] = [
    ("severity", Column::Severity),
    ("sev", Column::Severity),
    ("priority", Column::Severity),
    ("incident level", Column::Severity),
    ("schweregrad", Column::Severity),
    ("severidad", Column::Severity),
    ("response time", Column::Response),
    ("response", Column::Response),
    ("respond", Column::Response),
    ("initial response", Column::Response),
    ("time to respond", Column::Response),
    ("first response", Column::Response),
    ("acknowledge", Column::Response),
    ("ack ", Column::Response),
    ("reaktionszeit", Column::Response),
    ("tiempo de respuesta", Column::Response),
    ("escalate", Column::Escalation),
    ("escalation", Column::Escalation),
    ("eskalation", Column::Escalation),
    ("description", Column::Meaning),
    ("definition", Column::Meaning),
    ("meaning", Column::Meaning),
    ("impact", Column::Meaning),
    ("criteria", Column::Meaning),
    ("role", Column::Role),
    ("team", Column::Role),
    ("rolle", Column::Role),
    ("rol", Column::Role),
    ("function", Column::Role),
    ("name", Column::Person),
    ("person", Column::Person),
    ("who", Column::Person),
    ("primary", Column::Person),
    ("contact info", Column::Reach),
    ("contact method", Column::Reach),
    ("how to reach", Column::Reach),
    ("reach", Column::Reach),
    ("contact", Column::Reach),
    ("phone", Column::Phone),
    ("mobile", Column::Phone),
    ("tel", Column::Phone),
    ("e-mail", Column::Email),
    ("email", Column::Email),
    ("slack", Column::Channel),
    ("channel", Column::Channel),
];

fn column(head: &str) -> Column {
    let head = head.trim().trim_matches('*').to_lowercase();
    let found = HEADS.iter().find(|(word, _)| {
        head.strip_prefix(word)
            .is_some_and(|rest| !rest.starts_with(char::is_alphabetic) || word.ends_with(' '))
    });
    found.map_or(Column::Other, |(_, column)| *column)
}

impl Table {
    /// A table with these heads, when it is about people or severities.
    pub(crate) fn of_heads(heads: &[String], section: Option<usize>) -> Option<Self> {
        let mut columns: Vec<Column> = heads.iter().map(|head| column(head)).collect();
        let ways = [Column::Phone, Column::Email, Column::Channel];
        let named = columns
            .iter()
            .any(|c| matches!(c, Column::Role | Column::Person));
        // `Contact` beside `Phone` is who, not how.
        if !named && columns.iter().any(|column| ways.contains(column)) {
            let mut reach = columns.iter_mut();
            if let Some(who) = reach.find(|column| **column == Column::Reach) {
                *who = Column::Person;
            }
        }
        let table = Self {
            columns,
            rows: Vec::new(),
            section,
        };
        (table.is_severities() || table.is_contacts()).then_some(table)
    }

    fn has(&self, column: Column) -> bool {
        self.columns.contains(&column)
    }

    /// Each row is a severity, with how fast it is answered.
    pub(crate) fn is_severities(&self) -> bool {
        self.columns.first() == Some(&Column::Severity) && self.has(Column::Response)
    }

    /// Each row is somebody, with a way to reach them.
    pub(crate) fn is_contacts(&self) -> bool {
        let somebody = self.has(Column::Role) || self.has(Column::Person);
        let way = [Column::Phone, Column::Email, Column::Channel, Column::Reach];
        somebody && !self.is_severities() && way.iter().any(|column| self.has(*column))
    }

    /// The text of a row in the first column of a kind, when it says anything.
    pub(crate) fn cell<'r>(&self, row: &'r Row, wanted: Column) -> Option<&'r str> {
        let at = self.columns.iter().position(|column| *column == wanted)?;
        said(row.cells.get(at)?)
    }

    /// Every cell that says anything, with its column.
    pub(crate) fn cells<'r>(&self, row: &'r Row) -> impl Iterator<Item = (Column, &'r str)> {
        let pairs = self.columns.iter().copied().zip(&row.cells);
        pairs.filter_map(|(column, cell)| Some((column, said(cell)?)))
    }
}

/// Nothing for `-`, `n/a` and the like.
fn said(cell: &str) -> Option<&str> {
    let cell = cell.trim();
    let empty = cell.is_empty()
        || cell.chars().all(|c| "-–—?.".contains(c))
        || ["n/a", "none", "tbd"].contains(&cell.to_ascii_lowercase().as_str());
    (!empty).then_some(cell)
}
