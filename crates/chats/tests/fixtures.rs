//! Every readable fixture says what its EXPECTED or target file says: senders, counts, times and
//! texts.

mod files;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chats::{
    Conversation, Format, Kind, Message, Moment, ReadOptions, Reading, WarningCode, read_path,
};
use files::files;
use serde_json::Value;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

/// Vietnam's clock, on which the constructed fixtures were written.
fn vietnam() -> ReadOptions {
    ReadOptions { local_offset_minutes: 420, owner_name: "bong03".into(), ..ReadOptions::default() }
}

fn readings(path: &str) -> Vec<Reading> {
    read_path(&fixtures().join(path), &vietnam()).unwrap_or_else(|error| panic!("{error}"))
}

fn reading(path: &str) -> Reading {
    let mut readings = readings(path);
    assert_eq!(readings.len(), 1, "{path}");
    readings.remove(0)
}

fn only(path: &str) -> Conversation {
    let mut reading = reading(path);
    assert_eq!(reading.conversations.len(), 1, "{path}");
    reading.conversations.remove(0)
}

fn codes(reading: &Reading) -> Vec<WarningCode> {
    reading.warnings.iter().map(|warning| warning.code).collect()
}

fn senders(conversation: &Conversation) -> BTreeSet<String> {
    let names = conversation.messages.iter().filter_map(|message| conversation.name_of(message));
    names.map(str::to_owned).collect()
}

fn texts(conversation: &Conversation) -> Vec<&str> {
    conversation.messages.iter().map(|message| message.text.as_str()).collect()
}

fn times(conversation: &Conversation) -> Vec<String> {
    conversation.messages.iter().filter_map(|message| message.at.map(Moment::to_rfc3339)).collect()
}

#[test]
fn the_expected_file_is_met() {
    let expected = fs::read_to_string(fixtures().join("constructed/EXPECTED.json")).unwrap();
    let expected: Value = serde_json::from_str(&expected).unwrap();
    // Name in the file, format, and names that it gives otherwise than as a sender.
    let readable = [
        ("whatsapp/vi_ios_datefirst.txt", Format::WhatsApp, &["Lớp 6A"][..]),
        ("whatsapp/vi_android_timefirst.txt", Format::WhatsApp, &[]),
        ("whatsapp/en_us_nnbsp.txt", Format::WhatsApp, &[]),
        ("whatsapp/es_ampm.txt", Format::WhatsApp, &[]),
        ("telegram/single_chat_result.json", Format::Telegram, &[]),
        ("telegram/full_export_result.json", Format::Telegram, &[]),
        ("messenger/message_1.json", Format::Messenger, &[]),
        ("messenger/message_1.bom.json", Format::Messenger, &[]),
        ("messenger/already_fixed.json", Format::Messenger, &[]),
        ("messenger/e2ee_thread.json", Format::Messenger, &[]),
        ("instagram/message_requests_message_1.json", Format::Instagram, &[]),
        ("instagram/message_1.html", Format::Instagram, &[]),
        ("irc/irssi.log", Format::Irc, &[]),
        ("discord_chat_exporter/dm.json", Format::DiscordChatExporter, &[]),
        ("discord_package/", Format::DiscordPackage, &["<owner only>"]),
        ("snapchat/", Format::Snapchat, &[]),
        ("sms/sms-vi.xml", Format::SmsBackupRestore, &["(Unknown)"]),
        ("minecraft/latest.log", Format::Minecraft, &[]),
        ("unicode/nfd_vi.txt", Format::Paste, &[]),
    ];
    for (name, format, not_senders) in readable {
        let readings = readings(&format!("constructed/{name}"));
        assert!(readings.iter().all(|reading| reading.format == format), "{name}");
        let all = || readings.iter().flat_map(|reading| &reading.conversations);
        let spoken = all().flat_map(|one| &one.messages);
        // Logs hold lines of the game or server beside those of chat.
        let count = match name {
            "minecraft/latest.log" | "irc/irssi.log" => {
                spoken.filter(|message| message.kind == Kind::Text).count()
            }
            _ => spoken.count(),
        };
        assert_eq!(count as u64, expected[name]["messages"].as_u64().unwrap(), "{name}: messages");

        let found: BTreeSet<String> = all().flat_map(senders).collect();
        for sender in expected[name]["senders"].as_array().unwrap() {
            // A deleted account has no name; its number stands in for it.
            let sender = sender.as_str().unwrap_or("user5000000003");
            let known = found.contains(sender) || not_senders.contains(&sender);
            assert!(known, "{name}: {sender} is not among {found:?}");
        }
    }
}

