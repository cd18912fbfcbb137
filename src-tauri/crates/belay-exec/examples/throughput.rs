//! How fast a large output is taken, and with how much memory; run with
//! `--release`: `cargo run --release -p belay-exec --example throughput -- 1000`
//! (megabytes of output).
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::error::Error;
use std::time::Duration;

use belay_engine::ports::{CommandKey, CommandSpec, Commands};
use belay_exec::{Settings, Shells};

fn main() -> Result<(), Box<dyn Error>> {
    let megabytes: u64 = std::env::args().nth(1).map_or(Ok(100), |n| n.parse())?;
    let folder = tempfile::tempdir()?;
    let shells = Shells::new(Settings {
        directory: folder.path().to_owned(),
        grace: Duration::from_secs(5),
        environment: belay_exec::inherited_environment().into(),
    })?;
    let line = "a line of output as programs print them, with a password policy";
    let spec = CommandSpec {
        key: CommandKey {
            run: "bench".into(),
            unit: "unit".into(),
            attempt: 1,
        },
        text: format!("set +o pipefail; yes '{line}' | head -c {megabytes}000000"),
        directory: folder.path().to_owned(),
        variables: BTreeMap::new(),
        remove: Vec::new(),
        secrets: vec!["wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".into()],
    };
    let before = peak()?;
    let runtime = tokio::runtime::Runtime::new()?;
    let exit = runtime.block_on(shells.run(spec));
    let seconds = f64::from(exit.duration_ms) / 1e3;
    println!("{:?}, {} bytes on disk", exit.outcome, exit.output.bytes);
    println!("{:.1} MB/s", megabytes as f64 / seconds);
    println!("peak memory {before} KiB before, {} KiB after", peak()?);
    Ok(())
}

/// Peak resident memory of this process, KiB.
fn peak() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number.ok_or("no VmHWM")?.parse()?)
}
