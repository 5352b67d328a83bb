//! The words in `attributedBody`: an `NSAttributedString` as Apple's `typedstream` writes it.
//!
//! Objects stand one within the other, each class and type named when it first comes. The words
//! are the first object, so their bytes are the first of the type `+`, which is named there:
//! `84 01 2b`, how many bytes, the bytes. Numbers are one byte, or `81` and two, or `82` and four.

/// The words; `None` where the bytes are anything else or cut off.
pub(super) fn words(stream: &[u8]) -> Option<String> {
    const BEGIN: &[u8] = b"\x04\x0bstreamtyped";
    const BYTES_FOLLOW: &[u8] = b"\x84\x01+";
    let body = stream.strip_prefix(BEGIN)?;
    let at = memchr::memmem::find(body, BYTES_FOLLOW)?;
    let (length, rest) = number(body.get(at + BYTES_FOLLOW.len()..)?)?;
    rest.get(..length).map(|bytes| String::from_utf8_lossy(bytes).into_owned())
}

fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    match first {
        0x81 => {
            let (number, rest) = rest.split_first_chunk::<2>()?;
            Some((usize::from(u16::from_le_bytes(*number)), rest))
        }
        0x82 => {
            let (number, rest) = rest.split_first_chunk::<4>()?;
            Some((usize::try_from(u32::from_le_bytes(*number)).ok()?, rest))
        }
        0x83..=0x91 => None,
        small => Some((usize::from(*small), rest)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As a Mac writes it, up to the words.
    const HEAD: &[u8] = b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x19NSMutableAttributedString\0\x84\x84\x12NSAttributedString\0\x84\x84\x08NSObject\0\x85\x92\x84\x84\x84\x0fNSMutableString\x01\x84\x84\x08NSString\x01\x95\x84\x01+";
    const TAIL: &[u8] =
        b"\x86\x84\x02iI\x01\x0a\x92\x84\x84\x84\x0cNSDictionary\0\x95\x84\x01i\x01\x92";

    fn written(words: &str) -> Vec<u8> {
        let length = words.len();
        let number = match length {
            0..0x80 => vec![u8::try_from(length).unwrap()],
            0x80..0x8000 => [&[0x81][..], &u16::try_from(length).unwrap().to_le_bytes()].concat(),
            _ => [&[0x82][..], &u32::try_from(length).unwrap().to_le_bytes()].concat(),
        };
        [HEAD, &number, words.as_bytes(), TAIL].concat()
    }

    #[test]
    fn words_of_every_length() {
        for text in ["", "Dạ", "a+b", &"ă".repeat(100), &"x".repeat(200), &"ố".repeat(30_000)]
        {
            assert_eq!(words(&written(text)).as_deref(), Some(text));
        }
    }

    #[test]
    fn what_is_cut_or_something_else_has_no_words() {
        let whole = written("Mai gặp nhé");
        assert_eq!(words(&whole[..whole.len() - TAIL.len() - 1]), None);
        assert_eq!(words(&whole[..HEAD.len()]), None);
        assert_eq!(words(b"bplist00"), None);
        assert_eq!(words(b""), None);
    }

    proptest! {
        #[test]
        fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = words(&[HEAD, &bytes].concat());
            let _ = words(&bytes);
        }
    }
}