#[test]
fn chat_miner_targets_are_met() {
    // Its own expectations: newest first, times as shown, all white space as one blank, and only
    // lines with a sender.
    let cases = [
        ("whatsapp", "test_mmddyy_24hrs.txt", Format::WhatsApp),
        ("whatsapp", "test_ddmmyy_24hrs.txt", Format::WhatsApp),
        ("whatsapp", "test_[mmddyy]_24hrs.txt", Format::WhatsApp),
        ("whatsapp", "test_yyyymmdd_24hrs.txt", Format::WhatsApp),
        ("whatsapp", "test_mmddyyyy_12hrs.txt", Format::WhatsApp),
        ("telegram", "test_single_export.json", Format::Telegram),
        ("telegram", "test_batch_export.json", Format::Telegram),
        ("instagram", "test_export.json", Format::Instagram),
        ("signal", "test_export.txt", Format::Signal),
    ];
    for (folder, file, format) in cases {
        let folder = fixtures().join("chat-miner/test").join(folder);
        let target = fs::read_to_string(folder.join("target.json")).unwrap();
        let target: Vec<Value> = serde_json::from_str(&target).unwrap();
        let options = ReadOptions::default();
        let reading = read_path(&folder.join(file), &options).unwrap().remove(0);
        assert_eq!(reading.format, format, "{file}");
        let conversation = &reading.conversations[0];

        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        let mut read: Vec<_> = conversation
            .messages
            .iter()
            .filter(|message| message.kind != Kind::System)
            .map(|message| {
                let at = message.at.unwrap().to_rfc3339()[..19].to_owned();
                (at, conversation.name_of(message).unwrap().to_owned(), squeezed(&message.text))
            })
            .collect();
        let mut expected: Vec<_> = target
            .iter()
            .map(|one| {
                let text = |key: &str| one[key].as_str().unwrap().to_owned();
                (text("timestamp"), text("author"), squeezed(&text("message")))
            })
            .collect();
        read.sort();
        expected.sort();
        assert_eq!(read, expected, "{file}");
    }
}

#[test]
fn whatsapp_vi_ios() {
    let conversation = only("constructed/whatsapp/vi_ios_datefirst.txt");
    assert_eq!(conversation.title.as_deref(), Some("Lớp 6A"));
    let [notice, _, two_lines, photo, deleted, omitted, colon, edited] =
        conversation.messages.as_slice()
    else {
        panic!("{conversation:?}");
    };
    assert_eq!((notice.kind, notice.from), (Kind::System, None));
    assert_eq!(
        two_lines.text,
        "Dạ rồi ạ\nmẹ ơi 16:00 mẹ đón con nhé\n2024-06-03 16:00:00 ở cổng B"
    );
    assert_eq!(photo.attachment.as_deref(), Some("00000042-PHOTO-2024-06-03-15-07-00.jpg"));
    assert_eq!((photo.kind, photo.text.as_str()), (Kind::Media, ""));
    assert!(deleted.deleted && deleted.text.is_empty());
    assert_eq!((omitted.kind, omitted.text.as_str()), (Kind::Media, ""));
    assert_eq!(colon.text, "GVCN: Mai nộp bài: Toán");
    assert_eq!((edited.text.as_str(), edited.edited), ("Ok", true));
    assert_eq!(times(&conversation)[1], "2024-06-03T15:05:10+07:00");
}

#[test]
fn whatsapp_vi_android() {
    let reading = reading("constructed/whatsapp/vi_android_timefirst.txt");
    assert!(codes(&reading).contains(&WarningCode::TimeZoneUnknown));
    let conversation = &reading.conversations[0];
    let [_, _, photo, omitted, place, added] = conversation.messages.as_slice() else {
        panic!("{conversation:?}");
    };
    assert_eq!(photo.attachment.as_deref(), Some("IMG-20240603-WA0001.jpg"));
    assert_eq!((photo.kind, photo.text.as_str()), (Kind::Media, "ảnh bài tập"));
    assert_eq!(omitted.kind, Kind::Media);
    assert_eq!(place.text, "https://maps.google.com/?q=21.0285,105.8542");
    assert_eq!((added.kind, added.from), (Kind::System, None));
    assert_eq!(added.text, "Mẹ đã thêm Cô Lan");
}

#[test]
fn whatsapp_en_and_es() {
    let conversation = only("constructed/whatsapp/en_us_nnbsp.txt");
    assert_eq!(times(&conversation)[0], "2024-06-03T15:05:00+07:00");
    assert_eq!(texts(&conversation)[1], "ok: bring the 2nd book");
    assert_eq!(conversation.messages[2].kind, Kind::System);
    let conversation = only("constructed/whatsapp/es_ampm.txt");
    assert_eq!(times(&conversation), ["2024-06-03T15:05:00+07:00", "2024-06-03T15:06:00+07:00"]);
}

