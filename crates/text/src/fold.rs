//! What each character is to the normaliser: one table look-up a character.
//!
//! The readings of letters are made from the Unicode data by `tests/fold_table.rs`; what is a
//! space, a joiner or an emoji is said here.

mod table;

use std::sync::OnceLock;

use crate::key::{self, Letter};

/// The part that a character plays in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Reads as one Latin letter.
    Letter,
    /// Reads as a decimal digit.
    Digit,
    /// Reads as several letters, or as letters of another script: see [`Fold::spelt`].
    Spelt,
    /// Not in the table: a letter of another script, or nothing that matters.
    Unlisted,
    /// A combining mark: belongs to the letter before.
    Mark,
    /// Not there at all: zero-width, bidirectional, control, variation selectors, skin tones.
    Ignored,
    /// A space.
    Space,
    /// A line ends.
    Line,
    /// May end a sentence.
    Stop,
    /// A question mark.
    Question,
    /// A mark that splits words for disguise: `s.e.n.d`.
    Joiner,
    /// Dropped between letters: `don't`.
    Apostrophe,
    /// A sign drawn like a letter: `p@ss`, `$end`.
    Sign,
    /// Read as a word.
    Emoji,
    /// Everything else between words.
    Other,
}

/// A character's role and, for a letter, how it reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Folded(u32);

const ROLES: [Role; 16] = [
    Role::Unlisted,
    Role::Letter,
    Role::Digit,
    Role::Spelt,
    Role::Mark,
    Role::Ignored,
    Role::Space,
    Role::Line,
    Role::Stop,
    Role::Question,
    Role::Joiner,
    Role::Apostrophe,
    Role::Sign,
    Role::Emoji,
    Role::Other,
    Role::Other,
];

impl Folded {
    const UNLISTED: Folded = Folded(0);

    fn plain(role: Role) -> Folded {
        let place = ROLES.iter().position(|r| *r == role).unwrap_or(0);
        Folded((place as u32) << 28)
    }

    fn letter(role: Role, letter: Letter, capital: bool, look_alike: bool) -> Folded {
        let flags = u32::from(capital) << 18 | u32::from(look_alike) << 19;
        Folded(
            Folded::plain(role).0
                | u32::from(letter.base)
                | u32::from(letter.shaped) << 6
                | u32::from(letter.tone) << 12
                | flags,
        )
    }

    pub(crate) fn role(self) -> Role {
        ROLES[(self.0 >> 28) as usize & 15]
    }

    /// The letter or digit that it reads as.
    pub(crate) fn as_letter(self) -> Letter {
        Letter {
            base: (self.0 & 63) as u8,
            shaped: (self.0 >> 6 & 63) as u8,
            tone: (self.0 >> 12 & 7) as u8,
        }
    }

    pub(crate) fn is_capital(self) -> bool {
        self.0 >> 18 & 1 == 1
    }

    /// Whether it only looks like what it reads as.
    pub(crate) fn is_look_alike(self) -> bool {
        self.0 >> 19 & 1 == 1
    }

    fn place(self) -> usize {
        (self.0 & 0xFFFF) as usize
    }
}

const PAGE: usize = 128;

/// The table over all characters, in pages of which most are the empty one.
pub(crate) struct Fold {
    pages: Vec<[Folded; PAGE]>,
    index: Vec<u16>,
    spelt: Vec<&'static str>,
}

impl Fold {
    /// The one table, made on first use.
    pub(crate) fn table() -> &'static Fold {
        static TABLE: OnceLock<Fold> = OnceLock::new();
        TABLE.get_or_init(Fold::make)
    }

    /// What a character is.
    #[inline]
    pub(crate) fn get(&self, character: char) -> Folded {
        let point = character as usize;
        let page = self.index.get(point / PAGE).copied().unwrap_or(0) as usize;
        match self.pages.get(page) {
            Some(page) => page[point % PAGE],
            None => Folded::UNLISTED,
        }
    }

    /// The reading of a character of role [`Role::Spelt`].
    pub(crate) fn spelt(&self, folded: Folded) -> &'static str {
        self.spelt.get(folded.place()).copied().unwrap_or("")
    }

    fn make() -> Fold {
        let pages = vec![[Folded::UNLISTED; PAGE]];
        let index = vec![0; char::MAX as usize / PAGE + 1];
        let mut fold = Fold { pages, index, spelt: Vec::new() };
        for (first, last) in EMOJI {
            fold.set_all(*first, *last, Role::Emoji);
        }
        for (first, last) in table::MARKS {
            fold.set_all(*first, *last, Role::Mark);
        }
        for (first, last) in IGNORED {
            fold.set_all(*first, *last, Role::Ignored);
        }
        for (role, characters) in SIGNS {
            for character in characters.chars() {
                fold.set(character as u32, Folded::plain(*role));
            }
        }
        for character in ('0'..='9').chain('a'..='z').chain('A'..='Z') {
            fold.read(character, &character.to_ascii_lowercase().to_string());
        }
        for (character, reading) in table::READINGS {
            fold.read_static(*character, reading);
        }
        fold
    }

    fn read_static(&mut self, character: char, reading: &'static str) {
        if !self.read(character, reading) {
            let place = self.spelt.len() as u32;
            self.spelt.push(reading);
            self.set(character as u32, Folded(Folded::plain(Role::Spelt).0 | place));
        }
    }

    /// Takes in a character that reads as one Latin letter or digit; `false` for any other.
    fn read(&mut self, character: char, reading: &str) -> bool {
        let mut letters = Reading::of(reading);
        let look_alike = letters.look_alike;
        let (Some(Part::Latin(letter)), None) = (letters.next(), letters.next()) else {
            return false;
        };
        let role = if key::is_digit(letter.base) { Role::Digit } else { Role::Letter };
        let capital = character.is_uppercase();
        self.set(character as u32, Folded::letter(role, letter, capital, look_alike));
        true
    }

    fn set_all(&mut self, first: u32, last: u32, role: Role) {
        for point in first..=last {
            self.set(point, Folded::plain(role));
        }
    }

    fn set(&mut self, point: u32, folded: Folded) {
        let point = point as usize;
        let Some(place) = self.index.get_mut(point / PAGE) else { return };
        if *place == 0 {
            *place = self.pages.len() as u16;
            self.pages.push([Folded::UNLISTED; PAGE]);
        }
        if let Some(page) = self.pages.get_mut(*place as usize) {
            page[point % PAGE] = folded;
        }
    }
}

