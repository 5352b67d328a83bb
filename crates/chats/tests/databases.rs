//! Databases of apps, made here as the apps make them: what they hold reads, from a file, from
//! memory and out of a zip; damage is said and the rest is read; nothing is ever written.
#![cfg(feature = "sqlite")]

#[path = "databases/apps.rs"]
mod apps;
mod own;

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use apps::{IMessage, attributed, viber};
use chats::{Format, Kind, ReadError, ReadOptions, Reading, Source, WarningCode, read, read_path};
use own::{codes, lines, times, vietnam};
use proptest::prelude::*;
use rusqlite::Connection;

/// A new, empty folder.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("databases").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a new folder");
    folder
}

fn reading(path: &Path) -> Reading {
    let mut readings = read_path(path, &vietnam()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(readings.len(), 1);
    readings.remove(0)
}

fn error(path: &Path) -> ReadError {
    read_path(path, &vietnam()).expect_err("must be refused").error
}

/// Every file below a folder, with what is in it.
fn content(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("the folder is there").flatten();
    entries.map(|entry| (entry.path(), fs::read(entry.path()).expect("a file"))).collect()
}

#[test]
fn imessage_with_everything_that_it_keeps() {
    let folder = folder("imessage");
    let path = folder.join("chat.db");
    apps::imessage_with_everything(&path);
    let before = content(&folder);
    let reading = reading(&path);
    assert_eq!(content(&folder), before, "nothing is written to the file or beside it");
    assert_eq!(reading.format, Format::IMessage);
    // One message has neither words nor anything else.
    assert_eq!(codes(&reading), [WarningCode::LinesSkipped]);
    assert_eq!(reading.warnings[0].count, Some(1));

    let [minh, stranger, group] = reading.conversations.as_slice() else {
        panic!("three conversations, not {}", reading.conversations.len());
    };
    assert_eq!(minh.title.as_deref(), Some("+84900000001"));
    assert_eq!(
        minh.owner.map(|owner| minh.participants[usize::from(owner.0)].name.as_str()),
        Some("bong03")
    );
    assert_eq!(
        lines(minh),
        [
            "+84900000001: Mai học nhóm không?",
            "bong03: Dạ có",
            "bong03: ảnh đây",
            "+84900000001: xem cái này https://example.com",
            "+84900000001: ",
            "bong03: đã sửa",
            "+84900000001: từ tin nhắn SMS",
            "+84900000001: đừng kể ai nha",
        ]
    );
    assert_eq!(times(minh)[0], "2024-06-03T15:02:00+07:00");
    let [_, _, photo, link, unsent, edited, _, _] = minh.messages.as_slice() else {
        unreachable!("there are eight");
    };
    assert_eq!((photo.kind, photo.attachment.as_deref()), (Kind::Media, Some("IMG_0001.HEIC")));
    assert_eq!((link.kind, &link.attachment), (Kind::Text, &None));
    assert!(unsent.deleted && !edited.deleted && edited.edited);

    assert_eq!(group.title.as_deref(), Some("Lớp 6A"));
    assert_eq!(
        lines(group),
        [
            "-: bong03 named the conversation Lớp 6A",
            "-: bong03 added lan@example.org",
            "lan@example.org: chào cả nhà",
            "-: lan@example.org left the conversation",
            "-: +84900000001 started sharing location",
        ]
    );
    assert!(stranger.context.stranger_request && !minh.context.stranger_request);
}

#[test]
fn imessage_of_years_ago_counts_seconds_and_lacks_columns() {
    let path = folder("imessage-old").join("sms.db");
    let database = Connection::open(&path).unwrap();
    database
        .execute_batch(
            "CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT);
             CREATE TABLE chat (ROWID INTEGER PRIMARY KEY, guid TEXT, chat_identifier TEXT);
             CREATE TABLE message (ROWID INTEGER PRIMARY KEY, text TEXT, date INTEGER, handle_id INTEGER, is_from_me INTEGER);
             CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER);
             INSERT INTO handle VALUES (1, '+84900000001');
             INSERT INTO chat VALUES (1, 'iMessage;-;+84900000001', '+84900000001');
             INSERT INTO message VALUES (1, 'alo', 400000000, 1, 0), (2, 'dạ', 400000060, 1, 1), (3, 'lạc', 400000120, 1, 0);
             INSERT INTO chat_message_join VALUES (1, 1), (1, 2);",
        )
        .unwrap();
    drop(database);
    let reading = reading(&path);
    assert_eq!(codes(&reading), []);
    let [chat] = reading.conversations.as_slice() else { panic!("one conversation") };
    // A message that no chat claims is the handle's.
    assert_eq!(lines(chat), ["+84900000001: alo", "bong03: dạ", "+84900000001: lạc"]);
    assert_eq!(times(chat)[0], "2013-09-04T22:06:40+07:00");
}

