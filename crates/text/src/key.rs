//! Letters as six-bit codes, and words as keys of them.

use crate::WordKey;

/// Codes: `a`–`z` 1–26, `0`–`9` 27–36, `ă â ê ô ơ ư đ` 37–43, tones 44–48; 63 opens a
/// character of another script.
const TONES: u8 = 43;
const FOREIGN: u8 = 63;

/// The marks that make another vowel or consonant of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `â ê ô`
    Circumflex,
    /// `ă`
    Breve,
    /// `ơ ư`
    Horn,
    /// `đ`
    Stroke,
}

/// A Latin letter or digit as codes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Letter {
    /// Without marks.
    pub(crate) base: u8,
    /// With its shape.
    pub(crate) shaped: u8,
    /// 0, or 1–5 for sắc, huyền, hỏi, ngã, nặng.
    pub(crate) tone: u8,
}

impl Letter {
    /// The lower-case ASCII letter or digit; `None` for any other character.
    pub(crate) fn plain(character: char) -> Option<Letter> {
        let base = match character {
            'a'..='z' => character as u8 - b'a' + 1,
            '0'..='9' => character as u8 - b'0' + 27,
            _ => return None,
        };
        Some(Letter { base, shaped: base, tone: 0 })
    }

    /// The letter with this shape; itself where the shape does not fit it.
    pub(crate) fn shaped(self, shape: Shape) -> Letter {
        let shaped = match (shape, byte(self.base)) {
            (Shape::Breve, b'a') => 37,
            (Shape::Circumflex, b'a') => 38,
            (Shape::Circumflex, b'e') => 39,
            (Shape::Circumflex, b'o') => 40,
            (Shape::Horn, b'o') => 41,
            (Shape::Horn, b'u') => 42,
            (Shape::Stroke, b'd') => 43,
            _ => return self,
        };
        Letter { shaped, ..self }
    }

    /// The letter with a combining mark put on it, in whatever order canonically equal texts
    /// have their marks: the horn outranks other shapes, the dot below other tones, and
    /// else the first counts.
    pub(crate) fn marked(self, mark: char) -> Letter {
        if is_digit(self.base) {
            return self;
        }
        let unshaped = self.base == self.shaped;
        let tone = match mark {
            '\u{301}' | '\u{341}' | '\u{344}' => 1,
            '\u{300}' | '\u{340}' => 2,
            '\u{309}' => 3,
            '\u{303}' => 4,
            '\u{323}' => return Letter { tone: 5, ..self },
            '\u{31B}' => return self.shaped(Shape::Horn),
            '\u{302}' if unshaped => return self.shaped(Shape::Circumflex),
            '\u{306}' if unshaped => return self.shaped(Shape::Breve),
            _ => return self,
        };
        if self.tone == 0 { Letter { tone, ..self } } else { self }
    }
}

/// Whether a code is a digit's.
pub(crate) fn is_digit(code: u8) -> bool {
    (27..=36).contains(&code)
}

/// The ASCII byte of a base code.
pub(crate) fn byte(code: u8) -> u8 {
    match code {
        1..=26 => b'a' + code - 1,
        27..=36 => b'0' + code - 27,
        _ => b'?',
    }
}

/// A key in the making: exact up to ten codes, mixed from there on.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Roll {
    bits: u64,
    codes: u32,
}

/// The most codes of an exact key.
pub(crate) const EXACT: u32 = 10;
const HASHED: u64 = 1 << 63;

/// Whether a code stands three times in a row among the `size` codes of an exact key.
#[inline]
pub(crate) fn has_triple(bits: u64, size: usize) -> bool {
    const LOW: u64 = each(0x1F);
    const TOP: u64 = each(0x20);
    // Of each code, whether it differs from the one before it.
    let changes = bits ^ (bits >> 6);
    let differs = ((changes & LOW) + LOW) | changes;
    let within = (1_u64 << (6 * size.saturating_sub(1)).min(60)) - 1;
    let same = !differs & TOP & within;
    same & (same >> 6) != 0
}

const fn each(code: u64) -> u64 {
    let (mut bits, mut at) = (0, 0);
    while at < EXACT {
        bits |= code << (6 * at);
        at += 1;
    }
    bits
}

