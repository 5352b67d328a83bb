//! Messages as a table: what programs that read a phone or its iTunes backup write (iMazing,
//! iExplorer, TouchCopy, Decipher, SMS apps of Android), and what people keep in a spreadsheet.
//!
//! There is no common layout. The columns are recognised by their headings, in English and
//! Vietnamese, in any order, separated by commas, semicolons or tabs. What must be there are the
//! words, when, and something that says who: a sender, a direction, a number.

use std::collections::HashMap;

use csv::StringRecord;

use super::{Importer, Peek, Score, sms_backup_restore::number_key, times::Times};
use crate::{
    Kind, Message, ParticipantId, ReadError, ReadOptions, Warning, WarningCode, builder::Builder,
    decode::Decoded, read::Found, rows::Rows,
};

pub(super) struct SmsCsv;

impl Importer for SmsCsv {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        if peek.is_json() || peek.starts_like_xml() {
            return Score::NO;
        }
        // The platforms' own tables are read by their own importers.
        Score::LIKELY.when(headings(peek).is_some_and(|(_, columns)| columns.suffice()))
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        let Some((separator, columns)) = headings(&Peek::new(text.peek(), name)) else {
            found.warn(Warning::new(WarningCode::Damaged).at_line(1));
            return Ok(());
        };
        let mut table = Table {
            options,
            columns,
            times: Times::default(),
            chats: Vec::new(),
            by_key: HashMap::new(),
        };
        let mut rows = Rows::new(text, separator);
        let mut width = None;
        let mut last_was_short = false;
        while let Some((line, row)) = rows.next(found)? {
            if width.is_none() {
                // A line for spreadsheets that names the sign may stand before the headings.
                width = Columns::of(row).suffice().then_some(row.len());
                continue;
            }
            last_was_short = width.is_some_and(|width| row.len() < width);
            if !table.row(row) {
                found.warn(Warning::new(WarningCode::LinesSkipped).at_line(line).counting(1));
            }
        }
        if rows.seems_cut(last_was_short) {
            found.warn(Warning::new(WarningCode::Truncated).at_line(rows.line()));
        }
        table.finish(found);
        Ok(())
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Text,
    Subject,
    Date,
    Time,
    Direction,
    FromMe,
    Sender,
    SenderNumber,
    Recipient,
    Contact,
    Number,
    Chat,
    Attachment,
    Edited,
    Forwarded,
    Deleted,
}

/// What headings are called, without regard to case and signs.
const HEADINGS: &[(Role, &[&str])] = &[
    (
        Role::Text,
        &[
            "text",
            "message",
            "body",
            "content",
            "contents",
            "message text",
            "message body",
            "message content",
            "sms",
            "sms text",
            "sms body",
            "sms content",
            "msg",
            "msg text",
            "words",
            "nội dung",
            "nội dung tin nhắn",
            "tin nhắn",
            "lời nhắn",
            "văn bản",
            "noi dung",
            "tin nhan",
        ],
    ),
    (Role::Subject, &["subject", "chủ đề", "tiêu đề"]),
    (
        Role::Date,
        &[
            "date",
            "message date",
            "datetime",
            "date time",
            "date and time",
            "timestamp",
            "time stamp",
            "sent at",
            "date sent",
            "sent date",
            "sent on",
            "date received",
            "received date",
            "received at",
            "created at",
            "created",
            "when",
            "ngày",
            "ngày giờ",
            "ngày tháng",
            "thời gian",
            "thời điểm",
            "ngày gửi",
            "ngày nhận",
            "thời gian gửi",
            "ngay",
            "ngay gio",
            "thoi gian",
        ],
    ),
    (Role::Time, &["time", "hour", "message time", "giờ", "giờ gửi", "lúc", "gio"]),
    (
        Role::Direction,
        &[
            "type",
            "direction",
            "message type",
            "sms type",
            "folder",
            "box",
            "mailbox",
            "in out",
            "incoming outgoing",
            "sent received",
            "received sent",
            "inbox outbox",
            "loại",
            "loại tin",
            "loại tin nhắn",
            "chiều",
            "hướng",
            "gửi nhận",
            "thư mục",
            "hộp thư",
            "loai",
        ],
    ),
    (
        Role::FromMe,
        &[
            "is from me",
            "from me",
            "is outgoing",
            "outgoing",
            "is sent",
            "is sender",
            "của tôi",
            "tôi gửi",
        ],
    ),
    (
        Role::Sender,
        &[
            "sender",
            "sender name",
            "from",
            "from name",
            "author",
            "user",
            "username",
            "nick",
            "sent by",
            "who",
            "người gửi",
            "tên người gửi",
            "từ",
            "nguoi gui",
        ],
    ),
    (
        Role::SenderNumber,
        &[
            "sender id",
            "sender number",
            "sender phone",
            "sender phone number",
            "from number",
            "from address",
            "from phone",
            "số người gửi",
            "số gửi",
            "số điện thoại người gửi",
        ],
    ),
    (
        Role::Recipient,
        &[
            "to",
            "recipient",
            "recipients",
            "recipient name",
            "receiver",
            "receiver name",
            "to name",
            "sent to",
            "người nhận",
            "tên người nhận",
            "đến",
            "tới",
            "nguoi nhan",
        ],
    ),
    (
        Role::Contact,
        &[
            "contact",
            "contact name",
            "name",
            "display name",
            "person",
            "tên",
            "họ tên",
            "tên liên hệ",
            "liên hệ",
            "danh bạ",
            "tên danh bạ",
            "ten",
        ],
    ),
    (
        Role::Number,
        &[
            "address",
            "number",
            "phone",
            "phone number",
            "contact number",
            "mobile",
            "handle",
            "handle id",
            "phone no",
            "tel",
            "số điện thoại",
            "số",
            "sđt",
            "điện thoại",
            "so dien thoai",
            "sdt",
        ],
    ),
    (
        Role::Chat,
        &[
            "chat session",
            "chat",
            "chat name",
            "conversation",
            "conversation name",
            "thread",
            "thread id",
            "thread name",
            "group",
            "group name",
            "chat id",
            "đoạn chat",
            "cuộc trò chuyện",
            "nhóm",
            "tên nhóm",
            "hội thoại",
        ],
    ),
    (
        Role::Attachment,
        &[
            "attachment",
            "attachments",
            "attachment name",
            "attachment file",
            "media",
            "file",
            "files",
            "tệp",
            "đính kèm",
            "tệp đính kèm",
            "ảnh",
        ],
    ),
    (Role::Edited, &["edited", "edited date", "date edited", "đã sửa", "đã chỉnh sửa"]),
    (Role::Forwarded, &["forwarded", "is forwarded", "đã chuyển tiếp", "chuyển tiếp"]),
    (
        Role::Deleted,
        &["deleted", "is deleted", "unsent", "date deleted", "đã xóa", "đã xoá", "đã thu hồi"],
    ),
];

