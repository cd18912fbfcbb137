//! Takes the raw output of a command, makes it safe, and keeps it.

use std::io::Write;

use belay_engine::ports::OutputSummary;
use sha2::{Digest, Sha256};
use tokio::sync::watch;

use crate::flow::Flow;
use crate::mask::Masker;
use crate::paths::hex;
use crate::plain::tail;
use crate::sanitise::Sanitiser;

/// Plain text of the end of an output that goes into the record, bytes.
const TAIL: usize = 4096;
/// Output that is kept in memory to make the tail of: escape sequences and
/// overwritten progress lines take room, too.
const TAIL_RAW: usize = 64 * 1024;

/// How far an output is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    /// Bytes on disk.
    pub bytes: u64,
    /// There will not be more.
    pub done: bool,
}

/// Writes one output. Memory does not grow with it.
pub(crate) struct Recorder<W> {
    sink: W,
    sanitiser: Sanitiser,
    masker: Masker,
    hash: Sha256,
    bytes: u64,
    end: Vec<u8>,
    truncated: Option<String>,
    closed: bool,
    progress: watch::Sender<Progress>,
}

impl<W: Write> Recorder<W> {
    pub fn new(sink: W, secrets: &[String], progress: watch::Sender<Progress>) -> Self {
        Self {
            sink,
            sanitiser: Sanitiser::default(),
            masker: Masker::new(secrets),
            hash: Sha256::new(),
            bytes: 0,
            end: Vec::new(),
            truncated: None,
            closed: false,
            progress,
        }
    }

    /// Takes a piece as it came from the terminal. `false`: the output is
    /// closed, nothing more is kept.
    pub fn take(&mut self, raw: &[u8]) -> bool {
        if self.closed {
            return false;
        }
        let (mut clean, mut masked) = (Flow::default(), Flow::default());
        self.sanitiser.push(raw, &mut clean);
        self.masker.push(&clean, &mut masked);
        self.keep(&masked.bytes());
        true
    }

    /// Keeps what was held back and closes the output.
    pub fn finish(&mut self) -> OutputSummary {
        let (mut clean, mut masked) = (Flow::default(), Flow::default());
        self.sanitiser.finish(&mut clean);
        self.masker.push(&clean, &mut masked);
        self.masker.finish(&mut masked);
        self.keep(&masked.bytes());
        self.closed = true;
        self.progress.send_modify(|progress| progress.done = true);
        OutputSummary {
            bytes: u32::try_from(self.bytes).unwrap_or(u32::MAX),
            sha256: hex(&self.hash.clone().finalize()),
            tail: tail(&self.end, TAIL),
            truncated: self.truncated.clone(),
        }
    }

    /// Bytes on disk so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What the output is written to.
    pub fn sink(&mut self) -> &mut W {
        &mut self.sink
    }

    /// The file is not complete, for this reason. The first reason stays.
    pub fn truncate(&mut self, reason: String) {
        self.truncated.get_or_insert(reason);
    }

    fn keep(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        self.remember(bytes);
        if self.truncated.is_some() {
            return;
        }
        let kept = self.write(bytes);
        self.hash.update(&bytes[..kept]);
        self.bytes += kept as u64;
        let total = self.bytes;
        self.progress.send_modify(|progress| progress.bytes = total);
    }

    /// Writes as much as goes; a full disk must not stop the command.
    fn write(&mut self, bytes: &[u8]) -> usize {
        let mut kept = 0;
        while kept < bytes.len() {
            match self.sink.write(&bytes[kept..]) {
                Ok(0) => {
                    self.truncate(self.reason(kept, "the file takes no more"));
                    break;
                }
                Ok(written) => kept += written,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.truncate(self.reason(kept, &error.to_string()));
                    break;
                }
            }
        }
        kept
    }

    fn reason(&self, kept: usize, why: &str) -> String {
        let bytes = self.bytes + kept as u64;
        format!("The output could not be kept beyond byte {bytes}: {why}. The command went on.")
    }

    fn remember(&mut self, bytes: &[u8]) {
        let bytes = &bytes[bytes.len().saturating_sub(TAIL_RAW)..];
        let over = (self.end.len() + bytes.len()).saturating_sub(2 * TAIL_RAW);
        if over > 0 {
            // Cut rarely, and then a lot.
            let cut = (self.end.len() + bytes.len() - TAIL_RAW).min(self.end.len());
            self.end.drain(..cut);
        }
        self.end.extend_from_slice(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    /// A disk with room for so many bytes.
    struct Disk {
        room: usize,
        kept: Vec<u8>,
    }

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let fits = bytes.len().min(self.room - self.kept.len());
            if fits == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.kept.extend_from_slice(&bytes[..fits]);
            Ok(fits)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn recorder(room: usize, secrets: &[String]) -> (Recorder<Disk>, watch::Receiver<Progress>) {
        let (sender, receiver) = watch::channel(Progress::default());
        let kept = Vec::new();
        (
            Recorder::new(Disk { room, kept }, secrets, sender),
            receiver,
        )
    }

    #[test]
    fn a_full_disk_leaves_a_reason_and_the_hash_of_what_is_there() {
        let (mut recorder, progress) = recorder(10, &[]);
        assert!(recorder.take(b"12345678"));
        assert!(recorder.take(b"90abc\r\n"));
        assert!(recorder.take(b"the end"));
        let summary = recorder.finish();
        assert_eq!(recorder.sink().kept, b"1234567890");
        assert_eq!(summary.bytes, 10);
        assert_eq!(summary.sha256, hex(&Sha256::digest(b"1234567890")));
        assert_eq!(summary.tail, "1234567890abc\nthe end");
        let reason = summary.truncated.unwrap_or_default();
        assert!(
            reason.starts_with("The output could not be kept beyond byte 10:"),
            "{reason}"
        );
        assert_eq!(
            *progress.borrow(),
            Progress {
                bytes: 10,
                done: true
            }
        );
    }

    #[test]
    fn a_secret_never_reaches_the_disk_nor_the_tail() {
        let secrets = ["hunter2-secret".to_owned()];
        let (mut recorder, _progress) = recorder(1000, &secrets);
        for byte in b"a \x1b[1mhunter2\x1b[0m-secret b\r\nhunter2-" {
            recorder.take(&[*byte]);
        }
        let summary = recorder.finish();
        let kept = String::from_utf8_lossy(&recorder.sink().kept).into_owned();
        assert_eq!(kept, "a \x1b[1m••••••\x1b[0m b\r\nhunter2-");
        assert_eq!(summary.tail, "a •••••• b\nhunter2-");
    }

    #[test]
    fn a_long_output_keeps_a_short_tail_in_memory() {
        let (mut recorder, _progress) = recorder(usize::MAX / 2, &[]);
        for i in 0..100_000 {
            recorder.take(format!("line {i}\r\n").as_bytes());
            assert!(recorder.end.len() <= 3 * TAIL_RAW);
            recorder.sink().kept.clear();
        }
        let tail = recorder.finish().tail;
        assert!(
            tail.ends_with("line 99999") && tail.len() > 4000,
            "{}",
            tail.len()
        );
    }
}
