//! A word letter by letter, for those that need a second look.

use crate::fold::{Fold, Part, Reading, Role};
use crate::key::{self, Letter, Roll};
use crate::{Span, WordKey};

/// One letter, digit or sign of a word and where it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Glyph {
    pub(crate) sort: Sort,
    pub(crate) span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Sort {
    /// A Latin letter or a digit.
    Latin(Letter),
    /// A letter of another script.
    Foreign(char),
    /// A sign drawn like a letter, or a mark between letters.
    Sign(char),
}

impl Glyph {
    /// Whether it is a letter or digit.
    pub(crate) fn is_letter(&self) -> bool {
        !matches!(self.sort, Sort::Sign(_))
    }

    /// The Latin letter or digit, if it is one.
    pub(crate) fn latin(&self) -> Option<Letter> {
        match self.sort {
            Sort::Latin(letter) => Some(letter),
            _ => None,
        }
    }

    /// The ASCII byte of the letter without its marks; the sign itself; 0 for another script.
    pub(crate) fn byte(&self) -> u8 {
        match self.sort {
            Sort::Latin(letter) => key::byte(letter.base),
            Sort::Sign(sign) if sign.is_ascii() => sign as u8,
            _ => 0,
        }
    }

    pub(crate) fn is_digit(&self) -> bool {
        self.byte().is_ascii_digit()
    }

    /// Whether two glyphs are the same letter, marks aside.
    pub(crate) fn is_like(&self, other: &Glyph) -> bool {
        match (self.sort, other.sort) {
            (Sort::Latin(one), Sort::Latin(two)) => one.base == two.base,
            _ => self.sort == other.sort,
        }
    }

    /// The same, and of the same shape: `u` is not `ư`.
    pub(crate) fn is_same_vowel(&self, other: &Glyph) -> bool {
        let shaped = |glyph: &Glyph| glyph.latin().map(|letter| letter.shaped);
        self.is_like(other) && shaped(self) == shaped(other)
    }
}

/// Appends the glyphs of a stretch of the message.
pub(crate) fn spell(message: &str, span: Span, fold: &Fold, glyphs: &mut Vec<Glyph>) {
    let start = glyphs.len();
    for (at, character) in span.of(message).char_indices() {
        let at = span.start + at as u32;
        let span = Span { start: at, end: at + character.len_utf8() as u32 };
        let folded = fold.get(character);
        match folded.role() {
            Role::Letter | Role::Digit => {
                glyphs.push(Glyph { sort: Sort::Latin(folded.as_letter()), span });
            }
            Role::Spelt => spell_reading(fold.spelt(folded), span, fold, glyphs),
            Role::Unlisted if character.is_alphanumeric() => {
                spell_foreign(character, span, fold, glyphs);
            }
            Role::Mark => {
                if glyphs.len() > start
                    && let Some(last) = glyphs.last_mut()
                {
                    if let Sort::Latin(letter) = &mut last.sort {
                        *letter = letter.marked(character);
                    }
                    last.span.end = span.end;
                }
            }
            Role::Ignored | Role::Apostrophe => {}
            _ => glyphs.push(Glyph { sort: Sort::Sign(character), span }),
        }
    }
}

fn spell_reading(notation: &str, span: Span, fold: &Fold, glyphs: &mut Vec<Glyph>) {
    for part in Reading::of(notation) {
        match part {
            Part::Latin(letter) => glyphs.push(Glyph { sort: Sort::Latin(letter), span }),
            Part::Foreign(character) => spell_foreign(character, span, fold, glyphs),
        }
    }
}

/// A letter of another script: in lower case, and read as Latin where only its lower case looks
/// Latin. The syllables of Hangul come apart into their letters, as in NFD.
fn spell_foreign(character: char, span: Span, fold: &Fold, glyphs: &mut Vec<Glyph>) {
    let mut push = |character: char| {
        let lower = character.to_lowercase().next().unwrap_or(character);
        let folded = fold.get(lower);
        let sort = match folded.role() {
            Role::Letter | Role::Digit => Sort::Latin(folded.as_letter()),
            _ => Sort::Foreign(lower),
        };
        glyphs.push(Glyph { sort, span });
    };
    match hangul(character) {
        Some(letters) => letters.into_iter().flatten().for_each(push),
        None => push(character),
    }
}

/// The two or three letters of a Hangul syllable (Unicode, section 3.12).
fn hangul(character: char) -> Option<[Option<char>; 3]> {
    let place = (character as u32).checked_sub(0xAC00).filter(|place| *place < 11_172)?;
    let last = place % 28;
    Some([
        char::from_u32(0x1100 + place / 588),
        char::from_u32(0x1161 + place % 588 / 28),
        char::from_u32(0x11A7 + last).filter(|_| last > 0),
    ])
}

/// The bare and the marked key of letters; the bare letters go to `letters` one by one.
///
/// Tones stand behind all letters of the marked key, so that `hòa` and `hoà` meet.
pub(crate) fn keys(glyphs: &[Glyph], mut letters: impl FnMut(char)) -> (WordKey, WordKey) {
    let (mut bare, mut marked) = (Roll::default(), Roll::default());
    for glyph in glyphs {
        match glyph.sort {
            Sort::Latin(letter) => {
                bare.push(letter.base);
                marked.push(letter.shaped);
                letters(char::from(key::byte(letter.base)));
            }
            Sort::Foreign(character) | Sort::Sign(character) => {
                bare.push_foreign(character);
                marked.push_foreign(character);
                letters(character);
            }
        }
    }
    for tone in glyphs.iter().filter_map(Glyph::latin).map(|l| l.tone).filter(|tone| *tone > 0) {
        marked.push_tone(tone);
    }
    (bare.key(), marked.key())
}

/// The bare key alone.
pub(crate) fn bare_key(glyphs: &[Glyph]) -> WordKey {
    keys(glyphs, |_| ()).0
}
