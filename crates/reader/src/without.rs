//! Leaving words out, to see which the judgement rests on.

use std::ops::Range;

use crate::conversation::Order;
use crate::sequence::Sequence;
use crate::{Reading, Said};

/// So many versions are read at a time.
const CHUNK: usize = 128;

impl Reading {
    /// What a message would have said without each of its words. `message` counts from the first
    /// that was read, `text` is its text as it was read then, and `words` are stretches of bytes in
    /// it.
    ///
    /// Empty where there was no such message or it was [forgotten](Reading::forget). A stretch that cuts through a character takes it
    /// away whole.
    pub fn without(&self, message: usize, text: &str, words: &[Range<usize>]) -> Vec<Said> {
        let Some(place) = message.checked_sub(self.forgotten) else { return Vec::new() };
        let read = |words| self.instead_of(place, &versions(text, words));
        words.chunks(CHUNK).flat_map(read).collect()
    }

    /// What each of these texts would say in the place of a remembered message.
    fn instead_of(&self, place: usize, texts: &[String]) -> Vec<Said> {
        let models = &self.reader.models;
        let Some(message) = self.messages.get(place) else { return Vec::new() };
        let start = self.group_of(place);
        let passes = texts.iter().flat_map(|text| {
            let pieces = models.vocabulary.encode(text);
            let in_context = self.in_context(start..place, Some(&pieces), place - start);
            [self.alone(&pieces), in_context]
        });
        let passes: Vec<Sequence> = passes.collect();
        let passes: Vec<&Sequence> = passes.iter().collect();
        let features = models.encoder.vectors(&passes, &self.reader.threads).concat();
        let speakers = vec![message.speaker; texts.len()];
        let past = self.past(place);
        let (said, _) = models.conversation.hear(
            features,
            &speakers,
            &past,
            Order::InsteadOf,
            &self.reader.threads,
        );
        said
    }
}

/// The text without each of the words.
fn versions(text: &str, words: &[Range<usize>]) -> Vec<String> {
    let without = |word: &Range<usize>| {
        if word.is_empty() {
            return text.to_owned();
        }
        let before = text.get(..text.floor_char_boundary(word.start)).unwrap_or_default();
        let after = text.get(text.ceil_char_boundary(word.end)..);
        [before, after.unwrap_or_default()].concat()
    };
    words.iter().map(without).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{Example, difference, lent, reader};

    #[test]
    fn without_nothing_it_says_what_it_said() {
        let chat = Example::read().chat;
        let mut reading = reader().begin();
        let mut said = reading.read(&lent(&chat[..3]));
        said.extend(reading.read(&lent(&chat[3..])));
        for (place, (_, text)) in chat.iter().enumerate().skip(3) {
            let again = reading.without(place, text, &[0..0, 2..2]);
            assert!(difference(&again, &[said[place].clone(), said[place].clone()]) <= 1e-2);
        }
    }

    #[test]
    fn without_a_word_it_says_what_it_would_have_said() {
        let chat = Example::read().chat;
        let mut reading = reader().begin();
        reading.read(&lent(&chat));
        let (place, word) = (8, 4..8);
        let without = reading.without(place, &chat[place].1, std::slice::from_ref(&word));
        let mut shorter = chat[..=place].to_vec();
        shorter[place].1 = versions(&chat[place].1, &[word])[0].clone();
        let said = reader().begin().read(&lent(&shorter));
        assert!(difference(&without, &said[place..]) <= 1e-2);
    }

    #[test]
    fn what_was_not_read_has_no_words() {
        let mut reading = reader().begin();
        let word = 0..2;
        let words = std::slice::from_ref(&word);
        assert_eq!(reading.without(0, "hi", words), []);
        reading.read(&[(0, "hi")]);
        assert_eq!(reading.without(0, "hi", &[]), []);
        assert_eq!(reading.without(1, "hi", words), []);
    }

    #[test]
    fn words_are_cut_out_whole() {
        let cut = |word: Range<usize>| versions("bí mật", &[word]).remove(0);
        assert_eq!(cut(0..3), " mật");
        assert_eq!(cut(1..2), "b mật", "a stretch within a character");
        assert_eq!(cut(4..99), "bí ");
        assert_eq!(cut(99..100), "bí mật");
        #[expect(clippy::reversed_empty_ranges, reason = "somebody's mistake")]
        let reversed = cut(4..1);
        assert_eq!(reversed, "bí mật");
    }
}
