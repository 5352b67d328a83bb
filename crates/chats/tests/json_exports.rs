//! Google Chat, Hangouts, Skype, Teams, TikTok, Matrix and Slack: what each layout holds, that
//! whatever is written in it reads back, and what happens to half a file.
#![cfg(feature = "fs")]

mod files;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chats::{
    Conversation, Format, Kind, Moment, ReadOptions, Reading, Source, WarningCode, read, read_path,
};
use files::files;
use proptest::prelude::*;
use serde_json::{Value, json};

/// The formats that this file is about, with the folder of their exports here.
const FORMATS: &[(Format, &str)] = &[
    (Format::GoogleChat, "google-chat"),
    (Format::Hangouts, "hangouts"),
    (Format::Matrix, "matrix"),
    (Format::Skype, "skype"),
    (Format::Slack, "slack"),
    (Format::Teams, "teams"),
    (Format::TikTok, "tiktok"),
];

fn exports() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exports")
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

/// Vietnam's clock.
fn vietnam() -> ReadOptions {
    ReadOptions { local_offset_minutes: 420, ..ReadOptions::default() }
}

fn readings(path: &Path) -> Vec<Reading> {
    read_path(path, &vietnam()).unwrap_or_else(|error| panic!("{error}"))
}

fn reading(path: &str) -> Reading {
    let mut readings = readings(&exports().join(path));
    assert_eq!(readings.len(), 1, "{path}");
    readings.remove(0)
}

fn codes(reading: &Reading) -> Vec<WarningCode> {
    reading.warnings.iter().map(|warning| warning.code).collect()
}

fn owner(conversation: &Conversation) -> Option<&str> {
    let participant = conversation.participants.get(usize::from(conversation.owner?.0))?;
    Some(&participant.name)
}

/// Each message as a line: time, who, what it is, the name of its file, what it says.
fn lines(conversation: &Conversation) -> Vec<String> {
    let messages = conversation.messages.iter();
    let lines = messages.map(|message| {
        let time = message.at.map_or("--:--".into(), |at| at.to_rfc3339()[11..16].to_owned());
        let mut line = format!("{time} {}", conversation.name_of(message).unwrap_or("*"));
        let flags = [
            (message.kind == Kind::Media, "media"),
            (message.kind == Kind::Call, "call"),
            (message.kind == Kind::System, "system"),
            (message.edited, "edited"),
            (message.deleted, "deleted"),
            (message.forwarded, "forwarded"),
        ];
        flags.iter().filter(|(set, _)| *set).for_each(|(_, flag)| line += &format!(" [{flag}]"));
        if let Some(file) = &message.attachment {
            line += &format!(" ({file})");
        }
        if message.text.is_empty() { line } else { format!("{line}: {}", message.text) }
    });
    lines.collect()
}

#[test]
fn google_chat_with_the_files_beside_it() {
    let readings = readings(&exports().join("google-chat"));
    let [dm, space] = readings.as_slice() else {
        panic!("{readings:?}");
    };
    assert_eq!((codes(dm), codes(space)), (vec![], vec![]));
    let (dm, space) = (&dm.conversations[0], &space.conversations[0]);
    assert_eq!(dm.id, "DM 4kQexAAAAAE");
    assert_eq!(
        lines(dm),
        [
            "03:02 Minh: mai học nhóm không?",
            "03:03 Bống [edited]: ok, mấy giờ?",
            "03:04 Minh [deleted]",
            "03:05 Minh [media] (File-clip_account_id=1.mp4)",
            "03:06 Bống [call]",
            "03:07 Bống: https://example.com/thu-vien",
        ]
    );
    assert_eq!((dm.title.as_deref(), owner(dm)), (Some("Minh"), Some("Bống")));
    assert_eq!((space.title.as_deref(), owner(space)), (Some("Lớp 6A"), Some("Bống")));
    assert_eq!(lines(space), ["15:02 Cô Lan: Mai nộp bài nhé", "15:03 Bống: dạ"]);
    // Who is in the room and has said nothing.
    assert!(space.participant_named("Minh").is_some());
}

