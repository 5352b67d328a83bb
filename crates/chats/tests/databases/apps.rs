//! Databases as the apps make them, with invented people in them.

use std::path::Path;

use rusqlite::{Connection, params};

/// Nanoseconds since 2001 of 2024-06-03T15:02:00+07:00, and a number of minutes.
fn apple(minutes: i64) -> i64 {
    (1_717_401_720 - 978_307_200 + minutes * 60) * 1_000_000_000
}

/// Milliseconds since 1970 of the same.
fn unix(minutes: i64) -> i64 {
    (1_717_401_720 + minutes * 60) * 1_000
}

/// The words as a Mac keeps them in `attributedBody`.
pub(crate) fn attributed(words: &str) -> Vec<u8> {
    let mut bytes = b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x19NSMutableAttributedString\0\x84\x84\x12NSAttributedString\0\x84\x84\x08NSObject\0\x85\x92\x84\x84\x84\x0fNSMutableString\x01\x84\x84\x08NSString\x01\x95\x84\x01+".to_vec();
    match u8::try_from(words.len()) {
        Ok(short) if short < 0x80 => bytes.push(short),
        _ => {
            bytes.push(0x81);
            bytes.extend(u16::try_from(words.len()).expect("a short text").to_le_bytes());
        }
    }
    bytes.extend(words.as_bytes());
    bytes.extend(b"\x86\x84\x02iI\x01\x0a\x92\x84\x84\x84\x0cNSDictionary\0\x95\x84\x01i\x01\x92");
    bytes
}

/// `chat.db` of a Mac, with the tables and indexes that matter.
pub(crate) struct IMessage {
    pub(crate) connection: Connection,
}

impl IMessage {
    pub(crate) fn new(path: &Path) -> IMessage {
        let connection = Connection::open(path).expect("a new database");
        connection
            .execute_batch(
                "PRAGMA page_size = 4096;
                 CREATE TABLE message (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE, text TEXT, handle_id INTEGER DEFAULT 0, subject TEXT, attributedBody BLOB, service TEXT, date INTEGER, is_from_me INTEGER DEFAULT 0, is_audio_message INTEGER DEFAULT 0, is_forward INTEGER DEFAULT 0, item_type INTEGER DEFAULT 0, other_handle INTEGER DEFAULT 0, group_title TEXT, group_action_type INTEGER DEFAULT 0, share_status INTEGER DEFAULT 0, associated_message_guid TEXT, associated_message_type INTEGER DEFAULT 0, balloon_bundle_id TEXT, date_edited INTEGER, date_retracted INTEGER);
                 CREATE TABLE handle (ROWID INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE, id TEXT NOT NULL, service TEXT NOT NULL, UNIQUE (id, service));
                 CREATE TABLE chat (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, style INTEGER, chat_identifier TEXT, service_name TEXT, display_name TEXT, is_filtered INTEGER DEFAULT 0);
                 CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER, message_date INTEGER DEFAULT 0, PRIMARY KEY (chat_id, message_id));
                 CREATE TABLE chat_recoverable_message_join (chat_id INTEGER, message_id INTEGER, delete_date INTEGER);
                 CREATE TABLE chat_handle_join (chat_id INTEGER, handle_id INTEGER, UNIQUE(chat_id, handle_id));
                 CREATE TABLE attachment (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT, filename TEXT, transfer_name TEXT);
                 CREATE TABLE message_attachment_join (message_id INTEGER, attachment_id INTEGER, UNIQUE(message_id, attachment_id));",
            )
            .expect("new tables");
        let database = IMessage { connection };
        for number in 1..4 {
            let id = format!("+8490000000{number}");
            database
                .insert("INSERT INTO handle (id, service) VALUES (?1, 'iMessage')", params![id]);
            database.insert(
                "INSERT INTO chat (guid, style, chat_identifier) VALUES ('iMessage;-;' || ?1, 45, ?1)",
                params![id],
            );
            database.insert("INSERT INTO chat_handle_join VALUES (?1, ?1)", params![number]);
        }
        database
    }

    pub(crate) fn insert(&self, statement: &str, values: impl rusqlite::Params) -> i64 {
        self.connection.execute(statement, values).expect("a new row");
        self.connection.last_insert_rowid()
    }

    fn join(&self, chat: i64, message: i64) {
        self.insert(
            "INSERT INTO chat_message_join (chat_id, message_id) VALUES (?1, ?2)",
            [chat, message],
        );
    }

    /// A message in the chat with the contact of a number from 1 to 3.
    pub(crate) fn say(&self, contact: i64, words: &str, minutes: i64, mine: bool) -> i64 {
        let message = self.insert(
            "INSERT INTO message (text, handle_id, date, is_from_me) VALUES (?1, ?2, ?3, ?4)",
            params![words, contact, apple(minutes), mine],
        );
        self.join(contact, message);
        message
    }

    /// The same for words that stand in `attributedBody` alone.
    pub(crate) fn say_in_body(&self, contact: i64, body: &[u8], minutes: i64, mine: bool) -> i64 {
        let message = self.say(contact, "", minutes, mine);
        self.insert(
            "UPDATE message SET text = NULL, attributedBody = ?1 WHERE ROWID = ?2",
            params![body, message],
        );
        message
    }
}

