//! What a code block is.

use crate::model::{ReferenceKind, Shared, Syntax};
use crate::shell;

/// What the text above a block says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// It shows what a command prints or a service replies.
    Output,
    /// It shows a reply, since a request such as `GET /health` stands above it.
    Reply,
    Nothing,
}

impl Says {
    pub(super) fn of(text: Option<&str>) -> Self {
        let Some(text) = text else {
            return Self::Nothing;
        };
        let lower = text.to_ascii_lowercase();
        let words = lower.trim_end_matches([':', '.', ' ']);
        let output = [
            "output",
            "response",
            "result",
            "you should see",
            "reply",
            "prints",
            "shows",
        ];
        if output
            .iter()
            .any(|word| words.ends_with(word) || words.starts_with(word))
            || words.starts_with("expected")
            || words.starts_with("sample output")
        {
            return Self::Output;
        }
        let request = ["GET /", "POST /", "PUT /", "DELETE /", "HEAD /"];
        if request.iter().any(|verb| text.starts_with(verb)) {
            Self::Reply
        } else {
            Self::Nothing
        }
    }
}

const SHELLS: [&str; 11] = [
    "bash",
    "sh",
    "shell",
    "zsh",
    "ksh",
    "console",
    "shell-session",
    "shellsession",
    "terminal",
    "dash",
    "shellscript",
];

/// Programs that begin a line in an unlabelled block of shell code.
const PROGRAMS: [&str; 62] = [
    "aws",
    "kubectl",
    "helm",
    "docker",
    "docker-compose",
    "terraform",
    "npm",
    "npx",
    "yarn",
    "pnpm",
    "node",
    "git",
    "gh",
    "curl",
    "wget",
    "cd",
    "export",
    "echo",
    "printf",
    "ls",
    "cat",
    "cp",
    "mv",
    "rm",
    "mkdir",
    "chmod",
    "chown",
    "sudo",
    "ssh",
    "scp",
    "psql",
    "mysql",
    "redis-cli",
    "python",
    "python3",
    "pip",
    "pip3",
    "make",
    "cargo",
    "go",
    "java",
    "mvn",
    "gradle",
    "systemctl",
    "journalctl",
    "grep",
    "sed",
    "awk",
    "tar",
    "zip",
    "unzip",
    "source",
    "cdk",
    "sam",
    "ansible",
    "ansible-playbook",
    "eksctl",
    "jq",
    "kill",
    "sleep",
    "watch",
    "test",
];

/// First word after the fence, in lower case.
pub(super) fn name(info: &str) -> Option<Shared> {
    // Most have nothing but the word.
    let info = info.trim();
    if !info.is_empty() && info.bytes().all(|b| b.is_ascii_lowercase()) {
        return Some(info.into());
    }
    let word = info
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}' | ':'))
        .find(|word| !word.is_empty())?;
    let word = word.trim_start_matches('.');
    Some(if word.bytes().any(|b| b.is_ascii_uppercase()) {
        word.to_ascii_lowercase().into()
    } else {
        word.into()
    })
}

/// Whether a block is shell code: by its label, else by what begins its lines.
pub(super) fn is_shell(language: Option<&str>, code: &str, says: Says) -> bool {
    match language {
        // Some show a query or a reply under the same label.
        Some(language) if CONSOLES.contains(&language) => {
            has_prompts(code) || shell::parse(code).syntax == Syntax::Whole
        }
        Some(language) => SHELLS.contains(&language),
        None => says == Says::Nothing && looks_like_shell(code),
    }
}

/// Blocks that show what is typed behind a prompt, as consoles do.
pub(super) fn has_prompts(code: &str) -> bool {
    let bytes = code.as_bytes();
    // A prompt ends with a sign and a space. Unlike that of a comment, the `#` stands
    // behind something.
    let ends_prompt = |at: usize| {
        let begun = at > 0 && !matches!(bytes[at - 1], b' ' | b'\n');
        bytes.get(at + 1) == Some(&b' ') && (bytes[at] != b'#' || begun)
    };
    memchr::memchr3_iter(b'$', b'#', b'%', bytes).any(ends_prompt)
        && code.split('\n').any(|line| prompt(line).is_some())
}

