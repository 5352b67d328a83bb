//! The quick ear: a linear listener over words, word pairs, concepts and the letters inside
//! words, one weight vector for each head, all heads in one row so that a message costs one
//! look-up a word.
//!
//! A word's row already holds the sum of what its letters say, so a known word is one cache line;
//! only words never met in training are spelt out. The score of a head is
//! `bias + scale · Σ rows / √words`. Heads that listen to a stretch of conversation rather than a
//! message (see [`Head`]) keep their raw sums, which add up over messages.

mod features;
mod file;
mod heads;
mod rows;

pub use features::{Feature, FeatureKind, Features, LETTER_BUCKETS};
pub use file::{EarError, Weights};
pub use heads::{DRIFT_HEADS, HEADS, Head, SIGNAL_HEADS};
pub use rows::Row;

use rows::RowTable;

use std::sync::LazyLock;

use text::{Normalised, Span};

use crate::{ConceptId, Lexicon, Mention, Signal};

/// The bundled ear's file, `packs/ear.bin`.
pub const EAR_FILE: &[u8] =
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/ear.bin"));

/// The trained listener: immutable, shared by threads.
pub struct Ear {
    heads: [HeadScale; HEADS],
    words: RowTable,
    pairs: RowTable,
    concepts: RowTable,
    letters: Vec<Row>,
    /// By concept of the lexicon at hand: the number by which training knew it.
    concept_numbers: Vec<u16>,
}

/// What turns a head's integer sum into a logit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct HeadScale {
    scale: f32,
    bias: f32,
}

/// What the ear heard in one message.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tones {
    /// Logit of each signal, in the order of [`Signal::ALL`].
    pub signals: [f32; Signal::COUNT],
    /// Logit that the message takes part in a harm.
    pub harm: f32,
    /// Sums of the drift heads, not yet divided by the stretch's length.
    pub drift: [f32; DRIFT_HEADS],
    /// How many words it heard.
    pub words: u16,
}

impl Default for Tones {
    fn default() -> Tones {
        Tones {
            signals: [f32::NEG_INFINITY; Signal::COUNT],
            harm: f32::NEG_INFINITY,
            drift: [0.0; DRIFT_HEADS],
            words: 0,
        }
    }
}

