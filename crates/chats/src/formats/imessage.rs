//! iMessage: `chat.db` of a Mac and `sms.db` of an iPhone's backup, and what the program
//! imessage-exporter makes of them, as text or as pages.

#[cfg(feature = "sqlite")]
mod attributed;
#[cfg(feature = "sqlite")]
mod database;
mod html;
mod plain;

use super::{Importer, Peek, Score, times::Times};
#[cfg(feature = "sqlite")]
use crate::database::{Database, Schema};
use crate::{ReadError, ReadOptions, builder::Builder, decode::Decoded, read::Found};

pub(super) struct IMessage;

impl Importer for IMessage {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        if peek.starts_like_xml() {
            return Score::SURE.when(html::begins(peek));
        }
        Score::SURE.when(plain::begins(peek))
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        if Peek::new(text.peek(), name).starts_like_xml() {
            html::read(text, name, options, found)
        } else {
            plain::read(text, name, options, found)
        }
    }

    #[cfg(feature = "sqlite")]
    fn recognise_database(&self, schema: &Schema) -> bool {
        schema.has("message", &["handle_id", "is_from_me", "date"]) && schema.has("handle", &["id"])
    }

    #[cfg(feature = "sqlite")]
    fn read_database(
        &self,
        database: &Database,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        database::read(database, options, found);
        Ok(())
    }
}

/// A conversation that imessage-exporter wrote, called after its file: `Lớp 6A - 12.txt`,
/// `+84900000001.html`.
fn begun(name: Option<&str>) -> Builder {
    let file = name.and_then(|name| name.rsplit(['/', '\\']).next()).unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    // Chats with a name of their own bear a number too, so that no two have the same file.
    let title = match stem.rsplit_once(" - ") {
        Some((title, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => title,
        _ => stem,
    };
    let mut builder = Builder::new(if stem.is_empty() { "imessage" } else { stem });
    builder.conversation.title = Some(title.to_owned()).filter(|title| !title.is_empty());
    builder
}

/// Gives over a conversation that imessage-exporter wrote.
fn finish(mut builder: Builder, times: Times, options: &ReadOptions, found: &mut Found) {
    times.settle(builder.conversation.messages.iter_mut(), options, found);
    builder.own_by(OWNER, &options.owner_name);
    builder.sort();
    found.take(builder);
}

/// What imessage-exporter calls the one whose messages they are.
const OWNER: &str = "Me";

/// Who a sentence of imessage-exporter says took a message back.
fn taken_back_by(sentence: &str) -> Option<&str> {
    const ENDS: &[&str] = &[
        " deleted a message.",
        " deleted a message!",
        " unsent a message.",
        " unsent a message!",
        " unsent this message part.",
        " unsent this message part!",
    ];
    let sentence = sentence.trim();
    ENDS.iter().find_map(|end| sentence.strip_suffix(end)).filter(|who| !who.is_empty())
}

/// Whether that is one who takes part: the owner, nobody by name, or a person of this name.
fn may_be(who: &str, sender: &str) -> bool {
    who == YOU || who == THEY || who == sender
}

/// What imessage-exporter calls the owner in sentences of its own.
const YOU: &str = "You";
/// What it calls others there whom it does not name.
const THEY: &str = "They";

/// What imessage-exporter says of its own under a message.
fn is_remark(line: &str) -> bool {
    const REMARKS: &[&str] = &[
        "This message responded to an earlier message.",
        "This message was deleted from the conversation!",
    ];
    const EFFECTS: &[&str] = &[
        "Confetti",
        "Echo",
        "Fireworks",
        "Balloons",
        "Heart",
        "Lasers",
        "Shooting Star",
        "Sparkles",
        "Spotlight",
        "Slam",
        "Loud",
        "Gentle",
        "Invisible Ink",
    ];
    let effect = line.strip_prefix("Sent with ");
    REMARKS.contains(&line) || effect.is_some_and(|effect| EFFECTS.contains(&effect))
}
