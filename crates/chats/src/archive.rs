//! Zip files, and what all archives have in common: the text entries are read one by one as they
//! unpack, the rest is never unpacked, and nothing is written to any disk.

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
    gzip,
    read::{read_database, read_text},
    source::{Opened, Seekable},
};

pub(crate) const MOST_ENTRIES: usize = 100_000;
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
    let mut entries = Entries::new(name, options);
    let packed = Rc::new(Cell::new(0));
    match ZipArchive::new(Metered { inner: &mut zip, read: Rc::clone(&packed) }) {
        Ok(mut archive) => {
            if archive.len() > MOST_ENTRIES {
                return Err(ReadError::ArchiveRefused(ArchiveLimit::Entries));
            }
            // Many names for the same packed bytes are how bombs are built.
            if archive.has_overlapping_files().unwrap_or(false) {
                return Err(ReadError::ArchiveRefused(ArchiveLimit::Ratio));
            }
            for at in 0..archive.len() {
                match archive.by_index(at) {
                    Ok(entry) => entries.read_zipped(entry, &packed)?,
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
            let mut stream = Metered { inner: &mut zip, read: Rc::clone(&packed) };
            while let Ok(Some(entry)) = read_zipfile_from_stream(&mut stream) {
                entries.read_zipped(entry, &packed)?;
                read += 1;
                if read > MOST_ENTRIES {
                    return Err(ReadError::ArchiveRefused(ArchiveLimit::Entries));
                }
            }
            let mut readings = entries.collected.finish().map_err(|error| match error {
                ReadError::ArchiveRefused(_) => error,
                _ => ReadError::ArchiveDamaged,
            })?;
            if let Some(last) = readings.last_mut() {
                warn_truncated(last);
            }
            return Ok(readings);
        }
    }
    entries.collected.finish()
}

/// Reads the entries of one archive.
pub(crate) struct Entries<'o> {
    name: Option<&'o str>,
    options: &'o ReadOptions,
    pub(crate) collected: Collected,
    /// What all entries so far have unpacked to.
    total: Rc<Cell<u64>>,
}

impl<'o> Entries<'o> {
    pub(crate) fn new(name: Option<&'o str>, options: &'o ReadOptions) -> Entries<'o> {
        Entries { name, options, collected: Collected::default(), total: Rc::default() }
    }

    /// Reads an entry of a zip, of which `packed` counts the bytes as they are read.
    fn read_zipped<R: Read>(
        &mut self,
        entry: ZipFile<'_, R>,
        packed: &Rc<Cell<u64>>,
    ) -> Result<(), ReadError> {
        let Ok(inside) = entry.name().map(std::borrow::Cow::into_owned) else {
            self.collected.skip("?");
            return Ok(());
        };
        // A link is a file that holds where it points to.
        if entry.is_dir() || entry.is_symlink() {
            return Ok(());
        }
        let limit = Limit::counted(Rc::clone(packed), Rc::clone(&self.total));
        self.read_within(&inside, entry, &limit)
    }

    /// Reads a file of the archive, if it may be a chat.
    ///
    /// # Errors
    ///
    /// Where the archive must be refused.
    pub(crate) fn read(
        &mut self,
        inside: &str,
        entry: impl Read,
        packed: u64,
    ) -> Result<(), ReadError> {
        let limit = Limit::of(packed, Rc::clone(&self.total));
        self.read_within(inside, entry, &limit)
    }

    fn read_within(
        &mut self,
        inside: &str,
        entry: impl Read,
        limit: &Rc<Limit>,
    ) -> Result<(), ReadError> {
        if !may_be_chat(inside) {
            return Ok(());
        }
        if !stays_inside(inside) {
            self.collected.skip("?");
            return Ok(());
        }
        let limited = Limited::new(entry, limit);
        let path = self.name.map_or_else(|| inside.to_owned(), |name| format!("{name}/{inside}"));
        let mut result = read_entry(limited, path, self.options, &self.total);
        limit.check()?;
        if limit.was_cut()
            && let Ok(part) = &mut result
        {
            warn_truncated(&mut part.reading);
        }
        self.collected.add(inside, result, self.options)
    }
}

/// Whether the name of an entry is one that an export gives: none that leads out of its folder
/// and none with signs that a terminal would obey.
fn stays_inside(name: &str) -> bool {
    let mut parts = name.split(['/', '\\']);
    let drive = name.as_bytes().get(1) == Some(&b':');
    !name.starts_with(['/', '\\'])
        && !drive
        && !name.contains(char::is_control)
        && !name.contains(turns_writing)
        && parts.all(|part| part != "..")
}

/// Whether a sign turns the direction of what comes after it, so that a name shows as another.
fn turns_writing(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_locked(error: &ZipError) -> bool {
    matches!(error, ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED))
}

fn read_entry(
    entry: impl Read,
    path: String,
    options: &ReadOptions,
    total: &Rc<Cell<u64>>,
) -> Result<Part, ReadError> {
    match Source::from_reader(entry).open()? {
        Opened::Text(mut decoded) => read_text(&mut decoded, Some(path), options),
        Opened::Database(whole) => read_database(whole.seekable()?, Some(path), options),
        // Games pack their logs one by one: `logs/2024-06-03-1.log.gz`.
        Opened::Gzip(packed) => gzip::read_text_in(packed, &path, options, total),
        // An archive in an archive is how bombs are built, and not how exports are.
        Opened::Zip(_) | Opened::Tar(_) => Err(ReadError::Binary),
    }
}