#[test]
fn signal_of_today_and_of_years_ago() {
    let folder = folder("signal");
    for (name, make) in
        [("new.sqlite", apps::signal as fn(&Path)), ("old.sqlite", apps::signal_of_years_ago)]
    {
        let path = folder.join(name);
        make(&path);
        let reading = reading(&path);
        assert_eq!((reading.format, codes(&reading)), (Format::Signal, vec![]), "{name}");
        let minh = &reading.conversations[0];
        assert_eq!(minh.title.as_deref(), Some("Minh"));
        assert_eq!(
            lines(minh),
            [
                "Minh: Mai học nhóm không?",
                "bong03: Dạ có",
                "-: turned on disappearing messages",
                "Minh: ",
                "bong03: ảnh nè",
                "-: ",
            ],
            "{name}"
        );
        let kinds: Vec<_> = minh.messages.iter().map(|message| message.kind).collect();
        assert_eq!(
            kinds,
            [Kind::Text, Kind::Text, Kind::System, Kind::Text, Kind::Media, Kind::Call]
        );
        assert!(minh.messages[1].edited && minh.messages[3].deleted);
        assert_eq!(minh.messages[4].attachment.as_deref(), Some("bai tap.jpg"));
        assert_eq!(times(minh)[0], "2024-06-03T15:02:00+07:00");

        let group = &reading.conversations[1];
        assert_eq!(group.title.as_deref(), Some("Lớp 6A"));
        assert_eq!(lines(group), ["Lan: hỏi @Minh nha", "Minh: ok", "-: group v2 change"]);
    }
}

#[test]
fn viber_on_a_computer() {
    let path = folder("viber").join("viber.db");
    viber(&path);
    let reading = reading(&path);
    assert_eq!(reading.format, Format::Viber);
    assert_eq!(codes(&reading), [WarningCode::LinesSkipped]);
    let [minh, group] = reading.conversations.as_slice() else { panic!("two conversations") };
    assert_eq!(minh.title.as_deref(), Some("Minh"));
    assert_eq!(
        lines(minh),
        ["Minh: Mai học nhóm không?", "bong03: Dạ có", "Minh: xem nè", "Minh: ", "bong03: "]
    );
    let kinds: Vec<_> = minh.messages.iter().map(|message| message.kind).collect();
    assert_eq!(kinds, [Kind::Text, Kind::Text, Kind::Media, Kind::Media, Kind::Call]);
    assert_eq!(minh.messages[2].attachment.as_deref(), Some("anh.jpg"));
    assert_eq!(times(minh)[0], "2024-06-03T15:02:00+07:00");
    assert_eq!(group.title.as_deref(), Some("Lớp 6A"));
    assert_eq!(lines(group), ["+84900000002: chào"]);
}

#[test]
fn a_picture_to_be_seen_once_was_not_taken_back_by_being_seen() {
    let path = folder("view-once").join("db.sqlite");
    apps::signal(&path);
    Connection::open(&path)
        .unwrap()
        .execute_batch(
            "UPDATE messages SET isViewOnce = 1, isErased = 1 WHERE id IN ('m0', 'm3');
             UPDATE messages SET isErased = 1 WHERE id = 'm1';",
        )
        .unwrap();
    let reading = reading(&path);
    let [seen, erased, _, taken_back, ..] = reading.conversations[0].messages.as_slice() else {
        panic!("six messages");
    };
    assert_eq!((seen.kind, seen.deleted), (Kind::Media, false));
    assert!(erased.deleted && taken_back.deleted);
}

