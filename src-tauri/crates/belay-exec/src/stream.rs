//! Output while it is written, and afterwards.
//!
//! A reader takes bytes from the file by offset and is told how far the file
//! is: any number of readers, however slow, cost no memory and hold nobody up.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use crate::record::Progress;

/// At most one piece in this time: a window that gets every line of a fast
/// command on its own cannot keep up.
const PACE: Duration = Duration::from_millis(24);
/// Largest piece, bytes.
const PIECE: usize = 128 * 1024;

/// A piece of an output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputChunk {
    /// Position of its first byte in the output.
    pub offset: u64,
    /// Masked and sanitised bytes; whole UTF-8 characters.
    pub bytes: Vec<u8>,
}

/// An output from some position on, as it grows.
#[derive(Debug)]
pub struct OutputStream {
    path: PathBuf,
    offset: u64,
    progress: watch::Receiver<Progress>,
    last: Option<Instant>,
}

impl OutputStream {
    pub(crate) fn new(path: PathBuf, offset: u64, progress: watch::Receiver<Progress>) -> Self {
        Self {
            path,
            offset,
            progress,
            last: None,
        }
    }

    /// The next piece, at most every 24 ms; `None` at the end of the output.
    ///
    /// # Errors
    /// The file cannot be read.
    pub async fn next(&mut self) -> io::Result<Option<OutputChunk>> {
        loop {
            let progress = *self.progress.borrow_and_update();
            if progress.bytes > self.offset {
                if let Some(last) = self.last {
                    tokio::time::sleep_until(last + PACE).await;
                }
                self.last = Some(Instant::now());
                if let Some(chunk) = self.piece(progress.done).await? {
                    return Ok(Some(chunk));
                }
            }
            if progress.done && progress.bytes <= self.offset {
                return Ok(None);
            }
            if self.progress.changed().await.is_err() {
                // The command's thread is gone: what is there is all there is.
                return self.piece(true).await;
            }
        }
    }

    async fn piece(&mut self, done: bool) -> io::Result<Option<OutputChunk>> {
        let (path, offset) = (self.path.clone(), self.offset);
        let read = tokio::task::spawn_blocking(move || read_at(&path, offset, PIECE)).await;
        let mut bytes = read.map_err(io::Error::other)??;
        if !done || bytes.len() == PIECE {
            bytes.truncate(whole_characters(&bytes));
        }
        if bytes.is_empty() {
            return Ok(None);
        }
        self.offset += bytes.len() as u64;
        Ok(Some(OutputChunk { offset, bytes }))
    }
}

/// At most `most` bytes of a file from `offset` on; empty at its end.
pub(crate) fn read_at(path: &Path, offset: u64, most: usize) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::new();
    file.take(most as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Number of newlines in a file.
pub(crate) fn count_lines(path: &Path) -> io::Result<u64> {
    let mut file = File::open(path)?;
    let mut buffer = vec![0; PIECE];
    let mut lines = 0;
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(lines),
            Ok(read) => {
                lines += buffer[..read].iter().filter(|b| **b == b'\n').count() as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Length without an unfinished character at the end.
fn whole_characters(bytes: &[u8]) -> usize {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        _ => bytes.len(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::io::Write;

    #[tokio::test]
    async fn a_slow_reader_gets_everything_in_large_pieces() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("output");
        let mut file = File::create(&path).unwrap();
        let (sender, receiver) = watch::channel(Progress::default());
        let mut stream = OutputStream::new(path, 0, receiver);
        let mut expected = Vec::new();
        let mut bytes = 0;
        for i in 0..20_000 {
            let line = format!("line {i} ä\r\n");
            file.write_all(line.as_bytes()).unwrap();
            expected.extend_from_slice(line.as_bytes());
            bytes += line.len() as u64;
            sender.send_modify(|progress| progress.bytes = bytes);
        }
        sender.send_modify(|progress| progress.done = true);
        let (mut got, mut pieces) = (Vec::new(), 0);
        while let Some(chunk) = stream.next().await.unwrap() {
            assert_eq!(chunk.offset, got.len() as u64);
            assert!(std::str::from_utf8(&chunk.bytes).is_ok());
            got.extend_from_slice(&chunk.bytes);
            pieces += 1;
        }
        assert_eq!(got, expected);
        assert!(pieces <= 4, "{pieces} pieces");
    }

    #[tokio::test]
    async fn a_stream_ends_when_the_writer_is_gone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("output");
        std::fs::write(&path, "left").unwrap();
        let (sender, receiver) = watch::channel(Progress::default());
        let mut stream = OutputStream::new(path, 1, receiver);
        drop(sender);
        assert_eq!(stream.next().await.unwrap().unwrap().bytes, b"eft");
        assert_eq!(stream.next().await.unwrap(), None);
    }
}
