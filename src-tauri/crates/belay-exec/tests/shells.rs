//! Real shells on real terminals: exit codes, exports, output, Stop.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use belay_engine::ports::{CommandExit, CommandKey, CommandOutcome, CommandSpec, Commands};
use belay_exec::{BaseEnvironment, ExecError, MASK, Settings, Shells, find_leftovers, marker};

const DEADLINE: Duration = Duration::from_secs(20);

struct Bench {
    folder: tempfile::TempDir,
    shells: Shells,
}

impl Bench {
    fn new() -> Self {
        Self::with_grace(Duration::from_secs(5))
    }

    fn with_grace(grace: Duration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let environment = BTreeMap::from([
            ("PATH".to_owned(), "/usr/local/bin:/usr/bin:/bin".to_owned()),
            ("HOME".to_owned(), folder.path().display().to_string()),
            ("BASH_ENV".to_owned(), "/nowhere".to_owned()),
        ]);
        let settings = Settings {
            directory: folder.path().join("outputs"),
            grace,
            environment: environment.into(),
        };
        let shells = Shells::new(settings).unwrap();
        Self { folder, shells }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn spec(&self, unit: &str, text: &str) -> CommandSpec {
        CommandSpec {
            key: key(unit),
            text: text.to_owned(),
            directory: self.folder.path().to_owned(),
            variables: BTreeMap::new(),
            remove: Vec::new(),
            secrets: Vec::new(),
        }
    }

    async fn run(&self, text: &str) -> CommandExit {
        self.shells.run(self.spec("unit", text)).await
    }

    fn output(&self) -> String {
        let bytes = self.shells.read(&key("unit"), 0, usize::MAX / 2).unwrap();
        String::from_utf8(bytes).unwrap()
    }
}

/// A key that no other test run on this machine uses.
fn key(unit: &str) -> CommandKey {
    CommandKey {
        run: format!("run-{}", std::process::id()),
        unit: unit.to_owned(),
        attempt: 1,
    }
}

/// Waits for something that has to happen, looking often.
#[track_caller]
fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + DEADLINE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "not within {DEADLINE:?}: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn exited(exit: &CommandExit) -> i32 {
    match &exit.outcome {
        CommandOutcome::Exited { code } => *code,
        other => panic!("{other:?}, {}", exit.output.tail),
    }
}

fn alive(pid: &str) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| {
        !stat
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .starts_with(" Z")
    })
}

#[tokio::test]
async fn a_command_waits_for_variables_that_are_still_asked_for() {
    let (answer, asked) = std::sync::mpsc::channel();
    let folder = tempfile::tempdir().unwrap();
    let shells = Shells::new(Settings {
        directory: folder.path().join("outputs"),
        grace: Duration::from_secs(5),
        environment: BaseEnvironment::asked(move || asked.recv().unwrap()),
    })
    .unwrap();
    let bench = Bench { folder, shells };
    let running = bench.shells.run(bench.spec("unit", "echo \"$TEAM\""));
    let path = std::env::var("PATH").unwrap();
    let variables = [("PATH", path), ("TEAM", "ops".to_owned())];
    answer
        .send(BTreeMap::from(variables.map(|(n, v)| (n.to_owned(), v))))
        .unwrap();
    let exit = running.await;
    assert_eq!((exited(&exit), exit.output.tail.trim()), (0, "ops"));
}

#[tokio::test]
async fn the_exit_code_is_that_of_the_first_failure() {
    for (text, code, tail) in [
        ("echo one\necho two", 0, "one\ntwo"),
        ("echo one\nfalse\necho two", 1, "one"),
        ("echo a\nexit 3", 3, "a"),
        ("(exit 7) | cat\necho never", 7, ""),
        ("false || echo handled", 0, "handled"),
        ("set +e\nfalse\necho on", 0, "on"),
        ("if false; then echo x; fi", 0, ""),
        ("! true", 1, ""),
        (
            "true\nnosuch-tool",
            127,
            "bash: line 2: nosuch-tool: command not found",
        ),
        ("kill -9 $$", -9, ""),
    ] {
        let bench = Bench::new();
        let exit = bench.run(text).await;
        let got = match exit.outcome {
            CommandOutcome::Exited { code } => code,
            CommandOutcome::Signalled { signal } => -signal,
            ref other => panic!("{text:?}: {other:?}"),
        };
        assert_eq!((got, exit.output.tail.as_str()), (code, tail), "{text:?}");
    }
}