#[test]
fn viber_messages_of_no_known_kind_are_no_pictures() {
    let path = folder("viber-kinds").join("viber.db");
    viber(&path);
    Connection::open(&path)
        .unwrap()
        .execute_batch(
            "UPDATE Messages SET Type = 99, Body = NULL WHERE EventID = 1;
             UPDATE Messages SET Type = 99, Body = NULL, StickerID = 5 WHERE EventID = 2;
             UPDATE Messages SET Type = 99, Subject = NULL WHERE EventID = 3;",
        )
        .unwrap();
    let reading = reading(&path);
    assert_eq!(codes(&reading), [WarningCode::LinesSkipped]);
    // With the one that belongs to no event.
    assert_eq!(reading.warnings[0].count, Some(2));
    let messages = &reading.conversations[0].messages;
    assert_eq!(lines(&reading.conversations[0])[..2], ["bong03: ", "Minh: "]);
    assert_eq!((messages[0].kind, messages[1].kind), (Kind::Media, Kind::Media));
    assert_eq!(messages[1].attachment.as_deref(), Some("anh.jpg"));
}

#[test]
fn what_an_app_that_runs_has_written_beside_the_file_is_read_too() {
    let folder = folder("log");
    let live = folder.join("live.db");
    let database = IMessage::new(&live);
    database
        .connection
        .execute_batch("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;")
        .unwrap();
    for number in 0..500 {
        database.say(1, &format!("câu {number}"), i64::from(number), number % 2 == 0);
    }
    database.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    for number in 500..900 {
        database.say(1, &format!("câu {number}"), i64::from(number), number % 2 == 0);
    }
    // Written, but not done: the app would take it back.
    database.connection.execute_batch("PRAGMA cache_size = 2; BEGIN;").unwrap();
    for number in 0..2_000 {
        database.say(1, &"chưa xong ".repeat(40), number, true);
    }

    let copies = folder.join("copies");
    fs::create_dir_all(&copies).unwrap();
    let copy = copies.join("chat.db");
    fs::copy(&live, &copy).unwrap();
    fs::copy(folder.join("live.db-wal"), copies.join("chat.db-wal")).unwrap();
    drop(database);
    let before = content(&copies);
    let with_log = reading(&copy);
    assert_eq!(content(&copies), before, "nothing is written to the file or beside it");
    assert_eq!(codes(&with_log), []);
    assert_eq!(with_log.conversations[0].messages.len(), 900);

    fs::remove_file(copies.join("chat.db-wal")).unwrap();
    assert_eq!(reading(&copy).conversations[0].messages.len(), 500);
    // A log of something else, or one that is damaged, is none.
    for log in [&b"no log"[..], &before[&copies.join("chat.db-wal")][..1_000]] {
        fs::write(copies.join("chat.db-wal"), log).unwrap();
        assert_eq!(reading(&copy).conversations[0].messages.len(), 500);
    }
}

/// A chat long enough to fill many pages.
fn long_chat(path: &Path) -> Vec<u8> {
    let database = IMessage::new(path);
    database.connection.execute_batch("BEGIN").expect("a transaction");
    for number in 0..5_000 {
        database.say(1, &format!("câu thứ {number}"), i64::from(number), number % 2 == 0);
    }
    database.connection.execute_batch("COMMIT").expect("room on disk");
    drop(database);
    fs::read(path).expect("a file")
}

#[test]
fn a_file_that_is_cut_off_gives_what_it_has() {
    let folder = folder("cut");
    let path = folder.join("chat.db");
    let whole = long_chat(&path);
    fs::write(&path, &whole[..whole.len() * 2 / 3]).unwrap();
    let from_file = reading(&path);
    assert!(codes(&from_file).contains(&WarningCode::Truncated), "{:?}", codes(&from_file));
    let messages: usize = from_file.conversations.iter().map(|one| one.messages.len()).sum();
    assert!((1_000..5_000).contains(&messages), "{messages}");
    let from_memory = read(Source::from_bytes(&whole[..whole.len() * 2 / 3]), &vietnam()).unwrap();
    assert_eq!(from_memory.conversations, from_file.conversations);
    assert_eq!(codes(&from_memory), codes(&from_file));

    for length in [16, 60, 100, 300] {
        fs::write(&path, &whole[..length]).unwrap();
        assert_eq!(error(&path).code(), "database-damaged", "{length}");
    }
}