#[test]
fn a_file_that_only_speaks_of_others_says_to_choose_the_folder() {
    for path in [
        "google-chat/Takeout/Google Chat/Groups/DM 4kQexAAAAAE/group_info.json",
        "google-chat/Takeout/Google Chat/Users/User 100000000000000000001/user_info.json",
        "slack/Lop 6A Slack export/users.json",
        "slack/Lop 6A Slack export/dms.json",
    ] {
        let error = read_path(&exports().join(path), &vietnam()).unwrap_err();
        assert_eq!(error.error.code(), "nothing-inside", "{path}");
    }
}

#[test]
fn hangouts_in_both_layouts() {
    for file in ["Hangouts.json", "Hangouts.2014.json"] {
        let reading = reading(&format!("hangouts/{file}"));
        // History was switched off, so not all that was said is there.
        assert_eq!(codes(&reading), [WarningCode::MissingMessages], "{file}");
        let [conversation] = reading.conversations.as_slice() else {
            panic!("{reading:?}");
        };
        assert_eq!(
            lines(conversation),
            [
                "15:02 Minh: mai học nhóm không?\nhttps://example.com/thu-vien",
                "15:03 Bống [media] (bai-tap.png)",
                "15:04 Minh [call]",
                "15:05 * [system]: otr modification: off the record",
                "15:06 103: tin không tên",
                "15:07 * [system]: rename conversation: Nhóm bài tập",
            ],
            "{file}"
        );
        assert_eq!(conversation.title.as_deref(), Some("Nhóm bài tập"));
        assert_eq!((conversation.id.as_str(), owner(conversation)), ("UgyA", Some("Bống")));
    }
}

#[test]
fn skype() {
    let reading = reading("skype/messages.json");
    assert_eq!(codes(&reading), [WarningCode::MissingMessages]);
    assert_eq!(reading.warnings[0].count, Some(1));
    let [minh, group] = reading.conversations.as_slice() else {
        panic!("{reading:?}");
    };
    assert_eq!(
        lines(minh),
        [
            "15:02 Minh: mai học nhóm không?",
            "15:03 Minh [call]",
            "15:05 8:live:bong.06 [edited]: có, ở đây (https://example.com/thu-vien) :)",
            "15:06 Minh [media] (bài tập.docx)",
            "15:07 Minh [deleted]",
            "15:08 8:live:bong.06: a < b & c > d",
        ]
    );
    assert_eq!((minh.title.as_deref(), owner(minh)), (Some("Minh"), Some("8:live:bong.06")));
    assert_eq!(
        lines(group),
        [
            "15:02 Cô Lan: Mai nộp bài nhé",
            "15:03 * [system]: topic update: Lớp 6A",
            // Said in private, and only their devices can read it.
            "15:03 Minh",
            "15:04 8:live:bong.06: dạ",
        ]
    );
    assert!(group.context.incomplete && !minh.context.incomplete);
}

#[test]
fn teams_of_a_private_account_and_through_graph() {
    let private = &reading("teams/private/messages.json").conversations[0];
    assert_eq!(
        lines(private),
        ["15:02 Minh: mai học nhóm không nhỉ?", "15:04 Bống [edited]: có chứ\nmấy giờ? 😀"]
    );
    assert_eq!(owner(private), Some("Bống"));

    let chat = &reading("teams/graph/chat.json").conversations[0];
    assert_eq!(chat.id, "19:6a@thread.v2");
    assert_eq!(
        lines(chat),
        [
            "15:00 * [system]: members added",
            "15:02 Cô Lan: Mai nộp bài nhé\n<3",
            "15:03 Bống [edited]: dạ, Cô Lan",
            "15:04 Bống [media] (bài tập.docx): bài của em",
            "15:05 * [call]",
            "15:06 Minh [deleted]",
            "15:07 Minh [forwarded]: lời người khác",
        ]
    );
    let channel = &reading("teams/graph/channel.json").conversations[0];
    assert_eq!(channel.id, "19:lop6a@thread.tacv2");
    assert_eq!(lines(channel), ["15:02 Cô Lan: Bài tập\na < b", "15:03 Bống: dạ"]);
}

