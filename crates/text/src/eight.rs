//! Eight bytes of a message at once: most words are plain letters and no longer.

/// The plain letters at the beginning of eight bytes, worked on together.
pub(crate) struct Eight {
    bytes: u64,
    /// In lower case; what follows the letters is of no meaning.
    pub(crate) lower: [u8; Eight::SIZE],
    /// How many letters.
    pub(crate) size: usize,
}

impl Eight {
    pub(crate) const SIZE: usize = 8;

    /// Of the first eight bytes, or of all where there are fewer.
    #[inline]
    pub(crate) fn of(rest: &[u8]) -> Eight {
        let bytes = rest.first_chunk().copied().unwrap_or_else(|| {
            let mut bytes = [0; Eight::SIZE];
            bytes.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
            bytes
        });
        let bytes = u64::from_le_bytes(bytes);
        let lower = bytes | Eight::each(0x20);
        let low_bits = lower & Eight::each(0x7F);
        // The top bit of a byte of these says: from `a` on, beyond `z`.
        let from_a = low_bits + Eight::each(0x80 - b'a');
        let beyond_z = low_bits + Eight::each(0x7F - b'z');
        let others = !(from_a & !beyond_z & !bytes) & Eight::each(0x80);
        let size = others.trailing_zeros() as usize / 8;
        Eight { bytes, lower: lower.to_le_bytes(), size }
    }

    const fn each(byte: u8) -> u64 {
        u64::from_le_bytes([byte; Eight::SIZE])
    }

    /// The letters' codes, six bits each.
    #[inline]
    pub(crate) fn codes(&self) -> u64 {
        if self.size == 0 {
            return 0;
        }
        let codes = self.bytes.swap_bytes() & Eight::each(0x1F);
        let codes = codes >> (8 * (Eight::SIZE - self.size));
        let even = 0x00FF_00FF_00FF_00FF;
        let pairs = codes & even | (codes >> 8 & even) << 6;
        let even = 0x0000_FFFF_0000_FFFF;
        let fours = pairs & even | (pairs >> 16 & even) << 12;
        fours & 0xFFFF_FFFF | fours >> 32 << 24
    }

    /// How many of the letters are capitals.
    #[inline]
    pub(crate) fn capitals(&self) -> u32 {
        let capitals = !self.bytes & Eight::each(0x20);
        let letters = capitals.checked_shl(8 * (Eight::SIZE - self.size) as u32).unwrap_or(0);
        if letters == 0 { 0 } else { letters.count_ones() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::key;

    proptest! {
        #[test]
        fn eight_bytes_read_as_one_by_one(text in "([a-zA-Z]{0,9}[ -~\\x00éđ]?){2}") {
            let eight = Eight::of(text.as_bytes());
            let is_letter = |byte: &u8| byte.is_ascii_alphabetic();
            let letters: String =
                text.bytes().take(8).take_while(is_letter).map(char::from).collect();
            prop_assert_eq!(eight.size, letters.len());
            let lower = letters.to_ascii_lowercase();
            prop_assert_eq!(&eight.lower[..eight.size], lower.as_bytes());
            prop_assert_eq!(eight.codes(), key::of_ascii(&lower).0);
            let capitals = letters.bytes().filter(u8::is_ascii_uppercase).count();
            prop_assert_eq!(eight.capitals() as usize, capitals);
        }

        #[test]
        fn letters_held_for_long_are_seen(word in "[abz]{1,10}") {
            let held = ["aaa", "bbb", "zzz"].iter().any(|held| word.contains(held));
            prop_assert_eq!(key::has_triple(key::of_ascii(&word).0, word.len()), held);
        }
    }
}
