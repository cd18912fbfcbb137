//! Finds the runbooks of a folder.

mod links;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use ignore::DirEntry;

pub use links::Target;

/// More files than this are not shown: somebody opened a home directory.
const MOST_FILES: usize = 5_000;
/// More files and folders than this are not looked at, Markdown or not.
const MOST_ENTRIES: usize = 200_000;
/// Folders deeper than this are not looked into.
const DEEPEST: usize = 12;
/// How much of a `.txt` file is read to see whether it is Markdown.
const SNIFF: u64 = 4096;
/// Folders that hold other people's files, whether git ignores them or not.
const NOT_OURS: [&str; 1] = ["node_modules"];

/// What a folder holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scan {
    /// Markdown files, sorted by path.
    pub files: Vec<PathBuf>,
    /// The folder and those below it that were looked into.
    pub folders: Vec<PathBuf>,
    /// Where the links among the files lead, also those that lead nowhere yet.
    pub targets: Vec<Target>,
    /// Why the list is not whole.
    pub partial: Option<String>,
    /// Git branch, or the short commit of a detached head.
    pub branch: Option<String>,
}

impl Scan {
    /// Looks into `folder`, or at the one file that it is. Git's ignore rules
    /// hold; links to folders are not followed, so a loop cannot hang it, and a
    /// file that several links lead to is listed once.
    ///
    /// # Errors
    /// The folder is gone or may not be read.
    pub fn of(folder: &Path) -> std::io::Result<Self> {
        Self::while_wanted(folder, |_| true)
    }

    /// As [`Scan::of`]; `wanted` is told how many runbooks were found so far and
    /// may end the search.
    pub(crate) fn while_wanted(
        folder: &Path,
        mut wanted: impl FnMut(usize) -> bool,
    ) -> std::io::Result<Self> {
        if std::fs::metadata(folder)?.is_file() {
            return Ok(Self {
                files: vec![folder.to_owned()],
                folders: folder.parent().map(Path::to_owned).into_iter().collect(),
                targets: links::targets(folder),
                ..Self::default()
            });
        }
        // The walk would skip a folder that may not be read; that is no empty one.
        std::fs::read_dir(folder)?;
        let mut scan = Self {
            branch: branch(folder),
            ..Self::default()
        };
        scan.take_in(folder, walk(folder), &mut wanted);
        Ok(scan)
    }

    fn take_in(
        &mut self,
        folder: &Path,
        walk: impl Iterator<Item = Result<DirEntry, ignore::Error>>,
        wanted: &mut impl FnMut(usize) -> bool,
    ) {
        let mut links = Vec::new();
        let mut unread = Vec::new();
        for (count, found) in walk.enumerate() {
            if count == MOST_ENTRIES {
                self.partial = Some(format!(
                    "Only the first {MOST_ENTRIES} files and folders were looked at. Open a folder further down."
                ));
                break;
            }
            if count % 64 == 0 && !wanted(self.files.len()) {
                break;
            }
            match found {
                Ok(found) if found.file_type().is_some_and(|t| t.is_dir()) => {
                    self.folders.push(found.into_path());
                }
                Ok(found) if found.path_is_symlink() && may_be_markdown(found.path()) => {
                    links.push(found.into_path());
                }
                Ok(found) if is_markdown(found.path()) => self.files.push(found.into_path()),
                Ok(_) => {}
                Err(error) => unread.push(error),
            }
            if self.files.len() + links.len() > MOST_FILES {
                self.partial = Some(format!(
                    "Only the first {MOST_FILES} files are shown. Open a folder further down."
                ));
                break;
            }
        }
        self.add_linked(links);
        self.files.truncate(MOST_FILES);
        self.partial = self.partial.take().or_else(|| not_read(folder, &unread));
    }

    /// Adds the files that links lead to, each once.
    fn add_linked(&mut self, links: Vec<PathBuf>) {
        if links.is_empty() {
            return;
        }
        let canonical = |path: &PathBuf| std::fs::canonicalize(path).ok();
        let mut known: HashSet<PathBuf> = self.files.iter().filter_map(canonical).collect();
        for link in links {
            let targets = links::targets(&link);
            let new = match canonical(&link) {
                Some(target) => is_markdown(&link) && known.insert(target),
                None => false,
            };
            if new {
                self.files.push(link);
            }
            // Also of a link that is not listed: what it leads to may come.
            self.targets.extend(targets);
        }
        self.files.sort();
    }
}

/// What a person is told of the parts that may not be read.
fn not_read(folder: &Path, errors: &[ignore::Error]) -> Option<String> {
    let first = errors.first()?;
    let (path, why) = parts(first);
    let name = path.map_or(folder, |path| path.strip_prefix(folder).unwrap_or(path));
    let name = name.display();
    Some(match errors.len() - 1 {
        0 => format!("`{name}` could not be read: {why}. Its runbooks are missing here."),
        others => format!(
            "`{name}` and {others} more could not be read: {why}. Their runbooks are missing here."
        ),
    })
}

/// Where an error happened, and what the system said.
fn parts(error: &ignore::Error) -> (Option<&Path>, String) {
    match error {
        ignore::Error::WithPath { path, err } => (Some(path), parts(err).1),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            parts(err)
        }
        ignore::Error::Io(io) => {
            // What the walk adds to the system's words names the path again.
            let said = std::error::Error::source(io).map(ToString::to_string);
            (None, said.unwrap_or_else(|| io.to_string()))
        }
        other => (None, other.to_string()),
    }
}

