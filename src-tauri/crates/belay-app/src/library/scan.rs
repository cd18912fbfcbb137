//! Finds the runbooks of a folder.

use std::path::{Path, PathBuf};

/// More files than this are not shown: somebody opened a home directory.
const MOST_FILES: usize = 5_000;
/// Folders deeper than this are not looked into.
const DEEPEST: usize = 12;
/// How much of a `.txt` file is read to see whether it is Markdown.
const SNIFF: u64 = 4096;

/// What a folder holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scan {
    /// Markdown files, sorted by path.
    pub files: Vec<PathBuf>,
    /// Why the list is not whole.
    pub partial: Option<String>,
    /// Git branch, or the short commit of a detached head.
    pub branch: Option<String>,
}

impl Scan {
    /// Looks into `folder`, or at the one file that it is. Git's ignore rules
    /// hold; links to folders are not followed, so a loop cannot hang it.
    pub fn of(folder: &Path) -> std::io::Result<Self> {
        if std::fs::metadata(folder)?.is_file() {
            return Ok(Self {
                files: vec![folder.to_owned()],
                ..Self::default()
            });
        }
        let mut scan = Self {
            branch: branch(folder),
            ..Self::default()
        };
        let walk = ignore::WalkBuilder::new(folder)
            .max_depth(Some(DEEPEST))
            .follow_links(false)
            .sort_by_file_path(|a, b| a.cmp(b))
            .build();
        for found in walk {
            match found {
                Ok(found) if is_markdown(found.path()) => {
                    if scan.files.len() == MOST_FILES {
                        scan.partial = Some(format!(
                            "Only the first {MOST_FILES} files are shown. Open a folder further down."
                        ));
                        break;
                    }
                    scan.files.push(found.into_path());
                }
                Ok(_) => {}
                Err(e) => scan.partial = Some(format!("A part could not be read: {e}.")),
            }
        }
        Ok(scan)
    }
}

fn is_markdown(path: &Path) -> bool {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("");
    match extension.to_ascii_lowercase().as_str() {
        "md" | "markdown" | "mdown" | "mkd" => path.is_file(),
        "txt" => path.is_file() && starts_with_heading(path),
        _ => false,
    }
}

/// A `.txt` file counts if a heading is the first thing it says.
fn starts_with_heading(path: &Path) -> bool {
    use std::io::Read as _;
    let mut head = Vec::new();
    let read = std::fs::File::open(path).and_then(|f| f.take(SNIFF).read_to_end(&mut head));
    read.is_ok()
        && String::from_utf8_lossy(&head)
            .trim_start_matches('\u{feff}')
            .lines()
            .find(|l| !l.trim().is_empty())
            .is_some_and(|l| l.starts_with("# ") || l.starts_with("## "))
}

fn branch(folder: &Path) -> Option<String> {
    let git = folder
        .ancestors()
        .map(|a| a.join(".git"))
        .find(|g| g.exists())?;
    // A worktree or submodule has a file that says where its directory is.
    let dir = if git.is_file() {
        let text = std::fs::read_to_string(&git).ok()?;
        let named = PathBuf::from(text.strip_prefix("gitdir:")?.trim());
        git.parent()?.join(named)
    } else {
        git
    };
    let head = std::fs::read_to_string(dir.join("HEAD")).ok()?;
    let head = head.trim();
    match head.strip_prefix("ref: refs/heads/") {
        Some(branch) => Some(branch.to_owned()),
        None => head.get(..7).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn folder() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("b.md", "# B\n");
        write("docs/a.markdown", "# A\n");
        write("notes.txt", "just text\n");
        write("runbook.txt", "\n# A runbook\n");
        write(".git/HEAD", "ref: refs/heads/main\n");
        write(".gitignore", "build/\n");
        write("build/generated.md", "# no\n");
        dir
    }

    #[test]
    fn markdown_is_found_and_ignored_folders_are_not() {
        let dir = folder();
        let scan = Scan::of(dir.path()).unwrap();
        let names: Vec<_> = scan
            .files
            .iter()
            .map(|f| f.strip_prefix(dir.path()).unwrap().to_str().unwrap())
            .collect();
        assert_eq!(names, ["b.md", "docs/a.markdown", "runbook.txt"]);
        assert_eq!(scan.branch.as_deref(), Some("main"));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_its_own_folder_does_not_hang_it() {
        let dir = folder();
        std::os::unix::fs::symlink(dir.path(), dir.path().join("loop")).unwrap();
        assert_eq!(Scan::of(dir.path()).unwrap().files.len(), 3);
    }

    #[test]
    fn one_file_is_a_folder_of_one() {
        let dir = folder();
        let file = dir.path().join("b.md");
        assert_eq!(Scan::of(&file).unwrap().files, [file]);
    }
}
