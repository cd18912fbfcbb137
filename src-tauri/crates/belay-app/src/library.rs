//! The library as a screen and the terminal see it: entries, and what was
//! understood of a runbook, in words.

mod understood;

pub use belay_library::{Opened, Scan, check, id_of};
pub use understood::{guide_view, understood};

use std::path::Path;

use belay_library::{Filed, Folder, Hit, Piece};

use crate::error::AppError;
use crate::views::{FolderProgress, LibraryFolder, RunbookEntry, SearchHit, SearchPiece};

/// Reads and checks one file.
///
/// # Errors
/// [`AppError::Library`] if it cannot be read or is no text that can be understood.
pub fn read(path: &Path) -> Result<Opened, AppError> {
    Ok(belay_library::read(path)?)
}

/// A folder of the library; `samples` is the one that comes with Belay.
pub(crate) fn folder(folder: Folder, samples: &Path) -> LibraryFolder {
    let path = &folder.path;
    let name = path.file_name().map_or_else(
        || path.display().to_string(),
        |n| n.to_string_lossy().into(),
    );
    LibraryFolder {
        id: id_of(path),
        name,
        path: path.display().to_string(),
        bundled: path == samples,
        runbooks: folder.files.iter().map(|f| entry(f, path)).collect(),
        progress: folder.progress.map(|p| FolderProgress {
            found: count(p.found),
            to_read: p.to_read.map(count),
            read: count(p.read),
        }),
        branch: folder.branch,
        problem: folder.problem,
        notice: folder.notice,
    }
}

/// The line of a file in the library.
pub(crate) fn entry(filed: &Filed, folder: &Path) -> RunbookEntry {
    let path = &filed.path;
    let file = path
        .strip_prefix(folder)
        .ok()
        .filter(|p| !p.as_os_str().is_empty())
        .or_else(|| path.file_name().map(Path::new))
        .unwrap_or(path)
        .display()
        .to_string();
    RunbookEntry {
        id: id_of(path),
        title: filed.title.clone(),
        file,
        sections: filed.sections,
        blocks: filed.blocks,
        tasks: filed.tasks,
        errors: filed.findings.errors,
        warnings: filed.findings.warnings,
        problem: filed.problem.clone(),
    }
}

/// A place that a search found.
pub(crate) fn hit(hit: Hit) -> SearchHit {
    let piece = |p: Piece| SearchPiece {
        text: p.text,
        marked: p.marked,
    };
    SearchHit {
        runbook: hit.runbook,
        line: hit.line,
        heading: hit.heading,
        pieces: hit.pieces.into_iter().map(piece).collect(),
    }
}

/// A number that crosses to the window.
pub(crate) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
