//! The careful reader's place on the way: which messages it reads, and what it is given of them.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::{ControlFlow, Range};

use chats::{Conversation, Message};
use reader::{Reader, Said};
use risk::{ReadingWeights, Summary, Told, Verdict};
use signals::Signal;
use text::{Normalised, Normaliser, Plain, Span};

use crate::course::Part;
use crate::listener::spoken;

/// A conversation of up to so many messages is read whole.
pub const READ_WHOLE: usize = 2_000;

/// In a longer one, a message in which something was heard gets a glance first, with so many before
/// it: most are nothing, and a glance is a quarter of the work.
const GLANCED: usize = 3;
/// From how much harm at a glance on, as a logit, it is read properly:
const CAUGHT: f32 = -6.0;
/// with so many before it,
const BEFORE: usize = 12;
/// so many from it on,
const AHEAD: usize = 4;
/// and so many after one that stirs the reader.
const AFTER: usize = 12;
/// From how much harm on, as a logit, the reader is stirred.
const STIRRED: f32 = -2.0;
/// So many stretches are read side by side (few where it is tested what happens beyond),
const TOGETHER: usize = if cfg!(test) { 2 } else { 64 };
/// and about so many messages at once.
pub(crate) const AT_ONCE: usize = 256;

/// At most so many words of a message are left out one by one; of a longer one several together.
const MOST_LEFT_OUT: usize = 40;
/// A word counts if without it the logit of the signal falls by so much at least,
const LEAST_DROP: f32 = 0.15;
/// by so great a share of what the weightiest word makes,
const SHARE_OF_MOST: f32 = 0.35;
/// and is one of so many.
const MOST_WORDS: usize = 4;

