//! Any block at the head of a file is read without a panic, and is within the file.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|block: &str| {
    let text = format!("---\n{block}\n---\n\n# Title\n");
    let Ok(book) = belay_runbook::read(&text) else {
        return;
    };
    if let Some(matter) = &book.front_matter {
        assert!(matter.line < matter.end_line && matter.end_line <= book.line_count);
    }
});
