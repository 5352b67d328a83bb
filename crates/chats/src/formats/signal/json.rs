//! JSON of Signal's messages: a line each with names (`data.json` of signal-export), and a list
//! of them as Signal keeps them (sigtop).

use std::collections::HashMap;

use super::{
    begun, finish,
    markdown::{OWNER, call_or_words},
    record::Record,
};
use crate::{
    Kind, Message, ReadError, ReadOptions,
    decode::Decoded,
    formats::times::Times,
    json::{Each, JsonText, Loose, Object, Objects},
    read::Found,
};

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Line {
    date: Loose,
    sender: Loose,
    body: Loose,
    sticker: Object<Sticker>,
    attachments: Objects<Attachment>,
    deleted: Loose,
    call: Loose,
}

#[derive(serde::Deserialize, Default)]
struct Sticker {}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Attachment {
    name: Loose,
}

/// Reads a message a line.
///
/// # Errors
///
/// Where the text is refused or its reader fails.
pub(super) fn read_lines(
    text: &mut Decoded<'_>,
    name: Option<&str>,
    options: &ReadOptions,
    found: &mut Found,
) -> Result<(), ReadError> {
    let mut builder = begun(name);
    let mut times = Times::default();
    let mut json = JsonText::by_line(text);
    while json.has_more()? {
        let mut one = None;
        let whole = json.read_value(Only(&mut one), found)?;
        if !whole {
            json.skip_line()?;
        }
        let Some(line) = one else {
            continue;
        };
        let at = line.date.as_text().and_then(|date| times.hold(date));
        let sender = line.sender.text().filter(|sender| sender != "No-Sender");
        let from = sender.map(|sender| builder.participant(&sender));
        let message = Message { from, at, ..Message::default() };
        if line.deleted.is_true() {
            builder.push(Message { deleted: true, ..message });
            continue;
        }
        let body = line.body.text().unwrap_or_default();
        let is_call = line.call.is_true();
        let (kind, words) = call_or_words(body.trim());
        let media = line.sticker.0.is_some() || !line.attachments.0.is_empty();
        let file = line.attachments.0.into_iter().next().and_then(|file| file.name.text());
        builder.push(Message {
            text: if is_call { String::new() } else { words.to_owned() },
            kind: match kind {
                _ if is_call => Kind::Call,
                Kind::Text if media => Kind::Media,
                Kind::Text if from.is_none() => Kind::System,
                kind => kind,
            },
            attachment: file.filter(|name| !name.is_empty()),
            ..message
        });
    }
    times.settle(builder.conversation.messages.iter_mut(), options, found);
    finish(builder, OWNER, options, found);
    Ok(())
}

/// Takes one object.
struct Only<'o>(&'o mut Option<Line>);

impl<'de> serde::de::DeserializeSeed<'de> for Only<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Object(line) = serde::Deserialize::deserialize(deserializer)?;
        *self.0 = line;
        Ok(())
    }
}

/// Reads a list of messages as Signal keeps them.
///
/// # Errors
///
/// Where the text is refused or its reader fails.
pub(super) fn read_records(
    text: &mut Decoded<'_>,
    name: Option<&str>,
    options: &ReadOptions,
    found: &mut Found,
) -> Result<(), ReadError> {
    // Only accounts are in it, no names; and of the owner's own messages not even that.
    const ME: &str = "\0me";
    let mut builder = begun(name);
    let names = HashMap::new();
    let read = Each::new(|record: Record| {
        let is_outgoing = record.kind.as_text() == Some("outgoing");
        let account = record.source().filter(|_| !is_outgoing);
        let unknown = || builder.conversation.id.clone();
        let key = if is_outgoing { ME.to_owned() } else { account.unwrap_or_else(unknown) };
        let at = record.sent().map(|sent| options.moment(sent));
        let message = record.message(&names);
        let from = (message.kind != Kind::System).then(|| builder.participant(&key));
        builder.push(Message { from, at, ..message });
    });
    JsonText::new(text).read_value(read, found)?;
    // With one other side, the file is called after them.
    let others = builder.conversation.participants.iter().filter(|one| one.name != ME);
    if let ([other], Some(title)) =
        (others.collect::<Vec<_>>().as_slice(), &builder.conversation.title)
    {
        let named = HashMap::from([(other.name.clone(), title.clone())]);
        builder.call_by_name(&named);
    }
    finish(builder, ME, options, found);
    Ok(())
}
