//! Why a panel could not be drawn.

use jiff::Timestamp;

/// Why a panel could not be drawn. Data that is missing is not an error: it is
/// a state of the panel.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// The panel covers no time.
    #[error("the chart ends at {to}, which is not after its start at {from}")]
    NoTime {
        /// Start of the panel.
        from: Timestamp,
        /// End of the panel.
        to: Timestamp,
    },
    /// There is no room for a plot.
    #[error(
        "a chart of {width} × {height} pixels has no room for a plot; the smallest is 160 × 96, the largest 8192 × 8192"
    )]
    Size {
        /// Asked width, CSS pixels.
        width: u32,
        /// Asked height, CSS pixels.
        height: u32,
    },
    /// The drawing library failed.
    #[error("the chart could not be drawn: {0}")]
    Draw(String),
    /// The picture could not be encoded.
    #[error("the chart could not be written as PNG")]
    Encode(#[from] png::EncodingError),
}
