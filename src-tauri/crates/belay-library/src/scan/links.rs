//! Where a link on the disk leads, place by place.

use std::path::{Path, PathBuf};

/// Links that lead to links are followed so far.
const MOST_HOPS: usize = 16;

/// A place outside a listed path that decides what is read there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Where the link, or the next one after it, leads. Its parent is a real path,
    /// so that it is how the system names it when it is touched.
    pub place: PathBuf,
    /// The link, as it is listed.
    pub link: PathBuf,
}

/// The places that `link` leads to, the last of them the file. Ends where a link
/// leads back to itself; what is not there yet is named all the same.
pub(super) fn targets(link: &Path) -> Vec<Target> {
    let mut out: Vec<Target> = Vec::new();
    let mut at = link.to_owned();
    while let Ok(next) = std::fs::read_link(&at) {
        let next = at.parent().unwrap_or(Path::new("/")).join(next);
        let (Some(folder), Some(name)) = (next.parent(), next.file_name()) else {
            break;
        };
        let Ok(folder) = std::fs::canonicalize(folder) else {
            break;
        };
        at = folder.join(name);
        let again = at == link || out.iter().any(|target| target.place == at);
        if again || out.len() == MOST_HOPS {
            break;
        }
        out.push(Target {
            place: at.clone(),
            link: link.to_owned(),
        });
    }
    out
}
