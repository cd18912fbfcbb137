//! Runs commands: what Belay does itself, it does itself; everything else goes
//! to the shell. Behind the engine's port, so that guards, intent and outcome
//! are the same for both.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use belay_aws::{CloudWatch, Sessions};
use belay_engine::environment::Environment;
use belay_engine::metrics::{Alarm, Metrics as _, Range};
use belay_engine::ports::{
    CommandExit, CommandKey, CommandOutcome, CommandSpec, Commands, Identities as _, OutputSummary,
    PortError, PortFuture,
};
use belay_exec::Shells;
use belay_runbook::awscli::{DescribeAlarms, MetricStatistics, Native};
use belay_runbook::{SimpleCommand, shell};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::natives;
use crate::panels;

/// Points side by side that a chart of the record has room for.
const WIDTH: u32 = 720;
/// As much of an output as the record keeps, in bytes.
const TAIL: usize = 4096;

/// Charts that attempts have read, by run and unit, until they are kept.
type Charts = Arc<Mutex<HashMap<(String, String), Vec<(String, Value)>>>>;

/// Finds the environment of a run, as the run was started in it.
pub type EnvironmentOf = Arc<dyn Fn(&str) -> Option<Environment> + Send + Sync>;

/// The port.
#[derive(Clone)]
pub struct NativeCommands {
    shells: Shells,
    sessions: Sessions,
    metrics: Arc<CloudWatch>,
    environment_of: EnvironmentOf,
    charts: Charts,
}

impl NativeCommands {
    /// Runs natives with `sessions`, all else in `shells`.
    pub fn new(shells: Shells, sessions: Sessions, environment_of: EnvironmentOf) -> Self {
        Self {
            metrics: Arc::new(CloudWatch::new(sessions.clone())),
            shells,
            sessions,
            environment_of,
            charts: Charts::default(),
        }
    }

    /// The charts that a unit has read since they were last taken.
    pub fn take_charts(&self, run: &str, unit: &str) -> Vec<(String, Value)> {
        let mut charts = self.charts.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (run.to_owned(), unit.to_owned());
        charts.remove(&key).unwrap_or_default()
    }

    async fn native(&self, key: &CommandKey, native: Native) -> Result<String, PortError> {
        let Some(environment) = (self.environment_of)(&key.run) else {
            return Err(PortError {
                message: format!("The environment of run {} is not known.", key.run),
                hint: None,
                request_id: None,
                kind: belay_engine::ports::PortErrorKind::Other,
            });
        };
        let value = match native {
            Native::CallerIdentity => self.identity(&environment).await?,
            Native::MetricStatistics(metric) => self.chart(key, &environment, &metric).await?,
            Native::DescribeAlarms(asked) => self.alarms(&environment, &asked).await?,
            // `runs_natively` lets nothing else through.
            _ => Value::Null,
        };
        // A value without maps of non-string keys always has a text.
        Ok(serde_json::to_string_pretty(&value).unwrap_or_default())
    }

    async fn identity(&self, environment: &Environment) -> Result<Value, PortError> {
        let caller = self.sessions.caller(environment).await?;
        Ok(json!({
            "Account": caller.account_id,
            "Arn": caller.arn,
            "RequestId": caller.request_id,
        }))
    }

    async fn chart(
        &self,
        key: &CommandKey,
        environment: &Environment,
        metric: &MetricStatistics,
    ) -> Result<Value, PortError> {
        let now = Timestamp::now();
        let Some((queries, from, to)) = natives::queries(metric, now) else {
            return Err(PortError {
                message: "The line's start and end cannot be told.".to_owned(),
                hint: Some("Write instants with their zone, or a `date` that ends in UTC.".into()),
                request_id: None,
                kind: belay_engine::ports::PortErrorKind::Configuration,
            });
        };
        let range = Range {
            from,
            to,
            width: WIDTH,
        };
        let series = self.metrics.read(environment, &queries, range).await?;
        let read = panels::panel(
            "chart",
            &metric.metric,
            &series,
            range,
            &environment.region,
            now,
        );
        let chart = belay_chart::json(&read.panel);
        let title = format!("{} {}", read.panel.title, read.panel.subtitle);
        self.charts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry((key.run.clone(), key.unit.clone()))
            .or_default()
            .push((title, chart.clone()));
        read.answer()?;
        Ok(json!({
            "Label": metric.metric,
            "Summary": belay_chart::summary(&read.panel),
            "PeriodSeconds": read.period_s,
            "State": read.state,
            "Series": chart.get("series"),
        }))
    }

