//! Zip files: the text entries are read one by one as they unpack, the rest is never unpacked.

use std::cell::Cell;
use std::collections::HashMap;
use std::io::{self, Read, Seek};
use std::rc::Rc;

use zip::ZipArchive;
use zip::read::{ZipFile, read_zipfile_from_stream};
use zip::result::ZipError;

use crate::{
    ArchiveLimit, Format, ReadError, ReadOptions, Reading, Source, Warning, WarningCode,
    beside::{Beside, Part},
    builder::Builder,
    read::{read_database, read_text},
    source::{Opened, Seekable},
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
    mut zip: Seekable<'_>,
    name: Option<&str>,
    options: &ReadOptions,
) -> Result<Vec<Reading>, ReadError> {
    let mut entries = Entries { name, options, collected: Collected::default(), unpacked: 0 };
    match ZipArchive::new(&mut zip) {
        Ok(mut archive) => {
            if archive.len() > MOST_ENTRIES {
                return Err(ReadError::ArchiveRefused(ArchiveLimit::Entries));
            }
            for at in 0..archive.len() {
                match archive.by_index(at) {
                    Ok(entry) => entries.read(entry)?,
                    Err(error) if is_locked(&error) => {
                        return Err(ReadError::ArchiveRefused(ArchiveLimit::Password));
                    }
                    Err(_) => entries.collected.skip(&format!("#{at}")),
                }
            }
        }
        // The list of entries stands at the end: without it the file is cut off, and what comes
        // before can still be read from the front.
        Err(ZipError::Io(error)) if error.kind() != io::ErrorKind::UnexpectedEof => {
            return Err(error.into());
        }
        Err(_) => {
            zip.rewind()?;
            let mut read = 0;
            while let Ok(Some(entry)) = read_zipfile_from_stream(&mut zip) {
                entries.read(entry)?;
                read += 1;
                if read > MOST_ENTRIES {
                    return Err(ReadError::ArchiveRefused(ArchiveLimit::Entries));
                }
            }
            let mut readings = entries.collected.finish().map_err(|error| match error {
                ReadError::ArchiveRefused(_) => error,
                _ => ReadError::ArchiveDamaged,
            })?;
            if let Some(last) = readings.last_mut()
                && !last.warnings.iter().any(|known| known.code == WarningCode::Truncated)
            {
                last.warnings.push(Warning::new(WarningCode::Truncated));
            }
            return Ok(readings);
        }
    }
    entries.collected.finish()
}

/// Reads the entries of one zip file.
struct Entries<'o> {
    name: Option<&'o str>,
    options: &'o ReadOptions,
    collected: Collected,
    unpacked: u64,
}

impl Entries<'_> {
    fn read<R: Read>(&mut self, entry: ZipFile<'_, R>) -> Result<(), ReadError> {
        let Ok(inside) = entry.name().map(std::borrow::Cow::into_owned) else {
            self.collected.skip("?");
            return Ok(());
        };
        if entry.is_dir() || !may_be_chat(&inside) {
            return Ok(());
        }
        let allowed = entry.compressed_size().saturating_mul(HIGHEST_RATIO).max(ALWAYS_ALLOWED);
        let limit = Rc::new(Limit {
            left: Cell::new(allowed),
            broken: Cell::new(false),
            cut: Cell::new(false),
        });
        let limited = Limited { reader: entry, limit: Rc::clone(&limit) };
        let path = self.name.map_or_else(|| inside.clone(), |name| format!("{name}/{inside}"));
        let mut result = read_entry(limited, path, self.options);
        if limit.broken.get() {
            return Err(ReadError::ArchiveRefused(ArchiveLimit::Ratio));
        }
        if limit.cut.get()
            && let Ok(part) = &mut result
        {
            part.reading.warnings.push(Warning::new(WarningCode::Truncated));
        }
        self.unpacked = self.unpacked.saturating_add(allowed - limit.left.get());
        if self.unpacked > LARGEST_TOTAL {
            return Err(ReadError::ArchiveRefused(ArchiveLimit::Size));
        }
        self.collected.add(&inside, result, self.options)
    }
}

fn is_locked(error: &ZipError) -> bool {
    matches!(error, ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED))
}

fn read_entry(entry: impl Read, path: String, options: &ReadOptions) -> Result<Part, ReadError> {
    match Source::from_reader(entry).open()? {
        Opened::Text(mut decoded) => read_text(&mut decoded, Some(path), options),
        Opened::Database(whole) => read_database(whole, Some(path), options),
        // A zip in a zip is how bombs are built, and not how exports are.
        Opened::Archive(_) => Err(ReadError::Binary),
    }
}

/// Whether a file could hold a chat, by its name. Everything else is not even opened.
pub(crate) fn may_be_chat(path: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "txt",
        "json",
        "jsonl",
        "ndjson",
        "xml",
        "csv",
        "tsv",
        "log",
        "weechatlog",
        "md",
        "html",
        "htm",
        "eml",
        "mbox",
        "db",
        "sqlite",
        "sqlite3",
    ];
    // The messages of an iPhone, as a backup on a computer calls them.
    const IPHONE_BACKUP: &str = "3d0d7e5fb2ce288813306e4d4636395e047a3d28";
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    if file == IPHONE_BACKUP {
        return true;
    }
    // Files that begin with a dot, and Apple's `__MACOSX/._…`, hold no words; nor do those that
    // lie beside the messages of a Discord data package or of a Slack export.
    let beside = ["channel.json", "index.json", "integration_logs.json", "canvases.json"];
    if file.starts_with('.') || beside.contains(&file) || file == "Thumbs.db" {
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
    /// What files say about those beside them.
    beside: HashMap<Format, Beside>,
}

