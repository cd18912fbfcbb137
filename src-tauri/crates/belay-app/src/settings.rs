//! What the user chose, in one small file; also which folders they opened.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::views::Settings;

/// The contents of `settings.json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Kept {
    /// What the Settings screen shows.
    pub settings: Settings,
    /// Folders and files that the user opened, in order.
    pub opened: Vec<PathBuf>,
    /// The environment chosen last.
    pub environment: Option<String>,
}

/// Reads the file. A missing one gives the defaults; a damaged one is moved
/// aside (`settings.json.damaged`), so that nothing is lost.
pub fn load(file: &Path) -> std::io::Result<Kept> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Kept::default()),
        Err(e) => return Err(e),
    };
    match serde_json::from_str(&text) {
        Ok(kept) => Ok(kept),
        Err(e) => {
            let aside = file.with_extension("json.damaged");
            tracing::warn!(file = %file.display(), error = %e, "settings damaged, moved aside");
            std::fs::rename(file, aside)?;
            Ok(Kept::default())
        }
    }
}

/// Writes the file whole or not at all.
pub fn save(file: &Path, kept: &Kept) -> std::io::Result<()> {
    let parent = file.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent)?;
    let mut temp = tempfile::NamedTempFile::new_in(parent)?;
    serde_json::to_writer_pretty(&mut temp, kept)?;
    temp.write_all(b"\n")?;
    temp.persist(file).map_err(|e| e.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_saved_is_loaded() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("deep/settings.json");
        let kept = Kept {
            environment: Some("shop-prod".into()),
            ..Kept::default()
        };
        save(&file, &kept).unwrap();
        assert_eq!(load(&file).unwrap(), kept);
    }

    #[test]
    fn a_damaged_file_is_moved_aside() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("settings.json");
        std::fs::write(&file, "{ no").unwrap();
        assert_eq!(load(&file).unwrap(), Kept::default());
        assert!(dir.path().join("settings.json.damaged").exists());
    }
}
