//! Between AWS's instants and ours.

use std::time::SystemTime;

use aws_smithy_types::DateTime;
use jiff::Timestamp;

/// AWS's instant as ours; `None` beyond the year 9999.
pub(crate) fn from_aws(at: &DateTime) -> Option<Timestamp> {
    let nanos = i32::try_from(at.subsec_nanos()).ok()?;
    Timestamp::new(at.secs(), nanos).ok()
}

/// Our instant as AWS's.
pub(crate) fn to_aws(at: Timestamp) -> DateTime {
    DateTime::from_nanos(at.as_nanosecond()).unwrap_or_else(|_| DateTime::from_secs(at.as_second()))
}

/// The operating system's instant as ours.
pub(crate) fn from_system(at: SystemTime) -> Option<Timestamp> {
    Timestamp::try_from(at).ok()
}
