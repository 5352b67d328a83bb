//! Zalo as people can get it: a saved page, and what is copied from the window.

mod own;

use chats::{Format, Kind, ReadOptions, Reading, Source, WarningCode, read};
use own::{codes, lines, reading, times, vietnam};
use proptest::prelude::*;

fn paste(text: &str) -> Reading {
    let reading = read(Source::from_bytes(text.as_bytes()), &vietnam()).expect("a paste reads");
    assert_eq!(reading.format, Format::Paste, "{text}");
    reading
}

#[test]
fn a_page_of_2018_with_a_stranger() {
    let reading = reading("zalo/2018.html");
    assert_eq!(reading.format, Format::Zalo);
    let conversation = &reading.conversations[0];
    assert_eq!(
        lines(conversation),
        [
            "Anh Tuấn: chào em",
            "Anh Tuấn: em học lớp mấy\nở trường nào",
            "bong03: dạ lớp 6 <3",
            "Anh Tuấn: "
        ]
    );
    let at: Vec<_> = conversation.messages.iter().map(|one| one.at.is_some()).collect();
    // The first of a run bears no time of its own.
    assert_eq!(at, [false, true, true, true]);
    assert_eq!(times(conversation)[2], "2018-12-08T20:01:00+07:00");
    assert_eq!(conversation.messages[3].kind, Kind::Media);
    assert_eq!(conversation.title.as_deref(), Some("Anh Tuấn"));
    assert_eq!(conversation.owner, conversation.participant_named("bong03"));
    assert!(conversation.context.stranger_request && conversation.context.incomplete);
    assert!(codes(&reading).contains(&WarningCode::MissingMessages));
}

#[test]
fn a_page_of_2024_has_its_moments_in_its_ids() {
    let reading = reading("zalo/2024.html");
    assert_eq!(codes(&reading), [WarningCode::MissingMessages]);
    let conversation = &reading.conversations[0];
    assert_eq!(
        lines(conversation),
        ["Minh: mai đi học nhóm không", "bong03: để mình hỏi mẹ", "Minh: ", "bong03: "]
    );
    assert_eq!(times(conversation)[1], "2024-03-05T13:26:22.372+07:00");
    let [_, _, taken_back, file] = conversation.messages.as_slice() else {
        panic!("{conversation:?}");
    };
    assert!(taken_back.deleted);
    assert_eq!((file.kind, file.attachment.as_deref()), (Kind::Media, Some("Bài tập 5.pdf")));
    assert!(!conversation.context.stranger_request);
}

#[test]
fn a_group_of_2026_names_the_first_of_a_run_and_quotes_nobody_twice() {
    let conversation = &reading("zalo/2026-group.html").conversations[0];
    assert_eq!(
        lines(conversation),
        [
            "Cô\u{a0}Lan: Mai nộp bài nhé\ntrang 5",
            "Cô\u{a0}Lan: ai chưa có sách thì nhắn cô",
            "bong03: dạ con có rồi ạ",
            "Nam: bảng nè"
        ]
    );
    assert_eq!(conversation.messages[3].kind, Kind::Media);
    assert_eq!(times(conversation)[3], "2026-09-28T18:25:27.183+07:00");
}

#[test]
fn a_page_cut_in_half_keeps_what_was_whole() {
    let whole = std::fs::read_to_string(own::fixture("zalo/2024.html")).unwrap();
    let cut = whole.find("undo-message").unwrap();
    let reading = read(Source::from_bytes(&whole.as_bytes()[..cut]), &vietnam()).unwrap();
    assert_eq!(lines(&reading.conversations[0]).len(), 2);
    let truncated = reading.warnings.iter().find(|one| one.code == WarningCode::Truncated);
    assert_eq!(truncated.unwrap().line, Some(6));
    let page = "<!DOCTYPE html>\n<!-- saved from url=(0021)https://chat.zalo.me/ -->\n<html><head><title>Zalo</title></head><body></body></html>";
    let error = read(Source::from_bytes(page.as_bytes()), &vietnam()).unwrap_err();
    assert_eq!(error.code(), "empty");
}

