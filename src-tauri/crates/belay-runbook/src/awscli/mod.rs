//! AWS CLI command lines: read, checked as the AWS CLI checks them, and typed
//! where Belay runs the operation itself.
//!
//! ```text
//! words → read → AwsLine → problems   what the AWS CLI or the service would refuse
//!                        → native     the operations that need no AWS CLI
//! ```

mod jmespath;
mod native;
mod problem;
mod query;
mod read;
mod shorthand;
pub mod table;
mod time;
mod value;
mod words;

pub use native::{
    DescribeAlarms, LogsTail, MetricStatistics, Native, RestoreDbInstance, RestoreTableFromBackup,
    RestoreTableToPointInTime, UpdateFunctionEnvironment, native,
};
pub use problem::{Continuation, Place, Problem, ProblemKind};
pub use read::{AwsLine, Param, Text, read};
pub use time::{TimeExpr, Zone};
pub use value::interpret;
pub use words::{OPAQUE, is_open};

pub(crate) use read::command_word;
pub(crate) use words::{nearest, text_of};

/// Everything that the AWS CLI, or the service's model, has against a line:
/// how it is taken apart, its values, its `--query`.
///
/// A line that asks for help has no problems.
pub fn problems(line: &AwsLine) -> Vec<Problem> {
    if line.help {
        return Vec::new();
    }
    let mut found = line.problems.clone();
    found.extend(value::problems(line));
    found.extend(query::problems(line));
    found
}

#[cfg(test)]
mod tests;
