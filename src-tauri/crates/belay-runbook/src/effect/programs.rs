//! What programs other than the AWS CLI do, from their own subcommands.

use super::{Effect, EffectKind, effect_of_script};
use EffectKind::{ChangesAws, ChangesLocal, ChangesRemote, Destructive, ReadsOnly, Unknown};

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
    "cp",
    "mv",
    "ln",
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
    "systemctl",
    "service",
    "local",
    "declare",
    "readonly",
    "shift",
    "trap",
    "install",
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
        "psql" | "mysql" | "mariadb" | "sqlcmd" => sql(&plain),
        "redis-cli" => redis(&plain),
        "gh" | "glab" => hub(&plain),
        "rm" => remove(&plain),
        "find" => find(&plain),
        "sed" | "perl" => in_place(&plain),
        "systemctl" | "service" => systemctl(&plain),
        "rsync" => has(&plain, &["--delete"]).then_some((
            Destructive,
            "Deletes at the target what the source does not have.",
        )),
        "pulumi" | "sam" | "serverless" | "sls" | "eksctl" | "copilot" | "amplify" | "eb" => {
            stack_tool(&plain)
        }
        "flyway" | "liquibase" | "alembic" | "prisma" | "knex" | "sequelize" => migrate(&plain),
        "dropdb" | "shred" | "mkfs" | "dd" | "fdisk" | "reboot" | "shutdown" | "halt"
        | "truncate" => Some((Destructive, "Destroys data or stops the machine.")),
        "createdb" | "pg_restore" => Some((ChangesRemote, "Writes to a database.")),
        "pg_dump" | "mysqldump" | "mongodump" => {
            Some((ChangesLocal, "Copies a database into a file."))
        }
        "k6" | "artillery" | "wrk" | "hey" => Some((ChangesRemote, "Puts load on a service.")),
        "wget" => Some((ChangesLocal, "Downloads a file.")),
        "crontab" if plain.contains(&"-l") => Some((ReadsOnly, "Lists scheduled jobs.")),
        "bash" | "sh" | "zsh" | "eval" | "watch" | "xargs" | "time" | "timeout" | "flock" => {
            return inner_command(program, arguments);
        }
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

fn terraform(words: &[&str]) -> Known {
    let names = operands(words, &[]);
    let approved = has(words, &["-auto-approve", "--auto-approve"]);
    Some(match (names.first().copied()?, names.get(1).copied()) {
        ("apply", _) if approved || has(words, &["-destroy", "--destroy"]) => {
            (Destructive, "Applies changes that nobody has looked at.")
        }
        ("apply", _) => (ChangesAws, "Changes the infrastructure."),
        ("destroy", _) => (Destructive, "Destroys the infrastructure."),
        ("state", Some("push" | "rm" | "replace-provider")) => (
            Destructive,
            "Overwrites the shared state; Terraform then works from what the file says.",
        ),
        ("state", Some("mv")) | ("import" | "taint" | "untaint" | "refresh", _) => {
            (ChangesAws, "Changes the shared state.")
        }
        ("force-unlock", _) => (Destructive, "Breaks a lock that somebody else may hold."),
        ("workspace", Some("delete")) => (Destructive, "Deletes a workspace."),
        ("init" | "get" | "workspace", _) => (ChangesLocal, "Prepares this folder."),
        ("fmt", _) if has(words, &["-check", "--check"]) => (ReadsOnly, "Only looks."),
        ("fmt", _) => (ChangesLocal, "Rewrites files here."),
        (
            "plan" | "show" | "output" | "validate" | "state" | "graph" | "providers" | "console"
            | "version",
            _,
        ) => (ReadsOnly, "Only looks."),
        _ => return None,
    })
}

fn cdk(words: &[&str]) -> Known {
    Some(
        match *operands(words, &["--profile", "--context", "-c", "--app", "-a"]).first()? {
            "synth" | "synthesize" | "diff" | "ls" | "list" | "doctor" | "metadata" | "docs"
            | "notices" => (ReadsOnly, "Only looks."),
            "deploy" | "bootstrap" | "import" | "watch" | "rollback" => {
                (ChangesAws, "Changes stacks in AWS.")
            }
            "destroy" => (Destructive, "Deletes stacks in AWS."),
            _ => return None,
        },
    )
}

