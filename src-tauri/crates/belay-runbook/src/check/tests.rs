//! What the checker promises, on runbooks of our own.
#![allow(clippy::unwrap_used)]

use super::*;

fn found(text: &str) -> Vec<Diagnostic> {
    let book = crate::read(text).unwrap();
    check(&book, text, &Options::default())
}

fn in_block(code: &str) -> String {
    format!("# Sample\n\n## Procedure\n\n```bash\n{code}\n```\n")
}

fn rules_of(text: &str) -> Vec<String> {
    let mut rules: Vec<String> = found(text).into_iter().map(|found| found.rule).collect();
    rules.sort();
    rules.dedup();
    rules
}

fn example(page: &RulePage, text: &str) -> String {
    match page.form {
        ExampleForm::Shell => in_block(text),
        ExampleForm::Markdown => format!("# Sample\n\n{text}"),
    }
}

/// In an environment, except where the rule is about not having one.
fn rules_of_example(page: &RulePage, text: &str) -> Vec<String> {
    let text = example(page, text);
    let options = Options {
        has_environment: page.id != "place-unstated",
        ..Options::default()
    };
    let found = check(&crate::read(&text).unwrap(), &text, &options);
    let mut rules: Vec<String> = found.into_iter().map(|found| found.rule).collect();
    rules.dedup();
    rules
}

#[test]
fn every_page_shows_a_mistake_that_only_its_rule_finds_and_a_form_that_none_does() {
    for page in rules() {
        assert_eq!(
            rules_of_example(page, page.bad),
            [page.id],
            "{}: bad",
            page.id
        );
        assert_eq!(
            rules_of_example(page, page.good),
            Vec::<String>::new(),
            "{}: good",
            page.id
        );
    }
}

#[test]
fn every_page_says_what_why_and_where_it_is_written_down() {
    for page in rules() {
        for text in [page.title, page.what, page.why, page.source] {
            assert!(text.len() > 8, "{}: {text:?}", page.id);
        }
        assert!(explain(page.id).is_some_and(|found| found.title == page.title));
    }
}

#[test]
fn the_bundled_samples_have_no_findings() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let findings = found(&text);
        assert!(
            findings.is_empty(),
            "{}",
            render(&path.display().to_string(), &text, &findings)
        );
        seen += 1;
    }
    assert!(seen >= 5);
}

#[test]
fn a_file_that_names_its_environments_gets_its_place_and_its_inputs_from_them() {
    let code = "aws dynamodb create-backup --table-name <table> --backup-name nightly";
    assert_eq!(
        rules_of(&in_block(code)),
        ["place-unstated", "unfilled-placeholder"]
    );
    let front = format!(
        "---\nenvironments: [orders-prod]\n---\n\n{}",
        in_block(code)
    );
    assert_eq!(rules_of(&front), Vec::<String>::new());
}

#[test]
fn a_variable_of_another_section_is_told_with_its_line() {
    let text = "# Book\n\n## One\n\n```bash\nexport CLUSTER=blue\n```\n\n## Two\n\n```bash\naws ecs list-tasks --cluster $CLUSTER\n```\n";
    let findings = found(text);
    let told = findings
        .iter()
        .find(|found| found.rule == "undefined-variable")
        .unwrap();
    assert_eq!(
        told.message,
        "`$CLUSTER` is set in another section only, on line 6."
    );
}

#[test]
fn a_link_to_a_missing_section_names_the_nearest_one() {
    let text =
        "# Book\n\n- [Back](#rolback)\n- [Web](https://example.com/#x)\n\n## Rollback\n\nText.\n";
    let found = found(text);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].rule, "missing-section");
    assert_eq!(found[0].fix.as_deref(), Some("Write `#rollback`."));
}

#[test]
fn a_rollback_is_verified_by_a_later_command_a_check_or_a_section_beside_it() {
    let change = "```bash\naws lambda update-alias --function-name f --name live --function-version 3\n```\n";
    let bare = format!("# Book\n\n## Rollback\n\n{change}");
    assert!(rules_of(&bare).contains(&"rollback-unverified".to_owned()));
    for after in [
        "```bash\ncurl -f https://example.com/health\n```\n",
        "- [ ] Verify that version 3 serves\n",
        "### Rollback verification\n\nLook at the dashboard.\n",
    ] {
        let text = format!("{bare}\n{after}");
        assert!(
            !rules_of(&text).contains(&"rollback-unverified".to_owned()),
            "{after}"
        );
    }
}

