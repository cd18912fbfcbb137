//! How the time of reading and checking grows on text that is built to be slow.
//!
//! `cargo run --release -p belay-runbook --example hostile_bench [BYTES] [NAME]` prints,
//! for each shape, the time for `BYTES` (200,000 without it), for twice and for four
//! times as many, and the smaller growth of the two: 2 when the work is linear, 4 when
//! it is quadratic. Growth that comes once is memory that no longer fits a cache, or
//! pages that are asked for anew. Time is that of the processor where the system tells
//! it, so that other programs do not count. The last line names the worst of those that
//! take long enough to be told from noise.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// A shape of text: its name, and what makes one of about so many bytes.
type Shape = (&'static str, fn(usize) -> String);

const SHAPES: &[Shape] = &[
    ("one long line", |n| "word ".repeat(n / 5)),
    ("one word", |n| "w".repeat(n)),
    ("backticks", |n| "`".repeat(n)),
    ("backticks of growing length", |n| {
        growing(n, |count| format!("{} ", "`".repeat(count)))
    }),
    ("open brackets", |n| "[".repeat(n)),
    ("bracket pairs", |n| "[]".repeat(n / 2)),
    ("fields", |n| "Contact: [Name] ".repeat(n / 16)),
    ("links", |n| "[a](b) ".repeat(n / 7)),
    ("open links", |n| "[a](".repeat(n / 4)),
    ("pictures in links", |n| "[![a](".repeat(n / 6)),
    ("emphasis", |n| "*a **a ".repeat(n / 7)),
    ("angles", |n| "<a ".repeat(n / 3)),
    ("comments", |n| "<!-- a ".repeat(n / 7)),
    ("hints", |n| "<!-- belay: ignore X -->\n\n".repeat(n / 26)),
    ("quotes in quotes", |n| "> ".repeat(n / 2)),
    ("lists in lists", |n| "- ".repeat(n / 2)),
    ("indented lists", |n| {
        growing(n, |depth| format!("{}- a\n", " ".repeat(2 * (depth % 100))))
    }),
    ("tasks", |n| "- [ ] do it\n".repeat(n / 12)),
    ("numbers", |n| "1. do it\n".repeat(n / 9)),
    ("numbers in numbers", |n| {
        growing(n, |depth| format!("{}1. a\n", " ".repeat(3 * (depth % 60))))
    }),
    ("headings of one name", |n| "# Same\n".repeat(n / 7)),
    ("headings of numbered names", |n| {
        growing(n, |at| format!("## a-{at}\n## a\n"))
    }),
    ("headings before the first title", |n| {
        format!("{}{}", "## a\n".repeat(n / 10), "# b\n".repeat(n / 8))
    }),
    ("nested headings", |n| {
        "# a\n## b\n### c\n#### d\n##### e\n###### f\n".repeat(n / 41)
    }),
    ("long heading", |n| {
        format!("# {}", "Rollback ".repeat(n / 9))
    }),
    ("headings with anchors", |n| {
        growing(n, |at| format!("# S{at}\n[l](#s{at})\n\n"))
    }),
    ("bold lines", |n| "**1. Do**\n\n".repeat(n / 11)),
    ("options", |n| "**Option A: x**\n\n".repeat(n / 17)),
    ("option headings", |n| "## Option A: x\n".repeat(n / 15)),
    ("symptoms", |n| {
        format!(
            "## Troubleshooting\n{}",
            "**Symptoms:** a\n\n**Resolution:** b\n\n".repeat(n / 36)
        )
    }),
    ("contacts", |n| {
        format!("## Contacts\n{}", "- A: [Name]\n".repeat(n / 12))
    }),
    ("wide table", |n| {
        let cells = n / 6;
        format!("|{}\n|{}\n", "a|".repeat(cells), "-|".repeat(cells))
    }),
    ("long table", |n| {
        format!("|a|b|\n|-|-|\n{}", "|c|> 5% errors|\n".repeat(n / 16))
    }),
    ("triggers", |n| {
        format!(
            "Rollback triggers:\n\n{}",
            "- error rate > 5% for 10 minutes\n".repeat(n / 33)
        )
    }),
    ("durations", |n| "Monitor for 30 minutes ".repeat(n / 23)),
    ("duration lines", |n| {
        "Monitor for 30 minutes.\n\n".repeat(n / 25)
    }),
    ("fences", |n| "```\n".repeat(n / 4)),
    ("shell blocks", |n| "```sh\nls\n```\n".repeat(n / 13)),
    ("unlabelled blocks", |n| "```\nls -l\n```\n".repeat(n / 14)),
    ("hidden characters", |n| "\u{200b}".repeat(n / 3)),
    ("NUL bytes", |n| "\0".repeat(n)),
    ("carriage returns", |n| "\r".repeat(n)),
    ("front matter", |n| {
        format!("---\na: {}\n---\n", "[a, ".repeat(n / 4))
    }),
    ("front matter keys", |n| {
        format!(
            "---\n{}---\n",
            growing(n.min(6_000), |at| format!("k{at}: v\n"))
        )
    }),
    ("reference definitions", |n| {
        growing(n, |at| format!("[r{at}]: /u\n\n[r{at}]\n\n"))
    }),
    ("autolinks", |n| "https://a.b ".repeat(n / 12)),
    ("addresses", |n| "a@b.c ".repeat(n / 6)),
    ("entities", |n| "&amp;".repeat(n / 5)),
    ("numbered links", |n| "1. [a](b)\n".repeat(n / 10)),
    ("numbers over lazy lines", |n| {
        format!("{}a\n{}", "1. ".repeat(n / 6), "b\n".repeat(n / 4))
    }),
    ("links that lead nowhere", |n| {
        growing(n, |at| format!("[a](#b{at}) "))
    }),
    ("pictures in pictures", |n| {
        format!("{}a{}", "![".repeat(n / 6), "](b)".repeat(n / 6))
    }),
    ("bold titles of blocks", |n| {
        "**1. Do**\n\n```\na\n```\n".repeat(n / 22)
    }),
    ("a long label above blocks", |n| {
        format!(
            "**{}**\n\n{}",
            "a ".repeat(n / 4),
            "```sh\nls\n```\n".repeat(n / 26)
        )
    }),
    ("a long heading above blocks", |n| {
        format!(
            "# {}\n\n{}",
            "a ".repeat(n / 4),
            "```sh\nls\n```\n".repeat(n / 26)
        )
    }),
    ("a long heading above items", |n| {
        format!(
            "# Rollback when {}\n\n{}",
            "a ".repeat(n / 4),
            "- a 1\n".repeat(n / 12)
        )
    }),
    ("a long lead above items", |n| {
        format!(
            "Rollback when {}\n\n{}",
            "a ".repeat(n / 4),
            "- a 1\n".repeat(n / 12)
        )
    }),
    ("a long lead above needs", |n| {
        let lead = "a ".repeat(n / 4);
        format!(
            "## Prerequisites\n\n{lead}\n\n{}",
            "- a: 1\n".repeat(n / 14)
        )
    }),
    ("secrets", |n| {
        "export DB_PASSWORD=hunter2hunter2\n\n".repeat(n / 36)
    }),
    ("secrets behind steps", |n| {
        let steps = "- [ ] a\n".repeat(n / 16);
        format!(
            "{steps}\n# b\n{}",
            "export DB_PASSWORD=hunter2hunter2\n\n".repeat(n / 72)
        )
    }),
    ("allowances", |n| {
        "<!-- belay: allow secret-in-text x -->\n\nexport DB_PASSWORD=hunter2hunter2\n\n"
            .repeat(n / 77)
    }),
    ("roles", |n| {
        growing(n, |at| format!("# a{at}\n<!-- belay: role guide -->\n\n"))
    }),
    ("environments", |n| {
        growing(n, |at| {
            format!("## Production environment {at}\n```sh\nexport A=1\n```\n")
        })
    }),
    // Shell code.
    ("sh: substitutions", |n| shell("$(", n)),
    ("sh: closed substitutions", |n| shell("$(a) ", n)),
    ("sh: backquotes", |n| shell("`", n)),
    ("sh: backquoted", |n| shell("`a` ", n)),
    ("sh: nested backquotes", |n| shell("`a \\`b ", n)),
    ("sh: quotes", |n| shell("\"", n)),
    ("sh: substitutions in quotes", |n| shell("\"$(", n)),
    ("sh: single quotes", |n| shell("'a", n)),
    ("sh: braces", |n| shell("${a:-", n)),
    ("sh: groups", |n| shell("{ ", n)),
    ("sh: subshells", |n| shell("( ", n)),
    ("sh: double parentheses", |n| shell("((", n)),
    ("sh: arithmetic", |n| shell("$((", n)),
    ("sh: arrays", |n| shell("a=(", n)),
    ("sh: patterns", |n| shell("@(", n)),
    ("sh: brackets", |n| shell("a[", n)),
    ("sh: tests", |n| shell("[[ ", n)),
    ("sh: ifs", |n| shell("if a; then ", n)),
    ("sh: cases", |n| shell("case a in ", n)),
    ("sh: functions", |n| shell("f() ", n)),
    ("sh: function bodies", |n| shell("f() { cd a; }\n", n)),
    ("sh: functions and moves", |n| {
        shell("f() { a; }\ncd x\n", n)
    }),
    ("sh: latest", |n| {
        shell("aws lambda invoke --qualifier $LATEST x\n", n)
    }),
    ("sh: unclosed tags", |n| shell("</a<b>", n)),
    ("sh: pipes", |n| shell("a | ", n)),
    ("sh: ands", |n| shell("a && ", n)),
    ("sh: semicolons", |n| shell("a;", n)),
    ("sh: comments", |n| shell("# a\n", n)),
    ("sh: numbered comments", |n| shell("# 1. a\nls\n", n)),
    ("sh: comments on one line", |n| shell("a # ", n)),
    ("sh: expected output", |n| shell("ls\n# Output: a\n", n)),
    ("sh: here-documents", |n| shell("cat <<A\n", n)),
    ("sh: here-documents on one line", |n| shell("<<A ", n)),
    ("sh: closed here-documents", |n| {
        shell("cat <<A\n$B\nA\n", n)
    }),
    ("sh: redirections", |n| shell(">a ", n)),
    ("sh: continued lines", |n| shell("a \\\n", n)),
    ("sh: words", |n| shell("a ", n)),
    ("sh: placeholders", |n| shell("<a-b> ", n)),
    ("sh: placeholders in a word", |n| shell("<a-b>", n)),
    ("sh: placeholders on lines of a word", |n| {
        shell_of(&format!("echo \"{}\"", "<a-b>\n".repeat(n / 6)))
    }),
    ("sh: letters", |n| shell("a:N # replace N with x\n", n)),
    ("sh: a letter in many words", |n| {
        shell_of(&format!("aws {} # comment", "N ".repeat(n / 2)))
    }),
    ("sh: capitals", |n| shell("ACCOUNT_ID ", n)),
    ("sh: capitals in a word", |n| shell("ACCOUNT_ID/", n)),
    ("sh: arn capitals in a word", |n| shell("ACCOUNT:", n)),
    ("sh: tags in a word", |n| shell("<div>x", n)),
    ("sh: many inputs", |n| {
        shell_of(&growing(n, |at| format!("aws x y --z <in-{at}>\n")))
    }),
    ("sh: many variables", |n| {
        shell_of(&growing(n, |at| format!("echo $V{at}\n")))
    }),
    ("sh: many variables in a command", |n| {
        shell_of(&format!("echo {}", growing(n, |at| format!("$V{at} "))))
    }),
    ("sh: many assignments", |n| {
        shell_of(&growing(n, |at| format!("V{at}=1; echo $V{at}\n")))
    }),
    ("sh: exports", |n| shell("export A=1 ", n)),
    ("sh: backquoted placeholders", |n| shell("`a <b-c>` ", n)),
    ("sh: placeholders in substitutions", |n| {
        shell("$(a <b-c>) ", n)
    }),
    ("sh: prompts", |n| shell("$ ls\nout\n", n)),
    ("sh: continued prompts", |n| {
        format!("```sh\n$ a {}\n```\n", "\\\n> b ".repeat(n / 6))
    }),
    ("sh: blocks that read one another", |n| {
        growing(n, |at| format!("```sh\nV{at}=$V{}\n```\n", at + 1))
    }),
    ("sh: blocks with inputs", |n| {
        growing(n, |at| format!("```sh\naws s3 ls <b-{at}>\n```\n"))
    }),
    ("sh: quoted for another shell", |n| {
        shell("ssh h 'a <b-c>' ", n)
    }),
    // AWS lines.
    ("aws: options", |n| {
        shell("aws ec2 describe-instances --filters a ", n)
    }),
    ("aws: lines", |n| {
        shell("aws ec2 describe-instances --no-such x\n", n)
    }),
    ("aws: one line of options", |n| {
        shell_of(&format!(
            "aws ec2 run-instances {}",
            "--no-such x ".repeat(n / 12)
        ))
    }),
    ("aws: values of an option", |n| {
        shell_of(&format!(
            "aws ec2 stop-instances --instance-ids {}",
            "i-1 ".repeat(n / 4)
        ))
    }),
    ("aws: json", |n| {
        shell_of(&format!(
            "aws ec2 run-instances --tag-specifications '{}'",
            "[".repeat(n)
        ))
    }),
    ("aws: json objects", |n| {
        shell_of(&format!(
            "aws ec2 run-instances --tag-specifications '{}'",
            "{\"a\":".repeat(n / 5)
        ))
    }),
    ("aws: shorthand", |n| {
        shell_of(&format!(
            "aws ec2 run-instances --tag-specifications {}",
            "a=[".repeat(n / 3)
        ))
    }),
    ("aws: shorthand braces", |n| {
        shell_of(&format!(
            "aws ec2 run-instances --tag-specifications {}",
            "a={".repeat(n / 3)
        ))
    }),
    ("aws: shorthand pairs", |n| {
        shell_of(&format!(
            "aws ec2 run-instances --tag-specifications {}",
            "a=b,".repeat(n / 4)
        ))
    }),
    ("aws: query", |n| {
        shell_of(&format!(
            "aws ec2 describe-instances --query '{}'",
            "a[".repeat(n / 2)
        ))
    }),
    ("aws: query of pipes", |n| {
        shell_of(&format!(
            "aws ec2 describe-instances --query '{}'",
            "a|".repeat(n / 2)
        ))
    }),
    ("aws: query of dots", |n| {
        shell_of(&format!(
            "aws ec2 describe-instances --query '{}a'",
            "a.".repeat(n / 2)
        ))
    }),
    ("aws: query of parentheses", |n| {
        shell_of(&format!(
            "aws ec2 describe-instances --query '{}'",
            "(".repeat(n)
        ))
    }),
    ("aws: long names", |n| {
        shell_of(&format!("aws ec2 {}", "a".repeat(n)))
    }),
    ("aws: a long option", |n| {
        shell_of(&format!("aws ec2 run-instances --{} x", "a".repeat(n)))
    }),
    ("aws: snapshots by date", |n| {
        shell(
            "aws rds create-db-snapshot --db-snapshot-identifier snap-$(date +%F) --db-instance-identifier a\n",
            n,
        )
    }),
    ("aws: restores", |n| {
        shell(
            "aws rds restore-db-instance-from-db-snapshot --db-snapshot-identifier s --db-instance-identifier a\n",
            n,
        )
    }),
    ("aws: alarms under a long note", |n| {
        let note = "# a\n".repeat(n / 8);
        let alarm = "aws cloudwatch put-metric-alarm --alarm-name a --metric-name Errors\n";
        shell_of(&format!("{note}{}", alarm.repeat(n / 2 / alarm.len())))
    }),
    ("aws: exports between", |n| {
        shell_of(&growing(n, |at| {
            format!("export P{at}=x\naws s3 ls --profile $P{at}\n")
        }))
    }),
];

/// Pieces with a growing number until there are enough bytes.
fn growing(n: usize, piece: impl Fn(usize) -> String) -> String {
    let mut out = String::with_capacity(n + 64);
    let mut at = 1;
    while out.len() < n {
        let _ = write!(out, "{}", piece(at));
        at += 1;
    }
    out
}

/// As many of a piece as fit into blocks of shell code.
fn shell(piece: &str, n: usize) -> String {
    shell_of(&piece.repeat(n / piece.len()))
}

fn shell_of(code: &str) -> String {
    format!("# Title\n\n```sh\n{code}\n```\n")
}

fn main() {
    let mut words = std::env::args().skip(1);
    let bytes = words.next().map_or(200_000, |word| word.parse().unwrap());
    let only = words.next();
    let mut worst: (f64, &str) = (0.0, "");
    for (name, make) in SHAPES {
        if only
            .as_ref()
            .is_some_and(|only| !name.contains(only.as_str()))
        {
            continue;
        }
        for (what, work) in [("read", read as fn(&str)), ("check", check)] {
            let [once, twice, four] = [1, 2, 4].map(|times| timed(&make(times * bytes), work));
            let growth = |from: Duration, to: Duration| to.as_secs_f64() / from.as_secs_f64();
            let ratio = growth(once, twice).min(growth(twice, four));
            println!("{what:5} {name:40} {once:>12.2?} {twice:>12.2?} {four:>12.2?} {ratio:5.2}");
            if ratio > worst.0 && four > Duration::from_millis(4) {
                worst = (ratio, name);
            }
        }
    }
    println!("worst: {:.2} {}", worst.0, worst.1);
}

fn read(text: &str) {
    std::hint::black_box(belay_runbook::read(text).unwrap());
}

fn check(text: &str) {
    let book = belay_runbook::read(text).unwrap();
    std::hint::black_box(belay_runbook::check::check(
        &book,
        text,
        &belay_runbook::check::Options::default(),
    ));
}

/// The mean of as many as take long enough for the clock of the processor, which on
/// Linux moves by some milliseconds at a time.
fn timed(text: &str, work: fn(&str)) -> Duration {
    let clock = Clock::now();
    let mut count = 0;
    loop {
        work(text);
        count += 1;
        let elapsed = clock.elapsed();
        if elapsed > Duration::from_millis(100) || count == 50 {
            return elapsed / count;
        }
    }
}

/// What this thread has used of the processor; the time of day where that is not told.
struct Clock {
    used: Option<Duration>,
    started: Instant,
}

impl Clock {
    fn now() -> Self {
        let (used, started) = (Self::used(), Instant::now());
        Self { used, started }
    }

    fn elapsed(&self) -> Duration {
        let used = self.used.and_then(|before| Some(Self::used()? - before));
        used.unwrap_or_else(|| self.started.elapsed())
    }

    fn used() -> Option<Duration> {
        let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        let nanoseconds = told.split(' ').next()?.parse().ok()?;
        Some(Duration::from_nanos(nanoseconds))
    }
}
