//! What holds for the project as a whole. One line for each module; `tree` fails
//! when a file here is not listed.

/// The window denies what no permission file names, under the real configuration.
mod access;
/// A command is short, refuses with types, and takes ids instead of shell text.
mod commands;
/// Who may depend on whom, and which crate alone may name which library.
mod layers;
/// Every command is in exactly one permission file, every permission in use.
mod permissions;
/// Reading the sources that the other modules look at.
mod sources;
/// Nothing unfinished, nothing of one machine, one version everywhere.
mod tree;
