//! Real programs on a PATH of the test's own: found, asked, ended.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use belay_engine::ports::{ProgramAnswer, Programs as _};
use belay_exec::Programs;
use belay_runbook::tools::VersionQuestion;

struct Bench {
    folder: tempfile::TempDir,
    programs: Programs,
}

impl Bench {
    fn new(patience: Duration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = format!(".:{}:/usr/bin:/bin", folder.path().display());
        let environment = BTreeMap::from([
            ("PATH".to_owned(), path),
            ("AWS_SECRET_ACCESS_KEY".to_owned(), "never".to_owned()),
        ]);
        let programs = Programs::new(environment, patience);
        Self { folder, programs }
    }

    fn program(&self, name: &str, script: &str) -> &Self {
        let file = self.folder.path().join(name);
        std::fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
        self
    }

    async fn ask(&self, names: &[&str]) -> Vec<ProgramAnswer> {
        let questions: Vec<VersionQuestion> = names
            .iter()
            .map(|name| VersionQuestion {
                program: (*name).to_owned(),
                arguments: vec!["--version".to_owned()],
            })
            .collect();
        let none = BTreeMap::new();
        self.programs
            .ask(&questions, self.folder.path(), &none)
            .await
    }
}

fn said(text: &str, code: i32) -> ProgramAnswer {
    ProgramAnswer::Answered {
        text: text.to_owned(),
        code: Some(code),
    }
}

#[tokio::test]
async fn answers_come_in_the_order_of_the_questions_from_either_stream() {
    let bench = Bench::new(Duration::from_secs(20));
    bench
        .program("slow", "sleep 0.3; echo slow 2.0")
        .program("quick", "echo quick 1.0 >&2")
        .program("broken", "echo cannot say; exit 7");
    assert_eq!(
        bench.ask(&["slow", "nowhere", "quick", "broken"]).await,
        [
            said("slow 2.0", 0),
            ProgramAnswer::NotFound,
            said("quick 1.0", 0),
            said("cannot say", 7),
        ]
    );
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_program_that_hangs_is_ended_with_its_children_and_said_so() {
    let bench = Bench::new(Duration::from_secs(1));
    let mark = bench.folder.path().join("child");
    bench.program("hangs", "sleep 600 & echo $! >child; wait");
    let begun = Instant::now();
    assert_eq!(
        bench.ask(&["hangs"]).await,
        [ProgramAnswer::TimedOut { seconds: 1 }]
    );
    assert!(begun.elapsed() < Duration::from_secs(20));
    let child: i32 = std::fs::read_to_string(mark)
        .unwrap()
        .trim()
        .parse()
        .unwrap();
    let child = rustix::process::Pid::from_raw(child).unwrap();
    let gone = || {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", child.as_raw_nonzero()));
        stat.is_err() || stat.is_ok_and(|stat| stat.contains(") Z "))
    };
    for _ in 0..200 {
        if gone() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the child is still alive");
}

#[tokio::test]
async fn a_program_that_prints_without_end_of_line_or_end_keeps_nobody_waiting() {
    let bench = Bench::new(Duration::from_secs(20));
    bench.program(
        "talks",
        "echo talks 3.1; head -c 1000000 /dev/zero | tr '\\0' x",
    );
    let answers = bench.ask(&["talks"]).await;
    let [
        ProgramAnswer::Answered {
            text,
            code: Some(0),
        },
    ] = answers.as_slice()
    else {
        panic!("{answers:?}");
    };
    assert!(text.starts_with("talks 3.1\n") && text.len() < 20_000);
}

#[tokio::test]
async fn no_session_is_handed_on_and_no_file_of_the_runbooks_folder_is_run() {
    let bench = Bench::new(Duration::from_secs(20));
    bench.program("tells", "echo \"1.0 ${AWS_SECRET_ACCESS_KEY:-no session}\"");
    assert_eq!(bench.ask(&["tells"]).await, [said("1.0 no session", 0)]);
    let here = std::env::current_dir().unwrap();
    let up = "../".repeat(here.components().count());
    let relative = format!("{up}{}", bench.folder.path().display());
    assert!(Path::new(&relative).join("tells").is_file());
    let relative = BTreeMap::from([("PATH".to_owned(), relative)]);
    assert_eq!(bench.programs.find("tells", &relative), None);
}

#[tokio::test]
async fn a_file_that_cannot_be_started_is_said_with_its_reason() {
    let bench = Bench::new(Duration::from_secs(20));
    let file = bench.folder.path().join("torn");
    std::fs::write(&file, "#!/nowhere/at/all\n").unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    let answers = bench.ask(&["torn"]).await;
    assert!(
        matches!(&answers[..], [ProgramAnswer::NotStarted { message }] if !message.is_empty()),
        "{answers:?}"
    );
}

#[test]
fn the_environments_own_path_is_the_one_that_counts() {
    let bench = Bench::new(Duration::from_secs(1));
    let own = BTreeMap::from([("PATH".to_owned(), "/usr/bin:/bin".to_owned())]);
    bench.program("only-here", "true");
    assert_eq!(bench.programs.find("only-here", &own), None);
    let found = bench.programs.find("only-here", &BTreeMap::new()).unwrap();
    assert_eq!(found.parent(), Some(bench.folder.path()));
    assert!(Path::is_absolute(&found));
}