impl Roll {
    #[inline]
    pub(crate) fn push(&mut self, code: u8) {
        self.bits = if self.codes < EXACT {
            self.bits << 6 | u64::from(code)
        } else {
            (self.bits.rotate_left(5) ^ u64::from(code)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        };
        self.codes += 1;
    }

    pub(crate) fn push_tone(&mut self, tone: u8) {
        self.push(TONES + tone);
    }

    pub(crate) fn push_foreign(&mut self, character: char) {
        self.push(FOREIGN);
        for shift in [18, 12, 6, 0] {
            self.push((character as u32 >> shift & 63) as u8);
        }
    }

    /// The key of the codes so far.
    #[inline]
    pub(crate) fn key(self) -> WordKey {
        if self.codes <= EXACT {
            return WordKey(self.bits);
        }
        let mut bits = self.bits;
        bits = (bits ^ bits >> 33).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
        bits = (bits ^ bits >> 33).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
        WordKey((bits ^ bits >> 33) | HASHED)
    }
}

/// The bare key of a word of lower-case ASCII letters and digits, other bytes left out.
pub(crate) fn of_ascii(word: &str) -> WordKey {
    let mut roll = Roll::default();
    for letter in word.chars().filter_map(Letter::plain) {
        roll.push(letter.base);
    }
    roll.key()
}

/// The codes of an exact key, in order; `None` where the key is mixed or holds another script.
pub(crate) fn codes(key: WordKey) -> Option<Vec<u8>> {
    let size = 64_u32.saturating_sub(key.0.leading_zeros()).div_ceil(6);
    if size > EXACT {
        return None;
    }
    let codes: Vec<u8> = (0..size).rev().map(|place| (key.0 >> (6 * place) & 63) as u8).collect();
    codes.iter().all(|code| *code > 0 && *code <= TONES + 5).then_some(codes)
}

/// Whether a marked word of the same bare letters bears every mark that the written one bears.
pub(crate) fn keeps_marks(written: WordKey, marked: WordKey) -> bool {
    if written == marked {
        return true;
    }
    let (Some(written), Some(marked)) = (codes(written), codes(marked)) else { return false };
    let letters = |codes: &[u8]| codes.iter().copied().filter(|code| *code <= TONES).collect();
    let (own, full): (Vec<u8>, Vec<u8>) = (letters(&written), letters(&marked));
    let is_shaped = |code: u8| code > 36;
    let tone_of = |codes: &[u8]| codes.iter().find_map(|code| tone(*code));
    own.len() == full.len()
        && own.iter().zip(&full).all(|(own, full)| own == full || !is_shaped(*own))
        && tone_of(&written).is_none_or(|own| tone_of(&marked) == Some(own))
}

/// The letter or digit of a code that is not a tone.
pub(crate) fn letter(code: u8) -> Option<char> {
    const SHAPED: [char; 7] = ['ă', 'â', 'ê', 'ô', 'ơ', 'ư', 'đ'];
    match code {
        1..=36 => Some(char::from(byte(code))),
        37..=43 => SHAPED.get(usize::from(code - 37)).copied(),
        _ => None,
    }
}

/// The tone of a code: 1–5 for sắc, huyền, hỏi, ngã, nặng.
pub(crate) fn tone(code: u8) -> Option<usize> {
    (TONES + 1..=TONES + 5).contains(&code).then(|| usize::from(code - TONES))
}

/// A vowel with a tone.
pub(crate) fn toned(vowel: char, tone: usize) -> Option<char> {
    const VOWELS: [&str; 12] = [
        "aáàảãạ",
        "ăắằẳẵặ",
        "âấầẩẫậ",
        "eéèẻẽẹ",
        "êếềểễệ",
        "iíìỉĩị",
        "oóòỏõọ",
        "ôốồổỗộ",
        "ơớờởỡợ",
        "uúùủũụ",
        "ưứừửữự",
        "yýỳỷỹỵ",
    ];
    VOWELS.iter().find(|row| row.starts_with(vowel))?.chars().nth(tone)
}
