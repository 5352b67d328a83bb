//! Microsoft Teams: the download of a private account's data, and messages that came through
//! Microsoft Graph, as schools and tools export them.
//!
//! The first is Skype's `messages.json` with HTML for content. The second is a list, or an object
//! with the list as `value` or `messages`, of `chatMessage` resources: `messageType`,
//! `createdDateTime`, `from.user.displayName`, `body.content`, `lastEditedDateTime`,
//! `deletedDateTime`, `attachments`, `eventDetail`, with the `replies` of a channel's message
//! inside it. Known from Microsoft's documentation of Graph and the public tools that write it.

use std::collections::HashMap;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Importer, Peek, Score, skype, spaced};
use crate::{
    Kind, Message, Moment, ReadError, ReadOptions, Warning, WarningCode,
    builder::Builder,
    decode::Decoded,
    json::{Each, JsonText, Loose, Object, Objects, pass_over_scalars},
    markup::{self, LineEnds},
    read::Found,
};

pub(super) struct Teams;

impl Importer for Teams {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        let marks = ["@thread.v2", "@unq.gbl.spaces", "RichText/Html"];
        let private = peek.has_key("MessageList") && marks.iter().any(|mark| peek.contains(mark));
        Score::SURE.when(peek.is_json() && (private || is_graph(peek)))
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        _name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        if Peek::new(text.peek(), None).has_key("MessageList") {
            return skype::read(text, options, found);
        }
        let mut export = Export { options, chats: Vec::new(), by_id: HashMap::new(), title: None };
        JsonText::new(text).read_value(&mut export, found)?;
        let only = export.chats.len() == 1;
        for mut chat in export.chats {
            if chat.overflowed() {
                found.warn(Warning::new(WarningCode::TooManyParticipants));
            }
            chat.conversation.title = export.title.clone().filter(|_| only);
            chat.sort();
            found.conversations.push(chat.conversation);
        }
        Ok(())
    }
}

fn is_graph(peek: &Peek<'_>) -> bool {
    peek.has_key("messageType") && peek.has_key("createdDateTime") && peek.has_key("body")
}

struct Export<'o> {
    options: &'o ReadOptions,
    chats: Vec<Builder>,
    by_id: HashMap<String, usize>,
    title: Option<String>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Line {
    message_type: Loose,
    chat_id: Loose,
    channel_identity: Object<Channel>,
    created_date_time: Loose,
    last_edited_date_time: Loose,
    deleted_date_time: Loose,
    subject: Loose,
    from: Object<From>,
    body: Object<Body>,
    attachments: Objects<Attachment>,
    event_detail: Object<Event>,
    replies: Objects<Line>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Channel {
    channel_id: Loose,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct From {
    user: Object<Person>,
    application: Object<Person>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Person {
    id: Loose,
    display_name: Loose,
}

#[derive(serde::Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Body {
    content_type: Loose,
    content: Loose,
}

#[derive(serde::Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Attachment {
    content_type: Loose,
    name: Loose,
    content: Loose,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Event {
    #[serde(rename = "@odata.type")]
    r#type: Loose,
}

/// What a forwarded message says, as JSON in the text of an attachment.
#[derive(serde::Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Original {
    original_message_content: Loose,
}

impl Export<'_> {
    fn push(&mut self, line: Line) {
        let channel = || line.channel_identity.0.and_then(|channel| channel.channel_id.text());
        let id = line.chat_id.text().or_else(channel).unwrap_or_else(|| "chat".to_owned());
        let at_index = *self.by_id.entry(id).or_insert_with_key(|id| {
            self.chats.push(Builder::new(id.as_str()));
            self.chats.len() - 1
        });
        let options = self.options;
        let Some(chat) = self.chats.get_mut(at_index) else {
            return;
        };
        let instant = line.created_date_time.as_text().and_then(Moment::parse_rfc3339);
        let at = instant.map(|instant| options.moment(instant.unix_ms));
        let sender = line.from.0.and_then(|from| from.user.0.or(from.application.0));
        let from = sender.and_then(|sender| {
            let key = sender.id.text();
            let name = sender.display_name.text().or_else(|| key.clone())?;
            Some(chat.participant_with_key(key.as_ref().unwrap_or(&name), &name))
        });
        let message = Message { from, at, ..Message::default() };
        let body = line.body.0.unwrap_or_default();
        let is_system = line.message_type.as_text().is_some_and(|kind| kind != "message");

        chat.push(if line.deleted_date_time.is_there() {
            Message { deleted: true, ..message }
        } else if is_system {
            let detail = line.event_detail.0.and_then(|event| event.r#type.text());
            let detail = detail.unwrap_or_default();
            let name = detail.trim_start_matches("#microsoft.graph.");
            let words = spaced(name.trim_end_matches("EventMessageDetail"));
            if words.starts_with("call") {
                Message { kind: Kind::Call, ..message }
            } else {
                Message { kind: Kind::System, from: None, text: words, ..message }
            }
        } else {
            let content = body.content.text().unwrap_or_default();
            let html = body.content_type.as_text() == Some("html");
            let mut plain = match html {
                true => markup::plain(&content, LineEnds::Blank),
                false => markup::Plain { text: content, ..markup::Plain::default() },
            };
            let mut forwarded = plain.forwarded;
            for attachment in line.attachments.0 {
                match attachment.content_type.as_text().unwrap_or_default() {
                    // What is answered is not said again.
                    "messageReference" => {}
                    "forwardedMessageReference" => {
                        forwarded = true;
                        let original = attachment.content.text().unwrap_or_default();
                        let original: Original =
                            serde_json::from_str(&original).unwrap_or_default();
                        let original = original.original_message_content.text();
                        if let (true, Some(original)) = (plain.text.is_empty(), original) {
                            plain.text = markup::plain(&original, LineEnds::Blank).text;
                        }
                    }
                    _ => {
                        plain.media = true;
                        plain.file = plain.file.or_else(|| attachment.name.text());
                    }
                }
            }
            let subject = line.subject.text().filter(|subject| !subject.is_empty());
            Message {
                text: match subject {
                    Some(subject) => format!("{subject}\n{}", plain.text),
                    None => plain.text,
                },
                kind: if plain.media { Kind::Media } else { Kind::Text },
                edited: line.last_edited_date_time.is_there(),
                forwarded,
                attachment: plain.file,
                ..message
            }
        });
        for reply in line.replies.0 {
            self.push(reply);
        }
    }
}

impl<'de> DeserializeSeed<'de> for &mut Export<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Export<'_> {
    type Value = ();

    pass_over_scalars!();

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        Each::new(|line| self.push(line)).visit_seq(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        while let Some(key) = object.next_key::<String>()? {
            match key.as_str() {
                "value" | "messages" => {
                    object.next_value_seed(Each::new(|line| self.push(line)))?;
                }
                "topic" => self.title = object.next_value::<Loose>()?.text(),
                _ => {
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}
