//! The library on real files: looked into, watched, searched.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use belay_library::link::Leads;
use belay_library::{Changed, Folder, Library, Query, id_of};

/// How long a change may take to be told. It takes a tenth of a second; a machine
/// that does ten other things takes longer.
const PATIENCE: Duration = Duration::from_secs(30);

struct Desk {
    library: Library,
    told: Receiver<Changed>,
    home: tempfile::TempDir,
    books: tempfile::TempDir,
}

impl Desk {
    /// A library with these files, looked into.
    fn with(files: &[(&str, &str)]) -> Self {
        let desk = Self::closed(files);
        desk.library.set_folders(&[desk.root()]);
        desk.wait("the folder to be looked into", |desk| {
            desk.folder().progress.is_none()
        });
        desk
    }

    fn closed(files: &[(&str, &str)]) -> Self {
        let (home, books) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for (name, text) in files {
            write(&books.path().join(name), text);
        }
        let (library, told) = open(home.path());
        Self {
            library,
            told,
            home,
            books,
        }
    }

    /// The next start of the program; `between` is done while it is closed.
    fn again(self, between: impl FnOnce(&Path)) -> Self {
        let Self {
            library,
            home,
            books,
            ..
        } = self;
        drop(library);
        between(books.path());
        let (library, told) = open(home.path());
        let desk = Self {
            library,
            told,
            home,
            books,
        };
        desk.library.set_folders(&[desk.root()]);
        desk
    }

