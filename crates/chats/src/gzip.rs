//! Gzip: one file packed, `2024-06-03-1.log.gz`, or a whole tar archive, `export.tar.gz`.

use std::cell::Cell;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;

use crate::{
    ReadError, ReadOptions, Source,
    archive::{Limit, Limited, warn_truncated},
    beside::Part,
    read::{read_database, read_text},
    source::{Begun, Opened},
    tar,
};

/// Whether bytes begin like gzip.
pub(crate) fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(b"\x1f\x8b\x08")
}

/// What a file is called when it is unpacked: `chat.txt` for `chat.txt.gz`.
pub(crate) fn name_inside(name: &str) -> &str {
    let ending = name.len().checked_sub(3).and_then(|at| name.split_at_checked(at));
    match ending {
        Some((inside, gz)) if gz.eq_ignore_ascii_case(".gz") => inside,
        _ => name,
    }
}

/// Reads a packed file, or every export in a packed tar archive.
///
/// # Errors
///
/// Where it is damaged or refused, or holds no chat.
pub(crate) fn read(
    packed: Begun<'_>,
    name: Option<&str>,
    options: &ReadOptions,
) -> Result<Vec<Part>, ReadError> {
    let total = Rc::default();
    let limit = Limit::of(0, Rc::clone(&total));
    let result = match Source::from_reader(unpacked(packed, &limit)).open() {
        Ok(Opened::Text(mut decoded)) => {
            let name = name.map(|name| name_inside(name).to_owned());
            read_text(&mut decoded, name, options).map(|part| vec![part])
        }
        Ok(Opened::Tar(tar)) => tar::read(tar.reader(), name, options)
            .map(|readings| readings.into_iter().map(Part::from).collect()),
        // Packed twice is how bombs are built, and not how exports are.
        Ok(Opened::Zip(_) | Opened::Gzip(_)) => Err(ReadError::Binary),
        Ok(Opened::Database(whole)) => {
            let name = name.map(|name| name_inside(name).to_owned());
            read_database(whole.seekable()?, name, options).map(|part| vec![part])
        }
        Err(error) => Err(error),
    };
    limit.check()?;
    match result {
        Ok(mut parts) => {
            if limit.was_cut()
                && let Some(last) = parts.last_mut()
            {
                warn_truncated(&mut last.reading);
            }
            Ok(parts)
        }
        Err(ReadError::Empty | ReadError::Binary) if limit.was_cut() => {
            Err(ReadError::ArchiveDamaged)
        }
        Err(error) => Err(error),
    }
}

/// Reads a packed file that lies in an archive, of which everything so far has unpacked to `total`.
///
/// # Errors
///
/// As [`read`].
pub(crate) fn read_text_in(
    packed: Begun<'_>,
    path: &str,
    options: &ReadOptions,
    total: &Rc<Cell<u64>>,
) -> Result<Part, ReadError> {
    let limit = Limit::of(0, Rc::clone(total));
    let result = match Source::from_reader(unpacked(packed, &limit)).open() {
        Ok(Opened::Text(mut decoded)) => {
            read_text(&mut decoded, Some(name_inside(path).to_owned()), options)
        }
        Ok(_) => Err(ReadError::Binary),
        Err(error) => Err(error),
    };
    limit.check()?;
    result.map(|mut part| {
        if limit.was_cut() {
            warn_truncated(&mut part.reading);
        }
        part
    })
}

/// What packed bytes hold, under a limit that grows with how many of them have been read.
fn unpacked<'a>(packed: Begun<'a>, limit: &Rc<Limit>) -> Limited<impl Read + use<'a>> {
    let counted = Counted { reader: packed.reader(), limit: Rc::clone(limit) };
    Limited::new(MultiGzDecoder::new(BufReader::new(counted)), limit)
}

/// Counts the packed bytes as they are read.
struct Counted<R> {
    reader: R,
    limit: Rc<Limit>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.limit.add_packed(read as u64);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_inside() {
        for (name, inside) in [
            ("logs/2024-06-03-1.log.gz", "logs/2024-06-03-1.log"),
            ("chat.TXT.GZ", "chat.TXT"),
            ("chat.txt", "chat.txt"),
            ("ả", "ả"),
            ("gz", "gz"),
            ("", ""),
        ] {
            assert_eq!(name_inside(name), inside);
        }
    }
}
