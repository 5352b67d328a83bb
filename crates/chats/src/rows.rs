//! Records of a table of values, separated by commas or another sign, in bounded memory.

use std::io::{self, Read};

use csv::StringRecord;

use crate::{ReadError, Warning, WarningCode, decode::Decoded, lines::LONGEST_LINE, read::Found};

/// The records of a table, one at a time.
pub(crate) struct Rows<'d, 'a> {
    reader: csv::Reader<Watched<'d, 'a>>,
    record: StringRecord,
}

impl<'d, 'a> Rows<'d, 'a> {
    pub(crate) fn new(decoded: &'d mut Decoded<'a>, separator: u8) -> Rows<'d, 'a> {
        let watched = Watched { decoded, left: LONGEST_LINE, ends_a_line: true, even_quotes: true };
        let reader = csv::ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .delimiter(separator)
            .from_reader(watched);
        Rows { reader, record: StringRecord::new() }
    }

    /// The next record and the line on which it begins; `None` after the last. A record that
    /// cannot be read is passed over with a warning.
    ///
    /// # Errors
    ///
    /// Where a record is longer than any message, or the reader fails.
    pub(crate) fn next(
        &mut self,
        found: &mut Found,
    ) -> Result<Option<(u64, &StringRecord)>, ReadError> {
        loop {
            self.reader.get_mut().left = LONGEST_LINE;
            let before = self.reader.position().line();
            match self.reader.read_record(&mut self.record) {
                Ok(true) => break,
                Ok(false) => return Ok(None),
                Err(_) if self.reader.get_ref().left == 0 => {
                    return Err(ReadError::LineTooLong { line: before, limit: LONGEST_LINE });
                }
                Err(error) => match error.into_kind() {
                    csv::ErrorKind::Io(error) => return Err(error.into()),
                    _ => found
                        .warn(Warning::new(WarningCode::LinesSkipped).at_line(before).counting(1)),
                },
            }
        }
        let line = self.record.position().map_or(1, csv::Position::line);
        Ok(Some((line, &self.record)))
    }

    /// The line, from 1, up to which the table has been read.
    pub(crate) fn line(&self) -> u64 {
        self.reader.position().line()
    }

    /// Whether the table, once read to its end, seems to have been cut off: it ends within a
    /// line, and within a quote or before its last column.
    pub(crate) fn seems_cut(&self, last_was_short: bool) -> bool {
        let watched = self.reader.get_ref();
        !watched.ends_a_line && (last_was_short || !watched.even_quotes)
    }
}

/// Keeps a quote that is never closed from taking in the whole file.
struct Watched<'d, 'a> {
    decoded: &'d mut Decoded<'a>,
    left: usize,
    ends_a_line: bool,
    even_quotes: bool,
}

impl Read for Watched<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.decoded.read(buffer)?;
        let bytes = buffer.get(..read).unwrap_or_default();
        if let Some(last) = bytes.last() {
            self.ends_a_line = matches!(last, b'\n' | b'\r');
            self.even_quotes ^= memchr::memchr_iter(b'"', bytes).count() % 2 == 1;
        }
        self.left = self.left.saturating_sub(read);
        if self.left == 0 { Err(io::ErrorKind::InvalidData.into()) } else { Ok(read) }
    }
}
