use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1258};
use unicode_normalization::UnicodeNormalization;

use crate::{Warning, WarningCode};

/// Any text as valid UTF-8 without a byte order mark, however it is encoded, as it streams by.
///
/// The encoding is the byte order mark's; else UTF-16 where every other byte is zero; else UTF-8
/// where the first letters beyond ASCII are valid UTF-8; else Windows-1258 or 1252, whichever
/// makes words.
pub(crate) struct Decoded<'a> {
    rest: Box<dyn Read + 'a>,
    raw: Vec<u8>,
    decoder: Decoder,
    /// False while only ASCII has been seen, so that the encoding is still open.
    settled: bool,
    /// Decoded text, of which `position..end` waits to be read.
    text: Vec<u8>,
    position: usize,
    end: usize,
    ended: bool,
    /// Text of Windows-1258 that waits for its tone marks.
    uncomposed: String,
    line: u64,
    /// Whether the text so far ends in `\r`, of which what follows tells what it is.
    after_return: bool,
    /// Where the first letter is that told the old encoding.
    guessed_line: Option<u64>,
    first_bad_line: Option<u64>,
    first_binary_line: Option<u64>,
}

const CHUNK: usize = 64 * 1024;

impl<'a> Decoded<'a> {
    /// A decoder of what begins with `head` and goes on in `rest`; `None` where that is not text.
    pub(crate) fn new(head: Vec<u8>, rest: Box<dyn Read + 'a>) -> Option<Decoded<'a>> {
        let marked = Encoding::for_bom(&head).map(|(encoding, _)| encoding);
        let encoding = marked.or_else(|| unmarked_utf_16(&head));
        if encoding.is_none_or(|encoding| encoding == UTF_8) && is_noise(&head) {
            return None;
        }
        let settled = encoding.is_some();
        let mut decoded = Decoded {
            rest,
            raw: Vec::new(),
            decoder: encoding.unwrap_or(UTF_8).new_decoder_with_bom_removal(),
            settled,
            text: Vec::new(),
            position: 0,
            end: 0,
            ended: false,
            uncomposed: String::new(),
            line: 1,
            after_return: false,
            guessed_line: None,
            first_bad_line: None,
            first_binary_line: None,
        };
        decoded.raw = head;
        decoded.decode(false);
        Some(decoded)
    }

    /// The text that is decoded and not yet read: at first, the beginning of the whole.
    pub(crate) fn peek(&self) -> &str {
        let waiting = self.text.get(self.position..self.end).unwrap_or_default();
        std::str::from_utf8(waiting).unwrap_or_default()
    }

    /// What to say about the encoding, once everything has been read.
    pub(crate) fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let encoding = self.decoder.encoding();
        let legacy = encoding == WINDOWS_1258 || encoding == WINDOWS_1252;
        if legacy || self.first_bad_line.is_some() {
            let warning = Warning::new(WarningCode::Encoding).about(encoding.name());
            let line = self.first_bad_line.or(self.guessed_line.filter(|_| legacy));
            warnings.push(Warning { line, ..warning });
        }
        if let Some(line) = self.first_binary_line {
            warnings.push(Warning::new(WarningCode::Binary).at_line(line));
        }
        warnings
    }

    /// Decodes what is in `raw` into `text`.
    fn decode(&mut self, last: bool) {
        if !self.settled && !self.raw.is_ascii() {
            self.settled = true;
            let encoding = settle(&self.raw);
            if encoding != UTF_8 {
                let high = self.raw.iter().position(|byte| !byte.is_ascii());
                let before = high.and_then(|at| self.raw.get(..at)).unwrap_or_default();
                self.guessed_line = Some(self.line + count_newlines(before));
                self.decoder = encoding.new_decoder_without_bom_handling();
            }
        }
        let room = self.decoder.max_utf8_buffer_length(self.raw.len()).unwrap_or(CHUNK * 4);
        if self.text.len() < room {
            self.text.resize(room, 0);
        }
        let (_, _, written, had_errors) =
            self.decoder.decode_to_utf8(&self.raw, &mut self.text, last);
        (self.position, self.end) = (0, written);
        self.end_lines();

        let text = self.text.get(..self.end).unwrap_or_default();
        if had_errors && self.first_bad_line.is_none() {
            self.first_bad_line = Some(self.line + newlines_before(text, "\u{fffd}"));
        }
        if self.first_binary_line.is_none() && memchr::memchr(0, text).is_some() {
            self.first_binary_line = Some(self.line + newlines_before(text, "\0"));
        }
        self.line += count_newlines(text);
        if self.decoder.encoding() == WINDOWS_1258 {
            self.compose(last);
        }
    }

