//! What programs other than the AWS CLI do, from their own subcommands.

mod cluster;
mod delivery;
mod hosts;
mod infrastructure;
mod services;

use super::{Effect, EffectKind, effect_of_script};
use EffectKind::{ChangesLocal, ChangesRemote, ReadsOnly, Unknown};
use cluster::{helm, kubectl};
use delivery::{docker, git, hub, npm};
use hosts::{find, in_place, machine, remove, rsync, scp, service, ssh};
use infrastructure::{cdk, stack_tool, terraform};
use services::{curl, dumps, migrate, redis, sql, wget};

/// Programs that only look, whatever their arguments, unless output goes to a file.
const LOOKING: &[&str] = &[
    "ls",
    "cat",
    "head",
    "tail",
    "grep",
    "egrep",
    "fgrep",
    "rg",
    "awk",
    "gawk",
    "sort",
    "uniq",
    "wc",
    "cut",
    "tr",
    "jq",
    "yq",
    "echo",
    "printf",
    "date",
    "gdate",
    "printenv",
    "pwd",
    "which",
    "type",
    "whoami",
    "id",
    "hostname",
    "uname",
    "df",
    "du",
    "ps",
    "top",
    "htop",
    "free",
    "uptime",
    "dig",
    "nslookup",
    "host",
    "ping",
    "traceroute",
    "netstat",
    "ss",
    "test",
    "[",
    "[[",
    "true",
    "false",
    "sleep",
    "diff",
    "cmp",
    "file",
    "stat",
    "tree",
    "less",
    "more",
    "column",
    "nl",
    "rev",
    "tac",
    "basename",
    "dirname",
    "realpath",
    "readlink",
    "md5sum",
    "sha256sum",
    "shasum",
    "base64",
    "xxd",
    "seq",
    "comm",
    "paste",
    "fold",
    "expand",
    "snyk",
    "trivy",
    "kubectx",
    "lsof",
    "vmstat",
    "iostat",
    "journalctl",
    "dmesg",
    "history",
    "man",
    "yes",
    "time",
    "wait",
    "read",
    "exit",
    "return",
    ":",
    "nproc",
    "locale",
    "getent",
    "nc",
    "telnet",
    "ab",
    "dive",
    "hadolint",
    "tflint",
    "tfsec",
    "checkov",
    "shellcheck",
    "expr",
    "bc",
    "fuser",
    "groups",
    "tput",
    "clear",
    "break",
    "continue",
];

/// Programs that change files or settings of this machine and nothing else.
const LOCAL: &[&str] = &[
    "cd",
    "pushd",
    "popd",
    "export",
    "set",
    "unset",
    "alias",
    "umask",
    "mkdir",
    "touch",
    "chmod",
    "chown",
    "tar",
    "zip",
    "unzip",
    "gzip",
    "gunzip",
    "tee",
    "pip",
    "pip3",
    "poetry",
    "flutter",
    "go",
    "cargo",
    "mvn",
    "gradle",
    "brew",
    "apt",
    "apt-get",
    "yum",
    "dnf",
    "nvm",
    "vi",
    "vim",
    "nano",
    "code",
    "kill",
    "pkill",
    "killall",
    "local",
    "declare",
    "readonly",
    "shift",
    "trap",
    "patch",
    "split",
    "openssl",
    "ssh-keygen",
    "ssh-add",
    "rmdir",
    "tsc",
    "eslint",
    "jest",
    "pytest",
    "vitest",
    "prettier",
    "ruff",
    "black",
    "gpg",
    "gpgconf",
    "cwebp",
    "ffmpeg",
    "locust",
    "playwright",
    "asdf",
    "direnv",
    "gem",
    "bundle",
    "composer",
    "dotnet",
    "javac",
    "minikube",
    "kind",
];

