#[cfg(feature = "sqlite")]
use crate::database::Database;
use crate::{
    Conversation, DatabaseTrouble, Moment, ReadError, Source, Warning, WarningCode, Watch, archive,
    beside::{Beside, Part},
    builder::Builder,
    decode::Decoded,
    formats::{Format, Peek, Score},
    gzip,
    source::{Opened, Seekable},
    tar,
};

/// How to read.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// The format, where it is known; else it is recognised.
    pub format: Option<Format>,
    /// Minutes east of UTC of the clock for sources that do not say their own.
    pub local_offset_minutes: i16,
    /// Who wrote pasted text that names nobody. Left open, sides `A` and `B` take turns.
    pub sides: Option<Sides>,
    /// What to call the owner of an export that does not name them.
    pub owner_name: String,
    /// Who is told how far reading has come.
    pub watch: Watch,
}

impl Default for ReadOptions {
    fn default() -> ReadOptions {
        ReadOptions {
            format: None,
            local_offset_minutes: 0,
            sides: None,
            owner_name: "Me".to_owned(),
            watch: Watch::default(),
        }
    }
}

impl ReadOptions {
    /// An instant on the clock for sources that do not say their own.
    pub(crate) fn moment(&self, unix_ms: i64) -> Moment {
        Moment { unix_ms, offset_minutes: self.local_offset_minutes }
    }
}

/// Who wrote pasted text that names nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sides {
    /// Two people take turns, one message each.
    TakeTurns {
        /// Who wrote the first message.
        first: String,
        /// Who wrote the second.
        second: String,
    },
    /// One person wrote everything: "these are the messages I got".
    One(String),
}

/// What was read from one source.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// What the source was recognised as.
    pub format: Format,
    /// The file that it came from, where it has a name.
    pub path: Option<String>,
    /// The conversations, in the order of the source.
    pub conversations: Vec<Conversation>,
    /// What could not be read, what was assumed, and what the source hides.
    pub warnings: Vec<Warning>,
}

/// What an importer has found so far.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) conversations: Vec<Conversation>,
    pub(crate) warnings: Vec<Warning>,
    /// What this file says about those beside it.
    pub(crate) beside: Beside,
}

impl Found {
    /// Says something, once: the same about more lines counts up.
    pub(crate) fn warn(&mut self, warning: Warning) {
        let same = self
            .warnings
            .iter_mut()
            .find(|known| known.code == warning.code && known.name == warning.name);
        match same {
            Some(known) => {
                let counts = known.count.zip(warning.count);
                known.count = counts.map(|(known, more)| known.saturating_add(more));
            }
            None => self.warnings.push(warning),
        }
    }

    /// Takes in a conversation that was put together.
    pub(crate) fn take(&mut self, builder: Builder) {
        if builder.overflowed() {
            self.warn(Warning::new(WarningCode::TooManyParticipants));
        }
        self.conversations.push(builder.conversation);
    }
}

/// Reads one source.
///
/// An archive that holds several exports gives them all as one reading, in the format of the
/// first; [`read_all`] keeps them apart.
///
/// # Errors
///
/// Where nothing could be read, and why. A half-readable source is read, and what could not be
/// read is among the warnings.
pub fn read(source: Source<'_>, options: &ReadOptions) -> Result<Reading, ReadError> {
    let path = source.name.clone();
    let mut readings = read_all(source, options)?.into_iter();
    let first = readings.next().ok_or(ReadError::NothingInside)?;
    let mut found =
        Found { conversations: first.conversations, warnings: first.warnings, ..Found::default() };
    for more in readings {
        found.conversations.extend(more.conversations);
        more.warnings.into_iter().for_each(|warning| found.warn(warning));
    }
    let path = path.or(first.path);
    Ok(Reading {
        format: first.format,
        path,
        conversations: found.conversations,
        warnings: found.warnings,
    })
}

/// Reads one source, and where that is an archive, every export in it.
///
/// # Errors
///
/// As [`read`].
pub fn read_all(source: Source<'_>, options: &ReadOptions) -> Result<Vec<Reading>, ReadError> {
    read_parts(source, options)?.into_iter().map(Part::alone).collect()
}

/// The same for a file among others, about which it may say something.
///
/// # Errors
///
/// As [`read`].
pub(crate) fn read_parts(
    source: Source<'_>,
    options: &ReadOptions,
) -> Result<Vec<Part>, ReadError> {
    let name = source.name.clone();
    let opened = source.watched(&options.watch).open().map_err(|error| match error {
        ReadError::Binary if name.as_deref().is_some_and(is_named_like_a_database) => {
            ReadError::Database(DatabaseTrouble::Encrypted)
        }
        error => error,
    })?;
    let readings = match opened {
        Opened::Text(mut decoded) => {
            return read_text(&mut decoded, name, options).map(|one| vec![one]);
        }
        Opened::Database(whole) => {
            return read_database(whole.seekable()?, name, options).map(|one| vec![one]);
        }
        Opened::Gzip(gzip) => return gzip::read(gzip, name.as_deref(), options),
        Opened::Zip(zip) => archive::read(zip.seekable()?, name.as_deref(), options)?,
        Opened::Tar(tar) => tar::read(tar.reader(), name.as_deref(), options)?,
    };
    Ok(readings.into_iter().map(Part::from).collect())
}

