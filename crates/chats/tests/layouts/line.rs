//! LINE: what a phone exports and what a PC saves.

use chats::{Format, Kind, WarningCode};
use proptest::prelude::*;

use crate::kit::{
    assert_recognised, assert_sound, fixture, only, read_named, read_text, said, times, warned,
    with_mixed_line_ends, worn,
};

#[test]
fn its_fixtures_and_no_others_are_recognised() {
    assert_recognised(Format::Line, &["/line/"]);
}

#[test]
fn the_japanese_phone() {
    let reading = fixture("constructed/line/ja_mobile.txt");
    let conversation = &reading.conversations[0];
    assert_eq!(conversation.title.as_deref(), Some("みなと"));
    assert_eq!(
        said(conversation),
        [
            "みなと: おはよう",
            "Bống: 一行目\n15:04 二行目は時刻で始まる",
            "みなと: (deleted)",
            "みなと: "
        ]
    );
    assert_eq!(conversation.messages[3].kind, Kind::Media);
    assert_eq!(conversation.owner, conversation.participant_named("Bống"));
    assert_eq!(
        times(conversation),
        [
            "2024-06-03T15:02:00+07:00",
            "2024-06-03T15:03:00+07:00",
            "2024-06-03T15:05:00+07:00",
            // Written as 24:06 of the third.
            "2024-06-04T00:06:00+07:00",
        ]
    );
    assert!(warned(&reading, WarningCode::TimeZoneUnknown).is_some());
    assert_eq!(reading.warnings.len(), 1);
}

#[test]
fn the_chinese_phone_and_the_english_pc() {
    let chinese = fixture("constructed/line/zh_mobile.txt");
    let conversation = &chinese.conversations[0];
    assert_eq!(conversation.title.as_deref(), Some("測試群組"));
    assert_eq!(said(conversation), ["UserA: Hello", "-: 系統訊息"]);
    assert_eq!(conversation.messages[1].kind, Kind::System);
    assert_eq!(times(conversation)[1], "2024-06-03T11:09:00+07:00");

    let english = fixture("constructed/line/en_pc.txt");
    let conversation = &english.conversations[0];
    assert_eq!(said(conversation), ["Minh Tran: see you", "Bống: ok\nsecond line"]);
    assert_eq!(times(conversation)[0], "2024-06-03T15:02:00+07:00");
    assert!(warned(&english, WarningCode::NamesGuessed).is_some());
}

#[test]
fn the_vietnamese_phone() {
    let text = "[LINE] Lịch sử trò chuyện với Chị Hà\r\nNgày lưu: 05/06/2024 20:00\r\n\r\n\
        Th 2, 03/06/2024\r\n15:02\tChị Hà\tem học lớp mấy rồi\r\n15:03\tBống\tdạ lớp 6\r\n\
        15:04\tChị Hà\t[Ảnh]\r\n15:05\t\tChị Hà đã thu hồi tin nhắn\r\n15:06\t\tBạn đã thu hồi tin nhắn\r\n\
        15:07\tChị Hà\t☎ Cuộc gọi nhỡ\r\n15:08\tChị Hà\t[File] bai-tap.pdf\r\n\r\n\
        Th 4, 5/6/2024\r\n08:00\tBống\t\"dạ\r\nhết\"\r\n";
    let conversation = only(text, Format::Line);
    assert_eq!(conversation.title.as_deref(), Some("Chị Hà"));
    assert_eq!(
        said(&conversation),
        [
            "Chị Hà: em học lớp mấy rồi",
            "Bống: dạ lớp 6",
            "Chị Hà: ",
            "Chị Hà: (deleted)",
            "Bống: (deleted)",
            "Chị Hà: Cuộc gọi nhỡ",
            "Chị Hà: ",
            "Bống: dạ\nhết",
        ]
    );
    let kinds: Vec<Kind> = conversation.messages.iter().map(|message| message.kind).collect();
    assert_eq!(kinds[2], Kind::Media);
    assert_eq!(kinds[5], Kind::Call);
    assert_eq!(conversation.messages[6].attachment.as_deref(), Some("bai-tap.pdf"));
    assert_eq!(times(&conversation)[7], "2024-06-05T08:00:00+07:00");
}