    /// Makes a line end of every `\r` that has no `\n` after it: old Macs, and what went through
    /// programs that mix the two.
    fn end_lines(&mut self) {
        if self.end == 0 {
            return;
        }
        if std::mem::take(&mut self.after_return) && self.text.first() != Some(&b'\n') {
            self.text.insert(0, b'\n');
            self.end += 1;
        }
        let text = self.text.get_mut(..self.end).unwrap_or_default();
        let mut from = 0;
        while let Some(at) = text.get(from..).and_then(|rest| memchr::memchr(b'\r', rest)) {
            from += at + 1;
            match text.get(from) {
                Some(b'\n') => {}
                Some(_) => {
                    if let Some(alone) = text.get_mut(from - 1) {
                        *alone = b'\n';
                    }
                }
                None => self.after_return = true,
            }
        }
    }

    /// Windows-1258 writes most tone marks after their letter; joins them, as everyone else
    /// writes them. A letter at the end of a chunk waits for its mark.
    fn compose(&mut self, last: bool) {
        let text = self.text.get(..self.end).unwrap_or_default();
        self.uncomposed.push_str(&String::from_utf8_lossy(text));
        let complete = if last {
            self.uncomposed.len()
        } else {
            self.uncomposed.rfind(char::is_whitespace).unwrap_or(0)
        };
        let waiting = self.uncomposed.split_off(complete);
        self.text = self.uncomposed.nfc().collect::<String>().into_bytes();
        self.end = self.text.len();
        self.uncomposed = waiting;
    }

    fn refill(&mut self) -> io::Result<()> {
        while self.position >= self.end && !self.ended {
            self.raw.clear();
            let read = (&mut self.rest).take(CHUNK as u64).read_to_end(&mut self.raw)?;
            self.ended = read == 0;
            self.decode(self.ended);
        }
        Ok(())
    }
}

impl Read for Decoded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let taken = available.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(available) {
            *to = *from;
        }
        self.consume(taken);
        Ok(taken)
    }
}

impl BufRead for Decoded<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.position >= self.end {
            self.refill()?;
        }
        Ok(self.text.get(self.position..self.end).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.position = (self.position + amount).min(self.end);
    }
}

fn count_newlines(text: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', text).count() as u64
}

fn newlines_before(text: &[u8], what: &str) -> u64 {
    let at = memchr::memmem::find(text, what.as_bytes()).unwrap_or(0);
    count_newlines(text.get(..at).unwrap_or_default())
}

/// UTF-16 without a byte order mark: letters of chats in any Latin script have a zero beside them.
fn unmarked_utf_16(head: &[u8]) -> Option<&'static Encoding> {
    let sample = head.get(..4096).unwrap_or(head);
    if sample.len() < 8 {
        return None;
    }
    let zeros = |start: usize| sample.iter().skip(start).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), sample.len() / 2);
    let many = |count: usize| count * 10 >= pairs * 3;
    let few = |count: usize| count * 50 <= pairs;
    match () {
        () if many(odd) && few(even) => Some(UTF_16LE),
        () if many(even) && few(odd) => Some(UTF_16BE),
        () => None,
    }
}

/// More control characters than any text has. Those that IRC uses for colours do not count.
fn is_noise(head: &[u8]) -> bool {
    let control = |byte: &&u8| {
        (**byte < 0x20 || **byte == 0x7f)
            && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b)
            && !matches!(**byte, 0x02 | 0x03 | 0x0f | 0x16 | 0x1d | 0x1f)
    };
    head.iter().filter(control).count() * 33 > head.len()
}

/// The encoding of bytes that are not all ASCII.
fn settle(bytes: &[u8]) -> &'static Encoding {
    let (mut letters, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        bad += chunk.invalid().len();
    }
    // Old encodings hardly ever make a letter of UTF-8 by chance, and up to three bytes may be cut
    // off at the end of the chunk.
    if bad <= 3 && letters >= bad || letters > bad {
        return UTF_8;
    }
    legacy(bytes)
}

