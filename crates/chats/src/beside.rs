//! What one file of an export says about the files beside it.

use std::collections::{BTreeSet, HashMap};

use crate::{Conversation, ReadError, Reading, builder::Builder};

/// What one file was read as, and what it says about the files beside it.
#[derive(Debug)]
pub(crate) struct Part {
    /// Without conversations where the file only speaks of others.
    pub(crate) reading: Reading,
    pub(crate) beside: Beside,
}

/// Who is behind an account number, what a chat is called and who is in it, whose export it is:
/// Slack's `users.json` and `dms.json`, Google Chat's `group_info.json` and `user_info.json`.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    /// Names by the keys that participants go by.
    pub(crate) people: HashMap<String, String>,
    /// What is known of a chat, by the id of its conversation.
    pub(crate) chats: HashMap<String, Chat>,
    /// Whose the export is, by key or name: of no use where it is several people's.
    pub(crate) owners: BTreeSet<String>,
}

/// What is known of a chat.
#[derive(Debug, Default)]
pub(crate) struct Chat {
    pub(crate) title: Option<String>,
    /// Its members, by key or name.
    pub(crate) members: Vec<String>,
}

impl From<Reading> for Part {
    fn from(reading: Reading) -> Part {
        Part { reading, beside: Beside::default() }
    }
}

impl Part {
    /// The reading of a file that stands alone.
    ///
    /// # Errors
    ///
    /// Where the file holds no conversation but only speaks of other files.
    pub(crate) fn alone(mut self) -> Result<Reading, ReadError> {
        self.beside.apply(&mut self.reading.conversations);
        if self.reading.conversations.is_empty() {
            return Err(ReadError::NothingInside);
        }
        Ok(self.reading)
    }
}

impl Beside {
    pub(crate) fn is_empty(&self) -> bool {
        self.people.is_empty() && self.chats.is_empty() && self.owners.is_empty()
    }

    /// Adds what another file says; of two that say the same thing, the first counts.
    pub(crate) fn merge(&mut self, other: Beside) {
        for (key, name) in other.people {
            self.people.entry(key).or_insert(name);
        }
        for (id, chat) in other.chats {
            self.chats.entry(id).or_insert(chat);
        }
        self.owners.extend(other.owners);
    }

    /// Says in the conversations what is known about them.
    pub(crate) fn apply(&self, conversations: &mut [Conversation]) {
        if self.is_empty() {
            return;
        }
        for conversation in conversations {
            self.apply_to(conversation);
        }
    }

    fn apply_to(&self, conversation: &mut Conversation) {
        let mut builder = Builder::resume(std::mem::take(conversation));
        let chat = self.chats.get(&builder.conversation.id);
        let members = chat.map(|chat| chat.members.as_slice()).unwrap_or_default();
        let members: Vec<_> = members.iter().map(|key| builder.participant(key)).collect();
        if let Some(owner) = self.owner() {
            builder.conversation.owner = builder.conversation.owner.or(builder.known(owner));
        }
        builder.call_by_name(&self.people);

        let Conversation { title, participants, owner, messages, .. } = &mut builder.conversation;
        if let Some(known) = chat.and_then(|chat| chat.title.clone()) {
            *title = Some(known);
        } else if !members.is_empty() {
            let others = members.iter().filter(|member| Some(**member) != *owner);
            let names = others.filter_map(|member| participants.get(usize::from(member.0)));
            let names: Vec<_> = names.map(|participant| participant.name.as_str()).collect();
            *title = Some(names.join(", ")).filter(|names| !names.is_empty()).or(title.take());
        }
        for message in messages {
            if let Some(text) = self.mentions_named(&message.text) {
                message.text = text;
            }
        }
        *conversation = builder.conversation;
    }

    fn owner(&self) -> Option<&str> {
        let mut owners = self.owners.iter();
        owners.next().filter(|_| owners.next().is_none()).map(String::as_str)
    }

    /// The text with the names of those whom it mentions by their keys; `None` where it mentions
    /// nobody who is known.
    fn mentions_named(&self, text: &str) -> Option<String> {
        let mut named: Option<String> = None;
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('@') {
            let end = after.find(|letter: char| !letter.is_ascii_alphanumeric());
            let (key, following) = after.split_at(end.unwrap_or(after.len()));
            let name = self.people.get(key);
            if name.is_some() || named.is_some() {
                let named = named.get_or_insert_with(|| {
                    text.get(..text.len() - rest.len()).unwrap_or_default().to_owned()
                });
                named.push_str(before);
                named.push('@');
                named.push_str(name.map_or(key, String::as_str));
            }
            rest = following;
        }
        named.map(|named| named + rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Message;

    #[test]
    fn names_titles_and_mentions() {
        let mut builder = Builder::new("D1");
        let from = Some(builder.participant("U1"));
        let text = "a@b @U2, @U3 hỏi @U1".to_owned();
        builder.push(Message { from, text, ..Message::default() });
        let people = [("U1", "Lan"), ("U2", "Lan")].map(|(key, name)| (key.into(), name.into()));
        let chat = Chat { title: None, members: vec!["U1".into(), "U2".into()] };
        let beside = Beside {
            people: HashMap::from(people),
            chats: HashMap::from([("D1".to_owned(), chat)]),
            owners: BTreeSet::from(["U1".to_owned()]),
        };
        let mut conversations = [builder.conversation];
        beside.apply(&mut conversations);
        let [conversation] = conversations;
        assert_eq!(conversation.title.as_deref(), Some("Lan (2)"));
        assert_eq!(conversation.name_of(&conversation.messages[0]), Some("Lan"));
        assert_eq!(conversation.owner, conversation.messages[0].from);
        assert_eq!(conversation.messages[0].text, "a@b @Lan, @U3 hỏi @Lan");
    }
}
