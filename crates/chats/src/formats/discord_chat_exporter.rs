//! The files of DiscordChatExporter: one channel or direct chat, both sides, as JSON, HTML, CSV or
//! text. Their layouts are known from the program's own writers (Tyrrrz/DiscordChatExporter,
//! `Core/Exporting`), today's and those of versions since 2020.

mod html;
mod plain;
mod table;

use serde::de::MapAccess;

use super::{Importer, Peek, Score};
use crate::{
    Kind, Message, Moment, ReadError, ReadOptions, Warning, WarningCode,
    builder::Builder,
    decode::Decoded,
    json::{Each, JsonText, Loose, Object, Objects, pass_over, take_fields},
    read::Found,
};

pub(super) struct DiscordChatExporter;

impl Importer for DiscordChatExporter {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        let layout = Layout::of(peek);
        Score::SURE.when(layout.is_some())
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        match Layout::of(&Peek::new(text.peek(), name)) {
            Some(Layout::Html) => html::read(text, options, found),
            Some(Layout::Table) => table::read(text, name, options, found),
            Some(Layout::Plain) => plain::read(text, options, found),
            Some(Layout::Json) | None => read_json(text, found),
        }
    }
}

/// The forms in which the program writes.
enum Layout {
    Json,
    Html,
    Table,
    Plain,
}

impl Layout {
    fn of(peek: &Peek<'_>) -> Option<Layout> {
        let head = peek.has_key("guild") && peek.has_key("channel");
        if peek.is_json() && head && (peek.has_key("messages") || peek.has_key("exportedAt")) {
            return Some(Layout::Json);
        }
        if peek.starts_like_xml() {
            let html = peek.contains("chatlog__") || peek.contains("class=\"preamble__");
            return html.then_some(Layout::Html);
        }
        if table::begins(peek) {
            return Some(Layout::Table);
        }
        plain::begins(peek).then_some(Layout::Plain)
    }
}

/// What the program calls the server of direct chats.
const DIRECT: &str = "Direct Messages";

/// The title of a channel, from the names of its server and its place in it.
fn title(guild: Option<&str>, channel: &str) -> Option<String> {
    // `Category / channel`.
    let channel = channel.rsplit(" / ").next().unwrap_or(channel).trim();
    let guild = guild.map(str::trim).filter(|guild| !guild.is_empty() && *guild != DIRECT);
    match guild {
        _ if channel.is_empty() => None,
        Some(guild) => Some(format!("{guild} #{channel}")),
        None => Some(channel.to_owned()),
    }
}

/// What the program writes in a person's name in the place of a notice of Discord: a call, or
/// something that happened in the channel.
fn notice(text: &str) -> Option<Kind> {
    const WHOLE: &[&str] = &[
        "pinned a message.",
        "pinned a message to this channel.",
        "joined the server.",
        "left the group.",
        "changed the channel icon.",
        "started a thread.",
        "added a recipient.",
        "removed a recipient.",
        "changed the channel name.",
    ];
    const ENDS: &[(&str, &str)] = &[
        ("added ", " to the group."),
        ("removed ", " from the group."),
        ("changed the channel name: ", ""),
    ];
    // These sentences are long in no language but in names.
    if text.len() > 300 {
        return None;
    }
    let lower = text.trim().to_lowercase();
    let call = lower.strip_prefix("started a call that lasted ");
    if call.is_some_and(|rest| rest.trim_end_matches('.').ends_with(" minutes")) {
        return Some(Kind::Call);
    }
    let system = WHOLE.contains(&lower.as_str())
        || ENDS.iter().any(|(start, end)| lower.starts_with(start) && lower.ends_with(end));
    system.then_some(Kind::System)
}

/// The name of a file in an address.
fn file_name(address: &str) -> Option<String> {
    let path = address.split(['?', '#']).next()?;
    let file = path.rsplit(['/', '\\']).next()?.trim();
    (!file.is_empty()).then(|| file.to_owned())
}

/// Says when an export promised more messages than were read.
fn warn_of_missing(promised: Option<u64>, read: u64, found: &mut Found) {
    if let Some(promised) = promised.filter(|promised| *promised > read) {
        found.warn(Warning::new(WarningCode::MissingMessages).counting(promised - read));
    }
}

fn read_json(text: &mut Decoded<'_>, found: &mut Found) -> Result<(), ReadError> {
    let mut export = Export { builder: Builder::new("channel"), guild: None, promised: None };
    let whole = JsonText::new(text).read_value(&mut export, found)?;
    let Export { mut builder, guild, promised } = export;
    let read = builder.conversation.messages.len() as u64;
    warn_of_missing(promised.filter(|_| whole), read, found);
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

take_fields!(&mut Export);

impl Export {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, object: &mut A) -> Result<(), A::Error> {
        match key {
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
            _ => pass_over(object)?,
        }
        Ok(())
    }
}
