use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::Reader;
use crate::conversation::{Memory, Order, Past};
use crate::sequence::Sequence;

/// So many messages are read at a time: what they need meanwhile stays small.
const CHUNK: usize = 256;

/// What is said after a message, as logits.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// That harm is under way in the conversation.
    pub harm: f32,
    /// That the message bears each of the [`SIGNALS`](crate::SIGNALS).
    pub signals: [f32; 32],
    /// That the conversation is each of the [`TRICKS`](crate::TRICKS), if it is one at all.
    pub tricks: [f32; 13],
    /// That someone may come to harm now.
    pub danger: f32,
}

/// A conversation as far as it was read: what is remembered of it, and the pieces of its messages,
/// from which their text could be put together; so neither is ever shown or stored.
///
/// About 16 KB a message, until [`Reading::forget`].
#[derive(Clone)]
pub struct Reading {
    pub(crate) reader: Reader,
    /// The first speakers, in order of appearance.
    appeared: Vec<u16>,
    /// How many messages came before those remembered.
    pub(crate) forgotten: usize,
    pub(crate) messages: Vec<Message>,
}

/// What is remembered of a message.
#[derive(Clone)]
pub(crate) struct Message {
    pub(crate) speaker: i32,
    pub(crate) pieces: Arc<[i32]>,
    memory: Memory,
}

/// The next messages of a conversation, each with its speaker, in plain spelling.
pub type Next<'t> = &'t [(u16, &'t str)];

impl Reading {
    pub(crate) fn new(reader: Reader) -> Reading {
        Reading { reader, appeared: Vec::new(), forgotten: 0, messages: Vec::new() }
    }

    /// Reads the next messages. Reading all at once, in parts or one by one gives the same (but
    /// for the last digits of floats); all at once is the quickest.
    pub fn read(&mut self, messages: Next<'_>) -> Vec<Said> {
        let reader = self.reader.clone();
        let read = |chunk| reader.read_together(&mut [(&mut *self, chunk)]);
        messages.chunks(CHUNK).flat_map(read).flatten().collect()
    }

    /// How many messages were read.
    pub fn count(&self) -> usize {
        self.forgotten + self.messages.len()
    }

    /// Drops what no later message looks back at; [`Reading::without`] no longer knows it.
    pub fn forget(&mut self) {
        let models = &self.reader.models;
        let context = models.cutting.stride + models.cutting.before;
        let kept = (models.conversation.shape().reach - 1).max(context);
        let dropped = self.messages.len().saturating_sub(kept);
        self.messages.drain(..dropped);
        self.forgotten += dropped;
    }

    /// Remembers new messages by their pieces; gives the place of the first.
    fn take_in(&mut self, new: Next<'_>) -> usize {
        let first = self.messages.len();
        for (speaker, text) in new {
            let speaker = self.place_of(*speaker);
            let pieces = self.reader.models.vocabulary.encode(text).into();
            self.messages.push(Message { speaker, pieces, memory: Memory::default() });
        }
        first
    }

    /// What the messages from `first` on say, by their vectors.
    fn hear(&mut self, first: usize, features: Vec<f32>) -> Vec<Said> {
        let fresh = self.messages.get(first..).unwrap_or_default();
        if fresh.is_empty() {
            return Vec::new();
        }
        let speakers: Vec<i32> = fresh.iter().map(|message| message.speaker).collect();
        let (said, memories) = self.reader.models.conversation.hear(
            features,
            &speakers,
            &self.past(first),
            Order::InTurn,
            &self.reader.threads,
        );
        for (message, memory) in self.messages.iter_mut().skip(first).zip(memories) {
            message.memory = memory;
        }
        said
    }

    /// The speaker's place by order of appearance; the later ones share the last.
    fn place_of(&mut self, speaker: u16) -> i32 {
        let last = self.reader.models.conversation.shape().speakers - 1;
        let known = self.appeared.iter().position(|one| *one == speaker);
        let place = known.unwrap_or(self.appeared.len()).min(last);
        if known.is_none() && place < last {
            self.appeared.push(speaker);
        }
        place as i32
    }

    /// What the conversation model sees of the messages before one of those remembered.
    pub(crate) fn past(&self, before: usize) -> Vec<Past<'_>> {
        let first = before.saturating_sub(self.reader.models.conversation.shape().reach - 1);
        let seen = self.messages.get(first..before).unwrap_or_default();
        seen.iter().map(|one| Past { speaker: one.speaker, memory: &one.memory }).collect()
    }

    /// Adds what is to be encoded for the vectors of the remembered messages from `first` on; gives
    /// where those are found.
    fn passes<'m>(&'m self, first: usize, passes: &mut Passes<'m>) -> Places {
        let fresh = self.messages.get(first..).unwrap_or_default();
        let alone = fresh.iter().map(|message| passes.alone(self, &message.pieces)).collect();
        let begin = passes.sequences.len();
        if !fresh.is_empty() {
            passes.sequences.extend(self.groups(first));
        }
        Places { alone, in_context: begin..passes.sequences.len() }
    }

    pub(crate) fn alone(&self, pieces: &[i32]) -> Sequence {
        let models = &self.reader.models;
        Sequence::alone(pieces, models.cutting, models.vocabulary.marks())
    }

    /// The passes in context that ask about the remembered messages from `first` on. Groups are
    /// counted from the beginning of the conversation, so a group that was begun in an earlier call
    /// is read again as far as it had come.
    fn groups(&self, first: usize) -> impl Iterator<Item = Sequence> {
        let stride = self.reader.models.cutting.stride;
        let start = self.group_of(first);
        (start..self.messages.len()).step_by(stride).map(move |start| {
            let end = (start + stride).min(self.messages.len());
            self.in_context(start..end, None, first.saturating_sub(start))
        })
    }

    /// Where the group of a remembered message starts, among those remembered.
    pub(crate) fn group_of(&self, place: usize) -> usize {
        let stride = self.reader.models.cutting.stride;
        place - (self.forgotten + place) % stride
    }

    /// A pass over remembered messages of one group, then perhaps one more, that asks about those
    /// from number `asked` on.
    pub(crate) fn in_context(
        &self,
        group: Range<usize>,
        more: Option<&[i32]>,
        asked: usize,
    ) -> Sequence {
        let models = &self.reader.models;
        let first = group.start.saturating_sub(models.cutting.before);
        let pieces = |range: Range<usize>| {
            self.messages.get(range).unwrap_or_default().iter().map(|message| &*message.pieces)
        };
        Sequence::in_context(
            pieces(first..group.start),
            pieces(group).chain(more),
            asked,
            models.cutting,
            models.vocabulary.marks(),
        )
    }
}