#[test]
fn what_stands_behind_a_damaged_page_is_read() {
    let folder = folder("damaged");
    let path = folder.join("chat.db");
    let whole = long_chat(&path);
    let mut damaged = whole.clone();
    // The page of a message in the middle: all of it becomes noise.
    let page = 4096;
    let place = memchr::memmem::find(&whole, "câu thứ 2500".as_bytes()).unwrap() / page * page;
    damaged[place..place + page].fill(0xa5);
    fs::write(&path, &damaged).unwrap();
    let reading = reading(&path);
    assert!(codes(&reading).contains(&WarningCode::Damaged));
    let words: Vec<_> = reading
        .conversations
        .iter()
        .flat_map(|one| &one.messages)
        .map(|one| one.text.as_str())
        .collect();
    assert!(words.contains(&"câu thứ 0") && words.contains(&"câu thứ 4999"));
    assert!(!words.contains(&"câu thứ 2500"));
    assert!(words.len() > 4_800, "one page holds fewer than two hundred: {}", words.len());
}

#[test]
fn from_memory_from_a_stream_and_out_of_a_zip() {
    let folder = folder("elsewhere");
    let path = folder.join("chat.db");
    apps::imessage_with_everything(&path);
    let bytes = fs::read(&path).unwrap();
    let expected = reading(&path).conversations;
    let options = vietnam();
    assert_eq!(read(Source::from_bytes(&bytes), &options).unwrap().conversations, expected);
    assert_eq!(read(Source::from_reader(&bytes[..]), &options).unwrap().conversations, expected);

    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("Messages/chat.db", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(&bytes).unwrap();
    let zip = zip.finish().unwrap().into_inner();
    assert_eq!(read(Source::from_bytes(&zip), &options).unwrap().conversations, expected);

    // Whatever the file is called, and as a backup of an iPhone calls it.
    for name in ["tin nhắn #1%20.txt", "3d0d7e5fb2ce288813306e4d4636395e047a3d28"] {
        let other = folder.join("other").join(name);
        fs::create_dir_all(other.parent().unwrap()).unwrap();
        fs::write(&other, &bytes).unwrap();
        assert_eq!(reading(&other).conversations, expected);
        assert_eq!(reading(&folder.join("other")).conversations, expected);
        fs::remove_file(other).unwrap();
    }
}

#[test]
fn what_is_no_chat_is_said() {
    let folder = folder("no-chat");
    let path = folder.join("other.db");
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE bookmarks (id, url)").unwrap();
    let error = error(&path);
    assert_eq!(error.code(), "unrecognised");
    assert!(error.text(text::Language::En).contains("SQLite"));

    let mut state = 1u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    })
    .take(8_192)
    .collect();
    let path = folder.join("sql").join("db.sqlite");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, &noise).unwrap();
    let error = self::error(&path);
    assert_eq!(error.code(), "database-encrypted");
    for language in text::Language::ALL {
        assert!(error.text(language).contains("signal-export"));
    }

    let path = folder.join("empty.db");
    drop(IMessage::new(&path));
    assert_eq!(self::error(&path).code(), "empty");
}

