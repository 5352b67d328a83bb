//! The careful reader's place on the way: which messages it reads, and what it is given of them.

use std::collections::VecDeque;
use std::ops::Range;

use chats::{Conversation, Message};
use reader::{Reader, Said};
use risk::{ReadingWeights, Summary, Told, Verdict};
use signals::Signal;
use text::{Normalised, Normaliser, Plain, Span};

use crate::listener::spoken;

/// A conversation of up to so many messages is read whole.
pub const READ_WHOLE: usize = 2_000;

/// In a longer one, how many messages before one in which something was heard are seen with it.
const BEFORE: usize = 16;
/// And how many after it are read.
const AFTER: usize = 12;

/// At most so many words of a message are left out one by one; of a longer one several together.
const MOST_LEFT_OUT: usize = 40;
/// A word counts if without it the logit of the signal falls by so much at least,
const LEAST_DROP: f32 = 0.15;
/// by so great a share of what the weightiest word makes,
const SHARE_OF_MOST: f32 = 0.35;
/// and is one of so many.
const MOST_WORDS: usize = 4;

/// Reads carefully; keeps its room for work, so have one a thread.
#[derive(Debug)]
pub(crate) struct Careful<'e> {
    reader: &'e Reader,
    verdict: &'e Verdict,
    weights: &'e ReadingWeights,
    normaliser: Normaliser,
    normalised: Normalised,
    plain: Plain,
}

impl<'e> Careful<'e> {
    pub(crate) fn new(
        reader: &'e Reader,
        verdict: &'e Verdict,
        normaliser: Normaliser,
    ) -> Option<Careful<'e>> {
        let weights = verdict.reading_weights()?;
        let (normalised, plain) = (Normalised::default(), Plain::default());
        Some(Careful { reader, verdict, weights, normaliser, normalised, plain })
    }

    /// Reads what is to be read of a conversation that was heard, and adds to each message what
    /// was made of it. Gives what is remembered of each stretch, for [`Careful::words`].
    pub(crate) fn read(
        &mut self,
        conversation: &Conversation,
        told: &mut [Told],
        pace: Pace,
    ) -> Vec<Read> {
        let stretches = match pace {
            Pace::Whole => vec![Stretch { before: 0, first: 0, end: told.len() }],
            Pace::WhereHeard => stretches(self.verdict, told),
        };
        let read = stretches.into_iter().map(|stretch| {
            let (places, texts): (Vec<usize>, Vec<(u16, String)>) = (stretch.before..stretch.end)
                .filter_map(|place| Some((place, self.said(conversation.messages.get(place)?)?)))
                .unzip();
            let messages: Vec<(u16, &str)> =
                texts.iter().map(|(speaker, text)| (*speaker, text.as_str())).collect();
            let mut state = self.reader.begin();
            let said = state.read(&messages);
            for (place, said) in places.iter().zip(&said) {
                if let Some(told) = told.get_mut(*place).filter(|_| *place >= stretch.first) {
                    told.reading = Some(keep(self.weights, said));
                }
            }
            Read { first: stretch.first, places, state }
        });
        read.collect()
    }

    /// For each of these signals the words of a message without which it would be heard least, as
    /// spans of the message: found by leaving each word out.
    pub(crate) fn words(
        &mut self,
        read: &[Read],
        place: usize,
        message: &Message,
        signals: &[Signal],
    ) -> Vec<Vec<Span>> {
        let none = || vec![Vec::new(); signals.len()];
        let stretch = read.iter().find(|read| read.first <= place && read.places.contains(&place));
        let Some((stretch, (_, text))) = stretch.zip(self.said(message)) else { return none() };
        let nth = stretch.places.iter().position(|it| *it == place).unwrap_or_default();
        let words = &self.plain.words;
        let several = words.len().div_ceil(MOST_LEFT_OUT).max(1);
        let groups: Vec<&[(Span, Span)]> = words.chunks(several).collect();
        let left_out = groups.iter().filter_map(|group| {
            let (first, last) = (group.first()?, group.last()?);
            Some(first.0.start as usize..last.0.end as usize)
        });
        let left_out: Vec<Range<usize>> = std::iter::once(0..0).chain(left_out).collect();
        let said = stretch.state.without(nth, &text, &left_out);
        let Some((whole, without)) = said.split_first() else { return none() };
        let count = |signal: &Signal| {
            let logit = |said: &Said| said.signals[signal.index()];
            let mut drops: Vec<(f32, &[(Span, Span)])> = without
                .iter()
                .zip(&groups)
                .map(|(without, group)| (logit(whole) - logit(without), *group))
                .collect();
            drops.sort_by(|a, b| b.0.total_cmp(&a.0));
            let most = drops.first().map_or(0.0, |(drop, _)| *drop);
            let counts = |drop: f32| drop >= LEAST_DROP && drop >= most * SHARE_OF_MOST;
            let mut spans: Vec<Span> = drops
                .into_iter()
                .take(MOST_WORDS)
                .filter(|(drop, _)| counts(*drop))
                .filter_map(|(_, group)| Some(group.first()?.1.join(group.last()?.1)))
                .collect();
            spans.sort();
            spans.dedup();
            spans
        };
        signals.iter().map(count).collect()
    }

    /// Reads the next message of a conversation that is followed as it grows.
    /// `before` is what is kept of what came before it.
    pub(crate) fn follow(
        &mut self,
        following: &mut Following,
        message: &Message,
        told: &mut Told,
        before: &Summary,
    ) {
        let said = self.said(message);
        let Following { pace, state, recent, open } = following;
        if *pace == Pace::WhereHeard {
            if told.is_telling() {
                let mut summary = before.clone();
                summary.hear(told.clone());
                if pricks_up(self.verdict, &summary, told) {
                    *open = AFTER + 1;
                }
            }
            if *open == 0 {
                *state = None;
                remember(recent, said);
                return;
            }
            *open -= 1;
        }
        let state = state.get_or_insert_with(|| {
            let mut state = self.reader.begin();
            let before: Vec<(u16, &str)> =
                recent.iter().flatten().map(|(speaker, text)| (*speaker, text.as_str())).collect();
            state.read(&before);
            state
        });
        if let Some((speaker, text)) = &said {
            told.reading = state.read(&[(*speaker, text)]).first().map(|it| keep(self.weights, it));
        }
        if *pace == Pace::WhereHeard {
            remember(recent, said);
        }
    }

    /// What a message says, in plain spelling; nothing where it says nothing.
    fn said(&mut self, message: &Message) -> Option<(u16, String)> {
        let speaker = message.from?;
        let spoken = spoken(message);
        if spoken.trim().is_empty() {
            return None;
        }
        self.normaliser.read(&spoken, &mut self.normalised);
        self.normaliser.plain(&spoken, &self.normalised, &mut self.plain);
        Some((speaker.0, self.plain.text.clone()))
    }
}