/// What is to be encoded for some messages.
#[derive(Default)]
struct Passes<'m> {
    sequences: Vec<Sequence>,
    /// People say "ok" all day: what is the same alone is read once.
    known: HashMap<&'m [i32], usize>,
}

/// Which passes read some messages.
struct Places {
    /// For each message the pass that reads it alone.
    alone: Vec<usize>,
    /// The passes that read messages in their context.
    in_context: Range<usize>,
}

impl<'m> Passes<'m> {
    /// The pass that reads a message alone.
    fn alone(&mut self, reading: &Reading, pieces: &'m [i32]) -> usize {
        *self.known.entry(pieces).or_insert_with(|| {
            self.sequences.push(reading.alone(pieces));
            self.sequences.len() - 1
        })
    }
}

impl Places {
    /// The messages' vectors: each alone, then in its context. `encoded` is what the passes gave.
    fn features(&self, encoded: &[Vec<f32>], width: usize) -> Vec<f32> {
        let in_context = encoded.get(self.in_context.clone()).unwrap_or_default();
        let in_context: Vec<f32> = in_context.iter().flatten().copied().collect();
        let alone = self.alone.iter().filter_map(|place| encoded.get(*place));
        alone
            .zip(in_context.chunks(width))
            .flat_map(|(alone, in_context)| alone.iter().chain(in_context))
            .copied()
            .collect()
    }
}