/// A chat of two, as iMessage and as SMS, a group, and a stranger.
pub(crate) fn imessage_with_everything(path: &Path) {
    let database = IMessage::new(path);
    let change = |message: i64, column: &str, value: i64| {
        let statement = format!("UPDATE message SET {column} = ?1 WHERE ROWID = ?2");
        database.insert(&statement, [value, message]);
    };
    database.say(1, "Mai học nhóm không?", 0, false);
    database.say_in_body(1, &attributed("Dạ có"), 1, true);
    let photo = database.say(1, "\u{fffc}ảnh đây", 2, true);
    let file = database.insert(
        "INSERT INTO attachment (filename, transfer_name) VALUES ('~/Library/Messages/Attachments/00/IMG_0001.HEIC', 'IMG_0001.HEIC')",
        [],
    );
    database.insert("INSERT INTO message_attachment_join VALUES (?1, ?2)", [photo, file]);
    let link = database.say(1, "xem cái này https://example.com", 3, false);
    database.insert(
        "UPDATE message SET balloon_bundle_id = 'com.apple.messages.URLBalloonProvider' WHERE ROWID = ?1",
        [link],
    );
    let look = database
        .insert("INSERT INTO attachment (transfer_name) VALUES ('A1.pluginPayloadAttachment')", []);
    database.insert("INSERT INTO message_attachment_join VALUES (?1, ?2)", [link, look]);
    let unsent = database.say(1, "", 4, false);
    change(unsent, "date_retracted", apple(5));
    let edited = database.say_in_body(1, &attributed("đã sửa"), 5, true);
    change(edited, "date_edited", apple(6));
    let heart = database.say(1, "Loved “Dạ có”", 6, false);
    change(heart, "associated_message_type", 2000);
    // The same person by SMS.
    let handle =
        database.insert("INSERT INTO handle (id, service) VALUES ('+84900000001', 'SMS')", []);
    let chat = database.insert(
        "INSERT INTO chat (guid, style, chat_identifier) VALUES ('SMS;-;+84900000001', 45, '+84900000001')",
        [],
    );
    let sms = database.insert(
        "INSERT INTO message (text, handle_id, date) VALUES ('từ tin nhắn SMS', ?1, ?2)",
        [handle, apple(7)],
    );
    database.join(chat, sms);
    // Deleted a week ago: the app still has it.
    let deleted = database.insert(
        "INSERT INTO message (text, handle_id, date) VALUES ('đừng kể ai nha', 1, ?1)",
        [apple(8)],
    );
    database.insert("INSERT INTO chat_recoverable_message_join VALUES (1, ?1, 0)", [deleted]);
    // Nothing is in it.
    database.say(1, "", 9, false);

    let lan = database
        .insert("INSERT INTO handle (id, service) VALUES ('lan@example.org', 'iMessage')", []);
    let group = database.insert(
        "INSERT INTO chat (guid, style, chat_identifier, display_name) VALUES ('iMessage;+;chat42', 43, 'chat42', 'Lớp 6A')",
        [],
    );
    for handle in [1, lan] {
        database.insert("INSERT INTO chat_handle_join VALUES (?1, ?2)", [group, handle]);
    }
    for (at, (item, action, from, other, title, words)) in [
        (2, 0, 0, 0, Some("Lớp 6A"), None),
        (1, 0, 0, lan, None, None),
        (0, 0, lan, 0, None, Some("chào cả nhà")),
        (3, 0, lan, 0, None, None),
        (4, 0, 1, 0, None, None),
    ]
    .into_iter()
    .enumerate()
    {
        let message = database.insert(
            "INSERT INTO message (item_type, group_action_type, handle_id, is_from_me, other_handle, group_title, text, date) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![item, action, from, from == 0, other, title, words, apple(20 + at as i64)],
        );
        database.join(group, message);
    }
    database.say(3, "chào bé", 40, false);
    database.insert("UPDATE chat SET is_filtered = 1 WHERE ROWID = 3", []);
}

