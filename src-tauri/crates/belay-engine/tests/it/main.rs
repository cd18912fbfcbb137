//! The engine through its public interface, against fakes of everything outside.
#![allow(clippy::unwrap_used)]

/// What is cut off by a crash, and how it is taken up.
mod crash;
/// Guides: entered from a symptom, alone or in an open run, and left.
mod guides;
/// The project's list of mistakes, each one played: no call may leave.
mod mistakes;
mod picking;
/// What is needed before a run, looked at through fake programs and a fake AWS.
mod preflight;
/// What is read again, and what is not.
mod records;
/// Restores: guards, confirmation, record.
mod restores;
/// An ordinary run, from its start to its record.
mod rules;
mod runs;
/// The world that the engine sees in these tests.
mod support;
/// One of several ways: chosen, changed, kept.
mod ways;
