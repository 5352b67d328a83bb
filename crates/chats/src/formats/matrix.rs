//! Matrix: the JSON of “Export chat” in Element, one room.
//!
//! `room_name`, `exported_by` and `messages[]`, which are the room's raw events: `type`, `sender`,
//! `origin_server_ts`, `content`. A change is an event of its own (`m.replace`) that points at
//! what it changes; a deleted message has no content and a `redacted_because`. Known from
//! Element's `JSONExport.ts` and the Matrix specification.

use std::collections::HashMap;

use serde::de::MapAccess;

use super::{Importer, Peek, Score};
use crate::{
    Kind, Message, ReadError, ReadOptions, Warning, WarningCode,
    builder::Builder,
    decode::Decoded,
    json::{Each, JsonText, Loose, Object, pass_over, take_fields},
    read::Found,
};

pub(super) struct Matrix;

impl Importer for Matrix {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        let head = peek.has_key("room_name") && peek.has_key("exported_by");
        let events = peek.has_key("origin_server_ts") && peek.has_key("event_id");
        Score::SURE.when(peek.is_json() && peek.has_key("messages") && (head || events))
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        _name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        let mut room = Room {
            options,
            builder: Builder::new("room"),
            exported_by: None,
            names: HashMap::new(),
            by_event: HashMap::new(),
            edits: Vec::new(),
            taken_back: Vec::new(),
            unreadable: 0,
        };
        JsonText::new(text).read_value(&mut room, found)?;
        room.settle();
        if room.unreadable > 0 {
            found.warn(Warning::new(WarningCode::MissingMessages).counting(room.unreadable));
        }
        let Room { mut builder, names, exported_by, .. } = room;
        if builder.overflowed() {
            found.warn(Warning::new(WarningCode::TooManyParticipants));
        }
        let exporter = exported_by.as_deref();
        let owner = exporter.and_then(|exporter| builder.known(exporter));
        builder.call_by_name(&names);
        builder.conversation.owner =
            owner.or_else(|| builder.conversation.participant_named(exporter?));
        builder.sort();
        found.conversations.push(builder.conversation);
        Ok(())
    }
}

