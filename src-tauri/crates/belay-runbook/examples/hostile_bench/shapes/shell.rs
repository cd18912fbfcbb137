//! Shell code.

use super::{Shape, growing, shell, shell_of};

pub(super) const SHAPES: &[Shape] = &[
    ("sh: substitutions", |n| shell("$(", n)),
    ("sh: closed substitutions", |n| shell("$(a) ", n)),
    ("sh: backquotes", |n| shell("`", n)),
    ("sh: backquoted", |n| shell("`a` ", n)),
    ("sh: nested backquotes", |n| shell("`a \\`b ", n)),
    ("sh: quotes", |n| shell("\"", n)),
    ("sh: substitutions in quotes", |n| shell("\"$(", n)),
    ("sh: single quotes", |n| shell("'a", n)),
    ("sh: braces", |n| shell("${a:-", n)),
    ("sh: groups", |n| shell("{ ", n)),
    ("sh: subshells", |n| shell("( ", n)),
    ("sh: double parentheses", |n| shell("((", n)),
    ("sh: arithmetic", |n| shell("$((", n)),
    ("sh: arrays", |n| shell("a=(", n)),
    ("sh: patterns", |n| shell("@(", n)),
    ("sh: brackets", |n| shell("a[", n)),
    ("sh: tests", |n| shell("[[ ", n)),
    ("sh: ifs", |n| shell("if a; then ", n)),
    ("sh: cases", |n| shell("case a in ", n)),
    ("sh: functions", |n| shell("f() ", n)),
    ("sh: function bodies", |n| shell("f() { cd a; }\n", n)),
    ("sh: functions and moves", |n| {
        shell("f() { a; }\ncd x\n", n)
    }),
    ("sh: latest", |n| {
        shell("aws lambda invoke --qualifier $LATEST x\n", n)
    }),
    ("sh: unclosed tags", |n| shell("</a<b>", n)),
    ("sh: pipes", |n| shell("a | ", n)),
    ("sh: ands", |n| shell("a && ", n)),
    ("sh: semicolons", |n| shell("a;", n)),
    ("sh: comments", |n| shell("# a\n", n)),
    ("sh: numbered comments", |n| shell("# 1. a\nls\n", n)),
    ("sh: comments on one line", |n| shell("a # ", n)),
    ("sh: expected output", |n| shell("ls\n# Output: a\n", n)),
    ("sh: here-documents", |n| shell("cat <<A\n", n)),
    ("sh: here-documents on one line", |n| shell("<<A ", n)),
    ("sh: closed here-documents", |n| {
        shell("cat <<A\n$B\nA\n", n)
    }),
    ("sh: redirections", |n| shell(">a ", n)),
    ("sh: continued lines", |n| shell("a \\\n", n)),
    ("sh: words", |n| shell("a ", n)),
    ("sh: placeholders", |n| shell("<a-b> ", n)),
    ("sh: placeholders in a word", |n| shell("<a-b>", n)),
    ("sh: placeholders on lines of a word", |n| {
        shell_of(&format!("echo \"{}\"", "<a-b>\n".repeat(n / 6)))
    }),
    ("sh: letters", |n| shell("a:N # replace N with x\n", n)),
    ("sh: a letter in many words", |n| {
        shell_of(&format!("aws {} # comment", "N ".repeat(n / 2)))
    }),
    ("sh: capitals", |n| shell("ACCOUNT_ID ", n)),
    ("sh: capitals in a word", |n| shell("ACCOUNT_ID/", n)),
    ("sh: arn capitals in a word", |n| shell("ACCOUNT:", n)),
    ("sh: tags in a word", |n| shell("<div>x", n)),
    ("sh: many inputs", |n| {
        shell_of(&growing(n, |at| format!("aws x y --z <in-{at}>\n")))
    }),
    ("sh: many variables", |n| {
        shell_of(&growing(n, |at| format!("echo $V{at}\n")))
    }),
    ("sh: many variables in a command", |n| {
        shell_of(&format!("echo {}", growing(n, |at| format!("$V{at} "))))
    }),
    ("sh: many assignments", |n| {
        shell_of(&growing(n, |at| format!("V{at}=1; echo $V{at}\n")))
    }),
    ("sh: exports", |n| shell("export A=1 ", n)),
    ("sh: backquoted placeholders", |n| shell("`a <b-c>` ", n)),
    ("sh: placeholders in substitutions", |n| {
        shell("$(a <b-c>) ", n)
    }),
    ("sh: prompts", |n| shell("$ ls\nout\n", n)),
    ("sh: continued prompts", |n| {
        format!("```sh\n$ a {}\n```\n", "\\\n> b ".repeat(n / 6))
    }),
    ("sh: blocks that read one another", |n| {
        growing(n, |at| format!("```sh\nV{at}=$V{}\n```\n", at + 1))
    }),
    ("sh: blocks with inputs", |n| {
        growing(n, |at| format!("```sh\naws s3 ls <b-{at}>\n```\n"))
    }),
    ("sh: quoted for another shell", |n| {
        shell("ssh h 'a <b-c>' ", n)
    }),
    ("sh: here-strings", |n| shell("cat <<<a ", n)),
    ("sh: here-documents in one another", |n| {
        shell("cat <<A\n$(cat <<A\n", n)
    }),
    ("sh: a here-document of variables", |n| {
        shell_of(&format!(
            "cat <<A\n{}\nA\n",
            growing(n, |at| format!("$V{at} "))
        ))
    }),
    ("sh: a here-document that does not end", |n| {
        shell_of(&format!("cat <<'A'\n{}", "$(a)\n".repeat(n / 5)))
    }),
    ("sh: processes as files", |n| shell("cat <(", n)),
    ("sh: quoted escapes", |n| shell("$'\\n' ", n)),
    ("sh: open quoted escapes", |n| shell("$'a", n)),
    ("sh: ifs that end", |n| shell("if a; then b; fi\n", n)),
    ("sh: ifs in ifs", |n| {
        let (open, close) = ("if a; then\n".repeat(n / 14), "fi\n".repeat(n / 14));
        shell_of(&format!("{open}b\n{close}"))
    }),
    ("sh: loops in loops", |n| {
        let (open, close) = ("for a in b; do\n".repeat(n / 20), "done\n".repeat(n / 20));
        shell_of(&format!("{open}c\n{close}"))
    }),
    ("sh: loops over what loops gave", |n| {
        shell_of(&growing(n, |at| {
            format!("for v{at} in $v{}; do a; done\n", at - 1)
        }))
    }),
    ("sh: variables of variables", |n| {
        shell_of(&growing(n, |at| format!("v{at}=$v{}\n", at - 1)))
    }),
    ("sh: a function again and again", |n| {
        shell("f() { f; }\nf\n", n)
    }),
    ("sh: functions that call each other", |n| {
        shell_of(&growing(n, |at| format!("f{at}() {{ f{}; }}\n", at + 1)))
    }),
    ("sh: expanded braces", |n| shell("{a,b}", n)),
    ("sh: background", |n| shell("a & ", n)),
    ("sh: lone ends", |n| shell("fi done esac } )\n", n)),
    ("sh: moves", |n| shell("cd a\n", n)),
    ("sh: traps and sets", |n| shell("set -e; trap a EXIT\n", n)),
    ("sh: dates", |n| shell("date -d '1 hour ago' +%s\n", n)),
    ("sh: times asked twice", |n| {
        shell("A=$(date +%s)\nB=$(date +%s)\n", n)
    }),
    ("sh: deletions", |n| shell("rm -rf \"$A\"\n", n)),
    ("sh: a word that does not end", |n| shell_of(&"a".repeat(n))),
    ("sh: one long quoted word", |n| {
        shell_of(&format!("echo \"{}\"", "a ".repeat(n / 2)))
    }),
    ("sh: terraform", |n| {
        shell("terraform apply -auto-approve\n", n)
    }),
    ("sh: kubectl", |n| {
        shell("kubectl -n a delete pod <pod-name>\n", n)
    }),
];
