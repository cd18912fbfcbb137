//! Any text is read, checked and carried to the window without a panic, and every
//! place it names lies in the text.
#![no_main]

use belay_runbook::check::{Options, check};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(book) = belay_runbook::read(text) else {
        return;
    };
    for step in &book.steps {
        assert!(step.span.of(text).is_some(), "{step:?}");
        assert!(step.line <= step.end_line, "{step:?}");
        assert_eq!(book.step(&step.id), Some(step));
        for part in &step.parts {
            for command in &part.commands {
                assert!(command.span.of(&part.code).is_some(), "{part:?}");
            }
        }
    }
    let findings = check(&book, text, &Options::default());
    assert!(findings.iter().all(|finding| finding.line >= 1));
    assert!(serde_json::to_string(&book).is_ok());
});
