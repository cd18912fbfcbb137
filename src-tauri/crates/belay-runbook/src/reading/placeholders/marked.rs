//! Names between signs that stand for a value: `[instance-id]`, `%REGION%`,
//! `@BUCKET_NAME@`.
//!
//! Each of the signs has a meaning of its own somewhere: `[` tests, matches one
//! character of a class and holds a list; `%` begins the parts of a date and of a
//! URL; `@` stands in addresses. So a name has to say that it asks for something,
//! and to stand alone.

use super::{Found, Piece, Quote, braces};
use crate::model::{InputStyle, Shared, SimpleCommand, Word};
use crate::stretches::Stretches;
use std::ops::Range;

/// Programs whose arguments may be patterns, or packages with their parts.
const READ_PATTERNS: [&str; 15] = [
    "grep", "egrep", "fgrep", "zgrep", "rg", "ag", "tr", "expr", "pip", "pip3", "uv", "poetry",
    "[[", "[", "test",
];

/// Last words of names that ask for something.
const ASKS: [&str; 63] = [
    "account",
    "address",
    "alb",
    "alias",
    "arn",
    "branch",
    "bucket",
    "capacity",
    "cluster",
    "commit",
    "container",
    "count",
    "database",
    "date",
    "db",
    "deployment",
    "digest",
    "distribution",
    "domain",
    "endpoint",
    "env",
    "environment",
    "function",
    "hash",
    "host",
    "hostname",
    "id",
    "identifier",
    "image",
    "instance",
    "ip",
    "key",
    "name",
    "namespace",
    "node",
    "number",
    "password",
    "pod",
    "port",
    "profile",
    "queue",
    "region",
    "release",
    "revision",
    "role",
    "server",
    "service",
    "sha",
    "size",
    "snapshot",
    "stack",
    "stage",
    "subnet",
    "table",
    "tag",
    "time",
    "timestamp",
    "topic",
    "user",
    "username",
    "version",
    "volume",
    "vpc",
];

/// Options whose value is a sentence of a person.
const SAID: [&str; 8] = [
    "-m",
    "--message",
    "--title",
    "--body",
    "--subject",
    "--notes",
    "--description",
    "--text",
];

/// Variables of Windows that are written between percent signs.
const OF_WINDOWS: [&str; 4] = ["USERNAME", "COMPUTERNAME", "CLIENTNAME", "SESSIONNAME"];

/// Whether a word with this option in front of it may have such a name.
pub(super) fn may_stand_behind(option: Option<&Shared>) -> bool {
    let Some(option) = option else { return true };
    !SAID.contains(&option.as_str()) && !braces::takes_format(Some(option))
}

/// Whether the signs in this command can be told from those of another language.
pub(super) fn plain(command: &SimpleCommand) -> bool {
    let mut programs = command
        .words
        .iter()
        .filter_map(|word| word.value.as_deref());
    braces::plain(command)
        && !programs.any(|word| READ_PATTERNS.contains(&word))
        && !is_synopsis(command)
}

/// `npm doctor [registry] [environment]`: what may be left out stands in brackets.
fn is_synopsis(command: &SimpleCommand) -> bool {
    let mut words = command.words.iter();
    let mut optional = words.by_ref().filter(|word| word.raw.starts_with('['));
    let dashed = |word: &Word| word.raw.starts_with("[-");
    optional
        .next()
        .is_some_and(|word| dashed(word) || optional.next().is_some())
}

/// It is a name between signs.
pub(super) fn is_mark(found: &Found) -> bool {
    matches!(found.style, InputStyle::Bracket | InputStyle::Sign)
}

/// Takes out what was found last within one of these names.
pub(super) fn keep_outside(found: &mut Vec<Found>, names: Range<usize>) {
    if names.is_empty() {
        return;
    }
    let last = found.split_off(names.end);
    let spans = found[names].iter().map(|name| name.span);
    let names = Stretches::of(spans.map(|span| (span.start, span.end)));
    let outside = |inner: &Found| !names.cover(inner.span.start, inner.span.end);
    found.extend(last.into_iter().filter(outside));
}

/// Every name between signs in a piece.
pub(super) fn marked(piece: &Piece, raw: &Shared, found: &mut Vec<Found>) {
    if piece.open {
        return;
    }
    let text = &raw[piece.start..piece.end];
    let mut from = 0;
    while let Some(open) = text[from..].find(['[', '%', '@']).map(|at| at + from) {
        from = open + 1;
        let close = match text.as_bytes()[open] {
            b'[' => ']',
            b'%' => '%',
            _ => '@',
        };
        let window = text.floor_char_boundary(text.len().min(from + LONGEST + 1));
        let Some(length) = text[from..window].find(close) else {
            continue;
        };
        let (name, end) = (&text[from..from + length], from + length + 1);
        let (before, after) = (&text[..open], &text[end..]);
        let named = match close {
            ']' => bracketed(name, before, after, raw, piece),
            _ => signed(name, before, after),
        };
        if named {
            let style = match close {
                ']' => InputStyle::Bracket,
                _ => InputStyle::Sign,
            };
            found.push(piece.open_at(raw, open..end, name, style));
            from = end;
        }
    }
}

/// In bytes; what is longer is no name.
const LONGEST: usize = 40;

