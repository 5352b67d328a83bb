//! Text as people paste it.

use chats::{Format, Moment, ReadOptions, Reading, Sides, Source, WarningCode, read};

fn paste(text: &str) -> Reading {
    let options = ReadOptions { local_offset_minutes: 420, ..ReadOptions::default() };
    paste_with(text, &options)
}

fn paste_with(text: &str, options: &ReadOptions) -> Reading {
    let reading = read(Source::from_bytes(text.as_bytes()), options).expect("a paste always reads");
    assert_eq!(reading.format, Format::Paste, "{text}");
    assert_eq!(reading.conversations.len(), 1);
    reading
}

/// `Name: text` of each message; `-` where the app speaks.
fn said(reading: &Reading) -> Vec<String> {
    let conversation = &reading.conversations[0];
    let line = |message| {
        let name = conversation.name_of(message).unwrap_or("-");
        let text = if message.deleted { "(deleted)" } else { message.text.as_str() };
        format!("{name}: {text}")
    };
    conversation.messages.iter().map(line).collect()
}

fn has(reading: &Reading, code: WarningCode) -> bool {
    reading.warnings.iter().any(|warning| warning.code == code)
}

#[test]
fn names_and_colons() {
    let reading = paste("Mẹ: Con về chưa?\nBống: Dạ rồi\nmà con đói\nMẹ: 10:30 mẹ về: chờ nhé\n");
    assert_eq!(
        said(&reading),
        ["Mẹ: Con về chưa?", "Bống: Dạ rồi\nmà con đói", "Mẹ: 10:30 mẹ về: chờ nhé"]
    );
    assert!(reading.warnings.is_empty());
    assert_eq!(said(&paste("Mẹ: Con về chưa?")), ["Mẹ: Con về chưa?"]);
}

#[test]
fn names_colons_and_times() {
    let expected = ["Minh: alo", "Bống: gì vậy", "Minh: đi học không"];
    for text in [
        "[10:32] Minh: alo\n[10:33] Bống: gì vậy\n[10:34] Minh: đi học không",
        "10:32 Minh: alo\n10:33 Bống: gì vậy\n10:34 Minh: đi học không",
        "Minh (10:32): alo\nBống (10:33): gì vậy\nMinh (10:34): đi học không",
        "10:32 PM - Minh: alo\r\n10:33 PM - Bống: gì vậy\r\n10:34 PM - Minh: đi học không\r\n",
    ] {
        let reading = paste(text);
        assert_eq!(said(&reading), expected, "{text}");
        assert!(reading.warnings.is_empty(), "{text}");
    }
    let reading = paste("03/06/2024 10:32 Minh: alo\n03/06/2024 10:33 Bống: gì vậy");
    let at = reading.conversations[0].messages[1].at.map(Moment::to_rfc3339);
    assert_eq!(at.as_deref(), Some("2024-06-03T10:33:00+07:00"));
    assert!(has(&reading, WarningCode::TimeZoneUnknown));
}

#[test]
fn zalo_window() {
    let text = "\
Nguyễn Minh
mai đi học nhóm không
ở nhà mình nè
10:32
Bống
để mình hỏi mẹ
10:35
ok luôn
10:36
Nguyễn Minh
Tin nhắn đã được thu hồi
10:37 Hôm qua
";
    let reading = paste(text);
    assert_eq!(
        said(&reading),
        [
            "Nguyễn Minh: mai đi học nhóm không",
            "Nguyễn Minh: ở nhà mình nè",
            "Bống: để mình hỏi mẹ",
            "Bống: ok luôn",
            "Nguyễn Minh: (deleted)",
        ]
    );
    assert!(!has(&reading, WarningCode::SidesAlternated));
    assert!(reading.conversations[0].messages[4].text.is_empty());
}

#[test]
fn zalo_window_with_dates_gives_times() {
    let text = "Minh\nalo\n10:32 03/06/2024\nBống\nơi\n10:33 03/06/2024\n";
    let reading = paste(text);
    assert_eq!(said(&reading), ["Minh: alo", "Bống: ơi"]);
    let times: Vec<_> =
        reading.conversations[0].messages.iter().map(|one| one.at.unwrap().to_rfc3339()).collect();
    assert_eq!(times, ["2024-06-03T10:32:00+07:00", "2024-06-03T10:33:00+07:00"]);
}

