//! The library on a system whose watcher does what the test says.
#![allow(clippy::unwrap_used)]

use std::collections::HashSet;
use std::time::Instant;

use notify::event::Flag;
use notify::{ErrorKind, Event, EventKind, RecursiveMode, Watcher};

use super::*;
use crate::watch::Ear;

/// A change is told within milliseconds; on a machine that does ten other things it
/// takes longer.
const PATIENCE: Duration = Duration::from_secs(30);
/// Nobody waits for it in these tests.
const NEVER: Duration = Duration::from_secs(3600);

/// What the system lets the watcher do, and what it was asked.
#[derive(Default)]
struct Allowance {
    /// No more folders than this.
    limit: Option<usize>,
    watched: HashSet<PathBuf>,
    /// Done once, when the first folder is watched.
    at_first: Option<Box<dyn FnOnce() + Send>>,
    ear: Option<Ear>,
}

/// A watcher that tells nothing by itself.
struct Deaf(Arc<Mutex<Allowance>>);

impl Watcher for Deaf {
    fn new<F: notify::EventHandler>(_: F, _: notify::Config) -> notify::Result<Self> {
        unreachable!("it is made with what it is allowed")
    }

    fn watch(&mut self, path: &Path, _: RecursiveMode) -> notify::Result<()> {
        let mut allowed = lock(&self.0);
        if let Some(work) = allowed.at_first.take() {
            work();
        }
        if allowed
            .limit
            .is_some_and(|limit| allowed.watched.len() >= limit)
        {
            return Err(notify::Error::new(ErrorKind::MaxFilesWatch));
        }
        allowed.watched.insert(path.to_owned());
        Ok(())
    }

    fn unwatch(&mut self, path: &Path) -> notify::Result<()> {
        lock(&self.0).watched.remove(path);
        Ok(())
    }

    fn kind() -> notify::WatcherKind {
        notify::WatcherKind::NullWatcher
    }
}

struct Desk {
    library: Library,
    told: Receiver<Changed>,
    allowed: Arc<Mutex<Allowance>>,
    dir: tempfile::TempDir,
}

impl Desk {
    fn with(allowed: Allowance, interval: Duration) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let allowed = Arc::new(Mutex::new(allowed));
        let own = allowed.clone();
        let watcher: MakeWatcher = Box::new(move |ear| {
            lock(&own).ear = Some(ear);
            Ok(Box::new(Deaf(own)))
        });
        let (tell, told) = channel();
        let system = System { watcher, interval };
        let library = Library::on(system, &dir.path().join("cache"), move |changed| {
            let _ = tell.send(changed);
        });
        Self {
            library: library.unwrap(),
            told,
            allowed,
            dir,
        }
    }

    fn deaf() -> Self {
        Self::with(Allowance::default(), NEVER)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().canonicalize().unwrap().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn open(&self, names: &[&str]) {
        let paths: Vec<_> = names.iter().map(|name| self.path(name)).collect();
        self.library.set_folders(&paths);
        self.wait("the first look", |d| {
            d.library
                .folders()
                .unwrap()
                .iter()
                .all(|f| f.progress.is_none())
        });
    }

    fn titles(&self) -> Vec<String> {
        let folders = self.library.folders().unwrap();
        let files = folders.into_iter().flat_map(|f| f.files);
        files.map(|f| f.title).collect()
    }

    fn notices(&self) -> Vec<Option<String>> {
        let folders = self.library.folders().unwrap();
        folders.into_iter().map(|f| f.notice).collect()
    }

    fn wait(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        let until = Instant::now() + PATIENCE;
        while !holds(self) {
            let left = until.saturating_duration_since(Instant::now());
            assert!(self.told.recv_timeout(left).is_ok(), "waited for {what}");
        }
    }

    /// The system says this.
    fn hear(&self, event: notify::Result<Event>) {
        lock(&self.allowed).ear.as_mut().unwrap()(event);
    }

    fn watched(&self) -> Vec<PathBuf> {
        let mut watched: Vec<_> = lock(&self.allowed).watched.iter().cloned().collect();
        watched.sort();
        watched
    }
}

#[test]
fn where_the_system_watches_no_more_folders_it_is_said_once_with_the_remedy() {
    let allowed = Allowance {
        limit: Some(1),
        ..Allowance::default()
    };
    let desk = Desk::with(allowed, Duration::from_millis(20));
    desk.write("a/one/a.md", "# Alpha\n");
    desk.write("b/two/b.md", "# Beta\n");
    desk.open(&["a", "b"]);
    let notices = desk.notices();
    let first = notices[0].as_deref().unwrap();
    assert!(
        first.starts_with("The system watches no more folders: its limit is reached. Changes show"),
        "{first}"
    );
    assert!(
        first.contains("`sudo sysctl fs.inotify.max_user_watches="),
        "{first}"
    );
    let second = notices[1].as_deref().unwrap();
    assert!(second.starts_with("Not watched either") && !second.contains("sysctl"));
    assert_eq!(
        desk.watched(),
        Vec::<PathBuf>::new(),
        "others need what is left"
    );

    // Found by looking, without a word of the watcher's.
    desk.write("b/two/c.md", "# Gamma\n");
    desk.wait("the new file", |d| d.titles() == ["Alpha", "Beta", "Gamma"]);
    std::fs::remove_file(desk.path("a/one/a.md")).unwrap();
    desk.wait("the removal", |d| d.titles() == ["Beta", "Gamma"]);

    lock(&desk.allowed).limit = None;
    desk.wait("the watches", |d| d.notices() == [None, None]);
    assert_eq!(desk.watched().len(), 4);
}

