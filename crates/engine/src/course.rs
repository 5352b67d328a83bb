//! Going through a whole conversation, part by part: so what is kept meanwhile does not grow with
//! it, and whoever waits can be told how far it has come, and can stop it.

use std::ops::{ControlFlow, Range};

use chats::{Conversation, Message};
use risk::{Told, WINDOW};
use signals::Signal;
use text::Span;

use crate::careful::{AT_ONCE, Careful, Open, Pace, Read, spoken_by};
use crate::listener::Listener;
use crate::{Engine, Request};

/// A part has at most so many messages (few where it is tested what happens at its edges),
const LONGEST: usize = if cfg!(test) { 17 } else { 16_384 };
/// and the reader glances at so many of them at most: about a second's work.
const MOST_GLANCES: usize = if cfg!(test) { 3 } else { 64 };

/// A conversation, as far as the engine has come in it.
pub(crate) struct Course<'c, 'e> {
    engine: &'e Engine,
    conversation: &'c Conversation,
    pace: Pace,
    listener: Listener<'e>,
    next: usize,
    /// What was heard of the messages just before the next part.
    near: Vec<Told>,
    careful: Option<Careful<'e>>,
    /// What was read, where everything is.
    read: Option<Read>,
    /// The stretch that goes on into the next part, where some are.
    open: Option<Open>,
}

/// What is kept of some messages, one after another.
#[derive(Default)]
pub(crate) struct Part {
    first: usize,
    told: Vec<Told>,
}

impl<'c, 'e> Course<'c, 'e> {
    pub(crate) fn new(engine: &'e Engine, conversation: &'c Conversation, pace: Pace) -> Self {
        let careful = engine.careful();
        let read = careful.as_ref().filter(|_| pace == Pace::Whole).map(Careful::begin);
        Course {
            engine,
            conversation,
            pace,
            listener: Listener::new(engine, Request::default(), pace),
            next: 0,
            near: Vec::new(),
            careful,
            read,
            open: None,
        }
    }

    /// Hears and reads the next part; breaks after the last one. `goes_on` is asked before it and
    /// every second or so; where it breaks, the part is lost.
    pub(crate) fn next_part(
        &mut self,
        goes_on: &mut dyn FnMut() -> ControlFlow<()>,
    ) -> ControlFlow<(), Part> {
        if self.next >= self.conversation.messages.len() {
            return ControlFlow::Break(());
        }
        goes_on()?;
        let mut part = Part { first: self.next, told: Vec::new() };
        let pricked = self.hear(&mut part);
        let Some(careful) = &mut self.careful else { return ControlFlow::Continue(part) };
        if let Some(read) = &mut self.read {
            careful.read_whole(self.conversation, &mut part, read);
        } else {
            let conversation = self.conversation;
            let caught = careful.glance_at(conversation, &mut part, &pricked, goes_on)?;
            let open = self.open.take();
            self.open = careful.read_stretches(conversation, &mut part, open, &caught, goes_on)?;
        }
        ControlFlow::Continue(part)
    }

    /// Hears the messages of a part; gives those at which the reader is to glance.
    fn hear(&mut self, part: &mut Part) -> Vec<usize> {
        let mut pricked = Vec::new();
        let mut speaking = 0;
        while let Some(message) = self.conversation.messages.get(self.next)
            && part.told.len() < LONGEST
            && pricked.len() < MOST_GLANCES
            && speaking < AT_ONCE
        {
            part.told.push(self.listener.tell(message));
            match self.pace {
                Pace::Whole => speaking += usize::from(spoken_by(message).is_some()),
                Pace::WhereHeard if self.careful.is_some() => {
                    let told = self.near.iter().chain(&part.told);
                    if self.engine.verdict().pricks_up(told) {
                        pricked.push(self.next);
                    }
                }
                Pace::WhereHeard => {}
            }
            self.next += 1;
        }
        let near = part.told.len().saturating_sub(WINDOW);
        self.near.extend_from_slice(part.told.get(near..).unwrap_or_default());
        self.near.drain(..self.near.len().saturating_sub(WINDOW));
        pricked
    }

    /// For each of these signals the words of a message without which it would be heard least.
    pub(crate) fn words(
        &mut self,
        place: usize,
        message: &Message,
        signals: &[Signal],
    ) -> Vec<Vec<Span>> {
        let Some(careful) = &mut self.careful else { return vec![Vec::new(); signals.len()] };
        match &self.read {
            Some(read) => careful.words(read, place, message, signals),
            None => {
                let read = careful.read_again(self.conversation, place);
                careful.words(&read, place, message, signals)
            }
        }
    }
}

