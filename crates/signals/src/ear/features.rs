//! What the ear listens to. Training and listening read the same functions, so they cannot drift
//! apart.

use text::{Normalised, Word, WordFlags, WordKey};

use super::rows::mix;
use crate::{ConceptId, Mention};

/// Letters inside words are hashed into this many buckets.
pub const LETTER_BUCKETS: u32 = 1 << 14;

/// How many words may lie between two concepts that are heard together.
const CONCEPT_REACH: usize = 7;
/// How many concepts after one are paired with it.
const CONCEPT_PARTNERS: usize = 4;

/// Which table a feature belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FeatureKind {
    /// A word without its diacritics.
    Word,
    /// Two words in a row, or a word with its diacritics.
    Pair,
    /// A concept, or two concepts near each other in their order.
    Concept,
}

/// One feature of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Feature {
    /// Which table.
    pub kind: FeatureKind,
    /// Its key there.
    pub key: u64,
}

/// All features of a message, for training.
#[derive(Clone, Debug, Default)]
pub struct Features {
    /// The features, in order of reading.
    pub features: Vec<Feature>,
    /// For each word, in the order of the [`FeatureKind::Word`] features: its letter buckets.
    pub letters: Vec<Vec<u32>>,
    /// How many words it has.
    pub words: usize,
}

impl Features {
    /// Reads off a message all that the ear listens to.
    pub fn of(message: &Normalised, mentions: &[Mention]) -> Features {
        let mut features = Features { words: message.words.len(), ..Features::default() };
        let mut before = None;
        for word in &message.words {
            features.features.push(Feature { kind: FeatureKind::Word, key: word_key(word) });
            let mut buckets = Vec::new();
            for_each_letter_bucket(message.letters_of(word), |bucket| buckets.push(bucket));
            features.letters.push(buckets);
            if let Some(left) = before {
                let key = pair_key(left, word.bare);
                features.features.push(Feature { kind: FeatureKind::Pair, key });
            }
            if message.marked && word.marked != word.bare {
                features.features.push(Feature { kind: FeatureKind::Pair, key: marked_key(word) });
            }
            before = Some(word.bare);
        }
        for_each_concept(
            message,
            mentions,
            |concept| concept.0,
            |key| {
                features.features.push(Feature { kind: FeatureKind::Concept, key });
            },
        );
        features
    }
}

/// A word's key. Numbers are heard by their length, not their value: `4821` and `1093` are one.
pub(super) fn word_key(word: &Word) -> u64 {
    if word.flags.has(WordFlags::DIGIT) {
        let length = word.letters.end.saturating_sub(word.letters.start).min(20);
        return mix(0x9e37_79b9 + u64::from(length));
    }
    word.bare.0
}

pub(super) fn pair_key(left: WordKey, right: WordKey) -> u64 {
    mix(left.0).rotate_left(17) ^ mix(right.0 ^ 0x5bd1_e995)
}

pub(super) fn marked_key(word: &Word) -> u64 {
    mix(word.marked.0 ^ 0x2545_f491_4f6c_dd1d)
}

/// The four-letter stretches of a word with its edges marked, or the whole of a shorter one.
pub(super) fn for_each_letter_bucket(letters: &str, mut each: impl FnMut(u32)) {
    const LENGTH: usize = 4;
    const LONGEST: usize = 24;
    let mut padded = [b'>'; LONGEST + 2];
    let kept = letters.len().min(LONGEST);
    padded[0] = b'<';
    padded[1..=kept].copy_from_slice(&letters.as_bytes()[..kept]);
    for stretch in padded[..(kept + 2).max(LENGTH)].windows(LENGTH) {
        let packed = stretch.iter().fold(0, |packed: u32, &byte| packed << 8 | u32::from(byte));
        // Fibonacci hashing: the top bits of the product depend on all letters.
        each(packed.wrapping_mul(0x9e37_79b9) >> (32 - LETTER_BUCKETS.trailing_zeros()));
    }
}

/// The key of a concept by itself.
pub(super) fn concept_key(number: u16) -> u64 {
    mix(0x636f_6e63_0000 | u64::from(number))
}

/// The concepts, and the pairs of concepts close enough to belong together. `number` says by
/// which number training knew a concept.
pub(super) fn for_each_concept(
    message: &Normalised,
    mentions: &[Mention],
    number: impl Fn(ConceptId) -> u16,
    mut each: impl FnMut(u64),
) {
    for (index, mention) in mentions.iter().enumerate() {
        let here = number(mention.concept);
        each(concept_key(here));
        let end = mention.first as usize + mention.words as usize;
        let mut partners = 0;
        for other in &mentions[index + 1..] {
            let first = other.first as usize;
            if first > end + CONCEPT_REACH || partners == CONCEPT_PARTNERS {
                break;
            }
            if first < end {
                continue;
            }
            partners += 1;
            let asked = (first + other.words as usize)
                .checked_sub(1)
                .and_then(|last| message.words.get(last))
                .is_some_and(|word| word.flags.has(WordFlags::QUESTION));
            let pair =
                u64::from(here) << 32 | u64::from(number(other.concept)) << 1 | u64::from(asked);
            each(mix(pair));
        }
    }
}