#[test]
fn who_is_named_above_an_unknown_bubble_is_not_the_next() {
    let page = "<html><body><div id=\"messageViewScroll\">\
        <div class=\"chat-item\"><div id=\"bb_msg_id_1709619982372\"><div class=\"card-sender-name\">Nam</div><div class=\"poll\">?</div></div></div>\
        <div class=\"chat-item\"><div id=\"bb_msg_id_1709619982472\"><div class=\"card-sender-name\">Lan</div><div data-id=\"x\" class=\"text\">chọn đi</div><div class=\"me\"></div></div></div>\
        </div></body></html>";
    let reading = read(Source::from_bytes(page.as_bytes()), &vietnam()).unwrap();
    let conversation = &reading.conversations[0];
    assert_eq!(lines(conversation), ["Lan: chọn đi"]);
    assert_eq!(conversation.owner, None);
    assert!(codes(&reading).contains(&WarningCode::LinesSkipped));
}

#[test]
fn what_people_answer_is_theirs_though_apps_write_it_too() {
    for words in ["Đã nhận", "Gọi lại", "Đã gửi", "Sent", "Đã chuyển tiếp"] {
        let reading = paste(&format!("Nam\nchuyển tiền chưa\n10:32\nBống\n{words}\n10:33\n"));
        let expected = ["Nam: chuyển tiền chưa".to_owned(), format!("Bống: {words}")];
        assert_eq!(lines(&reading.conversations[0]), expected);
        // After a time, where it has one of its own or other words follow.
        let reading =
            paste(&format!("Nam\nchào\n10:32\nBống\nalo\n10:33\n{words}\n10:34\nNam\nừ\n10:35\n"));
        let spoken = lines(&reading.conversations[0]);
        assert!(spoken.contains(&format!("Bống: {words}")), "{spoken:?}");
        // Below the name and its time.
        let reading = paste(&format!("Nam\n10:32\nchào\nBống\n10:33\n{words}\nNam\n10:34\nừ\n"));
        let expected = ["Nam: chào".to_owned(), format!("Bống: {words}"), "Nam: ừ".to_owned()];
        assert_eq!(lines(&reading.conversations[0]), expected);
        // In a window of two, which names nobody.
        let reading = paste(&format!("chuyển chưa\n10:32\n{words}\n10:33\nừ cảm ơn\n10:34\n"));
        let expected =
            ["A: chuyển chưa".to_owned(), format!("B: {words}"), "A: ừ cảm ơn".to_owned()];
        assert_eq!(lines(&reading.conversations[0]), expected);
    }
    // Somebody else's words are not passed on because one said that they had passed something on.
    let reading = paste("Nam\nĐã chuyển tiếp\n10:32\nBống\ncảm ơn\n10:33\n");
    assert!(reading.conversations[0].messages.iter().all(|one| !one.forwarded));
    // The button under a call is nobody's.
    let reading = paste("Nam\nCuộc gọi nhỡ\nGọi lại\n10:32\nBống\nalo\n10:33\n");
    assert_eq!(lines(&reading.conversations[0]), ["Nam: Cuộc gọi nhỡ", "Bống: alo"]);
}

#[test]
fn a_window_of_a_group_with_days_and_marks() {
    let text = "\
Hôm qua 03/06/2024
Cô Lan
Mai nộp bài nhé
10:32
Đã chỉnh sửa
Bống
dạ
10:33
Đã nhận
08:00 04/06/2024
Nam
Cuộc gọi nhỡ
08:01
Tin nhắn được chuyển tiếp
ai biết bài này không
08:02
Đã xem
";
    let reading = paste(text);
    let conversation = &reading.conversations[0];
    assert_eq!(
        lines(conversation),
        ["Cô Lan: Mai nộp bài nhé", "Bống: dạ", "Nam: Cuộc gọi nhỡ", "Nam: ai biết bài này không"]
    );
    assert_eq!(
        times(conversation),
        [
            "2024-06-03T10:32:00+07:00",
            "2024-06-03T10:33:00+07:00",
            "2024-06-04T08:01:00+07:00",
            "2024-06-04T08:02:00+07:00"
        ]
    );
    let [first, _, call, forwarded] = conversation.messages.as_slice() else {
        panic!("{conversation:?}");
    };
    assert!(first.edited && forwarded.forwarded && !call.forwarded);
    assert_eq!(call.kind, Kind::Call);
}

