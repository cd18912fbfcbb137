//! One runbook file: read, understood, checked.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use belay_runbook::Runbook;
use belay_runbook::check::{Diagnostic, Options, Platform};
use sha2::{Digest as _, Sha256};

use crate::error::LibraryError;

/// A runbook, read and checked.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The file.
    pub path: PathBuf,
    /// Its text, unchanged.
    pub text: Arc<str>,
    /// What was understood.
    pub runbook: Arc<Runbook>,
    /// What is wrong with it.
    pub findings: Arc<[Diagnostic]>,
}

/// Reads and checks one file.
///
/// # Errors
/// [`LibraryError::File`] if it cannot be read, [`LibraryError::TooLarge`] beyond
/// [`belay_runbook::MAX_BYTES`], [`LibraryError::Runbook`] if it is not a text that
/// can be understood.
pub fn read(path: &Path) -> Result<Opened, LibraryError> {
    read_stamped(path).map(|(_, opened)| opened)
}

pub(crate) fn read_stamped(path: &Path) -> Result<(Stamp, Opened), LibraryError> {
    // Taken before the text is: a file that changes in between looks changed.
    let stamp = Stamp::of(path)?;
    if stamp.bytes > belay_runbook::MAX_BYTES as u64 {
        return Err(LibraryError::TooLarge {
            path: path.to_owned(),
            bytes: stamp.bytes,
        });
    }
    let bytes = std::fs::read(path).map_err(|e| LibraryError::file(path, e))?;
    let runbook = belay_runbook::read_bytes(&bytes).map_err(|source| LibraryError::Runbook {
        path: path.to_owned(),
        source,
    })?;
    // `read_bytes` has proved that the bytes are UTF-8.
    let text = String::from_utf8(bytes).unwrap_or_default();
    let findings = check(&runbook, &text);
    let opened = Opened {
        path: path.to_owned(),
        text: text.into(),
        runbook: Arc::new(runbook),
        findings: findings.into(),
    };
    Ok((stamp, opened))
}

/// What is wrong with a runbook whose steps this machine runs.
pub fn check(runbook: &Runbook, text: &str) -> Vec<Diagnostic> {
    let options = Options {
        platform: Platform::here(),
        ..Options::default()
    };
    let mut findings = belay_runbook::check::check(runbook, text, &options);
    for finding in &mut findings {
        if finding.rule == "alternative-in-sequence" && is_offered(runbook, finding) {
            finding.message = OFFERED.to_owned();
            finding.why = TO_WHOM_COPIES.to_owned();
        }
    }
    findings
}

/// What is said of a second way where a run has the two for ways, and not for a sequence.
const OFFERED: &str = "This is another way to do what stands above it. A run asks which of them \
     is taken, and sets the others aside.";
const TO_WHOM_COPIES: &str = "Whoever copies the block into a shell runs them all: a change that \
     was meant once is made twice, the second time on top of the first.";

/// Whether what was found begins one of the ways of a choice.
fn is_offered(runbook: &Runbook, finding: &Diagnostic) -> bool {
    let mut ways = runbook.choices.iter().flat_map(|choice| &choice.options);
    ways.any(|way| (way.line..=way.end_line).contains(&finding.line))
}

/// The id of a runbook or folder: stable for its path, and not the path itself,
/// so that the window can only name what the backend has shown it.
pub fn id_of(path: &Path) -> String {
    let hash = Sha256::digest(path.as_os_str().as_encoded_bytes());
    hash.iter().take(8).map(|b| format!("{b:02x}")).collect()
}

/// What tells that a file has changed without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// Bytes.
    pub bytes: u64,
    /// Nanoseconds since 1970; 0 where the system does not say.
    pub modified: i64,
}

impl Stamp {
    pub(crate) fn of(path: &Path) -> Result<Self, LibraryError> {
        let data = std::fs::metadata(path).map_err(|e| LibraryError::file(path, e))?;
        Ok(Self {
            bytes: data.len(),
            modified: data.modified().map_or(0, nanoseconds),
        })
    }
}

fn nanoseconds(at: SystemTime) -> i64 {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_file_beyond_the_limit_is_named_with_its_size_and_not_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("huge.md");
        let file = std::fs::File::create(&path).unwrap();
        file.set_len(80 << 20).unwrap();
        let said = read(&path).unwrap_err().to_string();
        assert!(
            said.contains("huge.md` has 80 MB; runbooks of up to 64 MB"),
            "{said}"
        );
    }

    #[test]
    fn a_second_way_is_told_as_a_choice_where_a_run_offers_it_as_one() {
        let told = |text: &str| {
            let book = belay_runbook::read(text).unwrap();
            let found = check(&book, text);
            let way = found.iter().find(|f| f.rule == "alternative-in-sequence");
            (book.choices.len(), way.map(|way| way.message.clone()))
        };
        let block = "# Deploy with Helm\nhelm upgrade app ./chart\n\n# Or deploy by hand\nkubectl apply -f app.yaml\n";
        let (choices, said) = told(&format!("# A\n\n```bash\n{block}```\n"));
        assert_eq!((choices, said.as_deref()), (1, Some(OFFERED)));
    }
}
