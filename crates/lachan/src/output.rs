//! Where documents go: standard output, and nothing but documents.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::exit::Failure;

/// The width to wrap to where the output is no terminal.
const COLUMNS_ELSEWHERE: usize = 80;

/// Prints a document.
pub(crate) fn print(document: &[u8]) -> Result<(), Failure> {
    let mut output = io::stdout().lock();
    output.write_all(document)?;
    output.flush()?;
    Ok(())
}

/// A value as one JSON document, on several lines, ending with a line break.
pub(crate) fn json(value: &impl Serialize) -> Result<String, Failure> {
    let mut document = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::input_output(error.to_string()))?;
    document.push('\n');
    Ok(document)
}

/// Where a document is to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// Standard output.
    Standard,
    /// A file, replaced where it exists.
    File(PathBuf),
}

impl Target {
    /// From an `--out` option.
    pub(crate) fn from_option(out: Option<PathBuf>) -> Target {
        match out {
            Some(path) if path != Path::new("-") => Target::File(path),
            _ => Target::Standard,
        }
    }

    /// Whether a person sees the document appear.
    pub(crate) fn is_terminal(&self) -> bool {
        *self == Target::Standard && io::stdout().is_terminal()
    }

    /// Whether to colour: on a terminal, unless the person said no (`NO_COLOR`).
    pub(crate) fn wants_colour(&self) -> bool {
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        self.is_terminal() && !refused && !dumb
    }

    /// How many columns there are.
    pub(crate) fn columns(&self) -> usize {
        match terminal_size::terminal_size() {
            Some((width, _)) if self.is_terminal() => usize::from(width.0),
            _ => COLUMNS_ELSEWHERE,
        }
    }

    /// Writes the whole document. A file appears whole or not at all.
    pub(crate) fn write(&self, document: &[u8]) -> Result<(), Failure> {
        match self {
            Target::Standard => print(document),
            Target::File(path) => {
                write_whole(path, document).map_err(|error| Failure::io(path, &error))
            }
        }
    }
}

fn write_whole(path: &Path, document: &[u8]) -> io::Result<()> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".part");
    let partial = PathBuf::from(partial);
    let written = std::fs::write(&partial, document).and_then(|()| std::fs::rename(&partial, path));
    if written.is_err() {
        // The first error is the one to tell.
        let _ = std::fs::remove_file(&partial);
    }
    written
}
