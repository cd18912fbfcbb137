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
mod iam;
mod inputs;
mod lambda;
mod order;
mod references;
mod sequences;
mod shell;
mod text;
mod times;
mod told_secrets;

use super::Book;

/// Runs every rule.
pub(super) fn run(book: &mut Book<'_>) {
    aws::run(book);
    lambda::run(book);
    databases::run(book);
    alarms::run(book);
    alarm_periods::run(book);
    alarm_prose::run(book);
    times::run(book);
    iam::run(book);
    order::run(book);
    sequences::run(book);
    shell::run(book);
    inputs::run(book);
    text::run(book);
    book_rules::run(book);
    contradictions::run(book);
    references::run(book);
    additions::run(book);
}
