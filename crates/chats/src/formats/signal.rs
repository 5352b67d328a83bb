//! Signal, as people get their messages out of it: the text and JSON of the programs
//! signal-export and sigtop, and the database of the app on a computer where it is decrypted.
//!
//! Signal itself exports nothing, and its own database is encrypted.

#[cfg(feature = "sqlite")]
mod database;
mod json;
mod markdown;
mod record;
mod short;
mod sigtop;

use super::{Importer, Peek, Score, folder_of};
#[cfg(feature = "sqlite")]
use crate::database::{Database, Schema};
use crate::{ReadError, ReadOptions, builder::Builder, decode::Decoded, read::Found};

pub(super) struct Signal;

impl Importer for Signal {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        Layout::of(peek).map_or(Score::NO, |(_, score)| score)
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        let layout = Layout::of(&Peek::new(text.peek(), name)).map(|(layout, _)| layout);
        match layout {
            Some(Layout::Lines) => json::read_lines(text, name, options, found),
            Some(Layout::Records) => json::read_records(text, name, options, found),
            Some(Layout::Fields) => sigtop::read(text, name, options, found),
            Some(Layout::Short) => short::read(text, name, options, found),
            Some(Layout::Markdown) | None => markdown::read(text, name, options, found),
        }
    }

    #[cfg(feature = "sqlite")]
    fn recognise_database(&self, schema: &Schema) -> bool {
        schema.has("messages", &["conversationId", "type", "sent_at"])
            && schema.has("conversations", &["id", "type"])
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

enum Layout {
    /// signal-export's `data.json`.
    Lines,
    /// sigtop's JSON.
    Records,
    /// sigtop's text.
    Fields,
    /// sigtop's short text.
    Short,
    /// signal-export's `chat.md`.
    Markdown,
}

impl Layout {
    fn of(peek: &Peek<'_>) -> Option<(Layout, Score)> {
        let has = |keys: &[&str]| keys.iter().all(|key| peek.has_key(key));
        if peek.is_json_list() {
            let records = has(&["conversationId", "sent_at"]);
            return records.then_some((Layout::Records, Score::SURE));
        }
        if peek.is_json() {
            let lines = has(&["date", "sender", "body", "reactions", "sticker"]);
            return lines.then_some((Layout::Lines, Score::SURE));
        }
        if sigtop::begins(peek) {
            return Some((Layout::Fields, Score::SURE));
        }
        if let score @ (Score::LIKELY | Score::SURE) = markdown::likeness(peek) {
            return Some((Layout::Markdown, score));
        }
        short::begins(peek).then_some((Layout::Short, Score::LIKELY))
    }
}

/// A conversation called after its file, or where files have the same names, its folder.
fn begun(name: Option<&str>) -> Builder {
    let file = name.and_then(|name| name.rsplit(['/', '\\']).next()).unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let title = match stem {
        "chat" | "index" | "data" => folder_of(name),
        // sigtop puts the number behind the name: `Minh (+84900000001).txt`.
        stem => stem
            .strip_suffix(')')
            .and_then(|stem| stem.rsplit_once(" ("))
            .map(|(name, _)| name)
            .or(Some(stem)),
    };
    let title = title.filter(|title| !title.is_empty());
    let mut builder = Builder::new(title.unwrap_or("signal"));
    builder.conversation.title = title.map(str::to_owned);
    builder
}

/// Gives over a conversation, whose owner goes by a word of the program so far.
fn finish(mut builder: Builder, owner: &str, options: &ReadOptions, found: &mut Found) {
    builder.own_by(owner, &options.owner_name);
    builder.sort();
    found.take(builder);
}
