//! `chat.db`: `message` with who (`handle_id`, `is_from_me`), when and what, `chat` and its
//! joins. The columns are those of every version from iOS 6 on; those that came later are empty
//! in an older file. Known from the documents of imessage-exporter.

use std::collections::HashMap;

use super::attributed;
use crate::{
    Kind, Message, Moment, ParticipantId, ReadOptions, Warning, WarningCode,
    builder::Builder,
    database::{Cells, Database},
    formats::mixed::{Mixed, owner},
    read::Found,
};

pub(super) fn read(database: &Database, options: &ReadOptions, found: &mut Found) {
    let mut store = Store {
        options,
        handles: HashMap::new(),
        chats: HashMap::new(),
        places: Vec::new(),
        attachments: HashMap::new(),
        mixed: Mixed::default(),
        without_words: 0,
    };
    store.read_people(database, found);
    store.read_chats(database, found);
    store.read_attachments(database, found);
    store.read_messages(database, found);
    if store.without_words > 0 {
        found.warn(Warning::new(WarningCode::LinesSkipped).counting(store.without_words));
    }
    store.mixed.finish(found);
}

struct Store<'o> {
    options: &'o ReadOptions,
    /// The number or address behind each handle.
    handles: HashMap<i64, String>,
    chats: HashMap<i64, Chat>,
    /// Messages and the chats they are in, ordered.
    places: Vec<(i64, i64)>,
    /// The name of the first attachment of a message.
    attachments: HashMap<i64, String>,
    mixed: Mixed,
    /// Messages in which nothing could be read.
    without_words: u64,
}

/// Two chats with one person, as iMessage and as SMS, have the same key: they are one.
struct Chat {
    key: String,
    /// With whom, where it is with one person.
    with: Option<String>,
}