    fn root(&self) -> PathBuf {
        self.books.path().canonicalize().unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    fn folder(&self) -> Folder {
        self.library.folders().unwrap().remove(0)
    }

    fn titles(&self) -> Vec<String> {
        self.folder().files.into_iter().map(|f| f.title).collect()
    }

    /// `file:line` of what is found.
    fn found(&self, typed: &str) -> Vec<String> {
        let found = self.library.search(&Query::parse(typed)).unwrap();
        let name = |id: &str| {
            let (path, _) = self.library.find(id).unwrap().unwrap();
            path.file_name().unwrap().to_string_lossy().into_owned()
        };
        let place =
            |h: &belay_library::Hit| format!("{}:{}", name(&h.runbook), h.line.unwrap_or(0));
        found.hits.iter().map(place).collect()
    }

    /// Waits until it holds; it is asked each time something is told.
    fn wait(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        let until = Instant::now() + PATIENCE;
        while !holds(self) {
            let left = until.saturating_duration_since(Instant::now());
            assert!(self.told.recv_timeout(left).is_ok(), "waited for {what}");
        }
    }
}

fn open(home: &Path) -> (Library, Receiver<Changed>) {
    let (tell, told) = channel();
    let library = Library::open(&home.join("cache"), move |changed| {
        let _ = tell.send(changed);
    });
    (library.unwrap(), told)
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

#[test]
fn a_folder_is_listed_and_searched_once_it_is_looked_into() {
    let desk = Desk::with(&[("a.md", "# Alpha\n\nuploads\n"), ("deep/b.md", "# Beta\n")]);
    assert_eq!(desk.titles(), ["Alpha", "Beta"]);
    assert_eq!(desk.found("uploads"), ["a.md:3"]);
    assert_eq!(desk.folder().notice, None);
}

#[test]
fn a_file_that_is_made_changed_or_removed_shows_by_itself() {
    let desk = Desk::with(&[("a.md", "# Alpha\n")]);
    write(&desk.path("b.md"), "# Beta\n");
    desk.wait("the new file", |d| d.titles() == ["Alpha", "Beta"]);
    write(&desk.path("b.md"), "# Gamma\n\nneedle\n");
    desk.wait("the changed title", |d| d.titles() == ["Alpha", "Gamma"]);
    assert_eq!(desk.found("needle"), ["b.md:3"]);
    std::fs::remove_file(desk.path("b.md")).unwrap();
    desk.wait("the file to go", |d| d.titles() == ["Alpha"]);
    assert_eq!(desk.found("needle"), Vec::<String>::new());
}

#[test]
fn an_editor_that_saves_by_renaming_is_understood() {
    let desk = Desk::with(&[("a.md", "# Alpha\n")]);
    for title in ["Beta", "Gamma"] {
        let beside = desk.path(".a.md.swp~");
        write(&beside, &format!("# {title}\n"));
        std::fs::rename(&beside, desk.path("a.md")).unwrap();
        desk.wait("the saved text", |d| d.titles() == [title]);
    }
    // As vim may: the old one out of the way first.
    std::fs::rename(desk.path("a.md"), desk.path("a.md~")).unwrap();
    write(&desk.path("a.md"), "# Delta\n");
    desk.wait("the saved text", |d| d.titles() == ["Delta"]);
}

#[test]
fn a_new_folder_is_watched_and_a_renamed_one_moves_its_files() {
    let desk = Desk::with(&[("a.md", "# Alpha\n")]);
    write(&desk.path("new/deep/b.md"), "# Beta\n");
    desk.wait("a file in a new folder", |d| {
        d.titles() == ["Alpha", "Beta"]
    });
    write(&desk.path("new/deep/c.md"), "# Gamma\n");
    desk.wait("another one there", |d| {
        d.titles() == ["Alpha", "Beta", "Gamma"]
    });
    std::fs::rename(desk.path("new"), desk.path("other")).unwrap();
    desk.wait("the files at their new place", |d| {
        let files = d.folder().files;
        files.len() == 3 && files[1].path == d.path("other/deep/b.md")
    });
}

#[test]
fn a_runbook_that_somebody_reads_is_named_when_it_changes_and_when_it_goes() {
    let desk = Desk::with(&[("a.md", "# Alpha\n"), ("b.md", "# Beta\n")]);
    desk.library.read(&desk.path("a.md")).unwrap();
    let named = Changed::Runbook(id_of(&desk.path("a.md")));
    let told = |desk: &Desk| {
        std::iter::from_fn(|| desk.told.recv_timeout(PATIENCE).ok()).any(|changed| changed == named)
    };
    write(&desk.path("a.md"), "# Another\n");
    assert!(told(&desk), "the change");
    desk.library.read(&desk.path("a.md")).unwrap();
    std::fs::remove_file(desk.path("a.md")).unwrap();
    assert!(told(&desk), "the removal");
}

#[test]
fn a_folder_that_goes_says_so_and_comes_back_when_somebody_looks() {
    let desk = Desk::closed(&[]);
    let folder = desk.path("mounted");
    write(&folder.join("a.md"), "# Alpha\n\nneedle\n");
    desk.library.set_folders(std::slice::from_ref(&folder));
    desk.wait("the folder", |d| d.titles() == ["Alpha"]);
    std::fs::rename(&folder, desk.path("elsewhere")).unwrap();
    desk.wait("the problem", |d| d.folder().problem.is_some());
    let gone = desk.folder();
    assert!(gone.problem.unwrap().contains("mounted` could not be used"));
    assert_eq!(gone.files, []);
    assert!(
        desk.library
            .search(&Query::parse("needle"))
            .unwrap()
            .hits
            .is_empty()
    );
    std::fs::rename(desk.path("elsewhere"), &folder).unwrap();
    desk.library.look_again();
    desk.wait("the folder again", |d| d.titles() == ["Alpha"]);
    assert_eq!(desk.folder().problem, None);
}

#[test]
fn a_file_whose_name_changes_only_in_case_is_listed_under_its_new_name() {
    let desk = Desk::with(&[("readme.md", "# Alpha\n")]);
    std::fs::rename(desk.path("readme.md"), desk.path("README.md")).unwrap();
    let names = |d: &Desk| -> Vec<_> { d.folder().files.into_iter().map(|f| f.path).collect() };
    desk.wait("the new name", |d| names(d) == [d.path("README.md")]);
    write(&desk.path("README.md"), "# Another\n");
    desk.wait("its change", |d| d.titles() == ["Another"]);
}

#[test]
fn a_folder_that_another_takes_the_place_of_is_followed_as_the_other() {
    let desk = Desk::with(&[("docs.v1/a.md", "# Alpha\n"), ("new/b.md", "# Beta\n")]);
    std::fs::rename(desk.path("docs.v1"), desk.path("old")).unwrap();
    std::fs::rename(desk.path("new"), desk.path("docs.v1")).unwrap();
    desk.wait("both", |d| d.titles() == ["Beta", "Alpha"]);
    // The watch of the one that was moved went with it.
    write(&desk.path("docs.v1/b.md"), "# Changed\n");
    desk.wait("the change", |d| d.titles() == ["Changed", "Alpha"]);
    std::fs::remove_dir_all(desk.path("docs.v1")).unwrap();
    desk.wait("the removal", |d| d.titles() == ["Alpha"]);
}

#[test]
fn a_folder_that_comes_back_after_being_renamed_is_there_again_and_followed() {
    let desk = Desk::closed(&[("books/a.md", "# Alpha\n")]);
    let folder = desk.path("books");
    desk.library.set_folders(std::slice::from_ref(&folder));
    desk.wait("the folder", |d| d.titles() == ["Alpha"]);
    std::fs::rename(&folder, desk.path("renamed")).unwrap();
    desk.wait("the problem", |d| d.folder().problem.is_some());
    std::fs::rename(desk.path("renamed"), &folder).unwrap();
    desk.wait("the folder, without anybody looking", |d| {
        d.titles() == ["Alpha"]
    });
    write(&folder.join("a.md"), "# Another\n");
    desk.wait("the change", |d| d.titles() == ["Another"]);
}

#[cfg(unix)]
#[test]
fn a_link_to_a_file_outside_is_followed_whatever_is_done_to_the_file() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    let far = outside.path().canonicalize().unwrap().join("far.md");
    write(&far, "# Far\n");
    let desk = Desk::closed(&[("a.md", "# Alpha\n")]);
    symlink("link.md", desk.path("again.md")).unwrap();
    symlink(&far, desk.path("link.md")).unwrap();
    symlink("circle.md", desk.path("round.md")).unwrap();
    symlink("round.md", desk.path("circle.md")).unwrap();
    desk.library.set_folders(&[desk.root()]);
    desk.wait("the files", |d| d.titles() == ["Alpha", "Far"]);

    write(&far, "# Written\n");
    desk.wait("the change", |d| d.titles() == ["Alpha", "Written"]);
    let saved = outside.path().join("saved");
    write(&saved, "# Replaced\n");
    std::fs::rename(&saved, &far).unwrap();
    desk.wait("the one in its place", |d| {
        d.titles() == ["Alpha", "Replaced"]
    });
    std::fs::remove_file(&far).unwrap();
    desk.wait("the removal", |d| d.titles() == ["Alpha"]);
    write(&far, "# Back\n");
    desk.wait("the file again", |d| d.titles() == ["Alpha", "Back"]);

    let other = outside.path().join("other.md");
    write(&other, "# Other\n");
    std::fs::remove_file(desk.path("link.md")).unwrap();
    symlink(&other, desk.path("link.md")).unwrap();
    desk.wait("where it leads now", |d| d.titles() == ["Alpha", "Other"]);
}

#[test]
fn a_second_start_lists_what_was_known_without_reading_a_file() {
    let second = Desk::with(&[("a.md", "# Alpha\n")]).again(|books| {
        // Another text under the same stamp: only reading it would tell.
        let file = books.join("a.md");
        let before = std::fs::metadata(&file).unwrap().modified().unwrap();
        std::fs::write(&file, "# Gamma\n").unwrap();
        let handle = std::fs::File::options().write(true).open(&file).unwrap();
        handle.set_modified(before).unwrap();
    });
    assert_eq!(second.titles(), ["Alpha"], "at once");
    second.wait("the look into it", |d| d.folder().progress.is_none());
    assert_eq!(second.titles(), ["Alpha"]);
}

#[test]
fn a_file_changed_while_nobody_looked_is_read_at_the_next_start() {
    let files = [("a.md", "# Alpha\n"), ("b.md", "# Beta\n")];
    let second = Desk::with(&files).again(|books| {
        write(&books.join("a.md"), "# Another title\n");
        std::fs::remove_file(books.join("b.md")).unwrap();
    });
    second.wait("what is true now", |d| d.titles() == ["Another title"]);
}

#[test]
fn one_file_can_be_opened_by_itself_and_is_followed() {
    let desk = Desk::closed(&[("a.md", "# Alpha\n"), ("b.md", "# Beta\n")]);
    desk.library.set_folders(&[desk.path("a.md")]);
    desk.wait("the file", |d| d.titles() == ["Alpha"]);
    write(&desk.path("a.md"), "# Another\n");
    desk.wait("the change", |d| d.titles() == ["Another"]);
}

#[test]
fn a_file_that_cannot_be_read_is_listed_with_the_reason() {
    let desk = Desk::closed(&[("a.md", "# Alpha\n")]);
    std::fs::write(desk.path("latin.md"), b"# Caf\xe9\n").unwrap();
    desk.library.set_folders(&[desk.root()]);
    desk.wait("the files", |d| d.folder().files.len() == 2);
    let problem = desk.folder().files[1].problem.clone().unwrap();
    assert!(problem.contains("not UTF-8"), "{problem}");
}

#[test]
fn closing_a_folder_ends_its_search_and_forgets_it() {
    let desk = Desk::with(&[("a.md", "# Alpha\n\nneedle\n")]);
    desk.library.set_folders(&[]);
    desk.wait("nothing to be found", |d| d.found("needle").is_empty());
    assert_eq!(desk.library.folders().unwrap(), []);
}

#[test]
fn a_link_leads_to_the_runbook_and_line_that_it_names() {
    let linked = "# B\n\ntext\n\n## Going back\n";
    let desk = Desk::with(&[
        ("docs/a.md", "# A\n"),
        ("b.md", linked),
        ("data.csv", "1\n"),
    ]);
    let leads = |written: &str| {
        let from = desk.path("docs/a.md");
        desk.library.follow(&from, &desk.root(), written).unwrap()
    };
    let b = |line| Leads::Runbook {
        id: id_of(&desk.path("b.md")),
        line,
    };
    assert_eq!(leads("../b.md"), b(None));
    assert_eq!(leads("/b.md#going-back"), b(Some(5)));
    assert_eq!(leads("../b.md#nowhere"), b(None));
    assert_eq!(leads("../data.csv"), Leads::Outside);
    assert_eq!(leads("gone.md"), Leads::Missing);
}

#[test]
fn an_id_that_the_library_does_not_hold_leads_nowhere() {
    let desk = Desk::with(&[("a.md", "# Alpha\n")]);
    assert_eq!(
        desk.library.find(&id_of(Path::new("/etc/passwd"))).unwrap(),
        None
    );
    let known = desk.library.find(&id_of(&desk.path("a.md"))).unwrap();
    assert_eq!(known, Some((desk.path("a.md"), desk.root())));
}