#[test]
fn a_window_of_two_names_nobody_and_each_time_ends_a_turn() {
    let text = "09:11 07/12/2023\nchào em\nem học lớp mấy\n09:26\ndạ lớp 6\n09:30\nĐã xem\nở trường nào\n09:31\n";
    let reading = paste(text);
    let conversation = &reading.conversations[0];
    assert_eq!(
        lines(conversation),
        ["A: chào em", "A: em học lớp mấy", "B: dạ lớp 6", "A: Đã xem", "A: ở trường nào"]
    );
    assert_eq!(times(conversation)[3], "2023-12-07T09:31:00+07:00");
    assert!(codes(&reading).contains(&WarningCode::SidesAlternated));
}

#[test]
fn messages_set_to_vanish_are_noticed_and_stay_what_they_are() {
    let conversation =
        &paste("Minh: anh đã bật tin nhắn tự xóa rồi nha\nBống: là sao ạ\n").conversations[0];
    assert!(conversation.context.vanishing);
    assert_eq!(conversation.messages[0].kind, Kind::Text);
    let conversation = &paste("Minh: tin nhắn tự xóa là gì\nBống: không biết ạ\n").conversations[0];
    assert!(!conversation.context.vanishing);
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

proptest! {
    #[test]
    fn a_saved_page_reads_back(
        names in proptest::collection::hash_set("[\\p{L}🐟]{1,8}( [\\p{L}&<]{1,6}){0,2}", 1..4),
        said in proptest::collection::vec(
            (0usize..5, 1i64..400_000, "[\\p{L}😀<&>\"'.,]{1,10}( [\\p{L}<&]{1,6}){0,3}(\n[\\p{L}🙂]{1,9}){0,2}"),
            1..15,
        ),
        own in any::<bool>(),
    ) {
        let names: Vec<_> = names.into_iter().collect();
        let mut page = String::from("<html><body><div id=\"messageViewScroll\">");
        let mut expected = Vec::new();
        let (mut at, mut last) = (1_717_401_720_000, None);
        for (who, later, text) in &said {
            at += later * 1000;
            // The first of them may be whose page it is, who is not named.
            let who = who % names.len();
            let mine = own && who == 0;
            let name = if mine { "bong03" } else { &names[who] };
            let shown = if mine || last == Some(who) { String::new() } else {
                format!("<div class=\"message-sender-name-content\"><div class=\"truncate\">{}</div></div>", escaped(name))
            };
            last = Some(who);
            let (class, data) = if mine { ("chat-item me", "div_SentMsg_Text") } else { ("chat-item", "div_ReceivedMsg_Text") };
            page += &format!(
                "<div class=\"{class}\"><div class=\"chat-message\" id=\"bb_msg_id_{at}\">{shown}<div data-id=\"{data}\"><span class=\"text\">{}</span></div><div class=\"card-send-time\"><span class=\"card-send-time__sendTime\">10:32</span></div></div></div>",
                escaped(text).replace('\n', "<br>"),
            );
            let moment = chats::Moment { unix_ms: at, offset_minutes: 420 };
            expected.push((format!("{name}: {text}"), moment.to_rfc3339()));
        }
        page += "</div></body></html>";
        let reading = read(Source::from_bytes(page.as_bytes()), &vietnam()).unwrap();
        prop_assert_eq!(reading.format, Format::Zalo);
        let conversation = &reading.conversations[0];
        let read: Vec<_> = lines(conversation).into_iter().zip(times(conversation)).collect();
        prop_assert_eq!(read, expected, "{}", page);
    }

    #[test]
    fn any_page_ends(parts in proptest::collection::vec(proptest::sample::select(vec![
        "<div class=\"chat-item me\">", "<div class=\"chat-message\" id=\"bb_msg_id_1709619982372\">", "</div>",
        "<span class=\"text\">", "</span>", "a", "<br>", "<div class=\"chat-date\">09:11 07/12/2018", "<header class=\"header-title\">",
        "<div class=\"card-sender-name\">", "<div class=\"message-quote-fragment\">", "<div data-id=\"btn_x\">", "&lt;", "<!--", "-->",
        "<div class=\"file-message__content-title\" title=\"a.b\">", "<div class=\"undo-message\">", "<script>", "10:32",
    ]), 0..50)) {
        let page = format!("<html><div id=\"messageViewScroll\">{}", parts.concat());
        let options = ReadOptions { format: Some(Format::Zalo), ..vietnam() };
        for conversation in read(Source::from_bytes(page.as_bytes()), &options).iter().flat_map(|one| &one.conversations) {
            for message in &conversation.messages {
                prop_assert!(conversation.name_of(message).is_some());
                prop_assert!(!message.deleted || message.text.is_empty());
            }
        }
    }
}
