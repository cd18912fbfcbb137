//! Names in braces that stand for a value: `{env}`, `{{env}}`, `{{ env }}`.
//!
//! Braces belong to many languages, so what is left out matters as much as what is
//! found: programs that read code of their own, templates of tools, options that
//! take a format or a query, and whatever a sign in front gives a meaning
//! (`${…}`, `%{…}`, `@{…}`, `#{…}`).

use super::{Found, Piece, Quote};
use crate::model::{InputStyle, Shared, SimpleCommand, Span};
use crate::reading::lines::small;
use std::ops::Range;

/// Programs whose arguments may be code, templates or patterns in which braces
/// mean something.
const READ_BRACES: [&str; 38] = [
    "ansible",
    "ansible-playbook",
    "awk",
    "gawk",
    "mawk",
    "sed",
    "perl",
    "ruby",
    "python",
    "python2",
    "python3",
    "node",
    "deno",
    "php",
    "lua",
    "jq",
    "yq",
    "jsonnet",
    "find",
    "fd",
    "xargs",
    "parallel",
    "mongo",
    "mongosh",
    "osascript",
    "gomplate",
    "envsubst",
    "jinja2",
    "consul-template",
    "borg",
    "borgmatic",
    "restic",
    "mlr",
    "tmux",
    "logcli",
    "promtool",
    "ffmpeg",
    "trap",
];

/// Options that take a format, a template or a query.
const FORMATS: [&str; 9] = [
    "format",
    "template",
    "query",
    "jsonpath",
    "filter",
    "jq",
    "regex",
    "pattern",
    "expression",
];

/// Words of template languages, and names that a tool fills in by itself.
const TAKEN: [&str; 14] = [
    "end", "else", "break", "continue", "json", "now", "nil", "this", "item", "print", "owner",
    "repo", "branch", "upstream",
];

/// Whether braces in this command can be told from those of another language.
pub(super) fn plain(command: &SimpleCommand) -> bool {
    let values = command
        .words
        .iter()
        .filter_map(|word| word.value.as_deref());
    let mut programs = values.map(|word| word.rsplit('/').next().unwrap_or(word));
    !programs.any(|word| READ_BRACES.contains(&word))
}

/// Whether the option in front of a word takes something with braces of its own.
pub(super) fn takes_format(option: Option<&str>) -> bool {
    let Some(option) = option else { return false };
    let name = option.trim_start_matches('-');
    // EC2's launch templates are called, not written.
    let name = name.strip_prefix("launch-template").unwrap_or(name);
    matches!(option, "-o" | "-w" | "-f" | "--output" | "--write-out")
        || name.split('-').any(|part| FORMATS.contains(&part))
}

/// `{name}` and `{{name}}` in a piece.
pub(super) fn braces(piece: &Piece, raw: &Shared, found: &mut Vec<Found>) {
    let text = &raw[piece.start..piece.end];
    let own_format = raw
        .split_once('=')
        .is_some_and(|(option, _)| option.starts_with('-') && takes_format(Some(option)));
    if piece.open || own_format || is_template(raw) {
        return;
    }
    for (at, name) in names_in(text) {
        found.push(piece.open_at(raw, at, name, InputStyle::Brace));
    }
}

/// A word that a template language has written: `{{.ID}}`, `{{range …}}`, `{{- …}}`.
fn is_template(raw: &str) -> bool {
    let openings = memchr::memmem::find_iter(raw.as_bytes(), b"{{");
    let mut templates = openings.map(|at| raw[at + 2..].trim_start());
    let begins = [
        "range ",
        "if ",
        "with ",
        "end",
        "json ",
        "template ",
        "include ",
    ];
    templates.any(|rest| {
        rest.starts_with(['.', '$', '-', '#', '/', '"', '(', '%'])
            || begins.iter().any(|word| rest.starts_with(word))
    }) || raw.contains("jsonpath=")
        || raw.contains("go-template=")
        || raw.contains("custom-columns=")
}

/// Every name in braces: where it stands with its braces, and the name.
pub(crate) fn names_in(text: &str) -> Vec<(Range<usize>, &str)> {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find('{').map(|at| at + from) {
        let double = text[open + 1..].starts_with('{');
        let inner = open + 1 + usize::from(double);
        from = inner;
        let close = if double { "}}" } else { "}" };
        let window = text.floor_char_boundary(text.len().min(inner + LONGEST + 4));
        let Some(length) = text[inner..window].find(close) else {
            continue;
        };
        let written = &text[inner..inner + length];
        let name = if double { written.trim() } else { written };
        let end = inner + length + close.len();
        if is_name(name) && !given_meaning(&text[..open]) && !text[end..].starts_with('}') {
            out.push((open..end, name));
            from = end;
        }
    }
    out
}

/// In bytes; what is longer is no name.
const LONGEST: usize = 40;

