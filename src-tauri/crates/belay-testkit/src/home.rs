//! A home directory that is gone after the test.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// What `BELAY_HOME` may point at.
#[derive(Debug)]
pub struct TempHome(TempDir);

impl TempHome {
    /// An empty one.
    pub fn new() -> Self {
        Self(TempDir::with_prefix("belay-home-").expect("a temporary directory"))
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file below it, with the folders above the file; gives its path.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let file = self.path().join(name);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).expect("folders in a temporary directory");
        }
        fs::write(&file, content).expect("a file in a temporary directory");
        file
    }
}

impl Default for TempHome {
    fn default() -> Self {
        Self::new()
    }
}
