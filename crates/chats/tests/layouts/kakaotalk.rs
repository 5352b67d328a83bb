//! KakaoTalk: Android, iPhone, Windows and Mac.

use chats::{Format, Kind, Message, WarningCode};
use proptest::prelude::*;

use crate::kit::{
    assert_recognised, assert_sound, fixture, only, read_named, read_text, said, times, warned,
    with_mixed_line_ends, worn,
};

#[test]
fn its_fixtures_and_no_others_are_recognised() {
    assert_recognised(Format::KakaoTalk, &["/kakaotalk/"]);
}

#[test]
fn the_constructed_fixtures() {
    let android = fixture("constructed/kakaotalk/android_en.txt");
    let conversation = &android.conversations[0];
    assert_eq!(said(conversation), ["Minh: hello", "Bống: ok : yes\nsecond line"]);
    assert_eq!(times(conversation)[0], "2024-06-03T15:02:00+07:00");
    assert_eq!(conversation.title.as_deref(), Some("Minh"));
    assert_eq!(conversation.owner, conversation.participant_named("Bống"));
    assert_eq!(android.warnings.len(), 1);
    assert!(warned(&android, WarningCode::TimeZoneUnknown).is_some());

    let mac = fixture("constructed/kakaotalk/mac.csv");
    assert_eq!(said(&mac.conversations[0]), ["민호: 안녕", "Bống: 줄1\n줄2"]);
    assert_eq!(times(&mac.conversations[0])[1], "2024-06-03T15:03:00+07:00");

    let pc = fixture("constructed/kakaotalk/pc_ko.txt");
    let conversation = &pc.conversations[0];
    assert_eq!(said(conversation), ["민호: 안녕", "Bống: ", "-: 민호님이 나갔습니다."]);
    let kinds: Vec<Kind> = conversation.messages.iter().map(|message| message.kind).collect();
    assert_eq!(kinds, [Kind::Text, Kind::Media, Kind::System]);
    assert_eq!(times(conversation)[1], "2024-06-03T15:03:00+07:00");
    assert_eq!(conversation.title.as_deref(), Some("민호"));

    let spoken = [android, mac, pc];
    let count = spoken.iter().flat_map(|reading| &reading.conversations[0].messages);
    // What EXPECTED.json counts: the notice is no message of anybody.
    assert_eq!(count.filter(|message| message.kind != Kind::System).count(), 6);
}

#[test]
fn the_rooms_of_csv() {
    let open = fixture("kakaotalk/test/fixtures/open-chat-room.csv");
    let conversation = &open.conversations[0];
    assert_eq!(
        said(conversation),
        [
            "운영자: ---- 오픈채팅방 안내 ----\n환영합니다. 규칙을 지켜 주세요.",
            "-: 홍길동님이 들어왔습니다.",
            "Alice: 안녕하세요 모두",
            "Bob: 반가워요",
            "Alice: 다시 왔어요",
            "Bob: 점심 먹고 올게요",
        ]
    );
    let large = fixture("kakaotalk/test/fixtures/vibecoding-room-sample.csv");
    let conversation = &large.conversations[0];
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fixtures/kakaotalk/test/fixtures/vibecoding-room-sample.csv"
    );
    let rows = std::fs::read_to_string(path)
        .unwrap()
        .lines()
        .filter(|line| line.starts_with("20"))
        .count();
    assert_eq!(conversation.messages.len(), rows);
    assert_eq!(conversation.participants.len(), 5);
    assert_eq!(times(conversation)[0], "2026-02-01T09:00:00+07:00");
}

