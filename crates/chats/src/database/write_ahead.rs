//! The file beside a database, `chat.db-wal`, in which an app that runs has its newest pages.
//!
//! SQLite itself would need to write beside the database to read it, and this program never
//! writes there. So the pages of the log are laid over those of the database while both stream
//! into memory. The layout is that of SQLite's own description of its file format.

use std::collections::HashMap;
use std::io::{self, Read, Seek, SeekFrom};

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// What a log holds: where in it the newest whole page of each number is.
pub(super) struct Log {
    pub(super) page_size: u32,
    /// How many pages the database has with the log.
    pub(super) page_count: u32,
    places: HashMap<u32, u64>,
}

impl Log {
    /// Reads which pages a log holds; `None` where it holds none that were written whole.
    ///
    /// # Errors
    ///
    /// What the reader gives.
    pub(super) fn read(log: &mut impl Read) -> io::Result<Option<Log>> {
        let mut header = [0; HEADER];
        if !fill(log, &mut header)? {
            return Ok(None);
        }
        let big_endian = match number(&header, 0) {
            0x377f_0683 => true,
            0x377f_0682 => false,
            _ => return Ok(None),
        };
        let page_size = number(&header, 8);
        let salts = (number(&header, 16), number(&header, 20));
        let mut sum = Sum { big_endian, one: 0, two: 0 };
        sum.add(header.get(..24).unwrap_or_default());
        if !is_page_size(page_size) || !sum.is_at(&header, 24) {
            return Ok(None);
        }

        let mut written = Log { page_size, page_count: 0, places: HashMap::new() };
        let mut since_commit: Vec<(u32, u64)> = Vec::new();
        let mut frame = vec![0; FRAME_HEADER + page_size as usize];
        let mut at = HEADER as u64;
        while fill(log, &mut frame)? {
            let (head, page) = frame.split_at(FRAME_HEADER);
            sum.add(head.get(..8).unwrap_or_default());
            sum.add(page);
            let of_this_log = (number(head, 8), number(head, 12)) == salts;
            if !of_this_log || !sum.is_at(head, 16) {
                break;
            }
            since_commit.push((number(head, 0), at + FRAME_HEADER as u64));
            let pages_after_commit = number(head, 4);
            if pages_after_commit > 0 {
                written.page_count = pages_after_commit;
                written.places.extend(since_commit.drain(..));
            }
            at += frame.len() as u64;
        }
        Ok(Some(written).filter(|written| written.page_count > 0))
    }
}

/// A database with the pages of its log laid over its own, as one stream.
pub(super) struct Overlaid<D, L> {
    database: D,
    log: L,
    pages: Log,
    /// The number of the page in the buffer, from 1.
    page: u32,
    buffer: Vec<u8>,
    position: usize,
}

impl<D: Read + Seek, L: Read + Seek> Overlaid<D, L> {
    pub(super) fn new(database: D, log: L, pages: Log) -> Overlaid<D, L> {
        Overlaid { database, log, pages, page: 0, buffer: Vec::new(), position: 0 }
    }

    fn next_page(&mut self) -> io::Result<()> {
        self.page += 1;
        self.buffer.clear();
        self.buffer.resize(self.pages.page_size as usize, 0);
        self.position = 0;
        match self.pages.places.get(&self.page) {
            Some(place) => {
                self.log.seek(SeekFrom::Start(*place))?;
                fill(&mut self.log, &mut self.buffer)?;
            }
            // A page that the database does not have yet stays empty.
            None => {
                let place = u64::from(self.page - 1) * u64::from(self.pages.page_size);
                self.database.seek(SeekFrom::Start(place))?;
                fill(&mut self.database, &mut self.buffer)?;
            }
        }
        Ok(())
    }
}

impl<D: Read + Seek, L: Read + Seek> Read for Overlaid<D, L> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.position >= self.buffer.len() {
            if self.page >= self.pages.page_count {
                return Ok(0);
            }
            self.next_page()?;
        }
        let mut waiting = self.buffer.get(self.position..).unwrap_or_default();
        let read = waiting.read(buffer)?;
        self.position += read;
        Ok(read)
    }
}

/// The sum that a log keeps of everything before, over pairs of numbers.
struct Sum {
    big_endian: bool,
    one: u32,
    two: u32,
}

impl Sum {
    fn add(&mut self, bytes: &[u8]) {
        let read = |word: &[u8]| {
            let word = <[u8; 4]>::try_from(word).unwrap_or_default();
            if self.big_endian { u32::from_be_bytes(word) } else { u32::from_le_bytes(word) }
        };
        let (mut one, mut two) = (self.one, self.two);
        for pair in bytes.chunks_exact(8) {
            let (first, second) = pair.split_at(4);
            one = one.wrapping_add(read(first)).wrapping_add(two);
            two = two.wrapping_add(read(second)).wrapping_add(one);
        }
        (self.one, self.two) = (one, two);
    }

    /// Whether the sum so far is the one written at a place.
    fn is_at(&self, bytes: &[u8], at: usize) -> bool {
        (number(bytes, at), number(bytes, at + 4)) == (self.one, self.two)
    }
}

pub(super) fn is_page_size(size: u32) -> bool {
    size.is_power_of_two() && (512..=65_536).contains(&size)
}

/// The number of four bytes at a place.
pub(super) fn number(bytes: &[u8], at: usize) -> u32 {
    let word = bytes.get(at..at + 4).and_then(|word| <[u8; 4]>::try_from(word).ok());
    word.map_or(0, u32::from_be_bytes)
}

/// Fills a buffer; whether there was enough.
pub(super) fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match reader.read(rest) {
            Ok(0) => return Ok(false),
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}