/// Reads carefully; keeps its room for work, so have one a thread.
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

    /// Glances at some messages of a part; gives those that are to be read properly.
    pub(crate) fn glance_at(
        &mut self,
        conversation: &Conversation,
        part: &mut Part,
        places: &[usize],
        goes_on: &mut dyn FnMut() -> ControlFlow<()>,
    ) -> ControlFlow<(), Vec<usize>> {
        let mut caught = Vec::new();
        for some in places.chunks(AT_ONCE / (GLANCED + 1)) {
            goes_on()?;
            let mut seen = Vec::new();
            let glances: Vec<Vec<(u16, String)>> = some
                .iter()
                .map(|place| {
                    let few = place.saturating_sub(GLANCED)..place + 1;
                    self.texts(conversation, few, &mut seen)
                })
                .collect();
            for (place, said) in some.iter().zip(self.glance(&glances)) {
                let Some((said, told)) = said.zip(part.told(*place)) else { continue };
                if seen.contains(place) {
                    told.reading = Some(keep(self.weights, &said));
                }
                if said.harm >= CAUGHT {
                    caught.push(*place);
                }
            }
        }
        ControlFlow::Continue(caught)
    }

    /// What the last of a few messages says, of several such few.
    fn glance(&self, few: &[Vec<(u16, String)>]) -> Vec<Option<Said>> {
        let mut states = vec![self.reader.begin(); few.len()];
        let lent: Vec<_> = few.iter().map(|texts| lent(texts)).collect();
        let mut parts: Vec<_> = states.iter_mut().zip(lent.iter().map(Vec::as_slice)).collect();
        self.reader.read_together(&mut parts).into_iter().map(|mut said| said.pop()).collect()
    }

    /// Reads every message of a part, after the parts before it.
    pub(crate) fn read_whole(
        &mut self,
        conversation: &Conversation,
        part: &mut Part,
        read: &mut Read,
    ) {
        let known = read.places.len();
        let texts = self.texts(conversation, part.range(), &mut read.places);
        let places = read.places.get(known..).unwrap_or_default();
        for (place, said) in places.iter().zip(read.state.read(&lent(&texts))) {
            if let Some(told) = part.told(*place) {
                told.reading = Some(keep(self.weights, &said));
            }
        }
    }

    /// Reads from each of the messages that caught the eye on, side by side, each stretch as far as
    /// it goes. One that comes to where the next one begins goes on in its place: so it is the same
    /// as reading message by message. `open` goes on from the part before; gives what goes on into
    /// the next.
    pub(crate) fn read_stretches(
        &mut self,
        conversation: &Conversation,
        part: &mut Part,
        open: Option<Open>,
        caught: &[usize],
        goes_on: &mut dyn FnMut() -> ControlFlow<()>,
    ) -> ControlFlow<(), Option<Open>> {
        let end = part.range().end;
        let mut stretches = stretches(caught);
        let mut open = open.map(|mut open| {
            stretches.insert(0, open.rest());
            open
        });
        let mut last = None;
        let mut from = 0;
        while from < stretches.len() {
            let open = open.take();
            let new = stretches.iter().enumerate().skip(from + usize::from(open.is_some()));
            let new = new.take(TOGETHER);
            let new = new.map(|(at, stretch)| Open::new(at, stretch, self.reader.begin()));
            let mut open: Vec<Open> = open.into_iter().chain(new).collect();
            loop {
                goes_on()?;
                let mut going: Vec<&mut Open> = Vec::new();
                from = 0;
                for one in &mut open {
                    // Another has come here; should that one turn out to be taken itself, this
                    // one goes on.
                    if one.stretches.start < from {
                        continue;
                    }
                    let goes_on = one.goes_on(&stretches, end);
                    from = one.stretches.end;
                    if goes_on {
                        going.push(one);
                    }
                }
                if going.is_empty() {
                    break;
                }
                self.read_on(conversation, end, &mut going);
            }
            let mut reached = 0;
            for mut one in open {
                if one.stretches.start < reached {
                    continue;
                }
                reached = one.stretches.end;
                for (place, reading) in std::mem::take(&mut one.readings) {
                    if let Some(told) = part.told(place) {
                        told.reading = Some(reading);
                    }
                }
                last = Some(one);
            }
        }
        ControlFlow::Continue(last.filter(|one| one.until >= end))
    }

    /// Reads the next messages of each of these, up to one that ends the part.
    fn read_on(&mut self, conversation: &Conversation, end: usize, going: &mut [&mut Open]) {
        let at_once = (AT_ONCE / going.len()).max(AHEAD);
        let (places, texts): (Vec<Vec<usize>>, Vec<Vec<_>>) = going
            .iter_mut()
            .map(|one| {
                let next = one.next..one.until.min(end).min(one.next + at_once);
                one.next = next.end;
                let mut places = Vec::new();
                let texts = self.texts(conversation, next, &mut places);
                (places, texts)
            })
            .unzip();
        let lent: Vec<_> = texts.iter().map(|texts| lent(texts)).collect();
        let mut parts: Vec<_> = going
            .iter_mut()
            .zip(&lent)
            .map(|(one, lent)| (&mut one.state, lent.as_slice()))
            .collect();
        let said = self.reader.read_together(&mut parts);
        for ((one, places), said) in going.iter_mut().zip(&places).zip(said) {
            one.state.forget();
            for (place, said) in places.iter().zip(&said) {
                if *place < one.first {
                    continue;
                }
                if said.harm >= STIRRED {
                    one.until = one.until.max(place + 1 + AFTER);
                }
                one.readings.push((*place, keep(self.weights, said)));
            }
        }
    }

    /// Reads a message again with those before it, for [`Careful::words`]: what is remembered of
    /// everything that was read would not fit into memory.
    pub(crate) fn read_again(&mut self, conversation: &Conversation, place: usize) -> Read {
        let mut read = Read::new(self.reader.begin());
        let range = place.saturating_sub(BEFORE)..place + 1;
        let texts = self.texts(conversation, range, &mut read.places);
        read.state.read(&lent(&texts));
        read
    }

    /// Begins to read.
    pub(crate) fn begin(&self) -> Read {
        Read::new(self.reader.begin())
    }

    /// What some messages of a conversation say; `places` gets the places of those that say
    /// something.
    fn texts(
        &mut self,
        conversation: &Conversation,
        range: Range<usize>,
        places: &mut Vec<usize>,
    ) -> Vec<(u16, String)> {
        let said = range.filter_map(|place| {
            let said = self.said(conversation.messages.get(place)?)?;
            places.push(place);
            Some(said)
        });
        said.collect()
    }

    /// For each of these signals the words of a message without which it would be heard least, as
    /// spans of the message: found by leaving each word out.
    pub(crate) fn words(
        &mut self,
        read: &Read,
        place: usize,
        message: &Message,
        signals: &[Signal],
    ) -> Vec<Vec<Span>> {
        let none = || vec![Vec::new(); signals.len()];
        let nth = read.places.iter().position(|it| *it == place);
        let Some((nth, (_, text))) = nth.zip(self.said(message)) else { return none() };
        let words = &self.plain.words;
        let several = words.len().div_ceil(MOST_LEFT_OUT).max(1);
        let groups: Vec<&[(Span, Span)]> = words.chunks(several).collect();
        let left_out = groups.iter().filter_map(|group| {
            let (first, last) = (group.first()?, group.last()?);
            Some(first.0.start as usize..last.0.end as usize)
        });
        let left_out: Vec<Range<usize>> = std::iter::once(0..0).chain(left_out).collect();
        let said = read.state.without(nth, &text, &left_out);
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
        let Following { pace, state, recent, open } = following;
        let is_gated = *pace == Pace::WhereHeard;
        if is_gated {
            if self.verdict.pricks_up(before.window.iter().chain([&*told])) {
                let seen = recent.iter().rev().take(GLANCED).rev().flatten();
                let seen = seen.map(|(speaker, spoken)| (*speaker, self.plainly(spoken)));
                let mut seen: Vec<_> = seen.collect();
                let own = self.said(message);
                let speaks = own.is_some();
                seen.extend(own);
                let said = self.glance(&[seen]).pop().flatten();
                if said.as_ref().is_some_and(|said| said.harm >= CAUGHT) {
                    *open = (*open).max(AHEAD);
                }
                told.reading = said.filter(|_| speaks).map(|said| keep(self.weights, &said));
            }
            if *open == 0 {
                *state = None;
                remember(recent, message);
                return;
            }
            *open -= 1;
        }
        let state = match state {
            Some(state) => state,
            None => {
                let before = recent.iter().flatten();
                let texts: Vec<(u16, String)> =
                    before.map(|(speaker, spoken)| (*speaker, self.plainly(spoken))).collect();
                let fresh = state.insert(self.reader.begin());
                fresh.read(&lent(&texts));
                fresh
            }
        };
        if let Some((speaker, text)) = self.said(message) {
            state.forget();
            let said = state.read(&[(speaker, &text)]);
            if said.iter().any(|said| said.harm >= STIRRED) {
                *open = (*open).max(AFTER);
            }
            told.reading = said.first().map(|it| keep(self.weights, it));
        }
        if is_gated {
            remember(recent, message);
        }
    }

    /// What a message says, in plain spelling; nothing where it says nothing.
    fn said(&mut self, message: &Message) -> Option<(u16, String)> {
        let (speaker, spoken) = spoken_by(message)?;
        Some((speaker, self.plainly(&spoken)))
    }

    fn plainly(&mut self, spoken: &str) -> String {
        self.normaliser.read(spoken, &mut self.normalised);
        self.normaliser.plain(spoken, &self.normalised, &mut self.plain);
        self.plain.text.clone()
    }
}

