//! The whole way of a message in one call: the only door to the engine for the command, the
//! pages and all later parts.
//!
//! [`Engine::assess`] reads a whole conversation; [`Engine::listener`] one message at a time. Both
//! are the same fold, so they give the same answer. Nothing here does I/O or knows a clock.

mod assess;
mod identity;
mod listener;

use std::sync::Arc;

use chats::{Conversation, ParticipantId};
use risk::{Assessment, Told, Verdict};
use signals::{Ear, Hearing, Lexicon, Rules};
use text::Normaliser;

pub use listener::Listener;

/// All that is needed to assess conversations: compiled packs and models. Immutable; cheap to
/// clone; shared by threads.
#[derive(Clone, Debug)]
pub struct Engine {
    hearing: Hearing,
    verdict: Arc<Verdict>,
}

/// What the asker already knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Who is to be protected, where the asker said so.
    pub child: Option<ParticipantId>,
    /// Who the other side is, where the asker said so.
    pub contact: Option<ParticipantId>,
}

impl Engine {
    /// The engine with the packs that were compiled into the program.
    pub fn bundled() -> Engine {
        Engine { hearing: Hearing::bundled(), verdict: Arc::new(Verdict::bundled().clone()) }
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
        assess::assess(self, conversation, request)
    }

    /// Begins to listen to a conversation message by message.
    pub fn listener(&self, request: Request) -> Listener<'_> {
        Listener::new(self, request)
    }

    /// What is kept of each message that says something, in order.
    pub fn tell(&self, conversation: &Conversation) -> Vec<Told> {
        let mut listener = self.listener(Request::default());
        conversation.messages.iter().map(|message| listener.tell(message)).collect()
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

    /// The SHA-256 of everything that decides a verdict, in hexadecimal: packs, ear, verdict.
    pub fn packs_digest(&self) -> String {
        identity::packs_digest(self)
    }

    /// The program's version.
    pub fn version() -> &'static str {
        env!("CARGO_PKG_VERSION")
    }
}