#[test]
fn a_database_made_to_harm_does_none() {
    let folder = folder("harm");
    // A view that never ends, and a column that is made up as it is read.
    let path = folder.join("view.db");
    Connection::open(&path)
        .unwrap()
        .execute_batch(
            "CREATE TABLE handle (id TEXT); CREATE TABLE chat (guid TEXT);
             CREATE VIEW message AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)
             SELECT x AS ROWID, x AS text, x AS date, 1 AS handle_id, 0 AS is_from_me FROM n;",
        )
        .unwrap();
    assert_eq!(error(&path).code(), "unrecognised");

    let path = folder.join("made-up.db");
    Connection::open(&path)
        .unwrap()
        .execute_batch(
            "CREATE TABLE handle (id TEXT); INSERT INTO handle VALUES ('+84900000001');
             CREATE TABLE message (date, handle_id, is_from_me, text AS (hex(zeroblob(10000000))));
             INSERT INTO message VALUES (1, 1, 0);",
        )
        .unwrap();
    assert_eq!(codes_of(&path), ["database-damaged"], "no word is made up");

    // A value longer than any message.
    let path = folder.join("long.db");
    let database = IMessage::new(&path);
    database.say(1, "trước", 1, false);
    database.say(1, &"a".repeat(40 << 20), 2, false);
    database.say(1, "sau", 3, false);
    drop(database);
    let reading = reading(&path);
    assert_eq!(lines(&reading.conversations[0]), ["+84900000001: trước", "+84900000001: sau"]);
    assert_eq!(codes(&reading), [WarningCode::Damaged]);
}

#[test]
fn pages_that_lead_to_each_other_end() {
    let folder = folder("loop");
    let path = folder.join("chat.db");
    let whole = long_chat(&path);
    const PAGE: usize = 4096;
    // What leads from a page to those below it, of every table: places and how many there are.
    const WITHIN: u8 = 5;
    let within = (1..whole.len() / PAGE).filter(|page| whole[page * PAGE] == WITHIN);
    let within: Vec<usize> = within.map(|page| page * PAGE).collect();
    assert!(!within.is_empty());
    for to_itself in [false, true] {
        let mut bytes = whole.clone();
        for &page in &within {
            let cells = usize::from(u16::from_be_bytes([bytes[page + 3], bytes[page + 4]]));
            let first = [bytes[page + 12], bytes[page + 13]];
            let first = page + usize::from(u16::from_be_bytes(first));
            let below: [u8; 4] = if to_itself {
                (u32::try_from(page / PAGE).unwrap() + 1).to_be_bytes()
            } else {
                bytes[first..first + 4].try_into().unwrap()
            };
            for cell in 0..cells {
                let place = page + 12 + cell * 2;
                let cell = page + usize::from(u16::from_be_bytes([bytes[place], bytes[place + 1]]));
                bytes[cell..cell + 4].copy_from_slice(&below);
            }
            bytes[page + 8..page + 12].copy_from_slice(&below);
        }
        fs::write(&path, &bytes).unwrap();
        let begun = std::time::Instant::now();
        let read = read_path(&path, &vietnam());
        assert!(begun.elapsed().as_secs() < 20);
        match read {
            Ok(readings) => {
                let messages = readings[0].conversations.iter().map(|one| one.messages.len());
                assert!(messages.sum::<usize>() < 5_000);
                assert!(codes(&readings[0]).contains(&WarningCode::Damaged));
            }
            Err(error) => assert_eq!(error.error.code(), "database-damaged", "{to_itself}"),
        }
    }
}

#[test]
fn a_file_gives_no_more_than_it_holds() {
    let folder = folder("bomb");
    // Old rows do not hold what a column says of them later: each gives it anew.
    let path = folder.join("default.db");
    let database = IMessage::new(&path);
    database.connection.execute_batch("BEGIN").unwrap();
    for number in 0..2_000 {
        database.say(1, "", number, false);
    }
    database
        .connection
        .execute_batch(&format!(
            "UPDATE message SET text = NULL;
             ALTER TABLE message DROP COLUMN subject;
             ALTER TABLE message ADD COLUMN subject TEXT DEFAULT '{}'; COMMIT;",
            "a".repeat(500_000)
        ))
        .unwrap();
    drop(database);
    let size = fs::metadata(&path).unwrap().len();
    check_given(&path, size);

    // The cells of all rows name one and the same chain of pages, and the others are cut off.
    let path = folder.join("shared.db");
    let database = IMessage::new(&path);
    const LONG: usize = 489 + 4_092 * 170 + 3_700;
    let mut size = 0;
    for number in 0..7 {
        database.say(1, &format!("câu {number} {}", "b".repeat(LONG)), number, false);
        size = if number == 0 { fs::metadata(&path).unwrap().len() } else { size };
    }
    drop(database);
    let mut bytes = fs::read(&path).unwrap();
    share_overflow(&mut bytes);
    bytes.truncate(usize::try_from(size).unwrap());
    fs::write(&path, &bytes).unwrap();
    check_given(&path, size);
}

