//! The environment that the operator's terminal would have.
//!
//! A program that is started from a desktop gets a short PATH; the operator's
//! tools are found by what their shell's start files say. The shell is asked
//! once.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// Stands before and after the answer: start files may print anything.
const FENCE: &str = "__belay_environment_7d1f__";

/// Folders in which tools usually are when nobody says so.
const USUAL: [&str; 5] = [
    "/usr/local/bin",
    "/opt/homebrew/bin",
    "/usr/bin",
    "/bin",
    "/usr/sbin",
];

/// An environment for commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginEnvironment {
    /// All variables.
    pub variables: BTreeMap<String, String>,
    /// Why this is not what the shell says, if it is not: one sentence.
    pub note: Option<String>,
}

/// This process's own environment; what is not UTF-8 is left out.
pub fn inherited_environment() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// Asks `shell` (the value of `$SHELL`) as a login shell for its environment.
/// Blocks for at most `timeout`. If it does not answer, `own` is used with the
/// usual folders added to its PATH, and a note says so.
pub fn login_environment(
    shell: &Path,
    own: &BTreeMap<String, String>,
    timeout: Duration,
) -> LoginEnvironment {
    match ask(shell, own, timeout) {
        Ok(variables) => LoginEnvironment {
            variables: merge(own, variables),
            note: None,
        },
        Err(why) => LoginEnvironment {
            variables: with_usual_path(own),
            note: Some(format!(
                "The shell {} did not say which PATH to use: {why}. The usual folders are searched.",
                shell.display()
            )),
        },
    }
}

fn ask(
    shell: &Path,
    own: &BTreeMap<String, String>,
    timeout: Duration,
) -> Result<BTreeMap<String, String>, String> {
    let question =
        format!("printf %s {FENCE}; command env -0 2>/dev/null || command env; printf %s {FENCE}");
    let mut command = Command::new(shell);
    command
        .args(["-l", "-c", &question])
        .env_clear()
        .envs(own)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    let (sender, receiver) = mpsc::channel();
    let mut stdout = child.stdout.take().ok_or("it has no output")?;
    // Read on a thread of its own: a start file that hangs holds the pipe open.
    let reader = std::thread::Builder::new().name("login-environment".into());
    let started = reader.spawn(move || {
        let mut answer = Vec::new();
        let read = stdout.read_to_end(&mut answer).map(|_| answer);
        // Nobody waits any more: the time was up.
        let _ = sender.send(read);
    });
    started.map_err(|error| error.to_string())?;
    let answer = receiver.recv_timeout(timeout);
    end(&mut child);
    match answer {
        Ok(Ok(answer)) => parse_environment(&answer).ok_or_else(|| "it gave no answer".to_owned()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(format!("it took longer than {} s", timeout.as_secs_f32())),
    }
}

/// Ends the shell and what its start files left running in its group.
fn end(child: &mut std::process::Child) {
    if let Some(group) = rustix::process::Pid::from_raw(child.id() as i32)
        && matches!(child.try_wait(), Ok(None))
    {
        // It may end by itself between the two lines; then there is no group.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}

/// Reads what the shell printed: variables between two fences, ended by NUL, or
/// by newlines where `env -0` is unknown. `None`: there is no PATH between two
/// fences.
pub fn parse_environment(printed: &[u8]) -> Option<BTreeMap<String, String>> {
    let printed = String::from_utf8_lossy(printed);
    let mut parts = printed.split(FENCE);
    let _before = parts.next()?;
    let inside = parts.next()?;
    parts.next()?;
    let separator = if inside.contains('\0') { '\0' } else { '\n' };
    let variables: BTreeMap<String, String> = inside
        .split(separator)
        .filter_map(|entry| entry.split_once('='))
        .filter(|(name, _)| is_name(name))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    variables.contains_key("PATH").then_some(variables)
}

fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// What the shell says goes first; what only this process has stays, and so do
/// the variables that describe the asking and not the operator.
fn merge(
    own: &BTreeMap<String, String>,
    shell: BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let mut merged = own.clone();
    let about_asking = ["_", "SHLVL", "PWD", "OLDPWD"];
    merged.extend(
        shell
            .into_iter()
            .filter(|(name, _)| !about_asking.contains(&name.as_str())),
    );
    merged
}

fn with_usual_path(own: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut variables = own.clone();
    let path = own.get("PATH").cloned().unwrap_or_default();
    let local = own.get("HOME").map(|home| format!("{home}/.local/bin"));
    let mut folders: Vec<String> = path.split(':').map(str::to_owned).collect();
    folders.retain(|folder| !folder.is_empty());
    for folder in USUAL.map(str::to_owned).into_iter().chain(local) {
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    variables.insert("PATH".into(), folders.join(":"));
    variables
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_start_files_print_is_not_part_of_the_answer() {
        let printed = format!("Welcome!\n{FENCE}PATH=/a:/b\0X=1\n2\0bad name=3\0{FENCE}bye");
        let variables = parse_environment(printed.as_bytes()).unwrap_or_default();
        assert_eq!(variables.get("PATH").map(String::as_str), Some("/a:/b"));
        assert_eq!(variables.get("X").map(String::as_str), Some("1\n2"));
        assert_eq!(variables.len(), 2);
    }

    #[test]
    fn an_answer_without_a_second_fence_or_a_path_is_none() {
        assert_eq!(
            parse_environment(format!("{FENCE}PATH=/a\0").as_bytes()),
            None
        );
        assert_eq!(
            parse_environment(format!("{FENCE}{FENCE}").as_bytes()),
            None
        );
        let lines = format!("{FENCE}PATH=/a\nHOME=/h\n{FENCE}");
        assert_eq!(
            parse_environment(lines.as_bytes()).map(|v| v.len()),
            Some(2)
        );
    }

    #[test]
    fn a_shell_that_hangs_is_given_up_with_a_note() {
        let own = BTreeMap::from([
            ("PATH".to_owned(), "/usr/bin:/bin".to_owned()),
            ("HOME".to_owned(), "/home/jt".to_owned()),
        ]);
        let folder = tempfile::tempdir().expect("a folder");
        let shell = folder.path().join("slow");
        std::fs::write(&shell, "#!/bin/sh\nexec tail -f /dev/null\n").expect("a file");
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(&shell, mode).expect("a mode");
        let found = login_environment(&shell, &own, Duration::from_millis(100));
        let note = found.note.unwrap_or_default();
        assert!(note.contains("it took longer than 0.1 s"), "{note}");
        assert_eq!(
            found.variables["PATH"],
            "/usr/bin:/bin:/usr/local/bin:/opt/homebrew/bin:/usr/sbin:/home/jt/.local/bin"
        );
    }

    #[test]
    fn a_login_shell_gives_its_own_path() {
        let home = tempfile::tempdir().expect("a folder");
        let profile = "echo noise\nexport PATH=/opt/tools:/usr/bin:/bin\nexport TEAM=ops\n";
        std::fs::write(home.path().join(".profile"), profile).expect("a file");
        let own = BTreeMap::from([
            ("PATH".to_owned(), "/usr/bin:/bin".to_owned()),
            ("HOME".to_owned(), home.path().display().to_string()),
            ("KEPT".to_owned(), "1".to_owned()),
        ]);
        let found = login_environment(Path::new("/bin/sh"), &own, Duration::from_secs(10));
        assert_eq!(found.note, None);
        assert_eq!(found.variables["PATH"], "/opt/tools:/usr/bin:/bin");
        assert_eq!(found.variables["TEAM"], "ops");
        assert_eq!(found.variables["KEPT"], "1");
        assert!(!found.variables.contains_key("PWD"));
    }
}
