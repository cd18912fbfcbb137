//! Comparisons: what is counted, what is named, and that the order of reading
//! does not matter.

use std::sync::Mutex;

use belay_restore::compare::{Comparison, SAMPLES, SampleKind, compare};
use belay_restore::facts::{Read, TableFacts};
use belay_restore::item::{Item, Value};
use belay_restore::plan::RestoreRequest;
use belay_restore::ports::{Accepted, Later, NotAccepted};
use belay_restore::{Sighting, Tables, Trouble, TroubleKind, Window};
use proptest::prelude::*;

use crate::fixtures::{NOW, at, facts, rich_facts};
use crate::world::trouble;

/// Two tables in memory, read in batches of three.
struct Two {
    source: Vec<Item>,
    restored: Vec<Item>,
    broken: bool,
    read: Mutex<Vec<u64>>,
}

impl Two {
    fn new(source: Vec<Item>, restored: Vec<Item>) -> Self {
        Self {
            source,
            restored,
            broken: false,
            read: Mutex::new(Vec::new()),
        }
    }

    async fn compare(&self) -> Result<Comparison, Trouble> {
        let restored = TableFacts {
            name: "orders-restored".to_owned(),
            ..facts()
        };
        let mut progress = |n| self.read.lock().unwrap().push(n);
        compare(self, &facts(), &restored, &mut progress, || at(NOW)).await
    }
}

impl Tables for Two {
    fn scan<'a>(
        &'a self,
        table: &'a str,
        sink: &'a mut (dyn FnMut(Vec<Item>) + Send),
    ) -> Later<'a, Result<(), Trouble>> {
        Box::pin(async move {
            let items = if table == "orders" {
                &self.source
            } else {
                &self.restored
            };
            for batch in items.chunks(3) {
                sink(batch.to_vec());
            }
            if self.broken {
                return Err(trouble(TroubleKind::Forbidden));
            }
            Ok(())
        })
    }
    fn describe<'a>(&'a self, _: &'a str) -> Later<'a, Result<TableFacts, Trouble>> {
        unreachable!()
    }
    fn window<'a>(&'a self, _: &'a str) -> Later<'a, Result<Option<Window>, Trouble>> {
        unreachable!()
    }
    fn look<'a>(&'a self, _: &'a str) -> Later<'a, Result<Option<Sighting>, Trouble>> {
        unreachable!()
    }
    fn submit<'a>(&'a self, _: &'a RestoreRequest) -> Later<'a, Result<Accepted, NotAccepted>> {
        unreachable!()
    }
}

fn item(id: &str, total: &str) -> Item {
    Item::from([
        ("id".to_owned(), Value::S(id.to_owned())),
        ("total".to_owned(), Value::N(total.to_owned())),
    ])
}

