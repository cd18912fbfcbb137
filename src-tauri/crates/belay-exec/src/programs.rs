//! Programs of this machine: where they are on the PATH that steps get, and
//! which version they say they are.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use belay_engine::ports::{PortFuture, ProgramAnswer, Programs as Port};
use belay_runbook::tools::VersionQuestion;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::{Child, Command};
use tokio::task::JoinSet;

use crate::base::BaseEnvironment;
use crate::plain::plain;

/// As much of an answer as is kept, in bytes. A version stands at its beginning.
const KEPT: u64 = 16 * 1024;

/// Looks programs up and asks them for their versions.
#[derive(Debug, Clone)]
pub struct Programs {
    environment: BaseEnvironment,
    patience: Duration,
}

impl Programs {
    /// `environment` is that of every command; a program that does not answer
    /// within `patience` is ended with all that it began.
    #[must_use]
    pub fn new(environment: impl Into<BaseEnvironment>, patience: Duration) -> Self {
        Self {
            environment: environment.into(),
            patience,
        }
    }

    fn variables(&self, over: &BTreeMap<String, String>) -> BTreeMap<String, String> {
        let mut all = self.environment.variables().clone();
        all.extend(over.clone());
        // Whoever is asked for a version needs no session, and calls nobody:
        // Terraform would otherwise ask its maker whether there is a newer one.
        all.retain(|name, _| !name.starts_with("AWS_"));
        all.insert("CHECKPOINT_DISABLE".into(), "1".into());
        all.insert("NO_COLOR".into(), "1".into());
        all
    }
}

impl Port for Programs {
    fn find(&self, program: &str, variables: &BTreeMap<String, String>) -> Option<PathBuf> {
        let path = variables
            .get("PATH")
            .or_else(|| self.environment.variables().get("PATH"))?;
        on_path(program, path)
    }

    fn ask<'a>(
        &'a self,
        questions: &'a [VersionQuestion],
        directory: &'a Path,
        variables: &'a BTreeMap<String, String>,
    ) -> PortFuture<'a, Vec<ProgramAnswer>> {
        let variables = self.variables(variables);
        Box::pin(async move {
            let mut asking = JoinSet::new();
            for (index, question) in questions.iter().enumerate() {
                let Some(path) = self.find(&question.program, &variables) else {
                    continue;
                };
                let mut command = Command::new(path);
                command
                    .args(&question.arguments)
                    .current_dir(directory)
                    .env_clear()
                    .envs(&variables);
                let patience = self.patience;
                asking.spawn(async move { (index, answer(command, patience).await) });
            }
            let mut answers = vec![ProgramAnswer::NotFound; questions.len()];
            while let Some(asked) = asking.join_next().await {
                if let Ok((index, answer)) = asked {
                    answers[index] = answer;
                }
            }
            answers
        })
    }
}

/// The first file of this name that may be run, in the order of the PATH. A
/// relative entry is passed over: it would make the folder of a runbook decide
/// what is run.
fn on_path(program: &str, path: &str) -> Option<PathBuf> {
    path.split(':')
        .map(Path::new)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(program))
        .find(|file| {
            file.metadata()
                .is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
        })
}

async fn answer(mut command: Command, patience: Duration) -> ProgramAnswer {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            return ProgramAnswer::NotStarted {
                message: error.to_string(),
            };
        }
    };
    let ended = tokio::time::timeout(patience, to_its_end(&mut child)).await;
    match ended {
        Ok(Ok((text, code))) => ProgramAnswer::Answered { text, code },
        Ok(Err(error)) => ProgramAnswer::NotStarted {
            message: error.to_string(),
        },
        Err(_) => {
            end(&mut child).await;
            ProgramAnswer::TimedOut {
                seconds: u32::try_from(patience.as_secs()).unwrap_or(u32::MAX),
            }
        }
    }
}

/// What it printed, what it says on the error stream last, and its exit code.
async fn to_its_end(child: &mut Child) -> std::io::Result<(String, Option<i32>)> {
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let (mut printed, complained) = tokio::try_join!(beginning(out), beginning(err))?;
    printed.extend(b"\n");
    printed.extend(complained);
    let status = child.wait().await?;
    Ok((plain(&printed).trim().to_owned(), status.code()))
}

/// The first bytes of a stream; the rest is read and thrown away, so that
/// nobody waits for a full pipe.
async fn beginning(stream: Option<impl AsyncRead + Unpin>) -> std::io::Result<Vec<u8>> {
    let mut kept = Vec::new();
    if let Some(mut stream) = stream {
        (&mut stream).take(KEPT).read_to_end(&mut kept).await?;
        tokio::io::copy(&mut stream, &mut tokio::io::sink()).await?;
    }
    Ok(kept)
}

/// Ends the program and what it began in its group.
async fn end(child: &mut Child) {
    let group = child.id().and_then(|id| i32::try_from(id).ok());
    if let Some(group) = group.and_then(rustix::process::Pid::from_raw) {
        // It may have ended meanwhile; then there is no group.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    // Takes the ended process off the table; one that is gone already is fine.
    let _ = child.wait().await;
}