#[test]
fn tiktok_among_everything_else_that_is_known_of_an_account() {
    let reading = reading("tiktok/user_data_tiktok.json");
    assert_eq!(codes(&reading), [WarningCode::TimeZoneUnknown]);
    let [minh, class] = reading.conversations.as_slice() else {
        panic!("{reading:?}");
    };
    // Without a zone, on this clock; with one, moved to it.
    assert_eq!(lines(minh), ["08:02 minh06: mai học nhóm không?", "08:03 bong03 [media]"]);
    assert_eq!((minh.title.as_deref(), owner(minh)), (Some("minh06"), Some("bong03")));
    assert_eq!(
        lines(class),
        [
            "15:02 lan_gvcn: Mai nộp bài nhé 😀",
            "15:03 bong03",
            "15:04 minh06: https://www.tiktokv.com/share/video/1/",
        ]
    );
    assert_eq!(owner(class), Some("bong03"));
}

#[test]
fn tiktok_as_text() {
    let reading = reading("tiktok/Direct Messages.txt");
    assert_eq!(codes(&reading), [WarningCode::TimeZoneUnknown]);
    let [minh, class] = reading.conversations.as_slice() else {
        panic!("{reading:?}");
    };
    assert_eq!(
        lines(minh),
        [
            "15:02 minh06: mai học nhóm không?\nở thư viện\n\nnhớ mang sách",
            "15:03 bong03: ok: mấy giờ?",
        ]
    );
    assert_eq!((minh.title.as_deref(), owner(minh)), (Some("minh06"), Some("bong03")));
    assert_eq!(lines(class), ["08:02 lan_gvcn [media]"]);
}

#[test]
fn matrix_with_changes_and_what_was_taken_back() {
    let reading = reading("matrix/export.json");
    assert_eq!(codes(&reading), [WarningCode::MissingMessages]);
    assert_eq!(reading.warnings[0].count, Some(1));
    let room = &reading.conversations[0];
    assert_eq!(
        lines(room),
        [
            "15:01 * [system]: join: Cô Lan",
            "15:01 * [system]: join: Bống",
            "15:01 * [system]: name: Lớp 6A",
            "15:02 Cô Lan [edited]: Mai nộp bài nhé",
            "15:03 Bống: dạ",
            // Someone else's event cannot change the teacher's words; it stands for itself.
            "15:04 @minh:example.com [edited]: giả lời cô",
            "15:04 Bống [media] (bai-tap.png): bài của con",
            "15:04 @minh:example.com [deleted]",
            "15:04 Bống [deleted]",
            "15:05 Cô Lan [call]",
            "15:05 Cô Lan",
            "15:05 Cô Lan: Thứ mấy?",
        ]
    );
    assert_eq!((room.id.as_str(), room.title.as_deref()), ("!6a:example.com", Some("Lớp 6A")));
    assert_eq!(owner(room), Some("Bống"));
}

#[test]
fn slack_channels_of_days_with_the_names_beside_them() {
    let readings = readings(&exports().join("slack"));
    let [dm, general] = readings.as_slice() else {
        panic!("{readings:?}");
    };
    assert_eq!((codes(dm), codes(general)), (vec![], vec![]));
    let (dm, general) = (&dm.conversations[0], &general.conversations[0]);
    assert_eq!(general.title.as_deref(), Some("general"));
    assert_eq!(
        lines(general),
        [
            "15:01 * [system]: @Bống has joined the channel",
            "15:02 Cô Lan: Mai nộp bài nhé <3 @Bống",
            "15:03 Bống [media] [edited] (bai-tap.png): dạ, em gửi",
            "15:03 USLACKBOT [deleted]",
            "15:02 Cô Lan: xem lịch (https://example.com/thu-vien)",
            "15:03 Nhắc việc: Nộp bài",
            "15:04 Cô Lan [call]",
        ]
    );
    assert_eq!(dm.title.as_deref(), Some("Bống, Minh"));
    assert_eq!(lines(dm), ["15:02 Minh: đừng kể cô nha", "15:03 Minh [forwarded]: bài khó lắm"]);
}

