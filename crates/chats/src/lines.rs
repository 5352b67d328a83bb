use std::io::{BufRead, Read};

use crate::{ReadError, decode::Decoded};

/// No message of any app is near this long.
pub(crate) const LONGEST_LINE: usize = 16 * 1024 * 1024;

/// Lines of a text, one at a time, in bounded memory.
pub(crate) struct Lines<'d, 'a> {
    decoded: &'d mut Decoded<'a>,
    buffer: Vec<u8>,
    number: u64,
}

impl<'d, 'a> Lines<'d, 'a> {
    pub(crate) fn new(decoded: &'d mut Decoded<'a>) -> Lines<'d, 'a> {
        Lines { decoded, buffer: Vec::new(), number: 0 }
    }

    /// The next line and its number from 1, without its end; `None` after the last.
    pub(crate) fn next(&mut self) -> Result<Option<(u64, &str)>, ReadError> {
        Ok(self.next_with_end()?.map(|(number, line, _)| (number, line)))
    }

    /// As [`Lines::next`], and whether the line ended in `\r\n`: where records do, a bare `\n` is
    /// a line break inside of one.
    pub(crate) fn next_with_end(&mut self) -> Result<Option<(u64, &str, bool)>, ReadError> {
        self.buffer.clear();
        let limit = LONGEST_LINE as u64 + 1;
        let read = self.decoded.by_ref().take(limit).read_until(b'\n', &mut self.buffer)?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        if self.buffer.len() > LONGEST_LINE {
            return Err(ReadError::LineTooLong { line: self.number, limit: LONGEST_LINE });
        }
        let crlf = self.buffer.ends_with(b"\r\n");
        let end = self.buffer.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r'));
        self.buffer.truncate(end.map_or(0, |at| at + 1));
        // Decoded text is valid UTF-8, and a line end never lies within a letter.
        Ok(Some((self.number, std::str::from_utf8(&self.buffer).unwrap_or_default(), crlf)))
    }
}
