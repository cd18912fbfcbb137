//! The rest of any AWS line is read, judged and explained without a panic.
#![no_main]

use belay_runbook::{awscli, effect, shell};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|rest: &str| {
    let script = shell::parse(&format!("aws {rest}"));
    for command in &script.commands {
        if let Some(line) = awscli::read(&command.words) {
            let _ = awscli::problems(&line);
            for param in &line.params {
                let _ = awscli::interpret(&line, &param.name);
            }
        }
        let _ = effect::explain(command);
    }
});