fn keep(weights: &ReadingWeights, said: &Said) -> risk::Reading {
    weights.keep(said.harm, &said.signals, &said.tricks)
}

/// What of a conversation is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    /// Everything.
    Whole,
    /// What follows a message in which the ear or a rule heard something.
    WhereHeard,
}

impl Pace {
    /// The pace for a conversation of so many messages.
    pub(crate) fn for_length(messages: usize) -> Pace {
        if messages <= READ_WHOLE { Pace::Whole } else { Pace::WhereHeard }
    }
}

/// What is remembered of a stretch that was read.
#[derive(Debug)]
pub(crate) struct Read {
    /// Messages before this one were only seen.
    first: usize,
    /// Which message of the conversation each one read is.
    places: Vec<usize>,
    state: reader::Reading,
}

/// What is remembered of a conversation that is followed as it grows.
#[derive(Debug)]
pub(crate) struct Following {
    pace: Pace,
    state: Option<reader::Reading>,
    /// The last [`BEFORE`] messages, for when the next one pricks up.
    recent: VecDeque<Option<(u16, String)>>,
    /// How many messages more are read.
    open: usize,
}

impl Following {
    pub(crate) fn new(pace: Pace) -> Following {
        Following { pace, state: None, recent: VecDeque::new(), open: 0 }
    }
}

/// Messages that are read together: those from `first` on count, those before are only seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    before: usize,
    pub(crate) first: usize,
    pub(crate) end: usize,
}

/// What stands after messages in which something was heard, with what stands before.
pub(crate) fn stretches(verdict: &Verdict, told: &[Told]) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut summary = Summary::default();
    for (place, said) in told.iter().enumerate() {
        summary.hear(said.clone());
        if !said.is_telling() || !pricks_up(verdict, &summary, said) {
            continue;
        }
        let end = (place + AFTER + 1).min(told.len());
        match stretches.last_mut() {
            Some(last) if last.end > place => last.end = end,
            _ => {
                stretches.push(Stretch { before: place.saturating_sub(BEFORE), first: place, end })
            }
        }
    }
    stretches
}

/// Keeps the last [`BEFORE`] messages.
fn remember(recent: &mut VecDeque<Option<(u16, String)>>, said: Option<(u16, String)>) {
    recent.push_back(said);
    if recent.len() > BEFORE {
        recent.pop_front();
    }
}

/// Whether a message in which something was heard opens the gate: a sharp rule does at once.
fn pricks_up(verdict: &Verdict, summary: &Summary, told: &Told) -> bool {
    told.sharp != 0 || verdict.pricks_up(summary)
}