impl Reader {
    /// Reads the next messages of several conversations that this reader [began](Reader::begin),
    /// which is quicker than one after another; gives what was said in each. What they need
    /// meanwhile grows with the square of how many there are, so give a few hundred at a time.
    pub fn read_together(&self, parts: &mut [(&mut Reading, Next<'_>)]) -> Vec<Vec<Said>> {
        debug_assert!(parts.iter().all(|(it, _)| Arc::ptr_eq(&it.reader.models, &self.models)));
        let firsts: Vec<usize> =
            parts.iter_mut().map(|(reading, new)| reading.take_in(new)).collect();
        let mut passes = Passes::default();
        let places = parts.iter().zip(&firsts);
        let places: Vec<Places> =
            places.map(|((reading, _), first)| reading.passes(*first, &mut passes)).collect();
        let sequences: Vec<&Sequence> = passes.sequences.iter().collect();
        let encoder = &self.models.encoder;
        let encoded = encoder.vectors(&sequences, &self.threads);
        let features: Vec<Vec<f32>> =
            places.iter().map(|places| places.features(&encoded, encoder.width())).collect();
        parts
            .iter_mut()
            .zip(firsts)
            .zip(features)
            .map(|(((reading, _), first), features)| reading.hear(first, features))
            .collect()
    }
}

impl fmt::Debug for Reading {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Reading").field("count", &self.count()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::example::{Example, difference, lent, reader};

    fn in_parts(chat: &[(u16, &str)], sizes: &[usize]) -> Vec<Said> {
        let mut reading = reader().begin();
        let mut said = Vec::new();
        let mut rest = chat;
        for size in sizes.iter().copied().chain([usize::MAX]) {
            let (part, more) = rest.split_at(size.min(rest.len()));
            said.extend(reading.read(part));
            rest = more;
        }
        said
    }

    fn cosine(one: &[f32], other: &[f32]) -> f32 {
        let product = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        product(one, other) / (product(one, one) * product(other, other)).sqrt()
    }

    #[test]
    fn the_example_gives_the_vectors_that_python_gives() {
        let example = Example::read();
        let mut reading = reader().begin();
        reading.read(&lent(&example.chat));
        let encoder = &reading.reader.models.encoder;
        let mut passes = Passes::default();
        let places = reading.passes(0, &mut passes);
        let sequences: Vec<&Sequence> = passes.sequences.iter().collect();
        let encoded = encoder.vectors(&sequences, &reading.reader.threads);
        let width = encoder.width();
        let vectors = places.features(&encoded, width);
        assert_eq!(vectors.len(), example.vectors.len());
        for (found, wanted) in vectors.chunks(width).zip(example.vectors.chunks(width)) {
            assert!(cosine(found, wanted) >= 0.999, "{}", cosine(found, wanted));
        }
    }

    #[test]
    fn the_example_says_what_it_says_in_python() {
        let example = Example::read();
        let said = reader().begin().read(&lent(&example.chat));
        for (said, wanted) in said.iter().zip(&example.said) {
            // Where two machines round one number to the other side, eight-bit layers make it
            // grow: up to a quarter of a logit, where `watch` and `concern` lie two apart and more.
            assert!((said.harm - wanted.harm).abs() <= 0.25, "{said:?} {wanted:?}");
        }
        assert!(difference(&said, &example.said) <= 0.3);
    }

    /// The conversation model alone: the vectors are those that Python took down.
    #[test]
    fn the_vectors_of_the_example_say_what_they_say_in_python() {
        let example = Example::read();
        let mut reading = reader().begin();
        let first = reading.take_in(&lent(&example.chat));
        let said = reading.hear(first, example.vectors.clone());
        assert_eq!(said.len(), example.said.len());
        assert!(difference(&said, &example.said) <= 0.01);
    }

    #[test]
    fn message_by_message_is_the_same_as_whole() {
        let chat = Example::read().chat;
        let chat = lent(&chat);
        let whole = in_parts(&chat, &[]);
        assert!(difference(&whole, &in_parts(&chat, &vec![1; chat.len()])) <= 1e-2);
    }

    #[test]
    fn a_long_chat_read_in_parts_is_the_same_as_whole() {
        let chat = Example::read().chat;
        // Longer than a chunk and than the reach, with more speakers than places.
        let chat: Vec<(u16, &str)> = lent(&chat)
            .into_iter()
            .cycle()
            .take(300)
            .zip(0..)
            .map(|((_, text), at)| (at % 9, text))
            .collect();
        let whole = in_parts(&chat, &[]);
        assert!(difference(&whole, &in_parts(&chat, &[3, 50, 1, 100, 7])) <= 1e-2);
    }

    #[test]
    fn conversations_read_together_are_the_same_as_one_by_one() {
        let chat = Example::read().chat;
        let chat = lent(&chat);
        let (mut one, mut other, mut silent) =
            (reader().begin(), reader().begin(), reader().begin());
        one.read(&chat[..2]);
        let mut parts = [(&mut one, &chat[2..]), (&mut silent, &[][..]), (&mut other, &chat[1..4])];
        let said = reader().read_together(&mut parts);
        let whole = in_parts(&chat, &[]);
        assert!(difference(&said[0], &whole[2..]) <= 1e-2);
        assert_eq!(said[1], []);
        assert!(difference(&said[2], &in_parts(&chat[1..4], &[])) <= 1e-2);
    }

    #[test]
    fn what_is_forgotten_changes_nothing_that_follows() {
        let chat = Example::read().chat;
        let chat: Vec<(u16, &str)> = lent(&chat).into_iter().cycle().take(120).collect();
        let mut reading = reader().begin();
        let mut said = Vec::new();
        for part in chat.chunks(30) {
            said.extend(reading.read(part));
            reading.forget();
        }
        assert!(difference(&said, &in_parts(&chat, &[])) <= 1e-2);
        assert_eq!(reading.count(), 120);
        assert!(reading.messages.len() < 60);
        let word = 0..1;
        assert_eq!(reading.without(3, chat[3].1, std::slice::from_ref(&word)), []);
    }

    #[test]
    fn nothing_read_says_nothing() {
        let mut reading = reader().begin();
        assert_eq!(reading.read(&[]), []);
        assert_eq!(format!("{reading:?}"), "Reading { count: 0, .. }");
    }

    #[test]
    fn who_is_who_does_not_matter_only_who_came_first() {
        let chat = Example::read().chat;
        let others: Vec<(u16, &str)> =
            lent(&chat).into_iter().map(|(speaker, text)| (7 - speaker, text)).collect();
        assert_eq!(difference(&in_parts(&lent(&chat), &[]), &in_parts(&others, &[])), 0.0);
    }

    #[test]
    fn one_thread_says_the_same() {
        let chat = Example::read().chat;
        let one = reader().with_threads(1).begin().read(&lent(&chat));
        assert!(difference(&one, &in_parts(&lent(&chat), &[])) <= 1e-2);
    }

    #[test]
    fn very_long_messages_are_read() {
        let long = "giữ bí mật nha 🙂 ".repeat(5_000);
        assert!(long.len() > 100_000);
        let said =
            in_parts(&[(0, &long), (1, ""), (0, "\u{0}\u{1}\u{7f}\u{200d}"), (1, &long)], &[]);
        assert!(said.iter().all(|said| said.harm.is_finite()));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(6))]

        #[test]
        fn any_parts_give_the_same(sizes in prop::collection::vec(0_usize..5, 0..8)) {
            let chat = Example::read().chat;
            let chat = lent(&chat);
            prop_assert!(difference(&in_parts(&chat, &[]), &in_parts(&chat, &sizes)) <= 1e-2);
        }

        #[test]
        fn any_text_is_read(texts in prop::collection::vec(any::<String>(), 1..6)) {
            let chat: Vec<(u16, &str)> = texts.iter().map(|text| (0, text.as_str())).collect();
            let said = in_parts(&chat, &[]);
            prop_assert!(said.iter().all(|said| said.harm.is_finite()));
        }
    }
}
