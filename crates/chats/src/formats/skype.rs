//! Skype's download of one's data: `messages.json` with every conversation, newest message first.
//!
//! `conversations[]` with `displayName` and `MessageList[]` of `from` (an account, `8:minh`),
//! `displayName`, `originalarrivaltime`, `messagetype` and `content`, which is words with a markup
//! of Skype's own: `<e_m>` for a changed message, `<quote>` for what is answered, `<URIObject>`
//! for a file. Known from the types and notes of the public parsers (skype-export-parser,
//! mini-me). Teams for private accounts is built on Skype and writes the same.

use std::collections::HashMap;

use serde::de::MapAccess;

use super::{Importer, Peek, Score, spaced};
use crate::{
    Kind, Message, Moment, ReadError, ReadOptions, Warning, WarningCode,
    builder::Builder,
    decode::Decoded,
    json::{Each, EachInto, JsonText, Loose, Object, pass_over, take_fields},
    markup::{self, LineEnds},
    moment,
    read::Found,
};

pub(super) struct Skype;

impl Importer for Skype {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        let messages = peek.has_key("MessageList");
        let head = peek.has_key("conversations") && peek.has_key("exportDate");
        Score::SURE.when(peek.is_json() && (messages || head))
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        _name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        read(text, options, found)
    }
}

/// Reads the layout, of whichever of the two apps.
///
/// # Errors
///
/// As [`Importer::read`].
pub(super) fn read(
    text: &mut Decoded<'_>,
    options: &ReadOptions,
    found: &mut Found,
) -> Result<(), ReadError> {
    let mut export =
        Export { options, owner: None, names: HashMap::new(), chats: Vec::new(), unreadable: 0 };
    JsonText::new(text).read_value(&mut export, found)?;
    if export.unreadable > 0 {
        found.warn(Warning::new(WarningCode::MissingMessages).counting(export.unreadable));
    }
    for mut chat in export.chats {
        if chat.overflowed() {
            found.warn(Warning::new(WarningCode::TooManyParticipants));
        }
        chat.conversation.owner = export.owner.as_deref().and_then(|owner| chat.known(owner));
        chat.call_by_name(&export.names);
        chat.sort();
        found.conversations.push(chat.conversation);
    }
    Ok(())
}

struct Export<'o> {
    options: &'o ReadOptions,
    owner: Option<String>,
    /// The names by which accounts are shown; participants go by their accounts until the end.
    names: HashMap<String, String>,
    chats: Vec<Builder>,
    /// Messages of private conversations, which only the devices could read.
    unreadable: u64,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Line {
    id: Loose,
    #[serde(rename = "displayName")]
    name: Loose,
    originalarrivaltime: Loose,
    messagetype: Loose,
    content: Loose,
    from: Loose,
    properties: Object<Properties>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Properties {
    deletetime: Loose,
    edittime: Loose,
}

impl Export<'_> {
    fn push(&mut self, line: Line) {
        let at = self.moment(&line);
        let Some(chat) = self.chats.last_mut() else {
            return;
        };
        let account = line.from.text().filter(|account| !account.is_empty());
        let from = account.as_deref().map(|account| chat.participant(account));
        let name = line.name.text().filter(|name| !name.is_empty());
        if let (Some(account), Some(name)) = (account, name) {
            self.names.entry(account).or_insert(name);
        }
        let properties = line.properties.0.unwrap_or_default();
        let message = Message { from, at, ..Message::default() };
        if properties.deletetime.is_there() {
            chat.push(Message { deleted: true, ..message });
            return;
        }
        let content = line.content.text().unwrap_or_default();
        let (kind, subkind) = line
            .messagetype
            .as_text()
            .map_or(("RichText", ""), |kind| kind.split_once('/').unwrap_or((kind, "")));
        let lines = if subkind == "Html" { LineEnds::Blank } else { LineEnds::Kept };
        if kind == "EndToEndEncryption" {
            self.unreadable += 1;
            chat.conversation.context.incomplete = true;
        }
        chat.push(match (kind, subkind) {
            ("Text", _) => Message { text: content, ..message },
            ("RichText", subkind) => {
                let plain = markup::plain(&content, lines);
                let is_media = !matches!(subkind, "" | "Html" | "Sms");
                Message {
                    text: plain.text,
                    kind: if is_media || plain.media { Kind::Media } else { Kind::Text },
                    edited: plain.edited || properties.edittime.is_there(),
                    forwarded: plain.forwarded,
                    attachment: plain.file,
                    ..message
                }
            }
            ("Poll", _) => Message { text: markup::plain(&content, lines).text, ..message },
            ("Event", "Call") => Message { kind: Kind::Call, ..message },
            // Only the devices of the two could read what was said in private.
            ("EndToEndEncryption", _) => message,
            _ => {
                let words = spaced(if subkind.is_empty() { kind } else { subkind });
                let value =
                    content.split_once("<value>").and_then(|(_, rest)| rest.split_once('<'));
                let text = match value {
                    Some((value, _)) if !value.is_empty() => format!("{words}: {value}"),
                    _ => words,
                };
                Message { text, kind: Kind::System, from: None, ..message }
            }
        });
    }

    /// When it arrived; failing that, its number, which is the time in milliseconds.
    fn moment(&self, line: &Line) -> Option<Moment> {
        let arrived = line.originalarrivaltime.as_text().and_then(|time| {
            let civil = || moment::parse_civil(time).map(|civil| civil.at_offset(0));
            Moment::parse_rfc3339(time).or_else(civil)
        });
        let number =
            || line.id.number().filter(|id| (1_000_000_000_000..10_000_000_000_000).contains(id));
        let unix_ms = arrived.map(|arrived| arrived.unix_ms).or_else(number)?;
        Some(self.options.moment(unix_ms))
    }

    /// What a conversation says before its messages.
    fn inform(&mut self, id: Option<String>, title: Option<String>) {
        let Some(chat) = self.chats.last_mut() else {
            return;
        };
        if let Some(id) = id {
            chat.conversation.id = id;
        }
        if let Some(title) = title.filter(|title| !title.is_empty()) {
            // A chat with one other person bears their account as its id and their name as its
            // title.
            let account = chat.conversation.id.clone();
            if account.starts_with("8:") {
                self.names.entry(account).or_insert_with(|| title.clone());
            }
            chat.conversation.title = Some(title);
        }
    }
}

take_fields!(&mut Export<'_>);

impl Export<'_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, object: &mut A) -> Result<(), A::Error> {
        match key {
            "userId" => self.owner = object.next_value::<Loose>()?.text(),
            "conversations" => {
                object.next_value_seed(EachInto(&mut Chats(&mut *self)))?;
            }
            _ => pass_over(object)?,
        }
        Ok(())
    }
}

/// The conversations, each begun anew.
struct Chats<'c, 'o>(&'c mut Export<'o>);

take_fields!(&mut Chats<'_, '_>, begin);

impl Chats<'_, '_> {
    fn begin(&mut self) {
        let chats = &mut self.0.chats;
        chats.push(Builder::new(format!("chat-{}", chats.len() + 1)));
    }

    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, object: &mut A) -> Result<(), A::Error> {
        match key {
            "id" => self.0.inform(object.next_value::<Loose>()?.text(), None),
            "displayName" => self.0.inform(None, object.next_value::<Loose>()?.text()),
            "MessageList" => object.next_value_seed(Each::new(|line| self.0.push(line)))?,
            _ => pass_over(object)?,
        }
        Ok(())
    }
}
