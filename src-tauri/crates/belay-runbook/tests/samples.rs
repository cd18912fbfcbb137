//! The runbooks that the app brings along are an example to others: nothing in them
//! is open to doubt, and a person who follows one is asked for what it needs.
#![allow(clippy::unwrap_used)]

use belay_runbook::check::{Options, check};
use belay_runbook::{PartKind, StepKind, Syntax, read};

const SAMPLES: [(&str, &str); 5] = [
    (
        "apexshare-database-rollback",
        include_str!("../../../samples/apexshare-database-rollback.md"),
    ),
    (
        "enterprise-api-migration",
        include_str!("../../../samples/enterprise-api-migration.md"),
    ),
    (
        "lexiscan-database-restore",
        include_str!("../../../samples/lexiscan-database-restore.md"),
    ),
    (
        "monorepo-restore",
        include_str!("../../../samples/monorepo-restore.md"),
    ),
    (
        "rapid-photo-service-rollback",
        include_str!("../../../samples/rapid-photo-service-rollback.md"),
    ),
];

#[test]
fn samples_have_nothing_to_find_fault_with() {
    // Their environment brings account and Region along, and what is left open is
    // asked for: that is a note, not a fault.
    let options = Options {
        has_environment: true,
        ..Options::default()
    };
    for (name, text) in SAMPLES {
        let found = check(&read(text).unwrap(), text, &options);
        let faults = found
            .iter()
            .filter(|finding| finding.rule != "unfilled-placeholder");
        let told: Vec<String> = faults.map(|finding| format!("{finding:?}")).collect();
        assert!(told.is_empty(), "{name}: {}", told.join("\n"));
    }
}

#[test]
fn every_part_of_a_sample_parses_and_every_section_leads_somewhere() {
    for (name, text) in SAMPLES {
        let runbook = read(text).unwrap();
        assert!(
            runbook
                .front_matter
                .as_ref()
                .is_some_and(|matter| matter.problem.is_none()),
            "{name}"
        );
        assert!(
            runbook.links.iter().all(|link| link.leads_to.is_some()),
            "{name}"
        );
        for part in runbook.steps.iter().flat_map(|step| &step.parts) {
            assert_eq!(
                (part.kind, part.syntax),
                (PartKind::Run, Syntax::Whole),
                "{name} {}",
                part.id
            );
        }
        assert!(
            runbook
                .steps
                .iter()
                .any(|step| step.kind == StepKind::Check),
            "{name}"
        );
    }
}

#[test]
fn the_tour_asks_for_ticket_times_and_target_and_for_nothing_else() {
    let runbook = read(SAMPLES[0].1).unwrap();
    let asked: Vec<&str> = runbook
        .inputs
        .iter()
        .filter(|i| i.required)
        .map(|i| i.id.as_str())
        .collect();
    assert_eq!(
        asked,
        [
            "incident-ticket",
            "start-time",
            "end-time",
            "target-table",
            "restore-time"
        ]
    );
    let titles: Vec<&str> = runbook
        .sections
        .iter()
        .skip(1)
        .map(|s| s.title.as_str())
        .collect();
    assert_eq!(
        titles,
        [
            "Before",
            "Stop writes",
            "Restore",
            "Verify",
            "Bring into use",
            "Contacts"
        ]
    );
}
