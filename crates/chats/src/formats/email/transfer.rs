//! How the words of a mail travel: quoted-printable, base64, charsets, flowed lines.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252, WINDOWS_1258};
use unicode_normalization::UnicodeNormalization;

/// How the bytes of a part are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Transfer {
    /// As they are.
    #[default]
    Plain,
    QuotedPrintable,
    Base64,
}

impl Transfer {
    pub(super) fn of(name: &str) -> Transfer {
        match name.trim().to_ascii_lowercase().as_str() {
            "quoted-printable" => Transfer::QuotedPrintable,
            "base64" => Transfer::Base64,
            _ => Transfer::Plain,
        }
    }
}

/// The words of a part.
pub(super) fn decoded(
    body: &str,
    transfer: Transfer,
    charset: Option<&'static Encoding>,
) -> String {
    let bytes = match transfer {
        // What stands in the file as it is was decoded with the file.
        _ if !body.is_ascii() => return body.to_owned(),
        Transfer::Plain => body.as_bytes().to_vec(),
        Transfer::QuotedPrintable => from_quoted_printable(body),
        Transfer::Base64 => from_base64(body),
    };
    from_charset(&bytes, charset).replace("\r\n", "\n")
}

/// The letters of bytes. Mails that say nothing, or something wrong, are nearly always UTF-8.
pub(super) fn from_charset(bytes: &[u8], charset: Option<&'static Encoding>) -> String {
    let valid = std::str::from_utf8(bytes).is_ok();
    let encoding = match charset {
        // ISO-2022-JP is valid UTF-8 and means something else.
        Some(charset) if !charset.is_ascii_compatible() || !valid => charset,
        None if !valid => WINDOWS_1252,
        _ => UTF_8,
    };
    let text = encoding.decode_without_bom_handling(bytes).0;
    // Windows-1258 writes tones after their letters.
    if encoding == WINDOWS_1258 { text.nfc().collect() } else { text.into_owned() }
}

/// Bytes of quoted-printable: `=C3=A9` is a letter, `=` at the end of a line is no end. What is
/// neither stays as it stands.
pub(super) fn from_quoted_printable(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte != b'=' {
            bytes.push(*byte);
            continue;
        }
        let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
        if rest.get(blanks) == Some(&b'\n') {
            rest = rest.get(blanks + 1..).unwrap_or_default();
            continue;
        }
        match (rest.first().and_then(hex), rest.get(1).and_then(hex)) {
            (Some(high), Some(low)) => {
                bytes.push(high << 4 | low);
                rest = rest.get(2..).unwrap_or_default();
            }
            _ => bytes.push(b'='),
        }
    }
    bytes
}

/// Bytes of base64. Letters that are none of it are passed over, as mails may break anywhere.
pub(super) fn from_base64(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits) = (0u32, 0u32);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => {
                // Padding ends a run; another may follow where two were joined.
                (held, bits) = (0, 0);
                continue;
            }
            _ => continue,
        };
        held = (held << 6 | u32::from(value)) & 0xff_ffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).unwrap_or_default());
        }
    }
    bytes
}

/// Bytes of `%C3%A9`.
pub(super) fn from_percents(text: &str) -> Vec<u8> {
    from_quoted_printable(&text.replace('=', "=3D").replace('%', "="))
}

fn hex(byte: &u8) -> Option<u8> {
    char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Joins lines that were broken only to fit (RFC 3676): those that end in a blank go on, save the
/// mark before a signature.
pub(super) fn unflowed(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    for line in text.lines() {
        let quoted = line.starts_with('>');
        let line = if quoted { line } else { line.strip_prefix(' ').unwrap_or(line) };
        whole.push_str(line);
        // Quoted lines are dropped one by one later; joining them to others would hide them.
        if !line.ends_with(' ') || line == "-- " || quoted {
            whole.push('\n');
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quoted_printable_and_its_mistakes() {
        let text = "M=E1=BA=B9 =\nơi = 2=3D2 =zz";
        assert_eq!(from_quoted_printable(text), "Mẹ ơi = 2=2 =zz".as_bytes());
    }

    #[test]
    fn charsets_are_those_declared() {
        let charset = |name: &str| Encoding::for_label(name.as_bytes());
        let quoted = Transfer::QuotedPrintable;
        assert_eq!(decoded("Me=F2 =F0i", quoted, charset("windows-1258")), "Mẹ đi");
        assert_eq!(decoded("caf=E9", quoted, charset("iso-8859-1")), "café");
        assert_eq!(decoded("M=E1=BA=B9", quoted, charset("us-ascii")), "Mẹ");
        assert_eq!(decoded("Mẹ", Transfer::Plain, charset("windows-1258")), "Mẹ");
        assert_eq!(decoded("\u{1b}$B$3\u{1b}(B", Transfer::Plain, charset("iso-2022-jp")), "こ");
    }

    #[test]
    fn flowed_lines_are_joined() {
        assert_eq!(unflowed("Mẹ \nơi\n con\n> a \n> b\n-- \nx"), "Mẹ ơi\ncon\n> a \n> b\n-- \nx\n");
    }

    proptest! {
        #[test]
        fn base64_reads_what_is_written(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
            let mut text = String::new();
            for three in bytes.chunks(3) {
                let held = three.iter().fold(0u32, |held, byte| held << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
                for place in 0..=three.len() {
                    text.push(char::from(LETTERS[(held >> (18 - 6 * place) & 63) as usize]));
                }
                text.extend(std::iter::repeat_n('=', 3 - three.len()));
            }
            prop_assert_eq!(from_base64(&text), bytes);
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            let _ = (from_quoted_printable(&text), from_base64(&text), unflowed(&text));
        }
    }
}
