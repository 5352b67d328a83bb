use crate::vocabulary::Facts;
use crate::{Normalised, Normaliser, WordFlags};

/// Counts the words of a text, and those of a language that is read here.
///
/// ```
/// use std::sync::Arc;
/// use lachan_text::{Normaliser, Respelling, WordCounter};
///
/// let mut counter = WordCounter::new(Normaliser::new(Arc::new(Respelling::empty())));
/// let indonesian = counter.count("jangan bilang siapa siapa ya");
/// assert!(indonesian.known < indonesian.all / 2);
/// let bare = counter.count("dung ke cho ai biet nha");
/// assert_eq!(bare.known, bare.all);
/// ```
#[derive(Debug)]
pub struct WordCounter {
    normaliser: Normaliser,
    normalised: Normalised,
    spoken: String,
}

/// So many words. Numbers, signs, links and single letters are not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordCount {
    /// All words.
    pub all: usize,
    /// Those that are Vietnamese syllables, English words, or chat shorthand of either, with their
    /// marks or without.
    pub known: usize,
}

impl WordCounter {
    /// One that knows the words and the shorthand that this normaliser knows.
    pub fn new(normaliser: Normaliser) -> WordCounter {
        WordCounter { normaliser, normalised: Normalised::default(), spoken: String::new() }
    }

    /// Counts the words of a message.
    pub fn count(&mut self, message: &str) -> WordCount {
        self.spoken.clear();
        let is_link = |part: &&str| part.contains("://") || part.starts_with("www.");
        for part in message.split_whitespace().filter(|part| !is_link(part)) {
            self.spoken.push_str(part);
            self.spoken.push(' ');
        }
        self.normaliser.read(&self.spoken, &mut self.normalised);
        let known = Facts::WORD.with(Facts::SHORT);
        let mut count = WordCount::default();
        for word in &self.normalised.words {
            let is_letter = word.span.of(&self.spoken).chars().nth(1).is_none();
            if is_letter || word.flags.has(WordFlags::DIGIT) || word.flags.has(WordFlags::EMOJI) {
                continue;
            }
            count.all += 1;
            let is_known =
                word.flags.has(WordFlags::RESPELT) || self.normaliser.facts(word.bare).any(known);
            count.known += usize::from(is_known);
        }
        count
    }
}
