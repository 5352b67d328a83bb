//! How the command ends: what it says and the code that other programs rely on.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use crate::language::say;

/// The exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Done, whatever was found.
    Done = 0,
    /// The command line is wrong.
    Usage = 2,
    /// `--fail-at` was reached.
    LevelReached = 10,
    /// The input cannot be read.
    Unreadable = 65,
    /// Reading or writing failed for a reason outside the data.
    InputOutput = 74,
    /// Ctrl-C was pressed: 128 and the signal's number, as shells count.
    Stopped = 130,
}

/// Why a command could not do its work, in words for the person at the keyboard.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    happened: String,
    advice: Option<String>,
}

/// What every command returns.
pub(crate) type Outcome = Result<Exit, Failure>;

impl Failure {
    /// The command line is wrong.
    pub(crate) fn usage(happened: impl Into<String>) -> Failure {
        Failure { exit: Exit::Usage, happened: happened.into(), advice: None }
    }

    /// The input cannot be read; `happened` says why and where.
    pub(crate) fn unreadable(happened: impl Into<String>) -> Failure {
        Failure { exit: Exit::Unreadable, happened: happened.into(), advice: None }
    }

    /// Reading or writing `path` failed.
    pub(crate) fn io(path: &Path, error: &io::Error) -> Failure {
        let happened = format!("{}: {}", path.display(), io_reason(error));
        Failure { exit: Exit::InputOutput, happened, advice: None }
    }

    /// Something outside the data failed; `happened` says what.
    pub(crate) fn input_output(happened: impl Into<String>) -> Failure {
        Failure { exit: Exit::InputOutput, happened: happened.into(), advice: None }
    }

    /// Says what happened, and what to do, on standard error.
    pub(crate) fn tell(self) {
        tell(&self.happened);
        if let Some(advice) = &self.advice {
            tell_more(advice);
        }
    }

    /// Adds what the person can do about it.
    pub(crate) fn advise(mut self, advice: impl Into<String>) -> Failure {
        self.advice = Some(advice.into());
        self
    }
}

impl From<io::Error> for Failure {
    /// For writing to standard output. A reader that went away (`| head`) is no failure of ours:
    /// [`finish`] says nothing then.
    fn from(error: io::Error) -> Failure {
        let exit = match error.kind() {
            io::ErrorKind::BrokenPipe => Exit::Done,
            _ => Exit::InputOutput,
        };
        Failure { exit, happened: io_reason(&error), advice: None }
    }
}

/// What an I/O error means, in plain words; the system's own words where we have none.
pub(crate) fn io_reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => {
            say("không có tệp hay thư mục nào ở đây", "there is no file or folder here").into()
        }
        io::ErrorKind::PermissionDenied => {
            say("máy không cho phép mở hoặc ghi", "this computer does not allow it").into()
        }
        io::ErrorKind::StorageFull => say("ổ đĩa đã đầy", "the disk is full").into(),
        io::ErrorKind::IsADirectory => {
            say("đây là thư mục, không phải tệp", "this is a folder, not a file").into()
        }
        _ => error.to_string(),
    }
}

/// Says what went wrong, if anything did, and gives the code to end with.
pub(crate) fn finish(outcome: Outcome) -> ExitCode {
    let exit = match outcome {
        Ok(exit) => exit,
        Err(failure) => {
            let exit = failure.exit;
            if exit != Exit::Done {
                failure.tell();
            }
            exit
        }
    };
    ExitCode::from(exit as u8)
}

/// Says a line to the person, on standard error.
pub(crate) fn tell(line: &str) {
    // Nobody is left to be told when this fails.
    let _ = writeln!(io::stderr(), "lachan: {line}");
}

/// Says a further line under the one before.
pub(crate) fn tell_more(line: &str) {
    let _ = writeln!(io::stderr(), "  → {line}");
}