/// Lets every message go on where the first one does.
fn share_overflow(bytes: &mut [u8]) {
    const PAGE: usize = 4096;
    // What SQLite keeps of such a message in the page of its row.
    const HELD: usize = 489;
    let page = memchr::memmem::find(bytes, "câu 0 b".as_bytes()).expect("a message") / PAGE * PAGE;
    let count = usize::from(bytes[page + 4]);
    assert_eq!(count, 7, "all messages are on one page");
    let mut first = None;
    for cell in 0..count {
        let place = page + 8 + cell * 2;
        let mut at = page + usize::from(u16::from_be_bytes([bytes[place], bytes[place + 1]]));
        // The length and the number of the row, each as long as its bytes say that it goes on.
        for _ in 0..2 {
            while bytes[at] & 0x80 != 0 {
                at += 1;
            }
            at += 1;
        }
        let goes_on = at + HELD..at + HELD + 4;
        let own: [u8; 4] = bytes[goes_on.clone()].try_into().expect("four bytes");
        bytes[goes_on].copy_from_slice(first.get_or_insert(own));
    }
}

fn check_given(path: &Path, size: u64) {
    let begun = std::time::Instant::now();
    let reading = reading(path);
    assert!(begun.elapsed().as_secs() < 20);
    let messages = reading.conversations.iter().flat_map(|one| &one.messages);
    let given: u64 = messages.map(|message| message.text.len() as u64).sum();
    assert!(given > 0 && given <= size * 2 + (1 << 20), "{given} of {size}");
    assert!(codes(&reading).contains(&WarningCode::Damaged));
}

#[test]
fn what_stands_behind_a_value_that_cannot_be_read_is_read_however_far() {
    let path = folder("gap").join("chat.db");
    let database = IMessage::new(&path);
    database.say(1, "trước", 1, false);
    let long = database.say(1, &"a".repeat(20 << 20), 2, false);
    let behind = database.say(1, "sau", 3, false);
    for (message, number) in [(long, 50_000), (behind, 50_001)] {
        for statement in [
            "UPDATE message SET ROWID = ?2 WHERE ROWID = ?1",
            "UPDATE chat_message_join SET message_id = ?2 WHERE message_id = ?1",
        ] {
            database.insert(statement, [message, number]);
        }
    }
    drop(database);
    let reading = reading(&path);
    assert_eq!(lines(&reading.conversations[0]), ["+84900000001: trước", "+84900000001: sau"]);
    assert_eq!(codes(&reading), [WarningCode::Damaged]);
}

#[test]
fn what_stands_behind_damage_that_is_longer_than_the_rest_is_read() {
    let path = folder("long-damage").join("chat.db");
    let mut bytes = long_chat(&path);
    let page = 4096;
    let place = |words: &str| memchr::memmem::find(&bytes, words.as_bytes()).unwrap() / page;
    let damage = place("câu thứ 1500")..=place("câu thứ 4500");
    for page_number in damage {
        // Only pages of messages: those of what is said about them stay.
        let noise = &mut bytes[page_number * page..(page_number + 1) * page];
        if memchr::memmem::find(noise, "câu thứ".as_bytes()).is_some() {
            noise.fill(0xa5);
        }
    }
    fs::write(&path, &bytes).unwrap();
    let reading = reading(&path);
    let words: Vec<_> = reading
        .conversations
        .iter()
        .flat_map(|one| &one.messages)
        .map(|one| one.text.as_str())
        .collect();
    assert!(words.contains(&"câu thứ 1000") && words.contains(&"câu thứ 4999"));
}

