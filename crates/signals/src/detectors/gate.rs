//! One look at a message: can it hold anything at all?
//!
//! Most messages have neither a digit nor a sign of an address, and their words say nothing to a
//! detector. The look is one pass over the bytes and one table look-up a word; it may let a
//! message through in vain, never hold one back that a detector would have found something in.

use std::collections::HashMap;

use text::{Normalised, Word, WordFlags};

use super::tables::{ByHash, Class, Sieve, Tables};

#[derive(Debug)]
pub(super) struct Gate {
    /// By the words as written without marks, and with them.
    sides: [Side; 2],
    /// Endings of hosts and of files that run, packed, in order.
    endings: Vec<u128>,
}

#[derive(Debug, Default)]
struct Side {
    /// Of the words and of the words of the pairs in `known`.
    parts: Parts,
    /// Of `known`.
    sieve: Sieve,
    /// Words, phrases by their first two words, and words that chat shorthand may be respelt
    /// from, by how they are written.
    known: HashMap<u64, Class, ByHash>,
}

/// What words may be to the gate: one small table that stays in the nearest cache, where most
/// words of a message end. Like a sieve it may say yes in vain, never no.
#[derive(Debug)]
struct Parts(Box<[u8; 1 << Parts::BITS]>);

impl Default for Parts {
    fn default() -> Parts {
        Parts(Box::new([0; 1 << Parts::BITS]))
    }
}

impl Parts {
    const BITS: u32 = 14;
    /// Known by itself.
    const WORD: u8 = 1;
    /// The first word of a known pair.
    const FIRST: u8 = 1 << 1;
    /// The second one.
    const SECOND: u8 = 1 << 2;

    fn place(key: u64) -> usize {
        (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - Parts::BITS)) as usize
    }

    fn add(&mut self, key: u64, part: u8) {
        self.0[Parts::place(key)] |= part;
    }

    #[inline]
    fn of(&self, key: u64) -> u8 {
        self.0[Parts::place(key)]
    }
}