fn kubectl(words: &[&str]) -> Known {
    let before_command: Vec<&str> = words
        .iter()
        .take_while(|word| **word != "--")
        .copied()
        .collect();
    let names = operands(
        &before_command,
        &[
            "-n",
            "--namespace",
            "--context",
            "--kubeconfig",
            "-f",
            "-l",
            "-c",
            "--cluster",
            "--user",
            "-o",
        ],
    );
    if has(words, &["--dry-run"]) && !has(words, &["--dry-run=none"]) {
        return Some((ReadsOnly, "A dry run."));
    }
    Some(match (*names.first()?, names.get(1).copied()) {
        (
            "get" | "describe" | "logs" | "top" | "version" | "explain" | "api-resources"
            | "api-versions" | "cluster-info" | "wait" | "diff" | "events" | "auth"
            | "port-forward" | "options" | "completion",
            _,
        )
        | ("rollout", Some("status" | "history"))
        | ("config", Some("view" | "get-contexts" | "current-context" | "get-clusters")) => {
            (ReadsOnly, "Only looks.")
        }
        ("config", _) => (ChangesLocal, "Changes your kubectl configuration."),
        ("delete" | "drain", _) => (Destructive, "Removes something from the cluster."),
        ("scale", _)
            if has(words, &["--replicas=0"])
                || words.windows(2).any(|pair| pair == ["--replicas", "0"]) =>
        {
            (Destructive, "Stops every replica.")
        }
        ("replace", _) if has(words, &["--force"]) => (Destructive, "Deletes and creates anew."),
        (
            "apply" | "create" | "patch" | "set" | "edit" | "label" | "annotate" | "replace"
            | "rollout" | "cordon" | "uncordon" | "taint" | "expose" | "run" | "autoscale"
            | "scale" | "cp" | "debug",
            _,
        ) => (ChangesRemote, "Changes something in the cluster."),
        ("exec" | "attach", _) => (Unknown, "Runs a command inside a container."),
        _ => return None,
    })
}

fn helm(words: &[&str]) -> Known {
    if has(words, &["--dry-run"]) {
        return Some((ReadsOnly, "A dry run."));
    }
    Some(
        match *operands(words, &["-n", "--namespace", "-f", "--values", "--set"]).first()? {
            "list" | "ls" | "status" | "history" | "get" | "show" | "search" | "lint"
            | "template" | "version" | "env" | "diff" | "verify" => (ReadsOnly, "Only looks."),
            "uninstall" | "delete" => (Destructive, "Removes a release from the cluster."),
            "install" | "upgrade" | "rollback" | "test" => {
                (ChangesRemote, "Changes a release in the cluster.")
            }
            "repo" | "dependency" | "dep" | "pull" | "package" | "create" | "plugin" => {
                (ChangesLocal, "Works on this machine alone.")
            }
            "push" => (ChangesRemote, "Uploads a chart."),
            _ => return None,
        },
    )
}

fn git(words: &[&str]) -> Known {
    let names = operands(words, &["-C", "-c"]);
    Some(match *names.first()? {
        "push"
            if has(
                words,
                &[
                    "--force",
                    "--force-with-lease",
                    "--delete",
                    "--mirror",
                    "--prune",
                ],
            ) || has_letter(words, 'f')
                || names
                    .iter()
                    .skip(2)
                    .any(|name| name.starts_with(['+', ':'])) =>
        {
            (Destructive, "Overwrites or deletes what others pushed.")
        }
        "push" => (ChangesRemote, "Sends commits to the shared repository."),
        "reset" if has(words, &["--hard"]) => (Destructive, "Throws away uncommitted work."),
        "clean" if !has(words, &["-n", "--dry-run"]) => (Destructive, "Deletes untracked files."),
        "filter-branch" | "filter-repo" => (Destructive, "Rewrites history."),
        "status" | "log" | "diff" | "show" | "describe" | "rev-parse" | "ls-files"
        | "ls-remote" | "blame" | "shortlog" | "grep" | "secrets" | "reflog" | "rev-list"
        | "name-rev" | "cat-file" => (ReadsOnly, "Only looks."),
        "branch" if has_letter(words, 'D') => {
            (Destructive, "Deletes a branch that may not be merged.")
        }
        "branch" | "remote" | "tag" if names.len() == 1 => (ReadsOnly, "Only looks."),
        _ => (ChangesLocal, "Changes your copy of the repository."),
    })
}

