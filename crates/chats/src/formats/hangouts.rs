//! Google Hangouts in Google Takeout: one `Hangouts.json` with every conversation.
//!
//! The newer layout is `conversations[]` with `conversation.conversation` and `events`; the one
//! before it is `conversation_state[].conversation_state` with `conversation` and `event`. Times
//! are microseconds as text; the words of a message are `segment`s. Who is who stands in
//! `participant_data`, and whose export it is in `self_conversation_state`. Known from the public
//! parsers of Takeout and the protocol that the hangups project wrote down.

use std::collections::HashMap;

use serde::de::{DeserializeSeed, Deserializer, MapAccess};

use super::{Importer, Peek, Score};
use crate::{
    Kind, Message, ReadError, ReadOptions, Warning, WarningCode,
    builder::Builder,
    decode::Decoded,
    json::{Each, EachInto, JsonText, Loose, Object, Objects, pass_over, take_fields},
    read::Found,
};

pub(super) struct Hangouts;

impl Importer for Hangouts {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        let newer = peek.has_key("conversations")
            && (peek.has_key("participant_data") || peek.has_key("self_conversation_state"));
        let older = peek.has_key("conversation_state") && peek.has_key("conversation_id");
        Score::SURE.when(peek.is_json() && (newer || older))
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        _name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        let mut export = Export { options, chats: Vec::new() };
        JsonText::new(text).read_value(&mut export, found)?;
        for Chat { mut builder, names, owner } in export.chats {
            if builder.overflowed() {
                found.warn(Warning::new(WarningCode::TooManyParticipants));
            }
            if builder.conversation.context.incomplete {
                found.warn(Warning::new(WarningCode::MissingMessages));
            }
            builder.conversation.owner = owner.and_then(|owner| builder.known(&owner));
            builder.call_by_name(&names);
            builder.sort();
            found.conversations.push(builder.conversation);
        }
        Ok(())
    }
}

struct Export<'o> {
    options: &'o ReadOptions,
    chats: Vec<Chat>,
}

