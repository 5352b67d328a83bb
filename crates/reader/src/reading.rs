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
}

/// A conversation as far as it was read: what is remembered of it, and no text.
///
/// Memory is small: what the last messages left, and what those of the last call left, about 10 KB
/// a message.
#[derive(Clone)]
pub struct Reading {
    pub(crate) reader: Reader,
    /// The first speakers, in order of appearance.
    appeared: Vec<u16>,
    /// How many messages came before those remembered.
    pub(crate) forgotten: usize,
    pub(crate) messages: Vec<Message>,
    /// Which of them the last call was the first to read.
    pub(crate) last_call: usize,
}

/// What is remembered of a message.
#[derive(Clone)]
pub(crate) struct Message {
    pub(crate) speaker: i32,
    pub(crate) pieces: Arc<[i32]>,
    memory: Memory,
}

impl Reading {
    pub(crate) fn new(reader: Reader) -> Reading {
        Reading { reader, appeared: Vec::new(), forgotten: 0, messages: Vec::new(), last_call: 0 }
    }

    /// Reads the next messages, each with its speaker, in plain spelling. Reading all at once, in
    /// parts or one by one gives the same (but for the last digits of floats); all at once is the
    /// quickest.
    pub fn read(&mut self, messages: &[(u16, &str)]) -> Vec<Said> {
        self.forget();
        self.last_call = self.messages.len();
        messages.chunks(CHUNK).flat_map(|chunk| self.read_few(chunk)).collect()
    }

    /// How many messages were read.
    pub fn count(&self) -> usize {
        self.forgotten + self.messages.len()
    }

    fn read_few(&mut self, new: &[(u16, &str)]) -> Vec<Said> {
        let first = self.messages.len();
        for (speaker, text) in new {
            let speaker = self.place_of(*speaker);
            let pieces = self.reader.models.vocabulary.encode(text).into();
            self.messages.push(Message { speaker, pieces, memory: Memory::default() });
        }
        let features = self.features(first);
        let fresh = self.messages.get(first..).unwrap_or_default();
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

    /// The vectors of the remembered messages from `first` on: each alone, then in its context.
    pub(crate) fn features(&self, first: usize) -> Vec<f32> {
        let fresh = self.messages.get(first..).unwrap_or_default();
        let mut sequences = Vec::new();
        // People say "ok" all day: what is the same alone is read once.
        let mut known: HashMap<&[i32], usize> = HashMap::new();
        let alone: Vec<usize> = fresh
            .iter()
            .map(|message| {
                *known.entry(&message.pieces).or_insert_with(|| {
                    sequences.push(self.alone(&message.pieces));
                    sequences.len() - 1
                })
            })
            .collect();
        let groups = sequences.len();
        sequences.extend(self.groups(first));
        let models = &self.reader.models;
        let vectors = models.encoder.vectors(&sequences, &self.reader.threads);
        let in_context = vectors.get(groups..).unwrap_or_default().iter().flatten().copied();
        let in_context: Vec<f32> = in_context.collect();
        let alone = alone.iter().filter_map(|place| vectors.get(*place));
        alone
            .zip(in_context.chunks(models.encoder.width()))
            .flat_map(|(alone, in_context)| alone.iter().chain(in_context))
            .copied()
            .collect()
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

    /// Drops what no later message looks back at.
    fn forget(&mut self) {
        let models = &self.reader.models;
        let context = models.cutting.stride + models.cutting.before;
        let kept = (models.conversation.shape().reach - 1).max(context);
        let dropped = self.messages.len().saturating_sub(kept);
        self.messages.drain(..dropped);
        self.forgotten += dropped;
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
        let vectors = reading.features(0);
        let width = reading.reader.models.encoder.width();
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
            // Where two machines round one number to the other side, eight-bit layers make it grow.
            assert!((said.harm - wanted.harm).abs() <= 0.12, "{said:?} {wanted:?}");
        }
        assert!(difference(&said, &example.said) <= 0.3);
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
