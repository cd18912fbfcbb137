//! Shell code as it stands in runbooks, and text that no shell would take.
#![allow(clippy::unwrap_used)]

use super::{Parsed, Placement, parse};
use crate::model::{ExpansionKind, Shared, Syntax};
use proptest::prelude::*;

/// One line per command: its place and its words, `?` where a value is not known.
fn shown(code: &str) -> String {
    let script = parse(code);
    let mut out = String::new();
    for command in &script.commands {
        let words: Vec<String> = command
            .words
            .iter()
            .map(|w| {
                w.value
                    .as_deref()
                    .map_or_else(|| format!("?{}", w.raw), str::to_owned)
            })
            .collect();
        out += &format!("{}:{}", command.line, command.column);
        for assignment in &command.assignments {
            out += &format!(" {}={}", assignment.name, assignment.value.raw);
        }
        out += &format!(" {words:?}");
        for redirect in &command.redirects {
            let target = redirect.target.as_ref().map_or("", |t| t.raw.as_str());
            out += &format!(" {}{}", redirect.operator, target);
        }
        if command.pipeline_length > 1 {
            out += &format!(
                " |{}/{}",
                command.pipeline_index + 1,
                command.pipeline_length
            );
        }
        for (set, mark) in [
            (command.in_substitution, " $()"),
            (command.in_loop, " loop"),
            (command.conditional, " if"),
        ] {
            if set {
                out += mark;
            }
        }
        out += "\n";
    }
    if script.syntax == Syntax::Broken {
        out += "broken\n";
    }
    out
}