/// Windows-1258 writes a tone as a byte of its own after a vowel, and đ as 0xF0; text of
/// Windows-1252 hardly ever has either.
fn legacy(bytes: &[u8]) -> &'static Encoding {
    let is_vowel = |byte: u8| {
        matches!(byte.to_ascii_lowercase(), b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
            || matches!(byte | 0x20, 0xe2 | 0xe3 | 0xea | 0xf4 | 0xf5 | 0xfd)
    };
    let is_tone = |byte: u8| matches!(byte, 0xcc | 0xd2 | 0xde | 0xec | 0xf2);
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    let tones = pairs.filter(|(before, byte)| is_tone(**byte) && is_vowel(**before)).count();
    let d_bars = bytes.iter().filter(|byte| matches!(**byte, 0xd0 | 0xf0)).count();
    let high = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    if (tones + d_bars) * 5 >= high { WINDOWS_1258 } else { WINDOWS_1252 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8]) -> (String, Vec<Warning>) {
        let cut = bytes.len().min(7);
        let (head, rest) = bytes.split_at(cut);
        let mut decoded = Decoded::new(head.to_vec(), Box::new(rest)).unwrap();
        let mut text = String::new();
        decoded.read_to_string(&mut text).unwrap();
        (text, decoded.warnings())
    }

    const CHAT: &str = "Me: hello\nMẹ: Đừng nói với ai nhé, hẹn ở cổng trường nhé con\n";

    #[test]
    fn reads_utf_8_and_utf_16_with_and_without_marks() {
        let utf_16 = |big: bool, mark: bool| {
            let mark = if mark { "\u{feff}" } else { "" };
            let units = format!("{mark}{CHAT}");
            let bytes = units
                .encode_utf16()
                .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() });
            bytes.collect::<Vec<u8>>()
        };
        assert_eq!(decode(CHAT.as_bytes()), (CHAT.into(), vec![]));
        assert_eq!(decode(format!("\u{feff}{CHAT}").as_bytes()), (CHAT.into(), vec![]));
        assert_eq!(decode(&utf_16(false, true)), (CHAT.into(), vec![]));
        assert_eq!(decode(&utf_16(true, true)), (CHAT.into(), vec![]));
        // Without a mark there must be a head long enough to judge by.
        for big in [false, true] {
            let bytes = utf_16(big, false);
            let decoded = Decoded::new(bytes, Box::new(io::empty())).unwrap();
            assert_eq!(decoded.peek(), CHAT);
        }
    }

    #[test]
    fn reads_windows_1258_as_people_write_vietnamese() {
        let bytes = b"Me: hello\nMe\xf2: \xd0\xfd\xecng ho\xd2i\n";
        let (text, warnings) = decode(bytes);
        assert_eq!(text, "Me: hello\nMẹ: Đứng hỏi\n");
        let warning = Warning::new(WarningCode::Encoding).about("windows-1258");
        assert_eq!(warnings, [warning.at_line(2)]);
    }

    #[test]
    fn reads_windows_1252() {
        let (text, warnings) = decode(b"Ana: \xbfqu\xe9 tal? ma\xf1ana caf\xe9\n");
        assert_eq!(text, "Ana: ¿qué tal? mañana café\n");
        let warning = Warning::new(WarningCode::Encoding).about("windows-1252");
        assert_eq!(warnings, [warning.at_line(1)]);
    }

    #[test]
    fn every_line_end_ends_a_line() {
        for (bytes, text) in [
            ("a\rb\rc", "a\nb\nc"),
            ("a\r\nb\rc\nd", "a\r\nb\nc\nd"),
            ("\r\r\n\n\r", "\n\r\n\n\r"),
            // The head of the tests ends after seven bytes.
            ("abcdef\rgh", "abcdef\r\ngh"),
            ("abcdef\r\ngh", "abcdef\r\ngh"),
            ("abcdef\r\rgh", "abcdef\r\n\ngh"),
        ] {
            assert_eq!(decode(bytes.as_bytes()), (text.into(), vec![]), "{bytes:?}");
        }
    }

    #[test]
    fn one_bad_byte_does_not_spoil_the_rest() {
        let mut bytes = CHAT.repeat(3).into_bytes();
        bytes.extend(b"B: \xff\n");
        let (text, warnings) = decode(&bytes);
        assert_eq!(text, format!("{}B: \u{fffd}\n", CHAT.repeat(3)));
        assert_eq!(warnings.len(), 1);
        assert_eq!((warnings[0].code, warnings[0].line), (WarningCode::Encoding, Some(7)));
    }
}