#[test]
fn the_english_phone_on_either_side_of_the_sea() {
    for (first, second) in
        [("Mon, 06/03/2024", "Wed, 06/05/2024"), ("Mon, 03/06/2024", "Wed, 05/06/2024")]
    {
        let text = format!(
            "[LINE] Chat history with Mr. Lee\nSaved on: 06/05/2024, 20:00\n\n{first}\n\
             03:02PM\tMr. Lee\twhere do you live?\n12:05 AM\tAnn\twhy\n\n{second}\n9:00AM\tMr. Lee\tunsent\n\
             9:01AM\t\tMr. Lee unsent a message.\n9:02AM\tMessage unsent.\n"
        );
        let reading = read_text(&text);
        let conversation = &reading.conversations[0];
        assert_eq!(times(conversation)[0], "2024-06-03T15:02:00+07:00");
        assert_eq!(times(conversation)[2], "2024-06-05T09:00:00+07:00");
        assert_eq!(said(conversation)[3..], ["Mr. Lee: (deleted)", "Ann: (deleted)"]);
        assert_eq!(warned(&reading, WarningCode::OrderAmbiguous), None);
    }
    let text = "[LINE] Chat history with Lee\n\nTue, 5/9/2023\n10:00\tLee\thi\n";
    assert!(warned(&read_text(text), WarningCode::OrderAmbiguous).is_some());
}

#[test]
fn what_looks_like_records_in_quotes_is_none() {
    let text = "2020/02/29(土)\r\n13:00\tC\t気をつけよう\r\n13:01\tD\t\"昔の会話\n2017/01/01(日)\n\
        00:00\tA\tあけおめ\n\n00:01\tB\tおめでとう\"\r\n13:02\tB\tok\r\n\r\n2023/07/31(月)\r\n\
        00:00\tC\t\"\r\n\r\n\"\r\n00:01\tC\t\"a\" b\r\n00:02\tC\t\"nói \"\"a\"\"\nrồi\"\r\n";
    let conversation = only(text, Format::Line);
    assert_eq!(
        said(&conversation),
        [
            "C: 気をつけよう",
            "D: 昔の会話\n2017/01/01(日)\n00:00\tA\tあけおめ\n\n00:01\tB\tおめでとう",
            "B: ok",
            "C: ",
            "C: \"a\" b",
            "C: nói \"a\"\nrồi",
        ]
    );
}

#[test]
fn a_pc_names_people_by_what_is_certain() {
    let text = "2024.06.03 月曜日\r\n15:02 Cô Lan 6B [スタンプ]\r\n15:03 Cô Lan 6B Mai nộp bài\r\n\
        15:04 jelly catがメッセージの送信を取り消しました\r\n15:05 jelly cat ok cô\r\n\
        15:06 Bốngがグループに参加しました。\r\n09:00 là giờ học\r\n15:07 Minh Tran 16:00 nhé\r\n";
    let reading = read_named(text, "[LINE]Minh Tran.txt");
    let conversation = &reading.conversations[0];
    assert_eq!(
        said(conversation),
        [
            "Cô Lan 6B: ",
            "Cô Lan 6B: Mai nộp bài",
            "jelly cat: (deleted)",
            "jelly cat: ok cô",
            "-: Bốngがグループに参加しました。\n09:00 là giờ học",
            "Minh Tran: 16:00 nhé",
        ]
    );
    assert_eq!(conversation.title.as_deref(), Some("Minh Tran"));
    assert_eq!(warned(&reading, WarningCode::NamesGuessed), None);
}

const CHAT: &str = "[LINE] Chat history with Minh\r\nSaved on: 2024/06/05 20:00\r\n\r\n\
    2024/06/03(Mon)\r\n15:02\tMinh\thello\r\n15:03\tBống\tok\r\n15:04\tMinh\tbye\r\n";

#[test]
fn damage_is_said_and_the_rest_read() {
    for text in [
        format!("\u{feff}{CHAT}"),
        with_mixed_line_ends(CHAT),
        CHAT.replace("\r\n", "\n"),
        CHAT.replace("[LINE] Chat history with Minh\r\n", ""),
    ] {
        for name in ["[LINE] Minh.txt", "export.json", "x"] {
            let reading = read_named(&text, name);
            assert_eq!(reading.format, Format::Line, "{text:?}");
            assert_eq!(said(&reading.conversations[0]), ["Minh: hello", "Bống: ok", "Minh: bye"]);
        }
    }
    for cut in (0..CHAT.len()).filter(|at| CHAT.is_char_boundary(*at)).skip(120) {
        let reading = read_text(&CHAT[..cut]);
        assert_eq!(reading.conversations[0].messages[0].text, "hello", "{cut}");
    }
    let cut = "2024/06/03(月)\r\n15:02\tA\tx\r\n15:03\tA\t\"một\nhai";
    assert!(warned(&read_text(cut), WarningCode::Truncated).is_some());

    let lost = "[LINE] Minh\r\nSaved\r\n\r\nmất đầu\r\n2024/06/03(月)\r\n15:02\tA\tx\r\n";
    assert_eq!(warned(&read_text(lost), WarningCode::LinesSkipped), Some((Some(4), Some(1))));
}