/// One part of a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// A Latin letter or digit, with its marks.
    Latin(Letter),
    /// A letter of another script.
    Foreign(char),
}

/// The parts of a reading in the notation of the table: `=` opens what only looks alike; after
/// a letter stand its shape `^ ( + -` and its tone `' ` ? ~ .`.
pub(crate) struct Reading<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    pub(crate) look_alike: bool,
}

impl<'a> Reading<'a> {
    pub(crate) fn of(notation: &'a str) -> Reading<'a> {
        let letters = notation.strip_prefix('=');
        Reading {
            rest: letters.unwrap_or(notation).chars().peekable(),
            look_alike: letters.is_some(),
        }
    }
}

impl Iterator for Reading<'_> {
    type Item = Part;

    fn next(&mut self) -> Option<Part> {
        let character = self.rest.next()?;
        let Some(mut letter) = Letter::plain(character) else {
            return Some(Part::Foreign(character));
        };
        if let Some(shape) = self.rest.next_if(|c| "^(+-".contains(*c)) {
            letter = letter.shaped(match shape {
                '^' => key::Shape::Circumflex,
                '(' => key::Shape::Breve,
                '+' => key::Shape::Horn,
                _ => key::Shape::Stroke,
            });
        }
        if let Some(tone) = self.rest.next_if(|c| "'`?~.".contains(*c)) {
            letter.tone = "'`?~.".find(tone).map_or(0, |place| place as u8 + 1);
        }
        Some(Part::Latin(letter))
    }
}

/// What the roles are that Unicode's data do not give. Later rows win.
const SIGNS: &[(Role, &str)] = &[
    (Role::Other, "\"#%&()/:;<=>[]^{}«»“”„‹›–—―§©®°¶\u{2013}\u{2014}"),
    (
        Role::Space,
        " \t\u{A0}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200A}\u{202F}\u{205F}\u{3000}\u{1680}\u{2800}",
    ),
    (Role::Line, "\n\r\u{B}\u{C}\u{85}\u{2028}\u{2029}"),
    (Role::Joiner, "-*_·•~,`´/\\‐‑‒∙⋅・｡▪●○\u{387}\u{1FEF}\u{1FFD}"),
    (Role::Stop, ".!…。！．"),
    (Role::Question, "?？⁇"),
    (Role::Apostrophe, "'’‘ʼ＇"),
    (Role::Sign, "@$|+€£¢¥"),
];

/// Emoji and the pictures among the symbols, first and last of each stretch.
const EMOJI: &[(u32, u32)] = &[
    (0x231A, 0x231B),
    (0x23E9, 0x23FA),
    (0x2600, 0x27BF),
    (0x2B05, 0x2B07),
    (0x2B1B, 0x2B1C),
    (0x2B50, 0x2B50),
    (0x2B55, 0x2B55),
    (0x3030, 0x3030),
    (0x1F000, 0x1F0FF),
    (0x1F18E, 0x1F18E),
    (0x1F200, 0x1FAFF),
];

/// Characters that are not there for a reader.
const IGNORED: &[(u32, u32)] = &[
    (0x00, 0x08),
    (0x0E, 0x1F),
    (0x7F, 0x84),
    (0x86, 0x9F),
    (0xAD, 0xAD),
    (0x34F, 0x34F),
    (0x488, 0x489),
    (0x61C, 0x61C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x20DD, 0x20E0),
    (0x20E2, 0x20E4),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0x1F3FB, 0x1F3FF),
    (0xE0000, 0xE0FFF),
];