#[test]
fn a_system_without_a_watcher_is_looked_at_from_time_to_time() {
    let dir = tempfile::tempdir().unwrap();
    let (tell, told) = channel();
    let system = System {
        // EMFILE: no more programs may watch.
        watcher: Box::new(|_| Err(std::io::Error::from_raw_os_error(24).into())),
        interval: Duration::from_millis(20),
    };
    let library = Library::on(system, &dir.path().join("cache"), move |changed| {
        let _ = tell.send(changed);
    });
    let library = library.unwrap();
    let books = dir.path().canonicalize().unwrap().join("books");
    std::fs::create_dir(&books).unwrap();
    library.set_folders(std::slice::from_ref(&books));
    std::fs::write(books.join("a.md"), "# Alpha\n").unwrap();
    let folder = || library.folders().unwrap().remove(0);
    let until = Instant::now() + PATIENCE;
    while folder().files.is_empty() || folder().progress.is_some() {
        let left = until.saturating_duration_since(Instant::now());
        told.recv_timeout(left).expect("waited for the file");
    }
    let notice = folder().notice.unwrap();
    assert!(notice.contains("fs.inotify.max_user_instances"), "{notice}");
}

#[test]
fn when_the_system_lost_what_happened_every_folder_is_looked_into() {
    let desk = Desk::deaf();
    desk.write("a/a.md", "# Alpha\n");
    desk.write("b/b.md", "# Beta\n");
    desk.open(&["a", "b"]);
    desk.write("a/c.md", "# Gamma\n");
    desk.write("b/b.md", "# Another\n");
    desk.hear(Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan)));
    desk.wait("both changes", |d| {
        d.titles() == ["Alpha", "Gamma", "Another"]
    });
}

#[test]
fn a_folder_in_whose_place_another_stands_is_looked_into_when_somebody_looks() {
    let desk = Desk::deaf();
    desk.write("books/a.md", "# Alpha\n");
    desk.write("disk/b.md", "# Beta\n");
    desk.open(&["books"]);
    // As mounting does it: no watcher says a word.
    std::fs::rename(desk.path("books"), desk.path("below")).unwrap();
    std::fs::rename(desk.path("disk"), desk.path("books")).unwrap();
    desk.library.look_again();
    desk.wait("what is mounted", |d| d.titles() == ["Beta"]);
    std::fs::rename(desk.path("books"), desk.path("disk")).unwrap();
    std::fs::rename(desk.path("below"), desk.path("books")).unwrap();
    desk.library.look_again();
    desk.wait("what was below it", |d| d.titles() == ["Alpha"]);
}

#[test]
fn a_file_that_comes_before_its_folder_is_watched_is_found() {
    let desk = Desk::deaf();
    desk.write("books/a.md", "# Alpha\n");
    let late = desk.path("books/late.md");
    lock(&desk.allowed).at_first = Some(Box::new(move || {
        std::fs::write(late, "# Late\n").unwrap();
    }));
    desk.open(&["books"]);
    assert_eq!(desk.titles(), ["Alpha", "Late"]);
}

#[cfg(unix)]
#[test]
fn only_the_place_of_a_links_target_is_watched_and_not_what_lies_below_it() {
    let desk = Desk::deaf();
    desk.write("home/other/deep/x.md", "# X\n");
    desk.write("home/far.md", "# Far\n");
    desk.write("books/a.md", "# Alpha\n");
    std::os::unix::fs::symlink(desk.path("home/far.md"), desk.path("books/far.md")).unwrap();
    desk.open(&["books"]);
    assert_eq!(desk.watched(), [desk.path("books"), desk.path("home")]);
    assert_eq!(desk.titles(), ["Alpha", "Far"]);
}

#[test]
fn a_folder_that_is_gone_is_waited_for_where_it_would_come_back() {
    let desk = Desk::deaf();
    desk.write("team/books/a.md", "# Alpha\n");
    std::fs::rename(desk.path("team"), desk.path("elsewhere")).unwrap();
    desk.open(&["team/books"]);
    assert!(desk.library.folders().unwrap()[0].problem.is_some());
    assert_eq!(desk.watched(), [desk.path("")]);
    std::fs::rename(desk.path("elsewhere"), desk.path("team")).unwrap();
    desk.hear(Ok(Event::new(EventKind::Any).add_path(desk.path("team"))));
    desk.wait("the folder", |d| d.titles() == ["Alpha"]);
}