#[test]
fn slack_as_the_zip_that_it_comes_in() {
    let folder = exports().join("slack/Lop 6A Slack export");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for path in files(&folder) {
        let name = path.strip_prefix(&folder).unwrap().to_string_lossy().replace('\\', "/");
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, &fs::read(&path).unwrap()).unwrap();
    }
    let zip = zip.finish().unwrap().into_inner();
    let reading = read(Source::from_bytes(&zip).named("Lop 6A.zip"), &vietnam()).unwrap();
    let mut read: Vec<_> = reading.conversations.iter().map(lines).collect();
    let mut expected: Vec<_> =
        readings(&folder).iter().map(|reading| lines(&reading.conversations[0])).collect();
    read.sort();
    expected.sort();
    assert_eq!(read, expected);
}

#[test]
fn one_day_of_slack_alone_goes_by_the_names_in_it() {
    let day = &reading("slack/Lop 6A Slack export/general/2024-06-03.json").conversations[0];
    assert_eq!(lines(day)[1], "15:02 Cô Lan: Mai nộp bài nhé <3 @U02BONG000");
}

#[test]
fn constructed_fixtures() {
    let expected = fs::read_to_string(fixtures().join("constructed/EXPECTED.json")).unwrap();
    let expected: Value = serde_json::from_str(&expected).unwrap();
    // Name in the file, format, what it reads as, and an account that is shown by its name.
    let cases = [
        (
            "google_chat/messages.json",
            Format::GoogleChat,
            &["15:02 Cô Lan: Mai nộp bài nhé", "15:03 Bống [media] (File-1_account_id=3.png)"][..],
            None,
        ),
        (
            "skype/messages.json",
            Format::Skype,
            &["15:02 Minh [call]", "15:03 8:bong [edited]: ok & nhớ"],
            Some(("8:minh", "Minh")),
        ),
        (
            "matrix_element/export.json",
            Format::Matrix,
            &[
                "15:02 @lan:example.org: Mai nộp bài nhé",
                "15:03 @bong:example.org [edited]: dạ vâng ạ",
                "15:03 @bong:example.org [deleted]",
            ],
            None,
        ),
        (
            "tiktok/",
            Format::TikTok,
            &[
                "08:02 minh06: hi",
                "08:02 minh06: mai học nhóm không?",
                "08:03 bong03: https://www.tiktokv.com/share/video/1/",
                "08:04 bong03 [media]",
            ],
            None,
        ),
    ];
    for (name, format, found, shown) in cases {
        let readings = readings(&fixtures().join("constructed").join(name));
        assert!(readings.iter().all(|reading| reading.format == format), "{name}");
        let all = || readings.iter().flat_map(|reading| &reading.conversations);
        assert_eq!(all().flat_map(lines).collect::<Vec<_>>(), found, "{name}");
        assert_eq!(found.len() as u64, expected[name]["messages"].as_u64().unwrap(), "{name}");
        let people = all().flat_map(|one| one.messages.iter().filter_map(|said| one.name_of(said)));
        let people: BTreeSet<_> = people.collect();
        for sender in expected[name]["senders"].as_array().unwrap() {
            let sender = sender.as_str().unwrap();
            let by_name = shown.filter(|(account, _): &(&str, &str)| *account == sender);
            assert!(people.contains(by_name.map_or(sender, |(_, name)| name)), "{name}: {sender}");
        }
    }
}

/// The format that a file lies under the name of: of this file's formats, and of the others.
fn named_after(path: &str) -> Option<Format> {
    let path = path.replace(['_', '\\'], "-");
    let element = path.contains("/matrix-element/").then_some(Format::Matrix);
    let others = [
        ("/discord-package/", Format::DiscordPackage),
        ("/discord-chat-exporter/", Format::DiscordChatExporter),
        ("/messenger/", Format::Messenger),
        ("/telegram/", Format::Telegram),
        ("/snapchat/", Format::Snapchat),
        ("/whatsapp/", Format::WhatsApp),
        ("/sms", Format::SmsBackupRestore),
    ];
    let own = FORMATS.iter().find(|(_, name)| path.contains(&format!("/{name}/")));
    let other = others.iter().find(|(name, _)| path.contains(name));
    element.or(own.map(|own| own.0)).or(other.map(|other| other.1))
}

