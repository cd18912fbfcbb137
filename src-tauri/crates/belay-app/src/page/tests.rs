#![allow(clippy::unwrap_used)]
use super::*;
use belay_library::Filed;
use std::fmt::Write as _;

fn laid(text: &str) -> Laid {
    let runbook = belay_runbook::read(text).unwrap();
    Laid::out(Opened {
        path: "/books/a.md".into(),
        text: text.into(),
        findings: crate::library::check(&runbook, text).into(),
        runbook: runbook.into(),
    })
}

fn follow(written: &str) -> Result<LinkView, LibraryError> {
    Ok(LinkView::Address {
        address: written.to_owned(),
    })
}

fn all_rows(laid: &Laid) -> Vec<PageRow> {
    let chunks = 0..laid.layout.len();
    chunks
        .flat_map(|c| laid.rows(c, &follow).unwrap())
        .collect()
}

/// `line kind text` of every line that is drawn.
fn drawn(rows: &[PageRow]) -> String {
    let mut out = String::new();
    for row in rows {
        match row {
            PageRow::Heading { line, level, text } => writeln!(out, "{line} h{level} {text}"),
            PageRow::Text { line, words, .. } => {
                let text: String = words.iter().map(|w| w.text.as_str()).collect();
                writeln!(out, "{line} text {text}")
            }
            PageRow::Instruction {
                line,
                marker,
                text,
                details,
                ..
            } => {
                let marker = marker.as_deref().map_or(String::new(), |m| format!("{m} "));
                writeln!(out, "{line} do {marker}{text}{}", details.join("|"))
            }
            PageRow::Part {
                line,
                number,
                title,
                effect,
                ..
            } => writeln!(out, "{line} part {number} {title} {effect:?}"),
            PageRow::Code { line, lines, .. } => {
                for (number, code) in (*line..).zip(lines) {
                    let mark = if code.mark.is_some() { "!" } else { "" };
                    writeln!(out, "{number} code{mark} {}", code.text).unwrap();
                }
                Ok(())
            }
            PageRow::Finding { finding, .. } => {
                writeln!(out, "{} finding {}", finding.line, finding.rule)
            }
        }
        .unwrap();
    }
    out
}

const SMALL: &str = "# Title\n\nSome *text*.\n\n- [ ] Look\n\n```bash\necho one\n\
aws dynamodb describe-tabel --table-name t\n```\n\n## End\n";

