//! Reading how many tests passed from what the test runners print.

use std::ops::Add;

/// Tests of a stage; a check without tests of its own counts as one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// How many passed.
    pub passed: u32,
    /// How many failed.
    pub failed: u32,
}

/// A check that passed.
pub const ONE_CHECK: Count = Count {
    passed: 1,
    failed: 0,
};

impl Add for Count {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
        }
    }
}

/// cargo-nextest: `Summary [ 0.2s] 9 tests run: 8 passed, 1 failed, 0 skipped`.
pub fn nextest(text: &str) -> Option<Count> {
    let line = last_line(text, |line| {
        line.contains("Summary [") && line.contains("run:")
    })?;
    let line = line.split_once("run:")?.1;
    Some(Count {
        passed: before(line, "passed").unwrap_or(0),
        failed: ["failed", "timed out", "exec failed"]
            .iter()
            .filter_map(|word| before(line, word))
            .sum(),
    })
}

/// Vitest: `Tests  1 failed | 8 passed (9)`.
pub fn vitest(text: &str) -> Option<Count> {
    let line = last_line(text, |line| line.trim_start().starts_with("Tests "))?;
    Some(Count {
        passed: before(line, "passed").unwrap_or(0),
        failed: before(line, "failed").unwrap_or(0),
    })
}

/// Python's unittest: `Ran 9 tests in 0.2s`, `FAILED (failures=1, errors=1)`.
pub fn unittest(text: &str) -> Option<Count> {
    let line = last_line(text, |line| {
        line.starts_with("Ran ") && line.contains(" test")
    })?;
    let ran: u32 = line.split_whitespace().nth(1)?.parse().ok()?;
    let failed = last_line(text, |line| line.starts_with("FAILED (")).map_or(0, |line| {
        let after = |word: &str| {
            line.split_once(word)
                .and_then(|(_, rest)| leading(rest))
                .unwrap_or(0)
        };
        after("failures=") + after("errors=")
    });
    Some(Count {
        passed: ran.saturating_sub(failed),
        failed,
    })
}

/// Node's test runner: `ℹ pass 8`, or `# pass 8` where it writes TAP.
pub fn node(text: &str) -> Option<Count> {
    let after = |word: &str| {
        let told = |line: &str| {
            ["ℹ ", "# "]
                .iter()
                .any(|mark| line.starts_with(&format!("{mark}{word} ")))
        };
        let line = last_line(text, told)?;
        line.split_whitespace().last()?.parse::<u32>().ok()
    };
    Some(Count {
        passed: after("pass")?,
        failed: after("fail")? + after("cancelled").unwrap_or(0),
    })
}

fn last_line(text: &str, wanted: impl Fn(&str) -> bool) -> Option<&str> {
    text.lines().rev().find(|line| wanted(line))
}

/// The number that stands before a word: `8` before `passed`.
fn before(line: &str, word: &str) -> Option<u32> {
    let (head, _) = line.split_once(&format!(" {word}"))?;
    head.split_whitespace().last()?.parse().ok()
}

fn leading(text: &str) -> Option<u32> {
    let digits = text
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(text.len());
    text[..digits].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(passed: u32, failed: u32) -> Option<Count> {
        Some(Count { passed, failed })
    }

    #[test]
    fn every_runner_is_read() {
        assert_eq!(
            nextest("     Summary [   0.005s] 5 tests run: 4 passed (1 slow), 1 failed, 2 skipped"),
            count(4, 1)
        );
        assert_eq!(
            nextest("     Summary [   0.005s] 5 tests run: 5 passed, 0 skipped\n"),
            count(5, 0)
        );
        assert_eq!(
            vitest(" Test Files  2 passed (2)\n      Tests  1 failed | 8 passed (9)\n"),
            count(8, 1)
        );
        assert_eq!(
            unittest("Ran 9 tests in 0.2s\n\nFAILED (failures=1, errors=2)\n"),
            count(6, 3)
        );
        assert_eq!(unittest("Ran 1 test in 0.2s\n\nOK\n"), count(1, 0));
        assert_eq!(
            node("# tests 9\n# pass 8\n# fail 1\n# cancelled 0\n"),
            count(8, 1)
        );
        assert_eq!(
            node("✖ may not fail 7\nℹ pass 8\nℹ fail 1\n✖ failing tests:\n✖ may not pass 9"),
            count(8, 1)
        );
    }

    #[test]
    fn a_runner_that_said_nothing_is_not_taken_for_a_pass() {
        for read in [nextest, vitest, unittest, node] {
            assert_eq!(read("error: could not compile"), None);
        }
    }
}