struct Room<'o> {
    options: &'o ReadOptions,
    /// Participants go by their Matrix ids until the end.
    builder: Builder,
    exported_by: Option<String>,
    /// The names that members gave themselves.
    names: HashMap<String, String>,
    /// Where the message of an event is.
    by_event: HashMap<String, usize>,
    /// Changes: where each stands, and the event that it changes.
    edits: Vec<(usize, String)>,
    /// Events that were taken back.
    taken_back: Vec<String>,
    unreadable: u64,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Event {
    r#type: Loose,
    sender: Loose,
    event_id: Loose,
    room_id: Loose,
    state_key: Loose,
    origin_server_ts: Loose,
    content: Object<Content>,
    unsigned: Object<Unsigned>,
    redacts: Loose,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Unsigned {
    redacted_because: Loose,
    prev_content: Object<Membership>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Membership {
    membership: Loose,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Content {
    msgtype: Loose,
    body: Loose,
    filename: Loose,
    membership: Loose,
    displayname: Loose,
    name: Loose,
    topic: Loose,
    redacts: Loose,
    #[serde(rename = "m.new_content")]
    new: Object<NewContent>,
    #[serde(rename = "m.relates_to")]
    relation: Object<Relation>,
    #[serde(rename = "org.matrix.msc3381.poll.start", alias = "m.poll")]
    poll: Object<Poll>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct NewContent {
    body: Loose,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Relation {
    rel_type: Loose,
    event_id: Loose,
    #[serde(rename = "m.in_reply_to")]
    in_reply_to: Loose,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Poll {
    question: Object<Question>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Question {
    body: Loose,
    #[serde(rename = "org.matrix.msc1767.text")]
    text: Loose,
}

impl Room<'_> {
    fn push(&mut self, event: Event) {
        if let Some(id) = event.room_id.text().filter(|_| self.builder.conversation.id == "room") {
            self.builder.conversation.id = id;
        }
        let instant = event.origin_server_ts.number();
        let at = instant.map(|unix_ms| self.options.moment(unix_ms));
        let sender = event.sender.text();
        let unsigned = event.unsigned.0.unwrap_or_default();
        let content = event.content.0.unwrap_or_default();
        let kind = event.r#type.text().unwrap_or_default();
        match kind.as_str() {
            "m.room.redaction" => {
                self.taken_back.extend(event.redacts.text().or_else(|| content.redacts.text()));
                return;
            }
            // Reactions are not messages; nor is what only the apps tell each other.
            "m.reaction" | "m.receipt" | "m.typing" | "m.presence" => return,
            "m.room.member" => {
                let member = event.state_key.text().or(sender).unwrap_or_default();
                self.member(member, &content, unsigned.prev_content.0, at);
                return;
            }
            _ => {}
        }
        let is_said = matches!(
            kind.as_str(),
            "m.room.message"
                | "m.room.encrypted"
                | "m.sticker"
                | "m.poll.start"
                | "org.matrix.msc3381.poll.start"
        );
        let is_call = kind == "m.call.invite"
            || kind.ends_with(".call.notify")
            || kind.ends_with(".rtc.notification");
        if !is_said && !is_call {
            if let Some(change) = kind.strip_prefix("m.room.") {
                let detail = content.name.text().or_else(|| content.topic.text());
                let words = change.replace('_', " ");
                let text = match detail.filter(|detail| !detail.is_empty()) {
                    Some(detail) => format!("{words}: {detail}"),
                    None => words,
                };
                let kind = Kind::System;
                self.builder.push(Message { at, text, kind, ..Message::default() });
            }
            return;
        }

        let from = sender.map(|sender| self.builder.participant(&sender));
        let place = self.builder.conversation.messages.len();
        let message = Message { from, at, ..Message::default() };
        if let Some(id) = event.event_id.text() {
            self.by_event.insert(id, place);
        }
        if is_call {
            self.builder.push(Message { kind: Kind::Call, ..message });
        } else if unsigned.redacted_because.is_there() {
            self.builder.push(Message { deleted: true, ..message });
        } else if kind == "m.room.encrypted" || content.msgtype.as_text() == Some("m.bad.encrypted")
        {
            self.unreadable += 1;
            self.builder.conversation.context.incomplete = true;
            self.builder.push(message);
        } else {
            self.say(message, content, kind == "m.sticker");
        }
    }

    fn say(&mut self, message: Message, content: Content, is_sticker: bool) {
        let relation = content.relation.0.unwrap_or_default();
        let body = content.body.text();
        let new = content.new.0.and_then(|new| new.body.text());
        let changes = relation.rel_type.as_text() == Some("m.replace");
        let question = content.poll.0.and_then(|poll| poll.question.0);
        let question =
            question.and_then(|question| question.body.text().or_else(|| question.text.text()));
        let words = new.or(body).or(question).unwrap_or_default();
        let words = match relation.in_reply_to.is_there() {
            true => without_quote(&words).to_owned(),
            false => words,
        };
        let message = match content.msgtype.as_text() {
            Some("m.image" | "m.file" | "m.audio" | "m.video") => {
                // With a `filename`, the body is a caption; without, it is the file's name.
                let file = content.filename.text();
                let caption = file.as_ref().filter(|file| **file != words).map(|_| words.clone());
                Message {
                    kind: Kind::Media,
                    text: caption.unwrap_or_default(),
                    attachment: file.or(Some(words)).filter(|file| !file.is_empty()),
                    ..message
                }
            }
            Some("m.location") => Message { kind: Kind::Media, text: words, ..message },
            Some("m.key.verification.request") => {
                Message { kind: Kind::System, text: words, from: None, ..message }
            }
            _ if is_sticker => Message { kind: Kind::Media, ..message },
            _ => Message { text: words, ..message },
        };
        let place = self.builder.conversation.messages.len();
        if let (true, Some(target)) = (changes, relation.event_id.text()) {
            self.edits.push((place, target));
        }
        self.builder.push(Message { edited: changes, ..message });
    }

    fn member(
        &mut self,
        member: String,
        content: &Content,
        before: Option<Membership>,
        at: Option<crate::Moment>,
    ) {
        let name = content.displayname.as_text().filter(|name| !name.is_empty());
        if let Some(name) = name {
            self.names.insert(member.clone(), name.to_owned());
        }
        let membership = content.membership.as_text().unwrap_or_default();
        let was = before.and_then(|before| before.membership.text()).unwrap_or_default();
        // The same again is a new name or picture.
        if membership != was {
            let text = format!("{membership}: {}", name.unwrap_or(&member));
            self.builder.push(Message { at, text, kind: Kind::System, ..Message::default() });
        }
    }

    /// Puts changes into what they change and takes back what was taken back: either may come
    /// before the other in a file. A change of something that is not in the file stays.
    fn settle(&mut self) {
        let messages = &mut self.builder.conversation.messages;
        let mut replaced = vec![false; messages.len()];
        let time = |(place, _): &(usize, String)| messages.get(*place).and_then(|one| one.at);
        self.edits.sort_by_key(time);
        for (place, target) in &self.edits {
            let Some(target) = self.by_event.get(target).filter(|target| *target != place) else {
                continue;
            };
            let (Some(edit), Some(original)) = (messages.get(*place), messages.get(*target)) else {
                continue;
            };
            // Only the writer may change a message.
            if edit.from != original.from || edit.deleted {
                continue;
            }
            let text = edit.text.clone();
            if let Some(original) = messages.get_mut(*target).filter(|one| !one.deleted) {
                (original.text, original.edited) = (text, true);
            }
            if let Some(replaced) = replaced.get_mut(*place) {
                *replaced = true;
            }
        }
        for event in &self.taken_back {
            let message = self.by_event.get(event).and_then(|place| messages.get_mut(*place));
            if let Some(message) = message {
                let (from, at) = (message.from, message.at);
                *message = Message { from, at, deleted: true, ..Message::default() };
            }
        }
        let mut replaced = replaced.into_iter();
        messages.retain(|_| replaced.next() != Some(true));
    }
}

/// A reply without the lines that repeat what it answers, which begin with `> `.
fn without_quote(body: &str) -> &str {
    let mut rest = body;
    while rest.starts_with("> ") {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
    }
    if rest.len() < body.len() { rest.trim_start_matches('\n') } else { body }
}

take_fields!(&mut Room<'_>);

impl Room<'_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, object: &mut A) -> Result<(), A::Error> {
        match key {
            "room_name" => {
                self.builder.conversation.title = object.next_value::<Loose>()?.text();
            }
            "exported_by" => self.exported_by = object.next_value::<Loose>()?.text(),
            "messages" => object.next_value_seed(Each::new(|event| self.push(event)))?,
            _ => pass_over(object)?,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_does_not_say_again_what_it_answers() {
        for (body, expected) in [
            ("> <@minh:example.org> đi không?\n> mai\n\nđi", "đi"),
            ("> lời của tôi\n\n> chứ", "> chứ"),
            ("> chỉ có lời cũ", ""),
            ("không có", "không có"),
            ("\nxuống dòng", "\nxuống dòng"),
        ] {
            assert_eq!(without_quote(body), expected);
        }
    }
}