fn docker(words: &[&str]) -> Known {
    let names = operands(words, &["-f", "--file", "--context", "-H", "-p"]);
    Some(match (*names.first()?, names.get(1).copied()) {
        ("compose", Some("down")) | ("down", _)
            if has_letter(words, 'v') || has(words, &["--volumes"]) =>
        {
            (Destructive, "Deletes containers with their data.")
        }
        ("compose", Some("ps" | "logs" | "config"))
        | (
            "ps" | "images" | "logs" | "inspect" | "version" | "info" | "stats" | "history"
            | "search" | "top" | "events" | "port" | "diff",
            _,
        ) => (ReadsOnly, "Only looks."),
        ("push", _) | ("buildx" | "compose" | "image" | "manifest", Some("push")) => {
            (ChangesRemote, "Uploads an image.")
        }
        ("buildx" | "build", _) if has(words, &["--push"]) => {
            (ChangesRemote, "Builds and uploads an image.")
        }
        ("rm" | "rmi", _)
        | ("system" | "volume" | "image" | "container" | "network", Some("prune" | "rm")) => (
            Destructive,
            "Deletes containers, images or their data on this machine.",
        ),
        ("stack" | "service" | "swarm" | "node", _) => return None,
        _ => (ChangesLocal, "Works on this machine's containers."),
    })
}

