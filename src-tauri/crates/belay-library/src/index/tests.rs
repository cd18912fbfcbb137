#![allow(clippy::unwrap_used)]
use super::*;
use crate::file::Opened;
use crate::mark::best_line;
use crate::query::Query;
use proptest::prelude::*;
use std::sync::LazyLock;

struct Kept {
    index: Index,
    dir: tempfile::TempDir,
}

impl Kept {
    fn new(texts: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let index = Index::open(dir.path()).unwrap();
        let kept = Self { index, dir };
        kept.fill(texts);
        kept
    }

    fn folder() -> PathBuf {
        "/books".into()
    }

    fn fill(&self, texts: &[(&str, &str)]) {
        let files: Vec<PathBuf> = texts.iter().map(|(n, _)| Self::folder().join(n)).collect();
        let entries: Vec<Entry> = files
            .iter()
            .zip(texts)
            .map(|(file, (_, text))| entry(file, text))
            .collect();
        self.index.put(&entries).unwrap();
        self.index
            .set_folder(&Self::folder(), &files, Some("main"), None)
            .unwrap();
    }

    /// `file:line` of what is found, best first; the title as line 0.
    fn found(&self, typed: &str) -> Vec<String> {
        let query = Query::parse(typed);
        let (found, _) = self.index.search(&query, &[Self::folder()]).unwrap();
        let place = |m: &Match| {
            let name = m.path.file_name().unwrap().to_string_lossy();
            let line = |first| first + u32::try_from(best_line(&m.text, &query).0).unwrap();
            format!("{name}:{}", m.line.map_or(0, line))
        };
        found.iter().map(place).collect()
    }

    fn file(&self) -> PathBuf {
        schema::file_in(self.dir.path())
    }
}

fn entry(file: &Path, text: &str) -> Entry {
    let runbook = belay_runbook::read(text).unwrap();
    let opened = Opened {
        path: file.to_owned(),
        text: text.into(),
        findings: crate::check(&runbook, text).into(),
        runbook: runbook.into(),
    };
    let stamp = Stamp {
        bytes: text.len() as u64,
        modified: 7,
    };
    Entry::of(file, stamp, &Ok(opened))
}

const TABLE: &str = "# Table\n\nHow the uploads come back.\n\n## Restore\n\n```bash\n\
aws dynamodb restore-table-to-point-in-time \\\n  --target-table-name \"$TARGET_NAME\" \\\n  \
--use-latest-restorable-time\ncat /etc/belay/hosts.toml\n```\n\n## Clean up\n\nDelete what is left. \
The setting is PointInTimeRecoveryEnabled.\n";

#[test]
fn a_word_of_code_is_found_where_it_stands_and_not_elsewhere() {
    let other = "# Other\n\nThe name of the table, and the target.\n";
    let kept = Kept::new(&[("table.md", TABLE), ("other.md", other)]);
    assert_eq!(kept.found("restore-table-to-point-in-time"), ["table.md:8"]);
    assert_eq!(kept.found("--target-table-name"), ["table.md:9"]);
    assert_eq!(kept.found("$TARGET_NAME"), ["table.md:9"]);
    assert_eq!(kept.found("/etc/belay/hosts.toml"), ["table.md:11"]);
    assert_eq!(kept.found("recovery"), ["table.md:16"]);
    assert_eq!(kept.found("point-in-time"), ["table.md:8", "table.md:16"]);
}

#[test]
fn all_words_must_be_there_and_a_beginning_is_enough() {
    let kept = Kept::new(&[
        ("a.md", "# A\n\nroll the table back\n"),
        ("b.md", "# B\n\nroll\n"),
    ]);
    assert_eq!(kept.found("rol tab"), ["a.md:3"]);
    assert_eq!(kept.found("roll").len(), 2);
    assert_eq!(kept.found("roll nothing"), Vec::<String>::new());
    assert_eq!(kept.found("\"roll table\""), Vec::<String>::new());
    assert_eq!(kept.found("\"the table\""), ["a.md:3"]);
    assert_eq!(kept.found("\"the tab\""), Vec::<String>::new());
}