#[test]
fn an_allowance_silences_one_rule_for_one_step_and_wants_a_reason() {
    let block = "```bash\nkubectl delete pod x\n```\n";
    let silenced = format!(
        "# Book\n\n## Fix\n\n<!-- belay: allow destructive the pod comes back by itself -->\n\n{block}"
    );
    assert_eq!(rules_of(&silenced), Vec::<String>::new());
    let without = format!("# Book\n\n## Fix\n\n<!-- belay: allow destructive -->\n\n{block}");
    assert_eq!(rules_of(&without), ["allow-comment"]);
    let misspelt =
        format!("# Book\n\n## Fix\n\n<!-- belay: allow destructif because -->\n\n{block}");
    assert_eq!(rules_of(&misspelt), ["allow-comment", "destructive"]);
    let later = format!("{silenced}\n{block}");
    assert_eq!(rules_of(&later), ["destructive"]);
}

#[test]
fn the_platform_decides_which_forms_are_reported() {
    let book = |code: &str, platform| {
        let text = in_block(code);
        let options = Options {
            platform,
            ..Options::default()
        };
        check(&crate::read(&text).unwrap(), &text, &options)
    };
    assert!(book("date -d '1 hour ago' +%s", Platform::Linux).is_empty());
    assert_eq!(
        book("date -d '1 hour ago' +%s", Platform::MacOs)[0].severity,
        Severity::Warning
    );
    assert_eq!(
        book("date -v-1H +%s", Platform::Linux)[0].rule,
        "one-platform-only"
    );
    assert!(book("date -v-1H +%s", Platform::MacOs).is_empty());
}

#[test]
fn findings_point_at_the_words_they_mean() {
    let text = in_block(
        "aws dynamodb update-table \\\n  --table-name orders \\\n  --billing-mode ON_DEMAND",
    );
    let found = found(&text);
    let error = found
        .iter()
        .find(|found| found.severity == Severity::Error)
        .unwrap();
    assert_eq!((error.line, error.column, error.end_column), (8, 18, 27));
    assert_eq!(error.step.as_deref(), Some("L5"));
}

#[test]
fn a_terminal_shows_the_line_and_marks_the_words() {
    let text = in_block(
        "aws dynamodb modify-table --table-name orders\n\n# roll back\nterraform apply -auto-approve\nkube\u{0441}tl get pods\u{200b}",
    );
    insta::assert_snapshot!(render("orders.md", &text, &found(&text)));
}

#[test]
fn code_hosts_get_sarif() {
    let text = in_block("echo 'é' && aws dynamodb modify-table --table-name orders");
    let diagnostics = found(&text);
    let log = sarif(
        "0.1.0",
        &[Checked {
            path: "run books/orders.md",
            text: &text,
            diagnostics: &diagnostics,
            allowed: &[],
        }],
    );
    insta::assert_json_snapshot!(log);
}