impl Part {
    /// Which messages of the conversation they are.
    pub(crate) fn range(&self) -> Range<usize> {
        self.first..self.first + self.told.len()
    }

    /// What is kept of the message at a place in the conversation.
    pub(crate) fn told(&mut self, place: usize) -> Option<&mut Told> {
        self.told.get_mut(place.checked_sub(self.first)?)
    }

    /// What is kept of each, in order.
    pub(crate) fn into_told(self) -> Vec<Told> {
        self.told
    }
}

#[cfg(test)]
mod tests {
    use chats::{Participant, ParticipantId};
    use risk::{Assessment, Level};

    use super::*;
    use crate::{Progress, READ_WHOLE};

    fn message((from, text): (u16, &str)) -> Message {
        Message { from: Some(ParticipantId(from)), text: text.to_owned(), ..Message::default() }
    }

    /// Dull talk, long enough to be read only where something is heard, then blackmail in steps.
    fn conversation() -> Conversation {
        const DULL: [&str; 5] = ["mai thi toán", "ok", "ăn cơm chưa", "rồi", "trời mưa quá"];
        const BAD: [&str; 2] =
            ["anh có ảnh của em rồi nhé", "chuyển cho anh 500k nếu không anh đăng ảnh lên lớp em"];
        let dull = |count: usize| {
            (0..count).map(|at| message((u16::from(at % 2 == 1), DULL[at % DULL.len()])))
        };
        let mut messages: Vec<Message> = dull(READ_WHOLE + 10).collect();
        for gap in [9, 30, 4, 50] {
            messages.extend(BAD.map(|text| message((1, text))));
            messages.extend(dull(gap));
        }
        let participants = ["Bống", "Minh"].map(|name| Participant { name: name.to_owned() });
        Conversation { messages, participants: participants.to_vec(), ..Conversation::default() }
    }

    /// What it gives when it is stopped at the first part that ends after so many messages, and how
    /// far it came.
    fn stopped_after(messages: usize, whole: &Conversation) -> (Assessment, Vec<Progress>) {
        let mut told = Vec::new();
        let assessment =
            Engine::bundled().assess_watched(whole, Request::default(), &mut |progress| {
                told.push(progress);
                match progress.messages > messages {
                    true => ControlFlow::Break(()),
                    false => ControlFlow::Continue(()),
                }
            });
        (assessment, told)
    }

    #[test]
    fn it_tells_how_far_it_has_come_and_what_was_found() {
        let whole = conversation();
        let (assessment, told) = stopped_after(usize::MAX, &whole);
        let last = told.last().expect("something was told");
        assert_eq!((last.messages, last.level), (whole.messages.len(), assessment.level));
        assert!(assessment.level >= Level::Concern, "{assessment:?}");
        assert!(told.iter().any(|one| one.level == Level::None && one.messages > 0));
        for steps in told.windows(2) {
            assert!((0..=LONGEST).contains(&(steps[1].messages - steps[0].messages)), "{steps:?}");
            assert!(steps[0].level <= steps[1].level, "{steps:?}");
        }
    }

    #[test]
    fn stopped_it_says_what_it_says_of_a_conversation_that_ends_there() {
        let whole = conversation();
        for after in [READ_WHOLE + 12, READ_WHOLE + 55] {
            let (assessment, told) = stopped_after(after, &whole);
            let seen = told.last().expect("something was told").messages;
            assert!(after < seen && seen < whole.messages.len(), "{seen}");
            let mut part = whole.clone();
            part.messages.truncate(seen);
            assert_eq!(assessment, Engine::bundled().assess(&part, Request::default()));
            assert!(assessment.level > Level::None, "{assessment:?}");
            let words = |reason: &risk::Reason| reason.signs.iter().any(|it| !it.spans.is_empty());
            assert!(assessment.reasons.iter().any(words), "{assessment:?}");
        }
    }

    #[test]
    fn stopped_at_once_it_knows_nothing() {
        let (mut calls, whole) = (0, conversation());
        let assessment = Engine::bundled().assess_watched(&whole, Request::default(), &mut |it| {
            calls += 1;
            assert_eq!(it, Progress { messages: 0, level: Level::None });
            ControlFlow::Break(())
        });
        assert_eq!((calls, assessment), (1, Assessment::default()));
    }
}
