//! AWS lines in the code of items and tables, which a person types by hand.

use super::aws_words::words;
use crate::awscli::{self, ProblemKind};
use crate::check::{Book, Spot};
use crate::model::Syntax;
use crate::shell;
use crate::stretches::Stretches;

/// How many bytes in front of code are looked at.
const CLOSE: usize = 120;

/// Longer code is no line that somebody types.
const LONGEST: usize = 2_000;

pub(super) fn run(book: &mut Book<'_>) {
    let steps = book.runbook.steps.iter().filter(|step| step.code.is_some());
    let code = Stretches::of(steps.map(|step| (step.line, step.end_line)));
    let mut findings = Vec::new();
    for (index, content) in book.lines.iter().enumerate() {
        let line = index as u32 + 1;
        let starts: Vec<usize> = memchr::memmem::find_iter(content.as_bytes(), b"`aws ").collect();
        if starts.is_empty() || !is_item(content) || code.cover(line, line) {
            continue;
        }
        for start in starts {
            let rest = &content[start + 1..];
            let Some(length) = memchr::memchr(
                b'`',
                rest.as_bytes()
                    .get(..LONGEST.min(rest.len()))
                    .unwrap_or_default(),
            ) else {
                continue;
            };
            let close = content.floor_char_boundary(start.saturating_sub(CLOSE));
            if warns_of(&content[close..start]) {
                continue;
            }
            let column = start as u32 + 2;
            findings.extend(mistakes(&rest[..length], line, column));
        }
    }
    for (spot, problem) in findings {
        book.report_spot(spot, None, words(&problem));
    }
}

/// A list item, a task or the row of a table.
fn is_item(line: &str) -> bool {
    let line = line.trim_start_matches(['>', ' ', '\t']);
    let numbered = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with(['|', '-', '*', '+'])
        || (numbered.len() < line.len() && numbered.starts_with(['.', ')']))
}

/// What stands in front says that there is no such command, or that it is not meant.
fn warns_of(before: &str) -> bool {
    let lower = before.to_lowercase();
    [
        "no ",
        "not ",
        "n't ",
        "never ",
        "instead of ",
        "rather than ",
        "old ",
        "former",
        "removed",
        "deprecated",
        "wrong",
        "replaces ",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

/// What is wrong with the words of one AWS line: what is left out may be left out
/// for short, and what is filled in is judged when it is.
fn mistakes(code: &str, line: u32, column: u32) -> Vec<(Spot, awscli::Problem)> {
    let short = ["...", "…", "[-", "\\"];
    if short.iter().any(|sign| code.contains(sign)) {
        return Vec::new();
    }
    let script = shell::parse(code);
    let [command] = script.commands.as_slice() else {
        return Vec::new();
    };
    let Some(read) = awscli::read(&command.words).filter(|_| script.syntax == Syntax::Whole) else {
        return Vec::new();
    };
    let wrong = |kind: &ProblemKind| {
        matches!(
            kind,
            ProblemKind::UnknownOperation { .. } | ProblemKind::UnknownOption { .. }
        )
    };
    let problems = awscli::problems(&read)
        .into_iter()
        .filter(|problem| wrong(&problem.kind));
    problems
        .filter_map(|problem| {
            let word = command.words.get(problem.place.word)?;
            let start = column + word.span.start;
            let spot = Spot {
                line,
                column: start,
                end_line: line,
                end_column: start + word.raw.len() as u32,
            };
            let written_out = !word.raw.contains(['<', '[', '{', '%', '$', '*']);
            written_out.then_some((spot, problem))
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::check::{Options, check};

    #[track_caller]
    fn found(text: &str) -> Vec<(u32, String, String)> {
        let runbook = crate::read(text).unwrap();
        let found = check(&runbook, text, &Options::default());
        let marked = |line: u32, from: u32, to: u32| {
            let line = text.lines().nth(line as usize - 1).unwrap();
            line[from as usize - 1..to as usize - 1].to_owned()
        };
        found
            .into_iter()
            .map(|one| {
                (
                    one.line,
                    one.rule,
                    marked(one.line, one.column, one.end_column),
                )
            })
            .collect()
    }

    #[test]
    fn a_misspelt_operation_or_option_of_an_item_or_a_cell_is_told_where_it_stands() {
        let text = "# A\n\n- Run `aws sqs list-queus --region eu-west-1`\n\n| Step | Command |\n| --- | --- |\n| 1 | `aws rds describe-db-clusters --db-cluster orders --query 'DBClusters[0]'` |\n| 2 | `aws rds failover-db-cluster --cluster orders` |\n";
        let rules = |line: u32| -> Vec<String> {
            let found = found(text).into_iter().filter(|one| one.0 == line);
            found.map(|(_, rule, at)| format!("{rule}: {at}")).collect()
        };
        assert_eq!(rules(3), ["aws-unknown-operation: list-queus"]);
        assert_eq!(rules(7), Vec::<String>::new());
        assert_eq!(rules(8), ["aws-unknown-option: --cluster"]);
    }

    #[test]
    fn code_that_is_short_open_or_warned_of_is_left_alone() {
        for item in [
            "There is no `aws dynamodb rename-table`.",
            "Use `aws dynamodb update-table`, not `aws dynamodb modify-table`.",
            "`aws <service> <operation>` in general",
            "`aws ec2 describe-* --filters …`",
            "`aws ecs update-service` rolls it",
            "`aws sqs list-queues [--queue-prefx orders]`",
        ] {
            assert!(found(&format!("# A\n\n- {item}\n")).is_empty(), "{item}");
        }
        assert!(found("# A\n\nOnce there was `aws sqs list-queus`.\n").is_empty());
    }
}