#[test]
fn hostile_text_does_not_stop_the_checker() {
    for text in [
        in_block(&"aws ".repeat(20_000)),
        in_block(&format!(
            "aws ec2 describe-vpcs --query '{}'",
            "a[".repeat(5_000)
        )),
        in_block(&format!(
            "aws dynamodb put-item --table-name t --item '{}'",
            "[".repeat(50_000)
        )),
        in_block(&"eval ".repeat(20_000)),
        in_block(&"x=$(".repeat(5_000)),
        in_block(&"sudo ".repeat(50_000)),
    ] {
        found(&text);
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_checked(code in "(aws |s3 |dynamodb |--query |'|\"|\\$\\(|\\)|`|\\{|\\}|\\[|\\]|=|,|<|>|\\\\\n|[a-zé\u{202e} -]{1,8}){0,40}") {
        let text = in_block(&code);
        for diagnostic in found(&text) {
            proptest::prop_assert!(explain(&diagnostic.rule).is_some(), "{}", diagnostic.rule);
            proptest::prop_assert!(diagnostic.line >= 1 && diagnostic.column >= 1);
            proptest::prop_assert!(
                (diagnostic.end_line, diagnostic.end_column) >= (diagnostic.line, diagnostic.column)
            );
        }
    }
}

fn told(text: &str) -> Vec<(String, Severity)> {
    found(text)
        .into_iter()
        .map(|found| (found.rule, found.severity))
        .collect()
}

#[test]
fn a_statement_over_several_lines_is_one_finding() {
    let text = in_block("psql -d orders\nSELECT a, count(*) FROM t\nUNION ALL\nSELECT b, 2;");
    assert_eq!(
        told(&text),
        [("not-a-command".to_owned(), Severity::Warning)]
    );
}

#[test]
fn a_block_that_the_shell_cannot_read_is_told_once() {
    let text = in_block("# one\nls\n# two\nls )\n# three\nls");
    assert_eq!(
        told(&text),
        [("shell-syntax".to_owned(), Severity::Warning)]
    );
}

#[test]
fn a_variable_of_an_earlier_section_is_worth_a_note() {
    let section = |name: &str, code: &str| format!("## {name}\n\n```bash\n{code}\n```\n\n");
    let (sets, uses) = (
        section("Set", "CLUSTER=blue"),
        section("Use", "echo $CLUSTER"),
    );
    let rule = "undefined-variable".to_owned();
    assert_eq!(
        told(&format!("# A\n{sets}{uses}")),
        [(rule.clone(), Severity::Note)]
    );
    assert_eq!(
        told(&format!("# A\n{uses}{sets}")),
        [(rule, Severity::Warning)]
    );
}

#[test]
fn a_snapshot_name_that_a_person_completes_is_not_called_wrong() {
    let text = in_block(
        "aws rds create-db-snapshot --profile p --region r --db-instance-identifier a --db-snapshot-identifier before-$(date +%Y%m%d)\naws rds describe-db-snapshots --db-snapshot-identifier before-YYYYMMDD",
    );
    assert_eq!(
        told(&text),
        [("unfilled-placeholder".to_owned(), Severity::Note)]
    );
}

#[test]
fn a_step_that_is_referred_to_may_be_any_that_is_numbered() {
    for (text, expected) in [
        ("# A\n1. One\n2. Two\n\nSee step 3.\n", 1),
        (
            "# A\n## Step 1: One\n## Step 2: Two\nSee step 2, go to section 1.\n",
            0,
        ),
        (
            "# A\n```bash\n# 1. One\nls\n# 2. Two\nls\n# see step 2\n```\n",
            0,
        ),
        (
            "# A\n**Step 1: One**\n\n**Step 2: Two**\n\nBack to step 2.\n",
            0,
        ),
        ("# A\nSee step 7, and section 4.\n", 0),
        (
            "# A\n## 4.1 One\n## 4.2 Two\nSee section 4.3. It is as in Appendix B.\n",
            2,
        ),
        (
            "# A\n## Appendix B: Contacts\nSee Appendix B.\n```text\nsee step 9\n```\n",
            0,
        ),
    ] {
        let missing = told(text);
        let missing = missing.iter().filter(|(rule, _)| rule == "missing-step");
        assert_eq!(missing.count(), expected, "{text}");
    }
}

#[test]
fn what_was_just_made_may_be_deleted_again() {
    let text = in_block(
        "kubectl create configmap probe -n a\nkubectl delete configmap probe -n a\nkubectl get pods -n a",
    );
    assert_eq!(rules_of(&text), ["destructive"]);
}

#[test]
fn two_answers_to_one_severity_are_told() {
    let text = "# A\n**Severity 1**\n- Response: 5 minutes\n\n## Paging\n**Severity 1**\n- Response: 15 minutes\n";
    let found = found(text);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        found[0].message,
        "Severity 1: 15 minutes here, 5 minutes on line 3."
    );
}

#[test]
fn an_allowance_that_allows_nothing_is_told() {
    let text = "# A\n\n<!-- belay: allow destructive pods come back -->\n\n```bash\nkubectl get pods\n```\n";
    let found = found(text);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0].rule.as_str(), found[0].line),
        ("allow-comment", 3)
    );
    assert_eq!(found[0].fix.as_deref(), Some("Delete the comment."));
}