impl Collected {
    pub(crate) fn add(
        &mut self,
        name: &str,
        result: Result<Part, ReadError>,
        options: &ReadOptions,
    ) -> Result<(), ReadError> {
        let result = result.map(|Part { reading, beside }| {
            if !beside.is_empty() {
                self.beside.entry(reading.format).or_default().merge(beside);
            }
            reading
        });
        match result {
            Ok(reading) if reading.conversations.is_empty() => {}
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
        if self.readings.is_empty() {
            return Err(match self.first_error {
                Some(error) if self.skipped == 1 => error,
                _ => ReadError::NothingInside,
            });
        }
        join_parts(&mut self.readings);
        join_days(&mut self.readings);
        for reading in &mut self.readings {
            if let Some(beside) = self.beside.get(&reading.format) {
                beside.apply(&mut reading.conversations);
            }
        }
        join_mails(&mut self.readings);
        let Some(first) = self.readings.first_mut() else {
            return Err(ReadError::NothingInside);
        };
        if self.skipped > 0 {
            let warning = Warning::new(WarningCode::FilesSkipped).counting(self.skipped);
            first.warnings.push(warning.about(self.first_skipped.unwrap_or_default()));
        }
        Ok(self.readings)
    }
}

/// Joins `message_1.json`, `message_2.json`, … of one folder: parts of one thread, newest first.
fn join_parts(readings: &mut Vec<Reading>) {
    let mut whole: Vec<Reading> = Vec::with_capacity(readings.len());
    let mut by_thread: HashMap<(Format, String, String), usize> = HashMap::new();
    for reading in readings.drain(..) {
        let folder = reading.path.as_deref().and_then(|path| path.rsplit_once(['/', '\\']));
        let (Format::Messenger | Format::Instagram, Some((folder, file)), [thread]) =
            (reading.format, folder, reading.conversations.as_slice())
        else {
            whole.push(reading);
            continue;
        };
        if !file.starts_with("message_") || thread.id == "thread" {
            whole.push(reading);
            continue;
        }
        let key = (reading.format, folder.to_owned(), thread.id.clone());
        let known = by_thread.get(&key).copied();
        let first = known.and_then(|at| whole.get_mut(at));
        let Some(first) =
            first.and_then(|first| Some((first.conversations.first_mut()?, &mut first.warnings)))
        else {
            by_thread.insert(key, whole.len());
            whole.push(reading);
            continue;
        };
        let (conversation, warnings) = first;
        let mut builder = Builder::resume(std::mem::take(conversation));
        for part in reading.conversations {
            builder.absorb(part);
        }
        builder.sort();
        *conversation = builder.conversation;
        warnings.extend(reading.warnings);
    }
    *readings = whole;
}

/// Joins the days of one Slack channel: `general/2024-06-03.json`, `general/2024-06-04.json`, …
fn join_days(readings: &mut Vec<Reading>) {
    let mut whole: Vec<(Reading, Option<Builder>)> = Vec::with_capacity(readings.len());
    let mut by_folder: HashMap<String, usize> = HashMap::new();
    for mut reading in readings.drain(..) {
        let folder = reading.path.as_deref().and_then(|path| path.rsplit_once(['/', '\\']));
        let (Format::Slack, Some((folder, _)), [_]) =
            (reading.format, folder, reading.conversations.as_slice())
        else {
            whole.push((reading, None));
            continue;
        };
        let folder = folder.to_owned();
        let day = reading.conversations.pop().unwrap_or_default();
        let known = by_folder.get(&folder).and_then(|at| whole.get_mut(*at));
        if let Some((channel, Some(builder))) = known {
            builder.absorb(day);
            channel.warnings.extend(reading.warnings);
        } else {
            by_folder.insert(folder, whole.len());
            whole.push((reading, Some(Builder::resume(day))));
        }
    }
    readings.extend(whole.into_iter().map(|(mut reading, builder)| {
        if let Some(mut builder) = builder {
            builder.sort();
            reading.conversations.push(builder.conversation);
        }
        reading
    }));
}

/// Joins mails that lie in files of their own to the threads that they belong to.
fn join_mails(readings: &mut Vec<Reading>) {
    let mut whole: Vec<Reading> = Vec::with_capacity(readings.len());
    let mut by_thread: HashMap<String, (usize, usize)> = HashMap::new();
    for mut reading in readings.drain(..) {
        if reading.format == Format::Email {
            for mails in std::mem::take(&mut reading.conversations) {
                let known = by_thread.get(&mails.id).copied();
                let thread = known.and_then(|(file, thread): (usize, usize)| {
                    whole.get_mut(file)?.conversations.get_mut(thread)
                });
                match thread {
                    Some(thread) => {
                        let mut builder = Builder::resume(std::mem::take(thread));
                        builder.absorb(mails);
                        builder.sort();
                        *thread = builder.conversation;
                    }
                    None => {
                        let place = (whole.len(), reading.conversations.len());
                        by_thread.insert(mails.id.clone(), place);
                        reading.conversations.push(mails);
                    }
                }
            }
            // What had to be said of its mails is still said, with the thread.
            if reading.conversations.is_empty()
                && let Some(last) = whole.last_mut()
            {
                last.warnings.extend(reading.warnings);
                continue;
            }
        }
        whole.push(reading);
    }
    *readings = whole;
}

struct Limit {
    left: Cell<u64>,
    broken: Cell<bool>,
    cut: Cell<bool>,
}

/// Stops an entry that unpacks to more than its size allows, and ends one that is damaged.
struct Limited<R> {
    reader: R,
    limit: Rc<Limit>,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // What an entry that is cut off or damaged held before that point is still read.
        let read = match self.reader.read(buffer) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                self.limit.cut.set(true);
                return Ok(0);
            }
            result => result?,
        };
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