/// The heading as the table above writes it.
fn heading(text: &str) -> Option<Role> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let words = words.join(" ");
    HEADINGS.iter().find(|(_, names)| names.contains(&words.as_str())).map(|(role, _)| *role)
}

/// Columns that say who a message is from or to.
const WHO: &[Role] = &[
    Role::Direction,
    Role::FromMe,
    Role::Sender,
    Role::SenderNumber,
    Role::Recipient,
    Role::Contact,
    Role::Number,
];

/// Which columns hold what.
#[derive(Debug, Default)]
struct Columns(Vec<Option<Role>>);

impl Columns {
    fn of(row: &StringRecord) -> Columns {
        let mut columns: Vec<Option<Role>> = Vec::with_capacity(row.len());
        for text in row {
            // Of two that could be the same, the first is meant: “Message Date”, “Sent Date”.
            let role = heading(text).filter(|role| !columns.contains(&Some(*role)));
            columns.push(role);
        }
        // “Time” alone is the whole of it.
        if !columns.contains(&Some(Role::Date)) {
            columns
                .iter_mut()
                .filter(|role| **role == Some(Role::Time))
                .for_each(|role| *role = Some(Role::Date));
        }
        // A name is the sender's where nothing else says who is one.
        let says_who = |role: &Option<Role>| {
            role.is_some_and(|role| WHO.contains(&role) && role != Role::Contact)
        };
        if !columns.iter().any(says_who) {
            let contacts = columns.iter_mut().filter(|role| **role == Some(Role::Contact));
            contacts.for_each(|role| *role = Some(Role::Sender));
        }
        Columns(columns)
    }

    fn has(&self, role: Role) -> bool {
        self.0.contains(&Some(role))
    }

    /// Whether they are a table of messages: the words, when, and who.
    fn suffice(&self) -> bool {
        self.has(Role::Text) && self.has(Role::Date) && WHO.iter().any(|role| self.has(*role))
    }

    fn known(&self) -> usize {
        self.0.iter().flatten().count()
    }

    /// What a row has in the column of this role, unless it is blank or a program's word for
    /// nothing.
    fn get<'r>(&self, row: &'r StringRecord, role: Role) -> Option<&'r str> {
        let at = self.0.iter().position(|here| *here == Some(role))?;
        let value = row.get(at)?.trim();
        (!value.is_empty() && !matches!(value, "null" | "NULL" | "(null)" | "N/A")).then_some(value)
    }
}

