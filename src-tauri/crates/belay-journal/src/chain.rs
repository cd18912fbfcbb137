//! Proof that a record is whole: every event hashes to what it says, follows
//! the one before, and none is missing in between.

use crate::digest::Digest;
use crate::event::{Event, RunId};

/// The record is whole.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verified {
    /// How many events.
    pub events: u32,
    /// Hash of the last one. Whoever wrote it down elsewhere can compare.
    pub last_hash: Digest,
}

/// The record is not whole.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[error("event {seq} {what}")]
pub struct Broken {
    /// The first event that is not as it was written.
    pub seq: u32,
    /// What is wrong with it; completes the sentence "event 7 …".
    pub what: String,
}

impl Broken {
    pub(crate) fn new(seq: u32, what: impl Into<String>) -> Self {
        Self {
            seq,
            what: what.into(),
        }
    }
}

/// Proves that `events` are a run's record from its first event on, unchanged.
///
/// # Errors
/// [`Broken`] names the first event that was changed, moved or left out.
pub fn verify(events: &[Event]) -> Result<Verified, Broken> {
    let mut chain = Chain::default();
    for event in events {
        let seq = chain.next_seq();
        let read = chain.link(event.text().as_bytes(), &event.prev, &event.hash)?;
        if read != *event {
            return Err(Broken::new(
                seq,
                "was changed: it is not what its text says",
            ));
        }
    }
    chain.end()
}

/// Walks a record, event by event.
#[derive(Default)]
pub(crate) struct Chain {
    last: Option<(RunId, u32, Digest)>,
}

impl Chain {
    /// The number that the next event must have.
    pub(crate) fn next_seq(&self) -> u32 {
        self.last
            .as_ref()
            .map_or(1, |(_, seq, _)| seq.saturating_add(1))
    }

    /// Takes the next event, as stored.
    pub(crate) fn link(
        &mut self,
        text: &[u8],
        prev: &Digest,
        hash: &Digest,
    ) -> Result<Event, Broken> {
        let seq = self.next_seq();
        if Digest::link(prev, text) != *hash {
            let what = "was changed: its hash is not the one that was written";
            return Err(Broken::new(seq, what));
        }
        let event = String::from_utf8(text.to_vec())
            .ok()
            .and_then(|text| Event::read(text, *prev, *hash).ok())
            .ok_or_else(|| Broken::new(seq, "is not an event"))?;
        if event.seq != seq {
            let what = format!("is missing: event {} stands in its place", event.seq);
            return Err(Broken::new(seq, what));
        }
        if *prev
            != self
                .last
                .as_ref()
                .map_or(Digest::ZERO, |(_, _, hash)| *hash)
        {
            return Err(Broken::new(seq, "does not follow the event before it"));
        }
        if let Some((run, _, _)) = &self.last
            && *run != event.run
        {
            return Err(Broken::new(seq, format!("belongs to run {}", event.run)));
        }
        self.last = Some((event.run.clone(), seq, *hash));
        Ok(event)
    }

    /// Ends the walk.
    pub(crate) fn end(self) -> Result<Verified, Broken> {
        let (_, events, last_hash) = self
            .last
            .ok_or_else(|| Broken::new(1, "is missing: the record is empty"))?;
        Ok(Verified { events, last_hash })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use jiff::Timestamp;

    use super::verify;
    use crate::{Author, Digest, Event, EventBody, EventDraft, RunId};

    fn record(run: &str, count: u32) -> Vec<Event> {
        let run: RunId = run.parse().unwrap();
        let author = Author {
            principal: "jt@desk".into(),
            program_version: "0.1.0".into(),
        };
        let mut prev = Digest::ZERO;
        (1..=count)
            .map(|seq| {
                let draft = EventDraft {
                    at: Timestamp::from_second(1_790_000_000 + i64::from(seq)).unwrap(),
                    author: author.clone(),
                    body: EventBody::Ticked {
                        unit: format!("unit-{seq}"),
                    },
                };
                let event = Event::place(&run, seq, prev, draft).unwrap();
                prev = event.hash;
                event
            })
            .collect()
    }

    fn broken(events: &[Event]) -> String {
        verify(events).unwrap_err().to_string()
    }

    #[test]
    fn an_unchanged_record_is_whole() {
        let events = record("a", 5);
        let verified = verify(&events).unwrap();
        assert_eq!((verified.events, verified.last_hash), (5, events[4].hash));
    }

    #[test]
    fn the_first_changed_event_is_named() {
        let mut events = record("a", 5);
        events[2].body = EventBody::Ticked {
            unit: "another".into(),
        };
        events[4].seq = 9;
        assert_eq!(
            broken(&events),
            "event 3 was changed: it is not what its text says"
        );

        let mut events = record("a", 5);
        events[3].hash = Digest::of(b"another");
        assert_eq!(
            broken(&events),
            "event 4 was changed: its hash is not the one that was written"
        );
    }

    #[test]
    fn a_missing_or_moved_event_is_named() {
        let mut events = record("a", 5);
        events.remove(1);
        assert_eq!(
            broken(&events),
            "event 2 is missing: event 3 stands in its place"
        );

        let mut events = record("a", 5);
        events.swap(2, 3);
        assert_eq!(
            broken(&events),
            "event 3 is missing: event 4 stands in its place"
        );

        assert_eq!(broken(&[]), "event 1 is missing: the record is empty");
    }

    #[test]
    fn an_event_of_another_record_is_named() {
        let mut events = record("a", 3);
        events[1] = record("b", 3).remove(1);
        assert_eq!(
            broken(&events),
            "event 2 does not follow the event before it"
        );
    }
}
