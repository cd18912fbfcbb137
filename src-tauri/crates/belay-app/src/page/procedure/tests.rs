#![allow(clippy::unwrap_used)]
use super::*;
use std::fmt::Write as _;

/// The drawing as somebody would read it out.
fn drawn(text: &str) -> String {
    let book = belay_runbook::read(text).unwrap();
    let findings = crate::library::check(&book, text);
    let mut out = String::new();
    for row in procedure(&book, &findings) {
        let indent = "  ".repeat(usize::from(row.depth));
        write!(out, "{:>3} {indent}", row.line).unwrap();
        match row.is {
            ProcedureItem::Section {
                title,
                role,
                environment,
                ..
            } => writeln!(
                out,
                "{title} ({}) {}",
                role.map_or(String::new(), |r| format!("{r:?}")),
                environment.unwrap_or_default()
            ),
            ProcedureItem::Act {
                act,
                title,
                effect,
                inputs,
                expects,
                errors,
                ..
            } => writeln!(
                out,
                "- {act:?}: {title} [{}] {} {}{}",
                effect.map_or(String::new(), |e| format!("{e:?}")),
                inputs.join(","),
                if expects { "expects " } else { "" },
                if errors > 0 { "ERROR" } else { "" },
            ),
            ProcedureItem::Choice { ways } => writeln!(out, "one of {ways}"),
            ProcedureItem::Way {
                number,
                title,
                recommended,
                ..
            } => writeln!(
                out,
                "way {number}: {title} {}",
                if recommended { "*" } else { "" }
            ),
            ProcedureItem::Symptom { text } => writeln!(out, "seen: {text}"),
            ProcedureItem::Cause { text } => writeln!(out, "cause: {text}"),
            ProcedureItem::Rule { rule, text } => writeln!(out, "{rule:?}: {text}"),
        }
        .unwrap();
    }
    let trimmed: Vec<&str> = out.lines().map(str::trim_end).collect();
    trimmed.join("\n")
}

#[test]
fn a_runbook_is_drawn_as_what_is_done_and_what_decides() {
    let text = "# Service\n\n## Contents\n\n- [Deploy](#deploy)\n\n## Background\n\nA long story.\n\n\
## Deploy\n\n- [ ] The change is approved\n\n```bash\n# 1. Push it\nkubectl apply -f app.yaml\n\n\
# 2. Monitor for 30 minutes\nkubectl get pods -n <namespace>\n# Output: Running\n\n\
# 3. Tell the team\n```\n\n## Rollback\n\nRoll back when:\n\n- Error rate > 10% for 5 minutes\n\n\
### Option A: Helm (recommended)\n\n```bash\nhelm rollback app\n```\n\n\
### Option B: By hand\n\n```bash\naws dynamodb describe-tabel --table-name t\n```\n";
    insta::assert_snapshot!(drawn(text), @r"
     1 Service (Overview)
    11 Deploy (Procedure)
    13 - Check: The change is approved []
    16 - Run: Push it [ChangesRemote]
    19 - Run: Monitor for 30 minutes [ReadsOnly] <namespace> expects
    23 - ByHand: Tell the team []
    26 Rollback (Rollback)
    30 RollbackTrigger: Error rate > 10% for 5 minutes
    32 one of 2
    32 way 1: Helm *
    34   - Run: helm rollback app [ChangesRemote]
    38 way 2: By hand
    40   - Run: aws dynamodb describe-tabel --table-name t [Unknown]  ERROR
    ");
}

#[test]
fn an_act_does_not_repeat_what_stands_above_it() {
    let text = "# Service\n\n## Liveness probe\n\n```yaml\n# asked by Kubernetes\nlivenessProbe:\n  path: /live\n```\n\n\
## Deploy\n\n```bash\n# Deploy with Helm (recommended)\nhelm upgrade app ./chart \\\n  --atomic\n\n# Or deploy by hand\nkubectl apply -f app.yaml\n```\n";
    insta::assert_snapshot!(drawn(text), @r"
     1 Service (Overview)
     3 Liveness probe (Procedure)
     5 - LookUp: `livenessProbe:` []
    11 Deploy (Procedure)
    14 one of 2
    14 way 1: Deploy with Helm *
    14   - Run: `helm upgrade app ./chart` [ChangesRemote]
    18 way 2: Deploy by hand
    18   - Run: `kubectl apply -f app.yaml` [ChangesRemote]
    ");
}

#[test]
fn a_guide_is_drawn_from_what_is_seen() {
    let text = "# Service\n\n## Troubleshooting\n\n### Issue 1: Pods restart\n\n**Symptoms**:\n\n\
- Pods in CrashLoopBackOff\n\n**Diagnosis**:\n\n```bash\nkubectl logs app\n```\n\n**Common causes**:\n\n\
1. No memory\n2. Wrong configuration\n\n**Resolution**:\n\n```bash\nkubectl delete pod app\n```\n";
    insta::assert_snapshot!(drawn(text), @r"
     1 Service (Overview)
     3 Troubleshooting (Guide)
     5 Issue 1: Pods restart ()
     9 seen: Pods in CrashLoopBackOff
    13 - Run: kubectl logs app [ReadsOnly]
    19 cause: No memory
    20 cause: Wrong configuration
    24 - Run: kubectl delete pod app [Destructive]
    ");
}

#[test]
fn a_text_without_anything_to_do_is_an_empty_drawing() {
    assert_eq!(drawn("# Notes\n\nOnly words.\n"), "");
}