#[test]
fn every_export_is_taken_for_what_it_is() {
    let shared = std::env::var_os("LACHAN_SHARED").map(PathBuf::from);
    let shared = shared.map(|shared| shared.join("fixtures")).filter(|folder| folder.is_dir());
    let roots = [Some(exports()), Some(fixtures()), shared];
    let mut own = 0;
    for path in roots.iter().flatten().flat_map(|root| files(root)) {
        let name = path.to_string_lossy().into_owned();
        let Ok(readings) = read_path(&path, &vietnam()) else {
            continue;
        };
        // No file of another platform is taken for one of these, nor the other way round.
        for reading in readings {
            let is_own = FORMATS.iter().any(|(format, _)| *format == reading.format);
            own += usize::from(is_own);
            let expected = named_after(&name).filter(|_| !name.contains("LICENSE"));
            if is_own || expected.is_some_and(|one| FORMATS.iter().any(|(own, _)| *own == one)) {
                assert_eq!(Some(reading.format), expected, "{name}");
            }
        }
    }
    assert!(own >= 19, "{own}");
}

/// Something that one of three people says.
#[derive(Clone, Debug)]
struct Said {
    who: usize,
    minute: i64,
    text: String,
}

const PEOPLE: [&str; 3] = ["Minh", "Cô Lan 6A", "bống_03 🐟"];

fn said() -> impl Strategy<Value = Vec<Said>> {
    // Words with everything that a layout could stumble over: quotes, tags, marks, line ends.
    let text = "[a-zà-ỹ😀&<>\"'@#:;/\\\\|!*{}\\[\\]0-9-]{1,12}([ \n][a-zà-ỹ😀&<>\"'@#:;/\\\\|]{1,12}){0,3}";
    let one = (0..3usize, text);
    proptest::collection::vec(one, 1..12).prop_map(|all| {
        let numbered = all.into_iter().zip(0i64..);
        numbered.map(|((who, text), minute)| Said { who, minute, text }).collect()
    })
}

fn seconds(one: &Said) -> i64 {
    1_717_401_720 + one.minute * 60
}

