//! Which file a link between runbooks means.

use std::path::{Component, Path, PathBuf};

/// Where a link of a runbook leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leads {
    /// To a runbook of the library, and perhaps to a line of it.
    Runbook {
        /// Its id.
        id: String,
        /// Where the heading of the anchor stands; none without an anchor, or
        /// without such a heading.
        line: Option<u32>,
    },
    /// To a file that exists and is in no open folder.
    Outside,
    /// To a file that is not there.
    Missing,
}

/// The file and the anchor of a link in `from`, which stands in `folder`. As git
/// hosts read it: `/…` begins at the folder, everything else at the file's own
/// place; `%20` is a space; what follows `?` is not part of the name.
pub(crate) fn target(from: &Path, folder: &Path, written: &str) -> (PathBuf, Option<String>) {
    let (file, anchor) = match written.split_once('#') {
        Some((file, anchor)) => (file, Some(decoded(anchor).to_lowercase())),
        None => (written, None),
    };
    let file = decoded(file.split('?').next().unwrap_or_default());
    let base = match file.strip_prefix('/') {
        Some(_) => folder,
        None => from.parent().unwrap_or(folder),
    };
    let path = base.join(file.trim_start_matches('/'));
    (plain(&path), anchor.filter(|a| !a.is_empty()))
}

/// The path without `.` and `..`, without looking at the disk.
fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// `%20` and its like as the bytes they stand for; anything else as it is written.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let pair = after
            .get(..2)
            .and_then(|pair| std::str::from_utf8(pair).ok());
        let byte = pair
            .filter(|_| *first == b'%')
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_read_as_git_hosts_read_it() {
        let of = |written: &str| {
            let (path, anchor) = target(Path::new("/r/docs/a.md"), Path::new("/r"), written);
            (path.display().to_string(), anchor)
        };
        let plain = |path: &str| (path.to_owned(), None);
        assert_eq!(of("b.md"), plain("/r/docs/b.md"));
        assert_eq!(of("./sub/../../b.md"), plain("/r/b.md"));
        assert_eq!(of("/ops/b.md?plain=1"), plain("/r/ops/b.md"));
        assert_eq!(of("my%20file.md"), plain("/r/docs/my file.md"));
        assert_eq!(of("100%.md"), plain("/r/docs/100%.md"));
        assert_eq!(
            of("b.md#Roll-Back"),
            ("/r/docs/b.md".to_owned(), Some("roll-back".to_owned()))
        );
        assert_eq!(of("../../../../../etc/x.md"), plain("/etc/x.md"));
    }
}