#[tokio::test]
async fn each_kind_of_difference_is_counted_and_named() {
    let two = Two::new(
        vec![item("a", "1.50"), item("b", "2"), item("new", "9")],
        vec![item("a", "1.5"), item("b", "3"), item("lost", "4")],
    );
    let found = two.compare().await.unwrap();
    insta::assert_json_snapshot!(found, @r#"
    {
      "same": 1,
      "onlyInSource": 1,
      "onlyInRestored": 1,
      "differing": 1,
      "samples": [
        {
          "what": "onlyInSource",
          "keys": "id=new"
        },
        {
          "what": "onlyInRestored",
          "keys": "id=lost"
        },
        {
          "what": "differs",
          "keys": "id=b"
        }
      ],
      "settings": [],
      "comparedAt": "2026-03-14T09:41:12Z"
    }
    "#);
    assert_eq!(*two.read.lock().unwrap(), [3, 6]);
}

#[tokio::test]
async fn a_table_that_cannot_be_read_gives_no_comparison() {
    let two = Two {
        broken: true,
        ..Two::new(vec![item("a", "1")], Vec::new())
    };
    assert_eq!(
        two.compare().await.unwrap_err().kind,
        TroubleKind::Forbidden
    );
}

#[tokio::test]
async fn samples_are_few_and_counts_are_whole() {
    let many = (0..500).map(|n| item(&format!("{n:04}"), "1")).collect();
    let found = Two::new(many, Vec::new()).compare().await.unwrap();
    assert_eq!(found.only_in_source, 500);
    assert_eq!(found.samples.len(), SAMPLES);
    assert_eq!(found.samples[0].keys, "id=0000");
    assert_eq!(found.samples[SAMPLES - 1].keys, "id=0019");
}

#[tokio::test]
async fn a_key_too_long_to_keep_is_still_compared() {
    let long = "k".repeat(1_500);
    let two = Two::new(
        vec![item(&long, "1"), item(&format!("{long}x"), "1")],
        vec![item(&long, "1")],
    );
    let found = two.compare().await.unwrap();
    assert_eq!((found.same, found.only_in_source), (1, 1));
    assert!(found.samples[0].keys.starts_with("a key too long to keep"));
}

#[test]
fn settings_that_differ_are_listed_with_both_values() {
    let restored = TableFacts {
        recovery: Read::known(None),
        ..facts()
    };
    let list = belay_restore::settings::differences(&rich_facts(), &restored)
        .into_iter()
        .map(|d| format!("{}: {} -> {}", d.setting, d.source, d.restored))
        .collect::<Vec<_>>()
        .join("\n");
    insta::assert_snapshot!(list, @r"
    Primary key: customer (S), placedAt (N) -> id (S)
    Billing: provisioned, 40 read and 20 write units -> on demand
    Indexes: by-state -> none
    Encryption: KMS key arn:aws:kms:eu-west-1:222222222222:key/1b2c -> key owned by AWS
    Point-in-time recovery: on -> off
    Deletion protection: on -> off
    Time to live: on, attribute expiresAt -> off
    Stream: on, NEW_AND_OLD_IMAGES -> off
    Tags: cost=shop, owner=team orders -> none
    Resource-based policy: not read -> off
    Alarms: orders-throttles -> none
    Table class: STANDARD_INFREQUENT_ACCESS -> STANDARD
    Replicas: us-east-1 -> none
    ");
}

fn table() -> impl Strategy<Value = Vec<Item>> {
    proptest::collection::btree_map("[a-f]{1,2}", 0u8..3, 0..30).prop_map(|map| {
        map.iter()
            .map(|(id, total)| item(id, &total.to_string()))
            .collect()
    })
}

proptest! {
    #[test]
    fn the_counts_are_those_of_a_naive_comparison(source in table(), restored in table()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut turned = (source.clone(), restored.clone());
        turned.0.reverse();
        turned.1.reverse();
        let found = runtime.block_on(Two::new(source.clone(), restored.clone()).compare()).unwrap();
        let again = runtime.block_on(Two::new(turned.0, turned.1).compare()).unwrap();
        prop_assert_eq!(&found, &again);

        let of = |items: &[Item], id: &Value| items.iter().find(|i| &i["id"] == id).cloned();
        let same = source.iter().filter(|i| of(&restored, &i["id"]).as_ref() == Some(i)).count();
        let gone = source.iter().filter(|i| of(&restored, &i["id"]).is_none()).count();
        let extra = restored.iter().filter(|i| of(&source, &i["id"]).is_none()).count();
        prop_assert_eq!(found.same, same as u64);
        prop_assert_eq!(found.only_in_source, gone as u64);
        prop_assert_eq!(found.only_in_restored, extra as u64);
        prop_assert_eq!(found.differing, (source.len() - same - gone) as u64);
        let named = |kind| found.samples.iter().filter(|s| s.what == kind).count();
        prop_assert_eq!(named(SampleKind::OnlyInSource), gone.min(SAMPLES));
    }
}