/// Who says what in a message; nothing where nothing is said.
pub(crate) fn spoken_by(message: &Message) -> Option<(u16, Cow<'_, str>)> {
    let speaker = message.from?;
    let spoken = spoken(message);
    (!spoken.trim().is_empty()).then_some((speaker.0, spoken))
}

fn lent(texts: &[(u16, String)]) -> Vec<(u16, &str)> {
    texts.iter().map(|(speaker, text)| (*speaker, text.as_str())).collect()
}

fn keep(weights: &ReadingWeights, said: &Said) -> risk::Reading {
    weights.keep(said.harm, said.danger, &said.signals, &said.tricks)
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

/// What is remembered of messages that were read.
#[derive(Debug)]
pub(crate) struct Read {
    /// Which message of the conversation each one read is.
    places: Vec<usize>,
    state: reader::Reading,
}

impl Read {
    fn new(state: reader::Reading) -> Read {
        Read { places: Vec::new(), state }
    }
}

/// What is remembered of a conversation that is followed as it grows.
pub(crate) struct Following {
    pace: Pace,
    state: Option<reader::Reading>,
    /// The last [`BEFORE`] messages as they were written, for when the next one pricks up: most are
    /// never read, so they are not made plain before.
    recent: VecDeque<Option<(u16, String)>>,
    /// How many messages more are read.
    open: usize,
}

impl Following {
    pub(crate) fn new(pace: Pace) -> Following {
        Following { pace, state: None, recent: VecDeque::new(), open: 0 }
    }
}

/// Where reading begins: with the messages from `before` on, of which those from `first` on count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    before: usize,
    first: usize,
    /// Read at least up to here.
    end: usize,
}

