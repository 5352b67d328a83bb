//! One look at a message: can it hold anything at all?
//!
//! Most messages have neither a digit nor a sign of an address, and their words say nothing to a
//! detector. The look is one pass over the bytes and one table look-up a word; it may let a
//! message through in vain, never hold one back that a detector would have found something in.

use std::collections::HashMap;

use text::{Normalised, WordFlags, WordKey};

use super::tables::{ByHash, Class, Tables};

#[derive(Debug)]
pub(super) struct Gate {
    /// One bit for the low bits of every known key: most words end here.
    sieve: Vec<u64>,
    words: HashMap<u64, Opener, ByHash>,
    /// Phrases by their first two words.
    pairs: HashMap<u64, Class, ByHash>,
    /// Words that chat shorthand may be respelt from, as they are written.
    written: HashMap<String, Opener>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Opener {
    classes: Class,
    /// A phrase may begin here.
    begins: bool,
}

const SIEVE_BITS: u32 = 14;

/// Spreads a key's letters over all bits.
fn spread(key: u64) -> u64 {
    let mixed = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}

fn pair(first: u64, second: u64) -> u64 {
    spread(first).rotate_left(31).wrapping_add(spread(second))
}

const ADDRESS: Class = Class::SCHOOL_BEFORE
    .or(Class::SCHOOL_AFTER)
    .or(Class::HOTEL)
    .or(Class::STREET_BEFORE)
    .or(Class::LANE)
    .or(Class::VILLAGE)
    .or(Class::DISTRICT)
    .or(Class::BUILDING)
    .or(Class::LIVE_AT);

const TELLING: Class = ADDRESS
    .or(Class::NUMBER)
    .or(Class::MONEY)
    .or(Class::AGE)
    .or(Class::SELF_EN)
    .or(Class::PASSWORD)
    .or(Class::LIVE)
    .or(Class::NEAR)
    .or(Class::DAY)
    .or(Class::LANDMARK)
    .or(Class::HOME)
    .or(Class::MAIL_AT)
    .or(Class::MAIL_DOT)
    .or(Class::MAIL_PROVIDER)
    .or(Class::DOMAIN_END);

impl Gate {
    pub(super) fn new(tables: &Tables) -> Gate {
        let mut gate = Gate {
            sieve: vec![0; 1 << (SIEVE_BITS - 6)],
            words: HashMap::default(),
            pairs: HashMap::default(),
            written: HashMap::default(),
        };
        for (text, classes) in &tables.openers {
            if !classes.meets(TELLING) {
                continue;
            }
            let normalised = text::normalise(text);
            let mut keys = normalised.words.iter().map(|word| word.bare);
            let Some(first) = keys.next() else { continue };
            let second = keys.next();
            let written = text.split(' ').next().unwrap_or(text).to_lowercase();
            for opener in
                [gate.words.entry(first.0).or_default(), gate.written.entry(written).or_default()]
            {
                match second {
                    Some(_) => opener.begins = true,
                    None => opener.classes = opener.classes.or(*classes),
                }
            }
            if let Some(second) = second {
                let known = gate.pairs.entry(pair(first.0, second.0)).or_default();
                *known = known.or(*classes);
            }
            let bit = spread(first.0) >> (64 - SIEVE_BITS);
            gate.sieve[(bit >> 6) as usize] |= 1 << (bit & 63);
        }
        gate
    }

    pub(super) fn lets_through(&self, message: &str, normalised: &Normalised) -> bool {
        if has_sign(message.as_bytes()) || normalised.words.is_empty() {
            return true;
        }
        let mut seen = Class::NONE;
        let mut numbers = 0u32;
        let mut before = None::<WordKey>;
        for word in &normalised.words {
            let opener = self.opener(message, word);
            if let Some(first) = before.take()
                && let Some(classes) = self.pairs.get(&pair(first.0, word.bare.0))
            {
                seen = seen.or(*classes);
            }
            let Some(opener) = opener else { continue };
            seen = seen.or(opener.classes);
            numbers += u32::from(opener.classes.meets(Class::NUMBER));
            if opener.begins {
                before = Some(word.bare);
            }
        }
        let has = |class: Class| seen.meets(class);
        has(Class::PASSWORD.or(ADDRESS))
            || numbers >= 4
            || numbers >= 1 && has(Class::MONEY.or(Class::AGE).or(Class::SELF_EN))
            || has(Class::NEAR) && has(Class::LIVE.or(Class::SELF_EN))
            || has(Class::LANDMARK.or(Class::HOME)) && (has(Class::DAY) || numbers >= 1)
            || has(Class::MAIL_DOT) && has(Class::DOMAIN_END.or(Class::MAIL_PROVIDER))
    }

    fn opener(&self, message: &str, word: &text::Word) -> Option<Opener> {
        if word.flags.has(WordFlags::RESPELT) {
            // Its key is that of the long form; the tables know the short one.
            return self.written.get(&word.span.of(message).to_lowercase()).copied();
        }
        let mixed = spread(word.bare.0) >> (64 - SIEVE_BITS);
        let hit =
            self.sieve.get((mixed >> 6) as usize).is_some_and(|bits| bits >> (mixed & 63) & 1 == 1);
        if hit { self.words.get(&word.bare.0).copied() } else { None }
    }
}

/// A digit in any style, an `@`, or a dot between letters.
fn has_sign(bytes: &[u8]) -> bool {
    // No early exit: whole blocks of bytes are compared at once.
    let (mut sign, mut look) = (false, false);
    for &byte in bytes {
        sign |= byte.is_ascii_digit() | (byte == b'@');
        look |= (byte == b'.') | (byte == 0xEF) | (byte == 0xF0) | (byte == 0xE2) | (byte == 0xD9);
    }
    sign || look && looks_deeper(bytes)
}

fn looks_deeper(bytes: &[u8]) -> bool {
    bytes.windows(3).any(|part| match *part {
        [before, b'.', after] => {
            is_letter(before) && is_letter(after)
                || (before, after) == (b'[', b']')
                || (before, after) == (b'(', b')')
        }
        // Digits full-width, mathematical, circled, Arabic.
        [0xEF, 0xBC, 0x90..=0x99]
        | [0xF0, 0x9D, 0x9F]
        | [0xE2, 0x91, _]
        | [0xE2, 0x93, 0xAA]
        | [0xD9, 0xA0..=0xA9, _] => true,
        _ => false,
    }) || bytes.ends_with(&[0xD9])
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}
