//! Reading a whole table: several segments at once, a bounded number of pages in
//! memory.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::Config;
use aws_smithy_types::retry::RetryConfig;
use belay_restore::item::Item;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::items::item;
use crate::failure::Failure;

/// Segments that are read at once.
const SEGMENTS: i32 = 4;

/// Pages (of at most 1 MiB) that wait to be looked at.
const PAGES: usize = 4;

/// Attempts per page. A comparison of hours must outlast a table's throttle.
const ATTEMPTS: u32 = 8;

/// Reads all items with strong consistency: a comparison of what was true a
/// moment ago proves nothing. Costs one read unit per 4 KiB.
pub(super) async fn scan(
    client: &Client,
    table: &str,
    sink: &mut (dyn FnMut(Vec<Item>) + Send),
) -> Result<(), Failure> {
    let (pages, mut arrived) = mpsc::channel(PAGES);
    let mut segments = JoinSet::new();
    for segment in 0..SEGMENTS {
        segments.spawn(read(
            client.clone(),
            table.to_owned(),
            segment,
            pages.clone(),
        ));
    }
    drop(pages);
    while let Some(page) = arrived.recv().await {
        sink(page);
    }
    while let Some(ended) = segments.join_next().await {
        // A segment ends by its own result; it is neither cancelled nor does it
        // panic. If it does, its items are missing: say so.
        ended.unwrap_or_else(|error| Err(Failure::inside(&error)))?;
    }
    Ok(())
}

async fn read(
    client: Client,
    table: String,
    segment: i32,
    pages: mpsc::Sender<Vec<Item>>,
) -> Result<(), Failure> {
    let mut next = None;
    loop {
        let page = client
            .scan()
            .table_name(&table)
            .segment(segment)
            .total_segments(SEGMENTS)
            .consistent_read(true)
            .set_exclusive_start_key(next)
            .customize()
            .config_override(
                Config::builder().retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS)),
            )
            .send()
            .await
            .map_err(Failure::of)?;
        let items: Vec<Item> = page
            .items
            .unwrap_or_default()
            .into_iter()
            .map(item)
            .collect();
        if !items.is_empty() && pages.send(items).await.is_err() {
            return Ok(());
        }
        next = page.last_evaluated_key;
        if next.is_none() {
            return Ok(());
        }
    }
}
