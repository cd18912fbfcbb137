//! A list that nobody waits for any more is not asked for any more.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use belay_aws::{Keys, Places, Sessions};
use belay_engine::environment::{Environment, Tier};
use belay_engine::pick::Listing;
use belay_engine::ports::{Clock, Inventory};
use jiff::Timestamp;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::time::timeout;

struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// Longer than any step of this takes; a call that goes on would last minutes.
const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn dropping_a_list_that_is_being_read_closes_the_call_and_tries_no_other() {
    let aws = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let endpoint = aws.local_addr().unwrap();
    let file = |name: &str, text: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        Some(path)
    };
    let places = Places {
        config: file(
            "config",
            format!("[profile own]\nendpoint_url = http://{endpoint}\n"),
        ),
        credentials: file(
            "credentials",
            "[own]\naws_access_key_id = AKIA\naws_secret_access_key = key\n".to_owned(),
        ),
    };
    let keys = Arc::new(Keys::default());
    let sessions = Sessions::new(places, keys, Arc::new(SystemClock), "tester");
    let asked = tokio::spawn(async move {
        let environment = Environment {
            name: "own".to_owned(),
            tier: Tier::Development,
            profile: "own".to_owned(),
            role_arn: None,
            region: "eu-west-1".to_owned(),
            account_id: "222222222222".to_owned(),
            variables: BTreeMap::new(),
        };
        sessions.list(&environment, &Listing::Tables).await
    });
    // It is asked, and does not answer.
    let (mut call, _) = timeout(PATIENCE, aws.accept()).await.unwrap().unwrap();
    let mut heard = [0; 4096];
    assert!(call.read(&mut heard).await.unwrap() > 0);
    asked.abort();
    let ended = async {
        // Whatever of the question was still on its way, then its end.
        while call.read(&mut heard).await.is_ok_and(|read| read > 0) {}
    };
    timeout(PATIENCE, ended).await.expect("the call is cut off");
    assert!(asked.await.unwrap_err().is_cancelled());
    let again = timeout(Duration::from_millis(300), aws.accept()).await;
    assert!(again.is_err(), "AWS was asked once more");
}