    async fn alarms(
        &self,
        environment: &Environment,
        asked: &DescribeAlarms,
    ) -> Result<Value, PortError> {
        let alarms = self.metrics.alarms(environment).await?;
        let fits = |alarm: &&Alarm| {
            (asked.names.is_empty() || asked.names.contains(&alarm.name))
                && asked
                    .prefix
                    .as_ref()
                    .is_none_or(|p| alarm.name.starts_with(p))
                && asked.state.as_ref().is_none_or(|s| *s == state_word(alarm))
        };
        let alarms: Vec<_> = alarms.iter().filter(fits).collect();
        Ok(json!({ "Alarms": alarms }))
    }

    async fn carry_out(self, spec: CommandSpec, native: Native) -> CommandExit {
        let began = Instant::now();
        let result = self.native(&spec.key, native).await;
        let (code, text) = match result {
            Ok(text) => (0, text),
            Err(error) => (1, error_text(&error)),
        };
        let file = self.shells.output_path(&spec.key);
        let (outcome, output) = match keep(&file, &text) {
            Ok(output) => (CommandOutcome::Exited { code }, output),
            Err(error) => (
                CommandOutcome::NotStarted {
                    message: format!("`{}` could not be written: {error}", file.display()),
                },
                OutputSummary::default(),
            ),
        };
        CommandExit {
            outcome,
            duration_ms: u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX),
            output,
            directory: Some(spec.directory),
            exported: Default::default(),
        }
    }
}

fn state_word(alarm: &Alarm) -> &'static str {
    use belay_engine::metrics::AlarmState;
    match alarm.state {
        AlarmState::Ok => "OK",
        AlarmState::Alarm => "ALARM",
        AlarmState::InsufficientData => "INSUFFICIENT_DATA",
    }
}

fn error_text(error: &PortError) -> String {
    let mut text = error.message.clone();
    if let Some(hint) = &error.hint {
        text += &format!("\n{hint}");
    }
    if let Some(id) = &error.request_id {
        text += &format!("\nAWS request ID: {id}");
    }
    text
}

fn keep(file: &std::path::Path, text: &str) -> io::Result<OutputSummary> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    // A terminal wants both; the shell's output on disk has both too.
    let text = format!("{}\r\n", text.replace('\n', "\r\n"));
    std::fs::write(file, &text)?;
    let start = text.ceil_char_boundary(text.len().saturating_sub(TAIL));
    Ok(OutputSummary {
        bytes: u32::try_from(text.len()).unwrap_or(u32::MAX),
        sha256: Sha256::digest(&text)
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect(),
        tail: text[start..].replace("\r\n", "\n"),
        ..OutputSummary::default()
    })
}

/// The native line that a text is, if Belay does it here. Restores are not among
/// them: they go through the wizard's plan and its own guards.
fn runs_natively(text: &str) -> Option<Native> {
    let native = natives::native(&shell::parse(text).commands)?;
    is_done_here(&native).then_some(native)
}

fn is_done_here(native: &Native) -> bool {
    matches!(
        native,
        Native::CallerIdentity | Native::MetricStatistics(_) | Native::DescribeAlarms(_)
    )
}

fn is_restore(native: &Native) -> bool {
    matches!(native, Native::RestoreTableToPointInTime(_))
}

impl Commands for NativeCommands {
    fn run(&self, spec: CommandSpec) -> PortFuture<'static, CommandExit> {
        match runs_natively(&spec.text) {
            Some(native) => Box::pin(self.clone().carry_out(spec, native)),
            None => self.shells.run(spec),
        }
    }

    fn without_shell(&self, commands: &[SimpleCommand]) -> bool {
        let native = natives::native(commands);
        native.is_some_and(|native| is_done_here(&native) || is_restore(&native))
    }

    fn stop<'a>(&'a self, key: &'a CommandKey) -> PortFuture<'a, bool> {
        self.shells.stop(key)
    }
}
