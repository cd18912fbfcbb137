//! Time series to SVG and PNG, with plotters. Pure: no I/O, no clock.
//!
//! A [`Panel`] is what a person looks at: a few series over one stretch of
//! time, what happened in it (markers, bands), and whether the data is all there
//! ([`PanelState`]). [`svg`] and [`png`] draw it, [`svg_column`] draws the panels of
//! one view in line with each other, [`csv`] and [`json`] give a panel's points as
//! they were read.
//!
//! Three promises about what is drawn:
//! - a missing period breaks the line, nothing is interpolated;
//! - highest and lowest values survive any reduction to pixels, exactly;
//! - a panel whose data is not all there says so in words and looks different.

mod decimate;
mod draw;
mod error;
mod export;
mod hatch;
mod heading;
mod layout;
mod panel;
mod png_image;
mod state_text;
mod strokes;
mod summary;
mod svg_canvas;
mod text;
mod theme;
mod time_axis;
mod value_axis;

pub use error::ChartError;
pub use export::{csv, json};
pub use panel::{
    Band, BandKind, Drawing, Marker, MarkerKind, Panel, PanelState, PlotArea, Point, Series, Size,
};
pub use png_image::png;
pub use summary::summary;
pub use svg_canvas::{svg, svg_column};
pub use theme::Theme;