/// What stands from some messages on, with what stands before.
fn stretches(caught: &[usize]) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for &first in caught {
        let end = first + AHEAD;
        match stretches.last_mut() {
            Some(last) if last.end >= first => last.end = end,
            _ => stretches.push(Stretch { before: first.saturating_sub(BEFORE), first, end }),
        }
    }
    stretches
}

/// A stretch that is being read.
pub(crate) struct Open {
    /// Which of the stretches it has come to.
    stretches: Range<usize>,
    /// Messages before this one are only seen.
    first: usize,
    next: usize,
    until: usize,
    state: reader::Reading,
    readings: Vec<(usize, risk::Reading)>,
}

impl Open {
    fn new(at: usize, stretch: &Stretch, state: reader::Reading) -> Open {
        Open {
            stretches: at..at + 1,
            first: stretch.first,
            next: stretch.before,
            until: stretch.end,
            state,
            readings: Vec::new(),
        }
    }

    /// What of it is still to be read, as the first stretch of the next part.
    fn rest(&mut self) -> Stretch {
        self.stretches = 0..1;
        Stretch { before: self.next, first: self.next, end: self.until }
    }

    /// Whether it goes on before the part's end, perhaps in place of the next one.
    fn goes_on(&mut self, stretches: &[Stretch], end: usize) -> bool {
        while let Some(following) = stretches.get(self.stretches.end)
            && following.first <= self.until
        {
            self.until = self.until.max(following.end);
            self.stretches.end += 1;
        }
        self.next < self.until.min(end)
    }
}

/// Keeps the last [`BEFORE`] messages.
fn remember(recent: &mut VecDeque<Option<(u16, String)>>, message: &Message) {
    recent.push_back(spoken_by(message).map(|(speaker, spoken)| (speaker, spoken.into_owned())));
    if recent.len() > BEFORE {
        recent.pop_front();
    }
}

#[cfg(test)]
mod tests {
    use chats::{Participant, ParticipantId};

    use super::*;
    use crate::{Engine, Request};

    fn message((from, text): (u16, &str)) -> Message {
        Message { from: Some(ParticipantId(from)), text: text.to_owned(), ..Message::default() }
    }

    /// Blackmail again and again, so near and so far that stretches stand alone, run into one
    /// another, and end within silence; more of them than are read side by side.
    fn conversation() -> Conversation {
        const DULL: [&str; 5] = ["mai thi toán", "ok", "ăn cơm chưa", "rồi", "trời mưa quá"];
        const BAD: [&str; 2] =
            ["anh có ảnh của em rồi nhé", "chuyển cho anh 500k nếu không anh đăng ảnh lên lớp em"];
        let mut messages = Vec::new();
        for gap in [20usize, 3, 11, 30, 12, 6, 13, 25] {
            messages.extend(BAD.map(|text| message((1, text))));
            messages.extend((0..gap).map(|at| message((at as u16 % 2, DULL[at % DULL.len()]))));
        }
        messages.push(message((1, BAD[1])));
        // Calls and notices say nothing.
        messages.extend((0..6).map(|_| Message::default()));
        let participants = ["Bống", "Minh"].map(|name| Participant { name: name.to_owned() });
        Conversation { messages, participants: participants.to_vec(), ..Conversation::default() }
    }

    #[test]
    fn side_by_side_is_the_same_as_message_by_message() {
        let engine = Engine::bundled();
        let conversation = conversation();
        let told = engine.tell_in_stream(&conversation);
        let read = told.iter().filter(|told| told.reading.is_some()).count();
        assert!((20..told.len() - 20).contains(&read), "{read} of {} read", told.len());
        let mut listener = engine.listener_in_stream(Request::default());
        for (place, message) in conversation.messages.iter().enumerate() {
            listener.hear(message);
            let last = listener.last().filter(|told| told.place == place as u64);
            let followed = last.and_then(|told| told.reading.as_ref());
            match (followed, &told[place].reading) {
                (None, None) => {}
                (Some(one), Some(other)) => assert!((one.harm() - other.harm()).abs() < 0.1),
                (one, other) => panic!("message {place}: {one:?}, {other:?}"),
            }
        }
        assert!(!format!("{listener:?}").contains("500k"));
    }
}
