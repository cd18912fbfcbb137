//! Markdown as teams write it, and text that tries to break the reader.
#![allow(clippy::unwrap_used)]

use crate::model::*;
use crate::{ReadError, read, read_bytes};
use comrak::nodes::NodeValue;
use proptest::prelude::*;
use std::fmt::Write as _;

mod guides;
mod styles;

/// A runbook as people would draw it: sections, steps, parts.
fn drawn(text: &str) -> String {
    let runbook = read(text).unwrap();
    let mut out = String::new();
    for section in &runbook.sections {
        let _ = writeln!(
            out,
            "{} {} {:?} {}–{}",
            "#".repeat(usize::from(section.level)),
            section.id,
            section.role,
            section.line,
            section.end_line
        );
        for step in runbook
            .steps
            .iter()
            .filter(|step| step.section.as_ref() == Some(&section.id))
        {
            draw_step(&mut out, step);
        }
    }
    out
}

fn draw_step(out: &mut String, step: &Step) {
    let mark = if step.checked { " ticked" } else { "" };
    let _ = write!(
        out,
        "  {} {:?}{mark} {:?} {}–{}",
        step.id, step.kind, step.title, step.line, step.end_line
    );
    for (name, value) in [("in", &step.parent), ("label", &step.label)] {
        if let Some(value) = value {
            let _ = write!(out, " {name} {value:?}");
        }
    }
    if let Some(reference) = step.reference {
        let _ = write!(out, " {reference:?}");
    }
    out.push('\n');
    for part in &step.parts {
        let _ = write!(
            out,
            "    {} {:?} {:?} {}–{}",
            part.id, part.kind, part.title, part.line, part.end_line
        );
        if let Some(note) = &part.note {
            let _ = write!(out, " note {note:?}");
        }
        if let Some(expected) = &part.expected {
            let _ = write!(out, " shows {expected:?}");
        }
        if !part.inputs.is_empty() {
            let _ = write!(out, " needs {:?}", part.inputs);
        }
        if !part.exports.is_empty() {
            let _ = write!(out, " exports {:?}", part.exports);
        }
        if part.changes_directory {
            out.push_str(" moves");
        }
        out.push('\n');
    }
}

const MIXED: &str = "\
# Mail relay

