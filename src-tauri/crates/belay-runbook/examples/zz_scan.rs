#![allow(clippy::unwrap_used, clippy::print_stdout)]
use belay_runbook::check::{Options, check};
fn main() {
    let list = std::env::args().nth(1).unwrap();
    for path in std::fs::read_to_string(list).unwrap().lines() {
        let Ok(text) = std::fs::read_to_string(path) else {
            continue;
        };
        let Ok(runbook) = belay_runbook::read(&text) else {
            continue;
        };
        for f in check(&runbook, &text, &Options::default()) {
            println!(
                "F\t{path}\t{}\t{:?}\t{}\t{}",
                f.line,
                f.severity,
                f.rule,
                f.message.replace('\n', " ")
            );
        }
        for i in &runbook.inputs {
            println!(
                "I\t{path}\t{}\t{:?}\t{}",
                i.occurrences[0].line,
                i.style,
                i.placeholder.replace('\n', " ")
            );
        }
    }
}
