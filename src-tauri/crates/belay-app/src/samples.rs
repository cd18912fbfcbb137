//! The runbooks that come with Belay, written out so that a run can name a file.

use std::path::{Path, PathBuf};

macro_rules! sample {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../samples/", $name)))
    };
}

/// File name and text of each sample.
const SAMPLES: [(&str, &str); 5] = [
    sample!("apexshare-database-rollback.md"),
    sample!("enterprise-api-migration.md"),
    sample!("lexiscan-database-restore.md"),
    sample!("monorepo-restore.md"),
    sample!("rapid-photo-service-rollback.md"),
];

/// Writes the samples into `folder` where they are missing or out of date.
///
/// # Errors
/// The folder cannot be written; with the file that failed.
pub fn write(folder: &Path) -> Result<(), (PathBuf, std::io::Error)> {
    for (name, text) in SAMPLES {
        let path = folder.join(name);
        if std::fs::read_to_string(&path).is_ok_and(|there| there == text) {
            continue;
        }
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&path, text))
            .map_err(|error| (path, error))?;
    }
    Ok(())
}
