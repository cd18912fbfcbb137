//! What is wrong with an AWS CLI line, for the checker to put into words.

/// Where in a command something stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Index into the command's words.
    pub word: usize,
    /// A piece of that word, when only that is meant.
    pub piece: Option<String>,
    /// The whole command is meant.
    pub whole: bool,
}

impl Place {
    /// A whole word.
    pub fn word(word: usize) -> Self {
        Place {
            word,
            piece: None,
            whole: false,
        }
    }

    /// A piece of a word.
    pub fn piece(&self, piece: &str) -> Self {
        Place {
            word: self.word,
            piece: Some(piece.to_owned()),
            whole: false,
        }
    }

    /// The command itself.
    pub fn command() -> Self {
        Place {
            word: 0,
            piece: None,
            whole: true,
        }
    }
}

/// One problem of a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What.
    pub kind: ProblemKind,
}

impl Problem {
    /// The AWS CLI or the service refuses the command for certain. Everything
    /// else works today or may work with a newer service model.
    pub fn is_error(&self) -> bool {
        match &self.kind {
            ProblemKind::Abbreviated { .. }
            | ProblemKind::Repeated { .. }
            | ProblemKind::BrokenContinuation { .. } => false,
            ProblemKind::NotInEnum {
                value,
                nearest,
                growing,
                ..
            } => {
                !growing
                    && nearest
                        .as_ref()
                        .is_none_or(|name| !name.eq_ignore_ascii_case(value))
            }
            _ => true,
        }
    }
}

/// Kinds of problems. Names are as written; nearest names are real ones.
#[derive(Debug, Clone, PartialEq)]
pub enum ProblemKind {
    /// The AWS CLI has no such top-level command.
    UnknownService {
        name: String,
        nearest: Option<String>,
    },
    /// The service has no such operation.
    UnknownOperation {
        service: String,
        name: String,
        nearest: Option<String>,
    },
    /// A service or group of commands without an operation.
    MissingOperation { command: String },
    /// The operation has no such option.
    UnknownOption {
        command: String,
        name: String,
        nearest: Option<String>,
    },
    /// A unique beginning of an option's name; version 1 accepts it.
    Abbreviated { written: String, full: String },
    /// An option is given again later; this one is forgotten.
    Repeated { option: String },
    /// A word that belongs to no option.
    UnexpectedWord { word: String, after: Option<String> },
    /// The line is meant to go on and does not.
    BrokenContinuation { how: Continuation },
    /// An option that needs a value stands alone.
    MissingValue { option: String },
    /// A switch was given a value.
    SwitchWithValue { option: String },
    /// Required options are not there.
    MissingRequired {
        command: String,
        options: Vec<String>,
    },
    /// The AWS CLI accepts only certain values here.
    NotAChoice {
        option: String,
        value: String,
        choices: Vec<String>,
        nearest: Option<String>,
    },
    /// The service's model does not have this value.
    NotInEnum {
        option: String,
        value: String,
        values: Vec<String>,
        nearest: Option<String>,
        /// The list is of the kind that AWS extends often.
        growing: bool,
    },
    /// A value of the wrong type.
    WrongType {
        option: String,
        value: String,
        wanted: &'static str,
    },
    /// A structure has no such member.
    UnknownMember {
        option: String,
        member: String,
        nearest: Option<String>,
        members: Vec<String>,
    },
    /// A structure lacks a required member.
    MissingMember {
        option: String,
        member: String,
        within: String,
    },
    /// Neither JSON nor shorthand.
    Unreadable {
        option: String,
        reason: String,
        json: bool,
    },
    /// The `--query` expression does not parse.
    BadQuery { reason: String },
    /// The `--query` names something that the reply does not have.
    QueryMember {
        member: String,
        nearest: Option<String>,
        members: Vec<String>,
        within: String,
    },
}

/// How a line fails to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Continuation {
    /// A blank stands behind the backslash.
    BlankBehind,
    /// It ends with the sign that another shell uses, or with a plain slash.
    OtherShell,
    /// The backslash stands in single quotes and stays in the text.
    InQuotes,
}