/// Spreads a key's letters over all bits.
fn spread(key: u64) -> u64 {
    let mixed = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

/// The key of two words, from their spread keys.
fn pair(first: u64, second: u64) -> u64 {
    first.rotate_left(31).wrapping_add(second).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The key of a word as it is written, apart from those of normalised words.
fn written(word: &str) -> u64 {
    let add = |key: u64, letter: u32| {
        (key.rotate_left(9) ^ u64::from(letter)).wrapping_mul(0x0100_0000_01b3)
    };
    const START: u64 = 0x5bd1_e995;
    if word.is_ascii() {
        return word.bytes().fold(START, |key, byte| add(key, byte.to_ascii_lowercase().into()));
    }
    word.chars().flat_map(char::to_lowercase).fold(START, |key, letter| add(key, letter.into()))
}

/// Say something by themselves.
const ALONE: Class =
    Class::PASSWORD.or(Class::SCHOOL_AFTER).or(Class::SCHOOL_STRONG).or(Class::HOTEL);

/// Say something before a name.
const BEFORE_A_NAME: Class = Class::SCHOOL_BEFORE
    .or(Class::STREET_BEFORE)
    .or(Class::LANE)
    .or(Class::VILLAGE)
    .or(Class::DISTRICT)
    .or(Class::BUILDING)
    .or(Class::LIVE_AT);

const TELLING: Class = ALONE
    .or(BEFORE_A_NAME)
    .or(Class::NUMBER)
    .or(Class::MULTIPLIER)
    .or(Class::MONEY)
    .or(Class::AGE)
    .or(Class::SELF_EN)
    .or(Class::LIVE)
    .or(Class::NEAR)
    .or(Class::DAY)
    .or(Class::CLOCK)
    .or(Class::DAY_PART)
    .or(Class::LANDMARK)
    .or(Class::HOME)
    .or(Class::MAIL_DOT)
    .or(Class::MAIL_PROVIDER)
    .or(Class::DOMAIN_END);

/// What a number in words may count.
const UNIT: Class = Class::MONEY.or(Class::AGE);

/// How many words after «trường tiểu học» or "i live in" a name may begin.
const NAME_WITHIN: u8 = 3;
/// How many words after «nhà em» or "im" the word «gần» or "near" may stand.
const NEAR_WITHIN: u8 = 4;

impl Gate {
    pub(super) fn new(tables: &Tables) -> Gate {
        let web = &tables.web;
        let mut endings: Vec<u128> = web
            .endings
            .iter()
            .chain(&web.dangerous_files)
            .filter_map(|ending| pack(ending.as_bytes()))
            .collect();
        endings.sort_unstable();
        Gate { sides: [false, true].map(|marked| Side::new(tables, marked)), endings }
    }

    pub(super) fn lets_through(&self, message: &str, normalised: &Normalised) -> bool {
        self.has_sign(message.as_bytes())
            || normalised.words.is_empty()
            || self.words_tell(message, normalised)
    }

    fn words_tell(&self, message: &str, normalised: &Normalised) -> bool {
        let [bare, marked] = &self.sides;
        if is_marked(normalised) {
            marked.tells(message, &normalised.words, |word| word.marked.0)
        } else {
            bare.tells(message, &normalised.words, |word| word.bare.0)
        }
    }

    /// A digit in any style, an `@`, or a dot before the ending of a host or file.
    fn has_sign(&self, bytes: &[u8]) -> bool {
        // Whole blocks without early exit: the machine compares sixteen bytes at once.
        let mut found = Block::default();
        let mut rest = bytes;
        while let (Some(block), Some((_, next))) = (rest.first_chunk(), rest.split_first())
            && let Some(next) = next.first_chunk()
        {
            found.read(block, next);
            rest = rest.get(Block::SIZE..).unwrap_or_default();
        }
        let mut last = [b' '; Block::SIZE + 1];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        if let (Some(block), Some(next)) = (last.first_chunk(), last.last_chunk()) {
            found.read(block, next);
        }
        found.sign != [0; Block::SIZE] || found.look != [0; Block::SIZE] && self.looks_deeper(bytes)
    }

    fn looks_deeper(&self, bytes: &[u8]) -> bool {
        bytes.iter().enumerate().any(|(at, byte)| {
            let after = &bytes[at + 1..];
            match (byte, after) {
                (b'.', [b']' | b')', ..]) => true,
                (b'.', [next, ..]) if next.is_ascii_alphabetic() => {
                    let end = after
                        .iter()
                        .position(|byte| !byte.is_ascii_alphanumeric())
                        .unwrap_or(after.len());
                    // Unseen characters may stand inside: then look at the whole.
                    after.get(end).is_some_and(|byte| *byte >= 0x80)
                        || pack(&after[..end])
                            .is_some_and(|ending| self.endings.binary_search(&ending).is_ok())
                        || after.get(end) == Some(&b'.')
                }
                // A scheme makes a link of any ending.
                (b':', [b'/', b'/', ..]) => true,
                // A dot before an unseen character.
                (b'.', [0xE2 | 0xEF | 0xC2, ..]) => true,
                // Digits full-width, mathematical, circled, Arabic.
                (0xEF, [0xBC, 0x90..=0x99, ..])
                | (0xF0, [0x9D, 0x9F, ..])
                | (0xE2, [0x91, ..] | [0x93, 0xAA, ..])
                | (0xD9, _) => true,
                _ => false,
            }
        })
    }
}

/// What the bytes of a message hold, by their places in a block.
#[derive(Default)]
struct Block {
    /// A digit or an `@`.
    sign: [u8; Block::SIZE],
    /// A dot inside a word, a scheme, or what may be a digit of another style.
    look: [u8; Block::SIZE],
}

impl Block {
    const SIZE: usize = 16;

    /// Reads a block, given also the bytes that follow each of its bytes.
    #[inline]
    fn read(&mut self, block: &[u8; Block::SIZE], following: &[u8; Block::SIZE]) {
        for at in 0..Block::SIZE {
            let (byte, next) = (block[at], following[at]);
            self.sign[at] |= u8::from(byte.wrapping_sub(b'0') < 10) | u8::from(byte == b'@');
            let inside = u8::from((next | 0x20).wrapping_sub(b'a') < 26)
                | u8::from(next > 0x7F)
                | u8::from(next == b']')
                | u8::from(next == b')');
            let styled = u8::from(byte == 0xE2) & (u8::from(next == 0x91) | u8::from(next == 0x93))
                | u8::from(byte == 0xEF) & u8::from(next == 0xBC)
                | u8::from(byte == 0xF0) & u8::from(next == 0x9D)
                | u8::from(byte == 0xD9)
                | u8::from(byte == b':') & u8::from(next == b'/');
            self.look[at] |= u8::from(byte == b'.') & inside | styled;
        }
    }
}

/// A short ending in one number, in lower case; `None` for a longer one.
fn pack(ending: &[u8]) -> Option<u128> {
    (ending.len() <= 15).then(|| {
        ending.iter().fold(1, |packed, byte| packed << 8 | u128::from(byte.to_ascii_lowercase()))
    })
}

/// Whether the writer uses Vietnamese marks; by the same measure as the detectors' own reading.
fn is_marked(normalised: &Normalised) -> bool {
    let words = normalised.words.len();
    let accented = normalised.words.iter().filter(|word| word.bare != word.marked).count();
    accented >= 2 || accented > 0 && accented * 3 >= words
}

impl Side {
    fn new(tables: &Tables, marked: bool) -> Side {
        let mut side = Side::default();
        for opener in &tables.openers {
            if !opener.classes.meets(TELLING) || opener.only_marked && !marked {
                continue;
            }
            let normalised = text::normalise(&opener.text);
            let keys = normalised.words.iter().map(|word| key_of(word, marked));
            let shorthand = opener.text.split(' ').map(written);
            let keys: Vec<(u64, u64)> = keys.zip(shorthand).take(2).collect();
            // Either word of a phrase may have been respelt, or both.
            match keys.as_slice() {
                [(word, short)] => {
                    for key in [*word, *short] {
                        side.parts.add(key, Parts::WORD);
                        side.add(spread(key), opener.classes);
                    }
                }
                [first, second] => {
                    for first in [first.0, first.1] {
                        side.parts.add(first, Parts::FIRST);
                        for second in [second.0, second.1] {
                            side.parts.add(second, Parts::SECOND);
                            side.add(pair(spread(first), spread(second)), opener.classes);
                        }
                    }
                }
                _ => {}
            }
        }
        side
    }

    fn add(&mut self, key: u64, classes: Class) {
        self.sieve.insert(key);
        let known = self.known.entry(key).or_default();
        *known = known.or(classes);
    }

    fn classes(&self, key: u64) -> Class {
        if self.sieve.may_hold(key) {
            self.known.get(&key).copied().unwrap_or_default()
        } else {
            Class::NONE
        }
    }

    /// Whether the words say something to a detector.
    #[inline]
    fn tells(&self, message: &str, words: &[Word], key_of: impl Fn(&Word) -> u64) -> bool {
        let mut seen = Class::NONE;
        let (mut numbers, mut numbers_before) = (0u8, 0u8);
        let (mut name_within, mut near_within) = (0u8, 0u8);
        // A message does not begin with the second word of a pair.
        let (mut before, mut key_before, mut part_before) = (Class::NONE, 0u64, 0u8);
        for word in words {
            let key = if word.flags.has(WordFlags::RESPELT) {
                // Its key is that of the long form; the tables know the short one.
                written(word.span.of(message))
            } else {
                key_of(word)
            };
            let part = self.parts.of(key);
            let mut word_classes = Class::NONE;
            if part & Parts::WORD != 0 {
                word_classes = self.classes(spread(key));
            }
            let mut phrase = Class::NONE;
            if part_before & Parts::FIRST != 0 && part & Parts::SECOND != 0 {
                phrase = self.classes(pair(spread(key_before), spread(key)));
            }
            (key_before, part_before) = (key, part);
            let classes = word_classes.or(phrase);
            if classes == Class::NONE && numbers | numbers_before | name_within | near_within == 0 {
                before = Class::NONE;
                continue;
            }
            let counted =
                numbers > 0 && word_classes.meets(UNIT) || numbers_before > 0 && phrase.meets(UNIT);
            let number = Class::NUMBER.or(Class::MULTIPLIER);
            if classes.meets(ALONE)
                || name_within > 0 && is_capital(message, word)
                || near_within > 0 && classes.meets(Class::NEAR)
                || counted
                || before.meets(Class::SELF_EN) && classes.meets(number)
            {
                return true;
            }
            name_within = if classes.meets(BEFORE_A_NAME) {
                NAME_WITHIN
            } else {
                name_within.saturating_sub(1)
            };
            near_within = if classes.meets(Class::LIVE.or(Class::LIVE_AT).or(Class::SELF_EN)) {
                NEAR_WITHIN
            } else {
                near_within.saturating_sub(1)
            };
            numbers_before = numbers;
            numbers = if classes.meets(number) { numbers.saturating_add(1) } else { 0 };
            if numbers >= 7 {
                return true;
            }
            seen = seen.or(classes);
            before = classes;
        }
        let has = |class: Class| seen.meets(class);
        let time = has(Class::DAY)
            || has(Class::NUMBER) && has(Class::CLOCK.or(Class::DAY_PART).or(Class::LANDMARK));
        time && has(Class::LANDMARK.or(Class::HOME))
            || has(Class::MAIL_DOT) && has(Class::DOMAIN_END.or(Class::MAIL_PROVIDER))
    }
}

fn key_of(word: &Word, marked: bool) -> u64 {
    if marked { word.marked.0 } else { word.bare.0 }
}

fn is_capital(message: &str, word: &Word) -> bool {
    match word.span.of(message).as_bytes() {
        [first, ..] if first.is_ascii() => first.is_ascii_uppercase(),
        _ => word.span.of(message).starts_with(char::is_uppercase),
    }
}