#[test]
fn phones_in_korean() {
    let text = "민호 님과 카카오톡 대화\n저장한 날짜 : 2024. 6. 5. 오후 8:00\n\n\n\
        2024년 6월 3일 월요일\n2024. 6. 3. 오후 3:02, 민호 : 안녕\n2024. 6. 3. 오후 3:03, 회원님 : 응\n둘째 줄\n\
        2024년 6월 3일 월요일\n더\n2024. 6. 3. 오후 3:04: 민호님을 내보냈습니다.\n\n\
        2024년 6월 4일 화요일\n2024. 6. 4. 오전 12:05, 민호 : 보이스톡 0:17\n2024. 6. 4. 오전 12:06, 민호 : 삭제된 메시지입니다.\n\
        [민호] [오후 3:02] 인용\n2024. 6. 4. 오전 12:07, 민호 : 사진\n\n2024년 6월 5일 수요일\n";
    let reading = read_text(text);
    let conversation = &reading.conversations[0];
    assert_eq!(
        said(conversation),
        [
            "민호: 안녕",
            "회원님: 응\n둘째 줄\n2024년 6월 3일 월요일\n더",
            "-: 민호님을 내보냈습니다.",
            "민호: 보이스톡 0:17",
            "민호: 삭제된 메시지입니다.\n[민호] [오후 3:02] 인용",
            "민호: ",
        ]
    );
    assert_eq!(conversation.messages[2].kind, Kind::System);
    assert_eq!(conversation.messages[3].kind, Kind::Call);
    assert_eq!(times(conversation)[3], "2024-06-04T00:05:00+07:00");
    assert_eq!(conversation.owner, conversation.participant_named("회원님"));
    assert_eq!(reading.warnings.len(), 1);

    let android = "2024년 6월 3일 오후 3:02\n2024년 6월 3일 오후 3:02, 민호 : 사진 3장\n\
        2024년 6월 3일 오후 3:03, 민호님이 나갔습니다.\n2024년 6월 3일 오후 3:04, 지은 : 0a1b2c3d4e.jpg\n";
    let conversation = only(android, Format::KakaoTalk);
    assert_eq!(said(&conversation), ["민호: ", "-: 민호님이 나갔습니다.", "지은: "]);
    assert_eq!(conversation.messages[2].attachment.as_deref(), Some("0a1b2c3d4e.jpg"));
}

#[test]
fn windows_in_english() {
    let text = "Minh with KakaoTalk Chats\r\nDate Saved : 2024-06-05 20:00:00\r\n\r\n\
        --------------- Monday, June 3, 2024 ---------------\r\n[Minh] [3:02 PM] hello\r\n\
        [Ann] [3:03 PM] he left.\r\nhe left.\r\n[Minh] [3:04 PM] This message was deleted.\r\n\
        Minh invited Bo.\r\nBo left.\r\n[Ann] [3:05 PM] 2024. 6. 3. 오후 3:02, Minh : x\r\n\
        --------------- Tuesday, June 4, 2024 ---------------\r\n[Ann] [12:01 AM] Video Call 10:02\r\n";
    let conversation = only(text, Format::KakaoTalk);
    assert_eq!(
        said(&conversation),
        [
            "Minh: hello",
            "Ann: he left.\nhe left.",
            "Minh: (deleted)",
            "-: Minh invited Bo.\nBo left.",
            "Ann: 2024. 6. 3. 오후 3:02, Minh : x",
            "Ann: Video Call 10:02",
        ]
    );
    assert_eq!(times(&conversation)[5], "2024-06-04T00:01:00+07:00");
    assert_eq!(conversation.messages[5].kind, Kind::Call);
}

const CHAT: &str = "KakaoTalk Chats with Minh\nDate Saved : Jun 5, 2024 at 8:00 PM\n\n\
    June 3, 2024\nJun 3, 2024 at 3:02 PM, Minh : hello\nJun 3, 2024 at 3:03 PM, Bống : ok\n";

#[test]
fn damage_is_said_and_the_rest_read() {
    for text in [format!("\u{feff}{CHAT}"), with_mixed_line_ends(CHAT), CHAT.replace('\n', "\r\n")]
    {
        for name in ["KakaoTalk.eml", "export.csv", "x"] {
            let reading = read_named(&text, name);
            assert_eq!(reading.format, Format::KakaoTalk, "{text:?}");
            assert_eq!(said(&reading.conversations[0]), ["Minh: hello", "Bống: ok"]);
        }
    }
    let lost = CHAT.replace("KakaoTalk Chats with Minh\n", "một\nhai\nba\n");
    assert_eq!(warned(&read_text(&lost), WarningCode::LinesSkipped), Some((Some(2), Some(2))));

    let cut =
        "Date,User,Message\n2024-06-03 15:02:00,\"A\",\"x\"\n2024-06-03 15:03:00,\"B\",\"một\nhai";
    let reading = read_text(cut);
    assert_eq!(said(&reading.conversations[0]), ["A: x", "B: \"một\nhai"]);
    assert_eq!(warned(&reading, WarningCode::Damaged), Some((Some(3), None)));
}