/// `[instance-id]`; never the list of an option, an index, a class such as `[a-z]`,
/// or the text of a link.
fn bracketed(name: &str, before: &str, after: &str, raw: &str, piece: &Piece) -> bool {
    let apart = |c: char| "/:.-_@".contains(c);
    let value = before
        .strip_suffix('=')
        .is_some_and(|key| takes(key, name, raw));
    let text = before.ends_with('"') && after.starts_with('"');
    let begins = before.is_empty() || before.ends_with(apart) || value || text;
    let ends =
        after.is_empty() || after.starts_with(apart) || text || (value && after.starts_with(','));
    // In a word without quotes a blank would have ended the name.
    let spaced = piece.quote != Quote::None && before.is_empty() && after.is_empty();
    let words: Vec<&str> = name
        .split(|c| c == '-' || c == '_' || (spaced && c == ' '))
        .collect();
    let fits = |word: &&str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric());
    begins && ends && words.iter().all(fits) && asks(&words)
}

/// Behind `=` brackets hold a list, but where they are the value of an option as a
/// whole, or what the key is called: `version=[version]`.
fn takes(before: &str, name: &str, raw: &str) -> bool {
    if raw.starts_with("--") && !before.contains('=') {
        return true;
    }
    let key = before.rsplit([',', '{', ' ']).next().unwrap_or_default();
    let last = name.rsplit(['-', '_']).next().unwrap_or_default();
    let end = key.len().checked_sub(last.len());
    end.and_then(|end| key.get(end..))
        .is_some_and(|end| end.eq_ignore_ascii_case(last))
}

/// `%REGION%`, `@BUCKET_NAME@`; never a pattern of SQL or an address.
fn signed(name: &str, before: &str, after: &str) -> bool {
    let held = |c: char| c.is_ascii_alphanumeric() || "'\"%@\\".contains(c);
    let apart = !before.ends_with(held) && !after.starts_with(held);
    let capitals = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_' || b == b'-');
    let words: Vec<&str> = name.split(['_', '-']).collect();
    apart && capitals && asks(&words) && !OF_WINDOWS.contains(&name)
}

/// The words of a name say that a value is to be put there.
fn asks(words: &[&str]) -> bool {
    let is = |word: &str, known: &str| word.eq_ignore_ascii_case(known);
    let yours = words.len() > 1 && is(words[0], "your");
    let last = words.last().copied().unwrap_or_default();
    yours || ASKS.iter().any(|known| is(last, known))
}

#[cfg(test)]
mod tests {
    use crate::reading::placeholders::tests::open;

    #[test]
    fn names_between_signs_are_open() {
        for (code, expected) in [
            (
                "aws ec2 stop-instances --instance-ids [instance-id]",
                "[instance-id]",
            ),
            ("kubectl get pods -n [namespace]", "[namespace]"),
            ("aws s3 ls s3://[bucket-name]/logs/", "[bucket-name]"),
            ("aws s3 ls s3://orders-[env]/", "[env]"),
            (
                "aws rds describe-db-snapshots --db-snapshot-identifier '[SNAPSHOT_ID]'",
                "[SNAPSHOT_ID]",
            ),
            (
                "aws sts get-caller-identity --profile=[profile]",
                "[profile]",
            ),
            ("psql -h \"[database host]\"", "[database host]"),
            ("ssh [user]@db.example.net", "[user]"),
            ("aws s3 ls s3://%BUCKET_NAME%/", "%BUCKET_NAME%"),
            ("aws s3 ls --region %REGION%", "%REGION%"),
            ("curl https://@HOSTNAME@/health", "@HOSTNAME@"),
            (
                "aws eks create-nodegroup --launch-template name=shop,version=[version]",
                "[version]",
            ),
            (
                "aws cloudwatch get-metric-data --metric-data-queries '[{\"Id\":\"[alarm-id]\"}]'",
                "[alarm-id]",
            ),
            (
                "docker pull registry.example.net/orders:@VERSION@",
                "@VERSION@",
            ),
        ] {
            assert_eq!(open(code), [expected], "{code}");
        }
    }

    #[test]
    fn signs_with_a_meaning_of_their_own_are_left_alone() {
        for code in [
            "[ -f name ] && echo x",
            "[[ $a == [name] ]] || exit 1",
            "test -n name",
            "ls file[abc] [a-z]* [0-9-]*",
            "grep '[name]' x.log",
            "grep -E \"[user]+\" x.log",
            "tr [a-z] [A-Z]",
            "ps aux | grep [n]ode",
            "sed -i 's/[version]/1/' x",
            "sed -i s@FOO_NAME@bar@ x",
            "sed -i 's|@VERSION@|1.2|' x",
            "awk '{print a[name]}' x",
            "echo \"[name]\"",
            "pip install 'uvicorn[server]'",
            "git commit -m '[release-version] go'",
            "aws ec2 describe-instances --query 'Reservations[].Instances[].[instance-id]'",
            "aws ec2 describe-instances --filters Name=tag:x,Values=[name]",
            "aws ecs run-task --network-configuration 'awsvpcConfiguration={subnets=[subnet-id]}'",
            "jq '.[name]' x.json",
            "curl 'http://[fe80::1]:8080/'",
            "mysql -e \"SHOW VARIABLES LIKE '%VERSION%'\"",
            "date +%Y-%m-%d_%H%M%S",
            "git log --format='%H %an'",
            "echo 100%NAME% done",
            "curl https://x.test/a%20USER%20b",
            "cmd.exe /c dir C:\\\\Users\\\\%USERNAME%",
            "ssh admin@HOST@x",
            "kubectl annotate pod web 'link=[name](https://x.test)'",
            "mysqldump [options] > x",
            "npm doctor [registry] [environment]",
            "orders deploy [--dry-run] [version]",
            "for i in \"${list[name]}\"; do true; done",
            "curl -w '[%{http_code}]' https://x.test",
            "psql -c 'select a[id] from t'",
            "rsync -a [^x]*/ /srv",
        ] {
            assert_eq!(open(code), Vec::<String>::new(), "{code}");
        }
    }
}