#[test]
fn a_day_between_messages_is_theirs() {
    let text = "Thứ Hai, 03/06/2024\nTrang Nguyễn\nem ơi\n10:32\nBé Na\ndạ\n10:33\n04/06/2024\nBé Na\nchị\n08:00\n";
    let reading = paste(text);
    assert_eq!(said(&reading), ["Trang Nguyễn: em ơi", "Bé Na: dạ", "Bé Na: chị"]);
    let at = |index: usize| reading.conversations[0].messages[index].at.map(Moment::to_rfc3339);
    assert_eq!(at(1).as_deref(), Some("2024-06-03T10:33:00+07:00"));
    assert_eq!(at(2).as_deref(), Some("2024-06-04T08:00:00+07:00"));
}

#[test]
fn messenger_and_discord_windows() {
    let messenger =
        "You sent\nmai rảnh không\nEnter\nMinh Trần\nrảnh nè\nEnter\nYou sent\nok\nEnter";
    assert_eq!(said(&paste(messenger)), ["You: mai rảnh không", "Minh Trần: rảnh nè", "You: ok"]);
    let discord =
        "minh06 — Today at 10:32 PM\nhi\nai online không\nbong03 — Today at 10:33 PM\nmình nè\n";
    assert_eq!(said(&paste(discord)), ["minh06: hi", "minh06: ai online không", "bong03: mình nè"]);
    let names_first = "Minh\n10:32\nalo\nđâu rồi\nBống\n10:33\nđây nè\n";
    assert_eq!(said(&paste(names_first)), ["Minh: alo", "Minh: đâu rồi", "Bống: đây nè"]);
}

#[test]
fn games_and_irc() {
    let game = "<minh06> ai xây nhà chung không\n<bong03> mình\n<minh06> ok";
    assert_eq!(
        said(&paste(game)),
        ["minh06: ai xây nhà chung không", "bong03: mình", "minh06: ok"]
    );
    let irc = "15:02 < minh> mai học nhóm không?\n15:03 <@co_lan> nhớ nộp bài";
    assert_eq!(said(&paste(irc)), ["minh: mai học nhóm không?", "co_lan: nhớ nộp bài"]);
}

#[test]
fn dashes_take_turns_and_say_so() {
    for text in [
        "- chào em\n- dạ chào anh\n- em học lớp mấy",
        "– chào em\n– dạ chào anh\n– em học lớp mấy",
        "• chào em\n\n• dạ chào anh\n\n• em học lớp mấy\n",
    ] {
        let reading = paste(text);
        assert_eq!(said(&reading), ["A: chào em", "B: dạ chào anh", "A: em học lớp mấy"], "{text}");
        assert!(has(&reading, WarningCode::SidesAlternated));
    }
}

#[test]
fn bare_lines_take_turns_and_say_so() {
    let text = "chào em\n\ndạ chào anh\nem học lớp mấy";
    let reading = paste(text);
    assert_eq!(said(&reading), ["A: chào em", "B: dạ chào anh", "A: em học lớp mấy"]);
    assert!(has(&reading, WarningCode::SidesAlternated));

    let sides = Some(Sides::TakeTurns { first: "Minh".into(), second: "Bống".into() });
    let reading = paste_with(text, &ReadOptions { sides, ..ReadOptions::default() });
    assert_eq!(said(&reading)[..2], ["Minh: chào em", "Bống: dạ chào anh"]);
    assert!(has(&reading, WarningCode::SidesAlternated));

    let sides = Some(Sides::One("Người lạ".into()));
    let reading = paste_with(text, &ReadOptions { sides, ..ReadOptions::default() });
    assert_eq!(said(&reading)[1], "Người lạ: dạ chào anh");
    assert!(!has(&reading, WarningCode::SidesAlternated));
}

#[test]
fn prose_reads_line_by_line() {
    let text = "Hôm nay có người lạ nhắn cho em trên mạng.\nHọ nói: gửi ảnh đi, rồi dọa sẽ kể với mẹ.\nEm sợ quá, hẹn 10:30 tối.\nEm nên làm gì?";
    let reading = paste(text);
    assert_eq!(reading.conversations[0].messages.len(), 4);
    let said = said(&reading).join("\n");
    assert!(text.lines().all(|line| said.contains(line)), "{said}");
}

#[test]
fn nothing_pasted_is_lost() {
    for text in [
        "abc\n10:32\ndef",
        "Note: one\nTodo: two\nthree",
        "[10:32]\nhello",
        "x",
        "Minh: a\n\n\n  b  \nBống: c",
        "https://example.com/a?b=c\nhttp://example.com",
    ] {
        let reading = paste(text);
        let said = said(&reading).join("\n");
        for word in text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)) {
            assert!(
                said.contains(word.trim_end_matches(':')),
                "{word} of {text:?} is not in {said:?}"
            );
        }
    }
}