const MINH: &str = "AAAAAAAA-1111-4111-8111-111111111111";
const LAN: &str = "bbbbbbbb-2222-4222-8222-222222222222";

/// Conversation, type, minutes, who, words, JSON.
type Said =
    (&'static str, &'static str, i64, Option<&'static str>, Option<&'static str>, &'static str);

/// What both versions of Signal's database hold.
const SAID: &[Said] = &[
    ("c1", "incoming", 0, Some(MINH), Some("Mai học nhóm không?"), r#"{"quote":{"text":"cũ"}}"#),
    (
        "c1",
        "outgoing",
        1,
        None,
        Some("Dạ có"),
        r#"{"editHistory":[{"body":"Dạ có"},{"body":"Dạ"}],"reactions":[{"emoji":"👍"}]}"#,
    ),
    (
        "c1",
        "timer-notification",
        2,
        None,
        None,
        r#"{"expirationTimerUpdate":{"expireTimer":86400,"source":"x"}}"#,
    ),
    ("c1", "incoming", 3, Some(MINH), None, r#"{"deletedForEveryone":true}"#),
    (
        "c1",
        "outgoing",
        4,
        None,
        Some("ảnh nè"),
        r#"{"attachments":[{"contentType":"text/x-signal-plain"},{"contentType":"image/jpeg","fileName":"bai tap.jpg"}]}"#,
    ),
    ("c1", "call-history", 5, None, None, "{}"),
    (
        "c2",
        "incoming",
        6,
        Some(LAN),
        Some("hỏi \u{fffc} nha"),
        r#"{"bodyRanges":[{"start":4,"length":1,"mentionAci":"aaaaaaaa-1111-4111-8111-111111111111"}]}"#,
    ),
    ("c2", "incoming", 7, Some("aaaaaaaa-1111-4111-8111-111111111111"), Some("ok"), "{}"),
    ("c2", "group-v2-change", 8, Some(LAN), None, r#"{"groupV2Change":{}}"#),
    ("c2", "story", 9, Some(LAN), Some("cho mọi người"), "{}"),
];

/// Signal's database, decrypted, as it is today.
pub(crate) fn signal(path: &Path) {
    let database = Connection::open(path).expect("a new database");
    database
        .execute_batch(&format!(
            "CREATE TABLE conversations (id STRING PRIMARY KEY ASC, json TEXT, active_at INTEGER, type STRING, members TEXT, name TEXT, profileName TEXT, profileFamilyName TEXT, profileFullName TEXT, e164 TEXT, serviceId TEXT, groupId TEXT);
             CREATE TABLE messages (rowid INTEGER PRIMARY KEY ASC, id STRING UNIQUE, json TEXT, readStatus INTEGER, expires_at INTEGER, sent_at INTEGER, conversationId STRING, received_at INTEGER, hasAttachments INTEGER, type STRING, body TEXT, sourceServiceId TEXT, isErased INTEGER, isViewOnce INTEGER, timestamp INTEGER);
             CREATE TABLE message_attachments (messageId TEXT NOT NULL, attachmentType TEXT NOT NULL, orderInMessage INTEGER, fileName TEXT);
             INSERT INTO conversations (id, json, type, name, profileFullName, e164, serviceId) VALUES ('c1', '{{}}', 'private', '\u{2068}Minh\u{2069}', 'minh06', '+84900000001', '{MINH}');
             INSERT INTO conversations (id, json, type, name) VALUES ('c2', '{{}}', 'group', 'Lớp 6A');
             INSERT INTO conversations (id, json, type, profileFullName, serviceId) VALUES ('c3', '{{}}', 'private', 'Lan', '{LAN}');",
        ))
        .expect("new tables");
    for (at, (conversation, kind, minutes, source, body, json)) in SAID.iter().enumerate() {
        let has_file = json.contains("attachments");
        let id = format!("m{at}");
        // Files have a table of their own by now.
        let json = if has_file { "{}" } else { json };
        database
            .execute(
                "INSERT INTO messages (id, json, sent_at, conversationId, type, body, sourceServiceId, hasAttachments, isErased) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0)",
                params![id, json, unix(*minutes), conversation, kind, body, source, has_file],
            )
            .expect("a new row");
        if has_file {
            database
                .execute(
                    "INSERT INTO message_attachments VALUES (?1, 'attachment', 0, 'bai tap.jpg')",
                    [id],
                )
                .expect("a new row");
        }
    }
}

/// The same some years ago: nearly everything in JSON.
pub(crate) fn signal_of_years_ago(path: &Path) {
    let database = Connection::open(path).expect("a new database");
    database
        .execute_batch(&format!(
            "CREATE TABLE conversations (id STRING PRIMARY KEY ASC, json TEXT, active_at INTEGER, type STRING, members TEXT, name TEXT, profileName TEXT, e164 TEXT, uuid TEXT);
             CREATE TABLE messages (id STRING PRIMARY KEY ASC, json TEXT, unread INTEGER, sent_at INTEGER, conversationId STRING, hasAttachments INTEGER, type STRING);
             INSERT INTO conversations VALUES ('c1', '{{}}', 0, 'private', NULL, 'Minh', 'minh06', '+84900000001', '{MINH}');
             INSERT INTO conversations VALUES ('c2', '{{}}', 0, 'group', NULL, 'Lớp 6A', NULL, NULL, NULL);
             INSERT INTO conversations VALUES ('c3', '{{}}', 0, 'private', NULL, NULL, 'Lan', NULL, '{LAN}');",
        ))
        .expect("new tables");
    for (at, (conversation, kind, minutes, source, body, json)) in SAID.iter().enumerate() {
        let mut fields = serde_json::from_str::<serde_json::Map<_, _>>(json).expect("an object");
        fields.insert("body".into(), (*body).into());
        fields.insert("timestamp".into(), unix(*minutes).into());
        fields.insert("sourceUuid".into(), (*source).into());
        database
            .execute(
                "INSERT INTO messages (id, json, conversationId, hasAttachments, type) VALUES (?1, ?2, ?3, 0, ?4)",
                params![format!("m{at}"), serde_json::Value::from(fields).to_string(), conversation, kind],
            )
            .expect("a new row");
    }
    database.execute("UPDATE messages SET sent_at = json ->> 'timestamp'", []).expect("rows");
}

/// `viber.db` of a computer.
pub(crate) fn viber(path: &Path) {
    let database = Connection::open(path).expect("a new database");
    database
        .execute_batch(&format!(
            "CREATE TABLE Contact (ContactID INTEGER PRIMARY KEY AUTOINCREMENT, Name TEXT, Number TEXT, ClientName TEXT);
             CREATE TABLE ChatInfo (ChatID INTEGER PRIMARY KEY AUTOINCREMENT, Name TEXT, Token TEXT);
             CREATE TABLE ChatRelation (ChatID INTEGER, ContactID INTEGER, PGRole INTEGER);
             CREATE TABLE Events (EventID INTEGER PRIMARY KEY AUTOINCREMENT, TimeStamp LONGINT NOT NULL, Direction INTEGER NOT NULL, Type SMALLINT NOT NULL, ChatID INTEGER, ContactID INTEGER);
             CREATE TABLE Messages (EventID INTEGER PRIMARY KEY, Type SMALLINT, Status INTEGER, Subject TEXT, Body TEXT, Info TEXT, PayloadPath TEXT, StickerID INTEGER, Duration INTEGER, ClientFlag INTEGER);
             CREATE TABLE Calls (EventID INTEGER PRIMARY KEY, Type INTEGER, Duration INTEGER);
             INSERT INTO Contact VALUES (1, NULL, '+84900000009', 'Bống'), (2, 'Minh', '+84900000001', 'minh06'), (3, NULL, '+84900000002', NULL);
             INSERT INTO ChatInfo VALUES (1, NULL, 'a'), (2, 'Lớp 6A', 'b');
             INSERT INTO ChatRelation VALUES (1, 1, 0), (1, 2, 0), (2, 1, 0), (2, 2, 0), (2, 3, 2);
             INSERT INTO Events VALUES (1, {0}, 0, 0, 1, 2), (2, {1}, 1, 0, 1, 2), (3, {2}, 0, 0, 1, 2), (4, {3}, 0, 0, 1, 2), (5, {4}, 1, 1, 1, 2), (6, {5}, 0, 0, 2, 3), (7, {1}, 1, 0, 1, 1);
             INSERT INTO Messages (EventID, Type, Body, ClientFlag) VALUES (1, 1, 'Mai học nhóm không?', 0), (2, 1, 'Dạ có', 0), (6, 1, 'chào', 0), (7, 1, 'Dạ', 64), (99, 1, 'của ai?', 0);
             INSERT INTO Messages (EventID, Type, Subject, Info, ClientFlag) VALUES (3, 2, 'xem nè', '{{\"fileInfo\":{{\"FileName\":\"anh.jpg\"}}}}', 0), (4, 4, NULL, NULL, 0);
             INSERT INTO Calls VALUES (5, 1, 60);",
            unix(0), unix(1), unix(2), unix(3), unix(4), unix(5),
        ))
        .expect("new tables");
}
