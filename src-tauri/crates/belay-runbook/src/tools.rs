//! How a program is asked for its version. Only questions that change nothing
//! and call nobody are known here; nothing else is ever asked.

use crate::Version;

/// A program, and the arguments with which it says its version and ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionQuestion {
    /// Its name, to be looked up on the PATH.
    pub program: String,
    /// Its arguments.
    pub arguments: Vec<String>,
}

impl VersionQuestion {
    fn new(program: &str, arguments: &str) -> Self {
        Self {
            program: program.to_owned(),
            arguments: arguments.split_whitespace().map(str::to_owned).collect(),
        }
    }

    /// As a person would type it.
    #[must_use]
    pub fn line(&self) -> String {
        std::iter::once(self.program.as_str())
            .chain(self.arguments.iter().map(String::as_str))
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// Names under which runbooks ask for a tool (lower case, without `CLI`), its program, and its
/// question, as each program's own manual has it.
const KNOWN: &[(&[&str], &str, &str)] = &[
    (&["ansible"], "ansible", "--version"),
    (&["aws", "awscli"], "aws", "--version"),
    (&["bash"], "bash", "--version"),
    (&["cargo"], "cargo", "--version"),
    (&["cdk", "aws cdk"], "cdk", "--version"),
    (&["curl"], "curl", "--version"),
    (&["docker", "docker engine"], "docker", "--version"),
    (&["docker compose"], "docker", "compose version"),
    (&["dotnet", ".net", ".net sdk"], "dotnet", "--version"),
    (&["eksctl"], "eksctl", "version"),
    (&["gh", "github"], "gh", "--version"),
    (&["git"], "git", "--version"),
    (&["go", "golang"], "go", "version"),
    (&["gradle"], "gradle", "--version"),
    (&["helm"], "helm", "version"),
    (&["java", "jdk"], "java", "-version"),
    (&["jq"], "jq", "--version"),
    (&["k6"], "k6", "version"),
    (&["kubectl"], "kubectl", "version --client"),
    (&["kustomize"], "kustomize", "version"),
    (&["make"], "make", "--version"),
    (&["maven", "mvn"], "mvn", "--version"),
    (&["mysql", "mysql client"], "mysql", "--version"),
    (&["node", "node.js", "nodejs"], "node", "--version"),
    (&["npm"], "npm", "--version"),
    (&["openssl"], "openssl", "version"),
    (&["packer"], "packer", "version"),
    (&["pg_dump"], "pg_dump", "--version"),
    (&["pip"], "pip", "--version"),
    (&["pnpm"], "pnpm", "--version"),
    (&["podman"], "podman", "--version"),
    (
        &["psql", "postgresql client", "postgres client"],
        "psql",
        "--version",
    ),
    (&["python", "python3"], "python3", "--version"),
    (&["redis-cli"], "redis-cli", "--version"),
    (&["ruby"], "ruby", "--version"),
    (&["sam", "aws sam"], "sam", "--version"),
    (
        &["session manager plugin", "session-manager-plugin"],
        "session-manager-plugin",
        "--version",
    ),
    (&["terraform"], "terraform", "version"),
    (&["tofu", "opentofu"], "tofu", "version"),
    (&["yarn"], "yarn", "--version"),
    (&["yq"], "yq", "--version"),
];

/// The question for a tool that Belay knows by this name.
#[must_use]
pub fn known(name: &str) -> Option<VersionQuestion> {
    let name = name.trim().to_ascii_lowercase();
    let name = name.strip_suffix(" cli").unwrap_or(&name);
    let (_, program, arguments) = KNOWN.iter().find(|(names, ..)| names.contains(&name))?;
    Some(VersionQuestion::new(program, arguments))
}

/// The question for a tool that a runbook names, perhaps with the line that it
/// prints its version by. A runbook's own line counts only if it is exactly
/// `program --version`: whatever else it says is not asked.
#[must_use]
pub fn version_question(name: &str, line: Option<&str>) -> Option<VersionQuestion> {
    if let Some(question) = known(name) {
        // `npx cdk --version` may fetch and run another program than `cdk`.
        let runs_itself = line.is_none_or(|line| {
            line.split_whitespace().next() == Some(question.program.as_str())
                || known(line.split_whitespace().next().unwrap_or_default())
                    .is_some_and(|other| other.program == question.program)
        });
        return runs_itself.then_some(question);
    }
    let mut words = line?.split_whitespace();
    let (program, flag, end) = (words.next()?, words.next()?, words.next());
    (is_program(program) && flag == "--version" && end.is_none())
        .then(|| VersionQuestion::new(program, flag))
}

/// A plain name that the PATH can resolve: no path, no expansion, no option.
#[must_use]
pub fn is_program(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._+-".contains(&b))
}

/// Whether a shell carries a command of this name out by itself.
#[must_use]
pub fn is_builtin(name: &str) -> bool {
    const BUILTINS: &[&str] = &[
        ".",
        ":",
        "[",
        "[[",
        "alias",
        "bg",
        "break",
        "builtin",
        "caller",
        "cd",
        "command",
        "continue",
        "declare",
        "dirs",
        "disown",
        "echo",
        "enable",
        "eval",
        "exec",
        "exit",
        "export",
        "false",
        "fg",
        "getopts",
        "hash",
        "help",
        "history",
        "jobs",
        "kill",
        "let",
        "local",
        "mapfile",
        "popd",
        "printf",
        "pushd",
        "pwd",
        "read",
        "readarray",
        "readonly",
        "return",
        "set",
        "shift",
        "shopt",
        "source",
        "suspend",
        "test",
        "times",
        "trap",
        "true",
        "type",
        "typeset",
        "ulimit",
        "umask",
        "unalias",
        "unset",
        "wait",
    ];
    BUILTINS.binary_search(&name).is_ok()
}

/// The version in what a program answered.
#[must_use]
pub fn version_in(answer: &str) -> Option<Version> {
    // `go version go1.21.5 linux/amd64`
    Version::find(answer).or_else(|| Version::find(&answer.replace(" go", " ")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn line(name: &str, line: Option<&str>) -> Option<String> {
        version_question(name, line).map(|question| question.line())
    }

    #[test]
    fn a_tool_is_asked_as_its_manual_has_it_whatever_the_runbook_calls_it() {
        for (name, question) in [
            ("AWS CLI", "aws --version"),
            ("Terraform", "terraform version"),
            ("kubectl", "kubectl version --client"),
            ("Node.js", "node --version"),
            ("PostgreSQL client", "psql --version"),
        ] {
            assert_eq!(line(name, None).as_deref(), Some(question));
        }
        // The runbook's own line would ask the cluster, too.
        assert_eq!(
            line("kubectl", Some("kubectl version")).as_deref(),
            Some("kubectl version --client")
        );
        assert_eq!(
            line("python", Some("python --version")).as_deref(),
            Some("python3 --version")
        );
    }

    #[test]
    fn another_program_is_asked_only_by_exactly_its_version_flag() {
        assert_eq!(
            line("deployctl", Some("deployctl --version")).as_deref(),
            Some("deployctl --version")
        );
        for other in [
            "deployctl version",
            "deployctl --version --all",
            "deployctl --version; rm -rf /",
            "./deployctl --version",
            "$TOOL --version",
            "$(deployctl) --version",
            "-x --version",
            "npx deployctl --version",
        ] {
            assert_eq!(line("deployctl", Some(other)), None, "{other}");
        }
        assert_eq!(line("deployctl", None), None);
    }

    #[test]
    fn a_runner_that_may_fetch_a_program_is_not_asked() {
        assert_eq!(line("cdk", Some("npx cdk --version")), None);
        assert_eq!(
            line("cdk", Some("cdk --version")).as_deref(),
            Some("cdk --version")
        );
    }

    #[test]
    fn every_known_tool_has_one_question_and_a_name_in_lower_case() {
        let mut names: Vec<&str> = KNOWN
            .iter()
            .flat_map(|(names, ..)| *names)
            .copied()
            .collect();
        let all = names.len();
        assert!(names.iter().all(|name| *name == name.to_ascii_lowercase()));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
        assert!(KNOWN.iter().all(|(_, program, _)| is_program(program)));
    }

    #[test]
    fn what_the_shell_does_itself_is_no_program() {
        for builtin in [".", "[[", "cd", "export", "printf", "wait"] {
            assert!(is_builtin(builtin), "{builtin}");
        }
        assert!(!is_builtin("sleep") && !is_builtin("kubectl"));
    }

    #[test]
    fn the_version_is_found_in_what_tools_answer() {
        for (answer, version) in [
            (
                "Client Version: v1.28.2\nKustomize Version: v5.0.4",
                "1.28.2",
            ),
            (
                r#"version.BuildInfo{Version:"v3.12.3", GitCommit:"3a31588"}"#,
                "3.12.3",
            ),
            ("go version go1.21.5 linux/amd64", "1.21.5"),
            ("openjdk version \"17.0.9\" 2023-10-17", "17.0.9"),
            ("psql (PostgreSQL) 15.4 (Debian 15.4-2)", "15.4"),
            ("jq-1.6", "1.6"),
        ] {
            assert_eq!(version_in(answer).unwrap().to_string(), version);
        }
        assert_eq!(version_in("command line tool for deployments"), None);
    }
}