#[derive(Clone, Debug)]
struct Said {
    name: &'static str,
    minute: u16,
    text: String,
}

fn name() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "Minh Tran",
        "Bống 🐟",
        "みなと",
        "Mr. Lee",
        "Cô Lan: 6B",
        "\"A\"",
    ])
}

fn text() -> impl Strategy<Value = String> {
    let line = proptest::sample::select(vec![
        "ok",
        "em ở đâu?",
        "15:04\tMinh\tx",
        "2024/06/03(月)",
        "Th 2, 03/06/2024",
        "nói \"thật\" đi",
        "\"",
        "[bài 5]",
        "tab\tgiữa",
        "🐟👨‍👩‍👧",
        "9:30 PM",
        "",
    ]);
    proptest::collection::vec(line, 1..5)
        .prop_map(|lines| lines.join("\n").trim().to_owned())
        .prop_filter("a message has words", |text| !text.is_empty())
}

fn chat() -> impl Strategy<Value = Vec<Said>> {
    let one = (name(), 0..1440u16, text());
    let one = one.prop_map(|(name, minute, text)| Said { name, minute, text });
    proptest::collection::vec(one, 1..20).prop_map(|mut chat| {
        chat.sort_by_key(|said| said.minute);
        chat
    })
}

/// The chat as a phone writes it, all on one day.
fn written(chat: &[Said], day: &str, clock: impl Fn(u16) -> String) -> String {
    let mut text = format!("[LINE] Chat history in Nhóm\r\nSaved on: x\r\n\r\n{day}\r\n");
    for said in chat {
        let words = if said.text.contains('\n') {
            format!("\"{}\"", said.text.replace('"', "\"\""))
        } else {
            said.text.clone()
        };
        text += &format!("{}\t{}\t{words}\r\n", clock(said.minute), said.name);
    }
    text
}

proptest! {
    #[test]
    fn what_a_phone_writes_reads_back(chat in chat(), layout in 0..3usize) {
        let clock = |minute: u16| {
            let (hour, minute) = (minute / 60, minute % 60);
            let (half, twelve) = (hour / 12, if hour % 12 == 0 { 12 } else { hour % 12 });
            match layout {
                0 => format!("{hour:02}:{minute:02}"),
                1 => format!("{twelve}:{minute:02}{}", ["AM", "PM"][usize::from(half)]),
                _ => format!("{}{twelve:02}:{minute:02}", ["上午", "下午"][usize::from(half)]),
            }
        };
        let day = ["2024/06/03(月)", "Mon, 06/03/2024", "2024/06/03（一）"][layout];
        let text = written(&chat, day, clock);
        let conversation = only(&text, Format::Line);
        let expected: Vec<String> =
            chat.iter().map(|said| format!("{}: {}", said.name, said.text)).collect();
        prop_assert_eq!(said(&conversation), expected, "{}", text);
        for (message, said) in conversation.messages.iter().zip(&chat) {
            let at = message.at.unwrap();
            let midnight = 1_717_347_600_000;
            prop_assert_eq!(at.unix_ms, midnight + i64::from(said.minute) * 60_000);
        }
    }

    #[test]
    fn what_a_pc_writes_reads_back(turns in proptest::collection::vec((0..3usize, "[a-zđ]{2,6}( [a-z]{1,5}){0,4}"), 60..90)) {
        let names = ["Minh Tran", "Bống", "jelly cat"];
        let mut text = "2024.06.03 Monday\r\n".to_owned();
        for (minute, (name, words)) in turns.iter().enumerate() {
            text += &format!("{:02}:{:02} {} {words}\r\n", 8 + minute / 60, minute % 60, names[*name]);
        }
        let expected: Vec<String> =
            turns.iter().map(|(name, words)| format!("{}: {words}", names[*name])).collect();
        prop_assert_eq!(said(&only(&text, Format::Line)), expected);
    }

    #[test]
    fn no_damage_panics(chat in chat(), cut in 0..400usize, drop in 0..400usize) {
        let text = written(&chat, "2024/06/03(月)", |minute| format!("{:02}:{:02}", minute / 60, minute % 60));
        assert_sound(&worn(&text, cut, drop), Format::Line);
        let blanks = text.replace('\t', " ");
        assert_sound(&worn(&blanks, cut, drop), Format::Line);
    }
}
