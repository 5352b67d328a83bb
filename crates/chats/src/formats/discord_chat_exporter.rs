//! The JSON of DiscordChatExporter: one channel or direct chat, both sides.

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::{Importer, Peek, Score};
use crate::{
    Kind, Message, Moment, ReadError, ReadOptions, Warning, WarningCode,
    builder::Builder,
    decode::Decoded,
    json::{Each, JsonText, Loose, Object, Objects, pass_over_lists, pass_over_scalars},
    read::Found,
};

pub(super) struct DiscordChatExporter;

impl Importer for DiscordChatExporter {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        let head = peek.has_key("guild") && peek.has_key("channel");
        Score::SURE.when(
            peek.is_json() && head && (peek.has_key("messages") || peek.has_key("exportedAt")),
        )
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        _name: Option<&str>,
        _options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        let mut export = Export { builder: Builder::new("channel"), guild: None, promised: None };
        let whole = JsonText::new(text).read_value(&mut export, found)?;
        let Export { mut builder, guild, promised } = export;
        let read = builder.conversation.messages.len() as u64;
        if let Some(promised) = promised.filter(|promised| whole && *promised > read) {
            found.warn(Warning::new(WarningCode::MissingMessages).counting(promised - read));
        }
        if builder.overflowed() {
            found.warn(Warning::new(WarningCode::TooManyParticipants));
        }
        if let (Some(guild), Some(channel)) = (guild, &mut builder.conversation.title) {
            *channel = format!("{guild} #{channel}");
        }
        builder.sort();
        builder.guess_owner_from_title();
        found.conversations.push(builder.conversation);
        Ok(())
    }
}

struct Export {
    builder: Builder,
    /// The server's name; `None` for a direct chat.
    guild: Option<String>,
    promised: Option<u64>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Named {
    id: Loose,
    name: Loose,
    r#type: Loose,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Line {
    r#type: Loose,
    timestamp: Loose,
    #[serde(rename = "timestampEdited")]
    edited: Loose,
    content: Loose,
    author: Object<Author>,
    attachments: Objects<Attachment>,
    stickers: Objects<Named>,
    #[serde(rename = "forwardedMessage")]
    forwarded: Object<Forwarded>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Author {
    id: Loose,
    name: Loose,
    nickname: Loose,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Attachment {
    #[serde(rename = "fileName")]
    file_name: Loose,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Forwarded {
    content: Loose,
    attachments: Objects<Attachment>,
}

impl Export {
    fn push(&mut self, line: Line) {
        let author = line.author.0.unwrap_or_default();
        let shown = author.nickname.text().filter(|name| !name.is_empty());
        let name = shown.or_else(|| author.name.text());
        let key = author.id.text();
        let from = name
            .or_else(|| key.clone())
            .map(|name| self.builder.participant_with_key(key.as_ref().unwrap_or(&name), &name));
        let at = line.timestamp.as_text().and_then(Moment::parse_rfc3339);
        let mut text = line.content.text().unwrap_or_default();
        let mut attachments = line.attachments.0;
        let forwarded = line.forwarded.0;
        let is_forwarded = forwarded.is_some();
        if let Some(forwarded) = forwarded {
            if text.is_empty() {
                text = forwarded.content.text().unwrap_or_default();
            }
            attachments.extend(forwarded.attachments.0);
        }

        let is_media = !attachments.is_empty() || !line.stickers.0.is_empty();
        let kind = match line.r#type.as_text() {
            Some("Call") => Kind::Call,
            Some(
                "Default" | "Reply" | "Forward" | "ChatInputCommand" | "ContextMenuCommand" | "19"
                | "0",
            )
            | None => {
                if is_media {
                    Kind::Media
                } else {
                    Kind::Text
                }
            }
            Some(_) => Kind::System,
        };
        self.builder.push(Message {
            from: from.filter(|_| kind != Kind::System),
            at,
            text,
            kind,
            edited: line.edited.is_there(),
            deleted: false,
            forwarded: is_forwarded,
            attachment: attachments.into_iter().find_map(|file| file.file_name.text()),
        });
    }
}

impl<'de> DeserializeSeed<'de> for &mut Export {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Export {
    type Value = ();

    pass_over_scalars!();
    pass_over_lists!();

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        while let Some(key) = object.next_key::<String>()? {
            match key.as_str() {
                "guild" => {
                    let guild = object.next_value::<Object<Named>>()?.0.unwrap_or_default();
                    // Direct chats stand under a server with the number 0.
                    let is_direct = guild.id.number() == Some(0);
                    self.guild = guild.name.text().filter(|_| !is_direct);
                }
                "channel" => {
                    let channel = object.next_value::<Object<Named>>()?.0.unwrap_or_default();
                    if let Some(id) = channel.id.text() {
                        self.builder.conversation.id = id;
                    }
                    if channel.r#type.as_text().is_some_and(|kind| kind.contains("Direct")) {
                        self.guild = None;
                    }
                    self.builder.conversation.title = channel.name.text();
                }
                "messageCount" => {
                    let count = object.next_value::<Loose>()?.number();
                    self.promised = count.and_then(|count| u64::try_from(count).ok());
                }
                "messages" => object.next_value_seed(Each::new(|line| self.push(line)))?,
                _ => {
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}
