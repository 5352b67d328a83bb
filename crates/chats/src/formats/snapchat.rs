//! Snapchat's `chat_history.json`, new and legacy.
//!
//! Chats that nobody saved are not in it. What is there is read, and that it is not all is said.

use std::collections::HashMap;

use serde::de::MapAccess;

use super::{Importer, Peek, Score};
use crate::{
    Kind, Message, Moment, ReadError, ReadOptions, Warning, WarningCode,
    builder::Builder,
    decode::Decoded,
    entities,
    json::{Each, JsonText, Loose, take_fields},
    read::Found,
};

pub(super) struct Snapchat;

impl Importer for Snapchat {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        let messages = peek.has_key("Media Type") && peek.has_key("Created");
        Score::SURE.when(peek.is_json() && (messages || peek.has_key(RECEIVED)))
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        _name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        let mut history = History { options, chats: Vec::new(), by_key: HashMap::new() };
        JsonText::new(text).read_value(&mut history, found)?;
        found.warn(Warning::new(WarningCode::MissingMessages));
        for mut chat in history.chats {
            chat.conversation.context.incomplete = true;
            chat.sort();
            found.take(chat);
        }
        Ok(())
    }
}

const RECEIVED: &str = "Received Saved Chat History";
const SENT: &str = "Sent Saved Chat History";

struct History<'o> {
    options: &'o ReadOptions,
    chats: Vec<Builder>,
    by_key: HashMap<String, usize>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Line {
    #[serde(rename = "From")]
    from: Loose,
    #[serde(rename = "To")]
    to: Loose,
    #[serde(rename = "Media Type")]
    media_type: Loose,
    #[serde(rename = "Created")]
    created: Loose,
    /// In truth milliseconds.
    #[serde(rename = "Created(microseconds)")]
    created_ms: Loose,
    #[serde(rename = "Content")]
    content: Loose,
    #[serde(rename = "Text")]
    text: Loose,
    #[serde(rename = "Conversation Title")]
    title: Loose,
    #[serde(rename = "IsSender")]
    is_sender: Loose,
}

impl History<'_> {
    fn push(&mut self, key: &str, line: Line) {
        let offset_minutes = self.options.local_offset_minutes;
        let owner_name = self.options.owner_name.clone();
        let instant = line.created_ms.number().filter(|stamp| *stamp > 0).map(|stamp| {
            let too_large = stamp > 100_000_000_000_000;
            if too_large { stamp / 1000 } else { stamp }
        });
        let written =
            || line.created.as_text().and_then(Moment::parse_rfc3339).map(|at| at.unix_ms);
        let at = instant.or_else(written).map(|unix_ms| Moment { unix_ms, offset_minutes });

        let (contact, sent) = match key {
            RECEIVED => (line.from.as_text(), false),
            SENT => (line.to.as_text(), true),
            _ => (Some(key), line.is_sender.is_true()),
        };
        let contact = contact.unwrap_or(key);
        let at_index = *self.by_key.entry(contact.to_owned()).or_insert_with(|| {
            let mut chat = Builder::new(contact);
            chat.conversation.title = Some(contact.to_owned());
            self.chats.push(chat);
            self.chats.len() - 1
        });
        let Some(chat) = self.chats.get_mut(at_index) else {
            return;
        };
        if let Some(title) = line.title.text().filter(|title| !title.is_empty()) {
            chat.conversation.title = Some(title);
        }
        let name = line.from.text().or_else(|| sent.then_some(owner_name));
        let from = name.map(|name| chat.participant(&name));
        if sent {
            chat.conversation.owner = from;
        }
        let text = line.content.text().or_else(|| line.text.text()).unwrap_or_default();
        let text = entities::decoded(&text).into_owned();
        let message = Message { from, at, text, ..Message::default() };
        chat.push(match line.media_type.as_text().unwrap_or("TEXT") {
            "TEXT" => message,
            "STATUSERASEDMESSAGE" => Message { deleted: true, text: String::new(), ..message },
            status if status.contains("CALL") => Message { kind: Kind::Call, ..message },
            status if status.starts_with("STATUS") => Message { kind: Kind::System, ..message },
            _ => Message { kind: Kind::Media, ..message },
        });
    }
}

take_fields!(&mut History<'_>);

impl History<'_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, object: &mut A) -> Result<(), A::Error> {
        object.next_value_seed(Each::new(|line| self.push(key, line)))?;
        Ok(())
    }
}
