use std::io::{self, Cursor, Read, Seek};
use std::sync::Arc;

use crate::{MediaKind, ReadError, decode::Decoded, gzip, tar};

/// What is read: bytes, or a reader, with the name it goes by.
///
/// The name is only looked at, never opened: a platform's folder or file name helps to tell
/// formats apart, and an export without a title of its own is called after its file.
pub struct Source<'a> {
    pub(crate) name: Option<String>,
    input: Input<'a>,
}

enum Input<'a> {
    Stream(Box<dyn Read + 'a>),
    Seekable(Box<dyn ReadSeek + 'a>),
}

trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

/// Who is told of the bytes that are read, as they are read.
#[derive(Clone, Default)]
pub struct Watch(Option<Arc<dyn Fn(u64) + Send + Sync>>);

impl Watch {
    /// Calls this with the number of bytes, each time that some were read.
    pub fn new(told: impl Fn(u64) + Send + Sync + 'static) -> Watch {
        Watch(Some(Arc::new(told)))
    }
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Watch").field(&self.0.is_some()).finish()
    }
}

struct Watched<T> {
    reader: T,
    watch: Watch,
}

impl<T: Read> Read for Watched<T> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        if let Watch(Some(told)) = &self.watch {
            told(read as u64);
        }
        Ok(read)
    }
}

impl<T: Seek> Seek for Watched<T> {
    fn seek(&mut self, position: io::SeekFrom) -> io::Result<u64> {
        self.reader.seek(position)
    }
}

/// A source whose first bytes have been looked at.
pub(crate) enum Opened<'a> {
    Text(Decoded<'a>),
    Zip(Begun<'a>),
    Gzip(Begun<'a>),
    Tar(Begun<'a>),
    Database(Begun<'a>),
}

/// A source of which nothing but the first bytes has been read.
pub(crate) struct Begun<'a> {
    head: Vec<u8>,
    rest: Input<'a>,
}

/// A whole zip file or database.
pub(crate) struct Seekable<'a>(Box<dyn ReadSeek + 'a>);

impl Read for Seekable<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Seek for Seekable<'_> {
    fn seek(&mut self, position: io::SeekFrom) -> io::Result<u64> {
        self.0.seek(position)
    }
}

impl<'a> Begun<'a> {
    /// The whole from its first byte on.
    pub(crate) fn reader(self) -> Box<dyn Read + 'a> {
        let head = Cursor::new(self.head);
        match self.rest {
            Input::Stream(rest) => Box::new(head.chain(rest)),
            Input::Seekable(rest) => Box::new(head.chain(rest)),
        }
    }

    /// The whole, to be read in any order: held in memory where its reader cannot seek.
    pub(crate) fn seekable(self) -> io::Result<Seekable<'a>> {
        let mut held = self.head;
        match self.rest {
            Input::Stream(rest) => {
                rest.take(LARGEST_STREAMED).read_to_end(&mut held)?;
                Ok(Seekable(Box::new(Cursor::new(held))))
            }
            Input::Seekable(mut rest) => {
                rest.rewind()?;
                Ok(Seekable(rest))
            }
        }
    }
}

impl std::fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source").field("name", &self.name).finish_non_exhaustive()
    }
}

/// How much of a source is looked at to recognise it.
const HEAD: usize = 64 * 1024;
/// The most of a zip file or database that is held in memory when its reader cannot seek.
const LARGEST_STREAMED: u64 = 512 * 1024 * 1024;

