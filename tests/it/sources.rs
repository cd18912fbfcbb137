//! Reading the sources that the other modules look at.

use std::fs;
use std::path::{Path, PathBuf};

/// The checkout.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the project, read.
pub struct Source {
    /// Relative to the checkout, with `/`.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// One file.
pub fn read(name: &str) -> String {
    fs::read_to_string(root().join(name))
        .unwrap_or_else(|error| panic!("cannot read {name}: {error}"))
}

/// All text files below `folder` whose names end in one of `ends`; all when empty.
pub fn below(folder: &str, ends: &[&str]) -> Vec<Source> {
    let mut files = Vec::new();
    collect(&root().join(folder), &mut files);
    files.sort();
    let found: Vec<Source> = files
        .into_iter()
        .filter(|file| {
            ends.is_empty() || ends.iter().any(|end| file.to_string_lossy().ends_with(end))
        })
        .filter_map(|file| {
            Some(Source {
                name: file
                    .strip_prefix(root())
                    .ok()?
                    .to_string_lossy()
                    .into_owned(),
                // What is not text (icons, tables) has no words to look at.
                text: fs::read_to_string(&file).ok()?,
            })
        })
        .collect();
    assert!(!found.is_empty(), "nothing to look at below {folder}");
    found
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    // Made, fetched or kept by tools: not the project's own.
    const NOT_OURS: [&str; 8] = [
        ".git",
        "target",
        "node_modules",
        "dist",
        "dist-mock",
        "gen",
        "__pycache__",
        "proptest-regressions",
    ];
    for entry in fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .flatten()
    {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() {
            if !NOT_OURS.iter().any(|skipped| name == *skipped) {
                collect(&path, files);
            }
        } else {
            files.push(path);
        }
    }
}
