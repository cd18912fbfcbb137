//! What a command does to the world. What is not known to only read is taken to
//! change something.

use belay_runbook::awscli::{self, AwsLine};
use belay_runbook::{SimpleCommand, Syntax};

/// What a command does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Only reads.
    ReadsOnly,
    /// Changes something on this machine.
    ChangesLocal,
    /// Nothing says that it only reads: taken for a change.
    Unknown,
    /// Changes something in AWS.
    ChangesAws,
    /// Destroys something that cannot be had back.
    Destructive,
}

impl Effect {
    /// The word that the record keeps.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::ReadsOnly => "readsOnly",
            Self::ChangesLocal => "changesLocal",
            Self::Unknown => "unknown",
            Self::ChangesAws => "changesAws",
            Self::Destructive => "destructive",
        }
    }
}

/// An effect, and why it is taken for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The effect.
    pub effect: Effect,
    /// Why, in a few words; completes the sentence "Taken for … because".
    pub reason: String,
}

/// Judges a shell text by its commands: the gravest of them counts.
#[must_use]
pub fn judge(commands: &[SimpleCommand], syntax: Syntax) -> Judged {
    let parsed = match syntax {
        Syntax::Whole => None,
        Syntax::Broken => Some("not all of it can be read as shell code"),
        Syntax::TooLong => Some("it is too long to be read"),
    };
    let whole = parsed.map(|reason| judged(Effect::Unknown, reason));
    commands
        .iter()
        .flat_map(|command| [Some(of_command(command)), of_redirects(command)])
        .flatten()
        .chain(whole)
        .max_by_key(|judged| judged.effect)
        .unwrap_or_else(|| judged(Effect::ReadsOnly, "it runs nothing"))
}

fn judged(effect: Effect, reason: impl Into<String>) -> Judged {
    Judged {
        effect,
        reason: reason.into(),
    }
}

fn of_redirects(command: &SimpleCommand) -> Option<Judged> {
    command.redirects.iter().find_map(|redirect| {
        let writes = redirect.operator.contains('>');
        let target = redirect
            .target
            .as_ref()
            .map(|word| word.value.as_deref().unwrap_or(&word.raw));
        let nowhere =
            target.is_none_or(|t| t == "/dev/null" || t == "-" || t.parse::<u32>().is_ok());
        (writes && !nowhere).then(|| {
            judged(
                Effect::ChangesLocal,
                format!("it writes `{}`", target.unwrap_or("?")),
            )
        })
    })
}

fn of_command(command: &SimpleCommand) -> Judged {
    if command.words.is_empty() {
        return judged(Effect::ReadsOnly, "it sets variables");
    }
    if let Some(line) = awscli::read(&command.words) {
        return of_aws(&line);
    }
    let Some(words) = command
        .words
        .iter()
        .map(|w| w.value.as_deref())
        .collect::<Option<Vec<_>>>()
    else {
        return of_open_words(command);
    };
    let (name, arguments) = words.split_first().map_or(("", &[][..]), |(n, a)| (*n, a));
    let name = name.rsplit('/').next().unwrap_or(name);
    of_program(name, arguments)
}

/// Words that hold something that the shell replaces: the program may still be
/// known, and be one that only reads whatever it is given.
fn of_open_words(command: &SimpleCommand) -> Judged {
    let name = command.name().unwrap_or_default();
    let words: Vec<&str> = command
        .words
        .iter()
        .skip(1)
        .map(|w| w.value.as_deref().unwrap_or(&w.raw))
        .collect();
    if name.is_empty() {
        return judged(Effect::Unknown, "the program's name is not written out");
    }
    of_program(name, &words)
}

