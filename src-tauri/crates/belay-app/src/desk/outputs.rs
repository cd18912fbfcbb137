//! Outputs of commands: as they come, and from disk.

use belay_engine::ports::CommandKey;

use super::Desk;
use crate::error::AppError;
use crate::views::OutputChunk;

/// Largest piece that is read from disk at once, in bytes.
const PIECE: usize = 256 * 1024;

/// An output as it comes.
pub struct OutputStream {
    inner: belay_exec::OutputStream,
    ended: bool,
}

impl OutputStream {
    /// The next piece; the last one says so. None after it.
    pub async fn next(&mut self) -> Option<OutputChunk> {
        if self.ended {
            return None;
        }
        match self.inner.next().await {
            Ok(Some(chunk)) => Some(OutputChunk {
                offset: u32::try_from(chunk.offset).unwrap_or(u32::MAX),
                text: String::from_utf8_lossy(&chunk.bytes).into_owned(),
                ended: false,
            }),
            Ok(None) => {
                self.ended = true;
                Some(last(String::new()))
            }
            Err(error) => {
                self.ended = true;
                Some(last(format!(
                    "\r\n[The rest of the output could not be read: {error}.]\r\n"
                )))
            }
        }
    }
}

fn last(text: String) -> OutputChunk {
    OutputChunk {
        offset: u32::MAX,
        text,
        ended: true,
    }
}

impl Desk {
    /// An attempt's output from byte `offset` on, until it has ended.
    ///
    /// # Errors
    /// There is no such output.
    pub async fn follow_output(
        &self,
        run: &str,
        unit: &str,
        attempt: u32,
        offset: u32,
    ) -> Result<OutputStream, AppError> {
        let key = key(run, unit, attempt);
        let inner = self.inner.shells.subscribe(&key, u64::from(offset))?;
        Ok(OutputStream {
            inner,
            ended: false,
        })
    }

    /// A piece of an attempt's output, from disk.
    ///
    /// # Errors
    /// There is no such output.
    pub async fn read_output(
        &self,
        run: &str,
        unit: &str,
        attempt: u32,
        offset: u32,
    ) -> Result<OutputChunk, AppError> {
        let key = key(run, unit, attempt);
        let bytes = self.inner.shells.read(&key, u64::from(offset), PIECE)?;
        Ok(OutputChunk {
            offset,
            ended: bytes.len() < PIECE,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        })
    }
}

fn key(run: &str, unit: &str, attempt: u32) -> CommandKey {
    CommandKey {
        run: run.to_owned(),
        unit: unit.to_owned(),
        attempt,
    }
}
