//! The real binary, as a person or a program meets it.
#![allow(clippy::unwrap_used, reason = "a test may end this way")]

mod bad_input;
mod check;
mod fixtures;
mod help;
#[cfg(unix)]
mod interrupt;
mod kit;
mod lookup;
mod never;
mod read;
mod rules;
mod serve;