/// `env`, `cluster-name`, `ACCOUNT_ID`; never a list `{a,b}`, a range `{1..3}`, a
/// pair `{key: value}`, or a word of a template.
fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    (2..=LONGEST).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.ends_with(|c: char| c.is_ascii_alphanumeric())
        && name.chars().all(fits)
        && !TAKEN.contains(&name)
}

/// What stands in front makes the braces something else: `${…}`, `%{…}`, `\p{…}`.
fn given_meaning(before: &str) -> bool {
    let sign = before.ends_with(['$', '%', '@', '^', '#', '\\', '&', '{', '!']);
    let class = before.len() >= 2 && before.as_bytes()[before.len() - 2] == b'\\';
    sign || class
}

/// `{{ env }}` outside quotes, which the shell takes for three words.
pub(super) fn spaced<'c>(
    code: &'c str,
    command: &'c SimpleCommand,
) -> impl Iterator<Item = Found> + 'c {
    command.words.windows(3).filter_map(move |words| {
        let [first, name, last] = words else {
            return None;
        };
        let before = first.raw.strip_suffix("{{")?;
        let quoted = first.quoted || name.quoted || last.quoted;
        let whole = last.raw.starts_with("}}") && is_name(&name.raw) && first.line == last.line;
        if quoted || !whole || given_meaning(before) {
            return None;
        }
        let (start, end) = (first.span.end - 2, last.span.start + 2);
        Some(Found {
            command: 0,
            span: Span { start, end },
            text: code.get(start as usize..end as usize)?.into(),
            name: name.raw.clone(),
            style: InputStyle::Brace,
            quote: Quote::None,
            option: None,
            hint: None,
            line: first.line,
            column: first.column + small(before.len()),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::placeholders::tests::open;

    #[test]
    fn names_in_braces_are_open() {
        for (code, expected) in [
            ("aws logs tail /aws/lambda/{env}-health --follow", "{env}"),
            ("kubectl get pods -n {{namespace}}", "{{namespace}}"),
            (
                "aws ecs describe-clusters --clusters app-{{ env }}-main",
                "{{ env }}",
            ),
            ("curl \"https://{host-name}/health\"", "{host-name}"),
            (
                "aws sns publish --topic-arn arn:aws:sns:eu-west-1:{account_id}:ops --message x",
                "{account_id}",
            ),
            ("aws s3 cp '{{ bucket }}/a' .", "{{ bucket }}"),
            ("curl -d '{\"env\": \"{env}\"}' https://x.test", "{env}"),
            (
                "aws cloudwatch list-metrics --dimensions Name=TableName,Value={table}",
                "{table}",
            ),
        ] {
            assert_eq!(open(code), [expected], "{code}");
        }
    }

    #[test]
    fn braces_of_other_languages_are_left_alone() {
        for code in [
            "cp app.{js,css} dist/",
            "touch file{1..3}",
            "echo {env}",
            "docker ps --format '{{.ID}}'",
            "docker ps --format '{{json .}}'",
            "docker inspect -f '{{range .Mounts}}{{.Source}}{{end}}' app",
            "kubectl get pods -o jsonpath='{range .items[*]}{.metadata.name}{end}'",
            "kubectl get pods -o=go-template='{{name}}'",
            "kubectl get pods | awk '{print}'",
            "find . -name '*.log' -exec rm {} \\;",
            "ls | xargs -I{} cp {} /tmp",
            "ls | xargs -I{file} cp {file} /tmp",
            "curl -s -o /dev/null -w '%{http_code}' https://x.test",
            "curl -w \"%{time_total}\" https://x.test",
            "git show v1.0^{commit}",
            "git log @{upstream}..",
            "gh api repos/{owner}/{repo}/releases",
            "borg create ::{hostname}-{now} /etc",
            "aws ec2 describe-instances --query 'Reservations[].{Id:InstanceId}'",
            "aws lambda update-function-configuration --function-name f --environment Variables={ENV=prod}",
            "aws lambda invoke --payload '{\"a\":{}}' out.json --function-name f",
            "python3 -c \"print(f'{name}')\"",
            "kubectl exec web-0 -- python3 -c \"print(f'{name}')\"",
            "jq '{name}' x.json",
            "rg '\\p{Lu}' src",
            "gh workflow run x -f ref=${{ github.ref }}",
            "helm template . --set 'x={{ .Values.a }}'",
            "psql -c \"SELECT '{}'::jsonb\"",
        ] {
            assert_eq!(open(code), Vec::<String>::new(), "{code}");
        }
    }

    #[test]
    fn the_name_in_double_braces_is_the_input() {
        let places = names_in("a {{ db-host }} b {x} c {{y z}} d {env}");
        let names: Vec<_> = places.iter().map(|(_, name)| *name).collect();
        assert_eq!(names, ["db-host", "env"]);
    }
}
