//! The whole way of a message in one call: the only door to the engine for the command, the
//! pages and all later parts.
//!
//! [`Engine::assess`] reads a whole conversation; a listener one message at a time. Both are the
//! same fold, so they give the same answer: [`Engine::listener`] for a conversation of up to
//! [`READ_WHOLE`] messages, [`Engine::listener_in_stream`] for a longer one, which is read carefully
//! only where something is heard. Nothing here does I/O or knows a clock.

mod assess;
mod careful;
mod course;
mod identity;
mod listener;

use std::ops::ControlFlow;
use std::sync::Arc;

use chats::{Conversation, ParticipantId};
use reader::Reader;
use risk::{Assessment, Level, Told, Verdict};
use signals::{Ear, Hearing, Lexicon, Rules};
use text::{Accents, Normaliser};

use crate::careful::{Careful, Pace};
use crate::course::Course;

pub use careful::READ_WHOLE;
pub use listener::Listener;

/// All that is needed to assess conversations: compiled packs and models. Immutable; cheap to
/// clone; shared by threads.
#[derive(Clone, Debug)]
pub struct Engine {
    hearing: Hearing,
    verdict: Arc<Verdict>,
    reads: bool,
}

/// So many conversations in one source are a person's whole inbox, not what somebody picked out.
pub const MANY: usize = 20;

/// What the asker already knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Who is to be protected, where the asker said so.
    pub child: Option<ParticipantId>,
    /// Who the other side is, where the asker said so.
    pub contact: Option<ParticipantId>,
    /// Whether it is one of [`MANY`] conversations or more in its source: then one that is a single
    /// message must be clearer to be of concern.
    pub among_many: bool,
}

/// How far the assessment of a conversation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// So many of its messages are assessed.
    pub messages: usize,
    /// The level that they reach.
    pub level: Level,
}

impl Engine {
    /// The engine with the packs that were compiled into the program.
    pub fn bundled() -> Engine {
        let verdict = Arc::new(Verdict::bundled().clone());
        Engine { hearing: Hearing::bundled(), verdict, reads: true }
    }

    /// The same engine without its careful reader: it hears with rules, detectors and ear alone, at
    /// the speed of the scan, and its verdict rests on them.
    pub fn without_reader(self) -> Engine {
        let verdict = Arc::new(Verdict::clone(&self.verdict).reading(None));
        Engine { verdict, reads: false, ..self }
    }

    /// The same engine with other rules, such as [`Rules::compile`] made from a folder.
    pub fn with_rules(self, rules: Arc<Rules>) -> Engine {
        Engine { hearing: self.hearing.with_rules(rules), ..self }
    }

    /// The same engine with another ear.
    pub fn with_ear(self, ear: Arc<Ear>) -> Engine {
        Engine { hearing: self.hearing.with_ear(ear), ..self }
    }

    /// The same engine with another verdict.
    pub fn with_verdict(self, verdict: Arc<Verdict>) -> Engine {
        Engine { verdict, ..self }
    }

    /// Assesses a whole conversation.
    pub fn assess(&self, conversation: &Conversation, request: Request) -> Assessment {
        self.assess_watched(conversation, request, &mut |_| ControlFlow::Continue(()))
    }

    /// Assesses a conversation, telling `watch` how far it has come every second or so and at the
    /// end. Where `watch` breaks, the assessment is of what it was told of last, as if the
    /// conversation ended there.
    pub fn assess_watched(
        &self,
        conversation: &Conversation,
        request: Request,
        watch: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Assessment {
        assess::assess(self, conversation, request, watch)
    }

    /// Begins to listen to a conversation message by message, reading every one.
    pub fn listener(&self, request: Request) -> Listener<'_> {
        Listener::new(self, request, Pace::Whole)
    }

    /// The same for one without end: it is read only where the ear or a rule pricks up.
    pub fn listener_in_stream(&self, request: Request) -> Listener<'_> {
        Listener::new(self, request, Pace::WhereHeard)
    }

    /// What is kept of each message, in order. A conversation of more than [`READ_WHOLE`] messages
    /// is read only where the ear or a rule pricks up.
    pub fn tell(&self, conversation: &Conversation) -> Vec<Told> {
        self.tell_at(Pace::for_length(conversation.messages.len()), conversation)
    }

    /// The same, as if the conversation were part of one without end.
    pub fn tell_in_stream(&self, conversation: &Conversation) -> Vec<Told> {
        self.tell_at(Pace::WhereHeard, conversation)
    }

    fn tell_at(&self, pace: Pace, conversation: &Conversation) -> Vec<Told> {
        let mut course = Course::new(self, conversation, pace);
        let mut told = Vec::with_capacity(conversation.messages.len());
        while let ControlFlow::Continue(part) = course.next_part(&mut || ControlFlow::Continue(()))
        {
            told.extend(part.into_told());
        }
        told
    }

    /// For how many messages of a conversation the gate to the reader would open if it were part of
    /// one without end: those in which the ear or a rule heard something. The reader glances at
    /// them, and where that catches its eye it reads on.
    pub fn opens_for(&self, conversation: &Conversation) -> usize {
        let mut listener = Listener::new(self, Request::default(), Pace::WhereHeard);
        let mut told: Vec<Told> = Vec::new();
        let opens = conversation.messages.iter().filter(|message| {
            told.push(listener.tell(message));
            self.verdict.pricks_up(told.iter())
        });
        opens.count()
    }

    /// What reads carefully, where there is a reader.
    pub(crate) fn careful(&self) -> Option<Careful<'_>> {
        let reader = self.reads.then(Reader::bundled)?;
        Careful::new(reader, &self.verdict, self.normaliser().restoring(Accents::bundled()))
    }

    /// The words it knows.
    pub fn lexicon(&self) -> &Lexicon {
        self.hearing.lexicon()
    }

    /// The rules it follows, with their texts.
    pub fn rules(&self) -> &Rules {
        self.hearing.rules()
    }

    /// What hears single messages.
    pub fn hearing(&self) -> &Hearing {
        &self.hearing
    }

    /// What turns what was heard into a level.
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// A normaliser that knows the packs' shorthand.
    pub fn normaliser(&self) -> Normaliser {
        self.hearing.normaliser()
    }

    /// The SHA-256 of everything that decides a verdict, in hexadecimal: packs, ear, verdict,
    /// reader.
    pub fn packs_digest(&self) -> String {
        identity::packs_digest(self)
    }

    /// The program's version.
    pub fn version() -> &'static str {
        env!("CARGO_PKG_VERSION")
    }
}