#[test]
fn the_front_matter_silences_rules_for_the_file_and_wants_a_reason() {
    let with = |allow: &str| {
        let block = "# A\n\n## B\n\n```bash\nkubectl delete pod x\n```\n";
        format!("---\ntitle: T\nallow:\n  - {allow}\n---\n\n{block}")
    };
    assert_eq!(
        rules_of(&with("destructive: pods come back")),
        Vec::<String>::new()
    );
    let bare = found(&with("destructive"));
    assert_eq!((bare[0].rule.as_str(), bare[0].line), ("allow-comment", 4));
    assert_eq!(
        rules_of(&with("shell-syntax: none")),
        ["allow-comment", "destructive"]
    );
}

#[test]
fn a_key_that_is_nearly_known_is_told_and_those_of_other_tools_are_not() {
    let text = "---\ntitel: T\nsidebar_position: 4\n---\n# A\n";
    let found = found(text);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].line, found[0].severity), (2, Severity::Note));
    assert_eq!(
        found[0].fix.as_deref(),
        Some("Write `title`, if that is meant.")
    );
}

#[test]
fn a_value_that_only_the_service_spells_so_is_taken() {
    let text = in_block(
        "aws emr create-cluster --release-label emr-7.0.0 --profile p --region r --instance-fleets InstanceFleetType=CORE,TargetSpotCapacity=1,LaunchSpecifications={SpotSpecification={TimeoutDurationMinutes=120,TimeoutAction=SWITCH_TO_ON_DEMAND}}",
    );
    assert_eq!(rules_of(&text), Vec::<String>::new());
}

#[test]
fn a_name_with_the_minute_in_it_may_differ_and_one_with_the_second_does() {
    let twice = |format: &str| {
        let name = format!("n-$(date +{format}).zip");
        in_block(&format!("cp app.zip /srv/{name}\nunzip /srv/{name}"))
    };
    let rule = "time-evaluated-twice".to_owned();
    assert_eq!(told(&twice("%H%M%S")), [(rule.clone(), Severity::Error)]);
    assert_eq!(told(&twice("%H%M")), [(rule, Severity::Warning)]);
}

#[test]
fn a_variable_is_named_without_what_is_cut_from_it() {
    let found = found(&in_block("echo ${LAG%.*}"));
    assert_eq!(found[0].message, "Nothing in this file defines `$LAG`.");
}

#[test]
fn options_that_the_shell_runs_as_a_command_are_told() {
    let text = in_block("aws s3 ls\n  --recursive");
    assert_eq!(
        told(&text),
        [("broken-continuation".to_owned(), Severity::Warning)]
    );
}

#[test]
fn what_is_to_be_filled_in_is_not_judged_as_a_value() {
    let text = in_block(
        "aws logs filter-log-events --log-group-name /a --start-time {start}\n\
         aws cloudwatch get-metric-statistics --namespace AWS/DynamoDB --metric-name ThrottledRequests \\\n  \
         --dimensions Name=TableName,Value={table} --start-time {{from}} --end-time {{ to }} \\\n  \
         --period {period} --statistics {statistic}\n\
         aws ecs update-service --cluster c --service s --desired-count {count}",
    );
    assert_eq!(rules_of(&text), ["place-unstated", "unfilled-placeholder"]);
}

/// The messages of one rule.
fn told_by(rule: &str, text: &str) -> Vec<(u32, String)> {
    let found = found(text).into_iter().filter(|found| found.rule == rule);
    found.map(|found| (found.line, found.message)).collect()
}

