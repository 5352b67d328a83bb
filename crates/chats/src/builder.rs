use std::collections::HashMap;

use crate::{Conversation, Message, Participant, ParticipantId};

/// Puts a conversation together, naming each participant once.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    pub(crate) conversation: Conversation,
    by_key: HashMap<String, ParticipantId>,
    /// How many participants have each name.
    by_name: HashMap<String, u32>,
    overflowed: bool,
}

impl Builder {
    pub(crate) fn new(id: impl Into<String>) -> Builder {
        let conversation = Conversation { id: id.into(), ..Conversation::default() };
        Builder { conversation, ..Builder::default() }
    }

    /// Goes on with a conversation whose participants go by their names.
    pub(crate) fn resume(conversation: Conversation) -> Builder {
        let mut builder = Builder::default();
        for (participant, at) in conversation.participants.iter().zip(0..=u16::MAX) {
            builder.by_key.insert(participant.name.clone(), ParticipantId(at));
            builder.by_name.insert(participant.name.clone(), 1);
        }
        Builder { conversation, ..builder }
    }

    /// Adds another part of the same conversation.
    pub(crate) fn absorb(&mut self, part: Conversation) {
        let names = part.participants.iter();
        let here: Vec<ParticipantId> = names.map(|one| self.participant(&one.name)).collect();
        for message in part.messages {
            let from = message.from.and_then(|from| here.get(usize::from(from.0)).copied());
            self.push(Message { from, ..message });
        }
    }

    /// The participant of this name, made where there is none yet.
    pub(crate) fn participant(&mut self, name: &str) -> ParticipantId {
        self.participant_with_key(name, name)
    }

    /// The participant with this key of the source (an account number, say); two keys of the same
    /// name are told apart by a number.
    pub(crate) fn participant_with_key(&mut self, key: &str, name: &str) -> ParticipantId {
        if let Some(known) = self.by_key.get(key) {
            return *known;
        }
        let Ok(at) = u16::try_from(self.conversation.participants.len()) else {
            self.overflowed = true;
            return ParticipantId(u16::MAX);
        };
        let id = ParticipantId(at);
        let name = self.unused_name(name);
        self.conversation.participants.push(Participant { name });
        self.by_key.insert(key.to_owned(), id);
        id
    }

    /// Calls a participant by a name that the source said later.
    pub(crate) fn rename(&mut self, id: ParticipantId, name: &str) {
        let name = self.unused_name(name);
        if let Some(participant) = self.conversation.participants.get_mut(usize::from(id.0)) {
            participant.name = name;
        }
    }

    /// Calls participants, who so far go by their keys, by the names that the source gives them.
    pub(crate) fn call_by_name(&mut self, names: &HashMap<String, String>) {
        for at in 0..self.conversation.participants.len() {
            let participant = self.conversation.participants.get(at);
            let name = participant.and_then(|participant| names.get(&participant.name));
            if let (Some(name), Ok(id)) = (name, u16::try_from(at)) {
                self.rename(ParticipantId(id), name);
            }
        }
    }

    /// The participant with this key, if already there.
    pub(crate) fn known(&self, key: &str) -> Option<ParticipantId> {
        self.by_key.get(key).copied()
    }

    /// Makes the one who goes by this key, if anyone does, the owner, and calls them by `name`.
    pub(crate) fn own_by(&mut self, key: &str, name: &str) {
        let Some(owner) = self.known(key) else { return };
        self.conversation.owner = Some(owner);
        if name != key {
            self.rename(owner, name);
        }
    }

    fn unused_name(&mut self, name: &str) -> String {
        let mut unused = name.to_owned();
        loop {
            let same = self.by_name.entry(unused.clone()).or_default();
            *same += 1;
            if *same == 1 {
                return unused;
            }
            unused = format!("{name} ({same})");
        }
    }

    /// Whether more people take part than are told apart.
    pub(crate) fn overflowed(&self) -> bool {
        self.overflowed
    }

    pub(crate) fn push(&mut self, message: Message) {
        self.conversation.messages.push(message);
    }

    /// In a chat of two that is called after one of them, the export is the other's.
    pub(crate) fn guess_owner_from_title(&mut self) {
        let Conversation { title, participants, owner, .. } = &mut self.conversation;
        let (Some(title), [first, second], None) = (title, participants.as_slice(), &owner) else {
            return;
        };
        *owner = match (*title == first.name, *title == second.name) {
            (true, false) => Some(ParticipantId(1)),
            (false, true) => Some(ParticipantId(0)),
            _ => None,
        };
    }

    /// Puts messages that came newest first, or out of order, into the order of their times.
    /// Messages of the same moment keep their order in a source that went forwards, and are
    /// turned round in one that went backwards.
    pub(crate) fn sort(&mut self) {
        let messages = &mut self.conversation.messages;
        let steps = messages.iter().zip(messages.iter().skip(1));
        let (mut forwards, mut backwards) = (0u64, 0u64);
        for (earlier, later) in steps {
            match earlier.at.cmp(&later.at) {
                std::cmp::Ordering::Less => forwards += 1,
                std::cmp::Ordering::Greater => backwards += 1,
                std::cmp::Ordering::Equal => {}
            }
        }
        if backwards > forwards {
            messages.reverse();
        }
        if backwards > 0 {
            messages.sort_by_key(|message| message.at);
        }
    }
}
