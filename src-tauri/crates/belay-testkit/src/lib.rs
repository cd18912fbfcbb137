//! Fixtures, fake clock and emulator control for tests.
