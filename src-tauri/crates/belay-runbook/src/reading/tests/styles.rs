//! Ways of writing that are common elsewhere: consoles, other languages, labels.

use crate::model::{ContactKind, InputKind, Need, PartKind, ReferenceKind, SectionRole, StepKind};
use crate::{Runbook, read};

fn parts(runbook: &Runbook) -> Vec<(&str, Option<&str>)> {
    runbook
        .steps
        .iter()
        .flat_map(|step| &step.parts)
        .filter(|part| part.kind == PartKind::Run)
        .map(|part| (part.code.as_str(), part.expected.as_deref()))
        .collect()
}

#[test]
fn what_is_typed_is_told_from_what_is_printed_by_any_common_prompt() {
    let text = "# A\n\
        ```console\n\
        ops@jump:~$ uptime\n\
        10:01 up 3 days\n\
        root@db-1:/srv# df -h /srv\n\
        [ec2-user@ip-10-0-0-9 ~]$ sudo lsof \\\n\
        > -i :80\n\
        ops@mac ~ % whoami\n\
        ops\n\
        sh-4.4# id\n\
        ```\n";
    assert_eq!(
        parts(&read(text).unwrap()),
        [
            ("uptime", Some("10:01 up 3 days")),
            ("df -h /srv", None),
            ("sudo lsof \\\n-i :80", None),
            ("whoami", Some("ops")),
            ("id", None),
        ]
    );
}

#[test]
fn an_address_or_a_remark_is_no_prompt() {
    let text = "# A\n```sh\ngit@host:x.git # the mirror\nssh ops@jump 'id' # x\n# ls it\nls\n```\n";
    assert_eq!(parts(&read(text).unwrap()).len(), 2);
    let root =
        read("# A\n```console\n# systemctl restart app\n# journalctl -u app\n```\n").unwrap();
    assert_eq!(
        parts(&root),
        [("systemctl restart app", None), ("journalctl -u app", None)]
    );
}

#[test]
fn a_console_block_with_a_query_is_not_run() {
    let text =
        "# A\n```console\n(used_bytes / quota_bytes) * 100\n```\n```console\nmake status\n```\n";
    let kinds: Vec<_> = read(text).unwrap().steps.iter().map(|s| s.kind).collect();
    assert_eq!(kinds, [StepKind::Reference, StepKind::Command]);
}

#[test]
fn a_block_directly_below_a_command_shows_what_it_prints() {
    let text = "# A\n```sh\nkubectl get nodes\n```\n\n```\nNAME  STATUS\n```\n\nThe layout:\n\n```\na -> b\n```\n";
    let runbook = read(text).unwrap();
    assert_eq!(runbook.steps[0].expected.as_deref(), Some("NAME  STATUS"));
    let kinds: Vec<_> = runbook.steps.iter().filter_map(|s| s.reference).collect();
    assert_eq!(kinds, [ReferenceKind::Output, ReferenceKind::Other]);
}

#[test]
fn dates_and_crossed_out_ids_are_to_be_filled_in() {
    let text = "# A\n```sh\n\
        aws rds x --restore-time \"YYYY-MM-DDTHH:MM:SSZ\" --db-snapshot-identifier nightly-YYYYMMDD\n\
        aws ec2 y --group-ids sg-xxxxxx --snapshot-id [SNAPSHOT_ID]\n\
        psql -c \"select to_char(now(), 'YYYY-MM-DD')\"\n\
        report --date-format YYYY-MM-DD --name box-xxx\n\
        ```\n";
    let found: Vec<_> = read(text)
        .unwrap()
        .inputs
        .into_iter()
        .map(|input| input.placeholder)
        .collect();
    assert_eq!(
        found,
        [
            "YYYY-MM-DDTHH:MM:SSZ",
            "YYYYMMDD",
            "sg-xxxxxx",
            "[SNAPSHOT_ID]"
        ]
    );
}

#[test]
fn a_kind_refuses_nothing_that_fits_the_name() {
    let text = "# A\n```sh\n\
        az storage x --account-name $STORAGE_ACCOUNT\n\
        aws rds x --db-instance-identifier <new-instance-id>\n\
        aws rds x --db-instance-identifier $DB_INSTANCE_ID\n\
        ```\n\n[TOC]\n";
    let kinds: Vec<_> = read(text)
        .unwrap()
        .inputs
        .into_iter()
        .map(|input| (input.id.to_string(), input.kind))
        .collect();
    assert_eq!(
        kinds,
        [
            ("new-instance-id".to_owned(), InputKind::Text),
            ("storage-account".to_owned(), InputKind::Text),
            ("db-instance-id".to_owned(), InputKind::DbInstance),
        ]
    );
}

