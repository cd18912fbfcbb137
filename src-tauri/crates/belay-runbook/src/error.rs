//! What can go wrong while a runbook is read.

/// Why a text is not a runbook that can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// A byte sequence that is not UTF-8.
    #[error(
        "the file is not UTF-8 text: the byte at offset {offset} (line {line}) does not belong there. Save it as UTF-8 and open it again"
    )]
    NotUtf8 {
        /// Offset of the first byte that does not fit, from 0.
        offset: usize,
        /// Line of that byte, from 1.
        line: usize,
        /// The decoder's own error.
        source: std::str::Utf8Error,
    },
    /// Text in another encoding of Unicode.
    #[error(
        "the file is UTF-16 text, which some editors on Windows call Unicode. Save it as UTF-8 and open it again"
    )]
    Utf16,
    /// More text than [`crate::MAX_BYTES`].
    #[error("the file has {bytes} bytes, more than the 67108864 that can be read. Split it")]
    TooLarge {
        /// Length of the text in bytes.
        bytes: usize,
    },
}