fn of_aws(line: &AwsLine) -> Judged {
    let title = line.title();
    if line.help || line.service.is_empty() && line.has("version") {
        return judged(Effect::ReadsOnly, "it prints help");
    }
    let operation = line.operation.as_str();
    let verb = operation.split(['-', ' ']).next().unwrap_or_default();
    let reads = match (line.service.as_str(), operation) {
        ("s3", "ls" | "presign") | ("logs", "tail") | ("dynamodb", "query" | "scan") => true,
        ("configure", "list" | "get" | "list-profiles") => true,
        ("sts", _) => verb != "assume",
        ("ssm" | "secretsmanager", "get-random-password") => true,
        ("s3", _) => false,
        _ => {
            matches!(
                verb,
                "describe"
                    | "get"
                    | "list"
                    | "head"
                    | "lookup"
                    | "search"
                    | "wait"
                    | "filter"
                    | "batch-get"
                    | "check"
                    | "estimate"
                    | "preview"
                    | "simulate"
                    | "validate"
            ) || operation.starts_with("batch-get")
                || matches!(
                    operation,
                    "start-query" | "stop-query" | "test-metric-filter"
                )
        }
    };
    if reads && line.known {
        return judged(Effect::ReadsOnly, format!("`aws {title}` only reads"));
    }
    let destroys = matches!(
        verb,
        "delete"
            | "terminate"
            | "purge"
            | "destroy"
            | "deregister"
            | "disable"
            | "remove"
            | "revoke"
    ) || matches!(
        (line.service.as_str(), operation),
        ("s3", "rm" | "rb" | "mv")
    ) || line.service == "s3" && operation == "sync" && line.has("delete");
    if destroys {
        return judged(
            Effect::Destructive,
            format!("`aws {title}` takes something away"),
        );
    }
    if line.known {
        judged(
            Effect::ChangesAws,
            format!("`aws {title}` changes something in AWS"),
        )
    } else {
        judged(
            Effect::Unknown,
            format!("`aws {title}` is not a command that Belay knows"),
        )
    }
}

fn of_program(name: &str, arguments: &[&str]) -> Judged {
    let has = |options: &[&str]| arguments.iter().any(|a| options.contains(a));
    let first = arguments
        .iter()
        .find(|a| !a.starts_with('-'))
        .copied()
        .unwrap_or_default();
    if let Some(reason) = destroys(name, first, arguments) {
        return judged(Effect::Destructive, reason);
    }
    let reads = match name {
        _ if matches!(
            arguments,
            ["--version" | "-version" | "-V" | "version" | "--help"]
        ) =>
        {
            true
        }
        "cat" | "ls" | "head" | "tail" | "grep" | "egrep" | "fgrep" | "jq" | "wc" | "uniq"
        | "cut" | "tr" | "which" | "type" | "uname" | "whoami" | "id" | "pwd" | "printenv"
        | "diff" | "stat" | "file" | "du" | "df" | "ps" | "dig" | "nslookup" | "host" | "ping"
        | "echo" | "printf" | "test" | "[" | "[[" | "true" | "false" | ":" | "export" | "set"
        | "unset" | "cd" | "local" | "return" | "exit" | "shift" | "sleep" | "wait" | "read"
        | "declare" | "readonly" | "base64" | "sha256sum" | "md5sum" | "basename" | "dirname"
        | "seq" | "bc" | "column" | "less" | "more" | "break" | "continue" => true,
        "date" => !has(&["-s", "--set"]),
        "sort" => !arguments
            .iter()
            .any(|a| a.starts_with("-o") || a.starts_with("--output")),
        "sed" => !arguments
            .iter()
            .any(|a| a.starts_with("-i") || a.starts_with("--in-place")),
        "find" => !has(&["-delete", "-exec", "-execdir", "-ok", "-fprint"]),
        "command" => has(&["-v", "-V"]),
        "curl" => curl_reads(arguments),
        "git" => matches!(
            first,
            "log" | "status" | "diff" | "show" | "rev-parse" | "describe" | "ls-files"
        ),
        "kubectl" => {
            matches!(
                first,
                "get" | "describe" | "logs" | "top" | "version" | "explain" | "cluster-info"
            ) || first == "rollout" && has(&["status", "history"])
        }
        "helm" => matches!(
            first,
            "list" | "ls" | "status" | "history" | "version" | "template"
        ),
        "terraform" => matches!(first, "version" | "validate" | "show" | "output"),
        "docker" => matches!(
            first,
            "ps" | "images" | "logs" | "inspect" | "version" | "info"
        ),
        _ => false,
    };
    if reads {
        judged(Effect::ReadsOnly, format!("`{name}` only reads"))
    } else {
        judged(
            Effect::Unknown,
            format!("nothing says that `{name}` only reads"),
        )
    }
}

