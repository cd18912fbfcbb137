//! Puts values into shell text so that they stay values: whatever a value
//! contains, the shell takes it as one word or as part of the string it stands
//! in, never as something to execute.

use belay_runbook::shell::parse;
use belay_runbook::{HereDocument, Span};

/// A stretch of the text and what to put there.
#[derive(Debug, Clone, Copy)]
pub struct Fill<'a> {
    /// What is replaced, in bytes of the text.
    pub span: Span,
    /// The value.
    pub value: &'a str,
    /// The value may be split into several words where the text does not quote
    /// it, as the shell does with variables.
    pub splits: bool,
}

/// Puts each value in the place of its span. Spans that overlap an earlier one
/// or lie outside are left out.
#[must_use]
pub fn fill(text: &str, fills: &[Fill<'_>]) -> String {
    let mut fills: Vec<_> = fills.to_vec();
    fills.sort_by_key(|fill| fill.span.start);
    let documents: Vec<HereDocument> = parse(text)
        .commands
        .into_iter()
        .flat_map(|command| command.redirects)
        .filter_map(|redirect| redirect.body)
        .collect();
    let mut scanner = Scanner {
        text,
        at: 0,
        stack: Vec::new(),
        documents: &documents,
    };
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for fill in fills {
        let (start, end) = (fill.span.start as usize, fill.span.end as usize);
        let Some(between) = text.get(copied..start) else {
            continue;
        };
        if end < start || text.get(start..end).is_none() {
            continue;
        }
        out.push_str(between);
        out.push_str(&encode(fill, scanner.context_at(start)));
        scanner.at = end;
        copied = end;
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    out
}

/// How the shell reads the text at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Context {
    Bare,
    /// Inside `$(…)` or `(…)` within something quoted.
    Substitution,
    Backquote,
    Double,
    Single,
    /// `$'…'`
    Ansi,
    Comment,
    Document {
        literal: bool,
    },
}

fn encode(fill: Fill<'_>, context: Context) -> String {
    let value = fill.value;
    match context {
        Context::Bare | Context::Substitution | Context::Backquote => {
            let plain = |c: char| c.is_ascii_alphanumeric() || "_./:@%+=,-".contains(c);
            let fits = |c: char| plain(c) || fill.splits && c == ' ';
            if value.chars().all(fits) && (fill.splits || !value.is_empty()) {
                value.to_owned()
            } else {
                format!("'{}'", value.replace('\'', "'\\''"))
            }
        }
        Context::Double => escape(value, "\\\"$`"),
        Context::Single => value.replace('\'', "'\\''"),
        Context::Ansi => escape(value, "\\'"),
        Context::Comment => value.replace(['\n', '\r'], " "),
        Context::Document { literal: true } => value.to_owned(),
        Context::Document { literal: false } => escape(value, "\\$`"),
    }
}

fn escape(value: &str, special: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        if special.contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Follows the quoting from the beginning of the text. It knows what matters for
/// quoting, and nothing else of the grammar.
struct Scanner<'t> {
    text: &'t str,
    at: usize,
    stack: Vec<Context>,
    documents: &'t [HereDocument],
}

impl Scanner<'_> {
    fn context_at(&mut self, goal: usize) -> Context {
        while self.at < goal {
            if let Some(document) = self.document_here() {
                let end = document.span.end as usize;
                if goal < end {
                    self.at = goal;
                    return Context::Document {
                        literal: document.literal,
                    };
                }
                self.at = end;
                continue;
            }
            self.step();
        }
        match self.document_here() {
            Some(document) => Context::Document {
                literal: document.literal,
            },
            None => self.top(),
        }
    }

    fn document_here(&self) -> Option<HereDocument> {
        let inside =
            |d: &&HereDocument| (d.span.start as usize..d.span.end as usize).contains(&self.at);
        self.documents.iter().find(inside).cloned()
    }

    fn top(&self) -> Context {
        self.stack.last().copied().unwrap_or(Context::Bare)
    }

    fn step(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let Some(c) = rest.chars().next() else {
            self.at += 1;
            return;
        };
        let before = self.at;
        self.at += c.len_utf8();
        match self.top() {
            Context::Single if c == '\'' => self.pop(),
            Context::Comment if c == '\n' => self.pop(),
            Context::Single | Context::Comment | Context::Document { .. } => {}
            Context::Ansi => match c {
                '\\' => self.skip(),
                '\'' => self.pop(),
                _ => {}
            },
            Context::Double => match c {
                '"' => self.pop(),
                _ => self.common(c, rest),
            },
            Context::Bare | Context::Substitution | Context::Backquote => match c {
                '\'' => self.stack.push(Context::Single),
                '"' => self.stack.push(Context::Double),
                '(' if self.top() == Context::Substitution => {
                    self.stack.push(Context::Substitution);
                }
                ')' if self.top() == Context::Substitution => self.pop(),
                '#' if self.starts_word(before) => self.stack.push(Context::Comment),
                '$' if rest.starts_with("$'") => {
                    self.skip();
                    self.stack.push(Context::Ansi);
                }
                _ => self.common(c, rest),
            },
        }
    }

    /// What means the same in double quotes and outside.
    fn common(&mut self, c: char, rest: &str) {
        match c {
            '\\' => self.skip(),
            '`' if self.top() == Context::Backquote => self.pop(),
            '`' => self.stack.push(Context::Backquote),
            '$' if rest.starts_with("$(") => {
                self.skip();
                self.stack.push(Context::Substitution);
            }
            _ => {}
        }
    }

    fn starts_word(&self, at: usize) -> bool {
        let before = self
            .text
            .get(..at)
            .and_then(|text| text.chars().next_back());
        before.is_none_or(|c| c.is_whitespace() || ";&|(".contains(c))
    }

    fn skip(&mut self) {
        let next = self
            .text
            .get(self.at..)
            .and_then(|rest| rest.chars().next());
        self.at += next.map_or(1, char::len_utf8);
    }

    fn pop(&mut self) {
        self.stack.pop();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::process::Command;

    use belay_runbook::Span;
    use proptest::prelude::*;

    use super::{Fill, fill};

    fn filled(text: &str, value: &str) -> String {
        let fills: Vec<_> = text
            .match_indices("<x>")
            .map(|(at, _)| Fill {
                span: Span {
                    start: at as u32,
                    end: at as u32 + 3,
                },
                value,
                splits: false,
            })
            .collect();
        fill(text, &fills)
    }

    #[test]
    fn a_plain_value_stands_as_it_is() {
        for text in [
            "aws --name <x>",
            "aws --name \"<x>\"",
            "aws --name '<x>'",
            "# <x>",
        ] {
            assert_eq!(
                filled(text, "v7-a.b/c:d"),
                text.replace("<x>", "v7-a.b/c:d")
            );
        }
    }

    #[test]
    fn a_value_never_becomes_code() {
        let evil = "a'; \"$(touch /tmp/x)\" `b` \\";
        assert_eq!(
            filled("echo <x>", evil),
            r#"echo 'a'\''; "$(touch /tmp/x)" `b` \'"#
        );
        assert_eq!(
            filled("echo \"<x>\"", evil),
            r#"echo "a'; \"\$(touch /tmp/x)\" \`b\` \\""#
        );
        assert_eq!(
            filled("echo '<x>'", evil),
            r#"echo 'a'\''; "$(touch /tmp/x)" `b` \'"#
        );
        assert_eq!(filled("echo \"$(id <x>)\"", "a b"), r#"echo "$(id 'a b')""#);
        assert_eq!(filled("# it's\necho <x>", "a b"), "# it's\necho 'a b'");
        assert_eq!(
            filled("cat <<E\nit's <x>\nE\necho <x>", "$HOME"),
            "cat <<E\nit's \\$HOME\nE\necho '$HOME'"
        );
        assert_eq!(
            filled("cat <<'E'\n<x>\nE\n", "$HOME"),
            "cat <<'E'\n$HOME\nE\n"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..Default::default() })]

        /// The shell itself is the judge: it must print the value, and nothing else.
        #[test]
        fn the_shell_sees_exactly_the_value(value in "[ -~é🪢]{1,24}") {
            for text in [
                "printf %s <x>",
                "printf %s \"<x>\"",
                "printf %s '<x>'",
                "printf %s \"$(printf %s <x>)\"",
                "printf %s \"$(printf %s \"<x>\")\"",
                "# it's a comment\nprintf %s $'<x>'",
            ] {
                let code = filled(text, &value);
                let output = Command::new("bash").args(["-c", &code]).output().unwrap();
                let printed = String::from_utf8(output.stdout).unwrap();
                prop_assert_eq!(&printed, &value, "{}", code);
            }
        }
    }
}