/// The sign between the columns and what they hold, by the first line.
fn headings(peek: &Peek<'_>) -> Option<(u8, Columns)> {
    let mut lines = peek.lines().filter(|line| !line.trim().is_empty());
    let mut first = lines.next()?;
    // Spreadsheets may name the sign in a line of its own.
    if first.len() <= 6 && first.to_ascii_lowercase().starts_with("sep=") {
        first = lines.next()?;
    }
    // The table of KakaoTalk for Mac has an importer of its own.
    if first.len() > 4096 || first.trim_end() == "Date,User,Message" {
        return None;
    }
    let columns_by = |separator: u8| {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .delimiter(separator)
            .from_reader(first.as_bytes());
        let mut row = StringRecord::new();
        let read = reader.read_record(&mut row).unwrap_or(false);
        (separator, if read { Columns::of(&row) } else { Columns::default() })
    };
    b",;\t|"
        .iter()
        .map(|separator| columns_by(*separator))
        .rev()
        .max_by_key(|(_, columns)| columns.known())
        .filter(|(_, columns)| columns.known() > 0)
}

/// Which way a message went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    In,
    Out,
    /// Nobody's: a notice of the app.
    Notice,
}

fn way(word: &str) -> Option<Way> {
    const IN: &[&str] = &[
        "received",
        "incoming",
        "in",
        "inbox",
        "recv",
        "from",
        "inbound",
        "receive",
        "1",
        "mt",
        "nhận",
        "đã nhận",
        "đến",
        "tin đến",
        "tin nhận",
        "hộp thư đến",
        "thư đến",
        "nhan",
        "den",
    ];
    const OUT: &[&str] = &[
        "sent",
        "outgoing",
        "out",
        "outbox",
        "to",
        "outbound",
        "send",
        "draft",
        "drafts",
        "failed",
        "queued",
        "2",
        "3",
        "4",
        "5",
        "6",
        "mo",
        "gửi",
        "đã gửi",
        "đi",
        "tin đi",
        "tin gửi",
        "hộp thư đi",
        "thư đi",
        "nháp",
        "gui",
        "da gui",
        "di",
    ];
    const NOTICE: &[&str] = &["notification", "system", "event", "thông báo", "hệ thống"];
    let word = word.trim().to_lowercase();
    let among = |words: &[&str]| words.contains(&word.as_str());
    match () {
        () if among(IN) => Some(Way::In),
        () if among(OUT) => Some(Way::Out),
        () if among(NOTICE) => Some(Way::Notice),
        () => None,
    }
}

fn is_true(word: &str) -> bool {
    matches!(word.to_lowercase().as_str(), "1" | "true" | "yes" | "y" | "có" | "x" | "đúng" | "rồi")
}

/// What people and programs call the owner of the phone.
fn is_owner(name: &str, options: &ReadOptions) -> bool {
    const OWNER: &[&str] = &["me", "myself", "you", "self", "owner", "tôi", "bạn", "mình", "toi"];
    let lower = name.to_lowercase();
    OWNER.contains(&lower.as_str()) || name == options.owner_name
}

struct Table<'o> {
    options: &'o ReadOptions,
    columns: Columns,
    times: Times,
    chats: Vec<Chat>,
    by_key: HashMap<String, usize>,
}

struct Chat {
    builder: Builder,
    owner: Option<ParticipantId>,
}

