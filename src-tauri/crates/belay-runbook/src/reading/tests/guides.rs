//! The forms in which guides are written, and what only looks like one.

use crate::model::{Guide, GuideEntry};
use crate::read;
use std::fmt::Write;

/// Every guide as a person would note it down: title, then a line for each entry, with
/// a star where there is something to do.
fn guides(text: &str) -> String {
    let mut out = String::new();
    for guide in read(text).unwrap().guides {
        writeln!(out, "{} {}-{}", guide.title, guide.line, guide.end_line).unwrap();
        for (name, entries) in parts(&guide) {
            for entry in entries {
                let star = if entry.step.is_some() { " *" } else { "" };
                writeln!(out, "  {name}: {}{star}", entry.text).unwrap();
            }
        }
    }
    out
}

fn parts(guide: &Guide) -> [(&'static str, &[GuideEntry]); 5] {
    [
        ("symptom", &guide.symptoms),
        ("diagnosis", &guide.diagnosis),
        ("cause", &guide.causes),
        ("resolution", &guide.resolution),
        ("verification", &guide.verification),
    ]
}

#[test]
fn headings_side_by_side_are_the_parts_of_a_guide() {
    let text = "# KubeQuotaAlmostFull\n\n## Meaning\n\nThe quota is nearly used up.\n\n## Impact\n\nNo new pods.\n\n\
        ## Diagnosis\n\nLook at the quota:\n\n```sh\nkubectl describe quota\n```\n\n## Mitigation\n\n### Raise it\n\n\
        1. Ask the owner\n2. Raise the quota\n\n## Contacts\n\n- Storage on-call\n";
    insta::assert_snapshot!(guides(text), @"
    KubeQuotaAlmostFull 1-25
      symptom: KubeQuotaAlmostFull
      symptom: The quota is nearly used up.
      diagnosis: Look at the quota *
      resolution: Raise it
      resolution: Ask the owner *
      resolution: Raise the quota *
    ");
}

#[test]
fn a_file_of_one_guide_needs_no_title() {
    let text = "---\ntitle: Queue backlog\n---\n## Symptoms\n- Age of the oldest message grows\n## Possible causes\n- Consumer down\n## Resolution steps\n1. Restart the consumer\n## Verify the fix\n- [ ] The queue gets shorter\n";
    insta::assert_snapshot!(guides(text), @"
    Queue backlog 4-11
      symptom: Age of the oldest message grows
      cause: Consumer down
      resolution: Restart the consumer *
      verification: The queue gets shorter *
    ");
}

#[test]
fn problems_follow_each_other_in_one_chapter() {
    let text = "# A\n## Problems\n### Problem: Mail is stuck\n#### Solution\n1. Flush the queue\n### Problem: Mail bounces\n#### Cause\nA wrong record\n#### Fix\n1. Mend the record\n";
    insta::assert_snapshot!(guides(text), @"
    Mail is stuck 3-5
      symptom: Mail is stuck
      resolution: Flush the queue *
    Mail bounces 6-10
      symptom: Mail bounces
      cause: A wrong record
      resolution: Mend the record *
    ");
}

#[test]
fn bold_lines_and_items_name_the_parts_too() {
    let text = "# A\n## Troubleshooting\n### Deployments\n**Symptom**: Tasks do not start\n```sh\naws ecs describe-services\n```\n**Symptom**: Health checks fail\n```sh\ncurl -v https://x/health\n```\n\n\
        ## Notes\n**Login loops**\n\n- **Cause**: The cookie is too large\n- **Fix**: Clear it\n\n## Also\n- Pods pending\n  - Cause: No nodes\n  - Fix: Add one\n- Pods killed\n  - Cause: Out of memory\n  - Fix: Give them more\n";
    insta::assert_snapshot!(guides(text), @"
    Deployments 3-7
      symptom: Tasks do not start
      diagnosis: aws ecs describe-services *
    Health checks fail 8-12
      symptom: Health checks fail
      diagnosis: curl -v https://x/health *
    Login loops 16-18
      symptom: Login loops
      cause: The cookie is too large
      resolution: Clear it
    Pods pending 20-22
      symptom: Pods pending
      cause: No nodes
      resolution: Add one
    Pods killed 23-25
      symptom: Pods killed
      cause: Out of memory
      resolution: Give them more
    ");
}

#[test]
fn each_row_of_a_table_of_symptoms_is_a_guide() {
    let text = "# A\n| Symptom | Likely cause | Action |\n|---|---|---|\n| 502 from the balancer | Targets unhealthy | Restart the service |\n| Slow queries | | Add an index |\n\n| Error | Meaning |\n|---|---|\n| 400 | Bad request |\n\n| Issue | Status | Owner |\n|---|---|---|\n| 17 | open | JT |\n";
    insta::assert_snapshot!(guides(text), @"
    502 from the balancer 4-4
      symptom: 502 from the balancer
      cause: Targets unhealthy
      resolution: Restart the service
    Slow queries 5-5
      symptom: Slow queries
      resolution: Add an index
    ");
}

#[test]
fn an_alert_or_what_one_sees_can_be_the_heading() {
    let text = "# Alerts\n## ApiErrorRateHigh\nPages the on-call.\n1. Look at the log\n2. Roll back\n## If you see `ECONNREFUSED`\n```sh\nsystemctl restart api\n```\n## CloudFormation\n1. Deploy the stack\n";
    insta::assert_snapshot!(guides(text), @"
    ApiErrorRateHigh 2-5
      symptom: ApiErrorRateHigh
      diagnosis: Look at the log *
      diagnosis: Roll back *
    ECONNREFUSED 6-9
      symptom: ECONNREFUSED
      diagnosis: systemctl restart api *
    ");
}

#[test]
fn reports_phases_and_plans_are_no_guides() {
    for text in [
        "# A\n## Incident response\n### Detection\nsee\n### Investigation\n1. Look\n### Resolution\n1. Mend\n",
        "# A\n## Post-mortem template\n**Impact:** x\n**Root cause:** y\n**Resolution:** z\n",
        "# Outage of May\n## Root cause\nx\n## Resolution\ny\n## Lessons learned\nz\n",
        "# Caching\n## Problem\nx\n## Solution\ny\n## Alternatives considered\nz\n",
        "# A library\n## The problem\nx\n## The solution\ny\n",
        "# A\n## Release\n**Verification:**\n1. Look\n",
        "# A\n## Troubleshooting\n### Useful commands\n```sh\nls\n```\n",
        "# A\n## Release\n**Fix:** version 2\n",
    ] {
        assert_eq!(guides(text), "", "{text}");
    }
}
