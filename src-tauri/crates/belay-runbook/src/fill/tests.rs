//! A value is data, whatever stands in it.
#![allow(clippy::unwrap_used)]

use super::{Refusal, fill, variables};
use crate::model::Syntax;
use crate::{Runbook, read, shell};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::process::Command;

fn runbook(code: &str) -> Runbook {
    read(&format!("# T\n\n```bash\n{code}\n```\n")).unwrap()
}

fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(id, value)| ((*id).to_owned(), (*value).to_owned()))
        .collect()
}

fn filled(code: &str, pairs: &[(&str, &str)]) -> Result<String, super::Unfilled> {
    fill(code, &values(pairs), &runbook(code).inputs)
}

#[test]
fn plain_values_are_written_without_quotes() {
    let code = "aws lambda update-alias --function-version <previous-version> --name live";
    let out = filled(code, &[("previous-version", "42")]).unwrap();
    assert_eq!(
        out,
        "aws lambda update-alias --function-version 42 --name live"
    );
}

#[test]
fn values_are_quoted_for_the_place_where_they_stand() {
    let code = "printf '%s' <a-one> \"x <a-one> y\" 'x <a-one> y' s3://b-<a-one>/c";
    let out = filled(code, &[("a-one", "it's $HOME `id`")]).unwrap();
    assert_eq!(
        out,
        "printf '%s' 'it'\\''s $HOME `id`' \"x it's \\$HOME \\`id\\` y\" 'x it'\\''s $HOME `id` y' s3://b-'it'\\''s $HOME `id`'/c"
    );
}

#[test]
fn upper_case_names_and_explained_letters_are_filled() {
    let code =
        "T=\"app:N\" # Replace N with previous revision\nrun arn:aws:s3:::ACCOUNT_ID/BACKUP_ID $T";
    let out = filled(
        code,
        &[
            ("previous-revision", "7"),
            ("account-id", "222222222222"),
            ("backup-id", "b1"),
        ],
    );
    assert_eq!(
        out.unwrap(),
        "T=\"app:7\" # Replace N with previous revision\nrun arn:aws:s3:::222222222222/b1 $T"
    );
}

#[test]
fn every_missing_value_is_named_and_nothing_is_written() {
    let error = filled("x <one-a> <two-b> $THREE <one-a>", &[("two-b", "")]).unwrap_err();
    assert_eq!(error.missing, ["one-a", "two-b", "three"]);
    assert_eq!(
        error.to_string(),
        "the command still needs one-a, two-b, three. Fill it in first"
    );
}

#[test]
fn a_variable_is_set_in_front_and_a_secret_comes_from_the_environment() {
    let code = "psql -h $DB_SERVER -c \"$DB_PASSWORD\"";
    let given = [("db-server", "a b"), ("db-password", "s3;cret")];
    let out = filled(code, &given).unwrap();
    assert_eq!(
        out,
        "DB_SERVER='a b'\n: \"${DB_PASSWORD:?has to be set in the environment}\"\npsql -h $DB_SERVER -c \"$DB_PASSWORD\""
    );
    let set = variables(&values(&given), &runbook(code).inputs);
    assert_eq!(set.get("DB_PASSWORD").map(String::as_str), Some("s3;cret"));
}

#[test]
fn text_that_a_second_shell_reads_takes_plain_values_only() {
    for code in [
        "ssh host \"deploy <a-tag>\"",
        "bash -c 'run <a-tag>'",
        "echo `run <a-tag>`",
        "eval run <a-tag>",
    ] {
        assert!(
            filled(code, &[("a-tag", "v1.2")]).unwrap().contains("v1.2"),
            "{code}"
        );
        let error = filled(code, &[("a-tag", "v1; rm -rf x")]).unwrap_err();
        assert_eq!(
            error.refused,
            [("a-tag".to_owned(), Refusal::ReadTwice)],
            "{code}"
        );
    }
}

#[test]
fn markup_types_patterns_and_redirections_are_not_placeholders() {
    for code in [
        "echo '<b>bold</b>'",
        "x 'List<String>'",
        "y '(?<name>a)'",
        "sort <in >out",
        "cat <<EOF\n<not-this>\nEOF",
        "aws dynamodb create-table --billing-mode PAY_PER_REQUEST",
        "run --environment Variables={TABLE_NAME=x,APP_ID=1}",
        "# <in-a-comment>\nls",
    ] {
        assert_eq!(runbook(code).inputs, [], "{code}");
    }
}

/// Values that try to get out.
fn nasty() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "a", " ", "'", "\"", "$", "`", "\\", ";", "\n", "$(id)", "&&", "|", ">", "<", "#", "*",
        "~", "{", "}", "(", ")", "!", "\t", "é", "-", "EOF", "'\\''", "\r", "=", "%s",
    ]);
    prop::collection::vec(pieces, 1..12).prop_map(|pieces| pieces.concat())
}

const TEMPLATE: &str =
    "printf '%s\\0' <a-value> \"<a-value>\" '<a-value>' \"$(printf %s <a-value>)\" x<a-value>y";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_shell_receives_exactly_the_value(value in nasty()) {
        let out = filled(TEMPLATE, &[("a-value", &value)]).unwrap();
        let ran = Command::new("sh").arg("-c").arg(&out).output().unwrap();
        let got = String::from_utf8(ran.stdout).unwrap();
        // A substitution drops line ends at its end.
        let cut = value.trim_end_matches('\n');
        prop_assert_eq!(got, format!("{value}\0{value}\0{value}\0{cut}\0x{value}y\0"), "{}", out);
    }

    #[test]
    fn a_value_never_adds_a_command(value in nasty()) {
        let out = filled(TEMPLATE, &[("a-value", &value)]).unwrap();
        let script = shell::parse(&out);
        prop_assert_eq!(script.syntax, Syntax::Whole, "{}", out);
        prop_assert_eq!(script.commands.len(), 2, "{}", out);
        let words: Vec<_> = script.commands[0].words.iter().map(|w| w.value.as_deref().map(str::to_owned)).collect();
        prop_assert_eq!(&words[2..5], &[Some(value.clone()), Some(value.clone()), Some(value.clone())]);
    }

    #[test]
    fn a_variable_takes_any_value(value in nasty()) {
        let out = filled("printf '%s\\0' \"$A_VALUE\"", &[("a-value", &value)]).unwrap();
        let ran = Command::new("sh").arg("-c").arg(&out).output().unwrap();
        prop_assert_eq!(String::from_utf8(ran.stdout).unwrap(), format!("{value}\0"));
    }
}
