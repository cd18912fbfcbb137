//! What a program receives as a word, put together on the way through it.

use crate::model::Shared;
use std::ops::Range;

/// Without quotes and escapes in between, what a program receives stands in the code
/// as it is: nothing is copied then.
#[derive(Default)]
pub(super) struct Value {
    /// So far it is these bytes of the code.
    plain: Range<usize>,
    /// So far it is this; empty while `plain` is all of it.
    made: String,
}

impl Value {
    /// Adds a stretch of the code.
    pub(super) fn take(&mut self, code: &str, more: Range<usize>) {
        if !self.made.is_empty() {
            self.made.push_str(&code[more]);
        } else if self.plain.is_empty() {
            self.plain = more;
        } else if self.plain.end == more.start {
            self.plain.end = more.end;
        } else if !more.is_empty() {
            self.put(code, &code[more]);
        }
    }

    /// Adds text that does not stand in the code.
    pub(super) fn put(&mut self, code: &str, text: &str) {
        if self.made.is_empty() {
            self.made.push_str(&code[self.plain.clone()]);
        }
        self.made.push_str(text);
    }

    /// The value of a word of this code.
    pub(super) fn finish(self, code: &Shared) -> Shared {
        if self.made.is_empty() {
            code.cut(self.plain)
        } else {
            Shared::from(self.made)
        }
    }
}