/// Whether a file is an archive of several, by its name.
#[cfg(feature = "fs")]
pub(crate) fn is_archive(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    [".zip", ".tar", ".tgz", ".tar.gz"].iter().any(|ending| path.ends_with(ending))
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
    let file = gzip::name_inside(file);
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

/// Joins `message_1.json`, `message_2.json`, … of one thread, newest first. They lie in one folder,
/// or in that folder of several archives, as large downloads come.
fn join_parts(readings: &mut Vec<Reading>) {
    let mut whole: Vec<Reading> = Vec::with_capacity(readings.len());
    // Where a thread is, and the names of the parts that it is made of.
    let mut by_thread: HashMap<(Format, String, String), (usize, Vec<String>)> = HashMap::new();
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
        // `inbox/minh_123`, wherever that lies.
        let second = folder.rmatch_indices(['/', '\\']).nth(1).map(|(at, _)| at + 1);
        let folder = second.and_then(|at| folder.get(at..)).unwrap_or(folder).to_owned();
        let key = (reading.format, folder, thread.id.clone());
        let file = file.to_owned();
        // The same part twice is of another download.
        let known = by_thread.get_mut(&key).filter(|(_, parts)| !parts.contains(&file));
        let first = known.and_then(|(at, parts)| {
            parts.push(file.clone());
            whole.get_mut(*at)
        });
        let Some(first) =
            first.and_then(|first| Some((first.conversations.first_mut()?, &mut first.warnings)))
        else {
            by_thread.insert(key, (whole.len(), vec![file]));
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

/// How much something may unpack to, and whether it kept to that.
pub(crate) struct Limit {
    /// How many packed bytes have been read, or how many there are, and how many of them were read
    /// for something else before.
    packed: Rc<Cell<u64>>,
    before: u64,
    unpacked: Cell<u64>,
    /// What everything in the same archive has unpacked to.
    total: Rc<Cell<u64>>,
    broken: Cell<Option<ArchiveLimit>>,
    cut: Cell<bool>,
}

impl Limit {
    /// For what is so many bytes when packed.
    pub(crate) fn of(packed: u64, total: Rc<Cell<u64>>) -> Rc<Limit> {
        Limit::new(Rc::new(Cell::new(packed)), 0, total)
    }

    /// For what begins here in packed bytes that are counted as they are read: what an archive says
    /// of itself proves nothing.
    fn counted(packed: Rc<Cell<u64>>, total: Rc<Cell<u64>>) -> Rc<Limit> {
        let before = packed.get();
        Limit::new(packed, before, total)
    }

    fn new(packed: Rc<Cell<u64>>, before: u64, total: Rc<Cell<u64>>) -> Rc<Limit> {
        Rc::new(Limit {
            packed,
            before,
            unpacked: Cell::new(0),
            total,
            broken: Cell::new(None),
            cut: Cell::new(false),
        })
    }

    /// Counts packed bytes of which the number is not known beforehand.
    pub(crate) fn add_packed(&self, bytes: u64) {
        self.packed.set(self.packed.get().saturating_add(bytes));
    }

    fn add_unpacked(&self, bytes: u64) -> io::Result<()> {
        let unpacked = self.unpacked.get().saturating_add(bytes);
        let total = self.total.get().saturating_add(bytes);
        self.unpacked.set(unpacked);
        self.total.set(total);
        let packed = self.packed.get().saturating_sub(self.before);
        let allowed = packed.saturating_mul(HIGHEST_RATIO).max(ALWAYS_ALLOWED);
        if unpacked > allowed {
            self.broken.set(Some(ArchiveLimit::Ratio));
        } else if total > LARGEST_TOTAL {
            self.broken.set(Some(ArchiveLimit::Size));
        }
        match self.broken.get() {
            Some(_) => Err(io::ErrorKind::InvalidData.into()),
            None => Ok(()),
        }
    }

    /// Whether what was read ended before it was whole.
    pub(crate) fn was_cut(&self) -> bool {
        self.cut.get()
    }

    /// Refuses what broke the limit, whatever was made of it.
    ///
    /// # Errors
    ///
    /// Which limit was broken.
    pub(crate) fn check(&self) -> Result<(), ReadError> {
        match self.broken.get() {
            Some(limit) => Err(ReadError::ArchiveRefused(limit)),
            None => Ok(()),
        }
    }
}

/// Counts the bytes that are read from a zip.
struct Metered<R> {
    inner: R,
    read: Rc<Cell<u64>>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.read.set(self.read.get().saturating_add(read as u64));
        Ok(read)
    }
}

impl<R: Seek> Seek for Metered<R> {
    fn seek(&mut self, position: io::SeekFrom) -> io::Result<u64> {
        self.inner.seek(position)
    }
}

/// Says, once, that the rest of a file is missing.
pub(crate) fn warn_truncated(reading: &mut Reading) {
    if !reading.warnings.iter().any(|known| known.code == WarningCode::Truncated) {
        reading.warnings.push(Warning::new(WarningCode::Truncated));
    }
}

/// Stops what unpacks to more than its size allows, and ends what is damaged.
pub(crate) struct Limited<R> {
    reader: R,
    limit: Rc<Limit>,
}

impl<R: Read> Limited<R> {
    pub(crate) fn new(reader: R, limit: &Rc<Limit>) -> Limited<R> {
        Limited { reader, limit: Rc::clone(limit) }
    }
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
        self.limit.add_unpacked(read as u64)?;
        Ok(read)
    }
}