/// Whether bytes that are neither text nor a database would be one by their name: encrypted, a
/// database has no mark of its own.
fn is_named_like_a_database(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".db", ".sqlite", ".sqlite3"].iter().any(|ending| name.ends_with(ending))
}

/// Reads a database that does not lie in a file of its own.
#[cfg(feature = "sqlite")]
pub(crate) fn read_database(
    whole: Seekable<'_>,
    name: Option<String>,
    options: &ReadOptions,
) -> Result<Part, ReadError> {
    read_tables(&Database::open(whole)?, name, options)
}

/// Says that this build reads no databases.
#[cfg(not(feature = "sqlite"))]
pub(crate) fn read_database(
    _whole: Seekable<'_>,
    _name: Option<String>,
    _options: &ReadOptions,
) -> Result<Part, ReadError> {
    Err(ReadError::Database(DatabaseTrouble::Unsupported))
}

/// Reads an open database.
#[cfg(feature = "sqlite")]
pub(crate) fn read_tables(
    database: &Database,
    name: Option<String>,
    options: &ReadOptions,
) -> Result<Part, ReadError> {
    let schema = database.schema();
    let recognised =
        || Format::ALL.iter().copied().find(|format| format.importer().recognise_database(schema));
    let format = options.format.or_else(recognised);
    // Of a file that is damaged it cannot be said what it would be.
    let format = format.ok_or(match database.warnings() {
        [] => ReadError::Unrecognised("SQLite"),
        _ => ReadError::Database(DatabaseTrouble::Damaged),
    })?;
    let mut found = Found::default();
    database.warnings().iter().for_each(|warning| found.warn(warning.clone()));
    format.importer().read_database(database, options, &mut found)?;
    if database.has_changed() {
        found.warn(Warning::new(WarningCode::Damaged));
    }
    part(format, name, found).map_err(|error| match error {
        ReadError::Damaged { .. } => ReadError::Database(DatabaseTrouble::Damaged),
        error => error,
    })
}

/// Reads text that is not an archive.
pub(crate) fn read_text(
    decoded: &mut Decoded<'_>,
    name: Option<String>,
    options: &ReadOptions,
) -> Result<Part, ReadError> {
    let format = match options.format {
        Some(format) => format,
        None => recognise(decoded.peek(), name.as_deref())?,
    };
    let mut found = Found::default();
    format.importer().read(decoded, name.as_deref(), options, &mut found)?;
    decoded.warnings().into_iter().for_each(|warning| found.warn(warning));
    part(format, name, found)
}

/// What was found, or why there is nothing.
fn part(format: Format, name: Option<String>, mut found: Found) -> Result<Part, ReadError> {
    let written = |conversation: &Conversation| !conversation.messages.is_empty();
    if found.conversations.iter().any(written) {
        found.conversations.retain(written);
    } else if !found.beside.is_empty() {
        found.conversations.clear();
    } else if let Some(line) = first_damage(&found.warnings) {
        return Err(ReadError::Damaged { line });
    } else if found.conversations.is_empty() {
        return Err(ReadError::Empty);
    }
    let Found { conversations, warnings, beside } = found;
    Ok(Part { reading: Reading { format, path: name, conversations, warnings }, beside })
}

/// The format that a text most looks like.
fn recognise(text: &str, name: Option<&str>) -> Result<Format, ReadError> {
    let peek = Peek::new(text, name);
    if peek.is_blank() {
        return Err(ReadError::Empty);
    }
    // Of two that look the same, the first in the table.
    let best = Format::ALL
        .iter()
        .map(|format| (format.importer().recognise(&peek), *format))
        .rev()
        .max_by_key(|(score, _)| *score);
    match best {
        Some((score, format)) if score > Score::NO => Ok(format),
        _ if peek.contains("<!ENTITY") => {
            Err(ReadError::EntityExpansion { line: peek.line_of("<!DOCTYPE") })
        }
        _ if peek.nests_too_deeply() => Err(ReadError::TooDeep { line: 1 }),
        _ => Err(ReadError::Unrecognised(peek.looks_like())),
    }
}

fn first_damage(warnings: &[Warning]) -> Option<u64> {
    let damage = |code| {
        matches!(code, WarningCode::Truncated | WarningCode::Damaged | WarningCode::LinesSkipped)
    };
    warnings.iter().find(|warning| damage(warning.code)).map(|warning| warning.line.unwrap_or(1))
}