#[derive(Clone, Debug)]
struct Said {
    name: &'static str,
    minute: u32,
    text: String,
}

fn chat() -> impl Strategy<Value = Vec<Said>> {
    let name = proptest::sample::select(vec!["민호", "Bống 🐟", "Mr. Lee", "Cô Lan:6B", "[A] b"]);
    let first = proptest::sample::select(vec![
        "ok",
        "em ở đâu?",
        "a : b",
        "\"",
        "15:02",
        "🐟",
        "[x]",
        ", ",
    ]);
    let more = proptest::sample::select(vec![
        "nhé",
        "\"thật\"",
        "June 4, 2024 sinh nhật",
        "- 3",
        "[bài 5]",
        "2024. 6. 3. đi học",
        "",
    ]);
    let text = (first, proptest::collection::vec(more, 0..4))
        .prop_map(|(first, more)| [&[first][..], &more].concat().join("\n").trim().to_owned());
    let one = (name, 0..2880u32, text).prop_map(|(name, minute, text)| Said { name, minute, text });
    proptest::collection::vec(one, 2..20).prop_map(|mut chat| {
        chat.sort_by_key(|said| said.minute);
        chat
    })
}

/// The chat over two days, as one of the apps writes it.
fn written(chat: &[Said], layout: usize) -> String {
    let mut text = match layout {
        0 => "KakaoTalk Chats with X\nDate Saved : x\n\n".to_owned(),
        1 | 2 => "X 님과 카카오톡 대화\n저장한 날짜 : x\n\n".to_owned(),
        3 => "X with KakaoTalk Chats\r\nDate Saved : x\r\n\r\n".to_owned(),
        _ => "Date,User,Message\n".to_owned(),
    };
    let mut last = None;
    for said in chat {
        let (day, hour, minute) = (3 + said.minute / 1440, said.minute / 60 % 24, said.minute % 60);
        let (english, korean) = if hour < 12 { ("AM", "오전") } else { ("PM", "오후") };
        let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
        let (name, words) = (said.name, &said.text);
        if last.replace(day) != Some(day) {
            text += &match layout {
                0 => format!("\nJune {day}, 2024\n"),
                1 | 2 => format!("\n2024년 6월 {day}일 월요일\n"),
                3 => format!("--------------- Monday, June {day}, 2024 ---------------\r\n"),
                _ => String::new(),
            };
        }
        let quoted = |text: &str| text.replace('"', "\"\"");
        text += &match layout {
            0 => format!(
                "Jun {day}, 2024 at {twelve}:{minute:02}\u{202f}{english}, {name} : {words}\n"
            ),
            1 => format!("2024년 6월 {day}일 {korean} {twelve}:{minute:02}, {name} : {words}\n"),
            2 => format!("2024. 6. {day}. {korean} {twelve}:{minute:02}, {name} : {words}\n"),
            3 => format!("[{name}] [{twelve}:{minute:02} {english}] {words}\r\n"),
            _ => format!(
                "2024-06-{day:02} {hour:02}:{minute:02}:00,\"{}\",\"{}\"\n",
                quoted(name),
                quoted(words)
            ),
        };
    }
    text
}

proptest! {
    #[test]
    fn what_each_app_writes_reads_back(chat in chat(), layout in 0..5usize) {
        let text = written(&chat, layout);
        let conversation = only(&text, Format::KakaoTalk);
        let expected: Vec<String> =
            chat.iter().map(|said| format!("{}: {}", said.name, said.text)).collect();
        prop_assert_eq!(said(&conversation), expected, "{}", text);
        let minutes = |message: &Message| (message.at.unwrap().unix_ms - 1_717_347_600_000) / 60_000;
        let read: Vec<i64> = conversation.messages.iter().map(minutes).collect();
        let written: Vec<i64> = chat.iter().map(|said| i64::from(said.minute)).collect();
        prop_assert_eq!(read, written);
    }

    #[test]
    fn no_damage_panics(chat in chat(), layout in 0..5usize, cut in 0..600usize, drop in 0..7usize) {
        let text = written(&chat, layout);
        assert_sound(&worn(&text, cut, drop), Format::KakaoTalk);
    }
}