fn curl_reads(arguments: &[&str]) -> bool {
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match *word {
            "-X" | "--request" => match words.next() {
                Some(&("GET" | "HEAD" | "OPTIONS")) => {}
                _ => return false,
            },
            "-XGET" | "-XHEAD" | "-XOPTIONS" => {}
            w if w.starts_with("-X") || w.starts_with("--request") => return false,
            w if ["-d", "-F", "-T", "-o", "-O"]
                .iter()
                .any(|o| w.starts_with(o)) =>
            {
                return false;
            }
            w if [
                "--data",
                "--form",
                "--upload",
                "--json",
                "--output",
                "--remote-name",
                "--config",
            ]
            .iter()
            .any(|o| w.starts_with(o)) =>
            {
                return false;
            }
            _ => {}
        }
    }
    true
}

/// Why a program destroys something, if it does.
fn destroys(name: &str, first: &str, arguments: &[&str]) -> Option<String> {
    let has = |options: &[&str]| arguments.iter().any(|a| options.contains(a));
    let line = arguments.join(" ").to_ascii_uppercase();
    let what = match name {
        "rm" | "shred" | "dd" | "mkfs" | "truncate" | "dropdb" => "takes files or data away",
        "terraform" | "tofu" if first == "destroy" => "takes the infrastructure away",
        "terraform" | "tofu" if first == "apply" && has(&["-auto-approve", "--auto-approve"]) => {
            "applies without anybody having read the plan"
        }
        "terraform" | "tofu" if first == "state" && has(&["push", "rm"]) => {
            "overwrites the state of the infrastructure"
        }
        "terraform" | "tofu" if first == "force-unlock" => "breaks somebody's lock",
        "git"
            if first == "push"
                && has(&[
                    "--force",
                    "-f",
                    "--force-with-lease",
                    "--delete",
                    "-d",
                    "--mirror",
                ]) =>
        {
            "overwrites what others have"
        }
        "git" if first == "reset" && has(&["--hard"]) => "throws changes away",
        "git" if first == "clean" => "throws files away",
        "kubectl" | "oc" if matches!(first, "delete" | "drain" | "replace") => {
            "takes resources away"
        }
        "helm" if matches!(first, "uninstall" | "delete") => "takes a release away",
        "cdk" if first == "destroy" => "takes a stack away",
        "npx" if has(&["cdk"]) && has(&["destroy"]) => "takes a stack away",
        "redis-cli" if line.contains("FLUSHALL") || line.contains("FLUSHDB") => "empties the store",
        "psql" | "mysql" | "mariadb"
            if ["DROP ", "DELETE ", "TRUNCATE "]
                .iter()
                .any(|word| line.contains(word)) =>
        {
            "takes rows or tables away"
        }
        _ => return None,
    };
    Some(format!("`{name} {first}` {what}").replace(" `", "`"))
}

#[cfg(test)]
mod tests {
    use belay_runbook::shell::parse;

    use super::{Effect, judge};

    fn effect(code: &str) -> Effect {
        let script = parse(code);
        judge(&script.commands, script.syntax).effect
    }

    #[test]
    fn what_is_not_known_to_only_read_counts_as_a_change() {
        for (code, expected) in [
            (
                "aws dynamodb describe-table --table-name t | jq .Table",
                Effect::ReadsOnly,
            ),
            ("aws sts get-caller-identity", Effect::ReadsOnly),
            ("aws --version; node --version", Effect::ReadsOnly),
            ("A=1\nexport B=\"$A\"", Effect::ReadsOnly),
            ("curl -f https://example.org/health", Effect::ReadsOnly),
            ("curl -X POST https://example.org -d @f", Effect::Unknown),
            ("cat a 2>/dev/null 2>&1", Effect::ReadsOnly),
            ("date -u > start.txt", Effect::ChangesLocal),
            ("npm run deploy:prod", Effect::Unknown),
            ("$TOOL describe", Effect::Unknown),
            ("aws dynamodb no-such-thing", Effect::Unknown),
            (
                "aws lambda update-alias --function-name f --name L",
                Effect::ChangesAws,
            ),
            ("aws s3 cp a s3://b/c", Effect::ChangesAws),
            (
                "echo ok && aws dynamodb delete-table --table-name t",
                Effect::Destructive,
            ),
            ("terraform apply -auto-approve", Effect::Destructive),
            ("terraform apply plan.out", Effect::Unknown),
            ("git push --force origin main", Effect::Destructive),
            ("kubectl delete pod x", Effect::Destructive),
            ("kubectl get pods", Effect::ReadsOnly),
            ("rm -rf build", Effect::Destructive),
            ("if true; then", Effect::Unknown),
        ] {
            assert_eq!(effect(code), expected, "{code}");
        }
    }
}
