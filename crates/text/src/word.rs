use serde::{Deserialize, Serialize};

/// A stretch of the original message: `[start, end)` in bytes, on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// The least span that holds both.
    pub fn join(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The text of this span, or the empty text where it does not fit `message`.
    pub fn of(self, message: &str) -> &str {
        message.get(self.start as usize..self.end as usize).unwrap_or("")
    }
}

/// The identity of a word: equal for equal folded letters.
///
/// Up to ten letters are packed exactly, six bits each (a tone counts as a letter of its own);
/// a longer word is hashed to 63 bits (the top bit says so). Keys are the same on every machine
/// and are made anew at each start: they are not for storing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WordKey(pub u64);

/// What is notable about how a word was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct WordFlags(pub u8);

impl WordFlags {
    /// Holds a digit.
    pub const DIGIT: WordFlags = WordFlags(1);
    /// Was disguised: look-alikes, digits for letters, split or stretched letters.
    pub const DISGUISED: WordFlags = WordFlags(1 << 1);
    /// Is an emoji (or a run of the same one) read as a word.
    pub const EMOJI: WordFlags = WordFlags(1 << 2);
    /// Was written in capitals, with at least two letters.
    pub const CAPITALS: WordFlags = WordFlags(1 << 3);
    /// A question mark follows, with nothing but marks between.
    pub const QUESTION: WordFlags = WordFlags(1 << 4);
    /// A sentence or line ends after it.
    pub const STOP: WordFlags = WordFlags(1 << 5);
    /// Was respelt from teencode or chat shorthand.
    pub const RESPELT: WordFlags = WordFlags(1 << 6);

    /// Whether all of `other` is set.
    pub fn has(self, other: WordFlags) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both together.
    pub fn with(self, other: WordFlags) -> WordFlags {
        WordFlags(self.0 | other.0)
    }
}

/// One word of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// The letters folded: lower case, no diacritics (`đ` is `d`).
    pub bare: WordKey,
    /// The letters with their diacritics, lower case. The tone counts for the word and not for a
    /// vowel, so `hòa` and `hoà` are equal. Equal to `bare` where there are no diacritics.
    pub marked: WordKey,
    /// Where it stands in the message.
    pub span: Span,
    /// Where its folded letters stand in [`Normalised::letters`].
    pub letters: Span,
    /// How it was written.
    pub flags: WordFlags,
}

/// A message as words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Normalised {
    /// The words, in order. Spans never overlap and never go back, but for words that were respelt
    /// from one (`ny`: `người yêu`): they all have its span.
    pub words: Vec<Word>,
    /// The folded letters of all words, each followed by one space.
    pub letters: String,
    /// Whether the writer uses Vietnamese diacritics: then `anh` is not `ảnh`. A name or a
    /// borrowed `é` does not say so, nor does one word among many without.
    pub marked: bool,
    /// The language the words look like, where they say so.
    pub language: Option<crate::Language>,
}

impl Normalised {
    /// The folded letters of one word.
    pub fn letters_of(&self, word: &Word) -> &str {
        word.letters.of(&self.letters)
    }
}