fn walk(folder: &Path) -> ignore::Walk {
    ignore::WalkBuilder::new(folder)
        .max_depth(Some(DEEPEST))
        .follow_links(false)
        .filter_entry(|entry| !NOT_OURS.iter().any(|name| entry.file_name() == *name))
        .sort_by_file_path(|a, b| a.cmp(b))
        .build()
}

/// Whether a file of this name may be a runbook.
pub(crate) fn may_be_markdown(path: &Path) -> bool {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("");
    let known = ["md", "markdown", "mdown", "mkd", "txt"];
    known.contains(&extension.to_ascii_lowercase().as_str())
}

fn is_markdown(path: &Path) -> bool {
    let text = path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("txt"));
    may_be_markdown(path) && path.is_file() && (!text || starts_with_heading(path))
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
        write("web/node_modules/left-pad/readme.md", "# Not ours\n");
        dir
    }

    #[test]
    fn markdown_is_found_and_what_is_ignored_or_not_ours_is_not() {
        let dir = folder();
        let scan = Scan::of(dir.path()).unwrap();
        let below = |paths: &[PathBuf]| -> Vec<String> {
            let name = |f: &PathBuf| f.strip_prefix(dir.path()).unwrap().display().to_string();
            paths.iter().map(name).collect()
        };
        assert_eq!(
            below(&scan.files),
            ["b.md", "docs/a.markdown", "runbook.txt"]
        );
        assert_eq!(below(&scan.folders), ["", "docs", "web"]);
        assert_eq!(scan.branch.as_deref(), Some("main"));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_its_own_folder_does_not_hang_it() {
        let dir = folder();
        std::os::unix::fs::symlink(dir.path(), dir.path().join("loop")).unwrap();
        assert_eq!(Scan::of(dir.path()).unwrap().files.len(), 3);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_links_lead_to_is_listed_once() {
        use std::os::unix::fs::symlink;
        let (dir, outside) = (folder(), tempfile::tempdir().unwrap());
        let far = outside.path().join("far.md");
        std::fs::write(&far, "# Far\n").unwrap();
        symlink(dir.path().join("b.md"), dir.path().join("a-link.md")).unwrap();
        symlink(&far, dir.path().join("far-1.md")).unwrap();
        symlink(&far, dir.path().join("far-2.md")).unwrap();
        symlink(dir.path().join("gone.md"), dir.path().join("broken.md")).unwrap();
        let files = Scan::of(dir.path()).unwrap().files;
        let linked: Vec<_> = files.iter().filter(|f| f.is_symlink()).collect();
        assert_eq!(linked, [&dir.path().join("far-1.md")]);
        assert_eq!(files.len(), 4);
    }

    #[cfg(unix)]
    #[test]
    fn where_a_link_leads_is_told_place_by_place_also_where_nothing_is() {
        use std::os::unix::fs::symlink;
        let (dir, outside) = (folder(), tempfile::tempdir().unwrap());
        let far = outside.path().canonicalize().unwrap();
        symlink(far.join("middle.md"), dir.path().join("link.md")).unwrap();
        symlink("gone.md", far.join("middle.md")).unwrap();
        symlink("round.md", dir.path().join("round.md")).unwrap();
        let scan = Scan::of(dir.path()).unwrap();
        let places: Vec<_> = scan.targets.into_iter().map(|t| t.place).collect();
        assert_eq!(places[..2], [far.join("middle.md"), far.join("gone.md")]);
        // A link to itself ends there.
        assert!(places.len() <= 3, "{places:?}");
        assert_eq!(scan.files.len(), 3, "none of them is a file");
    }

    #[test]
    fn a_folder_that_may_not_be_read_is_named_and_the_others_are_there() {
        let dir = folder();
        let denied = |name: &str| {
            let io = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
            Err(ignore::Error::WithPath {
                path: dir.path().join(name),
                err: Box::new(ignore::Error::Io(io)),
            })
        };
        let mut found: Vec<_> = walk(dir.path()).collect();
        found.insert(2, denied("secret"));
        let mut scan = Scan::default();
        scan.take_in(dir.path(), found.into_iter(), &mut |_| true);
        assert_eq!(scan.files.len(), 3);
        assert_eq!(
            scan.partial.as_deref(),
            Some("`secret` could not be read: permission denied. Its runbooks are missing here.")
        );
        let more = [denied("a"), denied("b"), denied("c")].into_iter();
        scan.partial = None;
        scan.take_in(dir.path(), more, &mut |_| true);
        assert_eq!(
            scan.partial.as_deref(),
            Some(
                "`a` and 2 more could not be read: permission denied. Their runbooks are missing here."
            )
        );
    }

    #[test]
    fn one_file_is_a_folder_of_one() {
        let dir = folder();
        let file = dir.path().join("b.md");
        assert_eq!(Scan::of(&file).unwrap().files, [file]);
    }

    #[test]
    fn a_search_that_nobody_wants_any_more_ends() {
        let dir = folder();
        let scan = Scan::while_wanted(dir.path(), |_| false).unwrap();
        assert_eq!(scan.files, Vec::<PathBuf>::new());
    }
}