#[test]
fn a_continued_line_is_one_command() {
    insta::assert_snapshot!(shown("aws rds describe-db-instances \\\n  --query 'DBInstances[0].Status' \\\n  --output text\n"), @r#"
    1:1 ["aws", "rds", "describe-db-instances", "--query", "DBInstances[0].Status", "--output", "text"]
    "#);
}

#[test]
fn a_placeholder_is_part_of_a_word_and_not_a_redirection() {
    insta::assert_snapshot!(shown("deploy --to <release> s3://site-<account-id>/web <a.b>.<c-d> <x>\nsort <in.txt >out.txt\nsort <in>out"), @r#"
    1:1 ["deploy", "--to", "?<release>", "?s3://site-<account-id>/web", "?<a.b>.<c-d>", "?<x>"]
    2:1 ["sort"] <in.txt >out.txt
    3:1 ["sort"] <in >out
    "#);
}

#[test]
fn substitutions_follow_the_command_they_stand_in() {
    insta::assert_snapshot!(shown("echo \"$(date -u +%F)\" `hostname` $((1 + $N)) ${X:-$(id -u)}"), @r#"
    1:1 ["echo", "?\"$(date -u +%F)\"", "?`hostname`", "?$((1 + $N))", "?${X:-$(id -u)}"]
    1:9 ["date", "-u", "+%F"] $()
    1:24 ["hostname"] $()
    1:53 ["id", "-u"] $()
    "#);
}

#[test]
fn compound_commands_are_read_through() {
    insta::assert_snapshot!(shown("for f in *.sql; do\n  psql -f \"$f\" || exit 1\ndone\nif test -f a; then cat a; elif true; then :; else echo no; fi\nwhile read -r line; do echo $line; done < names\ncase $1 in\n  up|start) systemctl start x ;;\n  *) echo ?;;\nesac\nf() { echo in; }\n( cd /tmp && ls ) | wc -l &\n[[ $A == b* && -n $C ]] && echo yes"), @r#"
    2:3 ["psql", "-f", "?\"$f\""] loop
    2:19 ["exit", "1"] loop if
    4:4 ["test", "-f", "a"]
    4:20 ["cat", "a"] if
    4:32 ["true"] if
    4:43 [":"] if
    4:51 ["echo", "no"] if
    5:7 ["read", "-r", "line"] loop
    5:24 ["echo", "?$line"] loop if
    7:13 ["systemctl", "start", "x"] if
    8:6 ["echo", "?"] if
    10:7 ["echo", "in"]
    11:3 ["cd", "/tmp"]
    11:14 ["ls"] if
    11:21 ["wc", "-l"] |2/2
    12:1 ["[[", "?$A", "==", "b*", "&&", "-n", "?$C", "]]"]
    12:28 ["echo", "yes"] if
    "#);
}

#[test]
fn assignments_and_exports_are_told_apart() {
    let script =
        parse("A=1\nexport B=\"$A x\" C\nD=2 run it\ndeclare -x E=3\nlocal F=4 G+=5\nL=(a \"$b\")");
    let all: Vec<_> = script
        .commands
        .iter()
        .flat_map(|c| &c.assignments)
        .map(|a| {
            format!(
                "{}={} {}",
                a.name,
                a.value.raw,
                if a.exported { "exported" } else { "" }
            )
        })
        .collect();
    assert_eq!(
        all,
        [
            "A=1 ",
            "B=\"$A x\" exported",
            "D=2 exported",
            "E=3 exported",
            "F=4 ",
            "G=5 ",
            "L=(a \"$b\") "
        ]
    );
    let b = &script.commands[1].assignments[0].value;
    assert_eq!(
        (b.span.of("A=1\nexport B=\"$A x\" C"), b.column),
        (Some("\"$A x\""), 10)
    );
}

#[test]
fn a_here_document_belongs_to_its_redirection_and_its_statement() {
    let code = "cat > f.yaml <<EOF | tee log\nname: $NAME\nEOF\necho next\ncat <<'E'\n$no\nE\n";
    let script = parse(code);
    let body = script.commands[0].redirects[1].body.as_ref().unwrap();
    assert_eq!(
        (body.text.as_str(), body.literal, body.line),
        ("name: $NAME\n", false, 2)
    );
    assert_eq!(body.expansions[0].name.as_deref(), Some("NAME"));
    assert!(
        script.commands[3].redirects[0]
            .body
            .as_ref()
            .unwrap()
            .literal
    );
    let lines: Vec<_> = script
        .statements
        .iter()
        .map(|s| (s.line, s.end_line))
        .collect();
    assert_eq!(lines, [(1, 3), (4, 4), (5, 7)]);
    assert_eq!(script.syntax, Syntax::Whole);
}

#[test]
fn a_here_document_behind_a_comment_stays_in_its_statement() {
    let script = parse("cat > f <<EOF # write it\na $(id)\nEOF\nls\n");
    let lines: Vec<_> = script
        .statements
        .iter()
        .map(|s| (s.line, s.end_line))
        .collect();
    assert_eq!(lines, [(1, 3), (4, 4)]);
    assert!(script.commands[0].redirects[1].body.is_some());
}

#[test]
fn comments_say_whether_they_have_their_line_to_themselves() {
    let script = parse(
        "# first\nnode -v # v18 or higher\nfor x in a; do\n  # inner\n  echo '# no' a#b\ndone",
    );
    let found: Vec<_> = script
        .comments
        .iter()
        .map(|c| (c.line, c.own_line, c.outermost))
        .collect();
    assert_eq!(found, [(1, true, true), (2, false, true), (4, true, false)]);
}

#[test]
fn the_kind_of_an_expansion_and_its_quotes_are_kept() {
    let script = parse("run $LATEST \"${A:-b}\" $? \"$(x)\"");
    let found: Vec<_> = script.commands[0]
        .words
        .iter()
        .flat_map(|w| &w.expansions)
        .map(|e| (e.kind, e.name.as_deref(), e.quoted, e.has_default))
        .collect();
    assert_eq!(
        found,
        [
            (ExpansionKind::Variable, Some("LATEST"), false, false),
            (ExpansionKind::Variable, Some("A"), true, true),
            (ExpansionKind::Variable, Some("?"), false, false),
            (ExpansionKind::Command, None, true, false),
        ]
    );
}

#[test]
fn lines_and_columns_count_in_the_file() {
    let placement = Placement {
        line: 40,
        columns: vec![3, 5],
    };
    let mut parsed = Parsed::default();
    parsed.add(&Shared::from("a\nb c"), &placement);
    let script = parsed.whole();
    let c = &script.commands[1].words[1];
    assert_eq!((c.line, c.column, c.span.start), (41, 8, 4));
}

#[test]
fn what_does_not_parse_is_stepped_over() {
    for code in [
        "echo 'open",
        "foo (bar",
        "fi; echo a",
        "a |",
        "cat <<EOF\nx",
        "${",
        "$(((",
        ")",
        "if x",
        "\\",
    ] {
        let script = parse(code);
        assert!(
            script.syntax == Syntax::Broken || code == "\\",
            "{code} gave {script:?}"
        );
    }
}

#[test]
fn hostile_text_is_read_in_linear_time() {
    for piece in [
        "`",
        "$(",
        "((",
        "<<A\n",
        "\"$(",
        "${",
        "{ ",
        "if ",
        "a=(",
        "<(",
        "case x in ",
        "f() ",
        "'",
        "\\",
        "$((",
        "[[ ",
        "(( ",
        "a &",
        "<a ",
        "| ",
    ] {
        let code = piece.repeat(200_000 / piece.len());
        let script = parse(&code);
        assert!(
            script
                .statements
                .iter()
                .all(|s| s.span.end as usize <= code.len())
        );
    }
}

/// The second opinion: what tree-sitter's grammar takes for commands.
fn tree_sitter_names(code: &str) -> Option<Vec<(u32, String)>> {
    let mut parser = tree_sitter::Parser::new();
    parser
        .set_language(&tree_sitter_bash::LANGUAGE.into())
        .unwrap();
    let tree = parser.parse(code, None).unwrap();
    if tree.root_node().has_error() {
        return None;
    }
    let mut names = Vec::new();
    let mut open = vec![tree.root_node()];
    while let Some(node) = open.pop() {
        if node.kind() == "command_name" {
            let line = u32::try_from(node.start_position().row).unwrap() + 1;
            names.push((line, code[node.byte_range()].to_owned()));
        }
        let mut cursor = node.walk();
        open.extend(node.children(&mut cursor));
    }
    names.sort();
    Some(names)
}

/// Lines such as runbooks have, to be joined in any order.
const LINES: [&str; 26] = [
    "aws s3 ls s3://bucket/ | sort | tail -2",
    "export A=1 B=\"two words\"",
    "V=$(git describe --tags --abbrev=0)",
    "N=$(echo $V | awk -F. '{$NF+=1; print $1\".\"$2}')",
    "echo \"now: $(date -u +%Y-%m-%dT%H:%M:%S)\"",
    "for i in 1 2 3; do echo \"$i\"; sleep 1; done",
    "if [ -f a ]; then cat a; else touch a; fi",
    "while read -r l; do echo \"$l\"; done < list",
    "cat > out.yaml <<EOF\nname: $A\n  - x\nEOF",
    "cat <<'EOF' | sed s/a/b/\n$(not run)\nEOF",
    "curl -X POST https://example.com/v1 \\\n  -H 'A: b' \\\n  -d '{\"a\": 1}'",
    "# 1. a comment with 'a quote",
    "run --flag=$(id -u) --json '{\"k\":\"v\"}' --list a,b # trailing",
    "a && b || c",
    "(cd /tmp && ls)",
    "{ echo one; echo two; }",
    "f() { echo in f; }",
    "test -n \"${X:-}\" && echo \"${X%%.*} ${#X}\"",
    "docker login --password-stdin 12.dkr.ecr.eu-west-1.amazonaws.com < pw 2>&1",
    "sleep 5 &",
    "case $1 in a|b) echo ab ;; *) echo other ;; esac",
    "x=$((x + 1))",
    "kubectl exec -it pod -- psql $URL -c \"SELECT 1;\"",
    "[[ $A == b* ]] && echo yes",
    "aws ecs wait services-stable --cluster c --services s",
    "until curl -fs localhost; do sleep 1; done",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_text_is_read_without_a_panic(code in "(?s).{0,200}") {
        check_spans(&code);
    }

    #[test]
    fn any_shell_like_text_is_read_without_a_panic(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "a", " ", "\n", "'", "\"", "`", "$", "(", ")", "{", "}", "<", ">", "|", "&", ";", "\\",
            "#", "=", "<<E", "E\n", "if ", "then ", "fi", "do ", "done", "for x in ", "case ", "esac",
            "in", ";;", "é", "$(", "${", "((", "))", "[[ ", " ]]", "\r\n", "<x>", "!", "\t",
        ]), 0..60)
    ) {
        check_spans(&pieces.concat());
    }

    #[test]
    fn commands_are_those_that_tree_sitter_finds(
        lines in prop::collection::vec(prop::sample::select(LINES.to_vec()), 1..6)
    ) {
        // Each line is put to the other parser alone: it loses commands where a
        // here-document follows a pipeline.
        let mut theirs = Vec::new();
        let mut above = 0;
        for line in &lines {
            let names = tree_sitter_names(line);
            prop_assert!(names.is_some(), "{}", line);
            theirs.extend(names.into_iter().flatten().map(|(at, name)| (at + above, name)));
            above += u32::try_from(line.lines().count()).unwrap();
        }
        let code = lines.join("\n");
        let script = parse(&code);
        // The other grammar has node kinds of their own for these.
        let special = ["export", "[[", "["];
        let mut ours: Vec<_> = script
            .commands
            .iter()
            .filter_map(|c| Some((c.line, c.words.first()?.raw.to_string())))
            .filter(|(_, name)| !special.contains(&name.as_str()))
            .collect();
        ours.sort();
        theirs.sort();
        prop_assert_eq!(ours, theirs, "{}", code);
        prop_assert_eq!(script.syntax, Syntax::Whole, "{}", code);
    }
}

fn check_spans(code: &str) {
    let script = parse(code);
    let mut last = 0;
    for statement in &script.statements {
        assert!(statement.span.of(code).is_some() && statement.span.start >= last);
        last = statement.span.start;
    }
    for command in &script.commands {
        assert!(command.span.of(code).is_some(), "{command:?}");
        for word in &command.words {
            assert_eq!(word.span.of(code), Some(word.raw.as_str()));
            for expansion in &word.expansions {
                assert_eq!(expansion.span.of(code), Some(expansion.raw.as_str()));
            }
        }
    }
}