1. [Before](#before)
2. [Switch](#switch)

## Before

- [x] Queue looked at
- [ ] Owner asked
  - by phone
  ```sh
  postqueue -p
  ```

## Switch

**Option 1: By script (Recommended)**

```bash
# 1. Go there
cd relay
export MODE=drain

# 2. Drain
for host in a b; do
  # not a cut
  ssh \"$host\" drain
done

# Output:
# a drained
# b drained

# 3. Tell people
# - support
# - sales
```

**Option 2: By hand**

1. Open the console
2. Press *drain*

   ```console
   $ relayctl status <relay-name>
   draining
   $ relayctl wait \\
   > --for 5m
   ```

Expected output:

```
drained
```

## Settings

```yaml
mode: drain
```

    relayctl show --all

Text of {curly} <b>markup</b>.
";

#[test]
fn a_runbook_is_read_as_it_would_be_drawn() {
    insta::assert_snapshot!(drawn(MIXED));
}

#[test]
fn the_page_is_kept_in_order_without_markup() {
    let runbook = read(MIXED).unwrap();
    let mut out = String::new();
    for block in &runbook.blocks {
        let _ = write!(
            out,
            "{} {:?} {}",
            block.line,
            block.kind,
            block.step.as_deref().unwrap_or("")
        );
        for run in &block.inline {
            let _ = write!(out, " {:?} {:?}", run.kind, run.text);
        }
        out.push('\n');
    }
    insta::assert_snapshot!(out);
}

#[test]
fn options_are_a_choice_with_the_recommended_one_marked() {
    let runbook = read(MIXED).unwrap();
    let [choice] = runbook.choices.as_slice() else {
        unreachable!("{:?}", runbook.choices)
    };
    let options: Vec<_> = choice
        .options
        .iter()
        .map(|o| (o.title.as_str(), o.steps.clone()))
        .collect();
    assert_eq!(choice.recommended, Some(0));
    assert_eq!(options[0], ("By script", vec!["L19".into()]));
    assert_eq!(options[1].0, "By hand");
    assert_eq!(options[1].1.len(), 4);
}

#[test]
fn links_lead_to_sections_and_other_runbooks() {
    let runbook =
        read("# A\n## B & C\n[x](#b--c) [y](#gone) [z](../r/other.md#top) <https://example.com>\n")
            .unwrap();
    let links: Vec<_> = runbook
        .links
        .iter()
        .map(|l| (l.kind, l.leads_to.as_deref()))
        .collect();
    assert_eq!(
        links,
        [
            (LinkKind::Anchor, Some("b-c")),
            (LinkKind::Anchor, None),
            (LinkKind::Runbook, None),
            (LinkKind::Web, None),
        ]
    );
}

#[test]
fn exports_of_an_environment_section_become_its_variables() {
    let runbook = read("# A\n## Environments\n### 2. Staging Environment\n```sh\nexport AWS_REGION=eu-west-1 STAGE=stg\nexport KEY=<api-key> ZONE=$(x)\n(export INNER=1)\n```\n### Production Environment\n```sh\nexport AWS_REGION=eu-west-1\n```\n").unwrap();
    let [staging, production] = runbook.environments.as_slice() else {
        unreachable!()
    };
    assert_eq!(
        (staging.name.as_str(), staging.tier),
        ("Staging", Some(TierGuess::Staging))
    );
    assert_eq!(
        staging.variables.keys().collect::<Vec<_>>(),
        ["AWS_REGION", "STAGE"]
    );
    assert_eq!(staging.open.keys().collect::<Vec<_>>(), ["KEY", "ZONE"]);
    assert_eq!(
        (production.name.as_str(), production.tier),
        ("Production", Some(TierGuess::Production))
    );
}

#[test]
fn a_variable_is_an_input_only_where_nothing_sets_it() {
    let runbook = read("# A\n## One\n```sh\nV=$(git describe)\necho $V $HOME ${W:-x} $TAG\n```\n### Deeper\n```sh\necho $V\n```\n## Two\n```sh\necho $V $TAG\n```\n").unwrap();
    let found: Vec<_> = runbook
        .inputs
        .iter()
        .map(|i| (i.id.as_str(), i.occurrences.len()))
        .collect();
    assert_eq!(found, [("tag", 2), ("v", 1)]);
    assert_eq!(runbook.inputs[1].occurrences[0].line, 13);
}

#[test]
fn one_meaning_is_one_input_and_its_kind_comes_from_name_and_use() {
    let runbook = read("# A\n```sh\naws lambda update-alias --function-version <previous-version>\nkey=k-PREVIOUS_VERSION.zip\naws rds x --restore-time <when-then> --db-snapshot-identifier <snap-shot> --token <api-token>\n```\n\n- Lead: [Release lead]\n").unwrap();
    let found: Vec<_> = runbook
        .inputs
        .iter()
        .map(|i| {
            (
                i.id.as_str(),
                i.kind,
                i.secret,
                i.required,
                i.occurrences.len(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            (
                "previous-version",
                InputKind::FunctionVersion,
                false,
                true,
                2
            ),
            ("when-then", InputKind::Instant, false, true, 1),
            ("snap-shot", InputKind::DbSnapshot, false, true, 1),
            ("api-token", InputKind::Secret, true, true, 1),
            ("release-lead", InputKind::Text, false, false, 1),
        ]
    );
}

#[test]
fn an_occurrence_points_into_the_code_of_its_part() {
    let runbook =
        read("1. x\n   ```sh\n   # a\n   one\n   # b\n   two 'é' <some-thing>\n   ```\n").unwrap();
    let input = &runbook.inputs[0];
    let place = &input.occurrences[0];
    let part = runbook.part(place.holder.as_deref().unwrap()).unwrap();
    assert_eq!(place.span.of(&part.code), Some("<some-thing>"));
    assert_eq!((place.line, place.column), (6, 13));
}

#[test]
fn prerequisites_carry_versions_and_commands() {
    let runbook = read("# A\n## Prerequisites\n### Required tools\n- Terraform >= 1.9.0\n- jq\n```sh\nnode --version  # v18.0.0 or higher\n```\n### Account\nRequired permissions:\n- S3: Read access\n\n- VPN access\n").unwrap();
    let needs: Vec<_> = runbook.prerequisites.into_iter().map(|p| p.need).collect();
    let tool = |name: &str, version: Option<&str>, command: &str| Need::Tool {
        name: name.to_owned(),
        min_version: version.map(str::to_owned),
        command: Some(command.to_owned()),
    };
    assert_eq!(
        needs[0],
        tool("Terraform", Some("1.9"), "terraform version")
    );
    assert_eq!(needs[1], tool("jq", None, "jq --version"));
    assert_eq!(needs[2], tool("node", Some("18"), "node --version"));
    assert_eq!(
        needs[3],
        Need::Permission {
            service: "S3".to_owned(),
            grant: "Read access".to_owned()
        }
    );
}

#[test]
fn a_guide_goes_from_symptom_to_resolution() {
    let runbook = read("# A\n## Troubleshooting\n### Issue 1: Mail stuck\n**Symptoms:**\n\n- Queue grows\n\n**Diagnosis:**\n\n```sh\npostqueue -p\n```\n\n**Common Causes:**\n\n- Disk full\n\n**Resolution:**\n\n1. Free space\n").unwrap();
    let [guide] = runbook.guides.as_slice() else {
        unreachable!("{:?}", runbook.guides)
    };
    let texts = |entries: &[GuideEntry]| entries.iter().map(|e| e.text.clone()).collect::<Vec<_>>();
    assert_eq!(guide.title, "Mail stuck");
    assert_eq!(texts(&guide.symptoms), ["Queue grows"]);
    assert_eq!(guide.diagnosis[0].step.as_deref(), Some("L10"));
    assert_eq!(texts(&guide.causes), ["Disk full"]);
    assert_eq!(texts(&guide.resolution), ["Free space"]);
}

#[test]
fn reference_blocks_are_recognised() {
    let kind = |block: &str| read(block).unwrap().steps[0].reference;
    assert_eq!(
        kind("```json\n{\"widgets\": []}\n```"),
        Some(ReferenceKind::Dashboard)
    );
    assert_eq!(
        kind("```sql\nfields @timestamp\n| sort @timestamp\n```"),
        Some(ReferenceKind::InsightsQuery)
    );
    assert_eq!(
        kind("```\nfields @message | limit 5\n```"),
        Some(ReferenceKind::InsightsQuery)
    );
    assert_eq!(
        kind("```json\n{\"MetricName\":1,\"Threshold\":2,\"ComparisonOperator\":3}\n```"),
        Some(ReferenceKind::AlarmDefinition)
    );
    assert_eq!(
        kind("**`GET /ready`** - state\n\n```json\n{}\n```"),
        Some(ReferenceKind::Output)
    );
    assert_eq!(kind("```hcl\na = 1\n```"), Some(ReferenceKind::Config));
    assert_eq!(kind("```\ncurl -f https://example.com\n```"), None);
    assert_eq!(
        kind("```\nSome words in a box\n```"),
        Some(ReferenceKind::Other)
    );
}

#[test]
fn front_matter_names_the_runbook_and_a_thematic_break_is_none() {
    let runbook = read("---\ntitle: \"A: b\"\nenvironments: [one, 'two']\ntags:\n  - x\nother: 1\n---\n# Heading\n- [ ] a\n").unwrap();
    let matter = runbook.front_matter.unwrap();
    assert_eq!((runbook.title.as_str(), matter.end_line), ("A: b", 7));
    assert_eq!(
        (matter.environments, matter.tags, matter.unknown),
        (
            vec!["one".to_owned(), "two".to_owned()],
            vec!["x".to_owned()],
            vec!["other".to_owned()]
        )
    );
    assert_eq!((runbook.sections[0].line, runbook.steps[0].line), (8, 9));
    let runbook = read("---\n\n# Heading\n\n---\n").unwrap();
    assert!(runbook.front_matter.is_none() && runbook.sections.len() == 1);
}

#[test]
fn hints_change_what_cannot_be_inferred() {
    let runbook = read("# A\n<!-- belay: command -->\n\n```text\nfrobnicate\n```\n\n<!-- belay: reference -->\n\n```sh\nls\n```\n\n<!-- belay: ignore some-rule it is fine -->\n<!-- note to self -->\n").unwrap();
    let kinds: Vec<_> = runbook.steps.iter().map(|step| step.kind).collect();
    assert_eq!(kinds, [StepKind::Command, StepKind::Reference]);
    assert_eq!(runbook.steps[0].parts.len(), 1);
    assert_eq!(
        (
            runbook.hints[2].name.as_str(),
            runbook.hints[2].value.as_str()
        ),
        ("ignore", "some-rule it is fine")
    );
}

#[test]
fn hidden_characters_are_kept_and_placed() {
    let runbook = read("# A\n```sh\nrm \u{202e}x\n```\nzero\u{200b}width\n").unwrap();
    let found: Vec<_> = runbook
        .hidden
        .iter()
        .map(|h| {
            (
                h.code_point.as_str(),
                h.kind,
                h.line,
                h.column,
                h.step.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("U+202E", HiddenKind::Bidirectional, 3, 4, Some("L2")),
            ("U+200B", HiddenKind::ZeroWidth, 5, 5, None),
        ]
    );
    assert!(runbook.steps[0].parts[0].code.contains('\u{202e}'));
}

#[test]
fn line_ends_marks_and_tabs_do_not_move_lines() {
    for text in [
        "# A\n\n- [ ] b\n\n```sh\nls\n\tpwd\n```\n",
        "# A\r\n\r\n- [ ] b\r\n\r\n```sh\r\nls\r\n\tpwd\r\n```\r\n",
        "\u{feff}# A\n\n- [ ] b\n\n```sh\nls\n\tpwd\n```",
    ] {
        let runbook = read(text).unwrap();
        let lines: Vec<_> = runbook.steps.iter().map(|s| (s.line, s.end_line)).collect();
        assert_eq!(
            (runbook.title.as_str(), lines),
            ("A", vec![(3, 3), (5, 8)]),
            "{text:?}"
        );
        assert_eq!(
            runbook.steps[1].code.as_deref(),
            Some("ls\n\tpwd"),
            "{text:?}"
        );
        assert_eq!(runbook.steps[1].parts[0].commands[1].line, 7, "{text:?}");
        assert!(runbook.hidden.is_empty());
    }
}

#[test]
fn bytes_that_are_no_text_are_refused_with_their_place() {
    let error = read_bytes(b"# A\n\nb\xff").unwrap_err();
    assert!(
        matches!(
            error,
            ReadError::NotUtf8 {
                offset: 6,
                line: 3,
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(
        error.to_string(),
        "the file is not UTF-8 text: the byte at offset 6 (line 3) does not belong there. Save it as UTF-8 and open it again"
    );
    assert!(read_bytes(b"").unwrap().steps.is_empty());
    assert_eq!(read("").unwrap().line_count, 0);
}

#[test]
fn hostile_text_is_read_in_linear_time() {
    let pieces = [
        "`",
        "``` ",
        "> ",
        "- ",
        "1. ",
        "# ",
        "\n#",
        "[",
        "![a](",
        "<!--",
        "|a",
        "**",
        "- [ ] a\n",
        "1. a\n",
        "```sh\nls\n```\n",
        "# a\n",
        "<x> ",
        "\u{200b}",
        "a\n\n",
        "\t- ",
        "**a**\n\n",
        "| a |\n|-|\n",
    ];
    for piece in pieces {
        let text = piece.repeat(60_000 / piece.len());
        let runbook = read(&text).unwrap();
        assert!(runbook.steps.len() <= text.len(), "{piece}");
    }
    let ticks = "`".repeat(1_000_000);
    assert_eq!(read(&ticks).unwrap().steps.len(), 1);
}

/// What the Markdown parser itself counts: headings, tasks, code blocks by line.
fn counted(text: &str) -> (usize, usize, Vec<u32>) {
    let arena = comrak::Arena::new();
    let root = comrak::parse_document(&arena, text, &super::walk::options());
    let (mut headings, mut tasks, mut code) = (0, 0, Vec::new());
    for node in root.descendants() {
        let data = node.data();
        match data.value {
            NodeValue::Heading(_) => headings += 1,
            NodeValue::TaskItem(_) => tasks += 1,
            NodeValue::CodeBlock(_) => code.push(u32::try_from(data.sourcepos.start.line).unwrap()),
            _ => {}
        }
    }
    (headings, tasks, code)
}

fn check(text: &str) {
    let runbook = read(text).unwrap();
    if runbook.front_matter.is_none() {
        let code: Vec<u32> = runbook
            .steps
            .iter()
            .filter(|s| matches!(s.form, StepForm::Fenced | StepForm::Indented))
            .map(|s| s.line)
            .collect();
        let tasks = runbook
            .steps
            .iter()
            .filter(|s| s.form == StepForm::TaskItem)
            .count();
        assert_eq!((runbook.sections.len(), tasks, code), counted(text));
    }
    let ids: std::collections::HashSet<_> = runbook.steps.iter().map(|s| &s.id).collect();
    assert_eq!(ids.len(), runbook.steps.len());
    let sections: std::collections::HashSet<_> = runbook.sections.iter().map(|s| &s.id).collect();
    assert_eq!(sections.len(), runbook.sections.len());
    for step in &runbook.steps {
        assert!(step.span.of(text).is_some(), "{step:?}");
        assert!(step.line >= 1 && step.end_line >= step.line);
        for part in &step.parts {
            assert!(
                part.line >= step.line && part.end_line <= step.end_line.max(part.line),
                "{part:?}"
            );
            for command in &part.commands {
                for word in &command.words {
                    assert_eq!(
                        word.span.of(&part.code),
                        Some(word.raw.as_str()),
                        "{part:?}"
                    );
                }
            }
        }
    }
    for input in &runbook.inputs {
        for place in &input.occurrences {
            if let Some(part) = place.holder.as_deref().and_then(|id| runbook.part(id)) {
                assert_eq!(place.span.of(&part.code), Some(place.text.as_str()));
            }
        }
    }
    let json = serde_json::to_string(&runbook).unwrap();
    let back: Runbook = serde_json::from_str(&json).unwrap();
    assert_eq!(back, runbook);
}

/// Whatever stands under a heading or a bold line repeats its words.
#[test]
fn a_long_heading_or_bold_line_is_not_repeated_by_each_block_under_it() {
    let long = "long words ".repeat(2_000);
    let blocks = "```sh\nls\n```\n\n```sh\npwd; id\n```\n\n".repeat(500);
    for head in [format!("# {long}\n\n"), format!("**{long}**\n\n")] {
        let runbook = read(&format!("{head}{blocks}")).unwrap();
        assert_eq!(runbook.steps.len(), 1_000);
        let size = serde_json::to_string(&runbook).unwrap().len();
        assert!(size < 3_000_000, "{size} bytes");
    }
}

#[test]
fn a_step_and_its_parts_are_found_by_their_ids() {
    let list = "1. a\n2. b\n   1. 1. c\n\n```sh\n# 1. x\nls\n# 2. y\npwd\n```\n";
    let runbook = read(&list.repeat(3)).unwrap();
    assert!(runbook.steps.iter().any(|step| step.id.ends_with('b')));
    for step in &runbook.steps {
        assert_eq!(runbook.step(&step.id), Some(step));
        for part in &step.parts {
            assert_eq!(runbook.part(&part.id), Some(part));
        }
    }
    for missing in ["", "L", "L0", "L9999", "Lx", "L1b.1", "L6.0", "L6.9", "6"] {
        assert_eq!(runbook.step(missing), None, "{missing}");
        assert_eq!(runbook.part(missing), None, "{missing}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_text_is_read(text in "(?s).{0,300}") {
        check(&text);
    }

    #[test]
    fn any_markdown_like_text_is_read_and_nothing_is_lost(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "# ", "## ", "\n", "\n\n", "- [ ] ", "- [x] ", "- ", "1. ", "2) ", "```sh\n", "```\n", "~~~\n",
            "    ", "> ", "a", "**b**", "**1. c**", "**Option 1: d**\n\n", "Step 2: ", "# 1. e\n", "$ ", "<x-y>",
            "`f`", "[g](#h)", "<!-- belay: command -->\n", "<b>", "| i | j |\n|---|---|\n", "---\n", "===\n",
            "Output:\n", "export K=1\n", "cat <<EOF\n", "EOF\n", "\t", "\r\n", "é", "\u{200b}", "\\\n", "for x in y; do\n",
            "done\n", "(First 5 minutes)", "> 5% for 5 minutes", "Thursdays 2-4 PM EST", "\u{0}",
        ]), 0..60)
    ) {
        check(&pieces.concat());
    }
}