#[test]
fn titles_come_before_headings_and_headings_before_text() {
    let kept = Kept::new(&[
        (
            "text.md",
            "# One\n\nSome text on a failover of the database.\n",
        ),
        ("heading.md", "# Two\n\n## Failover\n\nSome text.\n"),
        ("title.md", "# Failover\n\nSome text.\n"),
    ]);
    assert_eq!(
        kept.found("failover"),
        ["title.md:0", "heading.md:3", "text.md:3"]
    );
}

#[test]
fn a_word_of_the_title_narrows_a_search_to_its_runbook() {
    let kept = Kept::new(&[
        ("a.md", "# Billing\n\n## Going back\n\nrollback\n"),
        ("b.md", "# Uploads\n\n## Going back\n\nrollback\n"),
    ]);
    assert_eq!(kept.found("billing rollback"), ["a.md:5"]);
    // Every passage of a runbook has its title; the title alone is one hit.
    assert_eq!(kept.found("uploads"), ["b.md:0"]);
}

#[test]
fn words_that_stand_in_the_title_and_in_the_text_are_found_in_both() {
    let kept = Kept::new(&[
        ("a.md", "# Uploads\n\n## Going back\n\nuploads and more\n"),
        ("b.md", "# Other\n\nuploads\n"),
    ]);
    assert_eq!(kept.found("uploads"), ["a.md:0", "a.md:5", "b.md:3"]);
    assert_eq!(kept.found("upl more"), ["a.md:5"]);
    kept.fill(&[("a.md", "# Another\n\ntext\n")]);
    assert_eq!(kept.found("uploads"), Vec::<String>::new());
}

#[test]
fn a_file_that_is_put_again_is_found_by_its_new_words_only() {
    let kept = Kept::new(&[("a.md", "# A\n\nfirst\n")]);
    kept.fill(&[("a.md", "# A\n\nsecond\n")]);
    assert_eq!(kept.found("first"), Vec::<String>::new());
    assert_eq!(kept.found("second"), ["a.md:3"]);
}

#[test]
fn a_listing_tells_what_is_known_and_in_which_folder() {
    let kept = Kept::new(&[("table.md", TABLE)]);
    let listing = kept.index.listing(&Kept::folder()).unwrap().unwrap();
    assert_eq!(listing.branch.as_deref(), Some("main"));
    let file = &listing.files[0];
    assert_eq!(
        (file.title.as_str(), file.sections, file.blocks),
        ("Table", 3, 1)
    );
    assert_eq!(kept.index.listing(Path::new("/other")).unwrap(), None);
    let anchor = kept.index.line_of_anchor(&file.path, "clean-up").unwrap();
    assert_eq!(anchor, Some(14));
}

#[test]
fn what_is_in_no_folder_any_more_is_dropped() {
    let kept = Kept::new(&[("a.md", "# A\n\nalpha\n"), ("b.md", "# B\n\nbeta\n")]);
    let left = [Kept::folder().join("b.md")];
    kept.index
        .set_folder(&Kept::folder(), &left, None, None)
        .unwrap();
    assert_eq!(kept.found("alpha"), Vec::<String>::new());
    assert_eq!(kept.index.stamps().unwrap().len(), 1);
    kept.index.keep_only(&[]).unwrap();
    assert_eq!(kept.index.stamps().unwrap().len(), 0);
}

#[test]
fn what_is_kept_is_there_again_when_the_index_is_opened_again() {
    let kept = Kept::new(&[("a.md", "# A\n\nalpha\n")]);
    let again = Index::open(kept.dir.path()).unwrap();
    assert_eq!(again.stamps().unwrap(), kept.index.stamps().unwrap());
}

#[test]
fn a_damaged_index_is_made_anew_when_it_is_opened() {
    let kept = Kept::new(&[("a.md", "# A\n\nalpha\n")]);
    let file = kept.file();
    let Kept { index, dir } = kept;
    drop(index);
    std::fs::write(
        &file,
        "this is no database, and it is long enough to be read as one",
    )
    .unwrap();
    let index = Index::open(dir.path()).unwrap();
    let kept = Kept { index, dir };
    assert_eq!(kept.found("alpha"), Vec::<String>::new());
    kept.fill(&[("a.md", "# A\n\nalpha\n")]);
    assert_eq!(kept.found("alpha"), ["a.md:3"]);
}