#[test]
fn two_figures_for_one_thing_are_told_across_sections_and_units() {
    let text = "# T\n\n## Rollback triggers\n\n- API error rate > 5% for 5 minutes\n- p95 latency > 2s\n\n\
        ## Decide\n\nRoll back when:\n\n- The API error rates > 7% for 5 minutes\n- p95 latency > 3000 ms\n\
        - CPU usage > 90% for 10 minutes\n- CPU usage > 90% for 15 minutes\n\n## Levels\n\nQueue depth must stay below 100.\n\n\
        ## Targets\n\nQueue depth must stay below 500.\n";
    assert_eq!(
        told_by("contradictory-thresholds", text),
        [
            (
                12,
                "The API error rates: 7% for 5 minutes here, 5% for 5 minutes on line 5."
                    .to_owned()
            ),
            (13, "p95 latency: 3000ms here, 2s on line 6.".to_owned()),
            (
                15,
                "CPU usage: 90% for 15 minutes here, 90% for 10 minutes on line 14.".to_owned()
            ),
            (
                23,
                "Queue depth must stay: 500 here, 100 on line 19.".to_owned()
            ),
        ]
    );
}

#[test]
fn figures_that_differ_on_purpose_do_not_contradict() {
    let text = "# T\n\n## Rollback triggers\n\n- API error rate > 5% for 5 minutes\n- API error rate > 1% for 1 hour\n\
        - p95 latency > 2s\n- p99 latency > 4s\n- latency at p95 > 2000 ms\n\n\
        ## Alerts\n\n- Warning: CPU usage > 70%\n- Critical: CPU usage > 90%\n\n\
        ## Staging\n\nError rate must stay below 5%.\n\n## Production\n\nError rate must stay below 1%.\n\n\
        ## Disk\n\nDisk usage above 80% is fine, below 20% is odd.\n";
    assert_eq!(told_by("contradictory-thresholds", text), []);
}

#[test]
fn an_alarm_is_held_against_the_sentence_of_its_section() {
    let alarm = |threshold: u32, periods: u32| {
        format!(
            "```bash\naws cloudwatch put-metric-alarm --alarm-name a --namespace AWS/ECS --metric-name CPUUtilization --statistic Average --period 60 --evaluation-periods {periods} --threshold {threshold} --comparison-operator GreaterThanThreshold\n```\n"
        )
    };
    let said = "CPU utilization above 80% for 5 minutes.";
    let told = |text: &str| {
        let found = told_by("alarm-against-text", text).into_iter();
        found.map(|(_, message)| message).collect::<Vec<_>>()
    };
    let text = |body: &str| format!("# T\n\n## Load\n\n{said}\n\n{body}");
    assert_eq!(
        told(&text(&alarm(90, 5))),
        ["Line 5 says 80 %, the threshold is 90."]
    );
    assert_eq!(
        told(&text(&alarm(80, 3))),
        ["Line 5 says 5 minutes, the alarm looks at 3 minutes."]
    );
    assert_eq!(told(&text(&alarm(80, 5))), [""; 0]);
    let two = format!("{}\n{}", alarm(80, 5), alarm(95, 5));
    assert_eq!(told(&text(&two)), [""; 0]);
    let elsewhere = format!("# T\n\n## Limits\n\n{said}\n\n## Load\n\n{}", alarm(90, 5));
    assert_eq!(told(&elsewhere), [""; 0]);
}

#[test]
fn updates_in_two_blocks_do_not_follow_each_other() {
    let update = "aws lambda update-function-code --function-name f --zip-file fileb://f.zip";
    let text = format!("{}\n```bash\n{update}\n```\n", in_block(update));
    assert_eq!(told_by("lambda-update-not-awaited", &text), []);
    let together = in_block(&format!("{update}\n{update}"));
    assert_eq!(told_by("lambda-update-not-awaited", &together).len(), 1);
}

#[test]
fn one_placeholder_is_not_taken_for_another_that_is_being_restored() {
    let restore = "aws dynamodb restore-table-to-point-in-time --source-table-name t \\\n  --target-table-name <copy> --use-latest-restorable-time\n";
    let looks = format!("{restore}aws lambda get-function --function-name <handler>");
    assert!(!rules_of(&in_block(&looks)).contains(&"restore-not-awaited".to_owned()));
    let changes = format!("{restore}aws lambda delete-function --function-name <handler>");
    let found = found(&in_block(&changes));
    let said = found
        .iter()
        .find(|f| f.rule == "restore-not-awaited")
        .unwrap();
    assert_eq!(
        said.message,
        "The copy is still being restored when this runs."
    );
}
