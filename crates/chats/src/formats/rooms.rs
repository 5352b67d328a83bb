//! The talk of a game: what all see, and the whispers of two, each a conversation of its own.
//!
//! A whisper is said out of everyone's sight; among the lines of a full server it would be lost.

use std::collections::HashMap;

use crate::{Kind, Message, Warning, WarningCode, builder::Builder, read::Found};

pub(super) struct Rooms {
    id: &'static str,
    public: Builder,
    whispers: Vec<Builder>,
    /// Where the whispers of two people are.
    pairs: HashMap<(String, String), usize>,
    /// With whom each last whispered.
    partners: HashMap<String, String>,
}

impl Rooms {
    pub(super) fn new(id: &'static str) -> Rooms {
        Rooms {
            id,
            public: Builder::new(id),
            whispers: Vec::new(),
            pairs: HashMap::new(),
            partners: HashMap::new(),
        }
    }

    /// Something that all could see.
    pub(super) fn say(&mut self, name: &str, message: Message) {
        say(&mut self.public, name, message);
    }

    /// Something that one said to another.
    pub(super) fn whisper(&mut self, from: &str, to: &str, message: Message) {
        self.partners.insert(from.to_owned(), to.to_owned());
        self.partners.insert(to.to_owned(), from.to_owned());
        let (one, other) = if from <= to { (from, to) } else { (to, from) };
        let (id, whispers) = (self.id, &mut self.whispers);
        let at = *self.pairs.entry((one.to_owned(), other.to_owned())).or_insert_with(|| {
            let mut chat = Builder::new(format!("{id}:{one}:{other}"));
            chat.conversation.title = Some(format!("{one}, {other}"));
            whispers.push(chat);
            whispers.len() - 1
        });
        if let Some(chat) = self.whispers.get_mut(at) {
            // The one who never answers takes part too.
            chat.participant(from);
            chat.participant(to);
            say(chat, from, message);
        }
    }

    /// With whom somebody last whispered.
    pub(super) fn partner(&self, name: &str) -> Option<String> {
        self.partners.get(name).cloned()
    }

    /// Something that the game told all.
    pub(super) fn notice(&mut self, message: Message) {
        self.public.push(Message { kind: Kind::System, ..message });
    }

    /// Gives over the conversations, those of the owner as theirs.
    pub(super) fn finish(mut self, owner: Option<&str>, found: &mut Found) {
        if let Some(owner) = owner {
            let here = self.public.participant(owner);
            self.public.conversation.owner = Some(here);
            for chat in &mut self.whispers {
                chat.conversation.owner = chat.known(owner);
            }
        }
        let chats = || std::iter::once(&self.public).chain(&self.whispers);
        if chats().any(Builder::overflowed) {
            found.warn(Warning::new(WarningCode::TooManyParticipants));
        }
        found.conversations.push(self.public.conversation);
        found.conversations.extend(self.whispers.into_iter().map(|chat| chat.conversation));
    }
}

fn say(chat: &mut Builder, name: &str, message: Message) {
    let from = Some(chat.participant(name));
    let text = message.text.trim().to_owned();
    chat.push(Message { from, text, ..message });
}
