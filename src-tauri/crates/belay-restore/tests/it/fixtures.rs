//! One table of one account, and a request to restore it.

use belay_restore::facts::{Billing, Encryption, Index, KeyPart, Read, Stream, TableFacts};
use belay_restore::{At, RestorePlan, RestoreRequest, Scope, Window};
use jiff::Timestamp;

pub const NOW: &str = "2026-03-14T09:41:12Z";

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn scope() -> Scope {
    Scope {
        environment: "shop-prod".to_owned(),
        account_id: "222222222222".to_owned(),
        region: "eu-west-1".to_owned(),
    }
}

pub fn request() -> RestoreRequest {
    RestoreRequest {
        source: "orders".to_owned(),
        target: "orders-restored".to_owned(),
        at: At::Instant {
            at: at("2026-03-14T09:07:59Z"),
        },
        without_indexes: false,
        on_demand: false,
    }
}

pub fn window() -> Window {
    Window {
        earliest: at("2026-03-01T00:00:00Z"),
        latest: at("2026-03-14T09:36:12Z"),
        recovery_period_days: Some(14),
        read_at: at(NOW),
    }
}

pub fn facts() -> TableFacts {
    TableFacts {
        name: "orders".to_owned(),
        arn: "arn:aws:dynamodb:eu-west-1:222222222222:table/orders".to_owned(),
        status: "ACTIVE".to_owned(),
        items: Some(48_210),
        bytes: Some(31_457_280),
        created_at: Some(at("2024-05-02T10:00:00Z")),
        keys: vec![KeyPart {
            name: "id".to_owned(),
            attribute_type: "S".to_owned(),
        }],
        billing: Billing::OnDemand,
        indexes: Vec::new(),
        encryption: Encryption {
            key_arn: None,
            status: None,
        },
        class: "STANDARD".to_owned(),
        deletion_protection: false,
        stream: None,
        time_to_live: Read::known(None),
        tags: Read::known(Vec::new()),
        recovery: Read::known(Some(window())),
        policy: Read::known(None),
        alarms: Read::known(Vec::new()),
        kinesis: Read::known(Vec::new()),
        replicas: Vec::new(),
        warm_throughput: None,
    }
}

/// A table with every setting that a restore loses.
pub fn rich_facts() -> TableFacts {
    TableFacts {
        keys: vec![
            KeyPart {
                name: "customer".to_owned(),
                attribute_type: "S".to_owned(),
            },
            KeyPart {
                name: "placedAt".to_owned(),
                attribute_type: "N".to_owned(),
            },
        ],
        billing: Billing::Provisioned {
            read: 40,
            write: 20,
        },
        indexes: vec![Index {
            name: "by-state".to_owned(),
            global: true,
            keys: vec!["state".to_owned(), "placedAt".to_owned()],
            projection: "ALL".to_owned(),
        }],
        encryption: Encryption {
            key_arn: Some("arn:aws:kms:eu-west-1:222222222222:key/1b2c".to_owned()),
            status: Some("ENABLED".to_owned()),
        },
        class: "STANDARD_INFREQUENT_ACCESS".to_owned(),
        deletion_protection: true,
        stream: Some(Stream {
            arn: None,
            view: "NEW_AND_OLD_IMAGES".to_owned(),
        }),
        time_to_live: Read::known(Some("expiresAt".to_owned())),
        tags: Read::known(vec![
            ("cost".to_owned(), "shop".to_owned()),
            ("owner".to_owned(), "team orders".to_owned()),
        ]),
        policy: Read::Unread {
            why: "AWS refused it (AccessDeniedException)".to_owned(),
        },
        alarms: Read::known(vec!["orders-throttles".to_owned()]),
        replicas: vec!["us-east-1".to_owned()],
        warm_throughput: Some((20_000, 8_000)),
        ..facts()
    }
}

pub fn plan() -> RestorePlan {
    belay_restore::plan(
        "p1",
        &request(),
        &scope(),
        &facts(),
        Some(&window()),
        None,
        at(NOW),
    )
    .unwrap()
}
