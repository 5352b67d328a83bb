//! Conversations whose messages lie mixed in one source.

use std::collections::HashMap;

use crate::{ParticipantId, ReadOptions, Warning, WarningCode, builder::Builder, read::Found};

/// Each conversation by its key, in the order in which they were first heard of.
#[derive(Default)]
pub(super) struct Mixed {
    by_key: HashMap<String, (usize, Builder)>,
}

impl Mixed {
    /// The conversation of this key, made where there is none yet.
    pub(super) fn chat(&mut self, key: &str) -> &mut Builder {
        let place = self.by_key.len();
        let (_, chat) =
            self.by_key.entry(key.to_owned()).or_insert_with(|| (place, Builder::new(key)));
        chat
    }

    /// Gives over the conversations in which anything was written, each in the order of its times, and called after those who
    /// take part where it has no title.
    pub(super) fn finish(self, found: &mut Found) {
        let mut chats: Vec<_> = self.by_key.into_values().collect();
        chats.sort_by_key(|(place, _)| *place);
        chats.retain(|(_, chat)| !chat.conversation.messages.is_empty());
        for (_, mut chat) in chats {
            if chat.overflowed() {
                found.warn(Warning::new(WarningCode::TooManyParticipants));
            }
            chat.sort();
            let conversation = &mut chat.conversation;
            if conversation.title.is_none() {
                let owner = conversation.owner.map(|owner| usize::from(owner.0));
                let everyone = conversation.participants.iter().enumerate();
                let others = everyone.filter(|(at, _)| Some(*at) != owner);
                let names: Vec<_> = others.map(|(_, one)| one.name.as_str()).take(8).collect();
                conversation.title = Some(names.join(", ")).filter(|names| !names.is_empty());
            }
            found.conversations.push(chat.conversation);
        }
    }
}

/// The one whose export it is, in a conversation of theirs.
pub(super) fn owner(chat: &mut Builder, options: &ReadOptions) -> ParticipantId {
    // No app has such an account.
    const KEY: &str = "\0owner";
    let owner = chat.participant_with_key(KEY, &options.owner_name);
    chat.conversation.owner = Some(owner);
    owner
}
