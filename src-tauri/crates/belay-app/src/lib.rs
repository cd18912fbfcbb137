//! Wires the engine to its adapters; window and terminal both start here.
