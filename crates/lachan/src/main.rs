//! The command: parse, call one function, print. Nothing is decided here.

mod assessing;
mod commands;
mod exit;
mod gather;
mod interrupt;
mod language;
mod names;
mod options;
mod output;
mod packs;
mod period;
mod progress;
mod usage;

use std::process::ExitCode;

use usage::Asked;

fn main() -> ExitCode {
    let outcome = match usage::parse(std::env::args_os()) {
        Ok(Asked::Command(command)) => commands::run(command),
        Ok(Asked::Page(page)) => output::print(page.as_bytes()).map(|()| exit::Exit::Done),
        Err(refusal) => Err(refusal),
    };
    exit::finish(outcome)
}
