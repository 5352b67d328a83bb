//! Zip files: the text entries are read one by one as they unpack, the rest is never unpacked.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use zip::ZipArchive;
use zip::result::ZipError;

use crate::{
    ArchiveLimit, Format, ReadError, ReadOptions, Reading, Source, Warning, WarningCode,
    read::read_text,
    source::{Opened, SeekableArchive},
};

const MOST_ENTRIES: usize = 100_000;
/// Chats shrink four- to twentyfold; only made-up ones a hundredfold.
const HIGHEST_RATIO: u64 = 100;
/// What any entry may unpack to, whatever its ratio.
const ALWAYS_ALLOWED: u64 = 4 * 1024 * 1024;
/// What all entries together may unpack to.
const LARGEST_TOTAL: u64 = 4 * 1024 * 1024 * 1024;

/// Reads every export in a zip file.
///
/// # Errors
///
/// Where the file is damaged or refused, or holds no chat.
pub(crate) fn read(
    zip: SeekableArchive<'_>,
    name: Option<&str>,
    options: &ReadOptions,
) -> Result<Vec<Reading>, ReadError> {
    let mut zip = ZipArchive::new(zip).map_err(|error| match error {
        ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => error.into(),
        _ => ReadError::ArchiveDamaged,
    })?;
    if zip.len() > MOST_ENTRIES {
        return Err(ReadError::ArchiveRefused(ArchiveLimit::Entries));
    }

    let mut collected = Collected::default();
    let mut unpacked = 0;
    for at in 0..zip.len() {
        let entry = match zip.by_index(at) {
            Ok(entry) => entry,
            Err(error) if is_locked(&error) => {
                return Err(ReadError::ArchiveRefused(ArchiveLimit::Password));
            }
            Err(_) => {
                collected.skip(&format!("#{at}"));
                continue;
            }
        };
        let Ok(inside) = entry.name().map(|name| name.into_owned()) else {
            continue;
        };
        if entry.is_dir() || !may_be_chat(&inside) {
            continue;
        }
        let allowed = entry.compressed_size().saturating_mul(HIGHEST_RATIO).max(ALWAYS_ALLOWED);
        let limit = Rc::new(Limit { left: Cell::new(allowed), broken: Cell::new(false) });
        let limited = Limited { reader: entry, limit: Rc::clone(&limit) };
        let path = name.map_or_else(|| inside.clone(), |name| format!("{name}/{inside}"));
        let result = read_entry(limited, path, options);
        if limit.broken.get() {
            return Err(ReadError::ArchiveRefused(ArchiveLimit::Ratio));
        }
        unpacked += allowed - limit.left.get();
        if unpacked > LARGEST_TOTAL {
            return Err(ReadError::ArchiveRefused(ArchiveLimit::Size));
        }
        collected.add(&inside, result, options)?;
    }
    collected.finish()
}

fn is_locked(error: &ZipError) -> bool {
    matches!(error, ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED))
}

fn read_entry(entry: impl Read, path: String, options: &ReadOptions) -> Result<Reading, ReadError> {
    match Source::from_reader(entry).open()? {
        Opened::Text(mut decoded) => read_text(&mut decoded, Some(path), options),
        // A zip in a zip is how bombs are built, and not how exports are.
        Opened::Archive(_) => Err(ReadError::Binary),
    }
}

/// Whether a file could hold a chat, by its name. Everything else is not even opened.
pub(crate) fn may_be_chat(path: &str) -> bool {
    const ENDINGS: &[&str] =
        &["txt", "json", "jsonl", "ndjson", "xml", "csv", "log", "md", "html", "htm"];
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    // Files that begin with a dot, and Apple's `__MACOSX/._…`, hold no words.
    if file.starts_with('.') {
        return false;
    }
    let ending = file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// Readings from the files of a folder or zip.
#[derive(Default)]
pub(crate) struct Collected {
    readings: Vec<Reading>,
    /// Text that only a person could have pasted: read only if nothing else was found.
    pasted: Vec<(String, Reading)>,
    skipped: u64,
    first_skipped: Option<String>,
    first_error: Option<ReadError>,
}

impl Collected {
    pub(crate) fn add(
        &mut self,
        name: &str,
        result: Result<Reading, ReadError>,
        options: &ReadOptions,
    ) -> Result<(), ReadError> {
        match result {
            Ok(reading) if reading.format == Format::Paste && options.format.is_none() => {
                self.pasted.push((name.to_owned(), reading));
            }
            Ok(reading) => self.readings.push(reading),
            Err(error @ (ReadError::ArchiveRefused(_) | ReadError::TooDeep { .. })) => {
                return Err(error);
            }
            Err(error @ ReadError::EntityExpansion { .. }) => return Err(error),
            Err(error) => {
                self.skip(name);
                self.first_error.get_or_insert(error);
            }
        }
        Ok(())
    }

    pub(crate) fn skip(&mut self, name: &str) {
        self.skipped += 1;
        self.first_skipped.get_or_insert_with(|| name.to_owned());
    }

    /// What was found, with a warning about the files that were passed over.
    pub(crate) fn finish(mut self) -> Result<Vec<Reading>, ReadError> {
        let pasted = std::mem::take(&mut self.pasted);
        if self.readings.is_empty() {
            self.readings.extend(pasted.into_iter().map(|(_, reading)| reading));
        } else {
            pasted.iter().for_each(|(name, _)| self.skip(name));
        }
        let Some(first) = self.readings.first_mut() else {
            return Err(match self.first_error {
                Some(error) if self.skipped == 1 => error,
                _ => ReadError::NothingInside,
            });
        };
        if self.skipped > 0 {
            let warning = Warning::new(WarningCode::FilesSkipped).counting(self.skipped);
            first.warnings.push(warning.about(self.first_skipped.unwrap_or_default()));
        }
        Ok(self.readings)
    }
}

struct Limit {
    left: Cell<u64>,
    broken: Cell<bool>,
}

/// Stops an entry that unpacks to more than its size allows.
struct Limited<R> {
    reader: R,
    limit: Rc<Limit>,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        match self.limit.left.get().checked_sub(read as u64) {
            Some(left) => self.limit.left.set(left),
            None => {
                self.limit.broken.set(true);
                return Err(io::ErrorKind::InvalidData.into());
            }
        }
        Ok(read)
    }
}