#[tokio::test]
async fn directory_and_exports_go_on_to_the_next_part() {
    let bench = Bench::new();
    std::fs::create_dir(bench.path("infra dir")).unwrap();
    let mut spec = bench.spec(
        "unit",
        "cd 'infra dir'\nexport VERSION=v7 MULTI=$'a\\nb=\"c\"'\nLOCAL=1\nGIVEN=changed\n\
         export DB_PASSWORD=hunter2 COPY=$SECRET\nset -u -o noclobber\nIFS=,\nexport name=n",
    );
    spec.variables.insert("GIVEN".into(), "first".into());
    spec.variables
        .insert("SECRET".into(), "s3cr3t-value".into());
    spec.secrets.push("s3cr3t-value".into());
    let exit = bench.shells.run(spec).await;
    assert_eq!(exited(&exit), 0, "{}", exit.output.tail);
    assert_eq!(exit.output.tail, "");
    let directory = exit.directory.unwrap();
    assert_eq!(directory, bench.path("infra dir").canonicalize().unwrap());
    let expected = [
        ("GIVEN", "changed"),
        ("MULTI", "a\nb=\"c\""),
        ("VERSION", "v7"),
        ("name", "n"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(exit.exported, BTreeMap::from(expected));
}

#[tokio::test]
async fn a_part_that_fails_still_says_where_it_was() {
    let bench = Bench::new();
    std::fs::create_dir(bench.path("deep")).unwrap();
    let exit = bench
        .run("cd deep\nexport REACHED=1\nfalse\nexport NOT=1")
        .await;
    assert_eq!(exited(&exit), 1);
    assert!(exit.directory.unwrap().ends_with("deep"));
    assert_eq!(exit.exported.into_keys().collect::<Vec<_>>(), ["REACHED"]);
}

#[tokio::test]
async fn tracing_shows_the_text_and_nothing_of_the_wrapper() {
    let bench = Bench::new();
    let exit = bench.run("set -x\necho hello").await;
    // Two plus signs: the text is evaluated, one level below the shell's own.
    assert_eq!(exit.output.tail, "++ echo hello\nhello");
}

#[tokio::test]
async fn quotes_and_odd_characters_reach_the_shell_as_they_are() {
    let bench = Bench::new();
    let text = "cat <<'EOF'\n$HOME `x` \"' \\ %s ä\nEOF\nprintf '%s\\n' \"$#\" \"$0\"";
    let exit = bench.run(text).await;
    assert_eq!(exit.output.tail, "$HOME `x` \"' \\ %s ä\n0\nbash");
}

#[tokio::test]
async fn the_environment_is_the_one_that_was_given() {
    let bench = Bench::new();
    let mut spec = bench.spec(
        "unit",
        "echo \"${GONE-none} $ADDED ${BASH_ENV-none} [$AWS_PAGER] $TERM\"; tty | cut -c1-5; [ -t 0 ]",
    );
    spec.variables.insert("ADDED".into(), "yes".into());
    spec.variables.insert("GONE".into(), "no".into());
    let exit = bench.shells.run(spec.clone()).await;
    assert_eq!(exit.output.tail, "no yes none [] xterm-256color\n/dev/");
    let mut spec = bench.spec("second", "echo ${HOME-none}");
    spec.remove.push("HOME".into());
    let exit = bench.shells.run(spec).await;
    assert_eq!(exit.output.tail, "none");
}

#[tokio::test]
async fn output_is_masked_and_harmless_on_disk() {
    let bench = Bench::new();
    let mut spec = bench.spec(
        "unit",
        "printf 'key %s.\\n' \"$SECRET\"\nfor c in $(echo \"$SECRET\" | fold -w1); do printf %s $c; done\n\
         printf '\\e]52;c;ZXZpbA==\\a\\e[31mred\\e[0m\\n'\necho AKIAIOSFODNN7EXAMPLE",
    );
    spec.variables
        .insert("SECRET".into(), "wJalrXUtnFEMI".into());
    spec.secrets.push("wJalrXUtnFEMI".into());
    let exit = bench.shells.run(spec).await;
    let expected = format!("key {MASK}.\r\n{MASK}\x1b[31mred\x1b[0m\r\n{MASK}\r\n");
    assert_eq!(bench.output(), expected);
    assert_eq!(exit.output.tail, format!("key {MASK}.\n{MASK}red\n{MASK}"));
    assert_eq!(exit.output.bytes as usize, expected.len());
    assert_eq!(bench.shells.output_lines(&key("unit")).unwrap(), 3);
    let sum = Command::new("sha256sum")
        .arg(bench.shells.output_path(&key("unit")))
        .output()
        .unwrap();
    let sum = String::from_utf8(sum.stdout).unwrap();
    assert_eq!(sum.split(' ').next().unwrap(), exit.output.sha256);
}

#[tokio::test]
async fn nothing_but_the_output_stays_and_only_its_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new();
    bench.run("echo x").await;
    let path = bench.shells.output_path(&key("unit"));
    let folder = path.parent().unwrap();
    let names: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["unit.1.log"]);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(folder), mode(&path)), (0o700, 0o600));
}