/// What a program does; `words` are its name and its arguments.
pub fn effect(words: &[String]) -> Effect {
    let Some((name, arguments)) = words.split_first() else {
        return Effect::new(ReadsOnly, "Runs nothing.");
    };
    let program = name.rsplit('/').next().unwrap_or(name);
    let plain: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let ["--version" | "-version" | "version" | "--help" | "-h" | "help" | "-V" | "-v"] = *plain
    {
        return Effect::new(
            ReadsOnly,
            format!("Shows the version or help of `{program}`."),
        );
    }
    let known = match program {
        "terraform" | "tofu" | "terragrunt" => terraform(&plain),
        "cdk" => cdk(&plain),
        "npx" => return plain_npx(arguments),
        "kubectl" | "oc" => kubectl(&plain),
        "helm" => helm(&plain),
        "git" => git(&plain),
        "docker" | "podman" | "docker-compose" => docker(&plain),
        "npm" | "yarn" | "pnpm" => npm(&plain),
        "curl" => curl(&plain),
        "psql" => sql(&plain, 'c'),
        "mysql" | "mariadb" => sql(&plain, 'e'),
        "sqlcmd" => sql(&plain, 'Q'),
        "redis-cli" => redis(&plain),
        "gh" | "glab" => hub(&plain),
        "rm" => remove(&plain),
        "find" => find(&plain),
        "sed" | "perl" => in_place(&plain),
        "systemctl" | "service" => service(&plain),
        "rsync" => rsync(&plain),
        "scp" => scp(&plain),
        "ssh" => ssh(&plain),
        "pulumi" | "sam" | "serverless" | "sls" | "eksctl" | "copilot" | "amplify" | "eb" => {
            stack_tool(&plain)
        }
        "flyway" | "liquibase" | "alembic" | "prisma" | "knex" | "sequelize" => migrate(&plain),
        "shred" | "mkfs" | "dd" | "fdisk" | "parted" | "sfdisk" | "wipefs" | "reboot"
        | "shutdown" | "halt" | "poweroff" | "truncate" | "crontab" => machine(program, &plain),
        "createdb" | "dropdb" | "pg_restore" | "mongorestore" | "pg_dump" | "pg_dumpall"
        | "mysqldump" | "mongodump" => dumps(program, &plain),
        "k6" | "artillery" | "wrk" | "hey" => Some((ChangesRemote, "Puts load on a service.")),
        "wget" => wget(&plain),
        "bash" | "sh" | "zsh" | "eval" | "watch" | "xargs" | "time" | "timeout" | "flock" => {
            return inner_command(program, arguments);
        }
        "env" if plain.is_empty() => Some((ReadsOnly, "Only looks.")),
        "cp" | "mv" | "ln" | "install" => Some((
            ChangesLocal,
            "Writes files here; those of the same name are overwritten.",
        )),
        _ if LOOKING.contains(&program) => Some((ReadsOnly, "Only looks.")),
        _ if LOCAL.contains(&program) => Some((ChangesLocal, "Works on this machine alone.")),
        _ => None,
    };
    match known {
        Some((kind, reason)) => Effect::new(kind, reason),
        None => Effect::new(
            Unknown,
            format!(
                "What `{}` does is not known.",
                words
                    .iter()
                    .take(3)
                    .cloned()
                    .collect::<Vec<_>>()
                    .join(" ")
                    .replace(crate::awscli::OPAQUE, "…")
            ),
        ),
    }
}

type Known = Option<(EffectKind, &'static str)>;

fn has(words: &[&str], options: &[&str]) -> bool {
    words.iter().any(|word| {
        options.iter().any(|option| {
            word == option
                || word
                    .strip_prefix(option)
                    .is_some_and(|rest| rest.starts_with('='))
        })
    })
}

/// A short option, alone or in a bundle such as `-rf`.
fn has_letter(words: &[&str], letter: char) -> bool {
    words
        .iter()
        .any(|word| word.starts_with('-') && !word.starts_with("--") && word.contains(letter))
}

/// Words that are not options, leaving out the values of the options named.
fn operands<'a>(words: &[&'a str], with_value: &[&str]) -> Vec<&'a str> {
    let mut out = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if with_value.contains(word) {
            words.next();
        } else if !word.starts_with('-') {
            out.push(*word);
        }
    }
    out
}

fn plain_npx(arguments: &[String]) -> Effect {
    let rest: Vec<String> = arguments
        .iter()
        .skip_while(|word| word.starts_with('-'))
        .cloned()
        .collect();
    if rest.is_empty() {
        return Effect::new(Unknown, "Runs a package's program.");
    }
    effect(&rest)
}

/// What is changed on the machine where a command runs is changed elsewhere when
/// it is not this one.
fn settles(kind: EffectKind) -> EffectKind {
    match kind {
        ChangesLocal => ChangesRemote,
        kind => kind,
    }
}

/// The subcommands of a program, without its options: `rollout`, `restart`.
pub(super) fn subcommands<'a>(program: &str, arguments: &[&'a str]) -> Vec<&'a str> {
    let valued: &[&str] = match program {
        "kubectl" | "oc" => cluster::KUBECTL,
        "helm" => cluster::HELM,
        "git" => &["-C", "-c"],
        "docker" | "podman" | "docker-compose" => delivery::DOCKER,
        "redis-cli" => services::REDIS,
        _ => &[],
    };
    operands(arguments, valued)
}

/// `bash -c '…'`, `watch '…'`, `xargs …`: the command inside decides.
fn inner_command(program: &str, arguments: &[String]) -> Effect {
    let script = match program {
        "bash" | "sh" | "zsh" => arguments
            .iter()
            .position(|word| word == "-c" || word == "-lc")
            .and_then(|at| arguments.get(at + 1))
            .cloned(),
        _ => {
            let rest: Vec<String> = arguments
                .iter()
                .skip_while(|word| word.starts_with('-') || word.parse::<f64>().is_ok())
                .cloned()
                .collect();
            (!rest.is_empty()).then(|| rest.join(" "))
        }
    };
    match script {
        // The bound keeps a command that wraps itself thousands of times from
        // wrapping the stack as well.
        Some(script) if script.len() <= 2_000 && !script.contains(crate::awscli::OPAQUE) => {
            effect_of_script(&script)
        }
        _ => Effect::new(Unknown, "Runs something that cannot be told from here."),
    }
}