#[test]
fn sections_are_named_for_what_is_done_in_them() {
    let text = "# Book\n## Pre-requisites\n## Voraussetzungen\n## Rollback\n### Emergency revert\n### 3. Verify the rollback\n## Validation errors\n## Post-incident review\n# Second part\n# Reference\n";
    let roles: Vec<_> = read(text)
        .unwrap()
        .sections
        .into_iter()
        .map(|section| section.role)
        .collect();
    use SectionRole::{Overview, Prerequisites, Procedure, Reference, Rollback, Verification};
    assert_eq!(
        roles,
        [
            Overview,
            Prerequisites,
            Prerequisites,
            Rollback,
            Rollback,
            Verification,
            Procedure,
            Procedure,
            Procedure,
            Reference,
        ]
    );
}

#[test]
fn a_label_above_items_says_what_is_needed() {
    let text = "# A\n## Prerequisites\n- **Access required:**\n  - VPN\n- **Tools required:**\n  - [ ] `kubectl` CLI\n  - GitHub CLI\n\n```sh\npsql --version # client 14+\n```\n";
    let needs: Vec<_> = read(text)
        .unwrap()
        .prerequisites
        .into_iter()
        .map(|found| match found.need {
            Need::Tool {
                command,
                min_version,
                ..
            } => format!("{} {}", command.unwrap(), min_version.unwrap_or_default()),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(
        needs,
        [
            "Access",
            "kubectl version --client ",
            "gh --version ",
            "psql --version 14",
        ]
    );
}

#[test]
fn a_block_in_a_tab_or_an_admonition_is_read_as_the_block_that_it_is() {
    let text = "# A\n\n=== \"Linux\"\n\n    ```bash\n    # 1. Stop\n    systemctl stop <unit>\n    ```\n\n=== \"Plain\"\n\n    as it stands\n";
    let runbook = read(text).unwrap();
    assert_eq!(
        parts(&runbook),
        [("# 1. Stop\nsystemctl stop <unit>", None)]
    );
    let step = &runbook.steps[0];
    assert_eq!((step.line, step.parts[0].line, step.end_line), (5, 6, 8));
    let place = &runbook.inputs[0].occurrences[0];
    assert_eq!((place.line, place.column), (7, 20));
    assert_eq!(runbook.steps[1].kind, StepKind::Reference);
}

#[test]
fn odd_bytes_are_told_in_a_sentence() {
    let told = |bytes: &[u8]| crate::read_bytes(bytes).unwrap_err().to_string();
    assert!(told(b"\xff\xfe#\0").starts_with("the file is UTF-16 text"));
    assert!(told(b"# Caf\xe9\n").contains("offset 5 (line 1)"));
    for text in ["", "one line", "---\ntitle: T\n---\n", "\u{feff}", "\0"] {
        assert!(read(text).unwrap().steps.is_empty(), "{text:?}");
    }
}

#[test]
fn a_heading_that_is_a_step_is_done_by_hand_when_only_prose_stands_under_it() {
    let text = "# A\n## Step 1: Grow\nRaise the **count**.\n\n- by one\n\n## Step 2\n\n```sh\nls\n```\n## Step 3\n### Detail\nText.\n## Steps to take\nText.\n## Step 4\nWait.\n";
    let runbook = read(text).unwrap();
    let steps: Vec<_> = runbook
        .steps
        .iter()
        .map(|step| {
            (
                step.line,
                step.kind,
                step.title.as_str(),
                step.text.as_str(),
            )
        })
        .collect();
    assert_eq!(
        steps,
        [
            (3, StepKind::Manual, "Grow", "Raise the count."),
            (9, StepKind::Command, "ls", ""),
            (18, StepKind::Manual, "Step 4", "Wait."),
        ]
    );
    let drawn = runbook.blocks.iter().filter(|block| block.step.is_some());
    assert_eq!(
        drawn.map(|block| block.line).collect::<Vec<_>>(),
        [3, 9, 18]
    );
}

#[test]
fn a_name_in_braces_is_one_input_in_commands_and_in_what_is_to_be_done() {
    let text = "# A\n\nDashboard `shop-{env}`, requests to `/orders/{order-id}`.\n\n\
        - [ ] Tell {manager} and look at `/orders/{order-id}`\n\n\
        ```sh\naws logs tail /aws/lambda/{env}-orders\n```\n";
    let runbook = read(text).unwrap();
    let found: Vec<_> = runbook
        .inputs
        .iter()
        .map(|input| {
            let lines: Vec<_> = input.occurrences.iter().map(|place| place.line).collect();
            (input.id.as_str(), input.required, lines)
        })
        .collect();
    assert_eq!(
        found,
        [("env", true, vec![3, 8]), ("manager", false, vec![5])]
    );
    for place in runbook.inputs.iter().flat_map(|input| &input.occurrences) {
        let holder = place.holder.as_deref().and_then(|id| runbook.part(id));
        let whole = holder.map_or(text, |part| part.code.as_str());
        assert_eq!(place.span.of(whole), Some(place.text.as_str()));
    }
}

#[test]
fn a_table_of_people_says_how_to_reach_them_and_when_the_next_one_is_turned_to() {
    let text = "# A\n\n## Escalation\n\n\
        | Role | Name | Slack | Phone | Escalate after |\n|---|---|---|---|---|\n\
        | On-call | Rota | #shop-oncall | +49 30 901820 | 15 minutes |\n\
        | Manager | Kim Roe | @kim | - | 1 hour |\n\n\
        | Team | Service |\n|---|---|\n| Shop | Checkout |\n\n\
        | Contact | Email |\n|---|---|\n| x | y@z.test |\n";
    let told: Vec<_> = read(text)
        .unwrap()
        .contacts
        .into_iter()
        .map(|c| {
            (
                c.line,
                c.name.to_string(),
                c.person,
                c.value.to_string(),
                c.kind,
                c.escalate_after_seconds,
            )
        })
        .collect();
    let row = |line, name: &str, person: &str, value: &str, kind, after| {
        (
            line,
            name.to_owned(),
            Some(person.to_owned()),
            value.to_owned(),
            kind,
            Some(after),
        )
    };
    let alone = (
        16,
        "x".to_owned(),
        None,
        "y@z.test".to_owned(),
        ContactKind::Email,
        None,
    );
    assert_eq!(
        told,
        [
            row(
                7,
                "On-call",
                "Rota",
                "#shop-oncall",
                ContactKind::Channel,
                900
            ),
            row(
                7,
                "On-call",
                "Rota",
                "+49 30 901820",
                ContactKind::Phone,
                900
            ),
            row(8, "Manager", "Kim Roe", "@kim", ContactKind::Channel, 3_600),
            alone,
        ]
    );
}

#[test]
fn a_paragraph_that_is_a_command_is_run() {
    let text = "# A\n\nRun: `kubectl get pods -n shop`\n\n`aws sts get-caller-identity`.\n\n\
        $ sudo systemctl status app\nactive (running)\n\n\
        $ docker ps \\\n  -a\n";
    let runbook = read(text).unwrap();
    assert_eq!(
        parts(&runbook),
        [
            ("kubectl get pods -n shop", None),
            ("aws sts get-caller-identity", None),
            ("sudo systemctl status app", Some("active (running)")),
            ("docker ps \\\n-a", None),
        ]
    );
    let first = &runbook.steps[0].parts[0].commands[0];
    assert_eq!((first.line, first.column), (3, 7));
    let lines: Vec<_> = runbook.steps.iter().map(|step| step.line).collect();
    assert_eq!(lines, [3, 5, 7, 10]);
}

#[test]
fn a_paragraph_that_speaks_of_a_command_is_not_run() {
    for text in [
        "Use `kubectl get pods` to look at them.",
        "`kubectl get pods` lists pods.",
        "`kubectl`",
        "Run: `kubectl`",
        "`aws s3 cp <from> <to> [--recursive]`",
        "`git log ...`",
        "`PENDING` `ACTIVE`",
        "`my-service prod`",
        "$ 5 million were lost.",
        "$ is the prompt",
        "> `kubectl get pods -n shop`",
        "- `kubectl get pods -n shop`",
        "| `kubectl get pods` | x |\n|---|---|",
    ] {
        let runbook = read(&format!("# A\n\n{text}\n")).unwrap();
        assert!(runbook.steps.is_empty(), "{text}: {:?}", runbook.steps);
    }
}
