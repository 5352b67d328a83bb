//! The tables of Signal's database, `messages` and `conversations`, of every version: a field is
//! taken from its column where there is one, else from the JSON of the message.

use std::collections::HashMap;

use super::record::Record;
use crate::{
    Kind, Message, ReadOptions,
    database::{Cells, Database},
    formats::mixed::{Mixed, owner},
    json::Loose,
    read::Found,
};

pub(super) fn read(database: &Database, options: &ReadOptions, found: &mut Found) {
    let mut store = Store {
        options,
        mixed: Mixed::default(),
        names: HashMap::new(),
        accounts: HashMap::new(),
        private: HashMap::new(),
        attachments: HashMap::new(),
    };
    store.read_conversations(database, found);
    store.read_attachments(database, found);
    store.read_messages(database, found);
    store.mixed.finish(found);
}

struct Store<'o> {
    options: &'o ReadOptions,
    mixed: Mixed,
    /// Names by account and by number, in lower case.
    names: HashMap<String, String>,
    /// Of several accounts and numbers of one person, the one to know them by.
    accounts: HashMap<String, String>,
    /// The accounts with whom the conversations of two are.
    private: HashMap<String, String>,
    /// The first file of a message, where files have a table of their own (since 2025).
    attachments: HashMap<String, String>,
}

impl Store<'_> {
    fn read_conversations(&mut self, database: &Database, found: &mut Found) {
        const CONVERSATION: &[&str] =
            &["id", "type", "name", "profileFullName", "profileName", "e164", "serviceId", "uuid"];
        database.each_row("conversations", CONVERSATION, found, |cells, _| {
            let Some(id) = cells.text("id") else {
                return;
            };
            let names = ["name", "profileFullName", "profileName", "e164"];
            let name = names.iter().find_map(|column| cells.text(column));
            // Names from the address book stand between signs for the direction of writing.
            let name = name.map(|name| name.replace(['\u{2068}', '\u{2069}'], ""));
            let chat = self.mixed.chat(&id);
            owner(chat, self.options);
            chat.conversation.title.clone_from(&name);
            if cells.text("type").as_deref() == Some("group") {
                return;
            }
            let name = name.unwrap_or_else(|| "?".to_owned());
            let accounts = ["serviceId", "uuid", "e164"].map(|column| cells.text(column));
            let accounts = accounts.into_iter().flatten().map(|account| account.to_lowercase());
            let accounts: Vec<_> = accounts.collect();
            let account = accounts.first().unwrap_or(&id).clone();
            for known in accounts {
                self.names.insert(known.clone(), name.clone());
                self.accounts.insert(known, account.clone());
            }
            chat.participant_with_key(&account, &name);
            self.private.insert(id, account);
        });
    }

    fn read_attachments(&mut self, database: &Database, found: &mut Found) {
        const ATTACHMENT: &[&str] = &["messageId", "fileName", "attachmentType"];
        database.each_row("message_attachments", ATTACHMENT, found, |cells, _| {
            let is_file = cells.text("attachmentType").is_none_or(|kind| kind == "attachment");
            if let Some(message) = cells.text("messageId").filter(|_| is_file) {
                let name = cells.text("fileName").unwrap_or_default();
                self.attachments.entry(message).or_insert(name);
            }
        });
    }

    fn read_messages(&mut self, database: &Database, found: &mut Found) {
        const MESSAGE: &[&str] = &[
            "id",
            "json",
            "conversationId",
            "type",
            "body",
            "sent_at",
            "timestamp",
            "source",
            "sourceUuid",
            "sourceServiceId",
            "hasAttachments",
            "isErased",
            "isViewOnce",
        ];
        database.each_row("messages", MESSAGE, found, |cells, _| self.message(cells));
    }

    fn message(&mut self, cells: &Cells<'_, '_>) {
        let json = cells.text("json");
        let record = json.and_then(|json| serde_json::from_str::<Record>(&json).ok());
        let mut record = record.unwrap_or_default();
        record.take_columns(cells);
        let Some(conversation) = record.conversation.clone().text() else {
            return;
        };
        let kind = record.kind.as_text().unwrap_or_default();
        // Stories are shown to all and answered by none.
        if kind == "story" {
            return;
        }
        let is_outgoing = kind == "outgoing";
        let source = record.source();
        let at = record.sent().map(|sent| self.options.moment(sent));
        let mut message = record.message(&self.names);

        let chat = self.mixed.chat(&conversation);
        let me = owner(chat, self.options);
        let from = if is_outgoing {
            Some(me)
        } else if message.kind == Kind::System {
            None
        } else {
            let known = source.as_ref().and_then(|source| self.accounts.get(source));
            let account = known.or_else(|| self.private.get(&conversation)).or(source.as_ref());
            let account = account.map_or("?", String::as_str);
            let name = self.names.get(account).map_or(account, String::as_str);
            Some(chat.participant_with_key(account, name))
        };
        let file = cells.text("id").and_then(|id| self.attachments.remove(&id));
        let has_file = file.is_some() || cells.is_set("hasAttachments");
        if has_file && message.kind == Kind::Text && !message.deleted {
            message.kind = Kind::Media;
            message.attachment = file.filter(|name| !name.is_empty());
        }
        // Who called whom is kept apart; a call is one all the same.
        let from = from.filter(|_| message.kind != Kind::Call);
        chat.push(Message { from, at, ..message });
    }
}

impl Record {
    /// Puts what has a column of its own into the fields of the message.
    fn take_columns(&mut self, cells: &Cells<'_, '_>) {
        let fields = [
            ("conversationId", &mut self.conversation),
            ("type", &mut self.kind),
            ("body", &mut self.body),
            ("source", &mut self.source),
            ("sourceUuid", &mut self.source_uuid),
            ("sourceServiceId", &mut self.source_service_id),
        ];
        for (column, field) in fields {
            if let Some(text) = cells.text(column) {
                *field = Loose::Text(text);
            }
        }
        let numbers = [
            ("sent_at", &mut self.sent_at),
            ("timestamp", &mut self.timestamp),
            ("isErased", &mut self.is_erased),
            ("isViewOnce", &mut self.is_view_once),
        ];
        for (column, field) in numbers {
            if let Some(number) = cells.number(column) {
                *field = Loose::Number(number);
            }
        }
    }
}
