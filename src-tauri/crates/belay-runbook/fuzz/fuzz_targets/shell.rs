//! Any shell code is split without a panic, and each word is where it says it is.
#![no_main]

use belay_runbook::{effect, shell};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|code: &str| {
    let script = shell::parse(code);
    for command in &script.commands {
        for word in &command.words {
            assert_eq!(word.span.of(code), Some(word.raw.as_str()));
        }
    }
    for statement in &script.statements {
        assert!(statement.span.of(code).is_some());
    }
    let _ = effect::effect_of(&script.commands);
});