#[test]
fn telegram_single_and_full() {
    for file in ["single_chat_result.json", "full_export_result.json"] {
        let reading = reading(&format!("constructed/telegram/{file}"));
        assert_eq!(codes(&reading), [], "{file}");
        let [conversation] = reading.conversations.as_slice() else {
            panic!("{file}");
        };
        let [call, _, edited, forwarded, photo, voice, card] = conversation.messages.as_slice()
        else {
            panic!("{conversation:?}");
        };
        assert_eq!(call.kind, Kind::Call);
        assert_eq!(call.at.unwrap().to_rfc3339(), "2024-06-03T15:00:00+07:00");
        assert_eq!(edited.text, "ở đây nè https://example.org/thu-vien nha");
        assert!(edited.edited && forwarded.forwarded);
        assert_eq!((photo.kind, &photo.attachment), (Kind::Media, &None));
        assert_eq!(voice.attachment.as_deref(), Some("audio_1.ogg"));
        assert_eq!(card.kind, Kind::Media);
        let owner = conversation.owner.and_then(|_| conversation.participant_named("Minh"));
        assert_eq!(conversation.owner, owner);
        // Only the export of a whole account says whose it is.
        assert_eq!(owner.is_some(), file.starts_with("full"), "{file}");
    }
}

#[test]
fn messenger_classic_with_and_without_mark() {
    for file in ["message_1.json", "message_1.bom.json"] {
        let conversation = only(&format!("constructed/messenger/{file}"));
        assert_eq!(
            texts(&conversation),
            [
                // Not torn as a whole, so not joined.
                "Caf\u{e9} is plain latin1-safe? no: Caf\u{c3}\u{a9}",
                "Trần Minh đã đặt biệt danh",
                "",
                "",
                "Ừ, mấy giờ?",
                "Mai đi thư viện nhé 😀",
            ]
        );
        let [_, call, unsent, photo, ..] = conversation.messages.as_slice() else {
            panic!("{conversation:?}");
        };
        assert_eq!(call.kind, Kind::Call);
        assert!(unsent.deleted);
        assert_eq!((photo.kind, photo.attachment.as_deref()), (Kind::Media, Some("1.jpg")));
        assert_eq!(conversation.title.as_deref(), Some("Nguyễn Thị Bống"));
        assert_eq!(conversation.owner, conversation.participant_named("Trần Minh"));
        assert!(!conversation.context.stranger_request);
    }
}

#[test]
fn messenger_that_is_whole_already() {
    let conversation = only("constructed/messenger/already_fixed.json");
    assert_eq!(texts(&conversation), ["Mai đi thư viện nhé 😀"]);
    let conversation = only("constructed/messenger/e2ee_thread.json");
    assert_eq!(conversation.title.as_deref(), Some("Nguyễn Thị Bống"));
    assert_eq!(texts(&conversation), ["", "", "Mai đi thư viện nhé 😀"]);
    let [unsent, photo, _] = conversation.messages.as_slice() else {
        panic!("{conversation:?}");
    };
    assert!(unsent.deleted);
    assert_eq!(photo.kind, Kind::Media);
}

#[test]
fn instagram_request_from_a_stranger() {
    let conversation = only("constructed/instagram/message_requests_message_1.json");
    assert!(conversation.context.stranger_request);
    let [attachment, liked, shared] = conversation.messages.as_slice() else {
        panic!("{conversation:?}");
    };
    assert_eq!((attachment.kind, attachment.text.as_str()), (Kind::Media, ""));
    assert_eq!(liked.kind, Kind::System);
    assert_eq!(shared.text, "xem nè\nhttps://example.org/reel/1");
}

#[test]
fn sms_in_three_states() {
    let reading = reading("constructed/sms/sms-vi.xml");
    let [minh, viettel] = reading.conversations.as_slice() else {
        panic!("{reading:?}");
    };
    assert_eq!(texts(minh), ["Mai đi thư viện nhé 😀 & nhớ sách", "😀 ok"]);
    assert_eq!(minh.title.as_deref(), Some("Minh"));
    assert_eq!(minh.name_of(&minh.messages[1]), Some("bong03"));
    assert_eq!(minh.owner, minh.messages[1].from);
    assert_eq!(times(minh)[0], "2024-06-03T15:02:00+07:00");
    assert_eq!(senders(viettel), BTreeSet::from(["VIETTEL".to_owned()]));
}