impl<'a> Source<'a> {
    /// Reads from memory.
    pub fn from_bytes(bytes: &'a [u8]) -> Source<'a> {
        Source { name: None, input: Input::Seekable(Box::new(Cursor::new(bytes))) }
    }

    /// Reads from a stream, once, from front to back. A zip file or database in it is held in
    /// memory, up to 512 MB; use [`Source::from_seekable`] where the reader can seek.
    pub fn from_reader(reader: impl Read + 'a) -> Source<'a> {
        Source { name: None, input: Input::Stream(Box::new(reader)) }
    }

    /// Reads from a reader that can seek, such as an open file.
    pub fn from_seekable(reader: impl Read + Seek + 'a) -> Source<'a> {
        Source { name: None, input: Input::Seekable(Box::new(reader)) }
    }

    /// Gives the source the name of its file, best with the folders before it.
    pub fn named(self, name: impl Into<String>) -> Source<'a> {
        Source { name: Some(name.into()), ..self }
    }

    /// Has someone told of the bytes that are read.
    pub(crate) fn watched(self, watch: &Watch) -> Source<'a> {
        if watch.0.is_none() {
            return self;
        }
        let watch = watch.clone();
        let input = match self.input {
            Input::Stream(reader) => Input::Stream(Box::new(Watched { reader, watch })),
            Input::Seekable(reader) => Input::Seekable(Box::new(Watched { reader, watch })),
        };
        Source { input, ..self }
    }

    /// Looks at the first bytes: refuses what is not text, opens what is.
    pub(crate) fn open(self) -> Result<Opened<'a>, ReadError> {
        let mut head = Vec::with_capacity(HEAD);
        let mut rest = self.input;
        match &mut rest {
            Input::Stream(reader) => reader.by_ref().take(HEAD as u64).read_to_end(&mut head)?,
            Input::Seekable(reader) => reader.by_ref().take(HEAD as u64).read_to_end(&mut head)?,
        };
        if is_zip(&head) {
            return Ok(Opened::Zip(Begun { head, rest }));
        }
        if is_database(&head) {
            return Ok(Opened::Database(Begun { head, rest }));
        }
        if gzip::is_gzip(&head) {
            return Ok(Opened::Gzip(Begun { head, rest }));
        }
        if tar::is_tar(&head) {
            return Ok(Opened::Tar(Begun { head, rest }));
        }
        match rest {
            Input::Stream(reader) => text_from(head, reader),
            Input::Seekable(reader) => text_from(head, reader),
        }
    }
}

fn text_from<'a>(head: Vec<u8>, rest: impl Read + 'a) -> Result<Opened<'a>, ReadError> {
    if head.is_empty() {
        return Err(ReadError::Empty);
    }
    if let Some(kind) = media_kind(&head) {
        return Err(ReadError::Media(kind));
    }
    if is_known_binary(&head) {
        return Err(ReadError::Binary);
    }
    let decoded = Decoded::new(head, Box::new(rest)).ok_or(ReadError::Binary)?;
    Ok(Opened::Text(decoded))
}

fn is_zip(head: &[u8]) -> bool {
    [&b"PK\x03\x04"[..], b"PK\x05\x06", b"PK\x07\x08"].iter().any(|magic| head.starts_with(magic))
}

/// Whether it is a SQLite database by its first bytes.
pub(crate) fn is_database(head: &[u8]) -> bool {
    head.starts_with(b"SQLite format 3\0")
}

/// Pictures, sounds and videos by their first bytes, whatever the file is called.
fn media_kind(head: &[u8]) -> Option<MediaKind> {
    use MediaKind::{Picture, Sound, Video};

    const MAGIC: &[(usize, &[u8], MediaKind)] = &[
        (0, b"\x89PNG\r\n\x1a\n", Picture),
        (0, b"\xff\xd8\xff", Picture),
        (0, b"GIF87a", Picture),
        (0, b"GIF89a", Picture),
        (0, b"II*\0", Picture),
        (0, b"MM\0*", Picture),
        (0, b"8BPS\0", Picture),
        (0, b"\0\0\0\x0cJXL ", Picture),
        (0, b"\0\0\x01\0", Picture),
        (8, b"WEBP", Picture),
        (4, b"ftyphe", Picture),
        (4, b"ftypmif1", Picture),
        (4, b"ftypmsf1", Picture),
        (4, b"ftypavi", Picture),
        (4, b"ftypM4A", Sound),
        (4, b"ftypM4B", Sound),
        (4, b"ftyp", Video),
        (4, b"moov", Video),
        (0, b"\x1a\x45\xdf\xa3", Video),
        (0, b"FLV\x01", Video),
        (0, b"\0\0\x01\xba", Video),
        (0, b"OggS\0", Sound),
        (0, b"fLaC\0", Sound),
        (0, b"#!AMR", Sound),
        (0, b"\xff\xfb", Sound),
        (0, b"\xff\xf1", Sound),
    ];
    let begins =
        |at: usize, magic: &[u8]| head.get(at..).is_some_and(|rest| rest.starts_with(magic));
    let byte_below = |at: usize, bound: u8| head.get(at).is_some_and(|byte| *byte < bound);

    if begins(0, b"RIFF") {
        return match head.get(8..12) {
            Some(b"WEBP") => Some(Picture),
            Some(b"AVI ") => Some(Video),
            Some(b"WAVE") => Some(Sound),
            _ => None,
        };
    }
    if begins(0, b"BM") && begins(6, b"\0\0\0\0") {
        return Some(Picture);
    }
    if begins(0, b"ID3") && byte_below(3, 0x10) {
        return Some(Sound);
    }
    let start = head.iter().position(|byte| !byte.is_ascii_whitespace())?;
    if begins(start, b"<svg") {
        return Some(Picture);
    }
    let found = MAGIC.iter().find(|(at, magic, _)| *magic != b"WEBP" && begins(*at, magic));
    found.map(|(_, _, kind)| *kind)
}

