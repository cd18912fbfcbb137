//! Characters and secrets.

use super::ExampleForm::Shell;
use super::RulePage;

pub(super) const PAGES: &[RulePage] = &[
    RulePage {
        id: "hidden-unicode",
        title: "A character that cannot be seen",
        what: "A bidirectional or zero-width character stands in the text. In a command it is an error.",
        why: "The line is not what it looks like.",
        form: Shell,
        bad: "echo safe\u{202e}",
        good: "echo safe",
        source: "Unicode Technical Report 36; CVE-2021-42574",
    },
    RulePage {
        id: "lookalike-letter",
        title: "A letter of another script that looks Latin",
        what: "A Cyrillic, Greek or full-width letter stands in a word of Latin letters.",
        why: "The command is not what it looks like.",
        form: Shell,
        bad: "kube\u{0441}tl get pods",
        good: "kubectl get pods",
        source: "Unicode Technical Standard 39",
    },
    RulePage {
        id: "typographic-sign",
        title: "A typographic dash or quote in a command",
        what: "A word processor replaced `--` or `\"`.",
        why: "The shell takes it for text: the option is not recognised, or the words fall apart.",
        form: Shell,
        bad: "ls –-all",
        good: "ls --all",
        source: "POSIX shell command language, 2.2",
    },
    RulePage {
        id: "secret-in-text",
        title: "A secret is written out",
        what: "Something with the form of a password, key or token stands in the file.",
        why: "Everybody who can read the file, the shell history or the list of processes has it.",
        form: Shell,
        bad: "export DB_PASSWORD=hunter2-and-more",
        good: "export DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id db --query SecretString --output text)",
        source: "OWASP secrets management cheat sheet",
    },
];
