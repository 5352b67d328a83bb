//! The tables of `viber.db`.

use std::collections::HashMap;

use crate::{
    Kind, Message, ReadOptions, Warning, WarningCode,
    database::{Cells, Database},
    formats::mixed::{Mixed, owner},
    json::{Loose, Object},
    read::Found,
};

pub(super) fn read(database: &Database, options: &ReadOptions, found: &mut Found) {
    let mut store = Store {
        options,
        contacts: HashMap::new(),
        events: Vec::new(),
        mixed: Mixed::default(),
        without_event: 0,
        without_words: 0,
    };
    store.read_contacts(database, found);
    store.read_chats(database, found);
    store.read_events(database, found);
    store.read_messages(database, found);
    let skipped = store.without_event + store.without_words;
    if skipped > 0 {
        found.warn(Warning::new(WarningCode::LinesSkipped).counting(skipped));
    }
    store.mixed.finish(found);
}

/// In every file of this program the first contact is the one whose messages they are.
const OWNER: i64 = 1;

struct Store<'o> {
    options: &'o ReadOptions,
    contacts: HashMap<i64, String>,
    /// By their numbers, ordered. Only numbers are held; the words stream by.
    events: Vec<Event>,
    mixed: Mixed,
    /// Messages that belong to no event, so that nothing is known but their words.
    without_event: u64,
    /// Messages of a kind that no reader of this file knows, and in which nothing can be read.
    without_words: u64,
}

#[derive(Clone, Copy)]
struct Event {
    id: i64,
    at: Option<i64>,
    chat: Option<i64>,
    contact: Option<i64>,
    outgoing: bool,
}

impl Store<'_> {
    fn read_contacts(&mut self, database: &Database, found: &mut Found) {
        const CONTACT: &[&str] = &["ContactID", "Name", "ClientName", "Number"];
        database.each_row("Contact", CONTACT, found, |cells, _| {
            let name =
                ["Name", "ClientName", "Number"].iter().find_map(|column| cells.text(column));
            let id = cells.number("ContactID").unwrap_or_else(|| cells.number_of_row());
            if let Some(name) = name {
                self.contacts.insert(id, name);
            }
        });
    }

    fn read_chats(&mut self, database: &Database, found: &mut Found) {
        database.each_row("ChatInfo", &["ChatID", "Name"], found, |cells, _| {
            let id = cells.number("ChatID").unwrap_or_else(|| cells.number_of_row());
            let chat = self.mixed.chat(&key(id));
            owner(chat, self.options);
            chat.conversation.title = cells.text("Name");
        });
        database.each_row("ChatRelation", &["ChatID", "ContactID"], found, |cells, _| {
            let (Some(chat), Some(contact)) = (cells.number("ChatID"), cells.number("ContactID"))
            else {
                return;
            };
            let name = self.contacts.get(&contact).filter(|_| contact != OWNER);
            if let Some(name) = name {
                self.mixed.chat(&key(chat)).participant_with_key(&contact.to_string(), name);
            }
        });
    }

    fn read_events(&mut self, database: &Database, found: &mut Found) {
        const EVENT: &[&str] = &["EventID", "TimeStamp", "ChatID", "ContactID", "Direction"];
        database.each_row("Events", EVENT, found, |cells, _| {
            let contact = cells.number("ContactID");
            self.events.push(Event {
                id: cells.number("EventID").unwrap_or_else(|| cells.number_of_row()),
                at: cells.number("TimeStamp"),
                chat: cells.number("ChatID"),
                contact,
                outgoing: cells.number("Direction") == Some(1) || contact == Some(OWNER),
            });
        });
        self.events.sort_unstable_by_key(|event| event.id);
    }

    fn read_messages(&mut self, database: &Database, found: &mut Found) {
        const MESSAGE: &[&str] = &[
            "EventID",
            "Type",
            "Body",
            "Subject",
            "Info",
            "PayloadPath",
            "StickerID",
            "ClientFlag",
        ];
        database.each_row("Messages", MESSAGE, found, |cells, _| {
            // What a message was before it was changed.
            const REPLACED: i64 = 64;
            if cells.number("ClientFlag") != Some(REPLACED) {
                match said(cells) {
                    Some(message) => self.push(cells, message),
                    None => self.without_words += 1,
                }
            }
        });
        database.each_row("Calls", &["EventID"], found, |cells, _| {
            self.push(cells, Message { kind: Kind::Call, ..Message::default() });
        });
    }

    fn push(&mut self, cells: &Cells<'_, '_>, message: Message) {
        let id = cells.number("EventID").unwrap_or_else(|| cells.number_of_row());
        let place = self.events.partition_point(|event| event.id < id);
        let Some(event) = self.events.get(place).copied().filter(|event| event.id == id) else {
            self.without_event += 1;
            return;
        };
        let contact = event.contact.unwrap_or_default();
        let chat = self.mixed.chat(&event.chat.map_or_else(|| format!("contact-{contact}"), key));
        let me = owner(chat, self.options);
        let from = if event.outgoing {
            me
        } else {
            let name = self.contacts.get(&contact).map_or("?", String::as_str);
            chat.participant_with_key(&contact.to_string(), name)
        };
        let at = event.at.map(|at| self.options.moment(at));
        chat.push(Message { from: Some(from), at, ..message });
    }
}

fn key(chat: i64) -> String {
    format!("chat-{chat}")
}

/// What a message holds; `None` where nothing says so.
fn said(cells: &Cells<'_, '_>) -> Option<Message> {
    // Pictures, videos, stickers, voice, short videos, files and sounds.
    let is_known_media = matches!(cells.number("Type"), Some(2 | 3 | 4 | 6 | 7 | 10 | 11));
    let words = if is_known_media { "Subject" } else { "Body" };
    let text = cells.text(words).unwrap_or_default().trim().to_owned();
    let attachment = || {
        let told = cells.text("Info").and_then(|info| serde_json::from_str::<Info>(&info).ok());
        let told = told.and_then(|info| info.file.0?.file_name.text());
        let path = cells.text("PayloadPath");
        let name = path.as_deref().and_then(|path| path.rsplit(['/', '\\']).next());
        told.or_else(|| name.map(str::to_owned)).filter(|name| !name.is_empty())
    };
    let may_be_media = is_known_media || text.is_empty();
    let attachment = may_be_media.then(attachment).flatten();
    let is_media =
        is_known_media || attachment.is_some() || may_be_media && cells.is_set("StickerID");
    (is_media || !text.is_empty()).then(|| Message {
        text,
        kind: if is_media { Kind::Media } else { Kind::Text },
        attachment,
        ..Message::default()
    })
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Info {
    #[serde(rename = "fileInfo")]
    file: Object<FileInfo>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct FileInfo {
    #[serde(rename = "FileName")]
    file_name: Loose,
}