fn rfc3339(one: &Said) -> String {
    Moment { unix_ms: seconds(one) * 1000, offset_minutes: 0 }.to_rfc3339().replace("+00:00", "Z")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The same messages in the layout of a format.
fn written(format: Format, said: &[Said]) -> Value {
    let each = |write: &dyn Fn(&Said) -> Value| said.iter().map(write).collect::<Vec<_>>();
    match format {
        Format::GoogleChat => json!({"messages": each(&|one| {
            let (hour, minute) = (8 + (2 + one.minute) / 60, (2 + one.minute) % 60);
            json!({
                "creator": {"name": PEOPLE[one.who], "email": format!("{}@example.com", one.who), "user_type": "Human"},
                "created_date": format!("Monday, June 3, 2024 at {hour}:{minute:02}:00\u{202f}AM UTC"),
                "text": one.text, "topic_id": "t", "message_id": one.minute.to_string(),
            })
        })}),
        Format::Hangouts => {
            let account =
                |who: usize| json!({"gaia_id": who.to_string(), "chat_id": who.to_string()});
            let people =
                (0..3).map(|who| json!({"id": account(who), "fallback_name": PEOPLE[who]}));
            json!({"conversations": [{
                "conversation": {"conversation": {"participant_data": people.collect::<Vec<_>>()}},
                "events": each(&|one| {
                    let mut segments = Vec::new();
                    for part in one.text.split('\n') {
                        if !segments.is_empty() {
                            segments.push(json!({"type": "LINE_BREAK"}));
                        }
                        segments.push(json!({"type": "TEXT", "text": part}));
                    }
                    json!({
                        "sender_id": account(one.who), "timestamp": (seconds(one) * 1_000_000).to_string(),
                        "event_type": "REGULAR_CHAT_MESSAGE",
                        "chat_message": {"message_content": {"segment": segments}},
                    })
                }),
            }]})
        }
        Format::Skype => {
            let mut messages = each(&|one| {
                json!({
                    "id": "1", "displayName": PEOPLE[one.who], "originalarrivaltime": rfc3339(one),
                    "messagetype": "RichText", "content": escaped(&one.text),
                    "from": format!("8:{}", one.who), "properties": null,
                })
            });
            messages.reverse();
            json!({"userId": "8:0", "conversations": [{"id": "19:a@thread.skype", "MessageList": messages}]})
        }
        Format::Teams => json!({"value": each(&|one| json!({
            "messageType": "message", "createdDateTime": rfc3339(one), "chatId": "c",
            "from": {"user": {"id": one.who.to_string(), "displayName": PEOPLE[one.who]}},
            "body": {"contentType": "html", "content": format!("<p>{}</p>", escaped(&one.text).replace('\n', "<br>"))},
        }))}),
        Format::TikTok => json!({"Direct Messages": {"Chat History": {"ChatHistory": {
            "Chat History with Minh:": each(&|one| json!({
                "Date": format!("{} UTC", rfc3339(one).replace('T', " ").trim_end_matches('Z')),
                "From": PEOPLE[one.who], "Content": one.text,
            })),
        }}}}),
        Format::Matrix => {
            let id = |who: usize| format!("@{who}:example.com");
            let join = |who: usize| {
                json!({
                    "type": "m.room.member", "state_key": id(who), "origin_server_ts": 0,
                    "content": {"membership": "join", "displayname": PEOPLE[who]},
                    "unsigned": {"prev_content": {"membership": "join"}},
                })
            };
            let mut events: Vec<_> = (0..3).map(join).collect();
            events.extend(each(&|one| json!({
                "type": "m.room.message", "sender": id(one.who), "event_id": format!("${}", one.minute),
                "origin_server_ts": seconds(one) * 1000,
                "content": {"msgtype": "m.text", "body": one.text},
            })));
            json!({"room_name": "r", "exported_by": "x", "messages": events})
        }
        Format::Slack => Value::Array(each(&|one| {
            json!({
                "type": "message", "user": format!("U{}", one.who), "ts": format!("{}.000100", seconds(one)),
                "text": escaped(&one.text), "user_profile": {"display_name": PEOPLE[one.who]},
            })
        })),
        _ => unreachable!("not of this file"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_in_a_layout_reads_back(said in said()) {
        for (format, name) in FORMATS {
            let file = serde_json::to_string_pretty(&written(*format, &said)).unwrap();
            let reading = read(Source::from_bytes(file.as_bytes()), &vietnam());
            let reading = reading.unwrap_or_else(|error| panic!("{name}: {error}: {file}"));
            prop_assert_eq!(reading.format, *format);
            prop_assert_eq!(reading.conversations.len(), 1);
            let conversation = &reading.conversations[0];
            let read: Vec<_> = conversation.messages.iter().map(|message| {
                (conversation.name_of(message).unwrap(), message.at.unwrap().unix_ms, &*message.text)
            }).collect();
            let expected: Vec<_> = said.iter().map(|one| {
                (PEOPLE[one.who], seconds(one) * 1000, &*one.text)
            }).collect();
            prop_assert_eq!(read, expected, "{}", name);
        }
    }

    #[test]
    fn half_a_file_gives_its_first_half_and_a_word_about_it(said in said(), part in 0.0..1.0f64) {
        for (format, name) in FORMATS {
            let file = serde_json::to_string_pretty(&written(*format, &said)).unwrap();
            let mut end = (file.len() as f64 * part) as usize;
            while !file.is_char_boundary(end) {
                end -= 1;
            }
            let options = ReadOptions { format: Some(*format), ..vietnam() };
            match read(Source::from_bytes(&file.as_bytes()[..end]), &options) {
                Ok(reading) => {
                    let cut = reading.warnings.iter().find(|one| one.code == WarningCode::Truncated);
                    prop_assert!(cut.is_some_and(|one| one.line.is_some()), "{} at {}", name, end);
                    prop_assert!(reading.conversations[0].messages.len() <= said.len());
                }
                Err(error) => prop_assert!(
                    matches!(error.code(), "damaged" | "empty" | "nothing-inside"),
                    "{}: {}", name, error
                ),
            }
        }
    }
}

#[test]
fn marks_line_ends_and_wrong_names_do_not_matter() {
    for (format, folder) in FORMATS {
        for path in files(&exports().join(folder)) {
            let Ok(plain) = read_path(&path, &vietnam()) else {
                continue;
            };
            let text = fs::read_to_string(&path).unwrap();
            let folder = path.parent().and_then(Path::file_name).unwrap().to_string_lossy();
            let name = format!("{folder}/tin nhắn.txt");
            let mut mixed = String::from("\u{feff}");
            for (line, end) in text.lines().zip(["\r\n", "\n", "\n"].iter().cycle()) {
                mixed += line;
                mixed += end;
            }
            let utf_16: Vec<u8> = mixed.encode_utf16().flat_map(u16::to_le_bytes).collect();
            for bytes in [mixed.as_bytes(), &utf_16] {
                let reading = read(Source::from_bytes(bytes).named(&name), &vietnam()).unwrap();
                assert_eq!(reading.format, *format, "{}", path.display());
                assert_eq!(reading.conversations, plain[0].conversations, "{}", path.display());
            }
        }
    }
}

#[test]
fn wrong_types_do_not_stop_the_rest() {
    for (text, format) in [
        (
            r#"{"messages":[null,{"creator":7,"created_date":[],"topic_id":"t","text":{}},{"creator":{"name":"A"},"created_date":"hôm qua","text":5,"attached_files":"no","annotations":[{"url_metadata":{"url":3}}]}]}"#,
            Format::GoogleChat,
        ),
        (
            r#"{"conversations":[{"conversation":{"conversation":{"participant_data":[{"id":3},null]}},"events":[3,{"sender_id":"x","timestamp":"x","chat_message":{"message_content":[]}},{"chat_message":{"message_content":{"segment":[{"type":"TEXT","text":"a"},7]}}}]}]}"#,
            Format::Hangouts,
        ),
        (
            r#"{"conversations":[null,{"id":7,"MessageList":[{"from":null,"content":null},{"from":"8:a","messagetype":[],"content":"a","properties":[]}]}]}"#,
            Format::Skype,
        ),
        (
            r#"[{"messageType":null,"createdDateTime":3,"body":[]},7,{"messageType":"message","createdDateTime":"x","from":{"user":{"displayName":"A"}},"body":{"content":5},"attachments":{"a":1}}]"#,
            Format::Teams,
        ),
        (
            r#"{"Direct Messages":{"ChatHistory":{"Chat History with a:":[7,{"Date":null,"From":null,"Content":[]},{"Date":"x","From":"A","Content":5}]}}}"#,
            Format::TikTok,
        ),
        (
            r#"{"room_name":7,"exported_by":[],"messages":[[],{"type":"m.room.message","sender":"A","content":{"body":5}},{"type":"m.room.message","content":"x","unsigned":3,"origin_server_ts":"x"}]}"#,
            Format::Matrix,
        ),
        (
            r#"[{"type":"message","user":[],"ts":"x","text":{}},{"type":"message","user":"U1","ts":1717401720,"text":"a","files":{},"attachments":[{"is_share":true}]}]"#,
            Format::Slack,
        ),
    ] {
        let reading = read(Source::from_bytes(text.as_bytes()), &vietnam()).unwrap();
        assert_eq!(reading.format, format);
        assert_eq!(reading.conversations[0].messages.len(), 2, "{format}");
        assert_eq!(codes(&reading), [], "{format}");
    }
}
