//! `cargo xtask sandbox`: the pretended AWS accounts of `tests/sandbox`.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use crate::failure::{Failure, Outcome};
use crate::place::Place;
use crate::process::{self, command};
use crate::setup::{self, Part};

/// What `tests/sandbox/run.py` writes into `sandbox.json`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    endpoint: String,
    pid: i32,
    ministack_pid: Option<i32>,
}

/// A sandbox's folder: its record, its AWS files, its log.
pub struct Sandbox {
    /// The folder.
    pub state: PathBuf,
}

/// Whether a sandbox ends with this command or goes on after it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// It ends when this program does.
    Borrowed,
    /// It goes on until `sandbox down`.
    Detached,
}

/// `cargo xtask sandbox WORD`.
pub fn run(place: &Place, words: &[&str]) -> Outcome<()> {
    let sandbox = Sandbox::of_the_user(place);
    match words {
        ["up"] => {
            setup::run(place, &[Part::Debian, Part::Sandbox])?;
            if sandbox.answers().is_none() {
                sandbox.up(place, Life::Detached)?;
            }
            sandbox.introduce()
        }
        ["down"] => {
            sandbox.down()?;
            println!("The sandbox is down; what was in it is gone.");
            Ok(())
        }
        ["reset"] => {
            sandbox.down()?;
            sandbox.up(place, Life::Detached)?;
            println!("The sandbox is as it was seeded.");
            sandbox.introduce()
        }
        ["status"] => match sandbox.answers() {
            Some(_) => sandbox.introduce(),
            None => {
                println!("The sandbox is down. `cargo xtask sandbox up` starts it.");
                Ok(())
            }
        },
        _ => Err(Failure::new(
            "`cargo xtask sandbox` takes one of: up, down, reset, status.",
        )),
    }
}

impl Sandbox {
    /// The one that `cargo xtask sandbox up` starts and the demo uses.
    pub fn of_the_user(place: &Place) -> Self {
        Self {
            state: place.target.join("sandbox/state"),
        }
    }

    /// The one that tests start for themselves.
    pub fn of_the_tests(place: &Place) -> Self {
        Self {
            state: place.target.join("sandbox/test"),
        }
    }

    /// The record that tests read (`BELAY_SANDBOX`).
    pub fn record_file(&self) -> PathBuf {
        self.state.join("sandbox.json")
    }

    /// Starts it with its seeded world and waits until it is ready.
    pub fn up(&self, place: &Place, life: Life) -> Outcome<()> {
        // A record or state of an earlier one would be taken for this one's.
        if self.state.exists() {
            fs::remove_dir_all(&self.state)
                .map_err(|error| Failure::file("remove", &self.state, &error))?;
        }
        let log = self.state.with_extension("log");
        // A session of its own: a closed terminal or Ctrl-C does not reach it.
        let mut child = process::start(
            command(place, "setsid")
                .arg("python3")
                .arg(place.sandbox_source("run.py"))
                .arg("--venvs")
                .arg(place.venvs())
                .args(["--port", "0", "--seed", "world", "--state"])
                .arg(&self.state),
            &log,
        )?;
        if life == Life::Detached {
            process::keep(&child);
        }
        let mut ended = None;
        let ready = process::wait_until(Duration::from_secs(120), || {
            ended = child.try_wait().ok().flatten();
            ended.is_some() || said_ready(&log)
        });
        if ready && ended.is_none() {
            return Ok(());
        }
        if let Ok(pid) = i32::try_from(child.id()) {
            process::end_tree(pid);
        }
        let said = fs::read_to_string(&log).unwrap_or_default();
        Err(Failure::new(format!(
            "The sandbox did not become ready. The end of {}:\n{}",
            place.show(&log),
            process::last_lines(&said, 20)
        )))
    }

    /// Ends it, if it runs.
    pub fn down(&self) -> Outcome<()> {
        if let Some(record) = self.record() {
            // A process id is used again after a while: look who it is first.
            let own = |pid: &i32| is_of_the_sandbox(*pid);
            for pid in [Some(record.pid), record.ministack_pid]
                .into_iter()
                .flatten()
                .filter(own)
            {
                process::end_tree(pid);
            }
        }
        match fs::remove_file(self.record_file()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Failure::file("remove", &self.record_file(), &error))
            }
            _ => Ok(()),
        }
    }

    /// Its endpoint, if it runs and answers.
    pub fn answers(&self) -> Option<String> {
        let endpoint = self.record()?.endpoint;
        get(&endpoint, "/_ctl/health")
            .is_some_and(|answer| answer.starts_with("200"))
            .then_some(endpoint)
    }

    fn record(&self) -> Option<Record> {
        serde_json::from_str(&fs::read_to_string(self.record_file()).ok()?).ok()
    }

    /// Prints how to use it.
    fn introduce(&self) -> Outcome<()> {
        let endpoint = self.answers().ok_or_else(|| {
            Failure::new("The sandbox does not answer.")
                .hint("`cargo xtask sandbox reset` starts it anew.")
        })?;
        let aws = self.state.join("aws");
        let config = fs::read_to_string(aws.join("config")).unwrap_or_default();
        println!("The sandbox is up at {endpoint}");
        println!("profiles: {}", profiles(&config).join(", "));
        println!();
        println!("In a shell:");
        println!("  export AWS_CONFIG_FILE={}", aws.join("config").display());
        println!(
            "  export AWS_SHARED_CREDENTIALS_FILE={}",
            aws.join("credentials").display()
        );
        println!("  aws --endpoint-url {endpoint} --profile NAME dynamodb list-tables");
        println!();
        println!(
            "For Belay, its environments are in {}",
            self.state.join("environments.toml").display()
        );
        Ok(())
    }

    /// Variables that point an AWS client, or Belay, at it.
    pub fn variables(&self) -> [(&'static str, PathBuf); 3] {
        [
            ("AWS_CONFIG_FILE", self.state.join("aws/config")),
            (
                "AWS_SHARED_CREDENTIALS_FILE",
                self.state.join("aws/credentials"),
            ),
            ("BELAY_SANDBOX", self.record_file()),
        ]
    }
}

fn said_ready(log: &Path) -> bool {
    fs::read_to_string(log).is_ok_and(|said| said.lines().any(|line| line.starts_with("ready ")))
}

fn is_of_the_sandbox(pid: i32) -> bool {
    fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|words| {
        let words = String::from_utf8_lossy(&words).into_owned();
        ["run.py", "belay_sandbox", "ministack"]
            .iter()
            .any(|name| words.contains(name))
    })
}

fn profiles(config: &str) -> Vec<&str> {
    config
        .lines()
        .filter_map(|line| line.trim().strip_prefix('[')?.strip_suffix(']'))
        .filter(|section| !section.starts_with("services "))
        .map(|section| section.trim_start_matches("profile ").trim())
        .collect()
}

/// Status and body of a GET, or nothing when nobody answers.
fn get(endpoint: &str, path: &str) -> Option<String> {
    let host = endpoint.strip_prefix("http://")?.trim_end_matches('/');
    let mut stream = TcpStream::connect(host).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer.split_once(' ')?.1.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_are_the_sections_of_an_aws_config() {
        let config =
            "[default]\nregion = eu-west-1\n[profile apexshare-prod]\n[services sandbox]\n";
        assert_eq!(profiles(config), ["default", "apexshare-prod"]);
    }
}
