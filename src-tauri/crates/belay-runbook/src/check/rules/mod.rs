//! The rules, by what they look at.

mod additions;
mod alarm_periods;
mod alarm_prose;
mod alarms;
mod aws;
mod aws_words;
mod book_rules;
mod contradictions;
mod databases;
mod folders;
mod halves;
mod iam;
mod inputs;
mod lambda;
mod order;
mod programs;
mod prose_code;
mod references;
mod releases;
mod sequences;
mod shell;
mod terraform;
mod text;
mod times;
mod told_secrets;

use super::Book;

/// Runs every rule.
pub(super) fn run(book: &mut Book<'_>) {
    aws::run(book);
    prose_code::run(book);
    lambda::run(book);
    databases::run(book);
    alarms::run(book);
    alarm_periods::run(book);
    alarm_prose::run(book);
    times::run(book);
    iam::run(book);
    order::run(book);
    sequences::run(book);
    terraform::run(book);
    shell::run(book);
    programs::run(book);
    folders::run(book);
    halves::run(book);
    releases::run(book);
    inputs::run(book);
    text::run(book);
    book_rules::run(book);
    contradictions::run(book);
    references::run(book);
    additions::run(book);
}