#[test]
fn an_index_that_is_damaged_while_it_is_open_is_made_anew_and_says_so() {
    let text = "word ".repeat(40_000);
    let kept = Kept::new(&[("a.md", &format!("# A\n\n{text}\n"))]);
    kept.index
        .write(|change| change.execute_batch("SELECT 1"))
        .unwrap();
    // Everything into the file itself, then over it.
    lock(&kept.index.writer)
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    let size = std::fs::metadata(kept.file()).unwrap().len();
    std::fs::write(kept.file(), vec![0xA5; usize::try_from(size).unwrap()]).unwrap();
    assert_eq!(kept.found("word"), Vec::<String>::new());
    assert_eq!(kept.index.made_anew(), 1);
    kept.fill(&[("a.md", "# A\n\nalpha\n")]);
    assert_eq!(kept.found("alpha"), ["a.md:3"]);
}

#[test]
fn indexes_of_other_versions_are_deleted_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let other = dir.path().join("library-0-old.sqlite");
    let notes = dir.path().join("notes.sqlite");
    std::fs::write(&other, "").unwrap();
    std::fs::write(&notes, "").unwrap();
    let _index = Index::open(dir.path()).unwrap();
    assert!(!other.exists() && notes.exists() && schema::file_in(dir.path()).exists());
}

#[test]
fn a_folder_that_cannot_be_used_leaves_an_index_in_memory() {
    let dir = tempfile::tempdir().unwrap();
    let in_the_way = dir.path().join("cache");
    std::fs::write(&in_the_way, "").unwrap();
    let index = Index::open(&in_the_way).unwrap();
    let kept = Kept { index, dir };
    kept.fill(&[("a.md", "# A\n\nalpha\n")]);
    assert_eq!(kept.found("alpha"), ["a.md:3"]);
}

#[test]
fn two_processes_may_fill_the_same_index_at_once() {
    let kept = Kept::new(&[]);
    let dir = kept.dir.path();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let own = Index::open(dir).unwrap();
                for round in 0..30 {
                    let file = Kept::folder().join(format!("{round}.md"));
                    let text = format!("# {round}\n\nalpha\n");
                    own.put(&[entry(&file, &text)]).unwrap();
                }
            });
        }
    });
    let files: Vec<_> = (0..30)
        .map(|n| Kept::folder().join(format!("{n}.md")))
        .collect();
    kept.index
        .set_folder(&Kept::folder(), &files, None, None)
        .unwrap();
    assert_eq!(kept.found("alpha").len(), 30);
}

/// For what is asked of it and changes nothing: making one costs more than asking.
static TABLE_ALONE: LazyLock<Kept> = LazyLock::new(|| Kept::new(&[("table.md", TABLE)]));

proptest! {
    #[test]
    fn whatever_is_typed_is_looked_for_and_never_an_error(typed in any::<Vec<String>>()) {
        for typed in typed {
            TABLE_ALONE.found(&typed);
        }
    }

    #[test]
    fn the_language_of_the_index_means_nothing_in_a_search(
        typed in "[a-z]{0,3}( (AND|OR|NOT|NEAR\\(|\\^|\\*|\\+|:|\\{title\\} :|-|\\(|\\)|\"|title:)){0,6}"
    ) {
        TABLE_ALONE.found(&typed);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_word_of_a_text_is_found(
        words in proptest::collection::vec("[a-zA-Z]{3,12}([-_./][a-zA-Z0-9]{1,8}){0,3}", 1..12)
    ) {
        let text = format!("# T\n\n{}\n", words.join("\n"));
        let kept = Kept::new(&[("t.md", &text)]);
        for word in &words {
            prop_assert!(!kept.found(word).is_empty(), "{word} in {text}");
        }
    }
}