/// How long the prompt at the start of a line is: `$ `, `ops@db-1:~$ `,
/// `[ops@db-1 ~]# `, `ops@mac ~ % `, `bash-5.2$ `.
pub(super) fn prompt(line: &str) -> Option<usize> {
    if line.starts_with("$ ") {
        return Some(2);
    }
    let word = &line[..memchr::memchr(b' ', line.as_bytes())?];
    let shell = word.starts_with("bash-") || word.starts_with("sh-");
    if !(shell || word.contains('@')) {
        return None;
    }
    let sign = line.find(['$', '#', '%'])?;
    let head = &line[..sign];
    let bracketed = head.starts_with('[') && head.ends_with(']');
    // The prompt of zsh on a Mac: name and host, folder, sign.
    let mac =
        line[sign..].starts_with('%') && head.ends_with(' ') && head.matches(' ').count() == 2;
    let plain = !head.contains(' ') && !line[sign..].starts_with('%');
    let typed = line[sign + 1..].starts_with(' ');
    (typed && head.len() <= 80 && (bracketed || mac || plain)).then_some(sign + 2)
}

/// Whether a line begins with a program that runbooks run.
pub(super) fn begins_with_program(line: &str) -> bool {
    line.split_whitespace()
        .find(|word| *word != "sudo")
        .is_some_and(|word| PROGRAMS.contains(&word))
}

/// In a console block `# ` stands for the prompt of root, unless words follow that
/// are no command.
pub(super) fn root_prompt(line: &str) -> Option<usize> {
    let word = line.strip_prefix("# ")?.split_whitespace().next()?;
    PROGRAMS.contains(&word).then_some(2)
}

/// Labels of blocks that show a console: what is typed and what it prints.
const CONSOLES: [&str; 4] = ["console", "shell-session", "shellsession", "terminal"];

/// Whether a label says that a block shows a console.
pub(super) fn is_console(language: Option<&str>) -> bool {
    language.is_some_and(|language| CONSOLES.contains(&language))
}

fn looks_like_shell(code: &str) -> bool {
    let first = code.lines().find(|line| !line.trim().is_empty());
    if first.is_some_and(|line| prompt(line).is_some()) {
        return true;
    }
    let known = |line: &str| {
        let word = line.split_whitespace().next().unwrap_or("");
        PROGRAMS.contains(&word)
            || ((word.starts_with("./") || word.ends_with(".sh")) && word.len() > 3)
    };
    let begins = code
        .lines()
        .find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    if !begins.is_some_and(known) {
        return false;
    }
    let script = shell::parse(code);
    let outer: Vec<_> = script
        .statements
        .iter()
        .filter_map(|statement| script.commands.get(statement.first_command as usize))
        .collect();
    let taken = outer
        .iter()
        .filter(|command| command.name().is_none_or(known))
        .count();
    script.syntax == Syntax::Whole && taken * 2 >= outer.len()
}

/// What a block that is not run shows.
pub(super) fn reference(language: Option<&str>, code: &str, says: Says) -> ReferenceKind {
    if says == Says::Output {
        return ReferenceKind::Output;
    }
    if is_insights(code) {
        return ReferenceKind::InsightsQuery;
    }
    let json =
        language == Some("json") || (language.is_none() && code.trim_start().starts_with('{'));
    if json && code.contains("\"widgets\"") {
        return ReferenceKind::Dashboard;
    }
    let alarm = |names: [&str; 3]| names.iter().all(|name| code.contains(name));
    if alarm(["MetricName", "Threshold", "ComparisonOperator"])
        || alarm(["metric_name", "threshold", "comparison_operator"])
    {
        return ReferenceKind::AlarmDefinition;
    }
    match language {
        _ if says == Says::Reply => ReferenceKind::Output,
        Some("output" | "text" | "log" | "stdout") => ReferenceKind::Output,
        Some(
            "yaml" | "yml" | "json" | "toml" | "hcl" | "terraform" | "tf" | "ini" | "xml" | "env"
            | "properties" | "conf" | "nginx" | "dockerfile",
        ) => ReferenceKind::Config,
        _ => ReferenceKind::Other,
    }
}

/// A CloudWatch Logs Insights query: a known first command, then pipes.
fn is_insights(code: &str) -> bool {
    let mut lines = code
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty() && !l.starts_with('#'));
    let Some(first) = lines.next() else {
        return false;
    };
    let word = first
        .trim_start_matches('|')
        .split_whitespace()
        .next()
        .unwrap_or("");
    let known = [
        "fields", "filter", "stats", "parse", "sort", "display", "limit", "dedup", "source",
    ];
    let piped = lines.next().is_some_and(|line| line.starts_with('|')) || first.contains(" | ");
    known.contains(&word) && (piped || first.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::{has_prompts, prompt};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_prompt_is_missed_by_looking_for_its_sign(
            lines in prop::collection::vec("(sh-|bash-)?[$#%@a \t\\[\\]]{0,5}[$#%]? ?", 0..4),
        ) {
            let code = lines.join("\n");
            let any = code.split('\n').any(|line| prompt(line).is_some());
            prop_assert_eq!(has_prompts(&code), any, "{:?}", code);
        }
    }
}
