//! Tar archives: blocks of 512 bytes, a header before each file. Only files are read; links,
//! devices and folders are passed over, and nothing is written to any disk.

use std::io::{self, Read};

use crate::{
    ArchiveLimit, ReadError, ReadOptions, Reading,
    archive::{Entries, MOST_ENTRIES, warn_truncated},
};

const BLOCK: usize = 512;
/// No name in an export is longer.
const LONGEST_NAME: u64 = 64 * 1024;

/// Whether bytes begin with the header of a tar archive, which carries its own sum.
pub(crate) fn is_tar(head: &[u8]) -> bool {
    head.first_chunk::<BLOCK>().is_some_and(|block| Header::parse(block).is_some())
}

/// Reads every export in a tar archive.
///
/// # Errors
///
/// Where it is refused, or cut off before the first chat, or holds none.
pub(crate) fn read(
    reader: impl Read,
    name: Option<&str>,
    options: &ReadOptions,
) -> Result<Vec<Reading>, ReadError> {
    let mut entries = Entries::new(name, options);
    let mut tar = Tar { reader, left: 0, padding: 0, cut: false };
    let mut files = 0;
    while let Some(file) = tar.next()? {
        files += 1;
        if files > MOST_ENTRIES {
            return Err(ReadError::ArchiveRefused(ArchiveLimit::Entries));
        }
        entries.read(&file.name, &mut tar, file.size)?;
    }
    match entries.collected.finish() {
        Err(ReadError::ArchiveRefused(limit)) => Err(ReadError::ArchiveRefused(limit)),
        Err(_) if tar.cut => Err(ReadError::ArchiveDamaged),
        Ok(mut readings) if tar.cut => {
            if let Some(last) = readings.last_mut() {
                warn_truncated(last);
            }
            Ok(readings)
        }
        result => result,
    }
}

/// A tar archive as it streams by. Reads as the content of the file that it stands at.
struct Tar<R> {
    reader: R,
    /// How much of the file's content waits to be read, and how much fills its last block.
    left: u64,
    padding: u64,
    /// Whether it ended before it was whole.
    cut: bool,
}

/// A file, whose content follows.
struct File {
    name: String,
    size: u64,
}

impl<R: Read> Tar<R> {
    /// The next file; `None` at the end, or where the archive is cut off or damaged.
    fn next(&mut self) -> io::Result<Option<File>> {
        // What a header of its own says about the file after it.
        let (mut name, mut size) = (None, None);
        loop {
            self.pass_over()?;
            let mut block = [0; BLOCK];
            let read = read_whole(&mut self.reader, &mut block)?;
            // An archive ends with empty blocks, which some leave out.
            if read == 0 || block.iter().all(|byte| *byte == 0) {
                return Ok(None);
            }
            let Some(header) = Header::parse(&block).filter(|_| !self.cut) else {
                self.cut = true;
                return Ok(None);
            };
            // What is said of the next file is not said of another header before it.
            self.left = match header.kind {
                Kind::File | Kind::Other => size.unwrap_or(header.size),
                Kind::LongName | Kind::Extended | Kind::About => header.size,
            };
            self.padding = self.left.wrapping_neg() % BLOCK as u64;
            match header.kind {
                Kind::File => {
                    return Ok(Some(File { name: name.unwrap_or(header.name), size: self.left }));
                }
                Kind::LongName if self.left <= LONGEST_NAME => {
                    name = Some(text(&self.content()?));
                }
                Kind::Extended if self.left <= LONGEST_NAME => {
                    let content = self.content()?;
                    for (key, value) in records(&content) {
                        match key {
                            b"path" => name = Some(text(value)),
                            b"size" => size = text(value).parse().ok(),
                            _ => {}
                        }
                    }
                }
                Kind::LongName | Kind::Extended | Kind::About => {}
                // What was said of the next was said of this.
                Kind::Other => (name, size) = (None, None),
            }
        }
    }

    /// The content of a short file.
    fn content(&mut self) -> io::Result<Vec<u8>> {
        let mut content = Vec::new();
        self.read_to_end(&mut content)?;
        Ok(content)
    }

    /// Passes over what is left of the present file.
    fn pass_over(&mut self) -> io::Result<()> {
        let rest = self.left.saturating_add(self.padding);
        let passed = io::copy(&mut (&mut self.reader).take(rest), &mut io::sink())?;
        // The last block need not be full where nothing comes after it.
        self.cut |= passed < self.left;
        (self.left, self.padding) = (0, 0);
        Ok(())
    }
}

impl<R: Read> Read for Tar<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = (&mut self.reader).take(self.left).read(buffer)?;
        self.cut |= read == 0 && self.left > 0 && !buffer.is_empty();
        self.left = self.left.saturating_sub(read as u64);
        Ok(read)
    }
}

/// Fills a buffer as far as the reader goes.
fn read_whole(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut whole = Vec::with_capacity(buffer.len());
    reader.take(buffer.len() as u64).read_to_end(&mut whole)?;
    for (to, from) in buffer.iter_mut().zip(&whole) {
        *to = *from;
    }
    Ok(whole.len())
}

/// What stands before the content of a file.
struct Header {
    name: String,
    size: u64,
    kind: Kind,
}

enum Kind {
    File,
    /// The name of the next file, which is too long for its header.
    LongName,
    /// Keys and values about the next file.
    Extended,
    /// What matters to others: the name of a link, what all files have in common.
    About,
    /// A folder, link or device.
    Other,
}