#[derive(Default)]
struct Chat {
    /// Participants go by their account numbers until all is read.
    builder: Builder,
    names: HashMap<String, String>,
    owner: Option<String>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Account {
    gaia_id: Loose,
    chat_id: Loose,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Id {
    id: Loose,
}

/// What is known of a conversation; the newer layout has it one level further in.
#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Info {
    conversation_id: Object<Id>,
    name: Loose,
    self_conversation_state: Object<OwnState>,
    participant_data: Objects<Participant>,
    conversation: Object<Box<Info>>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct OwnState {
    self_read_state: Object<ReadState>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct ReadState {
    participant_id: Object<Account>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Participant {
    id: Object<Account>,
    fallback_name: Loose,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Event {
    sender_id: Object<Account>,
    timestamp: Loose,
    event_type: Loose,
    chat_message: Object<ChatMessage>,
    conversation_rename: Object<Rename>,
    otr_modification: Object<HistoryChange>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct ChatMessage {
    message_content: Object<Content>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Content {
    segment: Objects<Segment>,
    attachment: Objects<Attachment>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Segment {
    r#type: Loose,
    text: Loose,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Attachment {
    embed_item: Object<Embed>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Embed {
    plus_photo: Object<Photo>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Photo {
    url: Loose,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Rename {
    new_name: Loose,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct HistoryChange {
    new_otr_status: Loose,
}

impl Account {
    fn key(self) -> Option<String> {
        self.gaia_id.text().or_else(|| self.chat_id.text())
    }
}

impl Chat {
    fn inform(&mut self, info: Info) {
        if let Some(id) = info.conversation_id.0.and_then(|id| id.id.text()) {
            self.builder.conversation.id = id;
        }
        if let Some(title) = info.name.text().filter(|name| !name.is_empty()) {
            self.builder.conversation.title = Some(title);
        }
        let own = info.self_conversation_state.0.and_then(|own| own.self_read_state.0);
        let own = own.and_then(|own| own.participant_id.0).and_then(Account::key);
        self.owner = own.or(self.owner.take());
        for participant in info.participant_data.0 {
            let Some(key) = participant.id.0.and_then(Account::key) else {
                continue;
            };
            self.builder.participant(&key);
            if let Some(name) = participant.fallback_name.text().filter(|name| !name.is_empty()) {
                self.names.insert(key, name);
            }
        }
        if let Some(inner) = info.conversation.0 {
            self.inform(*inner);
        }
    }

    fn push(&mut self, event: Event, options: &ReadOptions) {
        let key = event.sender_id.0.and_then(Account::key);
        let from = key.map(|key| self.builder.participant(&key));
        let instant = event.timestamp.number();
        let at = instant.map(|microseconds| options.moment(microseconds.div_euclid(1000)));
        let content = event.chat_message.0.map(|said| said.message_content.0.unwrap_or_default());
        let event_type = event.event_type.text().unwrap_or_default();
        let Some(content) = content else {
            let words = event_type.to_lowercase().replace('_', " ");
            let name = event.conversation_rename.0.and_then(|rename| rename.new_name.text());
            // “Off the record”: from now on nothing is kept.
            let history = event.otr_modification.0.and_then(|change| change.new_otr_status.text());
            let incomplete = history.as_deref() == Some("OFF_THE_RECORD");
            self.builder.conversation.context.incomplete |= incomplete;
            let detail = name.or(history.map(|status| status.to_lowercase().replace('_', " ")));
            let text = detail.map_or_else(|| words.clone(), |detail| format!("{words}: {detail}"));
            self.builder.push(match event_type.as_str() {
                "HANGOUT_EVENT" => Message { from, at, kind: Kind::Call, ..Message::default() },
                _ => Message { at, text, kind: Kind::System, ..Message::default() },
            });
            return;
        };
        let mut text = String::new();
        for segment in content.segment.0 {
            match segment.r#type.as_text() {
                Some("LINE_BREAK") => text.push('\n'),
                _ => text.push_str(segment.text.as_text().unwrap_or_default()),
            }
        }
        let kind = if content.attachment.0.is_empty() { Kind::Text } else { Kind::Media };
        let photo = content.attachment.0.into_iter().find_map(|one| one.embed_item.0?.plus_photo.0);
        let attachment = photo.and_then(|photo| {
            let address = photo.url.text()?;
            let file = address.split(['?', '#']).next()?.rsplit('/').next()?;
            Some(file.to_owned()).filter(|file| file.contains('.'))
        });
        self.builder.push(Message { from, at, text, kind, attachment, ..Message::default() });
    }
}

take_fields!(&mut Export<'_>);

impl Export<'_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, object: &mut A) -> Result<(), A::Error> {
        match key {
            "conversations" | "conversation_state" => {
                object.next_value_seed(EachInto(&mut Chats(&mut *self)))?;
            }
            _ => pass_over(object)?,
        }
        Ok(())
    }
}

/// The conversations, each begun anew.
struct Chats<'c, 'o>(&'c mut Export<'o>);

impl<'de> DeserializeSeed<'de> for &mut Chats<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let id = format!("chat-{}", self.0.chats.len() + 1);
        self.0.chats.push(Chat { builder: Builder::new(id), ..Chat::default() });
        (&mut State(self.0)).deserialize(deserializer)
    }
}

/// One conversation, or in the older layout the state of one.
struct State<'c, 'o>(&'c mut Export<'o>);

take_fields!(&mut State<'_, '_>);

impl State<'_, '_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, object: &mut A) -> Result<(), A::Error> {
        if key == "conversation_state" {
            return object.next_value_seed(&mut *self);
        }
        let options = self.0.options;
        let Some(chat) = self.0.chats.last_mut() else {
            return pass_over(object);
        };
        match key {
            "conversation_id" => {
                let conversation_id = object.next_value()?;
                chat.inform(Info { conversation_id, ..Info::default() });
            }
            "conversation" => {
                chat.inform(object.next_value::<Object<Info>>()?.0.unwrap_or_default());
            }
            "events" | "event" => {
                object.next_value_seed(Each::new(|event| chat.push(event, options)))?;
            }
            _ => pass_over(object)?,
        }
        Ok(())
    }
}