fn npm(words: &[&str]) -> Known {
    let names = operands(words, &["--prefix", "-w", "--workspace"]);
    Some(match (*names.first()?, names.get(1).copied()) {
        ("audit", Some("fix")) => (ChangesLocal, "Changes installed packages."),
        (
            "audit" | "ls" | "list" | "view" | "info" | "outdated" | "why" | "ping" | "whoami"
            | "config",
            _,
        ) => (ReadsOnly, "Only looks."),
        (
            "install" | "i" | "ci" | "add" | "remove" | "uninstall" | "update" | "prune" | "cache"
            | "link" | "rebuild",
            _,
        ) => (ChangesLocal, "Changes installed packages."),
        ("publish" | "unpublish" | "deprecate" | "dist-tag", _) => {
            (ChangesRemote, "Changes the package registry.")
        }
        ("test" | "t", _) => (
            Unknown,
            "Runs the package's own test script, with whatever it does.",
        ),
        ("run" | "run-script", _) => (
            Unknown,
            "Runs the package's own script, with whatever it does.",
        ),
        _ => return None,
    })
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

fn curl(words: &[&str]) -> Known {
    let method = words
        .windows(2)
        .find(|pair| matches!(pair[0], "-X" | "--request"))
        .map(|pair| pair[1])
        .or_else(|| {
            words
                .iter()
                .find_map(|word| word.strip_prefix("-X").filter(|rest| !rest.is_empty()))
        })
        .or_else(|| {
            words
                .iter()
                .find_map(|word| word.strip_prefix("--request="))
        });
    let sends = has(
        words,
        &[
            "-d",
            "--data",
            "--data-raw",
            "--data-binary",
            "--data-urlencode",
            "--json",
            "-F",
            "--form",
            "-T",
            "--upload-file",
        ],
    );
    Some(match method.map(str::to_ascii_uppercase).as_deref() {
        Some("DELETE") => (Destructive, "Asks a service to delete something."),
        Some("GET" | "HEAD" | "OPTIONS") => (ReadsOnly, "Asks a service."),
        Some(_) => (ChangesRemote, "Sends something to a service."),
        None if sends => (ChangesRemote, "Sends something to a service."),
        None if has(words, &["-o", "-O", "--output", "--remote-name"]) => {
            (ChangesLocal, "Downloads a file.")
        }
        None => (ReadsOnly, "Asks a service."),
    })
}

fn sql(words: &[&str]) -> Known {
    let statement = words
        .windows(2)
        .find(|pair| matches!(pair[0], "-c" | "--command" | "-e" | "--execute" | "-Q"))
        .map(|pair| pair[1].trim().to_ascii_lowercase());
    let Some(statement) = statement else {
        return Some((
            Unknown,
            "Opens a database session, with whatever is typed there.",
        ));
    };
    let first = statement.split_whitespace().next().unwrap_or_default();
    let has_word = |word: &str| {
        statement
            .split(|c: char| !c.is_alphanumeric())
            .any(|part| part == word)
    };
    Some(
        if has_word("drop") || has_word("truncate") || has_word("delete") {
            (Destructive, "Deletes data in the database.")
        } else if matches!(first, "select" | "show" | "explain" | "describe")
            || first.starts_with('\\')
        {
            (ReadsOnly, "Reads from the database.")
        } else {
            (ChangesRemote, "Changes the database.")
        },
    )
}

fn redis(words: &[&str]) -> Known {
    let names = operands(words, &["-h", "-p", "-a", "-n", "--user", "--pass"]);
    let command = names.first().map(|name| name.to_ascii_lowercase());
    Some(match command.as_deref() {
        Some("flushall" | "flushdb" | "del" | "unlink" | "shutdown") => {
            (Destructive, "Deletes data in Redis.")
        }
        Some(
            "get" | "info" | "ping" | "keys" | "scan" | "ttl" | "type" | "dbsize" | "client"
            | "slowlog" | "memory" | "monitor" | "exists" | "mget" | "hgetall",
        ) => (ReadsOnly, "Reads from Redis."),
        Some(_) => (ChangesRemote, "Changes Redis."),
        None => (
            Unknown,
            "Opens a Redis session, with whatever is typed there.",
        ),
    })
}

fn hub(words: &[&str]) -> Known {
    let names = operands(words, &["-R", "--repo"]);
    Some(match names.get(1).copied().unwrap_or_default() {
        "list" | "view" | "status" | "diff" | "checks" | "watch" => (ReadsOnly, "Only looks."),
        "delete" => (Destructive, "Deletes something in the repository."),
        _ => (ChangesRemote, "Changes something in the repository."),
    })
}

fn remove(words: &[&str]) -> Known {
    let hard = has_letter(words, 'r')
        || has_letter(words, 'R')
        || has_letter(words, 'f')
        || has(words, &["--recursive", "--force"]);
    Some(if hard {
        (Destructive, "Deletes files without asking.")
    } else {
        (ChangesLocal, "Deletes files.")
    })
}

fn find(words: &[&str]) -> Known {
    if words.contains(&"-delete") {
        return Some((Destructive, "Deletes the files that it finds."));
    }
    match words
        .iter()
        .position(|word| matches!(*word, "-exec" | "-execdir" | "-ok"))
    {
        Some(at) if matches!(words.get(at + 1), Some(&"rm")) => {
            Some((Destructive, "Deletes the files that it finds."))
        }
        Some(_) => None,
        None => Some((ReadsOnly, "Only looks.")),
    }
}

fn in_place(words: &[&str]) -> Known {
    Some(if has_letter(words, 'i') || has(words, &["--in-place"]) {
        (ChangesLocal, "Rewrites files here.")
    } else {
        (ReadsOnly, "Only looks.")
    })
}

fn systemctl(words: &[&str]) -> Known {
    let reads = [
        "status",
        "is-active",
        "is-enabled",
        "list-units",
        "list-timers",
        "show",
        "cat",
    ];
    Some(if words.iter().any(|word| reads.contains(word)) {
        (ReadsOnly, "Only looks.")
    } else if words
        .iter()
        .any(|word| matches!(*word, "reboot" | "poweroff" | "halt"))
    {
        (Destructive, "Stops the machine.")
    } else {
        (ChangesLocal, "Changes services of this machine.")
    })
}

fn stack_tool(words: &[&str]) -> Known {
    Some(
        match *operands(words, &["--stack", "-s", "--stage", "--region"]).first()? {
            "destroy" | "remove" | "delete" | "terminate" => {
                (Destructive, "Deletes what it manages in AWS.")
            }
            "up" | "update" | "deploy" | "create" | "publish" | "push" | "scale" | "upgrade"
            | "rollback" => (ChangesAws, "Changes what it manages in AWS."),
            "preview" | "get" | "list" | "ls" | "status" | "logs" | "validate" | "info"
            | "describe" | "stack" | "print" => (ReadsOnly, "Only looks."),
            "build" | "init" | "package" | "config" | "local" => {
                (ChangesLocal, "Works on this machine alone.")
            }
            _ => return None,
        },
    )
}

fn migrate(words: &[&str]) -> Known {
    let names = operands(words, &[]);
    Some(
        if names.iter().any(|name| {
            matches!(
                *name,
                "clean" | "reset" | "drop-all" | "dropAll" | "downgrade"
            )
        }) {
            (Destructive, "Removes data from the database.")
        } else if names.iter().any(|name| {
            matches!(
                *name,
                "info" | "validate" | "status" | "history" | "current" | "generate" | "show"
            )
        }) {
            (ReadsOnly, "Only looks.")
        } else {
            (ChangesRemote, "Changes the database.")
        },
    )
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
