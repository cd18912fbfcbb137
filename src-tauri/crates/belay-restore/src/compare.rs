//! Item by item: what a restored table holds that its source does not, and the
//! other way round. A restore is finished when the data is right, not when AWS
//! says ACTIVE.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::facts::{TableFacts, hex};
use crate::item::{self, Item};
use crate::ports::{Tables, Trouble};
use crate::settings::{self, Difference};

/// How many keys of each kind are named.
pub const SAMPLES: usize = 20;

/// Keys longer than this are kept as their digest, so that memory stays bounded.
const LONGEST_KEPT_KEY: usize = 192;

/// What a comparison found. Both tables are read as they are now: a difference
/// is either the damage that was undone, or a change of the source since then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// Items with the same key and the same content.
    #[specta(type = u32)]
    pub same: u64,
    /// Items that only the source has.
    #[specta(type = u32)]
    pub only_in_source: u64,
    /// Items that only the restored table has.
    #[specta(type = u32)]
    pub only_in_restored: u64,
    /// Items with the same key and other content.
    #[specta(type = u32)]
    pub differing: u64,
    /// Up to [`SAMPLES`] keys of each kind, in the order of the keys.
    pub samples: Vec<Sample>,
    /// Settings that the restored table has otherwise than the source.
    pub settings: Vec<Difference>,
    /// When the last item was read.
    #[specta(type = String)]
    pub compared_at: Timestamp,
}

/// A key that is not the same on both sides.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Sample {
    /// What is not the same.
    pub what: SampleKind,
    /// The key: `userId=alice, uploadId=42`.
    pub keys: String,
}

/// What is not the same.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, specta::Type,
)]
#[serde(rename_all = "camelCase")]
pub enum SampleKind {
    /// Only the source has it.
    OnlyInSource,
    /// Only the restored table has it.
    OnlyInRestored,
    /// Both have it, with other content.
    Differs,
}

impl Comparison {
    /// In one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        use crate::words::count;
        format!(
            "{} items are the same, {} differ, {} are only in the source, {} only in the restored table.",
            count(self.same),
            count(self.differing),
            count(self.only_in_source),
            count(self.only_in_restored)
        )
    }
}

/// Reads both tables and compares them.
///
/// Memory: the source's keys and a 16-byte digest of each item, about 100 bytes
/// per item with keys of usual length. `progress` is told how many items have
/// been read. `now` is asked once, at the end.
///
/// # Errors
/// What the port says when a table cannot be read.
pub async fn compare(
    tables: &dyn Tables,
    source: &TableFacts,
    restored: &TableFacts,
    progress: &mut (dyn FnMut(u64) + Send),
    now: impl Fn() -> Timestamp,
) -> Result<Comparison, Trouble> {
    let keys: Vec<String> = source.keys.iter().map(|key| key.name.clone()).collect();
    let mut sides = Sides::new(keys);
    tables
        .scan(&source.name, &mut |items| {
            sides.source(&items);
            progress(sides.read);
        })
        .await?;
    tables
        .scan(&restored.name, &mut |items| {
            sides.restored(&items);
            progress(sides.read);
        })
        .await?;
    Ok(sides.result(settings::differences(source, restored), now()))
}

/// The two sides while they are read: the source first, then the restored table.
struct Sides {
    keys: Vec<String>,
    /// Key → digest of items that only the source has, as far as is known.
    open: HashMap<Box<[u8]>, [u8; 16]>,
    read: u64,
    same: u64,
    differing: u64,
    only_in_restored: u64,
    differs: BTreeSet<String>,
    extra: BTreeSet<String>,
}

impl Sides {
    fn new(keys: Vec<String>) -> Self {
        Self {
            keys,
            open: HashMap::new(),
            read: 0,
            same: 0,
            differing: 0,
            only_in_restored: 0,
            differs: BTreeSet::new(),
            extra: BTreeSet::new(),
        }
    }

    fn source(&mut self, items: &[Item]) {
        for item in items {
            self.read += 1;
            self.open.insert(self.key(item), item::digest(item));
        }
    }

    fn restored(&mut self, items: &[Item]) {
        for item in items {
            self.read += 1;
            match self.open.remove(&self.key(item)) {
                Some(digest) if digest == item::digest(item) => self.same += 1,
                Some(_) => {
                    self.differing += 1;
                    sample(&mut self.differs, item::key_words(item, &self.keys));
                }
                None => {
                    self.only_in_restored += 1;
                    sample(&mut self.extra, item::key_words(item, &self.keys));
                }
            }
        }
    }

    /// The key as it is kept: its words where they are short, so that it can be
    /// shown later, else its digest. A leading byte tells them apart.
    fn key(&self, item: &Item) -> Box<[u8]> {
        let bytes = item::key_bytes(item, &self.keys);
        let words = item::key_words(item, &self.keys);
        let mut kept = Vec::with_capacity(17 + words.len());
        if words.len() <= LONGEST_KEPT_KEY {
            kept.push(b'w');
            kept.extend(&item::short(&bytes)[..8]);
            kept.extend(words.as_bytes());
        } else {
            kept.push(b'd');
            kept.extend(item::short(&bytes));
        }
        kept.into_boxed_slice()
    }

    fn result(self, settings: Vec<Difference>, compared_at: Timestamp) -> Comparison {
        let mut missing = BTreeSet::new();
        for key in self.open.keys() {
            sample(&mut missing, words_of(key));
        }
        let named =
            |what, keys: BTreeSet<String>| keys.into_iter().map(move |keys| Sample { what, keys });
        let samples = named(SampleKind::OnlyInSource, missing)
            .chain(named(SampleKind::OnlyInRestored, self.extra))
            .chain(named(SampleKind::Differs, self.differs))
            .collect();
        Comparison {
            same: self.same,
            only_in_source: self.open.len() as u64,
            only_in_restored: self.only_in_restored,
            differing: self.differing,
            samples,
            settings,
            compared_at,
        }
    }
}

fn words_of(kept: &[u8]) -> String {
    match kept.split_first() {
        Some((b'w', rest)) => String::from_utf8_lossy(&rest[8..]).into_owned(),
        Some((_, digest)) => format!("a key too long to keep (SHA-256 {}…)", hex(digest)),
        None => String::new(),
    }
}

/// Keeps the first [`SAMPLES`] in the order of the keys, whatever order they
/// come in, so that two comparisons of the same tables say the same.
fn sample(kept: &mut BTreeSet<String>, words: String) {
    if kept.len() < SAMPLES {
        kept.insert(words);
    } else if kept.last().is_some_and(|last| *last > words) {
        kept.insert(words);
        kept.pop_last();
    }
}
