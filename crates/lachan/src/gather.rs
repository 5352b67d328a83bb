//! Reading everything that was named on the command line.

use std::fs::Metadata;
use std::io::{self, IsTerminal, stdin};
use std::path::{Path, PathBuf};

use chats::{ReadError, ReadOptions, Reading, Source, Watch};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::exit::{Failure, io_reason, tell, tell_more};
use crate::language::{say, spoken};
use crate::options::Input;
use crate::progress::Progress;

/// What was read.
#[derive(Debug)]
pub(crate) struct Gathered {
    /// One for every export that was found, never none.
    pub(crate) readings: Vec<Reading>,
    /// Whether something that was named could not be read. It has been told already.
    pub(crate) some_unreadable: bool,
}

/// Reads all inputs. One that cannot be read is told, and does not keep the others from it.
pub(crate) fn gather(input: &Input) -> Result<Gathered, Failure> {
    let mut readings = Vec::new();
    let mut failures = Vec::new();
    let is_pasting =
        input.paths.iter().any(|path| is_standard_input(path)) && stdin().is_terminal();
    // A bar would run through what is being pasted.
    let progress =
        if is_pasting { Progress::none() } else { Progress::reading(bytes(&input.paths)) };
    let options = read_options(input, &progress);
    for path in &input.paths {
        match read(path, &options) {
            Ok(found) => readings.extend(found),
            Err(failure) => failures.push(failure),
        }
    }
    progress.end();
    let some_unreadable = !failures.is_empty();
    let mut failures = failures.into_iter();
    if readings.is_empty()
        && let Some(first) = failures.next()
    {
        failures.for_each(Failure::tell);
        return Err(first);
    }
    failures.for_each(Failure::tell);
    Ok(Gathered { readings, some_unreadable })
}

/// How long the files are together; unknown where one is a folder or no file, or where not all of it
/// is read from front to back.
fn bytes(paths: &[PathBuf]) -> Option<u64> {
    const IN_PIECES: [&str; 4] = ["zip", "db", "sqlite", "sqlite3"];
    let length = |path: &PathBuf| {
        let known = path.metadata().ok().filter(Metadata::is_file)?;
        let ending = path.extension().unwrap_or_default();
        let in_pieces = IN_PIECES.iter().any(|one| ending.eq_ignore_ascii_case(one));
        (!in_pieces).then_some(known.len())
    };
    paths.iter().map(length).sum()
}

fn read_options(input: &Input, progress: &Progress) -> ReadOptions {
    let progress = progress.clone();
    let here = TimeZone::system().to_offset(Timestamp::now()).seconds() / 60;
    ReadOptions {
        format: input.source.from,
        local_offset_minutes: i16::try_from(here).unwrap_or_default(),
        owner_name: say("Tôi", "Me").to_owned(),
        watch: Watch::new(move |bytes| progress.advance(bytes)),
        ..ReadOptions::default()
    }
}

fn read(path: &Path, options: &ReadOptions) -> Result<Vec<Reading>, Failure> {
    if !is_standard_input(path) {
        return chats::read_path(path, options).map_err(|error| failure(&error.path, error.error));
    }
    if stdin().is_terminal() {
        tell(say(
            "Dán tin nhắn vào đây, rồi nhấn Ctrl-D.",
            "Paste the messages here, then press Ctrl-D.",
        ));
        tell_more(say(
            "Trên Windows: nhấn Ctrl-Z rồi Enter.",
            "On Windows: press Ctrl-Z, then Enter.",
        ));
    }
    let source = Source::from_reader(stdin());
    let name = || PathBuf::from(say("chữ đã dán", "pasted text"));
    chats::read_all(source, options).map_err(|error| failure(&name(), error))
}

fn failure(path: &Path, error: ReadError) -> Failure {
    match error {
        ReadError::Io(error) if is_about_the_data(&error) => {
            Failure::unreadable(format!("{}: {}", path.display(), io_reason(&error)))
        }
        ReadError::Io(error) => Failure::io(path, &error),
        error => Failure::unreadable(format!("{}: {}", path.display(), error.text(spoken()))),
    }
}

fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
}

/// Decoders report damage as an I/O error too.
fn is_about_the_data(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof)
}