#[test]
fn rows_stand_in_file_order_and_findings_under_their_lines() {
    insta::assert_snapshot!(drawn(&all_rows(&laid(SMALL))), @r"
    1 h1 Title
    3 text Some text.
    5 do Look
    8 code echo one
    9 code! aws dynamodb describe-tabel --table-name t
    9 finding aws-unknown-operation
    12 h2 End
    ");
}

#[test]
fn a_block_is_drawn_part_by_part_and_a_finding_stands_under_its_part() {
    let text = "# T\n\n```bash\n# 1. Look at it\naws dynamodb describe-tabel --table-name t\n\n\
# Step 2: Note the count:\n# it is in the reply\n\n# Clean up, but only\n# when asked\nrm -r out\n\n\
aws s3 ls\n```\n\n2. Write it down\n   - who\n   - when\n";
    insta::assert_snapshot!(drawn(&all_rows(&laid(text))), @r"
    1 h1 T
    4 part 1 Look at it Some(Unknown)
    5 code! aws dynamodb describe-tabel --table-name t
    5 finding aws-unknown-operation
    7 part 2 Note the count None
    8 code # it is in the reply
    10 part 3 Clean up, but only Some(Destructive)
    11 code # when asked
    12 code! rm -r out
    13 code 
    14 code aws s3 ls
    12 finding destructive
    17 do 2. Write it down- who|- when
    ");
}

#[test]
fn an_ordinary_runbook_crosses_whole() {
    let laid = laid(SMALL);
    let entry = RunbookEntry {
        id: String::new(),
        title: String::new(),
        file: String::new(),
        sections: 0,
        blocks: 0,
        tasks: 0,
        errors: 0,
        warnings: 0,
        problem: None,
    };
    let page = laid.page(entry, &follow).unwrap();
    assert_eq!(page.rows.concat(), all_rows(&laid));
    assert_eq!(page.rows.len(), page.chunks.len());
    assert!(page.runnable);
}

/// Text of every kind, in more parts than cross at once.
fn large() -> String {
    let mut text = String::from("# Large\n");
    for n in 0..700 {
        writeln!(
            text,
            "\n## Section {n}\n\nWhat has to be known of part {n}.\n\n- [ ] Tick {n}\n"
        )
        .unwrap();
        writeln!(
            text,
            "```bash\n{}```",
            format!("echo $UNDEFINED_{n}\n").repeat(n % 70)
        )
        .unwrap();
    }
    text
}

#[test]
fn nothing_that_crosses_at_once_is_large_whatever_the_file() {
    let long_lines = format!(
        "# Lines\n\n{}",
        format!("{}\n\n", "x".repeat(200_000)).repeat(20)
    );
    let plain = "no structure at all\n".repeat(40_000);
    let items = format!(
        "# Items\n\n{}",
        "- [ ] Look at `<table-name>`\n".repeat(20_000)
    );
    for text in [large(), long_lines, plain, items] {
        let laid = laid(&text);
        let entry = Filed::of(&laid.opened.path, &Ok(laid.opened.clone()));
        let page = laid
            .page(crate::library::entry(&entry, "/books".as_ref()), &follow)
            .unwrap();
        let size = serde_json::to_string(&page).unwrap().len();
        assert!(size < 600_000, "the page has {size} bytes");
        for chunk in 0..laid.layout.len() {
            let rows = laid.rows(chunk, &follow).unwrap();
            let size = serde_json::to_string(&rows).unwrap().len();
            assert!(size < 150_000, "chunk {chunk} has {size} bytes");
        }
    }
}

#[test]
fn the_chunks_of_a_large_runbook_hold_every_line_once() {
    let text = large();
    let laid = laid(&text);
    let lines: Vec<&str> = text.lines().collect();
    let mut seen = 0;
    for row in all_rows(&laid) {
        if let PageRow::Code {
            line, lines: code, ..
        } = row
        {
            for (number, code) in (line..).zip(code) {
                assert_eq!(lines[number as usize - 1], code.text);
                seen += 1;
            }
        }
    }
    assert_eq!(seen, lines.iter().filter(|l| l.starts_with("echo")).count());
    let rows = all_rows(&laid);
    let findings = rows.iter().filter(|r| matches!(r, PageRow::Finding { .. }));
    assert_eq!(findings.count(), laid.opened.findings.len());
}

#[test]
fn the_outline_crosses_in_parts_that_follow_each_other() {
    let laid = laid(&large());
    let mut lines = Vec::new();
    loop {
        let part = laid.outline(lines.len());
        assert!(part.sections.len() <= OUTLINE_PART);
        lines.extend(part.sections.iter().map(|s| s.line));
        if lines.len() == part.total as usize {
            break;
        }
    }
    let sections = laid.opened.runbook.sections.iter();
    assert_eq!(lines, sections.map(|s| s.line).collect::<Vec<_>>());
}

#[test]
fn a_section_can_be_run_when_a_step_stands_in_it_or_below_it() {
    let laid = laid("# T\n\n## Prose\n\ntext\n\n## Work\n\n### Deep\n\n- [ ] Tick\n");
    let sections = laid.outline(0).sections;
    let runnable: Vec<_> = sections
        .iter()
        .map(|s| (s.title.as_str(), s.runnable))
        .collect();
    assert_eq!(
        runnable,
        [
            ("T", true),
            ("Prose", false),
            ("Work", true),
            ("Deep", true)
        ]
    );
}

#[test]
fn lines_with_all_words_are_found_on_the_page() {
    let found = laid("# T\n\nalpha beta\n\nBETA and Alpha\n\nalpha\n").find(" Alpha beta ");
    assert_eq!((found.lines, found.total), (vec![3, 5], 2));
}

#[test]
fn a_step_is_explained_command_by_command() {
    let text = "# T\n\n```bash\n# 1. Look\naws dynamodb describe-table --table-name t\n\n\
# 2. Drop it\naws dynamodb delete-table \\\n  --table-name t\n```\n";
    let laid = laid(text);
    let step = explained(&laid.opened.runbook, laid.step("L3").unwrap());
    let mut said = String::new();
    for part in &step.parts {
        writeln!(said, "{} {}: {:?}", part.line, part.title, part.effect).unwrap();
        for command in &part.commands {
            let e = &command.explanation;
            writeln!(said, "{} {}", command.line, command.shown).unwrap();
            writeln!(
                said,
                "  {}\n  {}\n  {:?}\n  {}",
                e.what, e.changes, e.danger, e.returns
            )
            .unwrap();
        }
    }
    insta::assert_snapshot!(said, @r"
    4 Look: Some(ReadsOnly)
    5 aws dynamodb describe-table --table-name t
      Reads the settings and the state of a table.
      Nothing.
      None
      The table's description; its item count is hours old.
    7 Drop it: Some(Destructive)
    8 aws dynamodb delete-table --table-name t
      Deletes a table with everything in it.
      `dynamodb delete-table` deletes a table in AWS.
      High
      The table, in deletion.
    ");
}
