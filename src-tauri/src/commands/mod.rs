//! What the window may ask for, one module an area. A command parses, calls and
//! maps the error; everything else is the [`belay_app::Desk`]'s.

pub mod charts;
pub mod environments;
pub mod library;
pub mod restores;
pub mod rules;
pub mod runs;
pub mod settings;