fn is_known_binary(head: &[u8]) -> bool {
    const MAGIC: &[&[u8]] = &[
        b"%PDF-",
        b"Rar!\x1a",
        b"7z\xbc\xaf",
        b"\x7fELF",
        b"bplist0",
        b"{\\rtf",
        b"\xd0\xcf\x11\xe0",
    ];
    MAGIC.iter().any(|magic| head.starts_with(magic))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_for(bytes: &[u8]) -> &'static str {
        match Source::from_bytes(bytes).open() {
            Ok(_) => "opened",
            Err(error) => error.code(),
        }
    }

    #[test]
    fn media_is_recognised_by_its_bytes_and_goes_no_further() {
        for (bytes, code) in [
            (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], "picture"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", "picture"),
            (b"GIF89a\x01\0", "picture"),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "picture"),
            (b"\0\0\0\x18ftypheic\0\0\0\0", "picture"),
            (b"\0\0\0\x18ftypavif\0\0\0\0", "picture"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture"),
            (b"\0\0\0\x18ftypisom\0\0\0\0", "video"),
            (b"\0\0\0\x14ftypqt  \0\0\0\0", "video"),
            (b"\x1a\x45\xdf\xa3\x01", "video"),
            (b"RIFF\x10\0\0\0WAVEfmt ", "sound"),
            (b"ID3\x03\0\0\0", "sound"),
            (b"OggS\0\x02", "sound"),
            (b"%PDF-1.7\n", "binary"),
            (b"SQLite format 3\0", "opened"),
            (b"\x01\x02\x03\x04\x05\0\0\0", "binary"),
            (b"", "empty"),
        ] {
            assert_eq!(error_for(bytes), code, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn words_that_begin_like_media_are_still_words() {
        for text in ["BM ơi đi học chưa", "ID3 là gì vậy", "RIFF raff", "MM: chào", "II* gì cơ"]
        {
            assert_eq!(error_for(text.as_bytes()), "opened", "{text}");
        }
    }

    #[test]
    fn every_byte_is_told_to_who_watches() {
        use std::sync::atomic::{AtomicU64, Ordering};

        let export = "03/06/2024, 15:05 - Mẹ: Con tan học chưa?\n".repeat(10_000);
        for is_stream in [true, false] {
            let bytes = Arc::new(AtomicU64::new(0));
            let (count, largest) = (Arc::clone(&bytes), 1 << 17);
            let watch = Watch::new(move |more| {
                assert!(more <= largest);
                count.fetch_add(more, Ordering::Relaxed);
            });
            let source = match is_stream {
                true => Source::from_reader(export.as_bytes()),
                false => Source::from_bytes(export.as_bytes()),
            };
            let options = crate::ReadOptions { watch, ..crate::ReadOptions::default() };
            crate::read(source, &options).unwrap();
            assert_eq!(bytes.load(Ordering::Relaxed), export.len() as u64);
        }
    }
}