#[test]
fn a_table_that_is_made_up_is_not_read_whatever_the_list_says() {
    let path = folder("lie").join("chat.db");
    Connection::open(&path)
        .unwrap()
        .execute_batch(
            "CREATE TABLE handle (id TEXT); INSERT INTO handle VALUES ('+84900000001');
             CREATE VIRTUAL TABLE message USING fts5(text, date, handle_id, is_from_me);
             INSERT INTO message VALUES ('alo', 1, 1, 0);
             PRAGMA writable_schema = ON;
             UPDATE sqlite_schema SET name = 'x', tbl_name = 'x' WHERE name = 'message';
             INSERT INTO sqlite_schema VALUES ('table', 'message', 'message', 0, 'CREATE TABLE message (text)');",
        )
        .unwrap();
    assert_eq!(codes_of(&path), ["database-damaged"]);
}

#[test]
fn a_change_that_is_not_done_is_said() {
    let path = folder("journal").join("chat.db");
    let database = IMessage::new(&path);
    database.say(1, "alo", 1, false);
    drop(database);
    let journal = path.with_file_name("chat.db-journal");
    // One that is done with is empty, or begins with nothing.
    for (head, expected) in [
        (&[0u8; 512][..], &[][..]),
        (b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", &[WarningCode::Damaged][..]),
    ] {
        fs::write(&journal, head).unwrap();
        let reading = reading(&path);
        assert_eq!(codes(&reading), expected);
        assert_eq!(lines(&reading.conversations[0]), ["+84900000001: alo"]);
    }
}

/// The warnings' codes, or the error's.
fn codes_of(path: &Path) -> Vec<String> {
    match read_path(path, &ReadOptions::default()) {
        Ok(readings) => readings[0].warnings.iter().map(|one| one.code.to_string()).collect(),
        Err(error) => vec![error.error.code().to_owned()],
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_is_written_reads_back(
        said in proptest::collection::vec((1i64..4, "[a-zà-ỹ😀 \n]{0,20}[a-zà-ỹ😀]", any::<bool>(), any::<bool>()), 1..30)
    ) {
        let path = folder("property").join("chat.db");
        let database = IMessage::new(&path);
        let mut expected: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (at, (contact, words, mine, in_body)) in said.iter().enumerate() {
            let number = format!("+8490000000{contact}");
            let from = if *mine { "bong03" } else { &number };
            let at = i64::try_from(at).unwrap();
            if *in_body {
                database.say_in_body(*contact, &attributed(words), at, *mine);
            } else {
                database.say(*contact, words, at, *mine);
            }
            expected.entry(number.clone()).or_default().push(format!("{from}: {}", words.trim()));
        }
        drop(database);
        let reading = reading(&path);
        prop_assert!(reading.warnings.is_empty());
        let read: BTreeMap<_, _> =
            reading.conversations.iter().map(|one| (one.title.clone().unwrap(), lines(one))).collect();
        prop_assert_eq!(read, expected);
    }
}

/// A whole database of an app, made once.
fn whole(app: usize) -> &'static [u8] {
    static WHOLE: std::sync::LazyLock<Vec<Vec<u8>>> = std::sync::LazyLock::new(|| {
        let folder = folder("whole");
        let apps = [apps::imessage_with_everything as fn(&Path), apps::signal, viber];
        let made = apps.iter().enumerate().map(|(app, make)| {
            let path = folder.join(app.to_string());
            make(&path);
            fs::read(path).expect("a file")
        });
        made.collect()
    });
    &WHOLE[app]
}

proptest! {
    #[test]
    fn no_damage_panics_or_hangs(
        app in 0usize..3,
        places in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..60),
        cut in any::<prop::sample::Index>(),
        cuts in any::<bool>(),
    ) {
        let mut bytes = whole(app).to_vec();
        for (place, byte) in places {
            // The first bytes make it a database.
            let place = place.index(bytes.len() - 16) + 16;
            bytes[place] = byte;
        }
        if cuts {
            bytes.truncate(bytes.len() - cut.index(bytes.len() / 2));
        }
        let from_memory = read(Source::from_bytes(&bytes), &vietnam());
        let path = folder("noise").join("noise.db");
        fs::write(&path, &bytes).unwrap();
        let from_file = read_path(&path, &vietnam());
        prop_assert_eq!(
            from_memory.map(|reading| reading.conversations).ok(),
            from_file.map(|readings| readings[0].conversations.clone()).ok()
        );
    }
}