impl Ear {
    /// The ear that was compiled into the program.
    pub fn bundled() -> &'static Ear {
        static EAR: LazyLock<Ear> = LazyLock::new(|| {
            Ear::from_bytes(EAR_FILE, Lexicon::bundled()).unwrap_or_else(|_| Ear::deaf())
        });
        &EAR
    }

    /// An ear that hears nothing.
    pub fn deaf() -> Ear {
        Ear {
            heads: [HeadScale { scale: 0.0, bias: -8.0 }; HEADS],
            words: RowTable::default(),
            pairs: RowTable::default(),
            concepts: RowTable::default(),
            letters: Vec::new(),
            concept_numbers: Vec::new(),
        }
    }

    /// Listens to one message.
    pub fn listen(&self, message: &Normalised, mentions: &[Mention]) -> Tones {
        let words = message.words.len();
        if words == 0 {
            return self.finish(&[0; HEADS], 1);
        }
        let mut rows = Gathered::new();
        let mut before = None;
        for word in &message.words {
            match self.words.find(features::word_key(word)) {
                Some(row) => rows.push(row),
                None => {
                    for (sum, spelt) in
                        rows.sum.iter_mut().zip(self.spelt(message.letters_of(word)))
                    {
                        *sum += spelt;
                    }
                }
            }
            if let Some(left) = before
                && let Some(row) = self.pairs.find(features::pair_key(left, word.bare))
            {
                rows.push(row);
            }
            if message.marked
                && word.marked != word.bare
                && let Some(row) = self.pairs.find(features::marked_key(word))
            {
                rows.push(row);
            }
            before = Some(word.bare);
        }
        features::for_each_concept(
            message,
            mentions,
            |concept| self.number(concept),
            |key| {
                if let Some(row) = self.concepts.find(key) {
                    rows.push(row);
                }
            },
        );
        self.finish(&rows.total(), words)
    }

    fn number(&self, concept: ConceptId) -> u16 {
        self.concept_numbers.get(concept.0 as usize).copied().unwrap_or(u16::MAX)
    }

    /// What the letters of a word never met in training say: the mean of their buckets' rows.
    fn spelt(&self, letters: &str) -> [i32; HEADS] {
        // A word has too few stretches for 16 bits to overflow.
        let mut sum = [0i16; HEADS];
        let mut count = 0;
        features::for_each_letter_bucket(letters, |bucket| {
            if let Some(row) = self.letters.get(bucket as usize) {
                for (sum, weight) in sum.iter_mut().zip(&row.0) {
                    *sum += i16::from(*weight);
                }
                count += 1;
            }
        });
        let share = 1.0 / count.max(1) as f32;
        sum.map(|sum| (f32::from(sum) * share) as i32)
    }

    fn finish(&self, sum: &[i32; HEADS], words: usize) -> Tones {
        let mut tones = Tones { words: words.min(u16::MAX as usize) as u16, ..Tones::default() };
        let share = 1.0 / (words as f32).sqrt();
        let logit =
            |head: usize| self.heads[head].bias + self.heads[head].scale * sum[head] as f32 * share;
        for (head, tone) in tones.signals.iter_mut().enumerate() {
            *tone = logit(head);
        }
        tones.harm = logit(SIGNAL_HEADS);
        for (index, tone) in tones.drift.iter_mut().enumerate() {
            let head = SIGNAL_HEADS + 1 + index;
            *tone = self.heads[head].scale * sum[head] as f32;
        }
        tones
    }

    /// The bias of a drift head: what an empty stretch sounds like.
    pub fn drift_bias(&self, index: usize) -> f32 {
        self.heads.get(SIGNAL_HEADS + 1 + index).map_or(0.0, |head| head.bias)
    }

    /// The words that counted most for a signal, at most `most`, in their order.
    ///
    /// A word counts by its own row, half of the pairs it stands in, and its share of the concepts
    /// that cover it.
    pub fn words_that_counted(
        &self,
        message: &Normalised,
        mentions: &[Mention],
        lexicon: &Lexicon,
        head: Head,
        most: usize,
    ) -> Vec<Span> {
        let head = head.index();
        let mut weights = vec![0f32; message.words.len()];
        let mut before: Option<(usize, text::WordKey)> = None;
        for (index, word) in message.words.iter().enumerate() {
            match self.words.find(features::word_key(word)) {
                Some(row) => weights[index] += f32::from(row.0[head]),
                None => weights[index] += self.spelt(message.letters_of(word))[head] as f32,
            }
            if let Some((left, key)) = before
                && let Some(row) = self.pairs.find(features::pair_key(key, word.bare))
            {
                weights[left] += f32::from(row.0[head]) / 2.0;
                weights[index] += f32::from(row.0[head]) / 2.0;
            }
            before = Some((index, word.bare));
        }
        for mention in mentions {
            let row = self.concepts.find(features::concept_key(self.number(mention.concept)));
            let first = mention.first as usize;
            let covered = first..(first + mention.words as usize).min(weights.len());
            if let Some(row) = row
                && !covered.is_empty()
            {
                let share = f32::from(row.0[head]) / covered.len() as f32;
                weights[covered].iter_mut().for_each(|weight| *weight += share);
            }
        }
        // People look for what was said, not for "you" and "the".
        let mut bearing = vec![BEARS_NO_CONCEPT; weights.len()];
        for mention in mentions {
            let first = mention.first as usize;
            let covered = first..(first + mention.words as usize).min(weights.len());
            for share in bearing.get_mut(covered).unwrap_or_default() {
                *share = match (lexicon.is_grammar(mention.concept), *share) {
                    (false, _) => 1.0,
                    (true, BEARS_NO_CONCEPT) => BEARS_GRAMMAR,
                    (true, known) => known,
                };
            }
        }
        for (weight, share) in weights.iter_mut().zip(bearing) {
            *weight *= share;
        }
        let mut ranked: Vec<usize> =
            (0..weights.len()).filter(|&index| weights[index] > 0.0).collect();
        ranked.sort_by(|&a, &b| weights[b].total_cmp(&weights[a]).then(a.cmp(&b)));
        let least = ranked.first().map_or(0.0, |&index| weights[index] * HALF_AS_MUCH);
        ranked.retain(|&index| weights[index] >= least);
        ranked.truncate(most);
        ranked.sort_unstable();
        let mut spans: Vec<Span> = Vec::new();
        let mut last = None;
        for index in ranked {
            let span = message.words[index].span;
            match spans.last_mut() {
                // Words side by side are marked as one.
                Some(open) if last.is_some_and(|last| last + 1 == index) => *open = open.join(span),
                _ => spans.push(span),
            }
            last = Some(index);
        }
        spans
    }
}

/// How much of its weight a word keeps, when words are chosen to be shown, that bears no concept,
/// or only one of grammar.
const BEARS_NO_CONCEPT: f32 = 0.5;
const BEARS_GRAMMAR: f32 = 0.2;

/// A word that counts less than this share of the one that counts most is not shown.
const HALF_AS_MUCH: f32 = 0.5;

/// Rows gathered first and summed in one go, so that the sums stay in registers: in 16 bits, which
/// the processor adds eight at a time.
struct Gathered<'r> {
    rows: [&'r Row; Gathered::MOST],
    count: usize,
    sum: [i32; HEADS],
}

impl<'r> Gathered<'r> {
    /// So many rows of at most ±128 fit into 16 bits. A power of two.
    const MOST: usize = 64;

    fn new() -> Gathered<'r> {
        static NOTHING: Row = Row([0; HEADS]);
        Gathered { rows: [&NOTHING; Gathered::MOST], count: 0, sum: [0; HEADS] }
    }

    #[inline(always)]
    fn push(&mut self, row: &'r Row) {
        if self.count == Gathered::MOST {
            self.carry();
        }
        self.rows[self.count & (Gathered::MOST - 1)] = row;
        self.count += 1;
    }

    fn carry(&mut self) {
        let mut narrow = [0i16; HEADS];
        for row in self.rows.iter().take(self.count) {
            for (sum, weight) in narrow.iter_mut().zip(&row.0) {
                *sum += i16::from(*weight);
            }
        }
        for (sum, narrow) in self.sum.iter_mut().zip(narrow) {
            *sum += i32::from(narrow);
        }
        self.count = 0;
    }

    fn total(mut self) -> [i32; HEADS] {
        self.carry();
        self.sum
    }
}

impl std::fmt::Debug for Ear {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Ear")
            .field("words", &self.words.len())
            .field("pairs", &self.pairs.len())
            .field("concepts", &self.concepts.len())
            .field("letters", &self.letters.len())
            .finish()
    }
}