impl Header {
    /// Reads a header; `None` where the sum that it carries is not its own.
    fn parse(block: &[u8; BLOCK]) -> Option<Header> {
        const SUM: std::ops::Range<usize> = 148..156;
        let sum = block.iter().enumerate();
        let sum = sum.map(|(at, byte)| u64::from(if SUM.contains(&at) { b' ' } else { *byte }));
        if number(block.get(SUM)?)? != sum.sum::<u64>() || block.first() == Some(&0) {
            return None;
        }
        let mut name = text(block.get(..100)?);
        let prefix = text(block.get(345..500)?);
        // Only the form of POSIX keeps the first part of a long name here.
        if block.get(257..263) == Some(b"ustar\0") && !prefix.is_empty() {
            name = format!("{prefix}/{name}");
        }
        let kind = match block.get(156)? {
            0 | b'0' | b'7' if !name.ends_with('/') => Kind::File,
            b'L' => Kind::LongName,
            b'x' => Kind::Extended,
            b'K' | b'g' => Kind::About,
            _ => Kind::Other,
        };
        let size = number(block.get(124..136)?)?;
        Some(Header { name, size, kind })
    }
}

/// A number in octal digits, or, where it is too large for those, in bytes after a mark.
fn number(field: &[u8]) -> Option<u64> {
    if let Some((0x80, bytes)) = field.split_first() {
        return bytes
            .iter()
            .try_fold(0u64, |number, byte| number.checked_mul(256)?.checked_add(u64::from(*byte)));
    }
    let digits = std::str::from_utf8(field).ok()?.trim_matches([' ', '\0']);
    if digits.is_empty() { Some(0) } else { u64::from_str_radix(digits, 8).ok() }
}

/// The text up to the first zero.
fn text(field: &[u8]) -> String {
    let end = field.iter().position(|byte| *byte == 0).unwrap_or(field.len());
    String::from_utf8_lossy(field.get(..end).unwrap_or_default()).into_owned()
}

/// Records of the form `30 path=name\n`, the number being the length of the whole.
fn records(mut content: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    std::iter::from_fn(move || {
        let blank = content.iter().position(|byte| *byte == b' ')?;
        let length = std::str::from_utf8(content.get(..blank)?).ok()?.parse().ok()?;
        let record = content.get(blank + 1..length)?;
        content = content.get(length..)?;
        let record = record.strip_suffix(b"\n").unwrap_or(record);
        let equals = record.iter().position(|byte| *byte == b'=')?;
        Some((record.get(..equals)?, record.get(equals + 1..)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, kind: u8, content: &[u8]) -> Vec<u8> {
        let mut block = [0u8; BLOCK];
        block[..name.len()].copy_from_slice(name.as_bytes());
        block[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
        block[156] = kind;
        block[257..265].copy_from_slice(b"ustar\x0000");
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        let padding = content.len().wrapping_neg() % BLOCK;
        [&block[..], content, &vec![0; padding]].concat()
    }

    fn files(bytes: &[u8]) -> (Vec<(String, String)>, bool) {
        let mut tar = Tar { reader: bytes, left: 0, padding: 0, cut: false };
        let mut files = Vec::new();
        while let Some(file) = tar.next().unwrap() {
            let content = tar.content().unwrap();
            files.push((file.name, String::from_utf8(content).unwrap()));
        }
        (files, tar.cut)
    }

    #[test]
    fn files_alone_are_read() {
        let long = format!("thư mục/{}.txt", "a".repeat(300));
        let path = format!("path={long}\n");
        let path = format!("{} {path}", path.len() + 4);
        let whole = [
            file("a/", b'5', b""),
            file("a/link", b'2', b""),
            file("a/1.txt", b'0', b"one"),
            file("long", b'L', format!("{long}\0").as_bytes()),
            file("short", b'0', b"two"),
            file("extended", b'x', path.as_bytes()),
            file("short", 0, &[b'3'; 600]),
            file("empty", b'0', b""),
            vec![0; 1024],
        ]
        .concat();
        let (read, cut) = files(&whole);
        let expected = [
            ("a/1.txt", "one".to_owned()),
            (long.as_str(), "two".to_owned()),
            (long.as_str(), "3".repeat(600)),
            ("empty", String::new()),
        ];
        assert_eq!(read, expected.map(|(name, text)| (name.to_owned(), text)));
        assert!(!cut);
        assert!(is_tar(&whole));

        let (read, cut) = files(&whole[..whole.len() - 2000]);
        assert_eq!((read.len(), cut), (3, true));
        let mut broken = whole;
        broken[BLOCK * 4] ^= 1;
        let (read, cut) = files(&broken);
        assert_eq!((read.len(), cut), (1, true));
    }

    #[test]
    fn other_bytes_are_no_archive() {
        assert!(!is_tar(&[0; BLOCK]));
        assert!(!is_tar(&[b'a'; 4 * BLOCK]));
        assert!(!is_tar(b"short"));
    }

    #[test]
    fn sizes_that_cannot_be_end_the_archive() {
        assert_eq!(number(b"00000000017\0"), Some(15));
        assert_eq!(number(b"\x80\0\0\0\0\0\0\0\0\0\x01\0"), Some(256));
        assert_eq!(number(b"\x80\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), None);
        assert_eq!(number(b"12x"), None);
    }
}