#[tokio::test]
async fn an_attempt_is_never_run_twice() {
    let bench = Bench::new();
    bench.run("echo first").await;
    let exit = bench.run("echo second").await;
    let CommandOutcome::NotStarted { message } = exit.outcome else {
        panic!("{:?}", exit.outcome);
    };
    assert_eq!(
        message,
        "Attempt 1 of this command has run before; its output is kept."
    );
    assert_eq!(bench.output(), "first\r\n");
}

#[tokio::test]
async fn a_missing_directory_is_said_and_nothing_runs() {
    let bench = Bench::new();
    let mut spec = bench.spec("unit", "touch ran");
    spec.directory = bench.path("missing");
    let exit = bench.shells.run(spec).await;
    let CommandOutcome::NotStarted { message } = exit.outcome else {
        panic!("{:?}", exit.outcome);
    };
    assert!(message.ends_with("missing does not exist."), "{message}");
    assert!(matches!(
        bench.shells.subscribe(&key("unit"), 0).err(),
        Some(ExecError::NoOutput { .. })
    ));
}

#[tokio::test]
async fn output_is_seen_while_the_command_runs() {
    let bench = Bench::new();
    let go = bench.path("go");
    let text = format!(
        "echo started\nuntil [ -e {} ]; do read -t 0.01 <> <(:) || :; done\necho ended",
        go.display()
    );
    let running = bench.shells.run(bench.spec("unit", &text));
    let key = key("unit");
    wait_for("the output file", || bench.shells.output_size(&key).ok());
    let mut stream = bench.shells.subscribe(&key, 0).unwrap();
    let first = stream.next().await.unwrap().unwrap();
    assert_eq!(
        (first.offset, first.bytes.as_slice()),
        (0, &b"started\r\n"[..])
    );
    assert!(bench.shells.is_running(&key));
    std::fs::write(&go, "").unwrap();
    let exit = running.await;
    assert_eq!(exited(&exit), 0, "{}", exit.output.tail);
    let rest = stream.next().await.unwrap().unwrap();
    assert_eq!((rest.offset, rest.bytes.as_slice()), (9, &b"ended\r\n"[..]));
    assert_eq!(stream.next().await.unwrap(), None);
    // Afterwards it is read from disk, from anywhere.
    let mut late = bench.shells.subscribe(&key, 9).unwrap();
    assert_eq!(late.next().await.unwrap().unwrap().bytes, b"ended\r\n");
    assert_eq!(bench.shells.read(&key, 2, 3).unwrap(), b"art");
}

#[tokio::test]
async fn a_large_output_is_complete() {
    let bench = Bench::new();
    let exit = bench.run("seq 1 2000000").await;
    assert_eq!(exited(&exit), 0);
    assert_eq!(exit.output.bytes, 14_888_896 + 2_000_000);
    assert!(exit.output.tail.ends_with("\n2000000"));
    assert_eq!(bench.shells.output_lines(&key("unit")).unwrap(), 2_000_000);
}

#[tokio::test]
async fn dropping_the_future_does_not_stop_the_command() {
    let bench = Bench::new();
    let go = bench.path("go");
    let text = format!("until [ -e {} ]; do :; done\ntouch done", go.display());
    drop(bench.shells.run(bench.spec("unit", &text)));
    std::fs::write(&go, "").unwrap();
    wait_for("the command's end", || {
        bench.path("done").exists().then_some(())
    });
}

/// A child, a grandchild in a session of its own, and one that is a daemon
/// without a parent; all of them ignore or take SIGTERM.
const FAMILY: &str = r#"
sleep 1000 & echo $! > child
setsid bash -c 'echo $$ > session; exec sleep 1000' &
(setsid bash -c 'trap "" TERM HUP; echo $$ > daemon; while :; do sleep 1000; done' &) 
until [ -s child ] && [ -s session ] && [ -s daemon ]; do :; done
echo ready > ready
wait
"#;

#[tokio::test]
async fn stop_ends_the_whole_tree_and_says_how_many() {
    let bench = Bench::with_grace(Duration::from_millis(300));
    let running = bench.shells.run(bench.spec("unit", FAMILY));
    wait_for("the family", || bench.path("ready").exists().then_some(()));
    let pid = |name: &str| {
        let text = std::fs::read_to_string(bench.path(name)).unwrap();
        text.trim().to_owned()
    };
    let pids = ["child", "session", "daemon"].map(pid);
    assert!(pids.iter().all(|pid| alive(pid)));
    let key = key("unit");
    assert!(bench.shells.stop(&key).await);
    let exit = running.await;
    let CommandOutcome::Stopped { ended, survivors } = exit.outcome else {
        panic!("{:?}", exit.outcome);
    };
    assert!(survivors.is_empty(), "{survivors:?}");
    // The shell, three sleeps and the daemon's shell.
    assert!((5..=8).contains(&ended), "{ended}");
    for pid in &pids {
        assert!(!alive(pid), "{pid} is alive");
    }
    assert_eq!(find_leftovers(&marker(&key)).unwrap(), []);
    assert!(!bench.shells.stop(&key).await, "nothing runs any more");
}

