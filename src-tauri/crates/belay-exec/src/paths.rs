//! Where the files of an attempt are.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use belay_engine::ports::CommandKey;
use sha2::{Digest, Sha256};

/// Longest file name that is used as it is; file systems end at 255 bytes.
const LONGEST: usize = 120;

/// The files of one attempt.
#[derive(Debug, Clone)]
pub(crate) struct Paths {
    /// The output: masked, kept.
    pub output: PathBuf,
    /// The shell text; gone as soon as the shell has read it.
    pub text: PathBuf,
    /// What the shell says about its end; gone with the attempt.
    pub state: PathBuf,
}

impl Paths {
    pub fn new(directory: &Path, key: &CommandKey) -> Self {
        let folder = directory.join(file_name(&key.run));
        let name = format!("{}.{}", file_name(&key.unit), key.attempt);
        Self {
            output: folder.join(format!("{name}.log")),
            text: folder.join(format!("{name}.text")),
            state: folder.join(format!("{name}.state")),
        }
    }

    /// Removes what is not to be kept.
    pub fn tidy(&self) {
        for path in [&self.text, &self.state] {
            if let Err(error) = fs::remove_file(path)
                && error.kind() != io::ErrorKind::NotFound
            {
                tracing::warn!(path = %path.display(), %error, "a temporary file stays");
            }
        }
    }
}

/// A directory that only its owner can look into.
pub(crate) fn private_directory(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// A new file that only its owner can read; fails if it is there already.
pub(crate) fn private_file(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A file name for any id: letters, digits, `-` and `_` stay, everything else
/// is written as `%XX`; a long one ends in a hash, so that no two ids share one.
fn file_name(id: &str) -> String {
    let mut name = String::with_capacity(id.len());
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') {
            name.push(char::from(byte));
        } else {
            name.push_str(&format!("%{byte:02X}"));
        }
    }
    if name.len() <= LONGEST {
        return name;
    }
    let hash = hex(&Sha256::digest(id.as_bytes()));
    format!("{}-{}", &name[..LONGEST / 2], &hash[..32])
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_cannot_leave_the_directory_nor_meet_another() {
        let path = |unit: &str| {
            let key = CommandKey {
                run: "../r".into(),
                unit: unit.into(),
                attempt: 1,
            };
            Paths::new(Path::new("/o"), &key).output
        };
        assert_eq!(path("a/b"), Path::new("/o/%2E%2E%2Fr/a%2Fb.1.log"));
        assert_ne!(path("a.1"), path("a"));
        let (long, longer) = ("x".repeat(300), "x".repeat(301));
        assert_ne!(path(&long), path(&longer));
        assert!(path(&long).file_name().is_some_and(|name| name.len() < 200));
    }
}
