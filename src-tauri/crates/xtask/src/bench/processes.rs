//! One CloudWatch read as a whole process: `belay chart` against the AWS CLI, on
//! the same sandbox, for the same hour of the same metric.

use std::fs;
use std::process::Command;
use std::time::Instant;

use super::median;
use super::table::{Row, Target};
use crate::failure::{Failure, Outcome};
use crate::place::Place;
use crate::process::{command, quiet};
use crate::sandbox::{Life, Sandbox};

const ROUNDS: usize = 15;

/// Medians of paired runs.
pub fn measure(place: &Place) -> Outcome<Vec<Row>> {
    let sandbox = Sandbox::of_the_tests(place);
    sandbox.up(place, Life::Borrowed)?;
    let measured = compare(place, &sandbox);
    sandbox.down()?;
    measured
}

fn compare(place: &Place, sandbox: &Sandbox) -> Outcome<Vec<Row>> {
    let home = place.target.join("xtask/bench-home");
    fs::create_dir_all(&home).map_err(|error| Failure::file("create", &home, &error))?;
    let environments = home.join("environments.toml");
    fs::copy(sandbox.state.join("environments.toml"), &environments)
        .map_err(|error| Failure::file("write", &environments, &error))?;
    let endpoint = sandbox
        .answers()
        .ok_or_else(|| Failure::new("The sandbox does not answer."))?;
    let (from, to) = last_hour(place)?;
    let mut belay = command(place, place.target.join("release/belay"));
    belay
        .args([
            "chart",
            "--env",
            "apexshare-prod",
            "--period",
            "60",
            "--stat",
            "Sum",
        ])
        .args([
            "--metric",
            "AWS/Lambda/Errors?FunctionName=apexshare-upload-handler-prod",
        ])
        .args(["--from", &from, "--to", &to, "--out"])
        .arg(home.join("errors.svg"));
    let mut aws = command(place, place.venv_program("awscli", "aws"));
    aws.args([
        "cloudwatch",
        "get-metric-statistics",
        "--endpoint-url",
        &endpoint,
    ])
    .args([
        "--profile",
        "apexshare-prod",
        "--namespace",
        "AWS/Lambda",
        "--metric-name",
        "Errors",
    ])
    .args([
        "--dimensions",
        "Name=FunctionName,Value=apexshare-upload-handler-prod",
    ])
    .args([
        "--start-time",
        &from,
        "--end-time",
        &to,
        "--period",
        "60",
        "--statistics",
        "Sum",
    ]);
    for command in [&mut belay, &mut aws] {
        command
            .env("HOME", &home)
            .env("BELAY_HOME", &home)
            .envs(sandbox.variables());
    }
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let (one, other) = (
            timed(&mut belay, "`belay chart`")?,
            timed(&mut aws, "`aws cloudwatch`")?,
        );
        if round > 0 {
            ours.push(one);
            theirs.push(other);
        }
    }
    Ok(vec![Row {
        name: "one CloudWatch read and its chart, whole process".into(),
        figure: median(ours),
        baseline: Some((median(theirs), "aws get-metric-statistics")),
        unit: "ms",
        target: Target::TimesFaster(8.0),
    }])
}

fn timed(command: &mut Command, what: &str) -> Outcome<f64> {
    let began = Instant::now();
    quiet(command, what)?;
    Ok(began.elapsed().as_secs_f64() * 1e3)
}

/// The last full hour as instants that both programs read.
fn last_hour(place: &Place) -> Outcome<(String, String)> {
    let at = |ago: &str| {
        let said = quiet(
            command(place, "date").args(["-u", "-d", ago, "+%Y-%m-%dT%H:%M:00Z"]),
            "`date`",
        )?;
        Ok(said.trim().to_owned())
    };
    Ok((at("61 minutes ago")?, at("1 minute ago")?))
}