#[tokio::test]
async fn a_process_that_ends_when_asked_is_not_killed() {
    let bench = Bench::with_grace(Duration::from_secs(15));
    let text = "trap 'echo cleaned up; exit 0' TERM\ntouch ready\nwhile :; do sleep 0.05; done";
    let running = bench.shells.run(bench.spec("unit", text));
    wait_for("the trap", || bench.path("ready").exists().then_some(()));
    assert!(bench.shells.stop(&key("unit")).await);
    let exit = running.await;
    assert!(
        matches!(exit.outcome, CommandOutcome::Stopped { .. }),
        "{:?}",
        exit.outcome
    );
    assert!(
        exit.output.tail.contains("cleaned up"),
        "{}",
        exit.output.tail
    );
    assert!(exit.duration_ms < 10_000);
}

#[tokio::test]
async fn stop_right_after_the_start_stops_too() {
    let bench = Bench::with_grace(Duration::from_millis(200));
    let running = bench.shells.run(bench.spec("unit", "while :; do :; done"));
    assert!(bench.shells.stop(&key("unit")).await);
    let exit = running.await;
    assert!(
        matches!(exit.outcome, CommandOutcome::Stopped { .. }),
        "{:?}",
        exit.outcome
    );
}

#[tokio::test]
async fn a_daemon_is_found_afterwards_and_does_not_hold_the_part_up() {
    let bench = Bench::with_grace(Duration::from_millis(200));
    let text = "setsid bash -c 'echo $$ > daemon; exec sleep 1000' &\n\
                until [ -s daemon ]; do :; done\necho left it";
    let exit = bench.run(text).await;
    assert_eq!(exited(&exit), 0);
    assert_eq!(exit.output.tail, "left it");
    assert!(exit.duration_ms < 5_000, "{} ms", exit.duration_ms);
    let key = key("unit");
    let left = bench.shells.find_leftovers(&key).unwrap();
    let pid = std::fs::read_to_string(bench.path("daemon")).unwrap();
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(left[0].pid.to_string(), pid.trim());
    assert_eq!(left[0].name, "sleep");
    let ended = bench.shells.end_leftovers(&key).unwrap();
    assert_eq!((ended.ended, ended.survivors), (1, Vec::new()));
    assert_eq!(bench.shells.find_leftovers(&key).unwrap(), []);
}

/// Not a test of its own: the program that the next test kills.
#[test]
#[ignore = "run by another test"]
fn program_that_is_killed() {
    let Some(folder) = std::env::var_os("BELAY_TEST_FOLDER") else {
        return;
    };
    let folder = Path::new(&folder);
    let settings = Settings {
        directory: folder.join("outputs"),
        grace: Duration::from_secs(1),
        environment: BTreeMap::from([("PATH".to_owned(), "/usr/bin:/bin".to_owned())]).into(),
    };
    let shells = Shells::new(settings).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let spec = CommandSpec {
        key: CommandKey {
            run: std::env::var("BELAY_TEST_RUN").unwrap(),
            unit: "unit".into(),
            attempt: 1,
        },
        text: FAMILY.into(),
        directory: folder.to_owned(),
        variables: BTreeMap::new(),
        remove: Vec::new(),
        secrets: Vec::new(),
    };
    runtime.block_on(shells.run(spec));
}

#[tokio::test]
async fn what_outlives_a_killed_belay_is_found_and_ended() {
    let bench = Bench::with_grace(Duration::from_millis(200));
    let run = format!("killed-{}", std::process::id());
    let mut program = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "program_that_is_killed"])
        .env("BELAY_TEST_FOLDER", bench.folder.path())
        .env("BELAY_TEST_RUN", &run)
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    wait_for("the family", || bench.path("ready").exists().then_some(()));
    program.kill().unwrap();
    program.wait().unwrap();
    let child = std::fs::read_to_string(bench.path("child")).unwrap();
    // The terminal is gone: what belongs to it gets SIGHUP.
    wait_for("the child's end", || (!alive(child.trim())).then_some(()));
    let key = CommandKey {
        run,
        unit: "unit".into(),
        attempt: 1,
    };
    let daemon = std::fs::read_to_string(bench.path("daemon")).unwrap();
    let left = bench.shells.find_leftovers(&key).unwrap();
    assert!(
        left.iter().any(|p| p.pid.to_string() == daemon.trim()),
        "{left:?}"
    );
    let ended = bench.shells.end_leftovers(&key).unwrap();
    assert_eq!(ended.survivors, []);
    assert_eq!(bench.shells.find_leftovers(&key).unwrap(), []);
}