impl Table<'_> {
    /// Reads a row; whether it holds a message.
    fn row(&mut self, row: &StringRecord) -> bool {
        let get = |role| self.columns.get(row, role);
        let (words, subject, attachment) =
            (get(Role::Text), get(Role::Subject), get(Role::Attachment));
        if words.is_none() && subject.is_none() && attachment.is_none() && get(Role::Date).is_none()
        {
            return row.iter().all(|value| value.trim().is_empty());
        }
        if row.len() < 2 {
            return false;
        }

        let from_me = get(Role::FromMe).map(|word| if is_true(word) { Way::Out } else { Way::In });
        let sender = get(Role::Sender).or_else(|| get(Role::SenderNumber));
        let recipient = get(Role::Recipient);
        let mine = |name: Option<&str>| name.is_some_and(|name| is_owner(name, self.options));
        let way = from_me
            .or_else(|| get(Role::Direction).and_then(way))
            .or_else(|| mine(sender).then_some(Way::Out))
            .or_else(|| mine(recipient).then_some(Way::In));
        let number = get(Role::Number).or_else(|| match way {
            Some(Way::Out) => None,
            _ => get(Role::SenderNumber),
        });
        let contact = get(Role::Contact).or(number);
        // Whom the message is exchanged with, as far as the row says.
        let other = match way {
            Some(Way::Out) => recipient.or(contact),
            Some(Way::In) => sender.filter(|name| !is_owner(name, self.options)).or(contact),
            Some(Way::Notice) => None,
            None => contact,
        };
        // A number is the same whether or not the phone knew a name for it.
        let other_key = other.map(|other| number_key(number.unwrap_or(other)));
        let (key, title) = self.chat_key(row, other_key.as_deref().zip(other), sender, recipient);
        let date = get(Role::Date).unwrap_or_default();
        let at = match get(Role::Time) {
            Some(time) => self.times.hold(&format!("{date} {time}")),
            None => None,
        };
        let at = at.or_else(|| self.times.hold(date));

        let text = match (subject, words) {
            (Some(subject), Some(words)) if subject != words => format!("{subject}\n{words}"),
            (subject, words) => words.or(subject).unwrap_or_default().to_owned(),
        };
        let get = |role| self.columns.get(row, role);
        let is_set = |role| {
            get(role).is_some_and(|word| {
                !matches!(word.to_lowercase().as_str(), "0" | "false" | "no" | "không")
            })
        };
        let deleted = is_set(Role::Deleted);
        let message = Message {
            at,
            text: if deleted { String::new() } else { text },
            kind: match way {
                Some(Way::Notice) => Kind::System,
                _ if attachment.is_some() => Kind::Media,
                _ => Kind::Text,
            },
            edited: is_set(Role::Edited),
            deleted,
            forwarded: is_set(Role::Forwarded),
            attachment: attachment
                .map(|file| file.rsplit(['/', '\\']).next().unwrap_or(file).to_owned()),
            from: None,
        };
        let chat = self.chat(key, title);
        let Some(chat) = self.chats.get_mut(chat) else {
            return false;
        };
        let from = match way {
            Some(Way::Notice) => None,
            Some(Way::Out) => {
                if let Some((key, other)) = other_key.zip(other) {
                    chat.builder.participant_with_key(&key, other);
                }
                let name = &self.options.owner_name;
                Some(*chat.owner.get_or_insert_with(|| chat.builder.participant_with_key("", name)))
            }
            Some(Way::In) | None => {
                let said_by = sender.map(|sender| (number_key(sender), sender));
                let other = other_key.zip(other);
                let who = if way.is_some() { other.or(said_by) } else { said_by.or(other) };
                who.map(|(key, who)| chat.builder.participant_with_key(&key, who))
            }
        };
        chat.builder.push(Message { from, ..message });
        true
    }

    /// What tells one conversation from another, and what to call it.
    fn chat_key(
        &self,
        row: &StringRecord,
        other: Option<(&str, &str)>,
        sender: Option<&str>,
        recipient: Option<&str>,
    ) -> (String, Option<String>) {
        if let Some(chat) = self.columns.get(row, Role::Chat) {
            return (chat.to_owned(), Some(chat.to_owned()));
        }
        // A table with senders and nobody else is one conversation.
        let apart = WHO.iter().filter(|role| !matches!(role, Role::Sender | Role::SenderNumber));
        let only_senders = !apart.into_iter().any(|role| self.columns.has(*role));
        match (other, sender.zip(recipient)) {
            _ if only_senders => ("table".to_owned(), None),
            (Some((key, other)), _) => (key.to_owned(), Some(other.to_owned())),
            (None, Some((sender, recipient))) => {
                let mut two = [number_key(sender), number_key(recipient)];
                two.sort();
                (two.join("~"), None)
            }
            _ => ("table".to_owned(), None),
        }
    }

    fn chat(&mut self, key: String, title: Option<String>) -> usize {
        if let Some(known) = self.by_key.get(&key) {
            return *known;
        }
        let mut builder = Builder::new(key.as_str());
        builder.conversation.title = title;
        self.chats.push(Chat { builder, owner: None });
        self.by_key.insert(key, self.chats.len() - 1);
        self.chats.len() - 1
    }

    fn finish(mut self, found: &mut Found) {
        let messages =
            self.chats.iter_mut().flat_map(|chat| &mut chat.builder.conversation.messages);
        self.times.settle(messages, self.options, found);
        for mut chat in self.chats {
            chat.builder.conversation.owner = chat.owner;
            chat.builder.sort();
            found.take(chat.builder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_both_languages() {
        for (text, role) in [
            ("Message Date", Role::Date),
            ("Nội dung", Role::Text),
            ("NGƯỜI GỬI", Role::Sender),
            ("is_from_me", Role::FromMe),
            ("Sent/Received", Role::Direction),
            ("Số điện thoại", Role::Number),
            ("Chat Session", Role::Chat),
        ] {
            assert_eq!(heading(text), Some(role), "{text}");
        }
        assert_eq!(heading("Replying to"), None);
        assert_eq!(heading("Reactions"), None);
    }

    #[test]
    fn no_heading_is_two_things() {
        let mut seen = std::collections::HashSet::new();
        for name in HEADINGS.iter().flat_map(|(_, names)| *names) {
            assert!(seen.insert(*name), "{name} twice");
            assert!(heading(name).is_some(), "{name}");
        }
    }
}