impl Store<'_> {
    fn read_people(&mut self, database: &Database, found: &mut Found) {
        database.each_row("handle", &["id"], found, |cells, _| {
            if let Some(id) = cells.text("id") {
                self.handles.insert(cells.number_of_row(), id);
            }
        });
    }

    fn read_chats(&mut self, database: &Database, found: &mut Found) {
        const CHAT: &[&str] = &["guid", "style", "chat_identifier", "display_name", "is_filtered"];
        database.each_row("chat", CHAT, found, |cells, _| {
            let row = cells.number_of_row();
            let identifier = cells.text("chat_identifier");
            let key = identifier.clone().or_else(|| cells.text("guid"));
            let key = key.unwrap_or_else(|| format!("chat-{row}"));
            const GROUP: i64 = 43;
            let is_group = cells.number("style") == Some(GROUP);
            let with = identifier.filter(|_| !is_group);
            let chat = self.mixed.chat(&key);
            owner(chat, self.options);
            let conversation = &mut chat.conversation;
            conversation.title = cells.text("display_name").or(conversation.title.take());
            // The phone keeps what strangers write apart where the family lets it.
            conversation.context.stranger_request |= cells.number("is_filtered") == Some(1);
            if let Some(with) = &with {
                chat.participant(with);
            }
            self.chats.insert(row, Chat { key, with });
        });
        database.each_row("chat_handle_join", &["chat_id", "handle_id"], found, |cells, _| {
            let chat = cells.number("chat_id").and_then(|chat| self.chats.get(&chat));
            let handle = cells.number("handle_id").and_then(|handle| self.handles.get(&handle));
            if let (Some(chat), Some(handle)) = (chat, handle) {
                self.mixed.chat(&chat.key).participant(handle);
            }
        });
        // Messages that were deleted in the last weeks lie in a table of their own.
        for table in ["chat_message_join", "chat_recoverable_message_join"] {
            database.each_row(table, &["chat_id", "message_id"], found, |cells, _| {
                self.places.extend(cells.number("message_id").zip(cells.number("chat_id")));
            });
        }
        self.places.sort_unstable();
    }

    fn read_attachments(&mut self, database: &Database, found: &mut Found) {
        let mut names = HashMap::new();
        database.each_row("attachment", &["transfer_name", "filename"], found, |cells, _| {
            let path = cells.text("transfer_name").or_else(|| cells.text("filename"));
            let name = path.as_deref().and_then(|path| path.rsplit('/').next());
            names.insert(cells.number_of_row(), name.unwrap_or_default().to_owned());
        });
        const JOIN: &[&str] = &["message_id", "attachment_id"];
        database.each_row("message_attachment_join", JOIN, found, |cells, _| {
            let name = cells.number("attachment_id").and_then(|one| names.get(&one));
            let message = cells.number("message_id");
            // Apps keep the look of their bubbles as attachments, too.
            let name = name.filter(|name| !name.ends_with(".pluginPayloadAttachment"));
            if let (Some(message), Some(name)) = (message, name) {
                self.attachments.entry(message).or_insert_with(|| name.clone());
            }
        });
    }

    fn read_messages(&mut self, database: &Database, found: &mut Found) {
        const MESSAGE: &[&str] = &[
            "text",
            "attributedBody",
            "subject",
            "date",
            "handle_id",
            "is_from_me",
            "item_type",
            "group_title",
            "group_action_type",
            "other_handle",
            "share_status",
            "associated_message_type",
            "balloon_bundle_id",
            "is_audio_message",
            "is_forward",
            "date_edited",
            "date_retracted",
        ];
        database.each_row("message", MESSAGE, found, |cells, _| self.message(cells));
    }

    fn message(&mut self, cells: &Cells<'_, '_>) {
        let row = cells.number_of_row();
        // 2000 and more: hearts and their like; 1000: a sticker that is put on a message.
        if matches!(cells.number("associated_message_type"), Some(1000 | 2000..=3999)) {
            return;
        }
        let handle = cells.number("handle_id").and_then(|handle| self.handles.get(&handle));
        let place = self.places.partition_point(|(message, _)| *message < row);
        let chat = self.places.get(place).filter(|(message, _)| *message == row);
        let chat = chat.and_then(|(_, chat)| self.chats.get(chat));
        let key = chat.map(|chat| &chat.key).or(handle).map_or("unknown", String::as_str);
        let with = chat.and_then(|chat| chat.with.as_ref());

        let chat = self.mixed.chat(key);
        let me = owner(chat, self.options);
        let from = if cells.is_set("is_from_me") {
            me
        } else {
            chat.participant(handle.or(with).map_or("?", String::as_str))
        };
        let at =
            cells.number("date").filter(|date| *date != 0).map(|date| moment(date, self.options));
        let message = Message { from: Some(from), at, ..Message::default() };

        let item = cells.number("item_type").unwrap_or_default();
        if item != 0 || cells.text("group_title").is_some() {
            let other = cells.number("other_handle").and_then(|other| self.handles.get(&other));
            let text = event(item, cells, name(chat, from), other.map_or("?", String::as_str));
            chat.push(Message { from: None, text, kind: Kind::System, ..message });
            return;
        }

        let body = cells
            .text("text")
            .or_else(|| cells.bytes("attributedBody").and_then(attributed::words))
            .unwrap_or_default();
        // Where in the words an attachment or an app's bubble is shown.
        const PLACES: [char; 2] = ['\u{fffc}', '\u{fffd}'];
        let shown = body.contains(PLACES);
        let mut text = body.replace(PLACES, "").trim().to_owned();
        if let Some(subject) = cells.text("subject") {
            text = format!("{subject}\n{text}").trim_end().to_owned();
        }
        let attachment = self.attachments.remove(&row);
        // A link is words with a preview; every other app's bubble is something to look at.
        const LINK: &str = "com.apple.messages.URLBalloonProvider";
        let bubble = cells.text("balloon_bundle_id");
        let is_link = bubble.as_deref() == Some(LINK);
        let is_media = !is_link
            && (shown
                || attachment.is_some()
                || bubble.is_some()
                || cells.is_set("is_audio_message"));
        let edited = cells.is_set("date_edited");
        if text.is_empty() && !is_media {
            // What was taken back is there as a change that left nothing.
            if edited || cells.is_set("date_retracted") {
                chat.push(Message { deleted: true, ..message });
            } else {
                self.without_words += 1;
            }
            return;
        }
        chat.push(Message {
            text,
            kind: if is_media { Kind::Media } else { Kind::Text },
            edited,
            forwarded: cells.is_set("is_forward"),
            attachment: attachment.filter(|name| is_media && !name.is_empty()),
            ..message
        });
    }
}

fn name(chat: &Builder, who: ParticipantId) -> &str {
    let known = chat.conversation.participants.get(usize::from(who.0));
    known.map_or("?", |participant| &participant.name)
}

/// Apple counts from 2001, in seconds and since 2017 in billionths of one.
fn moment(date: i64, options: &ReadOptions) -> Moment {
    const YEAR_2001: i64 = 978_307_200_000;
    // As seconds, this would be in 33,000 years.
    const LARGEST_IN_SECONDS: u64 = 1_000_000_000_000;
    let milliseconds = if date.unsigned_abs() > LARGEST_IN_SECONDS {
        date / 1_000_000
    } else {
        date.saturating_mul(1_000)
    };
    options.moment(milliseconds.saturating_add(YEAR_2001))
}

/// What the app tells of a group.
fn event(item: i64, cells: &Cells<'_, '_>, who: &str, other: &str) -> String {
    let action = cells.number("group_action_type").unwrap_or_default();
    match (item, action) {
        (1, 0) => format!("{who} added {other}"),
        (1, _) => format!("{who} removed {other}"),
        (0 | 2, _) => match cells.text("group_title") {
            Some(title) => format!("{who} named the conversation {title}"),
            None => format!("{who} took the conversation's name away"),
        },
        (3, 0) => format!("{who} left the conversation"),
        (3, 1) => format!("{who} changed the group photo"),
        (3, _) => format!("{who} removed the group photo"),
        (4, _) if cells.is_set("share_status") => format!("{who} stopped sharing location"),
        (4, _) => format!("{who} started sharing location"),
        (5, _) => format!("{who} kept an audio message"),
        (6, _) => format!("{who} used SharePlay"),
        _ => format!("{who} changed the conversation"),
    }
}