#[test]
fn sms_backup_restore_own_fixtures() {
    let read = |file: &str| reading(&format!("sms-backup-restore/tests/fixtures/{file}"));
    let counts = |reading: &Reading| {
        reading.conversations.iter().map(|one| one.messages.len()).collect::<Vec<_>>()
    };

    let edge = read("edge_cases.xml");
    assert_eq!(counts(&edge), [1, 1, 1, 1]);
    assert_eq!(
        edge.conversations[1].messages[0].text,
        "Hello 🌍 — this has «special» chars & symbols < > \" '"
    );
    let mixed = read("mixed.xml");
    assert_eq!(counts(&mixed), [3, 1]);
    assert_eq!(
        texts(&mixed.conversations[0]),
        ["Hey, how are you?", "This is a text-only MMS from Alice.", "I'm good, thanks!"]
    );
    let mms = read("minimal_mms.xml");
    let message = &mms.conversations[0].messages[0];
    assert_eq!(message.text, "Test MMS Subject\nHello from MMS!");
    assert_eq!((message.kind, message.attachment.as_deref()), (Kind::Media, Some("image.jpg")));
    let calls = read("minimal_calls.xml");
    assert_eq!(calls.conversations[0].messages[0].kind, Kind::Call);
    assert_eq!(counts(&read("minimal_sms.xml")), [1]);

    let malformed = fixtures().join("sms-backup-restore/tests/fixtures/malformed.xml");
    let error = read_path(&malformed, &vietnam()).unwrap_err().error;
    assert_eq!((error.code(), error.line()), ("damaged", Some(3)));
}

#[test]
fn discord_package_is_one_sided_and_says_so() {
    let readings = readings("constructed/discord_package");
    assert_eq!(readings.len(), 2);
    for reading in &readings {
        assert!(codes(reading).contains(&WarningCode::OneSideOnly));
        assert!(reading.conversations[0].context.one_sided);
    }
    assert_eq!(texts(&readings[0].conversations[0]), ["mai học nhóm không? 😀", ""]);
    assert_eq!(texts(&readings[1].conversations[0]), ["line one\nline \"two\", ok", ""]);
    let attachment = |at: usize| readings[at].conversations[0].messages[1].attachment.clone();
    assert_eq!([attachment(0), attachment(1)], [Some("a.png".into()), Some("a.png".into())]);
    assert_eq!(readings[0].conversations[0].id, "c100");
}

#[test]
fn snapchat_is_incomplete_and_says_so() {
    let reading = reading("constructed/snapchat/json/chat_history.json");
    assert_eq!(codes(&reading), [WarningCode::MissingMessages]);
    let conversation = &reading.conversations[0];
    assert!(conversation.context.incomplete);
    let [text, media, erased] = conversation.messages.as_slice() else {
        panic!("{conversation:?}");
    };
    assert_eq!(text.text, "mai học nhóm không?");
    assert_eq!(media.kind, Kind::Media);
    assert!(erased.deleted);
    assert_eq!(conversation.owner, conversation.participant_named("bong03"));
    assert_eq!(times(conversation)[0], "2024-06-03T15:02:00+07:00");

    let legacy = only("constructed/snapchat/json/chat_history.legacy.json");
    assert_eq!(texts(&legacy), ["it's ok", "ok"]);
    assert_eq!(legacy.participants.len(), 2);
}

#[test]
fn discord_chat_exporter() {
    let reading = reading("constructed/discord_chat_exporter/dm.json");
    assert_eq!(reading.format, Format::DiscordChatExporter);
    let conversation = &reading.conversations[0];
    assert_eq!(conversation.title.as_deref(), Some("minh06"));
    assert_eq!(
        texts(conversation),
        [
            "mai học nhóm không? 😀",
            "mấy giờ vậy?",
            "",
            "Started a call that lasted 3 minutes.",
            "Pinned a message.",
            "thông báo lớp"
        ]
    );
    let kinds: Vec<Kind> = conversation.messages.iter().map(|message| message.kind).collect();
    assert_eq!(kinds, [Kind::Text, Kind::Text, Kind::Media, Kind::Call, Kind::System, Kind::Text]);
    let flags = |message: &Message| (message.edited, message.forwarded);
    assert_eq!(flags(&conversation.messages[1]), (true, false));
    assert_eq!(flags(&conversation.messages[5]), (false, true));
    assert_eq!(conversation.messages[2].attachment.as_deref(), Some("bai-tap.png"));
    assert_eq!(times(conversation)[0], "2024-06-03T15:02:00.123+07:00");
    assert_eq!(senders(conversation), BTreeSet::from(["Bống".into(), "minh06".into()]));
}

/// What no importer reads yet is still never a panic, and never an empty reading without a word.
#[test]
fn every_fixture_reads_or_says_why_not() {
    let files = files(&fixtures());
    for path in &files {
        match read_path(path, &vietnam()) {
            Ok(readings) => {
                assert!(readings.iter().any(|reading| !reading.conversations.is_empty()));
            }
            Err(error) => assert!(!error.error.code().is_empty()),
        }
    }
    assert!(files.len() > 50, "{} fixtures", files.len());
}
